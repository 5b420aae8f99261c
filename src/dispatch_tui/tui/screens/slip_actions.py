"""What the keys do with slips: each key writes its command into the prompt line, with the slips as they are now."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from dispatch_tui.domain.orders import BEFORE_ARRIVAL, BEFORE_DONE, Order, State
from dispatch_tui.i18n import gettext as _
from dispatch_tui.i18n import language, ngettext
from dispatch_tui.i18n import mark as N_
from dispatch_tui.tui.actions import REGISTRY, Action
from dispatch_tui.tui.presentation.phrases import Target, phrase, targets_of
from dispatch_tui.tui.presentation.point_choices import point_choices
from dispatch_tui.tui.screens.base import RoomScreen
from dispatch_tui.tui.widgets.list_prompt import Choice

if TYPE_CHECKING:
    from dispatch_tui.services.commands.forms import Here

SLIP_ACTIONS = (
    Action("slip.place", ("p",), N_("Place"), N_("Choose the network point by its initials."), hint=20),
    Action("slip.propose", ("P",), N_("Propose"), N_("Let the program propose the network point again.")),
    Action("slip.hold", ("w",), N_("Hold"), N_("Put on hold until a day, with a reason."), hint=21),
    Action("slip.resume", ("r",), N_("Resume"), N_("Take off hold.")),
    Action("slip.reappoint", ("a",), N_("Appoint"), N_("Give another appointment."), hint=22),
    Action("slip.correct", ("e",), N_("Correct"), N_("Correct a field, like phone=13812341234."), hint=23),
    Action("slip.urgent", ("!",), N_("Urgent"),
           N_("Mark as urgent with its time, or take the mark away with a reason."), hint=24, article="S004 一.1"),
    Action("slip.sort", ("t",), N_("Kind"), N_("Sort into another kind.")),
    Action("slip.note", ("m",), N_("Note"), N_("Add a remark; nothing is overwritten."), hint=26),
    Action("slip.cancel", ("x",), N_("Cancel"), N_("Cancel, with the reason and who asked."), hint=25, danger=True),
    Action("slip.customer", ("R",), N_("Customer"), N_("List every slip with this telephone number.")),
)  # fmt: skip
REGISTRY.register(SLIP_ACTIONS)


def what_of(targets: Sequence[Target]) -> str:
    """Return which slips an action is about: the number of one, else how many."""
    if len(targets) == 1:
        return targets[0].no
    return ngettext("{n} slip", "{n} slips", len(targets)).format(n=len(targets))


class SlipActions(RoomScreen):
    """A screen with slips under the keys: the marked ones, else the one under the cursor."""

    captured: tuple[Target, ...] = ()
    """Slips with their versions as they were when an action's key was pressed."""

    def chosen(self) -> Sequence[Order]:
        """Return the slips that an action is about, as they are known now."""
        return ()

    def capture(self) -> tuple[Target, ...]:
        """Note which slips, in which versions, an action is about."""
        self.captured = targets_of(self.chosen())
        return self.captured

    def here(self) -> Here:
        """Return what a command that names no slips is about, in the versions seen when the key was pressed."""
        from dispatch_tui.services.commands.forms import Here

        now = targets_of(self.chosen())
        known = {target.id: target.version for target in (*now, *self.captured)}
        return Here(current=now[0].id if now else None, versions=known)

    def write_command(self, action: str, *more: str, at_once: bool = False) -> None:
        """Put the command of an action into the prompt line; ``at_once`` shows its preview too."""
        targets = self.capture()
        if not targets:
            self.say(_("There is no slip under the cursor."), "soon")
            return
        text = phrase(action, targets, language()).text + " ".join(more)
        self.prompt.open(text)
        if at_once:
            self.prompt.take_key("enter")

    def _none_in(self, states: frozenset[State], sentence: str) -> str:
        chosen = self.chosen()
        return "" if not chosen or any(order.state in states for order in chosen) else sentence

    def ask_point(self, pick: Callable[[str, Sequence[Choice]], None]) -> None:
        """Show the network points to pick from: those of the proposal first, each with its load and what it does."""
        order = next(iter(self.chosen()), None)
        if order is None:
            self.say(_("There is no slip under the cursor."), "soon")
            return
        title = _("Network point for {what}: initials or name").format(what=what_of(self.captured))

        def done(choices: list[Choice]) -> None:
            pick(title, choices)

        self.read("points", lambda desk: point_choices(desk, order), done)

    def point_picked(self, code: str) -> None:
        """Write the command that places the captured slips and show its preview."""
        text = phrase("place", self.captured, language()).text
        self.prompt.open(f"{text.rstrip()} {code}")
        self.prompt.take_key("enter")

    def act_propose(self) -> None:
        """Let the network point be proposed again."""
        self.write_command("propose", at_once=True)

    def act_hold(self) -> None:
        """Put on hold."""
        self.write_command("hold")

    def why_not_hold(self) -> str:
        """Say why nothing can be put on hold."""
        return self._none_in(BEFORE_ARRIVAL | {State.HOLD}, _("Only slips before the arrival can be held."))

    def act_resume(self) -> None:
        """Take off hold."""
        self.write_command("resume", at_once=True)

    def why_not_resume(self) -> str:
        """Say why nothing can be resumed."""
        return self._none_in(frozenset({State.HOLD}), _("This slip is not on hold."))

    def act_reappoint(self) -> None:
        """Give another appointment."""
        self.write_command("reappoint")

    def act_correct(self) -> None:
        """Correct a field."""
        self.write_command("correct")

    def act_urgent(self) -> None:
        """Mark as urgent, or withdraw the mark when all are urgent."""
        chosen = self.chosen()
        self.write_command("normal" if chosen and all(order.urgent for order in chosen) else "urgent")

    def act_sort(self) -> None:
        """Sort into another kind."""
        self.write_command("sort")

    def act_note(self) -> None:
        """Add a remark."""
        self.write_command("note")

    def act_cancel(self) -> None:
        """Cancel."""
        self.write_command("cancel")

    def why_not_cancel(self) -> str:
        """Say why nothing can be cancelled."""
        return self._none_in(BEFORE_DONE, _("This slip can't be cancelled any more."))

    def why_not_customer(self) -> str:
        """Say why other slips of the customer can't be listed."""
        chosen = self.chosen()
        return "" if chosen and chosen[0].phone_digits else _("This slip has no telephone number.")
