"""Finds the difference of a guided run that a command means: by its place among those that block, or by its name."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from dispatch_tui.domain.day_runs import RunKind
from dispatch_tui.errors import Ambiguous, NotFound
from dispatch_tui.i18n import gettext as _

if TYPE_CHECKING:
    from dispatch_tui.services.day_runs import RunLine, RunView
    from dispatch_tui.services.desk import Desk

MOST_CANDIDATES = 12


def differences(view: RunView) -> list[RunLine]:
    """Return the lines that keep a run from being signed off, in the order of its steps."""
    return [line for step in view.steps for line in step.lines if line.blocks and not line.accepted]


def difference_meant(desk: Desk, day: date, run: RunKind, word: str, nth: int) -> str:
    """Return the name of the difference of a day's run: number ``nth`` of the list, or the one that ``word`` fits.

    Raises NotFound when there is none, Ambiguous with the list when several fit.
    """
    from dispatch_tui.services import day_runs

    open_ = differences(day_runs.view(desk, day, run))
    if not open_:
        raise NotFound(_("The run has no difference to accept."), code="no-difference")
    if any(line.key == word for line in open_):
        return word
    if 1 <= nth <= len(open_):
        return open_[nth - 1].key
    fitting = [line for line in open_ if word.casefold() in f"{line.key} {line.text}".casefold()]
    if len(fitting) == 1:
        return fitting[0].key
    listed = fitting or open_
    raise Ambiguous(
        _("“{word}” names no single difference of the run.").format(word=word),
        [(str(open_.index(line) + 1), line.text) for line in listed[:MOST_CANDIDATES]],
        _("Pick one by its number."),
    )
