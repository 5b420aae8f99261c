"""The prompt line: preview, carrying out, refusals; what was typed is never lost."""

from __future__ import annotations

from pathlib import Path

import pytest
from textual.events import Paste

from dispatch_tui.domain.orders import Order, State
from dispatch_tui.errors import Refused
from dispatch_tui.services.desk import Desk
from dispatch_tui.tui.widgets.prompt_line import Answer
from tests.tui.branch_room import board, lines, make_desk, room, shown, until
from tests.tui.naughty import NAUGHTY


def order(desk: Desk, no: str) -> Order:
    with desk.store.read() as reader:
        found = reader.order_by_no(no)
    assert found is not None
    return found


async def test_enter_previews_and_enter_again_carries_out(tmp_path: Path) -> None:
    desk = make_desk(tmp_path)
    async with room(tmp_path, (120, 40), desk) as pilot:
        screen = board(pilot)
        await pilot.press("/")
        screen.prompt.text = "hold 2607010001 until 2026-07-05 customer away"
        await pilot.press("enter")
        await until(pilot, lambda: "carries it out" in shown(pilot))
        assert order(desk, "2607010001").state is State.READY
        await pilot.press("enter")
        await until(pilot, lambda: order(desk, "2607010001").state is State.HOLD)
        await until(pilot, lambda: "1 done" in lines(pilot)[-1])
        assert screen.prompt.text == ""
        assert screen.prompt.history[-1].startswith("hold 2607010001")
        await pilot.press("u")
        await until(pilot, lambda: order(desk, "2607010001").state is State.READY)
        await pilot.press("U")
        await until(pilot, lambda: order(desk, "2607010001").state is State.HOLD)


async def test_changed_text_is_previewed_again(tmp_path: Path) -> None:
    desk = make_desk(tmp_path)
    async with room(tmp_path, (120, 40), desk) as pilot:
        screen = board(pilot)
        await pilot.press("/")
        screen.prompt.text = "note 2607010001 first"
        await pilot.press("enter")
        await until(pilot, lambda: "carries it out" in shown(pilot))
        await pilot.press("!")
        await pilot.press("enter")
        await until(pilot, lambda: "carries it out" in shown(pilot))
        assert order(desk, "2607010001").remark == ""


@pytest.mark.parametrize(
    "text", ["hold 999999 until 2026-07-05 away", "frobnicate 1 2 3", "place 2607010001", "assign 1 x"]
)
async def test_refused_text_stays_in_the_line(tmp_path: Path, text: str) -> None:
    async with room(tmp_path, (120, 40)) as pilot:
        screen = board(pilot)
        await pilot.press("／")
        screen.prompt.text = text
        await pilot.press("enter")
        await until(pilot, lambda: bool(screen.answers.answers))
        assert screen.prompt.text == text
        await pilot.press("escape", "escape")
        await pilot.pause()
        assert screen.prompt.text == text
        assert screen.focused is screen.table


async def test_completion_and_history(tmp_path: Path) -> None:
    async with room(tmp_path, (120, 40)) as pilot:
        screen = board(pilot)
        await pilot.press("/", "h", "o")
        await until(pilot, lambda: screen.answers.display and bool(screen.answers.completion))
        await pilot.press("tab")
        assert screen.prompt.text.startswith("hold")
        screen.prompt.text = "board"
        await pilot.press("enter")
        await until(pilot, lambda: screen.prompt.text == "")
        await pilot.press("/", "up")
        assert screen.prompt.text == "board"


async def test_naughty_texts_are_shown_or_refused_never_obeyed(tmp_path: Path) -> None:
    async with room(tmp_path) as pilot:
        screen = board(pilot)
        await pilot.press("/")
        for text in NAUGHTY:
            screen.prompt.text = text.replace("\n", " ").replace("\r", " ")
            screen.enter_command(screen.prompt.text or "x")
            screen.say(text)
            await pilot.pause()
            assert len(lines(pilot)) == 24
        await until(pilot, lambda: screen.is_current)


async def test_digits_are_text_while_typing_and_screens_otherwise(tmp_path: Path) -> None:
    async with room(tmp_path, (120, 40)) as pilot:
        screen = board(pilot)
        await pilot.press("/", "2")
        assert screen.prompt.text == "2"
        assert pilot.app.screen is screen
        await pilot.press("f2")
        await until(pilot, lambda: type(pilot.app.screen).__name__ == "SlipsScreen")
        await pilot.press("1")
        await until(pilot, lambda: pilot.app.screen is screen)


async def test_the_palette_finds_and_does(tmp_path: Path) -> None:
    async with room(tmp_path, (120, 40)) as pilot:
        await pilot.press("ctrl+p")
        await pilot.pause()
        await pilot.press(*"hold still", "enter")
        await until(pilot, lambda: board(pilot).paused)


async def test_text_left_in_the_line_is_replaced_by_typing_and_kept_in_the_history(tmp_path: Path) -> None:
    async with room(tmp_path, (120, 40)) as pilot:
        screen = board(pilot)
        await pilot.press("/")
        screen.prompt.text = "frobnicate 1 2 3"
        await pilot.press("enter")
        await until(pilot, lambda: bool(screen.answers.answers))
        await pilot.press("escape", "escape", "/", "end", "4")
        assert screen.prompt.text == "frobnicate 1 2 34"
        await pilot.press("escape", "escape", "/", *"board")
        assert screen.prompt.text == "board"
        assert "frobnicate 1 2 34" in screen.prompt.history
        screen.prompt.open("hold ")
        assert screen.prompt.history[-1] == "board"


async def test_an_undo_says_what_it_took_back(tmp_path: Path) -> None:
    desk = make_desk(tmp_path)
    async with room(tmp_path, (120, 40), desk) as pilot:
        screen = board(pilot)
        await pilot.press("/")
        screen.prompt.text = "note 2607010001 first"
        await pilot.press("enter")
        await until(pilot, lambda: "carries it out" in shown(pilot))
        await pilot.press("enter")
        await until(pilot, lambda: screen.status.message == "1 done (2607010001)")
        await pilot.press("u")
        await until(pilot, lambda: screen.status.message == "taken back: 1 done (2607010001)")
        await pilot.press("U")
        await until(pilot, lambda: screen.status.message == "done again: 1 done (2607010001)")


@pytest.mark.parametrize("size", [(80, 24), (60, 10)])
async def test_a_long_preview_keeps_the_line_that_tells_what_enter_does(
    tmp_path: Path, size: tuple[int, int]
) -> None:
    async with room(tmp_path, size) as pilot:
        screen = board(pilot)
        many = [Answer(f"line {n}") for n in range(40)]
        screen.answers.show([*many, Answer("Enter carries it out.")])
        await pilot.pause()
        assert "Enter carries it out." in shown(pilot)
        assert "more lines" in shown(pilot)
        assert "line 0" in shown(pilot)
        screen.answers.show([Answer(f"choice {n}", insert=f"choice {n}") for n in range(40)])
        await pilot.pause()
        assert "choice 39" not in shown(pilot)


async def test_lines_pasted_into_the_prompt_are_joined(tmp_path: Path) -> None:
    async with room(tmp_path, (120, 40)) as pilot:
        screen = board(pilot)
        await pilot.press("/")
        screen.prompt.field.post_message(Paste("note 104 first line\n  second\r\n\nthird\n"))
        await pilot.pause()
        assert screen.prompt.text == "note 104 first line second third"


async def test_what_to_do_about_a_failure_is_told_in_full_on_a_narrow_terminal(tmp_path: Path) -> None:
    async with room(tmp_path, (80, 24)) as pilot:
        screen = board(pilot)
        hint = "Record the hand-over again with the right figures, then explain what differs."
        screen.fail(Refused("This can't be taken back: hand-over.", hint=hint))
        await pilot.pause()
        assert "can't be taken back" in lines(pilot)[-1]
        assert hint in " ".join(shown(pilot).split())
        await pilot.press("escape")
        assert not screen.answers.display
