"""The driver itself: text, wide characters, bytes, scrolling, hanging up."""

from __future__ import annotations

import signal
import sys

import pytest

from tests.terminal.pty_driver import Terminal

pytestmark = pytest.mark.terminal


def script(code: str) -> list[str]:
    return [sys.executable, "-c", code]


def test_it_sees_what_is_printed_and_how_it_ends() -> None:
    with Terminal(script("print('派工 board')")) as terminal:
        terminal.wait_for("派工 board")
        assert terminal.wait_end() == 0


def test_it_types_and_counts_bytes() -> None:
    with Terminal(script("print('got ' + input('? '))")) as terminal:
        terminal.wait_for("?")
        assert terminal.type("长宁\r") > 0
        terminal.wait_for("got 长宁")


def test_it_scrolls_like_a_terminal() -> None:
    lines = "".join(f"line {number}\\r\\n" for number in range(5))
    code = f"import sys; sys.stdout.write('\\x1b[2J\\x1b[H{lines}\\x1b[1;5r\\x1b[2S'); sys.stdout.flush(); input()"
    with Terminal(script(code)) as terminal:
        terminal.settle(0.3)
        assert terminal.rows()[:5] == ["line 2", "line 3", "line 4", "", ""]


def test_an_unfinished_sequence_waits_for_its_end() -> None:
    code = (
        "import sys, time; out = sys.stdout\n"
        "out.write('\\x1b[?20'); out.flush(); time.sleep(0.2); out.write('26h\\x1b[>1uok'); out.flush(); input()"
    )
    with Terminal(script(code)) as terminal:
        terminal.wait_for("ok")
        assert terminal.text().strip() == "ok"


def test_a_text_that_never_comes_shows_the_screen() -> None:
    with (
        Terminal(script("print('something else')")) as terminal,
        pytest.raises(AssertionError, match="something else"),
    ):
        terminal.wait_for("never", seconds=3)


def test_it_hangs_up() -> None:
    with Terminal(script("import time; print('here', flush=True); time.sleep(60)")) as terminal:
        terminal.wait_for("here")
        terminal.hang_up()
        assert terminal.wait_end() == -signal.SIGHUP
