"""The screens of the program by their number: each is imported when it is first shown."""

from __future__ import annotations

from collections.abc import Mapping
from importlib import import_module
from importlib.util import find_spec
from typing import TYPE_CHECKING, NamedTuple

from dispatch_tui.i18n import mark as N_

if TYPE_CHECKING:
    from dispatch_tui.tui.screens.base import RoomScreen


class Room(NamedTuple):
    """One screen with a number."""

    digit: str
    """Its number; ``F`` and the number work too."""
    name: str
    """Short name: ``board``."""
    label: str
    """Name for people, marked with ``N_``."""
    module: str
    """Module of the screen's class."""
    class_name: str
    """The class; it is made without arguments."""

    @property
    def present(self) -> bool:
        """Whether this version of the program has the screen."""
        return find_spec(self.module) is not None

    def make(self) -> RoomScreen:
        """Import and make the screen."""
        screen: RoomScreen = getattr(import_module(self.module), self.class_name)()
        return screen


_SCREENS = "dispatch_tui.tui.screens"
ROOMS: Mapping[str, Room] = {
    room.digit: room
    for room in (
        Room("1", "board", N_("Board"), f"{_SCREENS}.board", "BoardScreen"),
        Room("2", "slips", N_("Slips"), f"{_SCREENS}.slips", "SlipsScreen"),
        Room("3", "day", N_("The day"), f"{_SCREENS}.day", "DayScreen"),
        Room("6", "papers", N_("Papers"), f"{_SCREENS}.papers", "PapersScreen"),
        Room("7", "reports", N_("Reports"), f"{_SCREENS}.reports", "ReportsScreen"),
        Room("8", "alerts", N_("Alerts"), f"{_SCREENS}.alerts", "AlertsScreen"),
    )
}
"""The numbered screens of this version."""
SIDE_ROOMS: Mapping[str, Room] = {
    room.name: room
    for room in (Room("", "handovers", N_("Hand-overs"), f"{_SCREENS}.handovers", "HandoversScreen"),)
}
"""Screens that are kept like the numbered ones and opened from them by a key of their own."""


def room_called(name: str) -> Room:
    """Return a screen by its digit or its name."""
    return SIDE_ROOMS[name] if name in SIDE_ROOMS else ROOMS[name]


def room_of_key(key: str) -> Room | None:
    """Return the screen of a digit or function key."""
    digit = key[1:] if len(key) == 2 and key[0] == "f" else key
    room = ROOMS.get(digit)
    return room if room is not None and room.present else None
