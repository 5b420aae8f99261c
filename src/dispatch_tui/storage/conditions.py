"""The tree of conditions as SQL; agrees with ``domain.filters.matches`` for every slip.

Every part is true or false, never unknown, so that ``Not`` may stand anywhere.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from functools import reduce
from operator import and_, or_
from typing import Any

from dispatch_tui.domain import filters
from dispatch_tui.domain.filters import Condition
from dispatch_tui.domain.orders import PENDING_STATES
from dispatch_tui.domain.text import unstorable
from dispatch_tui.storage.codec import clamp, micros
from dispatch_tui.storage.engine import Engine
from dispatch_tui.storage.models import OrderRow
from dispatch_tui.storage.orm import peewee
from dispatch_tui.storage.words import needed_pairs, number_end

TRUE = peewee.SQL("(1 = 1)")
FALSE = peewee.SQL("(1 = 0)")
IS_PENDING = peewee.SQL("(pending = 1)")
"""Literal, so that the partial indexes are used."""
_MICROSECOND = timedelta(microseconds=1)


def compile_condition(condition: Condition, now: datetime, engine: Engine) -> Any:
    """Return the peewee expression of a condition; ``now`` is the instant against which due times are held."""
    expression = _part(condition, now, engine)
    if not _narrow(condition):
        parts = _conjuncts(condition)
        exact = [pair for part in parts for pair in _pairs(part)]
        starts = [end for part in parts for end in _number_ends(part)]
        if exact or starts:
            expression = engine.has_words(exact, starts) & expression
    return expression


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


def _narrow(condition: Condition) -> bool:
    """Tell whether an ordinary index leaves so few slips that the word index would only cost time."""
    return any(
        (isinstance(part, filters.InStates) and part.states <= PENDING_STATES)
        or isinstance(part, filters.InBatch | filters.OneOf)
        for part in _conjuncts(condition)
    )


def _part(condition: Condition, now: datetime, engine: Engine) -> Any:
    match condition:
        case filters.Everything():
            return TRUE
        case filters.And(parts):
            return reduce(and_, [_part(part, now, engine) for part in parts]) if parts else TRUE
        case filters.Or(parts):
            return reduce(or_, [_part(part, now, engine) for part in parts]) if parts else FALSE
        case filters.Not(part):
            return ~_enclosed(_part(part, now, engine))
        case filters.DueWithin(span):
            limit = clamp(micros(now) + span // _MICROSECOND)
            return OrderRow.due_at.is_null(False) & (OrderRow.due_at <= limit)
        case filters.HasText(text):
            return _contains(engine, OrderRow.folded, text)
        case filters.InCategory(word):
            return _contains(engine, OrderRow.category_folded, word)
        case filters.OneOf(ids):
            return _one_of(engine, ids)
        case _:
            return _fact(condition)


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
        case filters.InStates(states):
            if states == PENDING_STATES:
                return IS_PENDING
            chosen = OrderRow.state.in_(sorted(states)) if states else FALSE
            return IS_PENDING & chosen if states and states <= PENDING_STATES else chosen
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
            bounds += [OrderRow.day <= last.isoformat()] if last is not None else []
            return reduce(and_, bounds) if bounds else TRUE
        case filters.InBatch(batch_id):
            return OrderRow.batch_id.is_null(False) & (OrderRow.batch_id == batch_id)
        case filters.InDivision(code):
            return _starts(OrderRow.street, code) | _starts(OrderRow.district, code)
        case filters.NumberRange(first, last):
            return number_range(first, last)
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
