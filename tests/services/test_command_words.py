"""Days, times, tokens and names as people type them."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dispatch_tui.domain.orders import Kind
from dispatch_tui.errors import BadInput, NotFound
from dispatch_tui.services import roles
from dispatch_tui.services.commands.dates import (
    Bias,
    read_day,
    read_instant,
    read_span,
    read_time,
    read_times,
)
from dispatch_tui.services.commands.lexer import read_line
from dispatch_tui.services.commands.names import find_kind, find_season, points_like
from dispatch_tui.services.commands.targets import _range_of
from tests.services.conftest import MONDAY, ZONE, local, small_settings


@pytest.mark.parametrize(
    ("word", "day"),
    [
        ("2026-11-25", (2026, 11, 25)), ("2026年11月25日", (2026, 11, 25)), ("2026/1/5", (2026, 1, 5)),
        ("11-25", (2026, 11, 25)), ("11/25", (2026, 11, 25)), ("11月25日", (2026, 11, 25)), ("9-21", (2026, 9, 21)),
        ("9-20", (2027, 9, 20)), ("1-5", (2027, 1, 5)), ("25", (2026, 9, 25)), ("21", (2026, 9, 21)),
        ("20", (2026, 10, 20)), ("31", (2026, 10, 31)), ("25号", (2026, 9, 25)), ("today", (2026, 9, 21)),
        ("明天", (2026, 9, 22)), ("Tomorrow", (2026, 9, 22)), ("后天", (2026, 9, 23)), ("大后天", (2026, 9, 24)),
        ("fri", (2026, 9, 25)), ("Monday", (2026, 9, 21)), ("周五", (2026, 9, 25)), ("星期天", (2026, 9, 27)),
        ("下周一", (2026, 9, 28)), ("下周日", (2026, 10, 4)), ("+2d", (2026, 9, 23)), ("+10天", (2026, 10, 1)),
        ("customer", None), ("104", None), ("10:30", None), ("+2h", None), ("", None),
    ],
)  # fmt: skip
def test_days_to_come(word: str, day: tuple[int, int, int] | None) -> None:
    assert read_day(word, MONDAY) == (date(*day) if day else None)


@pytest.mark.parametrize(
    ("word", "day"),
    [("11-25", (2025, 11, 25)), ("9-21", (2026, 9, 21)), ("25", (2026, 8, 25)), ("21", (2026, 9, 21)),
     ("fri", (2026, 9, 18)), ("昨天", (2026, 9, 20)), ("31", (2026, 8, 31))],
)  # fmt: skip
def test_days_gone(word: str, day: tuple[int, int, int]) -> None:
    assert read_day(word, MONDAY, Bias.PAST) == date(*day)


@pytest.mark.parametrize("word", ["2-30", "2-29", "2026-02-29", "13-1", "0", "32", "2026-13-01"])
def test_days_that_do_not_exist(word: str) -> None:
    with pytest.raises(BadInput, match="not a day"):
        read_day(word, MONDAY)


@given(st.dates(date(2000, 1, 1), date(2100, 12, 31)), st.integers(1, 28))
def test_a_day_of_the_month_is_near(today: date, day: int) -> None:
    ahead = read_day(str(day), today)
    back = read_day(str(day), today, Bias.PAST)
    assert ahead is not None
    assert back is not None
    assert ahead.day == back.day == day
    assert timedelta(0) <= ahead - today < timedelta(days=32)
    assert timedelta(0) <= today - back < timedelta(days=32)


@pytest.mark.parametrize(
    ("word", "found"),
    [("10:30", time(10, 30)), ("9点", time(9)), ("9点半", time(9, 30)), ("9点15分", time(9, 15)), ("16时", time(16)),
     ("1030", None), ("noon", None)],
)  # fmt: skip
def test_times(word: str, found: time | None) -> None:
    assert read_time(word) == found


def test_ranges_of_times_and_lengths() -> None:
    assert read_times("9:00-11:00") == (time(9), time(11))
    assert read_times("9点至11点") == (time(9), time(11))
    assert read_times("11-25") is None
    assert read_span("2h") == timedelta(hours=2)
    assert read_span("1.5小时") == timedelta(minutes=90)
    assert read_span("soon") is None
    with pytest.raises(BadInput):
        read_time("24:00")


@pytest.mark.parametrize(
    ("text", "instant"),
    [
        ("10:30", local("10:30")), ("9-20 10:30", local("10:30", date(2026, 9, 20))),
        ("昨天 10:30", local("10:30", date(2026, 9, 20))), ("2026-09-21T10:30", local("10:30")),
        ("2026-09-21 10:30", local("10:30")), ("2026-09-21T02:30:00Z", local("10:30")),
        ("2026-09-21T10:30+09:00", local("09:30")), ("now", local("10:00")),
    ],
)  # fmt: skip
def test_instants(text: str, instant: datetime) -> None:
    assert read_instant(text, local("10:00"), ZONE) == instant
    assert read_instant(text, local("10:00"), ZONE).tzinfo is UTC


def test_words_keep_what_was_typed() -> None:
    line = read_line("／ｎｏｔｅ　１０４　客户说：“下午　３点”　好")
    assert [token.text for token in line.tokens] == ["note", "104", "客户说:“下午 3点”", "好"]
    assert line.rest(2) == "客户说：“下午　３点”　好"
    assert [token.text for token in read_line("place 101, 102 ,103 cn1").tokens] == [
        "place",
        "101,102,103",
        "cn1",
    ]
    assert [token.text for token in read_line("x @a & b|c y").tokens] == ["x", "@a&b|c", "y"]
    assert read_line("note 104 it's late").rest(2) == "it's late"
    assert read_line('note 104 "two words"').rest(2) == "two words"


def test_names(tmp_path: Path) -> None:
    settings = small_settings(tmp_path)
    assert [point.code for point in points_like("长宁", settings)] == ["cn1", "cn2"]
    assert [point.code for point in points_like("CN1", settings)] == ["cn1"]
    assert [point.code for point in points_like("old", settings)] == ["old"]
    assert points_like("！", settings) == []
    assert find_kind("wx") is Kind.REPAIR
    assert find_kind("inst") is Kind.INSTALL
    assert find_kind("移机") is Kind.REMOVAL
    assert find_season("旺季", settings.seasons).code == "peak"
    assert find_season("off-peak", settings.seasons).code == "off_peak"
    with pytest.raises(NotFound):
        find_season("winter", settings.seasons)


def test_ranges_of_numbers() -> None:
    assert _range_of("101-118") == ("101", "118")
    assert _range_of("20260921101-118") == ("20260921101", "20260921118")
    assert _range_of("AZ-101-118") == ("AZ-101", "AZ-118")
    assert _range_of("104") == ("104", "104")
    for wrong in ("118-101", "98-101"):
        with pytest.raises(BadInput):
            _range_of(wrong)


def test_every_action_has_a_name_and_roles() -> None:
    for action, allowed in roles.ALLOWED.items():
        assert allowed
        assert roles.action_word(action) != ""
    assert roles.action_word("something else") == "something else"


def test_29_february_is_not_moved_to_the_wrong_side_of_today() -> None:
    assert read_day("2-29", date(2028, 1, 1)) == date(2028, 2, 29)
    with pytest.raises(BadInput):
        read_day("2-29", date(2028, 6, 1))
