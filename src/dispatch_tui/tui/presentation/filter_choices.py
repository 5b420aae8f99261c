"""The filters one can put on the list of slips, as things to pick from."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, timedelta

from dispatch_tui.domain.filters import (
    PENDING,
    AtPoint,
    Condition,
    DueWithin,
    InCategory,
    IncompleteSlip,
    InStates,
    IsKind,
    OnDay,
    Urgent,
)
from dispatch_tui.domain.orders import Kind, State
from dispatch_tui.i18n import gettext as _
from dispatch_tui.settings.model import NetworkPoint
from dispatch_tui.tui.presentation.chips import PENDING_CHIP, Chip, Filters, chip_key, condition_words
from dispatch_tui.tui.presentation.pieces import Piece, Tone, line
from dispatch_tui.tui.presentation.words import state_word
from dispatch_tui.tui.widgets.list_prompt import Choice

OVERDUE_CHIP = Chip("due", DueWithin(timedelta(0)))
"""A due time counts while a slip is work of the room."""
UNPLACED_CHIP = Chip("point", AtPoint(None))
_STATES = (State.HOLD, State.ASSIGNED, State.SENT, State.ACKED, State.ARRIVED, State.DONE, State.CLOSED,
           State.CANCELLED)  # fmt: skip


def _chips(points: Iterable[NetworkPoint], categories: Iterable[str], today: date) -> list[Chip]:
    yesterday = today - timedelta(days=1)
    conditions: list[Condition] = [
        PENDING,
        DueWithin(timedelta(0)),
        DueWithin(timedelta(hours=1)),
        DueWithin(timedelta(hours=4)),
        Urgent(),
        AtPoint(None),
        IncompleteSlip(),
        *(IsKind(frozenset({kind})) for kind in Kind),
        OnDay(None, yesterday),
        OnDay(today, today),
        *(InStates(frozenset({state})) for state in _STATES),
        *(AtPoint(point.code) for point in points if point.active),
        *(InCategory(word) for word in categories),
    ]
    return [Chip(chip_key(condition), condition) for condition in conditions]


def toggled(filters: Filters, chip: Chip) -> Filters:
    """Return the filters with a chip put on or taken off.

    A due time alone would list every slip ever closed, so pending slips are asked for with it.
    """
    changed = filters.toggled(chip)
    states = any(each.key == "state" for each in changed.chips)
    if chip.key != "due" or chip not in changed.chips or states:
        return changed
    return changed.with_chip(PENDING_CHIP)


def filter_choices(
    filters: Filters,
    points: Sequence[NetworkPoint],
    names: dict[str, str],
    categories: Iterable[str],
    today: date,
) -> list[tuple[Choice, Chip]]:
    """Return the filters to pick from with their chips; those in use carry a ``x`` and are taken away by picking."""
    initials = {point.code: (point.initials, point.code, *point.names.values()) for point in points}
    found: list[tuple[Choice, Chip]] = []
    chips = [
        *filters.chips,
        *(chip for chip in _chips(points, categories, today) if chip not in filters.chips),
    ]
    for number, chip in enumerate(chips):
        words = condition_words(chip.condition, names, today)
        used = chip in filters.chips
        extra = initials.get(chip.condition.point or "", ()) if isinstance(chip.condition, AtPoint) else ()
        shown = line(
            Piece("[x] " if used else "[ ] ", Tone.STRONG if used else Tone.MUTED),
            Piece(words, Tone.STRONG if used else Tone.PLAIN),
            Piece(f"  {initials[chip.condition.point or ''][0]}" if extra else "", Tone.MUTED),  # type: ignore[union-attr]
        )
        found.append((Choice(str(number), shown, (words, *_english(chip), *extra)), chip))
    return found


def _english(chip: Chip) -> tuple[str, ...]:
    """Return the words of the command language for a chip, so that typing them finds it in any language."""
    condition = chip.condition
    if isinstance(condition, InStates):
        states = tuple(state.value for state in condition.states) if condition != PENDING else ("pending",)
        return (*states, *(state_word(state) for state in condition.states))
    if isinstance(condition, IsKind):
        return tuple(kind.value for kind in condition.kinds)
    if isinstance(condition, DueWithin):
        return ("overdue", "due") if condition.span <= timedelta(0) else ("due",)
    if isinstance(condition, Urgent):
        return ("urgent", "jj")
    return ()


def sort_word(sort: str) -> str:
    """Return the name of an order of the list."""
    words = {
        "worst_first": _("by due time"),
        "newest": _("newest first"),
        "number": _("by number"),
        "received": _("by receipt"),
        "point": _("by network point"),
    }
    return words.get(sort, sort)


SORTS = ("worst_first", "newest", "number", "received", "point")
"""The orders of the list, in the order in which ``s`` goes through them."""
