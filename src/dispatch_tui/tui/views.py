"""Commands that only show something: the board at a time, a search, one slip."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dispatch_tui.i18n import gettext as _

if TYPE_CHECKING:
    from dispatch_tui.services.commands import View
    from dispatch_tui.services.desk import Desk
    from dispatch_tui.tui.screens.base import RoomScreen


def run_view(screen: RoomScreen, view: View) -> None:
    """Show what a viewing command asks for."""
    from dispatch_tui.services.commands import Verb

    match view.verb:
        case Verb.AT | Verb.BOARD:
            from dispatch_tui.tui.screens.board import BoardScreen

            board = screen.room.show_room("1")
            if isinstance(board, BoardScreen):
                board.show_at(view.at) if view.at is not None else board.show_present()
        case Verb.FIND:
            from dispatch_tui.domain.filters import Everything

            screen.room.open_slips(view.condition or Everything(), view.text, text=view.query)
        case Verb.SHOW:
            _show_slip(screen, view.query)


def _show_slip(screen: RoomScreen, number: str) -> None:
    def find(desk: Desk) -> list[int]:
        with desk.store.read() as reader:
            order = reader.order_by_no(number)
            return [order.id] if order is not None else list(reader.search_ids(number, desk.now(), 50))

    def done(ids: list[int]) -> None:
        from dispatch_tui.domain.filters import OneOf
        from dispatch_tui.tui.screens.slip_detail import SlipScreen

        if not ids:
            screen.say(_("No slip fits {text}.").format(text=number), "soon")
        elif len(ids) == 1:
            screen.app.push_screen(SlipScreen(ids[0], ids))
        else:
            screen.room.open_slips(OneOf(frozenset(ids)), number)

    screen.read("show", find, done)
