"""Typing in a feedback sheet on a terminal: strokes, doubts, refusals, and that every line is stored at once."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from textual.pilot import Pilot

from dispatch_tui import i18n
from dispatch_tui.domain.dispatches import Mode
from dispatch_tui.domain.feedback import SheetState
from dispatch_tui.domain.orders import Kind, State
from dispatch_tui.domain.pinyin import initials
from dispatch_tui.domain.text import fold
from dispatch_tui.errors import DispatchError
from dispatch_tui.services import feedback
from dispatch_tui.tui.presentation.sheet_typing import TypedLine, WorkerChoice, read_line, worker_choices
from dispatch_tui.tui.screens.sheet import SheetScreen
from tests.tui.naughty import NAUGHTY
from tests.tui.sent_room import sent
from tests.tui.slips_room import SIZES, app_on, desk_at, picture, until


async def opened(pilot: Pilot[Any], sheet_id: int) -> SheetScreen:
    """Open a sheet and wait until its lines are there."""
    await until(pilot, lambda: pilot.app.screen.desk is not None)  # type: ignore[attr-defined]
    screen = SheetScreen(sheet_id)
    await pilot.app.push_screen(screen)
    await until(pilot, lambda: screen._shown is not None and screen.row is not None)
    return screen


def here(screen: SheetScreen) -> str:
    """Return the number of the slip under the cursor."""
    return screen.row.order_no if screen.row is not None else ""


def workers_of(folder: Path, point: str) -> tuple[str, ...]:
    desk = desk_at(folder)
    found = desk.settings.point(point)
    desk.close()
    assert found is not None
    return found.workers


def stored(folder: Path, sheet_id: int) -> dict[str, str]:
    """Return the workers stored on a sheet, as another session reads them."""
    desk = desk_at(folder, "1002")
    rows = feedback.sheet(desk, sheet_id).rows
    desk.close()
    return {row.order_no: row.worker for row in rows}


async def test_a_slip_costs_its_initials_and_at_most_four_strokes(tmp_path: Path) -> None:
    desk = desk_at(tmp_path)
    sheet, orders = sent(desk, "HP1", 12)
    desk.close()
    workers = workers_of(tmp_path, "HP1")
    async with app_on(tmp_path, "2").run_test(size=(80, 24)) as pilot:
        screen = await opened(pilot, sheet.id)
        strokes = []
        for number, order in enumerate(orders):
            name = workers[number % 3]
            assert here(screen) == order.no
            pressed = 0
            for letter in initials(name):
                await pilot.press(letter)
            while screen.typing_line.worker != name:
                await pilot.press("tab")
                pressed += 1
            await pilot.press("enter")
            strokes.append(pressed + 1)
        await until(pilot, lambda: not screen._storing)
        assert max(strokes) <= 4
        assert sum(strokes) / len(strokes) < 1.5
    assert stored(tmp_path, sheet.id) == {
        order.no: workers[number % 3] for number, order in enumerate(orders)
    }


async def test_every_line_is_stored_when_it_is_entered(tmp_path: Path) -> None:
    desk = desk_at(tmp_path)
    sheet, orders = sent(desk, "HP1", 3)
    desk.close()
    name = workers_of(tmp_path, "HP1")[0]
    async with app_on(tmp_path, "2").run_test(size=(80, 24)) as pilot:
        screen = await opened(pilot, sheet.id)
        await pilot.press(*initials(name), "enter")
        await until(pilot, lambda: stored(tmp_path, sheet.id)[orders[0].no] == name)
        await pilot.press("x")
        assert screen.typing_line.text == "x"
    assert stored(tmp_path, sheet.id)[orders[1].no] == ""


async def test_the_worker_above_by_one_key_in_half_and_full_width(tmp_path: Path) -> None:
    desk = desk_at(tmp_path)
    sheet, orders = sent(desk, "HP1", 3)
    desk.close()
    name = workers_of(tmp_path, "HP1")[1]
    async with app_on(tmp_path, "2").run_test(size=(80, 24)) as pilot:
        await opened(pilot, sheet.id)
        await pilot.press(*name, "enter", "=", "＝")
        await until(pilot, lambda: set(stored(tmp_path, sheet.id).values()) == {name})
    desk = desk_at(tmp_path)
    with desk.store.read() as reader:
        order = reader.order_by_no(orders[2].no)
    desk.close()
    assert order is not None
    assert (order.worker, order.state) == (name, State.ACKED)


async def test_a_name_that_nobody_has_is_taken_as_it_is(tmp_path: Path) -> None:
    desk = desk_at(tmp_path)
    sheet, orders = sent(desk, "HP1", 1)
    desk.close()
    async with app_on(tmp_path, "2").run_test(size=(120, 40)) as pilot:
        screen = await opened(pilot, sheet.id)
        await pilot.press(*"[b]钱[/b]")
        await until(pilot, lambda: screen.typing_line.worker == "[b]钱[/b]")
        await pilot.press("enter")
        await until(
            pilot, lambda: stored(tmp_path, sheet.id)[orders[0].no] == "[b]钱[/b]" or bool(screen._not_taken)
        )
        if screen._not_taken:
            await pilot.press("ctrl+f", *"临时工", "enter")
            await until(pilot, lambda: stored(tmp_path, sheet.id)[orders[0].no] == "[b]钱[/b]")
        await until(pilot, lambda: "[b]钱[/b]" in picture(pilot))


async def test_a_line_that_does_not_belong_is_kept_and_told(tmp_path: Path) -> None:
    desk = desk_at(tmp_path)
    sheet, orders = sent(desk, "HP1", 2)
    _other, elsewhere = sent(desk, "HP2", 1, first=500)
    desk.close()
    async with app_on(tmp_path, "2").run_test(size=(120, 40)) as pilot:
        screen = await opened(pilot, sheet.id)
        await pilot.press(*f"99999999 {'王五'}", "enter")
        await until(pilot, lambda: "No slip has the number 99999999" in picture(pilot))
        assert here(screen) == orders[0].no
        await pilot.press(*f"{elsewhere[0].no} {'王五'}", "enter")
        await until(pilot, lambda: stored(tmp_path, sheet.id).get(elsewhere[0].no) == "王五")
        await until(pilot, lambda: "doubts" in picture(pilot))


async def test_a_refused_line_keeps_what_was_typed(tmp_path: Path) -> None:
    desk = desk_at(tmp_path)
    sheet, orders = sent(desk, "HP1", 2)
    _other, install = sent(desk, "HP1", 1, first=500, kind=Kind.INSTALL)
    desk.close()
    async with app_on(tmp_path, "2").run_test(size=(120, 40)) as pilot:
        screen = await opened(pilot, sheet.id)
        await pilot.press(*f"{install[0].no} {'王五'}", "enter")
        await until(pilot, lambda: install[0].no in screen._not_taken)
        screen.table.move_to(install[0].no)
        await until(pilot, lambda: screen.typing_line.text == f"{install[0].no} 王五")
        screen.table.move_to(orders[0].no)
        await until(pilot, lambda: screen.typing_line.text == "")
    assert install[0].no not in stored(tmp_path, sheet.id)


async def test_received_then_checked_by_the_same_key(tmp_path: Path) -> None:
    desk = desk_at(tmp_path)
    sheet, orders = sent(desk, "HP1", 2)
    desk.close()
    name = workers_of(tmp_path, "HP1")[0]
    async with app_on(tmp_path, "2").run_test(size=(80, 24)) as pilot:
        screen = await opened(pilot, sheet.id)
        await pilot.press("ctrl+s", "enter")
        await until(
            pilot, lambda: screen._shown is not None and screen._shown.sheet.state is SheetState.RECEIVED
        )
        await pilot.press("ctrl+s")
        await until(pilot, lambda: screen.asked)
        await pilot.press("escape")
        await pilot.press(*initials(name), "enter", "=")
        await until(pilot, lambda: set(stored(tmp_path, sheet.id).values()) == {name})
        await pilot.press("ctrl+s")
        await until(
            pilot, lambda: screen._shown is not None and screen._shown.sheet.state is SheetState.CHECKED
        )
        await pilot.press("ctrl+s")
        assert "checked already" in screen.status.message
    assert len(orders) == 2


async def test_a_line_typed_by_mistake_is_struck_out_with_a_reason(tmp_path: Path) -> None:
    desk = desk_at(tmp_path)
    sheet, orders = sent(desk, "HP1", 2)
    desk.close()
    name = workers_of(tmp_path, "HP1")[0]
    async with app_on(tmp_path, "2").run_test(size=(80, 24)) as pilot:
        screen = await opened(pilot, sheet.id)
        await pilot.press("ctrl+x")
        assert "Nothing is typed" in screen.status.message
        await pilot.press(*initials(name), "enter")
        await until(pilot, lambda: not screen._storing)
        await pilot.press("up", "ctrl+x", *"wrong line", "enter")
        await until(pilot, lambda: stored(tmp_path, sheet.id)[orders[0].no] == "")


async def test_a_colleagues_name_appears_while_one_types(tmp_path: Path) -> None:
    desk = desk_at(tmp_path)
    sheet, orders = sent(desk, "HP1", 3)
    name = workers_of(tmp_path, "HP1")[2]
    async with app_on(tmp_path, "2").run_test(size=(80, 24)) as pilot:
        screen = await opened(pilot, sheet.id)
        await pilot.press(*"zh")
        colleague = desk_at(tmp_path, "1002")
        feedback.write_line(colleague, sheet.id, orders[1].no, name)
        colleague.close()
        await until(pilot, lambda: name in picture(pilot))
        assert screen.typing_line.text == "zh"
        assert here(screen) == orders[0].no
    desk.close()


async def test_the_last_line_is_taken_back_while_one_types(tmp_path: Path) -> None:
    desk = desk_at(tmp_path)
    sheet, orders = sent(desk, "HP1", 2)
    desk.close()
    name = workers_of(tmp_path, "HP1")[0]
    async with app_on(tmp_path, "2").run_test(size=(80, 24)) as pilot:
        screen = await opened(pilot, sheet.id)
        await pilot.press(*initials(name), "enter")
        await until(pilot, lambda: stored(tmp_path, sheet.id)[orders[0].no] == name)
        await pilot.press("z", "ctrl+z")
        await until(pilot, lambda: stored(tmp_path, sheet.id)[orders[0].no] == "")
        assert screen.typing_line.text == "z"


async def test_help_and_command_line_from_the_empty_line(tmp_path: Path) -> None:
    desk = desk_at(tmp_path)
    sheet, _orders = sent(desk, "HP1", 2)
    desk.close()
    async with app_on(tmp_path, "2").run_test(size=(80, 40)) as pilot:
        screen = await opened(pilot, sheet.id)
        await pilot.press("？")
        await until(pilot, lambda: "takes the worker of the line above" in picture(pilot))
        await pilot.press("escape", "/")
        assert screen.focused is screen.prompt.field
        await pilot.press("escape", "a", "?")
        assert screen.typing_line.text == "a?"


WORKERS = ("李强", "李庆", "刘琴", "Zhang San", "李强2")


def test_who_is_meant_by_initials() -> None:
    assert [choice.name for choice in worker_choices("lq", WORKERS, {"刘琴": 2})] == [
        "刘琴",
        "李强",
        "李庆",
        "李强2",
        "lq",
    ]
    assert [choice.name for choice in worker_choices("李强", WORKERS, {})] == ["李强", "李强2"]
    assert worker_choices("ｌｑ", WORKERS, {})[0].name == "李强"
    assert worker_choices("周敏", WORKERS, {}) == [WorkerChoice("周敏", known=False)]
    assert worker_choices("  ", WORKERS, {}) == []


def test_a_number_in_front_of_a_name_is_a_slip() -> None:
    assert read_line("２６０７ 李强；门锁") == TypedLine("2607", "李强", "门锁")
    assert read_line("+AZ-26 lq") == TypedLine("AZ-26", "lq")
    assert read_line("李强2; 迟到 ; 雨") == TypedLine("", "李强2", "迟到 ; 雨")
    assert read_line("") == TypedLine("", "")


@given(st.text(max_size=30))
def test_what_is_typed_is_never_lost(text: str) -> None:
    typed = read_line(text)
    kept = "".join((typed.number, typed.worker, typed.note))
    for character in fold(text):
        if not character.isspace() and character not in "+＋;；":
            assert character in fold(kept)
    choices = worker_choices(text, WORKERS, {})
    assert not text.strip() or choices[-1].name


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("language", ["zh", "en"])
async def test_every_size_and_language_with_ugly_data(
    tmp_path: Path, size: tuple[int, int], language: str
) -> None:
    i18n.set_language(language)
    desk = desk_at(tmp_path)
    sheet, orders = sent(desk, "HP1", 20, mode=Mode.TEMPORARY)
    for order, text in zip(orders, NAUGHTY, strict=False):
        if text.strip():
            with suppress(DispatchError):  # a name that can't be stored is refused with a sentence
                feedback.write_line(desk, sheet.id, order.no, text, text, force="x")
    desk.close()
    async with app_on(tmp_path, "2").run_test(size=size) as pilot:
        screen = await opened(pilot, sheet.id)
        shown = picture(pilot)
        assert orders[0].no in shown
        assert all(len(strip) >= 0 for strip in shown.split("\n"))
        assert screen.table.cursor_key is not None


async def test_a_reason_is_typed_in_a_line_that_one_sees(tmp_path: Path) -> None:
    desk = desk_at(tmp_path)
    sheet, orders = sent(desk, "HP1", 2)
    desk.close()
    async with app_on(tmp_path, "2").run_test(size=(80, 24)) as pilot:
        screen = await opened(pilot, sheet.id)
        await pilot.press(*"qq", "enter")
        await until(pilot, lambda: orders[0].no in screen._not_taken)
        await pilot.press("ctrl+f", *"new man")
        await until(pilot, lambda: "why it is taken all the same: new man" in picture(pilot))
        assert "has no worker qq" in picture(pilot)
        await pilot.press("enter")
        await until(pilot, lambda: stored(tmp_path, sheet.id)[orders[0].no] == "qq")
        await until(pilot, lambda: not screen.answers.display)
        await pilot.press("ctrl+s")
        await until(pilot, lambda: "Reason to do it all the same:" in picture(pilot))
        await pilot.press("escape")
        await until(pilot, lambda: not screen.answers.display)


async def test_a_sheet_with_refused_lines_is_left_by_a_second_escape(tmp_path: Path) -> None:
    desk = desk_at(tmp_path)
    sheet, orders = sent(desk, "HP1", 2)
    desk.close()
    async with app_on(tmp_path, "2").run_test(size=(80, 24)) as pilot:
        screen = await opened(pilot, sheet.id)
        await pilot.press(*"qq", "enter")
        await until(pilot, lambda: orders[0].no in screen._not_taken)
        await pilot.press("=")
        await until(pilot, lambda: "No line above has a worker" in screen.status.message)
        await pilot.press("escape")
        assert orders[0].no in screen.status.message
        assert pilot.app.screen is screen
        await pilot.press("escape")
        await until(pilot, lambda: pilot.app.screen is not screen)


async def test_a_sheet_begun_is_not_in_doubt(tmp_path: Path) -> None:
    desk = desk_at(tmp_path)
    sheet, _orders = sent(desk, "HP1", 3)
    desk.close()
    name = workers_of(tmp_path, "HP1")[0]
    async with app_on(tmp_path, "2").run_test(size=(120, 40)) as pilot:
        await opened(pilot, sheet.id)
        await pilot.press(*initials(name), "enter")
        await until(pilot, lambda: "missing 2" in picture(pilot) and "received" in picture(pilot))
        assert "! doubts" not in picture(pilot)
