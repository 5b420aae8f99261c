"""A slip beside or under the list: its facts at once, its history as soon as it is read."""

from __future__ import annotations

from collections.abc import Sequence

from dispatch_tui.domain.orders import Order
from dispatch_tui.domain.placing_words import word
from dispatch_tui.tui.presentation.pieces import Line, Piece, Tone
from dispatch_tui.tui.presentation.slip_lines import FactsOf, foot_lines, slip_facts, title_line
from dispatch_tui.tui.presentation.wrapping import fact_lines, head_line, wrapped
from dispatch_tui.tui.widgets.line_pane import LinePane


def placement_sentence(order: Order, facts: FactsOf) -> str:
    """Return why the slip lies where it lies, in one sentence."""
    return word(order.placement, facts.point_names)


class SlipPane(LinePane):
    """Shows one slip; ``short`` leaves the two lines that a narrow list has room for."""

    def __init__(self, *, short: bool = False, id: str | None = None) -> None:
        super().__init__(ground="panel", id=id)
        self.can_focus = not short
        self.short = short
        """Whether it is the two lines under a narrow list."""
        self._shown: tuple[Order | None, FactsOf | None, tuple[Line, ...]] = (None, None, ())

    def show(
        self, order: Order | None, facts: FactsOf, below: Sequence[tuple[str, Sequence[Line]]] = ()
    ) -> None:
        """Show a slip (None shows nothing) with further sections below its facts."""
        known = self._shown[0]
        sections = tuple(line for title, lines in below for line in (head_line(title, 1), *lines))
        if (order, facts, sections) == self._shown:
            return
        self._shown = (order, facts, sections)
        if order is None:
            self.compose_lines(lambda width: ())
        elif self.short:
            self.compose_lines(lambda width: foot_lines(order, facts))
        else:
            moved = known is None or known.id != order.id
            self.compose_lines(lambda width: pane_lines(order, facts, below, width), top=moved)


def pane_lines(
    order: Order, facts: FactsOf, below: Sequence[tuple[str, Sequence[Line]]], width: int
) -> list[Line]:
    """Return the lines of a slip in ``width`` cells: title, facts, then the sections."""
    lines = [*wrapped(title_line(order), width), (), *fact_lines(slip_facts(order, facts), width)]
    for title, section in below:
        lines += [(), head_line(title, width)]
        for each in section:
            parts = wrapped(each, width - 2)
            lines += [parts[0], *((Piece("  ", Tone.PLAIN), *part) for part in parts[1:])]
    return lines
