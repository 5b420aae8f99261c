"""Fixtures that every floor may use."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import settings

from dispatch_tui import i18n

_LOCALE = ("LANG", "LANGUAGE", "LC_ALL", "LC_MESSAGES")
_FOLDERS = {
    "HOME": "home",
    "XDG_CONFIG_HOME": "home/.config",
    "XDG_CACHE_HOME": "home/.cache",
    "XDG_DATA_HOME": "home/.local/share",
    "XDG_STATE_HOME": "home/.local/state",
}
"""Folders of the person who runs the tests, and what takes their place."""

for _name in list(os.environ):
    # The configuration and the language of the person who runs the tests must not reach them; DISPATCH_TEST_... are
    # meant for the tests themselves.
    if _name in _LOCALE or (_name.startswith("DISPATCH_") and not _name.startswith("DISPATCH_TEST_")):
        del os.environ[_name]

# How long an example takes says something about the machine and its other work, not about the program.
settings.register_profile("room", deadline=None)
settings.load_profile("room")


@pytest.fixture(autouse=True)
def _own_surroundings(
    tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> Iterator[None]:
    """Let every test start in English with empty folders of its user, and leave no language behind."""
    for name, folder in _FOLDERS.items():
        place = tmp_path_factory.getbasetemp() / folder
        place.mkdir(parents=True, exist_ok=True)
        monkeypatch.setenv(name, str(place))
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
