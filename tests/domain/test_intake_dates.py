"""Dates as people write them."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dispatch_tui.domain.intake_dates import MomentProblem, looks_like_hours, read_moment, to_utc

NINE_FIVE = datetime(2026, 7, 1, 9, 5)
P = MomentProblem


@pytest.mark.parametrize(
    "text",
    [
        "2026-07-01 09:05", "2026-07-01T09:05", "2026-07-01 09:05:00", "2026-07-01 09:05:00.250", "2026/7/1 9:05",
        "2026.7.1 9:05", "2026年7月1日 9:05", "2026年7月1日 上午9点5分", "2026年7月1日9时05分", "202607010905",
        "20260701 0905", "20260701090500", "２０２６－０７－０１　０９：０５", " 2026-7-1  9:05 ",
        "2026-07-01 (周三) 9:05", "2026-07-01 9:05 AM", "2026-7-1 9:05:00",
    ],
)  # fmt: skip
def test_one_instant_in_many_forms(text: str) -> None:
    moment = read_moment(text)
    assert (moment.start, moment.end, moment.problem) == (NINE_FIVE, None, None)


@pytest.mark.parametrize(
    "text", ["2026-07-01", "2026/7/1", "20260701", "2026年7月1号", "46204", "46204.0", "2026-7-1 全天"]
)
def test_a_day_is_the_whole_day(text: str) -> None:
    moment = read_moment(text)
    assert (moment.start, moment.end) == (datetime(2026, 7, 1), datetime(2026, 7, 2))
    assert moment.day_only


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("2026-07-01 09:00-12:00", 9, 12),
        ("2026-07-01 9点到12点", 9, 12),
        ("2026-07-01 下午2点-5点", 14, 17),
        ("2026-07-01 09:00~12:00", 9, 12),
        ("2026-07-01 上午", 8, 12),
        ("2026-07-01 下午", 12, 18),
        ("2026-07-01 9-12", 9, 12),
        ("2026-07-01 09:00至2026-07-01 12:00", 9, 12),
    ],
)
def test_ranges_in_one_cell(text: str, first: int, last: int) -> None:
    moment = read_moment(text)
    assert (moment.start, moment.end) == (datetime(2026, 7, 1, first), datetime(2026, 7, 1, last))


def test_twelve_at_night_is_the_end_of_the_day() -> None:
    moment = read_moment("2026-07-01 晚上8点-12点")
    assert (moment.start, moment.end) == (datetime(2026, 7, 1, 20), datetime(2026, 7, 2))
    assert read_moment("2026-07-01 下午12点").start == datetime(2026, 7, 1, 12)


def test_a_range_of_days_ends_with_its_last_day() -> None:
    moment = read_moment("2026-07-01~2026-07-03")
    assert (moment.start, moment.end) == (datetime(2026, 7, 1), datetime(2026, 7, 4))


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("7/1 9:00", P.NO_YEAR),
        ("7月1日", P.NO_YEAR),
        ("3/14/2025 1:20", P.DAY_OR_MONTH_FIRST),
        ("1.2.2026", P.DAY_OR_MONTH_FIRST),
        ("2026-02-29", P.NO_SUCH_DAY),
        ("2026-02-29 10:00", P.NO_SUCH_DAY),
        ("2026-13-01", P.NO_SUCH_DAY),
        ("2026-07-01 24:01", P.NO_SUCH_DAY),
        ("2026-07-01 晚上12点半", P.NO_SUCH_DAY),
        ("2026-07-01 25:00", P.NO_SUCH_DAY),
        ("2026年7月1日 9点70分", P.NO_SUCH_DAY),
        ("1026-07-01", P.OUT_OF_RANGE),
        ("2101-07-01", P.OUT_OF_RANGE),
        ("9999-12-31", P.OUT_OF_RANGE),
        ("9999/12/31 24:00", P.OUT_OF_RANGE),
        ("2026-07-01T09:00+99:00", P.NO_SUCH_DAY),
        ("明天上午", P.UNREADABLE),
        ("尽快", P.UNREADABLE),
        ("2026-07-01 尽快", P.UNREADABLE),
        ("20260701090500123", P.UNREADABLE),
        ("0", P.UNREADABLE),
    ],
)
def test_what_would_have_to_be_guessed_is_refused(text: str, problem: MomentProblem) -> None:
    assert read_moment(text).problem is problem


def test_leap_days_and_midnight() -> None:
    assert read_moment("2028-02-29").start == datetime(2028, 2, 29)
    assert read_moment("2026-07-01 24:00").start == datetime(2026, 7, 2)
    assert read_moment("2026-07-01 00:00").start == datetime(2026, 7, 1)


def test_day_numbers_of_both_spreadsheet_calendars() -> None:
    assert read_moment("46204.378472222").start == NINE_FIVE
    assert read_moment("44742.378472222", True).start == NINE_FIVE


def test_offsets_and_zones() -> None:
    shanghai = ZoneInfo("Asia/Shanghai")
    same = {"2026-07-01T09:05:00+08:00", "2026-07-01T01:05:00Z", "2026-06-30T21:05-04:00", "2026-07-01 09:05"}
    found = {to_utc(moment, shanghai) for text in same if (moment := read_moment(text).start)}
    assert found == {datetime(2026, 7, 1, 1, 5, tzinfo=UTC)}


def test_hours_without_a_day() -> None:
    assert looks_like_hours("09:00-12:00")
    assert looks_like_hours("下午")
    assert not looks_like_hours("2026-07-01 09:00")
    assert not looks_like_hours("随时")


@given(
    st.text(alphabet="0123456789-/:. 年月日点分上午下至~TZ+周三am", max_size=24) | st.text(max_size=24),
    st.booleans(),
)
def test_any_text_is_read_without_failing(text: str, epoch: bool) -> None:
    moment = read_moment(text, epoch)
    assert moment.problem is None or (moment.start is None and moment.end is None)


@given(
    st.datetimes(datetime(1990, 1, 1), datetime(2100, 12, 31)).map(lambda found: found.replace(microsecond=0))
)
def test_what_is_exported_is_read_again(found: datetime) -> None:
    aware = found.replace(tzinfo=UTC)
    assert read_moment(aware.isoformat()).start == aware
