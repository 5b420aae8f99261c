"""How many keys the real program takes from the board to slips that are sent."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from pathlib import Path

import pytest

from tests.terminal.conftest import Branch, slips_csv
from tests.terminal.pty_driver import Terminal

pytestmark = pytest.mark.terminal

MOST_FOR_ONE = 4
MOST_FOR_A_BATCH = 19
LINES = 300


def _pressed(terminal: Terminal, *steps: tuple[str, str]) -> int:
    """Press keys, each when the one before has shown its text; return how many there were."""
    for key, shown in steps:
        terminal.press(key, settle=0.3)
        terminal.wait_for(shown, 40)
    return len(steps)


def _sent(branch: Branch) -> list[str]:
    orders = json.loads(branch.run("export", "orders", "--format", "json").stdout)
    return [order["order_no"] for order in orders if order["state"] == "sent"]


def test_from_the_board_to_a_slip_that_is_sent(branch: Branch, tmp_path: Path) -> None:
    branch.run("import", str(slips_csv(tmp_path / "one.csv", 1)), "--batch", "10:30")
    with branch.open("--lang", "en", size=(80, 24)) as terminal:
        terminal.wait_for("1 pending")
        strokes = _pressed(
            terminal,
            ("2", "T000001"),
            ("S", "Enter carries it out"),
            ("enter", "1 done"),
        )
    assert strokes <= MOST_FOR_ONE
    assert _sent(branch) == ["T000001"]


def test_three_hundred_slips_reviewed_assigned_and_sent(branch: Branch, tmp_path: Path) -> None:
    # A capacity that holds the batch, so that the proposal has a place for every slip.
    points = branch.folder / "points.yaml"
    text = points.read_text(encoding="utf-8")
    points.write_text(re.sub(r"(install|total): \d+", r"\1: 900", text), encoding="utf-8")
    branch.run("import", str(slips_csv(tmp_path / "many.csv", LINES)), "--batch", "10:30")
    supervisor = {"DISPATCH_OPERATOR": "2001"}
    with replace(branch).open("--lang", "en", size=(80, 24), more=supervisor) as terminal:
        terminal.wait_for("300 pending")
        strokes = _pressed(
            terminal,
            ("2", "300 slips"),
            ("*", "300 marked"),
            ("y", "Enter carries it out"),
            ("enter", "300 done"),
            ("=", "Enter carries it out"),
            ("enter", "300 done"),
            ("C", "Enter carries it out"),
            ("enter", "300 done"),
        )
    assert strokes <= MOST_FOR_A_BATCH
    assert len(set(_sent(branch))) == LINES
