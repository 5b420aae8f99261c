"""What "these slips" means: one tree of conditions, matched in memory here and turned into SQL by storage.

The command language, the list screen and the board's cells all select slips through this tree.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from dispatch_tui.domain.orders import PENDING_STATES, Kind, Order, State
from dispatch_tui.domain.text import fold


@dataclass(frozen=True, slots=True)
class Everything:
    """Every slip."""


@dataclass(frozen=True, slots=True)
class And:
    """All of the parts hold."""

    parts: tuple[Condition, ...]


@dataclass(frozen=True, slots=True)
class Or:
    """At least one part holds."""

    parts: tuple[Condition, ...]


@dataclass(frozen=True, slots=True)
class Not:
    """The part does not hold."""

    part: Condition


@dataclass(frozen=True, slots=True)
class InStates:
    """The slip stands in one of the states."""

    states: frozenset[State]


@dataclass(frozen=True, slots=True)
class IsKind:
    """The slip is of one of the kinds."""

    kinds: frozenset[Kind]


@dataclass(frozen=True, slots=True)
class AtPoint:
    """The slip belongs to the network point; None means unplaced."""

    point: str | None


@dataclass(frozen=True, slots=True)
class InCategory:
    """The slip's product category contains the word."""

    word: str


@dataclass(frozen=True, slots=True)
class Urgent:
    """The slip is urgent."""


@dataclass(frozen=True, slots=True)
class IncompleteSlip:
    """The slip lacks something."""


@dataclass(frozen=True, slots=True)
class DueWithin:
    """The slip is due at the latest this long after now; zero means overdue."""

    span: timedelta


@dataclass(frozen=True, slots=True)
class InSlot:
    """The slip belongs to the hand-over column ("12:30") of its day."""

    slot: str


@dataclass(frozen=True, slots=True)
class OnDay:
    """The slip's business day lies in [first, last]; None is open."""

    first: date | None
    last: date | None


@dataclass(frozen=True, slots=True)
class InBatch:
    """The slip came with this hand-over."""

    batch_id: int


@dataclass(frozen=True, slots=True)
class HasWorker:
    """The slip has this worker; an empty name means that none is known yet."""

    name: str


@dataclass(frozen=True, slots=True)
class HasAdditions:
    """The slip has additions made on site (row B-10)."""


@dataclass(frozen=True, slots=True)
class SentBetween:
    """The slip was sent at or after the first instant and before the second; None is open."""

    first: datetime | None = None
    last: datetime | None = None


@dataclass(frozen=True, slots=True)
class InDivision:
    """The slip's address lies in the division; the code has 2 to 9 digits."""

    code: str


@dataclass(frozen=True, slots=True)
class HasText:
    """Number, telephone, name, initials, address, model or remark contain the text; it is given half-width."""

    text: str


@dataclass(frozen=True, slots=True)
class OneOf:
    """The slip is one of these, by id."""

    ids: frozenset[int]


@dataclass(frozen=True, slots=True)
class NumberRange:
    """The slip's number lies between two numbers of the same length, or equals the one given (first = last).

    A short number ("118") means the one that ends with these digits among the pending slips.
    """

    first: str
    last: str


Condition = (
    Everything | And | Or | Not | InStates | IsKind | AtPoint | InCategory | Urgent | IncompleteSlip
    | DueWithin | InSlot | OnDay | InBatch | InDivision | HasText | OneOf | NumberRange
    | HasAdditions | HasWorker | SentBetween
)  # fmt: skip

_TO_FOLD = re.compile("[\u00a0\u2007\u2010-\u2015\u202f\u2212\u3000\u3002\ufe63\uff01-\uff5e]")
"""Only text with such signs is folded: looking costs less than folding."""

PENDING = InStates(PENDING_STATES)
"""The slips that are work of the dispatch room."""


def haystack(order: Order) -> str:
    """Return the text in which HasText looks: full-width letters and digits made half-width, lower case."""
    text = "\n".join(
        (order.no, order.phone, order.phone_digits, order.customer, order.initials, order.address,
         order.model, order.category, order.remark)
    )  # fmt: skip
    return (fold(text) if _TO_FOLD.search(text) else text).casefold()


def matches(condition: Condition, order: Order, now: datetime) -> bool:
    """Tell whether the slip fulfils the condition at the instant ``now``."""
    match condition:
        case Everything():
            return True
        case And(parts):
            return all(matches(part, order, now) for part in parts)
        case Or(parts):
            return any(matches(part, order, now) for part in parts)
        case Not(part):
            return not matches(part, order, now)
        case DueWithin(span):
            return order.due_at is not None and order.due_at <= now + span
        case _:
            return _matches_fact(condition, order)


def _matches_fact(condition: Condition, order: Order) -> bool:  # noqa: C901 - one case a condition
    match condition:
        case InStates(states):
            return order.state in states
        case IsKind(kinds):
            return order.kind in kinds
        case AtPoint(point):
            return order.point == point
        case InCategory(word):
            return word.casefold() in order.category.casefold()
        case Urgent():
            return order.urgent
        case IncompleteSlip():
            return bool(order.incomplete)
        case InSlot(slot):
            return order.slot == slot
        case OnDay(first, last):
            return (first is None or first <= order.day) and (last is None or order.day <= last)
        case InBatch(batch_id):
            return order.batch_id == batch_id
        case InDivision(code):
            return order.street.startswith(code) or order.district.startswith(code)
        case HasText(text):
            return text.casefold() in haystack(order)
        case OneOf(ids):
            return order.id in ids
        case NumberRange(first, last):
            return number_in_range(order.no, first, last)
        case HasAdditions():
            return bool(order.addenda)
        case HasWorker(name):
            return order.worker == name
        case SentBetween(since, until):
            return _sent_between(order.dispatched_at, since, until)
    return False


def _sent_between(sent: datetime | None, since: datetime | None, until: datetime | None) -> bool:
    return sent is not None and (since is None or since <= sent) and (until is None or sent < until)


def number_in_range(no: str, first: str, last: str) -> bool:
    """Tell whether a slip number lies in the range; short numbers compare with the end of the slip number."""
    if first == last:
        return no == first or (len(first) < len(no) and no.endswith(first) and first.isdigit())
    tail = no[-len(first) :] if len(first) < len(no) else no
    return (
        len(first) == len(last) == len(tail)
        and tail.isdigit() == first.isdigit()
        and first <= tail <= last
    )  # fmt: skip
