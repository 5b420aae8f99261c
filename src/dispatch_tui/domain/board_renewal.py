"""The board after a few network points changed: their rows anew, everything else as it was."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from dispatch_tui.domain.board import (
    EMPTY_CELL,
    Board,
    BoardRow,
    Cell,
    DueTally,
    PointFacts,
    Tally,
    row_of,
    sums_of,
)


def renew(
    board: Board,
    changed: Collection[str | None],
    *,
    facts: Mapping[str, PointFacts],
    tallies: Iterable[Tally],
    dues: Iterable[DueTally],
    oldest: Mapping[str | None, datetime],
    sent_today: Mapping[str, int],
    seq: int,
) -> Board | None:
    """Return the board with the rows of the changed network points made anew, None when a row is missing.

    Tallies, dues and oldest slips need to speak about the changed network points only. Marks of the other rows stay as
    they were at ``board.at``.
    """
    places = {row.point: index for index, row in enumerate(board.rows)}
    if not all(code in places for code in changed):
        return None
    sums = sums_of(tallies, dues, board.today)
    rows = list(board.rows)
    renewed: list[tuple[BoardRow, BoardRow]] = []
    for code in changed:
        before = rows[places[code]]
        point = facts.get(code) if code is not None else None
        after = row_of(
            code, before.name, point, sums.get(code, {}), oldest.get(code), sent_today.get(code or "", 0)
        )
        rows[places[code]] = after
        renewed.append((before, after))
    return replace(board, rows=tuple(rows), totals=_totals(board.totals, rows, renewed), seq=seq)


def _totals(
    totals: BoardRow, rows: Sequence[BoardRow], renewed: Sequence[tuple[BoardRow, BoardRow]]
) -> BoardRow:
    cells = dict(totals.cells)
    for before, after in renewed:
        for column, cell in before.cells.items():
            _move(cells, column, cell, -1)
        for column, cell in after.cells.items():
            _move(cells, column, cell, 1)
    oldest = [row.oldest_at for row in rows if row.oldest_at is not None]
    return replace(
        totals,
        cells={column: cell for column, cell in cells.items() if cell.count},
        pending=totals.pending + sum(after.pending - before.pending for before, after in renewed),
        overdue=totals.overdue + sum(after.overdue - before.overdue for before, after in renewed),
        due_soon=totals.due_soon + sum(after.due_soon - before.due_soon for before, after in renewed),
        used=totals.used + sum(after.used - before.used for before, after in renewed),
        oldest_at=min(oldest, default=None),
    )


def _move(cells: dict[str, Cell], column: str, cell: Cell, sign: int) -> None:
    total = cells.get(column, EMPTY_CELL)
    cells[column] = Cell(
        total.count + sign * cell.count,
        total.overdue + sign * cell.overdue,
        total.due_soon + sign * cell.due_soon,
    )
