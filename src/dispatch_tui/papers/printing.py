"""Printing papers: to a file, to a printer of CUPS, or into the folder that a fax server watches.

A print is counted when the file stands in its place or the printer has taken it, never before; what fails is told in
one sentence and counts nothing (row B-04).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from dispatch_tui.domain.printing import Paper
from dispatch_tui.domain.rules import Result
from dispatch_tui.errors import BadInput, Unavailable
from dispatch_tui.i18n import gettext as _
from dispatch_tui.papers import delivering
from dispatch_tui.papers.delivering import Document, Target, Way
from dispatch_tui.services import printing, roles

if TYPE_CHECKING:
    from dispatch_tui.papers.pdf.content import Form
    from dispatch_tui.services.desk import Desk

MOST_SUBJECTS = 2000
"""More papers than these aren't printed at once."""
_FILE = Target()


@dataclass(frozen=True, slots=True)
class Printed:
    """What was printed."""

    paper: Paper
    files: tuple[Path, ...]
    """The files written; empty when it went to a printer."""
    nth: Mapping[str, int]
    """Number of the print by subject; more than 1 is a reprint."""
    target: str
    """Where it went, in the user's language."""
    pages: int
    missing: tuple[str, ...]
    """Characters that the font lacks; they stand as □ on the paper."""
    refused: tuple[Result, ...] = ()
    """A line for each thing named that isn't there; the others were printed (row B-14)."""


def print_paper(
    desk: Desk,
    paper: Paper,
    subjects: Sequence[str],
    target: Target = _FILE,
    *,
    command_id: str | None = None,
) -> Printed:
    """Print papers of one kind and count the prints.

    Raises NotFound for a subject that isn't there, BadInput for a target that can't be, Unavailable when the file, the
    printer or the fax folder fails, NotAllowed, and AlreadyDone for a command id used before; then nothing is counted.
    """
    roles.require(desk, "print")
    wanted = tuple(dict.fromkeys(subjects))
    if not wanted or len(wanted) > MOST_SUBJECTS:
        raise BadInput(
            _("{n} papers can't be printed at once.").format(n=len(wanted)),
            _("Print 1 to {most} of them.").format(most=MOST_SUBJECTS),
        )
    for _attempt in range(printing.TRIES):
        numbers, documents = _documents(desk, paper, wanted, target, command_id)
        files = delivering.prepare(desk, paper, documents, target)
        with files:
            deliver = _checked(numbers, files.deliver) if target.way is not Way.PRINTER else None
            if deliver is None:
                files.deliver()
            try:
                stored = printing.record(
                    desk, paper, wanted, files.label, deliver=deliver, command_id=command_id
                )
            except _PrintedMeanwhile:
                continue
        missing = tuple(dict.fromkeys(sign for document in documents for sign in document.missing))
        pages = sum(document.pages for document in documents)
        return Printed(paper, files.paths, stored, files.where, pages, missing)
    raise Unavailable(_("Somebody else is printing the same paper."), _("Try again."))


class _PrintedMeanwhile(Exception):
    """Somebody else printed the paper between making it and counting it, so its number is another one."""


def _checked(numbers: Mapping[str, int], deliver: Callable[[], None]) -> Callable[[Mapping[str, int]], None]:
    def check(stored: Mapping[str, int]) -> None:
        if dict(stored) != dict(numbers):
            raise _PrintedMeanwhile
        deliver()

    return check


def _documents(
    desk: Desk, paper: Paper, subjects: Sequence[str], target: Target, command_id: str | None
) -> tuple[dict[str, int], list[Document]]:
    """Return the number of each print, and the documents: one, or for faxes one for each telephone number."""
    from dispatch_tui.papers.forms.wording import Sitting

    with desk.store.read(seconds=60.0) as reader:
        printing.require_new(desk, reader, command_id)
        known = printing.counts(reader, paper, subjects)
        numbers = {subject: known.get(subject, 0) + 1 for subject in subjects}
        sitting = Sitting(desk, reader, numbers, desk.now())
        groups = delivering.groups(desk, reader, paper, subjects, target)
        made = [(group, _forms(sitting, paper, group.subjects)) for group in groups]
    return numbers, [_document(desk, paper, group, forms) for group, forms in made]


def _forms(sitting: object, paper: Paper, subjects: Sequence[str]) -> list[Form]:
    from dispatch_tui.papers.forms import making

    return making.forms(sitting, paper, subjects)  # type: ignore[arg-type]


def _document(desk: Desk, paper: Paper, group: delivering.Group, forms: Sequence[Form]) -> Document:
    from dispatch_tui.papers.pdf.drawing import draw
    from dispatch_tui.papers.pdf.layout import lay_out
    from dispatch_tui.papers.pdf.typesetting import Typesetter

    type_ = Typesetter()
    pages = [page for form in forms for page in lay_out(form, type_)]
    title = f"{forms[0].title} {group.subjects[0]}"
    pdf = draw(pages, type_, title, desk.settings.name(desk.settings.branch.names, "zh"))
    return Document(group, pdf, len(pages), tuple(type_.missing))
