"""Assigning slips to network points (分派) by hand, by proposal or for a whole batch, and taking it back (row B-01)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from dispatch_tui.domain import sending
from dispatch_tui.domain.dispatches import Dispatch, DispatchState
from dispatch_tui.domain.orders import Order, State
from dispatch_tui.domain.rules import Finding, Level, worst
from dispatch_tui.i18n import gettext as _
from dispatch_tui.services.carrying_out import PlainChange, Planned, Work
from dispatch_tui.services.placing import capability_findings, placement_word

if TYPE_CHECKING:
    from dispatch_tui.domain.placing_results import Load
    from dispatch_tui.settings.model import NetworkPoint


@dataclass(frozen=True, slots=True)
class Assign(PlainChange):
    """Assign to a network point: the one named, the one of a batch proposal, or the slip's own proposal.

    ``none`` states in the same step that the pre-review needs nothing.
    """

    point: str = ""
    reason: str = ""
    none: bool = False
    points: Mapping[int, str] = field(default_factory=dict)
    """Network point by id of the slip, as a batch proposal gives them; a slip missing in it is refused."""
    action: str = "assign"

    def plan(self, order: Order, work: Work) -> tuple[Order, list[Finding]]:
        """Guard and change; assigned elsewhere it is reassigned."""
        findings = sending.may_be_assigned(order, none=self.none)
        if worst(findings) is Level.BLOCK:
            return order, sent_told(order, findings, work)
        code, wrong = chosen_point(order, self.point, self.points, work)
        if code == order.point and order.state is State.ASSIGNED:
            text = _("{no} is assigned to {name} already.").format(
                no=order.no, name=work.desk.point_name(code)
            )
            wrong = [Finding(Level.BLOCK, "no-change", text)]
        if wrong:
            return order, wrong
        return assigned_to(
            order, code, findings, work, none=self.none, reason=self.reason, named=bool(self.point)
        )


@dataclass(frozen=True, slots=True)
class Unassign(PlainChange):
    """Take an assignment back, with a reason; the network point stays as the proposal."""

    reason: str = ""
    action: str = "unassign"

    def plan(self, order: Order, work: Work) -> tuple[Order, list[Finding]]:
        """Guard and change: the slip is ready again."""
        from dataclasses import replace

        findings = sending.may_unassign(order, self.reason)
        if worst(findings) is Level.BLOCK:
            return order, findings
        if order.point:
            committed(work).add(order.point, order.kind, -1)
        return replace(order, state=State.READY), findings


def chosen_point(
    order: Order, named: str, points: Mapping[int, str], work: Work
) -> tuple[str, list[Finding]]:
    """Return the code of the network point meant for a slip, or what is wrong with the choice."""
    if named:
        code = named
    elif points:
        code = points.get(order.id, "")
        if not code:
            text = _("The proposal has no network point for {no}.").format(no=order.no)
            return "", [Finding(Level.BLOCK, "not-proposed", text, "row B-01")]
    else:
        code = order.point or ""
    if not code:
        why = placement_word(order.placement, work.desk)
        text = _("{no} has no network point; name one. {why}").format(no=order.no, why=why).strip()
        return "", [Finding(Level.BLOCK, "no-point", text, "row B-01")]
    if code not in points_of(work):
        text = _("There is no network point with the code {code}.").format(code=code)
        return "", [Finding(Level.BLOCK, "point-unknown", text)]
    return code, []


def assigned_to(
    order: Order,
    code: str,
    findings: list[Finding],
    work: Work,
    *,
    none: bool,
    reason: str,
    named: bool,
) -> tuple[Order, list[Finding]]:
    """Return the slip assigned to a known network point, with what speaks against it (row B-07).

    The load counts what is assigned to or sent to the network point today; the slip is counted in when it goes.
    """
    load = committed(work)
    against = capability_findings(order, points_of(work)[code], work, load)
    told = [*findings, *against]
    by_hand = named and code != order.point
    after = sending.assigned(
        order, code, work.desk.operator, work.at, none=none, waiver=work.force or reason, by_hand=by_hand
    )
    if Planned(order, after, tuple(told)).goes(work.force):
        load.add(code, order.kind)
        if order.state is State.ASSIGNED:
            load.add(order.point, order.kind, -1)
    return after, told


def points_of(work: Work) -> Mapping[str, NetworkPoint]:
    """Return the network points by code; looked up once for a bulk action."""
    found: Mapping[str, NetworkPoint] | None = work.kept.get("points")
    if found is None:
        found = work.kept["points"] = {point.code: point for point in work.desk.settings.points}
    return found


def committed(work: Work) -> Load:
    """Return the slips of today that network points have for good: assigned or sent; counts on within a bulk.

    What is merely proposed for a network point does not take anybody's place.
    """
    found: Load | None = work.kept.get("committed")
    if found is None:
        found = work.kept["committed"] = work.reader.committed_load(
            work.today, work.desk.settings.branch.zone
        )
    return found


def sent_told(order: Order, findings: list[Finding], work: Work) -> list[Finding]:
    """Return the findings; about a slip that is out already they say by whom it was sent, when and where to."""
    dispatch = live_dispatch(order, work) if order.state in sending.OUT else None
    if dispatch is None:
        return findings
    text = _("{no} was sent to {name} by {who} at {time}; it is not sent twice.").format(
        no=order.no,
        name=work.desk.point_name(dispatch.point),
        who=work.desk.operator_name(dispatch.sent_by),
        time=work.desk.settings.local(dispatch.sent_at).strftime("%m-%d %H:%M:%S"),
    )
    facts = {"point": dispatch.point, "by": dispatch.sent_by, "at": dispatch.sent_at.isoformat()}
    return [Finding(Level.BLOCK, "sent-already", text, "row B-02", facts)]


def live_dispatch(order: Order, work: Work) -> Dispatch | None:
    """Return the slip's present dispatch, None when it is not out; read at once for all slips of a bulk."""
    if order.dispatch_id is None:
        return None
    known: dict[int, Dispatch] | None = work.kept.get("dispatches")
    if known is None:
        ids = {order.dispatch_id, *(each.dispatch_id for each in work.slips.values() if each.dispatch_id)}
        known = work.kept["dispatches"] = {
            each.id: each for each in work.reader.papers(Dispatch, id=ids, state=DispatchState.LIVE)
        }
    return known.get(order.dispatch_id)
