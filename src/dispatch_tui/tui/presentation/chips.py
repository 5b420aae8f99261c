"""Filters as chips: the condition of the list in the order in which it is read aloud, each part removable."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta

from dispatch_tui.domain.filters import (
    PENDING,
    And,
    AtPoint,
    Condition,
    DueWithin,
    Everything,
    HasText,
    HasWorker,
    InBatch,
    InCategory,
    IncompleteSlip,
    InDivision,
    InSlot,
    InStates,
    IsKind,
    Not,
    NumberRange,
    OnDay,
    OneOf,
    Or,
    SentBetween,
    Urgent,
)
from dispatch_tui.domain.orders import Kind, State
from dispatch_tui.i18n import gettext as _
from dispatch_tui.i18n import ngettext
from dispatch_tui.tui.presentation.batch_rows import hand_over_count
from dispatch_tui.tui.presentation.words import kind_word, state_word


@dataclass(frozen=True, slots=True)
class Chip:
    """One part of the condition, shown as a chip."""

    key: str
    """Chips with the same key replace each other: a list has one network point, one state, one kind."""
    condition: Condition


@dataclass(frozen=True, slots=True)
class Filters:
    """The condition of the list: chips joined by "and"."""

    chips: tuple[Chip, ...] = ()

    @property
    def condition(self) -> Condition:
        """The condition of all chips together."""
        parts = tuple(chip.condition for chip in self.chips)
        if not parts:
            return Everything()
        return parts[0] if len(parts) == 1 else And(parts)

    def with_chip(self, chip: Chip) -> Filters:
        """Return the filters with a chip added; one with the same key is replaced in its place."""
        if any(each.key == chip.key for each in self.chips):
            return replace(self, chips=tuple(chip if each.key == chip.key else each for each in self.chips))
        return replace(self, chips=(*self.chips, chip))

    def without(self, key: str) -> Filters:
        """Return the filters without the chip of a key."""
        return replace(self, chips=tuple(chip for chip in self.chips if chip.key != key))

    def without_last(self) -> Filters:
        """Return the filters without the chip added last."""
        return replace(self, chips=self.chips[:-1])

    def toggled(self, chip: Chip) -> Filters:
        """Return the filters with the chip added, or removed when exactly this one is there."""
        return self.without(chip.key) if chip in self.chips else self.with_chip(chip)


PENDING_CHIP = Chip("state", PENDING)
"""The list opens with the slips that are work of the room."""


def chip_key(condition: Condition) -> str:
    """Return the key of the chip of a condition: conditions about the same thing replace each other."""
    match condition:
        case InStates():
            return "state"
        case IsKind():
            return "kind"
        case AtPoint() | Not(AtPoint()):
            return "point"
        case InSlot() | InBatch():
            return "slot"
        case OnDay():
            return "day"
        case DueWithin():
            return "due"
        case _:
            return type(condition).__name__


def filters_of(condition: Condition) -> Filters:
    """Return a condition as chips, one for each part that is joined by "and"."""
    filters = Filters()
    for part in _conjuncts(condition):
        if not isinstance(part, Everything):
            filters = _appended(filters, part)
    return filters


def _conjuncts(condition: Condition) -> list[Condition]:
    if not isinstance(condition, And):
        return [condition]
    return [each for part in condition.parts for each in _conjuncts(part)]


def _appended(filters: Filters, part: Condition) -> Filters:
    key = chip_key(part)
    taken = {chip.key for chip in filters.chips}
    number = 2
    while key in taken:
        key, number = f"{chip_key(part)}{number}", number + 1
    return replace(filters, chips=(*filters.chips, Chip(key, part)))


def condition_words(condition: Condition, point_names: Mapping[str, str], today: date) -> str:
    """Return a condition in words, short enough for a chip."""
    match condition:
        case Everything():
            return _("all slips")
        case And(parts):
            return " & ".join(condition_words(part, point_names, today) for part in parts)
        case Or(parts) if hand_overs := _hand_overs(condition):
            return hand_over_count(hand_overs)
        case Or(parts):
            return " | ".join(condition_words(part, point_names, today) for part in parts)
        case Not(part):
            return _("not {what}").format(what=condition_words(part, point_names, today))
        case AtPoint(point):
            return _("unplaced") if point is None else point_names.get(point, point)
        case OnDay(first, last):
            return _day_words(first, last, today)
        case DueWithin(span):
            return _("overdue") if span <= timedelta(0) else _("due < {span}").format(span=_span(span))
        case _:
            return _fact_words(condition)


def _hand_overs(condition: Condition) -> int:
    """Return how many hand-overs an "or" names, 0 when it names anything else."""
    if isinstance(condition, InBatch):
        return 1
    if not isinstance(condition, Or):
        return 0
    counts = [_hand_overs(part) for part in condition.parts]
    return sum(counts) if all(counts) else 0


def _fact_words(condition: Condition) -> str:
    match condition:
        case InStates(states):
            return _states_words(states)
        case IsKind(kinds):
            return "/".join(kind_word(kind) for kind in Kind if kind in kinds)
        case InCategory(word):
            return word
        case Urgent():
            return _("urgent")
        case IncompleteSlip():
            return _("incomplete")
        case InSlot(slot):
            return _("batch {slot}").format(slot=slot)
        case InBatch():
            return _("one hand-over")
        case InDivision(code):
            return code
        case HasText(text):
            return f"“{text}”"
        case HasWorker(name):
            return _("worker {name}").format(name=name) if name else _("no worker's name")
        case SentBetween():
            return _("by day of sending")
        case OneOf(ids):
            return ngettext("{n} slip", "{n} slips", len(ids)).format(n=len(ids))
        case NumberRange(first, last):
            return first if first == last else f"{first}-{last}"
    return ""


def _states_words(states: frozenset[State]) -> str:
    if states == PENDING.states:
        return _("pending")
    if states == frozenset(State):
        return _("any state")
    return "/".join(state_word(state) for state in State if state in states)


def _day_words(first: date | None, last: date | None, today: date) -> str:
    if first is not None and first == last:
        return _("today") if first == today else first.isoformat()[5:]
    if first is None and last is not None:
        if last == today - timedelta(days=1):
            return _("carry-over")
        return _("until {day}").format(day=_("today") if last == today else last.isoformat()[5:])
    if first is not None and last is None:
        return _("from {day}").format(day=first.isoformat()[5:])
    return _("any day") if first is None else f"{first.isoformat()[5:]} - {(last or first).isoformat()[5:]}"


def _span(span: timedelta) -> str:
    minutes = int(span.total_seconds() // 60)
    if minutes % 60:
        return _("{n} min").format(n=minutes)
    return _("{n} h").format(n=minutes // 60)
