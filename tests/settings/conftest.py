"""Fixtures of the settings floor."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from dispatch_tui.settings.load import examine

Change = Callable[[str, str, str], None]


@pytest.fixture
def change(branch_folder: Path) -> Change:
    """Replace a text in a file of the branch folder; it has to be there."""

    def replace(file: str, old: str, new: str) -> None:
        path = branch_folder / file
        text = path.read_text(encoding="utf-8")
        assert old in text, f"{old!r} is not in {file}"
        path.write_text(text.replace(old, new, 1), encoding="utf-8")

    return replace


@pytest.fixture
def problems(branch_folder: Path) -> Callable[[], list[str]]:
    """Return the problems of the branch folder as ``file:line: message``."""
    return lambda: [str(problem) for problem in examine(branch_folder).problems]


@pytest.fixture
def warnings(branch_folder: Path) -> Callable[[], list[str]]:
    """Return the warnings of the branch folder as ``file:line: message``."""
    return lambda: [str(warning) for warning in examine(branch_folder).warnings]
