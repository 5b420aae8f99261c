"""The clocks: shifted ones agree between processes, fixed ones stand still."""

from datetime import UTC, datetime, timedelta, timezone

from dispatch_tui.clock import FixedClock, ShiftedClock, SystemClock

START = datetime(2026, 7, 1, 10, 20, tzinfo=timezone(timedelta(hours=8)))


def test_the_system_clock_is_aware_and_in_utc() -> None:
    assert SystemClock().now().utcoffset() == timedelta(0)


def test_two_shifted_clocks_with_the_same_anchor_read_the_same_time() -> None:
    one = ShiftedClock(START, anchor=1_000.0, speed=60)
    other = ShiftedClock(START, anchor=1_000.0, speed=60)
    assert abs(one.now() - other.now()) < timedelta(minutes=1)
    assert one.start == datetime(2026, 7, 1, 2, 20, tzinfo=UTC)


def test_a_shifted_clock_runs_at_its_speed(monkeypatch) -> None:
    clock = ShiftedClock(START, anchor=1_000.0, speed=60)
    monkeypatch.setattr("time.time", lambda: 1_010.0)
    assert clock.now() == START + timedelta(minutes=10)


def test_a_fixed_clock_moves_only_when_told() -> None:
    clock = FixedClock(START)
    assert clock.now() == clock.now() == START
    assert clock.move(minutes=5) == START + timedelta(minutes=5)
    assert clock.now() == START + timedelta(minutes=5)
