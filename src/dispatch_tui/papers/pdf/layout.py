"""Laying a paper form out on A4 pages: head and foot on every page, rows that flow and are parted only if they must.

Nothing overlaps, whatever the texts hold: every text is set in lines of its box, and a box is as high as its lines.
"""

from __future__ import annotations

from dataclasses import replace

from dispatch_tui.papers.pdf.content import (
    BODY,
    SMALL,
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
from dispatch_tui.papers.pdf.marks import A4, Box, Mark, Page, Squares, Stamp, Stroke, Text
from dispatch_tui.papers.pdf.typesetting import Typesetter

MARGIN = 36.0
FOOT = 30.0
HEAD = 66.0
"""Height of the head: title, number, code, marks."""
PAD = 3.5
LEADING = 1.32
"""Height of a line, in sizes of its type."""
CODE = 54.0
"""Side of the QR code in points (19 mm)."""
SHADE = 0.93
GAP = 8.0
FRAME = 1.1
QUIET = 12.0
"""White beside the QR code, in points; readers ask for four of its modules."""
_MOST_NUMBER_LINES = 3
_ASCENT = 0.88
_LINE_OVER_TYPE = 0.5


def lay_out(form: Form, type_: Typesetter) -> list[Page]:
    """Return the pages of a form, each with its number and the number of all."""
    flow = _Flow(form, type_)
    for block in form.blocks:
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
        self._page()

    @property
    def marks(self) -> list[Mark]:
        return self.pages[-1].marks

    def _page(self) -> None:
        self.pages.append(Page(*self.size))
        if self.form.stamp:
            self.marks.append(Stamp(self.form.stamp))
        self.marks.extend(_head(self.form, self.type, self.size))
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
        for row in grid.rows:
            self._row(row)
        self._close()

    def table(self, table: Table) -> None:
        """Lay out a table; its head is repeated on every page."""
        self._gap()
        head = Row(
            tuple(
                Cell(column.title, column.share, True, Align.CENTRE, table.size) for column in table.columns
            ),
            20.0,
        )
        self._open()
        first = _table_row(table, (*table.rows, *table.totals)[0], False) if table.rows else head
        whole = self.top - self.bottom - self._height(head)
        tallest = self._height(first)
        room = self._height(head) + (tallest if tallest <= whole else 8 * BODY * LEADING)
        if self.y - room < self.bottom:
            self._turn()
        self._row(head)
        for cells, total in [(row, False) for row in table.rows] + [(row, True) for row in table.totals]:
            self._row(_table_row(table, cells, total), head)
        self._close()

    def paragraph(self, paragraph: Paragraph) -> None:
        """Lay out text across the page."""
        self._gap()
        step = paragraph.size * LEADING
        for line in self.type.lines(paragraph.text, self.width, paragraph.size, paragraph.bold):
            if self.y - step < self.bottom:
                self._page()
            self.marks.append(
                Text(MARGIN, _baseline(self.y, paragraph.size), line, paragraph.size, paragraph.bold)
            )
            self.y -= step

    def signatures(self, signatures: Signatures) -> None:
        """Lay out lines to sign on, as many side by side as there are, together on one page."""
        each = self.width / len(signatures.places)
        labels = [self.type.width(self.type.shown(label), BODY, True) for label, _known in signatures.places]
        values = [
            self.type.lines(known, each - label - 3 * PAD - GAP, BODY)
            for (_label, known), label in zip(signatures.places, labels, strict=True)
        ]
        step = BODY * LEADING
        height = max(len(lines) for lines in values) * step + 22.0
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

    def _row(self, row: Row, head: Row | None = None) -> None:
        """Draw a row; on the next page when it doesn't fit, parted only when no page could hold it."""
        widths = self._widths(row)
        lines = [self._lines(cell, width) for cell, width in zip(row.cells, widths, strict=True)]
        first = True
        while True:
            needed = max(
                row.least if first else 0.0,
                max(len(each) * cell.size * LEADING for cell, each in zip(row.cells, lines, strict=True))
                + 2 * PAD,
            )
            if self.y - needed >= self.bottom:
                self._draw(row, widths, lines, needed)
                return
            room = self.y - self.bottom
            whole = self.top - self.bottom - (0.0 if head is None else self._height(head))
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
            self.marks.append(
                Box(x, self.y - height, width, height, _LINE_OVER_TYPE, SHADE if cell.label else None)
            )
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
            page.marks.extend(_foot(self.form, self.type, self.size, f"第 {nth} 页 / 共 {count} 页"))
        return self.pages


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
    return top - (LEADING - 1) * size / 2 - _ASCENT * size


def _head(form: Form, type_: Typesetter, size: tuple[float, float]) -> list[Mark]:
    """Return the head of a page: office and marks at the left, title and copy in the middle, number and code at the
    right."""
    top, right = size[1] - MARGIN, size[0] - MARGIN
    found: list[Mark] = []
    title = _shrunk(Cell(type_.shown(form.title), size=18, bold=True), type_, size[0] * 0.5)
    copy = _shrunk(Cell(type_.shown(form.copy), size=10.5, bold=True), type_, size[0] * 0.4)
    widest = max(type_.width(each.text, each.size, True) for each in (title, copy))
    side = (size[0] - widest) / 2 - MARGIN - 2 * GAP
    for each, down in ((title, 21), (copy, 40)):
        middle = (size[0] - type_.width(each.text, each.size, True)) / 2
        found.append(Text(middle, top - down, each.text, each.size, bold=True))
    office = _shrunk(Cell(type_.shown(form.office), size=SMALL), type_, side)
    found.append(Text(MARGIN, top - 9, office.text, office.size))
    found += _framed(form.marks, type_, MARGIN, top - 30, side)
    edge, wide = right, side
    if form.code and (rows := code_rows(form.code)):
        found.append(Squares(right - CODE, top - CODE + 2, CODE, rows))
        edge, wide = right - CODE - QUIET, side - CODE - QUIET
    number = type_.lines("No. " + form.number, wide, BODY, True)
    if len(number) > _MOST_NUMBER_LINES:
        number = [*number[: _MOST_NUMBER_LINES - 1], number[_MOST_NUMBER_LINES - 1][:-1] + "…"]
    for place, line in enumerate(number):
        start = edge - type_.width(line, BODY, True)
        found.append(Text(start, top - 9 - place * BODY * LEADING, line, BODY, bold=True))
    return [mark for mark in found if not isinstance(mark, Text) or mark.text]


def _framed(marks: tuple[str, ...], type_: Typesetter, x: float, y: float, most: float) -> list[Mark]:
    """Return framed words side by side, on a second line when the first is full."""
    found: list[Mark] = []
    start = x
    for mark in marks:
        wide = type_.width(mark, BODY, True) + 2 * PAD
        if start + wide > x + most and start > x:
            start, y = x, y - 16
        found += [Box(start, y - 3.5, wide, 14.5, 0.9), Text(start + PAD, y, mark, BODY, bold=True)]
        start += wide + PAD
    return found


def _shrunk(cell: Cell, type_: Typesetter, width: float) -> Cell:
    """Return the cell in a smaller type when its one line is too wide, cut when it still is."""
    while cell.size > SMALL - 2 and type_.width(cell.text, cell.size, cell.bold) > width:
        cell = replace(cell, size=cell.size - 0.5)
    while cell.text and type_.width(cell.text, cell.size, cell.bold) > width:
        cell = replace(cell, text=cell.text.rstrip("…")[:-1] + "…" if len(cell.text) > 2 else "")
    return cell


def _foot(form: Form, type_: Typesetter, size: tuple[float, float], page: str) -> list[Mark]:
    y = MARGIN
    third = (size[0] - 2 * MARGIN) * 0.4
    printed = _shrunk(Cell(type_.shown(form.printed), size=8), type_, third)
    name = _shrunk(Cell(type_.shown(f"{form.title} {form.number}"), size=8), type_, third)
    middle = (size[0] - type_.width(page, 8)) / 2
    return [
        Text(MARGIN, y, printed.text, printed.size, grey=0.3),
        Text(middle, y, page, 8, grey=0.3),
        Text(size[0] - MARGIN - type_.width(name.text, name.size), y, name.text, name.size, grey=0.3),
    ]


def code_rows(text: str) -> tuple[tuple[bool, ...], ...]:
    """Return the modules of the QR code of a text, empty when it is longer than a code that can be read holds."""
    import segno

    try:
        code = segno.make_qr(text, error="m", boost_error=False, encoding="utf-8")
    except (segno.DataOverflowError, ValueError):
        return ()
    if not isinstance(code.version, int) or code.version > 12:
        return ()
    return tuple(tuple(bool(module) for module in row) for row in code.matrix)
