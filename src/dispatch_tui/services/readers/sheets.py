"""The cells of a spreadsheet's sheet as a stream: one pass over its XML, a row at a time.

The workbook (text table, date formats, calendar) is opened by openpyxl; its own row reader takes four times as long.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, datetime, time, timedelta
from typing import Any
from xml.etree.ElementTree import Element, iterparse

from dispatch_tui.domain.spreadsheet_text import unescaped
from dispatch_tui.services.readers.rows import MOST_COLUMNS

_EXACT = 1e15
"""Numbers below this are whole numbers without loss."""
_LAST_ROW = 1_048_576
_HEAD = 4096
_MOST_ELEMENTS = 500_000
"""Elements of one row, or before the first one; more would fill the memory."""


def sheet_rows(book: Any, sheet: Any) -> Iterator[tuple[int, list[str]]]:
    """Yield number and cells of the filled rows of a sheet opened read-only; formulas give their stored values.

    Whole numbers come without a point, dates as ISO 8601, and a sheet that is damaged raises whatever its XML does.
    """
    texts = sheet._shared_strings
    cell_text = _CellText(texts, book).of
    with book._archive.open(sheet._worksheet_path) as source:
        if b"<!DOCTYPE" in source.peek(_HEAD)[:_HEAD]:
            raise ValueError("a sheet has no document type")
        # Without a document type there are no entities that could swell or reach out.
        number = begun = 0
        for count, (_event, element) in enumerate(iterparse(source)):  # noqa: S314
            tag = element.tag
            if tag.endswith("}sheetData"):
                return
            if not tag.endswith("}row"):
                if count - begun > _MOST_ELEMENTS:
                    raise ValueError("more elements than a row can have")
                continue
            begun = count
            number = int(element.get("r") or number + 1)
            if number > _LAST_ROW:
                return
            cells = _cells(element, cell_text)
            element.clear()
            if cells:
                yield number, cells


def _cells(row: Element, text_of: Callable[[Element], str]) -> list[str]:
    """Return the texts of a row up to the last filled cell."""
    cells: list[str] = []
    for cell in row:
        place = cell.get("r")
        column = len(cells) if place is None else _column(place.rstrip("0123456789"))
        if column >= MOST_COLUMNS:
            continue
        text = text_of(cell)
        if text:
            if column > len(cells):
                cells.extend([""] * (column - len(cells)))
            if column == len(cells):
                cells.append(text)
            else:
                cells[column] = text
    return cells


_columns: dict[str, int] = {}


def _column(letters: str) -> int:
    """Return the place of a column named by letters, counted from 0."""
    found = _columns.get(letters)
    if found is None:
        found = 0
        for letter in letters.upper():
            found = found * 26 + ord(letter) - 64
        found -= 1
        if len(letters) <= 3:
            _columns[letters] = found
    return max(0, found)


class _CellText:
    """Turns the cells of one workbook into text."""

    def __init__(self, texts: Any, book: Any) -> None:
        self._texts = texts
        self._dates = book._date_formats
        self._spans = book._timedelta_formats
        self._epoch = book.epoch

    def of(self, cell: Element) -> str:
        """Return the text of a cell, empty for an empty one."""
        form = cell.get("t")
        if form == "inlineStr":
            plain = cell[0] if len(cell) == 1 and len(cell[0]) == 1 else None
            if plain is not None and plain[0].tag.endswith("}t"):
                return unescaped(plain[0].text or "")
            return unescaped("".join(part.text or "" for part in cell.iter() if part.tag.endswith("}t")))
        value = None
        for part in cell:
            if part.tag.endswith("}v"):
                value = part.text
        if not value:
            return ""
        match form:
            case "s":
                return unescaped(str(self._texts[int(value)]))
            case None | "n":
                return self._number(value, cell.get("s"))
            case "b":
                return "FALSE" if value.strip() == "0" else "TRUE"
            case _:
                return unescaped(value)

    def _number(self, value: str, style: str | None) -> str:
        if style is not None:
            place = int(style)
            if place in self._dates:
                return self._date(value, place in self._spans)
        if value.isdigit():
            return value
        number = float(value)
        return str(int(number)) if number.is_integer() and abs(number) < _EXACT else repr(number)

    def _date(self, value: str, is_span: bool) -> str:
        from openpyxl.utils.datetime import from_excel

        try:
            found = from_excel(float(value), self._epoch, timedelta=is_span)
        except (OverflowError, ValueError):
            return value
        return moment_text(found)


def moment_text(value: object) -> str:
    """Return a date, time or length of time as it would be typed."""
    match value:
        case None:
            return ""
        case datetime():
            rounded = (value + timedelta(milliseconds=500)).replace(microsecond=0)
            return rounded.isoformat(" ") if rounded.time() != time() else rounded.date().isoformat()
        case date() | time():
            return value.isoformat()
        case timedelta():
            minutes = round(value.total_seconds() / 60)
            return f"{minutes // 60:02d}:{minutes % 60:02d}"
        case _:
            return str(value)
