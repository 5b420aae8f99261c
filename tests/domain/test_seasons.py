"""Seasons: which hand-over times a day has, and ranges that don't fit together."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dispatch_tui.domain.calendar import Interval, WorkCalendar
from dispatch_tui.domain.seasons import DateRange, RepairHours, Season, SeasonError, Seasons, SeasonSwitch

SHANGHAI = ZoneInfo("Asia/Shanghai")
OFF_SLOTS = ("12:00", "17:00")
PEAK_SLOTS = ("10:30", "12:30", "15:30", "19:30")


def yearly(first: str, last: str) -> DateRange:
    ends = [tuple(int(part) for part in text.split("-")) for text in (first, last)]
    return DateRange((0, *ends[0]), (0, *ends[1]))  # type: ignore[arg-type]


def dated(first: str, last: str) -> DateRange:
    ends = [date.fromisoformat(text) for text in (first, last)]
    return DateRange(*((end.year, end.month, end.day) for end in ends))


def seasons(off_peak: DateRange, peak: DateRange) -> Seasons:
    return Seasons(
        (
            Season("off_peak", {"zh": "淡季"}, (off_peak,), OFF_SLOTS, RepairHours(60, 540, 1080)),
            Season("peak", {"zh": "旺季"}, (peak,), PEAK_SLOTS, RepairHours(60, 540, 1200)),
        )
    )


@pytest.fixture
def year() -> Seasons:
    return seasons(yearly("09-11", "05-31"), yearly("06-01", "09-10"))


@pytest.fixture
def calendar() -> WorkCalendar:
    return WorkCalendar(SHANGHAI, {weekday: (Interval(510, 1050),) for weekday in range(5)})


def test_t10_the_season_changes_at_midnight(year: Seasons) -> None:
    assert year.install_slots(date(2026, 5, 31)) == OFF_SLOTS
    assert year.install_slots(date(2026, 6, 1)) == PEAK_SLOTS
    assert year.repair_slots(date(2026, 5, 31))[-1] == "18:00"
    assert year.repair_slots(date(2026, 6, 1))[0] == "09:00"
    assert year.repair_slots(date(2026, 6, 1))[-1] == "20:00"


def test_a_gap_names_both_ranges() -> None:
    with pytest.raises(SeasonError) as caught:
        seasons(yearly("09-15", "05-31"), yearly("06-01", "09-10"))
    error = caught.value
    assert error.kind == "gap"
    assert (str(error.first), str(error.second)) == ("peak 06-01..09-10", "off_peak 09-15..05-31")
    assert (error.day, error.last) == (date(2024, 9, 11), date(2024, 9, 14))


def test_an_overlap_names_both_ranges() -> None:
    with pytest.raises(SeasonError) as caught:
        seasons(yearly("09-05", "05-31"), yearly("06-01", "09-10"))
    assert caught.value.kind == "overlap"
    assert {caught.value.first.season, caught.value.second.season} == {"off_peak", "peak"}


def test_the_leap_day_belongs_to_a_season_too() -> None:
    with pytest.raises(SeasonError) as caught:
        seasons(yearly("03-01", "06-30"), yearly("07-01", "02-28"))
    assert caught.value.day == date(2024, 2, 29)
    assert seasons(yearly("03-01", "06-30"), yearly("07-01", "02-29")).on(date(2026, 2, 28)).code == "peak"


def test_ranges_with_years_have_to_follow_one_another() -> None:
    with pytest.raises(SeasonError):
        seasons(dated("2026-01-01", "2026-05-31"), dated("2026-06-02", "2026-12-31"))
    found = seasons(dated("2026-01-01", "2026-05-31"), dated("2026-06-01", "2026-12-31"))
    assert found.on(date(2026, 5, 31)).code == "off_peak"
    assert found.on(date(2027, 3, 1)).code == "peak"
    assert found.on(date(2025, 3, 1)).code == "off_peak"
    assert not found.knows(date(2027, 3, 1))


def test_a_switch_by_hand_counts_from_its_day_on(year: Seasons) -> None:
    switched = year.with_switches([SeasonSwitch(date(2026, 5, 18), "peak", "早热", "1001")])
    assert switched.on(date(2026, 5, 17)).code == "off_peak"
    assert switched.on(date(2026, 5, 18)).code == "peak"
    assert switched.on(date(2026, 12, 1)).code == "peak"
    assert year.on(date(2026, 5, 18)).code == "off_peak"
    back = year.with_switches([*switched.switches, SeasonSwitch(date(2026, 9, 20), "", "", "1001")])
    assert back.on(date(2026, 12, 1)).code == "off_peak"
    assert back.switched(date(2026, 12, 1)) is None
    assert back.switched(date(2026, 6, 1)) == switched.switches[0]


def test_of_two_switches_on_one_day_the_later_counts(year: Seasons) -> None:
    day = date(2026, 5, 18)
    found = year.with_switches([SeasonSwitch(day, "peak", "", "1"), SeasonSwitch(day, "off_peak", "", "1")])
    assert found.on(day).code == "off_peak"


def test_the_last_tick_is_not_after_the_end() -> None:
    assert RepairHours(50, 540, 690).ticks() == ("09:00", "09:50", "10:40", "11:30")
    assert RepairHours(60, 540, 690).ticks() == ("09:00", "10:00", "11:00")


def test_the_next_batch_is_on_a_working_day(year: Seasons, calendar: WorkCalendar) -> None:
    def local(text: str) -> datetime:
        return datetime.fromisoformat(text).replace(tzinfo=SHANGHAI)

    slot, instant = year.next_install(local("2026-07-01 10:30"), SHANGHAI, calendar) or ("", None)
    assert (slot, instant) == ("12:30", local("2026-07-01 12:30"))
    slot, instant = year.next_install(local("2026-07-03 19:30"), SHANGHAI, calendar) or ("", None)
    assert (slot, instant) == ("10:30", local("2026-07-06 10:30"))
    slot, instant = year.next_repair(local("2026-05-29 18:00"), SHANGHAI, calendar) or ("", None)
    assert (slot, instant) == ("09:00", local("2026-06-01 09:00"))


def test_a_slot_of_24_00_is_the_end_of_its_day(year: Seasons) -> None:
    assert year.slot_instant(date(2026, 7, 1), "24:00", SHANGHAI) == datetime(2026, 7, 1, 16, tzinfo=UTC)


@given(st.dates(date(2024, 1, 1), date(2024, 12, 31)), st.dates(date(2024, 1, 1), date(2024, 12, 31)))
def test_two_ranges_that_share_the_year_cover_every_day_once(first: date, second: date) -> None:
    """Cut the year at any two days: the two halves fit, whatever lies over New Year."""
    if first == second:
        return
    before = timedelta(days=1)

    def end(day: date) -> str:
        return f"{day:%m-%d}" if day.year == 2024 else "12-31"

    found = seasons(
        yearly(f"{first:%m-%d}", end(second - before)), yearly(f"{second:%m-%d}", end(first - before))
    )
    day = date(2023, 1, 1)
    while day < date(2025, 1, 1):
        assert found.on(day).code in ("off_peak", "peak")
        assert found.knows(day)
        day += timedelta(days=30)
