"""Keys that mean nothing say so, on every screen; marks are counted, and their end is told."""

from __future__ import annotations

import threading
from pathlib import Path
from typing import Any

import pytest

from dispatch_tui.domain.orders import State
from tests.tui.making import slip
from tests.tui.slips_room import app_on, desk_at, picture, put, until


@pytest.mark.parametrize("digit", ["1", "2", "3", "6", "7", "8"])
async def test_a_key_that_means_nothing_says_so(tmp_path: Path, digit: str) -> None:
    async with app_on(tmp_path, digit).run_test(size=(80, 24)) as pilot:
        await until(pilot, lambda: pilot.app.screen.desk is not None)  # type: ignore[attr-defined]
        for key in ("4", "Q", "王"):
            await pilot.press(key)
            assert f"{key} does nothing here" in picture(pilot)
        await pilot.press("?")
        await until(pilot, lambda: "Everywhere" in picture(pilot) or "overdue" in picture(pilot))


@pytest.mark.parametrize("digit", ["1", "2"])
async def test_marking_all_rows_twice_is_seen(tmp_path: Path, digit: str) -> None:
    desk = desk_at(tmp_path)
    put(desk, [slip(number, no=f"26070000{number:02d}", state=State.RECEIVED) for number in range(3)])
    desk.close()
    async with app_on(tmp_path, digit).run_test(size=(80, 24)) as pilot:
        await until(pilot, lambda: "3" in picture(pilot) and pilot.app.screen.main_table() is not None)  # type: ignore[attr-defined]
        table = pilot.app.screen.main_table()  # type: ignore[attr-defined]
        await until(pilot, lambda: len(table.source) > 0)
        await pilot.press("*")
        await until(pilot, lambda: f"{len(table.source)} marked" in picture(pilot))
        await pilot.press("*")
        await until(pilot, lambda: "No row is marked any more" in picture(pilot))
        assert not table.marked


async def test_the_hints_are_those_of_the_line_in_which_one_types(tmp_path: Path) -> None:
    desk = desk_at(tmp_path)
    put(desk, [slip(number, no=f"26070000{number:02d}", state=State.RECEIVED) for number in range(3)])
    desk.close()
    async with app_on(tmp_path, "2").run_test(size=(80, 24)) as pilot:
        await until(pilot, lambda: "3 slips" in picture(pilot))

        def hints() -> str:
            return picture(pilot).splitlines()[-1]

        await until(pilot, lambda: "Send" in hints())
        await pilot.press("/")
        await until(pilot, lambda: "preview, carry out" in hints() and "Send" not in hints())
        await pilot.press("escape")
        await until(pilot, lambda: "Send" in hints())
        await pilot.press("A")
        await until(pilot, lambda: "take it" in hints() and "Send" not in hints())
        await pilot.press("escape")
        await until(pilot, lambda: "Send" in hints())


@pytest.mark.parametrize("digit", ["2", "3", "6", "7", "8"])
async def test_enter_and_marking_say_why_in_an_empty_table(tmp_path: Path, digit: str) -> None:
    async with app_on(tmp_path, digit).run_test(size=(80, 24)) as pilot:
        screen = pilot.app.screen
        await until(pilot, lambda: screen.desk is not None)  # type: ignore[attr-defined]
        table = screen.main_table()  # type: ignore[attr-defined]
        await pilot.pause(0.3)
        if len(table.source):
            return  # late hand-overs stand among the alerts of an empty branch
        for key in ("enter", "space", "*"):
            await pilot.press(key)
            assert "Nothing is under the cursor" in picture(pilot), key
            await pilot.press("j")


async def test_a_command_that_waits_for_the_database_says_so_and_runs_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from dispatch_tui.services import commands

    desk = desk_at(tmp_path)
    put(desk, [slip(number, no=f"26070000{number:02d}", state=State.RECEIVED) for number in range(3)])
    desk.close()
    runs, gate, real = [], threading.Event(), commands.run

    def slow(*given: Any, **named: Any) -> Any:
        runs.append(named["command_id"])
        gate.wait(10)
        return real(*given, **named)

    monkeypatch.setattr(commands, "run", slow)
    async with app_on(tmp_path, "2").run_test(size=(80, 24)) as pilot:
        await until(pilot, lambda: "3 slips" in picture(pilot))
        await pilot.press("y")
        await until(pilot, lambda: "Enter carries it out" in picture(pilot))
        await pilot.press("enter", "enter", "enter")
        await until(pilot, lambda: "Being carried out" in picture(pilot))
        await pilot.press("enter")
        gate.set()
        await until(pilot, lambda: "1 done" in picture(pilot))
        assert "Being carried out" not in picture(pilot)
    assert len(runs) == 1
