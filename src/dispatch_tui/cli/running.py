"""``dispatch-tui run "COMMAND"``: one command of the command language from a script."""

from __future__ import annotations

from argparse import Namespace
from typing import TYPE_CHECKING
from uuid import uuid4

from dispatch_tui.domain.rules import Level, Result
from dispatch_tui.errors import EXIT_OK, EXIT_PARTLY_DONE, EXIT_REFUSED, DispatchError
from dispatch_tui.i18n import gettext as _
from dispatch_tui.i18n import ngettext

if TYPE_CHECKING:
    from collections.abc import Sequence

    from dispatch_tui.cli.context import Context
    from dispatch_tui.cli.parsing import Subparsers
    from dispatch_tui.domain.orders import PlainJson
    from dispatch_tui.services.commands import Preview, View
    from dispatch_tui.services.desk import Desk


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
    parser.add_argument(
        "--command-id",
        metavar=_("ID"),
        default="",
        help=_("name of this call: the same name is never carried out twice, so a script may repeat it"),
    )
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
    command_id = args.command_id or str(uuid4())
    if isinstance(command, commands.View):
        return _view(desk, command, args, context, command_id)
    if not args.yes:
        return _told_preview(commands.preview(desk, command), text, args, context)
    outcome = commands.run(desk, command, confirmed=True, command_id=command_id)
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


def _view(desk: Desk, view: View, args: Namespace, context: Context, command_id: str) -> int:
    from dispatch_tui.cli import viewing
    from dispatch_tui.services.commands import Verb

    if view.verb is Verb.PRINT:
        return _print(desk, view, args, context, command_id)
    viewing.show(desk, view, context, as_json=args.json)
    return EXIT_OK


def _print(desk: Desk, view: View, args: Namespace, context: Context, command_id: str) -> int:
    """Print papers; every print is counted, so without --yes only their names are told."""
    from dispatch_tui.services.commands.print_choice import papers_meant

    if not args.yes:
        _paper, subjects, missing = papers_meant(desk, view)
        from dispatch_tui.services.commands import Preview

        preview = Preview(
            view,
            _("Print: {papers}").format(papers=", ".join(subjects)),
            tuple(result.message for result in missing),
            done=len(subjects),
            refused=len(missing),
            results=(*missing, *(Result(subject, True) for subject in subjects)),
        )
        return _told_preview(preview, view.text, args, context)
    from dispatch_tui.papers.ordering import print_ordered

    printed = print_ordered(desk, view, command_id=command_id)
    results = list(printed.refused)
    results += [
        Result(subject, True, message=_("print {n}").format(n=nth) if nth > 1 else "")
        for subject, nth in printed.nth.items()
    ]
    if args.json:
        files: list[PlainJson] = [str(path) for path in printed.files]
        context.print_json({**_json(view.text, results), "files": files, "target": printed.target})
    else:
        for path in printed.files:
            print(path)
        pages = ngettext("{n} page", "{n} pages", printed.pages).format(n=printed.pages)
        print(_("{pages} to {target}").format(pages=pages, target=printed.target))
        for result in printed.refused:
            print(_line(result))
    return EXIT_PARTLY_DONE if printed.refused else EXIT_OK
