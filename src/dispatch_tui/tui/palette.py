"""The palette: every action of the screen in view and every screen, found by a part of its name."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import ClassVar

from textual.app import ComposeResult
from textual.widgets import Input

from dispatch_tui.i18n import gettext as _
from dispatch_tui.i18n import mark as N_
from dispatch_tui.tui.actions import REGISTRY, Action
from dispatch_tui.tui.rooms import ROOMS, SIDE_ROOMS
from dispatch_tui.tui.screens.base import RoomScreen
from dispatch_tui.tui.text import cells
from dispatch_tui.tui.widgets.line_widget import Part
from dispatch_tui.tui.widgets.text_pane import TextPane

REGISTRY.register(
    (
        Action("palette.up", ("up",), N_("Up"), typing=True),
        Action("palette.down", ("down",), N_("Down"), typing=True),
        Action("palette.run", ("enter",), N_("Do it"), typing=True, hint=1),
        Action("palette.back", ("escape",), N_("Back"), typing=True, hint=2),
    )
)
NAME_CELLS = 28
"""Width of the column of names."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the palette."""

    name: str
    key: str
    help: str
    run: Callable[[], object]

    def fits(self, text: str) -> bool:
        """Tell whether every word of the text is part of the name, the key or the help."""
        heap = f"{self.name} {self.key} {self.help}".casefold()
        return all(word in heap for word in text.casefold().split())


class PaletteScreen(RoomScreen):
    """Finds an action of another screen and carries it out there."""

    TITLE_TEXT = N_("Palette")
    CONTEXTS: ClassVar[tuple[str, ...]] = ("palette",)
    DEFAULT_CSS = """
    PaletteScreen #palette-input { height: 1; border: none; padding: 0 1; background: $background; }
    PaletteScreen #palette-input:focus { border: none; background-tint: $background 0%; }
    """

    def __init__(self, about: RoomScreen) -> None:
        super().__init__()
        self._about = about
        self._entries: list[Entry] = []
        self._shown: list[Entry] = []
        self._at = 0
        self.field = Input(compact=True, id="palette-input")
        self.field.cursor_blink = False
        self.pane = TextPane(id="palette")

    def body(self) -> ComposeResult:
        """Lay out the field and the lines under it."""
        yield self.field
        yield self.pane

    def on_screen_resume(self) -> None:
        """Take the letters at once."""
        self.field.focus()
        self.call_after_refresh(self.relabel)

    def relabel(self) -> None:
        """Make the entries in the language in use."""
        about = self._about
        self._entries = [
            Entry(
                action.shown_label, action.shown_key, action.shown_help, partial(about.run_action_of, action)
            )
            for action in about.shown_actions()
            if action.id != "app.palette" and action.context != "table"
        ]
        self._entries += [
            Entry(
                _(room.label), room.digit, _("Go to this screen."), partial(self.room.show_room, room.digit)
            )
            for room in ROOMS.values()
            if room.present
        ]
        self._entries += [
            Entry(_(room.label), "", _("Go to this screen."), partial(self.room.open_side, room.name))
            for room in SIDE_ROOMS.values()
        ]
        self._find()

    def on_input_changed(self, event: Input.Changed) -> None:
        """Find what fits the letters."""
        event.stop()
        self._at = 0
        self._find()

    def _find(self) -> None:
        self._shown = [entry for entry in self._entries if entry.fits(self.field.value)]
        self._at = max(0, min(self._at, len(self._shown) - 1))
        lines = []
        for at, entry in enumerate(self._shown):
            here = at == self._at
            gap = " " * max(1, NAME_CELLS - cells(entry.name))
            lines.append(
                [
                    Part(" > " if here else "   ", "mark"),
                    Part(entry.name + gap, "match" if here else "strong"),
                    Part(f"{entry.key:<8}", "accent"),
                    Part(entry.help, "muted"),
                ]
            )
        if not lines:
            lines = [[Part("   "), Part(_("No action has that name."), "muted")]]
        self.pane.show(lines)

    def act_up(self) -> None:
        """Choose the entry above."""
        self._at -= 1
        self._find()

    def act_down(self) -> None:
        """Choose the entry below."""
        self._at += 1
        self._find()

    def act_run(self) -> None:
        """Go back and carry out the chosen action there."""
        if self._shown:
            entry = self._shown[self._at]
            self.room.leave_screen()
            self.room.call_after_refresh(entry.run)

    def act_back(self) -> None:
        """Go back without doing anything."""
        self.room.leave_screen()
