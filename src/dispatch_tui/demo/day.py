"""A day's slips of the sample branch, made from real divisions; the same seed makes the same slips.

Used by the demonstration, the benchmarks and the tests. Rows are plain mappings with the import names of the programme
contract (design 4), so they go through the same door as any file.
"""

from __future__ import annotations

import csv
import json
import random
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, timedelta
from pathlib import Path

from dispatch_tui.demo import vocabulary as words

Row = dict[str, str]
"""One slip as a file gives it: import name to text."""

COLUMNS = (
    "order_no", "kind", "customer", "phone", "address", "category", "model", "called_at", "required_from",
    "required_to", "urgent", "store", "point", "remark",
)  # fmt: skip
CHINESE_HEADINGS: Mapping[str, str] = {
    "order_no": "作业单号", "kind": "类型", "customer": "客户", "phone": "电话", "address": "地址", "category": "品类",
    "model": "型号", "called_at": "叫修时间", "required_from": "预约开始", "required_to": "预约结束", "urgent": "加急",
    "store": "商场", "point": "网点", "remark": "备注",
}  # fmt: skip
KIND_WORDS: Mapping[str, str] = {
    "install": "安装", "repair": "维修", "removal": "拆装", "engineering": "工程",
}  # fmt: skip

_HARD_PLACES = (
    "上海市卢湾区打浦路88弄6号302室",
    "闸北区共和新路1200号3楼",
    "上海市南汇区惠南镇人民东路210弄5号101室",
    "朝阳区建国路93号院8号楼1201室",
    "鼓楼区中山北路26号",
    "人民路88号2楼",
    "上海市静安区新华路街道法华镇路525弄3号401室",
    "江苏省昆山市花桥镇兆丰路18号",
)
"""Addresses that should be asked about instead of guessed: abolished, ambiguous, contradictory or foreign ones."""


class SlipMaker:
    """Makes slips with rising numbers; ``streets`` maps a district code to the names of its streets and towns."""

    def __init__(
        self, seed: int, streets: Mapping[str, Sequence[str]], districts: Mapping[str, str], *, first: int = 1
    ) -> None:
        self._random = random.Random(seed)  # noqa: S311 - sample slips, nothing secret
        self._streets = streets
        self._districts = districts
        self._codes = sorted(code for code in words.SHARE if code in districts)
        self._shares = [words.SHARE[code] for code in self._codes]
        self._next = first

    def slip(
        self, kind: str, called_at: datetime, *, urgent: bool = False, appointed: date | None = None
    ) -> Row:
        """Return a slip of a kind (``install`` ...) for which the customer called at a local instant."""
        chance = self._random
        category = self._category(kind)
        models, faults = words.PRODUCTS[category]
        row = {
            "order_no": self._number(kind, called_at),
            "kind": KIND_WORDS[kind],
            "customer": chance.choice(words.SURNAMES) + chance.choice(words.GIVEN),
            "phone": self._phone(),
            "address": self._address(),
            "category": category,
            "model": chance.choice(models),
            "called_at": called_at.strftime("%Y-%m-%d %H:%M"),
            "required_from": "",
            "required_to": "",
            "urgent": "是" if urgent else "",
            "store": chance.choice(words.STORES),
            "point": "",
            "remark": self._remark(kind, faults, urgent),
        }
        if urgent:
            start = called_at + timedelta(hours=1)
            row["required_from"] = start.strftime("%Y-%m-%d %H:%M")
            row["required_to"] = (start + timedelta(hours=3)).strftime("%Y-%m-%d %H:%M")
        elif appointed is not None:
            hour = chance.choice((9, 10, 13, 14, 15))
            row["required_from"] = f"{appointed.isoformat()} {hour:02d}:00"
            row["required_to"] = f"{appointed.isoformat()} {hour + 2:02d}:00"
        return row

    def slips(self, kind: str, count: int, since: datetime, until: datetime) -> list[Row]:
        """Return slips whose calls are spread over a span of local time, oldest first."""
        seconds = max(1.0, (until - since).total_seconds())
        moments = sorted(self._random.random() * seconds for _ in range(count))
        return [self.slip(kind, since + timedelta(seconds=moment)) for moment in moments]

    def _number(self, kind: str, called_at: datetime) -> str:
        number = self._next
        self._next += 1
        return f"{'AWCG'[list(KIND_WORDS).index(kind)]}{called_at:%y%m%d}{number % 100000:05d}"

    def _category(self, kind: str) -> str:
        if kind == "engineering":
            return "空调"
        weights = (55, 10, 12, 7, 9, 4, 3) if kind != "removal" else (80, 4, 4, 2, 8, 1, 1)
        return self._random.choices(tuple(words.PRODUCTS), weights)[0]

    def _phone(self) -> str:
        chance = self._random
        if chance.random() < 0.9:
            return f"13800{chance.randrange(1000000):06d}"
        extension = f"转{chance.randrange(8000, 8100)}" if chance.random() < 0.2 else ""
        return f"021-5550{chance.randrange(10000):04d}{extension}"

    def _address(self) -> str:
        chance = self._random
        shape = chance.random()
        if shape < 0.025:
            return chance.choice(_HARD_PLACES)
        code = chance.choices(self._codes, self._shares)[0]
        city = "上海市" if chance.random() < 0.8 else ""
        street = chance.choice(self._streets[code]) if shape < 0.98 else ""
        road = chance.choice(words.ROADS[code])
        estate = chance.choice(words.ESTATES) if chance.random() < 0.25 else ""
        lane = f"{chance.randrange(20, 2400)}弄" if chance.random() < 0.75 else ""
        house = f"{chance.randrange(1, 190)}号"
        flat = f"{chance.randrange(1, 24)}0{chance.randrange(1, 7)}室" if lane else ""
        return f"{city}{self._districts[code]}{street}{road}{lane}{estate}{house}{flat}"

    def _remark(self, kind: str, faults: Sequence[str], urgent: bool) -> str:
        chance = self._random
        if urgent:
            return f"{chance.choice(faults)}；{chance.choice(words.URGENT_REMARKS)}"
        if kind == "repair":
            return chance.choice(faults)
        if kind == "install":
            return chance.choice(words.INSTALL_REMARKS)
        return chance.choice(words.REMOVAL_REMARKS if kind == "removal" else words.ENGINEERING_REMARKS)


def day_of_slips(maker: SlipMaker, day: date, count: int) -> list[Row]:
    """Return a day of ``count`` slips of every kind, in the order of the calls, for benchmarks and tests."""
    opening = datetime.combine(day, datetime.min.time()).replace(hour=7)
    shares = (("install", 0.55), ("repair", 0.36), ("removal", 0.06), ("engineering", 0.03))
    rows: list[Row] = []
    for kind, share in shares:
        # Rounded down, so that what is left for the last kind is never negative.
        number = int(count * share) if kind != "engineering" else count - len(rows)
        rows += maker.slips(kind, number, opening, opening + timedelta(hours=13))
    return sorted(rows, key=lambda row: (row["called_at"], row["order_no"]))


def write_csv(path: Path, rows: Iterable[Row], *, chinese: bool = True, encoding: str = "utf-8-sig") -> Path:
    """Write rows as CSV with Chinese or English headings; return the path."""
    with path.open("w", encoding=encoding, newline="") as file:
        writer = csv.writer(file)
        writer.writerow([CHINESE_HEADINGS[name] if chinese else name for name in COLUMNS])
        writer.writerows([row[name] for name in COLUMNS] for row in rows)
    return path


def write_json(path: Path, rows: Iterable[Row]) -> Path:
    """Write rows as a JSON list with the English import names; return the path."""
    path.write_text(json.dumps(list(rows), ensure_ascii=False), encoding="utf-8")
    return path


def write_xlsx(path: Path, rows: Iterable[Row], *, chinese: bool = True) -> Path:
    """Write rows as a workbook with one sheet; return the path."""
    from openpyxl import Workbook

    book = Workbook(write_only=True)
    sheet = book.create_sheet("作业单")
    sheet.append([CHINESE_HEADINGS[name] if chinese else name for name in COLUMNS])
    for row in rows:
        sheet.append([row[name] for name in COLUMNS])
    book.save(path)
    return path
