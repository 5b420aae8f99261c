"""The names under which divisions stand in addresses, and finding them in a text.

A division is written in full (长宁区), short (长宁), under a former name (南汇区) or as a functional zone (张江高科).
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from enum import IntEnum
from typing import TYPE_CHECKING, NamedTuple

from dispatch_tui.domain.addresses_scanner import Scanner

if TYPE_CHECKING:
    from dispatch_tui.domain.gazetteer import Former, Zone


class Form(IntEnum):
    """How a name stands for its division."""

    FULL = 0
    SHORT = 1
    """Without its suffix."""
    FORMER = 2
    """Abolished or renamed, from the table of former divisions."""
    RENAMED = 3
    """The right stem with another suffix: 萧山市 for 萧山区."""
    PART = 4
    """A division that was cut out of the one named: 临平区 for 余杭区."""
    ZONE = 5
    """A functional zone."""
    GENERIC = 6
    """A functional zone by a word that many cities use (高新区); counts beside its city only."""


class Name(NamedTuple):
    """One meaning of a name."""

    code: str
    form: Form
    weight: float
    """How much a hit speaks for the division."""


class Hit(NamedTuple):
    """A name found in a text."""

    start: int
    end: int
    names: tuple[Name, ...]


MUNICIPALITIES = frozenset({"11", "12", "31", "50"})
"""Provinces that are cities themselves."""
PEOPLES = (
    "维吾尔|壮族|回族|满族|蒙古族?|藏族|苗族|土家族|彝族|布依族|侗族|瑶族|白族|哈尼族|傣族|黎族|畲族|傈僳族|仡佬族|拉祜族|佤族|水族|纳西族"
    "|羌族|土族|仫佬族|锡伯族?|柯尔克孜族?|达斡尔族|景颇族|撒拉族|布朗族|毛南族|塔吉克族?|普米族|鄂温克族|怒族|德昂族|保安族|裕固族|京族"
    "|独龙族|鄂伦春族?|赫哲族|门巴族|珞巴族|哈萨克族?|东乡族|朝鲜族|各族|俄罗斯族"
)
"""Peoples named in the names of autonomous divisions, as a pattern."""
_AUTONOMOUS = re.compile(f"(?:{PEOPLES})*自治(区|州|县|旗)$")
_WEIGHT = (10.0, 5.0, 9.0, 8.0, 6.0, 8.0, 7.0)
"""By form; a short name's weight depends on its division."""
_SUFFIXES = frozenset("区县市")
MARKET = frozenset("场政民立")
"""What makes 市 the beginning of another word: 市场, 市政, 市民, 市立."""
_NAMESAKE = 7.0
"""A former name that another division bears today."""
_SHORT_CITY = 7.0
_SHORT_COUNTY_CITY = 6.0
_SHORT_DISTRICT = 5.0
_ZONE_WORDS = (
    (
        re.compile(r"高新技术|高技术|高新"),
        ("高新技术产业开发区", "高新技术开发区", "高新开发区", "高新技术产业园区", "高新区"),
    ),
    (
        re.compile(r"经济技术开发区|经济开发区"),
        ("经济技术开发区", "经济开发区", "技术开发区", "经开区", "经济区", "开发区"),
    ),
    (re.compile(r"工业园区"), ("工业园区",)),
    (re.compile(r"一体化示范区"), ("城乡一体化示范区", "示范区")),
    (re.compile(r"循环化工园区"), ("循环化工园区", "化工园区")),
    (re.compile(r"航空港"), ("航空港经济综合实验区", "航空港实验区", "航空港区", "航空港")),
    (re.compile(r"综合改革示范区"), ("综合改革示范区", "综改示范区", "综改区")),
)
"""Kinds of functional zones and the words that many cities use for theirs."""


def stem(name: str) -> str:
    """Return a division's name without its suffix, or the name itself when nothing usable is left."""
    autonomous = _AUTONOMOUS.search(name) if "自治" in name else None
    if autonomous:
        left = name[: autonomous.start()]
        return left if len(left) >= 2 else name[: max(2, len(left) + 2)]
    if name.endswith(("新区", "地区", "林区", "矿区")) and len(name) > 3:
        return name[:-2]
    if len(name) > 2 and name[-1] in "省市区县盟旗":
        return name[:-1]
    return name


class NameIndex(Scanner[Name]):
    """All names of provinces, cities and districts."""

    def __init__(
        self,
        names: Mapping[str, str],
        formers: Iterable[Former],
        zones: Iterable[Zone],
        outside: Mapping[str, str],
    ) -> None:
        super().__init__()
        self._renamed: dict[str, tuple[Name, ...]] = {}
        formers = tuple(formers)
        current = set(names.values())
        taken = current | {former.name for former in formers}
        kinds = Counter((code[:4], _zone_kind(name)) for code, name in names.items() if _is_zone(code, name))
        for code, name in names.items():
            if len(code) == 2:
                self._add_all(code, Form.FULL, (name,))
                self._add_short(code, stem(name), name, _SHORT_CITY)
            elif len(code) == 4:
                self._add_city(code, name)
            elif _is_zone(code, name):
                self._add_zone(code, name, names[code[:4]], kinds)
            else:
                self._add_district(code, name, taken)
        for code, name in outside.items():
            self._add_all(code, Form.FULL, (name,))
            self._add_short(code, name[:2], name, _SHORT_CITY)
        for province in ("内蒙古", "广西", "西藏", "宁夏", "新疆"):
            code = self.names[province][0].code
            self._add_all(code, Form.FULL, (province + "自治区", province + "省"))
        for former in formers:
            for code in former.now:
                form = (
                    Form.PART
                    if names.get(former.now[0]) == former.name and code != former.now[0]
                    else Form.FORMER
                )
                if names.get(code) != former.name:
                    weight = _NAMESAKE if former.name in current and form == Form.FORMER else _WEIGHT[form]
                    self.add(former.name, Name(code, form, weight))
        for zone in zones:
            for code in zone.now:
                own = zone.name.endswith("新区") and names[code] == zone.name[:-2] + "区"
                form = Form.RENAMED if own else Form.GENERIC if zone.parent else Form.ZONE
                self.add(zone.name, Name(code, form, _WEIGHT[form]))
        self.finish()

    def _add_all(self, code: str, form: Form, names: Iterable[str]) -> None:
        for name in names:
            self.add(name, Name(code, form, _WEIGHT[form]))

    def _add_short(self, code: str, short: str, name: str, weight: float) -> None:
        if short != name:
            self.add(short, Name(code, Form.SHORT, weight))

    def _add_city(self, code: str, name: str) -> None:
        if name.endswith(("行政区划", "市辖区")) or name == "县":
            return
        self._add_all(code, Form.FULL, (name,))
        short = stem(name)
        self._add_short(code, short, name, _SHORT_CITY)
        if name.endswith("市"):
            self.add(short + "地区", Name(code, Form.RENAMED, _WEIGHT[Form.RENAMED]))
        if name.endswith("自治州"):
            self._add_all(code, Form.FULL, (short + "州", short + "自治州"))

    def _add_district(self, code: str, name: str, taken: set[str]) -> None:
        self._add_all(code, Form.FULL, (name,))
        short = stem(name)
        if short == name:
            return
        self._add_short(code, short, name, _SHORT_COUNTY_CITY if name.endswith("市") else _SHORT_DISTRICT)
        if "自治" in name:
            other = short + name[-1]
            if other not in taken:
                self._add_all(code, Form.FULL, (other,))
        elif name.endswith("新区"):
            self._add_all(code, Form.FULL, (short + "区",))

    def _add_zone(self, code: str, name: str, city: str, kinds: Counter[tuple[str, int]]) -> None:
        """Add a functional zone of the table: in full, with its city's short name, and by the word cities share."""
        self._add_all(code, Form.ZONE, (name,))
        short_city = stem(city)
        bare = name.partition(short_city)[2].removeprefix("市") or name
        kind = _zone_kind(name)
        pattern, words = _ZONE_WORDS[kind]
        found = pattern.search(bare) if kind >= 0 else None
        own = bare[: found.start()] if found else bare
        if bare != name and len(bare) >= 4 and len(own) >= 2:
            self.add(bare, Name(code, Form.ZONE, _WEIGHT[Form.ZONE]))
        if kind < 0:
            return
        if len(own) >= 2:
            for word in dict.fromkeys((*words, *_ZONE_WORDS[0][1], *_ZONE_WORDS[1][1])):
                if own + word != bare:
                    self.add(own + word, Name(code, Form.ZONE, _WEIGHT[Form.ZONE]))
            if kinds[code[:4], kind] > 1:
                return
        for word in words:
            if word != name:
                self.add(word, Name(code, Form.GENERIC, _WEIGHT[Form.GENERIC]))
            if short_city + word != name:
                self.add(short_city + word, Name(code, Form.ZONE, _WEIGHT[Form.ZONE]))

    def scan(self, text: str) -> list[Hit]:
        """Return the names in a text from left to right, the longest at each place, without overlaps.

        ``济南市中区`` is read as 济南 and 市中区.
        """
        hits = []
        place, last = 0, len(text) - 1
        lengths = self._lengths
        while place < last:
            if text[place : place + 2] not in lengths:
                place += 1
                continue
            end = self.at(text, place)
            if not end:
                place += 1
                continue
            if text[end - 1] == "市" and end - place > 2 and text[end : end + 2] in ("中区", "南区", "北区"):
                end -= 1
            names = self.names.get(text[place:end], ())
            if text[end : end + 1] in _SUFFIXES and text[end + 1 : end + 2] not in MARKET:
                renamed = self._with_suffix(text[place : end + 1], names)
                if renamed:
                    names, end = renamed, end + 1
            hits.append(Hit(place, end, names))
            place = end
        return hits

    def _with_suffix(self, name: str, names: tuple[Name, ...]) -> tuple[Name, ...]:
        """Return the districts whose stem stands here with another suffix than theirs: 萧山市 for 萧山区."""
        known = self._renamed.get(name)
        if known is None:
            known = self._renamed[name] = tuple(
                Name(meaning.code, Form.RENAMED, _WEIGHT[Form.RENAMED])
                for meaning in names
                if meaning.form == Form.SHORT and len(meaning.code) == 6
            )
        return known


def _is_zone(code: str, name: str) -> bool:
    return len(code) == 6 and "71" <= code[4:] <= "79" and not name.endswith(("县", "市"))


def _zone_kind(name: str) -> int:
    """Return which of the words that cities share names a functional zone, -1 for none."""
    return next((number for number, (pattern, _words) in enumerate(_ZONE_WORDS) if pattern.search(name)), -1)
