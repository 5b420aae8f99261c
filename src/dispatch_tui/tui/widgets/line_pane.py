"""A pane of lines that can be scrolled: detail of a slip, chase log, findings."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from rich.segment import Segment
from textual.events import Resize
from textual.geometry import Region, Size
from textual.scroll_view import ScrollView
from textual.strip import Strip

from dispatch_tui.tui.presentation.pieces import Line
from dispatch_tui.tui.text import cells, cut, plain
from dispatch_tui.tui.themes import Palette, palette_of

Composer = Callable[[int], Sequence[Line]]
"""Makes the lines for a width in cells."""


def strip_of(line: Line, width: int, palette: Palette, ground: str = "plain") -> Strip:
    """Return a line of pieces in exactly ``width`` cells; the text is never parsed as markup."""
    segments: list[Segment] = []
    left = width
    for piece in line:
        if left <= 0:
            break
        text = plain(piece.text)
        if cells(text) > left:
            text = cut(text, left)
        segments.append(Segment(text, palette.style(piece.tone.value, ground)))
        left -= cells(text)
    if left > 0:
        segments.append(Segment(" " * left, palette.style("text", ground)))
    return Strip(segments, width)


class LinePane(ScrollView, can_focus=True):
    """Shows lines made for its width; only lines that differ are painted again."""

    DEFAULT_CSS = """
    LinePane {
        scrollbar-size: 0 1;
        overflow-x: hidden;
        overflow-y: auto;
    }
    """

    def __init__(self, *, ground: str = "plain", id: str | None = None, classes: str | None = None) -> None:
        super().__init__(id=id, classes=classes)
        self._ground = ground
        self._composer: Composer | None = None
        self._lines: list[Line] = []
        self._made_for = 0

    @property
    def lines(self) -> Sequence[Line]:
        """The lines as they are shown now."""
        return self._lines

    def compose_lines(self, composer: Composer, *, top: bool = False) -> None:
        """Show what the composer makes for the pane's width; ``top`` scrolls back to the first line."""
        self._composer = composer
        self._make()
        if top:
            self.scroll_to(y=0, animate=False)

    def show_lines(self, lines: Sequence[Line]) -> None:
        """Show lines that need no wrapping."""
        self.compose_lines(lambda width: lines)

    def _make(self) -> None:
        region = self.scrollable_content_region
        width = region.width + (1 if self.show_vertical_scrollbar else 0)
        if self._composer is None or width <= 1:
            return
        old, self._lines = self._lines, list(self._composer(width))
        if len(self._lines) > region.height > 0:
            width -= 1  # the scroll bar takes a cell
            self._lines = list(self._composer(width))
        self._made_for = width
        self.virtual_size = Size(width, len(self._lines))
        top = round(self.scroll_y)
        changed = False
        for row in range(self.size.height):
            before = old[top + row] if top + row < len(old) else ()
            after = self._lines[top + row] if top + row < len(self._lines) else ()
            if before != after:
                changed = True
                self.refresh(Region(0, row, self.size.width, 1))
        if not changed and len(old) != len(self._lines):
            self.refresh(Region(0, 0, self.size.width, 1))

    def on_resize(self, event: Resize) -> None:
        """Break the lines anew when the width is another one."""
        if self.scrollable_content_region.width != self._made_for:
            self._make()
            self.refresh()

    def render_line(self, y: int) -> Strip:
        """Return one line of the screen."""
        width = self.scrollable_content_region.width
        row = round(self.scroll_y) + y
        line = self._lines[row] if row < len(self._lines) else ()
        return strip_of(line, width, palette_of(self), self._ground)
