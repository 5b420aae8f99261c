"""dispatching.yaml: times, limits and lists of dispatching; every one has a default, the file may be left out."""

from __future__ import annotations

from collections.abc import Sequence

from dispatch_tui.i18n import gettext as _
from dispatch_tui.settings.fields import Section
from dispatch_tui.settings.model import DispatchRules
from dispatch_tui.settings.values import clock_minute, length_minutes

FILE = "dispatching.yaml"
WAYS = {
    "fax": "fax", "传真": "fax",
    "phone": "phone", "电话": "phone",
    "second_phone": "second_phone", "第二电话": "second_phone",
    "supervisor": "supervisor", "监管员": "supervisor",
}  # fmt: skip
"""Words for the ways of chasing."""
LONGEST_DAYS = 366
MOST_SLIPS = 1000
MOST_TRIES = 20


def read_dispatching(top: Section) -> DispatchRules:
    """Return the rules of dispatching; what is not given has its default."""
    usual = DispatchRules()
    found = DispatchRules(
        close_minute=top.parsed("close_at", clock_minute, usual.close_minute),
        feedback_minute=top.parsed("feedback_at", clock_minute, usual.feedback_minute),
        chase_again_minutes=_minutes(top, "chase_again", usual.chase_again_minutes),
        chase_ladder=_ladder(top, usual.chase_ladder),
        fax_tries=top.integer("fax_tries", usual.fax_tries, least=1, most=MOST_TRIES),
        worker_minutes=_minutes(top, "worker_name_after", usual.worker_minutes),
        worker_most=top.integer("worker_slips_most", usual.worker_most, least=1, most=MOST_SLIPS),
        reopen_days=top.integer("reopen_days", usual.reopen_days, least=0, most=LONGEST_DAYS),
        carry_over_most=top.integer("carry_over_most", usual.carry_over_most, least=1, most=LONGEST_DAYS),
        catch_up_minutes=_minutes(top, "catch_up_after", usual.catch_up_minutes),
        units=_words(top, "units") or usual.units,
        parts=_words(top, "parts"),
    )
    top.finish()
    return found


def _minutes(top: Section, key: str, default: int) -> int:
    """Return a length of time of at least one minute."""
    found = top.parsed(key, length_minutes, default)
    if found < 1:
        top.problem(top.line_of(key), _("{what} is 0 min; give at least 1 min").format(what=top.named(key)))
        return default
    return found


def _ladder(top: Section, default: Sequence[str]) -> tuple[str, ...]:
    """Return the ways of chasing in their order, each once."""
    given = top.choices("chase_ladder", WAYS)
    if not given:
        return tuple(default)
    if len(set(given)) < len(given):
        top.problem(
            top.line_of("chase_ladder"),
            _("{what} names a way twice; give each way once").format(what=top.named("chase_ladder")),
        )
    return tuple(dict.fromkeys(given))


def _words(top: Section, key: str) -> tuple[str, ...]:
    """Return the words of a list, each once; a word that stands there twice is a doubt."""
    found: dict[str, int] = {}
    for line, text in top.texts(key):
        if text in found:
            top.warning(
                line,
                _("{what} has “{word}” twice, first on line {line}").format(
                    what=top.named(key), word=text, line=found[text]
                ),
            )
        found.setdefault(text, line)
    return tuple(found)
