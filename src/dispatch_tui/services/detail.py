"""Everything about one slip for the detail pane, and the explanation of its due time."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from dispatch_tui.domain.due_words import why_words
from dispatch_tui.domain.following import overdue, time_left
from dispatch_tui.domain.lifecycle import kind_word, state_word
from dispatch_tui.domain.orders import Incomplete, Order, PlainJson
from dispatch_tui.domain.rules import Finding, Level
from dispatch_tui.errors import NotFound
from dispatch_tui.i18n import gettext as _
from dispatch_tui.i18n import mark as N_
from dispatch_tui.i18n import ngettext
from dispatch_tui.services.histories import HistoryLine, history
from dispatch_tui.services.placing import placement_word
from dispatch_tui.services.sending_words import sent_json, sent_lines
from dispatch_tui.services.sent_slips import SentSlip, sent_slips
from dispatch_tui.services.slip_course import course_json, course_lines
from dispatch_tui.services.slip_facts import load_of, pauses_of, policy_due

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from dispatch_tui.domain.due import DueTime
    from dispatch_tui.domain.pauses import Pause
    from dispatch_tui.domain.placing_results import Load
    from dispatch_tui.services.desk import Desk
    from dispatch_tui.storage.reading import Reader
    from dispatch_tui.storage.records import Event

EARLIER = 10
"""So many earlier slips of the same telephone are shown."""

LACK_WORDS = {
    Incomplete.CUSTOMER: N_("the customer's name is missing"),
    Incomplete.PHONE: N_("the telephone is missing or wrong"),
    Incomplete.ADDRESS: N_("the address is missing"),
    Incomplete.CATEGORY: N_("the product category is missing"),
    Incomplete.KIND: N_("the kind is unknown; sort it"),
    Incomplete.URGENT_TIME: N_("urgent without a required time"),
}
"""What a slip lacks, to be translated when shown."""


@dataclass(frozen=True, slots=True)
class DueLine:
    """One stretch of the arithmetic of a due time."""

    start: datetime
    """UTC."""
    end: datetime
    """UTC."""
    minutes: int
    """Minutes that count; 0 for a pause."""
    total: int
    """Minutes counted so far."""
    why: str
    """In the user's language."""
    pause: bool = False


@dataclass(frozen=True, slots=True)
class DueExplanation:
    """How a slip's due time comes about."""

    policy: str
    """Name of the policy in the user's language."""
    article: str
    limit_minutes: int | None
    """None for an appointment."""
    lines: tuple[DueLine, ...]
    customer_due: datetime | None
    """By the clock that never stands still (UTC)."""
    our_due: datetime | None
    """By our clock, which stands still during holds that lie with the customer (UTC); what the board marks by."""
    notes: tuple[str, ...] = ()
    """Holiday table missing, area assumed, on hold now ..."""


@dataclass(frozen=True, slots=True)
class CandidateLine:
    """A network point that was looked at for the slip."""

    point: str
    name: str
    level: Level
    text: str
    """What speaks for or against it, in the user's language."""
    chosen: bool


@dataclass(frozen=True, slots=True)
class SlipDetail:
    """Everything about one slip."""

    order: Order
    history: tuple[HistoryLine, ...]
    """Earliest first."""
    due: DueExplanation | None
    placement: str
    """The sentence about its network point."""
    candidates: tuple[CandidateLine, ...]
    findings: tuple[Finding, ...]
    """What is to be known: gaps, overdue, repeat, flagged appointments."""
    earlier: tuple[Order, ...]
    """Earlier slips of the same telephone, newest first."""
    left: timedelta | None
    """Time to our due time, negative when overdue; frozen at the arrival, None when it says nothing any more."""
    sent: tuple[SentSlip, ...] = ()
    """Every sending, newest first."""


def slip_detail(desk: Desk, order_id: int) -> SlipDetail:
    """Return everything about a slip by its id; raises NotFound."""
    with desk.store.read() as reader:
        order = reader.order(order_id)
        if order is None:
            raise NotFound(_("There is no such slip."))
        return _detail(desk, reader, order)


def find_detail(desk: Desk, number: str) -> SlipDetail:
    """Return everything about a slip by its number or the end of it; raises NotFound or Ambiguous."""
    from dispatch_tui.services.commands.targets import find_one

    with desk.store.read() as reader:
        return _detail(desk, reader, find_one(reader, number, desk.now()))


def _detail(desk: Desk, reader: Reader, order: Order) -> SlipDetail:
    from dispatch_tui.storage.records import ORDER

    events = reader.events(ORDER, order.id)
    today = desk.today()
    load = load_of(reader.tallies(), reader.sent_today(today, desk.settings.branch.zone), today)
    phone = order.phone_digits
    earlier = (
        [each for each in reader.by_phone(phone, EARLIER + 1) if each.id != order.id]
        if len(phone) > 4
        else []
    )
    sent = sent_slips(reader, order.id)
    return SlipDetail(
        order=order,
        history=history(desk, _with_delivery(reader, events, sent)),
        due=_due(desk, order, pauses_of(events)),
        placement=_placement(desk, order, load),
        candidates=_candidates(desk, order),
        findings=tuple(_findings(desk, order)),
        earlier=tuple(earlier[:EARLIER]),
        left=time_left(order, desk.now()),
        sent=sent,
    )


_DELIVERY = frozenset({"resend", "delivered", "not_delivered", "sign_card"})
"""Actions that change how a dispatch fares and not the slip itself."""


def _with_delivery(reader: Reader, events: list[Event], sent: Sequence[SentSlip]) -> list[Event]:
    """Return a slip's events together with what happened to its papers on their way."""
    from dispatch_tui.storage.records import DISPATCH

    fared = [
        event
        for each in sent
        for event in reader.events(DISPATCH, each.dispatch.id)
        if event.action in _DELIVERY
    ]
    return sorted([*events, *fared], key=lambda event: event.seq) if fared else events


def _due(desk: Desk, order: Order, pauses: list[Pause]) -> DueExplanation | None:
    settings = desk.settings
    found = policy_due(order, desk)
    if found is None:
        return None
    policy = settings.policies.policies.get(found.policy)
    lines = []
    total = 0
    for step in found.steps:
        total += step.minutes
        lines.append(DueLine(step.start, step.end, step.minutes, total, why_words(step, settings.calendar)))
    for pause in pauses:
        end = pause.end or desk.now()
        what = _("on hold, our clock stands still") if pause.counts else _("on hold, our clock goes on")
        lines.append(DueLine(pause.start, end, 0, total, f"{what}: {pause.reason}", pause=True))
    return DueExplanation(
        policy=settings.name(policy.names, desk.language) if policy else _("the customer's appointment"),
        article=policy.article if policy else "",
        limit_minutes=policy.limit_minutes if policy else None,
        lines=tuple(lines),
        customer_due=found.due,
        our_due=order.due_at,
        notes=tuple(_due_notes(desk, order, found, pauses)),
    )


def _due_notes(desk: Desk, order: Order, found: DueTime, pauses: list[Pause]) -> list[str]:
    notes = []
    if found.calendar_missing:
        years = ", ".join(str(year) for year in found.missing_years)
        notes.append(_("There is no holiday table for {years}; holidays may be missing").format(years=years))
    if found.area_assumed:
        notes.append(_("The customer's area is unknown; the shorter limit is taken"))
    if pauses and pauses[-1].end is None:
        notes.append(_("The slip is on hold now"))
    if order.arrived_at is not None:
        arrived = desk.settings.local(order.arrived_at).strftime("%m-%d %H:%M")
        notes.append(_("Our clock stands still since the arrival at {time}").format(time=arrived))
    return notes


def due_lines(desk: Desk, due: DueExplanation) -> list[str]:
    """Return the arithmetic of a due time as lines of text, times of the branch."""

    def shown(instant: datetime | None) -> str:
        return desk.settings.local(instant).strftime("%m-%d %H:%M") if instant else "–"

    limit = "" if due.limit_minutes is None else _(" ({minutes} minutes)").format(minutes=due.limit_minutes)
    lines = [f"{due.policy}{limit} {due.article}".rstrip()]
    for line in due.lines:
        span = f"{shown(line.start)} – {shown(line.end)}"
        if line.pause:
            lines.append(f"  {span}  {line.why}")
        else:
            counted = _("{minutes} min, {total} in all").format(minutes=line.minutes, total=line.total)
            lines.append(f"  {span}  {counted} · {line.why}")
    lines.append(_("due for the customer: {time}").format(time=shown(due.customer_due)))
    if due.our_due != due.customer_due:
        lines.append(_("due by our clock: {time}").format(time=shown(due.our_due)))
    return lines + list(due.notes)


def _placement(desk: Desk, order: Order, load: Load) -> str:
    sentence = placement_word(order.placement, desk, _counted_alike(desk, order, load))
    if order.pinned and order.point:
        by_hand = _("Placed by hand at {name}.").format(name=desk.point_name(order.point))
        return f"{by_hand} {sentence}".strip()
    return sentence


def _counted_alike(desk: Desk, order: Order, load: Load) -> dict[str, int]:
    """Return today's load of the candidates, counted as their capacity is: of the slip's kind, or in all."""
    from dispatch_tui.domain.placing_words import candidates_of

    counted = dict(load.points)
    for candidate in candidates_of(order.placement):
        code = str(candidate.get("point"))
        point = desk.settings.point(code)
        own = None if point is None else point.capacity.get(order.kind)
        if point is not None and own is not None and candidate.get("capacity") == own != point.capacity_total:
            counted[code] = load.kinds.get((code, order.kind), 0)
    return counted


def _candidates(desk: Desk, order: Order) -> tuple[CandidateLine, ...]:
    from dispatch_tui.domain.placing_words import candidates_of, findings

    lines = []
    for candidate in candidates_of(order.placement):
        code = str(candidate.get("point"))
        name = desk.point_name(code)
        told = findings(candidate, order.placement, name)
        level = max(finding.level for finding in told)
        text = " ".join(finding.text for finding in told)
        lines.append(CandidateLine(code, name, level, text, code == order.point))
    return tuple(lines)


def _findings(desk: Desk, order: Order) -> list[Finding]:
    found = [
        Finding(Level.WARN, f"incomplete-{lack.value}", _(LACK_WORDS[lack]), "row A-10")
        for lack in order.incomplete
    ]
    now = desk.now()
    if order.due_at is not None and overdue(order, now):
        minutes = int((now - order.due_at).total_seconds() // 60)
        found.append(
            Finding(Level.WARN, "overdue", _("overdue by {minutes} minutes").format(minutes=minutes))
        )
    if order.repeat_of:
        text = _("repeat of slip {no}").format(no=order.repeat_of)
        found.append(Finding(Level.NOTE, "repeat", text, "row A-11"))
    if order.reappointed > desk.settings.branch.reappoint_limit:
        text = ngettext(
            "the appointment was changed {n} time", "the appointment was changed {n} times", order.reappointed
        ).format(n=order.reappointed)
        found.append(Finding(Level.NOTE, "reappointed-often", text, "row A-13"))
    if order.pending and order.day < desk.today():
        days = (desk.today() - order.day).days
        text = ngettext("carried over for {n} day", "carried over for {n} days", days).format(n=days)
        found.append(Finding(Level.WARN if days > 1 else Level.NOTE, "carried-over", text, "row B-11"))
    return found


def as_lines(desk: Desk, detail: SlipDetail) -> list[str]:
    """Return the detail as lines of text for the command line."""
    order = detail.order
    lines = [
        f"{order.no}  {kind_word(order.kind)}  {state_word(order.state)}" + (" !" if order.urgent else "")
    ]
    lines.append(f"  {order.customer}  {order.phone}  {order.address}")
    lines.append(f"  {order.category} {order.model}  {order.store}".rstrip())
    if order.remark:
        lines += [f"  {part}" for part in order.remark.splitlines()]
    if detail.placement:
        lines.append(f"  {detail.placement}")
    lines += [f"  {candidate.text}" for candidate in detail.candidates]
    lines += [f"  {finding.text}" for finding in detail.findings]
    if detail.due is not None:
        lines += due_lines(desk, detail.due)
    lines += course_lines(desk, order)
    lines += sent_lines(desk, detail.sent)
    lines += [line.sentence(desk) for line in detail.history]
    return lines


def as_json(desk: Desk, detail: SlipDetail) -> dict[str, PlainJson]:
    """Return the detail as a JSON document; instants are ISO 8601 with the branch's offset."""

    def iso(instant: datetime | None) -> str | None:
        return desk.settings.local(instant).isoformat(timespec="seconds") if instant else None

    order = detail.order
    return {
        "order_no": order.no, "kind": order.kind.value, "state": order.state.value, "customer": order.customer,
        "phone": order.phone, "address": order.address, "category": order.category, "model": order.model,
        "store": order.store, "remark": order.remark, "urgent": order.urgent, "point": order.point,
        "called_at": iso(order.called_at), "required_from": iso(order.required_from),
        "required_to": iso(order.required_to), "due_at": iso(order.due_at),
        "customer_due_at": iso(detail.due.customer_due) if detail.due else None,
        "due": list(due_lines(desk, detail.due)) if detail.due else [],
        "placement": detail.placement, "candidates": [candidate.text for candidate in detail.candidates],
        "findings": [finding.text for finding in detail.findings],
        **course_json(desk, order),
        "dispatches": sent_json(desk, detail.sent),
        "history": [line.sentence(desk) for line in detail.history],
        "earlier": [each.no for each in detail.earlier], "version": order.version,
    }  # fmt: skip
