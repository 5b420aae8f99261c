"""Prints of papers: how often each was printed, by whom and where to; every further print is a reprint (row B-04)."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING

from dispatch_tui.domain.printing import Paper, Printing
from dispatch_tui.errors import Conflict, Unavailable
from dispatch_tui.i18n import gettext as _
from dispatch_tui.services import roles

if TYPE_CHECKING:
    from dispatch_tui.services.desk import Desk
    from dispatch_tui.storage.reading import Reader
    from dispatch_tui.storage.writing import Writer

TRIES = 20
"""How often a number is looked for again when others print the same paper at the same moment."""


def prints(desk: Desk, paper: Paper, subject: str) -> tuple[Printing, ...]:
    """Return the prints of one paper, the first one first."""
    with desk.store.read() as reader:
        return tuple(reader.papers(Printing, order_by="nth", paper=paper.value, subject=subject))


def counts(reader: Reader, paper: Paper, subjects: Sequence[str]) -> dict[str, int]:
    """Return how often papers were printed, by subject; those never printed are absent."""
    found = reader.count_papers(Printing, by=("subject",), paper=paper.value, subject=list(subjects))
    return {subject: count for (subject,), count in found.items()}


def require_new(desk: Desk, reader: Reader, command_id: str | None) -> None:
    """Raise AlreadyDone when a command with this id printed before; what went to a printer can't be taken back."""
    from dispatch_tui.storage.records import AlreadyDone

    group = reader.group(command_id) if command_id else None
    if group is not None:
        when = desk.settings.local(group.entered_at).strftime("%H:%M")
        raise AlreadyDone(
            _("This command printed at {time}; nothing is printed twice.").format(time=when), group
        )


def record(
    desk: Desk,
    paper: Paper,
    subjects: Sequence[str],
    target: str,
    *,
    deliver: Callable[[Mapping[str, int]], None] | None = None,
    command_id: str | None = None,
) -> dict[str, int]:
    """Store that papers were printed and return the number of the print by subject.

    ``deliver`` is called with these numbers inside the transaction, as its last step: when it fails, nothing is
    counted. It has to be quick, because others wait, and it may be called again with other numbers. Raises NotAllowed.
    """
    roles.require(desk, "print")
    act = desk.act("print", command_id=command_id)

    def work(writer: Writer) -> dict[str, int]:
        from dispatch_tui.storage.records import new_id

        known = counts(writer, paper, subjects)
        numbers = {subject: known.get(subject, 0) + 1 for subject in dict.fromkeys(subjects)}
        writer.insert_papers(
            [
                Printing(new_id(), paper.value, subject, act.at, desk.operator, target, nth)
                for subject, nth in numbers.items()
            ]
        )
        if deliver is not None:
            deliver(numbers)
        return numbers

    for _attempt in range(TRIES):
        try:
            return desk.store.run(act, work)
        except Conflict:
            # Somebody else counted the same print at the same moment; the next number is free.
            continue
    raise Unavailable(_("Somebody else is printing the same paper."), _("Try again."))
