"""Clock times, shifts, dates and lengths of time as people write them."""

from __future__ import annotations

import contextlib
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dispatch_tui.domain.calendar import Interval, clock_text
from dispatch_tui.settings.values import clock_minute, date_range, day, day_of_year, length_minutes, shift


@pytest.mark.parametrize(
    ("text", "minute"), [("08:30", 510), ("8:30", 510), ("24:00", 1440), ("０８：３０", 510), (" 00:00 ", 0)]
)
def test_times_of_day(text: str, minute: int) -> None:
    assert clock_minute(text) == minute


@pytest.mark.parametrize("text", ["", "8", "8:3", "24:01", "12:60", "25:00", "-1:00", "8.30", "noon"])
def test_what_is_no_time_of_day(text: str) -> None:
    with pytest.raises(ValueError, match="time of day"):
        clock_minute(text)


@given(st.integers(0, 1440))
def test_every_minute_can_be_written_and_read(minute: int) -> None:
    assert clock_minute(clock_text(minute)) == minute


@pytest.mark.parametrize("text", ["08:30-12:00", "08:30 – 12:00", "8:30～12:00", "08:30至12:00"])
def test_shifts(text: str) -> None:
    assert shift(text) == Interval(510, 720)


def test_a_shift_over_midnight_is_to_be_written_as_two() -> None:
    with pytest.raises(ValueError, match=r"22:00-24:00 and, on the next day, 00:00-06:00"):
        shift("22:00-06:00")
    with pytest.raises(ValueError, match="empty"):
        shift("08:00-08:00")


def test_dates_and_ranges() -> None:
    assert day("2026-10-01") == day("2026/10/1") == day("2026年10月1日") == date(2026, 10, 1)
    assert str(date_range("05-20..09-10")) == "05-20..09-10"
    assert str(date_range("2026-05-20..2026-09-10")) == "2026-05-20..2026-09-10"
    assert date_range("02-29").recurs
    assert day_of_year("10-01..10-07", 2026) == (date(2026, 10, 1), date(2026, 10, 7))
    assert day_of_year("2026-01-04", 2026) == (date(2026, 1, 4), date(2026, 1, 4))


@pytest.mark.parametrize(
    "text",
    ["", "13-01", "02-30", "2026-02-29", "05-20..", "05-20..2026-09-10", "2026-09-10..2026-05-20", "1-2-3-4"],
)
def test_what_is_no_range_of_days(text: str) -> None:
    with pytest.raises(ValueError, match=r"\w"):
        date_range(text)


def test_ranges_of_a_holiday_table_stay_in_their_year() -> None:
    for text in ("2025-12-31", "02-29", "10-07..10-01"):
        with pytest.raises(ValueError, match=r"\w"):
            day_of_year(text, 2026)


@pytest.mark.parametrize(
    ("text", "minutes"),
    [
        ("6h", 360),
        ("6 h", 360),
        ("90 min", 90),
        ("1h30m", 90),
        ("24小时", 1440),
        ("2天", 2880),
        ("30分钟", 30),
        ("1d 2h", 1560),
    ],
)
def test_lengths_of_time(text: str, minutes: int) -> None:
    assert length_minutes(text) == minutes


@pytest.mark.parametrize("text", ["", "6", "h", "-6h", "6x", "6h 6h", "∞"])
def test_what_is_no_length_of_time(text: str) -> None:
    with pytest.raises(ValueError, match="length of time"):
        length_minutes(text)


@given(st.text(max_size=30))
def test_any_text_is_read_or_refused(text: str) -> None:
    for read in (clock_minute, shift, day, date_range, length_minutes):
        with contextlib.suppress(ValueError):
            read(text)
