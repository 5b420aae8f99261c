"""The command line: the only floor that reads the arguments and the environment (design 4).

A command's module is imported only when that command is chosen, so ``dispatch-tui board`` never pays for the screens
and the screens never pay for the spreadsheets.
"""

from __future__ import annotations

import errno
import os
import sys
from collections.abc import Sequence

from dispatch_tui import __version__
from dispatch_tui.cli.context import GLOBAL_OPTIONS, Context, take_global_options
from dispatch_tui.cli.failures import EXIT_BROKEN_PIPE, EXIT_INTERRUPTED, report, report_unexpected
from dispatch_tui.errors import DispatchError, NotFound, Unavailable
from dispatch_tui.i18n import gettext as _
from dispatch_tui.i18n import mark as N_

COMMANDS: dict[str, tuple[str, str]] = {
    "open": ("opening", N_("open the screens on the configured database (the same as no command)")),
    "demo": ("demo", N_("a complete sample branch in a scratch folder, with a living day")),
    "init": ("init", N_("write a starter configuration and an empty database")),
    "check": ("checking", N_("check every configuration file")),
    "import": ("importing", N_("take slips from CSV, XLSX or JSON files")),
    "watch": ("watch", N_("take the files that are put into the drop folder")),
    "print": ("printing", N_("print paper forms as PDF")),
    "export": ("export", N_("write slips, dispatching or events as CSV, XLSX or JSON")),
    "board": ("board", N_("print the board as text or JSON")),
    "run": ("running", N_("run one command of the command language")),
    "locate": ("locate", N_("tell what the address matcher makes of addresses")),
    "due": ("due", N_("work out a due time and show its arithmetic")),
    "migrate": ("migrating", N_("make the database, or bring it to the form this version needs")),
    "doctor": ("doctor", N_("look over versions, paths, database, terminal and clock")),
}
"""Name on the command line: module under ``dispatch_tui.cli`` and the line that help shows."""


_NO_ROOM = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EIO})
"""Failures of the place that the output goes to."""


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command line and return the exit code; every failure is one sentence on stderr, never a traceback."""
    given = list(sys.argv[1:] if argv is None else argv)
    context = Context()
    _show_what_can_be_shown()
    try:
        rest = take_global_options(given, context)
        context.choose_language()
        code = _dispatch(rest, context)
        sys.stdout.flush()
        return code
    except DispatchError as error:
        return report(error)
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return EXIT_BROKEN_PIPE
    except OSError as error:
        if error.errno not in _NO_ROOM:
            return report_unexpected(error, given)
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        why = _("The output can't be written: {why}.").format(why=error.strerror)
        return report(Unavailable(why, _("Make room, or let it go somewhere else.")))
    except KeyboardInterrupt:
        return EXIT_INTERRUPTED
    except Exception as error:
        return report_unexpected(error, given)
    finally:
        context.close()


def _show_what_can_be_shown() -> None:
    """Let characters that the terminal's encoding lacks be printed as a question mark instead of ending the command."""
    from io import TextIOWrapper

    if isinstance(sys.stdout, TextIOWrapper):
        sys.stdout.reconfigure(errors="replace")


def _dispatch(rest: list[str], context: Context) -> int:
    from importlib import import_module

    if rest in ([], ["open"]):
        # Nothing is left to be parsed: the screens don't wait for the parser.
        from dispatch_tui.cli import opening

        return opening.open_screens(context)
    if rest[0] in ("--version", "-V"):
        print(f"dispatch-tui {__version__}")
        return 0
    from dispatch_tui.cli.parsing import build_parser

    chosen = rest[0] if rest[0] in COMMANDS else None
    parser, subparsers = build_parser(GLOBAL_OPTIONS)
    if chosen is None:
        if not rest[0].startswith("-"):
            raise NotFound(
                _("There is no command “{name}”.").format(name=rest[0]),
                _("“dispatch-tui --help” lists them."),
            )
        for name, (_module, line) in COMMANDS.items():
            subparsers.add_parser(name, help=_(line))
        parser.parse_args(rest)
        return 0
    module = import_module(f"dispatch_tui.cli.{COMMANDS[chosen][0]}")
    module.add(subparsers)
    args = parser.parse_args(rest)
    return int(module.run(args, context))
