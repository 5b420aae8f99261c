"""From an address as it was typed to its province, city, district and street (S004 一.1: the customer's address).

Works in three steps: the names of divisions in the text are collected and weighed together, a street's name narrows
or confirms the district, and what is still open is told instead of guessed.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from dispatch_tui.domain.addresses_folding import fold_address
from dispatch_tui.domain.addresses_names import MUNICIPALITIES, Form, StreetHit
from dispatch_tui.domain.addresses_scoring import Reading, Sign, opposing, read, related, weigh
from dispatch_tui.domain.gazetteer import OUTSIDE, Gazetteer
from dispatch_tui.domain.orders import PlainJson

NAMED = "named"
"""The address names the district."""
BY_STREET = "street"
"""The address names no district; the street or town lies in one only."""
BY_ALIAS = "alias"
"""A phrase that a clerk has taught."""
BY_ROAD = "road"
"""Guessed from a well-known road or place."""
ONLY_CITY = "only-city"
ONLY_PROVINCE = "only-province"
AMBIGUOUS = "ambiguous"
CONTRADICTION = "contradiction"
OUTSIDE_TABLE = "outside"
UNKNOWN = "unknown"
EMPTY = "empty"
_PREFIXES = frozenset("东西南北中新老大小外内上下")
"""Before a road's name these make another road of it."""
_HOUSE_NUMBER = re.compile(r" ?(\d{1,5})(?!\d)")
_ROAD_BEHIND = re.compile("[东南西北中一二三四五大支新环]{0,2}(?:路|街|大道|道|巷|弄)")
_STREET_AT_START = re.compile("[\u4e00-\u9fff]{2,6}?(?:街道|镇|乡)")


@dataclass(frozen=True, slots=True)
class AddressMatch:
    """What an address says about where it lies; codes are empty where it says nothing."""

    province: str = ""
    city: str = ""
    district: str = ""
    street: str = ""
    names: tuple[str, str, str, str] = ("", "", "", "")
    """Names of province, city, district and street."""
    certain: bool = False
    """The district is sure; a person need not look."""
    guessed: tuple[str, ...] = ()
    """Levels that were concluded, not read: ``city``, ``district``, ``street``."""
    reason_code: str = UNKNOWN
    facts: Mapping[str, PlainJson] = field(default_factory=dict)
    """What the sentence needs: ``old`` and ``now`` of a former name, ``phrase``, ``found`` names that disagree."""
    candidates: tuple[str, ...] = ()
    """Codes of divisions to choose from when it is not certain."""
    point: str = ""
    """Code of the network point that a learned phrase names."""
    text: str = ""
    """The folded address that was read."""

    @property
    def code(self) -> str:
        """The deepest code known, empty when nothing is."""
        return self.street or self.district or self.city or self.province

    @property
    def place(self) -> str:
        """District and street as shown to people: ``长宁区 · 新华路街道``; the city when there is no district."""
        parts = [name for name in self.names[2:] if name]
        return " · ".join(parts) if parts else (self.names[1] or self.names[0])


class AddressMatcher:
    """Reads addresses for one branch; build it once and keep it."""

    def __init__(
        self,
        gazetteer: Gazetteer,
        home_province: str = "",
        home_city: str = "",
        provinces: Sequence[str] = (),
        aliases: Mapping[str, str] | None = None,
    ) -> None:
        self.gazetteer = gazetteer
        self.home_province = home_province or home_city[:2]
        self.home_city = home_city
        self.provinces = tuple(provinces) or ((self.home_province,) if self.home_province else ())
        self._aliases: dict[str, str] = {}
        self._alias_heads: dict[str, list[str]] = {}
        for phrase, code in (aliases or {}).items():
            self.learn(phrase, code)

    def learn(self, phrase: str, code: str) -> None:
        """Let a phrase of an address mean a division (by code) or a network point (by its code)."""
        folded = fold_address(phrase).replace(" ", "")
        if folded and folded not in self._aliases:
            self._alias_heads.setdefault(folded[0], []).append(folded)
        if folded:
            self._aliases[folded] = code

    def match(self, address: str) -> AddressMatch:
        """Return where an address lies; never raises, whatever the text is."""
        text = fold_address(address)
        if not text:
            return AddressMatch(reason_code=EMPTY)
        reading = read(weigh(text, self.gazetteer.index.scan(text)), self.home_province, self.home_city)
        if self._aliases:
            learned = self._by_alias(text, reading)
            if learned is not None:
                return learned
        if not reading.top:
            return self._without_division(text)
        against = opposing(reading)
        if against:
            return self._contradiction(text, reading, against)
        if reading.top in OUTSIDE:
            return self._result(text, reading.top, False, OUTSIDE_TABLE, {"name": OUTSIDE[reading.top]})
        if reading.rivals:
            return self._ambiguous(text, reading)
        if len(reading.top) == 6:
            return self._in_district(text, reading)
        return self._in_city(text, reading)

    def _by_alias(self, text: str, reading: Reading) -> AddressMatch | None:
        heads, solid = self._alias_heads, text.replace(" ", "")
        starts = {char for char in solid if char in heads}
        phrases = (phrase for char in starts for phrase in heads[char] if phrase in solid)
        phrase = max(phrases, key=len, default="")
        if not phrase:
            return None
        code = self._aliases[phrase]
        facts: dict[str, PlainJson] = {"phrase": phrase}
        if not (code.isdigit() and self.gazetteer.known(code)):
            facts["point"] = code
            top = "" if reading.rivals or opposing(reading) else reading.top
            known = self._in_district(text, reading) if len(top) == 6 else None
            found = known.code if known else top
            return self._result(text, found, True, BY_ALIAS, facts, point=code)
        top = reading.top
        if top and not top.startswith(code[:2]) and any(sign.full for sign in reading.signs):
            return None
        return self._result(text, code, True, BY_ALIAS, facts)

    def _in_district(self, text: str, reading: Reading) -> AddressMatch:
        """The names lead to one district: look for the street inside it."""
        top = reading.top
        end = _end_of(reading, top)
        street, exact, moved = self._street_in(text, end, reading)
        if moved:
            top = moved
        facts = self._told(text, reading, top)
        guessed = ["city"] if reading.by_home else []
        if street and not exact:
            guessed.append("street")
        certain = self._sure(reading, top) or bool(street and exact)
        if not certain:
            guessed.append("district")
        return self._result(text, street or top, certain, NAMED, facts, tuple(guessed))

    def _sure(self, reading: Reading, top: str) -> bool:
        """Tell whether the district's own name stands where a division's name stands."""
        parent_end = -1
        for sign in reading.signs:
            own = sign.weights.get(top)
            if own is None:
                if any(top.startswith(code) for code in sign.weights):
                    parent_end = sign.end
                continue
            if sign.full:
                inferred = any(code == top and form >= Form.ZONE for code, form, _weight in sign.names)
                if inferred and not self.gazetteer.is_zone(top):
                    continue
                if sign.anchored or parent_end >= 0 or len(sign.weights) == 1:
                    return True
            elif not sign.vague and sign.anchored:
                if parent_end >= 0 and sign.run == reading.main:
                    return True
                if self.home_city and top.startswith(self.home_city) and sign.start == 0:
                    return True
        return False

    def _told(self, text: str, reading: Reading, top: str) -> dict[str, PlainJson]:
        """Collect what has to be said about the name that led to the district: former names and zones."""
        facts: dict[str, PlainJson] = {}
        for sign in reading.signs:
            for code, form, _weight in sign.names:
                if code == top and form == Form.PART:
                    facts["once"] = text[sign.start : sign.end]
                elif code == top and form in (Form.FORMER, Form.RENAMED):
                    facts["old"] = text[sign.start : sign.end]
                    facts["now"] = self.gazetteer.name(top)
                elif code == top and form in (Form.ZONE, Form.GENERIC):
                    facts["zone"] = text[sign.start : sign.end]
        if self.gazetteer.is_zone(top):
            facts["zone"] = self.gazetteer.name(top)
        return facts

    def _street_in(self, text: str, start: int, reading: Reading) -> tuple[str, bool, str]:
        """Return the street inside the district, whether it is written in full, and the district it moves to."""
        top = reading.top
        hits = self._street_hits(text, start, top[:2])
        parts = {
            code
            for sign in reading.signs
            for code, form, _weight in sign.names
            if form in (Form.PART, Form.FORMER) and code != top and code[:4] == top[:4]
        }
        for hit in hits:
            inside = [code for code in hit.codes if code.startswith(top)]
            if inside and (hit.exact or _contiguous(text, start, hit.start)):
                if not hit.exact and _is_road(text, hit):
                    continue
                return (inside[0] if len(inside) == 1 else ""), hit.exact, ""
            if hit.exact and parts:
                moved = [code for code in hit.codes if code[:6] in parts]
                if len(moved) == 1:
                    return moved[0], True, moved[0][:6]
        return "", False, ""

    def _street_hits(self, text: str, start: int, province: str) -> list[StreetHit]:
        return self.gazetteer.street_index(province).find(text, start, min(len(text) - 1, start + 40))

    def _in_city(self, text: str, reading: Reading) -> AddressMatch:
        """A city or province is known, the district is not: a street's name may tell it."""
        top = reading.top
        start = _end_of(reading, top)
        facts: dict[str, PlainJson] = {}
        weak = ""
        for hit in self._street_hits(text, start, top[:2]):
            inside = [code for code in hit.codes if code.startswith(top)]
            districts = {code[:6] for code in inside}
            if len(districts) != 1:
                continue
            near = _contiguous(text, start, hit.start)
            found = inside[0] if len(inside) == 1 else inside[0][:6]
            if hit.exact:
                certain = hit.same and (near or text[hit.start - 1] == " ") and not _is_province(top)
                facts["street"] = text[hit.start : hit.end]
                guessed = () if certain else ("district",)
                return self._result(text, found, certain, BY_STREET, facts, guessed)
            if near and not weak and not _is_road(text, hit):
                weak = found
                facts["street"] = text[hit.start : hit.end]
            elif not weak and _same_road(text, hit):
                weak = found[:6]
                facts["street"] = text[hit.start : hit.end]
        road = self._road(text, (top,))
        if road:
            return road
        if weak:
            return self._result(text, weak, False, BY_STREET, facts, ("district",))
        only = ONLY_PROVINCE if _is_province(top) else ONLY_CITY
        single = self._single_district(top)
        if single:
            street = next(
                (code for hit in self._street_hits(text, start, top[:2]) if hit.exact
                 for code in hit.codes if code.startswith(single)), "",
            )  # fmt: skip
            return self._result(text, street or single, True, NAMED)
        against = tuple(
            sign for sign in reading.signs
            if sign.anchored and not sign.vague and sign.run == reading.main
            and not any(code.startswith(top) or top.startswith(code) for code in sign.weights)
        )  # fmt: skip
        if against:
            return self._contradiction(text, reading, against)
        return self._result(text, top, False, only)

    def _single_district(self, city: str) -> str:
        """Return the one district of a city without districts (东莞, 中山, 儋州, 嘉峪关)."""
        if len(city) != 4:
            return ""
        return {"4419": "441900", "4420": "442000", "4604": "460400", "6202": "620201"}.get(city, "")

    def _road(self, text: str, within: tuple[str, ...]) -> AddressMatch | None:
        """Guess the district from the first well-known road of the home city and its house number."""
        if not self.home_city or not any(related(self.home_city, code) for code in within or (self.home_city,)):
            return None
        for start, end, meanings in self.gazetteer.roads.find_all(text):
            if start and text[start - 1] in _PREFIXES:
                continue
            number = _HOUSE_NUMBER.match(text, end)
            house = int(number.group(1)) if number else 0
            fits = {
                part.district
                for part in meanings[0]
                if (not part.last or part.first <= house <= part.last)
                and part.district.startswith(self.home_city)
                and (not within or part.district.startswith(within))
            }
            if len(fits) == 1:
                return self._result(text, fits.pop(), False, BY_ROAD, {"road": text[start:end]}, ("district",))
            return None
        return None

    def _without_division(self, text: str) -> AddressMatch:
        """No province, city or district is named: the home city's streets and roads may tell."""
        home = self.home_city or self.home_province
        if home:
            for hit in self._street_hits(text, 0, home[:2]):
                inside = [code for code in hit.codes if code.startswith(home)]
                if len({code[:6] for code in inside}) != 1 or (not hit.exact and (hit.start or _is_road(text, hit))):
                    continue
                found = inside[0] if len(inside) == 1 else inside[0][:6]
                certain = hit.exact and hit.same and hit.start == 0
                guessed = ("city",) if certain else ("city", "district")
                return self._result(
                    text, found, certain, BY_STREET, {"street": text[hit.start : hit.end]}, guessed
                )
            elsewhere = self._anywhere(text)
            if elsewhere is not None:
                return elsewhere
            road = self._road(text, ())
            if road is not None:
                return road
        return self._anywhere(text) or AddressMatch(reason_code=UNKNOWN, text=text)

    def _anywhere(self, text: str) -> AddressMatch | None:
        """Look for a street of the whole country at the beginning of the address; one of its kind is a guess."""
        found = _STREET_AT_START.match(text)
        codes = self.gazetteer.streets_named(found.group()) if found else ()
        if found is None or not codes:
            return None
        if len(codes) == 1:
            return self._result(text, codes[0], False, BY_STREET, {"street": found.group()}, ("city", "district"))
        among: list[PlainJson] = [" ".join(filter(None, self.gazetteer.names_of(code)[:3])) for code in codes[:6]]
        candidates = tuple(code[:6] for code in codes[:6])
        return self._result(text, "", False, AMBIGUOUS, {"among": among}, (), candidates)

    def _ambiguous(self, text: str, reading: Reading) -> AddressMatch:
        """Several divisions fit: a street inside one of them decides, otherwise a person is asked."""
        codes = (reading.top, *reading.rivals)
        start = max((sign.end for sign in reading.signs if sign.run == reading.main), default=0)
        fits: dict[str, str] = {}
        for province in sorted({code[:2] for code in codes}):
            for hit in self._street_hits(text, start, province):
                if hit.exact or _contiguous(text, start, hit.start):
                    for code in hit.codes:
                        if code.startswith(codes) and (hit.exact or not _is_road(text, hit)):
                            fits.setdefault(code[:6], code if hit.exact else code[:6])
        if len(fits) == 1:
            district, found = next(iter(fits.items()))
            facts = self._told(text, reading, district)
            exact = len(found) == 9
            return self._result(text, found, exact, NAMED, facts, ("city",) if exact else ("city", "district"))
        road = self._road(text, codes)
        if road is not None:
            return road
        candidates = tuple(sorted(fits) or sorted(codes))
        common = _common(candidates)
        names = [" ".join(dict.fromkeys(name for name in self.gazetteer.names_of(code) if name)) for code in candidates]
        facts = {"among": list(names)}
        facts |= self._told(text, reading, reading.top) if common else {}
        return self._result(text, common, False, AMBIGUOUS, facts, (), candidates)

    def _contradiction(self, text: str, reading: Reading, against: tuple[Sign, ...]) -> AddressMatch:
        codes = {reading.top} | {code for sign in against for code in sign.weights}
        candidates = tuple(sorted(codes))[:6]
        stated = [sign for sign in reading.signs if sign.run == reading.main and sign.anchored]
        found: list[PlainJson] = [text[sign.start : sign.end] for sign in stated]
        common = _common(candidates)
        return self._result(text, common, False, CONTRADICTION, {"found": found}, (), candidates)

    def _result(
        self,
        text: str,
        code: str,
        certain: bool,
        reason: str,
        facts: Mapping[str, PlainJson] | None = None,
        guessed: tuple[str, ...] = (),
        candidates: tuple[str, ...] = (),
        point: str = "",
    ) -> AddressMatch:
        province, city, district, street = self.gazetteer.path(code) if code else ("", "", "", "")
        if province and not city and province in ("11", "12", "31"):
            city = province + "01"
        names = self.gazetteer.names_of(street or district or city or province) if code else ("", "", "", "")
        return AddressMatch(
            province, city, district, street, names, certain, guessed, reason, facts or {}, candidates, point, text
        )


def _is_province(code: str) -> bool:
    """Tell whether a code is a province that has cities under it."""
    return len(code) == 2 and code not in MUNICIPALITIES


def _end_of(reading: Reading, top: str) -> int:
    """Return where the last name ends that speaks for the division, in the main row when it has one."""
    ends = [
        sign.end
        for sign in reading.signs
        if sign.run == reading.main and any(top.startswith(code) for code in sign.weights)
    ]
    return max(ends, default=0)


def _contiguous(text: str, end: int, start: int) -> bool:
    return start == end or (start > end and not text[end:start].strip())


def _is_road(text: str, hit: StreetHit) -> bool:
    """Tell whether a street's name without suffix is a road here: 新华路, 张江路, 中山北路."""
    return text[hit.end - 1] in "路街道" or _ROAD_BEHIND.match(text, hit.end) is not None


def _same_road(text: str, hit: StreetHit) -> bool:
    """Tell whether the road bears the street's name without more: 新华路 for 新华路街道, 张江路 for 张江镇."""
    return text[hit.end - 1] in "路街道" or text[hit.end : hit.end + 1] in ("路", "街")


def _common(codes: Sequence[str]) -> str:
    """Return the division that holds all of the codes, empty when there is none."""
    first = codes[0] if codes else ""
    for length in (6, 4, 2):
        if len(first) >= length and all(code[:length] == first[:length] for code in codes):
            return first[:length]
    return ""
