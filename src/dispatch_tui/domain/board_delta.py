"""What differs between two boards, so that a screen redraws those cells only."""

from __future__ import annotations

from dataclasses import dataclass

from dispatch_tui.domain.board import Board, BoardRow, SlotHead

_FIGURES = ("pending", "overdue", "due_soon", "used", "capacity", "oldest_at", "name", "initials")


@dataclass(frozen=True, slots=True)
class BoardDelta:
    """The differences from one board to the next."""

    cells: frozenset[tuple[str | None, str]] = frozenset()
    """(network point, column) of each cell whose count or mark changed; the unplaced row has None."""
    figures: frozenset[tuple[str | None, str]] = frozenset()
    """(network point, field of BoardRow) of each other figure of a row that changed."""
    totals: frozenset[str] = frozenset()
    """Columns and fields of the totals row that changed."""
    heads: frozenset[tuple[str, str]] = frozenset()
    """(kind, slot) of each hand-over head that changed."""
    reshaped: bool = False
    """Rows, columns, day or season are others: the whole board has to be drawn anew."""

    @property
    def empty(self) -> bool:
        """Whether nothing differs."""
        return not (self.reshaped or self.cells or self.figures or self.totals or self.heads)

    @property
    def rows(self) -> frozenset[str | None]:
        """The rows in which something changed."""
        return frozenset(point for point, _what in self.cells | self.figures)


def diff(old: Board, new: Board) -> BoardDelta:
    """Return what differs from the old board to the new one."""
    if _shape(old) != _shape(new):
        return BoardDelta(reshaped=True)
    cells: set[tuple[str | None, str]] = set()
    figures: set[tuple[str | None, str]] = set()
    for before, after in zip(old.rows, new.rows, strict=True):
        if before is after or before == after:
            continue
        cells.update((after.point, column) for column in _cells(before, after))
        figures.update((after.point, name) for name in _row_figures(before, after))
    heads = {
        (after.kind.value, after.slot)
        for before, after in zip(old.heads, new.heads, strict=True)
        if before != after
    }
    totals = _cells(old.totals, new.totals) | _row_figures(old.totals, new.totals)
    return BoardDelta(frozenset(cells), frozenset(figures), frozenset(totals), frozenset(heads))


def _shape(board: Board) -> tuple[object, ...]:
    return (
        board.today,
        board.season,
        board.slots,
        board.repair_slots,
        tuple(row.point for row in board.rows),
        tuple(_key(head) for head in board.heads),
        board.other_columns,
    )


def _key(head: SlotHead) -> tuple[str, str]:
    return head.kind.value, head.slot


def _cells(before: BoardRow, after: BoardRow) -> set[str]:
    return {
        column
        for column in before.cells.keys() | after.cells.keys()
        if before.cells.get(column) != after.cells.get(column)
    }


def _row_figures(before: BoardRow, after: BoardRow) -> set[str]:
    return {name for name in _FIGURES if getattr(before, name) != getattr(after, name)}
