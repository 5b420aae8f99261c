"""The board at three sizes and in two languages, its keys, and what happens when others change slips."""

from __future__ import annotations

import itertools
from pathlib import Path

import pytest

from dispatch_tui import i18n
from dispatch_tui.domain.filters import matches
from dispatch_tui.services import board as boards
from dispatch_tui.tui.board_columns import NAME, columns_of, summed_columns
from dispatch_tui.tui.board_rows import point_of
from dispatch_tui.tui.text import cells
from dispatch_tui.tui.widgets.columns import place
from tests.tui.branch_room import SIZES, add, board, lines, make_desk, room, shown, slips, until
from tests.tui.making import NOW


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("language", ["zh", "en"])
async def test_every_size_shows_the_whole_frame(tmp_path: Path, size: tuple[int, int], language: str) -> None:
    i18n.set_language(language)
    async with room(tmp_path, size) as pilot:
        text = lines(pilot)
        assert all(cells(line) == size[0] for line in text)
        assert len(text) == size[1]
        assert "10:42" in text[0]
        assert "10:30" in "".join(text[:4])
        assert i18n.gettext("unplaced") in "".join(text)
        assert i18n.gettext("total") in text[-3]
        assert text[-2].startswith("/")


@pytest.mark.parametrize("width", [80, 100, 120, 160, 200])
def test_columns_never_overlap_and_important_ones_stay(tmp_path: Path, width: int) -> None:
    desk = make_desk(tmp_path)
    figures = boards.load(desk)
    placed = place(columns_of(figures, width, desk.settings.local(NOW)), width - 1)
    edges = [(each.x, each.x + each.width) for each in placed]
    assert all(end < start for (_s, end), (start, _e) in itertools.pairwise(edges))
    assert edges[-1][1] <= width - 1
    keys = [each.column.key for each in placed]
    assert {NAME, "pending", "carry_over", "urgent"} <= set(keys)
    assert {f"install:{slot}" for slot in figures.slots} <= set(keys)
    desk.store.close()


def test_repair_columns_hold_every_repair_slip_at_any_width(tmp_path: Path) -> None:
    desk = make_desk(tmp_path)
    figures = boards.load(desk)
    everything = sum(cell.count for key, cell in figures.totals.cells.items() if key.startswith("repair"))
    for width in range(80, 201, 5):
        keys = [column.key for column in columns_of(figures, width, desk.settings.local(NOW))]
        shown_columns = [
            each for key in keys if key.startswith("repair") for each in summed_columns(figures, key)
        ]
        assert len(shown_columns) == len(set(shown_columns))
        assert sum(figures.totals.cell(key).count for key in shown_columns) == everything
    desk.store.close()


async def test_every_cell_opens_exactly_the_slips_it_counts(tmp_path: Path) -> None:
    orders = slips(["HP1", "HP2", "HP3", "XH1", "XH2"], 60)
    desk = make_desk(tmp_path, orders)
    async with room(tmp_path, (200, 60), desk) as pilot:
        screen = board(pilot)
        figures = screen.source.board
        assert figures is not None
        for at in range(len(screen.source)):
            key = screen.source.key_at(at)
            facts = screen.source.row(key)
            assert facts is not None
            assert facts.point == point_of(key)
            for column in screen.table.column_keys():
                condition = screen.condition(figures, key, column)
                found = sum(matches(condition, order, NOW) for order in orders)
                assert found == screen.source.cell(facts, column).count, (key, column)


async def test_the_overdue_scan_goes_round(tmp_path: Path) -> None:
    async with room(tmp_path, (120, 40)) as pilot:
        screen = board(pilot)
        seen = []
        for _ in range(200):
            await pilot.press("o")
            here = (screen.table.cursor_key, screen.table.cursor_column)
            assert screen.source.has_overdue(*here)
            if here in seen:
                break
            seen.append(here)
        assert seen.index(here) == 0
        assert len(seen) > 3
        assert seen == sorted(seen, key=lambda each: screen.source.row_of(each[0]) or 0)


async def test_a_colleagues_slip_appears_and_the_cursor_stays(tmp_path: Path) -> None:
    desk = make_desk(tmp_path)
    async with room(tmp_path, (120, 40), desk) as pilot:
        screen = board(pilot)
        await pilot.press("down", "down", "right", "right")
        here = (screen.table.cursor_key, screen.table.cursor_column)
        facts = screen.source.row(here[0])
        assert facts is not None
        before = facts.pending
        code = point_of(here[0])
        assert code is not None
        add(desk, [_at(code)])
        await until(
            pilot, lambda: (row := screen.source.row(here[0])) is not None and row.pending == before + 1
        )
        assert (screen.table.cursor_key, screen.table.cursor_column) == here
        await until(pilot, lambda: "*" in shown(pilot))


def _at(code: str):  # type: ignore[no-untyped-def]
    from dispatch_tui.storage.records import take_ids
    from tests.tui.making import slip

    return slip(77, id=take_ids(1), no="2607019999", point=code, slot="12:30")


async def test_held_still_keeps_the_picture(tmp_path: Path) -> None:
    desk = make_desk(tmp_path)
    async with room(tmp_path, (120, 40), desk) as pilot:
        screen = board(pilot)
        await pilot.press("p")
        before = screen.source.board
        add(desk, [_at("HP1")])
        await until(pilot, lambda: screen.room.board is not None and screen.room.board.board is not before)
        assert screen.source.board is before
        await pilot.press("p")
        assert screen.source.board is not before


async def test_filtering_keeps_the_unplaced_row(tmp_path: Path) -> None:
    async with room(tmp_path) as pilot:
        screen = board(pilot)
        await pilot.press("f", "h", "p", "1", "enter")
        names = [screen.source.key_at(at) for at in range(len(screen.source))]
        assert names == ["unplaced", "point:HP1"]
        await pilot.press("escape")
        assert len(screen.source) > 50


async def test_the_past_is_said_to_be_the_past(tmp_path: Path) -> None:
    async with room(tmp_path) as pilot:
        screen = board(pilot)
        await pilot.press("@")
        assert screen.prompt.text == "at "
        screen.prompt.text = "at 09:30"
        await pilot.press("enter")
        await until(pilot, lambda: screen.shown_at is not None)
        await pilot.pause()
        assert "09:30" in lines(pilot)[0]
        await pilot.press("escape")
        assert screen.shown_at is None
        await pilot.pause()
        assert "10:42" in lines(pilot)[0]


async def test_help_explains_the_cell_and_lists_the_keys(tmp_path: Path) -> None:
    async with room(tmp_path, (120, 40)) as pilot:
        await pilot.press("right", "？")
        await until(pilot, lambda: "S004" in shown(pilot))
        text = shown(pilot)
        assert "Go to the next cell with overdue slips" in text
        await pilot.press("escape")
        await pilot.pause()
        assert "unplaced" in shown(pilot)


async def test_the_language_switches_everywhere(tmp_path: Path) -> None:
    async with room(tmp_path, (120, 40)) as pilot:
        await pilot.press("L")
        await until(pilot, lambda: "network point" not in shown(pilot) and "打开" in shown(pilot))
        assert "打开" in lines(pilot)[-1]
        await pilot.press("L")
        await until(pilot, lambda: "unplaced" in shown(pilot))
