"""A small room for the services: four network points, three operators, one SQLite file, a clock that stands still."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from dispatch_tui.clock import FixedClock
from dispatch_tui.domain.calendar import Interval, SpecialDay, WorkCalendar
from dispatch_tui.domain.due import ClockKind, DuePolicies, Policy, PolicyRule
from dispatch_tui.domain.orders import AreaClass, Kind, Order, State
from dispatch_tui.domain.seasons import DateRange, RepairHours, Season, Seasons
from dispatch_tui.services.desk import Desk
from dispatch_tui.settings.model import Branch, Coverage, NetworkPoint, Operator, OverdueRules, Role, Settings

ZONE = ZoneInfo("Asia/Shanghai")
MONDAY = date(2026, 9, 21)
"""A working day with a working day before (Friday) and after it."""


def local(text: str, day: date = MONDAY) -> datetime:
    """Return the UTC instant of "HH:MM" of a day, or of "MM-DD HH:MM" of 2026, in the branch's zone."""
    if " " in text:
        month_day, text = text.split()
        month, number = month_day.split("-")
        day = date(2026, int(month), int(number))
    hour, minute = text.split(":")
    return datetime(day.year, day.month, day.day, int(hour), int(minute), tzinfo=ZONE).astimezone(UTC)


def small_settings(folder: Path) -> Settings:
    """Return the settings of the small room."""
    shifts = (Interval(510, 720), Interval(810, 1050))
    special = {date(2026, 10, day): SpecialDay("国庆节") for day in range(1, 8)}
    special[date(2026, 10, 10)] = SpecialDay("国庆节", working=True)
    calendar = WorkCalendar(ZONE, dict.fromkeys(range(5), shifts), special, frozenset({2026}))
    all_kinds = frozenset({Kind.INSTALL, Kind.REPAIR, Kind.REMOVAL})
    return Settings(
        folder=folder,
        branch=Branch("sh", {"zh": "上海分部", "en": "Shanghai"}, ZONE, province="31", city="3101"),
        calendar=calendar,
        seasons=Seasons(
            (
                Season(
                    "off_peak", {"zh": "淡季", "en": "off-peak"}, (DateRange((0, 9, 1), (0, 5, 31)),),
                    ("12:00", "17:00"), RepairHours(60, 540, 1080),
                ),
                Season(
                    "peak", {"zh": "旺季", "en": "peak"}, (DateRange((0, 6, 1), (0, 8, 31)),),
                    ("10:30", "12:30", "15:30", "19:30"), RepairHours(60, 540, 1200),
                ),
            )
        ),
        policies=DuePolicies(
            {
                "urban": Policy("urban", {"zh": "市区", "en": "urban"}, ClockKind.WORKING, 360),
                "suburban": Policy("suburban", {"zh": "郊区", "en": "suburban"}, ClockKind.WORKING, 420),
            },
            (PolicyRule("suburban", areas=frozenset({AreaClass.SUBURBAN})), PolicyRule("urban")),
        ),
        overdue=OverdueRules(),
        points=(
            NetworkPoint("cn1", {"zh": "长宁一部", "en": "Changning 1"}, "cnyb", (Coverage("310105"),), all_kinds,
                         capacity_total=40),
            NetworkPoint("cn2", {"zh": "长宁二部", "en": "Changning 2"}, "cneb", (Coverage(keyword="虹桥机场"),),
                         all_kinds, capacity_total=3),
            NetworkPoint("xh", {"zh": "徐汇网点", "en": "Xuhui"}, "xhwd", (Coverage("310104"),),
                         frozenset({Kind.REPAIR}), categories=frozenset({"空调"})),
            NetworkPoint("old", {"zh": "老站", "en": "Old"}, "lz", (), all_kinds, active=False),
        ),
        operators=(
            Operator("1001", "李强", frozenset({Role.DISPATCHER}), "lq"),
            Operator("1002", "王敏", frozenset({Role.DISPATCHER}), "wm"),
            Operator("2001", "赵监", frozenset({Role.SUPERVISOR}), "zj"),
            Operator("3001", "钱料", frozenset({Role.MATERIALS}), "ql"),
        ),
        mappings={},
        areas={"310105": AreaClass.URBAN, "310104": AreaClass.URBAN},
        categories={"空调": ("空调", "ac"), "冰箱": ("冰箱", "fridge")},
        provinces=("31",),
    )  # fmt: skip


@pytest.fixture
def clock() -> FixedClock:
    """A clock that stands at Monday 2026-09-21 10:00 of Shanghai."""
    return FixedClock(local("10:00"))


@pytest.fixture
def desk(tmp_path: Path, clock: FixedClock) -> Iterator[Desk]:
    """The desk of dispatcher 1001 in the small room."""
    from dispatch_tui.storage.store import open_store

    settings = small_settings(tmp_path)
    store = open_store(f"sqlite:///{tmp_path / 'room.sqlite3'}", settings.branch.code)
    store.migrate()
    yield Desk(settings, store, clock, "1001", chosen_language="en")
    store.close()


@pytest.fixture
def colleague(desk: Desk) -> Desk:
    """The desk of dispatcher 1002 on the same database."""
    return Desk(desk.settings, desk.store, desk.clock, "1002", chosen_language="en")


def slip(no: str, **facts: Any) -> Order:
    """Return a complete received installation slip of Monday 09:00 at cn1, changed by keywords."""
    plain = Order(
        id=0, no=no, kind=Kind.INSTALL, state=State.RECEIVED, customer="张三", phone="13812345678",
        phone_digits="13812345678", address="上海市长宁区新华路123号", category="空调",
        entered_at=local("09:05"), received_at=local("09:00"), day=MONDAY, called_at=local("09:00"),
        point="cn1", district="310105", area=AreaClass.URBAN, slot="12:00", due_at=local("16:30"),
        due_policy="urban", entered_by="1001", initials="zs",
    )  # fmt: skip
    return replace(plain, **facts)


@pytest.fixture
def put(desk: Desk) -> Callable[..., list[Order]]:
    """Store slips and return them with their ids."""

    def store(*orders: Order) -> list[Order]:
        from dispatch_tui.storage.records import ID_STEP, take_ids

        first = take_ids(len(orders))
        stored = [replace(order, id=first + place * ID_STEP) for place, order in enumerate(orders)]
        with desk.store.write(desk.act("import")) as writer:
            writer.insert_orders(stored)
        return stored

    return store
