"""The application: keys, clock, language and colours; no rules and no SQL here."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, ClassVar

from textual import events

from dispatch_tui.i18n import gettext as _
from dispatch_tui.i18n import language, set_language
from dispatch_tui.tui import lifecycle, themes, tidying
from dispatch_tui.tui.room_stack import FIRST_ROOM
from dispatch_tui.tui.rooms import ROOMS
from dispatch_tui.tui.screens.base import RoomScreen
from dispatch_tui.tui.session import Session
from dispatch_tui.tui.work import unexpected

if TYPE_CHECKING:
    from dispatch_tui.services.desk import Desk
    from dispatch_tui.tui.early import EarlyLook

TICK_SECONDS = 1.0
"""How often the clock in the header is looked at."""
LAST_WRITES_SECONDS = 1.2
"""So long at most the end of the process waits for what was still being stored; the watchdog waits longer."""
QUIET_SECONDS = 0.7
"""The header stands still for so long after a key."""


class DispatchApp(Session):
    """The program on the terminal."""

    ENABLE_COMMAND_PALETTE = False
    BINDINGS: ClassVar[list[Any]] = []
    CSS = ""

    def __init__(
        self, open_desk: Callable[[], Desk], *, theme: str = "auto", early: EarlyLook | None = None
    ) -> None:
        super().__init__(open_desk, early)
        self._theme_wanted = themes.choose(theme)
        self._key_at = 0.0
        self._quit_asked = False

    # -- start and end --------------------------------------------------------------------------------------------

    def on_load(self) -> None:
        """Choose the colours before anything is painted."""
        for palette in themes.PALETTES.values():
            self.register_theme(themes.textual_theme(palette))
        self.theme = self._theme_wanted
        self.animation_level = "none"
        self.work.start(self.tell_opened)

    def get_default_screen(self) -> RoomScreen:
        """Start with the skeleton of the first screen; its contents come when the database has answered."""
        screen = ROOMS[FIRST_ROOM].make()
        self.rooms[FIRST_ROOM] = screen
        return screen

    def on_ready(self) -> None:
        """Open settings and database once the first picture is painted."""
        self.call_after_refresh(self.painted.set)
        self.set_interval(TICK_SECONDS, self.tick)

    def ended_by(self, fault: Exception | None) -> None:
        """Keep the sentence about a fault of the program; the command line prints it."""
        self.failure = unexpected(fault or RuntimeError())

    def act_quit(self) -> None:
        """Leave the program when asked twice in a row."""
        if self._quit_asked:
            lifecycle.leaving()
            self.leave()
            return
        self._quit_asked = True
        if isinstance(self.screen, RoomScreen):
            self.screen.say(_("Press the key again to leave the program."), "soon")

    # -- keys -----------------------------------------------------------------------------------------------------

    async def on_event(self, event: events.Event) -> None:
        """Look keys up in the register first; what nobody knows there goes to the focused field."""
        if isinstance(event, events.Key) and not event.is_forwarded:
            screen = self.screen
            self._key_at = time.monotonic()
            if isinstance(screen, RoomScreen):
                if event.key not in ("ctrl+q", "ctrl+c"):
                    self._quit_asked = False
                if screen.take_key(event):
                    return
        elif isinstance(event, events.AppFocus | events.AppBlur):
            return  # a terminal window that gains or loses focus changes nothing here
        elif isinstance(event, events.Resize):
            self.forget_frame()
        await super().on_event(event)

    def tick(self) -> None:
        """Bring clock and countdowns up to date on the screen in view, but not between two keys."""
        screen, desk = self.screen, self.work.desk
        if not isinstance(screen, RoomScreen) or not screen.is_mounted:
            return
        if desk is not None and time.monotonic() - self._key_at > QUIET_SECONDS:
            from dispatch_tui.tui.header_facts import header_facts

            self.header_facts = header_facts(desk, self.board.board if self.board else None)
            screen.header.seconds = not screen.typing
            screen.header.show(self.header_facts)
        if self.feed is not None and self.feed.alive():
            self.feed_state.heard()
        self.feed_state.show_in(screen.status)
        tidying.tidy(time.monotonic() - self._key_at)

    # -- actions --------------------------------------------------------------------------------------------------

    def act_language(self) -> None:
        """Switch between Chinese and English."""
        set_language("en" if language() == "zh" else "zh")
        self._key_at = 0.0  # the header, too, changes at once
        self.tick()
        self.show_words_anew()

    def act_theme(self) -> None:
        """Go on to the next theme."""
        names = [name for name in themes.PALETTES if name != themes.MONO.name or self.no_color]
        self.theme = names[(names.index(self.theme) + 1) % len(names)] if self.theme in names else names[0]
        self.show_words_anew()

    def act_help(self) -> None:
        """Show the help of the screen in view."""
        from dispatch_tui.tui.screens.help import HelpScreen

        if isinstance(self.screen, RoomScreen):
            self.push_screen(HelpScreen(self.screen))

    def act_palette(self) -> None:
        """Show the palette of every action."""
        from dispatch_tui.tui.palette import PaletteScreen

        if isinstance(self.screen, RoomScreen):
            self.push_screen(PaletteScreen(self.screen))


def run_app(
    open_desk: Callable[[], Desk],
    *,
    theme: str = "auto",
    mouse: bool = False,
    early: EarlyLook | None = None,
) -> int:
    """Run the program on this terminal and return its exit code.

    ``open_desk`` is called in a thread after the first picture is painted; ``early`` brings the first figures.
    Raises the DispatchError with which the desk could not be opened.
    """
    import os

    os.environ.setdefault("TEXTUAL_ANIMATIONS", "none")
    from dispatch_tui.tui.compat_driver import TerminalDriver

    app = DispatchApp(open_desk, theme=theme, early=early)
    app.driver_class = TerminalDriver
    lifecycle.watch(lambda: app.call_from_thread(app.leave) if app.is_running else None)
    code = app.run(mouse=mouse) or 0
    app.work.finish(LAST_WRITES_SECONDS)
    ended = lifecycle.finished()
    if app.failure is not None:
        raise app.failure
    return ended or code
