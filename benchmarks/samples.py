"""Branches to measure on: any number of network points, any number of slips."""

from __future__ import annotations

import random
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

from dispatch_tui.demo import vocabulary as words
from dispatch_tui.demo.places import divisions_of
from dispatch_tui.domain.orders import Kind, Order, State
from dispatch_tui.settings.load import load_settings
from dispatch_tui.settings.model import Settings
from dispatch_tui.settings.shipped import write_starter
from dispatch_tui.storage.records import ID_STEP, Act, take_ids
from dispatch_tui.storage.store import Store, open_store

NOW = datetime(2026, 7, 15, 3, 20, tzinfo=UTC)
"""11:20 on a Wednesday in the peak season in Shanghai."""
_PART = 5000


def branch(folder: Path, points: int = 0) -> Settings:
    """Copy the sample branch into a folder; with ``points``, further network points are added up to that number."""
    config = folder / "config"
    write_starter(config)
    settings = load_settings(config)
    missing = points - len(settings.points)
    if missing > 0:
        streets = [(code, name) for code, names in sorted(divisions_of("31")[0].items()) for name in names]
        lines = []
        for number in range(missing):
            district, street = streets[number % len(streets)]
            lines.append(
                f"  - code: x{number:03d}\n    name: {{zh: {street[:4]}{number}部, en: Point {number}}}\n"
                f"    keywords: [样本{district}{number}]\n    kinds: [install, repair, removal]\n"
            )
        path = config / "points.yaml"
        path.write_text(path.read_text(encoding="utf-8").rstrip() + "\n" + "".join(lines), encoding="utf-8")
        settings = load_settings(config)
    return settings


def orders(settings: Settings, count: int, *, pending: int, seed: int = 1, days: int = 700) -> list[Order]:
    """Return slips: the last ``pending`` of them wait for today or are carried over, the others are closed."""
    chance = random.Random(seed)
    points = [point.code for point in settings.points] + [None]
    first = take_ids(count)
    install = settings.seasons.install_slots(NOW.date())
    repair = settings.seasons.repair_slots(NOW.date())
    _streets, districts = divisions_of("31")
    codes = sorted(districts)
    made = []
    for number in range(count):
        waits = number >= count - pending
        days_ago = chance.choice((0, 0, 0, 0, 1)) if waits else 2 + (count - number) * days // count
        at = NOW - timedelta(days=days_ago, minutes=chance.randrange(600))
        kind = chance.choices((Kind.INSTALL, Kind.REPAIR, Kind.REMOVAL), (55, 38, 7))[0]
        slot = "" if kind is Kind.REMOVAL else chance.choice(install if kind is Kind.INSTALL else repair)
        code = chance.choice(codes)
        phone = f"13800{chance.randrange(1000000):06d}"
        made.append(
            Order(
                id=first + number * ID_STEP, no=f"B{number:09d}", kind=kind,
                state=State.READY if waits else State.CLOSED,
                customer=chance.choice(words.SURNAMES) + chance.choice(words.GIVEN), phone=phone,
                address=f"上海市{districts[code]}{chance.choice(words.ROADS[code])}{number % 900}弄{number % 40}号",
                entered_at=at, received_at=at, day=(at + timedelta(hours=8)).date(), phone_digits=phone,
                category="空调", model="KFR-35GW/A1", called_at=at, urgent=chance.random() < 0.02,
                point=chance.choice(points), district=code, slot=slot,
                due_at=at + timedelta(minutes=chance.randrange(60, 900)), due_policy="urban", initials="xx",
            )
        )  # fmt: skip
    return made


def filled(folder: Path, settings: Settings, slips: Sequence[Order]) -> Store:
    """Return a store on an embedded database that holds the slips."""
    store = open_store(f"sqlite:///{folder / 'dispatch.sqlite3'}", settings.branch.code)
    store.migrate()
    for start in range(0, len(slips), _PART):
        with store.write(Act("bench", "import", NOW, NOW)) as writer:
            writer.insert_orders(slips[start : start + _PART])
    return store
