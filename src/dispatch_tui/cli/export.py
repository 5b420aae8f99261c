"""``dispatch-tui export WHAT``: slips, dispatching, events, hand-overs as CSV, XLSX or JSON (design 4)."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from dispatch_tui.errors import EXIT_OK, BadInput
from dispatch_tui.i18n import gettext as _

if TYPE_CHECKING:
    from datetime import date

    from dispatch_tui.cli.context import Context
    from dispatch_tui.cli.parsing import Subparsers
    from dispatch_tui.papers.export_spans import Span
    from dispatch_tui.services.desk import Desk


def add(subparsers: Subparsers) -> None:
    """Add the command to the parser."""
    parser = subparsers.add_parser(
        "export",
        help=_("write slips, dispatching or events as CSV, XLSX or JSON"),
        description=_(
            "Write slips (orders), dispatches, feedback, the ledger, what the information centre types in "
            "(info-centre), events, hand-overs (batches) or their chase log (chases). Exported slips can be "
            "imported again. In CSV and XLSX a cell that looks like a formula gets an apostrophe before it."
        ),
    )
    parser.add_argument(
        "what",
        metavar=_("WHAT"),
        help=_("orders, dispatches, feedback, ledger, info-centre, events, batches or chases"),
    )
    parser.add_argument(
        "--format",
        metavar=_("FORM"),
        choices=("csv", "xlsx", "json"),
        default="csv",
        help=_("csv, xlsx or json"),
    )
    parser.add_argument("--since", metavar=_("DAY"), help=_("first day, like 2026-07-01"))
    parser.add_argument("--until", metavar=_("DAY"), help=_("last day, included"))
    parser.add_argument(
        "--mode",
        metavar=_("MODE"),
        choices=("normal", "temporary"),
        help=_("normal or temporary: only dispatches of this mode"),
    )
    parser.add_argument("--out", metavar=_("FILE"), help=_("file to write; standard output by default"))


def run(args: argparse.Namespace, context: Context) -> int:
    """Write the export; raises BadInput for what can't be exported and for days that are none."""
    from dispatch_tui.domain.dispatches import Mode
    from dispatch_tui.papers.export_files import write_export
    from dispatch_tui.papers.export_spans import Span
    from dispatch_tui.papers.exports import EXPORTS, require_known

    require_known(args.what)
    if args.mode and not EXPORTS[args.what].modes:
        raise BadInput(
            _("--mode does not fit {what}.").format(what=args.what),
            _("It fits dispatches, feedback, ledger and info-centre."),
        )
    desk = context.desk
    mode = Mode(args.mode) if args.mode else None
    span = Span(_day(args.since, desk), _day(args.until, desk), mode)
    if span.first is not None and span.last is not None and span.last < span.first:
        raise BadInput(_("--until lies before --since."), _("Exchange the two."))
    if args.out:
        cut = write_export(desk, args.what, Path(args.out), args.format, span)
    else:
        if args.format == "xlsx" and sys.stdout.isatty():
            raise BadInput(_("A spreadsheet can't be shown on a terminal."), _("Give --out FILE."))
        cut = _print(args, desk, span)
    if cut:
        context.say(
            _(
                "{n} cells are longer than a spreadsheet holds and end with “…”; CSV and JSON have all."
            ).format(n=cut)
        )
    return EXIT_OK


def _print(args: argparse.Namespace, desk: Desk, span: Span) -> int:
    from dispatch_tui.papers.exports import columns_of, records
    from dispatch_tui.papers.tables import write_table

    out = sys.stdout.buffer
    cut = write_table(args.format, columns_of(args.what), records(desk, args.what, span), out, mark=False)
    out.flush()
    return cut


def _day(text: str | None, desk: Desk) -> date | None:
    from dispatch_tui.services.commands.dates import Bias, read_day

    if text is None:
        return None
    day = read_day(text.strip(), desk.today(), Bias.PAST)
    if day is None:
        raise BadInput(_("“{text}” is no day.").format(text=text), _("Write it like 2026-07-01."))
    return day
