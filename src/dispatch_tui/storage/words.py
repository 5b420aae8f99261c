"""Search words of a slip: Chinese runs as pairs of characters, everything else as whole words.

The ends of slip number and telephone and the initials are words too, each with a sign of its own in front: the word
index takes new slips in at its end, where an ordinary index over such keys would write to a random page for each.
Pairs find any run of two or more Chinese characters without a dictionary, on any engine. What this module makes of
a text is part of the stored index: a change of it needs a migration that builds the index anew.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from operator import add

_HAN = "\u3005-\u3007\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7af\uf900-\ufaff\U00020000-\U0003ffff"
_RUNS = re.compile(f"[{_HAN}]+|[^\\W_{_HAN}]+")
_IS_HAN = re.compile(f"[{_HAN}]")
_LONGEST = 60
"""Longer words (a pasted address of a web page) are cut: no one types them in full."""
_NUMBER_LINES = 3
"""The first lines of the searched text are number and telephone, whose words are made in another way."""
NUMBER_END, PHONE_END, INITIALS = "\ue000", "\ue001", "\ue002"
"""Signs in front of special words; no text has them in its words."""
NUMBER_END_LENGTH = 6
PHONE_END_LENGTH = 4


def runs(text: str) -> list[str]:
    """Return the runs of Chinese characters and the words of a case-folded text, in their order."""
    return _RUNS.findall(text)


def is_han(run: str) -> bool:
    """Tell whether a run consists of Chinese characters (or kana, hangul), which are indexed by pairs."""
    return _IS_HAN.match(run) is not None


def pairs(run: str) -> list[str]:
    """Return the pairs of neighbours in a run; a run of one character stands for itself."""
    if len(run) == 1:
        return [run]
    return list(map(add, run, run[1:]))


def words_of(folded: str) -> list[str]:
    """Return the search words of a slip from its folded text (``domain.filters.haystack``), each once."""
    *numbers, rest = folded.split("\n", _NUMBER_LINES)
    found = _special_words(numbers, rest)
    for run in _RUNS.findall(rest):
        if run.isascii() or not _IS_HAN.match(run):
            found.append(run[:_LONGEST])
        else:
            found += pairs(run)
    for line in numbers:
        if not line.isascii():
            found += [pair for run in _RUNS.findall(line) if _IS_HAN.match(run) for pair in pairs(run)]
    return list(dict.fromkeys(found))


def _special_words(numbers: list[str], rest: str) -> list[str]:
    number, _phone, digits = numbers
    initials = rest.split("\n", 2)[1]
    found = []
    if number[-1:].isdigit():
        found.append(number_end(number))
    if digits:
        found.append(PHONE_END + digits[-PHONE_END_LENGTH:])
    if initials.isalnum():
        found.append(INITIALS + initials)
    return found


def number_end(number: str) -> str:
    """Return the search word of the digits at the end of a number, last digit first (so that ends are beginnings)."""
    end = number[: -NUMBER_END_LENGTH - 1 : -1]
    for place, char in enumerate(end):
        if not char.isdigit():
            return NUMBER_END + end[:place]
    return NUMBER_END + end


def needed_pairs(folded_text: str) -> list[str]:
    """Return the pairs that every slip containing the text must have; empty when the text has no Chinese pair."""
    found: dict[str, None] = {}
    for run in _RUNS.findall(folded_text):
        if len(run) > 1 and _IS_HAN.match(run):
            found.update(dict.fromkeys(pairs(run)))
    return list(found)


def match_sqlite(exact: Iterable[str], starts: Iterable[str] = ()) -> str:
    """Return the full-text expression of SQLite: all exact words, and all words that begin so."""
    return " ".join([f'"{word}"' for word in exact] + [f'"{word}" *' for word in starts])


def match_postgresql(exact: Iterable[str], starts: Iterable[str] = ()) -> str:
    """Return the full-text query of PostgreSQL: all exact words, and all words that begin so."""
    return " & ".join([f"'{word}'" for word in exact] + [f"'{word}':*" for word in starts])


def vector_text(words: Iterable[str]) -> str:
    """Return the search words in the text form of PostgreSQL's tsvector; words hold no quote or backslash."""
    return " ".join(f"'{word}'" for word in words)
