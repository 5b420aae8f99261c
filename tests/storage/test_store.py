"""Transactions: all or nothing, never twice, never silently over a colleague."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from dispatch_tui.domain.batches import Batch, BatchStatus, Chase, Way, slot_subject
from dispatch_tui.domain.orders import Kind, Order, State
from dispatch_tui.domain.seasons import SeasonSwitch
from dispatch_tui.errors import BadInput, Conflict, NotFound, Refused, Unavailable
from dispatch_tui.storage.codec import with_fields
from dispatch_tui.storage.records import ALIAS, BATCH, ORDER, AlreadyDone, Draft, new_id
from dispatch_tui.storage.store import Store, open_store
from tests.storage.samples import NOW, TODAY, act, slip

OpenBranch = Callable[[], Store]


def _stored(store: Store, *orders: Order) -> None:
    with store.write(act()) as writer:
        writer.insert_orders(list(orders))


def test_a_slip_is_found_by_id_and_number(store: Store) -> None:
    order = slip(
        extras={"送货": "上午", "备注2": "=1+1"}, placement={"code": "street", "candidates": ["cn1"]}
    )
    _stored(store, order)
    with store.read() as reader:
        assert reader.order(order.id) == order
        assert reader.order_by_no(order.no) == order
        assert list((reader.order(order.id) or order).extras) == ["送货", "备注2"]
        assert reader.order(1) is None
        assert reader.order_by_no("nothing") is None
        assert reader.orders_by_no(["nothing", order.no, "\ud800"]) == {order.no: order}
        assert reader.orders([5, order.id, order.id]) == [order, order]


def test_branches_of_one_database_do_not_see_one_another(store: Store, url: str) -> None:
    _stored(store, slip())
    other = open_store(url, "bj")
    try:
        with other.read() as reader:
            assert reader.order_by_no(slip().no) is None
            assert (reader.seq(), reader.tallies(), len(reader.search_ids("新华", NOW))) == (0, [], 0)
        _stored(other, slip())
    finally:
        other.close()


def test_a_change_is_compared_with_what_was_read(store: Store) -> None:
    order = slip()
    _stored(store, order)
    with store.write(act("hold", actor="1002")) as writer:
        held = writer.update_order(order, replace(order, state=State.HOLD, hold_reason="away"))
    assert held.version == 2
    with pytest.raises(Conflict) as raised, store.write(act("cancel", actor="1003")) as writer:
        writer.update_order(order, replace(order, state=State.CANCELLED))
    assert (raised.value.by, raised.value.at) == ("1002", NOW)
    assert set(raised.value.fields) == {"state", "hold_reason"}
    with store.read() as reader:
        assert reader.order(order.id) == held


def test_a_conflict_names_every_field_changed_since(store: Store) -> None:
    order = slip()
    _stored(store, order)
    present = order
    for field, value in (("point", "cn1"), ("urgent", True), ("point", "cn2")):
        with store.write(act()) as writer:
            present = writer.update_order(present, replace(present, **{field: value}))
    with store.write(act(actor="1009")) as writer:
        (result,) = writer.update_orders([(order, replace(order, remark="x"))])
    assert isinstance(result, Conflict)
    assert set(result.fields) == {"point", "urgent"}


def test_bulk_tells_the_truth_about_each_slip(store: Store) -> None:
    orders = [slip(str(number)) for number in range(5)]
    _stored(store, *orders)
    with store.write(act()) as writer:
        writer.update_order(orders[2], replace(orders[2], point="cn9"))
    with store.write(act("place")) as writer:
        results = writer.update_orders([(order, replace(order, point="cn1")) for order in orders])
    assert [isinstance(result, Conflict) for result in results] == [False, False, True, False, False]
    with store.read() as reader:
        assert {tally.point: tally.count for tally in reader.tallies()} == {"cn1": 4, "cn9": 1}


def test_nothing_changed_writes_nothing(store: Store) -> None:
    order = slip()
    _stored(store, order)
    with store.write(act()) as writer:
        assert writer.update_order(order, replace(order)) is order
        assert writer.changed == 0
    with store.read() as reader:
        assert reader.seq() == 1
        assert len(reader.groups()) == 1


def test_a_slip_that_is_not_there_is_a_conflict(store: Store) -> None:
    order = slip()
    with pytest.raises(Conflict), store.write(act()) as writer:
        writer.update_order(order, replace(order, point="cn1"))


def test_an_exception_takes_everything_back(store: Store) -> None:
    def half_of_it() -> None:
        with store.write(act()) as writer:
            writer.insert_orders([slip()])
            writer.settle()
            raise NotFound("no")

    with pytest.raises(NotFound):
        half_of_it()
    with store.read() as reader:
        assert (reader.seq(), reader.tallies(), reader.groups()) == (0, [], [])
    _stored(store, slip())
    assert store.verify().ok


def test_a_number_taken_meanwhile_is_told(store: Store) -> None:
    _stored(store, slip())
    with pytest.raises(Conflict, match="number"):
        _stored(store, slip())
    with store.read() as reader:
        assert reader.pending_count() == 1


@pytest.mark.parametrize("field", ["customer", "remark", "store", "hold_reason", "no"])
@pytest.mark.parametrize("character", ["\0", "\ud800"])
def test_what_no_database_can_hold_is_told(store: Store, field: str, character: str) -> None:
    with pytest.raises(BadInput):
        _stored(store, slip(**{field: f"a{character}b"}))


def test_a_command_is_carried_out_once(store: Store, open_branch: OpenBranch) -> None:
    command = act("import", command_id="once")
    with store.write(command) as writer:
        writer.insert_orders([slip()])
    other = open_branch()
    with pytest.raises(AlreadyDone) as raised, other.write(command) as writer:
        writer.insert_orders([slip("2")])
    assert raised.value.group.id == "once"
    assert raised.value.group.count == 1
    with store.read() as reader:
        assert reader.seq() == 1


def test_run_hands_out_the_result(store: Store) -> None:
    order = slip()
    _stored(store, order)
    assert (
        store.run(act("place"), lambda writer: writer.update_order(order, replace(order, point="a"))).version
        == 2
    )
    command = act("place", command_id="again")
    store.run(command, lambda writer: writer.insert_orders([slip("2")]))
    with pytest.raises(AlreadyDone):
        store.run(command, lambda writer: writer.insert_orders([slip("3")]))


def test_reading_sees_one_snapshot(store: Store, open_branch: OpenBranch) -> None:
    other = open_branch()
    order = slip()
    _stored(store, order)
    with store.read() as reader:
        assert reader.seq() == 1
        thread = threading.Thread(target=lambda: _stored(other, slip("2")))
        thread.start()
        thread.join()
        assert (reader.seq(), reader.pending_count(), reader.order_by_no("2")) == (1, 1, None)
        with store.read() as inner:
            assert inner is reader
    with store.read() as reader:
        assert (reader.seq(), reader.pending_count()) == (2, 2)


def test_a_transaction_inside_another_of_the_same_thread_is_refused(store: Store) -> None:
    with store.write(act()) as writer:
        with store.read() as reader:
            assert reader is writer
        with pytest.raises(RuntimeError), store.write(act()):
            pass


def test_a_writer_waits_for_its_turn_only_so_long(sqlite_url: str) -> None:
    first, second = open_store(sqlite_url, "sh"), open_store(sqlite_url, "sh")
    first.migrate()
    raised: list[BaseException] = []

    def write() -> None:
        try:
            with second.write(act(), seconds=0.2):
                pass
        except Unavailable as error:
            raised.append(error)

    with first.write(act()):
        started = time.monotonic()
        thread = threading.Thread(target=write)
        thread.start()
        thread.join(10)
        assert raised
        assert time.monotonic() - started < 5
    with second.write(act()) as writer:
        writer.insert_orders([slip()])
    first.close()
    second.close()


def test_a_stuck_query_is_ended(store: Store) -> None:
    endless = {
        "sqlite": "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT COUNT(*) FROM n",
        "postgresql": "SELECT pg_sleep(60)",
    }[store.engine]
    started = time.monotonic()
    with pytest.raises(Unavailable), store.read(seconds=0.3) as reader:
        reader.engine.execute(endless).fetchall()
    assert time.monotonic() - started < 10
    with store.read() as reader:
        assert reader.seq() == 0


def test_threads_never_mix_their_transactions(store: Store) -> None:
    orders = [slip(str(number)) for number in range(40)]
    _stored(store, *orders)
    failures: list[BaseException] = []

    def work(mine: list[Order]) -> None:
        try:
            for order in mine:
                store.run(
                    act(), lambda writer, order=order: writer.update_order(order, replace(order, point="a"))
                )
                with store.read() as reader:
                    assert reader.order(order.id) == replace(order, point="a", version=2)
        except BaseException as error:  # the test's thread has to hear of everything
            failures.append(error)

    threads = [threading.Thread(target=work, args=(orders[start::4],)) for start in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not failures
    assert store.verify().ok
    with store.read() as reader:
        assert reader.seq() == 80


@pytest.mark.parametrize("table", ["event", "event_group", "season_switch"])
def test_history_is_append_only(store: Store, table: str) -> None:
    with store.write(act()) as writer:
        writer.insert_orders([slip()])
        writer.insert_season_switch(SeasonSwitch(TODAY, "peak", "hot", "1001"))
    for sql in (f"UPDATE {table} SET branch = 'x'", f"DELETE FROM {table}", "DELETE FROM orders"):
        with pytest.raises(Refused), store.write(act()) as writer:
            writer.engine.execute(sql)
    assert store.verify().ok


def test_hand_overs_are_stored_changed_and_chased(store: Store) -> None:
    batch = Batch(
        new_id(), TODAY, Kind.INSTALL, "10:30", NOW, NOW, "1001", "张三", Way.FETCHED, 5, 4, BatchStatus.OPEN
    )
    with store.write(act()) as writer:
        writer.insert_batch(batch)
        writer.insert_orders([slip(batch_id=batch.id)])
    explained = replace(batch, status=BatchStatus.EXPLAINED, explanation="one is torn", declared=None)
    with store.write(act("explain", actor="1002")) as writer:
        stored = writer.update_batch(batch, explained)
    assert stored == replace(explained, version=2)
    with pytest.raises(Conflict), store.write(act()) as writer:
        writer.update_batch(batch, replace(batch, clerk="李四"))
    subject = slot_subject(TODAY, Kind.INSTALL, "12:30")
    chase = Chase(
        new_id(), subject, NOW, "1001", "信息中心", "phone", "十分钟后到", NOW + timedelta(minutes=10)
    )
    with store.write(act("chase")) as writer:
        writer.insert_chase(chase)
        writer.insert_chase(replace(chase, id=new_id(), at=NOW + timedelta(hours=22), next_at=None))
    with store.read() as reader:
        assert reader.batches(TODAY) == [stored]
        assert reader.batch(batch.id) == stored
        assert reader.batches(date(2026, 7, 2)) == []
        assert [each.next_at for each in reader.chases(subject)] == [chase.next_at, None]
        assert reader.chases_on(TODAY) == [chase]
        assert [event.action for event in reader.events(BATCH, batch.id)] == ["import", "explain"]
        assert reader.events(BATCH, batch.id)[1].after == {
            "declared": None, "status": "explained", "explanation": "one is torn",
        }  # fmt: skip
    assert store.verify().ok


def test_learned_addresses_are_kept_replaced_and_forgotten(store: Store) -> None:
    with store.write(act("learn")) as writer:
        first = writer.save_alias("大悦城", {"point": "ja1"})
    with store.write(act("learn", actor="1002")) as writer:
        second = writer.save_alias("大悦城", {"point": "ja2"})
        assert writer.save_alias("大悦城", {"point": "ja2"}) == second
    assert (first.id, first.version, second.version) == (second.id, 1, 2)
    with store.read() as reader:
        assert reader.aliases() == {"大悦城": {"point": "ja2"}}
        assert [event.before for event in reader.events(ALIAS, first.id)] == [
            None,
            {"meaning": {"point": "ja1"}},
        ]
    with store.write(act("forget")) as writer:
        writer.save_alias("大悦城", {})
    with store.read() as reader:
        assert reader.aliases() == {}


def test_drafts_belong_to_their_operator_and_write_no_history(store: Store) -> None:
    draft = Draft(new_id(), "1001", "entry", NOW, {"customer": "王", "phone": "1"})
    with store.write(act()) as writer:
        writer.save_draft(draft)
        writer.save_draft(replace(draft, fields={"customer": "王小"}))
    with store.read() as reader:
        assert [each.fields for each in reader.drafts("1001")] == [{"customer": "王小"}]
        assert reader.drafts("1002") == []
        assert reader.seq() == 0
    with store.write(act()) as writer:
        writer.delete_draft(draft.id)
    with store.read() as reader:
        assert reader.drafts("1001") == []


def test_season_switches_come_in_their_order(store: Store) -> None:
    switches = [SeasonSwitch(TODAY, "peak", "hot", "1001"), SeasonSwitch(TODAY, "off", "rain", "1002")]
    for switch in switches:
        with store.write(act("season")) as writer:
            writer.insert_season_switch(switch)
    with store.read() as reader:
        assert reader.season_switches() == switches


def test_actions_can_be_taken_back_and_redone(store: Store) -> None:
    order = slip()
    _stored(store, order)
    with store.write(act("hold", session="s1", reason="客户不在")) as writer:
        held = writer.update_order(order, replace(order, state=State.HOLD, hold_until=TODAY))
    with store.read() as reader:
        last = reader.last_undoable("1001", "s1")
        assert last is not None
        assert (last.action, last.reason, last.count) == ("hold", "客户不在", 1)
        assert reader.last_undoable("1001", "s2") is None
        (event,) = reader.group_events(last)
        assert event.before == {"state": "ready", "hold_until": None}
        back = with_fields(held, event.before)
    undo = act("undo", session="s1", undoes=last.id)
    with store.write(undo) as writer:
        ready = writer.update_order(held, back)
    assert ready == replace(order, version=3)
    with store.read() as reader:
        assert (reader.group(last.id) or last).undone_by == undo.command_id
        assert reader.last_undoable("1001", "s1") is None
        redoable = reader.last_redoable("1001", "s1")
        assert redoable is not None
        assert redoable.id == undo.command_id
    with store.write(act("redo", session="s1", undoes=undo.command_id)) as writer:
        writer.update_order(ready, with_fields(ready, event.after))
    with store.read() as reader:
        assert (reader.last_undoable("1001", "s1") or undo) == reader.group(last.id)
        assert reader.last_redoable("1001", "s1") is None
        assert [group.action for group in reader.groups(2)] == ["redo", "undo"]
        assert reader.groups(9, actor="1009") == []


def test_events_keep_their_full_values(store: Store) -> None:
    order = slip()
    due = datetime(2026, 7, 1, 9, 0, 0, 123456, tzinfo=UTC)
    changed = replace(
        order, due_at=due, placement={"code": "x", "facts": [1, None]}, hold_until=TODAY, point="cn1"
    )
    _stored(store, order)
    with store.write(act("place")) as writer:
        writer.update_order(order, changed)
    with store.read() as reader:
        creation, change = reader.events(ORDER, order.id)
        assert creation.before is None
        assert creation.after["no"] == order.no
        assert change.before is not None
        assert with_fields(replace(changed, version=1), change.before) == order
        assert with_fields(order, change.after) == changed
        assert [event.seq for event in reader.events_since(1)] == [2]
