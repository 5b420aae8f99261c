"""Slips under the keys: which ones an action is about, in which versions, and its command in the prompt line."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from dispatch_tui.domain.orders import Order, State
from dispatch_tui.i18n import gettext as _
from dispatch_tui.i18n import language, ngettext
from dispatch_tui.tui.presentation.slip_targets import Target, targets_of
from dispatch_tui.tui.screens.picking import Picking

if TYPE_CHECKING:
    from dispatch_tui.services.commands.forms import Here
    from dispatch_tui.tui.presentation.phrases import Phrase

WithSlips = Callable[[Sequence[Order]], None]
"""Goes on with the slips that an action is about."""


class SlipCommands(Picking):
    """A screen with slips under the keys: the marked ones, else the one under the cursor."""

    captured: tuple[Target, ...] = ()
    """Slips with their versions as they were when an action's key was pressed."""

    def chosen(self) -> Sequence[Order]:
        """Return the slips that an action is about, as far as they are known now."""
        return ()

    def unread(self) -> int:
        """Return how many further slips are marked that nobody has looked at yet."""
        return 0

    def with_slips(self, go_on: WithSlips) -> None:
        """Note which slips, in which versions, an action is about, and go on; says so when there are none."""
        chosen = self.chosen()
        self.captured = targets_of(chosen)
        if chosen:
            go_on(chosen)
        else:
            self.say(_("There is no slip under the cursor."), "soon")

    def here(self) -> Here:
        """Return what a command that names no slips is about, in the versions seen when the key was pressed."""
        from dispatch_tui.services.commands.forms import Here

        now = targets_of(self.chosen())
        known = {target.id: target.version for target in (*now, *self.captured)}
        return Here(current=now[0].id if now else None, versions=known)

    def renewed(self, orders: Sequence[Order]) -> None:
        """Forget the versions from before a command that changed the slips."""
        self.captured = ()

    def what(self) -> str:
        """Return which slips were captured: the number of one, else how many."""
        count = len(self.captured) + self.unread()
        if count == 1:
            return self.captured[0].no
        return ngettext("{n} slip", "{n} slips", count).format(n=count)

    def _phrase(self, action: str) -> Phrase:
        from dispatch_tui.tui.presentation.phrases import phrase

        return phrase(action, self.captured, language(), marked=bool(self.unread()))

    def write_command(self, action: str, *, at_once: bool = False) -> None:
        """Put the command of an action into the prompt line; ``at_once`` shows its preview too."""
        self.with_slips(lambda orders: self.write_again(action, at_once=at_once))

    def write_again(self, action: str, *, at_once: bool = False) -> None:
        """Put the command of an action on the slips captured before into the prompt line."""
        made = self._phrase(action)
        self.prompt.open(made.text)
        self.prompt.field.cursor_position = made.cursor
        if at_once:
            self.prompt.take_key("enter")

    def finish_command(self, action: str, *words: str) -> None:
        """Write the command of an action on the captured slips with its last words, and show its preview."""
        text = self._phrase(action).text.rstrip()
        self.prompt.open(" ".join((text, *words)).rstrip())
        self.prompt.take_key("enter")

    def none_in(self, states: frozenset[State], sentence: str) -> str:
        """Return a sentence when none of the slips is in one of the states."""
        chosen = self.chosen()
        unknown = not chosen or self.unread()
        return "" if unknown or any(order.state in states for order in chosen) else sentence
