"""Streets and roads behind the names of divisions: which of them can be believed."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator

from dispatch_tui.domain.addresses_names import Form
from dispatch_tui.domain.addresses_scoring import Reading
from dispatch_tui.domain.addresses_street_names import StreetHit
from dispatch_tui.domain.gazetteer import Gazetteer

REACH = 40
"""How many characters behind the division's name a street is looked for."""
_PREFIXES = frozenset("东西南北中新老大小外内上下")
"""Before a road's name these make another road of it."""
_HOUSE_NUMBER = re.compile(r" ?(\d{1,5})(?!\d)")
_ROAD_BEHIND = re.compile("[东南西北中一二三四五大支新环]{0,2}(?:路|街|大道|道|巷|弄)")
_TOWN_SUFFIXES = ("街道", "镇", "乡")
_STREET_AT_START = re.compile("[\u4e00-\u9fff]{2,6}?(?:街道|镇|乡)")


def street_hits(table: Gazetteer, text: str, start: int, province: str) -> list[StreetHit]:
    """Return the streets of a province that are named behind a position of the text."""
    return table.street_index(province).find(text, start, min(len(text) - 1, start + REACH))


def end_of_names(reading: Reading, top: str) -> int:
    """Return where the last name ends that speaks for the division, in the main row when it has one."""
    ends = [
        sign.end
        for sign in reading.signs
        if sign.run == reading.main and any(top.startswith(code) for code in sign.weights)
    ]
    return max(ends, default=0)


def street_inside(table: Gazetteer, text: str, start: int, reading: Reading) -> tuple[str, bool]:
    """Return the street inside the district that was read, and whether it is written in full.

    The street lies in another district when that one was cut out of the one named (临平街道 behind 余杭区).
    """
    top = reading.top
    parts = {
        code
        for sign in reading.signs
        for code, form, _weight in sign.names
        if form in (Form.PART, Form.FORMER) and code != top and code[:4] == top[:4]
    }
    for hit in street_hits(table, text, start, top[:2]):
        inside = [code for code in hit.codes if code.startswith(top)]
        if inside and (hit.exact or (near(text, start, hit.start) and not is_road(text, hit))):
            return (inside[0] if len(inside) == 1 else ""), hit.exact
        if hit.exact and parts:
            moved = [code for code in hit.codes if code[:6] in parts]
            if len(moved) == 1:
                return moved[0], True
    return "", False


def street_elsewhere(table: Gazetteer, text: str, start: int, top: str) -> tuple[str, str]:
    """Return the street written directly behind the district that lies in another district of the city only.

    With it comes its code; both are empty when there is no such street, or its name occurs in the district too.
    """
    for hit in street_hits(table, text, start, top[:2]):
        town = text[: hit.end].endswith(_TOWN_SUFFIXES)
        if not (town and hit.exact and hit.same and near(text, start, hit.start)):
            break
        if not any(code.startswith(top) for code in hit.codes):
            others = [code for code in hit.codes if code[:4] == top[:4]]
            if others:
                return text[hit.start : hit.end], others[0]
        break
    return "", ""


def district_by_street(
    table: Gazetteer, text: str, start: int, within: str, province: str
) -> Iterator[tuple[StreetHit, str]]:
    """Yield the streets named behind a position whose name occurs in one district of a division only.

    With each comes its code, or its district's when the district has several streets of this name.
    """
    for hit in street_hits(table, text, start, province):
        inside = [code for code in hit.codes if code.startswith(within)]
        if len({code[:6] for code in inside}) == 1:
            yield hit, inside[0] if len(inside) == 1 else inside[0][:6]


def streets_anywhere(table: Gazetteer, text: str) -> tuple[str, tuple[str, ...]]:
    """Return the street's name at the beginning of the text and its codes in the whole country."""
    found = _STREET_AT_START.match(text)
    return (found.group(), table.streets_named(found.group())) if found else ("", ())


def district_by_road(table: Gazetteer, text: str, city: str, within: Collection[str]) -> tuple[str, str]:
    """Return the first well-known road of a city in the text and the district its house number lies in.

    Both are empty when there is none or when it lies in several districts; ``within`` limits the districts.
    """
    for start, end, meanings in table.roads.find_all(text):
        if start and text[start - 1] in _PREFIXES:
            continue
        parts = [part for part in meanings[0] if part.district.startswith(city)]
        if not parts:
            continue
        number = _HOUSE_NUMBER.match(text, end)
        house = int(number.group(1)) if number else 0
        fits = {
            part.district
            for part in parts
            if (not part.last or part.first <= house <= part.last)
            and (not within or part.district.startswith(tuple(within)))
        }
        return (text[start:end], fits.pop()) if len(fits) == 1 else ("", "")
    return "", ""


def near(text: str, end: int, start: int) -> bool:
    """Tell whether nothing but space stands between two positions."""
    return start == end or (start > end and not text[end:start].strip())


def is_road(text: str, hit: StreetHit) -> bool:
    """Tell whether a street's name without suffix is a road here: 新华路, 张江路, 中山北路."""
    return text[hit.end - 1] in "路街道" or _ROAD_BEHIND.match(text, hit.end) is not None


def same_road(text: str, hit: StreetHit) -> bool:
    """Tell whether the road bears the street's name without more: 新华路 for 新华路街道, 张江路 for 张江镇."""
    return text[hit.end - 1] in "路街道" or text[hit.end : hit.end + 1] in ("路", "街")
