"""A pane of styled lines that scrolls by keys: help and palette results."""

from __future__ import annotations

from collections.abc import Sequence

from dispatch_tui.tui.widgets.line_widget import LineWidget, Part, compose_line


class TextPane(LineWidget):
    """Shows lines; ``scroll_lines`` moves them."""

    DEFAULT_CSS = "TextPane { height: 1fr; }"
    GROUND = "plain"

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._all: list[list[Part]] = []
        self.top = 0

    def show(self, lines: Sequence[Sequence[Part]]) -> None:
        """Show other lines from their beginning."""
        self._all = [list(line) for line in lines]
        self.top = min(self.top, self._last_top())
        self.update_lines()

    def _last_top(self) -> int:
        return max(0, len(self._all) - max(1, self.size.height))

    def scroll_lines(self, count: int) -> None:
        """Scroll down, or up when negative."""
        self.top = max(0, min(self._last_top(), self.top + count))
        self.update_lines()

    def parts(self, width: int) -> list[list[Part]]:
        """Return the lines in view."""
        height = max(1, self.size.height)
        shown = [compose_line(line, [], width) for line in self._all[self.top : self.top + height]]
        return shown + [compose_line([], [], width) for _ in range(height - len(shown))]
