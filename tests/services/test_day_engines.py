"""A day's feedback, hand-over and sign-off on PostgreSQL as on SQLite, with two clerks at one sheet."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from dispatch_tui.clock import FixedClock
from dispatch_tui.domain.day_runs import RunKind
from dispatch_tui.domain.dispatches import Mode
from dispatch_tui.domain.feedback import SheetState
from dispatch_tui.domain.orders import Order, State
from dispatch_tui.domain.rules import Level
from dispatch_tui.services import day_runs, feedback, ledger, reasonableness
from dispatch_tui.services.chasing import chase, due_chases
from dispatch_tui.services.desk import Desk
from dispatch_tui.services.reconciliation import reconcile
from dispatch_tui.storage.records import take_ids
from dispatch_tui.storage.store import open_store
from tests.services.conftest import MONDAY, local, small_settings
from tests.services.feedback_room import at, now, send, sheet_id, stored, supervisor
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


def _put(desk: Desk, *orders: Order) -> list[Order]:
    kept = [replace(order, id=take_ids(1)) for order in orders]
    with desk.store.write(desk.act("import")) as writer:
        writer.insert_orders(kept)
    return kept


def test_from_the_sending_to_the_signature(room: Desk) -> None:
    def put(*orders: Order) -> list[Order]:
        return _put(room, *orders)

    tuesday = MONDAY + timedelta(days=1)
    orders = send(room, put, 20)
    send(room, put, 2, 51, mode=Mode.TEMPORARY)
    at(room, local("09-22 09:40"))
    assert {each.sort for each in due_chases(room)} == {"sheet", "worker", "batch"}
    (due,) = [each for each in due_chases(room) if each.sort == "sheet"]
    assert chase(room, due.subject, "在路上").done == 1
    which, temporary = sheet_id(room), sheet_id(room, mode=Mode.TEMPORARY)

    colleague = replace(room, operator="1002")
    numbers = [order.no for order in orders]

    def typing(who: Desk, part: list[str], name: str) -> int:
        return sum(feedback.write_line(who, which, no, name, force="x").done for no in part)

    with ThreadPoolExecutor(2) as pool:
        halves = [
            pool.submit(typing, room, numbers[::2], "甲"),
            pool.submit(typing, colleague, numbers[1::2], "乙"),
        ]
        assert [half.result(60) for half in halves] == [10, 10]
    assert [(order.state, order.worker) for order in now(room, orders)] == [
        (State.ACKED, "甲"), (State.ACKED, "乙"),
    ] * 10  # fmt: skip
    assert stored(room, which).state is SheetState.RECEIVED
    assert feedback.check(room, which).done == 1
    assert reconcile(room, MONDAY).equal
    assert feedback.hand_over(room, [which]).done == 1
    feedback.write_line(room, temporary, "SH0051", "甲", force="x")
    assert feedback.hand_over(room, [temporary]).done == 1
    assert feedback.entered(room, [which]).done == 1
    boss = supervisor(room)
    assert feedback.copy_back(boss, [which]).done == 1
    assert {finding.code for finding in reasonableness.review(room, MONDAY)} == {"worker-many"}  # 11 of 10
    view = day_runs.view(boss, tuesday, RunKind.OPEN)
    assert view.may_sign, view.why_not
    signed = day_runs.sign_off(boss, tuesday, RunKind.OPEN)
    assert signed.results[0].level <= Level.NOTE
    page = ledger.page(room, MONDAY)
    entry = page.rows[0].entries[0]
    assert ledger.correct(room, entry.id, ["SH0001"], (), "试").done == 1
    assert ledger.page(room, MONDAY).total == page.total - 1
    (difference,) = reconcile(room, MONDAY).differences
    assert difference.order_nos == ("SH0001",)
    assert day_runs.view(boss, MONDAY, RunKind.CLOSE).blocks == 1
