"""The actions on slips: how each changes a slip, guarded by the life cycle (domain model 7.2)."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime

from dispatch_tui.domain import lifecycle
from dispatch_tui.domain.orders import Kind, Order, State
from dispatch_tui.domain.pauses import Pause, due_after_pause, pauses_clock
from dispatch_tui.domain.pre_review import REVIEWED_KINDS
from dispatch_tui.domain.rules import Finding, Level, worst
from dispatch_tui.i18n import gettext as _
from dispatch_tui.services.carrying_out import PlainChange, Work
from dispatch_tui.services.consequences import followed, surfaced
from dispatch_tui.services.times import earlier_than, not_before_receipt, not_before_sending


@dataclass(frozen=True, slots=True)
class _Action(PlainChange):
    """What most actions share: a reason, and no further things to store."""

    reason: str = ""


def visit_findings(work: Work, day: date) -> list[Finding]:
    """Return what is wrong with a day as the day of a visit."""
    calendar = work.desk.settings.calendar
    return lifecycle.day_findings(
        day,
        working=calendar.is_working(day),
        holiday=calendar.holiday_name(day),
        known=calendar.knows(day.year),
        next_day=calendar.next_working_day(day),
    )


@dataclass(frozen=True, slots=True)
class Hold(_Action):
    """Put on hold until a day, with a reason (挂起)."""

    until: date | None = None
    action: str = "hold"

    def plan(self, order: Order, work: Work) -> tuple[Order, list[Finding]]:
        """Guard and change; a day off as the day of return is noted, a holiday warns."""
        findings = lifecycle.may_hold(order, self.until, self.reason, work.today)
        if worst(findings) < Level.BLOCK and work.at < work.now:
            findings += not_before_receipt(order, work) + not_before_sending(order, work)
        if self.until is None or worst(findings) is Level.BLOCK:
            return order, findings
        findings += visit_findings(work, self.until)
        if not pauses_clock(self.reason):
            text = _("Our clock goes on: the reason is none for which it stands still.")
            findings.append(Finding(Level.NOTE, "clock-goes-on", text))
        return lifecycle.held(order, self.until, self.reason), findings


@dataclass(frozen=True, slots=True)
class Resume(_Action):
    """Take off hold (恢复), by hand or because its day has come."""

    action: str = "resume"

    def plan(self, order: Order, work: Work) -> tuple[Order, list[Finding]]:
        """Guard and change; our due time moves when the hold paused our clock."""
        findings = lifecycle.may_resume(order)
        if findings:
            return order, findings
        settings = work.desk.settings
        pauses = work.pauses(order)
        since = pauses[-1].start if pauses else work.at
        findings = earlier_than(work, since, order, _("{no} was put on hold at {before}; {time} is earlier."))
        if findings and work.at < work.now:
            return order, findings
        pause = Pause(since, work.at, order.hold_reason, pauses_clock(order.hold_reason))
        policy = settings.policies.policies.get(order.due_policy)
        due_at = due_after_pause(order.due_at, policy, pause, settings.calendar)
        same_day = settings.today(since) == work.today
        day = order.day if same_day or order.day > work.today else work.today
        return lifecycle.resumed(order, day, due_at), []


@dataclass(frozen=True, slots=True)
class Cancel(_Action):
    """Cancel, with a reason and the name of who asked (取消)."""

    asked_by: str = ""
    action: str = "cancel"

    def plan(self, order: Order, _work: Work) -> tuple[Order, list[Finding]]:
        """Guard and change."""
        findings = lifecycle.may_cancel(order, self.reason, self.asked_by)
        if worst(findings) is Level.BLOCK:
            return order, findings
        return lifecycle.cancelled(order, self.reason, self.asked_by), findings


@dataclass(frozen=True, slots=True)
class Reappoint(_Action):
    """Give the slip itself a new appointment (改约, row A-13)."""

    start: datetime | None = None
    end: datetime | None = None
    action: str = "reappoint"

    def plan(self, order: Order, work: Work) -> tuple[Order, list[Finding]]:
        """Guard and change: appointment, day, column and due time follow; a hold ends with it."""
        settings = work.desk.settings
        limit = settings.branch.reappoint_limit
        findings = lifecycle.may_reappoint(order, self.start, self.end, work.now, limit)
        if self.start is None or worst(findings) is Level.BLOCK:
            return order, findings
        findings += visit_findings(work, settings.today(self.start))
        original = order
        if order.state is State.HOLD:
            text = _("{no} comes off hold: the appointment takes its place.").format(no=order.no)
            findings.append(Finding(Level.NOTE, "hold-ended", text))
            order = lifecycle.resumed(order, work.today, order.due_at)
        changed = replace(
            order, required_from=self.start, required_to=self.end, reappointed=order.reappointed + 1
        )
        after = surfaced(changed, work)
        if order.day < work.today < after.day and not self.reason.strip():
            text = _("{no} is carried over; it leaves the carry-over only with a reason.").format(no=order.no)
            return original, [*findings, Finding(Level.BLOCK, "reason-missing", text, "row B-11")]
        return after, findings


@dataclass(frozen=True, slots=True)
class UrgentOn(_Action):
    """Mark as urgent; the required time is given or stands on the slip already (加急, row A-06)."""

    start: datetime | None = None
    end: datetime | None = None
    action: str = "urgent"

    def plan(self, order: Order, work: Work) -> tuple[Order, list[Finding]]:
        """Guard and change; the due time may come earlier."""
        given = self.start is not None or self.end is not None
        start, end = (self.start, self.end) if given else (order.required_from, order.required_to)
        findings = lifecycle.may_be_urgent(order, start, end)
        if not findings and given and (end or start or work.now) <= work.now:
            text = _("The required time lies in the past.")
            findings.append(Finding(Level.BLOCK, "appointment-past", text, "row A-06"))
        if worst(findings) is Level.BLOCK:
            return order, findings
        urgent = replace(order, urgent=True, required_from=start, required_to=end)
        return surfaced(urgent, work), findings


@dataclass(frozen=True, slots=True)
class UrgentOff(_Action):
    """Take the urgent mark away, with a reason (row A-06)."""

    action: str = "normal"

    def plan(self, order: Order, work: Work) -> tuple[Order, list[Finding]]:
        """Guard and change."""
        findings = lifecycle.may_be_normal(order, self.reason)
        if worst(findings) is Level.BLOCK:
            return order, findings
        return surfaced(replace(order, urgent=False), work), findings


@dataclass(frozen=True, slots=True)
class Sort(_Action):
    """Sort into another kind (分类, row A-09)."""

    kind: Kind = Kind.UNSORTED
    action: str = "sort"

    def plan(self, order: Order, work: Work) -> tuple[Order, list[Finding]]:
        """Guard and change: column, due time, pre-review and proposal follow the kind."""
        findings = lifecycle.may_sort(order, self.kind)
        if worst(findings) is Level.BLOCK:
            return order, findings
        changed = followed(order, replace(order, kind=self.kind), work)
        if order.review and self.kind in REVIEWED_KINDS:
            text = _("The pre-review was stated for another kind; check it.")
            findings.append(Finding(Level.NOTE, "review-of-other-kind", text, "row B-06"))
        elif lifecycle.standing(changed) is not lifecycle.standing(order):
            text = _("The pre-review of this kind is not stated yet.")
            findings.append(Finding(Level.NOTE, "review-missing", text, "row B-05"))
        return changed, findings


@dataclass(frozen=True, slots=True)
class Note(_Action):
    """Add an entry to the remark (备注); ``reason`` is the text."""

    action: str = "note"

    def seen_in(self, _version: int) -> Note:
        """Return the same action: an entry is added to whatever stands there now."""
        return self

    def plan(self, order: Order, work: Work) -> tuple[Order, list[Finding]]:
        """Append the text with time and name; nothing that stands there is changed."""
        text = self.reason.strip()
        if not text:
            return order, [Finding(Level.BLOCK, "text-missing", _("The remark is empty."))]
        stamp = work.desk.settings.local(work.at).strftime("%m-%d %H:%M")
        entry = f"{stamp} {work.desk.operator_name()}: {text}"
        return replace(order, remark=f"{order.remark}\n{entry}".strip("\n")), []
