"""``dispatch-tui init``: a branch of one's own, and nothing overwritten."""

from __future__ import annotations

from pathlib import Path

import pytest

from dispatch_tui.cli import main


def test_a_new_folder_holds_configuration_and_database(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "分部 1"
    assert main(["--lang", "en", "init", str(folder)]) == 0
    said = capsys.readouterr().out
    assert "points.yaml" in said
    assert "dispatch-tui check --config" in said
    assert (folder / "dispatch.sqlite3").is_file()
    assert (folder / "drop").is_dir()
    assert main(["--lang", "en", "check", "--config", str(folder)]) == 0


def test_a_folder_with_anything_in_it_is_left_alone(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "notes.txt").write_text("mine")
    assert main(["--lang", "en", "init", str(tmp_path)]) == 2
    assert "not empty; nothing was written" in capsys.readouterr().err
    assert [path.name for path in tmp_path.iterdir()] == ["notes.txt"]


def test_a_database_elsewhere_may_be_named(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'other.db'}"
    assert main(["--lang", "en", "init", str(tmp_path / "branch"), "--database", url]) == 0
    assert (tmp_path / "other.db").is_file()
    assert not (tmp_path / "branch" / "dispatch.sqlite3").exists()
