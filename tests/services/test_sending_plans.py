"""Sending and its lists ask by index, however long the history is, and in as few statements as possible."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest

from dispatch_tui.domain.dispatches import Via
from dispatch_tui.domain.orders import Order, State
from dispatch_tui.services import cards, detail, sending_lists
from dispatch_tui.services.assigning import Assign
from dispatch_tui.services.desk import Desk
from dispatch_tui.services.sending import Delivered, Recall, SendNormal, SendTemporary
from tests.services.conftest import slip
from tests.services.sending_room import do

Put = Callable[..., list[Order]]


@contextmanager
def _asked(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> Iterator[list[tuple[str, Any]]]:
    """Collect the statements that the block runs."""
    asked: list[tuple[str, Any]] = []
    engine = desk.store._engine  # the only place where every statement passes
    execute = engine.execute

    def spy(sql: str, params: Any = ()) -> Any:
        asked.append((sql, params))
        return execute(sql, params)

    monkeypatch.setattr(engine, "execute", spy)
    yield asked
    monkeypatch.undo()


def _plans(desk: Desk, asked: list[tuple[str, Any]]) -> dict[str, str]:
    found = {}
    with desk.store.read() as reader:
        for sql, params in asked:
            if sql.startswith("SELECT"):
                rows = reader.engine.execute("EXPLAIN QUERY PLAN " + sql, params).fetchall()
                found[sql] = " / ".join(str(row[3]) for row in rows)
    return found


def test_nothing_walks_through_history(desk: Desk, put: Put, monkeypatch: pytest.MonkeyPatch) -> None:
    orders = put(*(slip(f"A{n}", state=State.READY) for n in range(6)))
    with _asked(desk, monkeypatch) as asked:
        do(desk, Assign(), orders)
        do(desk, SendNormal(), orders[:3])
        do(desk, SendTemporary(Via.CAR), orders[3:])
        do(desk, Delivered(), orders)
        do(desk, Recall("老王", "x"), orders[:2])
        cards.cards(desk)
        cards.sign(desk, "cn1-1", "陈")
        cards.void(desk, "cn1-1", "torn", "老王")
        sending_lists.unsent(desk)
        sending_lists.unconfirmed(desk)
        sending_lists.nameless(desk)
        sending_lists.carried(desk)
        detail.slip_detail(desk, orders[0].id)
    plans = _plans(desk, asked)
    assert len(plans) > 15
    for sql, plan in plans.items():
        for table in ("orders", "dispatch", "flow_card", "feedback_sheet", "feedback_line", "ledger_entry",
                      "printing", "event", "chase"):  # fmt: skip
            assert f"SCAN {table} " not in plan + " ", f"{sql}: {plan}"
            walks = f"SEARCH {table} USING PRIMARY KEY (branch=?)"
            assert walks not in plan or "1 = 0" in sql, f"{sql}: {plan}"
        assert "orders_day (branch=? AND day<?)" not in plan, f"{sql}: {plan}"


def test_the_load_of_today_is_read_from_its_own_indexes(
    desk: Desk, put: Put, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(slip("A1", state=State.ASSIGNED))
    with _asked(desk, monkeypatch) as asked, desk.store.read() as reader:
        assert reader.committed_load(desk.today()).points == {"cn1": 1}
    plans = list(_plans(desk, asked).values())
    assert any("orders_assigned" in plan for plan in plans)
    assert any("orders_dispatched" in plan for plan in plans)


@pytest.mark.parametrize("change", [SendNormal(), SendTemporary(Via.CAR)])
def test_reading_does_not_grow_with_the_slips(
    desk: Desk, put: Put, monkeypatch: pytest.MonkeyPatch, change: SendNormal | SendTemporary
) -> None:
    counts = []
    for size in (2, 20):
        orders = put(*(slip(f"S{size}N{n}", state=State.READY) for n in range(size)))
        with _asked(desk, monkeypatch) as asked:
            assert do(desk, change, orders).done == size
        counts.append(sum(sql.startswith("SELECT") for sql, _params in asked))
    assert counts[0] == counts[1]
