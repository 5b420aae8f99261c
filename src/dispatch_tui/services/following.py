"""What follows the sending (跟踪): worker named, arrived, done, signed, struck out, reopened (rows B-08, C-07, C-10).

Every action keeps its true time (``Work.at``), which lies neither in the future nor before the step that comes first.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from dispatch_tui.domain import addenda, following, reviewing
from dispatch_tui.domain.dispatches import COUNTED_STATES, Dispatch, DispatchState
from dispatch_tui.domain.orders import Order, State
from dispatch_tui.domain.rules import Finding, Level, worst
from dispatch_tui.domain.text import clean
from dispatch_tui.i18n import gettext as _
from dispatch_tui.services.assigning import live_dispatch
from dispatch_tui.services.carrying_out import PlainChange, Work
from dispatch_tui.services.slip_facts import incomplete_of, slot_for, with_due
from dispatch_tui.services.times import earlier_than, not_before_sending, not_future

if TYPE_CHECKING:
    from dispatch_tui.storage.writing import Writer

__all__ = [
    "Arrived", "Close", "InHouse", "Reopen", "Repaired", "Signed", "WorkDone", "WorkerNamed",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class WorkerNamed:
    """The worker's name is known (作业者), by feedback sheet or telephone; a sent slip is acknowledged by it."""

    name: str = ""
    reason: str = ""
    action: str = "worker"

    def plan(self, order: Order, work: Work) -> tuple[Order, list[Finding]]:
        """Guard and change; a worker unknown to the network point, busy, or with many slips warns."""
        findings = (
            following.may_name_worker(order, self.name) + not_future(work) + not_before_sending(order, work)
        )
        if worst(findings) is Level.BLOCK:
            return order, findings
        name = clean(self.name)
        if name != order.worker:
            findings += _worker_findings(order, name, work)
        return following.named(order, name), findings

    def finish(self, changed: Sequence[tuple[Order, Order]], work: Work, writer: Writer) -> None:
        """Keep the name on the dispatch and on its line of the feedback sheet."""
        from dispatch_tui.services.feedback_lines import name_worker

        dispatches = _dispatches(writer, [after for _before, after in changed])
        name = clean(self.name)
        name_worker(
            writer, work, [(dispatches[after.id], name) for _b, after in changed if after.id in dispatches]
        )


def _worker_findings(order: Order, name: str, work: Work) -> list[Finding]:
    """Return what speaks against the worker, counting the slips named before in the same bulk."""
    dispatch = live_dispatch(order, work)
    if dispatch is None:
        return []
    settings = work.desk.settings
    point = settings.point(dispatch.point)
    slips = _slips_of(name, dispatch, work)
    others = slips - {order.id}
    slips.add(order.id)
    found = following.worker_findings(
        name, point.workers if point else (), work.desk.point_name(dispatch.point), len(slips),
        settings.dispatching.worker_most,
    )  # fmt: skip
    if order.required_from is not None and others:
        found += following.busy_finding(name, order, work.reader.orders(sorted(others)))
    return found


def _slips_of(name: str, dispatch: Dispatch, work: Work) -> set[int]:
    """Return the slips that a worker of the network point has from the day of a dispatch; it may be added to."""
    known: dict[tuple[object, ...], set[int]] = work.kept.setdefault("worker-slips", {})
    key = (name, dispatch.point, dispatch.day)
    if key not in known:
        papers = work.reader.papers(
            Dispatch, day=dispatch.day, point=dispatch.point, worker=name, state=COUNTED_STATES
        )
        known[key] = {paper.order_id for paper in papers}
    return known[key]


def _dispatches(writer: Writer, orders: Sequence[Order]) -> dict[int, Dispatch]:
    """Return the present dispatches of slips by id of the slip."""
    ids = [order.dispatch_id for order in orders if order.dispatch_id is not None]
    return {paper.order_id: paper for paper in writer.papers(Dispatch, id=ids)} if ids else {}


def _not_before_arrival(order: Order, work: Work) -> list[Finding]:
    text = _("The worker arrived at {no} at {before}; {time} is earlier.")
    return earlier_than(work, order.arrived_at, order, text)


def _not_before_completion(order: Order, work: Work) -> list[Finding]:
    return earlier_than(work, order.done_at, order, _("{no} was done at {before}; {time} is earlier."))


@dataclass(frozen=True, slots=True)
class Arrived(PlainChange):
    """The worker has arrived at the customer's (到达); our service clock stops (S000 4.3.1)."""

    reason: str = ""
    action: str = "arrive"

    def plan(self, order: Order, work: Work) -> tuple[Order, list[Finding]]:
        """Guard and change; not before the sending, not in the future."""
        findings = following.may_arrive(order) + not_future(work)
        if worst(findings) < Level.BLOCK:
            findings += not_before_sending(order, work)
        if worst(findings) is Level.BLOCK:
            return order, findings
        return following.arrived(order, work.at), findings


@dataclass(frozen=True, slots=True)
class InHouse(PlainChange):
    """The machine is taken in for repair (携回内修), with a reason."""

    reason: str = ""
    action: str = "in_house"

    def plan(self, order: Order, work: Work) -> tuple[Order, list[Finding]]:
        """Guard and change; not before the arrival."""
        findings = following.may_take_in_house(order, self.reason) + not_future(work)
        if worst(findings) < Level.BLOCK:
            findings += _not_before_arrival(order, work)
        if worst(findings) is Level.BLOCK:
            return order, findings
        return following.taken_in_house(order), findings


@dataclass(frozen=True, slots=True)
class _GoingOutAgain:
    """What the actions share after which a slip is sent a second time: its dispatch ends, and still counts."""

    reason: str = ""

    def finish(self, changed: Sequence[tuple[Order, Order]], _work: Work, writer: Writer) -> None:
        """End the dispatches. The papers did go out, so their day keeps its counts and nothing is corrected."""
        found = _dispatches(writer, [before for before, _after in changed]).values()
        writer.update_papers(
            [(each, replace(each, state=DispatchState.ENDED)) for each in found if each.live]
        )


def _again(order: Order, state: State, work: Work) -> Order:
    """Return the slip as work of the day again, its column and due time counted from the true time of the action.

    In a catch-up entry of yesterday it is carried over, as it would have been.
    """
    desk = work.desk
    day = desk.settings.today(work.at)
    after = following.going_out_again(order, state, day, work.at)
    slot = slot_for(order.kind, work.at, day, desk.seasons(work.reader), desk.settings)
    after = with_due(replace(after, slot=slot), desk)
    return replace(after, incomplete=incomplete_of(after))


@dataclass(frozen=True, slots=True)
class Repaired(_GoingOutAgain):
    """The in-house repair is over (内修完成): the machine goes out again, the re-install leg needs nothing more."""

    action: str = "repaired"

    def plan(self, order: Order, work: Work) -> tuple[Order, list[Finding]]:
        """Guard and change; the slip is ready as work of today."""
        findings = following.may_be_repaired(order) + not_future(work)
        if worst(findings) < Level.BLOCK:
            findings += _not_before_arrival(order, work)
        if worst(findings) is Level.BLOCK:
            return order, findings
        after = _again(order, State.READY, work)
        return reviewing.none_needed(after, work.desk.operator, work.at), findings


@dataclass(frozen=True, slots=True)
class WorkDone(PlainChange):
    """The work is done (完工), with the customer's signature or without it yet."""

    signed: bool = False
    reason: str = ""
    action: str = "done"

    def plan(self, order: Order, work: Work) -> tuple[Order, list[Finding]]:
        """Guard and change; not before the arrival."""
        findings = following.may_be_done(order, signed=self.signed) + not_future(work)
        if worst(findings) < Level.BLOCK:
            findings += _not_before_arrival(order, work)
        if worst(findings) is Level.BLOCK:
            return order, findings
        return following.done(order, work.at, signed=self.signed), findings


@dataclass(frozen=True, slots=True)
class Signed(PlainChange):
    """The customer signed the voucher (用户签字)."""

    reason: str = ""
    action: str = "signed"

    def plan(self, order: Order, work: Work) -> tuple[Order, list[Finding]]:
        """Guard and change."""
        findings = following.may_sign(order) + not_future(work)
        if worst(findings) < Level.BLOCK:
            findings += _not_before_arrival(order, work)
        if worst(findings) is Level.BLOCK:
            return order, findings
        return replace(order, signed=True), findings


@dataclass(frozen=True, slots=True)
class Close(PlainChange):
    """The voucher is back and the slip is struck out (销单, row C-10)."""

    reason: str = ""
    action: str = "close"

    def plan(self, order: Order, work: Work) -> tuple[Order, list[Finding]]:
        """Guard and change; refused without the customer's signature."""
        findings = following.may_close(order, len(addenda.waiting(order))) + not_future(work)
        if worst(findings) < Level.BLOCK:
            findings += _not_before_completion(order, work)
        if worst(findings) is Level.BLOCK:
            return order, findings
        return following.closed(order, work.at), findings


@dataclass(frozen=True, slots=True)
class Reopen(_GoingOutAgain):
    """The same fault again (返修): a closed slip becomes work of today and counts as its own repeat repair."""

    action: str = "reopen"

    def plan(self, order: Order, work: Work) -> tuple[Order, list[Finding]]:
        """Guard and change; the pre-review of the last visit is over and may be stated anew."""
        settings = work.desk.settings
        closed_on = settings.today(order.closed_at) if order.closed_at is not None else None
        findings = following.may_reopen(
            order, self.reason, closed_on, settings.today(work.at), settings.dispatching.reopen_days
        ) + not_future(work)  # fmt: skip
        if worst(findings) < Level.BLOCK:
            text = _("{no} was closed at {before}; {time} is earlier.")
            findings += earlier_than(work, order.closed_at, order, text)
        if worst(findings) is Level.BLOCK:
            return order, findings
        return replace(_again(order, State.REOPENED, work), repeat_of=order.no, review={}), findings
