"""The hand-overs of the day and the alerts on a terminal."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from dispatch_tui import i18n
from dispatch_tui.domain.batches import Way
from dispatch_tui.domain.orders import Incomplete, Kind
from dispatch_tui.services import batches
from dispatch_tui.tui.presentation.alert_rows import Concern
from dispatch_tui.tui.screens.alerts import AlertsScreen
from dispatch_tui.tui.screens.entry import EntryScreen
from dispatch_tui.tui.screens.handovers import HandoversScreen
from dispatch_tui.tui.screens.slip_detail import SlipScreen
from dispatch_tui.tui.screens.slips import SlipsScreen
from tests.tui.making import NOW, slip
from tests.tui.slips_room import SIZES, app_on, desk_at, picture, put, until


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    desk = desk_at(tmp_path)
    put(
        desk,
        [
            slip(1, due_at=NOW - timedelta(minutes=50)),
            slip(2, due_at=NOW - timedelta(hours=5), customer="[/b]最晚"),
            slip(3, point=None),
            slip(4, kind=Kind.UNSORTED),
            slip(5, phone="", phone_digits="", incomplete=(Incomplete.PHONE,)),
            slip(6),
        ],
    )
    batches.record(desk, Kind.REPAIR, "10:00", declared=9, clerk="周[敏]", way=Way.FETCHED)
    desk.close()
    return tmp_path


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("language", ["zh", "en"])
async def test_the_day_is_shown_at_every_size(folder: Path, size: tuple[int, int], language: str) -> None:
    i18n.set_language(language)
    async with app_on(folder, "handovers").run_test(size=size) as pilot:
        screen = pilot.app.screen
        assert isinstance(screen, HandoversScreen)
        await until(pilot, lambda: len(screen._rows) > 0)
        shown = picture(pilot)
        assert "12:30" in shown
        assert ("缺 9 张" if language == "zh" else "9 slips missing") in shown
        assert ("迟到" if language == "zh" else "late by") in shown


async def test_a_difference_is_explained_and_a_late_slot_chased(folder: Path) -> None:
    async with app_on(folder, "handovers").run_test(size=(120, 40)) as pilot:
        screen = pilot.app.screen
        assert isinstance(screen, HandoversScreen)
        await until(pilot, lambda: len(screen._rows) > 0)
        while screen.row is None or screen.row.slot != "10:00":
            await pilot.press("o")
        await pilot.press("e", *"[lost] on the way", "enter")
        await until(
            pilot, lambda: screen.row is not None and screen.row.missing > 0 and "explained" in picture(pilot)
        )
        await pilot.press("e")
        await pilot.press("escape")
        assert screen.focused is screen.table
        await pilot.press("o", "c")
        assert screen.prompt.text.startswith("chase batch ")
        await pilot.press(*"on the way", "enter")
        await until(pilot, lambda: screen.answers.display)
        await pilot.press("enter")
        await until(pilot, lambda: any(row.chases for row in screen._rows.records))


async def test_a_key_that_can_not_work_says_why(folder: Path) -> None:
    async with app_on(folder, "handovers").run_test(size=(80, 24)) as pilot:
        screen = pilot.app.screen
        assert isinstance(screen, HandoversScreen)
        await until(pilot, lambda: len(screen._rows) > 0)
        await pilot.press("G", "e")
        assert "no difference" in screen.status.message


async def test_enter_opens_the_slips_of_the_hand_over(folder: Path) -> None:
    async with app_on(folder, "handovers").run_test(size=(80, 24)) as pilot:
        screen = pilot.app.screen
        assert isinstance(screen, HandoversScreen)
        await until(pilot, lambda: len(screen._rows) > 0)
        install = next(
            row for row in screen._rows.records if row.kind is Kind.INSTALL and row.slot == "10:30"
        )
        screen.table.move_to(install.key)
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(pilot.app.screen, SlipsScreen) and pilot.app.screen._known)
        assert "Install 10:30: 5 slips" in picture(pilot)


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("language", ["zh", "en"])
async def test_alerts_come_worst_first_at_every_size(
    folder: Path, size: tuple[int, int], language: str
) -> None:
    i18n.set_language(language)
    async with app_on(folder, "8").run_test(size=size) as pilot:
        screen = pilot.app.screen
        assert isinstance(screen, AlertsScreen)
        await until(pilot, lambda: len(screen._rows) > 0)
        shown = picture(pilot)
        assert shown.index(slip(2).no) < shown.index(slip(1).no) < shown.index(slip(3).no)
        assert slip(6).no not in shown
        assert "[/b]最晚" in shown


async def test_enter_goes_to_the_slip_or_the_hand_over(folder: Path) -> None:
    async with app_on(folder, "8").run_test(size=(80, 24)) as pilot:
        screen = pilot.app.screen
        assert isinstance(screen, AlertsScreen)
        await until(pilot, lambda: len(screen._rows) > 0)
        screen.table.move_to(next(row.key for row in screen._rows.records if row.concern is Concern.OVERDUE))
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(pilot.app.screen, SlipScreen) and slip(2).no in picture(pilot))
        await pilot.press("escape", "home", "enter")
        await until(pilot, lambda: isinstance(pilot.app.screen, HandoversScreen))
        target = pilot.app.screen
        assert isinstance(target, HandoversScreen)
        await until(pilot, lambda: target.row is not None)


@pytest.mark.parametrize("digit", ["1", "2", "3", "6", "7", "8", "handovers"])
async def test_a_new_slip_is_typed_in_from_every_screen(folder: Path, digit: str) -> None:
    async with app_on(folder, digit).run_test(size=(80, 24)) as pilot:
        await until(pilot, lambda: pilot.app.screen.desk is not None)
        await pilot.press("N")
        await until(pilot, lambda: isinstance(pilot.app.screen, EntryScreen))
        await pilot.press("escape")
        await until(pilot, lambda: not isinstance(pilot.app.screen, EntryScreen))


async def test_one_kind_of_alert_alone(folder: Path) -> None:
    async with app_on(folder, "8").run_test(size=(80, 24)) as pilot:
        screen = pilot.app.screen
        assert isinstance(screen, AlertsScreen)
        await until(pilot, lambda: len(screen._rows) > 0)
        screen.table.move_to(next(row.key for row in screen._rows.records if row.concern is Concern.OVERDUE))
        await pilot.press("o")
        assert len(screen._rows) == 2
        await pilot.press("o")
        assert len(screen._rows) > 2


async def test_a_low_terminal_gives_the_room_of_the_log_to_the_list(folder: Path) -> None:
    async with app_on(folder, "handovers").run_test(size=(40, 10)) as pilot:
        screen = pilot.app.screen
        assert isinstance(screen, HandoversScreen)
        await until(pilot, lambda: len(screen._rows) > 0)
        assert "10:00" in picture(pilot)
        await pilot.resize_terminal(80, 24)
        await until(pilot, lambda: "──" in picture(pilot))
