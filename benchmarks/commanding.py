"""How long the command language takes: previews of large batches, carrying them out, completion at every key.

Processor seconds of one core, in a branch of 200 network points with 2,000 slips to be sent and 100,000 sent long ago.
"""

from __future__ import annotations

import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TypeVar

from benchmarks.figure import Figure, percentile
from benchmarks.samples import NOW, branch, filled, orders
from dispatch_tui.clock import FixedClock
from dispatch_tui.services import commands
from dispatch_tui.services.desk import Desk

_Result = TypeVar("_Result")
SLIPS = 2000
OLD = 100_000
POINTS = 200
TYPED = (
    "a", "assign @rea", "assign @ready ", "assign @ready cy", "send B000101", "send @assigned n", "worker B000101999 ",
    "sheet ", "card ", "chase ", "print card ", "fp @待派工 ",
)  # fmt: skip
"""Lines as they stand while somebody types."""


def figures() -> Iterator[Figure]:
    """Measure against the budgets; ``make bench`` prints them."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        settings = branch(folder, POINTS)
        store = filled(folder, settings, orders(settings, OLD + SLIPS, pending=SLIPS))
        desk = Desk(settings, store, FixedClock(NOW), settings.operators[0].number)
        desk.placer()
        yield from _batch(desk)
        yield from _typing(desk)
        desk.close()


def _batch(desk: Desk) -> Iterator[Figure]:
    spent, assign = _timed(lambda: commands.preview(desk, commands.parse("assign @ready auto none", desk)))
    note = f"{assign.done:,} assigned, {assign.refused:,} refused"
    yield Figure(
        f"preview of “assign @ready auto”, {SLIPS:,} slips, {POINTS} points", spent, "ms", 2000, note=note
    )
    spent, _outcome = _timed(lambda: commands.run(desk, assign.command, confirmed=True))
    yield Figure("Enter: exactly what was shown is assigned", spent, "ms", 1000)
    spent, send = _timed(lambda: commands.preview(desk, commands.parse("send @assigned normal", desk)))
    yield Figure("preview of “send @assigned normal”", spent, "ms", 1000, note=f"{send.done:,} slips")
    spent, outcome = _timed(lambda: commands.run(desk, send.command, confirmed=True))
    yield Figure(
        "Enter: they are sent, with their flow cards", spent, "ms", 2000, note=f"{outcome.done:,} slips"
    )
    spent, shown = _timed(lambda: commands.preview(desk, commands.parse("worker @sent 李强", desk)))
    yield Figure("preview of “worker @sent 李强”", spent, "ms", 2000, note=f"{shown.refused:,} refused")


def _typing(desk: Desk) -> Iterator[Figure]:
    spent = sorted(
        _timed(lambda text=text: commands.complete(desk, text))[0] for text in TYPED for _again in range(3)
    )
    yield Figure(
        "completion at a key, 95 of 100", percentile(spent, 0.95), "ms", 50, note=f"slowest {spent[-1]:.0f}"
    )


def _timed(work: Callable[[], _Result]) -> tuple[float, _Result]:
    """Return the processor milliseconds of a piece of work, and what it returned."""
    started = time.process_time()
    result = work()
    return 1000 * (time.process_time() - started), result
