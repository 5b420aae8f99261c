"""From an address as it was typed to its province, city, district and street (S004 一.1: the customer's address).

Works in three steps: the names of divisions in the text are collected and weighed together, a street's name narrows
or confirms the district, and what is still open is told instead of guessed.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from dispatch_tui.domain.addresses_folding import fold_address
from dispatch_tui.domain.addresses_match import (
    AMBIGUOUS,
    BY_ALIAS,
    BY_ROAD,
    BY_STREET,
    CONTRADICTION,
    EMPTY,
    NAMED,
    ONLY_CITY,
    ONLY_PROVINCE,
    OUTSIDE_TABLE,
    UNKNOWN,
    AddressMatch,
)
from dispatch_tui.domain.addresses_names import MUNICIPALITIES, Form
from dispatch_tui.domain.addresses_scoring import Reading, Sign, opposing, read, related, weigh
from dispatch_tui.domain.addresses_streets import (
    district_by_road,
    district_by_street,
    end_of_names,
    is_road,
    near,
    same_road,
    street_elsewhere,
    street_hits,
    street_inside,
    streets_anywhere,
)
from dispatch_tui.domain.gazetteer import OUTSIDE, Gazetteer
from dispatch_tui.domain.orders import PlainJson

__all__ = ["AddressMatch", "AddressMatcher"]

_SINGLE = {"4419": "441900", "4420": "442000", "4604": "460400", "6202": "620201"}
"""The one district of the cities that have no districts: 东莞, 中山, 儋州, 嘉峪关."""
_MOST_CANDIDATES = 8


class AddressMatcher:
    """Reads addresses for one branch; build it once and keep it.

    ``home_province`` and ``home_city`` (division codes) decide between namesakes. ``aliases`` are phrases that clerks
    have taught, with the code of the division or network point they mean.
    """

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
        return self._match(text, reading)

    def _match(self, text: str, reading: Reading) -> AddressMatch:
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
        """A taught phrase goes before everything but a province or city that contradicts it."""
        heads, solid = self._alias_heads, text.replace(" ", "")
        starts = {char for char in solid if char in heads}
        phrases = (phrase for char in starts for phrase in heads[char] if phrase in solid)
        phrase = max(phrases, key=len, default="")
        if not phrase:
            return None
        code = self._aliases[phrase]
        facts: dict[str, PlainJson] = {"phrase": phrase}
        if code.isdigit() and self.gazetteer.known(code):
            top = reading.top
            elsewhere = top and not top.startswith(code[:4]) and not code.startswith(top)
            if elsewhere and any(sign.full for sign in reading.signs):
                return None
            return self._result(text, code, True, BY_ALIAS, facts)
        facts["point"] = code
        plain = self._match(text, reading)
        return self._result(text, plain.code, True, BY_ALIAS, facts, point=code)

    def _in_district(self, text: str, reading: Reading) -> AddressMatch:
        """The names lead to one district: look for the street inside it."""
        top = reading.top
        street, exact = street_inside(self.gazetteer, text, end_of_names(reading, top), reading)
        if street and exact:
            top = street[:6]
        elif not street:
            written, other = street_elsewhere(self.gazetteer, text, end_of_names(reading, top), top)
            if written:
                facts: dict[str, PlainJson] = {"found": [self.gazetteer.name(top), written]}
                return self._result(text, top[:4], False, CONTRADICTION, facts, (), (top, other[:6]))
        guessed = ["city"] if reading.by_home else []
        if street and not exact:
            guessed.append("street")
        certain = bool(street and exact) or self._sure(reading, top)
        if not certain:
            guessed.append("district")
        return self._result(
            text, street or top, certain, NAMED, self._told(text, reading, top), tuple(guessed)
        )

    def _sure(self, reading: Reading, top: str) -> bool:
        """Tell whether the district's own name stands where a division's name stands."""
        parent_end = -1
        for sign in reading.signs:
            if top not in sign.weights:
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
                at_home = bool(self.home_city) and top.startswith(self.home_city) and sign.start == 0
                if at_home or (parent_end >= 0 and sign.run == reading.main):
                    return True
        return False

    def _told(self, text: str, reading: Reading, top: str) -> dict[str, PlainJson]:
        """Collect what has to be said about the name that led to the district: former names and zones."""
        facts: dict[str, PlainJson] = {}
        for sign in reading.signs:
            written = text[sign.start : sign.end]
            for code, form, _weight in sign.names:
                if code != top:
                    continue
                if form == Form.PART:
                    facts["once"] = written
                elif form in (Form.FORMER, Form.RENAMED):
                    facts["old"], facts["now"] = written, self.gazetteer.name(top)
                elif form in (Form.ZONE, Form.GENERIC):
                    facts["zone"] = written
        if self.gazetteer.is_zone(top):
            facts["zone"] = self.gazetteer.name(top)
        return facts

    def _in_city(self, text: str, reading: Reading) -> AddressMatch:
        """A city or province is known, the district is not: a street's name or a well-known road may tell it."""
        top = reading.top
        start = end_of_names(reading, top)
        weak: tuple[str, str] | None = None
        for hit, found in district_by_street(self.gazetteer, text, start, top, top[:2]):
            street, close = text[hit.start : hit.end], near(text, start, hit.start)
            if hit.exact:
                certain = hit.same and (close or text[hit.start - 1] == " ") and not _is_province(top)
                guessed = () if certain else ("district",)
                return self._result(text, found, certain, BY_STREET, {"street": street}, guessed)
            if weak is None and close and not is_road(text, hit):
                weak = found, street
            elif weak is None and same_road(text, hit):
                weak = found[:6], street
        road = self._by_road(text, (top,))
        if road is not None:
            return road
        if weak is not None:
            return self._result(text, weak[0], False, BY_STREET, {"street": weak[1]}, ("district",))
        return self._only_city(text, reading, start)

    def _only_city(self, text: str, reading: Reading, start: int) -> AddressMatch:
        top = reading.top
        single = _SINGLE.get(top)
        if single is not None:
            hits = street_hits(self.gazetteer, text, start, top[:2])
            exact = (code for hit in hits if hit.exact for code in hit.codes if code.startswith(single))
            return self._result(text, next(exact, single), True, NAMED)
        against = tuple(
            sign
            for sign in reading.signs
            if sign.anchored
            and not sign.vague
            and sign.run == reading.main
            and not any(related(code, top) for code in sign.weights)
        )
        if against:
            return self._contradiction(text, reading, against)
        return self._result(text, top, False, ONLY_PROVINCE if _is_province(top) else ONLY_CITY)

    def _without_division(self, text: str) -> AddressMatch:
        """No province, city or district is named: streets and roads of the home city may tell, then any street."""
        home = self.home_city or self.home_province
        if home:
            for hit, found in district_by_street(self.gazetteer, text, 0, home, home[:2]):
                if hit.exact or (not hit.start and not is_road(text, hit)):
                    certain = hit.exact and hit.same and hit.start == 0
                    guessed = ("city",) if certain else ("city", "district")
                    facts = {"street": text[hit.start : hit.end]}
                    return self._result(text, found, certain, BY_STREET, facts, guessed)
        name, codes = streets_anywhere(self.gazetteer, text)
        if len(codes) == 1:
            return self._result(text, codes[0], False, BY_STREET, {"street": name}, ("city", "district"))
        if codes:
            return self._asked(text, tuple(dict.fromkeys(code[:6] for code in codes)))
        return self._by_road(text, ()) or AddressMatch(reason_code=UNKNOWN, text=text)

    def _by_road(self, text: str, within: tuple[str, ...]) -> AddressMatch | None:
        """Guess the district from a well-known road of the city that is named, or else of the home city."""
        city = _common(within) if within else self.home_city
        if not city or _is_province(city):
            return None
        road, district = district_by_road(self.gazetteer, text, city, within)
        if not road:
            return None
        guessed = ("district",) if within else ("city", "district")
        return self._result(text, district, False, BY_ROAD, {"road": road}, guessed)

    def _ambiguous(self, text: str, reading: Reading) -> AddressMatch:
        """Several divisions fit: a street or road inside one of them decides, otherwise a person is asked."""
        codes = (reading.top, *reading.rivals)
        start = max((sign.end for sign in reading.signs if sign.run == reading.main), default=0)
        fits: dict[str, str] = {}
        for province in sorted({code[:2] for code in codes}):
            for hit in street_hits(self.gazetteer, text, start, province):
                if hit.exact or (near(text, start, hit.start) and not is_road(text, hit)):
                    for code in hit.codes:
                        if code.startswith(codes):
                            fits.setdefault(code[:6], code if hit.exact else code[:6])
        if len(fits) == 1:
            district, found = next(iter(fits.items()))
            exact = len(found) == 9
            guessed = ("city",) if exact else ("city", "district")
            return self._result(text, found, exact, NAMED, self._told(text, reading, district), guessed)
        road = self._by_road(text, codes)
        if road is not None:
            return road
        told = self._told(text, reading, reading.top) if _common(codes) else {}
        return self._asked(text, tuple(sorted(fits) or sorted(codes)), told)

    def _asked(
        self, text: str, codes: tuple[str, ...], told: Mapping[str, PlainJson] | None = None
    ) -> AddressMatch:
        """Name the divisions that a person has to choose from."""
        candidates = codes[:_MOST_CANDIDATES]
        among: list[PlainJson] = [
            " ".join(dict.fromkeys(filter(None, self.gazetteer.names_of(code)))) for code in candidates
        ]
        facts: dict[str, PlainJson] = {**(told or {}), "among": among}
        return self._result(text, _common(codes), False, AMBIGUOUS, facts, (), candidates)

    def _contradiction(self, text: str, reading: Reading, against: tuple[Sign, ...]) -> AddressMatch:
        """Say which names can't be one place; what they have in common stays."""
        codes = sorted({reading.top} | {code for sign in against for code in sign.weights})
        stated = [sign for sign in reading.signs if sign.run == reading.main and sign.anchored]
        found: list[PlainJson] = [text[sign.start : sign.end] for sign in stated]
        candidates = tuple(codes[:_MOST_CANDIDATES])
        return self._result(text, _common(codes), False, CONTRADICTION, {"found": found}, (), candidates)

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
        if not code:
            names = parts = ("", "", "", "")
        else:
            names, parts = self.gazetteer.names_of(code), self.gazetteer.path(code)
        province, city, district, street = parts
        if province in MUNICIPALITIES and not city and province != "50":
            city = province + "01"
            names = (names[0], names[0], "", "")
        return AddressMatch(
            province,
            city,
            district,
            street,
            names,
            certain,
            guessed,
            reason,
            facts or {},
            candidates,
            point,
            text,
        )


def _is_province(code: str) -> bool:
    """Tell whether a code is a province that has cities under it."""
    return len(code) == 2 and code not in MUNICIPALITIES


def _common(codes: Sequence[str]) -> str:
    """Return the division that holds all of the codes, empty when there is none."""
    first = codes[0] if codes else ""
    for length in (6, 4, 2):
        if len(first) >= length and all(code[:length] == first[:length] for code in codes):
            return first[:length]
    return ""
