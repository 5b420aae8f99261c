"""The chase ladder (催促): fax, phone, second phone, supervisor; what is due to be chased, and the log of it.

Three things are chased: feedback sheets that have not come back (row C-03), names of the workers of temporary
dispatches (row B-08), and hand-overs of slips that are late (row A-07).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from dispatch_tui.domain.batches import Chase, slot_subject
from dispatch_tui.domain.calendar import wall_instant
from dispatch_tui.domain.dispatches import COUNTED_STATES, Dispatch, DispatchState, Mode
from dispatch_tui.domain.feedback import FeedbackSheet, SheetState, sheet_subject, worker_subject
from dispatch_tui.domain.feedback_words import sheet_title, way_word
from dispatch_tui.domain.lifecycle import kind_word
from dispatch_tui.domain.orders import Kind, Order, State
from dispatch_tui.domain.rules import Level, Outcome, Result
from dispatch_tui.errors import BadInput, NotFound
from dispatch_tui.i18n import gettext as _
from dispatch_tui.services import roles
from dispatch_tui.services.batches import late_slots, slots_of_day

if TYPE_CHECKING:
    from dispatch_tui.services.desk import Desk
    from dispatch_tui.storage.reading import Reader
    from dispatch_tui.storage.writing import Writer

_LOOK_BACK = timedelta(days=31)
_SHEETS_BACK = timedelta(days=92)
"""A sheet older than this will not come any more; the sets of its days stay on record with their gaps."""
_ASKED = frozenset({State.SENT, State.ARRIVED, State.IN_HOUSE, State.DONE})
LAST_RUNG = "supervisor"
"""The way of chasing that escalates."""


@dataclass(frozen=True, slots=True)
class ChaseStep:
    """The next try of something that is chased."""

    way: str
    """``fax``, ``phone``, ``second_phone`` or ``supervisor``."""
    due_at: datetime
    """When it is due, in UTC."""
    nth: int
    """1 for the first try."""

    @property
    def escalated(self) -> bool:
        """Whether the supervisor has to step in."""
        return self.way == LAST_RUNG


@dataclass(frozen=True, slots=True)
class DueChase:
    """Something that has to be chased now or soon."""

    subject: str
    """Name in the chase log; what ``chase`` takes."""
    sort: str
    """``sheet``, ``worker`` or ``batch``."""
    title: str
    """What is chased, in the user's language."""
    step: ChaseStep
    minutes: int
    """How long the try is overdue; negative when it is still to come."""
    tries: int
    point: str = ""
    """Code of the network point that is asked; empty for hand-overs."""
    telephone: str = ""
    fax: str = ""
    last: Chase | None = None
    order_no: str = ""
    sheet_id: int | None = None

    @property
    def due(self) -> bool:
        """Whether the try is due now."""
        return self.minutes >= 0


def next_step(desk: Desk, chases: Sequence[Chase], due_at: datetime) -> ChaseStep:
    """Return the next try after those made: the next way of the ladder, and when it is due.

    ``due_at`` is when the first try is due. Each try moves one rung on; one made by a later way moves past it.
    """
    rules = desk.settings.dispatching
    ladder = rules.chase_ladder or ("phone",)
    rung = 0
    for each in chases:
        rung = max(rung + 1, ladder.index(each.way) + 1 if each.way in ladder else 0)
    at = due_at
    if chases:
        last = chases[-1]
        at = last.next_at or last.at + timedelta(minutes=rules.chase_again_minutes)
    return ChaseStep(ladder[min(rung, len(ladder) - 1)], at, len(chases) + 1)


def chases_since(log: Iterable[Chase], since: datetime | None) -> tuple[Chase, ...]:
    """Return the chases from an instant on; those about an earlier dispatch of a slip say nothing about this one."""
    return tuple(each for each in log if since is None or each.at >= since)


def chase(
    desk: Desk,
    subject: str,
    answer: str,
    *,
    way: str = "",
    whom: str = "",
    next_at: datetime | None = None,
    command_id: str | None = None,
) -> Outcome:
    """Write into the chase log of a sheet, worker's name or hand-over: by what way, whom, the answer, the next try.

    The way is the next one of the ladder and the next try comes after the settings' time when they are not given.
    Raises NotFound for a subject that is not there, BadInput without an answer (write "no answer" when there is none).
    """
    return chase_all(desk, [subject], answer, way=way, whom=whom, next_at=next_at, command_id=command_id)


def chase_all(
    desk: Desk,
    subjects: Sequence[str],
    answer: str,
    *,
    way: str = "",
    whom: str = "",
    next_at: datetime | None = None,
    command_id: str | None = None,
) -> Outcome:
    """Write one call about several subjects into the chase log, as one event group; else as ``chase``.

    A subject that is not there is told and does not stop the rest; it is raised when it is the only one.
    """
    roles.require(desk, "chase")
    if not answer.strip():
        raise BadInput(
            _("The answer is missing."),
            _("Write what was said, or that nobody answered."),
            code="text-missing",
        )

    def work(writer: Writer) -> Outcome:
        results = []
        for subject in dict.fromkeys(subjects):
            try:
                results.append(_chased(desk, writer, subject, answer.strip(), way, whom.strip(), next_at))
            except NotFound as error:
                if len(subjects) == 1:
                    raise
                results.append(Result(subject, False, Level.BLOCK, error.code, error.sentence))
        return Outcome(tuple(results), writer.group_id if any(result.ok for result in results) else "")

    return desk.store.run(desk.act("chase", command_id=command_id), work)


def _chased(
    desk: Desk, writer: Writer, subject: str, answer: str, way: str, whom: str, next_at: datetime | None
) -> Result:
    """Write into the log of one subject; raises NotFound."""
    title, first_due, since = _subject(desk, writer, subject)
    log = chases_since(writer.chases(subject), since)
    step = next_step(desk, log, first_due)
    now = desk.now()
    settings = desk.settings
    batch = subject.startswith("batch:")
    wait = settings.overdue.chase_again_minutes if batch else settings.dispatching.chase_again_minutes
    again = next_at or now + timedelta(minutes=wait)
    done = Chase(writer.new_id(), subject, now, desk.operator, whom, way or step.way, answer, again)
    writer.insert_chase(done)
    following = next_step(desk, [*log, done], first_due)
    text = _("{what} was chased ({way}); next try {time} ({next_way}).").format(
        what=title,
        way=way_word(done.way),
        time=desk.settings.local(following.due_at).strftime("%m-%d %H:%M"),
        next_way=way_word(following.way),
    )
    level, code = (Level.NOTE, "escalated") if following.escalated else (Level.OK, "done")
    return Result(title, True, level, code, text)


def due_chases(desk: Desk, *, soon: bool = False) -> list[DueChase]:
    """Return what has to be chased now, the longest overdue first; ``soon`` adds what is still to come."""
    with desk.store.read() as reader:
        found = [*_late_sheets(desk, reader), *_nameless(desk, reader), *_late_batches(desk, reader)]
    wanted = [each for each in found if soon or each.due]
    return sorted(wanted, key=lambda each: (-each.minutes, each.subject))


def feedback_due(desk: Desk, day: date) -> datetime:
    """Return when the feedback sheets of a day's dispatches are expected: in the morning of the next working day."""
    settings = desk.settings
    back = settings.calendar.next_working_day(day)
    return wall_instant(back, settings.dispatching.feedback_minute, settings.branch.zone)


def worker_due(desk: Desk, dispatch: Dispatch) -> datetime:
    """Return when the worker's name of a temporary dispatch is first asked for (row B-08)."""
    return dispatch.sent_at + timedelta(minutes=desk.settings.dispatching.worker_minutes)


def nameless_dispatches(reader: Reader, today: date) -> list[tuple[Order, Dispatch]]:
    """Return the temporary dispatches of the last weeks whose worker is not known, with their slips, oldest first.

    What was held, cancelled or closed in the meantime is not asked for any more.
    """
    dispatches = reader.papers(
        Dispatch, state=DispatchState.LIVE, mode=Mode.TEMPORARY, worker="", day_from=today - _LOOK_BACK,
        day_to=today, order_by="sent_at",
    )  # fmt: skip
    slips = {order.id: order for order in reader.orders([dispatch.order_id for dispatch in dispatches])}
    return [
        (slips[dispatch.order_id], dispatch)
        for dispatch in dispatches
        if dispatch.order_id in slips and slips[dispatch.order_id].state in _ASKED
    ]


def _late_sheets(desk: Desk, reader: Reader) -> Iterable[DueChase]:
    today = desk.today()
    sheets = reader.papers(
        FeedbackSheet,
        state=SheetState.EXPECTED,
        mode=Mode.NORMAL,
        day_from=today - _SHEETS_BACK,
        day_to=today,
    )
    live = reader.count_papers(
        Dispatch, by=("sheet_id",), state=COUNTED_STATES, sheet_id=[sheet.id for sheet in sheets]
    )
    wanted = [sheet for sheet in sheets if live.get((sheet.id,))]
    subjects = {s.id: sheet_subject(s.day, s.point, s.kind, s.mode) for s in wanted}
    logs = reader.chases_of(subjects.values())
    for sheet in wanted:
        subject = subjects[sheet.id]
        title = sheet_title(sheet.day, desk.point_name(sheet.point), sheet.kind, sheet.mode)
        log, due = logs.get(subject, []), feedback_due(desk, sheet.day)
        yield replace(_due(desk, log, subject, title, due, sheet.point), sort="sheet", sheet_id=sheet.id)


def _nameless(desk: Desk, reader: Reader) -> Iterable[DueChase]:
    found = nameless_dispatches(reader, desk.today())
    logs = reader.chases_of(worker_subject(order.no) for order, _dispatch in found)
    for order, dispatch in found:
        subject = worker_subject(order.no)
        log = chases_since(logs.get(subject, ()), dispatch.sent_at)
        one = _due(desk, log, subject, _worker_title(order.no), worker_due(desk, dispatch), dispatch.point)
        yield replace(one, sort="worker", order_no=order.no)


def _late_batches(desk: Desk, reader: Reader) -> Iterable[DueChase]:
    day = desk.today()
    for late in late_slots(desk, reader):
        subject = slot_subject(day, late.head.kind, late.head.slot)
        title = _slot_title(late.head.kind, late.head.slot)
        log = reader.chases(subject)
        first = late.head.due_at + timedelta(minutes=desk.settings.overdue.batch_late_minutes)
        yield replace(_due(desk, log, subject, title, first, ""), sort="batch")


def _due(
    desk: Desk, log: Sequence[Chase], subject: str, title: str, first_due: datetime, point: str
) -> DueChase:
    step = next_step(desk, log, first_due)
    minutes = int((desk.now() - step.due_at).total_seconds() // 60)
    facts = desk.settings.point(point) if point else None
    return DueChase(
        subject, "", title, step, minutes, len(log), point, facts.telephone if facts else "",
        facts.fax if facts else "", log[-1] if log else None,
    )  # fmt: skip


def _slot_title(kind: Kind, slot: str) -> str:
    return _("hand-over {kind} {slot}").format(kind=kind_word(kind), slot=slot)


def _worker_title(order_no: str) -> str:
    return _("worker's name of {no}").format(no=order_no)


def _subject(desk: Desk, reader: Reader, subject: str) -> tuple[str, datetime, datetime | None]:
    """Return what a subject of the chase log is called, when its first try is due, and since when its chases count.

    Raises NotFound.
    """
    sort, _colon, rest = subject.partition(":")
    parts = rest.split(":")
    try:
        if sort == "sheet" and len(parts) == 4:
            day, kind, mode = date.fromisoformat(parts[0]), Kind(parts[2]), Mode(parts[3])
            point = "" if parts[1] == "*" else parts[1]
            if reader.papers(FeedbackSheet, day=day, point=point, kind=kind, mode=mode):
                return sheet_title(day, desk.point_name(point), kind, mode), feedback_due(desk, day), None
        elif sort == "worker":
            order = reader.order_by_no(rest)
            live = reader.papers(Dispatch, order_id=order.id, state=DispatchState.LIVE) if order else []
            if live:
                return _worker_title(rest), worker_due(desk, live[0]), live[0].sent_at
        elif sort == "batch" and len(parts) >= 3:
            day, kind, slot = date.fromisoformat(parts[0]), Kind(parts[1]), ":".join(parts[2:])
            seasons = desk.seasons(reader)
            if slot in slots_of_day(seasons, day).get(kind, ()):
                due = seasons.slot_instant(day, slot, desk.settings.branch.zone)
                return _slot_title(kind, slot), due, None
    except ValueError:
        pass
    raise NotFound(
        _("There is nothing to chase under the name {subject}.").format(subject=subject[:80]),
        _("Chased are sheets, workers' names of sent slips, and hand-overs of the day."),
    )
