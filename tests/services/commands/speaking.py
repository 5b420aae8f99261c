"""Speaking the command language in tests: parsing, previewing, and carrying out exactly what was shown."""

from __future__ import annotations

from dispatch_tui.domain.orders import Order, State
from dispatch_tui.services import commands
from dispatch_tui.services.commands import Change, Here, Preview
from dispatch_tui.services.desk import Desk
from tests.services.conftest import slip


def change(room: Desk, text: str, here: Here | None = None) -> Change:
    found = commands.parse(text, room, here)
    assert isinstance(found, Change)
    return found


def seen(room: Desk, text: str) -> Preview:
    return commands.preview(room, commands.parse(text, room))


def do(room: Desk, text: str) -> Preview:
    """Preview a command and carry out what was shown; everything shown as done must be done."""
    shown = seen(room, text)
    outcome = commands.run(room, shown.command, confirmed=True)
    assert (outcome.done, outcome.refused) == (shown.done, shown.refused), (text, outcome.results)
    return shown


def order(room: Desk, number: str) -> Order:
    with room.store.read() as reader:
        found = reader.order_by_no(number)
    assert found is not None
    return found


def states(room: Desk, *numbers: str) -> list[State]:
    return [order(room, number).state for number in numbers]


def numbers(*ends: int) -> list[Order]:
    return [slip(f"20260921{end}") for end in ends]
