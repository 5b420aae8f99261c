"""``dispatch-tui check``: problems on stdout, warnings apart, exit codes."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from dispatch_tui.cli import main


@pytest.fixture(autouse=True)
def _summer(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DISPATCH_NOW", "2026-07-15T10:00")


def test_a_year_without_holiday_table_is_warned_of(
    branch_folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("DISPATCH_NOW", "2026-11-15T10:00")
    assert main(["--lang", "en", "check", "--config", str(branch_folder)]) == 0
    assert "calendar.yaml: warning: there is no holiday table of 2027" in capsys.readouterr().err


def test_a_folder_in_order(branch_folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--lang", "en", "check", "--config", str(branch_folder)]) == 0
    said = capsys.readouterr()
    assert said.out == ""
    assert "is in order: 64 network points, 25 operators, 8 policies" in said.err


def test_problems_are_printed_with_file_and_line(
    branch_folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = branch_folder / "seasons.yaml"
    path.write_text(
        path.read_text(encoding="utf-8").replace("name: {zh: 旺季", "nam: {zh: 旺季"), encoding="utf-8"
    )
    assert main(["--lang", "en", "check", str(branch_folder)]) == 2
    said = capsys.readouterr()
    assert all(line.startswith("seasons.yaml:") for line in said.out.splitlines())
    assert "did you mean name?" in said.out
    assert "2 faults" in said.err


def test_json(branch_folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (branch_folder / "branch.yaml").write_text("code: A\n\tname: x\n", encoding="utf-8")
    (branch_folder / "other.yaml").write_text("a: 1\n", encoding="utf-8")
    assert main(["--lang", "en", "check", "--config", str(branch_folder), "--json"]) == 2
    found = json.loads(capsys.readouterr().out)
    assert found["ok"] is False
    assert found["problems"][0]["file"] == "branch.yaml"
    assert found["problems"][0]["line"] == 2
    assert found["warnings"][0]["file"] == "other.yaml"


def test_a_named_folder_without_branch_is_told_as_a_problem(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["--lang", "en", "check", str(tmp_path)]) == 2
    assert "branch.yaml: the file is missing" in capsys.readouterr().out
    assert main(["--lang", "en", "check", str(tmp_path / "none")]) == 2
    assert "no such folder" in capsys.readouterr().out


def test_every_message_has_a_chinese_form(branch_folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = branch_folder / "points.yaml"
    path.write_text(path.read_text(encoding="utf-8").replace("total: 40}", "total: -3}"), encoding="utf-8")
    assert main(["--lang", "zh", "check", str(branch_folder)]) == 2
    assert "give 0 or more" not in capsys.readouterr().out
