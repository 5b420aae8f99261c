"""The names of a province's streets and towns (街道, 镇, 乡), and finding them in a text."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import NamedTuple

from dispatch_tui.domain.addresses_names import PEOPLES
from dispatch_tui.domain.addresses_scanner import Scanner

_ETHNIC_TOWN = re.compile(f"(?:{PEOPLES}|民族)+(乡|镇)$")
_STREET_SUFFIX = re.compile(r"(?:街道办事处|街道|地区办事处|地区|办事处|镇|乡|苏木)$")
STREET_WORD = re.compile(r"街道办事处|街道办|街道|地区办事处|地区|镇(?!江)|乡(?!村)|苏木")
"""What follows the stem of a street's name in an address."""


class StreetName(NamedTuple):
    """One street under the stem of its name."""

    code: str
    suffix: str
    """街道, 镇, 乡 ...; empty when the stem is the whole name."""


class StreetHit(NamedTuple):
    """A street's name found in a text."""

    start: int
    end: int
    exact: bool
    """Written with a street's suffix (or as the whole name)."""
    same: bool
    """The suffix is the one that the street bears today."""
    codes: tuple[str, ...]


class StreetIndex(Scanner[StreetName]):
    """The street names of one province, by stem."""

    def __init__(self, streets: Mapping[str, str]) -> None:
        super().__init__()
        for code, name in streets.items():
            for short, suffix in _street_stems(name):
                self.add(short, StreetName(code, suffix))
        self.finish()

    def find(self, text: str, start: int, stop: int) -> list[StreetHit]:
        """Return the street names that begin between two positions of a text, from left to right."""
        hits = []
        place = start
        while place < stop:
            end = self.at(text, place)
            if end:
                hit = self._hit(text, place, end)
                hits.append(hit)
                place = hit.end
            else:
                place += 1
        return hits

    def _hit(self, text: str, start: int, end: int) -> StreetHit:
        meanings = self.names[text[start:end]]
        word = STREET_WORD.match(text, end)
        if word is None:
            whole = tuple(meaning.code for meaning in meanings if not meaning.suffix)
            if whole:
                return StreetHit(start, end, True, True, whole)
            return StreetHit(start, end, False, False, tuple(meaning.code for meaning in meanings))
        kind = "街道" if word.group().startswith("街道") else word.group()[:2]
        same = tuple(meaning.code for meaning in meanings if meaning.suffix[:2] == kind)
        codes = same or tuple(meaning.code for meaning in meanings)
        return StreetHit(start, word.end(), True, bool(same), codes)


def _street_stems(name: str) -> list[tuple[str, str]]:
    found = _STREET_SUFFIX.search(name)
    if found is None or found.start() < 2:
        return [(name, "")]
    short, suffix = name[: found.start()], found.group()
    stems = [(short, suffix)]
    ethnic = _ETHNIC_TOWN.search(name) if "族" in name else None
    if ethnic and ethnic.start() >= 2:
        stems.append((name[: ethnic.start()], suffix))
    elif len(short) >= 3 and short[-1] in "镇乡":
        stems.append((short[:-1], short[-1]))
    elif len(short) >= 4 and short.endswith(("新村", "新城")):
        stems.append((short[:-2], suffix))
    elif len(short) == 3 and short.endswith("新"):
        stems.append((short[:-1], suffix))
    return stems
