"""Keys that clear slips by the dozen: pre-review "none", network point by hand or by proposal, sending (S004 一.1).

The list of slips and the detail have them, and so has each cell of the board.
"""

from __future__ import annotations

from collections.abc import Sequence

from dispatch_tui.domain.orders import PENDING_STATES, Order, State
from dispatch_tui.i18n import gettext as _
from dispatch_tui.i18n import language
from dispatch_tui.i18n import mark as N_
from dispatch_tui.tui.actions import REGISTRY, Action
from dispatch_tui.tui.screens.slip_commands import SlipCommands

BULK_ACTIONS = (
    Action("dispatch.none", ("y",), N_("Nothing needed"),
           N_("State the pre-review: no materials or parts are needed."), hint=60, article="S004 一.1"),
    Action("dispatch.review", ("Y",), N_("Pre-review"),
           N_("Pre-review: parts to prepare or to make, take up, materials ready, go without."), hint=61,
           article="S004 一.1"),
    Action("dispatch.assign", ("A",), N_("Assign"),
           N_("Assign to a network point; Enter takes the proposed one."), hint=62, article="S004 一.1"),
    Action("dispatch.assign_auto", ("=",), N_("By proposal"),
           N_("Assign by proposal, with reasons; the load before and after is shown first."), hint=63,
           article="S004 一.1"),
    Action("dispatch.send", ("S",), N_("Send"),
           N_("Send at once by fax (by car without one), to the proposed network point when none is assigned."),
           hint=64, article="S004 一.1"),
    Action("dispatch.send_normal", ("C",), N_("Flow card"),
           N_("Close the flow card of each network point with these slips (normal dispatch)."), hint=65,
           article="S004 二.1"),
)  # fmt: skip
REGISTRY.register(BULK_ACTIONS)

UNREVIEWED = frozenset({State.RECEIVED, State.REVIEW})
"""States in which no pre-review is stated yet."""


def wants_none(orders: Sequence[Order]) -> bool:
    """Tell whether sending slips as they are has to state that nothing is needed."""
    from dispatch_tui.domain.pre_review import REVIEWED_KINDS

    return any(order.state in UNREVIEWED and order.kind in REVIEWED_KINDS for order in orders)


class DispatchBulk(SlipCommands):
    """A screen whose keys clear many slips at once."""

    def act_none(self) -> None:
        """State that nothing is needed."""
        self.write_command("none", at_once=True)

    def why_not_none(self) -> str:
        """Say why nothing is to be reviewed."""
        return self.none_in(UNREVIEWED | {State.WAITING}, _("The pre-review of this slip is stated already."))

    def act_review(self) -> None:
        """Pick what the pre-review comes to."""
        from dispatch_tui.tui.presentation.dispatch_choices import review_choices

        def go_on(orders: Sequence[Order]) -> None:
            def taken(action: str, typed: str) -> None:
                self.write_again(action, at_once=action in ("none", "review", "materials_ready"))

            title = _("Pre-review of {what}").format(what=self.what())
            self.pick(title, review_choices(orders), taken)

        self.with_slips(go_on)

    def why_not_review(self) -> str:
        """Say why nothing is to be reviewed."""
        return self.none_in(PENDING_STATES, _("This slip is not pending any more."))

    def act_assign(self) -> None:
        """Pick the network point to which the slips are assigned."""
        from dispatch_tui.tui.presentation.dispatch_choices import assign_choices

        def go_on(orders: Sequence[Order]) -> None:
            title = _("Assign {what} to: initials or name").format(what=self.what())
            self.read(
                "points",
                lambda desk: assign_choices(desk, orders),
                lambda choices: self.pick(
                    title, choices, lambda code, typed: self.finish_command("assign", code)
                ),
            )

        self.with_slips(go_on)

    def why_not_assign(self) -> str:
        """Say why nothing can be assigned."""
        return self.none_in(PENDING_STATES, _("Only pending slips can be assigned."))

    def act_assign_auto(self) -> None:
        """Assign by proposal."""
        self.with_slips(lambda _orders: self.finish_command("assign_auto"))

    why_not_assign_auto = why_not_assign

    def act_send(self) -> None:
        """Send at once by fax, by car when no network point has a fax.

        A slip that was only received gets "none" written into its command, where the operator reads it. The keys for
        whole batches don't: a pre-review is stated for them with a key of its own (row B-06).
        """
        self.with_slips(
            lambda orders: self.finish_command(
                "send" if self._faxes(orders) else "send_car", *self._none_words(orders)
            )
        )

    def _faxes(self, orders: Sequence[Order]) -> bool:
        points = {order.point for order in orders}
        desk = self.desk
        return desk is None or any(point.fax for point in desk.settings.points if point.code in points)

    def why_not_send(self) -> str:
        """Say why nothing can be sent."""
        return self.none_in(PENDING_STATES, _("Only pending slips can be sent."))

    def act_send_normal(self) -> None:
        """Close the flow cards."""
        self.with_slips(lambda _orders: self.finish_command("send_normal"))

    why_not_send_normal = why_not_send

    def _none_words(self, orders: Sequence[Order]) -> tuple[str, ...]:
        """Return the word that states the pre-review of slips as none; a slip that is sent at once needs it."""
        from dispatch_tui.tui.presentation.phrases import NONE_WORDS

        return (NONE_WORDS[language()],) if wants_none(orders) else ()
