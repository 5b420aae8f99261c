"""A database path that can't be right is told."""

from __future__ import annotations

from pathlib import Path

import pytest

from dispatch_tui.errors import Unavailable
from dispatch_tui.storage.engine import translate
from dispatch_tui.storage.store import open_store


def test_a_mistyped_path_makes_no_folders(tmp_path: Path) -> None:
    with pytest.raises(Unavailable, match="nowhere"):
        open_store(f"sqlite:///{tmp_path}/nowhere/deep/room.sqlite3", "sh").migrate()
    assert list(tmp_path.iterdir()) == []


def test_one_missing_folder_is_made(tmp_path: Path) -> None:
    store = open_store(f"sqlite:///{tmp_path}/room/room.sqlite3", "sh")
    store.migrate()
    store.close()
    assert (tmp_path / "room" / "room.sqlite3").is_file()


def test_a_folder_that_can_not_be_written_is_named() -> None:
    class DatabaseError(Exception):
        """What the driver raises."""

    failure = translate(DatabaseError("unable to open database file"))
    assert isinstance(failure, Unavailable)
    assert failure.hint
