"""``dispatch-tui check``: every fault of the configuration as ``file:line: message`` (design 4)."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from dispatch_tui.errors import EXIT_NOTHING_DONE, EXIT_OK, Problem
from dispatch_tui.i18n import gettext as _
from dispatch_tui.i18n import ngettext

if TYPE_CHECKING:
    from collections.abc import Sequence

    from dispatch_tui.cli.context import Context
    from dispatch_tui.cli.parsing import Subparsers
    from dispatch_tui.domain.orders import PlainJson
    from dispatch_tui.settings.model import Settings

_NEXT_YEAR_FROM = 11
"""The month by which next year's public holidays are usually announced."""


def add(subparsers: Subparsers) -> None:
    """Add the command to the parser."""
    parser = subparsers.add_parser(
        "check",
        help=_("check every configuration file"),
        description=_(
            "Read every file of the configuration to its end and print what is wrong as file:line: message. The exit "
            "code is 0 when all is well and 2 when something has to be mended; warnings don't count."
        ),
    )
    parser.add_argument(
        "folder", metavar=_("FOLDER"), nargs="?", help=_("folder to check in place of --config")
    )
    parser.add_argument("--json", action="store_true", help=_("one JSON document on stdout"))


def run(args: argparse.Namespace, context: Context) -> int:
    """Print problems on stdout and warnings on stderr; return 2 when there is a problem."""
    from dispatch_tui.settings.load import examine

    folder = _folder(args.folder, context)
    found = examine(folder)
    warnings = [*found.warnings, *holiday_warnings(found.settings, context)]
    code = EXIT_NOTHING_DONE if found.problems else EXIT_OK
    if args.json:
        context.print_json(
            {
                "folder": str(folder),
                "ok": not found.problems,
                "problems": _plain(found.problems),
                "warnings": _plain(warnings),
            }
        )
        return code
    for problem in found.problems:
        print(problem)
    for warning in warnings:
        where = Problem(warning.file, warning.line, _("warning: {message}").format(message=warning.message))
        context.say(str(where))
    context.say(_summary(folder, found.settings, len(found.problems)))
    return code


def _folder(given: str | None, context: Context) -> Path:
    """Return the folder to check; one that is named is checked even when it holds no branch.yaml."""
    named = given or context.options.get("--config") or context.environment.get("DISPATCH_CONFIG", "")
    return Path(named).expanduser() if named else context.config_folder


def holiday_warnings(settings: Settings | None, context: Context) -> list[Problem]:
    """Return a warning for this year, and from November on the next, when its holiday table is missing (Q2)."""
    if settings is None:
        return []
    from dispatch_tui.settings.calendar import FILE

    today = settings.today(context.clock.now())
    years = [today.year, today.year + 1] if today.month >= _NEXT_YEAR_FROM else [today.year]
    return [
        Problem(
            FILE,
            0,
            _("there is no holiday table of {year}; due times that touch it carry a mark").format(year=year),
        )
        for year in years
        if not settings.calendar.knows(year)
    ]


def _plain(problems: Sequence[Problem]) -> list[PlainJson]:
    return [{"file": each.file, "line": each.line, "message": each.message} for each in problems]


def _summary(folder: Path, settings: Settings | None, problems: int) -> str:
    if settings is None:
        return ngettext("{n} fault in {folder}.", "{n} faults in {folder}.", problems).format(
            n=problems, folder=folder
        )
    return _(
        "{folder} is in order: {points} network points, {operators} operators, {policies} policies."
    ).format(
        folder=folder,
        points=len(settings.points),
        operators=len(settings.operators),
        policies=len(settings.policies.policies),
    )
