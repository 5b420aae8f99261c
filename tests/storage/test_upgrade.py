"""A database of schema 1, with slips of that time, becomes one of today and goes on."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from dispatch_tui.domain.dispatches import Dispatch, Mode, Via
from dispatch_tui.domain.orders import Kind, State
from dispatch_tui.storage import schema
from dispatch_tui.storage.codec import COLUMNS, row_of
from dispatch_tui.storage.dialect import INDEXES
from dispatch_tui.storage.migrations import STEPS
from dispatch_tui.storage.records import new_id
from dispatch_tui.storage.store import open_store
from tests.storage.conftest import BRANCH
from tests.storage.samples import NOW, TODAY, act, slip

_LATER = (
    "review", "dispatch_id", "worker", "arrived_at", "done_at", "signed", "closed_at", "addenda", "split_of",
    "merged_into",
)  # fmt: skip
"""Columns of slips that schema 1 does not have."""


@pytest.fixture
def old(url: str) -> Any:
    """An engine with schema 1, a slip that waits and one that was closed."""
    store = open_store(url, BRANCH)
    engine = store._engine
    engine.prepare_storage()
    number, name, statements = STEPS[0]
    schema.run_step(engine, number, name, list(statements(engine.dialect)))
    names = [column for column in COLUMNS if column not in _LATER]
    marks = ",".join("?" * (len(names) + 1))
    for order in _slips():
        row = dict(zip(COLUMNS, row_of(order), strict=True))
        sql = f"INSERT INTO orders ({','.join(names)},branch) VALUES ({marks})"
        engine.begin_write(10)
        engine.execute(sql, (*(row[each] for each in names), BRANCH))
        engine.commit()
    yield store
    store.close()


def _slips() -> list[Any]:
    waiting = replace(slip("101"), id=8, point="cn1")
    return [waiting, replace(slip("102"), id=16, point="cn1", state=State.CLOSED, dispatched_at=NOW)]


def test_slips_of_the_first_schema_are_kept_and_can_be_sent(old: Any) -> None:
    assert old.migrate() == ["dispatch"]
    assert set(INDEXES) <= old._engine.index_names()
    with old.read() as reader:
        assert reader.orders([8, 16]) == _slips()
        assert reader.sent_today(TODAY) == {"cn1": 1}
    waiting = _slips()[0]
    paper = Dispatch(
        new_id(), 8, waiting.no, "cn1", Kind.INSTALL, Mode.TEMPORARY, Via.FAX, TODAY, NOW, "1001"
    )
    with old.write(act()) as writer:
        stored = writer.update_order(waiting, replace(waiting, state=State.SENT, dispatch_id=paper.id))
        writer.insert_paper(paper)
    with old.read() as reader:
        assert reader.order(8) == stored
        assert reader.papers(Dispatch, order_id=8) == [paper]
    assert old.migrate() == []


def test_the_planner_is_told_of_every_index(old: Any) -> None:
    if old.engine != "sqlite":
        pytest.skip("PostgreSQL gathers its statistics itself")
    old.migrate()
    told = {name for (name,) in old._engine.execute("SELECT idx FROM sqlite_stat1").fetchall()}
    assert set(INDEXES) - told <= {"batch_day", "alias_text", "draft_operator"}
    plan = old._engine.execute(
        "EXPLAIN QUERY PLAN SELECT * FROM chase WHERE branch = ? AND subject IN (?, ?) ORDER BY at, id",
        (BRANCH, "a", "b"),
    ).fetchall()
    assert any("chase_subject" in row[3] for row in plan)
