"""Text in spreadsheet cells: characters that XML can't hold stand as ``_x001B_`` (ECMA-376, ST_Xstring)."""

from __future__ import annotations

import re

LONGEST_CELL = 32_767
"""Characters that a cell of a spreadsheet holds."""
_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\r\x0e-\x1f\ufffe\uffff]|_(?=x[0-9A-Fa-f]{4}_)")
_ESCAPED = re.compile("_x([0-9A-Fa-f]{4})_")


def escaped(text: str) -> str:
    """Return the text as it is written into a cell; ``unescaped`` gives it back."""
    if text.isprintable() and "_x" not in text:
        return text
    return _FORBIDDEN.sub(lambda found: f"_x{ord(found[0]):04X}_", text)


def unescaped(text: str) -> str:
    """Return the text that a cell means."""
    return _ESCAPED.sub(lambda found: chr(int(found[1], 16)), text) if "_x" in text else text
