"""``dispatch-tui board``: the board as text or as one JSON document, now or at another time."""

from __future__ import annotations

import shutil
import sys
from argparse import ArgumentTypeError, Namespace
from dataclasses import replace
from typing import TYPE_CHECKING

from dispatch_tui.errors import EXIT_OK
from dispatch_tui.i18n import gettext as _

if TYPE_CHECKING:
    from dispatch_tui.cli.context import Context
    from dispatch_tui.cli.parsing import Subparsers


def add(subparsers: Subparsers) -> None:
    """Add the command to the parser."""
    parser = subparsers.add_parser(
        "board",
        help=_("print the dispatch board"),
        description=_("Prints the dispatch board: pending slips by network point, hand-over and kind."),
    )
    parser.add_argument(
        "--at",
        metavar=_("TIME"),
        help=_("10:30 of today, a date and time, or ISO 8601; the past is replayed"),
    )
    parser.add_argument("--json", action="store_true", help=_("print one JSON document"))
    parser.add_argument(
        "--point", metavar=_("CODE"), help=_("only this network point (code, name or initials)")
    )
    parser.add_argument("--width", metavar=_("N"), type=_width, help=_("width in terminal cells"))


def _width(text: str) -> int:
    if not text.isdigit() or not 40 <= int(text) <= 1000:
        raise ArgumentTypeError(_("“{text}” is not a width; give 40 to 1000").format(text=text))
    return int(text)


def run(args: Namespace, context: Context) -> int:
    """Print the board and return the exit code."""
    from dispatch_tui.services import board as boards
    from dispatch_tui.services.board_json import as_json
    from dispatch_tui.services.board_text import as_text
    from dispatch_tui.services.commands.dates import read_instant
    from dispatch_tui.services.commands.names import find_point

    desk = context.desk
    zone = desk.settings.branch.zone
    at = read_instant(args.at, desk.now(), zone) if args.at else None
    wanted = find_point(args.point, desk.settings, desk.language).code if args.point else None
    board = boards.load(desk, at)
    if wanted is not None:
        board = replace(board, rows=tuple(row for row in board.rows if row.point == wanted))
    if args.json:
        context.print_json(as_json(board, zone))
        return EXIT_OK
    width = args.width or (shutil.get_terminal_size().columns if sys.stdout.isatty() else 120)
    season = desk.settings.seasons.get(board.season)
    name = desk.settings.name(season.names, desk.language) if season else board.season
    print(as_text(board, width, zone, name))
    return EXIT_OK
