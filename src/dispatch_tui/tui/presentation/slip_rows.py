"""A slip as a row of the list: signs, cells and which columns matter most when there is little room."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, tzinfo

from dispatch_tui.domain.board import Mark
from dispatch_tui.domain.orders import PENDING_STATES, Kind, Order, State
from dispatch_tui.i18n import gettext as _
from dispatch_tui.i18n import mark as N_
from dispatch_tui.tui.presentation.dispatch_lines import doing_piece
from dispatch_tui.tui.presentation.pieces import Piece, Tone
from dispatch_tui.tui.presentation.times import (
    MARK_SIGN,
    MARK_TONE,
    due_cell,
    due_mark,
    span_text,
    whole_minutes,
    window_text,
)
from dispatch_tui.tui.presentation.words import (
    list_kind_word,
    list_state_word,
    missing_words,
    short_kind_word,
)
from dispatch_tui.tui.text import cells


@dataclass(frozen=True, slots=True)
class SlipColumn:
    """One column of the list of slips."""

    key: str
    title: str
    """Message id of the heading; translated when shown."""
    width: int
    """Cells it would like to have."""
    importance: int
    """Columns with small numbers stay longest when the screen is narrow; 0 always stays."""
    least: int = 0
    """Cells to which it shrinks before a column folds away; 0 is its width."""
    grow: int = 0
    """Share of the room that is left over."""
    right: bool = False


SLIP_COLUMNS = (
    SlipColumn("no", N_("Slip no."), 12, 0, least=12),
    SlipColumn("kind", N_("Kind"), 11, 1, least=8),
    SlipColumn("customer", N_("Client"), 10, 1, least=8),
    SlipColumn("tail", N_("Tail"), 4, 3),
    SlipColumn("address", N_("Address"), 48, 0, least=16, grow=6),
    SlipColumn("point", N_("Point"), 12, 2, least=8),
    SlipColumn("state", N_("State"), 9, 2, least=6),
    SlipColumn("doing", N_("Worker"), 14, 4, least=8),
    SlipColumn("due", N_("Due"), 6, 0, right=True),
    SlipColumn("appointed", N_("Appointed"), 19, 5, least=13),
    SlipColumn("slot", N_("Batch"), 5, 6),
    SlipColumn("category", N_("Category"), 8, 7, least=6),
    SlipColumn("age", N_("Age"), 5, 8, right=True),
    SlipColumn("model", N_("Model"), 22, 9, least=10),
)
"""Columns in the order in which they are read; the address takes what is left."""


@dataclass(frozen=True, slots=True)
class RowFacts:
    """What a row needs besides the slip itself."""

    now: datetime
    zone: tzinfo
    soon_minutes: int
    point_names: Mapping[str, str]
    """Name of each network point by its code, in the user's language."""
    home: str = ""
    """Division code of the home city; its name is left out of addresses in the list."""
    changed: frozenset[int] = frozenset()
    """Slips changed by a colleague in the last seconds."""


def point_text(order: Order, names: Mapping[str, str]) -> Piece:
    """Return the network point of a slip; one that is only proposed carries a question mark."""
    if order.point is None:
        return Piece(_("unplaced"), Tone.SOON)
    name = names.get(order.point, order.point)
    proposed = order.state in PENDING_STATES and order.state is not State.ASSIGNED and not order.pinned
    return Piece(name, Tone.MUTED if proposed else Tone.PLAIN)


def sign_of(order: Order, facts: RowFacts) -> Piece:
    """Return the sign before the number: changed by a colleague just now, else overdue or due soon.

    A slip that is both keeps its late due time in its own column, so nothing is hidden by the ``*``.
    """
    if order.id in facts.changed:
        return Piece("*", Tone.CHANGED)
    mark = due_mark(order.due_at, facts.now, facts.soon_minutes) if is_open(order) else Mark.NONE
    return Piece(MARK_SIGN[mark], MARK_TONE[mark])


def is_open(order: Order) -> bool:
    """Tell whether the due time of a slip still counts: the visit has not begun and it is not held or cancelled."""
    return order.state in PENDING_STATES or order.state in (State.SENT, State.ACKED)


def slip_row(order: Order, facts: RowFacts, columns: Sequence[str] = ()) -> dict[str, Piece]:
    """Return the cells of a slip by column key, of all columns or of those asked for."""
    return {key: _CELLS[key](order, facts) for key in columns or _CELLS}


def _kind(order: Order, facts: RowFacts) -> Piece:
    if order.urgent:
        return Piece(_("{kind} URG").format(kind=short_kind_word(order.kind)), Tone.URGENT)
    return Piece(list_kind_word(order.kind), Tone.SOON if order.kind is Kind.UNSORTED else Tone.PLAIN)


def kind_cells() -> int:
    """Return the cells that the longest word of the kind column takes in the user's language."""
    urgent = (_("{kind} URG").format(kind=short_kind_word(kind)) for kind in Kind)
    return max(cells(word) for word in (*urgent, *(list_kind_word(kind) for kind in Kind)))


def state_cells() -> int:
    """Return the cells that the longest word of the state column takes in the user's language."""
    return max(cells(word) for word in (_("Gaps"), *(list_state_word(state) for state in State)))


def _customer(order: Order, facts: RowFacts) -> Piece:
    return Piece(order.customer) if order.customer.strip() else Piece(_("(no name)"), Tone.MUTED)


def _address(order: Order, facts: RowFacts) -> Piece:
    if not order.address.strip():
        return Piece(_("(address missing)"), Tone.SOON)
    return Piece(short_address(order, facts.home))


_HOME_HEAD = re.compile(r"\s*(?:[^省市区县\s]{2,7}(?:省|自治区))?\s*[^省市区县\s]{2,7}市\s*(?=\S)")


def short_address(order: Order, home: str) -> str:
    """Return the address without the names of the home province and city, which every address of the room shares.

    Only an address that was found to lie in the home city (``home`` is its division code) loses them.
    """
    if home and order.district.startswith(home):
        return _HOME_HEAD.sub("", order.address, count=1)
    return order.address


def _tail(order: Order, facts: RowFacts) -> Piece:
    return Piece(order.phone_tail) if order.phone_tail else Piece("-", Tone.SOON)


def _state(order: Order, facts: RowFacts) -> Piece:
    if order.incomplete and order.pending:
        return Piece(_("Gaps"), Tone.SOON)
    held = order.state in (State.HOLD, State.CANCELLED, State.CLOSED)
    return Piece(list_state_word(order.state), Tone.MUTED if held else Tone.PLAIN)


def _due(order: Order, facts: RowFacts) -> Piece:
    if order.state is State.HOLD and order.hold_until is not None:
        return Piece(order.hold_until.strftime("%m-%d"), Tone.MUTED)
    if not is_open(order):
        return Piece("", Tone.MUTED)
    return due_cell(order.due_at, facts.now, facts.soon_minutes, facts.zone)


def _appointed(order: Order, facts: RowFacts) -> Piece:
    today = facts.now.astimezone(facts.zone).date()
    return Piece(window_text(order.required_from, order.required_to, facts.zone, today))


def _age(order: Order, facts: RowFacts) -> Piece:
    return Piece(span_text(whole_minutes(facts.now - order.received_at)), Tone.MUTED)


_CELLS: Mapping[str, Callable[[Order, RowFacts], Piece]] = {
    "no": lambda order, facts: Piece(order.no, Tone.STRONG),
    "kind": _kind,
    "customer": _customer,
    "tail": _tail,
    "address": _address,
    "point": lambda order, facts: point_text(order, facts.point_names),
    "state": _state,
    "doing": lambda order, facts: doing_piece(order, facts.zone, facts.now.astimezone(facts.zone).date()),
    "due": _due,
    "slot": lambda order, facts: Piece(order.slot, Tone.MUTED),
    "appointed": _appointed,
    "category": lambda order, facts: Piece(order.category),
    "model": lambda order, facts: Piece(order.model),
    "age": _age,
}


def missing_piece(order: Order) -> Piece:
    """Return what a slip lacks as a sentence, empty when nothing is missing."""
    if not order.incomplete:
        return Piece("")
    return Piece(_("~ missing: {what}").format(what=missing_words(order.incomplete)), Tone.SOON)
