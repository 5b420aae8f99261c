"""The guided runs of the day on a terminal: steps, sheets, chases, differences, sign-off."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from textual.pilot import Pilot

from dispatch_tui import i18n
from dispatch_tui.domain.day_runs import RunKind
from dispatch_tui.domain.dispatches import Mode
from dispatch_tui.domain.feedback import SheetState
from dispatch_tui.domain.orders import Kind
from dispatch_tui.domain.text import unstorable
from dispatch_tui.errors import DispatchError
from dispatch_tui.services import day_runs, feedback, ledger
from dispatch_tui.tui.screens.day import DayScreen
from dispatch_tui.tui.screens.day_pages import pages_of
from dispatch_tui.tui.screens.handovers import HandoversScreen
from dispatch_tui.tui.screens.paper_card import CardScreen
from dispatch_tui.tui.screens.sheet import SheetScreen
from dispatch_tui.tui.screens.slip_detail import SlipScreen
from dispatch_tui.tui.screens.slips import SlipsScreen
from tests.tui.making import TODAY, slip
from tests.tui.naughty import NAUGHTY
from tests.tui.sent_room import YESTERDAY, sent
from tests.tui.slips_room import SIZES, RoomApp, app_on, desk_at, picture, put, until

SUPERVISOR = "2001"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    desk = desk_at(tmp_path)
    put(desk, [slip(number, no=f"26062900{number:02d}", day=YESTERDAY) for number in range(3)])
    sent(desk, "HP1", 4)
    sent(desk, "HP2", 2, kind=Kind.INSTALL, first=100)
    sent(desk, "HP1", 2, mode=Mode.TEMPORARY, first=200)
    sent(desk, "HP1", 3, day=TODAY, first=300)
    sent(desk, "HP2", 1, day=TODAY, mode=Mode.TEMPORARY, first=400)
    desk.close()
    return tmp_path


class SupervisorApp(RoomApp):
    """The program of a supervisor."""

    def __init__(self, folder: Path, first: str) -> None:
        super().__init__(folder, first)
        self.work._open_desk = lambda: desk_at(folder, SUPERVISOR)


async def opened(pilot: Pilot[Any], code: str = "", kind: RunKind = RunKind.OPEN) -> DayScreen:
    """Wait for the day and go to a step."""
    screen = pilot.app.screen
    assert isinstance(screen, DayScreen)
    await until(pilot, lambda: screen.view is not None)
    if screen.kind is not kind:
        await pilot.press("m")
    while code and screen.current_code() != code:
        await pilot.press("n")
    await until(
        pilot, lambda: screen.view is not None and (screen.kind, screen.current_code()) in screen._known
    )
    return screen


def test_every_step_of_the_services_has_its_page(tmp_path: Path) -> None:
    desk = desk_at(tmp_path)
    for kind in RunKind:
        codes = [step.code for step in day_runs.view(desk, TODAY, kind).steps]
        assert codes == list(pages_of(kind))
    desk.close()


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("language", ["zh", "en"])
async def test_every_step_is_shown_at_every_size(folder: Path, size: tuple[int, int], language: str) -> None:
    i18n.set_language(language)
    async with app_on(folder, "3").run_test(size=size) as pilot:
        screen = await opened(pilot)
        for kind in RunKind:
            for code in pages_of(kind):
                await opened(pilot, code, kind)
                shown = picture(pilot)
                assert "{" not in shown
                assert screen.view is not None
                step = next(step for step in screen.view.steps if step.code == code)
                assert step.title[:6] in shown
                assert len(screen.page.rows) or screen.page.empty in shown.replace("\n", "")


async def test_the_clock_chooses_the_run_and_one_key_changes_it(folder: Path) -> None:
    async with app_on(folder, "3").run_test(size=(80, 24)) as pilot:
        screen = await opened(pilot)
        assert "Day-open" in picture(pilot)
        assert screen.current_code() == "carry_over"
        await pilot.press("m")
        await until(pilot, lambda: "Day-close" in picture(pilot) and "slips not sent" in picture(pilot))
        await pilot.press("m")
        assert screen.kind is RunKind.OPEN


async def test_the_steps_say_what_is_open_in_each(folder: Path) -> None:
    async with app_on(folder, "3").run_test(size=(120, 40)) as pilot:
        screen = await opened(pilot, "sheets")
        assert screen.view is not None
        assert {step.code: step.open for step in screen.view.steps}["carry_over"] == 3
        shown = picture(pilot)
        assert "~ 3" in shown  # carried over: does not keep the run from being signed off
        assert any(line.split()[:5] == ["4", "four", "counts", "!", "2"] for line in shown.splitlines())
        assert "neither settled nor accepted" in shown
        rows = {
            (row.view.sheet.point, row.view.expected, row.view.missing) for row in screen.page.rows.records
        }
        assert rows == {("HP1", 4, 4), ("HP2", 2, 2)}


async def test_enter_types_a_sheet_in_and_the_step_follows(folder: Path) -> None:
    async with app_on(folder, "3").run_test(size=(80, 24)) as pilot:
        screen = await opened(pilot, "sheets")
        await pilot.press("enter")
        await until(
            pilot, lambda: isinstance(pilot.app.screen, SheetScreen) and pilot.app.screen.row is not None
        )
        await pilot.press(*"hdg", "enter", "=", "=", "=")
        sheet = pilot.app.screen
        assert isinstance(sheet, SheetScreen)
        await until(pilot, lambda: not sheet._storing and "complete" in picture(pilot))
        await pilot.press("ctrl+s", "escape")
        await until(pilot, lambda: pilot.app.screen is screen)
        await until(pilot, lambda: "checked" in picture(pilot))
        assert screen.page.rows.records[0].view.received == 4


async def test_a_try_of_the_chase_ladder_and_the_next_one(folder: Path) -> None:
    async with app_on(folder, "3").run_test(size=(120, 40)) as pilot:
        screen = await opened(pilot, "sheets")
        await pilot.press("c")
        assert "fax 021-55551019" in picture(pilot)
        await pilot.press(*"line busy", "enter")
        await until(pilot, lambda: screen.row is not None and screen.row.view.tries == 1)
        assert not screen.asked
        await until(pilot, lambda: "line busy" in picture(pilot) and "11:12 telephone" in picture(pilot))
        await pilot.press("c", "enter")
        await until(pilot, lambda: "The answer is missing" in picture(pilot))
        assert screen.asked
        await pilot.press("escape")
        assert screen.focused is screen.table


async def test_what_was_typed_as_an_answer_is_not_lost(folder: Path) -> None:
    async with app_on(folder, "3").run_test(size=(80, 24)) as pilot:
        await opened(pilot, "sheets")
        await pilot.press("c", *"nobody", "escape", "down", "c")
        assert "nobody" not in picture(pilot)
        await pilot.press("escape", "up", "c")
        assert "nobody" in picture(pilot)


async def test_several_marked_sheets_are_received_at_once(folder: Path) -> None:
    async with app_on(folder, "3").run_test(size=(80, 24)) as pilot:
        screen = await opened(pilot, "sheets")
        await pilot.press("*", "r", "down", "enter")
        await until(
            pilot,
            lambda: all(row.view.sheet.state is SheetState.RECEIVED for row in screen.page.rows.records),
        )
        assert {row.view.sheet.way for row in screen.page.rows.records} == {"car"}


async def test_the_set_is_handed_over_with_a_gap_only_by_a_reason(folder: Path) -> None:
    desk = desk_at(folder)
    first = feedback.sheets(desk, YESTERDAY)[0]
    for row in feedback.sheet(desk, first.sheet.id).rows:
        feedback.write_line(desk, first.sheet.id, row.order_no, "胡德根")
    feedback.check(desk, first.sheet.id)
    desk.close()
    async with app_on(folder, "3").run_test(size=(120, 40)) as pilot:
        screen = await opened(pilot, "hand_over")
        await pilot.press("x")
        await until(pilot, lambda: screen.asked and "not complete" in picture(pilot))
        await pilot.press(*"fax broken", "enter")
        await until(
            pilot, lambda: any(r.view.sheet.state is SheetState.HANDED for r in screen.page.rows.records)
        )
        await until(pilot, lambda: "fax broken" in picture(pilot))


async def test_differences_name_the_slips_and_enter_opens_them(folder: Path) -> None:
    async with app_on(folder, "3").run_test(size=(200, 60)) as pilot:
        screen = await opened(pilot, "reconciliation")
        assert "2606000001" in picture(pilot)
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(pilot.app.screen, SlipsScreen) and pilot.app.screen._known)
        assert "4 slips" in picture(pilot)
        await pilot.press("escape")
        await until(pilot, lambda: pilot.app.screen is screen)


async def test_only_a_supervisor_accepts_a_difference_and_it_stays_visible(folder: Path) -> None:
    async with app_on(folder, "3").run_test(size=(120, 40)) as pilot:
        screen = await opened(pilot, "reconciliation")
        await pilot.press("a")
        assert "supervisor" in screen.status.message
    async with SupervisorApp(folder, "3").run_test(size=(120, 40)) as pilot:
        screen = await opened(pilot, "reconciliation")
        await pilot.press("a", *"[lost] in the rain", "enter")
        await until(pilot, lambda: any(row.accepted for row in screen.page.rows.records))
        await until(pilot, lambda: "1 difference accepted" in picture(pilot))
        await pilot.press("end")
        while not screen.row.accepted:
            await pilot.press("up")
        assert "[lost] in the rain" in picture(pilot)
        await pilot.press("a")
        assert "No open difference" in screen.status.message


async def test_a_run_is_signed_only_when_nothing_differs(tmp_path: Path) -> None:
    desk = desk_at(tmp_path)
    sent(desk, "HP1", 2, day=TODAY)
    entry = ledger.page(desk, TODAY).rows[0].entries[0]
    ledger.correct(desk, entry.id, removed=["2606000002"], reason="test")
    desk.close()
    async with SupervisorApp(tmp_path, "3").run_test(size=(120, 40)) as pilot:
        screen = await opened(pilot, "ledger", RunKind.CLOSE)
        await pilot.press("S")
        assert "neither settled nor accepted" in screen.status.message
        await pilot.press("a", *"known", "enter")
        await until(pilot, lambda: screen.view is not None and screen.view.may_sign)
        await pilot.press("S", "enter")
        await until(pilot, lambda: "signed off by" in picture(pilot))
        await until(pilot, lambda: "1 difference accepted" in picture(pilot))


async def test_next_open_goes_through_rows_and_steps(folder: Path) -> None:
    async with app_on(folder, "3").run_test(size=(120, 40)) as pilot:
        screen = await opened(pilot, "sheets")
        await pilot.press("o")
        assert screen.table.cursor_row == 1
        await pilot.press("o")
        await until(pilot, lambda: screen.current_code() == "chases")


async def test_the_rows_open_what_they_speak_of(folder: Path) -> None:
    async with app_on(folder, "3").run_test(size=(120, 40)) as pilot:
        screen = await opened(pilot, "carry_over")
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(pilot.app.screen, SlipScreen))
        await pilot.press("escape")
        await opened(pilot, "unsent", RunKind.CLOSE)
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(pilot.app.screen, SlipsScreen) and pilot.app.screen._known)
        assert "3 slips" in picture(pilot)
        await pilot.press("escape")
        await opened(pilot, "cards", RunKind.CLOSE)
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(pilot.app.screen, CardScreen) and "客户2" in picture(pilot))
        await pilot.press("escape", "b")
        await until(pilot, lambda: isinstance(pilot.app.screen, HandoversScreen))
        await pilot.press("escape")
        assert pilot.app.screen is screen


async def test_a_worker_is_named_by_the_command_language(folder: Path) -> None:
    async with app_on(folder, "3").run_test(size=(120, 40)) as pilot:
        screen = await opened(pilot, "nameless", RunKind.CLOSE)
        rows = len(screen.page.rows)
        no = screen.row.nameless.order.no
        await pilot.press("w")
        assert screen.prompt.text.startswith(f"worker {no}")
        await pilot.press(*"胡德根", "enter")
        await until(pilot, lambda: screen.answers.display)
        await pilot.press("enter")
        await until(pilot, lambda: len(screen.page.rows) == rows - 1)


async def test_a_key_of_another_step_says_why(folder: Path) -> None:
    async with app_on(folder, "3").run_test(size=(80, 24)) as pilot:
        screen = await opened(pilot, "carry_over")
        for key, word in (
            ("r", "no feedback sheet"),
            ("c", "nothing to chase"),
            ("a", "No open difference"),
            ("w", "temporary"),
            ("]", "today"),
        ):
            await pilot.press(key)
            assert word in screen.status.message, key


async def test_the_day_before_has_its_own_run(folder: Path) -> None:
    async with app_on(folder, "3").run_test(size=(80, 24)) as pilot:
        screen = await opened(pilot)
        await pilot.press("[")
        await until(pilot, lambda: screen.day == YESTERDAY and screen.view is not None)
        assert "06-30" in picture(pilot)


async def test_a_colleagues_entry_changes_the_step_without_moving_the_cursor(folder: Path) -> None:
    async with app_on(folder, "3").run_test(size=(80, 24)) as pilot:
        screen = await opened(pilot, "sheets")
        await pilot.press("down")
        key = screen.table.cursor_key
        colleague = desk_at(folder, "1002")
        sheet = feedback.sheets(colleague, YESTERDAY)[0]
        feedback.receive(colleague, sheet.sheet.id, "fax")
        colleague.close()
        await until(pilot, lambda: screen.page.rows.records[0].view.sheet.state is SheetState.RECEIVED)
        assert screen.table.cursor_key == key


async def test_an_empty_branch_has_nothing_open(tmp_path: Path) -> None:
    desk_at(tmp_path).close()
    async with app_on(tmp_path, "3").run_test(size=(80, 24)) as pilot:
        screen = await opened(pilot, "sheets")
        assert "nothing was sent" in picture(pilot)
        await pilot.press("enter", "x", "P", "escape")
        assert screen.is_mounted


@pytest.mark.parametrize("size", [(80, 24), (200, 60), (40, 10)])
async def test_ugly_text_is_shown_as_it_is(tmp_path: Path, size: tuple[int, int]) -> None:
    desk = desk_at(tmp_path)
    put(
        desk,
        [
            slip(number, no=f"U{number}", customer=text, address=text, day=YESTERDAY)
            for number, text in enumerate(NAUGHTY)
            if not text or not unstorable(text)
        ],
    )
    sheet, _orders = sent(desk, "HP1", 3)
    for text in NAUGHTY:
        with suppress(DispatchError):
            feedback.query(desk, sheet.id, text)
    desk.close()
    async with app_on(tmp_path, "3").run_test(size=size) as pilot:
        screen = await opened(pilot, "carry_over")
        await pilot.press("end", "home")
        if size[0] == 200:
            assert "[bold]not bold[/bold]" in picture(pilot)
        await opened(pilot, "sheets")
        assert screen.row is not None


async def test_a_run_that_may_be_signed_says_what_stays_open(folder: Path) -> None:
    async with SupervisorApp(folder, "3").run_test(size=(80, 24)) as pilot:
        await opened(pilot, "cards", RunKind.CLOSE)
        shown = picture(pilot)
        assert "Everything is settled" not in shown
        assert "S signs it" in shown
        assert "Still open: slips not sent: 3, cards to print: 1" in " ".join(shown.split())
        await pilot.press("S")
        await until(pilot, lambda: "sign off: Day-close" in picture(pilot))
        asked = " ".join(picture(pilot).split())
        assert "worker missing: 1" in asked
        assert "not printed: 20260701-HP1-1" in asked
        await pilot.press("escape")
        await until(pilot, lambda: "not printed" not in picture(pilot))


async def test_the_day_follows_the_calendar_when_it_is_come_back_to(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from datetime import timedelta

    from dispatch_tui.services.desk import Desk

    async with app_on(folder, "3").run_test(size=(120, 40)) as pilot:
        screen = await opened(pilot)
        today = Desk.today
        monkeypatch.setattr(Desk, "today", lambda desk: today(desk) + timedelta(days=1))
        screen._clock()
        assert "new day has begun" in screen.status.message
        assert screen.day == TODAY
        await pilot.press("2")
        await until(pilot, lambda: isinstance(pilot.app.screen, SlipsScreen))
        await pilot.press("3")
        await until(pilot, lambda: screen.day == TODAY + timedelta(days=1))
