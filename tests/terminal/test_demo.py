"""The demonstration in a real terminal: it opens, lives, and leaves nothing behind."""

from __future__ import annotations

import re
import signal
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.terminal.conftest import python_processes_with
from tests.terminal.pty_driver import Terminal

pytestmark = pytest.mark.terminal

WORDS = {"zh": ("黄浦一部", "旺季"), "en": ("Huangpu 1", "Peak")}


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("size", [(80, 24), (120, 40)], ids=lambda size: f"{size[0]}x{size[1]}")
def test_it_opens_on_the_board(demo: Callable[..., Terminal], language: str, size: tuple[int, int]) -> None:
    terminal = demo("--lang", language, size=size)
    for word in WORDS[language]:
        terminal.wait_for(word, 60)
    terminal.settle(0.5)
    rows = terminal.rows()
    assert "11:2" in rows[0]
    assert not any("Traceback" in row for row in rows)


def test_slips_arrive_by_themselves_and_nothing_is_left_behind(
    demo: Callable[..., Terminal], tmp_path: Path
) -> None:
    terminal = demo("--lang", "en", "--speed", "60")
    terminal.wait_for("Huangpu 1", 60)
    first = int(re.search(r"(\d+) pending", terminal.wait_for("pending"))[1])  # type: ignore[index]
    deadline = time.monotonic() + 30
    while int(re.search(r"(\d+) pending", terminal.text())[1]) < first + 20:  # type: ignore[index]
        assert time.monotonic() < deadline, terminal.text()
        terminal.read(0.2)
    folders = list(tmp_path.glob("dispatch-demo-*"))
    assert len(folders) == 1
    assert python_processes_with(folders[0].name)
    terminal.press("ctrl+q", "ctrl+q")
    terminal.wait_end(10)
    assert not list(tmp_path.glob("dispatch-demo-*"))
    assert not python_processes_with(folders[0].name)


@pytest.mark.parametrize("how", ["hang up", "kill"])
def test_a_session_that_is_cut_off_leaves_nothing_behind(
    demo: Callable[..., Terminal], tmp_path: Path, how: str
) -> None:
    terminal = demo("--lang", "en")
    terminal.wait_for("Huangpu 1", 60)
    folder = next(tmp_path.glob("dispatch-demo-*"))
    if how == "hang up":
        terminal.hang_up()
    else:
        terminal.signal(signal.SIGKILL)
    end = time.monotonic() + 10
    while (folder.exists() or python_processes_with(folder.name)) and time.monotonic() < end:
        terminal.ended()
        time.sleep(0.1)
    assert not folder.exists()
    assert not python_processes_with(folder.name)


def test_another_terminal_can_take_part(demo: Callable[..., Terminal], tmp_path: Path) -> None:
    import json
    import subprocess

    terminal = demo("--lang", "en")
    terminal.wait_for("Huangpu 1", 60)
    join = next(tmp_path.glob("dispatch-demo-*")) / "join.sh"
    command = f". '{join}' && exec '{terminal_python()}' -m dispatch_tui board --json"
    done = subprocess.run(["sh", "-c", command], capture_output=True, text=True, check=False)
    board = json.loads(done.stdout)
    assert board["season"] == "peak"
    assert board["at"].startswith("2026-07-15T11:2")
    assert board["totals"]["pending"] > 100


def terminal_python() -> str:
    import sys

    return sys.executable


def test_the_other_season_has_other_batches(demo: Callable[..., Terminal]) -> None:
    terminal = demo("--lang", "en", "--season", "off-peak", size=(120, 40))
    terminal.wait_for("Off-peak", 60)
    terminal.wait_for("17:00")
    assert "19:30" not in terminal.text()


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (("--at", "25:00"), "not a time of day"),
        (("--speed", "0"), "give 0.1 to 600"),
        (("--season", "spring"), "spring"),
    ],
)
def test_what_makes_no_sense_is_told(
    demo: Callable[..., Terminal], tmp_path: Path, arguments: tuple[str, ...], sentence: str
) -> None:
    terminal = demo("--lang", "en", *arguments, size=(120, 24))
    assert terminal.wait_end(20) == 2
    assert sentence in terminal.text()
    assert not list(tmp_path.glob("dispatch-demo-*"))
