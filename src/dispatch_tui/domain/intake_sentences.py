"""Sentences about what is wrong with a date or a telephone of a slip (row A-10)."""

from __future__ import annotations

from dispatch_tui.domain.intake_dates import MomentProblem
from dispatch_tui.domain.text import PhoneProblem
from dispatch_tui.i18n import gettext as _

_SHOWN = 40


def shown(text: str) -> str:
    """Return a text for use inside a sentence: one line, shortened, without control characters."""
    flat = "".join(char if char.isprintable() else "·" for char in text)
    return flat if len(flat) <= _SHOWN else flat[: _SHOWN - 1] + "…"


def moment_sentence(problem: MomentProblem) -> str:
    """Return the sentence for a date that can't be used, with places for ``field`` and ``text``."""
    match problem:
        case MomentProblem.NO_YEAR:
            return _("The {field} “{text}” has no year; write it like 2026-07-01 09:00.")
        case MomentProblem.NO_SUCH_DAY:
            return _("The {field} “{text}” is a day or an hour that does not exist.")
        case MomentProblem.DAY_OR_MONTH_FIRST:
            return _(
                "The {field} “{text}” may have the day or the month first; write the year first, like 2026-07-01 "
                "09:00, or give a column mapping with the form of its dates."
            )
        case MomentProblem.OUT_OF_RANGE:
            return _("The {field} “{text}” lies before 1990 or after 2100.")
        case _:
            return _("The {field} “{text}” can't be read as a date; write it like 2026-07-01 09:00.")


def phone_sentence(problem: PhoneProblem, text: str, digits: str) -> str:
    """Return the sentence for a telephone that can't be called."""
    match problem:
        case PhoneProblem.MISSING:
            return _("The telephone is missing.")
        case PhoneProblem.LETTERS:
            return _("The telephone “{text}” contains letters or signs.").format(text=shown(text))
        case _:
            return _("The telephone “{text}” has {n} digits, which fits no number.").format(
                text=shown(text), n=len(digits)
            )
