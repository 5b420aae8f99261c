"""``dispatch-tui`` and ``dispatch-tui open``: the screens on the configured database."""

from __future__ import annotations

import gc
import os
import sys
from typing import TYPE_CHECKING

from dispatch_tui.cli.failures import log_to_file
from dispatch_tui.errors import BadInput
from dispatch_tui.i18n import gettext as _

if TYPE_CHECKING:
    import argparse

    from dispatch_tui.cli.context import Context
    from dispatch_tui.cli.parsing import Subparsers

SWITCH_SECONDS = 0.0005
"""How long a thread of the screens may compute while another one waits for its turn."""


def add(subparsers: Subparsers) -> None:
    """Add the command to the parser."""
    subparsers.add_parser(
        "open",
        help=_("open the screens on the configured database (the same as no command)"),
        description=_("Open the screens. The database is made at the first use."),
    )


def run(args: argparse.Namespace, context: Context) -> int:
    """Open the screens and return the exit code of the session."""
    return open_screens(context)


def open_screens(context: Context) -> int:
    """Open the screens and return the exit code of the session."""
    need_terminal()
    # A missing folder is told before the screen is taken over; everything else is opened behind the first picture.
    context.require_folder()
    from dispatch_tui.tui.early import EarlyLook

    # Nothing becomes garbage while everything is being loaded; collecting starts when the desk is open.
    gc.disable()
    # A second process reads the first figures while this one loads the screens.
    early = EarlyLook.start(lambda: context.desk)
    log_to_file()
    from dispatch_tui.tui.app import run_app

    # The thread that writes to the terminal gets its turn at once, not after five milliseconds of painting.
    sys.setswitchinterval(SWITCH_SECONDS)
    return run_app(lambda: context.desk, early=early)


def need_terminal() -> None:
    """Raise BadInput when the screens have no terminal to stand on."""
    if not (os.isatty(sys.stdin.fileno()) and os.isatty(sys.stdout.fileno())):
        raise BadInput(
            _("The screens need a terminal, and this isn't one."),
            _(
                "For output into files and pipes there are “dispatch-tui board --json” and “dispatch-tui export”."
            ),
        )
