"""On SQLite every question of a screen is answered from the index made for it, not by walking through history."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from dispatch_tui.domain import filters
from dispatch_tui.domain.filters import PENDING, And
from dispatch_tui.domain.orders import Kind, State
from dispatch_tui.storage.reading import Reader
from dispatch_tui.storage.records import ORDER, Sort
from dispatch_tui.storage.store import Store, open_store
from tests.storage.samples import NOW, TODAY, act, slip

CELL = And(
    (PENDING, filters.AtPoint("cn1"), filters.IsKind(frozenset({Kind.INSTALL})), filters.InSlot("10:30"))
)


@pytest.fixture
def filled(sqlite_url: str) -> Any:
    opened = open_store(sqlite_url, "sh")
    opened.migrate()
    with opened.write(act()) as writer:
        writer.insert_orders([slip(str(number)) for number in range(50)])
    yield opened
    opened.close()


QUESTIONS = {
    "all pending": (lambda r: r.find_ids(PENDING, now=NOW), "orders_pending"),
    "pending by number": (lambda r: r.find_ids(PENDING, now=NOW, sort=Sort.NUMBER), "orders_pending"),
    "some pending states": (
        lambda r: r.find_ids(filters.InStates(frozenset({State.READY, State.REVIEW})), now=NOW), "orders_pending",
    ),
    "some state or another": (
        lambda r: r.find_ids(
            filters.Or(tuple(filters.InStates(frozenset({s})) for s in (State.READY, State.REVIEW))), now=NOW
        ),
        "orders_pending",
    ),
    "a cell": (lambda r: r.find_ids(CELL, now=NOW), "orders_pending_point"),
    "overdue": (
        lambda r: r.find_ids(And((PENDING, filters.DueWithin(timedelta()))), now=NOW), "orders_pending_due",
    ),
    "a day": (lambda r: r.find_ids(filters.OnDay(TODAY, TODAY), now=NOW), "orders_day"),
    "a hand-over": (lambda r: r.find_ids(filters.InBatch(5), now=NOW), "orders_batch"),
    "a number": (lambda r: r.find_ids(filters.NumberRange("0118", "0118"), now=NOW), "INTEGER PRIMARY KEY"),
    "a number of the pending ones": (
        lambda r: r.find_ids(And((PENDING, filters.NumberRange("0118", "0118"))), now=NOW), "orders_pending_no",
    ),
    "text in history": (lambda r: r.find_ids(filters.HasText("新华路"), now=NOW), "INTEGER PRIMARY KEY"),
    "slips by id": (lambda r: r.orders([1, 2, 3]), "INTEGER PRIMARY KEY"),
    "marked slips": (lambda r: r.find_ids(filters.OneOf(frozenset({1, 2})), now=NOW), "INTEGER PRIMARY KEY"),
    "search": (lambda r: r.search_ids("新华", NOW), "INTEGER PRIMARY KEY"),
    "telephone": (lambda r: r.by_phone("13800138000"), "orders_phone"),
    "last four": (lambda r: r.by_phone("8000"), "INTEGER PRIMARY KEY"),
    "summary": (lambda r: r.tallies(), "board_cell_live"),
    "changed cells": (lambda r: r.tallies_since(3), "board_cell_seq"),
    "due": (lambda r: r.due_tallies(NOW, timedelta(hours=1)), "orders_pending_due"),
    "oldest": (lambda r: r.oldest(TODAY), "orders_pending_point"),
    "dispatched": (lambda r: r.sent_today(TODAY), "orders_dispatched"),
    "history of a slip": (lambda r: r.events(ORDER, 5), "event_entity"),
    "last actions": (lambda r: r.groups(10), "PRIMARY KEY"),
    "actions of a person": (lambda r: r.groups(10, actor="1001"), "event_group_actor"),
    "a command": (lambda r: r.group("x"), "event_group_command"),
    "touched since": (lambda r: r.touched_since(3), "PRIMARY KEY"),
    "instant": (lambda r: r.seq_at(NOW), "event_group_entered"),
}  # fmt: skip


@pytest.mark.parametrize("name", QUESTIONS)
def test_the_right_index_answers(filled: Store, name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    ask, index = QUESTIONS[name]
    asked: list[tuple[str, Any]] = []
    with filled.read() as reader:
        execute = reader.engine.execute
        monkeypatch.setattr(
            reader.engine,
            "execute",
            lambda sql, params=(): asked.append((sql, params)) or execute(sql, params),
        )
        ask(reader)
        monkeypatch.undo()
        plans = [_plan(reader, sql, params) for sql, params in asked]
    assert any(index in plan for plan in plans), plans
    for plan in plans:
        assert "SCAN orders " not in plan + " "
        assert "SCAN event" not in plan


def _plan(reader: Reader, sql: str, params: Any) -> str:
    rows = reader.engine.execute("EXPLAIN QUERY PLAN " + sql, params).fetchall()
    return " / ".join(str(row[3]) for row in rows)
