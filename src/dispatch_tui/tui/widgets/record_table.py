"""The table of the whole program: any number of records, of which only the visible lines are ever built.

The cursor stands on a *record* (its key), never on a position: when rows come, go or move, the cursor keeps its
record and, where it can, its line on the terminal. Rows come from a ``RowSource``.

How to use it::

    table = RecordTable(source, columns, cell_cursor=False)
    table.rows_changed()             # the list is a new one: keep record and line, paint what is visible
    table.row_changed(key)           # one record changed: paint its line
    table.cell_changed(key, column)  # the same; only the cells that differ are sent
    table.set_columns(columns)       # other columns, or another language
    table.cursor_key, table.cursor_column, table.marked
    table.move_to(key)               # put the cursor on a record

It posts ``CursorMoved``, ``Opened`` (Enter) and ``MarksChanged``, and calls ``source.visible(first, last)`` whenever
other rows come into view, so that the source can read them.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence
from typing import Protocol

from rich.segment import Segment
from textual.geometry import Region
from textual.strip import Strip

from dispatch_tui.tui import compat
from dispatch_tui.tui.themes import palette_of
from dispatch_tui.tui.widgets.columns import CellText, Column, Placed, place
from dispatch_tui.tui.widgets.marks import Marks
from dispatch_tui.tui.widgets.table_cursor import TableCursor
from dispatch_tui.tui.widgets.table_lines import LinePainter


class RowSource(Protocol):
    """Where a table's rows come from. Called on the event loop: it answers from memory, at once."""

    def __len__(self) -> int:
        """Return the number of rows."""
        ...

    def key_at(self, row: int) -> Hashable:
        """Return the key of the record in a row."""
        ...

    def row_of(self, key: Hashable) -> int | None:
        """Return the row of a record, None when it is not in the list."""
        ...

    def cells_at(self, row: int, columns: Sequence[str]) -> Sequence[CellText] | None:
        """Return the cells of a row for the columns asked for; None while the row is not read yet."""
        ...

    def sign_at(self, row: int) -> CellText:
        """Return the sign in front of the row: ``!`` overdue, ``~`` due soon, ``*`` changed lately, or nothing."""
        ...

    def visible(self, first: int, last: int) -> None:
        """Take note that the rows ``first`` to ``last`` (inclusive) are in view."""
        ...


Foot = Callable[[Sequence[str]], Sequence[CellText]]
"""Makes the cells of a table's last line for the columns shown."""


class RecordTable(TableCursor, can_focus=True):
    """A table of records with the cursor on a record; see the module's text for its use."""

    DEFAULT_CSS = """
    RecordTable { height: 1fr; width: 1fr; }
    """
    ALLOW_SELECT = False

    def __init__(
        self,
        source: RowSource,
        columns: Sequence[Column] = (),
        *,
        cell_cursor: bool = False,
        id: str | None = None,
        empty: str = "",
        foot: Foot | None = None,
    ) -> None:
        super().__init__(id=id)
        self.source = source
        self.columns = tuple(columns)
        self.cell_cursor = cell_cursor
        """Whether the cursor also stands on a column (the board)."""
        self.foot = foot
        """Makes the cells of the last line (totals) for the columns shown; None leaves the line out."""
        self.column_maker: Callable[[int], Sequence[Column]] | None = None
        """Makes the columns for a width, when they depend on it by more than folding."""
        self.empty = empty
        """Sentence shown when there are no rows."""
        self.marked = Marks()
        """Keys of the marked records."""
        self.top = 0
        """Row in the first line under the heading."""
        self.cursor_row = 0
        self.cursor_key: Hashable = None
        """Key of the record under the cursor; None when there are no rows."""
        self.cursor_column = ""
        self._wanted_column = ""
        self._painter = LinePainter(self)
        self._placed: list[Placed] = []
        self._placed_for: object = None

    # -- geometry -------------------------------------------------------------------------------------------------

    @property
    def head_lines(self) -> int:
        """How many lines the heading takes: two when a column has a second one."""
        return 2 if any(column.sub for column in self.columns) else 1

    @property
    def foot_lines(self) -> int:
        """How many lines stand fixed under the rows."""
        return 0 if self.foot is None else 1

    @property
    def page(self) -> int:
        """How many rows are visible."""
        return max(1, self.size.height - self.head_lines - self.foot_lines)

    @property
    def placed(self) -> list[Placed]:
        """The columns that fit, with their places."""
        wanted = (self.columns, self.size.width)
        if wanted != self._placed_for:
            self._placed_for = wanted
            # The last cell of the line belongs to the scroll bar.
            self._placed = place(self.columns, max(1, self.size.width - 1))
            shown = [placed.column.key for placed in self._placed]
            if self._wanted_column in shown:
                self.cursor_column = self._wanted_column
            elif self.cursor_column not in shown:
                self.cursor_column = shown[0] if shown else ""
            self._painter.forget()
        return self._placed

    # -- what the screens call ------------------------------------------------------------------------------------

    def set_columns(self, columns: Sequence[Column]) -> None:
        """Show other columns (or the same ones in another language)."""
        if tuple(columns) != self.columns:
            self.columns = tuple(columns)
            self._scroll_to_cursor()
            self.repaint()

    def set_source(self, source: RowSource) -> None:
        """Show the rows of another source."""
        self.source = source
        self.rows_changed()

    def rows_changed(self) -> None:
        """Take note that rows came, went or moved: the cursor keeps its record and, if possible, its line.

        When the record is gone the cursor goes to the nearest row; the list is never sorted by the table.
        """
        count = len(self.source)
        line = self.cursor_row - self.top
        if not count:
            self.cursor_row, self.cursor_key, self.top = 0, None, 0
        else:
            row = None if self.cursor_key is None else self.source.row_of(self.cursor_key)
            if row is None:
                row = min(self.cursor_row, count - 1)
                self.cursor_key = self.source.key_at(row)
            self.cursor_row = row
            self.top = max(0, min(row - line, count - self.page))
            self._scroll_to_cursor(margin=0)
        self.repaint()
        self._tell_visible()

    def row_changed(self, key: Hashable) -> None:
        """Paint the line of a record, if it is in view."""
        row = self.source.row_of(key)
        if row is not None:
            self._painter.forget_row(row)
            self._paint_rows([row])

    def rows_changed_in_place(self, keys: Sequence[Hashable]) -> None:
        """Paint the lines of records that changed without moving."""
        rows = [row for row in map(self.source.row_of, keys) if row is not None]
        for row in rows:
            self._painter.forget_row(row)
        self._paint_rows(rows)

    def cell_changed(self, key: Hashable, column: str) -> None:
        """Paint a cell that changed; the terminal gets only what differs."""
        self.row_changed(key)

    def rows_loaded(self, first: int, last: int) -> None:
        """Paint rows that the source has read meanwhile."""
        for row in range(first, last + 1):
            self._painter.forget_row(row)
        self._paint_rows(list(range(max(first, self.top), min(last, self.top + self.page - 1) + 1)))

    def heads_changed(self, columns: Sequence[Column]) -> None:
        """Take columns whose headings changed, widths being the same; paints the heading only."""
        if [(c.key, c.width, c.importance) for c in columns] != [
            (c.key, c.width, c.importance) for c in self.columns
        ] or (any(c.sub for c in columns) != any(c.sub for c in self.columns)):
            self.set_columns(columns)
            return
        if tuple(columns) == self.columns:
            return
        self.columns = tuple(columns)
        widths = {placed.column.key: placed for placed in self._placed}
        self._placed = [
            Placed(column, widths[column.key].x, widths[column.key].width)
            for column in self.columns
            if column.key in widths
        ]
        self._placed_for = (self.columns, self.size.width)
        self._paint_lines(list(range(self.head_lines)))

    def move_to(self, key: Hashable, column: str = "") -> bool:
        """Put the cursor on a record (and a column); returns False when the record isn't in the list."""
        row = self.source.row_of(key)
        if row is None:
            return False
        if column and any(placed.column.key == column for placed in self.placed):
            self.cursor_column = self._wanted_column = column
        self._go(row, column_changed=True)
        return True

    def foot_changed(self) -> None:
        """Paint the last line, whose figures changed."""
        if self.foot is not None and self.size.height:
            self._paint_lines([self.size.height - 1])

    def column_keys(self) -> list[str]:
        """Return the keys of the columns shown."""
        return [placed.column.key for placed in self.placed]

    def repaint(self) -> None:
        """Paint everything anew (other theme, other rows)."""
        self._painter.forget()
        self.refresh()

    # -- painting -------------------------------------------------------------------------------------------------

    def _scrolled(self, moved: int, old_row: int) -> None:
        heads, end = self.head_lines, self.size.height - self.foot_lines
        if abs(moved) >= self.page // 2:
            self._paint_lines(list(range(heads, end)))
            return
        fresh = range(end - moved, end) if moved > 0 else range(heads, heads - moved)
        cursors = (row - self.top + heads for row in (old_row, self.cursor_row))
        lines = {*fresh, *(y for y in cursors if heads <= y < end)}
        pieces = [compat.Piece(y, 0, self._painter.line(y)) for y in sorted(lines)]
        bar = self.size.width - 1
        pieces += [
            compat.Piece(y, bar, [self._painter.bar(y - heads)]) for y in range(heads, end) if y not in lines
        ]
        if not compat.paint(self, pieces, scrolled=(heads, end - 1, moved)):
            self.refresh()

    def _paint_rows(self, rows: Sequence[int], heads: bool = False) -> None:
        first = self.head_lines
        lines = [row - self.top + first for row in rows if self.top <= row < self.top + self.page]
        self._paint_lines([*range(first), *lines] if heads else lines)

    def _paint_lines(self, lines: Sequence[int]) -> None:
        if not lines or not self.size:
            return
        if not compat.paint_lines(self, {y: self._painter.line(y) for y in lines}):
            self.refresh(*(Region(0, y, self.size.width, 1) for y in lines))

    def render_line(self, y: int) -> Strip:
        """Return one line for Textual's own painting."""
        return Strip([Segment(*part) for part in self._painter.line(y)], self.size.width)

    def on_resize(self) -> None:
        """Keep the cursor in view at the new size."""
        if self.column_maker is not None:
            self.columns = tuple(self.column_maker(self.size.width))
        self._painter.forget()
        self._scroll_to_cursor()
        if self.cursor_key is None and len(self.source):
            self.rows_changed()
        self._tell_visible()

    def on_mouse_scroll_down(self) -> None:
        """Scroll with the wheel, where the mouse is switched on."""
        self._go(self.cursor_row + 3)

    def on_mouse_scroll_up(self) -> None:
        """Scroll with the wheel, where the mouse is switched on."""
        self._go(self.cursor_row - 3)

    def notify_style_update(self) -> None:
        """Paint with the colours of another theme."""
        super().notify_style_update()
        self._painter.new_palette(palette_of(self) if self.is_attached else None)
