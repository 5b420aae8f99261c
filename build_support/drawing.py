"""Draws a terminal screen as SVG: text stays text, so pictures are small, sharp and searchable.

Every cell has its own place, so the picture keeps its columns whatever font the viewer has.
"""

from __future__ import annotations

from collections.abc import Iterator
from html import escape
from typing import NamedTuple

import pyte
from pyte.screens import Char

CELL_WIDTH = 8.4
LINE_HEIGHT = 18
BASELINE = 13.5
MARGIN = 10
INK = "#d8d8d8"
GROUND = "#101418"
FONTS = "'Sarasa Mono SC','Noto Sans Mono CJK SC','DejaVu Sans Mono',Menlo,Consolas,monospace"
NAMED = {
    "black": "#000000", "red": "#cd3131", "green": "#0dbc79", "brown": "#e5e510", "blue": "#2472c8",
    "magenta": "#bc3fbc", "cyan": "#11a8cd", "white": "#e5e5e5", "brightblack": "#666666",
    "brightred": "#f14c4c", "brightgreen": "#23d18b", "brightbrown": "#f5f543", "brightblue": "#3b8eea",
    "brightmagenta": "#d670d6", "brightcyan": "#29b8db", "brightwhite": "#ffffff",
}  # fmt: skip


class Run(NamedTuple):
    """Neighbouring cells of one look."""

    column: int
    cells: int
    text: str
    places: tuple[int, ...]
    """Column of every character."""
    ink: str
    ground: str
    bold: bool
    underline: bool
    italic: bool


def svg(screen: pyte.Screen, title: str) -> str:
    """Return the screen as an SVG document."""
    width = screen.columns * CELL_WIDTH + 2 * MARGIN
    height = screen.lines * LINE_HEIGHT + 2 * MARGIN
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width:g} {height:g}" width="{width:g}" '
        f'height="{height:g}" font-family="{FONTS}" font-size="14" xml:space="preserve">',
        f"<title>{escape(title)}</title>",
        f'<rect width="100%" height="100%" rx="6" fill="{GROUND}"/>',
    ]
    for number in range(screen.lines):
        for run in runs(screen, number):
            parts.extend(_drawn(run, MARGIN + number * LINE_HEIGHT))
    parts.append("</svg>\n")
    return "\n".join(parts)


def runs(screen: pyte.Screen, number: int) -> Iterator[Run]:
    """Yield the runs of one line of the screen."""
    line = screen.buffer[number]
    start, text, places, look = 0, "", [], None
    column = 0
    while column < screen.columns:
        cell = line[column]
        here = _look(cell)
        if look is not None and here != look:
            yield Run(start, column - start, text, tuple(places), *look)
            start, text, places = column, "", []
        look = here
        if cell.data:
            text += cell.data[0]
            places.append(column)
        column += 1
    if look is not None:
        yield Run(start, column - start, text, tuple(places), *look)


def _look(cell: Char) -> tuple[str, str, bool, bool, bool]:
    ink, ground = _colour(cell.fg, INK), _colour(cell.bg, GROUND)
    if cell.reverse:
        ink, ground = ground, ink
    return ink, ground, cell.bold, cell.underscore, cell.italics


def _colour(name: str, default: str) -> str:
    if name == "default":
        return default
    return NAMED.get(name) or f"#{name}"


def _drawn(run: Run, top: float) -> Iterator[str]:
    left = MARGIN + run.column * CELL_WIDTH
    if run.ground != GROUND:
        yield (
            f'<rect x="{left:.1f}" y="{top:g}" width="{run.cells * CELL_WIDTH:.1f}" height="{LINE_HEIGHT}" '
            f'fill="{run.ground}"/>'
        )
    if not run.text.strip():
        return
    shown = [(place, sign) for place, sign in zip(run.places, run.text, strict=True) if sign != " "]
    across = " ".join(f"{MARGIN + place * CELL_WIDTH:.1f}" for place, _sign in shown)
    extra = ' font-weight="bold"' if run.bold else ""
    extra += ' font-style="italic"' if run.italic else ""
    extra += ' text-decoration="underline"' if run.underline else ""
    signs = escape("".join(sign for _place, sign in shown))
    yield f'<text x="{across}" y="{top + BASELINE:g}" fill="{run.ink}"{extra}>{signs}</text>'
