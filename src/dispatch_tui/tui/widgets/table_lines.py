"""The lines of a record table as styled segments, each built when it is looked at and kept until it changes."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from rich.segment import Segment
from rich.style import Style

from dispatch_tui.i18n import gettext as _
from dispatch_tui.tui.text import fit
from dispatch_tui.tui.themes import NIGHT, Palette, palette_of
from dispatch_tui.tui.widgets.columns import EMPTY, CellText

if TYPE_CHECKING:
    from dispatch_tui.tui.widgets.record_table import RecordTable

MARKED = "+"
"""Sign of a marked record, in the first cell of its line."""
KEPT_LINES = 400
"""So many built lines are kept."""


class LinePainter:
    """Builds and keeps the lines of one table."""

    def __init__(self, table: RecordTable) -> None:
        self._table = table
        self._palette: Palette | None = None
        self._lines: dict[int, list[Segment]] = {}

    def forget(self) -> None:
        """Build every line anew when it is next looked at."""
        self._lines.clear()

    def forget_row(self, row: int) -> None:
        """Build the line of a row anew when it is next looked at."""
        self._lines.pop(row, None)

    def new_palette(self, palette: Palette | None) -> None:
        """Build every line in the colours of another theme."""
        self._palette = palette
        self._lines.clear()

    @property
    def palette(self) -> Palette:
        """The palette in use."""
        if self._palette is None:
            self._palette = palette_of(self._table) if self._table.is_attached else NIGHT
        return self._palette

    def line(self, y: int) -> list[Segment]:
        """Return the segments of a line of the widget, exactly as wide as the widget."""
        table = self._table
        placed = table.placed  # places the columns first, which may drop the kept lines
        heads = table.head_lines
        if y < heads:
            return self._head(y)
        if table.foot is not None and y == table.size.height - 1:
            return self._foot()
        row = table.top + y - heads
        if row >= len(table.source):
            return self._beyond(y - heads)
        known = self._lines.get(row)
        if known is None:
            if len(self._lines) > KEPT_LINES:
                self._lines.clear()
            known = self._lines[row] = self._row(row, len(placed))
        return [*known, self.bar(y - heads)]

    def _head(self, y: int) -> list[Segment]:
        table, palette = self._table, self.palette
        ground = palette.style("text", "head")
        parts: list[Segment] = []
        x = 0
        for column, start, width in table.placed:
            if start > x:
                parts.append(Segment(" " * (start - x), ground))
            role = column.sub_role if y else "strong"
            if table.cell_cursor and column.key == table.cursor_column and not y:
                style = palette.style("accent", "head") + Style(underline=True)
            else:
                style = palette.style(role, "head")
            parts.append(Segment(fit(column.sub if y else column.label, width, column.align), style))
            x = start + width
        parts.append(Segment(" " * max(0, table.size.width - x), ground))
        return parts

    def _foot(self) -> list[Segment]:
        table = self._table
        assert table.foot is not None  # noqa: S101 - asked for only when there is one
        blank = self.palette.style("strong", "head")
        shown = table.foot([placed.column.key for placed in table.placed])
        parts = [Segment("  ", blank)]
        self._cells(parts, shown, "head", -1)
        return parts

    def _row(self, row: int, count: int) -> list[Segment]:
        table, palette = self._table, self.palette
        key = table.source.key_at(row)
        here = row == table.cursor_row
        ground = "row" if here else "plain"
        blank = palette.style("text", ground)
        marked = key in table.marked
        sign = table.source.sign_at(row)
        first = MARKED if marked else ">" if here and not table.cell_cursor else " "
        parts = [
            Segment(first, blank if first == " " else palette.style("mark", ground)),
            Segment(fit(sign.text, 1), palette.style(sign.role, ground)),
        ]
        keys = [placed.column.key for placed in table.placed]
        shown = table.source.cells_at(row, keys)
        if shown is None:
            shown = [CellText("…", "muted"), *[EMPTY] * (count - 1)]
        cursor = keys.index(table.cursor_column) if here and table.cell_cursor and keys else -1
        self._cells(parts, shown, ground, cursor)
        return parts

    def _cells(self, parts: list[Segment], cells: Sequence[CellText], ground: str, cursor: int) -> None:
        """Append the cells of a line and what fills it up to the scroll bar."""
        table, palette = self._table, self.palette
        blank = palette.style("text", ground)
        x = 2
        for at, (column, start, width) in enumerate(table.placed):
            if start > x:
                parts.append(Segment(" " * (start - x), blank))
            cell = cells[at]
            style = palette.style("cursor") if at == cursor else palette.style(cell.role, ground)
            text = fit(cell.text, width, column.align)
            filled = min(width, width * cell.fill // 100) if at != cursor and text.isascii() else 0
            if filled:
                parts.append(Segment(text[:filled], palette.style("load")))
            parts.append(Segment(text[filled:], style))
            x = start + width
        end = table.size.width - (0 if ground == "head" else 1)
        parts.append(Segment(" " * max(0, end - x), blank))

    def _beyond(self, line: int) -> list[Segment]:
        """Return a line under the last row; the first one says that there are no rows."""
        table = self._table
        style = self.palette.style("muted")
        text = ""
        if line == 1 and not len(table.source):
            text = "  " + (table.empty or _("Nothing here."))
        return [Segment(fit(text, table.size.width), style)]

    def bar(self, line: int) -> Segment:
        """Return the cell of the scroll bar: where the window stands in the list."""
        table = self._table
        count, page = len(table.source), table.page
        style = self.palette.style("muted")
        if count <= page:
            return Segment(" ", style)
        size = max(1, page * page // count)
        start = (page - size) * table.top // max(1, count - page)
        return Segment("│" if start <= line < start + size else " ", style)
