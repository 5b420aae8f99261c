"""A piece of text with the role it plays; the theme gives each role its colours, the text gives it its sign."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum


class Tone(StrEnum):
    """What a piece of text means to the reader; never shown by colour alone. The values are roles of the themes."""

    PLAIN = "text"
    STRONG = "strong"
    """Names and numbers that the eye looks for."""
    MUTED = "muted"
    """Labels, units, things that are as they should be."""
    OVERDUE = "overdue"
    SOON = "soon"
    URGENT = "mark"
    CHANGED = "changed"
    """Changed by a colleague in the last seconds."""
    GOOD = "good"
    HEAD = "accent"
    """Head of a section."""


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of text in one tone; the text is shown verbatim and never parsed."""

    text: str
    tone: Tone = Tone.PLAIN


Line = tuple[Piece, ...]
"""One line of the screen."""


def line(*parts: str | Piece) -> Line:
    """Return a line made of pieces and plain strings; empty parts are left out."""
    pieces = (Piece(part) if isinstance(part, str) else part for part in parts)
    return tuple(piece for piece in pieces if piece.text)


def text_of(pieces: Iterable[Piece]) -> str:
    """Return the text of a line without its tones."""
    return "".join(piece.text for piece in pieces)


def joined(parts: Sequence[Line], separator: str) -> Line:
    """Return several lines as one, with a separator between those that are not empty."""
    result: list[Piece] = []
    for part in parts:
        if not part:
            continue
        if result:
            result.append(Piece(separator, Tone.MUTED))
        result.extend(part)
    return tuple(result)
