"""Records of dispatching: what is stored comes back, versions guard it, history tells it, unique ones stay unique."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from dispatch_tui.domain.day_runs import DayRun, RunKind
from dispatch_tui.domain.dispatches import Dispatch, DispatchState, FlowCard, Mode, Via
from dispatch_tui.domain.feedback import FeedbackLine, FeedbackSheet
from dispatch_tui.domain.ledger_entries import LedgerEntry
from dispatch_tui.domain.orders import Kind
from dispatch_tui.domain.printing import Printing
from dispatch_tui.errors import Conflict, Refused
from dispatch_tui.storage.records import DISPATCH, new_id
from dispatch_tui.storage.shelves import ENTITIES, shelf, shelf_of_entity
from dispatch_tui.storage.store import Store
from tests.storage.samples import act

NOW = datetime(2026, 7, 1, 2, 30, tzinfo=UTC)
DAY = date(2026, 7, 1)


def _dispatch(order_id: int = 7, **changes: object) -> Dispatch:
    made = Dispatch(
        new_id(), order_id, f"SH{order_id:04}", "HP1", Kind.INSTALL, Mode.NORMAL, Via.CAR, DAY, NOW, "1001"
    )
    return replace(made, **changes)  # type: ignore[arg-type]


def _samples() -> list[object]:
    return [
        _dispatch(),
        FlowCard(
            new_id(), "20260701-HP1-1", DAY, "HP1", 1, NOW, "1001", ({"order_no": "SH1", "地址": "里弄"},)
        ),
        FeedbackSheet(new_id(), DAY, "HP1", Kind.REPAIR, Mode.NORMAL, received_at=NOW, way="fax"),
        FeedbackLine(new_id(), 5, "SH0001", None, "HP1", "李强"),
        LedgerEntry(
            new_id(), DAY, "HP1", Kind.REPAIR, Mode.TEMPORARY, -2, ("A", "B"), NOW, "1001", reason="召回"
        ),
        DayRun(new_id(), DAY, RunKind.CLOSE, NOW, "1001", ({"key": "k", "reason": "r"},)),
        Printing(new_id(), "flow_card", "20260701-HP1-1", NOW, "1001"),
    ]


def test_every_kind_of_record_comes_back_as_it_was_stored(store: Store) -> None:
    records = _samples()
    assert {type(record) for record in records} == set(ENTITIES)
    with store.write(act()) as writer:
        for record in records:
            writer.insert_paper(record)  # type: ignore[type-var]
    with store.read() as reader:
        for record in records:
            assert reader.paper(type(record), record.id) == record  # type: ignore[attr-defined,type-var]


def test_wanted_fields_select_by_value_list_absence_and_span(store: Store) -> None:
    first, second = _dispatch(1), _dispatch(2, day=date(2026, 7, 2), card_id=9)
    with store.write(act()) as writer:
        writer.insert_papers([first, second])
    with store.read() as reader:
        assert reader.papers(Dispatch, order_id=2) == [second]
        assert reader.papers(Dispatch, order_id=list(range(1, 2000))) == [first, second]
        assert reader.papers(Dispatch, card_id=None) == [first]
        assert reader.papers(Dispatch, day_from=date(2026, 7, 2)) == [second]
        assert reader.papers(Dispatch, day_to=date(2026, 7, 1), state=DispatchState.LIVE) == [first]
        assert reader.papers(Dispatch, newest=True, limit=1) == [second]
        assert reader.count_papers(Dispatch, by=("day",)) == {("2026-07-01",): 1, ("2026-07-02",): 1}
        assert reader.papers(Dispatch, order_id=[]) == []
        with pytest.raises(ValueError, match="no field"):
            reader.papers(Dispatch, colour="red")


def test_a_change_is_stored_with_its_event_and_the_next_version(store: Store) -> None:
    made = _dispatch()
    with store.write(act()) as writer:
        writer.insert_paper(made)
    with store.write(act()) as writer:
        stored = writer.update_paper(made, replace(made, worker="李强", worker_at=NOW))
    assert stored.version == 2
    with store.read() as reader:
        created, changed = reader.events(DISPATCH, made.id)
        assert created.before is None
        assert changed.after == {"worker": "李强", "worker_at": "2026-07-01T02:30:00Z"}
        found = shelf_of_entity(DISPATCH)
        assert found is not None
        assert found.with_fields(stored, changed.before or {}) == replace(made, version=2)


def test_a_stale_change_is_a_conflict_and_writes_nothing(store: Store) -> None:
    made = _dispatch()
    with store.write(act()) as writer:
        writer.insert_paper(made)
    with store.write(act()) as writer:
        writer.update_paper(made, replace(made, worker="甲"))
    with pytest.raises(Conflict), store.write(act()) as writer:
        writer.update_paper(made, replace(made, worker="乙"))
    with store.read() as reader:
        kept = reader.paper(Dispatch, made.id)
        assert kept is not None
        assert kept.worker == "甲"


def test_a_slip_has_at_most_one_live_dispatch(store: Store) -> None:
    made = _dispatch()
    with store.write(act()) as writer:
        writer.insert_paper(made)
    with pytest.raises(Conflict, match=r"not sent twice|两次"), store.write(act()) as writer:
        writer.insert_paper(_dispatch())
    with store.write(act()) as writer:
        writer.update_paper(made, replace(made, state=DispatchState.WITHDRAWN))
        writer.insert_paper(_dispatch())


def test_ledger_entries_are_never_changed_or_deleted(store: Store) -> None:
    entry = LedgerEntry(new_id(), DAY, "HP1", Kind.REPAIR, Mode.NORMAL, 1, ("A",), NOW, "1001")
    with store.write(act()) as writer:
        writer.insert_paper(entry)
    with pytest.raises(Refused), store.write(act()) as writer:
        writer.update_paper(entry, replace(entry, count=5))
    with pytest.raises(Refused), store.write(act()) as writer:
        writer.engine.execute("DELETE FROM ledger_entry")


def test_a_change_of_papers_is_told_to_other_sessions(store: Store) -> None:
    feed = store.feed()
    try:
        with store.write(act()) as writer:
            writer.insert_paper(_dispatch())
        assert feed.wait(2.0)
        assert feed.changes().papers_changed == {DISPATCH}
    finally:
        feed.close()


def test_every_field_of_a_record_has_a_column(store: Store) -> None:
    with store.read() as reader:
        for record in ENTITIES:
            one = shelf(record)
            cursor = reader.engine.execute(f"SELECT * FROM {one.table}")
            assert {column[0] for column in cursor.description} == {*one.columns, "branch"}
