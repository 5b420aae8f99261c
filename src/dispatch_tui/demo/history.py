"""The days before the demonstration starts: slips that are closed by now, and the few that were carried over."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from dispatch_tui.demo.day import Row, write_csv
from dispatch_tui.domain.filters import And, InStates, OnDay
from dispatch_tui.domain.orders import PENDING_STATES, Order, State

if TYPE_CHECKING:
    from dispatch_tui.services.desk import Desk

CARRIED_OVER = {1: 80, 2: 60, 3: 50}
"""How many slips are left over at the end of so many working days ago; some are left over again the next day."""
PART = 2000
"""So many slips are closed in one transaction, so that nobody waits long."""


def lay_history(desk: Desk, rows: Sequence[Row], path: Path, days_ago: int, seed: int) -> None:
    """Take a past day's slips in and close all but the carried-over ones, as the room did on that day.

    ``desk``'s clock stands at the evening of that day.
    """
    from dispatch_tui.services.intake import ImportOptions, import_file

    import_file(desk, write_csv(path, rows), ImportOptions())
    close_day(desk, CARRIED_OVER.get(days_ago, 0), seed)


def close_day(desk: Desk, left_over: int, seed: int) -> None:
    """Send and close the pending slips of today and before, all but ``left_over`` of them."""
    day = desk.today()
    chance = random.Random(f"{seed} {day}")  # noqa: S311 - sample figures
    pending = _pending(desk, day)
    left = set(chance.sample(range(len(pending)), min(len(pending), left_over)))
    pairs = [
        (slip, closed(slip, desk.now() - timedelta(minutes=chance.randrange(10, 400))))
        for number, slip in enumerate(pending)
        if number not in left
    ]
    for start in range(0, len(pairs), PART):
        with desk.store.write(desk.act("close")) as writer:
            writer.update_orders(pairs[start : start + PART])


def closed(slip: Order, sent_at: datetime) -> Order:
    """Return the slip as it stands after it was sent and the work was done."""
    return replace(slip, state=State.CLOSED, dispatched_at=sent_at)


def _pending(desk: Desk, day: date) -> list[Order]:
    """Return the slips of a day and before that are still pending."""
    wanted = And((InStates(PENDING_STATES), OnDay(None, day)))
    with desk.store.read() as reader:
        return reader.orders(reader.find_ids(wanted, now=desk.now()))
