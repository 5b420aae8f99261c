"""Delimited text: comma, semicolon, tab or bar; line ends inside quotation marks; damaged rows told one by one."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Sequence
from pathlib import Path

from dispatch_tui.i18n import gettext as _
from dispatch_tui.services.readers.encodings import Encoding, TextLines, detect
from dispatch_tui.services.readers.rows import (
    HEADING_LINES,
    Score,
    Source,
    find_headings,
    no_headings,
    table_rows,
)

DELIMITERS = (",", "\t", ";", "|")
LONGEST_FIELD = 1_000_000
"""Characters; a longer field is an open quotation mark."""
LONGEST_ROW = 20_000
"""Lines of one row; more are an open quotation mark."""
_SAMPLE_LINES = 40

_Line = tuple[int, Sequence[str], str]


class _OpenQuotes(Exception):
    """A row does not come to its end."""


def open_delimited(path: Path, score: Score) -> Source:
    """Open a delimited text file, find its encoding, its separator and its headings.

    Raises BadInput when no line of headings is found or the file is no text.
    """
    encoding = detect(path)
    delimiter = choose_delimiter(path, encoding, score)
    headings = find_headings(
        ((line, cells) for line, cells, _fault in _sample(path, encoding, delimiter)), score
    )
    if headings is None:
        raise no_headings(path.name)
    rows = table_rows(read_lines(path, encoding, delimiter), *headings)
    return Source(rows, "csv", encoding.codec)


def choose_delimiter(path: Path, encoding: Encoding, score: Score) -> str:
    """Return the separator under which most headings are known; then the one that cuts the lines most evenly."""
    best, best_merit = DELIMITERS[0], (-1, -1.0)
    for delimiter in DELIMITERS:
        widths, known = [], 0
        for _line, cells, _fault in _sample(path, encoding, delimiter):
            if any(cell.strip() for cell in cells):
                widths.append(len(cells))
                if len(widths) <= HEADING_LINES:
                    known = max(known, score(cells) if len(cells) > 1 else 0)
        common = max(set(widths), key=lambda width: (widths.count(width), width), default=0)
        even = widths.count(common) / len(widths) if common > 1 else 0.0
        if (known, even) > best_merit:
            best, best_merit = delimiter, (known, even)
    return best


def _sample(path: Path, encoding: Encoding, delimiter: str) -> Iterator[_Line]:
    for number, line in enumerate(read_lines(path, encoding, delimiter)):
        if number >= _SAMPLE_LINES:
            return
        yield line


def read_lines(path: Path, encoding: Encoding, delimiter: str) -> Iterator[_Line]:
    """Yield line number, cells and fault of every row, as long as the file lasts.

    A row whose quotation marks don't pair is told as damaged and reading goes on with the line after it.
    """
    if csv.field_size_limit() < LONGEST_FIELD:
        csv.field_size_limit(LONGEST_FIELD)
    lines = TextLines(path, encoding)
    guarded = _guard(lines)
    reader = csv.reader(guarded, delimiter=delimiter, strict=True)
    try:
        while True:
            lines.begin()
            start = lines.number + 1
            cells: Sequence[str]
            try:
                cells = next(reader)
            except StopIteration:
                return
            except (csv.Error, _OpenQuotes):
                cells, fault = _literally(lines, delimiter)
                reader = csv.reader(_guard(lines), delimiter=delimiter, strict=True)
                yield start, cells, fault
                continue
            if start == 1 and 0 < len(cells) <= 2 and cells[0].lower().startswith("sep="):
                continue
            yield start, cells, lines.fault
    finally:
        lines.close()


def _guard(lines: TextLines) -> Iterator[str]:
    """Hand out the lines of one row after the other, not without end."""
    for line in lines:
        if len(lines.taken) > LONGEST_ROW:
            raise _OpenQuotes
        yield line


def _literally(lines: TextLines, delimiter: str) -> tuple[Sequence[str], str]:
    """Read the first line of a damaged row with its quotation marks as plain characters; give the others back."""
    first, rest = lines.taken[0], lines.taken[1:]
    lines.give_back(rest)
    cells = first.rstrip("\r\n").split(delimiter)
    return cells, lines.fault or _(
        "The quotation marks of the row don't pair; double those inside a text and close the last one."
    )
