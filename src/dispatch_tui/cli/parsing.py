"""The argument parser, speaking the user's language."""

from __future__ import annotations

import argparse
from collections.abc import Mapping
from typing import TYPE_CHECKING

from dispatch_tui.i18n import gettext as _
from dispatch_tui.i18n import mark as N_
from dispatch_tui.i18n import ngettext

if TYPE_CHECKING:
    Subparsers = argparse._SubParsersAction[argparse.ArgumentParser]

ARGPARSE_SENTENCES = (
    N_("usage: "),
    N_("positional arguments"),
    N_("options"),
    N_("show this help message and exit"),
    N_("%(prog)s: error: %(message)s\n"),
    N_("argument %(argument_name)s: %(message)s"),
    N_("the following arguments are required: %s"),
    N_("unrecognized arguments: %s"),
    N_("invalid choice: %(value)r (choose from %(choices)s)"),
    N_("invalid %(type)s value: %(value)r"),
    N_("expected one argument"),
    N_("expected at least one argument"),
    N_("not allowed with argument %s"),
    N_("one of the arguments %s is required"),
)
"""Sentences of the standard library's parser that people get to see; translated in the catalogue of this floor."""


def speak(translate_library: bool = True) -> None:
    """Let the standard library's argument parser use this program's catalogues.

    The parser looks its sentences up through two module names; when a later Python drops them, it speaks English.
    """
    if translate_library and hasattr(argparse, "_"):
        setattr(argparse, "_", _)  # noqa: B010 - a name of the module that its type stubs don't show
        setattr(argparse, "ngettext", ngettext)  # noqa: B010


def build_parser(global_options: Mapping[str, tuple[str, str]]) -> tuple[argparse.ArgumentParser, Subparsers]:
    """Return the parser and the place where commands are added."""
    speak()
    parser = argparse.ArgumentParser(
        prog="dispatch-tui",
        description=_("A keyboard-driven terminal program for an after-sales dispatch room."),
        epilog=_("Without a command the screens open. Options stand before or after the command."),
        allow_abbrev=False,
    )
    for option, (metavar, line) in global_options.items():
        parser.add_argument(option, metavar=_(metavar), help=_(line))
    parser.add_argument("-V", "--version", action="store_true", help=_("print the version and exit"))
    subparsers = parser.add_subparsers(
        title=_("commands"), metavar=_("COMMAND"), dest="command", required=True
    )
    return parser, subparsers
