"""The whole program in a terminal of 120x40 against a bare Textual program, 200 network points, 100,000 slips."""

from __future__ import annotations

import random
import sys
import tempfile
import time
from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path

from benchmarks import samples
from benchmarks.figure import Figure, median, percentile
from benchmarks.terminal import Probe
from dispatch_tui.domain.filters import And, AtPoint, InStates, IsKind, Not, OnDay, Urgent
from dispatch_tui.domain.orders import PENDING_STATES, Kind, Order
from dispatch_tui.storage.records import Act
from dispatch_tui.storage.store import Store

DOWN, UP, RIGHT = b"\x1b[B", b"\x1b[A", b"\x1b[C"
ROUNDS = 5
KEYS = 40
HELLO = [sys.executable, "-m", "benchmarks.hello"]
PROGRAM = [sys.executable, "-m", "dispatch_tui", "--lang", "zh"]


def figures() -> Iterable[Figure]:
    """Measure start, keys, idling and live changes."""
    with tempfile.TemporaryDirectory(prefix="dispatch-bench-") as name:
        folder = Path(name)
        settings = samples.branch(folder, 200)
        slips = samples.orders(settings, 100_000, pending=3000)
        store = samples.filled(folder, settings, slips)
        try:
            environment = {
                "DISPATCH_CONFIG": str(folder / "config"),
                "DISPATCH_DATABASE_URL": f"sqlite:///{folder / 'dispatch.sqlite3'}",
                "DISPATCH_NOW": samples.NOW.isoformat(),
            }
            yield from _live(environment, store)
            yield from _start(environment)
            yield from _keys(environment)
        finally:
            store.close()


def _start(environment: dict[str, str]) -> Iterator[Figure]:
    hello: list[float] = []
    program: list[float] = []
    for _round in range(ROUNDS):
        with Probe(HELLO) as probe:
            hello.append(probe.wait_for("hello 0"))
        with Probe(PROGRAM, environment=environment) as probe:
            program.append(probe.wait_for("黄浦一部"))
    yield Figure("hello-world, start to text", median(hello), "ms")
    yield Figure("start to the board's figures", median(program), "ms")
    yield Figure("start against hello-world", median(program) / median(hello), "times", 1.25)


def _keys(environment: dict[str, str]) -> Iterator[Figure]:
    hello: list[float] = []
    times: dict[str, list[float]] = {
        "board, inside": [],
        "board, scrolling": [],
        "list, inside": [],
        "list, scrolling": [],
    }
    sizes: dict[str, list[int]] = {name: [] for name in times}
    for _round in range(3):
        with Probe(HELLO) as probe:
            probe.wait_for("hello 0")
            probe.settle()
            hello += probe.keys(b"x", KEYS)[0]
        with Probe(PROGRAM, environment=environment) as probe:
            probe.wait_for("黄浦一部")
            probe.settle()
            for screen in ("board", "list"):
                if screen == "list":
                    probe.key(b"2", quiet=0.8)
                _gather(probe, times, sizes, f"{screen}, inside", 15, back=True)
                probe.keys(DOWN, 30)
                _gather(probe, times, sizes, f"{screen}, scrolling", KEYS)
    base = percentile(hello, 0.95)
    yield Figure("hello-world, key to paint, p95", base, "ms")
    for name, taken in times.items():
        yield Figure(f"{name}: key to paint, p95", percentile(taken, 0.95), "ms")
        yield Figure(f"{name}: against hello-world", percentile(taken, 0.95) / base, "times", 2.5)
        budget = 1500 if "scrolling" in name else 800
        yield Figure(f"{name}: bytes, p95", percentile(sizes[name], 0.95), "bytes", budget)


def _gather(
    probe: Probe,
    times: dict[str, list[float]],
    sizes: dict[str, list[int]],
    name: str,
    count: int,
    *,
    back: bool = False,
) -> None:
    for key in (DOWN, UP) if back else (DOWN,):
        took, written = probe.keys(key, count)
        times[name] += took
        sizes[name] += written


def _live(environment: dict[str, str], store: Store) -> Iterator[Figure]:
    today = samples.NOW.date()
    with store.read() as reader:
        installs = IsKind(frozenset({Kind.INSTALL}))
        shown = And((InStates(PENDING_STATES), AtPoint("HP1"), installs, Not(Urgent()), OnDay(today, today)))
        slips = reader.orders(reader.find_ids(shown, now=samples.NOW))
    with Probe(PROGRAM, environment=environment) as probe:
        probe.wait_for("黄浦一部")
        probe.settle(1.5)
        octets, busy = probe.idle(10)
        yield Figure("idle: bytes a second", octets, "B/s", 200)
        yield Figure("idle: processor", busy, "%", 0.5)
        yield Figure("memory (PSS)", probe.memory_mb(), "MB")
        seen, sizes = _changes(probe, store, slips)
        yield Figure("a change of another process is on the screen, p95", percentile(seen, 0.95), "ms", 300)
        yield Figure("bytes of one change, median", median(sizes), "bytes", 300)
        before, started = probe.cpu_seconds(), time.monotonic()
        for number in range(50):
            slips[number % 5] = _change(store, slips[number % 5])
            while time.monotonic() < started + (number + 1) * 0.1:
                probe.piece(0.01)
        spent = (probe.cpu_seconds() - before) / (time.monotonic() - started) * 100
        yield Figure("ten changes a second: processor", spent, "%", 4)


def _changes(probe: Probe, store: Store, slips: list[Order]) -> tuple[list[float], list[int]]:
    seen: list[float] = []
    sizes: list[int] = []
    for number in range(20):
        probe.settle(0.3)
        time.sleep(random.uniform(0, 0.3))
        while probe.piece(0) is not None:
            continue
        before, row = probe.received, _row(probe)
        slips[number % 5] = _change(store, slips[number % 5])
        stored = time.monotonic()
        last = stored + 2.0
        while time.monotonic() < stored + 2.0:
            got = probe.piece(0.5)
            if got is not None and _row(probe) != row:
                last = got[0]
                break
        while probe.piece(0.08) is not None:
            continue
        seen.append((last - stored) * 1000)
        sizes.append(probe.received - before)
    return seen, sizes


def _row(probe: Probe) -> str:
    """Return the board's row of the network point whose slips change."""
    return next((line for line in probe.screen.display if "黄浦一部" in line), "")


def _change(store: Store, slip: Order) -> Order:
    """Move a slip from one column of its network point to another, as a colleague would."""
    other = "10:30" if slip.slot != "10:30" else "12:30"
    with store.write(Act("bench", "correct", samples.NOW, samples.NOW)) as writer:
        return writer.update_order(slip, replace(slip, slot=other))
