"""The board as aligned text for a terminal, a pipe or a printer; widths are terminal cells."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, tzinfo

from dispatch_tui.domain import board as figures
from dispatch_tui.domain.board import Board, BoardRow, Cell, Mark, SlotHead, SlotStatus
from dispatch_tui.domain.cells import fit, right, width_of
from dispatch_tui.domain.orders import Kind
from dispatch_tui.i18n import gettext as _
from dispatch_tui.i18n import pgettext

NARROWEST = 40
_MARKS = {Mark.NONE: "", Mark.DUE_SOON: "~", Mark.OVERDUE: "!"}
_NAME_SHORTEST = 10


@dataclass(frozen=True, slots=True)
class _Column:
    """One column of the text."""

    head: str
    value: Callable[[BoardRow], str]
    importance: int
    """Columns of the highest number go first when there is no room."""


def age(minutes: int | None) -> str:
    """Return an age in the shortest readable form: 45m, 3h, 2d."""
    if minutes is None:
        return ""
    if minutes < 60:
        return f"{minutes}m"
    return f"{minutes // 60}h" if minutes < 48 * 60 else f"{minutes // 1440}d"


def _cell(cell: Cell) -> str:
    return f"{cell.count}{_MARKS[cell.mark]}" if cell.count else "·"


def _sum(row: BoardRow, columns: Sequence[str]) -> Cell:
    total = Cell()
    for column in columns:
        cell = row.cell(column)
        total = total.plus(cell.count, cell.overdue, cell.due_soon)
    return total


def _load(row: BoardRow) -> str:
    if row.point is None and row.capacity is None:
        return ""  # the unplaced slips are nobody's load
    return f"{row.used}/{'?' if row.capacity is None else row.capacity}"


def _columns(board: Board, repair: Sequence[str], hours: int) -> list[_Column]:
    """Return all columns in reading order; the last ``hours`` repair pick-ups stand alone, others are summed."""
    heads = {(head.kind, head.slot): head for head in board.heads}

    def of(column: str) -> Callable[[BoardRow], str]:
        return lambda row: _cell(row.cell(column))

    found = [_Column(pgettext("column", "carry"), of(figures.CARRY_OVER), 1)]
    for slot in _slots(board, "install", board.slots):
        head = heads.get((Kind.INSTALL, slot))
        found.append(_Column(f"{slot or '-'}{_sign(head)}", of(figures.install_column(slot)), 2))
    alone = repair[len(repair) - hours :] if hours else []
    summed = [figures.repair_column(slot) for slot in repair[: len(repair) - len(alone)]]
    if summed or not alone:
        found.append(_Column(pgettext("column", "repair"), lambda row: _cell(_sum(row, summed)), 2))
    found += [_Column(slot, of(figures.repair_column(slot)), 9) for slot in alone]
    found += [
        _Column(pgettext("column", "removal"), of(figures.REMOVAL), 3),
        _Column(pgettext("column", "engin."), of(figures.ENGINEERING), 5),
        _Column(pgettext("column", "urgent"), of(figures.URGENT), 2),
        _Column(pgettext("column", "unsorted"), of(figures.UNSORTED), 6),
        _Column(pgettext("column", "later"), of(figures.APPOINTED), 7),
        _Column(pgettext("column", "total"), lambda row: str(row.pending), 0),
        _Column(pgettext("column", "overdue"), lambda row: str(row.overdue) if row.overdue else "·", 1),
        _Column(pgettext("column", "load"), _load, 3),
        _Column(pgettext("column", "oldest"), lambda row: age(row.oldest_minutes(board.at)), 4),
    ]
    return found


def _slots(board: Board, kind: str, slots: Sequence[str]) -> list[str]:
    """Return the slots of the day, and those of slips that the day's season does not have."""
    others = [each.partition(":")[2] for each in board.other_columns if each.startswith(f"{kind}:")]
    return others + list(slots)


def _begun(board: Board, zone: tzinfo | None) -> list[str]:
    """Return the repair pick-ups that have begun at the board's time, and later ones that hold slips."""
    at = board.at.astimezone(zone) if zone else board.at
    clock = at.strftime("%H:%M")
    return [
        slot
        for slot in _slots(board, "repair", board.repair_slots)
        if slot <= clock or board.totals.cell(figures.repair_column(slot)).count
    ]


def _sign(head: SlotHead | None) -> str:
    if head is None:
        return ""
    return {SlotStatus.LATE: "!", SlotStatus.OPEN: "?", SlotStatus.ZERO: "0", SlotStatus.ARRIVED: "+"}.get(
        head.status, ""
    )


def _line(cells: Sequence[str], name: str, widths: Sequence[int], name_width: int) -> str:
    return " ".join([fit(name, name_width), *(right(cell, w) for cell, w in zip(cells, widths, strict=True))])


def as_text(board: Board, width: int = 80, zone: tzinfo | None = None, season: str = "") -> str:
    """Return the board as lines of at most ``width`` terminal cells (at least 40).

    Columns fold by importance; the hours of the repair pick-ups stand alone as far as there is room. Signs: ``!``
    overdue, ``~`` due soon; at a slot ``+`` arrived, ``!`` late, ``?`` counts differ, ``0`` zero.
    """
    width = max(width, NARROWEST)
    rows = [*board.rows, board.totals]
    longest = max(width_of(row.name) for row in rows)
    repair = _begun(board, zone)
    hours = len(repair)
    columns = _columns(board, repair, hours)
    while _needed(columns, rows, min(longest, 16)) > width and hours > 0:
        hours -= 1
        columns = _columns(board, repair, hours)
    while _needed(columns, rows, _NAME_SHORTEST) > width and len(columns) > 1:
        worst = max(column.importance for column in columns)
        last = max(place for place, column in enumerate(columns) if column.importance == worst)
        columns.pop(last)
    shown = [[column.value(row) for column in columns] for row in rows]
    widths = _widths(columns, shown)
    name_width = max(_NAME_SHORTEST, min(longest, width - sum(widths) - len(widths)))
    title = _title(board, zone, season)
    lines = [title if width_of(title) <= width else fit(title, width)]
    lines.append(_line([column.head for column in columns], pgettext("column", "point"), widths, name_width))
    for row, cells in zip(board.rows, shown, strict=False):
        lines.append(_line(cells, row.name, widths, name_width))
    lines.append("─" * (name_width + sum(widths) + len(widths)))
    lines.append(_line(shown[-1], board.totals.name, widths, name_width))
    return "\n".join(line.rstrip() for line in lines)


def _widths(columns: Sequence[_Column], shown: Sequence[Sequence[str]]) -> list[int]:
    return [
        max(width_of(column.head), *(width_of(cells[place]) for cells in shown))
        for place, column in enumerate(columns)
    ]


def _needed(columns: Sequence[_Column], rows: Sequence[BoardRow], name_width: int) -> int:
    shown = [[column.value(row) for column in columns] for row in rows]
    return name_width + sum(_widths(columns, shown)) + len(columns)


def _title(board: Board, zone: tzinfo | None, season: str) -> str:
    at: datetime = board.at.astimezone(zone) if zone else board.at
    parts = [at.strftime("%Y-%m-%d %H:%M"), season or board.season]
    parts.append(_("{n} pending").format(n=board.totals.pending))
    if board.totals.overdue:
        parts.append(_("{n} overdue").format(n=board.totals.overdue))
    if board.totals.due_soon:
        parts.append(_("{n} due soon").format(n=board.totals.due_soon))
    return " · ".join(parts)
