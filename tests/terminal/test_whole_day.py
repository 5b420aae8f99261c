"""A whole day at the keys of the real program, from day-open to day-close: feedback, sending, printing, signing."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from tests.terminal.conftest import Branch, slips_csv
from tests.terminal.pty_driver import Terminal

pytestmark = pytest.mark.terminal

SUPERVISOR = "2001"
DISPATCHER = "1002"
WIDE = (120, 40)


@pytest.fixture
def sent_yesterday(branch: Branch, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Branch:
    """A branch that sent four installations and two repairs to Changning 1 yesterday, by flow card."""
    monkeypatch.setenv("DISPATCH_OPERATOR", "2001")
    yesterday = replace(branch, now="2026-07-14T16:00")
    called = "2026-07-14 09:00"
    installs = slips_csv(tmp_path / "i.csv", 4, called=called)
    repairs = slips_csv(tmp_path / "r.csv", 2, first=50, kind="维修", called=called)
    yesterday.run("import", str(installs), "--batch", "15:30")
    yesterday.run("import", str(repairs), "--batch", "repair 15:00")
    yesterday.run("run", "send @received normal none", "--yes")
    return branch


def _open(branch: Branch, now: str, operator: str = SUPERVISOR) -> Terminal:
    more = {"DISPATCH_OPERATOR": operator}
    return replace(branch, now=now).open("--lang", "en", size=WIDE, more=more)


def _type_sheet(terminal: Terminal, initials: str, slips: int) -> None:
    """Type one worker for all slips of the sheet on the screen, and book it as received and checked."""
    terminal.wait_for(f"expected {slips}")
    terminal.type(initials)
    terminal.press("enter", settle=0.4)
    for _slip in range(slips - 1):
        terminal.press("=", settle=0.4)
    terminal.wait_for("complete")
    terminal.press("ctrl+s", settle=0.4)
    terminal.wait_for("is checked")
    terminal.press("escape", settle=0.4)


def _morning(branch: Branch) -> None:
    """Open the day: a dispatcher types both sheets and hands them over."""
    with _open(branch, "2026-07-15T08:40", DISPATCHER) as terminal:
        terminal.wait_for("Huangpu 1")
        terminal.press("3")
        terminal.wait_for("feedback sheets        ~ 2")
        terminal.press("o")
        terminal.wait_for("Exp.")
        terminal.press("enter")
        _type_sheet(terminal, "mlw", 4)
        terminal.wait_for("Exp.")
        terminal.press("down", "enter")
        _type_sheet(terminal, "gjw", 2)
        terminal.wait_for("1 step is open")
        terminal.press("o", settle=0.4)
        terminal.press("x", settle=0.4)
        terminal.wait_for("handed over")


def _sign_morning(branch: Branch) -> None:
    """The supervisor notes the sheets as typed in, copies the names back and signs the opening."""
    with _open(branch, "2026-07-15T09:30") as terminal:
        terminal.wait_for("Huangpu 1")
        terminal.press("3")
        terminal.wait_for("1 step is open")
        terminal.press("o")
        terminal.wait_for("handed over")
        terminal.press("*", "e", settle=0.4)
        terminal.wait_for("entered")
        terminal.press("y", settle=0.4)
        terminal.wait_for("nothing is open")
        terminal.press("S", settle=0.4)
        terminal.press("enter", settle=0.4)
        terminal.wait_for("signed")


def _noon(branch: Branch) -> None:
    """Send a batch: nothing needed, assigned by proposal, one flow card."""
    with _open(branch, "2026-07-15T10:45") as terminal:
        terminal.wait_for("6 pending")
        terminal.press("2")
        terminal.wait_for("6 slips")
        for key in ("*", "y", "enter", "=", "enter", "C", "enter"):
            terminal.press(key, settle=0.6)
        terminal.wait_for("0 slips")


def _evening(branch: Branch) -> None:
    """Close the day: print the flow card, sign."""
    with _open(branch, "2026-07-15T18:10") as terminal:
        terminal.wait_for("Huangpu 1")
        terminal.press("3")
        terminal.wait_for("cards to print         ~ 1")
        terminal.press("o")
        terminal.wait_for("20260715-CN1-1")
        terminal.press("P", settle=0.5)
        terminal.press("enter", settle=1.0)
        terminal.wait_for("2 pages")
        terminal.wait_for("nothing is open")
        terminal.press("S", settle=0.4)
        terminal.press("enter", settle=0.4)
        terminal.wait_for("signed")


def test_a_day_from_opening_to_closing(
    sent_yesterday: Branch, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    _morning(sent_yesterday)
    _sign_morning(sent_yesterday)
    noon = replace(sent_yesterday, now="2026-07-15T10:40")
    noon.run("import", str(slips_csv(tmp_path / "today.csv", 6, first=100)), "--batch", "10:30")
    _noon(sent_yesterday)
    _evening(sent_yesterday)

    evening = replace(sent_yesterday, now="2026-07-15T18:30")
    orders = json.loads(evening.run("export", "orders", "--format", "json").stdout)
    states = {order["order_no"]: order["state"] for order in orders}
    assert {states[f"T{number:06d}"] for number in (1, 2, 3, 4, 50, 51)} == {"acked"}
    assert {states[f"T{number:06d}"] for number in range(100, 106)} == {"sent"}
    workers = {order["order_no"]: order["worker"] for order in orders}
    assert (workers["T000001"], workers["T000051"]) == ("毛立伟", "高俊伟")
    dispatches = json.loads(evening.run("export", "dispatches", "--format", "json").stdout)
    assert len(dispatches) == 12
    printed = list(tmp_path.rglob("*20260715-CN1-1*.pdf"))
    assert len(printed) == 1
    assert printed[0].read_bytes().startswith(b"%PDF")
