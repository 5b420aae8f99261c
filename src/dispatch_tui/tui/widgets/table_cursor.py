"""Keys of a record table: moving the cursor, marking records, opening one."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from textual.message import Message
from textual.widget import Widget

from dispatch_tui.i18n import gettext as _
from dispatch_tui.tui.widgets.marks import Marks

if TYPE_CHECKING:
    from dispatch_tui.tui.widgets.record_table import RecordTable, RowSource
    from dispatch_tui.tui.widgets.table_lines import LinePainter


class TableCursor(Widget):
    """The part of a record table that its keys reach."""

    @dataclass(repr=False, eq=False)
    class CursorMoved(Message):
        """The user moved the cursor to another record or column."""

        table: RecordTable
        key: Hashable
        column: str

    @dataclass(repr=False, eq=False)
    class Opened(Message):
        """Enter was pressed on a record."""

        table: RecordTable
        key: Hashable
        column: str

    @dataclass(repr=False, eq=False)
    class MarksChanged(Message):
        """Other records are marked now."""

        table: RecordTable
        count: int

    SCROLL_MARGIN = 1
    """Lines kept visible above and below the cursor."""

    source: RowSource
    marked: Marks
    cell_cursor: bool
    top: int
    cursor_row: int
    cursor_key: Hashable
    cursor_column: str
    _wanted_column: str
    _painter: LinePainter

    # -- actions of the register ----------------------------------------------------------------------------------

    def act_up(self) -> None:
        """Go one row up."""
        self._go(self.cursor_row - 1)

    def act_down(self) -> None:
        """Go one row down."""
        self._go(self.cursor_row + 1)

    def act_page_up(self) -> None:
        """Go one page up."""
        self._go(self.cursor_row - self.page)

    def act_page_down(self) -> None:
        """Go one page down."""
        self._go(self.cursor_row + self.page)

    def act_first(self) -> None:
        """Go to the first row."""
        self._go(0)

    def act_last(self) -> None:
        """Go to the last row."""
        self._go(len(self.source) - 1)

    def act_left(self) -> None:
        """Go one column to the left."""
        self._sideways(-1)

    def act_right(self) -> None:
        """Go one column to the right."""
        self._sideways(1)

    def why_not_open(self) -> str:
        """Say why Enter opens nothing."""
        return "" if self.cursor_key is not None and len(self.source) else _("Nothing is under the cursor.")

    why_not_mark = why_not_mark_range = why_not_mark_all = why_not_open

    def act_open(self) -> None:
        """Tell the screen that Enter was pressed on the record."""
        if self.cursor_key is not None:
            self.post_message(self.Opened(self._table, self.cursor_key, self.cursor_column))

    def act_mark(self) -> None:
        """Mark or unmark the record and go on to the next one."""
        if self.cursor_key is not None:
            self.marked.toggle(self.cursor_key)
            self._marks_changed([self.cursor_row])
            self._go(self.cursor_row + 1)

    def act_mark_range(self) -> None:
        """Mark every record from the last one marked to the cursor."""
        anchor = self.source.row_of(self.marked.anchor) if self.marked.anchor is not None else None
        start = self.cursor_row if anchor is None else anchor
        first, last = sorted((start, self.cursor_row))
        if len(self.source):
            self.marked.add([self.source.key_at(row) for row in range(first, last + 1)])
            self._marks_changed(list(range(first, last + 1)))

    def act_mark_all(self) -> None:
        """Mark every record, or none when all of them are marked."""
        keys = [self.source.key_at(row) for row in range(len(self.source))]
        if self.marked.holds_all(keys):
            self.marked.clear()
        else:
            self.marked.add(keys)
        self._marks_changed(None)

    def clear_marks(self) -> bool:
        """Unmark everything; returns False when nothing was marked."""
        if not self.marked:
            return False
        self.marked.clear()
        self._marks_changed(None)
        return True

    def _marks_changed(self, rows: list[int] | None) -> None:
        if rows is None:
            self.repaint()
        else:
            for row in rows:
                self._painter.forget_row(row)
            self._paint_rows(rows)
        self.post_message(self.MarksChanged(self._table, len(self.marked)))

    # -- moving ---------------------------------------------------------------------------------------------------

    def _sideways(self, step: int) -> None:
        keys = self.column_keys()
        if not self.cell_cursor or not keys:
            return
        at = keys.index(self.cursor_column) if self.cursor_column in keys else 0
        new = keys[max(0, min(len(keys) - 1, at + step))]
        if new != self.cursor_column:
            self.cursor_column = self._wanted_column = new
            self._go(self.cursor_row, column_changed=True)

    def _go(self, row: int, column_changed: bool = False) -> None:
        count = len(self.source)
        if not count:
            return
        row = max(0, min(count - 1, row))
        old_row, old_top = self.cursor_row, self.top
        if row == old_row and not column_changed and self.cursor_key == self.source.key_at(row):
            return
        self.cursor_row, self.cursor_key = row, self.source.key_at(row)
        self._scroll_to_cursor()
        moved = self.top - old_top
        self._painter.forget_row(old_row)
        self._painter.forget_row(row)
        if moved:
            self._scrolled(moved, old_row)
            self._tell_visible()
        else:
            self._paint_rows([old_row, row] if row != old_row else [row], heads=column_changed)
        self.post_message(self.CursorMoved(self._table, self.cursor_key, self.cursor_column))

    def _scroll_to_cursor(self, margin: int = SCROLL_MARGIN) -> None:
        page = self.page
        margin = min(margin, max(0, (page - 1) // 2))
        count = len(self.source)
        if self.cursor_row < self.top + margin:
            self.top = self.cursor_row - margin
        elif self.cursor_row > self.top + page - 1 - margin:
            self.top = self.cursor_row - page + 1 + margin
        self.top = max(0, min(self.top, max(0, count - page)))

    def _tell_visible(self) -> None:
        count = len(self.source)
        if count and self.size.height:
            self.source.visible(self.top, min(count, self.top + self.page) - 1)

    # -- what the table itself gives -------------------------------------------------------------------------------

    @property
    def _table(self) -> Any:
        return self

    @property
    def page(self) -> int:
        """How many rows are visible."""
        return 1

    def column_keys(self) -> list[str]:
        """Return the keys of the columns shown."""
        return []

    def repaint(self) -> None:
        """Paint everything anew."""

    def _paint_rows(self, rows: Sequence[int], heads: bool = False) -> None:
        """Paint rows, and the heading too if wanted."""

    def _scrolled(self, moved: int, old_row: int) -> None:
        """Paint after the window has moved."""
