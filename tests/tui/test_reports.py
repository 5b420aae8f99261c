"""The reports on a terminal: ledger with corrections, month, review of the dispatching, chases."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from textual.pilot import Pilot

from dispatch_tui import i18n
from dispatch_tui.domain.dispatches import Mode
from dispatch_tui.domain.feedback import sheet_subject
from dispatch_tui.domain.orders import Kind
from dispatch_tui.services import chase_reports, chasing, ledger
from dispatch_tui.tui.presentation.ledger_typing import read_correction
from dispatch_tui.tui.screens.reports import ReportsScreen
from dispatch_tui.tui.screens.slips import SlipsScreen
from tests.tui.making import TODAY
from tests.tui.sent_room import YESTERDAY, sent
from tests.tui.slips_room import SIZES, app_on, desk_at, picture, until


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    desk = desk_at(tmp_path)
    sent(desk, "HP1", 4, day=TODAY)
    sent(desk, "HP2", 2, kind=Kind.INSTALL, day=TODAY, first=100)
    sent(desk, "HP1", 2, mode=Mode.TEMPORARY, day=TODAY, first=200)
    sent(desk, "HP1", 3, first=300)
    subject = sheet_subject(YESTERDAY, "HP1", Kind.REPAIR, Mode.NORMAL)
    for answer in ("[busy]", "tomorrow"):
        chasing.chase(desk, subject, answer)
    chasing.chase(desk, "worker:2606000201", "no answer", way="supervisor")
    desk.close()
    return tmp_path


async def opened(pilot: Pilot[Any], code: str = "ledger") -> ReportsScreen:
    screen = pilot.app.screen
    assert isinstance(screen, ReportsScreen)
    await until(pilot, lambda: screen.day is not None)
    while screen.code != code:
        await pilot.press("n")
    await until(pilot, lambda: code in screen._known)
    return screen


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("language", ["zh", "en"])
async def test_every_report_at_every_size(folder: Path, size: tuple[int, int], language: str) -> None:
    i18n.set_language(language)
    async with app_on(folder, "7").run_test(size=size) as pilot:
        screen = await opened(pilot)
        for code in screen.pages:
            await opened(pilot, code)
            shown = picture(pilot)
            assert "{" not in shown
            assert len(screen.page.rows)
        await opened(pilot, "chases")
        assert "no answer" in picture(pilot) or size[0] == 80


async def test_the_ledger_has_its_sums_and_opens_its_slips(folder: Path) -> None:
    async with app_on(folder, "7").run_test(size=(120, 40)) as pilot:
        await opened(pilot)
        shown = picture(pilot)
        assert "total 8" in shown
        assert "(normal+temp.)" in shown
        assert "Repair 4+2" in shown
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(pilot.app.screen, SlipsScreen) and pilot.app.screen._known)
        assert "4 slips" in picture(pilot)


async def test_a_correction_is_a_further_entry_with_its_reason(folder: Path) -> None:
    async with app_on(folder, "7").run_test(size=(120, 40)) as pilot:
        screen = await opened(pilot)
        await pilot.press("c", "enter")
        assert "-number" in screen.status.message
        await pilot.press(*"-2606000002", "enter", "enter")
        await until(pilot, lambda: "only with a reason" in picture(pilot))
        await pilot.press(*"never [left]", "enter")
        await until(pilot, lambda: screen.row is not None and screen.row.row.corrected == -1)
        assert "never [left]" in picture(pilot)
        assert "total 7" in picture(pilot)
        await pilot.press("c", *"-2606009999", "enter", *"x", "enter")
        await until(pilot, lambda: "does not count 2606009999" in picture(pilot))
        await pilot.press("escape")
    desk = desk_at(folder)
    entries = ledger.page(desk, TODAY).rows[0].entries
    desk.close()
    assert [entry.count for entry in entries] == [4, -1]


async def test_the_day_before_and_the_month_before(folder: Path) -> None:
    async with app_on(folder, "7").run_test(size=(80, 24)) as pilot:
        screen = await opened(pilot)
        await pilot.press("[")
        await until(pilot, lambda: screen.day == YESTERDAY and len(screen.page.rows) == 1)
        await opened(pilot, "month")
        assert "2026-06" in picture(pilot)
        await pilot.press("]")
        await until(pilot, lambda: "2026-07" in picture(pilot) and len(screen.page.rows) == 2)
        await pilot.press("c")
        assert "no row of the ledger" in screen.status.message
        await pilot.press("P")
        assert "Only the page of the ledger" in screen.status.message


def test_chases_are_counted_by_the_network_point_that_was_asked(folder: Path) -> None:
    desk = desk_at(folder)
    rows = chase_reports.monthly(desk, TODAY.year, TODAY.month)
    empty = chase_reports.monthly(desk, 2025, 2)
    desk.close()
    assert [(row.point, row.sheets, row.workers, row.escalated, len(row.subjects)) for row in rows] == [
        ("HP1", 2, 1, 1, 2)
    ]
    assert empty == []


def test_a_correction_is_read_with_signs_of_an_input_method() -> None:
    assert read_correction("－２６０６０００００１，+ab12 2606000003") == (
        ("2606000001", "2606000003"),
        ("ab12",),
    )
    assert read_correction(" - + ，") == ((), ())


@given(
    st.lists(
        st.tuples(st.sampled_from("-+"), st.from_regex(r"[A-Za-z0-9]{1,12}", fullmatch=True)), max_size=20
    )
)
def test_every_number_of_a_correction_is_read_once(words: list[tuple[str, str]]) -> None:
    removed, added = read_correction(" ".join(sign + number for sign, number in words))
    assert set(removed) == {number for sign, number in words if sign == "-"}
    assert set(added) == {number for sign, number in words if sign == "+"}
    assert len(set(removed)) == len(removed)
