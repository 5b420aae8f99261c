"""``dispatch-tui print PAPER ID...``: paper forms as PDF, to a file, a printer or the fax server (design 4)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dispatch_tui.errors import EXIT_OK, EXIT_PARTLY_DONE, BadInput
from dispatch_tui.i18n import gettext as _
from dispatch_tui.i18n import ngettext

if TYPE_CHECKING:
    import argparse

    from dispatch_tui.cli.context import Context
    from dispatch_tui.cli.parsing import Subparsers
    from dispatch_tui.papers.asking import Chosen
    from dispatch_tui.papers.delivering import Target
    from dispatch_tui.papers.printing import Printed


def add(subparsers: Subparsers) -> None:
    """Add the command to the parser."""
    parser = subparsers.add_parser(
        "print",
        help=_("print paper forms as PDF"),
        description=_(
            "Prints work-slip, flow-card, feedback-sheet, ledger or materials (作业单, 流转卡, 反馈表, 台帐, 备料单). "
            "Slips are named by numbers, ranges or filters, flow cards by their numbers, feedback sheets like "
            "2026-11-22 or 2026-11-22:HP1:install:normal, the ledger by a day or 2026-11-01..2026-11-30. Without "
            "a name it is today's. Every further print is counted and marked 补打."
        ),
    )
    parser.add_argument("paper", metavar=_("PAPER"), help=_("which paper"))
    parser.add_argument("ids", metavar="ID", nargs="*", help=_("numbers, days or names of sheets"))
    where = parser.add_mutually_exclusive_group()
    where.add_argument(
        "--out", metavar=_("FILE"), help=_("file or folder; the folder of printing.yaml by default")
    )
    where.add_argument("--printer", metavar=_("NAME"), help=_("printer of printing.yaml, or a queue of CUPS"))
    where.add_argument(
        "--fax",
        metavar=_("NUMBER"),
        nargs="?",
        const="",
        help=_("put it into the folder of the fax server; without a number it goes to the network point's"),
    )
    parser.add_argument("--json", action="store_true", help=_("print one JSON document"))


def run(args: argparse.Namespace, context: Context) -> int:
    """Print and tell where it is; the exit code is 3 when some of what was named isn't there."""
    from dispatch_tui.papers.asking import chosen, paper_named

    paper = paper_named(args.paper)
    return print_chosen(context, chosen(context.desk, paper, args.ids), _target(args), json=args.json)


def print_chosen(context: Context, wanted: Chosen, target: Target, *, json: bool) -> int:
    """Print what was chosen, tell it, and return the exit code."""
    from dispatch_tui.papers.printing import print_paper

    printed = print_paper(context.desk, wanted.paper, wanted.subjects, target)
    for sentence in wanted.missing:
        context.say(sentence)
    if printed.missing:
        signs = " ".join(printed.missing[:20])
        context.say(_("The font lacks {signs}; they stand as □.").format(signs=signs))
    if json:
        context.print_json(
            {
                "paper": printed.paper.value,
                "prints": dict(printed.nth),
                "files": [str(path) for path in printed.files],
                "target": printed.target,
                "pages": printed.pages,
                "missing": list(wanted.missing),
                "not_in_font": list(printed.missing),
            }
        )
    else:
        _tell(printed)
    return EXIT_PARTLY_DONE if wanted.missing else EXIT_OK


def _tell(printed: Printed) -> None:
    pages = ngettext("{n} page", "{n} pages", printed.pages).format(n=printed.pages)
    again = sum(nth > 1 for nth in printed.nth.values())
    reprints = ngettext("{n} reprint", "{n} reprints", again).format(n=again) if again else ""
    facts = " · ".join(part for part in (pages, reprints) if part)
    for path in printed.files or (printed.target,):
        print(f"{path}: {facts}" if path == (printed.files or (printed.target,))[0] else path)


def _target(args: argparse.Namespace) -> Target:
    from dispatch_tui.papers.delivering import Target, Way

    if args.printer is not None:
        if not args.printer.strip():
            raise BadInput(_("--printer needs the name of a printer."))
        return Target(Way.PRINTER, args.printer.strip())
    if args.fax is not None:
        return Target(Way.FAX, args.fax.strip())
    return Target(Way.FILE, args.out or "")
