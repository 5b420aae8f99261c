"""Help for where the cursor is: what is under it, then every key of the screen, made from the action register."""

from __future__ import annotations

from typing import ClassVar

from textual.app import ComposeResult

from dispatch_tui.i18n import gettext as _
from dispatch_tui.i18n import mark as N_
from dispatch_tui.tui.actions import REGISTRY, Action, key_name
from dispatch_tui.tui.rooms import ROOMS
from dispatch_tui.tui.screens.base import RoomScreen
from dispatch_tui.tui.text import cells, wrap
from dispatch_tui.tui.widgets.line_widget import Part
from dispatch_tui.tui.widgets.text_pane import TextPane

REGISTRY.register(
    (
        Action("help.up", ("up", "k"), N_("Up")),
        Action("help.down", ("down", "j"), N_("Down"), hint=1),
        Action("help.page_up", ("pageup",), N_("Page up")),
        Action("help.page_down", ("pagedown", "space"), N_("Page down"), hint=2),
        Action("help.back", ("escape", "q", "?", "enter"), N_("Back"), hint=3),
    )
)
_SIGNS = (
    ("!", "overdue", N_("overdue")),
    ("~", "soon", N_("due soon")),
    ("*", "changed", N_("changed in the last seconds")),
    ("+", "mark", N_("marked")),
)
KEY_CELLS = 18
"""Width of the column of keys."""


class HelpScreen(RoomScreen):
    """The help of another screen."""

    TITLE_TEXT = N_("Help")
    CONTEXTS: ClassVar[tuple[str, ...]] = ("help",)

    def __init__(self, about: RoomScreen) -> None:
        super().__init__()
        self._about = about
        self.pane = TextPane(id="help")

    def body(self) -> ComposeResult:
        """Lay out the text."""
        yield self.pane

    def on_screen_resume(self) -> None:
        """Show the text once the size is known."""
        self.call_after_refresh(self.relabel)

    def on_resize(self) -> None:
        """Break the lines anew."""
        self.call_after_refresh(self.relabel)

    def relabel(self) -> None:
        """Make the text in the language in use."""
        width = max(30, self.pane.size.width - 4)
        lines: list[list[Part]] = [[]]
        here = self._about.help_here()
        for number, sentence in enumerate(here):
            lines += [
                [Part("  "), Part(line, "text" if number else "strong")] for line in wrap(sentence, width)
            ]
        if here:
            lines.append([])
        lines.append([Part("  "), *(part for sign in _SIGNS for part in self._sign(*sign))])
        for context in dict.fromkeys((*self._about.contexts(), "app")):
            actions = [action for action in self._about.shown_actions() if action.context == context]
            if actions:
                lines += [[], [Part("  "), Part(context_name(context, self._about), "accent")]]
            for action in actions:
                lines += action_lines(action, width)
        lines += [[], [Part("  "), Part(_("Screens"), "accent")]]
        for room in ROOMS.values():
            if room.present:
                lines.append(_key_line(f"{room.digit}  F{room.digit}", _(room.label)))
        self.pane.show(lines)

    @staticmethod
    def _sign(sign: str, role: str, word: str) -> tuple[Part, ...]:
        return Part(sign, role), Part(f" {_(word)}   ", "muted")

    def act_up(self) -> None:
        """Scroll up."""
        self.pane.scroll_lines(-1)

    def act_down(self) -> None:
        """Scroll down."""
        self.pane.scroll_lines(1)

    def act_page_up(self) -> None:
        """Scroll up by a page."""
        self.pane.scroll_lines(-max(1, self.pane.size.height - 2))

    def act_page_down(self) -> None:
        """Scroll down by a page."""
        self.pane.scroll_lines(max(1, self.pane.size.height - 2))

    def act_back(self) -> None:
        """Go back to the screen that was asked about."""
        self.room.leave_screen()


def context_name(context: str, screen: RoomScreen) -> str:
    """Return the heading over the keys of a context."""
    if context == "app":
        return _("Everywhere")
    if context == "table":
        return _("In the table")
    if context == "dispatch":
        return _("Dispatching")
    if context == "slip":
        return _("On the slip, or the marked ones")
    return _(screen.TITLE_TEXT)


def action_lines(action: Action, width: int) -> list[list[Part]]:
    """Return the keys of an action and the sentence that explains it."""
    keys = "  ".join(key_name(key) for key in action.keys)
    sentence = action.shown_help + (f" ({action.article})" if action.article else "")
    wrapped = wrap(sentence, max(20, width - KEY_CELLS - 2))
    lines = [_key_line(keys, wrapped[0] if wrapped else "")]
    lines += [[Part(" " * (KEY_CELLS + 4)), Part(line)] for line in wrapped[1:]]
    return lines


def _key_line(keys: str, text: str) -> list[Part]:
    return [Part("    "), Part(keys, "strong"), Part(" " * max(1, KEY_CELLS - cells(keys))), Part(text)]
