"""A widget of fixed lines that paints at once what changed: header, status line."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from rich.segment import Segment
from textual.geometry import Region
from textual.strip import Strip
from textual.widget import Widget

from dispatch_tui.tui import compat
from dispatch_tui.tui.text import cells, cut, plain
from dispatch_tui.tui.themes import palette_of


class Part(NamedTuple):
    """A piece of a line."""

    text: str
    role: str = "text"


def compose_line(left: Sequence[Part], right: Sequence[Part], width: int) -> list[Part]:
    """Put parts at the left and at the right of a line; the left ones are cut when there is too little room."""
    tail = [Part(plain(part.text), part.role) for part in right]
    size = sum(cells(part.text) for part in tail)
    while tail and size > width:
        size -= cells(tail.pop(0).text)
    room = width - size
    line: list[Part] = []
    for part in left:
        if room <= 0:
            break
        text = cut(plain(part.text), room)
        line.append(Part(text, part.role))
        room -= cells(text)
    line.append(Part(" " * max(0, room)))
    return [*line, *tail]


class LineWidget(Widget):
    """Base of widgets that give their lines as parts; only lines that differ are painted."""

    GROUND = "bar"
    """Ground of ``themes`` on which the lines stand."""
    ALLOW_SELECT = False

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._lines: list[list[Part]] = []

    def parts(self, width: int) -> list[list[Part]]:
        """Return the lines as parts that fill ``width`` cells."""
        return [[Part(" " * width)]]

    def update_lines(self) -> None:
        """Make the lines anew and paint those that differ."""
        width = self.size.width
        if not width:
            return
        new = self.parts(width)
        old = self._lines
        differing = [y for y, line in enumerate(new) if y >= len(old) or old[y] != line]
        self._lines = new
        if not differing:
            return
        if not compat.paint_lines(self, {y: self._segments(y) for y in differing}):
            self.refresh(*(Region(0, y, width, 1) for y in differing))

    def _segments(self, y: int) -> list[Segment]:
        palette = palette_of(self)
        if y >= len(self._lines):
            return [Segment(" " * self.size.width, palette.style("text", self.GROUND))]
        return [
            Segment(part.text, palette.style(part.role, self.GROUND)) for part in self._lines[y] if part.text
        ]

    def render_line(self, y: int) -> Strip:
        """Return a line for Textual's own painting."""
        if not self._lines or sum(cells(part.text) for part in self._lines[0]) != self.size.width:
            self._lines = self.parts(self.size.width)
        return Strip(self._segments(y), self.size.width)

    def on_resize(self) -> None:
        """Make the lines for the new width."""
        self._lines = []
        self.refresh()
