"""The list of slips on a terminal: finding, filters, marks, live changes, actions."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from dispatch_tui import i18n
from dispatch_tui.domain.filters import And, AtPoint, IsKind
from dispatch_tui.domain.orders import Kind, State
from dispatch_tui.services import slips
from dispatch_tui.tui.screens.slip_detail import SlipScreen
from dispatch_tui.tui.screens.slips import SlipsScreen
from tests.tui.making import NOW, slip
from tests.tui.slips_room import SIZES, app_on, desk_at, many, picture, put, until

NAUGHTY = (
    "[/b][@click=app.quit]x[/]",
    "[red]not red[/red]",
    "\x1b[31mred\x07",
    "👩‍👩‍👧‍👦👍🏽 é̂ ﷽",
    "‮right to left‬ ⁦x⁩",
    "<script>alert(1)</script>",
    "{0} %s %(x)s {name}",
    "ด้้้้้็็็็็้้้้้",
    "'; DROP TABLE orders; --",
    "\u0000\u0001",
    "　全角　ＡＢＣ１２３　",
    "Ω≈ç√∫˜µ≤≥÷",
    "\u200b\u200b",
    "../../../etc/passwd",
    "=cmd|'/C calc'!A0",
    "x" * 300,
    "长" * 200,
    "\n\r\t",
    "",
)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    desk = desk_at(tmp_path)
    put(desk, many(300))
    desk.close()
    return tmp_path


async def opened(pilot) -> SlipsScreen:  # type: ignore[no-untyped-def]
    screen = pilot.app.screen
    assert isinstance(screen, SlipsScreen)
    await until(pilot, lambda: screen._known)
    return screen


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("language", ["zh", "en"])
async def test_the_list_fills_every_size_in_both_languages(
    folder: Path, size: tuple[int, int], language: str
) -> None:
    i18n.set_language(language)
    async with app_on(folder, "2").run_test(size=size) as pilot:
        await opened(pilot)
        shown = picture(pilot)
        assert "2607000001" in shown
        assert "客户1" in shown
        assert ("300 张" if language == "zh" else "300 slips") in shown
        assert len(shown.splitlines()) <= size[1]


async def test_typing_finds_by_tail_name_and_number_and_escape_goes_back(folder: Path) -> None:
    async with app_on(folder, "2").run_test(size=(80, 24)) as pilot:
        screen = await opened(pilot)
        await pilot.press("f", *"0042")
        await until(pilot, lambda: len(screen.table.source) == 1)
        assert "客户42" in picture(pilot)
        await pilot.press("enter")
        assert screen.focused is screen.table
        await pilot.press("escape")
        await until(pilot, lambda: len(screen.table.source) == 300)


async def test_nothing_found_says_what_helps(folder: Path) -> None:
    async with app_on(folder, "2").run_test(size=(120, 40)) as pilot:
        screen = await opened(pilot)
        await pilot.press("f", *"zzqq")
        await until(pilot, lambda: len(screen.table.source) == 0)
        assert "zzqq" in picture(pilot)
        assert "Esc" in picture(pilot)


async def test_the_list_opens_with_the_condition_of_a_board_cell(folder: Path) -> None:
    async with app_on(folder, "2").run_test(size=(80, 24)) as pilot:
        screen = await opened(pilot)
        cell = And((IsKind(frozenset({Kind.REPAIR})), AtPoint(None)))
        screen.open_with(cell, "unplaced · 10:00")
        await until(pilot, lambda: len(screen.table.source) == 0)
        assert screen.filters.condition == cell
        assert "unplaced · 10:00: 0 slips" in picture(pilot)
        await pilot.press("X")
        await until(pilot, lambda: len(screen.table.source) == 300)


async def test_filters_are_picked_by_typing_and_taken_away_by_backspace(folder: Path) -> None:
    async with app_on(folder, "2").run_test(size=(80, 24)) as pilot:
        screen = await opened(pilot)
        await pilot.press("c", *"overdue", "enter")
        await until(pilot, lambda: len(screen.table.source) == 5)
        assert "[overdue]" in picture(pilot)
        await pilot.press("backspace")
        await until(pilot, lambda: len(screen.table.source) == 300)


async def test_the_cursor_stays_on_its_slip_while_colleagues_change_things(folder: Path) -> None:
    async with app_on(folder, "2").run_test(size=(80, 24)) as pilot:
        screen = await opened(pilot)
        await pilot.press(*["down"] * 10)
        key = screen.table.cursor_key
        colleague = desk_at(folder, "1002")
        with colleague.store.read() as reader:
            target = reader.orders([key])[0]
            other = reader.orders([screen.table.source.key_at(2)])[0]
        slips.note(colleague, [(target.id, None)], "changed elsewhere")
        slips.cancel(colleague, [(other.id, None)], "bought elsewhere", "store")
        put(colleague, [slip(1, no="2607999999")])
        await until(pilot, lambda: bool(screen.coming) and bool(screen.leaving))
        assert screen.table.cursor_key == key
        assert len(screen.table.source) == 300
        shown = picture(pilot)
        assert "1 new: n" in shown
        assert "1 done: n" in shown
        assert "*2607" in shown.replace(">*", "*").replace("> ", "")
        await pilot.press("n")
        await until(pilot, lambda: not screen.coming)
        assert screen.table.cursor_key == key
        assert len(screen.table.source) == 300
        colleague.close()


async def test_marks_travel_with_the_command_in_the_versions_seen(folder: Path) -> None:
    async with app_on(folder, "2").run_test(size=(80, 24)) as pilot:
        screen = await opened(pilot)
        await pilot.press("v", "down", "down", "v", "w")
        assert screen.prompt.text.startswith("hold ")
        here = screen.here()
        assert len(here.marked) == 3
        assert set(here.versions) == set(here.marked)
        assert set(here.versions.values()) == {1}


async def test_a_key_that_can_not_work_says_why(folder: Path) -> None:
    async with app_on(folder, "2").run_test(size=(120, 40)) as pilot:
        screen = await opened(pilot)
        await pilot.press("r")
        assert "not on hold" in screen.status.message


async def test_placing_picks_the_network_point_by_initials(folder: Path) -> None:
    async with app_on(folder, "2").run_test(size=(80, 24)) as pilot:
        screen = await opened(pilot)
        await pilot.press("p")
        await until(pilot, lambda: screen.typing)
        point = desk_at(folder).settings.points[7]
        await pilot.press(*point.initials, "enter")
        await until(pilot, lambda: bool(screen.prompt.text))
        assert screen.prompt.text.split()[0] == "place"


async def test_enter_opens_the_slip_with_its_history_and_escape_returns(folder: Path) -> None:
    async with app_on(folder, "2").run_test(size=(80, 24)) as pilot:
        screen = await opened(pilot)
        await pilot.press("down", "enter")
        await until(pilot, lambda: isinstance(pilot.app.screen, SlipScreen) and "History" in picture(pilot))
        assert "2607000002" in picture(pilot)
        await pilot.press("?")
        await until(pilot, lambda: "How the due time comes about" in picture(pilot))
        await pilot.press("n")
        await until(pilot, lambda: "2607000003" in picture(pilot))
        await pilot.press("escape")
        await until(pilot, lambda: pilot.app.screen is screen)


@pytest.mark.parametrize("size", [(80, 24), (120, 40)])
async def test_naughty_text_is_shown_and_never_parsed(tmp_path: Path, size: tuple[int, int]) -> None:
    desk = desk_at(tmp_path)
    stored = put(
        desk,
        [
            replace(
                slip(1), no=f"N{number:04d}", customer=text, phone=text, address=text, model=text, category=text,
                store=text, remark=text, state=State.RECEIVED, extras={text or "x": text},
            )
            for number, text in enumerate(NAUGHTY)
            if "\x00" not in text
        ],
    )  # fmt: skip
    desk.close()
    async with app_on(tmp_path, "2").run_test(size=size) as pilot:
        screen = await opened(pilot)
        assert len(screen.table.source) == len(stored)
        assert "[/b][@cl" in picture(pilot)
        for _each in stored:
            await pilot.press("enter")
            await until(pilot, lambda: isinstance(pilot.app.screen, SlipScreen) and "N00" in picture(pilot))
            assert "\x1b" not in picture(pilot)
            assert "\u202e" not in picture(pilot)
            await pilot.press("escape", "down")
        assert pilot.app.screen is screen


async def test_naughty_text_typed_into_the_search_is_only_text(folder: Path) -> None:
    async with app_on(folder, "2").run_test(size=(80, 24)) as pilot:
        screen = await opened(pilot)
        for text in NAUGHTY:
            screen.find_field.value = text
            await pilot.pause(0.12)
        screen.find_field.value = ""
        await until(pilot, lambda: len(screen.table.source) == 300)


async def test_a_command_on_a_slip_changed_meanwhile_is_refused_with_who_and_when(folder: Path) -> None:
    async with app_on(folder, "2").run_test(size=(120, 40)) as pilot:
        screen = await opened(pilot)
        key = screen.table.cursor_key
        colleague = desk_at(folder, "1002")
        await pilot.press("x", *"bought elsewhere by=store")
        slips.note(colleague, [(key, None)], "changed elsewhere")
        await pilot.press("enter")
        await until(pilot, lambda: screen.answers.display and "was changed by" in picture(pilot))
        with colleague.store.read() as reader:
            assert reader.order(key).state is not State.CANCELLED
        assert screen.prompt.text.startswith("cancel ")
        colleague.close()


async def test_a_bulk_action_names_what_is_done_and_the_slips_leave_the_list(folder: Path) -> None:
    async with app_on(folder, "2").run_test(size=(120, 40)) as pilot:
        screen = await opened(pilot)
        await pilot.press("down", "v", "down", "down", "v", "x", *"bought elsewhere by=store", "enter")
        await until(pilot, lambda: screen.answers.display)
        await pilot.press("enter")
        await until(pilot, lambda: len(screen.table.source) == 297)
        await pilot.press("u")
        await until(pilot, lambda: len(screen.table.source) == 300)


async def test_what_a_bulk_action_could_not_do_stays_in_view(folder: Path) -> None:
    colleague = desk_at(folder, "1002")
    async with app_on(folder, "2").run_test(size=(100, 30)) as pilot:
        screen = await opened(pilot)
        await until(pilot, lambda: bool(screen.chosen()))
        await pilot.press(*["space"] * 18)
        third = list(screen.table.marked)[2]
        no = screen._source.window.order(third).no  # type: ignore[union-attr]
        await pilot.press("w", *"07-20 away", "enter")
        await until(pilot, lambda: "carries it out" in picture(pilot))
        slips.note(colleague, [(third, None)], "just called")
        await pilot.press("enter")
        await until(pilot, lambda: "17 done, 1 refused" in screen.status.message)
        await pilot.pause()
        await pilot.pause()
        assert no in "\n".join(answer.text for answer in screen.answers.answers)
        assert screen.answers.display
        await pilot.press("escape")
        assert not screen.answers.display
    colleague.close()


async def test_the_preview_of_a_refused_key_is_not_replaced_by_completions(tmp_path: Path) -> None:
    desk = desk_at(tmp_path)
    put(desk, [slip(1, state=State.CLOSED)])
    desk.close()
    async with app_on(tmp_path, "2").run_test(size=(100, 30)) as pilot:
        screen = await opened(pilot)
        await pilot.press("X")
        await until(pilot, lambda: len(screen._source or ()) == 1 and bool(screen.chosen()))
        await pilot.press("P")
        await until(pilot, lambda: "Nothing would change" in picture(pilot))
        assert screen._entered == screen.prompt.text.strip()
        await pilot.pause(0.2)
        assert "Nothing would change" in picture(pilot)


async def test_overdue_alone_means_work_of_the_room(tmp_path: Path) -> None:
    desk = desk_at(tmp_path)
    late = NOW - timedelta(hours=3)
    put(desk, [slip(1, state=State.CLOSED, due_at=late), slip(2, due_at=late), slip(3)])
    desk.close()
    async with app_on(tmp_path, "2").run_test(size=(100, 30)) as pilot:
        screen = await opened(pilot)
        await pilot.press("X")
        await until(pilot, lambda: len(screen._source or ()) == 3)
        await pilot.press("o")
        await until(pilot, lambda: len(screen._source or ()) == 1)
        assert "[pending]" in picture(pilot)


async def test_the_history_beside_the_list_follows_the_language(folder: Path) -> None:
    i18n.set_language("en")
    async with app_on(folder, "2").run_test(size=(160, 40)) as pilot:
        screen = await opened(pilot)
        await until(pilot, lambda: screen._detail is not None)
        before = screen._detail
        await pilot.press("L")
        await until(pilot, lambda: screen._detail is not None and screen._detail is not before)
        assert "看板" not in picture(pilot).splitlines()[-1]
        assert "Kind" not in picture(pilot)
        assert "Peak" not in picture(pilot).splitlines()[0]


async def test_another_order_shows_its_top_to_who_stands_at_the_top(folder: Path) -> None:
    async with app_on(folder, "2").run_test(size=(100, 30)) as pilot:
        screen = await opened(pilot)
        first = screen.table.cursor_key
        await pilot.press("s")
        await until(pilot, lambda: screen.table.cursor_key not in (None, first))
        assert screen.table.cursor_row == 0
        await pilot.press("down")
        here = screen.table.cursor_key
        order = screen._source.window.ids  # type: ignore[union-attr]
        await pilot.press("s")
        await until(pilot, lambda: screen._source.window.ids is not order)  # type: ignore[union-attr]
        assert screen.table.cursor_key == here
