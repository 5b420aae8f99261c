"""Hand-overs of the day: recording, explaining and chasing them, and their heads on the board (S004 一.1)."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from dispatch_tui.domain.batches import (
    Batch,
    BatchStatus,
    Chase,
    Way,
    settled_status,
    slot_subject,
    status_of_slot,
)
from dispatch_tui.domain.board import SlotHead, SlotStatus
from dispatch_tui.domain.lifecycle import kind_word
from dispatch_tui.domain.orders import Kind
from dispatch_tui.domain.rules import Level, Outcome, Result
from dispatch_tui.errors import BadInput, NotFound, Refused
from dispatch_tui.i18n import gettext as _
from dispatch_tui.services import roles

if TYPE_CHECKING:
    from dispatch_tui.domain.seasons import Seasons
    from dispatch_tui.services.desk import Desk
    from dispatch_tui.storage.reading import Reader
    from dispatch_tui.storage.writing import Writer

LONGEST_COUNT = 100_000
"""A hand-over of more slips than this is a typing error."""


@dataclass(frozen=True, slots=True)
class LateSlot:
    """A hand-over that has not come although its time is past (row A-07)."""

    head: SlotHead
    minutes: int
    """How long it is late."""
    last: Chase | None = None
    """The last entry of its chase log."""
    chase_now: bool = True
    """Whether it is time to chase it (again)."""


def slots_of_day(seasons: Seasons, day: date) -> dict[Kind, tuple[str, ...]]:
    """Return the hand-over times of a day by kind; only installation and repair slips have any."""
    return {Kind.INSTALL: seasons.install_slots(day), Kind.REPAIR: seasons.repair_slots(day)}


def heads(desk: Desk, reader: Reader, at: datetime) -> tuple[SlotHead, ...]:
    """Return the heads of all hand-over columns of the day of an instant (UTC), as they stood at that instant.

    On a day off nothing is expected and nothing is late (row A-07). A repair pick-up without slips of its own counts
    as zero as soon as a later one has brought some, because repair slips are picked up all at once. When the season
    was switched on the day itself, its hand-overs from before the switch are not expected any more (row A-04).
    """
    settings = desk.settings
    day = settings.today(at)
    seasons = desk.seasons(reader, at)
    switched = [
        row.entered_at for row in reader.switch_rows() if row.day_from == day and row.entered_at <= at
    ]
    expected = settings.calendar.is_working(day)
    batches = [batch for batch in reader.batches(day) if batch.entered_at <= at]
    chases = [chase for chase in reader.chases_on(day, settings.branch.zone) if chase.at <= at]
    found = []
    for kind, slots in slots_of_day(seasons, day).items():
        later = max((batch.slot for batch in batches if batch.kind is kind and batch.slot), default="")
        for slot in slots:
            here = tuple(batch for batch in batches if batch.kind is kind and batch.slot == slot)
            due = seasons.slot_instant(day, slot, settings.branch.zone)
            status = status_of_slot(due, at, settings.overdue.batch_late_minutes, here, expected)
            if kind is Kind.REPAIR and status is SlotStatus.LATE and slot < later:
                status = SlotStatus.ZERO
            if status is SlotStatus.LATE and switched and due < switched[-1]:
                status = SlotStatus.OFF
            declared = [batch.declared for batch in here if batch.declared is not None]
            subject = slot_subject(day, kind, slot)
            found.append(
                SlotHead(
                    kind,
                    slot,
                    due,
                    status,
                    sum(declared) if declared else None,
                    sum(batch.entered for batch in here),
                    sum(chase.subject == subject for chase in chases),
                )
            )
    return tuple(found)


def late_slots(desk: Desk, reader: Reader, at: datetime | None = None) -> tuple[LateSlot, ...]:
    """Return the hand-overs that are late at an instant (now by default), the longest late first (row A-07)."""
    now = at or desk.now()
    day = desk.settings.today(now)
    again = timedelta(minutes=desk.settings.overdue.chase_again_minutes)
    found = []
    for head in heads(desk, reader, now):
        if head.status is not SlotStatus.LATE:
            continue
        log = [each for each in reader.chases(slot_subject(day, head.kind, head.slot)) if each.at <= now]
        last = max(log, key=lambda each: each.at, default=None)
        next_at = None if last is None else last.next_at or last.at + again
        minutes = int((now - head.due_at).total_seconds() // 60)
        found.append(LateSlot(head, minutes, last, next_at is None or next_at <= now))
    return tuple(sorted(found, key=lambda late: -late.minutes))


def record(
    desk: Desk,
    kind: Kind,
    slot: str,
    *,
    declared: int | None = None,
    clerk: str = "",
    way: Way = Way.BROUGHT,
    zero: bool = False,
    explanation: str = "",
    received_at: datetime | None = None,
    command_id: str | None = None,
) -> Outcome:
    """Record a hand-over of today, or add to the one recorded for the slot: declared count, clerk, way, zero.

    An empty slot is a hand-over outside the slots. ``received_at`` is the true time when it is booked later. Raises
    BadInput for a slot that the day does not have and for impossible counts, Refused for a zero hand-over that
    brought slips (rows A-01, A-02, A-08).
    """
    roles.require(desk, "batch")
    check_counts(None, declared, zero=zero)
    now = desk.now()
    at = received_at or now
    day = desk.settings.today(at)

    def work(writer: Writer) -> Outcome:
        if slot:
            require_slot(desk.seasons(writer), day, kind, slot)
        found = open_batch(writer, day, kind, slot)
        if found is None:
            status = settled_status(declared, 0, explanation, zero)
            batch = Batch(
                writer.new_id(), day, kind, slot, at, now, desk.operator, clerk.strip(), way,
                0 if zero and declared is None else declared, 0, status, explanation.strip(),
            )  # fmt: skip
            writer.insert_batch(batch)
        else:
            batch = _added_to(found, declared, clerk, way, zero, explanation)
            writer.update_batch(found, batch)
        return Outcome((_result(batch),), writer.group_id)

    return desk.store.run(desk.act("batch", at=at, command_id=command_id), work)


def _added_to(
    found: Batch, declared: int | None, clerk: str, way: Way, zero: bool, explanation: str
) -> Batch:
    check_counts(found, declared, zero=zero)
    now_declared = 0 if zero else found.declared if declared is None else declared
    now_explained = explanation.strip() or found.explanation
    return replace(
        found,
        declared=now_declared,
        clerk=clerk.strip() or found.clerk,
        way=way if clerk.strip() or way is not Way.BROUGHT else found.way,
        explanation=now_explained,
        status=settled_status(now_declared, found.entered, now_explained, zero),
    )


def explain(desk: Desk, batch_id: int, reason: str) -> Outcome:
    """Accept the difference between declared and entered count with a reason, which stays visible (row A-08).

    Raises BadInput without a reason, NotFound for an unknown hand-over, Refused when there is no difference.
    """
    roles.require(desk, "batch")
    if not reason.strip():
        raise BadInput(
            _("A difference is accepted only with a reason."), _("Write what became of the slips.")
        )

    def work(writer: Writer) -> Outcome:
        batch = writer.batch(batch_id)
        if batch is None:
            raise NotFound(_("There is no such hand-over."))
        if not batch.missing:
            raise Refused(_("{batch} has no difference to explain.").format(batch=label(batch)))
        after = replace(batch, explanation=reason.strip(), status=BatchStatus.EXPLAINED)
        writer.update_batch(batch, after)
        return Outcome((_result(after),), writer.group_id)

    return desk.store.run(desk.act("batch", reason=reason.strip()), work)


def chase(
    desk: Desk,
    kind: Kind,
    slot: str,
    *,
    answer: str,
    whom: str = "",
    way: str = "phone",
    next_at: datetime | None = None,
    day: date | None = None,
    command_id: str | None = None,
) -> Outcome:
    """Write into the chase log of a hand-over: who called whom, the answer, the next try (row A-07).

    ``next_at`` (UTC) is chosen by the settings when it is not given. Raises BadInput for a slot that the day does not
    have.
    """
    roles.require(desk, "chase")
    now = desk.now()
    chased_day = day or desk.today()
    again = now + timedelta(minutes=desk.settings.overdue.chase_again_minutes)

    def work(writer: Writer) -> Outcome:
        require_slot(desk.seasons(writer), chased_day, kind, slot)
        subject = slot_subject(chased_day, kind, slot)
        writer.insert_chase(
            Chase(
                writer.new_id(),
                subject,
                now,
                desk.operator,
                whom.strip(),
                way,
                answer.strip(),
                next_at or again,
            )
        )
        name = _slot_label(kind, slot)
        return Outcome(
            (Result(name, True, message=_("{batch} was chased.").format(batch=name)),), writer.group_id
        )

    return desk.store.run(desk.act("chase", command_id=command_id), work)


def open_batch(reader: Reader, day: date, kind: Kind, slot: str) -> Batch | None:
    """Return the hand-over to which further slips of a slot belong: one with a difference, else the last recorded."""
    here = [batch for batch in reader.batches(day) if batch.kind is kind and batch.slot == slot]
    lacking = [batch for batch in here if batch.status is BatchStatus.OPEN]
    return max(lacking or here, key=lambda batch: batch.id, default=None)


def require_slot(seasons: Seasons, day: date, kind: Kind, slot: str) -> None:
    """Raise BadInput, with the slots of the day, when the kind has no hand-over at this time."""
    slots = slots_of_day(seasons, day).get(kind, ())
    if slot not in slots:
        raise no_such_slot(slot, {kind: slots})


def no_such_slot(slot: str, slots: dict[Kind, tuple[str, ...]]) -> BadInput:
    """Return the failure for a time that is no hand-over of the day, naming those that are."""
    known = "; ".join(f"{kind_word(kind)} {', '.join(times)}" for kind, times in slots.items() if times)
    return BadInput(
        _("{slot} is no hand-over of today.").format(slot=slot),
        _("Hand-overs of today: {slots}.").format(slots=known) if known else "",
        code="no-such-slot",
    )


def label(batch: Batch) -> str:
    """Return the name of a hand-over for sentences, like ``installation 12:30``."""
    return _slot_label(batch.kind, batch.slot)


def _slot_label(kind: Kind, slot: str) -> str:
    return f"{kind_word(kind)} {slot}".strip()


def check_counts(found: Batch | None, declared: int | None, *, zero: bool) -> None:
    """Raise BadInput for a count that can't be declared, Refused for a zero hand-over that has brought slips.

    ``found`` is the hand-over that was recorded for the slot already (rows A-02 and A-08).
    """
    if zero and declared:
        raise BadInput(_("A hand-over of zero slips can't have {n} declared.").format(n=declared))
    if zero and found is not None and found.entered:
        raise Refused(
            _("{batch} has brought {n} slips and can't be zero.").format(batch=label(found), n=found.entered)
        )
    if declared is not None and not 0 <= declared <= LONGEST_COUNT:
        raise BadInput(
            _("{n} slips can't be declared.").format(n=declared),
            _("Give a number from 0 to {n}.").format(n=LONGEST_COUNT),
        )


def _result(batch: Batch) -> Result:
    name = label(batch)
    if batch.status is BatchStatus.OPEN:
        sentence = _("{batch}: {declared} declared, {entered} entered.").format(
            batch=name, declared=batch.declared, entered=batch.entered
        )
        return Result(name, True, Level.NOTE, "batch-open", sentence)
    if batch.status is BatchStatus.ZERO:
        return Result(name, True, message=_("{batch} is recorded as zero.").format(batch=name))
    return Result(name, True, message=_("{batch} is recorded.").format(batch=name))
