"""The guided runs: 3,000 slips sent to 200 network points, their feedback typed in, reconciled, looked back at."""

from __future__ import annotations

import shutil
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

from benchmarks.figure import Figure, median, percentile
from benchmarks.sending import DAY, NOW, open_room, received
from dispatch_tui.clock import FixedClock
from dispatch_tui.domain.day_runs import RunKind
from dispatch_tui.domain.dispatches import Mode
from dispatch_tui.services import day_runs, feedback, ledger, reasonableness
from dispatch_tui.services.carrying_out import carry_out
from dispatch_tui.services.chasing import due_chases
from dispatch_tui.services.reconciliation import reconcile
from dispatch_tui.services.sending import SendNormal, SendTemporary

SLIPS = 3000
TEMPORARY = 600
CARRIED = 500
TURNS = 5


def figures() -> Iterator[Figure]:
    """Measure the morning after a busy day, in a temporary folder; CPU time, the least of five turns."""
    folder = Path(tempfile.mkdtemp(prefix="dispatch-bench-"))
    try:
        desk = open_room(folder, f"sqlite:///{folder / 'day.db'}", 200, 100)
        desk.store.migrate()
        orders = received(SLIPS + CARRIED, 200)
        with desk.store.write(desk.act("import")) as writer:
            writer.insert_orders(orders)
        normal, temporary = orders[: SLIPS - TEMPORARY], orders[SLIPS - TEMPORARY : SLIPS]
        for part, change in ((normal, SendNormal(none=True)), (temporary, SendTemporary(none=True))):
            carry_out(desk, change, [(order.id, None) for order in part])
        desk = replace(desk, clock=FixedClock(NOW + timedelta(hours=17, minutes=20)))
        morning = DAY + timedelta(days=1)

        def least(name: str, work: Callable[[], object], budget: float | None, note: str = "") -> Figure:
            took = []
            for _turn in range(TURNS):
                started = time.process_time()
                work()
                took.append((time.process_time() - started) * 1000)
            return Figure(name, min(took), "ms", budget, note=note)

        yield least("reconcile the four counts of 3,000 slips", lambda: reconcile(desk, DAY), 100)
        yield least("feedback sheets of the day, with counts", lambda: feedback.sheets(desk, DAY), 100)
        yield least("what is due to be chased", lambda: due_chases(desk), 100)
        note = f"{CARRIED} carried over, {TEMPORARY} names missing"
        yield least("day-open as a whole", lambda: day_runs.view(desk, morning, RunKind.OPEN), 300, note)
        yield least("day-close as a whole", lambda: day_runs.view(desk, DAY, RunKind.CLOSE), 300)
        yield least("look back at whether it made sense", lambda: reasonableness.review(desk, DAY), 300)
        yield least("ledger of the day", lambda: ledger.page(desk, DAY), 100)
        views = [view for view in feedback.sheets(desk, DAY) if view.sheet.mode is Mode.NORMAL][:60]
        typed = []
        for view in views:
            for no in view.counts.missing:
                started = time.perf_counter()
                outcome = feedback.write_line(desk, view.sheet.id, no, "李强", force="bench")
                typed.append((time.perf_counter() - started) * 1000)
                if outcome.refused:
                    raise RuntimeError(outcome.results[0].message)
        yield Figure("type one line of a sheet, stored (middle)", median(typed), "ms", 20)
        yield Figure("type one line of a sheet, stored (95 of 100)", percentile(typed, 0.95), "ms", 50)
        desk.close()
    finally:
        shutil.rmtree(folder, ignore_errors=True)
