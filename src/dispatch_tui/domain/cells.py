"""How wide text is in terminal cells, for what is printed without the screens.

The screens measure with the library that draws them; both count a Chinese character as two cells and marks that stand
on another character as none.
"""

from __future__ import annotations

import unicodedata

_NO_CELL = frozenset({"Mn", "Me", "Cf"})
"""Categories of characters that take no cell of their own: marks on another character, invisible signs."""
ELLIPSIS = "…"


def width_of(text: str) -> int:
    """Return how many terminal cells a text takes."""
    if text.isascii():
        return len(text)
    return sum(_cells(char) for char in text)


def _cells(char: str) -> int:
    if unicodedata.east_asian_width(char) in "WF":
        return 2
    return 0 if unicodedata.category(char) in _NO_CELL else 1


def fit(text: str, width: int) -> str:
    """Return the text cut or filled to exactly so many cells; a cut shows an ellipsis."""
    missing = width - width_of(text)
    if missing >= 0:
        return text + " " * missing
    kept, used = "", 0
    for char in text:
        wide = width_of(char)
        if used + wide > width - 1:
            break
        kept, used = kept + char, used + wide
    return kept + ELLIPSIS + " " * (width - 1 - used)


def right(text: str, width: int) -> str:
    """Return the text filled with spaces at its left to so many cells."""
    return " " * (width - width_of(text)) + text
