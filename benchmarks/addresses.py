"""How well and how fast addresses are read: ``python -m benchmarks.addresses [--count N]``.

Prints the share of districts found, of answers that are sure, and of answers that are sure but wrong: for the
hand-written addresses of the tests and for addresses made from the division table with the noise of real order
books. Speed is measured in processor seconds on one core, placement included.
"""

from __future__ import annotations

import argparse
import csv
import random
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path

from benchmarks.figure import Figure
from dispatch_tui.domain.addresses import AddressMatch, AddressMatcher
from dispatch_tui.domain.addresses_folding import _FOLD
from dispatch_tui.domain.addresses_names import stem
from dispatch_tui.domain.gazetteer import Gazetteer
from dispatch_tui.domain.orders import Kind
from dispatch_tui.domain.placing import Placer
from dispatch_tui.settings.divisions import read_table

REAL = Path(__file__).parents[1] / "tests" / "domain" / "addresses_real.csv"
_ROADS = """
    北京路 北京西路 上海路 上海西路 南京路 南京东路 中山路 中山北路 解放路 人民路 建设路
    长宁路 天津路 重庆中路 广州大道 西藏路 新华路 和平路 长安街 朝阳路 黄山路 延安路
    青年路 文化路 学府路 工业大道 科技一路 迎宾大道 滨河路 站前路 民主路 胜利街 红旗大街
    东风路 开发大道 长江路 黄河路 太湖路 淮海路 四川路 武汉路 大连路 海南路 昆明路
    世纪大道 创业路 振兴路 公园路 环城东路 府前街 商业街
"""
ROADS = tuple(_ROADS.split())
_PLACES = """
    万达广场 阳光花园 金色家园 绿地世纪城 人民医院 第一中学 农贸市场 苏宁易购 国美电器
    南京大排档 重庆火锅 上海商城 北京华联 新城市花园 碧桂园 恒大名都 和谐家园 建设银行
    中心小学 汽车站 工业园 科技园A座 国际大厦 时代广场 东方明珠小区 长安小区 朝阳小区
    香港城 沙县小吃 兰州拉面
"""
PLACES = tuple(_PLACES.split())
PEOPLE = ("张三", "李长宁", "王建国", "马朝阳", "刘洋", "陈东海", "赵海南", "孙静安")


@dataclass(frozen=True, slots=True)
class Place:
    """A street of the table with the names above it."""

    code: str
    province: str
    city: str
    district: str
    street: str


Pattern = Callable[[Place, random.Random], str]


def tail(chance: random.Random) -> str:
    """Return road, number and building as they follow the division's names."""
    text = chance.choice(ROADS) + f"{chance.randint(1, 1999)}号"
    if chance.random() < 0.6:
        text += chance.choice(PLACES)
    if chance.random() < 0.5:
        text += f"{chance.randint(1, 40)}幢{chance.randint(101, 2905)}室"
    return text


def phone(chance: random.Random) -> str:
    """Return a telephone number."""
    return f"1380013{chance.randint(1000, 9999)}"


def wide(text: str) -> str:
    """Return the text with full-width digits."""
    return text.translate({code: code + 0xFEE0 for code in range(0x30, 0x3A)})


_OLD = {
    ord(new): chr(old)
    for old, new in _FOLD.items()
    if isinstance(new, str) and len(new) == 1 and new > "\u4e00"
}

PATTERNS: dict[str, Pattern] = {
    "all levels": lambda p, r: p.province + p.city + p.district + p.street + tail(r),
    "no street": lambda p, r: p.province + p.city + p.district + tail(r),
    "no province": lambda p, r: p.city + p.district + p.street + tail(r),
    "city, district, road": lambda p, r: p.city + p.district + tail(r),
    "spaces": lambda p, r: f"{p.province} {p.city} {p.district} {p.street} {tail(r)}",
    "commas": lambda p, r: f"{p.province}，{p.city}，{p.district}，{tail(r)}",
    "short names": lambda p, r: stem(p.province) + stem(p.city) + stem(p.district) + p.street + tail(r),
    "short city and district": lambda p, r: stem(p.city) + stem(p.district) + tail(r),
    "short city, full district": lambda p, r: stem(p.city) + p.district + tail(r),
    "short names, spaces": lambda p, r: f"{stem(p.province)} {stem(p.city)} {p.district} {tail(r)}",
    "district and street only": lambda p, r: p.district + p.street + tail(r),
    "district only": lambda p, r: p.district + tail(r),
    "province and district": lambda p, r: p.province + p.district + tail(r),
    "city and street": lambda p, r: p.city + p.street + tail(r),
    "repeated": lambda p, r: p.province + p.city + p.province + p.city + p.district + p.street + tail(r),
    "repeated district": lambda p, r: p.city + p.district + p.city + p.district + p.street + tail(r),
    "wide digits": lambda p, r: wide(p.city + p.district + p.street + tail(r)),
    "traditional": lambda p, r: (p.province + p.city + p.district + p.street + tail(r)).translate(_OLD),
    "recipient first": lambda p, r: f"{r.choice(PEOPLE)} {phone(r)} {p.province}{p.city}{p.district}{tail(r)}",
    "recipient last": lambda p, r: f"{p.city}{p.district}{p.street}{tail(r)}（{r.choice(PEOPLE)}收）{phone(r)}",
    "labelled": lambda p, r: f"收货人：{r.choice(PEOPLE)}，地址：{p.province}{p.city}{p.district}{tail(r)}",
    "brackets": lambda p, r: f"{p.city}（{p.district}）{p.street}{tail(r)}",
    "district at the end": lambda p, r: f"{p.city}{tail(r)}（{p.district}）",
    "shop name first": lambda p, r: f"{r.choice(PLACES)}（{stem(p.district)}店）{p.city}{p.district}{tail(r)}",
    "municipal filler": lambda p, r: f"{p.province}{p.city}市辖区{p.district}{tail(r)}",
}  # fmt: skip


@lru_cache(maxsize=1)
def places(table: Gazetteer) -> list[Place]:
    """Return every street of the table, functional zones left out."""
    found = []
    for province in table.provinces():
        for code, street in table.streets(province).items():
            if not table.is_zone(code):
                names = table.names_of(code)
                city = "" if names[1] in (names[0], names[2]) else names[1]
                found.append(Place(code, names[0], city, names[2], street))
    return found


@dataclass(slots=True)
class Counts:
    """What became of the addresses of one kind."""

    total: int = 0
    right: int = 0
    asked: int = 0
    """Not sure, and the right district is among the candidates or no district is claimed."""
    wrong: int = 0
    sure: int = 0
    sure_wrong: int = 0
    wrong_ones: list[str] = field(default_factory=list)

    def add(self, other: Counts) -> None:
        """Add the figures of another kind of addresses."""
        for name in ("total", "right", "asked", "wrong", "sure", "sure_wrong"):
            setattr(self, name, getattr(self, name) + getattr(other, name))

    def count(self, match: AddressMatch, district: str) -> bool:
        """Count one answer and return whether it is wrong."""
        self.total += 1
        self.sure += match.certain
        if match.district == district:
            self.right += 1
        elif not match.certain and not match.district:
            self.asked += 1
        else:
            self.wrong += 1
            self.sure_wrong += match.certain
            return True
        return False

    def line(self, name: str) -> str:
        """Return the figures as one line."""
        share = [
            100 * n / max(1, self.total)
            for n in (self.right, self.asked, self.wrong, self.sure, self.sure_wrong)
        ]
        return f"{name:28}{self.total:7}" + "".join(f"{value:9.2f}" for value in share)


HEAD = f"{'':28}{'n':>7}{'right%':>9}{'asked%':>9}{'wrong%':>9}{'sure%':>9}{'s.wrong%':>9}"


def real(table: Gazetteer, matcher: AddressMatcher) -> Iterator[tuple[AddressMatch, str, str]]:
    """Read the hand-written addresses and yield match, right code and address."""
    codes = {table.names_of(code)[1:3]: code for code in table.codes() if len(code) == 6}
    with REAL.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            yield matcher.match(row["address"]), codes[row["city"], row["district"]], row["address"]


def figures(count: int = 400) -> Iterator[Figure]:
    """Measure accuracy and speed against the budgets; ``make bench`` prints them."""
    started = time.process_time()
    table = Gazetteer(read_table())
    matcher = AddressMatcher(table, "31", "3101", ("31",))
    matcher.match("上海市长宁区新华路街道")
    yield Figure(
        "load table, names and streets of Shanghai", 1000 * (time.process_time() - started), "ms", 30
    )
    own = Counts()
    for match, code, _address in real(table, matcher):
        own.count(match, code)
    yield Figure("hand-written addresses, district right", 100 * own.right / own.total, "%", 98, True)
    yield Figure("hand-written addresses, sure but wrong", 100 * own.sure_wrong / own.total, "%", 0.5)
    made = Counts()
    for name in PATTERNS:
        made.add(_pattern(table, matcher, name, count, random.Random(7)))
    yield Figure("made addresses, district right", 100 * made.right / made.total, "%", 98, True)
    yield Figure("made addresses, sure but wrong", 100 * made.sure_wrong / made.total, "%", 0.5)
    yield Figure("read and placed, facts included", _speed(table), "/s", 10000, True)


def main() -> None:
    """Print accuracy by pattern, and speed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=1000, help="addresses of each pattern")
    parser.add_argument("--show", type=int, default=0, help="wrong answers to show")
    parser.add_argument("--seed", type=int, default=7)
    given = parser.parse_args()
    table = Gazetteer(read_table())
    matcher = AddressMatcher(table, "31", "3101", ("31",))
    print(HEAD)
    own = Counts()
    for match, code, address in real(table, matcher):
        if own.count(match, code):
            own.wrong_ones.append(f"{address} {match.names} {match.reason_code}")
    print(own.line("hand-written"), *own.wrong_ones[: given.show], sep="\n    ")
    total = Counts()
    chance = random.Random(given.seed)
    for name in PATTERNS:
        found = _pattern(table, matcher, name, given.count, chance)
        total.add(found)
        print(found.line(name), *found.wrong_ones[: given.show], sep="\n    ")
    print(total.line("all made"))
    print(f"read and placed, facts included: {_speed(table):,.0f} addresses a second")


def _pattern(
    table: Gazetteer, matcher: AddressMatcher, name: str, count: int, chance: random.Random
) -> Counts:
    found = Counts()
    for place in chance.sample(places(table), count):
        address = PATTERNS[name](place, chance)
        match = matcher.match(address)
        if found.count(match, place.code[:6]):
            sure = "SURE " if match.certain else ""
            found.wrong_ones.append(
                f"{sure}{address} | {place.district} => {match.names} {match.reason_code}"
            )
    return found


def _speed(table: Gazetteer) -> float:
    """Return how many addresses of the home city are read and placed in a processor second."""
    chance = random.Random(3)
    everything = [place for place in places(table) if place.code.startswith("31")]
    addresses = [PATTERNS["all levels"](chance.choice(everything), chance) for _ in range(20000)]
    placer = Placer(AddressMatcher(table, "31", "3101", ("31",)), _points(table))
    placer.place(addresses[0], Kind.REPAIR)
    started = time.process_time()
    for address in addresses:
        placer.place(address, Kind.REPAIR, "", {}).facts  # noqa: B018 - the facts are part of the work
    return len(addresses) / (time.process_time() - started)


def _points(table: Gazetteer) -> list[object]:
    from dispatch_tui.settings.model import Coverage, NetworkPoint

    codes = [code for code in table.codes() if len(code) == 6 and code.startswith("31")]
    return [
        NetworkPoint(
            f"p{number}", {"zh": table.name(code)}, "p", (Coverage(code),), frozenset(Kind), capacity_total=40
        )
        for number, code in enumerate(codes * 4)
    ]


if __name__ == "__main__":
    main()
