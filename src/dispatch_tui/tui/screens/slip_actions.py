"""What the keys do with slips: each key writes its command into the prompt line, with the slips as they are now."""

from __future__ import annotations

from collections.abc import Sequence

from dispatch_tui.domain.orders import BEFORE_ARRIVAL, BEFORE_DONE, Order, State
from dispatch_tui.i18n import gettext as _
from dispatch_tui.i18n import mark as N_
from dispatch_tui.tui.actions import REGISTRY, Action
from dispatch_tui.tui.presentation.point_choices import point_choices
from dispatch_tui.tui.screens.slip_commands import SlipCommands

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


class SlipActions(SlipCommands):
    """A screen whose keys work on slips."""

    def act_place(self) -> None:
        """Pick the network point by its initials, with its load."""
        self.with_slips(lambda orders: self.ask_point(orders, "place"))

    def ask_point(self, orders: Sequence[Order], action: str, *words: str) -> None:
        """Pick the network point for slips, the proposed one first, and write the command of an action with it."""
        title = _("Network point for {what}: initials or name").format(what=self.what())
        self.read(
            "points",
            lambda desk: point_choices(desk, orders),
            lambda choices: self.pick(
                title, choices, lambda code, typed: self.finish_command(action, code, *words)
            ),
        )

    def act_propose(self) -> None:
        """Let the network point be proposed again."""
        self.write_command("propose", at_once=True)

    def act_hold(self) -> None:
        """Put on hold."""
        self.write_command("hold")

    def why_not_hold(self) -> str:
        """Say why nothing can be put on hold."""
        return self.none_in(BEFORE_ARRIVAL | {State.HOLD}, _("Only slips before the arrival can be held."))

    def act_resume(self) -> None:
        """Take off hold."""
        self.write_command("resume", at_once=True)

    def why_not_resume(self) -> str:
        """Say why nothing can be resumed."""
        return self.none_in(frozenset({State.HOLD}), _("This slip is not on hold."))

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
        return self.none_in(BEFORE_DONE, _("This slip can't be cancelled any more."))

    def why_not_customer(self) -> str:
        """Say why other slips of the customer can't be listed."""
        chosen = self.chosen()
        return "" if chosen and chosen[0].phone_digits else _("This slip has no telephone number.")
