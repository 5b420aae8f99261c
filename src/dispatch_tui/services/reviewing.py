"""The pre-review (预审): stating what a slip needs, and the list for the materials department (rows B-05, B-06)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import TYPE_CHECKING

from dispatch_tui.domain import reviewing
from dispatch_tui.domain.addenda import Addition, additions_of
from dispatch_tui.domain.filters import And, HasAdditions, InStates
from dispatch_tui.domain.lifecycle import standing
from dispatch_tui.domain.orders import Order, State
from dispatch_tui.domain.pre_review import Review, ReviewLine, ReviewStatus, review_of
from dispatch_tui.domain.reviewing import quantity_of, quantity_text, waiting_for
from dispatch_tui.domain.rules import Finding, Level, worst
from dispatch_tui.i18n import gettext as _
from dispatch_tui.i18n import ngettext
from dispatch_tui.services.carrying_out import PlainChange, Work
from dispatch_tui.services.times import earlier_than, not_before_receipt, not_future

if TYPE_CHECKING:
    from dispatch_tui.services.desk import Desk

__all__ = [
    "MaterialSlip", "MaterialSum", "MaterialsReady", "ReviewLines", "ReviewNone", "TakeUp", "Waive",
    "materials_list", "sums", "waiting_for",
]  # fmt: skip

_ON_SITE = frozenset({State.SENT, State.ACKED, State.ARRIVED, State.IN_HOUSE})


def _in_time(order: Order, work: Work) -> list[Finding]:
    """Return what is wrong with the true time of a pre-review: in the future, or before the slip came in."""
    return not_future(work) + not_before_receipt(order, work)


@dataclass(frozen=True, slots=True)
class TakeUp(PlainChange):
    """Take slips up for their pre-review without stating its result yet (预审中)."""

    reason: str = ""
    action: str = "review"

    def plan(self, order: Order, _work: Work) -> tuple[Order, list[Finding]]:
        """Guard and change."""
        findings = reviewing.may_take_up(order)
        if worst(findings) is Level.BLOCK:
            return order, findings
        return reviewing.taken_up(order), findings


@dataclass(frozen=True, slots=True)
class ReviewNone(PlainChange):
    """State that nothing is needed (无需备料); the slip is ready."""

    reason: str = ""
    action: str = "review"

    def plan(self, order: Order, work: Work) -> tuple[Order, list[Finding]]:
        """Guard and change; lines that were stated before are withdrawn, which is noted."""
        findings = reviewing.may_review(order, lines=False) + _in_time(order, work)
        before = review_of(order.review)
        stated = standing(order) in {State.READY, State.ASSIGNED}
        if before is not None and before.status is ReviewStatus.NONE and stated:
            text = _("The pre-review of {no} says “none” already.").format(no=order.no)
            findings.append(Finding(Level.BLOCK, "no-change", text))
        if worst(findings) is Level.BLOCK:
            return order, findings
        if before is not None and before.lines:
            text = ngettext(
                "{n} line of the pre-review is withdrawn.", "{n} lines of the pre-review are withdrawn.",
                len(before.lines),
            ).format(n=len(before.lines))  # fmt: skip
            findings.append(Finding(Level.NOTE, "lines-withdrawn", text, "row B-06"))
        return reviewing.none_needed(order, work.desk.operator, work.at), findings


@dataclass(frozen=True, slots=True)
class ReviewLines(PlainChange):
    """State the materials or parts that are needed and send them to the materials department (送资材)."""

    lines: Sequence[ReviewLine] = ()
    make: bool = False
    """The materials department has to make something; otherwise it prepares from stock."""
    reason: str = ""
    action: str = "review"

    def plan(self, order: Order, work: Work) -> tuple[Order, list[Finding]]:
        """Guard and change; the slip waits, its lines are signed by name and time."""
        rules = work.desk.settings.dispatching
        kept, wrong = reviewing.checked_lines(self.lines, rules.units, rules.parts)
        findings = reviewing.may_review(order, lines=True) + _in_time(order, work) + wrong
        before = review_of(order.review)
        if (
            before is not None
            and standing(order) is State.WAITING
            and (before.lines, before.make) == (kept, self.make)
        ):
            text = _("The pre-review of {no} says exactly this already.").format(no=order.no)
            findings.append(Finding(Level.BLOCK, "no-change", text))
        if worst(findings) is Level.BLOCK:
            return order, findings
        if standing(order) is State.ASSIGNED:
            text = _("{no} waits for material now; it is assigned again when that is ready.").format(
                no=order.no
            )
            findings.append(Finding(Level.NOTE, "assignment-ends", text, "row B-05"))
        return reviewing.requested(order, kept, self.make, work.desk.operator, work.at), findings


@dataclass(frozen=True, slots=True)
class MaterialsReady(PlainChange):
    """The materials department has everything ready (备料完成)."""

    reason: str = ""
    action: str = "materials_ready"

    def plan(self, order: Order, work: Work) -> tuple[Order, list[Finding]]:
        """Guard and change; not before the request, not in the future."""
        findings = reviewing.may_be_ready(order) + not_future(work)
        review = review_of(order.review)
        if not findings and review is not None:
            findings += earlier_than(
                work, review.at, order, _("The pre-review of {no} was stated at {before}; {time} is earlier.")
            )
        if worst(findings) is Level.BLOCK:
            return order, findings
        return reviewing.materials_ready(order, work.desk.operator, work.at), findings


@dataclass(frozen=True, slots=True)
class Waive(PlainChange):
    """Go on without waiting, with a name and a reason (免预审)."""

    reason: str = ""
    action: str = "waive"

    def plan(self, order: Order, work: Work) -> tuple[Order, list[Finding]]:
        """Guard and change; what the slip waited for is told."""
        findings = reviewing.may_waive(order, self.reason) + _in_time(order, work)
        if worst(findings) is Level.BLOCK:
            return order, findings
        if waiting := waiting_for(order):
            findings.append(Finding(Level.NOTE, "waived", waiting, "row B-05"))
        return reviewing.waived(order, work.desk.operator, work.at, self.reason), findings


@dataclass(frozen=True, slots=True)
class MaterialSlip:
    """A slip for which the materials department has something to do."""

    order: Order
    review: Review
    """What is to be prepared or made. For an addition on site these are the added lines, signed by who added them."""
    minutes: int
    """How long it is known."""
    added: bool = False
    """Asked for on site during the work (row B-10), not by the pre-review."""
    unapproved: int = 0
    """Lines asked for on site that nobody has approved yet."""


@dataclass(frozen=True, slots=True)
class MaterialSum:
    """One material over all slips of the list."""

    name: str
    unit: str
    quantity: str
    make: bool
    nos: tuple[str, ...]
    """Numbers of the slips that need it."""


def materials_list(desk: Desk) -> tuple[MaterialSlip, ...]:
    """Return what the materials department has to prepare or make, the oldest first (rows B-05 and B-10).

    These are the slips that wait for material, on hold or not, and the lines added on site to slips whose work goes
    on: they are needed besides what the pre-review said.
    """
    now = desk.now()
    with desk.store.read() as reader:
        waiting = reader.find_ids(InStates(frozenset({State.WAITING})), now=now)
        held = reader.find_ids(InStates(frozenset({State.HOLD})), now=now)
        on_site = reader.find_ids(And((InStates(_ON_SITE), HasAdditions())), now=now)
        orders = reader.orders([*waiting, *held, *on_site])
    found = []
    for order in orders:
        review = review_of(order.review)
        if standing(order) is State.WAITING and review is not None:
            found.append(MaterialSlip(order, review, _minutes(review.at or order.received_at, now)))
        elif order.state in _ON_SITE and (added := _of_this_visit(order)):
            first = added[0]
            lines = tuple(ReviewLine(each.text, each.quantity, each.unit) for each in added)
            asked = Review(ReviewStatus.REQUESTED, lines, by=first.by, at=first.at)
            unapproved = sum(not each.approved for each in added)
            found.append(MaterialSlip(order, asked, _minutes(first.at, now), True, unapproved))
    return tuple(sorted(found, key=lambda slip: (-slip.minutes, slip.order.no)))


def _of_this_visit(order: Order) -> tuple[Addition, ...]:
    """Return the additions since the slip was sent last."""
    since = order.dispatched_at
    return tuple(each for each in additions_of(order) if since is None or each.at >= since)


def _minutes(since: datetime, now: datetime) -> int:
    return max(0, int((now - since).total_seconds() // 60))


def sums(slips: Iterable[MaterialSlip]) -> tuple[MaterialSum, ...]:
    """Return the lines of the list summed by material, unit, and whether it has to be made."""
    quantities: dict[tuple[str, str, bool], Decimal] = {}
    nos: dict[tuple[str, str, bool], dict[str, None]] = {}
    for slip in slips:
        for line in slip.review.lines:
            key = (line.name, line.unit, slip.review.make)
            quantities[key] = quantities.get(key, Decimal(0)) + (quantity_of(line.quantity) or Decimal(0))
            nos.setdefault(key, {})[slip.order.no] = None
    return tuple(
        MaterialSum(
            name, unit, quantity_text(quantities[name, unit, make]), make, tuple(nos[name, unit, make])
        )
        for name, unit, make in sorted(quantities)
    )
