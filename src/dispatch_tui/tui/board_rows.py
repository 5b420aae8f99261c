"""The rows of the board as a table shows them: counts with their worst mark, load bar, age."""

from __future__ import annotations

import time
from collections.abc import Hashable, Iterable, Sequence

from dispatch_tui.domain import board as figures
from dispatch_tui.domain.board import EMPTY_CELL, Board, BoardRow, Cell, Mark
from dispatch_tui.tui.board_columns import LOAD, NAME, OLDER_REPAIRS, OLDEST, repair_slots, summed_columns
from dispatch_tui.tui.text import age
from dispatch_tui.tui.widgets.columns import EMPTY, CellText

CHANGED_SECONDS = 8.0
"""How long a changed cell carries its sign."""
LOAD_CELLS = 8
"""Longer figures of a load are shown in percent."""
LOAD_TOTAL_CELLS = 6
"""The same for the totals, whose figures are the longest of all."""
UNPLACED = "unplaced"
"""Key of the first row; network points have their code."""
_SIGNS = {Mark.NONE: " ", Mark.DUE_SOON: "~", Mark.OVERDUE: "!"}
_ROLES = {Mark.NONE: "text", Mark.DUE_SOON: "soon", Mark.OVERDUE: "overdue"}
_NO_SIGN = CellText(" ")


def row_key(point: str | None) -> str:
    """Return the table's key of a board row."""
    return UNPLACED if point is None else f"point:{point}"


def point_of(key: Hashable) -> str | None:
    """Return the network point of a table key, None for the unplaced row."""
    text = str(key)
    return text.partition(":")[2] if text.startswith("point:") else None


class BoardSource:
    """The rows of one board; a new board is put in with ``show``."""

    def __init__(self) -> None:
        self.board: Board | None = None
        self.filter_text = ""
        """Only rows whose name, initials or code contain this; the unplaced row always stays."""
        self._rows: list[BoardRow] = []
        self._at: dict[Hashable, int] = {}
        self._older: dict[tuple[str | None, str], Cell] = {}
        self._changed: dict[tuple[Hashable, str], float] = {}

    def show(self, board: Board) -> bool:
        """Take a new board; returns whether other rows stand there than before."""
        self.board = board
        self._older.clear()
        before = [row_key(row.point) for row in self._rows]
        self._rows = [row for row in board.rows if self._fits(row)]
        self._at = {row_key(row.point): at for at, row in enumerate(self._rows)}
        return before != list(self._at)

    def filter(self, text: str) -> None:
        """Show only the rows that fit a text."""
        self.filter_text = text.strip().casefold()
        if self.board is not None:
            self.show(self.board)

    def _fits(self, row: BoardRow) -> bool:
        wanted = self.filter_text
        if not wanted or row.point is None:
            return True
        return any(wanted in text.casefold() for text in (row.name, row.initials, row.point))

    # -- changes --------------------------------------------------------------------------------------------------

    def note_changes(self, changed: Iterable[tuple[Hashable, str]]) -> set[Hashable]:
        """Give cells the sign of a change; returns the keys of their rows."""
        now = time.monotonic()
        touched: set[Hashable] = set()
        for point, column in changed:
            key = row_key(None if point is None else str(point))
            self._changed[(key, column)] = now
            if key in self._at:
                touched.add(key)
        return touched

    def expire_changes(self) -> set[Hashable]:
        """Take the sign away from cells that changed a while ago; returns the keys of their rows."""
        edge = time.monotonic() - CHANGED_SECONDS
        old = [entry for entry, at in self._changed.items() if at < edge]
        for entry in old:
            del self._changed[entry]
        return {key for key, _column in old if key in self._at}

    # -- what the table asks --------------------------------------------------------------------------------------

    def __len__(self) -> int:
        return len(self._rows)

    def key_at(self, row: int) -> Hashable:
        """Return the key of a row."""
        return row_key(self._rows[row].point)

    def row_of(self, key: Hashable) -> int | None:
        """Return the row of a key."""
        return self._at.get(key)

    def row(self, key: Hashable) -> BoardRow | None:
        """Return the board's row of a key."""
        at = self._at.get(key)
        return None if at is None else self._rows[at]

    def visible(self, first: int, last: int) -> None:
        """Nothing is read later: all rows are there."""

    def sign_at(self, row: int) -> CellText:
        """Return the worst mark of a row."""
        facts = self._rows[row]
        if facts.overdue:
            return CellText("!", "overdue")
        return CellText("~", "soon") if facts.due_soon else _NO_SIGN

    def cells_at(self, row: int, columns: Sequence[str]) -> Sequence[CellText]:
        """Return the cells of a row."""
        facts = self._rows[row]
        key = row_key(facts.point)
        return [self._cell(facts, column, (key, column) in self._changed) for column in columns]

    def totals(self, columns: Sequence[str]) -> Sequence[CellText]:
        """Return the cells of the last line."""
        if self.board is None:
            return [EMPTY] * len(columns)
        totals = self.board.totals
        return [
            _load(totals, LOAD_TOTAL_CELLS) if column == LOAD else self._cell(totals, column, False)
            for column in columns
        ]

    def cell(self, facts: BoardRow, column: str) -> Cell:
        """Return the figures of a column of the screen."""
        if column in (NAME, LOAD, OLDEST, figures.PENDING_COLUMN):
            return Cell(facts.pending, facts.overdue, facts.due_soon)
        if not column.startswith(OLDER_REPAIRS):
            return facts.cell(column)
        total = facts is (self.board.totals if self.board else None)
        entry = ("total" if total else row_key(facts.point), column)
        known = self._older.get(entry)
        if known is None:
            known = EMPTY_CELL
            if self.board is not None:
                for each in summed_columns(self.board, column):
                    one = facts.cell(each)
                    known = known.plus(one.count, one.overdue, one.due_soon)
            self._older[entry] = known
        return known

    def _cell(self, facts: BoardRow, column: str, changed: bool) -> CellText:
        if column == NAME:
            return CellText(facts.name, "strong" if facts.point is None else "text")
        if column == LOAD:
            return _load(facts)
        if column == OLDEST:
            board = self.board
            return CellText(age(facts.oldest_minutes(board.at)) if board else "", "text")
        cell = self.cell(facts, column)
        if not cell.count:
            return CellText("* ", "changed") if changed else EMPTY
        mark = cell.mark
        text = f"{'*' if changed else ''}{cell.count}{_SIGNS[mark]}"
        role = _ROLES[mark]
        if mark is Mark.NONE and changed:
            role = "changed"
        return CellText(text, role)

    def has_overdue(self, key: Hashable, column: str) -> bool:
        """Tell whether a cell holds overdue slips."""
        facts = self.row(key)
        return facts is not None and self.cell(facts, column).overdue > 0

    def repair_slots(self) -> list[str]:
        """Return the repair pick-ups of the board."""
        return repair_slots(self.board) if self.board else []


def _load(facts: BoardRow, longest: int = LOAD_CELLS) -> CellText:
    """Return used against capacity: the bar as a ground, the figures as text; an unknown capacity is a dash."""
    if facts.capacity is None:
        return CellText(f"{facts.used}/-" if facts.used else "-", "muted")
    text = f"{facts.used}/{facts.capacity}"
    if facts.used > facts.capacity:
        return CellText(f"{text}!", "overdue")
    share = 100 * facts.used // facts.capacity if facts.capacity else 0
    if len(text) > longest:
        text = f"{share}%"
    return CellText(text, "text", fill=share)
