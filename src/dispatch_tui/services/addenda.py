"""Additions made on site (现场增补): taken down by one person, approved by another (row B-10)."""

from __future__ import annotations

from dataclasses import dataclass

from dispatch_tui.domain import addenda
from dispatch_tui.domain.addenda import Addition, additions_of
from dispatch_tui.domain.orders import Order, State
from dispatch_tui.domain.pre_review import ReviewLine
from dispatch_tui.domain.reviewing import MOST_LINES, checked_line
from dispatch_tui.domain.rules import Finding, Level, worst
from dispatch_tui.i18n import gettext as _
from dispatch_tui.services.carrying_out import PlainChange, Work
from dispatch_tui.services.times import earlier_than, not_before_sending, not_future


@dataclass(frozen=True, slots=True)
class AddAddendum(PlainChange):
    """Take down a material or part that is needed on site besides what the pre-review said (增补)."""

    text: str = ""
    quantity: str = "1"
    unit: str = ""
    """The first unit of the settings when empty."""
    reason: str = ""
    action: str = "addendum"

    def seen_in(self, _version: int) -> AddAddendum:
        """Return the same action: an addition is put to whatever stands there now."""
        return self

    def plan(self, order: Order, work: Work) -> tuple[Order, list[Finding]]:
        """Guard and change; after closing it is a correction entry, which needs a reason."""
        rules = work.desk.settings.dispatching
        line, wrong = checked_line(ReviewLine(self.text, self.quantity, self.unit), rules.units, rules.parts)
        findings = addenda.may_add(order) + not_future(work) + wrong
        known = additions_of(order)
        if len(known) >= MOST_LINES:
            text = _("{no} has {n} additions; no more are taken down.").format(no=order.no, n=len(known))
            findings.append(Finding(Level.BLOCK, "additions-many", text, "row B-10"))
        findings += not_before_sending(order, work)
        if worst(findings) is Level.BLOCK:
            return order, findings
        added = Addition(
            line.name, line.quantity, line.unit, work.desk.operator, work.at,
            correction=order.state is State.CLOSED,
        )  # fmt: skip
        return addenda.with_additions(order, (*known, added)), findings


@dataclass(frozen=True, slots=True)
class ApproveAddendum(PlainChange):
    """Agree to an addition that somebody else took down (批准增补)."""

    nth: int = 0
    """Place of the addition from 1; 0 means all that wait."""
    reason: str = ""
    action: str = "approve_addendum"

    def plan(self, order: Order, work: Work) -> tuple[Order, list[Finding]]:
        """Guard and change; own additions are left for somebody else, which is noted."""
        desk = work.desk
        findings = addenda.may_approve(order, self.nth, desk.operator, desk.operator_name()) + not_future(
            work
        )
        if not findings:
            for each in self._asked(order):
                findings += earlier_than(
                    work, each.at, order, _("{no} got its addition at {before}; {time} is earlier.")
                )
        if worst(findings) is Level.BLOCK:
            return order, findings
        if self.nth == 0 and any(each.by == desk.operator for each in addenda.waiting(order)):
            text = _("Additions that {name} took down are left for somebody else.").format(
                name=desk.operator_name()
            )
            findings.append(Finding(Level.NOTE, "own-addition", text, "row B-10"))
        return addenda.approved(order, self.nth, desk.operator, work.at), findings

    def _asked(self, order: Order) -> tuple[Addition, ...]:
        return (additions_of(order)[self.nth - 1],) if self.nth else addenda.waiting(order)
