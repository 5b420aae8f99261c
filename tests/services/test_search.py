"""Finding slips by text and filters."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest

from dispatch_tui.domain.filters import PENDING, AtPoint, DueWithin
from dispatch_tui.domain.orders import Order, State
from dispatch_tui.services import search
from dispatch_tui.services.desk import Desk
from tests.services.conftest import local, slip

Put = Callable[..., list[Order]]


@pytest.fixture
def room(put: Put) -> list[Order]:
    return put(
        slip("20260921101", customer="张三丰", initials="zsf", phone_digits="13800001234", phone="13800001234"),
        slip("20260921102", customer="李四", initials="ls", address="上海市徐汇区衡山路9号", point="xh",
             due_at=local("09:30")),
        slip("20260921103", customer="王五", initials="ww", model="KFR-35GW", state=State.CLOSED,
             due_at=local("12:00")),
    )  # fmt: skip


def numbers(desk: Desk, ids: object) -> list[str]:
    return [order.no[-3:] for order in search.orders(desk, ids)]  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("text", "found"),
    [("102", ["102"]), ("20260921101", ["101"]), ("1234", ["101"]), ("zsf", ["101"]), ("ｚｓｆ", ["101"]),
     ("衡山路", ["102"]), ("kfr-35gw", ["103"]), ("张三丰 1234", ["101"]), ("张三丰 9999", [])],
)  # fmt: skip
def test_by_text(desk: Desk, room: list[Order], text: str, found: list[str]) -> None:
    assert numbers(desk, search.search(desk, text)) == found


def test_by_condition_and_both(desk: Desk, room: list[Order]) -> None:
    assert numbers(desk, search.search(desk, condition=PENDING)) == ["102", "101"]
    assert numbers(desk, search.search(desk, condition=AtPoint("xh"))) == ["102"]
    assert numbers(desk, search.search(desk, "李四", PENDING)) == ["102"]
    assert numbers(desk, search.search(desk, "王五", PENDING)) == []
    assert numbers(desk, search.search(desk, condition=DueWithin(timedelta(0)))) == ["102"]
    assert numbers(desk, search.search(desk)) == ["103", "102", "101"]
    assert numbers(desk, search.search(desk, limit=1)) == ["103"]


def test_lines_for_the_command_line(desk: Desk, room: list[Order]) -> None:
    (line,), total = search.found_lines(desk, "衡山路", None)
    assert total == 1
    assert (line["order_no"], line["point"], line["due_at"]) == (
        "20260921102",
        "xh",
        "2026-09-21T09:30+08:00",
    )


def test_all_that_fit_are_counted_though_only_the_first_are_told(desk: Desk, room: list[Order]) -> None:
    lines, total = search.found_lines(desk, "", None, limit=2)
    assert ([line["order_no"] for line in lines], total) == (["20260921103", "20260921102"], 3)


def test_a_surname_alone_is_looked_for_among_open_slips(desk: Desk, room: list[Order]) -> None:
    assert numbers(desk, search.search(desk, "李")) == ["102"]
    assert numbers(desk, search.search(desk, "王")) == []


def test_a_pasted_text_of_any_length_is_looked_for(desk: Desk) -> None:
    assert list(search.search(desk, "张 " * 5000)) == []
    assert list(search.search(desk, " ".join(chr(0x4E00 + n) for n in range(5000)))) == []
