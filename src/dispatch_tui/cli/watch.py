"""``dispatch-tui watch [FOLDER]``: take the files that are put into the drop folder."""

from __future__ import annotations

import argparse
import signal
import threading
from pathlib import Path
from typing import TYPE_CHECKING

from dispatch_tui.errors import EXIT_OK, BadInput
from dispatch_tui.i18n import gettext as _

if TYPE_CHECKING:
    from dispatch_tui.cli.context import Context
    from dispatch_tui.cli.parsing import Subparsers
    from dispatch_tui.services.drop_folder import Dropped


def add(subparsers: Subparsers) -> None:
    """Add the command to the parser."""
    parser = subparsers.add_parser(
        "watch",
        help=_("take the files that are put into the drop folder"),
        description=_(
            "Watch a folder and take every file that is complete. It ends in taken/ or refused/ with its report beside "
            "it. A name like 安装_1030_23.csv says kind, hand-over and declared count."
        ),
    )
    parser.add_argument(
        "folder",
        metavar=_("FOLDER"),
        nargs="?",
        help=_("the drop folder; drop_folder of branch.yaml by default"),
    )
    parser.add_argument(
        "--mapping", metavar=_("NAME"), default="", help=_("column mapping for foreign files")
    )
    parser.add_argument("--once", action="store_true", help=_("take what is there now and end"))
    parser.add_argument("--json", action="store_true", help=_("one JSON document for each file on stdout"))


def run(args: argparse.Namespace, context: Context) -> int:
    """Watch until Ctrl+C or a signal to end comes; a file at work is finished first."""
    from dispatch_tui.services.drop_folder import SETTLED_SECONDS, DropFolder
    from dispatch_tui.services.intake import ImportOptions

    desk = context.desk
    given = Path(args.folder) if args.folder else desk.settings.branch.drop_folder
    if given is None:
        raise BadInput(
            _("No folder is given and branch.yaml names none."),
            _("Write drop_folder: in branch.yaml, or name it."),
        )
    folder = given if args.folder or given.is_absolute() else desk.settings.folder / given
    drop = DropFolder(desk, folder, ImportOptions(mapping=args.mapping))
    stop = threading.Event()
    previous = signal.signal(signal.SIGTERM, lambda _number, _frame: stop.set())

    def tell(dropped: Dropped) -> None:
        _tell(dropped, args.json, context)

    try:
        if args.once:
            list(drop.once())
            stop.wait(SETTLED_SECONDS)
            for dropped in drop.once():
                tell(dropped)
            return EXIT_OK
        context.say(_("Watching {folder}; Ctrl+C ends.").format(folder=folder))
        drop.run(stop, tell)
    except KeyboardInterrupt:
        stop.set()
    finally:
        signal.signal(signal.SIGTERM, previous)
    return EXIT_OK


def _tell(dropped: Dropped, as_json: bool, context: Context) -> None:
    from dispatch_tui.services.intake import report_text

    if dropped.report is None:
        if as_json:
            context.print_json({"file": str(dropped.path), "error": str(dropped.error)})
        context.say(str(dropped.error))
    elif as_json:
        context.print_json(dropped.report.as_json())
    else:
        print(report_text(dropped.report), flush=True)
