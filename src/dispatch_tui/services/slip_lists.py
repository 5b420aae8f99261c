"""Lists of slips for a screen: all ids at once, the slips only where one looks, and what changes mean for a list."""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from dispatch_tui.domain.filters import And, Condition, Everything, HasText, matches
from dispatch_tui.domain.text import fold

if TYPE_CHECKING:
    from dispatch_tui.domain.orders import Order
    from dispatch_tui.services.desk import Desk

FIRST_WINDOW = 60
"""So many slips come with the list itself, so that the first picture needs no second question."""
MOST_WORDS = 40
"""Each word of a search is a condition of one SQL statement, which has to stay readable for the database."""
LOOKED_INTO = 60
"""Of so many changed slips at most the history is asked who changed them."""


@dataclass(frozen=True, slots=True)
class FoundSlips:
    """The list of a condition."""

    ids: array[int]
    """Every slip, in the order of the list."""
    rows: Mapping[int, int] = field(default_factory=dict)
    """Row of each slip, worked out in the database thread because a long list takes a moment."""
    first: tuple[Order, ...] = ()
    """The slips of the first window."""
    elsewhere: int = 0
    """When nothing is found by text: how many slips outside the condition contain it."""


@dataclass(frozen=True, slots=True)
class ListChange:
    """What happened to slips since a list was made."""

    coming: frozenset[int] = frozenset()
    """Slips that fit the condition and are not in the list."""
    leaving: frozenset[int] = frozenset()
    """Slips of the list that don't fit any more."""
    colleagues: frozenset[int] = frozenset()
    """Changed slips that somebody else changed last."""
    own: frozenset[int] = frozenset()
    """Changed slips that this operator changed last."""
    orders: tuple[Order, ...] = ()
    """The changed slips of the list as they are now."""


def with_text(condition: Condition, text: str) -> Condition:
    """Return a condition narrowed to slips that contain every word of a text; full-width signs count as half-width.

    Of a pasted text only the first ``MOST_WORDS`` different words count.
    """
    words = tuple(HasText(word) for word in list(dict.fromkeys(fold(text).split()))[:MOST_WORDS])
    return And((condition, *words)) if words else condition


def find(desk: Desk, condition: Condition, text: str = "", sort: str = "worst_first") -> FoundSlips:
    """Return the slips of a condition that contain every word of a text, in an order (a value of ``Sort``)."""
    from dispatch_tui.storage.records import Sort

    now = desk.now()
    with desk.store.read() as reader:
        ids = reader.find_ids(with_text(condition, text), now=now, sort=Sort(sort))
        first = reader.orders(list(ids[:FIRST_WINDOW]))
        elsewhere = 0
        if not ids and text.strip() and condition != Everything():
            elsewhere = len(reader.search_ids(text, now))
    return FoundSlips(ids, dict(zip(ids, range(len(ids)), strict=True)), tuple(first), elsewhere)


def read(desk: Desk, ids: Iterable[int]) -> list[Order]:
    """Return slips by their ids, in their order; unknown ids are left out."""
    with desk.store.read() as reader:
        return reader.orders(list(ids))


def judge(
    desk: Desk, condition: Condition, text: str, changed: frozenset[int], listed: frozenset[int]
) -> ListChange:
    """Tell what changed slips mean for a list: which come, which go, and who changed them."""
    from dispatch_tui.storage.records import ORDER

    wanted, now = with_text(condition, text), desk.now()
    by: dict[bool, set[int]] = {True: set(), False: set()}
    with desk.store.read() as reader:
        orders = reader.orders(list(changed))
        for order_id in list(changed)[:LOOKED_INTO]:
            events = reader.events(ORDER, order_id)
            if events:
                by[events[-1].actor == desk.operator].add(order_id)
    fitting = {order.id for order in orders if matches(wanted, order, now)}
    return ListChange(
        coming=frozenset(fitting - listed),
        leaving=frozenset((changed & listed) - fitting),
        colleagues=frozenset(by[False]),
        own=frozenset(by[True]),
        orders=tuple(order for order in orders if order.id in listed),
    )
