"""Bulk changes: each slip or paper is compared with what was read, whatever else is in the same bulk."""

from __future__ import annotations

import itertools
import random
from collections.abc import Callable
from dataclasses import fields, replace
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dispatch_tui.domain.dispatches import Delivery, Dispatch, DispatchState, Mode, Via
from dispatch_tui.domain.feedback import FeedbackLine, FeedbackSheet, SheetState
from dispatch_tui.domain.orders import Kind, Order, State
from dispatch_tui.errors import BadInput, Conflict
from dispatch_tui.storage.changed_rows import changed_columns
from dispatch_tui.storage.codec import COLUMNS, difference, row_of
from dispatch_tui.storage.engine import Overtaken
from dispatch_tui.storage.records import DISPATCH, ORDER, new_id
from dispatch_tui.storage.store import Store
from tests.storage.samples import NOW, TODAY, act, slip, slips

CHANGES: tuple[dict[str, Any], ...] = (
    {"point": "cn1"},
    {"point": "cn2", "state": State.ASSIGNED},
    {"state": State.HOLD, "hold_until": TODAY, "hold_reason": '客户 "不在" {a,b} \\ \''},
    {"remark": "二楼", "urgent": True, "address": "长宁区仙霞路\t9号"},
    {"due_at": NOW + timedelta(minutes=7), "review": {"by": "1001"}, "addenda": ({"text": "支架"},)},
    {"worker": "李强", "dispatch_id": None, "arrived_at": NOW, "signed": True},
)
"""Changes of different columns, of every type of column."""


@pytest.fixture
def many(store: Store) -> list[Order]:
    """Sixty stored slips."""
    made = [slip(f"{number:03d}", remark="电梯坏了") for number in range(60)]
    with store.write(act()) as writer:
        writer.insert_orders(made)
    return made


def test_one_bulk_of_different_changes_with_conflicts_of_every_sort(store: Store, many: list[Order]) -> None:
    with store.write(act("hold", actor="1009")) as writer:
        for order in many[10:20]:
            writer.update_order(order, replace(order, model="KFR-72"))
    gone = slip("gone")
    pairs = [(order, replace(order, **change)) for order, change in zip(many, itertools.cycle(CHANGES))]
    pairs.insert(5, (gone, replace(gone, point="cn1")))
    pairs.append((many[0], replace(many[0], point="cn9")))
    pairs.append((many[30], many[30]))
    pairs.append((many[59], replace(many[59], customer="王")))
    shuffled = random.Random(5).sample(pairs, len(pairs))
    with store.write(act("correct")) as writer:
        results = writer.update_orders(shuffled)
    done: dict[int, Order] = {}
    for (before, after), result in zip(shuffled, results, strict=True):
        if before.id in done and after != before:
            assert isinstance(result, Conflict), "a slip is changed once"
        elif before is gone:
            assert isinstance(result, Conflict)
            assert "not stored" in str(result)
        elif before in many[10:20]:
            assert isinstance(result, Conflict)
            assert (result.by, result.fields) == ("1009", ("model",))
        elif after == before:
            assert result == before or isinstance(result, Conflict)
        else:
            assert result == replace(after, version=2)
            done[before.id] = result  # type: ignore[assignment]
    assert len(done) == 50
    with store.read() as reader:
        assert {order.id: order for order in reader.orders(sorted(done))} == done
        stays = [
            (pair[0].id) for pair, result in zip(shuffled, results, strict=True) if result in done.values()
        ]
        told = [event.entity_id for event in reader.events_since(70)]
        assert told == stays, "the history tells the changes in the order in which they were asked for"
        assert len(reader.search_ids("仙霞", NOW)) == sum(
            order.address.endswith("9号") for order in done.values()
        )
    assert store.verify().ok


def test_a_bulk_that_is_all_conflicts_writes_nothing(store: Store, many: list[Order]) -> None:
    with store.write(act()) as writer:
        writer.update_orders([(order, replace(order, point="cn1")) for order in many])
    with store.write(act("correct")) as writer:
        results = writer.update_orders([(order, replace(order, remark="x")) for order in many])
        assert writer.changed == 0
    assert all(isinstance(result, Conflict) and result.fields == ("point",) for result in results)
    with store.read() as reader:
        assert reader.seq() == 120


@pytest.mark.parametrize("character", ["\0", "\ud800"])
def test_what_no_database_can_hold_is_told_of_a_change_too(store: Store, character: str) -> None:
    order, sheet = slip(), FeedbackSheet(new_id(), TODAY, "cn1", Kind.INSTALL, Mode.NORMAL)
    with store.write(act()) as writer:
        writer.insert_orders([order])
        writer.insert_paper(sheet)
    for name in ("remark", "customer", "worker", "hold_reason"):
        with pytest.raises(BadInput), store.write(act()) as writer:
            writer.update_order(order, replace(order, **{name: f"a{character}"}))
    with pytest.raises(BadInput), store.write(act()) as writer:
        writer.update_paper(sheet, replace(sheet, gap=f"a{character}"))


@given(before=slips(), after=slips(), names=st.sets(st.sampled_from([each.name for each in fields(Order)])))
def test_changed_columns_are_those_of_the_whole_row(before: Order, after: Order, names: set[str]) -> None:
    kept = {
        each.name: getattr(after, each.name)
        for each in fields(Order)
        if each.name in names - {"id", "version"}
    }
    stored = replace(before, **kept)
    _old, new = difference(before, stored)
    row = dict(zip(COLUMNS, row_of(before), strict=True)) | changed_columns(before, stored, new)
    assert row == dict(zip(COLUMNS, row_of(stored), strict=True))


@pytest.mark.parametrize("count", [1, 99, 100, 300])
def test_new_slips_are_stored_as_given_in_bulks_of_any_size(store: Store, count: int) -> None:
    made = [slip(f"{number:04d}") for number in range(count)]
    made[-1] = replace(
        made[-1],
        point="cn1",
        urgent=True,
        signed=True,
        worker="李",
        review={"by": "1"},
        remark="'; --",
        called_at=NOW,
    )
    made[0] = replace(made[0], due_at=NOW, extras={"a": 1}, reappointed=2)
    with store.write(act()) as writer:
        writer.insert_orders(made)
    with store.read() as reader:
        assert reader.orders([order.id for order in made]) == made
    assert store.verify().ok


def _dispatch(number: int, sheet: FeedbackSheet) -> Dispatch:
    return Dispatch(
        id=new_id(), order_id=number, order_no=f"{number:03d}", point="cn1", kind=Kind.INSTALL, mode=Mode.NORMAL,
        via=Via.CAR, day=TODAY, sent_at=NOW, sent_by="1001", sheet_id=sheet.id, state=DispatchState.WITHDRAWN,
    )  # fmt: skip


@pytest.fixture
def papers(store: Store) -> list[Dispatch]:
    """Thirty stored dispatches."""
    sheet = FeedbackSheet(new_id(), TODAY, "cn1", Kind.INSTALL, Mode.NORMAL)
    made = [_dispatch(number, sheet) for number in range(30)]
    with store.write(act()) as writer:
        writer.insert_paper(sheet)
        writer.insert_papers(made)
    return made


def test_papers_change_in_one_go(store: Store, papers: list[Dispatch]) -> None:
    def change(place: int, each: Dispatch) -> Dispatch:
        if place % 3 == 0:
            return each
        named = replace(each, worker="王", worker_at=NOW + timedelta(minutes=place))
        return (
            named
            if place % 3 == 1
            else replace(named, delivery=Delivery.RECEIVED, tries=place, sheet_id=None)
        )

    pairs = [(each, change(place, each)) for place, each in enumerate(papers)]
    with store.write(act("worker")) as writer:
        stored = writer.update_papers(pairs)
        assert writer.changed == 20
    wanted = [after if after is before else replace(after, version=2) for before, after in pairs]
    assert stored == wanted
    with store.read() as reader:
        assert reader.papers(Dispatch, id=[each.id for each in papers]) == wanted
        assert [event.before for event in reader.events(DISPATCH, papers[1].id)] == [
            None,
            {"worker": "", "worker_at": None},
        ]
        assert reader.events(ORDER, papers[1].id) == []


def test_a_paper_that_was_overtaken_stops_the_bulk(store: Store, papers: list[Dispatch]) -> None:
    with store.write(act("worker")) as writer:
        writer.update_paper(papers[7], replace(papers[7], tries=3))
    with pytest.raises(Overtaken) as raised, store.write(act("worker")) as writer:
        writer.update_papers([(each, replace(each, worker="王")) for each in papers])
    assert raised.value.fields == ("worker",)
    with pytest.raises(Overtaken), store.write(act("worker")) as writer:
        writer.update_papers([(papers[1], replace(papers[1], worker="王"))] * 2)
    with store.read() as reader:
        assert [each.tries for each in reader.papers(Dispatch) if each.version > 1] == [3]


def test_overtaken_papers_are_changed_at_the_second_try(
    store: Store, open_branch: Callable[[], Store], papers: list[Dispatch]
) -> None:
    other = open_branch()
    seen: list[int] = []
    ids = [each.id for each in papers]
    with other.read() as reader:
        old = reader.papers(Dispatch, id=ids)

    def work(writer: Any) -> None:
        present = old if not seen else writer.papers(Dispatch, id=ids)
        seen.append(len(present))
        writer.update_papers([(each, replace(each, worker="王")) for each in present])

    with other.write(act("deliver")) as writer:
        writer.update_paper(old[3], replace(old[3], delivery=Delivery.RECEIVED))
    store.run(act("worker"), work)
    assert len(seen) == 2
    with store.read() as reader:
        found = reader.papers(Dispatch, id=ids)
    assert {each.worker for each in found} == {"王"}
    assert [each.version for each in found] == [2, 2, 2, 3, *[2] * 26]
    assert found[3].delivery is Delivery.RECEIVED


def test_lines_of_a_sheet_change_with_it(store: Store) -> None:
    sheet = FeedbackSheet(new_id(), TODAY, "cn1", Kind.INSTALL, Mode.NORMAL)
    lines = [FeedbackLine(new_id(), sheet.id, f"{number:03d}", None, "cn1", "李强") for number in range(9)]
    with store.write(act()) as writer:
        writer.insert_paper(sheet)
        writer.insert_papers(lines)
        writer.update_paper(sheet, replace(sheet, state=SheetState.HANDED, handed_at=NOW))
        stored = writer.update_papers([(line, replace(line, handed_at=NOW)) for line in lines])
    with store.read() as reader:
        assert reader.papers(FeedbackLine, sheet_id=sheet.id) == stored
        assert [line.version for line in stored] == [2] * 9
