"""Compiled settings: the same as from YAML, never stale, never harmful."""

from __future__ import annotations

import dataclasses
import hashlib
import os
import pickle
from pathlib import Path

import pytest

from dispatch_tui.settings import compiled
from dispatch_tui.settings.load import examine, load_settings
from dispatch_tui.settings.model import Settings


def age(folder: Path, seconds: int = 100) -> None:
    """Let every YAML file look as if it had been changed some time ago."""
    for path in folder.rglob("*.yaml"):
        when = path.stat().st_mtime - seconds
        os.utime(path, (when, when))


@pytest.fixture
def kept(branch_folder: Path) -> Path:
    """A branch folder whose settings have been compiled."""
    age(branch_folder)
    load_settings(branch_folder)
    assert compiled.cache_path(branch_folder).exists()
    return branch_folder


def test_what_is_recalled_equals_what_was_read(kept: Path) -> None:
    recalled = compiled.recall(kept)
    read = examine(kept).settings
    assert recalled is not None
    assert read is not None
    for field in dataclasses.fields(Settings):
        assert getattr(recalled, field.name) == getattr(read, field.name), field.name


def test_any_change_of_a_file_makes_it_stale(kept: Path) -> None:
    path = kept / "holidays" / "2026.yaml"
    path.write_bytes(path.read_bytes())
    assert compiled.recall(kept) is None


def test_a_file_that_goes_or_comes_makes_it_stale(kept: Path) -> None:
    (kept / "mappings.yaml").unlink()
    assert compiled.recall(kept) is None
    load_settings(kept)
    assert compiled.recall(kept) is not None
    (kept / "mappings.yaml").write_text("mappings: {}\n", encoding="utf-8")
    assert compiled.recall(kept) is None


def test_a_file_changed_at_the_moment_of_compiling_is_not_trusted(kept: Path) -> None:
    cache = compiled.cache_path(kept)
    newest = max(path.stat().st_mtime_ns for path in kept.rglob("*.yaml"))
    os.utime(cache, ns=(newest, newest))
    assert compiled.recall(kept) is None


@pytest.mark.parametrize("cut", [0, 5, 30, 60, 1000, -1])
def test_a_damaged_file_is_as_good_as_none(kept: Path, cut: int) -> None:
    cache = compiled.cache_path(kept)
    raw = cache.read_bytes()
    cache.write_bytes(raw[:cut])
    assert compiled.recall(kept) is None
    cache.write_bytes(raw[:100] + bytes([raw[100] ^ 1]) + raw[101:])
    assert compiled.recall(kept) is None
    assert load_settings(kept).branch.code == "SH01"
    assert compiled.recall(kept) is not None


def test_nothing_but_settings_can_come_out(kept: Path, tmp_path: Path) -> None:
    class Harmful:
        def __reduce__(self) -> tuple[object, tuple[str]]:
            return os.mkdir, (str(tmp_path / "harmed"),)

    payload = pickle.dumps(Harmful())
    cache = compiled.cache_path(kept)
    cache.write_bytes(compiled._MAGIC + hashlib.sha256(payload).digest() + payload)
    cache.chmod(0o600)
    assert compiled.recall(kept) is None
    assert not (tmp_path / "harmed").exists()


def test_a_file_that_others_may_write_is_not_read(kept: Path) -> None:
    compiled.cache_path(kept).chmod(0o666)
    assert compiled.recall(kept) is None


def test_a_copy_of_the_folder_does_not_take_the_old_folder_s_settings(kept: Path, tmp_path: Path) -> None:
    import shutil

    other = tmp_path / "other"
    shutil.copytree(kept, other)
    assert load_settings(other).folder == other


def test_scratch_folders_keep_it_inside_and_others_in_the_user_s_cache(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.setenv("TMPDIR", str(tmp_path / "scratch"))
    inside = compiled.cache_path(tmp_path / "scratch" / "branch")
    assert inside.parent == (tmp_path / "scratch" / "branch").resolve()
    home = compiled.cache_path(Path("/srv/branch"))
    assert not home.is_relative_to("/srv")
