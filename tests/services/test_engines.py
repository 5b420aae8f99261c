"""The same day of work on PostgreSQL as on SQLite: actions, conflicts, undo, commands, board and replay."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from dispatch_tui.clock import FixedClock
from dispatch_tui.domain.orders import State
from dispatch_tui.services import board as boards
from dispatch_tui.services import commands, detail, search, slips, undo
from dispatch_tui.services.desk import Desk
from dispatch_tui.storage.records import take_ids
from dispatch_tui.storage.store import open_store
from tests.services.conftest import local, slip, small_settings
from tests.storage.conftest import postgres_schema, postgres_url

__all__ = ["postgres_schema", "postgres_url"]


@pytest.fixture(params=["sqlite", "postgresql"])
def room(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Desk]:
    if request.param == "sqlite":
        url = f"sqlite:///{tmp_path / 'room.sqlite3'}"
    else:
        url = request.getfixturevalue("postgres_schema")
    settings = small_settings(tmp_path)
    store = open_store(url, settings.branch.code)
    store.migrate()
    yield Desk(settings, store, FixedClock(local("10:00")), "1001", chosen_language="en")
    store.close()


def test_a_day_of_work(room: Desk) -> None:
    clock = room.clock
    assert isinstance(clock, FixedClock)
    orders = [replace(slip(f"20260921{number}", point=None), id=take_ids(1)) for number in range(101, 107)]
    with room.store.write(room.act("import")) as writer:
        writer.insert_orders(orders)
    before = boards.load(room)
    assert before.totals.pending == 6
    watcher = boards.BoardWatcher(room)
    clock.move(minutes=1)

    outcome = commands.run(room, commands.parse("place 101-103 cn1", room), confirmed=True)
    assert (outcome.done, outcome.refused) == (3, 0)
    assert watcher.refresh().cells == {(None, "install:12:00"), ("cn1", "install:12:00")}

    colleague = Desk(room.settings, room.store, clock, "1002", chosen_language="en")
    slips.note(colleague, [(orders[0].id, None)], "customer called")
    stale = slips.hold(room, [(orders[0].id, 2), (orders[1].id, 2)], date(2026, 9, 22), "customer away")
    assert [result.code for result in stale.results if not result.ok] == ["conflict"]
    taken_back = undo.undo(room)
    assert taken_back.done == 1
    placed_back = undo.undo(room)
    assert (placed_back.done, placed_back.refused) == (2, 1)
    assert undo.redo(room).done == 2

    assert [each.no for each in search.orders(room, search.search(room, "104"))] == ["20260921104"]
    shown = detail.find_detail(room, "101")
    assert [line.action for line in shown.history] == ["import", "placing by hand", "remark"]
    past = boards.load(room, local("10:00"))
    assert (past.rows, past.totals) == (before.rows, before.totals)
    fresh = boards.load(room)
    watcher.refresh()
    assert (watcher.board.rows, watcher.board.totals) == (fresh.rows, fresh.totals)

    slips.cancel(room, [(orders[5].id, None)], "mistake", "store")
    with room.store.read() as reader:
        cancelled = reader.order(orders[5].id)
    assert cancelled is not None
    assert cancelled.state is State.CANCELLED


def test_sixteen_hands_on_the_same_slips(room: Desk) -> None:
    from concurrent.futures import ThreadPoolExecutor

    orders = [replace(slip(f"20260921{number}"), id=take_ids(1)) for number in range(100, 120)]
    with room.store.write(room.act("import")) as writer:
        writer.insert_orders(orders)
    targets = [(order.id, order.version) for order in orders]

    def work(number: int) -> int:
        desk = Desk(room.settings, room.store, room.clock, "1001", chosen_language="en")
        mine = targets[number:] + targets[:number]
        return slips.hold(desk, mine, date(2026, 9, 22), "customer away").done

    with ThreadPoolExecutor(8) as pool:
        done = list(pool.map(work, range(16)))
    assert sum(done) == len(orders)
    with room.store.read() as reader:
        held = reader.orders([order.id for order in orders])
    assert {(order.state, order.version) for order in held} == {(State.HOLD, 2)}
