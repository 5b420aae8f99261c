"""How exact and how fast a batch of slips is assigned: against an independent solver, by size, and one slip more.

Figures are processor seconds of one core. The whole proposal includes reading the slips from the database, reading
their addresses, finding candidates and wording a reason for each slip.
"""

from __future__ import annotations

import gc
import random
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

from benchmarks.figure import Figure, median, percentile
from benchmarks.samples import NOW, branch, filled, orders
from dispatch_tui.clock import FixedClock
from dispatch_tui.domain.assignment import AssignWeights, Room, Wish
from dispatch_tui.domain.assignment_flow import Assignment
from dispatch_tui.services.desk import Desk
from dispatch_tui.services.proposing import propose

sys.path.insert(0, str(Path(__file__).parents[1]))
from tests.domain.assignment_instances import day, optimum, small

INSTANCES = 1000
_SEEDS = (1, 2, 3)
_MORE = 100
"""Slips added one by one to a full day."""


def figures(instances: int = INSTANCES) -> Iterator[Figure]:
    """Measure against the budgets; ``make bench`` prints them."""
    yield from _exactness(instances)
    for slips, points, load, budget in (
        (200, 40, 0.95, 50), (500, 80, 0.95, 250), (2000, 200, 0.7, 1000), (2000, 200, 0.95, 1000),
        (2000, 200, 1.15, 2000),
    ):  # fmt: skip
        spent = [_solving(slips, points, load, seed) for seed in _SEEDS]
        name = f"assign {slips:,} slips to {points} network points, load {load:.0%}"
        yield Figure(
            name, max(spent), "ms", budget, note=f"slowest of {len(_SEEDS)}, median {median(spent):.0f}"
        )
    yield from _one_more()
    yield from _whole()


def _exactness(instances: int) -> Iterator[Figure]:
    """Compare random instances with network simplex, each in two orders of insertion."""
    weights, worst, wrong, slips = AssignWeights(), 0.0, 0, 0
    for seed in range(instances):
        chance = random.Random(seed)
        count, points = chance.randrange(1, 90), chance.randrange(1, 16)
        if seed % 4:
            rooms, wishes = small(chance, count, points, tight=chance.choice([0.6, 1.0, 1.4]))
        else:
            rooms, wishes = day(chance, count, max(2, points), chance.choice([0.7, 0.95, 1.15]))
        found, best = Assignment(rooms, weights), optimum(rooms, wishes, weights)
        found.solve(wishes)
        backwards = _backwards(rooms, wishes, weights)
        wrong += found.cost != best or backwards != best
        worst = max(worst, abs(found.cost - best) / max(1, abs(best)))
        slips += len(wishes)
    note = f"{slips:,} slips in all, inserted in two orders, against networkx"
    yield Figure(
        f"dearest gap to the optimum of {instances:,} random instances", 100 * worst, "%", 0, note=note
    )
    yield Figure("instances that are not exact", wrong, "", 0)


def _backwards(rooms: list[Room], wishes: list[Wish], weights: AssignWeights) -> int:
    found = Assignment(rooms, weights)
    for wish in wishes:
        if wish.pinned:
            found.pin(wish.id, wish.pinned, wish.kind)
    for wish in sorted((wish for wish in wishes if not wish.pinned), key=lambda wish: wish.left_out):
        found.add(wish)
    return found.cost


def _cpu(work: Callable[[], object]) -> float:
    """Return the processor milliseconds of some work."""
    gc.collect()
    started = time.thread_time()
    work()
    return 1000 * (time.thread_time() - started)


def _solving(slips: int, points: int, load: float, seed: int) -> float:
    rooms, wishes = day(random.Random(seed), slips, points, load)
    return _cpu(lambda: Assignment(rooms, AssignWeights()).solve(wishes))


def _one_more() -> Iterator[Figure]:
    """Add slips one by one to a kept assignment of 2,000 slips at 200 network points."""
    for load, share in ((0.85, 95), (0.95, None)):
        spent, moved, above = list[float](), list[int](), 0.0
        weights = AssignWeights()
        for seed in _SEEDS:
            rooms, wishes = day(random.Random(seed), 2000 + _MORE, 200, load, grown=True)
            found = Assignment(rooms, weights)
            found.solve(wishes[:2000])
            found.keep()
            for number, wish in enumerate(wishes[2000:], 1):
                spent.append(_cpu(lambda wish=wish, found=found, to=moved: to.append(len(found.add(wish)))))  # type: ignore[misc]
                if number in (1, 20):
                    above = max(above, _above(rooms, wishes[: 2000 + number], found, weights))
        name = f"one slip more to 2,000, load {load:.0%}"
        yield Figure(
            f"{name}, 95 of 100", percentile(spent, 0.95), "ms", 10, note=f"slowest {max(spent):.1f}"
        )
        none = 100 * sum(count == 0 for count in moved) / len(moved)
        yield Figure(
            f"{name}, moves itself at most", none, "%", share, True, note=f"at most {max(moved)} others"
        )
        one = 100 * sum(count <= 1 for count in moved) / len(moved)
        yield Figure(f"{name}, moves one other at most", one, "%")
        yield Figure(f"{name}, dearer than from nothing", 100 * above, "%", None, note="after up to 20 slips")


def _above(rooms: list[Room], wishes: list[Wish], found: Assignment, weights: AssignWeights) -> float:
    """Return by how much a kept assignment is dearer than one made from nothing, stay bonus left out."""
    fresh = Assignment(rooms, weights)
    fresh.solve(wishes)
    kept = Assignment(rooms, weights)
    kept.solve([_only(wish, found.point_of(wish.id)) for wish in wishes])
    return (kept.cost - fresh.cost) / fresh.cost


def _only(wish: Wish, point: str | None) -> Wish:
    return replace(wish, options=[option for option in wish.options if option[0] == point])


def _whole() -> Iterator[Figure]:
    """Measure the whole proposal on a database: 300 slips of the sample branch, 2,000 slips at 200 network points."""
    for count, points, budget in ((300, 0, 250), (2000, 200, 1000)):
        with tempfile.TemporaryDirectory() as folder:
            settings = branch(Path(folder), points)
            slips = orders(settings, count, pending=count)
            store = filled(Path(folder), settings, slips)
            desk = Desk(settings, store, FixedClock(NOW), settings.operators[0].number)
            targets = [(order.id, order.version) for order in slips]
            desk.placer()
            spent = [_cpu(lambda desk=desk, targets=targets: propose(desk, targets)) for _time in range(3)]  # type: ignore[misc]
            name = f"whole proposal, {count:,} slips, {len(settings.points)} network points"
            yield Figure(name, median(spent), "ms", budget, note="read, candidates, reasons; median of 3")
            desk.close()
