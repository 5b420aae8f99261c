"""Weighing the names found in an address: which province, city or district do they speak for together?"""

from __future__ import annotations

import re
from typing import NamedTuple

from dispatch_tui.domain.addresses_names import MARKET, MUNICIPALITIES, Form, Hit, Name
from dispatch_tui.domain.addresses_street_names import STREET_WORD

_ROAD = re.compile(
    "(?!东南|西南|东北|西北)[江河湖山]?[东南西北中上下前后内外新老大小支环横直第一二三四五六七八九十0-9]{0,3}"
    "(?:路|街|大道|道|巷|弄|胡同|里弄|支弄|高架|高速|快速|公路|线|国道|省道|立交|隧道)"
    "|[一二三四五六七八九十]?(?:镇|乡|村|苏木|社区|新村|庄|屯)"
)
"""What makes a short name the name of a road or village: 北京西路, 浦东大道, 长安镇."""
_PLACE_NAME = re.compile(
    "(?:火车|汽车|高铁|地铁|[东南西北]?站|大学|学院|中学|小学|学校|幼儿|师范|医院|银行|公司|集团|饭店|酒店|宾馆|商场|商城|百货|广场|大厦"
    "|大楼|花园|小区|公寓|家园|[名豪雅华丽]?[苑园府邸居庭]|城(?![区关厢东南西北])|店|门|口|山|湖|江|河|桥|大桥|机场|码头|公园|体育|图书|电影"
    "|会展|国际|世纪|时代|中心|人家|人民|第[一二三四五六七八九十]|[一二三四五六七八九十]中|料理|菜馆|小吃|烤鸭|面馆|大排档|移动|联通|电信"
    "|电力|科技|商会|会馆|会所)(?![东西南北中新一二三四]{0,2}(?:路|街|大道|道|巷|弄))"
)
"""What makes a short name part of the name of a place: 南京大排档, 长宁来福士, 北京大学."""
_NUMBER = re.compile(r"\d+ ?[号弄栋幢座室楼#]")
_LEAD_IN = ("地址", "位于", "住址", "在", "至", "到", "送")
"""Words before the beginning of an address."""
_UNANCHORED_SHORT = 0.35
_UNANCHORED_FULL = 0.6
_PART_OF_PLACE = 0.4
_BEHIND_NUMBER = 0.5
_OTHER_RUN = 0.4
_RIVAL = 0.86
"""Meanings that reach this share of the best score can't be told from it."""
_TOO_FAINT = 2.0
"""A score below this is chance: a name inside another word."""
_HOME_CITY = 1.25
_HOME_PROVINCE = 1.1


class Sign(NamedTuple):
    """A name in the text, weighed by its surroundings."""

    start: int
    end: int
    anchored: bool
    """Stands at the beginning of a part of the address or directly behind another division."""
    full: bool
    """Written in full, under a former name or as a zone."""
    vague: bool
    """Looks like part of another name."""
    run: int
    """Number of the row of names without anything between them."""
    weights: dict[str, float]
    """Weight by code."""
    names: tuple[Name, ...]


class Reading(NamedTuple):
    """What the names say together."""

    top: str
    """Code of the best supported division, empty when no name was found."""
    rivals: tuple[str, ...]
    """Others as good."""
    signs: tuple[Sign, ...]
    main: int
    """Number of the row of names that carries the address."""
    by_home: bool
    """Only the home city decided between namesakes."""
    scores: dict[str, float]


NOTHING = Reading("", (), (), 0, False, {})


def weigh(text: str, hits: list[Hit]) -> list[Sign]:
    """Return the names that may be divisions here, weighed by what stands around them."""
    signs: list[Sign] = []
    number = -1
    last: Sign | None = None
    run = 0
    for position, hit in enumerate(hits):
        start, end, names = hit
        full = names[0][1] != Form.SHORT
        followed = (
            position + 1 < len(hits) and hits[position + 1].start == end and _inside(hit, hits[position + 1])
        )
        vague = _vague(text, hit, full, followed)
        if vague is None:
            continue
        behind = (
            last is not None and not last.vague and (start == last.end or not text[last.end : start].strip())
        )
        before = text[start - 1] if start else " "
        anchored = start == 0 or behind or before < "\u2e80" or text[:start].endswith(_LEAD_IN)
        if not anchored and full and (end - start == 2 or names[0][1] == Form.RENAMED):
            continue
        factor = 1.0 if anchored else _UNANCHORED_FULL if full else _UNANCHORED_SHORT
        if vague:
            factor *= _PART_OF_PLACE
        if start:
            if number < 0:
                found = _NUMBER.search(text)
                number = found.start() if found else len(text)
            if start > number:
                factor *= _BEHIND_NUMBER
        weights = _weights(hit, factor, last if behind else None, signs)
        if not weights:
            continue
        if not behind:
            run += 1
        last = Sign(start, end, anchored, full, vague, run, weights, names)
        signs.append(last)
    return signs


def _vague(text: str, hit: Hit, full: bool, followed: bool) -> bool | None:
    """Tell whether a name looks like part of another name; None when it certainly is one (a road, a town)."""
    start, end, names = hit
    if full:
        if text[end - 1] == "市" and text[end : end + 1] in MARKET:
            if text[end : end + 2] in ("政府", "政务"):
                return False
            return True if names[0][1] == Form.FULL else None
        town = start and len(names[0][0]) == 6 and STREET_WORD.match(text, end)
        return None if town else False
    if followed:
        return False
    if _ROAD.match(text, end):
        return None
    return _PLACE_NAME.match(text, end) is not None


def _inside(outer: Hit, inner: Hit) -> bool:
    """Tell whether a name can lie in the division of the name before it: 路南区 in 唐山."""
    return any(one.code.startswith(other.code) for one in inner.names for other in outer.names)


def _weights(hit: Hit, factor: float, behind: Sign | None, signs: list[Sign]) -> dict[str, float]:
    """Return the weight of each meaning of a name, without those that what stands before it rules out."""
    start, end, names = hit
    weights: dict[str, float] = {}
    known = None if behind is None else behind.weights
    in_district = known is not None and all(len(code) == 6 for code in known)
    tiny = end - start == 2
    for code, form, weight in names:
        if form == Form.GENERIC:
            if known is None or not (code in known if in_district else _city_named(code, signs)):
                continue
        elif known is not None and len(code) == 6:
            if form == Form.SHORT:
                if in_district and code not in known:
                    continue
            elif tiny and not any(code.startswith(other) for other in known):
                continue
        weight *= factor
        if weight > weights.get(code, 0.0):
            weights[code] = weight
    return weights


def _city_named(code: str, signs: list[Sign]) -> bool:
    city, province = code[:4], code[:2]
    return any(
        other == province or other[:4] == city for sign in signs for other in sign.weights
    )  # fmt: skip


def read(signs: list[Sign], home_province: str, home_city: str) -> Reading:
    """Return the division that the names speak for together, and others that are as good.

    The names in the strongest row count in full, those elsewhere in the text less; the home city decides between
    namesakes.
    """
    if not signs:
        return NOTHING
    main = _main_run(signs)
    codes = {code for sign in signs for code in sign.weights}
    scores: dict[str, float] = {}
    for code in codes:
        city, province = code[:4], code[:2]
        score = 0.0
        for sign in signs:
            weights = sign.weights
            best = max(weights.get(code, 0.0), weights.get(city, 0.0), weights.get(province, 0.0))
            score += best if sign.run == main else best * _OTHER_RUN
        scores[code] = score
    with_home = {code: score * _home(code, home_province, home_city) for code, score in scores.items()}
    top = min(with_home, key=lambda code: (-with_home[code], len(code), code))
    if scores[top] < _TOO_FAINT:
        return NOTHING
    limit = with_home[top] * _RIVAL
    rivals = tuple(
        sorted(
            code
            for code, score in with_home.items()
            if score > limit and not related(code, top) and not _only_part(code, top, signs)
        )
    )
    level = scores[top] * _RIVAL
    by_home = not rivals and any(
        score > level and not related(code, top) and not _only_part(code, top, signs)
        for code, score in scores.items()
    )
    return Reading(top, rivals, tuple(signs), main, by_home, scores)


def related(one: str, other: str) -> bool:
    """Tell whether one division lies in the other."""
    return one.startswith(other) or other.startswith(one)


def _home(code: str, province: str, city: str) -> float:
    if city and (code.startswith(city) or code == province == city[:2] in MUNICIPALITIES):
        return _HOME_CITY
    return _HOME_PROVINCE if province and code.startswith(province) else 1.0


def _only_part(code: str, top: str, signs: list[Sign]) -> bool:
    """Tell whether a division is only meant as having been cut out of the best one."""
    return all(
        top in sign.weights and any(name.code == code and name.form == Form.PART for name in sign.names)
        for sign in signs
        if code in sign.weights
    )


def _main_run(signs: list[Sign]) -> int:
    if signs[0].run == signs[-1].run:
        return signs[0].run
    best: dict[int, float] = {}
    for sign in signs:
        for code in sign.weights:
            city, province = code[:4], code[:2]
            score = 0.0
            for other in signs:
                if other.run == sign.run:
                    weights = other.weights
                    score += max(weights.get(code, 0.0), weights.get(city, 0.0), weights.get(province, 0.0))
            if score > best.get(sign.run, 0.0):
                best[sign.run] = score
    return min(best, key=lambda run: (-best[run], run))


def opposing(reading: Reading) -> tuple[Sign, ...]:
    """Return the names of the main row that can't be true together with the best reading.

    Short names of districts are left out, and short names behind the district: towns, roads and shops bear them too.
    """
    top = reading.top
    city, province = top[:4], top[:2]
    own = min((sign.start for sign in reading.signs if top in sign.weights), default=0)
    return tuple(
        sign
        for sign in reading.signs
        if sign.run == reading.main
        and not sign.vague
        and not any(code in (top, city, province) or code.startswith(top) for code in sign.weights)
        and (
            any(form <= Form.FORMER and form != Form.SHORT for _code, form, _weight in sign.names)
            if sign.full
            else sign.anchored and sign.start < own and all(len(code) <= 4 for code in sign.weights)
        )
    )
