"""The screens of dispatching in the real program: keys, bytes, memory, and keys while a large proposal is worked out.

A terminal of 120x40 with 200 network points and 20,000 slips: 2,000 wait, 1,500 were sent yesterday, 400 today.
"""

from __future__ import annotations

import os
import random
import tempfile
import time
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

from benchmarks import samples
from benchmarks.figure import Figure, median, percentile
from benchmarks.program import DOWN, HELLO, PROGRAM, UP
from benchmarks.terminal import Probe
from dispatch_tui.clock import FixedClock
from dispatch_tui.domain.orders import Order, State
from dispatch_tui.services.carrying_out import carry_out
from dispatch_tui.services.desk import Desk
from dispatch_tui.services.sending import SendNormal, SendTemporary
from dispatch_tui.settings.model import Settings
from dispatch_tui.storage.store import Store

FIRST = "黄浦一部"
WAITING, YESTERDAY, TODAY = 2000, 1500, 400
LONG_SHEET = 120
"""Slips of yesterday that went to the first network point."""
LEFT, ESCAPE = b"\x1b[D", b"\x1b"
WAY = 70
"""Blanks behind the command, through which the cursor goes back."""
KEYS = 30
GAP_MS = 50
"""The longest time a key may wait while something large is worked out."""


def figures() -> Iterable[Figure]:
    """Measure the day, a sheet, papers, reports, and the program under a proposal."""
    with tempfile.TemporaryDirectory(prefix="dispatch-bench-") as name:
        folder = Path(name)
        environment = room(folder)
        with Probe(HELLO) as probe:
            probe.wait_for("hello 0")
            probe.settle()
            base = percentile(probe.keys(b"x", 3 * KEYS)[0], 0.95)
        yield Figure("hello-world, key to paint, p95", base, "ms")
        with Probe(PROGRAM, environment=environment) as probe:
            probe.wait_for(FIRST)
            probe.settle()
            yield Figure("memory (PSS) with the board", probe.memory_mb(), "MB")
            yield from _screens(probe, base)
            probe.idle(5)
            yield Figure("memory (PSS) after every screen", probe.memory_mb(), "MB")
            octets, busy = probe.idle(20)
            yield Figure("idle after every screen: bytes a second", octets, "B/s", 200)
            yield Figure("idle after every screen: processor", busy, "%", 0.5)
        with Probe(PROGRAM, environment=environment) as probe:
            probe.wait_for(FIRST)
            probe.settle()
            yield from _alive(probe)


def room(folder: Path) -> dict[str, str]:
    """Make a branch after a busy day and a busy morning; return what the program needs to open it."""
    settings = samples.branch(folder, 200)
    pending = WAITING + YESTERDAY + TODAY
    slips = samples.orders(settings, 20_000, pending=pending)
    slips[-pending:] = [_clear(order, settings, place) for place, order in enumerate(slips[-pending:])]
    store = samples.filled(folder, settings, slips)
    yesterday = slips[-pending:][:YESTERDAY]
    today = slips[-pending:][YESTERDAY : YESTERDAY + TODAY]
    _send(settings, store, yesterday, days=1)
    _send(settings, store, today, days=0)
    store.close()
    return {
        "DISPATCH_CONFIG": str(folder / "config"),
        "DISPATCH_DATABASE_URL": f"sqlite:///{folder / 'dispatch.sqlite3'}",
        "DISPATCH_NOW": samples.NOW.isoformat(),
    }


def _clear(order: Order, settings: Settings, place: int) -> Order:
    """Return a pending slip that can be sent: one of yesterday for the first ones, every one at a network point."""
    point = settings.points[0 if place < LONG_SHEET else place % len(settings.points)].code
    at = samples.NOW - timedelta(days=place < YESTERDAY, hours=1)
    return replace(
        order, point=point, received_at=at, entered_at=at, called_at=at, day=at.date(), state=State.READY,
        review={"status": "none", "by": "1001", "at": at.isoformat()}, urgent=False,
    )  # fmt: skip


def _send(settings: Settings, store: Store, slips: list[Order], days: int) -> None:
    clock = FixedClock(samples.NOW - timedelta(days=days))
    desk = Desk(settings, store, clock, settings.operators[0].number)
    cut = len(slips) * 4 // 5
    for part, change in ((slips[:cut], SendNormal()), (slips[cut:], SendTemporary())):
        outcome = carry_out(desk, change, [(order.id, None) for order in part], force="bench")
        if outcome.done < len(part) * 0.9:
            raise RuntimeError(outcome.results[0].message)


def _screens(probe: Probe, base: float) -> Iterator[Figure]:
    """Open the screens one after the other and press keys in each."""
    for key, name, ready in (
        (b"3", "day", "四数核对"), (b"6", "papers", "20260715-"), (b"7", "reports", "合计"),
    ):  # fmt: skip
        yield from _opened(probe, key, name, ready)
        if name == "day":
            probe.key(b"n", quiet=0.5)
        yield from _pressed(probe, name, base, [(DOWN, KEYS), (UP, KEYS // 2)], 1500)
    probe.key(b"3", quiet=0.8)
    probe.key(b"g", quiet=0.8)
    yield Figure("sheet: opened, first time", _until(probe, b"\r", "= 同上"), "ms", 500)
    probe.settle()
    yield from _pressed(probe, "sheet", base, [(DOWN, KEYS), (UP, KEYS // 2)], 1500)
    echoed, offered = _typed(probe)
    yield Figure("sheet, typing: key to echo, p95", percentile(echoed, 0.95), "ms")
    yield Figure("sheet, typing: against hello-world", percentile(echoed, 0.95) / base, "times", 2.5)
    yield Figure("sheet, typing: key to names offered, p95", percentile(offered, 0.95), "ms", 50)
    probe.key(ESCAPE, quiet=0.5)


def _opened(probe: Probe, key: bytes, name: str, ready: str) -> Iterator[Figure]:
    yield Figure(f"{name}: opened, first time", _until(probe, key, ready), "ms", 500)
    probe.settle()


def _pressed(
    probe: Probe, name: str, base: float, presses: list[tuple[bytes, int]], budget: float
) -> Iterator[Figure]:
    times, sizes = list[float](), list[int]()
    for key, count in presses:
        took, written = probe.keys(key, count)
        times += took
        sizes += written
    if not times:
        raise RuntimeError(f"{name}: no key was answered\n" + "\n".join(probe.screen.display))
    answered = f"{len(times)} of {sum(count for _key, count in presses)} keys painted"
    yield Figure(f"{name}: key to paint, p95", percentile(times, 0.95), "ms", note=answered)
    yield Figure(f"{name}: against hello-world", percentile(times, 0.95) / base, "times", 2.5)
    yield Figure(f"{name}: bytes, p95", percentile(sizes, 0.95), "bytes", budget)


def _typed(probe: Probe) -> tuple[list[float], list[float]]:
    """Type initials and take them away; return how long each key took to be seen, and to have its names offered."""
    echoed, offered = list[float](), list[float]()
    for key in (b"a", b"\x7f") * (KEYS // 2):
        time.sleep(random.uniform(0.03, 0.09))
        while probe.piece(0) is not None:
            continue
        pressed = time.monotonic()
        os.write(probe.fd, key)
        got = probe.piece(1)
        if got is None:
            raise RuntimeError("typing was not answered\n" + "\n".join(probe.screen.display))
        echoed.append((got[0] - pressed) * 1000)
        while (more := probe.piece(0.06)) is not None:
            got = more
        offered.append((got[0] - pressed) * 1000)
    return echoed, offered


def _alive(probe: Probe) -> Iterator[Figure]:
    """Press keys in the command line while a proposal for every waiting slip is worked out."""
    waits, runs = list[float](), list[float]()
    for _round in range(3):
        probe.key(b"/", quiet=0.3)
        for byte in b"assign @ready auto" + b" " * WAY:
            probe.key(bytes((byte,)), quiet=0.01)
        probe.settle(0.3)
        before = probe.cpu_seconds()
        started = time.monotonic()
        os.write(probe.fd, b"\r")
        while time.monotonic() < started + 15:
            if (wait := _echo(probe)) is not None:
                waits.append(wait)
            if any("再按" in _shown(line) for line in probe.screen.display):
                break
        else:
            raise RuntimeError("no preview\n" + "\n".join(probe.screen.display))
        runs.append(probe.cpu_seconds() - before)
        probe.settle(0.3)
        for _key in range(3):
            probe.key(ESCAPE, quiet=0.2)
    yield Figure(
        "preview of a proposal for 2,000 slips", median(runs), "s CPU", 2, note="of the whole program"
    )
    note = f"{len(waits)} keys, median {median(waits):.1f}"
    yield Figure("key to paint meanwhile, longest", max(waits), "ms", GAP_MS, note=note)
    yield Figure("key to paint meanwhile, p95", percentile(waits, 0.95), "ms", GAP_MS)


def _shown(line: str) -> str:
    """Return a line of the screen without the blanks that stand behind wide characters."""
    return line.replace(" ", "")


def _until(probe: Probe, key: bytes, text: str) -> float:
    """Press a key and return the milliseconds until a text stands on the screen."""
    pressed = time.monotonic()
    os.write(probe.fd, key)
    at = pressed
    while not any(_shown(text) in _shown(line) for line in probe.screen.display):
        got = probe.piece(5)
        if got is None:
            raise RuntimeError(f"{text} never came\n" + "\n".join(probe.screen.display))
        at = got[0]
    return (at - pressed) * 1000


def _echo(probe: Probe) -> float | None:
    """Move the cursor to the left in the command line; return how long it took to be seen, if it was."""
    while probe.piece(0) is not None:
        continue
    pressed = time.monotonic()
    os.write(probe.fd, LEFT)
    got = probe.piece(0.5)
    time.sleep(random.uniform(0.01, 0.03))
    return None if got is None else (got[0] - pressed) * 1000
