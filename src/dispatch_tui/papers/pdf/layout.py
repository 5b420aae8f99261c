"""Laying a paper form out on A4 pages: head and foot on every page, rows that flow and are parted only if they must.

Nothing overlaps, whatever the texts hold: every text is set in lines of its box, and a box is as high as its lines.
"""

from __future__ import annotations

from dispatch_tui.papers.pdf.content import (
    BODY,
    Align,
    Cell,
    Column,
    Form,
    Grid,
    Paragraph,
    Row,
    Signatures,
    Table,
)  # fmt: skip
from dispatch_tui.papers.pdf.edges import foot_of, head_of
from dispatch_tui.papers.pdf.marks import A4, Box, Mark, Page, Stamp, Stroke, Text
from dispatch_tui.papers.pdf.measures import ASCENT, FOOT, FRAME, GAP, HEAD, LEADING, LINE, MARGIN, PAD, SHADE
from dispatch_tui.papers.pdf.typesetting import Typesetter


def lay_out(form: Form, type_: Typesetter) -> list[Page]:
    """Return the pages of a form, each with its number and the number of all."""
    flow = _Flow(form, type_)
    tails = [
        GAP + flow.signing_height(after) if isinstance(after, Signatures) else 0.0
        for after in (*form.blocks[1:], None)
    ]
    for nth, block in enumerate(form.blocks):
        after = form.blocks[nth + 1] if nth + 1 < len(form.blocks) else None
        flow.tail = tails[nth]
        flow.keep = GAP + flow.start_of(after, tails[nth + 1]) if isinstance(after, Table) else 0.0
        match block:
            case Grid():
                flow.grid(block)
            case Table():
                flow.table(block)
            case Paragraph():
                flow.paragraph(block)
            case Signatures():
                flow.signatures(block)
    return flow.finished()


class _Flow:
    """The pages made so far and where the next block goes."""

    def __init__(self, form: Form, type_: Typesetter) -> None:
        self.form = form
        self.type = type_
        self.size = (A4[1], A4[0]) if form.landscape else A4
        self.width = self.size[0] - 2 * MARGIN
        self.top = self.size[1] - MARGIN - HEAD
        self.bottom = MARGIN + FOOT
        self.pages: list[Page] = []
        self.y = 0.0
        self.begun: float | None = None
        """Upper edge of the frame that is open."""
        self.tail = 0.0
        """Room kept free behind the last row of a block, so that nobody signs a page without a line on it."""
        self.keep = 0.0
        """Room kept free behind a paragraph: the beginning of the table of which it is the heading."""
        self._page()

    @property
    def marks(self) -> list[Mark]:
        return self.pages[-1].marks

    def _page(self) -> None:
        self.pages.append(Page(*self.size))
        if self.form.stamp:
            self.marks.append(Stamp(self.form.stamp))
        self.marks.extend(head_of(self.form, self.type, self.size))
        self.y = self.top

    def _open(self) -> None:
        self.begun = self.y

    def _close(self) -> None:
        if self.begun is not None and self.begun > self.y:
            self.marks.append(Box(MARGIN, self.y, self.width, self.begun - self.y, FRAME))
        self.begun = None

    def _turn(self) -> None:
        """Begin the next page inside an open frame."""
        self._close()
        self._page()
        self._open()

    def grid(self, grid: Grid) -> None:
        """Lay out rows inside one frame."""
        self._gap()
        self._open()
        for row in grid.rows[:-1]:
            self._row(row)
        for row in grid.rows[-1:]:
            self._row(row, tail=self.tail)
        self._close()

    def table(self, table: Table) -> None:
        """Lay out a table; its head is repeated on every page."""
        self._gap()
        head = _table_head(table)
        self._open()
        if self.y - self.start_of(table, self.tail) < self.bottom:
            self._turn()
        self._row(head)
        rows = [(row, False) for row in table.rows] + [(row, True) for row in table.totals]
        for nth, (cells, total) in enumerate(rows, 1):
            self._row(_table_row(table, cells, total), head, self.tail if nth == len(rows) else 0.0)
        self._close()

    def start_of(self, table: Table, tail: float) -> float:
        """Return the room that the head and the first row of a table want together."""
        head = self._height(_table_head(table))
        rows = (*table.rows, *table.totals)
        if not rows:
            return head + tail
        first = self._height(_table_row(table, rows[0], not table.rows)) + (tail if len(rows) == 1 else 0.0)
        whole = self.top - self.bottom - head
        return head + (first if first <= whole else 8 * BODY * LEADING)

    def paragraph(self, paragraph: Paragraph) -> None:
        """Lay out text across the page."""
        self._gap()
        step = paragraph.size * LEADING
        lines = self.type.lines(paragraph.text, self.width, paragraph.size, paragraph.bold)
        together = len(lines) * step + self.keep
        if together <= self.top - self.bottom and self.y - together < self.bottom:
            self._page()
        for line in lines:
            if self.y - step < self.bottom:
                self._page()
            self.marks.append(
                Text(MARGIN, _baseline(self.y, paragraph.size), line, paragraph.size, paragraph.bold)
            )
            self.y -= step

    def signatures(self, signatures: Signatures) -> None:
        """Lay out lines to sign on, as many side by side as there are, together on one page."""
        each, labels, values = self._signing(signatures)
        step = BODY * LEADING
        height = self.signing_height(signatures)
        self._gap()
        if self.y - height < self.bottom:
            self._page()
        for place, ((label, _known), wide, lines) in enumerate(
            zip(signatures.places, labels, values, strict=True)
        ):
            x, foot = MARGIN + place * each, self.y - height + 6
            self.marks.append(Text(x, foot + 2, self.type.shown(label), BODY, bold=True))
            self.marks.append(Stroke(x + wide + PAD, foot, x + each - GAP, foot, 0.6))
            for upward, line in enumerate(reversed(lines)):
                self.marks.append(Text(x + wide + 2 * PAD, foot + 2 + upward * step, line, BODY))
        self.y -= height

    def signing_height(self, signatures: Signatures) -> float:
        """Return how high lines to sign on are, without the gap before them."""
        _each, _labels, values = self._signing(signatures)
        return max(len(lines) for lines in values) * BODY * LEADING + 22.0

    def _signing(self, signatures: Signatures) -> tuple[float, list[float], list[list[str]]]:
        """Return the width of each place to sign, of its label, and the lines known to stand there."""
        each = self.width / len(signatures.places)
        labels = [self.type.width(self.type.shown(label), BODY, True) for label, _known in signatures.places]
        values = [
            self.type.lines(known, each - label - 3 * PAD - GAP, BODY)
            for (_label, known), label in zip(signatures.places, labels, strict=True)
        ]
        return each, labels, values

    def _gap(self, points: float = GAP) -> None:
        if self.y < self.top:
            self.y -= points

    def _height(self, row: Row) -> float:
        widths = self._widths(row)
        lines = [
            len(self._lines(cell, width)) * cell.size * LEADING
            for cell, width in zip(row.cells, widths, strict=True)
        ]
        return max(row.least, max(lines) + 2 * PAD)

    def _widths(self, row: Row) -> list[float]:
        whole = sum(cell.share for cell in row.cells)
        return [self.width * cell.share / whole for cell in row.cells]

    def _lines(self, cell: Cell, width: float) -> list[str]:
        return self.type.lines(cell.text, width - 2 * PAD, cell.size, cell.bold or cell.label)

    def _row(self, row: Row, head: Row | None = None, tail: float = 0.0) -> None:
        """Draw a row; on the next page when it doesn't fit, parted only when no page could hold it.

        ``tail`` is the room wanted behind it on the same page.
        """
        widths = self._widths(row)
        lines = [self._lines(cell, width) for cell, width in zip(row.cells, widths, strict=True)]
        first = True
        while True:
            needed = max(
                row.least if first else 0.0,
                max(len(each) * cell.size * LEADING for cell, each in zip(row.cells, lines, strict=True))
                + 2 * PAD,
            )
            room = self.y - self.bottom
            whole = self.top - self.bottom - (0.0 if head is None else self._height(head))
            if needed <= room and (needed + tail <= room or needed + tail > whole):
                self._draw(row, widths, lines, needed)
                return
            if needed > whole and room > 8 * BODY * LEADING:
                taken, lines = self._parted(row, lines, room)
                self._draw(row, widths, taken, room)
                first = False
            self._turn()
            if head is not None:
                self._row(head)

    def _parted(
        self, row: Row, lines: list[list[str]], room: float
    ) -> tuple[list[list[str]], list[list[str]]]:
        """Return the lines that fit into the room and those that are left; labels stand in both."""
        taken, left = [], []
        for cell, each in zip(row.cells, lines, strict=True):
            fit = max(1, int((room - 2 * PAD) / (cell.size * LEADING)))
            taken.append(each[:fit])
            left.append(each if cell.label else each[fit:])
        return taken, left

    def _draw(self, row: Row, widths: list[float], lines: list[list[str]], height: float) -> None:
        x = MARGIN
        for cell, width, each in zip(row.cells, widths, lines, strict=True):
            self.marks.append(Box(x, self.y - height, width, height, LINE, SHADE if cell.label else None))
            step = cell.size * LEADING
            top = self.y - (height - len(each) * step) / 2
            for place, line in enumerate(each):
                if not line:
                    continue
                bold = cell.bold or cell.label
                start = _start(cell.align, x, width, self.type.width(line, cell.size, bold))
                self.marks.append(
                    Text(start, _baseline(top - place * step, cell.size), line, cell.size, bold)
                )
            x += width
        self.y -= height

    def finished(self) -> list[Page]:
        """Return the pages with their feet."""
        count = len(self.pages)
        for nth, page in enumerate(self.pages, 1):
            page.marks.extend(foot_of(self.form, self.type, self.size, f"第 {nth} 页 / 共 {count} 页"))
        return self.pages


def _table_head(table: Table) -> Row:
    return Row(
        tuple(Cell(column.title, column.share, True, Align.CENTRE, table.size) for column in table.columns),
        20.0,
    )


def _table_row(table: Table, texts: tuple[str, ...], total: bool) -> Row:
    cells = []
    for column, text in zip(table.columns, texts, strict=True):
        cells.append(_table_cell(column, text, table.size, total))
    return Row(tuple(cells), table.least)


def _table_cell(column: Column, text: str, size: float, total: bool) -> Cell:
    return Cell(text, column.share, total, column.align, size, column.bold)


def _start(align: Align, x: float, width: float, text: float) -> float:
    match align:
        case Align.CENTRE:
            return x + (width - text) / 2
        case Align.RIGHT:
            return x + width - PAD - text
        case _:
            return x + PAD


def _baseline(top: float, size: float) -> float:
    """Return the line on which letters stand in a line of text whose upper edge is given."""
    return top - (LEADING - 1) * size / 2 - ASCENT * size
