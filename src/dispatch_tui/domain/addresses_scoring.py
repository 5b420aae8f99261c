"""Weighing the names found in an address: which province, city or district do they speak for together?"""

from __future__ import annotations

import re
from typing import NamedTuple

from dispatch_tui.domain.addresses_names import Form, Hit, Name

_ROAD = re.compile(
    "[东南西北中上下前后内外新老大小支环横直第一二三四五六七八九十0-9]{0,3}"
    "(?:路|街|大道|道|巷|弄|胡同|里弄|支弄|高架|高速|快速|公路|线|桥|大桥|国道|省道|立交|隧道)"
    "|[一二三四五六七八九十]?(?:镇|乡|村|苏木|社区|新村|庄|屯)"
)
"""What makes a short name the name of a road or village: 北京西路, 浦东大道, 长安镇."""
_PLACE_NAME = re.compile(
    "火车|汽车|高铁|地铁|[东南西北]?站|大学|学院|中学|小学|学校|幼儿|师范|医院|银行|公司|集团|饭店|酒店|宾馆|商场|商城|百货|广场|大厦|大楼|花园|小区|公寓|家园"
    "|[名豪雅华丽]?[苑园府邸居庭]|城(?![区关厢东南西北])|店|门|口|山|湖|江|河|机场|码头|公园|体育|图书|电影|会展|国际|世纪|时代|中心|人家|人民|第[一二三四五六七八九十]|[一二三四五六七八九十]中"
    "|料理|菜馆|小吃|烤鸭|面馆|大排档|移动|联通|电信|电力|科技|商会|会馆|会所"
)
"""What makes a short name part of the name of a place: 南京大排档, 长宁来福士, 北京大学."""
_MARKET = frozenset("场政民立")
"""What makes 市 the beginning of another word: 市场, 市政, 市民, 市立."""
_NUMBER = re.compile(r"\d+ ?[号弄栋幢座室楼#]")
_LEAD_IN = ("地址", "位于", "住址", "在", "至", "到", "送")
"""Words before the beginning of an address."""
_UNANCHORED_SHORT = 0.35
_UNANCHORED_FULL = 0.6
_PART_OF_PLACE = 0.4
_OTHER_RUN = 0.4
_RIVAL = 1.5
"""Meanings whose scores differ by less than this can't be told apart."""
_HOME_CITY = 2.5
_HOME_PROVINCE = 1.0


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
    cities: set[str] = set()
    number = -1
    last_end, run = -1, 0
    for position, hit in enumerate(hits):
        start, end, names = hit
        full = names[0][1] != Form.SHORT
        followed = position + 1 < len(hits) and hits[position + 1].start == end
        if not full and not followed:
            if _ROAD.match(text, end):
                continue
        market = full and text[end - 1] == "市" and text[end : end + 1] in _MARKET
        if market and text[end : end + 2] not in ("政府", "政务") and names[0][1] != Form.FULL:
            continue
        contiguous = start == last_end or (last_end >= 0 and not text[last_end:start].strip())
        before = text[start - 1] if start else " "
        anchored = (
            start == 0 or contiguous or before < "\u2e80" or text[:start].endswith(_LEAD_IN)
        )  # fmt: skip
        if not anchored and ((end - start == 2 and full) or names[0][1] == Form.RENAMED):
            continue
        if end - start == 2 and full and start and not contiguous and before != " ":
            continue
        market = market and text[end : end + 2] not in ("政府", "政务")
        vague = market or not full and not followed and _PLACE_NAME.match(text, end) is not None
        factor = 1.0
        if not anchored:
            factor = _UNANCHORED_FULL if full else _UNANCHORED_SHORT
        if vague:
            factor *= _PART_OF_PLACE
        if number < 0 and start:
            found = _NUMBER.search(text)
            number = found.start() if found else len(text)
        if start and start > number:
            factor *= 0.5
        weights: dict[str, float] = {}
        for code, form, weight in names:
            if form == Form.GENERIC and code[:4] not in cities and code[:2] not in cities:
                continue
            weight *= factor
            if weight > weights.get(code, 0.0):
                weights[code] = weight
        if not weights:
            continue
        for code in weights:
            cities.add(code[:4])
            if len(code) == 2:
                cities.add(code)
        if not contiguous:
            run += 1
        signs.append(Sign(start, end, anchored, full, vague, run, weights, names))
        last_end = end
    return signs


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
    plain = max(scores.values())
    with_home = {
        code: score + (_HOME_CITY if (home_city and code.startswith(home_city)) or code == home_province == home_city[:2]
                       else _HOME_PROVINCE if home_province and code.startswith(home_province) else 0.0)
        for code, score in scores.items()
    }  # fmt: skip
    top = min(with_home, key=lambda code: (-with_home[code], len(code), code))
    limit = with_home[top] - _RIVAL
    rivals = tuple(
        sorted(
            code for code, score in with_home.items()
            if score > limit and code != top and not code.startswith(top) and not top.startswith(code)
        )
    )  # fmt: skip
    by_home = not rivals and any(
        score > min(plain, scores[top]) - _RIVAL and not code.startswith(top) and not top.startswith(code)
        for code, score in scores.items()
    )
    return Reading(top, rivals, tuple(signs), main, by_home, scores)


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

    Short names of districts are left out: towns and roads bear them too.
    """
    top = reading.top
    city, province = top[:4], top[:2]
    return tuple(
        sign
        for sign in reading.signs
        if sign.run == reading.main
        and not any(code in (top, city, province) or code.startswith(top) for code in sign.weights)
        and (
            any(form <= Form.FORMER and form != Form.SHORT for _code, form, _weight in sign.names)
            if sign.full
            else sign.anchored and not sign.vague and all(len(code) <= 4 for code in sign.weights)
        )
    )
