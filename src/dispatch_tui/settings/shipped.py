"""The configuration that ships: a complete, commented sample branch, and starting one's own from it."""

from __future__ import annotations

import shutil
from pathlib import Path

from dispatch_tui.errors import BadInput, Unavailable
from dispatch_tui.i18n import gettext as _

PACKAGED = Path(__file__).parent.parent / "starter_config"
"""Where the sample stands in an installed program."""
CHECKOUT = Path(__file__).parents[3] / "config"
"""Where it stands in a checkout of the project."""


def shipped_config() -> Path:
    """Return the folder of the sample configuration; raises Unavailable when the installation lacks it."""
    for folder in (PACKAGED, CHECKOUT):
        if (folder / "branch.yaml").is_file():
            return folder
    raise Unavailable(
        _("The sample configuration is missing from this installation."), _("Install the program again.")
    )


def write_starter(folder: Path) -> list[Path]:
    """Copy the sample configuration into a new or empty folder and return the files written.

    Raises BadInput when the folder holds anything or the name is a file, Unavailable when it can't be written.
    """
    source = shipped_config()
    if folder.exists() and not folder.is_dir():
        raise BadInput(_("{folder} is a file.").format(folder=folder), _("Name a new or empty folder."))
    written: list[Path] = []
    try:
        if folder.exists() and any(folder.iterdir()):
            raise BadInput(
                _("{folder} is not empty; nothing was written.").format(folder=folder),
                _("Name a new or empty folder."),
            )
        for path in sorted(source.rglob("*.yaml")):
            target = folder / path.relative_to(source)
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(path, target)
            written.append(target)
    except OSError as error:
        raise Unavailable(
            _("{folder} can't be written ({why}).").format(folder=folder, why=error.strerror or error),
            _("Name a folder that you may write to."),
        ) from None
    return written
