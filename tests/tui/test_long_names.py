"""Names of forty cells: counts, loads and answers keep their room, and no letter falls under a scroll bar."""

from __future__ import annotations

from pathlib import Path
from typing import Any, cast

from textual.app import App, ComposeResult

from dispatch_tui.domain.rules import Level, Result
from dispatch_tui.tui.presentation.pieces import line
from dispatch_tui.tui.presentation.preview_lines import FEW, LOAD_CELLS, preview_answers
from dispatch_tui.tui.presentation.wrapping import wrapped
from dispatch_tui.tui.text import cells
from dispatch_tui.tui.widgets.line_pane import LinePane
from dispatch_tui.tui.widgets.list_prompt import AskLine
from tests.tui.slips_room import app_on, picture, until

LONG = "[red]很长的网点名称" + "作业" * 12


class _Preview:
    """As much of a preview as its lines need."""

    title = "Send: 13 slips"
    lines: tuple[str, ...] = ()
    facts: tuple[str, ...] = ()
    forceable = 0
    results = tuple(Result(f"T{number}", True, Level.OK, "done", "") for number in range(FEW + 1))
    load = (("A", 1, 14, 40), ("B", 2, 50, 40), ("C", 0, 3, None))


def test_the_loads_keep_their_figures_beside_a_long_name() -> None:
    shown = [answer.text for answer in preview_answers(cast(Any, _Preview()), lambda _code: LONG)]
    text = "\n".join(shown)
    assert all(figure in text for figure in ("1 → 14 of 40", "2 → 50 of 40", "0 → 3 of ?"))
    assert all(cells(each) <= 2 * LOAD_CELLS for each in shown)


class _PaneApp(App[None]):
    def compose(self) -> ComposeResult:
        pane = LinePane()
        pane.styles.height = 2
        yield pane


async def test_no_letter_falls_under_the_scroll_bar() -> None:
    words = "临时派工无姓名" * 20
    async with _PaneApp().run_test(size=(40, 10)) as pilot:
        pane = pilot.app.query_one(LinePane)
        pane.compose_lines(lambda width: wrapped(line(words), width), top=True)
        await pilot.pause()
        assert pane.show_vertical_scrollbar
        assert "".join("".join(piece.text for piece in each) for each in pane.lines) == words
        assert max(sum(cells(piece.text) for piece in each) for each in pane.lines) <= 39
        pane.compose_lines(lambda width: wrapped(line("短" * 20), width), top=True)
        await pilot.pause()
        assert len(pane.lines) == 1


async def test_a_long_question_leaves_room_for_its_answer(tmp_path: Path) -> None:
    async with app_on(tmp_path, "3").run_test(size=(80, 24)) as pilot:
        screen = cast(Any, pilot.app.screen)
        await until(pilot, lambda: screen.view is not None)
        screen.ask(f"20260715-CN1-1: who at {LONG} confirmed it on the telephone", lambda _text: None)
        await pilot.press(*"Master Zhang")
        await until(pilot, lambda: "Master Zhang" in picture(pilot))
        assert screen.query_one(AskLine).display
