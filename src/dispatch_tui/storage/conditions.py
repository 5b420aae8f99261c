"""The tree of conditions as SQL; agrees with ``domain.filters.matches`` for every slip.

Every part is true or false, never unknown, so that ``Not`` may stand anywhere.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import reduce
from operator import and_, or_
from typing import Any

from dispatch_tui.domain import filters
from dispatch_tui.domain.filters import Condition
from dispatch_tui.domain.orders import PENDING_STATES, State
from dispatch_tui.domain.text import unstorable
from dispatch_tui.storage.codec import clamp, micros
from dispatch_tui.storage.engine import Engine
from dispatch_tui.storage.models import OrderRow
from dispatch_tui.storage.orm import peewee
from dispatch_tui.storage.words import needed_pairs, number_end

TRUE = peewee.SQL("(1 = 1)")
FALSE = peewee.SQL("(1 = 0)")
RUNNING = frozenset(
    {State.SENT, State.ACKED, State.ARRIVED, State.IN_HOUSE, State.DONE, State.HOLD}
)  # fmt: skip
"""States of slips that are on their way through a network point, or on hold; few, and on an index of their own."""
IS_RUNNING = peewee.SQL("(state IN ('sent', 'acked', 'arrived', 'in_house', 'done', 'hold'))")
"""Literal, as the index has it."""
IS_PENDING = peewee.SQL("(pending = 1)")
"""Literal, so that the partial indexes are used; stands only in front of everything else."""
STANDS_PENDING = peewee.SQL("(+pending = 1)")
"""The same inside a tree. The plus keeps SQLite from using a partial index for one part of an OR, which its planner
answers with an internal error."""
_MICROSECOND = timedelta(microseconds=1)


def compile_condition(condition: Condition, now: datetime, engine: Engine) -> Any:
    """Return the peewee expression of a condition; ``now`` is the instant against which due times are held."""
    pending = implies_pending(condition)
    expression = _Compiler(micros(now), engine, pending).part(condition)
    if pending:
        return _all([IS_PENDING, expression])
    parts = _conjuncts(condition)
    if any(isinstance(part, filters.InStates) and part.states <= RUNNING for part in parts):
        return _all([IS_RUNNING, expression])
    if any(isinstance(part, filters.InBatch | filters.OneOf) for part in parts):
        return expression
    exact = [pair for part in parts for pair in _pairs(part)]
    starts = [end for part in parts for end in _number_ends(part)]
    return _all([engine.has_words(exact, starts), expression]) if exact or starts else expression


def implies_pending(condition: Condition) -> bool:
    """Tell whether only pending slips can fulfil the condition, so that the partial indexes hold all of them."""
    match condition:
        case filters.InStates(states):
            return states <= PENDING_STATES
        case filters.And(parts):
            return any(implies_pending(part) for part in parts)
        case filters.Or(parts):
            return all(implies_pending(part) for part in parts)
    return False


def _conjuncts(condition: Condition) -> list[Condition]:
    if isinstance(condition, filters.And):
        return [inner for part in condition.parts for inner in _conjuncts(part)]
    return [condition]


def _pairs(condition: Condition) -> list[str]:
    return needed_pairs(condition.text.casefold()) if isinstance(condition, filters.HasText) else []


def _number_ends(condition: Condition) -> list[str]:
    if isinstance(condition, filters.NumberRange) and condition.first == condition.last:
        number = condition.first
        return [number_end(number)] if number.isdigit() and not unstorable(number) else []
    return []


def _all(parts: Sequence[Any]) -> Any:
    """Return the conjunction of expressions; constants are worked out here, not by the engine."""
    if any(part is FALSE for part in parts):
        return FALSE
    left = [part for part in parts if part is not TRUE]
    return reduce(and_, left) if left else TRUE


def _any(parts: Sequence[Any]) -> Any:
    if any(part is TRUE for part in parts):
        return TRUE
    left = [part for part in parts if part is not FALSE]
    return reduce(or_, left) if left else FALSE


@dataclass(frozen=True, slots=True)
class _Compiler:
    """What the parts of one tree have in common."""

    now: int
    engine: Engine
    pending: bool
    """The whole condition is held against pending slips only."""

    def part(self, condition: Condition) -> Any:
        match condition:
            case filters.Everything():
                return TRUE
            case filters.And(parts):
                return _all([self.part(part) for part in parts])
            case filters.Or(parts):
                return _any([self.part(part) for part in parts])
            case filters.Not(part):
                return _not(self.part(part))
            case filters.DueWithin(span):
                limit = clamp(self.now + span // _MICROSECOND)
                return _enclosed(OrderRow.due_at.is_null(False) & (OrderRow.due_at <= limit))
            case filters.InStates(states):
                return self._in_states(states)
            case filters.HasText(text):
                return _contains(self.engine, OrderRow.folded, text)
            case filters.InCategory(word):
                return _contains(self.engine, OrderRow.category_folded, word)
            case filters.OneOf(ids):
                return _one_of(self.engine, ids)
        return _fact(condition)

    def _in_states(self, states: frozenset[State]) -> Any:
        if not states:
            return FALSE
        if states >= PENDING_STATES and self.pending:
            return TRUE
        return STANDS_PENDING if states == PENDING_STATES else OrderRow.state.in_(sorted(states))


def _not(expression: Any) -> Any:
    if expression is TRUE or expression is FALSE:
        return FALSE if expression is TRUE else TRUE
    return ~_enclosed(expression)


def _enclosed(expression: Any) -> Any:
    return peewee.EnclosedNodeList((expression,))


def _contains(engine: Engine, column: Any, text: str) -> Any:
    folded = text.casefold()
    if not folded:
        return TRUE
    return FALSE if unstorable(folded) else _enclosed(engine.contains(column, folded))


def _one_of(engine: Engine, ids: frozenset[int]) -> Any:
    known = [number for number in ids if -(2**63) <= number < 2**63]
    if not known:
        return FALSE
    sql, value = engine.id_list(known)
    return peewee.NodeList((peewee.SQL("id"), peewee.SQL(sql, (value,))), parens=True)


def _fact(condition: Condition) -> Any:
    match condition:
        case filters.IsKind(kinds):
            return OrderRow.kind.in_(sorted(kinds)) if kinds else FALSE
        case filters.AtPoint(point):
            return OrderRow.point == (point or "")
        case filters.Urgent():
            return OrderRow.urgent == 1
        case filters.IncompleteSlip():
            return OrderRow.incomplete != ""
        case filters.InSlot(slot):
            return OrderRow.slot == slot
        case filters.OnDay(first, last):
            bounds = [OrderRow.day >= first.isoformat()] if first is not None else []
            # "Up to a day" is nearly all of history; the cast keeps SQLite from walking it by the index of days.
            until = OrderRow.day if first is not None else OrderRow.day.cast("text")
            bounds += [until <= last.isoformat()] if last is not None else []
            return _all(bounds)
        case filters.InBatch(batch_id):
            return OrderRow.batch_id.is_null(False) & (OrderRow.batch_id == batch_id)
        case filters.InDivision(code):
            return _any([_starts(OrderRow.street, code), _starts(OrderRow.district, code)])
        case filters.NumberRange(first, last):
            return number_range(first, last)
        case filters.HasAdditions():
            return OrderRow.addenda != ""
        case filters.HasWorker(name):
            return OrderRow.worker == name
        case filters.SentBetween(since, until):
            bounds = [OrderRow.dispatched_at.is_null(False)]
            bounds += [OrderRow.dispatched_at >= micros(since)] if since is not None else []
            bounds += [OrderRow.dispatched_at < micros(until)] if until is not None else []
            return _enclosed(_all(bounds))
    raise TypeError(type(condition).__name__)


def _starts(column: Any, code: str) -> Any:
    return peewee.fn.SUBSTR(column, 1, len(code)) == code if code else TRUE


def number_range(first: str, last: str) -> Any:
    """Return the expression of a range of slip numbers, as ``domain.filters.number_in_range`` says it."""
    if unstorable(first) or unstorable(last):
        return FALSE
    length = len(first)
    if first == last:
        exact = OrderRow.no == first
        if not first.isdigit():
            return exact
        return exact | _enclosed((peewee.fn.LENGTH(OrderRow.no) > length) & (_last(length) == first))
    if length != len(last) or not length:
        return FALSE
    tail = _last(length)
    digits = OrderRow.no_digits >= length
    return (
        (peewee.fn.LENGTH(OrderRow.no) >= length)
        & (digits if first.isdigit() else ~_enclosed(digits))
        & (tail >= first)
        & (tail <= last)
    )


def _last(length: int) -> Any:
    """Return the last ``length`` characters of a slip number that is not shorter."""
    number = OrderRow.no
    return peewee.fn.SUBSTR(number, peewee.fn.LENGTH(number) - length + 1, length)


def after_prefix(prefix: str) -> str:
    """Return the smallest text greater than every text that begins with the prefix, by code points.

    The prefix must not be empty and must not consist of the last code point only.
    """
    last = ord(prefix[-1])
    if last == 0x10FFFF:
        return after_prefix(prefix[:-1])
    return prefix[:-1] + chr(0xE000 if last == 0xD7FF else last + 1)
