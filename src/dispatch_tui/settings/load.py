"""The settings of a config folder: from the compiled file when nothing has changed, else from the YAML (design 4)."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from dispatch_tui.errors import ConfigError
from dispatch_tui.settings import compiled
from dispatch_tui.settings.model import Settings

if TYPE_CHECKING:
    from dispatch_tui.settings.reading import Examination


def load_settings(folder: Path) -> Settings:
    """Return the settings of a folder; raises ConfigError with all problems.

    An unchanged folder is answered from the compiled settings, without reading any YAML.
    """
    found = compiled.recall(folder)
    if found is not None:
        return found
    examined = examine(folder)
    if examined.settings is None:
        raise ConfigError(examined.problems)
    compiled.keep(examined.settings, examined.files)
    return examined.settings


def examine(folder: Path) -> Examination:
    """Read a folder from its YAML files and return the settings with problems and warnings (``check``)."""
    from dispatch_tui.settings.reading import read_folder

    return read_folder(folder)
