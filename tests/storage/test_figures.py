"""The board summary equals the count of the slips after any history, and the past can be shown exactly."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, timedelta
from typing import Any
from uuid import uuid4
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dispatch_tui.domain.board import Tally
from dispatch_tui.domain.orders import PENDING_STATES, Kind, Order, State
from dispatch_tui.storage.store import Store, open_store
from tests.storage.samples import DAYS, NEAR, NOW, POINTS, SLOTS, TODAY, act, slip, slips

SHANGHAI = ZoneInfo("Asia/Shanghai")
SOON = timedelta(minutes=5)

CHANGES = st.fixed_dictionaries(
    {},
    optional={
        "point": POINTS,
        "slot": SLOTS,
        "day": DAYS,
        "kind": st.sampled_from(Kind),
        "state": st.sampled_from(State),
        "urgent": st.booleans(),
        "due_at": st.none() | NEAR,
        "received_at": NEAR,
        "dispatched_at": st.none() | NEAR,
        "customer": st.sampled_from(["王", "李四"]),
    },
)
STEPS = st.lists(
    st.one_of(
        st.lists(slips(), min_size=1, max_size=3),
        st.lists(st.tuples(st.integers(0, 20), CHANGES), min_size=1, max_size=4),
    ),
    min_size=1,
    max_size=8,
)


def _sorted(figures: Iterable[Any]) -> list[str]:
    return sorted(map(repr, figures))


def _live(store: Store, minute: int) -> tuple[Any, ...]:
    """The live board's figures, and those counted afresh, which have to be the same."""
    at = NOW + timedelta(minutes=minute)
    today = at.astimezone(SHANGHAI).date()
    with store.read() as reader:
        assert _sorted(reader.tallies()) == _sorted(reader.counted_tallies())
        assert reader.pending_count() == sum(tally.count for tally in reader.counted_tallies())
        return (
            _sorted(reader.tallies()), _sorted(reader.due_tallies(at, SOON)), reader.oldest(today),
            reader.sent_today(today, SHANGHAI),
        )  # fmt: skip


def _replayed(store: Store, minute: int) -> tuple[Any, ...]:
    at = NOW + timedelta(minutes=minute)
    with store.read() as reader:
        tallies, dues, oldest, sent = reader.board_at(at, soon=SOON, zone=SHANGHAI)
    return _sorted(tallies), _sorted(dues), oldest, sent


def _carry_out(store: Store, steps: list[Any]) -> None:
    present: dict[int, Order] = {}
    summary: dict[Any, Tally] = {}
    seen = 0
    boards = [_live(store, 0)]
    for minute, step in enumerate(steps, 1):
        with store.write(act(at=NOW + timedelta(minutes=minute))) as writer:
            if isinstance(step[0], Order):
                new = [
                    replace(order, no=f"{minute}-{place}", dispatch_id=None)
                    for place, order in enumerate(step)
                ]
                writer.insert_orders(new)
                present.update((order.id, order) for order in new)
            else:
                _change(writer, present, step)
        boards.append(_live(store, minute))
        with store.read() as reader:
            changed, seen = reader.tallies_since(seen)
            summary.update(((t.point, t.day, t.kind, t.slot), t) for t in changed)
            assert _sorted(t for t in summary.values() if t.count) == _sorted(reader.tallies())
            assert reader.orders(sorted(present)) == [present[id_] for id_ in sorted(present)]
    for minute, board in enumerate(boards):
        assert _replayed(store, minute) == board
    assert store.verify().problems == ()


def _change(writer: Any, present: dict[int, Order], step: list[tuple[int, dict[str, Any]]]) -> None:
    ids = sorted(present)
    pairs = {}
    for place, changes in step:
        if ids:
            before = present[ids[place % len(ids)]]
            pairs[before.id] = (before, replace(before, **changes))
    for stored in writer.update_orders(list(pairs.values())):
        assert isinstance(stored, Order)
        present[stored.id] = stored


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(steps=STEPS)
def test_summary_and_replay_on_sqlite(steps: list[Any], tmp_path_factory: pytest.TempPathFactory) -> None:
    store = open_store(f"sqlite:///{tmp_path_factory.mktemp('figures') / 'dispatch.db'}", "sh")
    store.migrate()
    try:
        _carry_out(store, steps)
    finally:
        store.close()


@settings(max_examples=15, deadline=None, suppress_health_check=list(HealthCheck))
@given(steps=STEPS)
def test_summary_and_replay_on_postgresql(steps: list[Any], postgres_module_schema: str) -> None:
    # Every example is a branch of its own: one database may hold many.
    store = open_store(postgres_module_schema, uuid4().hex)
    store.migrate()
    try:
        _carry_out(store, steps)
    finally:
        store.close()


def test_replay_goes_by_the_entry_time_not_by_the_true_time(store: Store) -> None:
    """A catch-up entry appears on the board of the minute in which it was entered (补录)."""
    with store.write(act(at=NOW, entered_at=NOW + timedelta(hours=4))) as writer:
        writer.insert_orders([slip(received_at=NOW)])
    with store.read() as reader:
        assert reader.board_at(NOW + timedelta(hours=1))[0] == []
        assert [tally.count for tally in reader.board_at(NOW + timedelta(hours=4))[0]] == [1]


def test_oldest_counts_what_stands_on_todays_board(store: Store) -> None:
    early = NOW - timedelta(days=3)
    orders = [
        slip("1", point="cn1", received_at=early, day=date(2026, 7, 2)),
        slip("2", point="cn1", received_at=NOW),
        slip("3", point="cn2", received_at=early, kind=Kind.UNSORTED),
        slip("4", point="cn3", received_at=early, state=State.SENT),
        slip("5", received_at=early, day=TODAY - timedelta(days=3)),
    ]
    with store.write(act()) as writer:
        writer.insert_orders(orders)
    with store.read() as reader:
        assert reader.oldest(TODAY) == {"cn1": NOW, None: early}
        assert reader.oldest() == {"cn1": early, None: early}


def test_due_and_overdue_share_no_slip(store: Store) -> None:
    orders = [
        slip(str(minutes), due_at=NOW + timedelta(minutes=minutes), urgent=minutes in (0, 5))
        for minutes in (-5, 0, 1, 5, 6)
    ]
    with store.write(act()) as writer:
        writer.insert_orders([*orders, slip("never")])
    with store.read() as reader:
        (due,) = reader.due_tallies(NOW, timedelta(minutes=5))
    assert (due.overdue, due.due_soon, due.urgent_overdue, due.urgent_due_soon) == (2, 2, 1, 1)


def test_dispatched_slips_are_counted_on_the_local_day(store: Store) -> None:
    midnight = NOW.replace(hour=16, minute=0)  # 00:00 of 2 July in Shanghai
    orders = [
        slip("1", state=State.SENT, point="cn1", dispatched_at=midnight - timedelta(microseconds=1)),
        slip("2", state=State.SENT, point="cn1", dispatched_at=midnight),
        slip("3", state=State.DONE, point="cn1", dispatched_at=midnight),
    ]
    with store.write(act()) as writer:
        writer.insert_orders(orders)
    with store.read() as reader:
        assert reader.sent_today(TODAY, SHANGHAI) == {"cn1": 1}
        assert reader.sent_today(date(2026, 7, 2), SHANGHAI) == {"cn1": 2}


def test_pending_states_are_those_of_the_domain(store: Store) -> None:
    with store.write(act()) as writer:
        writer.insert_orders([slip(state.value, state=state) for state in State])
    with store.read() as reader:
        assert reader.pending_count() == len(PENDING_STATES)
