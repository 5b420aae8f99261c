"""What the doctor finds, and that its ruler is straight."""

from __future__ import annotations

import json
import unicodedata
from pathlib import Path

import pytest

from dispatch_tui.cli import main
from dispatch_tui.cli.doctor import RULER_CELLS, ruler
from dispatch_tui.cli.migrating import without_password


def cells(text: str) -> int:
    return sum(2 if unicodedata.east_asian_width(sign) in "WF" else 1 for sign in text)


def test_every_line_of_the_ruler_is_equally_wide() -> None:
    assert {cells(line) for line in ruler()} == {RULER_CELLS}


def test_a_healthy_branch(
    branch_folder: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TERM", "xterm-256color")
    assert main(["--config", str(branch_folder), "migrate"]) == 0
    capsys.readouterr()
    assert main(["--config", str(branch_folder), "doctor", "--json"]) == 0
    answers = {answer["name"]: answer for answer in json.loads(capsys.readouterr().out)}
    assert {"version", "python", "sqlite", "database", "config", "clock", "term", "encoding"} <= set(answers)
    assert all(answer["advice"] == "" for answer in answers.values())
    assert "Asia/Shanghai" in answers["clock"]["value"]


def test_a_database_in_a_folder_with_a_chinese_name_is_found(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = str(tmp_path / "派工 一部")
    assert main(["init", folder]) == 0
    capsys.readouterr()
    main(["--lang", "en", "--config", folder, "doctor"])
    assert "0 slips pending" in capsys.readouterr().out


def test_a_faulty_configuration_is_an_advice(branch_folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (branch_folder / "seasons.yaml").write_text("seasons: 3\n", encoding="utf-8")
    assert main(["--lang", "en", "--config", str(branch_folder), "doctor"]) == 2
    assert "dispatch-tui check" in capsys.readouterr().out


def test_migrating_twice_changes_nothing(branch_folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--config", str(branch_folder), "migrate"]) == 0
    before = (branch_folder / "dispatch.sqlite3").stat().st_mtime_ns
    assert main(["--lang", "en", "--config", str(branch_folder), "migrate"]) == 0
    assert "is ready" in capsys.readouterr().err
    assert (branch_folder / "dispatch.sqlite3").stat().st_mtime_ns == before


@pytest.mark.parametrize(
    ("url", "shown"),
    [
        ("sqlite:////srv/a@b:c.db", "sqlite:////srv/a@b:c.db"),
        ("postgresql://clerk:secret@db/dispatch", "postgresql://clerk:…@db/dispatch"),
        ("postgresql://clerk@db/dispatch", "postgresql://clerk@db/dispatch"),
        (
            "postgresql://db/d?user=a&password=p%40ss&sslmode=require",
            "postgresql://db/d?user=a&password=…&sslmode=require",
        ),
    ],
)
def test_passwords_are_never_shown(url: str, shown: str) -> None:
    assert without_password(url) == shown
