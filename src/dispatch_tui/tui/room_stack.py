"""Which screen is in view: the numbered ones by their keys, others on top of them until Esc."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dispatch_tui.tui.compat import FrameApp
from dispatch_tui.tui.rooms import ROOMS, SIDE_ROOMS, room_of_key
from dispatch_tui.tui.screens.base import RoomScreen

if TYPE_CHECKING:
    from dispatch_tui.domain.filters import Condition

FIRST_ROOM = "1"
"""The screen that is there from the start and always lies at the bottom."""


class RoomStack(FrameApp):
    """The part of the application that changes screens."""

    def __init__(self) -> None:
        super().__init__()
        self.rooms: dict[str, RoomScreen] = {}
        """Numbered screens made so far; they keep their state while another one is in view."""
        self.last_target: object | None = None
        """Where papers were printed last in this session."""

    def change_screen_key(self, key: str) -> bool:
        """Show the screen of a digit or function key; returns False when there is none."""
        room = room_of_key(key)
        if room is None:
            return False
        self.show_room(room.digit)
        return True

    def show_room(self, digit: str) -> RoomScreen:
        """Show a numbered screen; screens opened on top of the present one are left."""
        screen = self.rooms.get(digit)
        if screen is not None and screen is self.screen:
            return screen
        while len(self.screen_stack) > 1:
            self.pop_screen()
        if screen is None:
            screen = self.rooms[digit] = ROOMS[digit].make()
            self.install_screen(screen, name=f"room-{digit}")
        if digit != FIRST_ROOM:
            self.push_screen(screen)
        return screen

    def open_side(self, name: str) -> RoomScreen:
        """Open a screen without a number on top of the present one; Esc comes back."""
        screen = self.rooms.get(name)
        if screen is None:
            screen = self.rooms[name] = SIDE_ROOMS[name].make()
            self.install_screen(screen, name=f"room-{name}")
        if screen in self.screen_stack:
            while self.screen is not screen:
                self.pop_screen()
        else:
            self.push_screen(screen)
        return screen

    def open_slips(self, condition: Condition, heading: str, *, text: str = "") -> None:
        """Open the list of exactly the slips of a condition on top; Esc comes back."""
        from dispatch_tui.tui.screens.slips import SlipsScreen

        screen = SlipsScreen()
        self.push_screen(screen)
        screen.open_with(condition, heading, text=text)

    def act_new_slip(self) -> None:
        """Open the entry form on top of the present screen; Esc comes back."""
        from dispatch_tui.tui.screens.entry import EntryScreen

        if not isinstance(self.screen, EntryScreen):
            self.push_screen(EntryScreen())

    def leave_screen(self) -> None:
        """Leave a screen that was opened on top."""
        if len(self.screen_stack) > 1:
            self.pop_screen()

    def all_rooms(self) -> list[RoomScreen]:
        """Return every screen that is alive, in view or not."""
        seen = [*self.rooms.values(), *(each for each in self.screen_stack if isinstance(each, RoomScreen))]
        return [screen for screen in dict.fromkeys(seen) if screen.is_mounted]
