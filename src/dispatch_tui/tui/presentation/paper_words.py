"""The room's words for what becomes of papers: ways, states of sheets, cards and lines."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from dispatch_tui.domain.day_runs import RunKind
from dispatch_tui.domain.dispatches import CardState, Delivery, Via
from dispatch_tui.domain.feedback import LineState, SheetState
from dispatch_tui.domain.feedback_words import line_state_word, sheet_state_word
from dispatch_tui.i18n import gettext as _
from dispatch_tui.i18n import mark as N_
from dispatch_tui.i18n import pgettext
from dispatch_tui.tui.presentation.pieces import Piece, Tone

_SHEETS: Mapping[SheetState, Tone] = {
    SheetState.EXPECTED: Tone.SOON,
    SheetState.QUERIED: Tone.SOON,
    SheetState.CHECKED: Tone.GOOD,
    SheetState.HANDED: Tone.GOOD,
    SheetState.ENTERED: Tone.GOOD,
    SheetState.COPIED_BACK: Tone.MUTED,
}
_CARDS: Mapping[CardState, tuple[str, Tone]] = {
    CardState.CLOSED: (N_("closed"), Tone.PLAIN),
    CardState.SIGNED: (N_("signed"), Tone.GOOD),
    CardState.VOID: (N_("! void"), Tone.OVERDUE),
}
_VIAS = {Via.CAR: N_("car"), Via.FAX: N_("fax"), Via.PICK_UP: N_("fetched by the point")}
_DELIVERIES = {
    Delivery.SENT: N_("on its way"),
    Delivery.FAILED: N_("! not received"),
    Delivery.RECEIVED: N_("there"),
}
_RUNS = {RunKind.OPEN: N_("Day-open"), RunKind.CLOSE: N_("Day-close")}


def sheet_piece(state: SheetState) -> Piece:
    """Return where a feedback sheet stands."""
    sign = "? " if state is SheetState.QUERIED else ""
    return Piece(sign + sheet_state_word(state), _SHEETS.get(state, Tone.PLAIN))


def card_piece(state: CardState) -> Piece:
    """Return where a flow card stands."""
    word, tone = _CARDS[state]
    return Piece(_(word), tone)


def line_piece(state: LineState) -> Piece:
    """Return what is doubtful about a line; nothing for a good one."""
    if state is LineState.GOOD:
        return Piece("")
    if state is LineState.STRUCK:
        return Piece(line_state_word(state), Tone.MUTED)
    return Piece(f"! {line_state_word(state)}", Tone.OVERDUE)


def via_word(via: Via) -> str:
    """Return what carries a slip."""
    return _(_VIAS[via])


def delivery_word(delivery: Delivery) -> str:
    """Return whether the slip reached the network point."""
    return _(_DELIVERIES[delivery])


def run_word(kind: RunKind) -> str:
    """Return the name of a guided run."""
    return _(_RUNS[kind])


def point_word(code: str, names: Mapping[str, str]) -> str:
    """Return the name of a network point; the temporary sheet of the day has none."""
    return names.get(code, code) if code else pgettext("network point", "(temporary)")


def short_day(day: date, today: date) -> str:
    """Return a day in five cells, with the year when it is another one."""
    return day.strftime("%m-%d") if day.year == today.year else day.isoformat()
