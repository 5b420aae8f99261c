"""The last line of every screen: what just happened, how old the figures are, and the keys that matter here."""

from __future__ import annotations

from collections.abc import Sequence

from dispatch_tui.i18n import gettext as _
from dispatch_tui.tui.actions import Action
from dispatch_tui.tui.text import cells
from dispatch_tui.tui.widgets.line_widget import LineWidget, Part, compose_line

OLD_SECONDS = 5.0
"""Figures older than this say their age."""


class StatusLine(LineWidget):
    """Message at the left, state of the figures, hints of keys at the right."""

    DEFAULT_CSS = "StatusLine { height: 1; dock: bottom; }"

    def __init__(self) -> None:
        super().__init__(id="status")
        self._message = Part("")
        self._connection = Part("")
        self._words = ""
        self._hints: tuple[tuple[str, str], ...] = ()
        self._typing: tuple[tuple[str, str], ...] = ()

    def say(self, sentence: str, role: str = "text") -> None:
        """Show a sentence; an empty one takes the last away."""
        self._message = Part(sentence, role)
        self.update_lines()

    @property
    def message(self) -> str:
        """The sentence shown now."""
        return self._message.text

    def connection(self, age_seconds: float | None, trouble: str = "") -> None:
        """Show how old the figures are, or why they can't be read; None means that they aren't there yet."""
        if trouble:
            self._connection = Part(_("! {trouble}").format(trouble=trouble), "alarm")
        elif age_seconds is None:
            self._connection = Part(_("reading…"), "muted")
        elif age_seconds > OLD_SECONDS:
            self._connection = Part(_("figures {n} s old").format(n=int(age_seconds)), "warning")
        else:
            self._connection = Part("", "muted")
        self.update_lines()

    def words(self, text: str) -> None:
        """Show what the screen has to say all the time (number of rows, of marks)."""
        self._words = text
        self.update_lines()

    def hints(self, actions: Sequence[Action]) -> None:
        """Show the keys of these actions, as many as fit."""
        self._hints = tuple((action.shown_key, action.shown_label) for action in actions)
        self.update_lines()

    def hints_while_typing(self, pairs: Sequence[tuple[str, str]]) -> None:
        """Show these keys in place of the others while something is typed or picked; none brings the others back."""
        if tuple(pairs) != self._typing:
            self._typing = tuple(pairs)
            self.update_lines()

    def parts(self, width: int) -> list[list[Part]]:
        """Return the one line."""
        left = [Part(" ")]
        if self._message.text:
            left += [self._message, Part("  ")]
        if self._connection.text:
            left += [self._connection, Part("  ")]
        if self._words:
            left += [Part(self._words, "muted"), Part("  ")]
        room = width - sum(cells(part.text) for part in left)
        right: list[Part] = []
        for key, label in self._typing or self._hints:
            size = cells(key) + cells(label) + 3
            if size > room:
                break
            right += [Part(key, "strong"), Part(" "), Part(label), Part("  ")]
            room -= size
        return [compose_line(left, right, width)]
