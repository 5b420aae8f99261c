"""``dispatch-tui run "COMMAND"``: one command of the command language from a script."""

from __future__ import annotations

from argparse import Namespace
from typing import TYPE_CHECKING

from dispatch_tui.domain.rules import Level, Result
from dispatch_tui.errors import EXIT_OK, EXIT_PARTLY_DONE, EXIT_REFUSED, DispatchError
from dispatch_tui.i18n import gettext as _

if TYPE_CHECKING:
    from collections.abc import Sequence

    from dispatch_tui.cli.context import Context
    from dispatch_tui.cli.parsing import Subparsers
    from dispatch_tui.domain.orders import PlainJson
    from dispatch_tui.services.commands import Preview, View
    from dispatch_tui.services.desk import Desk

SHOWN = 50
"""So many slips of a "find" are printed."""


def add(subparsers: Subparsers) -> None:
    """Add the command to the parser."""
    parser = subparsers.add_parser(
        "run",
        help=_("carry out one command of the command language"),
        description=_(
            'Carries out one command, like: run "hold 104 until 11-25 customer away" --yes. Without --yes it only '
            "says what would happen. Exit code 0: all done; 3: some refused; 4: nothing done because it is refused "
            "or not allowed; 2: not understood."
        ),
    )
    parser.add_argument(
        "text", metavar=_("COMMAND"), nargs="+", help=_("the command, quoted or as several words")
    )
    parser.add_argument("--yes", action="store_true", help=_("do it; without it nothing is changed"))
    parser.add_argument("--json", action="store_true", help=_("print one JSON document"))


def run(args: Namespace, context: Context) -> int:
    """Parse, preview or carry out the command and return the exit code.

    With ``--json`` a refusal as a whole is a document too, beside the sentence on stderr.
    """
    text = " ".join(args.text)
    try:
        return _run(text, args, context)
    except DispatchError as error:
        if args.json:
            refusal = Result(text, False, Level.BLOCK, error.code, error.sentence)
            context.print_json({**_json(text, [refusal]), "error": {"code": error.code, "hint": error.hint}})
        raise


def _run(text: str, args: Namespace, context: Context) -> int:
    from dispatch_tui.services import commands

    desk = context.desk
    command = commands.parse(text, desk)
    if isinstance(command, commands.View):
        return _view(desk, command, args, context)
    if not args.yes:
        return _told_preview(commands.preview(desk, command), text, args, context)
    outcome = commands.run(desk, command, confirmed=True)
    if args.json:
        context.print_json({**_json(text, outcome.results), "group": outcome.group})
    else:
        for result in outcome.results:
            if not result.ok or result.message:
                print(_line(result))
        print(_("{done} done, {refused} refused").format(done=outcome.done, refused=outcome.refused))
    return _exit_code(outcome.done, outcome.refused)


def _exit_code(done: int, refused: int) -> int:
    if not refused:
        return EXIT_OK
    return EXIT_PARTLY_DONE if done else EXIT_REFUSED


def _told_preview(preview: Preview, text: str, args: Namespace, context: Context) -> int:
    if args.json:
        context.print_json({**_json(text, preview.results), "preview": True, "title": preview.title})
    else:
        print(preview.title)
        for line in preview.lines:
            print(f"  {line}")
        context.say(_("Nothing was changed; add --yes to do it."))
    return _exit_code(preview.done, preview.refused)


def _json(text: str, results: Sequence[Result]) -> dict[str, PlainJson]:
    done = sum(result.ok for result in results)
    return {
        "command": text,
        "done": done,
        "refused": len(results) - done,
        "results": [
            {
                "id": result.id,
                "ok": result.ok,
                "level": result.level.word,
                "code": result.code,
                "message": result.message,
            }
            for result in results
        ],
    }


def _line(result: Result) -> str:
    sign = "+" if result.ok else "-"
    return (
        f"{sign} {result.id}: {result.message}"
        if result.id not in result.message
        else f"{sign} {result.message}"
    )


def _view(desk: Desk, view: View, args: Namespace, context: Context) -> int:
    from dispatch_tui.domain.lifecycle import state_word
    from dispatch_tui.domain.orders import State
    from dispatch_tui.services import board, detail, search
    from dispatch_tui.services.board_json import as_json
    from dispatch_tui.services.board_text import as_text
    from dispatch_tui.services.commands import Verb

    zone = desk.settings.branch.zone
    if view.verb in (Verb.AT, Verb.BOARD):
        found = board.load(desk, view.at)
        if args.json:
            context.print_json(as_json(found, zone))
        else:
            print(as_text(found, 120, zone))
    elif view.verb is Verb.SHOW:
        shown = detail.find_detail(desk, view.query)
        if args.json:
            context.print_json(detail.as_json(desk, shown))
        else:
            print("\n".join(detail.as_lines(desk, shown)))
    else:
        lines = search.found_lines(desk, view.query, view.condition, limit=SHOWN)
        if args.json:
            context.print_json({**_json(view.text, ()), "found": [{**line} for line in lines]})
        else:
            for line in lines:
                state, point = state_word(State(line["state"])), desk.point_name(line["point"])
                print("  ".join((line["order_no"], line["customer"], line["address"], state, point)))
            print(_("{n} slips").format(n=len(lines)))
    return EXIT_OK
