"""A room with slips for tests of the screens: the branch that ships, one SQLite file, a clock that stands still."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable
from dataclasses import replace
from pathlib import Path
from typing import Any

from textual.pilot import Pilot

from dispatch_tui.clock import FixedClock
from dispatch_tui.domain.orders import Order
from dispatch_tui.services.desk import Desk, open_desk
from dispatch_tui.settings.shipped import shipped_config
from dispatch_tui.tui.app import DispatchApp
from dispatch_tui.tui.rooms import room_called
from dispatch_tui.tui.screens.base import RoomScreen
from tests.tui.making import NOW, slip

SIZES = ((80, 24), (120, 40), (200, 60))


def desk_at(folder: Path, operator: str = "1001") -> Desk:
    """Return a desk on the database of a folder; several desks share it."""
    return open_desk(shipped_config(), f"sqlite:///{folder / 'room.db'}", operator, FixedClock(NOW))


def put(desk: Desk, orders: Iterable[Order]) -> list[Order]:
    """Store slips and return them with the ids they have."""
    points = [point.code for point in desk.settings.points]
    with desk.store.write(desk.act("import")) as writer:
        fresh = [
            replace(order, id=writer.new_id(), point=points[0] if order.point == "CN1" else order.point)
            for order in orders
        ]
        writer.insert_orders(fresh)
    return fresh


class RoomApp(DispatchApp):
    """The program with another first screen."""

    def __init__(self, folder: Path, first: str) -> None:
        super().__init__(lambda: desk_at(folder), theme="night")
        self._digit = first

    def get_default_screen(self) -> RoomScreen:
        """Start with the screen that the test is about."""
        screen = room_called(self._digit).make()
        self.rooms[self._digit] = screen
        return screen


def app_on(folder: Path, first: str) -> DispatchApp:
    """Return the program on the database of a folder, starting with a screen."""
    return RoomApp(folder, first)


async def until(pilot: Pilot[Any], condition: Callable[[], bool], seconds: float = 10.0) -> None:
    """Wait until something is so; fails with the picture when it never becomes so."""
    for _attempt in range(int(seconds / 0.02)):
        await pilot.pause()
        if condition():
            return
        await asyncio.sleep(0.02)
    raise AssertionError("it never happened\n" + picture(pilot))


def picture(pilot: Pilot[Any]) -> str:
    """Return the text on the terminal, line by line."""
    screen = pilot.app.screen
    width, height = pilot.app.size
    lines = screen._compositor.render_strips(pilot.app.size)
    return "\n".join(
        "".join(segment.text for segment in line).ljust(width)[:width].rstrip() for line in lines[:height]
    )


def many(count: int) -> list[Order]:
    """Return so many different slips, due one minute after the other."""
    from datetime import timedelta

    return [
        slip(
            number,
            no=f"26070{number:05d}",
            customer=f"客户{number}",
            phone=f"138{number:08d}",
            phone_digits=f"138{number:08d}",
            due_at=NOW + timedelta(minutes=number - 5),
        )
        for number in range(1, count + 1)
    ]
