"""Keys that follow one slip from the network point to the voucher: delivery, worker, arrival, completion, additions."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from dispatch_tui.domain.orders import Order, State
from dispatch_tui.i18n import gettext as _
from dispatch_tui.i18n import mark as N_
from dispatch_tui.tui.actions import REGISTRY, Action
from dispatch_tui.tui.presentation.dispatch_choices import addition_choices, delivery_choices, worker_choices
from dispatch_tui.tui.screens.dispatch_bulk import DispatchBulk
from dispatch_tui.tui.screens.slip_actions import SlipActions

FOLLOW_ACTIONS = (
    Action("dispatch.materials_ready", ("M",), N_("Materials ready"),
           N_("Record that the materials department has everything ready."), hint=66),
    Action("dispatch.fax", ("F",), N_("Fax"),
           N_("Record that it was received or not, or send it again by fax or car."), hint=67, article="S004 一.1"),
    Action("dispatch.take_back", ("Z",), N_("Take back"),
           N_("Recall a sent slip, with who confirmed it on the telephone; take an assignment back."), hint=68,
           danger=True, article="S004 一.1"),
    Action("dispatch.worker", ("W",), N_("Worker"),
           N_("Name the worker: pick one of the network point's, or type a name."), hint=69),
    Action("dispatch.arrived", ("i",), N_("Arrived"),
           N_("Record that the worker arrived; our clock stops there."), hint=70, article="S000 4.3.1"),
    Action("dispatch.done", ("D",), N_("Done"),
           N_("The next step of the end: done, then signed by the customer, then closed with the voucher."),
           hint=71),
    Action("dispatch.in_house", ("H",), N_("In-house"), N_("Record that the machine was taken in for repair."),
           hint=72),
    Action("dispatch.addendum", ("E",), N_("Addition"),
           N_("Add what was needed on site, like another bracket; approve what was added."), hint=73),
    Action("dispatch.reopen", ("B",), N_("Back again"), N_("Open a closed slip again as a repeat repair."), hint=74),
    Action("dispatch.split", ("%",), N_("Split"), N_("Split the slip in two.")),
    Action("dispatch.merge", ("&",), N_("Merge"), N_("Merge the marked slips; the first one stays.")),
    Action("dispatch.print", ("#",), N_("Print"), N_("Print the slip; a second print is marked as a reprint.")),
)  # fmt: skip
REGISTRY.register(FOLLOW_ACTIONS)

SENT = frozenset({State.SENT, State.ACKED})
_ENDING: Mapping[State, str] = {
    State.SENT: "done",
    State.ACKED: "done",
    State.ARRIVED: "done",
    State.IN_HOUSE: "repaired",
    State.DONE: "signed",
}
"""What the key for the end of a visit does in each state."""
_FIRST: Mapping[State, tuple[str, ...]] = {
    State.RECEIVED: ("none", "send", "assign", "review"),
    State.REVIEW: ("none", "send", "assign", "review"),
    State.WAITING: ("materials_ready", "review"),
    State.READY: ("send", "assign", "send_normal"),
    State.REOPENED: ("send", "assign", "send_normal"),
    State.ASSIGNED: ("send", "send_normal", "take_back"),
    State.SENT: ("worker", "fax", "arrived", "take_back"),
    State.ACKED: ("arrived", "worker", "take_back"),
    State.ARRIVED: ("done", "addendum", "in_house"),
    State.IN_HOUSE: ("done",),
    State.DONE: ("done",),
    State.CLOSED: ("reopen",),
}
"""Keys named first in the hint line, by the state of the slip under the cursor."""


def ending_of(order: Order) -> str:
    """Return the next step of the end of a visit: done, signed, closed; empty when there is none."""
    if order.state is State.DONE and order.signed:
        return "close"
    return _ENDING.get(order.state, "")


class DispatchActions(DispatchBulk, SlipActions):
    """A screen with every key of dispatching."""

    _hinted: State | None = None

    # -- hints ----------------------------------------------------------------------------------------------------

    def hints_follow(self) -> None:
        """Name the keys that fit the slip under the cursor first."""
        order = next(iter(self.chosen()), None)
        state = None if order is None else order.state
        if state is not self._hinted:
            self._hinted = state
            self._show_hints()

    def hinted_actions(self) -> list[Action]:
        """Return the actions of the hint line: Enter, what fits the slip's state, then the others."""
        named = _FIRST.get(self._hinted, ()) if self._hinted is not None else ()
        actions = super().hinted_actions()
        fitting = [each for name in named for each in actions if each.id == f"dispatch.{name}"]
        others = [each for each in actions if each.context != "dispatch"]
        opening = [each for each in others if each.id in ("table.open", "slip_detail.arithmetic")]
        return [*opening, *fitting, *(each for each in others if each not in opening)]

    # -- the materials department ---------------------------------------------------------------------------------

    def act_materials_ready(self) -> None:
        """Record that the materials are ready."""
        self.write_command("materials_ready", at_once=True)

    def why_not_materials_ready(self) -> str:
        """Say why nothing is waited for."""
        return self.none_in(frozenset({State.WAITING}), _("This slip waits for no materials."))

    # -- the network point ----------------------------------------------------------------------------------------

    def act_fax(self) -> None:
        """Pick what became of the sending."""

        def go_on(_orders: Sequence[Order]) -> None:
            title = _("Sending of {what}").format(what=self.what())
            self.pick(
                title,
                delivery_choices(),
                lambda action, typed: self.write_again(action, at_once=action != "not_delivered"),
            )

        self.with_slips(go_on)

    def why_not_fax(self) -> str:
        """Say why there is no sending."""
        return self.none_in(SENT, _("This slip is not on its way to a network point."))

    def act_take_back(self) -> None:
        """Recall what was sent, take back what was assigned."""
        assigned = all(order.state is State.ASSIGNED for order in self.chosen())
        self.write_command("unassign" if assigned else "recall")

    def why_not_take_back(self) -> str:
        """Say why nothing can be taken back."""
        return self.none_in(SENT | {State.ASSIGNED}, _("This slip is neither assigned nor sent."))

    def act_worker(self) -> None:
        """Pick the worker."""

        def go_on(orders: Sequence[Order]) -> None:
            title = _("Worker for {what}: initials or name").format(what=self.what())
            point = orders[0].point or ""
            self.read(
                "workers",
                lambda desk: worker_choices(desk, point),
                lambda choices: self.pick(
                    title,
                    choices,
                    lambda name, typed: self.finish_command("worker", name or typed),
                    free=True,
                ),
            )

        self.with_slips(go_on)

    def why_not_worker(self) -> str:
        """Say why no worker can be named."""
        states = SENT | {State.ARRIVED, State.IN_HOUSE, State.DONE}
        return self.none_in(states, _("Only a sent slip has a worker."))

    # -- the visit ------------------------------------------------------------------------------------------------

    def act_arrived(self) -> None:
        """Record the arrival."""
        self.write_command("arrived", at_once=True)

    def why_not_arrived(self) -> str:
        """Say why nobody can arrive."""
        return self.none_in(SENT, _("Only a sent slip can be arrived at."))

    def act_done(self) -> None:
        """Take the next step of the end: done, signed, closed."""
        steps = (ending_of(order) for order in self.chosen())
        self.write_command(next(step for step in (*steps, "done") if step), at_once=True)

    def why_not_done(self) -> str:
        """Say why the visit can't end."""
        return self.none_in(frozenset(_ENDING), _("This slip has no visit that could end."))

    def act_in_house(self) -> None:
        """Record that the machine was taken in."""
        self.write_command("in_house")

    def why_not_in_house(self) -> str:
        """Say why nothing was taken in."""
        return self.none_in(frozenset({State.ARRIVED}), _("Take it in after the worker arrived."))

    def act_addendum(self) -> None:
        """Add what was needed on site, or approve what was added."""

        def go_on(orders: Sequence[Order]) -> None:
            choices = addition_choices(orders[0])
            if len(choices) == 1 or len(orders) > 1:
                self.write_again("addendum")
                return

            def taken(key: str, typed: str) -> None:
                if key == "addendum":
                    self.write_again("addendum")
                else:
                    self.finish_command("approve", key)

            self.pick(_("Additions on site of {what}").format(what=self.what()), choices, taken)

        self.with_slips(go_on)

    def why_not_addendum(self) -> str:
        """Say why nothing can be added."""
        states = SENT | {State.ARRIVED, State.IN_HOUSE, State.DONE}
        return self.none_in(states, _("Additions belong to a sent slip."))

    def act_reopen(self) -> None:
        """Open a closed slip again."""
        self.write_command("reopen")

    def why_not_reopen(self) -> str:
        """Say why it can't be opened again."""
        return self.none_in(frozenset({State.CLOSED}), _("Only a closed slip can be opened again."))

    # -- the paper ------------------------------------------------------------------------------------------------

    def act_split(self) -> None:
        """Split a slip in two."""
        self.write_command("split")

    def act_merge(self) -> None:
        """Merge the marked slips."""
        self.write_command("merge")

    def why_not_merge(self) -> str:
        """Say that merging takes two."""
        return (
            "" if len(self.chosen()) + self.unread() > 1 else _("Mark the slips to merge first, with Space.")
        )

    def act_print(self) -> None:
        """Write the command that prints the slip; where to may be added."""
        self.write_command("print")
