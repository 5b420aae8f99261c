"""Splits what was typed into words; quotes of both languages keep spaces together."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from dispatch_tui.domain.text import fold

_QUOTES: Mapping[str, str] = {'"': '"', "'": "'", "“": "”", "‘": "’", "「": "」", "『": "』"}
_SEPARATORS = frozenset(",、")


@dataclass(frozen=True, slots=True)
class Token:
    """One word of a command."""

    text: str
    """Folded to half width; quotes inside are kept, quotes around the whole word are taken off."""
    start: int
    """Where it begins in the line."""
    end: int
    quoted: bool = False
    """The whole word stood in quotes."""

    @property
    def key(self) -> str:
        """The word for comparing: lower case."""
        return self.text.casefold()


@dataclass(frozen=True, slots=True)
class Line:
    """A typed command: verbatim for what is stored, folded for what is understood."""

    verbatim: str
    folded: str
    """Character by character the same length as ``verbatim``."""
    tokens: tuple[Token, ...]

    def rest(self, first: int, last: int | None = None) -> str:
        """Return the text from token ``first`` to before token ``last`` as it was typed, quotes around it off."""
        chosen = self.tokens[first:last]
        if not chosen:
            return ""
        if len(chosen) == 1 and chosen[0].quoted:
            return self.verbatim[chosen[0].start + 1 : chosen[0].end - 1].strip()
        return self.verbatim[chosen[0].start : chosen[-1].end].strip()


def read_line(text: str) -> Line:
    """Fold full-width characters of a command, take off the leading slash and split it (／ａ　１０１－１１８)."""
    text = " ".join(text.splitlines())
    folded = fold(text)
    offset = len(folded) - len(folded.lstrip())
    if folded[offset : offset + 1] == "/":
        offset += 1
    verbatim, folded = text[offset:], folded[offset:]
    return Line(verbatim, folded, tuple(tokens(folded)))


def tokens(text: str) -> list[Token]:
    """Split at spaces outside quotes; a comma at either side joins its neighbours ("101, 125")."""
    found: list[Token] = []
    position = 0
    while position < len(text):
        if text[position].isspace():
            position += 1
            continue
        start = position
        position = _end_of_word(text, start)
        word = text[start:position]
        if found and not found[-1].quoted and _joins(found[-1].text, word):
            last = found.pop()
            found.append(Token(last.text + word, last.start, position))
            continue
        quoted = _is_quoted(word)
        found.append(Token(word[1:-1] if quoted else word, start, position, quoted))
    return found


def _end_of_word(text: str, position: int) -> int:
    closing = ""
    while position < len(text):
        character = text[position]
        if closing:
            if character == closing:
                closing = ""
        elif character.isspace():
            break
        elif character in _QUOTES and _QUOTES[character] in text[position + 1 :]:
            closing = _QUOTES[character]  # a lone apostrophe has no partner and is part of the text
        position += 1
    return position


def _joins(before: str, after: str) -> bool:
    """Tell whether two words are one selection written with spaces: "101, 125" or "@ready & repair"."""
    if before[-1] in _SEPARATORS or after[0] in _SEPARATORS:
        return True
    return before.startswith("@") and (before[-1] in "&|!(" or after[0] in "&|)")


def _is_quoted(word: str) -> bool:
    if len(word) < 2 or word[0] not in _QUOTES:
        return False
    closing = _QUOTES[word[0]]
    return word[-1] == closing and closing not in word[1:-1]
