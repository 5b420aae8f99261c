"""The head and the foot of a page of a paper form, and the QR code of its number."""

from __future__ import annotations

from dataclasses import replace

from dispatch_tui.papers.pdf.content import BODY, SMALL, Cell, Form
from dispatch_tui.papers.pdf.marks import Box, Mark, Squares, Text
from dispatch_tui.papers.pdf.measures import CODE, GAP, LEADING, MARGIN, MOST_NUMBER_LINES, PAD, QUIET
from dispatch_tui.papers.pdf.typesetting import Typesetter


def head_of(form: Form, type_: Typesetter, size: tuple[float, float]) -> list[Mark]:
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
    if len(number) > MOST_NUMBER_LINES:
        number = [*number[: MOST_NUMBER_LINES - 1], number[MOST_NUMBER_LINES - 1][:-1] + "…"]
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


def foot_of(form: Form, type_: Typesetter, size: tuple[float, float], page: str) -> list[Mark]:
    """Return the foot of a page: when and by whom it was printed, the number of the page, the paper."""
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
