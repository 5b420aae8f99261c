"""A small branch with slips and the program on it, driven by Pilot."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

from textual.pilot import Pilot

from dispatch_tui.clock import FixedClock
from dispatch_tui.domain.orders import Kind, Order
from dispatch_tui.services.desk import Desk, open_desk
from dispatch_tui.storage.records import ID_STEP, Act, take_ids
from dispatch_tui.tui.app import DispatchApp
from dispatch_tui.tui.screens.board import BoardScreen
from tests.tui.making import NOW, TODAY, slip

SIZES = ((80, 24), (120, 40), (200, 60))
"""The three sizes that every screen is shown at."""


def slips(points: list[str], count: int = 40) -> list[Order]:
    """Return slips of several kinds: placed and unplaced, overdue, due soon, urgent, carried over."""
    first = take_ids(count)
    made = []
    for number in range(count):
        order = slip(
            number + 1,
            id=first + number * ID_STEP,
            no=f"2607010{number:03d}",
            point=None if number % 8 == 0 else points[number % 5],
            kind=(Kind.INSTALL, Kind.REPAIR, Kind.REMOVAL)[number % 3],
            slot=("10:30", "09:00", "")[number % 3],
            urgent=number % 11 == 0,
            due_at=NOW + timedelta(minutes=30 * (number % 9) - 60),
        )
        if number % 7 == 0:
            order = replace(order, day=TODAY - timedelta(days=1))
        made.append(order)
    return made


def make_desk(folder: Path, orders: list[Order] | None = None) -> Desk:
    """Return a desk of the first operator on a new database in the folder, with slips."""
    from dispatch_tui.settings.shipped import shipped_config

    desk = open_desk(shipped_config(), f"sqlite:///{folder / 'room.sqlite3'}", "", FixedClock(NOW))
    desk.operator = desk.settings.operators[0].number
    add(desk, slips([point.code for point in desk.settings.points]) if orders is None else orders)
    return desk


def add(desk: Desk, orders: list[Order]) -> None:
    """Put slips into the database, as another session would."""
    act = Act(actor="9999", action="import", at=NOW, entered_at=NOW, command_id=str(uuid4()), session="other")
    with desk.store.write(act) as writer:
        writer.insert_orders(orders)


@asynccontextmanager
async def room(
    folder: Path, size: tuple[int, int] = (80, 24), desk: Desk | None = None
) -> AsyncIterator[Pilot[Any]]:
    """Run the program until its board shows figures."""
    desk = make_desk(folder) if desk is None else desk
    app = DispatchApp(lambda: desk)
    async with app.run_test(size=size) as pilot:
        await until(pilot, lambda: app.board is not None and len(board(pilot).source) > 0)
        await pilot.pause()
        yield pilot
    desk.store.close()


async def until(pilot: Pilot[Any], true: Callable[[], bool], seconds: float = 10.0) -> None:
    """Wait until something is true; fails when it doesn't become true."""
    for _ in range(int(seconds * 50)):
        if true():
            return
        await pilot.pause(0.02)
    raise AssertionError("it never became true")


def board(pilot: Pilot[Any]) -> BoardScreen:
    """Return the board, wherever it stands in the stack."""
    screen = next(each for each in pilot.app.screen_stack if isinstance(each, BoardScreen))
    assert isinstance(screen, BoardScreen)
    return screen


def lines(pilot: Pilot[Any]) -> list[str]:
    """Return what the terminal shows, line by line."""
    return [strip.text for strip in pilot.app.screen._compositor.render_strips()]


def shown(pilot: Pilot[Any]) -> str:
    """Return what the terminal shows as one text."""
    return "\n".join(lines(pilot))
