"""What one session changes, the others hear of at once; a restored copy is noticed."""

from __future__ import annotations

import shutil
import threading
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from dispatch_tui.domain.batches import Batch
from dispatch_tui.domain.orders import Kind, State
from dispatch_tui.errors import Unavailable
from dispatch_tui.storage.records import new_id
from dispatch_tui.storage.store import Store, open_store
from tests.storage.samples import NOW, TODAY, act, slip

OpenBranch = Callable[[], Store]


def test_a_change_of_another_session_wakes_and_is_told_once(store: Store, open_branch: OpenBranch) -> None:
    feed = store.feed()
    other = open_branch()
    order = slip(point="cn1", urgent=True)
    assert feed.wait(0.01) is False
    timer = threading.Timer(0.2, lambda: other.run(act(), lambda writer: writer.insert_orders([order])))
    timer.start()
    assert feed.wait(20) is True
    timer.join()
    changes = feed.changes()
    assert (changes.seq, changes.order_ids, changes.reset) == (1, (order.id,), False)
    assert [(tally.point, tally.count, tally.urgent) for tally in changes.tallies] == [("cn1", 1, 1)]
    assert [group.action for group in changes.groups] == ["import"]
    assert not changes.batches_changed
    assert feed.wait(0.3) is False
    assert feed.changes().order_ids == ()
    feed.close()


def test_an_emptied_group_is_told_with_zero(store: Store) -> None:
    order = slip(point="cn1")
    with store.write(act()) as writer:
        writer.insert_orders([order])
    feed = store.feed()
    assert feed.seq() == 1
    with store.write(act("cancel")) as writer:
        writer.update_order(order, replace(order, state=State.CANCELLED))
    assert feed.wait(5)
    assert [(tally.point, tally.count) for tally in feed.changes().tallies] == [("cn1", 0)]
    feed.close()


def test_hand_overs_and_switches_are_told_as_kinds(store: Store) -> None:
    feed = store.feed()
    with store.write(act()) as writer:
        writer.insert_batch(Batch(new_id(), TODAY, Kind.INSTALL, "10:30", NOW, NOW, "1001"))
    changes = feed.changes()
    assert (changes.batches_changed, changes.settings_changed) == (True, False)
    with store.write(act()) as writer:
        writer.save_alias("x", {"point": "cn1"})
    changes = feed.changes()
    assert (changes.batches_changed, changes.settings_changed) == (False, True)
    feed.close()


def test_waiting_ends_at_once_when_cancelled(store: Store) -> None:
    feed = store.feed()
    threading.Timer(0.2, feed.cancel).start()
    started = time.monotonic()
    assert feed.wait(60) is False
    assert time.monotonic() - started < 10
    assert feed.wait(60) is False
    feed.close()


def test_no_change_is_lost_under_fire(store: Store, open_branch: OpenBranch) -> None:
    feed = store.feed()
    heard: list[int] = []

    def write(other: Store, start: int) -> None:
        for number in range(25):
            order = slip(f"{start}-{number}")
            other.run(act(), lambda writer, order=order: writer.insert_orders([order]))

    threads = [threading.Thread(target=write, args=(open_branch(), start)) for start in range(3)]
    for thread in threads:
        thread.start()
    deadline = time.monotonic() + 60
    while len(heard) < 75 and time.monotonic() < deadline:
        if feed.wait(1):
            heard += feed.changes().order_ids
    for thread in threads:
        thread.join()
    assert len(heard) == len(set(heard)) == 75
    feed.close()


def test_a_history_that_is_shorter_than_seen_is_a_reset(store: Store) -> None:
    feed = store.feed()
    with store.write(act()) as writer:
        writer.insert_orders([slip()])
    assert feed.changes().seq == 1
    changes = feed.changes(since=99)
    assert (changes.reset, changes.seq, [tally.count for tally in changes.tallies]) == (True, 1, [1])
    feed.close()


def test_a_database_that_is_gone_is_told(tmp_path: Path) -> None:
    store = open_store(f"sqlite:///{tmp_path / 'live.db'}", "sh")
    store.migrate()
    feed = store.feed()
    (tmp_path / "live.db").rename(tmp_path / "away.db")
    with pytest.raises(Unavailable, match="no database"):
        feed.wait(1)
    (tmp_path / "away.db").rename(tmp_path / "live.db")
    assert feed.wait(0.1) is False
    feed.close()
    store.close()


def test_a_backup_put_back_is_noticed_even_when_it_went_on(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'live.db'}"
    store = open_store(url, "sh")
    store.migrate()
    with store.write(act()) as writer:
        writer.insert_orders([slip("1")])
    with store.read() as reader:
        reader.engine.execute("COMMIT")
        reader.engine.execute(f"VACUUM INTO '{tmp_path / 'backup.db'}'")
        reader.engine.execute("BEGIN")
    feed = store.feed()
    with store.write(act()) as writer:
        writer.insert_orders([slip("2")])
    assert feed.changes().seq == 2
    store.close()
    for side in ("-wal", "-shm"):
        (tmp_path / f"live.db{side}").unlink(missing_ok=True)
    shutil.move(tmp_path / "backup.db", tmp_path / "live.db")
    after = open_store(url, "sh")
    for number in ("3", "4", "5"):
        with after.write(act()) as writer:
            writer.insert_orders([slip(number)])
    assert feed.wait(5)
    changes = feed.changes()
    assert (changes.reset, changes.seq) == (True, 4)
    assert feed.wait(0.2) is False
    feed.close()
    after.close()
    store.close()
