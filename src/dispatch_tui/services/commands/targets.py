"""Finds the slips that a command names: full numbers, ends of numbers, ranges of ends, filters, picked slips."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING

from dispatch_tui.domain.dispatches import Mode
from dispatch_tui.domain.filters import And, InStates, NumberRange
from dispatch_tui.domain.lifecycle import state_word
from dispatch_tui.domain.orders import BEFORE_ARRIVAL, BEFORE_DONE, PENDING_STATES, Order, State
from dispatch_tui.domain.rules import Level, Result
from dispatch_tui.errors import Ambiguous, BadInput, NotFound
from dispatch_tui.i18n import gettext as _
from dispatch_tui.services.commands.filter_terms import OUT
from dispatch_tui.services.commands.filter_words import within
from dispatch_tui.services.commands.forms import Change, Selection
from dispatch_tui.services.commands.verbs import Verb

if TYPE_CHECKING:
    from dispatch_tui.services.carrying_out import Target
    from dispatch_tui.storage.reading import Reader

REVIEWABLE = frozenset({State.RECEIVED, State.REVIEW})
_WITH_POINT = frozenset({State.SENT, State.ACKED})
_SUITING: Mapping[Verb, frozenset[State]] = {
    Verb.RESUME: frozenset({State.HOLD}),
    Verb.REAPPOINT: BEFORE_ARRIVAL | {State.HOLD},
    Verb.CORRECT: BEFORE_DONE,
    Verb.NOTE: BEFORE_DONE,
    Verb.SHOW: frozenset(State),
    Verb.REVIEW: REVIEWABLE,
    Verb.PARTS: REVIEWABLE | {State.WAITING, State.READY},
    Verb.MATERIALS: frozenset({State.WAITING}),
    Verb.WAIVE: REVIEWABLE | {State.WAITING},
    Verb.UNASSIGN: frozenset({State.ASSIGNED}),
    Verb.RECALL: _WITH_POINT | {State.ARRIVED},
    Verb.RESEND: _WITH_POINT,
    Verb.RECEIVED: _WITH_POINT,
    Verb.FAILED: _WITH_POINT,
    Verb.WORKER: _WITH_POINT | {State.ARRIVED},
    Verb.ARRIVED: _WITH_POINT,
    Verb.IN_HOUSE: frozenset({State.ARRIVED}),
    Verb.REPAIRED: frozenset({State.IN_HOUSE}),
    Verb.DONE: frozenset({State.ARRIVED, State.IN_HOUSE}),
    Verb.SIGNED: frozenset({State.ARRIVED, State.IN_HOUSE, State.DONE}),
    Verb.CLOSE: frozenset({State.DONE}),
    Verb.REOPEN: frozenset({State.CLOSED}),
    Verb.ADD: OUT | {State.DONE},
    Verb.APPROVE: OUT | {State.DONE},
    Verb.CHASE: OUT,
    Verb.LEDGER: OUT | {State.DONE, State.CLOSED},
    Verb.PRINT: PENDING_STATES | OUT,
}
"""States in which a verb looks for slips; others look among the pending ones."""
_SENDABLE = frozenset({State.READY, State.ASSIGNED, State.REOPENED})
"""What a filter of “send” means when it names no states: slips whose pre-review is stated."""
_OLD = frozenset({Verb.NOTE, Verb.CORRECT, Verb.HOLD, Verb.RESUME, Verb.CANCEL, Verb.REAPPOINT, Verb.PLACE})
MOST_CANDIDATES = 12
MOST_TOLD = 4
"""States that suit a command are told up to so many; more are simply the open ones."""
LARGEST_RANGE = 100_000
"""A range of numbers spans at most so many."""
MOST_ANSWERED = 5_000
"""A range up to so many numbers is answered slip by slip, whatever their state; a longer one for suitable slips."""


@dataclass(slots=True)
class Found:
    """The slips of a command."""

    targets: list[Target] = field(default_factory=list)
    missing: list[Result] = field(default_factory=list)
    """A line for each number that no slip has."""


def states_of(verb: Verb) -> frozenset[State]:
    """Return the states in which a verb looks for slips."""
    return PENDING_STATES if verb is Verb.SHOW else _SUITING.get(verb, PENDING_STATES)


def suiting(command: Change) -> frozenset[State]:
    """Return the states to which a command limits a filter that names none.

    ``send @cy normal`` means the assigned slips of the network point; with “none” those too whose pre-review is open.
    """
    if command.verb is not Verb.SEND:
        return _SUITING.get(command.verb, PENDING_STATES)
    if command.none:
        return PENDING_STATES - {State.WAITING}
    assigned_only = command.mode is Mode.NORMAL and not command.auto and not command.point
    return frozenset({State.ASSIGNED}) if assigned_only else _SENDABLE


def resolve(
    reader: Reader, selection: Selection, verb: Verb, now: datetime, states: frozenset[State] | None = None
) -> Found:
    """Return the slips of a selection; ``states`` limit a filter that names none.

    An end of a number means the pending slip that ends with it (for ``resume`` the held one); when none fits, any slip
    that is not done. A range means all slips of its series, also those that will be refused. Raises Ambiguous when
    several slips fit, NotFound when nothing at all is found.
    """
    found = Found()
    if selection.filter is not None:
        states = states or _SUITING.get(verb, PENDING_STATES)
        condition = within(selection.filter, states)
        found.targets = [(id_, None) for id_ in reader.find_ids(condition, now=now)]
        if not found.targets:
            raise NotFound(
                _("No slips fit {filter}.").format(filter=selection.text),
                _("Without a state, a filter means slips that suit the command: {states}.").format(
                    states=", ".join(state_word(state) for state in State if state in states)
                )
                if len(states) <= MOST_TOLD and not selection.filter.names_state
                else "",
            )
        return found
    if selection.ids or selection.missing:
        found.targets = [(id_, selection.versions.get(id_)) for id_ in selection.ids]
        found.missing = list(selection.missing)
        return found
    seen: set[int] = set()
    for piece in selection.pieces:
        orders = _orders_of(reader, piece, verb, now)
        if not orders:
            text = _told_none(reader, piece, now)
            found.missing.append(Result(piece, False, Level.BLOCK, "not-found", text))
        for order in orders:
            if order.id not in seen:
                seen.add(order.id)
                found.targets.append((order.id, selection.versions.get(order.id)))
    if not found.targets:
        told = _("No slip has the number {no}.").format(no=selection.text)
        raise NotFound(
            found.missing[0].message if len(found.missing) == 1 else told, _("Look for it with: find …")
        )
    return found


def _told_none(reader: Reader, piece: str, now: datetime) -> str:
    """Return the sentence about a number that no suitable slip has; a slip that is finished is named with its state."""
    if piece.isdigit():
        every = And((InStates(frozenset(State)), NumberRange(piece, piece)))
        finished = reader.orders(list(reader.find_ids(every, now=now)))
        if finished:
            last = max(finished, key=lambda order: order.no)
            return _("No open slip has the number {piece}; {no} is {state}.").format(
                piece=piece, no=last.no, state=state_word(last.state)
            )
    return _("No slip has the number {no}.").format(no=piece)


def find_one(reader: Reader, number: str, now: datetime) -> Order:
    """Return the one slip of a number or an end of it, whatever its state; raises NotFound or Ambiguous."""
    orders = _orders_of(reader, number.strip(), Verb.SHOW, now)
    if not orders:
        raise NotFound(_("No slip has the number {no}.").format(no=number), _("Look for it with: find …"))
    return orders[0]


def _orders_of(reader: Reader, piece: str, verb: Verb, now: datetime) -> list[Order]:
    exact = reader.order_by_no(piece)
    if exact is not None:
        return [exact]
    first, last = _range_of(piece)
    if first == last and not first.isdigit():
        return []
    for states in _scopes(verb):
        condition = And((InStates(states), NumberRange(first, last)))
        orders = reader.orders(list(reader.find_ids(condition, now=now)))
        if orders:
            orders.sort(key=lambda order: order.no)
            _check_unique(orders, first, last)
            if first == last or verb is Verb.RESUME:
                return orders
            return _whole_range(reader, orders, first, last)
    return []


def _whole_range(reader: Reader, orders: list[Order], first: str, last: str) -> list[Order]:
    """Add the slips of the same series whose state does not suit, so that each named slip gets its answer."""
    digits = len(first)
    while digits and not (first[-digits:].isdecimal() and last[-digits:].isdecimal()):
        digits -= 1
    beginning = orders[0].no[: -len(first)]
    head = first[: len(first) - digits]
    if not digits or last[: len(last) - digits] != head:
        return orders
    numbers = range(int(first[-digits:]), int(last[-digits:]) + 1)
    if len(numbers) > MOST_ANSWERED:
        return orders
    known = {order.no for order in orders}
    wanted = [f"{beginning}{head}{number:0{digits}}" for number in numbers]
    others = reader.orders_by_no([no for no in wanted if no not in known])
    return sorted((*orders, *others.values()), key=lambda order: order.no)


def _scopes(verb: Verb) -> Iterable[frozenset[State]]:
    suiting = _SUITING.get(verb, PENDING_STATES)
    if verb is Verb.SHOW:
        return (PENDING_STATES, BEFORE_DONE, frozenset(State))
    scopes = (suiting, BEFORE_DONE) if suiting != BEFORE_DONE else (PENDING_STATES, BEFORE_DONE)
    # What follows the sending is refused with the slip's state, also when that is done or closed long ago.
    return (*scopes, frozenset(State)) if verb in _SUITING and verb not in _OLD else scopes


def _range_of(piece: str) -> tuple[str, str]:
    """Return the ends of a range; a single number is a range of one. Raises BadInput for a range backwards."""
    for mark in ("~", "至", "到", "-"):
        first, found, last = piece.rpartition(mark) if mark == "-" else piece.partition(mark)
        if not found or not first or not last or not last[-1].isdigit():
            continue
        if len(last) < len(first):  # "20260921101-118" shortens the second number
            last = first[: len(first) - len(last)] + last
        if len(first) != len(last):
            raise BadInput(
                _("“{range}” is not a range of slip numbers.").format(range=piece),
                _("Write both ends with as many digits: 098-101."),
            )
        if last < first:
            raise BadInput(_("The range {range} runs backwards.").format(range=piece))
        if first[-6:].isdigit() and last[-6:].isdigit() and int(last[-6:]) - int(first[-6:]) > LARGEST_RANGE:
            raise BadInput(_("The range {range} is too large.").format(range=piece))
        return first, last
    return piece, piece


def _check_unique(orders: Sequence[Order], first: str, last: str) -> None:
    """Raise Ambiguous when two slips share the end of a number that was typed."""
    length = len(first)
    ends = Counter(order.no[-length:] for order in orders)
    if max(ends.values()) == 1:
        return
    if first == last:
        raise Ambiguous(
            _("{n} slips end with {no}.").format(n=len(orders), no=first),
            [(order.no, line_of(order)) for order in orders[-MOST_CANDIDATES:]],
            _("Type more of the number."),
        )
    beginnings = Counter(order.no[:-length] for order in orders)
    raise Ambiguous(
        _("Slips of several series end with {first} to {last}.").format(first=first, last=last),
        [
            (f"{begin}{first}-{begin}{last}", _("{n} slips").format(n=count))
            for begin, count in sorted(beginnings.items())[:MOST_CANDIDATES]
        ],
        _("Type more of the numbers."),
    )


def line_of(order: Order) -> str:
    """Return a slip in a few words, for lists to pick from."""
    return " · ".join(part for part in (order.customer, order.address, state_word(order.state)) if part)
