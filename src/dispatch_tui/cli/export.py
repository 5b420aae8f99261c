"""``dispatch-tui export WHAT``: slips, events, hand-overs or their chase log as CSV, XLSX or JSON (design 4)."""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from dispatch_tui.errors import EXIT_OK, BadInput, Unavailable
from dispatch_tui.i18n import gettext as _

if TYPE_CHECKING:
    from datetime import date
    from typing import IO

    from dispatch_tui.cli.context import Context
    from dispatch_tui.cli.parsing import Subparsers
    from dispatch_tui.services.desk import Desk


def add(subparsers: Subparsers) -> None:
    """Add the command to the parser."""
    parser = subparsers.add_parser(
        "export",
        help=_("write slips or events as CSV, XLSX or JSON"),
        description=_(
            "Write slips (orders), events, hand-overs (batches) or their chase log (chases). Exported slips can be "
            "imported again. In CSV and XLSX a cell that looks like a formula gets an apostrophe before it."
        ),
    )
    parser.add_argument("what", metavar=_("WHAT"), help=_("orders, events, batches or chases"))
    parser.add_argument(
        "--format",
        metavar=_("FORM"),
        choices=("csv", "xlsx", "json"),
        default="csv",
        help=_("csv, xlsx or json"),
    )
    parser.add_argument("--since", metavar=_("DAY"), help=_("first day, like 2026-07-01"))
    parser.add_argument("--until", metavar=_("DAY"), help=_("last day, included"))
    parser.add_argument("--out", metavar=_("FILE"), help=_("file to write; standard output by default"))


def run(args: argparse.Namespace, context: Context) -> int:
    """Write the export; raises BadInput for what can't be exported and for days that are none."""
    from dispatch_tui.papers.exports import Span, require_known

    require_known(args.what)
    desk = context.desk
    span = Span(_day(args.since, desk), _day(args.until, desk))
    if span.first is not None and span.last is not None and span.last < span.first:
        raise BadInput(_("--until lies before --since."), _("Exchange the two."))
    if args.out:
        cut = _write_file(Path(args.out), args, desk, span)
    else:
        if args.format == "xlsx" and sys.stdout.isatty():
            raise BadInput(_("A spreadsheet can't be shown on a terminal."), _("Give --out FILE."))
        cut = _write(sys.stdout.buffer, args, desk, span, mark=False)
        sys.stdout.buffer.flush()
    if cut:
        context.say(
            _(
                "{n} cells are longer than a spreadsheet holds and end with “…”; CSV and JSON have all."
            ).format(n=cut)
        )
    return EXIT_OK


def _write(out: IO[bytes], args: argparse.Namespace, desk: Desk, span: object, *, mark: bool) -> int:
    from dispatch_tui.papers.exports import Span, columns_of, records
    from dispatch_tui.papers.tables import write_table

    found = records(desk, args.what, span if isinstance(span, Span) else None)
    return write_table(args.format, columns_of(args.what), found, out, mark=mark)


def _write_file(path: Path, args: argparse.Namespace, desk: Desk, span: object) -> int:
    """Write beside the file and put it in its place at the end, so that nobody reads half of it."""
    part = ""
    try:
        handle, part = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)
        with os.fdopen(handle, "wb") as out:
            cut = _write(out, args, desk, span, mark=True)
        os.chmod(part, 0o644)
        os.replace(part, path)
    except OSError as error:
        raise Unavailable(
            _("{file} can't be written: {why}.").format(file=path, why=error.strerror or error)
        ) from error
    finally:
        if part:
            Path(part).unlink(missing_ok=True)
    return cut


def _day(text: str | None, desk: Desk) -> date | None:
    from dispatch_tui.services.commands.dates import Bias, read_day

    if text is None:
        return None
    day = read_day(text.strip(), desk.today(), Bias.PAST)
    if day is None:
        raise BadInput(_("“{text}” is no day.").format(text=text), _("Write it like 2026-07-01."))
    return day
