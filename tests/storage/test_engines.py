"""Lost connections, deadlocks, frozen servers, error sentences, and what is imported when."""

from __future__ import annotations

import multiprocessing
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from dispatch_tui.domain.orders import Order
from dispatch_tui.errors import DispatchError, Unavailable
from dispatch_tui.storage.engine import translate
from dispatch_tui.storage.orm import sqlite3
from dispatch_tui.storage.store import Store, open_store
from dispatch_tui.storage.turnstile import Turnstile
from dispatch_tui.storage.watchdog import Watchdog
from tests.storage.samples import act, slip

OpenBranch = Callable[[], Store]


@pytest.fixture
def server_store(postgres_schema: str) -> Store:
    opened = open_store(postgres_schema, "sh")
    opened.migrate()
    return opened


def _cut_own_line(writer: Any) -> None:
    """End this connection from the server's side, as a restart or a cut line does."""
    writer.engine.execute("SELECT pg_terminate_backend(pg_backend_pid())")


def test_a_connection_lost_in_the_middle_is_repeated(server_store: Store) -> None:
    tries: list[int] = []

    def work(writer: Any) -> int:
        tries.append(1)
        writer.insert_orders([slip()])
        if len(tries) == 1:
            _cut_own_line(writer)
        return len(tries)

    assert server_store.run(act(), work) == 2
    with server_store.read() as reader:
        assert (reader.seq(), reader.pending_count()) == (1, 1)


def test_a_commit_with_an_unknown_outcome_is_not_done_twice(
    server_store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    engine = server_store._engine
    commit = engine.commit
    calls: list[int] = []

    def commit_and_lose_the_answer() -> None:
        commit()
        calls.append(1)
        if len(calls) == 1:
            raise engine.psycopg.OperationalError("the connection is lost")  # type: ignore[attr-defined]

    monkeypatch.setattr(engine, "commit", commit_and_lose_the_answer)
    made: list[Order] = []

    def work(writer: Any) -> str:
        made.append(slip(f"{len(made)}"))
        writer.insert_orders(made[-1:])
        return made[-1].no

    assert server_store.run(act(), work) == "0"
    with server_store.read() as reader:
        assert (reader.pending_count(), len(made)) == (1, 1)


def test_an_idle_connection_cut_by_the_server_is_opened_anew(
    server_store: Store, postgres_schema: str
) -> None:
    import psycopg

    with server_store.read() as reader:
        (pid,) = reader.engine.execute("SELECT pg_backend_pid()").fetchone()
    with psycopg.connect(postgres_schema, autocommit=True) as other:
        other.execute("SELECT pg_terminate_backend(%s)", (pid,))
    time.sleep(0.2)
    with server_store.read() as reader:
        assert reader.seq() == 0


def test_bulk_commands_over_the_same_slips_never_deadlock(store: Store, open_branch: OpenBranch) -> None:
    orders = [slip(str(number)) for number in range(60)]
    with store.write(act()) as writer:
        writer.insert_orders(orders)
    failures: list[BaseException] = []

    def work(mine: Store, backwards: bool) -> None:
        try:
            for point in ("a", "b", "c", "d"):

                def place(writer: Any, point: str = point) -> None:
                    present = writer.orders([order.id for order in orders])
                    present = present[::-1] if backwards else present
                    writer.update_orders(
                        [(order, replace(order, point=point + str(backwards))) for order in present]
                    )

                mine.run(act(), place)
        except BaseException as error:  # the test's thread has to hear of everything
            failures.append(error)

    threads = [threading.Thread(target=work, args=(open_branch(), backwards)) for backwards in (False, True)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(120)
    assert not failures
    assert store.verify().problems == ()


def test_the_watchdog_ends_a_wait_on_a_silent_server() -> None:
    watchdog = Watchdog()
    ours, theirs = socket.socketpair()
    with ours, theirs:
        watchdog.watch(ours.fileno(), 0.2)
        started = time.monotonic()
        assert ours.recv(1) == b""
        assert time.monotonic() - started < 10
    guarded, _far = socket.socketpair()
    with guarded, _far:
        watchdog.watch(guarded.fileno(), 0.2)
        watchdog.release(guarded.fileno())
        time.sleep(0.4)
        _far.send(b"x")
        assert guarded.recv(1) == b"x"
    watchdog.close()


def test_a_frozen_server_is_given_up_in_time(server_store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    from dispatch_tui.storage import postgres

    monkeypatch.setattr(postgres, "_GRACE_SECONDS", 0.2)
    started = time.monotonic()

    def wait_without_end() -> None:
        with server_store.read(seconds=0.3) as reader:
            reader.engine.execute("SET LOCAL statement_timeout = 0")
            reader.engine.execute("SELECT pg_sleep(60)")

    with pytest.raises(Unavailable):
        wait_without_end()
    assert time.monotonic() - started < 20
    with server_store.read() as reader:
        assert reader.seq() == 0


def _hold(path: str, held: Any, let_go: Any) -> None:
    turnstile = Turnstile(Path(path))
    turnstile.enter(10)
    held.set()
    let_go.wait(60)


def test_the_turnstile_lets_one_through_and_frees_itself_when_its_holder_dies(tmp_path: Path) -> None:
    spawn = multiprocessing.get_context("spawn")
    held, let_go = spawn.Event(), spawn.Event()
    path = tmp_path / "x.turn"
    holder = spawn.Process(target=_hold, args=(str(path), held, let_go))
    holder.start()
    assert held.wait(60)
    turnstile = Turnstile(path)
    assert turnstile.enter(0.1) is False
    holder.kill()
    holder.join(30)
    assert turnstile.enter(10) is True
    turnstile.leave()
    turnstile.leave()


def test_closing_from_another_thread_ends_a_long_query(store: Store) -> None:
    endless = {
        "sqlite": "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT COUNT(*) FROM n",
        "postgresql": "SELECT pg_sleep(60)",
    }[store.engine]
    told: list[BaseException] = []
    started = threading.Event()

    def ask() -> None:
        try:
            with store.read(seconds=60) as reader:
                started.set()
                reader.engine.execute(endless).fetchall()
        except Unavailable as error:
            told.append(error)

    thread = threading.Thread(target=ask)
    thread.start()
    assert started.wait(10)
    time.sleep(0.2)
    store.close()
    thread.join(20)
    assert not thread.is_alive()
    assert told
    with store.read() as reader:
        assert reader.seq() == 0
    store.close()


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (sqlite3.OperationalError("database is locked"), "Other sessions"),
        (sqlite3.OperationalError("interrupted"), "too long"),
        (sqlite3.OperationalError("database or disk is full"), "full"),
        (sqlite3.OperationalError("disk I/O error"), "full or faulty"),
        (sqlite3.OperationalError("attempt to write a readonly database"), "not written"),
        (sqlite3.DatabaseError("database disk image is malformed"), "damaged"),
        (sqlite3.DatabaseError("file is not a database"), "damaged"),
        (sqlite3.IntegrityError("append-only: event"), "history"),
        (sqlite3.IntegrityError("UNIQUE constraint failed: orders.branch, orders.no"), "number"),
        (sqlite3.OperationalError("no such table: orders"), "can't be used"),
    ],
)
def test_driver_errors_become_sentences(error: Exception, words: str) -> None:
    told = translate(error)
    assert isinstance(told, DispatchError)
    assert words in told.sentence


def test_other_errors_are_left_alone() -> None:
    assert translate(ValueError("x")) is None


def test_a_full_disk_is_told_and_nothing_is_lost(sqlite_url: str) -> None:
    store = open_store(sqlite_url, "sh")
    store.migrate()
    with store.write(act()) as writer:
        writer.insert_orders([slip("1")])
        pages = writer.engine.execute("PRAGMA page_count").fetchone()[0]
    with store.read() as reader:
        reader.engine.execute(f"PRAGMA max_page_count = {pages + 5}")
    with pytest.raises(Unavailable, match="full"), store.write(act()) as writer:
        writer.insert_orders([slip(f"x{number}", remark="y" * 500) for number in range(500)])
    with store.read() as reader:
        assert reader.pending_count() == 1
        reader.engine.execute("PRAGMA max_page_count = 1073741823")
    with store.write(act()) as writer:
        writer.insert_orders([slip("2")])
    assert store.verify().problems == ()
    store.close()


def test_the_embedded_engine_imports_no_server_driver(sqlite_url: str) -> None:
    program = f"""
import sys
from dispatch_tui.storage import records, store
assert "peewee" not in sys.modules and "psycopg" not in sys.modules
opened = store.open_store({sqlite_url!r}, "sh")
opened.migrate()
with opened.read() as reader:
    reader.tallies()
assert "psycopg" not in sys.modules and "playhouse" not in sys.modules and "textual" not in sys.modules
import psycopg
"""
    subprocess.run([sys.executable, "-c", program], check=True, timeout=60)
