"""The whole program: screens in a terminal, headless commands beside them, one database between."""

from __future__ import annotations

import json
import re
import signal
import sys
import time
from pathlib import Path

import pytest

from tests.terminal.conftest import Branch, slips_csv
from tests.terminal.pty_driver import Terminal, dispatch

pytestmark = pytest.mark.terminal

CHANGNING = "Changning 2"


def test_from_init_to_the_board(tmp_path: Path) -> None:
    import os
    import subprocess

    folder = tmp_path / "mine"
    made = subprocess.run(
        dispatch("--lang", "en", "init", str(folder)), capture_output=True, text=True, check=False,
        env={**os.environ, "HOME": str(tmp_path)},
    )  # fmt: skip
    assert made.returncode == 0, made.stderr
    branch = Branch(folder)
    branch.run("check")
    done = branch.run("import", str(slips_csv(tmp_path / "slips.csv", 12)), "--batch", "10:30", "--json")
    report = json.loads(done.stdout)
    assert (report["taken"], report["refused"]) == (12, [])
    board = json.loads(branch.run("board", "--json").stdout)
    assert board["totals"]["pending"] == 12
    assert board["totals"]["cells"]["install"]["10:30"] == 12
    again = json.loads(branch.run("import", str(tmp_path / "slips.csv"), "--json").stdout)
    assert (again["taken"], again["unchanged"]) == (0, 12)


def test_a_slip_taken_in_another_process_appears_by_itself(peak_branch: Branch, tmp_path: Path) -> None:
    with peak_branch.open("--lang", "en") as terminal:
        terminal.wait_for("40 pending")
        path = slips_csv(tmp_path / "more.csv", 3, first=500, kind="维修")
        peak_branch.run("import", str(path), "--batch", "repair 11:00")
        terminal.wait_for("43 pending", 5)


@pytest.mark.parametrize("size", [(80, 24), (120, 40), (200, 60)], ids=lambda size: f"{size[0]}x{size[1]}")
def test_the_overdue_scan_and_enter_open_exactly_the_slips_of_the_cell(
    peak_branch: Branch, tmp_path: Path, size: tuple[int, int]
) -> None:
    late = slips_csv(tmp_path / "late.csv", 3, first=700, kind="维修", called="2026-07-13 09:00")
    peak_branch.run("import", str(late), "--batch", "repair 10:00")
    with peak_branch.open("--lang", "en", size=size) as terminal:
        terminal.wait_for("43 pending")
        terminal.press("o")
        terminal.press("enter", settle=0.8)
        terminal.wait_for("T000701")
        numbers = set(re.findall(r"T\d{6}", "\n".join(row[:20] for row in terminal.rows())))
        assert numbers == {"T000700", "T000701", "T000702"}
        terminal.press("escape")
        terminal.wait_for("Huangpu 1")


def test_help_stands_over_the_screen_and_goes_away(peak_branch: Branch) -> None:
    with peak_branch.open("--lang", "en") as terminal:
        terminal.wait_for("Huangpu 1")
        terminal.press("?")
        terminal.wait_for("overdue   ~ due soon")
        terminal.press("escape")
        terminal.wait_for("Huangpu 1")


def test_a_command_shows_what_it_would_do_and_does_it_at_the_second_enter(peak_branch: Branch) -> None:
    with peak_branch.open("--lang", "en", size=(120, 40)) as terminal:
        terminal.wait_for("40 pending")
        terminal.press("/")
        terminal.type("hold T000001 until 07-17 customer away", settle=0.5)
        terminal.press("enter", settle=0.6)
        assert "40 pending" in json_pending(peak_branch)
        terminal.press("enter", settle=0.6)
        terminal.wait_for("39 pending", 5)
    held = json.loads(peak_branch.run("run", "undo", "--yes", "--json").stdout)
    assert held["done"] in (0, 1)


def json_pending(branch: Branch) -> str:
    board = json.loads(branch.run("board", "--json").stdout)
    return f"{board['totals']['pending']} pending"


def test_the_language_is_switched_inside(peak_branch: Branch) -> None:
    with peak_branch.open("--lang", "en", size=(120, 40)) as terminal:
        terminal.wait_for("Huangpu 1")
        terminal.press("/", settle=0.6)
        # Esc and a letter that come as one would be Alt and the letter.
        terminal.press("escape", settle=0.6)
        terminal.press("L", settle=0.5)
        terminal.wait_for("黄浦一部")


def test_a_lost_connection_ends_the_session_within_three_seconds(peak_branch: Branch) -> None:
    with peak_branch.open("--lang", "en") as terminal:
        terminal.wait_for("40 pending")
        started = time.monotonic()
        terminal.hang_up()
        terminal.wait_end(5)
        assert time.monotonic() - started < 3


def test_a_broken_configuration_is_told_with_file_and_line(peak_branch: Branch) -> None:
    points = peak_branch.folder / "points.yaml"
    text = points.read_text("utf-8")
    points.write_text(text.replace("total: 42", "total: -3", 1), encoding="utf-8")
    line = text[: text.index("total: 42")].count("\n") + 1
    with peak_branch.open("--lang", "en", size=(120, 24)) as terminal:
        assert terminal.wait_end(10) == 2
        assert f"points.yaml:{line}:" in terminal.text()
    assert (
        f"points.yaml:{line}:"
        in peak_branch.run("check", code=2).stdout + peak_branch.run("check", code=2).stderr
    )


def test_what_is_being_typed_survives_a_kill(peak_branch: Branch) -> None:
    with peak_branch.open("--lang", "en", size=(120, 40)) as terminal:
        terminal.wait_for("40 pending")
        terminal.press("2", settle=0.5)
        terminal.press("N", settle=0.8)
        terminal.type("13800123456")
        terminal.press("tab")
        terminal.type("欧阳娜娜")
        terminal.settle(1.5)
        terminal.signal(signal.SIGKILL)
        terminal.wait_end(5)
    with peak_branch.open("--lang", "en", size=(120, 40)) as terminal:
        terminal.wait_for("40 pending")
        terminal.press("2", settle=0.5)
        terminal.press("N", settle=0.8)
        terminal.wait_for("欧阳娜娜", 5)


def test_the_wire_stays_narrow(peak_branch: Branch, tmp_path: Path) -> None:
    with peak_branch.open("--lang", "zh", size=(120, 40)) as terminal:
        terminal.wait_for("黄浦一部")
        terminal.settle(1.0)
        arrows = [terminal.press("down", settle=0.2) for _number in range(12)]
        terminal.press(*["down"] * 30, settle=0.02)
        terminal.settle(0.5)
        scrolls = [terminal.press("down", settle=0.2) for _number in range(12)]
        assert sorted(arrows)[len(arrows) // 2] <= 800
        assert sorted(scrolls)[len(scrolls) // 2] <= 1500


def test_a_change_elsewhere_costs_a_few_hundred_bytes(peak_branch: Branch) -> None:
    with peak_branch.open("--lang", "zh", size=(120, 40)) as terminal:
        terminal.wait_for("黄浦一部")
        terminal.settle(1.0)
        before = terminal.received
        peak_branch.run("run", "note T000001 two dogs in the yard", "--yes")
        terminal.settle(1.0, 3.0)
        noted = terminal.received - before
        before = terminal.received
        peak_branch.run("run", "cancel T000001 bought elsewhere", "--yes")
        terminal.settle(1.0, 3.0)
        assert noted <= 300, "a note changes no figure; only the clock goes on"
        assert terminal.received - before <= 600, "a cancelled slip changes its cell and the sums"


def test_a_terminal_that_is_resized_is_drawn_anew(peak_branch: Branch) -> None:
    with peak_branch.open("--lang", "en", size=(120, 40)) as terminal:
        terminal.wait_for("Huangpu 1")
        terminal.resize(80, 24)
        terminal.settle(0.8)
        rows = terminal.rows()
        assert any("Huangpu 1" in row for row in rows)
        assert "pending" in rows[23]


def test_no_terminal_type_and_no_colour_still_open(peak_branch: Branch) -> None:
    for more in ({"NO_COLOR": "1"}, {"TERM": "vt100", "COLORTERM": ""}):
        with peak_branch.open("--lang", "en", more=more) as terminal:
            terminal.wait_for("Huangpu 1")


BROKEN = """
import sys
from dispatch_tui.tui.screens.board import BoardScreen
BoardScreen.body = lambda screen: 1 / 0
from dispatch_tui.cli import main
sys.exit(main(["--lang", "en"]))
"""


def test_a_fault_of_the_program_is_one_sentence_and_a_log(peak_branch: Branch) -> None:
    with Terminal(
        [sys.executable, "-c", BROKEN], size=(300, 24), environment=peak_branch.environment
    ) as terminal:
        assert terminal.wait_end(10) == 1
        assert "ZeroDivisionError" in terminal.text()
        assert "errors.log" in terminal.text()
        assert "Traceback" not in terminal.text()
    log = peak_branch.folder.parent / "state" / "dispatch-tui" / "log" / "errors.log"
    assert "Traceback" in log.read_text("utf-8")
