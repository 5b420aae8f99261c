"""The four counts of a day (row C-09): slips dispatched = card lines = feedback lines = ledger, and who differs.

Everything is counted in slip numbers, so that a difference names the very slips.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from dispatch_tui.domain.dispatches import Mode
from dispatch_tui.domain.feedback_rules import listed
from dispatch_tui.domain.feedback_words import mode_word
from dispatch_tui.domain.lifecycle import kind_word
from dispatch_tui.domain.orders import Kind
from dispatch_tui.i18n import gettext as _
from dispatch_tui.i18n import ngettext, pgettext


class Count(StrEnum):
    """One of the four places where slips sent are counted."""

    DISPATCH = "dispatch"
    CARD = "card"
    FEEDBACK = "feedback"
    LEDGER = "ledger"


@dataclass(frozen=True, slots=True)
class Heading:
    """Whose counts they are."""

    day: date
    point: str
    kind: Kind
    mode: Mode

    @property
    def counts(self) -> tuple[Count, ...]:
        """The counts that have to be equal; temporary dispatches have no flow card."""
        return tuple(Count) if self.mode is Mode.NORMAL else (Count.DISPATCH, Count.FEEDBACK, Count.LEDGER)


@dataclass(slots=True)
class Counted:
    """What was found for one heading, in slip numbers."""

    dispatched: Counter[str] = field(default_factory=Counter)
    """Dispatches that count; a slip can be sent twice on a day when it came back in between."""
    cards: set[str] = field(default_factory=set)
    feedback: set[str] = field(default_factory=set)
    ledger: Counter[str] = field(default_factory=Counter)
    """Net of entries and corrections; may be negative."""
    recalled: set[str] = field(default_factory=set)
    """Card lines whose dispatch was withdrawn: they stay on the paper and are not counted."""
    strange: set[str] = field(default_factory=set)
    """Numbers on feedback sheets that don't belong there; told, not counted."""

    def numbers(self, count: Count) -> Collection[str]:
        """Return the slips of one count; a ledger entry too many counts as having the slip."""
        match count:
            case Count.DISPATCH:
                return self.dispatched.keys()
            case Count.CARD:
                return self.cards
            case Count.FEEDBACK:
                return self.feedback
            case Count.LEDGER:
                return {no for no, n in self.ledger.items() if n > 0}


@dataclass(frozen=True, slots=True)
class Difference:
    """Slips of one heading that the same counts lack, or that the ledger has too often."""

    key: str
    """Name of the difference; it carries the content, so what is added later has another name."""
    heading: Heading
    order_nos: tuple[str, ...]
    lacking: tuple[Count, ...]
    """The counts that don't have the slips; empty when the ledger has them a number of times that differs."""
    text: str
    """The difference as a sentence."""

    @property
    def slip_keys(self) -> tuple[str, ...]:
        """One name for each slip, for what was accepted."""
        return tuple(slip_key(self.heading, self.lacking, no) for no in self.order_nos)


@dataclass(frozen=True, slots=True)
class Group:
    """The four counts of one network point, kind and mode on one day."""

    heading: Heading
    point_name: str
    dispatched: int
    cards: int | None
    """None for temporary dispatches."""
    feedback: int
    ledger: int
    differences: tuple[Difference, ...] = ()
    recalled: tuple[str, ...] = ()
    strange: tuple[str, ...] = ()

    @property
    def equal(self) -> bool:
        """Whether nothing differs."""
        return not self.differences


def grouped(heading: Heading, found: Counted, point_name: str, leave_out: Collection[Count] = ()) -> Group:
    """Compare the counts of one heading; ``leave_out`` are counts that can't be complete yet."""
    compared = [count for count in heading.counts if count not in leave_out]
    numbers = {count: found.numbers(count) for count in heading.counts}
    everything = set(found.ledger).union(*(numbers[count] for count in compared))
    lacking: dict[tuple[Count, ...], list[str]] = {}
    for no in everything:
        gone = tuple(count for count in compared if no not in numbers[count])
        if len(gone) == len(compared):  # only taken away in the ledger, never entered
            gone = ()
        if gone or found.ledger[no] != found.dispatched[no]:
            lacking.setdefault(gone, []).append(no)
    differences = [
        _difference(heading, gone, sorted(nos), point_name) for gone, nos in sorted(lacking.items())
    ]
    return Group(
        heading=heading,
        point_name=point_name,
        dispatched=len(found.dispatched),
        cards=len(found.cards) if Count.CARD in heading.counts else None,
        feedback=len(found.feedback),
        ledger=sum(found.ledger.values()) - sum(n - 1 for n in found.dispatched.values()),
        differences=tuple(differences),
        recalled=tuple(sorted(found.recalled)),
        strange=tuple(sorted(found.strange)),
    )


def slip_key(heading: Heading, lacking: Iterable[Count], order_no: str) -> str:
    """Return the name of one slip's difference."""
    return f"{_prefix(heading)}:{'+'.join(lacking) or 'times'}:{order_no}"


def count_word(count: Count) -> str:
    """Return the name of a count."""
    return {
        Count.DISPATCH: pgettext("count of slips", "dispatches"),
        Count.CARD: pgettext("count of slips", "flow cards"),
        Count.FEEDBACK: pgettext("count of slips", "feedback sheet"),
        Count.LEDGER: pgettext("count of slips", "ledger"),
    }[count]


def _difference(heading: Heading, lacking: tuple[Count, ...], nos: list[str], point_name: str) -> Difference:
    digest = hashlib.sha256("\n".join(nos).encode()).hexdigest()[:10]
    key = f"{_prefix(heading)}:{'+'.join(lacking) or 'times'}:{digest}"
    whose = _("{day} {point}, {kind}, {mode}").format(
        day=f"{heading.day:%m-%d}", point=point_name, kind=kind_word(heading.kind),
        mode=mode_word(heading.mode),
    )  # fmt: skip
    if not lacking:
        text = ngettext(
            "{whose}: the ledger counts {n} slip another number of times: {nos}.",
            "{whose}: the ledger counts {n} slips another number of times: {nos}.",
            len(nos),
        ).format(whose=whose, n=len(nos), nos=listed(nos))
    else:
        text = ngettext(
            "{whose}: {n} slip lacks in: {counts} ({nos}).", "{whose}: {n} slips lack in: {counts} ({nos}).",
            len(nos),
        ).format(
            whose=whose, n=len(nos), counts=", ".join(count_word(count) for count in lacking), nos=listed(nos)
        )  # fmt: skip
    return Difference(key, heading, tuple(nos), lacking, text)


def _prefix(heading: Heading) -> str:
    return f"{heading.day.isoformat()}:{heading.point}:{heading.kind.value}:{heading.mode.value}"


def totals(groups: Iterable[Group]) -> Mapping[Mode, tuple[int, int, int, int]]:
    """Return the four counts of many groups by mode; the card count of temporary dispatches is 0."""
    found: dict[Mode, list[int]] = {}
    for group in groups:
        sums = found.setdefault(group.heading.mode, [0, 0, 0, 0])
        for place, value in enumerate((group.dispatched, group.cards or 0, group.feedback, group.ledger)):
            sums[place] += value
    return {mode: (sums[0], sums[1], sums[2], sums[3]) for mode, sums in found.items()}
