"""After the sending: worker, arrival, completion, closing, repeat repair, and when our clock stands still."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dispatch_tui.domain import following
from dispatch_tui.domain.lifecycle import may_become
from dispatch_tui.domain.orders import Kind, Order, State
from dispatch_tui.domain.rules import Level, worst

TODAY = date(2026, 9, 21)
NOW = datetime(2026, 9, 21, 2, tzinfo=UTC)
HOUR = timedelta(hours=1)
SLIP = Order(
    1,
    "A1",
    Kind.REPAIR,
    State.SENT,
    "张三",
    "1",
    "x",
    NOW,
    NOW,
    TODAY,
    dispatch_id=7,
    dispatched_at=NOW,
    due_at=NOW + HOUR,
)
STATES = st.sampled_from(list(State))
MOVING = st.sampled_from([state for state in State if state is not State.HOLD])


def blocked(findings: list[following.Finding]) -> bool:
    return worst(findings) is Level.BLOCK


@given(MOVING)
def test_guards_agree_with_the_steps(state: State) -> None:
    slip = replace(SLIP, state=state, signed=True, closed_at=NOW)
    assert blocked(following.may_arrive(slip)) is not may_become(state, State.ARRIVED)
    assert blocked(following.may_take_in_house(slip, "x")) is not may_become(state, State.IN_HOUSE)
    assert blocked(following.may_be_done(slip, signed=True)) is not may_become(state, State.DONE)
    assert blocked(following.may_close(slip, 0)) is not may_become(state, State.CLOSED)
    assert blocked(following.may_reopen(slip, "x", TODAY, TODAY, 30)) is not may_become(state, State.REOPENED)
    assert blocked(following.may_be_repaired(slip)) is (state is not State.IN_HOUSE)


@given(STATES)
def test_only_the_arrival_stops_the_clock(state: State) -> None:
    late = NOW + 2 * HOUR
    running = replace(SLIP, state=state)
    arrived = replace(SLIP, state=state, arrived_at=NOW + HOUR / 2)
    assert not following.overdue(arrived, late)
    if state is State.CANCELLED:
        assert following.time_left(arrived, late) is None
    else:
        assert following.time_left(arrived, late) == HOUR / 2 == following.time_left(arrived, late + HOUR)
    if following.clock_runs(running):
        assert following.time_left(running, late) == -HOUR
        assert following.overdue(running, late) is (state is not State.HOLD)
        assert not following.overdue(running, NOW)
    else:
        assert following.time_left(running, late) is None


def test_a_slip_sent_but_not_reached_is_late_from_its_due_time_on() -> None:
    assert following.overdue(SLIP, NOW + HOUR)
    assert not following.overdue(SLIP, NOW + HOUR - timedelta(seconds=1))
    assert not following.overdue(replace(SLIP, due_at=None), NOW + 9 * HOUR)


@pytest.mark.parametrize(
    "state", [State.SENT, State.ACKED, State.ARRIVED, State.DONE, State.CLOSED, State.CANCELLED]
)
def test_late_sheets_name_the_worker_in_every_state_after_the_sending(state: State) -> None:
    slip = replace(SLIP, state=state)
    assert not blocked(following.may_name_worker(slip, "王工"))
    after = following.named(slip, " 王工 ")
    assert after.worker == "王工"
    assert after.state is (State.ACKED if state is State.SENT else state)


def test_a_held_slip_is_acknowledged_when_the_hold_ends() -> None:
    slip = replace(SLIP, state=State.HOLD, state_before_hold=State.SENT)
    after = following.named(slip, "王工")
    assert (after.state, after.state_before_hold) == (State.HOLD, State.ACKED)


@pytest.mark.parametrize(
    ("slip", "name", "code"),
    [
        (SLIP, "  ", "name-missing"),
        (SLIP, "王" * 41, "name-long"),
        (replace(SLIP, dispatch_id=None, state=State.READY), "王工", "not-sent"),
        (replace(SLIP, state=State.ACKED, worker="王工"), "王工", "no-change"),
    ],
)
def test_refused_names(slip: Order, name: str, code: str) -> None:
    assert code in {finding.code for finding in following.may_name_worker(slip, name)}


def test_what_speaks_against_a_worker() -> None:
    def codes(name: str, workers: tuple[str, ...], slips: int) -> list[str]:
        return [each.code for each in following.worker_findings(name, workers, "一部", slips, 10)]

    assert codes("王工", (), 1) == []
    assert codes("王工", ("李工",), 1) == ["worker-unknown"]
    assert codes("王工", ("王工",), 10) == []
    assert codes("王工", ("王工",), 11) == ["worker-many"]


def test_a_worker_can_not_be_at_two_appointments() -> None:
    def at(first: float, last: float, id_: int = 2) -> Order:
        return replace(
            SLIP, id=id_, no=f"A{id_}", required_from=NOW + first * HOUR, required_to=NOW + last * HOUR
        )

    mine = at(0, 2, 1)
    assert following.busy_finding("王工", mine, [at(1, 3)])[0].code == "worker-busy"
    assert following.busy_finding("王工", mine, [at(2, 3), at(-1, 0)]) == []
    assert following.busy_finding("王工", mine, [mine]) == []
    assert following.busy_finding("王工", mine, [replace(at(1, 3), arrived_at=NOW)]) == []


def test_done_without_an_arrival_or_out_of_the_workshop() -> None:
    assert following.may_be_done(SLIP, signed=True)[0].code == "not-arrived"
    in_house = following.may_be_done(replace(SLIP, state=State.IN_HOUSE), signed=True)
    assert [(each.level, each.code) for each in in_house] == [(Level.WARN, "in-house")]
    arrived = replace(SLIP, state=State.ARRIVED)
    assert following.may_be_done(arrived, signed=True) == []
    assert [each.code for each in following.may_be_done(arrived, signed=False)] == ["not-signed"]


def test_nothing_is_struck_out_without_the_signature() -> None:
    done = replace(SLIP, state=State.DONE)
    assert [(each.level, each.code) for each in following.may_close(done, 0)] == [(Level.BLOCK, "not-signed")]
    signed = replace(done, signed=True)
    assert following.may_close(signed, 0) == []
    assert [(each.level, each.code) for each in following.may_close(signed, 2)] == [
        (Level.WARN, "addition-waits")
    ]


@given(st.integers(0, 60), st.integers(0, 60))
def test_reopening_is_possible_for_so_many_days(passed: int, days: int) -> None:
    slip = replace(SLIP, state=State.CLOSED)
    found = following.may_reopen(slip, "又不制冷", TODAY, TODAY + timedelta(days=passed), days)
    assert blocked(found) is (passed > days)


def test_going_out_again_leaves_nothing_of_the_last_visit() -> None:
    closed = replace(
        SLIP, state=State.CLOSED, worker="王工", arrived_at=NOW, done_at=NOW, closed_at=NOW, signed=True, urgent=True,
        required_from=NOW,
    )  # fmt: skip
    again = following.going_out_again(closed, State.REOPENED, TODAY, NOW + HOUR)
    assert again == replace(
        SLIP, state=State.REOPENED, called_at=NOW + HOUR, dispatch_id=None, dispatched_at=None
    )  # fmt: skip
    assert following.clock_runs(again)
