"""Dispatching from the command line: what is shown, printed and counted is what was asked for."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from dispatch_tui.cli import main

HEAD = "作业单号,类型,客户,电话,地址,品类,叫修时间"
ROWS = [
    f"20260715{101 + n},{kind},张三,138123456{n:02},上海市徐汇区天平路街道衡山路{n + 1}号,空调,2026-07-15 08:30"
    for n, kind in enumerate(["维修"] * 4 + ["安装"] * 56)
]
Run = Any


@pytest.fixture
def run(
    branch_folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Run:
    monkeypatch.setenv("DISPATCH_CONFIG", str(branch_folder))
    monkeypatch.setenv("DISPATCH_DATABASE_URL", f"sqlite:///{tmp_path / 'room.sqlite3'}")
    monkeypatch.setenv("DISPATCH_NOW", "2026-07-15T10:40")
    monkeypatch.setenv("DISPATCH_OPERATOR", "1001")
    monkeypatch.setenv("DISPATCH_LANG", "en")
    monkeypatch.chdir(tmp_path)
    file = tmp_path / "slips.csv"
    file.write_text("\n".join([HEAD, *ROWS]), encoding="utf-8")
    assert main(["import", str(file)]) == 0

    def carry_out(*argv: str) -> tuple[int, Any, str]:
        capsys.readouterr()
        code = main([*argv])
        out, err = capsys.readouterr()
        assert "Traceback" not in err
        return code, json.loads(out) if "--json" in argv else out, err

    return carry_out


def test_every_slip_named_with_a_space_is_printed_and_the_unknown_one_is_told(
    run: Run, tmp_path: Path
) -> None:
    code, found, _err = run("run", "print slip 101 102 777 to some.pdf", "--json")
    assert (code, found["done"], found["refused"]) == (3, 2, 1)
    code, found, _err = run("run", "print slip 101 102 777 to some.pdf", "--yes", "--json")
    assert code == 3
    assert {each["id"]: each["ok"] for each in found["results"]} == {
        "777": False, "20260715101": True, "20260715102": True,
    }  # fmt: skip
    assert (tmp_path / "some.pdf").is_file()


def test_print_ends_with_3_when_a_number_by_its_end_is_not_there(run: Run) -> None:
    code, found, err = run("print", "work-slip", "101", "102", "777", "--out", "some.pdf", "--json")
    assert (code, sorted(found["prints"])) == (3, ["20260715101", "20260715102"])
    assert "777" in err
    assert run("print", "work-slip", "777", "778", "--out", "some.pdf")[0] == 2


def test_find_counts_all_that_fit(run: Run) -> None:
    _code, out, _err = run("run", "find @received")
    assert out.splitlines()[-1] == "60 slips; the first 50 are shown"
    _code, found, _err = run("run", "find @received", "--json")
    assert (len(found["found"]), found["total"]) == (50, 60)


def test_sheets_and_ledger_are_those_that_were_named(run: Run) -> None:
    run("run", "send 101-102 none normal", "--yes")
    run("run", "send 105 none fax", "--yes")
    (code, _found, _err) = run("run", "send 106 none normal", "--yes", "--json")
    assert code == 0
    _code, found, _err = run("run", "sheets repair", "--json")
    assert [(each["kind"], each["mode"]) for each in found["sheets"]] == [("repair", "normal")]
    _code, found, _err = run("run", "sheets temporary", "--json")
    assert [(each["kind"], each["mode"]) for each in found["sheets"]] == [("install", "temporary")]
    _code, found, _err = run("run", "ledger normal repair", "--json")
    assert (found["total"], len(found["rows"])) == (2, 1)
    assert run("run", "ledger", "--json")[1]["total"] == 4


def test_flow_cards_of_another_day_are_shown(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    run("run", "send 101 none normal", "--yes")
    monkeypatch.setenv("DISPATCH_NOW", "2026-07-16T09:00")
    assert run("run", "cards", "--json")[1]["cards"] == []
    for day in ("7-15", "yesterday", "昨天"):
        (card,) = run("run", f"cards {day}", "--json")[1]["cards"]
        assert card["live"] == ["20260715101"]
    assert "2026-07-14" in run("run", "cards 7-14")[1]


def test_a_finished_slip_is_named_with_its_state(run: Run) -> None:
    run("run", "cancel 101 bought elsewhere", "--yes")
    for command in ("cancel 101 again", "hold 101 until 7-20 away", "assign 101 none"):
        code, _out, err = run("run", command, "--yes")
        assert code == 2
        assert "20260715101 is cancelled" in err
    assert "No slip has the number 999." in run("run", "cancel 999 x", "--yes")[2]


def test_a_filter_that_fits_nothing_says_which_states_it_means(run: Run) -> None:
    _code, _out, err = run("run", "send @repair normal", "--yes")
    assert "assigned" in err
    _code, _out, err = run("run", "send @sent normal", "--yes")
    assert "Without a state" not in err


def test_an_export_of_what_happened_changes_nothing_when_it_is_imported(run: Run) -> None:
    for command in ("send 101 none fax", "arrived 101 force=x", "inhouse 101 weld", "repaired 101"):
        assert run("run", command, "--yes")[0] == 0, command
    assert run("export", "orders", "--format", "json", "--out", "orders.json")[0] == 0
    code, found, _err = run("import", "orders.json", "--json")
    assert (code, found["changed"], found["unchanged"]) == (0, 0, 60)


@pytest.mark.skipif(
    not Path("/dev/full").exists(), reason="only some systems have a device that is always full"
)
def test_a_full_disk_is_told(run: Run) -> None:
    command = [sys.executable, "-m", "dispatch_tui", "export", "events", "--format", "json"]
    with open("/dev/full", "wb") as full:
        ended = subprocess.run(command, stdout=full, stderr=subprocess.PIPE, text=True, check=False)
    assert ended.returncode == 5
    assert len(ended.stderr.splitlines()) == 1
    assert "can't be written" in ended.stderr
