"""The life cycle: steps, guards, and the two clocks of a held slip."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dispatch_tui.domain import lifecycle
from dispatch_tui.domain.calendar import Interval, WorkCalendar
from dispatch_tui.domain.due import ClockKind, Policy, working_due
from dispatch_tui.domain.lifecycle import may_become
from dispatch_tui.domain.orders import BEFORE_ARRIVAL, BEFORE_DONE, Kind, Order, State
from dispatch_tui.domain.pauses import HOLD_CAUSES, Pause, due_after_pause, minutes_between, pauses_clock
from dispatch_tui.domain.rules import Level, worst

ZONE = ZoneInfo("Asia/Shanghai")
TODAY = date(2026, 9, 21)
NOW = datetime(2026, 9, 21, 10, tzinfo=ZONE).astimezone(UTC)
SHIFTS = (Interval(510, 720), Interval(810, 1050))
CALENDAR = WorkCalendar(ZONE, dict.fromkeys(range(5), SHIFTS), {}, frozenset({2026}))
URBAN = Policy("urban", {"en": "urban"}, ClockKind.WORKING, 360)
ELAPSED = Policy("reply", {"en": "reply"}, ClockKind.ELAPSED, 1440)
SLIP = Order(1, "A1", Kind.INSTALL, State.RECEIVED, "张三", "1", "x", NOW, NOW, TODAY)


@pytest.mark.parametrize(
    ("before", "after", "allowed"),
    [
        (State.RECEIVED, State.REVIEW, True),
        (State.RECEIVED, State.SENT, False),
        (State.REVIEW, State.WAITING, True),
        (State.WAITING, State.READY, True),
        (State.READY, State.ASSIGNED, True),
        (State.ASSIGNED, State.SENT, True),
        (State.SENT, State.READY, True),
        (State.SENT, State.ARRIVED, True),
        (State.ACKED, State.ARRIVED, True),
        (State.ARRIVED, State.HOLD, False),
        (State.ARRIVED, State.CANCELLED, True),
        (State.DONE, State.CANCELLED, False),
        (State.CLOSED, State.REOPENED, True),
        (State.HOLD, State.READY, True),
        (State.CANCELLED, State.RECEIVED, False),
        (State.RECEIVED, State.WAITING, True),
        (State.ASSIGNED, State.WAITING, True),
        (State.ACKED, State.READY, True),
        (State.ACKED, State.DONE, False),
        (State.IN_HOUSE, State.DONE, True),
        (State.REOPENED, State.WAITING, True),
        (State.CLOSED, State.READY, False),
    ],
)
def test_steps(before: State, after: State, allowed: bool) -> None:
    assert may_become(before, after) is allowed


@given(st.sampled_from(list(State)))
def test_guards_agree_with_the_steps(state: State) -> None:
    slip = replace(SLIP, state=state)
    hold = worst(lifecycle.may_hold(slip, TODAY + timedelta(days=1), "away", TODAY))
    if state is not State.HOLD:
        assert (hold < Level.BLOCK) is (state in BEFORE_ARRIVAL) is may_become(state, State.HOLD)
    cancel = worst(lifecycle.may_cancel(slip, "mistake", "store"))
    assert (cancel < Level.BLOCK) is (state in BEFORE_DONE)
    assert (worst(lifecycle.may_resume(slip)) < Level.BLOCK) is (state is State.HOLD)


def test_sent_slips_warn_that_the_point_must_be_told() -> None:
    sent = replace(SLIP, state=State.SENT)
    for findings in (
        lifecycle.may_hold(sent, TODAY + timedelta(days=1), "away", TODAY),
        lifecycle.may_cancel(sent, "mistake", "store"),
        lifecycle.may_reappoint(sent, NOW + timedelta(days=1), None, NOW, 3),
        lifecycle.may_correct(sent),
    ):
        assert [finding.code for finding in findings] == ["sent-already"]
        assert worst(findings) is Level.WARN


def test_held_and_resumed() -> None:
    held = lifecycle.held(replace(SLIP, state=State.READY), TODAY, " away ")
    assert (held.state, held.state_before_hold, held.hold_reason) == (State.HOLD, State.READY, "away")
    again = lifecycle.held(held, TODAY, "still away")
    assert again.state_before_hold is State.READY
    back = lifecycle.resumed(again, TODAY, NOW)
    assert (back.state, back.hold_reason, back.hold_until, back.due_at) == (State.READY, "", None, NOW)


def test_causes() -> None:
    assert pauses_clock("客户外出，下周回来")
    assert pauses_clock("Customer away")
    assert not pauses_clock("待料")
    assert not pauses_clock("no idea")
    assert not pauses_clock("")
    assert len({cause.code for cause in HOLD_CAUSES}) == len(HOLD_CAUSES)


@given(st.integers(0, 60 * 24 * 20), st.integers(1, 60 * 24 * 5), st.integers(1, 359))
def test_what_was_left_is_left_after_the_pause(start: int, length: int, used: int) -> None:
    called = NOW + timedelta(minutes=start)
    due = working_due("urban", called, 360, CALENDAR).due
    held_at = working_due("urban", called, used, CALENDAR).due
    pause = Pause(held_at, held_at + timedelta(minutes=length), "客户外出", True)
    later = due_after_pause(due, URBAN, pause, CALENDAR)
    assert later is not None
    assert pause.end is not None
    assert later >= due
    assert minutes_between(URBAN, held_at, due, CALENDAR) == 360 - used
    assert minutes_between(URBAN, pause.end, later, CALENDAR) == 360 - used


def test_pauses_that_move_nothing() -> None:
    pause = Pause(NOW, NOW + timedelta(hours=3), "待料", False)
    due = NOW + timedelta(hours=1)
    assert due_after_pause(due, URBAN, pause, CALENDAR) == due
    counting = replace(pause, counts=True)
    overdue = NOW - timedelta(minutes=1)
    assert due_after_pause(overdue, URBAN, counting, CALENDAR) == overdue
    assert due_after_pause(due, None, counting, CALENDAR) == due
    assert due_after_pause(due, ELAPSED, counting, CALENDAR) == due + timedelta(hours=3)
    assert due_after_pause(due, URBAN, replace(counting, end=None), CALENDAR) == due
