"""Finds the flow cards, feedback sheets and ledger entries that a command means; never a guess."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import TYPE_CHECKING

from dispatch_tui.domain.dispatches import Dispatch, FlowCard, Mode
from dispatch_tui.domain.feedback import FeedbackSheet, SheetState
from dispatch_tui.domain.feedback_words import mode_word, sheet_state_word, sheet_title
from dispatch_tui.domain.ledger_entries import LedgerEntry
from dispatch_tui.domain.lifecycle import kind_word
from dispatch_tui.errors import Ambiguous, BadInput, NotFound
from dispatch_tui.i18n import gettext as _
from dispatch_tui.services.commands.forms import Sheets
from dispatch_tui.services.commands.names import points_like

if TYPE_CHECKING:
    from dispatch_tui.services.desk import Desk

MOST_CANDIDATES = 12
LOOK_BACK = timedelta(days=31)
"""Sheets without a day are looked for so far back."""
_SUITING: Mapping[str, frozenset[SheetState]] = {
    "received": frozenset({SheetState.EXPECTED}),
    "line": frozenset({SheetState.EXPECTED, SheetState.RECEIVED, SheetState.QUERIED}),
    "query": frozenset({SheetState.RECEIVED, SheetState.QUERIED, SheetState.CHECKED}),
    "answer": frozenset({SheetState.QUERIED}),
    "check": frozenset({SheetState.RECEIVED, SheetState.QUERIED}),
    "hand": frozenset({SheetState.CHECKED}),
    "entered": frozenset({SheetState.HANDED}),
    "copied": frozenset({SheetState.ENTERED}),
    "chase": frozenset({SheetState.EXPECTED}),
}
"""States in which a step looks for its sheets."""
SET_STEPS = frozenset({"hand", "entered", "copied", "chase"})
"""Steps that take all sheets of a day at once."""


def sheets_meant(desk: Desk, sheets: Sheets, step: str) -> list[FeedbackSheet]:
    """Return the sheets that a command means: those in a state that suits the step, else those that fit at all.

    Raises NotFound when none fits, Ambiguous with the candidates when one is wanted and several fit, or when a set is
    wanted and they are of several days.
    """
    fitting = _fitting(desk, sheets)
    found = [
        sheet for sheet in fitting if sheet.state in _SUITING.get(step, frozenset(SheetState))
    ] or fitting
    if not found:
        raise NotFound(
            _("There is no feedback sheet {text}.").format(text=sheets.text or "–"),
            _("Name network point, kind and day, like: cy repair 11-21."),
        )
    several = len({sheet.day for sheet in found}) > 1 if step in SET_STEPS or sheets.every else len(found) > 1
    if several and step != "chase":
        raise Ambiguous(
            _("{n} feedback sheets fit “{text}”.").format(n=len(found), text=sheets.text),
            [(_name(sheet), _told(desk, sheet)) for sheet in found[:MOST_CANDIDATES]],
            _("Name network point, kind and day, like: cy repair 11-21."),
        )
    return found


def _fitting(desk: Desk, sheets: Sheets) -> list[FeedbackSheet]:
    wanted: dict[str, object] = {}
    if sheets.mode is not None:
        wanted["mode"] = sheets.mode
    if sheets.point is not None:
        wanted["point"] = sheets.point
    if sheets.kind is not None:
        wanted["kind"] = sheets.kind
    if sheets.day is not None:
        wanted["day"] = sheets.day
    else:
        wanted["day_from"] = desk.today() - LOOK_BACK
    with desk.store.read() as reader:
        found = reader.papers(FeedbackSheet, **wanted)  # type: ignore[arg-type]
    return sorted(found, key=lambda sheet: (sheet.day, sheet.point, sheet.kind.value), reverse=False)


def _name(sheet: FeedbackSheet) -> str:
    """Return the words that mean exactly this sheet."""
    which = sheet.point if sheet.mode is Mode.NORMAL else "temporary"
    return f"{which} {sheet.kind.value} {sheet.day:%m-%d}"


def _told(desk: Desk, sheet: FeedbackSheet) -> str:
    title = sheet_title(sheet.day, desk.point_name(sheet.point), sheet.kind, sheet.mode)
    return f"{title} · {sheet_state_word(sheet.state)}"


def card_meant(desk: Desk, word: str) -> str:
    """Return the number of the flow card that a word means: a number, run of today, or a network point with one card.

    Raises Ambiguous for a network point with several cards today; what fits nothing is returned as it is, the service
    tells that it does not exist.
    """
    with desk.store.read() as reader:
        known = reader.papers(FlowCard, no=word.upper()) or reader.papers(FlowCard, no=word)
        today = reader.papers(FlowCard, day=desk.today())
    if known:
        return known[0].no
    folded = word.casefold()
    found = [card for card in today if folded in {card.no.casefold(), f"{card.point}-{card.run}".casefold()}]
    if not found:
        codes = {point.code for point in points_like(word, desk.settings)}
        found = [card for card in today if card.point in codes]
    if len(found) > 1:
        raise Ambiguous(
            _("{n} flow cards fit “{word}”.").format(n=len(found), word=word),
            [
                (card.no, _("{name}, {n} slips").format(name=desk.point_name(card.point), n=len(card.lines)))
                for card in found[:MOST_CANDIDATES]
            ],
            _("Pick one by its number."),
        )
    return found[0].no if found else word


def slip_of_sheet(desk: Desk, sheet: FeedbackSheet, word: str) -> str:
    """Return the slip number that a number or its end means on a sheet; what fits no slip is taken as it is written."""
    from dispatch_tui.services.feedback_typing import number_meant

    with desk.store.read() as reader:
        return number_meant(reader, word, sheet, reader.papers(Dispatch, sheet_id=sheet.id))


def points_of_line(desk: Desk, sheet: FeedbackSheet, number: str) -> frozenset[str] | None:
    """Return the network points whose workers may stand on a line: the sheet's, or the one the slip was sent to."""
    if sheet.point:
        return frozenset({sheet.point})
    with desk.store.read() as reader:
        sent = reader.papers(Dispatch, sheet_id=sheet.id, order_no=number)
    return frozenset(paper.point for paper in sent) or None


def entry_meant(desk: Desk, sheets: Sheets, number: str, *, counts: bool) -> LedgerEntry:
    """Return the ledger entry to be corrected for a slip: the one that counts it, or one of the line it belongs to.

    Raises NotFound when there is none, Ambiguous when entries of several days, kinds or modes fit.
    """
    wanted: dict[str, object] = {
        name: value
        for name, value in (
            ("point", sheets.point), ("kind", sheets.kind), ("mode", sheets.mode), ("day", sheets.day),
        )
        if value is not None
    }  # fmt: skip
    if sheets.day is None:
        wanted["day_from"] = desk.today() - LOOK_BACK
    with desk.store.read() as reader:
        entries = [
            entry
            for entry in reader.papers(LedgerEntry, **wanted)  # type: ignore[arg-type]
            if entry.correction_of is None
        ]
    if counts:
        entries = [entry for entry in entries if number in entry.order_nos]
    lines = {(entry.day, entry.point, entry.kind, entry.mode): entry for entry in entries}
    if not lines:
        raise NotFound(
            _("The ledger has no entry for {no} there.").format(no=number),
            _("Name network point, kind and day, like: cy repair 11-21."),
        )
    if len(lines) > 1:
        raise Ambiguous(
            _("{n} lines of the ledger fit.").format(n=len(lines)),
            [
                (
                    f"{point} {kind.value} {mode.value} {day:%m-%d}",
                    f"{desk.point_name(point)} {kind_word(kind)} {mode_word(mode)}",
                )
                for day, point, kind, mode in sorted(lines)[:MOST_CANDIDATES]
            ],
            _("Name network point, kind and day, like: cy repair 11-21."),
        )
    return next(iter(lines.values()))


def one_day(sheets: Sheets | None, desk: Desk) -> str:
    """Return the day of a ledger page as its subject; today when none is named."""
    day = (sheets.day if sheets else None) or desk.today()
    if day > desk.today():
        raise BadInput(_("The day {day} lies in the future.").format(day=day.isoformat()))
    return day.isoformat()
