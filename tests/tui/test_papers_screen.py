"""The papers of the room on a terminal: cards, sheets, materials, ledger pages; printed, signed, voided."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from textual.pilot import Pilot

from dispatch_tui import i18n
from dispatch_tui.domain.dispatches import CardState, Mode
from dispatch_tui.domain.orders import Kind, State
from dispatch_tui.domain.printing import Paper
from dispatch_tui.services import cards, printing
from dispatch_tui.tui.screens.paper_card import CardScreen
from dispatch_tui.tui.screens.papers import PapersScreen
from dispatch_tui.tui.screens.reports import ReportsScreen
from dispatch_tui.tui.screens.sheet import SheetScreen
from dispatch_tui.tui.screens.slip_detail import SlipScreen
from tests.tui.making import TODAY
from tests.tui.sent_room import sent
from tests.tui.slips_room import SIZES, app_on, desk_at, picture, until


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    desk = desk_at(tmp_path)
    sent(desk, "HP1", 4, day=TODAY)
    sent(desk, "HP2", 2, kind=Kind.INSTALL, day=TODAY, first=100)
    sent(desk, "HP1", 3, first=300)
    sent(desk, "HP1", 2, mode=Mode.TEMPORARY, day=TODAY, first=200)
    desk.close()
    monkeypatch.chdir(tmp_path)
    return tmp_path


async def opened(pilot: Pilot[Any], code: str = "cards") -> PapersScreen:
    screen = pilot.app.screen
    assert isinstance(screen, PapersScreen)
    await until(pilot, lambda: screen.day is not None)
    while screen.code != code:
        await pilot.press("n")
    await until(pilot, lambda: code in screen._known)
    return screen


def card_of(folder: Path, no: str) -> cards.CardView:
    desk = desk_at(folder)
    view = cards.card(desk, no)
    desk.close()
    return view


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("language", ["zh", "en"])
async def test_every_kind_of_paper_at_every_size(folder: Path, size: tuple[int, int], language: str) -> None:
    i18n.set_language(language)
    async with app_on(folder, "6").run_test(size=size) as pilot:
        screen = await opened(pilot)
        assert "20260701-HP1-1" in picture(pilot)
        assert "20260630-HP1-1" in picture(pilot)
        for code in screen.pages:
            await opened(pilot, code)
            shown = picture(pilot)
            assert "{" not in shown
            assert len(screen.page.rows) or screen.page.empty in shown
        await opened(pilot, "ledger")
        assert len(screen.page.rows) == 2


async def test_a_card_is_printed_and_the_reprint_is_counted(folder: Path) -> None:
    async with app_on(folder, "6").run_test(size=(120, 40)) as pilot:
        screen = await opened(pilot)
        assert "! not yet" in picture(pilot)
        await pilot.press("P", "enter")
        await until(pilot, lambda: screen.row is not None and screen.row.view.prints == 1, 30)
        assert ".pdf" in picture(pilot)
        await pilot.press("P", "enter")
        await until(pilot, lambda: screen.row.view.prints == 2 and "marked as reprint" in picture(pilot), 30)
    desk = desk_at(folder)
    assert [each.nth for each in printing.prints(desk, Paper.FLOW_CARD, "20260701-HP1-1")] == [1, 2]
    desk.close()
    assert list(folder.glob("*.pdf"))


async def test_a_card_is_signed_once(folder: Path) -> None:
    async with app_on(folder, "6").run_test(size=(120, 40)) as pilot:
        screen = await opened(pilot)
        await pilot.press("s", *"周[敏]", "enter")
        await until(pilot, lambda: screen.row is not None and screen.row.view.card.state is CardState.SIGNED)
        await until(pilot, lambda: "周[敏]" in picture(pilot))
        await pilot.press("s")
        assert "signed already" in screen.status.message


async def test_a_card_is_voided_only_with_reason_and_confirmation(folder: Path) -> None:
    async with app_on(folder, "6").run_test(size=(120, 40)) as pilot:
        screen = await opened(pilot)
        await pilot.press("v", "enter")
        assert "only with a reason" in screen.status.message
        await pilot.press(*"wrong point", "enter")
        assert "confirmed it on the telephone" in picture(pilot)
        await pilot.press("enter")
        await until(pilot, lambda: "Say who" in picture(pilot))
        await pilot.press(*"Mr Hu", "enter")
        await until(pilot, lambda: screen.row is not None and screen.row.view.card.state is CardState.VOID)
        assert "void" in picture(pilot)
        await pilot.press("v")
        assert "void already" in screen.status.message
    view = card_of(folder, "20260701-HP1-1")
    assert len(view.card.lines) == 4
    assert len(view.recalled) == 4
    desk = desk_at(folder)
    with desk.store.read() as reader:
        order = reader.order_by_no(view.recalled[0])
    desk.close()
    assert order is not None
    assert order.state is State.READY


async def test_a_card_shows_its_lines_and_what_was_recalled(folder: Path) -> None:
    desk = desk_at(folder)
    cards.void(desk, "20260701-HP2-1", "test", "Hu")
    desk.close()
    async with app_on(folder, "6").run_test(size=(120, 40)) as pilot:
        screen = await opened(pilot)
        screen.table.move_to("20260701-HP2-1")
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(pilot.app.screen, CardScreen) and "recalled" in picture(pilot))
        assert "2606000100" in picture(pilot)
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(pilot.app.screen, SlipScreen))
        await pilot.press("escape", "escape")
        assert pilot.app.screen is screen


async def test_enter_opens_sheets_and_ledger_pages(folder: Path) -> None:
    async with app_on(folder, "6").run_test(size=(80, 24)) as pilot:
        screen = await opened(pilot, "sheets")
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(pilot.app.screen, SheetScreen))
        await pilot.press("escape")
        assert pilot.app.screen is screen
        await opened(pilot, "ledger")
        await pilot.press("down", "enter")
        await until(
            pilot,
            lambda: isinstance(pilot.app.screen, ReportsScreen) and len(pilot.app.screen.page.rows) == 1,
        )
        assert "06-30" in picture(pilot)


async def test_marked_papers_are_printed_together(folder: Path) -> None:
    async with app_on(folder, "6").run_test(size=(120, 40)) as pilot:
        screen = await opened(pilot, "sheets")
        await pilot.press("*", "P")
        await until(pilot, lambda: screen.asked)
        assert f"Print {len(screen.page.rows)} papers" in picture(pilot)
        await pilot.press("enter")
        await until(pilot, lambda: all(row.prints == 1 for row in screen.page.rows.records), 30)


async def test_the_next_unprinted_card_and_earlier_days(folder: Path) -> None:
    async with app_on(folder, "6").run_test(size=(80, 24)) as pilot:
        screen = await opened(pilot)
        await pilot.press("o")
        assert screen.table.cursor_row == 1
        await pilot.press("[")
        await until(pilot, lambda: len(screen.page.rows) == 1)
        await pilot.press("]", "]")
        assert "newest" in screen.status.message
