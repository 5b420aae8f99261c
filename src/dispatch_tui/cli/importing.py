"""``dispatch-tui import FILE...``: take slips from CSV, XLSX and JSON files (design 4)."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from dispatch_tui.errors import (
    EXIT_NOTHING_DONE,
    EXIT_OK,
    EXIT_PARTLY_DONE,
    EXIT_UNAVAILABLE,
    BadInput,
    DispatchError,
)
from dispatch_tui.i18n import gettext as _

if TYPE_CHECKING:
    from dispatch_tui.cli.context import Context
    from dispatch_tui.cli.parsing import Subparsers
    from dispatch_tui.domain.orders import PlainJson
    from dispatch_tui.services.intake import ImportOptions


def add(subparsers: Subparsers) -> None:
    """Add the command to the parser."""
    parser = subparsers.add_parser(
        "import",
        help=_("take slips from CSV, XLSX or JSON files"),
        description=_(
            "Take the slips of files, each in one transaction. Headings in Chinese or English are recognised, also "
            "below a title. A file taken twice changes nothing. Refused rows are written beside the file with line and "
            "reason; correct them there and import that file."
        ),
        epilog=_(
            "Exit code: 0 all taken or here already, 3 some rows refused or differences left to accept, "
            "2 nothing taken."
        ),
    )
    parser.add_argument("files", metavar=_("FILE"), nargs="+", help=_("CSV, XLSX or JSON"))
    parser.add_argument("--what", metavar=_("WHAT"), default="slips", help=_("slips (the default)"))
    parser.add_argument(
        "--mapping",
        metavar=_("NAME"),
        default="",
        help=_("column mapping of mappings.yaml for a foreign file"),
    )
    parser.add_argument(
        "--batch",
        metavar=_("SLOT"),
        help=_("hand-over the slips came with, like 12:30 or “repair 09:00”; “urgent” for none"),
    )
    parser.add_argument(
        "--declared", metavar=_("N"), type=int, help=_("how many slips the clerk says there are")
    )
    parser.add_argument("--clerk", metavar=_("NAME"), default="", help=_("intake clerk who handed over"))
    parser.add_argument(
        "--fetched", action="store_true", help=_("we fetched the slips; they were not brought")
    )
    parser.add_argument(
        "--received-at", metavar=_("TIME"), help=_("true time of the hand-over, when it is booked later")
    )
    parser.add_argument("--strict", action="store_true", help=_("all rows or nothing"))
    parser.add_argument("--dry-run", action="store_true", help=_("tell what would happen and change nothing"))
    parser.add_argument(
        "--accept-changes",
        action="store_true",
        help=_("take over what a file says differently about slips that are here already"),
    )
    parser.add_argument("--json", action="store_true", help=_("one JSON document on stdout"))


def run(args: argparse.Namespace, context: Context) -> int:
    """Import the files and return the exit code; one file that can't be read does not stop the others."""
    from dispatch_tui.services.intake import import_file, report_text

    if args.declared is not None and len(args.files) > 1:
        raise BadInput(
            _("--declared counts the slips of one file."),
            _("Import the files one by one to give their counts."),
        )
    options = _options(args, context)
    documents: list[PlainJson] = []
    codes = []
    for name in args.files:
        try:
            report = import_file(context.desk, name, options)
        except DispatchError as error:
            if len(args.files) == 1 and not args.json:
                raise
            context.say(str(error))
            codes.append(error.exit_code)
            documents.append(_failure(name, error))
            continue
        codes.append(report.exit_code)
        documents.append(report.as_json())
        if not args.json:
            print(report_text(report))
    if args.json:
        context.print_json(documents[0] if len(documents) == 1 else documents)
    return _exit_code(codes)


def _options(args: argparse.Namespace, context: Context) -> ImportOptions:
    from dispatch_tui.domain.batches import Way
    from dispatch_tui.domain.instants import read_instant
    from dispatch_tui.services.intake import ImportOptions

    received_at = None
    if args.received_at:
        now = context.clock.now()
        received_at = read_instant(args.received_at, now, context.settings.branch.zone)
        if received_at > now:
            raise BadInput(
                _("--received-at lies in the future."),
                _("Give the time at which the slips were handed over."),
            )
    return ImportOptions(
        what=args.what,
        mapping=args.mapping,
        batch=args.batch,
        declared=args.declared,
        strict=args.strict,
        dry_run=args.dry_run,
        accept_changes=args.accept_changes,
        clerk=args.clerk,
        way=Way.FETCHED if args.fetched else Way.BROUGHT,
        received_at=received_at,
    )


def _failure(name: str, error: DispatchError) -> PlainJson:
    """Return the document for a file that could not be read at all, in the form of a report."""
    return {
        "file": name,
        "taken": 0,
        "unchanged": 0,
        "changed": 0,
        "refused": [],
        "batch": None,
        "refused_file": None,
        "error": {"code": error.code, "sentence": error.sentence, "hint": error.hint},
    }


def _exit_code(codes: list[int]) -> int:
    """Return one exit code for several files: that of all when they agree, else "partly done"."""
    if len(set(codes)) == 1:
        return codes[0]
    if EXIT_UNAVAILABLE in codes:
        return EXIT_UNAVAILABLE
    return EXIT_PARTLY_DONE if EXIT_OK in codes or EXIT_PARTLY_DONE in codes else EXIT_NOTHING_DONE
