"""Commands that only show something: the board at a time, a search, one slip, the day, papers; and printing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dispatch_tui.i18n import gettext as _
from dispatch_tui.i18n import ngettext

if TYPE_CHECKING:
    from dispatch_tui.papers.printing import Printed
    from dispatch_tui.services.commands import View
    from dispatch_tui.services.desk import Desk
    from dispatch_tui.tui.screens.base import RoomScreen
    from dispatch_tui.tui.screens.day import DayScreen


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
        case Verb.PRINT:
            _print(screen, view)
        case Verb.CARD:
            _show_card(screen, view.query)
        case _:
            _go(screen, view)


def _go(screen: RoomScreen, view: View) -> None:
    """Go to the day, the papers or the reports, on the page that the command is about."""
    from dispatch_tui.services.commands import Verb

    digits = {Verb.DAY: "3", Verb.LEDGER: "7", Verb.REPORTS: "7"}
    target = screen.room.show_room(digits.get(view.verb, "6"))
    if view.verb is Verb.DAY:
        from dispatch_tui.tui.screens.day import DayScreen

        if isinstance(target, DayScreen) and (view.run is not None or view.day is not None):
            target.call_after_refresh(_show_run, target, view)
        return
    from dispatch_tui.tui.screens.tabbed import TabbedScreen

    tabs = {Verb.PAPERS: "cards", Verb.SHEET: "sheets", Verb.MATERIALS: "materials", Verb.LEDGER: "ledger"}
    code = tabs.get(view.verb, "")
    if not isinstance(target, TabbedScreen):
        return
    if view.day is not None:
        target.call_after_refresh(target.show_day, view.day, code)
    elif code:
        target.call_after_refresh(target.show_tab, code)


def _show_run(target: DayScreen, view: View) -> None:
    target.day = view.day or target.day
    target.show_run(view.run or target.kind)


def _show_card(screen: RoomScreen, word: str) -> None:
    from dispatch_tui.services.commands.paper_choice import card_meant

    def done(number: str) -> None:
        from dispatch_tui.tui.screens.paper_card import CardScreen

        screen.app.push_screen(CardScreen(number))

    screen.read("card", lambda desk: card_meant(desk, word), done)


def _print(screen: RoomScreen, view: View) -> None:
    """Print in the database thread and say where it went."""

    def work(desk: Desk) -> Printed:
        from dispatch_tui.papers.ordering import print_ordered

        return print_ordered(desk, view)

    def done(printed: Printed) -> None:
        pages = ngettext("{n} page", "{n} pages", printed.pages).format(n=printed.pages)
        told = _("{pages} to {target}").format(pages=pages, target=printed.target)
        names = ", ".join(path.name for path in printed.files)
        refused = " ".join(each.message for each in printed.refused)
        bad = printed.missing or refused
        screen.say(f"{told} {names} {refused}".strip(), "soon" if bad else "good")

    screen.say(_("printing…"), "muted")
    screen.write("print", work, done)


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
