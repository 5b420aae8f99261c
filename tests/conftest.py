"""Fixtures that every floor may use."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from dispatch_tui import i18n

for _name in [name for name in os.environ if name.startswith("DISPATCH_")]:
    # A configuration of the person who runs the tests must not reach them.
    del os.environ[_name]


@pytest.fixture(autouse=True)
def _own_surroundings(
    tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> Iterator[None]:
    """Let every test start in English, keep its logs to itself and leave no language behind."""
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path_factory.getbasetemp() / "state"))
    i18n.set_language("en")
    yield
    i18n.set_language("en")


@pytest.fixture
def branch_folder(tmp_path: Path) -> Path:
    """A copy of the configuration that ships, in a folder of its own."""
    from dispatch_tui.settings.shipped import write_starter

    folder = tmp_path / "branch"
    write_starter(folder)
    return folder
