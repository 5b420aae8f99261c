"""Due times: arithmetic against a minute-by-minute count, properties, and the choice of a policy."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from dispatch_tui.domain.calendar import Interval, SpecialDay, WorkCalendar, to_minutes
from dispatch_tui.domain.due import (
    APPOINTMENT,
    ClockKind,
    DuePolicies,
    OrderFacts,
    Policy,
    PolicyRule,
    StartEvent,
    Why,
    elapsed_due,
    working_due,
)
from dispatch_tui.domain.orders import AreaClass, Kind, Order, State
from dispatch_tui.errors import NotFound

SHANGHAI = ZoneInfo("Asia/Shanghai")
NEW_YORK = ZoneInfo("America/New_York")
DAY = (Interval(510, 720), Interval(810, 1050))


def sample(zone: ZoneInfo = SHANGHAI) -> WorkCalendar:
    """The sample calendar of the worked examples: 1-7 October 2026 off, Saturday 10 October made up for."""
    special = {date(2026, 10, day): SpecialDay("国庆节") for day in range(1, 8)}
    special[date(2026, 10, 10)] = SpecialDay("国庆节", working=True)
    return WorkCalendar(zone, dict.fromkeys(range(5), DAY), special, frozenset({2026}))


def at(text: str, zone: ZoneInfo = SHANGHAI) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=zone)


@pytest.mark.parametrize(
    ("call", "hours", "due"),
    [
        pytest.param("2026-09-21 09:00", 6, "2026-09-21 16:30", id="T1 same day over lunch"),
        pytest.param("2026-09-21 16:00", 6, "2026-09-22 14:30", id="T2 over night"),
        pytest.param("2026-09-21 16:00", 7, "2026-09-22 15:30", id="T3 suburban"),
        pytest.param("2026-09-21 12:40", 6, "2026-09-22 10:30", id="T4 call in the lunch break"),
        pytest.param("2026-09-21 19:30", 6, "2026-09-22 16:00", id="T5 after hours"),
        pytest.param("2026-09-22 07:00", 6, "2026-09-22 16:00", id="T5 before hours"),
        pytest.param("2026-09-22 10:00", 6, "2026-09-22 17:30", id="T6 ends exactly at closing"),
        pytest.param("2026-09-30 16:30", 6, "2026-10-08 15:00", id="T6b before the holiday"),
        pytest.param("2026-10-09 16:00", 6, "2026-10-10 14:30", id="T6c make-up Saturday counts"),
        pytest.param("2026-09-19 10:00", 6, "2026-09-21 16:00", id="T6d ordinary Saturday does not"),
    ],
)
def test_worked_examples_on_their_sample_calendar(call: str, hours: int, due: str) -> None:
    found = working_due("p", at(call), hours * 60, sample())
    assert found.due == at(due)
    assert sum(step.minutes for step in found.steps) == hours * 60
    assert not found.calendar_missing


def test_steps_tell_the_stretches_and_why() -> None:
    found = working_due("p", at("2026-10-09 16:00"), 360, sample())
    assert [(step.minutes, step.why) for step in found.steps] == [
        (90, Why.WORKING_HOURS),
        (210, Why.MAKEUP_DAY),
        (60, Why.MAKEUP_DAY),
    ]
    assert found.steps[0].start == at("2026-10-09 16:00")
    assert found.steps[-1].end == found.due


def test_a_year_without_a_holiday_table_is_said() -> None:
    found = working_due("p", at("2026-12-31 16:00"), 360, sample())
    assert found.calendar_missing
    assert found.missing_years == (2027,)
    assert not working_due("p", at("2026-12-31 16:00"), 60, sample()).calendar_missing


def test_seconds_of_the_call_are_cut_off_in_working_time() -> None:
    found = working_due("p", at("2026-09-21 09:00:59"), 60, sample())
    assert found.due == at("2026-09-21 10:00")
    assert found.start == at("2026-09-21 09:00:59")


def test_elapsed_time_counts_day_and_night_over_clock_changes() -> None:
    found = elapsed_due("p", at("2026-03-07 12:00", NEW_YORK), 24 * 60)
    assert found.due == at("2026-03-08 13:00", NEW_YORK)
    assert found.steps[0].minutes == 24 * 60


def test_working_time_over_a_clock_change_counts_real_minutes() -> None:
    night = WorkCalendar(NEW_YORK, {weekday: (Interval(0, 480),) for weekday in range(7)})
    assert working_due("p", at("2026-03-08 00:00", NEW_YORK), 180, night).due == at(
        "2026-03-08 04:00", NEW_YORK
    )
    assert working_due("p", at("2026-11-01 00:00", NEW_YORK), 180, night).due == at(
        "2026-11-01 02:00", NEW_YORK
    )


shifts = st.lists(st.integers(0, 96), min_size=2, max_size=6, unique=True).map(
    lambda cuts: tuple(
        Interval(start * 15, end * 15)
        for start, end in zip(sorted(cuts)[::2], sorted(cuts)[1::2], strict=False)
    )
)
zones = st.sampled_from([SHANGHAI, NEW_YORK, ZoneInfo("Europe/London"), ZoneInfo("Australia/Lord_Howe")])
days = st.dates(date(2026, 1, 1), date(2026, 12, 31))


@st.composite
def calendars(draw: st.DrawFn) -> WorkCalendar:
    weekly = draw(st.dictionaries(st.integers(0, 6), shifts, min_size=1, max_size=7))
    special = {day: SpecialDay("x", working=draw(st.booleans())) for day in draw(st.lists(days, max_size=8))}
    return WorkCalendar(draw(zones), weekly, special, frozenset({2026}))


instants = st.datetimes(datetime(2026, 1, 1), datetime(2026, 12, 31)).map(
    lambda when: when.replace(tzinfo=UTC)
)
limits = st.integers(1, 2000)


def minute_by_minute(calendar: WorkCalendar, instant: datetime, limit: int) -> int:
    """Count the slow way: one minute after the other, looking at the wall clock each time."""
    minute = to_minutes(instant)
    while limit:
        limit -= calendar.is_open(datetime(1970, 1, 1, tzinfo=UTC) + timedelta(minutes=minute))
        minute += 1
    return minute


@settings(max_examples=60, deadline=None)
@given(calendars(), instants, limits)
def test_due_equals_the_minute_by_minute_count(calendar: WorkCalendar, instant: datetime, limit: int) -> None:
    weekly = sum(shift.minutes for day in calendar.weekly.values() for shift in day)
    assume(limit / weekly < 4)
    found = working_due("p", instant, limit, calendar)
    assert to_minutes(found.due) == minute_by_minute(calendar, instant, limit)


@settings(deadline=None)
@given(calendars(), instants, limits)
def test_steps_add_up_follow_one_another_and_lie_in_shifts(
    calendar: WorkCalendar, instant: datetime, limit: int
) -> None:
    found = working_due("p", instant, limit, calendar)
    assert sum(step.minutes for step in found.steps) == limit
    assert all(step.end - step.start == timedelta(minutes=step.minutes) for step in found.steps)
    assert all(one.end <= two.start for one, two in zip(found.steps, found.steps[1:], strict=False))
    assert all(calendar.is_open(step.start) for step in found.steps)
    assert calendar.is_open(found.due - timedelta(minutes=1))
    assert found.due == found.steps[-1].end


@settings(deadline=None)
@given(calendars(), instants, limits, st.integers(0, 5000), st.integers(0, 2000))
def test_due_is_monotone_in_start_and_limit(
    calendar: WorkCalendar, instant: datetime, limit: int, later: int, more: int
) -> None:
    found = working_due("p", instant, limit, calendar).due
    assert found <= working_due("p", instant + timedelta(minutes=later), limit, calendar).due
    assert found <= working_due("p", instant, limit + more, calendar).due


URBAN = Policy("urban", {"zh": "市区上门", "en": "Urban visit"}, ClockKind.WORKING, 360)
SUBURBAN = Policy("suburban", {"zh": "郊区上门"}, ClockKind.WORKING, 420)
URGENT = Policy("urgent", {"zh": "加急"}, ClockKind.WORKING, 120, StartEvent.RECEIVED)
POLICIES = DuePolicies(
    {policy.code: policy for policy in (URBAN, SUBURBAN, URGENT)},
    (
        PolicyRule("urgent", urgent=True),
        PolicyRule("urban", areas=frozenset({AreaClass.URBAN})),
        PolicyRule("suburban", areas=frozenset({AreaClass.SUBURBAN, AreaClass.OUTLYING})),
    ),
)
CALL = at("2026-09-21 09:00").astimezone(UTC)
ORDER = Order(
    1, "A1", Kind.REPAIR, State.RECEIVED, "王", "1", "地", CALL, CALL + timedelta(minutes=30), date(2026, 9, 21),
    called_at=CALL, area=AreaClass.URBAN,
)  # fmt: skip


def test_policies_are_found_by_code_and_by_name() -> None:
    for word in ("urban", "URBAN", "市区上门", "Urban visit", "urban-visit".replace("-", " ")):
        assert POLICIES.find(word) is URBAN
    with pytest.raises(NotFound, match="urban, suburban, urgent"):
        POLICIES.find("vip")


def test_the_first_row_that_fits_chooses() -> None:
    assert POLICIES.choose(OrderFacts(Kind.REPAIR, AreaClass.SUBURBAN)) == "suburban"
    assert POLICIES.choose(OrderFacts(Kind.REPAIR, AreaClass.SUBURBAN, urgent=True)) == "urgent"


def test_an_unknown_area_takes_the_shorter_limit_and_says_so() -> None:
    assert POLICIES.choose(OrderFacts(Kind.REPAIR, AreaClass.UNKNOWN)) == "urban"
    found = POLICIES.due_of(replace(ORDER, area=AreaClass.UNKNOWN), sample())
    assert found is not None
    assert found.policy == "urban"
    assert found.area_assumed


def test_a_row_that_names_unknown_decides_about_it() -> None:
    rules = (PolicyRule("suburban", areas=frozenset({AreaClass.UNKNOWN})), *POLICIES.rules)
    assert DuePolicies(POLICIES.policies, rules).choose(OrderFacts(Kind.REPAIR)) == "suburban"


def test_the_clock_starts_at_the_call_not_at_the_entry() -> None:
    found = POLICIES.due_of(ORDER, sample())
    assert found is not None
    assert found.due == at("2026-09-21 16:30")
    late = POLICIES.due_of(replace(ORDER, called_at=None), sample())
    assert late is not None
    assert late.start == ORDER.received_at


def test_an_appointment_replaces_the_limit() -> None:
    window = replace(ORDER, required_from=at("2026-09-25 09:00"), required_to=at("2026-09-25 11:00"))
    found = POLICIES.due_of(window, sample())
    assert found is not None
    assert (found.policy, found.due, found.steps) == (APPOINTMENT, at("2026-09-25 11:00"), ())
    only_start = POLICIES.due_of(replace(window, required_to=None), sample())
    assert only_start is not None
    assert only_start.due == at("2026-09-25 09:00")


def test_an_urgent_slip_keeps_the_earlier_of_limit_and_appointment() -> None:
    urgent = replace(ORDER, urgent=True, required_to=at("2026-09-25 11:00"))
    found = POLICIES.due_of(urgent, sample())
    assert found is not None
    assert (found.policy, found.due) == ("urgent", at("2026-09-21 11:30"))
    soon = POLICIES.due_of(replace(urgent, required_to=at("2026-09-21 10:00")), sample())
    assert soon is not None
    assert (soon.policy, soon.due) == (APPOINTMENT, at("2026-09-21 10:00"))


def test_no_row_no_due_time() -> None:
    assert DuePolicies({"urban": URBAN}).due_of(ORDER, sample()) is None
