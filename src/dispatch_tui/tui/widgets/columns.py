"""Columns of a record table: how wide they are, which ones fold away on a narrow terminal."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from dispatch_tui.tui.text import Align

ALWAYS = 0
"""Importance of a column that never folds."""


class CellText(NamedTuple):
    """What one cell shows."""

    text: str = ""
    role: str = "text"
    """Colour role of ``themes``; the text itself must tell the state too."""
    fill: int = 0
    """Percent of the cell's width, from the left, on the ground of a bar; the text says the same in figures."""


EMPTY = CellText()
"""A cell with nothing in it."""


class Column(NamedTuple):
    """One column of a record table; widths are terminal cells."""

    key: str
    label: str
    """Heading in the user's language."""
    width: int
    importance: int = 5
    """0 never folds; the highest number folds first, later columns before earlier ones."""
    align: Align = "left"
    least: int = 0
    """Width it may shrink to before columns fold; 0 means its width."""
    grow: int = 0
    """Share of the cells that are left over."""
    sub: str = ""
    """Second line of the heading (state of a hand-over batch)."""
    sub_role: str = "muted"
    """Colour role of the second line."""


class Placed(NamedTuple):
    """A column with its place in the line."""

    column: Column
    x: int
    width: int


def place(columns: Sequence[Column], width: int, left: int = 2, gap: int = 1) -> list[Placed]:
    """Choose the columns that fit into ``width`` cells and give them their places, in the order given.

    Columns fold by importance, the least important first. What is left over goes to growing columns, and first of all
    back to columns that had to shrink.
    """
    kept = list(columns)
    room = width - left

    def needed(some: Sequence[Column]) -> int:
        return sum(column.least or column.width for column in some) + gap * max(0, len(some) - 1)

    while len(kept) > 1 and needed(kept) > room:
        last = max(range(len(kept)), key=lambda at: (kept[at].importance, at))
        if kept[last].importance == ALWAYS:
            break
        del kept[last]
    widths = [column.least or column.width for column in kept]
    spare = room - sum(widths) - gap * max(0, len(kept) - 1)
    # Columns of one shape get their width back together or not at all, so that they stay alike.
    for shape in dict.fromkeys((column.least, column.width) for column in kept if column.least):
        alike = [at for at, column in enumerate(kept) if (column.least, column.width) == shape]
        more = min(shape[1] - shape[0], max(0, spare) // len(alike))
        for at in alike:
            widths[at] += more
        spare -= more * len(alike)
    shares = sum(column.grow for column in kept)
    if shares and spare > 0:
        rest = spare
        for at, column in enumerate(kept):
            more = spare * column.grow // shares
            widths[at] += more
            rest -= more
        first = next(at for at, column in enumerate(kept) if column.grow)
        widths[first] += rest
    placed, x = [], left
    for column, size in zip(kept, widths, strict=True):
        placed.append(Placed(column, x, max(0, min(size, width - x))))
        x += size + gap
    return placed
