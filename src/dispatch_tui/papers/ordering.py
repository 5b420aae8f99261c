"""Prints what a “print” command of the command language asks for."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from dispatch_tui.errors import Ambiguous, NotFound
from dispatch_tui.i18n import gettext as _
from dispatch_tui.papers.delivering import Target, Way
from dispatch_tui.papers.printing import Printed, print_paper
from dispatch_tui.services.commands.print_choice import papers_meant

if TYPE_CHECKING:
    from dispatch_tui.services.commands import View
    from dispatch_tui.services.desk import Desk

FAX_WORDS = frozenset({"fax", "传真"})
FILE_WORDS = frozenset({"", "file", "文件"})


def print_ordered(desk: Desk, view: View, *, command_id: str | None = None) -> Printed:
    """Print the papers of a command; raises what ``print_paper`` raises, and Ambiguous for a name of several things."""
    paper, subjects, missing = papers_meant(desk, view)
    printed = print_paper(desk, paper, subjects, target_of(desk, view.target), command_id=command_id)
    return replace(printed, refused=missing)


def target_of(desk: Desk, word: str) -> Target:
    """Return where a word of the command means: a printer by its name or the beginning of it, fax, or a file.

    Raises NotFound for a printer that the settings don't know, Ambiguous for a beginning of several names.
    """
    folded = word.strip().casefold()
    if folded in FILE_WORDS:
        return Target()
    if folded in FAX_WORDS:
        return Target(Way.FAX)
    if folded.endswith(".pdf") or "/" in word:
        return Target(Way.FILE, word.strip())
    printers = desk.settings.printing.printers
    found = [name for name in printers if name.casefold() == folded] or [
        name for name in printers if name.casefold().startswith(folded)
    ]
    if len(found) == 1:
        return Target(Way.PRINTER, found[0])
    if found:
        raise Ambiguous(
            _("“{word}” fits {n} printers.").format(word=word, n=len(found)),
            [(name, printers[name]) for name in found],
        )
    raise NotFound(
        _("There is no printer “{word}”.").format(word=word),
        _("Printers stand in printing.yaml; a file ends with .pdf."),
    )
