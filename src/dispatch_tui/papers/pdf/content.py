"""What stands on a paper form, without any measure: title, number, marks, and blocks from top to bottom."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

SMALL = 8.5
BODY = 9.5
LARGE = 11.5


class Align(StrEnum):
    """Where a text stands in its cell."""

    LEFT = "left"
    CENTRE = "centre"
    RIGHT = "right"


@dataclass(frozen=True, slots=True)
class Cell:
    """One box of a row."""

    text: str
    share: float = 1.0
    """Its part of the row's width, in proportion to the others."""
    label: bool = False
    """A printed label: shaded, bold, and repeated when the row goes on on the next page."""
    align: Align = Align.LEFT
    size: float = BODY
    """Size of type in points."""
    bold: bool = False


@dataclass(frozen=True, slots=True)
class Row:
    """Boxes side by side, as high as the highest needs."""

    cells: tuple[Cell, ...]
    least: float = 20.0
    """Least height in points; room for handwriting."""


@dataclass(frozen=True, slots=True)
class Grid:
    """Rows below one another inside one frame."""

    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a table."""

    title: str
    share: float
    align: Align = Align.LEFT
    bold: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """A table whose head is repeated on every page."""

    columns: tuple[Column, ...]
    rows: tuple[tuple[str, ...], ...]
    least: float = 20.0
    """Least height of a row in points."""
    size: float = SMALL
    totals: tuple[tuple[str, ...], ...] = ()
    """Rows at the end, bold and shaded."""


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Text across the page without a frame."""

    text: str
    size: float = BODY
    bold: bool = False


@dataclass(frozen=True, slots=True)
class Signatures:
    """Lines to sign on, side by side, never parted from one another."""

    places: tuple[tuple[str, str], ...]
    """Label, and what is already known to stand there."""


Block = Grid | Table | Paragraph | Signatures


@dataclass(frozen=True, slots=True)
class Form:
    """One copy of one paper."""

    title: str
    number: str
    blocks: tuple[Block, ...]
    office: str = ""
    """Name of the branch, top left."""
    copy: str = ""
    """Label of the copy (联), below the title."""
    marks: tuple[str, ...] = ()
    """Framed words top left: 加急, 补打, 补录."""
    code: str = ""
    """What the QR code says; empty draws none."""
    printed: str = ""
    """When and by whom it was printed, at the foot."""
    landscape: bool = False
    stamp: str = ""
    """Large word across the page, like 作废."""
