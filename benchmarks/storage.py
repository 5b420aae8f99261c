"""Board, search, feed and import on SQLite with 20,000 pending slips in a history of 5 million, all of it sent."""

from __future__ import annotations

import multiprocessing
import os
import random
import shutil
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from benchmarks.figure import Figure, median, percentile
from dispatch_tui.domain.filters import PENDING, And, AtPoint, InSlot, IsKind
from dispatch_tui.domain.orders import AreaClass, Kind, Order, State
from dispatch_tui.storage.models import DispatchRow, column_names
from dispatch_tui.storage.records import Act, Sort, new_id, take_ids
from dispatch_tui.storage.store import Store, open_store
from dispatch_tui.storage.words import words_of

HISTORY = int(os.environ.get("DISPATCH_BENCH_HISTORY", "5000000"))
"""Closed slips of the past; a smaller number makes a quicker, easier run."""
WAITING = 20_000
POINTS = 200
ADDRESSES = 40_000
BYTES_A_SLIP = 1500
CHUNK = 250_000
NOW = datetime(2026, 7, 1, 6, 0, tzinfo=UTC)
ZONE = ZoneInfo("Asia/Shanghai")
TODAY = date(2026, 7, 1)
SOON = timedelta(hours=1)
DISTRICTS = (
    "黄浦区",
    "徐汇区",
    "长宁区",
    "静安区",
    "普陀区",
    "虹口区",
    "杨浦区",
    "闵行区",
    "宝山区",
    "浦东新区",
)
ABSENT = "鑾鑿"
SENT = tuple(column_names(DispatchRow))


def figures() -> Iterator[Figure]:
    """Build the database in a temporary folder, measure, and remove it."""
    folder = Path(tempfile.mkdtemp(prefix="dispatch-bench-"))
    try:
        need = HISTORY * BYTES_A_SLIP * 2
        if shutil.disk_usage(folder).free < need:
            raise RuntimeError(f"{folder} needs {need // 2**30} GiB of free space")
        url = f"sqlite:///{folder / 'dispatch.db'}"
        store = open_store(url, "sh")
        store.migrate()
        fresh = open_store(f"sqlite:///{folder / 'fresh.db'}", "sh")
        fresh.migrate()
        # 12,500 leaves the reading and placing of an import of 5,000 slips a second 60 % of its time.
        yield _import(fresh, random.Random(9), 10_000, "new database", 12_500)
        fresh.close()
        started = time.perf_counter()
        fill_history(store, random.Random(7))
        yield Figure("history generated", time.perf_counter() - started, "s", note=f"{HISTORY:,} slips")
        yield _import(store, random.Random(8), WAITING, "after years", None)
        size = sum(path.stat().st_size for path in folder.glob("dispatch.db*"))
        yield Figure("database", size / 2**20, "MiB")
        yield from _board(store)
        yield from _lists(store)
        yield from _search(store)
        yield from _changes(store)
        yield from _feed(store, url)
        store.close()
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _address(rng: random.Random, roads: list[str]) -> str:
    return (
        f"上海市{rng.choice(DISTRICTS)}{rng.choice(roads)}{rng.randrange(1, 999)}弄{rng.randrange(1, 99)}号"
    )


def _roads(rng: random.Random) -> list[str]:
    return ["".join(chr(0x4E00 + rng.randrange(2500)) for _ in range(2)) + "路" for _ in range(3000)]


def fill_history(store: Store, rng: random.Random) -> None:
    """Write closed slips with their dispatches and creation events by bulk SQL; indexes are built afterwards.

    The events of this past carry no real hashes: the figures don't read them.
    """
    roads = _roads(rng)
    with store.write(Act("bench", "start", NOW, NOW)) as writer:
        writer.insert_orders([_pending(0, rng, roads)])
    engine: Any = store._engine
    connection = engine.connection
    connection.execute("PRAGMA synchronous = OFF")
    connection.execute("PRAGMA cache_size = -400000")
    kept = connection.execute(
        "SELECT name, sql FROM sqlite_master WHERE type = 'index' AND sql IS NOT NULL AND "
        "tbl_name IN ('orders', 'event', 'dispatch')"
    ).fetchall()
    for name, _sql in kept:
        connection.execute(f"DROP INDEX {name}")
    connection.execute(
        "CREATE TEMP TABLE place (n INTEGER PRIMARY KEY, address TEXT, customer TEXT, words TEXT)"
    )
    rows = []
    for number in range(ADDRESSES):
        address = _address(rng, roads)
        customer = "".join(chr(0x4E00 + rng.randrange(600)) for _ in range(3))
        folded = "\n".join(("", "", "", customer, "", address, "kfr-35gw", "空调", "")).casefold()
        rows.append((number, address, customer, " ".join(words_of(folded))))
    connection.executemany("INSERT INTO place VALUES (?, ?, ?, ?)", rows)
    template = connection.execute("SELECT * FROM orders").description
    columns = [column[0] for column in template]
    first = new_id() - (HISTORY + 1) * 4096 * 40
    for start in range(0, HISTORY, CHUNK):
        _history_chunk(connection, columns, start, min(CHUNK, HISTORY - start), first)
    for _name, sql in kept:
        connection.execute(sql)
    connection.execute("UPDATE feed_head SET seq = ?", (HISTORY + 1,))
    connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
    store.close()


def _history_chunk(connection: Any, columns: list[str], start: int, count: int, first: int) -> None:
    made = {
        "id": f"{first} + i * {4096 * 40}",
        "no": "printf('%04d%09d', 2021 + i / 1000000, i)",
        "kind": "'install'", "state": "'closed'", "customer": "place.customer", "address": "place.address",
        "phone": "printf('13%09d', i * 7919 % 1000000007)", "phone_digits": "printf('13%09d', i * 7919 % 1000000007)",
        "initials": "char(97 + i * 7 % 26, 97 + i / 26 % 26, 97 + i / 676 % 26)",
        "entered_at": f"{_micros(NOW)} - ({HISTORY} - i) * 31000000",
        "received_at": f"{_micros(NOW)} - ({HISTORY} - i) * 31000000",
        "day": f"date({int(NOW.timestamp())} - ({HISTORY} - i) * 31 - 86400, 'unixepoch')",
        "category": "'空调'", "category_folded": "'空调'", "model": "'KFR-35GW'", "urgent": "0",
        "point": f"printf('p%03d', i % {POINTS})", "pinned": "0", "placement": "'{\"code\":\"street\"}'",
        "district": "'310105'", "street": "'310105001'", "area": "'urban'", "slot": "'10:30'",
        "due_at": f"{_micros(NOW)} - ({HISTORY} - i) * 31000000", "due_policy": "'urban'",
        "dispatched_at": f"{_micros(NOW)} - ({HISTORY} - i) * 31000000 - 86400000000", "reappointed": "0",
        "extras": "'{}'", "version": "1", "pending": "0", "cell": "0", "no_digits": "13", "branch": "'sh'",
        "batch_id": "i / 40", "review": "'{}'", "worker": "'李强'", "signed": "1",
    }  # fmt: skip
    lines = (
        made["no"], made["phone"], made["phone_digits"], "place.customer", made["initials"], "place.address",
        "'kfr-35gw'", "'空调'", "''",
    )  # fmt: skip
    made["dispatch_id"] = f"{made['id']} + 1"
    made["arrived_at"] = made["done_at"] = made["closed_at"] = made["due_at"]
    made["folded"] = " || char(10) || ".join(f"({line})" for line in lines)
    empty = {"called_at", "required_from", "required_to", "hold_until", "state_before_hold"}
    values = ", ".join(made.get(name, "NULL" if name in empty else "''") for name in columns)
    series = "WITH RECURSIVE s(i) AS (SELECT ? UNION ALL SELECT i + 1 FROM s WHERE i + 1 < ?) "
    joined = f"FROM s JOIN place ON place.n = (i * 2654435761) % {ADDRESSES}"
    digit = [f"i / {10**place} % 10" for place in range(6)]
    ends = (
        f"' ' || char(0xE000) || {' || '.join(f'({each})' for each in digit)} || ' ' || char(0xE001) || "
        "printf('%04d', i * 7919 % 1000000007 % 10000) || "
        f"' ' || char(0xE002) || {made['initials']}"
    )
    bounds = (start, start + count)
    connection.execute("BEGIN")
    connection.execute(f"INSERT INTO orders ({','.join(columns)}) {series} SELECT {values} {joined}", bounds)
    connection.execute(
        f"INSERT INTO orders_words (rowid, words) {series} "
        f"SELECT {made['id']}, place.words || ' ' || (i % 3000) || {ends} {joined}",
        bounds,
    )
    connection.execute(
        f"INSERT INTO event {series} SELECT 'sh', i + 2, 2, 'order', {made['id']}, NULL, "
        '\'{"day":"2025-01-01","kind":"install","no":"2025000000000","state":"ready"}\', zeroblob(32) FROM s',
        bounds,
    )
    sent = {
        **made, "withdrawn_at": "NULL", "withdrawn_reason": "''",
        "id": made["dispatch_id"], "order_id": made["id"], "order_no": made["no"], "kind": made["kind"],
        "mode": "CASE WHEN i % 5 THEN 'normal' ELSE 'temporary' END", "via": "'car'", "sent_at": made["dispatched_at"],
        "sent_by": "'1001'", "card_id": "i / 12", "sheet_id": "i / 12", "state": "'live'", "delivery": "'received'",
        "tries": "1", "worker": made["worker"], "worker_at": made["due_at"],
    }  # fmt: skip
    values = ", ".join(sent[name] for name in SENT)
    connection.execute(f"INSERT INTO dispatch ({','.join(SENT)}) {series} SELECT {values} FROM s", bounds)
    connection.execute("COMMIT")


def _micros(instant: datetime) -> int:
    return int(instant.timestamp()) * 1_000_000


def _pending(number: int, rng: random.Random, roads: list[str]) -> Order:
    phone = f"13{rng.randrange(10**9):09d}"
    kind = rng.choice((Kind.INSTALL, Kind.INSTALL, Kind.REPAIR, Kind.REMOVAL))
    received = NOW - timedelta(minutes=rng.randrange(600))
    return Order(
        id=new_id(), no=f"20260701{number:06d}", kind=kind, state=State.READY,
        customer="".join(chr(0x4E00 + rng.randrange(600)) for _ in range(3)), phone=phone, phone_digits=phone,
        address=f"{_address(rng, roads)}{rng.randrange(101, 2899)}室", entered_at=NOW, received_at=received,
        day=TODAY - timedelta(days=rng.choice((0, 0, 0, 0, 1, 2, -1))), category="空调", model="KFR-35GW",
        store="长宁店", called_at=received, urgent=rng.random() < 0.05, point=f"p{rng.randrange(POINTS):03d}",
        placement={"code": "street", "district": "310105", "street": "310105001"}, district="310105",
        street="310105001", area=AreaClass.URBAN, batch_id=7,
        slot={Kind.INSTALL: rng.choice(("10:30", "12:30", "15:30", "19:30")), Kind.REPAIR: "09:00"}.get(kind, ""),
        due_at=NOW + timedelta(minutes=rng.randrange(-180, 600)), due_policy="urban", initials="wxm",
        entered_by="1001",
    )  # fmt: skip


def _import(store: Store, rng: random.Random, count: int, name: str, budget: float | None) -> Figure:
    """Store new slips in two transactions and tell the rate of the better one."""
    roads = _roads(rng)
    prefix = rng.randrange(100, 999)
    orders = [replace(_pending(n, rng, roads), no=f"20260701{prefix}{n:06d}") for n in range(count)]
    best, used = 0.0, 0.0
    for part in (orders[: count // 2], orders[count // 2 :]):
        started, processor = time.perf_counter(), time.thread_time()
        with store.write(Act("bench", "import", NOW, NOW)) as writer:
            writer.insert_orders(part)
        rate = len(part) / (time.perf_counter() - started)
        if rate > best:
            best, used = rate, (time.thread_time() - processor) / len(part) * 1e6
    note = f"processor {used:.0f} µs each; events, board and search words included"
    return Figure(
        f"slips stored in one transaction, {name}", best, "slips/s", budget, at_least=True, note=note
    )


class Runs:
    """Times of repeated runs in milliseconds: by the clock, and of the processor alone.

    On a machine that others use at the same time the second is the more telling one.
    """

    def __init__(self, work: Callable[[], Any], times: int = 60) -> None:
        work()
        self.clock: list[float] = []
        self.processor: list[float] = []
        for _ in range(times):
            started, used = time.perf_counter(), time.thread_time()
            work()
            self.clock.append((time.perf_counter() - started) * 1000)
            self.processor.append((time.thread_time() - used) * 1000)

    def figure(self, name: str, budget: float | None = None, note: str = "") -> Figure:
        """Return the median by the clock, with the rest in the note."""
        rest = f"p95 {percentile(self.clock, 0.95):.1f}, processor {median(self.processor):.1f} ms"
        return Figure(name, median(self.clock), "ms", budget, note=f"{rest} {note}".strip())


def _board(store: Store) -> Iterator[Figure]:
    def board() -> None:
        with store.read() as reader:
            reader.tallies()
            reader.due_tallies(NOW, SOON)
            reader.oldest(TODAY)
            reader.sent_today(TODAY, ZONE)
            reader.seq()

    started = time.perf_counter()
    board()
    first = (time.perf_counter() - started) * 1000
    with store.read() as reader:
        cells = len(reader.tallies())
    yield Runs(board).figure("board figures", 15, f"({cells} cells)")
    yield Figure("board figures, first time on a new connection", first, "ms", note="opening included")
    with store.read() as reader:
        seq = reader.seq()
        parts: dict[str, Callable[[], Any]] = {
            "summary": reader.tallies,
            "due and overdue": lambda: reader.due_tallies(NOW, SOON),
            "oldest slips": lambda: reader.oldest(TODAY),
            "dispatched today": lambda: reader.sent_today(TODAY, ZONE),
            "cells changed since": lambda: reader.tallies_since(seq),
        }
        for name, work in parts.items():
            yield Runs(work).figure(f"  {name}")


def _lists(store: Store) -> Iterator[Figure]:
    cell = And((PENDING, AtPoint("p007"), IsKind(frozenset({Kind.INSTALL})), InSlot("10:30")))
    with store.read() as reader:
        everything = Runs(lambda: reader.find_ids(PENDING, now=NOW), 20)
        yield everything.figure("ids of all pending slips, worst first", note=f"({WAITING:,})")
        yield Runs(lambda: reader.find_ids(cell, now=NOW)).figure("ids of one cell")
        ids = reader.find_ids(PENDING, now=NOW, sort=Sort.NEWEST, limit=100)
        yield Runs(lambda: reader.orders(ids)).figure("100 slips of a window")


def _search(store: Store) -> Iterator[Figure]:
    with store.read() as reader:
        order = reader.orders(reader.find_ids(PENDING, now=NOW, limit=1))[0]
        texts = {
            "whole number": order.no,
            "beginning of a number": "2024",
            "end of a number": "0118",
            "last four of the telephone": "4711",
            "whole telephone": order.phone_digits,
            "initials": "wxm",
            "two Chinese characters, common": "浦东",
            "two Chinese characters, rare": order.address[6:8],
            "two Chinese characters, absent": ABSENT,
            "long address": order.address[:14],
            "two words": f"长宁 {order.customer[:2]}",
            "word and number": "长宁 0118",
        }
        for name, text in texts.items():
            found = len(reader.search_ids(text, NOW))
            runs = Runs(lambda text=text: reader.search_ids(text, NOW), 15)
            yield runs.figure(f"search: {name}", 50, f"({found} found)")


def _changes(store: Store) -> Iterator[Figure]:
    with store.read() as reader:
        orders = reader.orders(reader.find_ids(PENDING, now=NOW, sort=Sort.NUMBER, limit=600))
    started = time.perf_counter()
    with store.write(Act("bench", "place", NOW, NOW)) as writer:
        writer.update_orders([(order, replace(order, point="p001", pinned=True)) for order in orders[:500]])
    yield Figure("500 slips changed in one transaction", (time.perf_counter() - started) * 1000, "ms", 150)
    runs = []
    for order in orders[500:]:
        started = time.perf_counter()
        with store.write(Act("bench", "place", NOW, NOW)) as writer:
            writer.update_order(order, replace(order, point="p002"))
        runs.append((time.perf_counter() - started) * 1000)
    yield Figure("one slip changed, median", median(runs), "ms", note=f"p95 {percentile(runs, 0.95):.1f} ms")


def _writer(url: str, count: int) -> None:
    store = open_store(url, "sh")
    first = take_ids(count)
    for number in range(count):
        order = replace(_pending(900_000 + number, random.Random(number), ["新路"]), id=first + number * 4096)
        with store.write(Act("bench", "enter", NOW, NOW)) as writer:
            writer.insert_orders([replace(order, remark=repr(time.time()))])
        time.sleep(0.11)
    store.close()


def _feed(store: Store, url: str) -> Iterator[Figure]:
    count = 60
    feed = store.feed()
    process = multiprocessing.get_context("spawn").Process(target=_writer, args=(url, count))
    process.start()
    late: list[float] = []
    deadline = time.monotonic() + 120
    while len(late) < count and time.monotonic() < deadline:
        if not feed.wait(5):
            continue
        changes = feed.changes()
        with store.read() as reader:
            orders = reader.orders(changes.order_ids)
        seen = time.time()
        late += [(seen - float(order.remark)) * 1000 for order in orders]
    process.join()
    feed.close()
    yield Figure("change of another process known, p95", percentile(late, 0.95), "ms", 300,
                 note=f"median {median(late):.0f} ms, from before the commit to the slip read")  # fmt: skip
    started = os.times()
    idle = store.feed()
    idle.wait(10)
    idle.close()
    used = os.times()
    share = (used.user + used.system - started.user - started.system) / 10 * 100
    yield Figure("waiting for changes, share of a core", share, "%", 0.5)
