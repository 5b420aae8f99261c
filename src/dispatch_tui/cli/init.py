"""``dispatch-tui init DIR``: a branch of one's own: the commented sample configuration and an empty database."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from dispatch_tui.i18n import gettext as _

if TYPE_CHECKING:
    from dispatch_tui.cli.context import Context
    from dispatch_tui.cli.parsing import Subparsers


def add(subparsers: Subparsers) -> None:
    """Add the command to the parser."""
    parser = subparsers.add_parser(
        "init",
        help=_("write a starter configuration and an empty database"),
        description=_(
            "Write a complete, commented sample configuration into a new or empty folder, and an empty database beside "
            "it (or where --database says). Nothing that exists is overwritten."
        ),
    )
    parser.add_argument("folder", metavar=_("DIR"), help=_("new or empty folder"))


def run(args: argparse.Namespace, context: Context) -> int:
    """Write the folder and the database; raises BadInput when the folder is not empty."""
    from dispatch_tui.cli.migrating import without_password
    from dispatch_tui.settings.load import load_settings
    from dispatch_tui.settings.shipped import write_starter
    from dispatch_tui.storage.store import open_store

    folder = Path(args.folder).expanduser()
    written = write_starter(folder)
    context.options["--config"] = str(folder)
    settings = load_settings(folder)
    if settings.branch.drop_folder is not None:
        settings.branch.drop_folder.mkdir(parents=True, exist_ok=True)
    store = open_store(context.database_url, settings.branch.code)
    try:
        store.migrate()
    finally:
        store.close()
    print(_("{n} files written to {folder}:").format(n=len(written), folder=folder))
    for path in written:
        print(f"  {path.relative_to(folder)}")
    print(_("Empty database: {database}").format(database=without_password(context.database_url)))
    print()
    for line in next_steps(folder):
        print(line)
    return 0


def next_steps(folder: Path) -> list[str]:
    """Return what to do next, one line each."""
    return [
        _("Next:"),
        _(
            "  1. Edit the YAML files; every entry is explained in them. Begin with branch.yaml and points.yaml."
        ),
        _("  2. Check them:      dispatch-tui check --config {folder}").format(folder=folder),
        _("  3. Take slips in:   dispatch-tui import FILE --config {folder}").format(folder=folder),
        _("  4. Open the board:  dispatch-tui --config {folder}").format(folder=folder),
        _("Set DISPATCH_CONFIG={folder} to leave --config out.").format(folder=folder.absolute()),
    ]
