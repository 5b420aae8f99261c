"""Feedback sheets to look at: what each expects and what came, line by line (rows C-01 and C-04)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import TYPE_CHECKING, NamedTuple

from dispatch_tui.domain.batches import Chase
from dispatch_tui.domain.dispatches import COUNTED_STATES, Dispatch, Mode
from dispatch_tui.domain.feedback import (
    FeedbackLine,
    FeedbackSheet,
    LineState,
    SheetState,
    sheet_subject,
)
from dispatch_tui.domain.feedback_rules import GONE, SheetCounts, can_have_come, doubts_of
from dispatch_tui.domain.feedback_words import sheet_title
from dispatch_tui.domain.orders import Kind, Order
from dispatch_tui.domain.rules import Finding
from dispatch_tui.errors import NotFound
from dispatch_tui.i18n import gettext as _
from dispatch_tui.services.chasing import ChaseStep, feedback_due, next_step

if TYPE_CHECKING:
    from dispatch_tui.services.desk import Desk
    from dispatch_tui.storage.reading import Reader


class RowState(StrEnum):
    """What became of one slip or number of a sheet."""

    MISSING = "missing"
    """Sent, and there is no line."""
    BLANK = "blank"
    """The line has no worker."""
    NAMED = "named"
    UNKNOWN = "unknown"
    """No slip has the number."""
    FOREIGN = "foreign"
    """The slip was not sent with this sheet."""
    RECALLED = "recalled"
    """Was sent and recalled; no line is expected."""


@dataclass(frozen=True, slots=True)
class SheetView:
    """One feedback sheet in the list of a day."""

    sheet: FeedbackSheet
    title: str
    point_name: str
    """Empty for a temporary sheet."""
    counts: SheetCounts
    subject: str
    """Name in the chase log; ``chasing.chase`` takes it."""
    due_at: datetime
    """When it is expected back."""
    tries: int = 0
    """How often it was chased."""
    last: Chase | None = None
    step: ChaseStep | None = None
    """The next try while it is awaited, None otherwise."""
    note: str = ""
    """What has to be known: nothing is expected, the network point is not in service."""
    overdue: bool = False
    """Whether it should have come back by now."""

    @property
    def expected(self) -> int:
        """How many slips were sent."""
        return self.counts.expected

    @property
    def received(self) -> int:
        """How many of them came back: with a line, on a temporary sheet with a worker."""
        named = len(self.counts.named)
        return named if self.sheet.mode is Mode.TEMPORARY else named + len(self.counts.blank)

    @property
    def missing(self) -> int:
        """How many did not."""
        return self.expected - self.received

    @property
    def wanted(self) -> bool:
        """Whether anything is expected on it; a sheet whose slips were all recalled is not (row C-01)."""
        return self.counts.expected > 0


@dataclass(frozen=True, slots=True)
class SheetRow:
    """One line of a sheet: a slip that was sent with it, or a line that does not belong."""

    order_no: str
    state: RowState
    point: str
    point_name: str
    worker: str = ""
    earlier_worker: str = ""
    """The name first reported, when the later one differs (row C-07)."""
    note: str = ""
    doubt: str = ""
    """Why the line does not belong, as a sentence; empty when it does."""
    order: Order | None = None
    dispatch: Dispatch | None = None
    line: FeedbackLine | None = None
    workers: tuple[str, ...] = ()
    """Names of the network point's workers, for completion."""

    @property
    def handed(self) -> bool:
        """Whether the line went to the information centre."""
        return self.line is not None and self.line.handed_at is not None


@dataclass(frozen=True, slots=True)
class SheetDetail:
    """One feedback sheet with its rows: slips in the order of their numbers, then what does not belong."""

    sheet: FeedbackSheet
    view: SheetView
    rows: tuple[SheetRow, ...]
    doubts: tuple[Finding, ...]
    """What is doubtful about it (row C-04)."""
    chases: tuple[Chase, ...]
    queries: tuple[str, ...]
    """The questions and answers noted on it, oldest first."""


def sheets(desk: Desk, day: date) -> list[SheetView]:
    """Return the feedback sheets of the dispatches of a day: by network point in the settings' order, then by kind.

    Temporary sheets, which hold several network points, stand after the normal ones.
    """
    with desk.store.read() as reader:
        return sheets_of(desk, reader, reader.papers(FeedbackSheet, day=day))


def sheet(desk: Desk, sheet_id: int) -> SheetDetail:
    """Return one sheet with every dispatched slip and every line on it; raises NotFound."""
    with desk.store.read() as reader:
        found = required_sheet(reader, sheet_id)
        dispatches = reader.papers(Dispatch, sheet_id=sheet_id)
        lines = _standing(reader.papers(FeedbackLine, sheet_id=sheet_id))
        view = sheets_of(desk, reader, [found])[0]
        numbers = {each.order_no for each in dispatches} | {line.order_no for line in lines}
        orders = reader.orders_by_no(numbers)
        rows = _rows(desk, reader, found, dispatches, lines, orders)
        log = reader.chases(view.subject)
    queries = tuple(line for line in found.query.split("\n") if line)
    return SheetDetail(found, view, rows, tuple(_doubts(view)), tuple(log), queries)


def find_sheet(desk: Desk, day: date, point: str, kind: Kind, mode: Mode) -> FeedbackSheet | None:
    """Return the sheet of a day, network point (empty for a temporary one), kind and mode; None when there is none."""
    with desk.store.read() as reader:
        found = reader.papers(FeedbackSheet, day=day, point=point, kind=kind, mode=mode)
    return found[0] if found else None


def required_sheet(reader: Reader, sheet_id: int) -> FeedbackSheet:
    """Return a sheet; raises NotFound."""
    found = reader.paper(FeedbackSheet, sheet_id)
    if found is None:
        raise NotFound(_("There is no such feedback sheet."))
    return found


class SentMark(NamedTuple):
    """As much of a dispatch as counting needs."""

    sheet_id: int | None
    order_no: str
    counts: bool


class LineMark(NamedTuple):
    """As much of a line as counting needs."""

    sheet_id: int
    order_no: str
    state: LineState
    worker: str
    handed: bool


def counts_of(sent_marks: Iterable[SentMark], line_marks: Iterable[LineMark]) -> SheetCounts:
    """Hold the standing lines of a sheet against the dispatches that count on it."""
    sent = tuple(sorted({mark.order_no for mark in sent_marks if mark.counts}))
    expected = set(sent)
    standing = [mark for mark in line_marks if mark.state is not LineState.STRUCK]
    good = {mark.order_no: mark for mark in standing if mark.state is LineState.GOOD}
    named = tuple(no for no in sent if no in good and good[no].worker)
    return SheetCounts(
        sent=sent,
        lines=len(standing),
        named=named,
        blank=tuple(no for no in sent if no in good and not good[no].worker),
        missing=tuple(no for no in sent if no not in good),
        unknown=tuple(mark.order_no for mark in standing if mark.state is LineState.UNKNOWN),
        foreign=tuple(
            mark.order_no
            for mark in standing
            if mark.state is not LineState.UNKNOWN
            and (mark.state is LineState.FOREIGN or mark.order_no not in expected)
        ),
        to_hand=tuple(no for no in named if not good[no].handed),
    )


def marks_of(
    reader: Reader, sheet_ids: Sequence[int]
) -> tuple[dict[int, list[SentMark]], dict[int, list[LineMark]]]:
    """Return what counting needs of the dispatches and lines of sheets, by sheet."""
    sent: dict[int, list[SentMark]] = {}
    for sheet_id, no, state in reader.paper_rows(
        Dispatch, ("sheet_id", "order_no", "state"), sheet_id=list(sheet_ids)
    ):
        sent.setdefault(sheet_id, []).append(SentMark(sheet_id, no, state in COUNTED_STATES))
    lines: dict[int, list[LineMark]] = {}
    for sheet_id, no, state, worker, handed_at in reader.paper_rows(
        FeedbackLine, ("sheet_id", "order_no", "state", "worker", "handed_at"), sheet_id=list(sheet_ids)
    ):
        lines.setdefault(sheet_id, []).append(
            LineMark(sheet_id, no, LineState(state), worker, handed_at is not None)
        )
    return sent, lines


def sheets_of(desk: Desk, reader: Reader, found: Sequence[FeedbackSheet]) -> list[SheetView]:
    """Return views of sheets in one reader's snapshot, sorted as ``sheets`` does."""
    sent, written = marks_of(reader, [each.id for each in found])
    subjects = {each.id: sheet_subject(each.day, each.point, each.kind, each.mode) for each in found}
    logs = reader.chases_of(subjects.values())
    places = {point.code: place for place, point in enumerate(desk.settings.points)}
    views = [
        _view(
            desk, each, counts_of(sent.get(each.id, ()), written.get(each.id, ())), subjects[each.id],
            logs.get(subjects[each.id], []),
        )
        for each in found
    ]  # fmt: skip
    kinds = list(Kind)
    views.sort(
        key=lambda view: (
            view.sheet.day, view.sheet.mode is Mode.TEMPORARY,
            places.get(view.sheet.point, len(places)), view.sheet.point, kinds.index(view.sheet.kind),
        )
    )  # fmt: skip
    return views


def _view(
    desk: Desk, sheet: FeedbackSheet, counts: SheetCounts, subject: str, log: Sequence[Chase]
) -> SheetView:
    due = feedback_due(desk, sheet.day)
    awaited = sheet.state is SheetState.EXPECTED and sheet.mode is Mode.NORMAL and counts.expected > 0
    name = desk.point_name(sheet.point)
    point = desk.settings.point(sheet.point) if sheet.point else None
    note = ""
    if not counts.expected:
        note = _("not expected: every slip was recalled")
    elif sheet.point and (point is None or not point.active):
        note = _("{point} is not in service").format(point=name)
    elif sheet.gap:
        note = sheet.gap
    elif sheet.state in GONE and counts.to_hand:
        note = _("names came after the hand-over: {n}").format(n=len(counts.to_hand))
    return SheetView(
        sheet=sheet,
        title=sheet_title(sheet.day, name, sheet.kind, sheet.mode),
        point_name=name,
        counts=counts,
        subject=subject,
        due_at=due,
        tries=len(log),
        last=log[-1] if log else None,
        step=next_step(desk, log, due) if awaited else None,
        note=note,
        overdue=awaited and due <= desk.now(),
    )


def _doubts(view: SheetView) -> list[Finding]:
    """Return the doubts of a sheet that has come; of one that has not, only what does not belong on it."""
    found = doubts_of(view.counts)
    if can_have_come(view.sheet):
        return found
    return [each for each in found if each.code not in ("lines-missing", "worker-blank")]


def _standing(lines: Iterable[FeedbackLine]) -> list[FeedbackLine]:
    return [line for line in lines if line.state is not LineState.STRUCK]


def _rows(
    desk: Desk,
    reader: Reader,
    sheet: FeedbackSheet,
    dispatches: Sequence[Dispatch],
    lines: Sequence[FeedbackLine],
    orders: Mapping[str, Order],
) -> tuple[SheetRow, ...]:
    written = {line.order_no: line for line in lines}
    newest = {dispatch.order_no: dispatch for dispatch in sorted(dispatches, key=lambda each: each.counts)}
    rows = []
    for no in sorted(newest):
        dispatch, line = newest[no], written.pop(no, None)
        if not dispatch.counts and line is not None and line.state is not LineState.GOOD:
            written[no] = line
            continue
        rows.append(_row(desk, sheet, dispatch, line, orders.get(no)))
    for no, line in sorted(written.items()):
        order = orders.get(no)
        state = RowState.UNKNOWN if line.state is LineState.UNKNOWN else RowState.FOREIGN
        doubt = why_not_here(desk, reader, sheet, order, no)
        rows.append(
            SheetRow(
                no, state, line.point, desk.point_name(line.point), line.worker, line.earlier_worker, line.note,
                doubt, order, None, line,
            )
        )  # fmt: skip
    return tuple(rows)


def _row(
    desk: Desk, sheet: FeedbackSheet, dispatch: Dispatch, line: FeedbackLine | None, order: Order | None
) -> SheetRow:
    facts = desk.settings.point(dispatch.point)
    state, doubt = RowState.MISSING, ""
    if not dispatch.counts:
        state = RowState.RECALLED
        if line is not None:
            doubt = _("{no} was recalled.").format(no=dispatch.order_no)
    elif line is not None:
        state = RowState.NAMED if line.worker else RowState.BLANK
    return SheetRow(
        order_no=dispatch.order_no,
        state=state,
        point=dispatch.point,
        point_name=desk.point_name(dispatch.point),
        worker=line.worker if line else dispatch.worker,
        earlier_worker=line.earlier_worker if line else "",
        note=line.note if line else "",
        doubt=doubt,
        order=order,
        dispatch=dispatch,
        line=line,
        workers=facts.workers if facts else (),
    )


def why_not_here(desk: Desk, reader: Reader, sheet: FeedbackSheet, order: Order | None, no: str) -> str:
    """Return why a number does not belong on a sheet, as a sentence: never sent, elsewhere, another day, recalled."""
    if order is None:
        return _("No slip has the number {no}.").format(no=no)
    sent = reader.papers(Dispatch, order_id=order.id)
    counting = [dispatch for dispatch in sent if dispatch.counts]
    if not sent:
        return _("{no} was not sent.").format(no=no)
    if not counting:
        last = sent[-1]
        return _("{no} was recalled from {point} ({reason}).").format(
            no=no, point=desk.point_name(last.point), reason=last.withdrawn_reason or "-"
        )
    last = counting[-1]
    where = sheet_title(last.day, desk.point_name(last.point), last.kind, last.mode)
    return _("{no} was sent to {point} on {day}; it belongs on the {sheet}.").format(
        no=no, point=desk.point_name(last.point), day=f"{last.day:%m-%d}", sheet=where
    )
