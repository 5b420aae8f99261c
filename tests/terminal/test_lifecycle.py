"""The end of a session, whatever it is doing: hang-up, SIGTERM, a terminal that doesn't read, a stuck call."""

from __future__ import annotations

import signal
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.terminal.pty_driver import Terminal

pytestmark = pytest.mark.terminal

PROGRAM = """
import signal, sys, time
{before}
from dispatch_tui.tui.app import DispatchApp, run_app
from dispatch_tui.tui.screens.base import RoomScreen

def open_desk():
    time.sleep(60)          # a database that never answers

def stuck(self):
    time.sleep(60)          # a loop that never comes back

RoomScreen.act_undo = stuck
sys.exit(run_app(open_desk))
"""
LIMIT = 3.0
"""Seconds after which the process has to be gone."""


@pytest.fixture
def start(tmp_path: Path) -> Callable[..., Terminal]:
    """Start a session whose database never answers, so that every end is an end in the middle of something."""

    def run(before: str = "") -> Terminal:
        path = tmp_path / "program.py"
        path.write_text(PROGRAM.format(before=before), encoding="utf-8")
        return Terminal([sys.executable, str(path)], environment={"DISPATCH_LANG": "en"})

    return run


def gone_after(terminal: Terminal, end: Callable[[], None]) -> float:
    """End the session and return the seconds until the process is gone."""
    started = time.monotonic()
    end()
    while not terminal.ended():
        assert time.monotonic() - started < 2 * LIMIT, "the process is still there"
        time.sleep(0.02)
    return time.monotonic() - started


@pytest.mark.parametrize("busy", [False, True], ids=["idle", "loop stuck"])
@pytest.mark.parametrize("how", ["close", "SIGHUP", "SIGTERM"])
def test_the_process_is_gone_within_three_seconds(
    start: Callable[..., Terminal], how: str, busy: bool
) -> None:
    with start() as terminal:
        terminal.wait_for("Reading")
        if busy:
            terminal.press("u")
        if how == "close":
            took = gone_after(terminal, terminal.hang_up)
        else:
            took = gone_after(terminal, lambda: terminal.signal(signal.Signals[how]))
        assert took < LIMIT
        assert terminal.status in (128 + signal.SIGHUP, 128 + signal.SIGTERM)


def test_an_ignored_hang_up_still_ends_it(start: Callable[..., Terminal]) -> None:
    with start("signal.signal(signal.SIGHUP, signal.SIG_IGN)") as terminal:
        terminal.wait_for("Reading")
        assert gone_after(terminal, terminal.hang_up) < LIMIT


def test_a_terminal_that_does_not_read_can_t_hold_it(start: Callable[..., Terminal]) -> None:
    with start() as terminal:
        terminal.wait_for("Reading")
        for _ in range(30):
            terminal.write(b"?\x1b")  # many pictures, none of which is read
            time.sleep(0.02)
        assert gone_after(terminal, lambda: terminal.signal(signal.SIGTERM)) < LIMIT


def test_quitting_does_not_wait_for_a_stuck_database(start: Callable[..., Terminal]) -> None:
    with start() as terminal:
        terminal.wait_for("Reading")
        terminal.press("ctrl+q")
        terminal.wait_for("again")
        assert gone_after(terminal, lambda: terminal.write(b"\x11")) < LIMIT
        assert terminal.status == 0


def test_the_suspend_key_does_nothing(start: Callable[..., Terminal]) -> None:
    with start() as terminal:
        terminal.wait_for("Reading")
        terminal.write(b"\x1a")
        terminal.press("?")
        terminal.wait_for("overdue   ~ due soon")
