"""The record table: the cursor stays on its record whatever happens to the rows, and only what differs is painted."""

from __future__ import annotations

import random
from collections.abc import Hashable, Sequence
from typing import Any

import pytest
from textual.app import App, ComposeResult

from dispatch_tui.tui.text import cells
from dispatch_tui.tui.widgets.columns import EMPTY, CellText, Column, place
from dispatch_tui.tui.widgets.record_table import RecordTable
from tests.tui.naughty import NAUGHTY

COLUMNS = (
    Column("no", "number", 10, 0),
    Column("who", "who", 12, 1, least=6, grow=1),
    Column("what", "what", 20, 3),
    Column("when", "when", 8, 2, "right"),
)


class Rows:
    """A list of records in memory."""

    def __init__(self, keys: Sequence[int]) -> None:
        self.keys = list(keys)
        self.texts: dict[int, str] = {}
        self.asked: list[tuple[int, int]] = []
        self.built: list[int] = []

    def __len__(self) -> int:
        return len(self.keys)

    def key_at(self, row: int) -> Hashable:
        return self.keys[row]

    def row_of(self, key: Hashable) -> int | None:
        return self.keys.index(key) if key in self.keys else None  # type: ignore[arg-type]

    def cells_at(self, row: int, columns: Sequence[str]) -> Sequence[CellText] | None:
        self.built.append(row)
        key = self.keys[row]
        return [CellText(self.texts.get(key, f"{column} {key}")) for column in columns]

    def sign_at(self, row: int) -> CellText:
        return CellText("!", "overdue") if self.keys[row] % 5 == 0 else EMPTY

    def visible(self, first: int, last: int) -> None:
        self.asked.append((first, last))


class TableApp(App[None]):
    """Shows one table."""

    def __init__(self, rows: Rows, cell_cursor: bool = False) -> None:
        super().__init__()
        self.table = RecordTable(rows, COLUMNS, cell_cursor=cell_cursor)
        self.moves: list[Any] = []

    def compose(self) -> ComposeResult:
        yield self.table

    def on_table_cursor_cursor_moved(self, message: RecordTable.CursorMoved) -> None:
        self.moves.append((message.key, message.column))


def shown(table: RecordTable) -> list[str]:
    return [table.render_line(y).text for y in range(table.size.height)]


async def test_two_thousand_changes_never_move_the_cursor_off_its_record() -> None:
    chance = random.Random(7)
    rows = Rows(range(1000, 1200))
    app = TableApp(rows)
    async with app.run_test(size=(80, 24)):
        table = app.table
        table.rows_changed()
        fresh = 5000
        for step in range(2000):
            for _ in range(chance.randrange(3)):
                getattr(table, chance.choice(["act_up", "act_down", "act_page_down", "act_page_up"]))()
            here, line = table.cursor_key, table.cursor_row - table.top
            match chance.randrange(5):
                case 0:
                    rows.keys.insert(chance.randrange(len(rows) + 1), fresh)
                    fresh += 1
                case 1 if len(rows) > 30:
                    gone = chance.choice([key for key in rows.keys if key != here])
                    rows.keys.remove(gone)
                case 2:
                    chance.shuffle(rows.keys)
                case 3:
                    rows.keys.sort()
                case _:
                    rows.texts[chance.choice(rows.keys)] = f"text {step}"
            table.rows_changed()
            assert table.cursor_key == here
            assert rows.keys[table.cursor_row] == here
            assert table.top <= table.cursor_row < table.top + table.page
            row = table.cursor_row
            at_edge = row < line + 1 or row > len(rows) - (table.page - line)
            if not at_edge:
                assert row - table.top == line
            assert any(f"no {here}" in text or "text" in text for text in shown(table))


async def test_a_record_that_goes_leaves_the_cursor_near() -> None:
    rows = Rows(range(50))
    app = TableApp(rows)
    async with app.run_test(size=(80, 24)):
        table = app.table
        table.rows_changed()
        table.move_to(20)
        rows.keys.remove(20)
        table.rows_changed()
        assert table.cursor_key == 21
        rows.keys.clear()
        table.rows_changed()
        assert table.cursor_key is None
        assert "Nothing here." in "\n".join(shown(table))
        table.act_down()
        table.act_open()
        table.act_mark()


async def test_only_visible_rows_are_ever_built() -> None:
    rows = Rows(range(100_000))
    app = TableApp(rows)
    async with app.run_test(size=(80, 24)) as pilot:
        table = app.table
        table.rows_changed()
        await pilot.pause()
        table.act_last()
        await pilot.pause()
        assert table.cursor_key == 99_999
        assert len(set(rows.built)) <= 3 * table.page
        assert rows.asked[-1] == (99_999 - table.page + 1, 99_999)


async def test_scrolling_by_a_line_builds_one_line() -> None:
    rows = Rows(range(1000))
    app = TableApp(rows)
    async with app.run_test(size=(80, 24)) as pilot:
        table = app.table
        table.rows_changed()
        for _ in range(table.page + 3):
            table.act_down()
        await pilot.pause()
        rows.built.clear()
        table.act_down()
        await pilot.pause()
        assert len(set(rows.built)) <= 3


@pytest.mark.parametrize("width", [40, 60, 80, 120, 200])
async def test_lines_are_exactly_as_wide_as_the_table(width: int) -> None:
    rows = Rows(range(len(NAUGHTY)))
    rows.texts = dict(enumerate(NAUGHTY))
    app = TableApp(rows, cell_cursor=True)
    async with app.run_test(size=(width, 50)):
        app.table.rows_changed()
        assert {cells(text) for text in shown(app.table)} == {width}


def test_columns_fold_by_importance() -> None:
    widths = {width: [each.column.key for each in place(COLUMNS, width)] for width in (16, 24, 34, 60, 100)}
    assert widths == {
        16: ["no"],
        24: ["no", "who"],
        34: ["no", "who", "when"],
        60: ["no", "who", "what", "when"],
        100: ["no", "who", "what", "when"],
    }


def test_left_over_cells_go_to_growing_columns() -> None:
    placed = {each.column.key: each.width for each in place(COLUMNS, 100)}
    assert placed["no"] == 10
    assert sum(placed.values()) + 3 + 2 == 100


async def test_marks_and_ranges() -> None:
    rows = Rows(range(20))
    app = TableApp(rows)
    async with app.run_test(size=(80, 24)):
        table = app.table
        table.rows_changed()
        table.act_mark()
        table.move_to(5)
        table.act_mark_range()
        assert list(table.marked) == [0, 1, 2, 3, 4, 5]
        rows.keys.reverse()
        table.rows_changed()
        assert 5 in table.marked
        table.act_mark_all()
        assert len(table.marked) == 20
        table.act_mark_all()
        assert len(table.marked) == 0


async def test_the_cell_cursor_keeps_its_column_when_columns_fold() -> None:
    rows = Rows(range(20))
    app = TableApp(rows, cell_cursor=True)
    async with app.run_test(size=(100, 24)) as pilot:
        table = app.table
        table.rows_changed()
        table.move_to(3, "what")
        await pilot.resize_terminal(34, 24)
        await pilot.pause()
        assert table.cursor_column in table.column_keys()
        await pilot.resize_terminal(100, 24)
        await pilot.pause()
        assert (table.cursor_key, table.cursor_column) == (3, "what")
