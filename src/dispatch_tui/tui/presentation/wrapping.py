"""Lines broken to a width in terminal cells, with their tones kept."""

from __future__ import annotations

import re
from collections.abc import Sequence

from dispatch_tui.tui.presentation.pieces import Line, Piece, Tone
from dispatch_tui.tui.presentation.slip_lines import Fact
from dispatch_tui.tui.text import cells, plain_lines

_CLOSING = "，。；：！？、）》」』”’…"
_OPENING = "（《「『“‘"
_UNITS = re.compile(rf"[{_OPENING}]?(?:[!-~]+|[^!-~\s])[{_CLOSING}]?|\s")
"""Latin words and single other characters, each with the signs that must not be parted from it at a line's end."""


LONGEST_LABEL = 16
"""A longer label (the heading of a foreign file) stands on a line of its own and moves no column."""


def wrapped(line: Line, width: int) -> list[Line]:
    """Return a line broken into lines of at most ``width`` cells; Latin words stay whole where they can.

    A line end inside the text begins a new line. The text is made harmless, never parsed.
    """
    width = max(2, width)
    lines: list[Line] = []
    now: list[Piece] = []
    used = 0

    def broken() -> None:
        nonlocal now, used
        lines.append(tuple(now))
        now, used = [], 0

    for piece in line:
        for number, part in enumerate(plain_lines(piece.text)):
            if number:
                broken()
            run = ""
            for unit in _UNITS.findall(part):
                size = cells(unit)
                if used + size > width and (used or run):
                    if run:
                        now.append(Piece(run, piece.tone))
                        run = ""
                    broken()
                    if unit.isspace():
                        continue
                while size > width:
                    head = _head(unit, width)
                    now.append(Piece(head, piece.tone))
                    broken()
                    unit = unit[len(head) :]
                    size = cells(unit)
                run += unit
                used += size
            if run:
                now.append(Piece(run, piece.tone))
    broken()
    return lines


def _head(unit: str, width: int) -> str:
    """Return as many characters of a long unit as fit into ``width`` cells, at least one."""
    count = 1
    while count < len(unit) and cells(unit[: count + 1]) <= width:
        count += 1
    return unit[:count]


def fact_lines(rows: Sequence[Fact], width: int) -> list[Line]:
    """Return labelled facts as lines: labels in a column of their own, values wrapped beside them."""
    sizes = [cells(plain_lines(row.label)[0]) for row in rows]
    longest = max((size for size in sizes if size <= LONGEST_LABEL), default=0)
    column = min(longest, max(4, width // 3)) + 2
    lines: list[Line] = []
    for row in rows:
        label = plain_lines(row.label)[0]
        gap = column - cells(label)
        if gap < 1:
            lines.append((Piece(label, Tone.MUTED),))
            label, gap = "", column
        for number, part in enumerate(wrapped(row.value, width - column)):
            head = label + " " * gap if number == 0 else " " * column
            lines.append((Piece(head, Tone.MUTED), *part))
    return lines


def head_line(title: str, width: int) -> Line:
    """Return the head of a section: its title and a rule to the end of the line."""
    text = f"── {title} "
    return (Piece(text + "─" * max(0, width - cells(text)), Tone.HEAD),)
