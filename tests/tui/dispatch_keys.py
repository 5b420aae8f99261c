"""Pressing the keys of dispatching in tests, counted, with what is in the database to look at."""

from __future__ import annotations

from pathlib import Path

from dispatch_tui.domain.dispatches import Dispatch
from dispatch_tui.domain.filters import Everything
from dispatch_tui.domain.orders import Order
from dispatch_tui.services.addenda import ApproveAddendum
from dispatch_tui.services.carrying_out import carry_out
from dispatch_tui.services.desk import Desk
from dispatch_tui.settings.model import Role
from dispatch_tui.tui.screens.slips import SlipsScreen
from tests.tui.slips_room import desk_at, picture, until


class Keys:
    """Presses keys as a person does and counts them; ``shows`` waits for what a person waits for."""

    def __init__(self, pilot) -> None:  # type: ignore[no-untyped-def]
        self.pilot = pilot
        self.count = 0

    async def press(self, *keys: str) -> None:
        """Press keys, one stroke each."""
        self.count += len(keys)
        await self.pilot.press(*keys)

    async def shows(self, text: str) -> None:
        """Wait until a text stands on the terminal."""
        await until(self.pilot, lambda: text in picture(self.pilot))

    async def command(self, *keys: str) -> None:
        """Press keys whose command is previewed, and confirm it."""
        await self.press(*keys)
        await self.shows("Enter carries it out")
        await self.press("enter")
        await until(self.pilot, lambda: " done" in self.pilot.app.screen.status.message)


def order_of(desk: Desk, no: str) -> Order:
    """Return a slip as it is now."""
    with desk.store.read() as reader:
        found = reader.order_by_no(no)
    assert found is not None
    return found


def dispatches(desk: Desk, **wanted: object) -> list[Dispatch]:
    """Return the dispatches that fit."""
    with desk.store.read() as reader:
        return list(reader.papers(Dispatch, **wanted))


async def listed(pilot, count: int) -> SlipsScreen:  # type: ignore[no-untyped-def]
    """Wait until the list shows so many slips, and return it."""
    await until(pilot, lambda: isinstance(pilot.app.screen, SlipsScreen))
    screen = pilot.app.screen
    await until(pilot, lambda: screen._known and len(screen.table.source) == count)
    return screen


def approve(folder: Path, no: str) -> None:
    """Let the supervisor agree to what was added on site."""

    desk = desk_at(folder)
    other = next(
        each for each in desk.settings.operators if Role.SUPERVISOR in each.roles and each.number != "1001"
    )
    supervisor = desk_at(folder, other.number)
    outcome = carry_out(supervisor, ApproveAddendum(1), [(order_of(desk, no).id, None)])
    assert outcome.done == 1
    supervisor.close()
    desk.close()


def all_of(desk: Desk) -> list[Order]:
    """Return every slip as it is now."""
    with desk.store.read() as reader:
        return list(reader.orders(list(reader.find_ids(Everything(), now=desk.now()))))
