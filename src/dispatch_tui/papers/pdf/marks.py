"""What is drawn on a page: texts, lines, boxes and codes, each at its place in points from the lower left corner."""

from __future__ import annotations

from dataclasses import dataclass, field

A4 = (595.28, 841.89)
"""Width and height of A4 upright, in points."""


@dataclass(frozen=True, slots=True)
class Text:
    """One line of text; ``y`` is the line on which the letters stand."""

    x: float
    y: float
    text: str
    size: float
    bold: bool = False
    grey: float = 0.0
    """0 is black, 1 is white."""


@dataclass(frozen=True, slots=True)
class Stroke:
    """A straight line."""

    x: float
    y: float
    to_x: float
    to_y: float
    width: float = 0.5


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle: framed when it has a width of line, filled when it has a grey."""

    x: float
    y: float
    width: float
    height: float
    line: float = 0.5
    grey: float | None = None


@dataclass(frozen=True, slots=True)
class Squares:
    """A QR code: rows of modules, the first row at the top."""

    x: float
    y: float
    side: float
    rows: tuple[tuple[bool, ...], ...]


@dataclass(frozen=True, slots=True)
class Stamp:
    """A large pale word across the page."""

    text: str


Mark = Text | Stroke | Box | Squares | Stamp


@dataclass(slots=True)
class Page:
    """One page with what is drawn on it, in the order of drawing."""

    width: float
    height: float
    marks: list[Mark] = field(default_factory=list)
