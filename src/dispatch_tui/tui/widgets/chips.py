"""One line of filters as chips, with the count before them and the order behind them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from textual.strip import Strip
from textual.widget import Widget

from dispatch_tui.tui.presentation.pieces import Line, Piece, Tone, text_of
from dispatch_tui.tui.text import cells, cut, plain
from dispatch_tui.tui.themes import palette_of
from dispatch_tui.tui.widgets.line_pane import strip_of

LONGEST_CHIP = 24
"""A chip's words are cut to so many cells; the full condition stands in the title of the filter list."""


@dataclass(frozen=True, slots=True)
class ChipsShown:
    """What the line says."""

    count: str = ""
    """How many slips, in words."""
    chips: Sequence[str] = ()
    order: str = ""
    """The order of the list, in words."""
    badge: str = ""
    """New slips that wait to be let in, empty when there are none."""


def chips_line(shown: ChipsShown, width: int) -> Line:
    """Return the line of chips in ``width`` cells: count and badge stay, chips that find no room are counted."""
    right: list[Piece] = []
    if shown.badge:
        right.append(Piece(f" {shown.badge} ", Tone.CHANGED))
    if shown.order:
        right.append(Piece(f" {shown.order}", Tone.MUTED))
    left: list[Piece] = [Piece(shown.count, Tone.STRONG)]
    room = width - cells(text_of(left)) - cells(text_of(right)) - 1
    words = [cut(plain(chip), LONGEST_CHIP).rstrip() for chip in shown.chips]
    for number, word in enumerate(words):
        rest = len(words) - number - 1
        needed = cells(word) + 5 + (len(f"  +{rest}") if rest else 0)
        if needed > room:
            left.append(Piece(f"  +{rest + 1}", Tone.MUTED))
            break
        left += [Piece("  ["), Piece(word, Tone.HEAD), Piece("]")]
        room -= cells(word) + 4
    gap = width - cells(text_of(left)) - cells(text_of(right))
    return (*left, Piece(" " * max(0, gap)), *right)


class ChipsLine(Widget, can_focus=False):
    """Shows count, chips, order and badge in one line; paints only when the words differ."""

    DEFAULT_CSS = "ChipsLine { height: 1; }"

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._shown = ChipsShown()

    @property
    def shown(self) -> ChipsShown:
        """What the line says now."""
        return self._shown

    def show(self, shown: ChipsShown) -> None:
        """Say something else."""
        if shown != self._shown:
            self._shown = shown
            self.refresh()

    def render_line(self, y: int) -> Strip:
        """Return the line."""
        return strip_of(chips_line(self._shown, self.size.width), self.size.width, palette_of(self), "head")
