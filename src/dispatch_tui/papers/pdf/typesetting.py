"""Chinese and Latin text in the fonts of the paper forms: widths, missing characters, lines.

Line breaks follow the Chinese rules: no line begins with closing punctuation or ends with opening one, and Latin words
and numbers stay whole unless they are wider than the line.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parents[1] / "fonts"
REGULAR = "DispatchRoomSans-Regular"
BOLD = "DispatchRoomSans-Bold"
MISSING = "□"
"""Stands for a character that the font lacks."""
_CLOSING = frozenset("，。、；：？！）》】」』〕〉”’％℃…—·,.;:?!)]}%")
_OPENING = frozenset("（《【「『〔〈“‘([{￥¥$#")
_JOINER = "\u200d"
_LINE_ENDS = re.compile("\r\n|[\r\n\v\f\x85\u2028\u2029]")
_GAPS = re.compile("[\t\u00a0\u2000-\u200a\u202f\u205f]")


@lru_cache(maxsize=1)
def fonts() -> dict[str, Any]:
    """Return both fonts, read once and made known to the PDF library."""
    from reportlab.pdfbase import pdfmetrics

    from dispatch_tui.papers.pdf.embedding import EmbeddedFont

    found = {name: EmbeddedFont(name, str(FOLDER / f"{name}.ttf")) for name in (REGULAR, BOLD)}
    for font in found.values():
        pdfmetrics.registerFont(font)
    return found


class Typesetter:
    """Sets text and remembers which characters it could not show."""

    def __init__(self) -> None:
        known = fonts()
        self._regular: dict[int, Any] = known[REGULAR].face.charToGlyph
        self._bold: dict[int, Any] = known[BOLD].face.charToGlyph
        self._widths = {name: font.face.charWidths for name, font in known.items()}
        self.missing: dict[str, None] = {}
        """Characters printed as □, in the order met."""

    def shown(self, text: str) -> str:
        """Return a text as it can be printed: lines kept, invisible signs left out, □ for what the font lacks."""
        if text.isascii() and text.isprintable():
            return text
        text = _GAPS.sub(" ", _LINE_ENDS.sub("\n", text))
        found: list[str] = []
        joined = False
        for char in text:
            code = ord(char)
            if char == "\n" or code in self._regular:
                found.append(char)
            elif char == _JOINER or unicodedata.category(char) in ("Cc", "Cf") or _selects(code):
                joined = joined or char == _JOINER
                continue
            elif found and unicodedata.combining(char) and (whole := self._composed(found[-1], char)):
                found[-1] = whole
            else:
                self.missing.setdefault(char)
                if not (joined and found and found[-1] == MISSING):
                    found.append(MISSING)
            joined = False
        return "".join(found)

    def _composed(self, base: str, mark: str) -> str:
        whole = unicodedata.normalize("NFC", base + mark)
        return whole if len(whole) == 1 and ord(whole) in self._regular else ""

    def font_of(self, char: str, bold: bool) -> str:
        """Return the font that shows a character; the bold one lacks rare ones, which the regular one shows."""
        return BOLD if bold and ord(char) in self._bold else REGULAR

    def runs(self, text: str, bold: bool) -> Iterator[tuple[str, str]]:
        """Yield a line in parts of one font each, as (font, text)."""
        start = 0
        for place in range(1, len(text) + 1):
            if place == len(text) or self.font_of(text[place], bold) != self.font_of(text[start], bold):
                yield self.font_of(text[start], bold), text[start:place]
                start = place

    def width(self, text: str, size: float, bold: bool = False) -> float:
        """Return how wide a shown text is, in points."""
        units = 0.0
        for char in text:
            units += self._widths[self.font_of(char, bold)].get(ord(char), 1000)
        return units * size / 1000

    def lines(self, text: str, width: float, size: float, bold: bool = False) -> list[str]:
        """Return a text as lines that are no wider than ``width`` points; an empty text is one empty line."""
        found: list[str] = []
        for paragraph in self.shown(text).split("\n"):
            found += self._paragraph(paragraph, width, size, bold)
        return found

    def _paragraph(self, text: str, width: float, size: float, bold: bool) -> list[str]:
        if self.width(text, size, bold) <= width:
            return [text.rstrip()]
        found: list[str] = []
        line, used = "", 0.0
        for unit in _units(text):
            wide = self.width(unit, size, bold)
            if used + wide <= width:
                line, used = line + unit, used + wide
                continue
            if line.strip():
                found.append(line.rstrip())
            if unit.isspace():
                line, used = "", 0.0
                continue
            line, used = unit, wide
            if wide > width:
                *whole, line = self._chopped(unit, width, size, bold)
                found += whole
                used = self.width(line, size, bold)
        if line.strip() or not found:
            found.append(line.rstrip())
        return found

    def _chopped(self, unit: str, width: float, size: float, bold: bool) -> list[str]:
        """Return a unit that is wider than the line, cut where it has to be; a line holds one character at least."""
        parts, line, used = [], "", 0.0
        for char in unit:
            wide = self.width(char, size, bold)
            if line and used + wide > width:
                parts.append(line)
                line, used = "", 0.0
            line, used = line + char, used + wide
        return [*parts, line]


def _selects(code: int) -> bool:
    """Tell whether a code only chooses between forms of the character before it."""
    return 0xFE00 <= code <= 0xFE0F or 0xE0100 <= code <= 0xE01EF or 0x1F3FB <= code <= 0x1F3FF


def _units(text: str) -> Iterator[str]:
    """Yield the parts between which a line may end."""
    unit = ""
    for char in text:
        if unit and _may_part(unit[-1], char):
            yield unit
            unit = ""
        unit += char
    if unit:
        yield unit


def _may_part(before: str, after: str) -> bool:
    if before.isspace() or after.isspace():
        return before.isspace() != after.isspace()
    if after in _CLOSING or before in _OPENING:
        return False
    return _ideographic(before) or _ideographic(after)


def _ideographic(char: str) -> bool:
    return ord(char) >= 0x2E80 or char == MISSING
