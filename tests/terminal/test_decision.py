"""A decision between two people's corrections, at the keys of the real program, and the line that breaks meanwhile."""

from __future__ import annotations

import pytest

from tests.terminal.conftest import Branch

pytestmark = pytest.mark.terminal


def test_a_line_that_breaks_in_the_decision_ends_the_session_and_keeps_what_was_typed(
    peak_branch: Branch,
) -> None:
    with peak_branch.open("--lang", "en", size=(120, 40)) as terminal:
        terminal.wait_for("40 pending")
        terminal.press("2")
        terminal.wait_for("40 slips")
        terminal.press("e", settle=0.5)
        terminal.type("phone=13900000001", settle=0.5)
        peak_branch.run("run", "correct T000001 phone=13900000002", "--yes", "--as", "1002")
        terminal.press("enter", settle=0.8)
        terminal.press("enter", settle=0.8)
        terminal.wait_for("13900000002")
        terminal.wait_for("theirs")
        terminal.hang_up()
        terminal.wait_end(6.0)
    with peak_branch.open("--lang", "en", size=(120, 40)) as terminal:
        terminal.wait_for("phone=13900000001")
