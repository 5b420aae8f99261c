"""What all readers give: rows with their line, their headings and their cells as text."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from dispatch_tui.errors import BadInput
from dispatch_tui.i18n import gettext as _

HEADING_LINES = 10
"""The headings stand in one of the first so many filled lines."""
MOST_COLUMNS = 512
"""Columns behind this one are not read."""

Score = Callable[[Sequence[str]], int]
"""Tells how many known columns the cells name when they are read as headings."""


@dataclass(slots=True)
class Row:
    """One row of a file."""

    line: int
    """Line (or row of the sheet) at which it starts, counted from 1."""
    headings: tuple[str, ...]
    cells: Sequence[str]
    """As many as there are headings, or fewer when the last ones are empty."""
    fault: str = ""
    """One sentence when the row itself is damaged; the cells are then what could be read of it."""

    def by_heading(self) -> dict[str, str]:
        """Return the filled cells by heading."""
        return {heading: cell for heading, cell in zip(self.headings, self.cells, strict=False) if cell}


@dataclass(slots=True)
class Source:
    """An opened file, read row by row."""

    rows: Iterator[Row]
    form: str
    """``csv``, ``xlsx`` or ``json``."""
    encoding: str = ""
    epoch_1904: bool = False
    """Day numbers of the spreadsheet count from 1904."""
    notes: list[str] = field(default_factory=list)
    """Sentences about the file as a whole: sheets and columns that were left out."""


def unreadable(name: str, why: str, hint: str = "") -> BadInput:
    """Return the failure for a file that can't be read as a table."""
    return BadInput(_("{name}: {why}").format(name=name, why=why), hint, code="unreadable-file")


def no_headings(name: str) -> BadInput:
    """Return the failure for a file without a line of known headings."""
    return BadInput(
        _("{name}: no headings are recognised in its first {n} lines.").format(name=name, n=HEADING_LINES),
        _(
            "Put a line with 作业单号, 类型, 客户, 电话, 地址 "
            "(or order_no, kind, customer, phone, address) above the slips."
        ),
        code="no-headings",
    )


def find_headings(
    lines: Iterable[tuple[int, Sequence[str]]], score: Score
) -> tuple[int, tuple[str, ...]] | None:
    """Return line and headings of the line that names most known columns among the first filled ones.

    A title above the headings is passed over.
    """
    best: tuple[int, int, Sequence[str]] | None = None
    filled = 0
    for line, cells in lines:
        if not any(cell.strip() for cell in cells):
            continue
        filled += 1
        points = score(cells)
        if points and (best is None or points > best[0]):
            best = (points, line, cells)
        if filled >= HEADING_LINES:
            break
    return None if best is None else (best[1], tidy_headings(best[2]))


def tidy_headings(cells: Sequence[str]) -> tuple[str, ...]:
    """Return headings in which each name stands once: ``电话``, ``电话 (2)``; one without a name is ``#4``."""
    taken: dict[str, int] = {}
    headings = []
    last = max((number for number, cell in enumerate(cells, 1) if cell.strip()), default=0)
    for number, cell in enumerate(cells[:last], 1):
        name = " ".join(cell.replace("\ufeff", "").split()) or f"#{number}"
        count = taken.get(name, 0) + 1
        taken[name] = count
        headings.append(name if count == 1 else f"{name} ({count})")
    return tuple(headings)


def table_rows(
    lines: Iterable[tuple[int, Sequence[str], str]], heading_line: int, headings: tuple[str, ...]
) -> Iterator[Row]:
    """Yield the rows below the headings; empty ones are passed over.

    A row with filled cells behind the last heading is damaged, most often by a separator inside a text.
    """
    width = len(headings)
    for line, cells, fault in lines:
        if line <= heading_line or not (fault or any(cells)):
            continue
        if not fault and not any(cell and not cell.isspace() for cell in cells):
            continue
        if len(cells) > width:
            surplus = [cell for cell in cells[width:] if cell.strip()]
            if surplus and not fault:
                fault = _("The row has {n} cells but there are {m} headings.").format(n=len(cells), m=width)
            yield Row(line, headings, cells if fault else cells[:width], fault)
        else:
            yield Row(line, headings, cells, fault)
