"""Sending: 2,000 slips to 200 network points in one command, and sixteen processes at the same 1,000 slips."""

from __future__ import annotations

import multiprocessing
import os
import random
import shutil
import tempfile
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from benchmarks.figure import Figure
from dispatch_tui.clock import FixedClock
from dispatch_tui.domain.dispatches import Dispatch, DispatchState, FlowCard, Via
from dispatch_tui.domain.ledger_entries import LedgerEntry
from dispatch_tui.domain.orders import Kind, Order, State
from dispatch_tui.domain.rules import Outcome
from dispatch_tui.errors import Unavailable
from dispatch_tui.services.assigning import Assign, Unassign
from dispatch_tui.services.carrying_out import SlipChange, Target, carry_out
from dispatch_tui.services.desk import Desk
from dispatch_tui.services.sending import Recall, SendNormal, SendTemporary
from dispatch_tui.settings.load import load_settings
from dispatch_tui.settings.model import NetworkPoint, Operator, Role, Settings
from dispatch_tui.settings.shipped import write_starter
from dispatch_tui.storage.records import ID_STEP, take_ids
from dispatch_tui.storage.store import open_store

NOW = datetime(2026, 7, 15, 8, 20, tzinfo=UTC)
DAY = date(2026, 7, 15)
HANDS = 16
POSTGRES = os.environ.get("DISPATCH_BENCH_POSTGRES", "")
"""URL of an empty schema of a PostgreSQL server; without it only SQLite is measured."""
_SPAWN = multiprocessing.get_context("spawn")
_LONGEST = 600.0
"""Seconds after which a race counts as stuck."""


def room_settings(folder: Path, points: int, capacity: int) -> Settings:
    """Return the sample branch with so many network points and sixteen dispatchers, from a folder of its own."""
    config = folder / "config"
    if not config.exists():
        write_starter(config)
    made = tuple(
        NetworkPoint(
            f"P{n:03d}", {"zh": f"{n}部", "en": f"Point {n}"}, f"p{n}", (), frozenset(),
            capacity_total=capacity, telephone="62110002", fax="62110001",
        )
        for n in range(points)
    )  # fmt: skip
    people = tuple(Operator(f"{n:04d}", f"Hand {n:02d}", frozenset({Role.DISPATCHER})) for n in range(HANDS))
    return replace(load_settings(config), points=made, operators=people)


def received(count: int, points: int) -> list[Order]:
    """Return slips that were received this morning, spread over the network points and three kinds."""
    first = take_ids(count)
    kinds = (Kind.INSTALL, Kind.REPAIR, Kind.REMOVAL)
    return [
        Order(
            first + n * ID_STEP, f"S{n:06d}", kinds[n % 3], State.RECEIVED, f"客户{n}", "13800000000",
            f"新华路{n}号", NOW, NOW, DAY, phone_digits="13800000000", category="空调",
            point=f"P{n // 3 % points:03d}", urgent=n % 50 == 0, required_from=NOW if n % 50 == 0 else None,
        )
        for n in range(count)
    ]  # fmt: skip


def open_room(folder: Path, url: str, points: int, capacity: int, hand: int = 0) -> Desk:
    """Return the desk of one of the sixteen."""
    settings = room_settings(folder, points, capacity)
    store = open_store(url, settings.branch.code)
    return Desk(settings, store, FixedClock(NOW), f"{hand:04d}", chosen_language="en")


def figures() -> Iterator[Figure]:
    """Measure in a temporary folder, on an embedded database."""
    folder = Path(tempfile.mkdtemp(prefix="dispatch-bench-"))
    try:
        yield from _bulk(folder)
        yield from _race(folder)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _bulk(folder: Path) -> Iterator[Figure]:
    desk = open_room(folder, f"sqlite:///{folder / 'bulk.db'}", 200, 100)
    desk.store.migrate()
    orders = received(2000, 200)
    with desk.store.write(desk.act("import")) as writer:
        writer.insert_orders(orders)
    steps: list[tuple[str, SlipChange, float | None]] = [
        ("send 2,000 received slips to 200 points, normal", SendNormal(none=True), 1.0),
        ("recall them", Recall("老王", "bench"), None),
        ("assign them", Assign(), 1.0),
        ("send them, assigned", SendNormal(), 1.0),
        ("recall them again", Recall("老王", "bench"), None),
        ("send them, temporary", SendTemporary(Via.CAR), 1.0),
    ]
    for name, change, budget in steps:
        started, wall = time.process_time(), time.perf_counter()
        outcome = carry_out(desk, change, [(order.id, None) for order in orders])
        cpu, took = time.process_time() - started, time.perf_counter() - wall
        if outcome.done != len(orders):
            raise RuntimeError(f"{name}: only {outcome.done} done")
        yield Figure(name, cpu, "s CPU", budget, note=f"{took:.2f} s wall")
    desk.close()


@dataclass(slots=True)
class Report:
    """What one of the sixteen did and was told."""

    hand: int
    sent: list[str] = field(default_factory=list)
    refused: Counter[str] = field(default_factory=Counter)
    """Refusals by code."""
    unexplained: list[str] = field(default_factory=list)
    """Refusals without a sentence, or about a colleague's work that don't name the colleague."""


def play(folder: str, url: str, hand: int, points: int, gate: Any, reports: Any) -> None:
    """Assign, send and take back at random until nothing is left; one of the sixteen processes."""
    report = Report(hand)
    try:
        _play(open_room(Path(folder), url, points, 10_000, hand), report, points, gate)
    except Exception as error:
        report.unexplained.append(f"hand {hand} broke down: {error!r}")
    reports.put(report)


def _play(desk: Desk, report: Report, points: int, gate: Any) -> None:
    chance = random.Random(report.hand)
    with desk.store.read() as reader:
        seen = [(order.id, order.version) for order in reader.orders(_all(reader))]
    gate.wait(_LONGEST)
    chance.shuffle(seen)
    place = 0
    while place < len(seen):
        size = chance.randint(1, 60)
        part: list[Target] = [
            (id_, version if chance.random() < 0.3 else None) for id_, version in seen[place : place + size]
        ]
        place += size
        _note(report, desk, _any_change(chance, points), part)
    rest: list[Target] = [(id_, None) for id_, _version in seen]
    while not _note(report, desk, SendNormal(none=True), rest):
        pass
    desk.close()


def _all(reader: Any) -> list[int]:
    from dispatch_tui.domain.filters import Everything

    return list(reader.find_ids(Everything(), now=NOW))


def _any_change(chance: random.Random, points: int) -> SlipChange:
    point = f"P{chance.randrange(points):03d}" if chance.random() < 0.5 else ""
    kind = chance.random()
    if kind < 0.35:
        return Assign(point, none=chance.random() < 0.8)
    if kind < 0.45:
        return Unassign("changed my mind")
    if kind < 0.75:
        return SendNormal(point, none=True)
    return SendTemporary(Via.FAX, point, none=True)


def _note(report: Report, desk: Desk, change: SlipChange, targets: Sequence[Target]) -> bool:
    """Carry out a change and take down what is said; returns whether the turn to write came in time."""
    try:
        outcome: Outcome = carry_out(desk, change, targets)
    except Unavailable as error:
        report.refused[error.code] += len(targets)
        return False
    names = [word for person in desk.settings.operators for word in (person.name, person.number)]
    for result in outcome.results:
        if result.ok:
            if change.action == "send":
                report.sent.append(result.id)
            continue
        report.refused[result.code] += 1
        about_others = result.code in ("conflict", "sent-already")
        if not result.message or (about_others and not any(name in result.message for name in names)):
            report.unexplained.append(f"{result.id} {result.code}: {result.message}")
    return True


def race(folder: Path, url: str, slips: int, points: int = 20) -> list[Report]:
    """Let sixteen processes work on the same slips of a database; it is created when it does not exist."""
    desk = open_room(folder, url, points, 10_000)
    desk.store.migrate()
    with desk.store.write(desk.act("import")) as writer:
        writer.insert_orders(received(slips, points))
    desk.close()
    gate, reports = _SPAWN.Barrier(HANDS), _SPAWN.Queue()
    hands = [
        _SPAWN.Process(target=play, args=(str(folder), url, hand, points, gate, reports), daemon=True)
        for hand in range(HANDS)
    ]
    for each in hands:
        each.start()
    found = [reports.get(timeout=_LONGEST) for _each in hands]
    for each in hands:
        each.join(60)
    return sorted(found, key=lambda report: report.hand)


def faults(folder: Path, url: str, slips: int, found: Sequence[Report]) -> list[str]:
    """Return what went wrong in a race: a slip sent twice or lost, records that disagree, refusals unexplained."""
    wrong = [line for report in found for line in report.unexplained]
    sent = Counter(no for report in found for no in report.sent)
    wrong += [f"{no} was told as sent {n} times" for no, n in sent.items() if n != 1]
    desk = open_room(folder, url, 20, 10_000)
    with desk.store.read() as reader:
        orders = reader.orders(_all(reader))
        live = reader.papers(Dispatch, state=DispatchState.LIVE)
        everything = reader.papers(Dispatch)
        lines = Counter(str(line["order_no"]) for card in reader.papers(FlowCard) for line in card.lines)
        ledger = Counter(no for entry in reader.papers(LedgerEntry) for no in entry.order_nos)
    wrong += [f"{order.no} is {order.state}" for order in orders if order.state is not State.SENT]
    numbers = {order.no for order in orders}
    if len(orders) != slips or set(sent) != numbers:
        wrong.append(f"{len(orders)} slips, {len(sent)} told as sent")
    if len(everything) != len(live) or {each.order_no for each in live} != numbers or len(live) != slips:
        wrong.append(f"{len(live)} live of {len(everything)} dispatches")
    if set(ledger) != numbers or set(ledger.values()) != {1}:
        wrong.append("the ledger names other slips")
    by_card = {each.order_no for each in live if each.card_id is not None}
    if set(lines) != by_card or set(lines.values()) - {1}:
        wrong.append("the flow cards have other lines")
    if not desk.store.verify().ok:
        wrong.append("the history does not verify")
    desk.close()
    return wrong


def _race(folder: Path) -> Iterator[Figure]:
    urls = {"SQLite": f"sqlite:///{folder / 'race.db'}"}
    if POSTGRES:
        urls["PostgreSQL"] = POSTGRES
    for engine, url in urls.items():
        started = time.perf_counter()
        found = race(folder, url, 1000)
        took = time.perf_counter() - started
        wrong = faults(folder, url, 1000, found)
        refused = sum(report.refused.total() for report in found)
        name = f"sixteen processes send the same 1,000 slips, {engine}"
        yield Figure(name, took, "s", note=f"{refused:,} refusals explained")
        yield Figure(
            f"sent twice, lost or unexplained, {engine}", len(wrong), "", 0, note="; ".join(wrong[:3])
        )
