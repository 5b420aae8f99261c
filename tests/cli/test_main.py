"""The entry point: help, version, failures and exit codes."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from dispatch_tui import __version__
from dispatch_tui.cli import COMMANDS, main
from dispatch_tui.cli.failures import EXIT_BROKEN_PIPE
from dispatch_tui.errors import EXIT_NOTHING_DONE, EXIT_UNEXPECTED


def test_version(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--version"]) == 0
    assert capsys.readouterr().out == f"dispatch-tui {__version__}\n"


@pytest.mark.parametrize(("language", "words"), [("en", "take slips from"), ("zh", "作业单")])
def test_help_lists_every_command_in_the_users_language(
    language: str, words: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as ended:
        main(["--lang", language, "--help"])
    assert ended.value.code == 0
    text = capsys.readouterr().out
    assert words in text
    for name in COMMANDS:
        assert f"    {name} " in text


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_has_help_of_its_own(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main([name, "--help"])
    assert ended.value.code == 0
    assert f"dispatch-tui {name}" in capsys.readouterr().out


def test_an_unknown_command_is_one_sentence(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["frobnicate", "--lang", "en"]) == EXIT_NOTHING_DONE
    said = capsys.readouterr().err
    assert said == "dispatch-tui: There is no command “frobnicate”. “dispatch-tui --help” lists them.\n"


def test_an_unexpected_failure_is_one_sentence_and_a_log(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path))
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setattr("dispatch_tui.cli._dispatch", lambda *_: 1 / 0)
    assert main(["board", "--lang", "en"]) == EXIT_UNEXPECTED
    said = capsys.readouterr().err
    assert "ZeroDivisionError" in said
    assert "Traceback" not in said
    logs = list(tmp_path.rglob("errors.log"))
    assert len(logs) == 1
    assert "ZeroDivisionError" in logs[0].read_text("utf-8")


def test_a_reader_that_goes_away_is_no_failure(tmp_path: Path) -> None:
    environment = {**os.environ, "HOME": str(tmp_path)}
    reading, writing = os.pipe()
    os.close(reading)
    done = subprocess.run(
        [sys.executable, "-m", "dispatch_tui", "--version"],
        stdout=writing, stderr=subprocess.PIPE, env=environment, text=True, check=False,
    )  # fmt: skip
    os.close(writing)
    assert done.returncode == EXIT_BROKEN_PIPE
    assert done.stderr == ""


def test_the_screens_need_a_terminal(branch_folder: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "dispatch_tui", "--lang", "en", "--config", str(branch_folder)],
        stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == EXIT_NOTHING_DONE
    assert "need a terminal" in done.stderr
