"""The work calendar: shifts, special days, clock changes."""

from __future__ import annotations

import pickle
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dispatch_tui.domain.calendar import (
    CalendarError,
    Interval,
    SpecialDay,
    WorkCalendar,
    from_minutes,
    to_minutes,
    wall_instant,
)

SHANGHAI = ZoneInfo("Asia/Shanghai")
NEW_YORK = ZoneInfo("America/New_York")
DAY = (Interval(510, 720), Interval(810, 1050))
WEEK = dict.fromkeys(range(5), DAY)
NATIONAL_DAY = SpecialDay("国庆节")


def calendar(**more: object) -> WorkCalendar:
    special = {date(2026, 10, day): NATIONAL_DAY for day in range(1, 8)}
    special[date(2026, 10, 10)] = SpecialDay("国庆节", working=True)
    return WorkCalendar(SHANGHAI, WEEK, special, frozenset({2026}), **more)  # type: ignore[arg-type]


def test_a_weekday_has_its_shifts_and_a_holiday_has_none() -> None:
    found = calendar()
    assert found.intervals(date(2026, 9, 30)) == DAY
    assert found.intervals(date(2026, 10, 1)) == ()
    assert found.intervals(date(2026, 9, 27)) == ()
    assert found.holiday_name(date(2026, 10, 1)) == "国庆节"
    assert found.holiday_name(date(2026, 9, 27)) is None


def test_a_make_up_saturday_has_the_shifts_of_a_working_day() -> None:
    found = calendar()
    assert found.is_makeup(date(2026, 10, 10))
    assert found.intervals(date(2026, 10, 10)) == DAY
    assert found.holiday_name(date(2026, 10, 10)) is None
    short = calendar(makeup=(Interval(540, 720),))
    assert short.intervals(date(2026, 10, 10)) == (Interval(540, 720),)


def test_a_special_day_may_have_hours_of_its_own() -> None:
    special = {date(2026, 12, 31): SpecialDay("盘点", True, (Interval(510, 720),))}
    found = WorkCalendar(SHANGHAI, WEEK, special)
    assert found.intervals(date(2026, 12, 31)) == (Interval(510, 720),)


def test_the_next_working_day_steps_over_holidays() -> None:
    found = calendar()
    assert found.next_working_day(date(2026, 9, 30)) == date(2026, 10, 8)
    assert found.next_working_day(date(2026, 9, 30), after=False) == date(2026, 9, 30)
    assert found.next_working_day(date(2026, 10, 9)) == date(2026, 10, 10)


def test_shifts_are_half_open() -> None:
    found = calendar()
    start = wall_instant(date(2026, 9, 21), 510, SHANGHAI)
    assert found.is_open(start)
    assert not found.is_open(start - timedelta(minutes=1))
    assert not found.is_open(wall_instant(date(2026, 9, 21), 720, SHANGHAI))


def test_a_calendar_without_any_open_interval_is_refused() -> None:
    with pytest.raises(CalendarError):
        WorkCalendar(SHANGHAI, {})
    with pytest.raises(CalendarError):
        WorkCalendar(SHANGHAI, dict.fromkeys(range(7), ()))


def test_overlapping_shifts_are_refused_and_touching_ones_are_not() -> None:
    with pytest.raises(CalendarError):
        WorkCalendar(SHANGHAI, {0: (Interval(500, 700), Interval(699, 800))})
    touching = WorkCalendar(SHANGHAI, {0: (Interval(700, 800), Interval(500, 700))})
    assert touching.weekly[0] == (Interval(500, 700), Interval(700, 800))


@pytest.mark.parametrize(("start", "end"), [(600, 600), (700, 600), (-1, 60), (0, 1441)])
def test_what_is_no_interval_is_refused(start: int, end: int) -> None:
    with pytest.raises(CalendarError):
        Interval(start, end)


def test_midnight_at_the_end_of_the_day_is_24_00() -> None:
    assert str(Interval(1320, 1440)) == "22:00-24:00"
    assert wall_instant(date(2026, 9, 21), 1440, SHANGHAI) == wall_instant(date(2026, 9, 22), 0, SHANGHAI)


def test_a_time_that_the_clocks_skip_is_the_change_itself() -> None:
    change = datetime(2026, 3, 8, 7, 0, tzinfo=UTC)
    assert wall_instant(date(2026, 3, 8), 150, NEW_YORK) == change
    assert wall_instant(date(2026, 3, 8), 120, NEW_YORK) == change
    assert wall_instant(date(2026, 3, 8), 180, NEW_YORK) == change
    assert wall_instant(date(2026, 3, 8), 119, NEW_YORK) == change - timedelta(minutes=1)


def test_a_time_shown_twice_is_the_first() -> None:
    assert wall_instant(date(2026, 11, 1), 90, NEW_YORK) == datetime(2026, 11, 1, 5, 30, tzinfo=UTC)


def test_a_shift_over_a_clock_change_is_an_hour_shorter_or_longer() -> None:
    night = WorkCalendar(NEW_YORK, {weekday: (Interval(0, 480),) for weekday in range(7)})
    lengths = [
        end - start
        for day in (date(2026, 3, 8), date(2026, 11, 1), date(2026, 6, 1))
        for start, end in night.spans(day)
    ]
    assert lengths == [420, 540, 480]


def test_a_shift_that_lies_in_the_skipped_hour_is_empty() -> None:
    found = WorkCalendar(NEW_YORK, {weekday: (Interval(120, 180),) for weekday in range(7)})
    assert found.spans(date(2026, 3, 8)) == ()
    assert len(found.spans(date(2026, 3, 9))) == 1


def test_a_calendar_survives_pickling_without_its_memory() -> None:
    found = calendar()
    found.spans(date(2026, 9, 21))
    again = pickle.loads(pickle.dumps(found))
    assert again == found
    assert again.spans(date(2026, 9, 21)) == found.spans(date(2026, 9, 21))


@given(st.dates(date(1990, 1, 1), date(2060, 1, 1)), st.integers(0, 1440), st.integers(0, 1440))
def test_later_on_the_wall_clock_is_never_earlier_in_truth(day: date, one: int, other: int) -> None:
    early, late = sorted((one, other))
    for zone in (SHANGHAI, NEW_YORK, ZoneInfo("America/Havana"), ZoneInfo("Australia/Lord_Howe")):
        assert wall_instant(day, early, zone) <= wall_instant(day, late, zone)


@given(st.integers(0, 10**8))
def test_minutes_and_instants_are_each_other_s_inverse(minutes: int) -> None:
    assert to_minutes(from_minutes(minutes)) == minutes
