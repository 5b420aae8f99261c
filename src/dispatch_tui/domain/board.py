"""The dispatch board's figures: one computation for the screen, for ``board --json`` and for ``--at`` (design 5)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import IntEnum, StrEnum

from dispatch_tui.domain.orders import Kind

CARRY_OVER = "carry_over"
REMOVAL = "removal"
ENGINEERING = "engineering"
URGENT = "urgent"
UNSORTED = "unsorted"
APPOINTED = "appointed"
"""Slips that surface on a later day; they are not pending yet (row A-13)."""
PENDING_COLUMN = "pending"


def install_column(slot: str) -> str:
    """Return the column key of an installation batch."""
    return f"install:{slot}"


def repair_column(slot: str) -> str:
    """Return the column key of a repair pick-up."""
    return f"repair:{slot}"


def column_of(kind: Kind, day: date, slot: str, today: date) -> str:
    """Return the one column in which a pending slip is counted on ``today``.

    Unsorted and appointed slips stand outside the pending total; urgent is counted beside its kind by the caller.
    """
    if day > today:
        return APPOINTED
    if kind is Kind.UNSORTED:
        return UNSORTED
    if day < today:
        return CARRY_OVER
    if kind is Kind.INSTALL:
        return install_column(slot)
    if kind is Kind.REPAIR:
        return repair_column(slot)
    return REMOVAL if kind is Kind.REMOVAL else ENGINEERING


class Mark(IntEnum):
    """The sign a cell carries: the worst of what it contains."""

    NONE = 0
    DUE_SOON = 1
    OVERDUE = 2


class SlotStatus(StrEnum):
    """Where a hand-over slot of the day stands."""

    TO_COME = "to_come"
    LATE = "late"
    ARRIVED = "arrived"
    """Taken over, declared count equals entered count."""
    OPEN = "open"
    """Arrived, but declared and entered counts differ and nobody has explained it (row A-08)."""
    ZERO = "zero"
    OFF = "off"
    """Not expected today (a day off)."""


@dataclass(frozen=True, slots=True)
class Tally:
    """Pending slips of one network point, day, kind and slot, as storage keeps them."""

    point: str | None
    day: date
    kind: Kind
    slot: str
    count: int
    urgent: int


@dataclass(frozen=True, slots=True)
class DueTally:
    """How many pending slips of the same group are overdue or due soon at an instant."""

    point: str | None
    day: date
    kind: Kind
    slot: str
    overdue: int
    due_soon: int
    urgent_overdue: int = 0
    urgent_due_soon: int = 0


@dataclass(frozen=True, slots=True)
class SlotHead:
    """Head of one hand-over column."""

    kind: Kind
    slot: str
    due_at: datetime
    status: SlotStatus
    declared: int | None = None
    entered: int = 0
    chased: int = 0
    """How many times the information centre was chased for it."""


@dataclass(frozen=True, slots=True)
class Cell:
    """Figures of one cell."""

    count: int = 0
    overdue: int = 0
    due_soon: int = 0

    @property
    def mark(self) -> Mark:
        """The worst mark of the slips in the cell."""
        if self.overdue:
            return Mark.OVERDUE
        return Mark.DUE_SOON if self.due_soon else Mark.NONE

    def plus(self, count: int, overdue: int, due_soon: int) -> Cell:
        """Return the cell with further slips added."""
        return Cell(self.count + count, self.overdue + overdue, self.due_soon + due_soon)


@dataclass(frozen=True, slots=True)
class PointFacts:
    """What the board needs to know of a network point."""

    code: str
    name: str
    initials: str = ""
    capacity: int | None = None
    """Slips a day; None when it was never set: "unknown", not 0 (row B-07)."""


@dataclass(frozen=True, slots=True)
class BoardRow:
    """One network point, or the unplaced slips (``point`` is None)."""

    point: str | None
    name: str
    initials: str = ""
    cells: Mapping[str, Cell] = field(default_factory=dict)
    """By column key; columns without slips are absent."""
    pending: int = 0
    overdue: int = 0
    due_soon: int = 0
    used: int = 0
    """Slips placed on the network point for today: pending ones and those sent today."""
    capacity: int | None = None
    oldest_at: datetime | None = None
    """When the oldest pending slip was received."""

    def cell(self, column: str) -> Cell:
        """Return the cell of a column, an empty one when nothing is there."""
        return self.cells.get(column, EMPTY_CELL)

    def oldest_minutes(self, now: datetime) -> int | None:
        """Return the age of the oldest pending slip in whole minutes; instants count from their second on."""
        if self.oldest_at is None:
            return None
        since = now.replace(microsecond=0) - self.oldest_at.replace(microsecond=0)
        return max(0, int(since.total_seconds() // 60))


EMPTY_CELL = Cell()


@dataclass(frozen=True, slots=True)
class Board:
    """The whole board at one instant."""

    at: datetime
    today: date
    season: str
    """Code of the season of the day."""
    slots: tuple[str, ...]
    """Installation batch times of the day."""
    repair_slots: tuple[str, ...]
    """Repair pick-up times of the day."""
    heads: tuple[SlotHead, ...]
    rows: tuple[BoardRow, ...]
    """First the unplaced row, then the network points in the order of the settings."""
    totals: BoardRow
    seq: int = 0
    """Change number up to which the figures are complete."""

    @property
    def other_columns(self) -> tuple[str, ...]:
        """The columns of slips whose slot the day's season does not have, in order; usually none.

        They appear after a season was switched by hand and go with their slips, so that no slip is ever hidden.
        """
        known = {install_column(slot) for slot in self.slots}
        known |= {repair_column(slot) for slot in self.repair_slots}
        return tuple(sorted(key for key in self.totals.cells if ":" in key and key not in known))


def build(
    *,
    at: datetime,
    today: date,
    season: str,
    slots: Sequence[str],
    repair_slots: Sequence[str],
    heads: Sequence[SlotHead],
    points: Sequence[PointFacts],
    tallies: Iterable[Tally],
    dues: Iterable[DueTally],
    oldest: Mapping[str | None, datetime],
    sent_today: Mapping[str, int],
    unplaced_name: str,
    totals_name: str,
    seq: int = 0,
) -> Board:
    """Put the figures of storage together into the board.

    Slips of a network point that the settings no longer know stand in a row of their own under its code, so none
    is ever hidden.
    """
    sums = sums_of(tallies, dues, today)
    for code in (None, *(point.code for point in points)):
        sums.setdefault(code, {})
    known = {point.code: point for point in points}
    order: list[str | None] = [None, *known]
    order += sorted(code for code in sums if code is not None and code not in known)
    rows = []
    for code in order:
        facts = known.get(code) if code is not None else None
        name = unplaced_name if code is None else (facts.name if facts else code)
        rows.append(row_of(code, name, facts, sums[code], oldest.get(code), sent_today.get(code or "", 0)))
    return Board(
        at=at, today=today, season=season, slots=tuple(slots), repair_slots=tuple(repair_slots),
        heads=tuple(heads), rows=tuple(rows), totals=_totals(rows, totals_name), seq=seq,
    )  # fmt: skip


_Sums = dict[str | None, dict[str, list[int]]]
"""Count, overdue and due soon by network point and column."""


def sums_of(tallies: Iterable[Tally], dues: Iterable[DueTally], today: date) -> _Sums:
    """Return count, overdue and due soon by network point and column; points without slips are absent."""
    sums: _Sums = {}
    for tally in tallies:
        column = column_of(tally.kind, tally.day, tally.slot, today)
        row = sums.setdefault(tally.point, {})
        _bump(row, column, tally.count, 0, 0)
        if tally.urgent and column not in _OUTSIDE:
            _bump(row, URGENT, tally.urgent, 0, 0)
    for due in dues:
        column = column_of(due.kind, due.day, due.slot, today)
        row = sums.setdefault(due.point, {})
        _bump(row, column, 0, due.overdue, due.due_soon)
        if column not in _OUTSIDE:
            _bump(row, URGENT, 0, due.urgent_overdue, due.urgent_due_soon)
    return sums


def _bump(row: dict[str, list[int]], column: str, count: int, overdue: int, soon: int) -> None:
    sums = row.get(column)
    if sums is None:
        if count or overdue or soon:
            row[column] = [count, overdue, soon]
        return
    sums[0] += count
    sums[1] += overdue
    sums[2] += soon


_OUTSIDE = frozenset({URGENT, UNSORTED, APPOINTED})
"""Columns that don't add to the pending total."""


def row_of(
    code: str | None,
    name: str,
    facts: PointFacts | None,
    sums: Mapping[str, list[int]],
    oldest_at: datetime | None,
    sent_today: int,
) -> BoardRow:
    """Return the row of a network point from its sums by column."""
    cells = {column: Cell(*figures) for column, figures in sums.items() if figures[0]}
    counted = [cell for column, cell in cells.items() if column not in _OUTSIDE]
    pending = sum(cell.count for cell in counted)
    return BoardRow(
        point=code,
        name=name,
        initials=facts.initials if facts else "",
        cells=cells,
        pending=pending,
        overdue=sum(cell.overdue for cell in counted),
        due_soon=sum(cell.due_soon for cell in counted),
        used=pending + sent_today if code is not None else pending,
        capacity=facts.capacity if facts else None,
        oldest_at=oldest_at,
    )


def _totals(rows: Sequence[BoardRow], name: str) -> BoardRow:
    sums: dict[str, list[int]] = {}
    for row in rows:
        for column, cell in row.cells.items():
            _bump(sums, column, cell.count, cell.overdue, cell.due_soon)
    capacities = [row.capacity for row in rows if row.capacity is not None]
    oldest = [row.oldest_at for row in rows if row.oldest_at is not None]
    return BoardRow(
        point=None,
        name=name,
        cells={column: Cell(*figures) for column, figures in sums.items()},
        pending=sum(row.pending for row in rows),
        overdue=sum(row.overdue for row in rows),
        due_soon=sum(row.due_soon for row in rows),
        used=sum(row.used for row in rows),
        capacity=sum(capacities) if capacities else None,
        oldest_at=min(oldest, default=None),
    )
