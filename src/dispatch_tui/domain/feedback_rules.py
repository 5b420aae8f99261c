"""What may happen to a feedback sheet, and what is doubtful about it (rows C-01 to C-07; domain model 7.3).

Guards answer with findings; screens, previews and the writes call the same ones.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from dispatch_tui.domain.dispatches import Mode
from dispatch_tui.domain.feedback import FeedbackSheet, SheetState
from dispatch_tui.domain.feedback_words import sheet_state_word
from dispatch_tui.domain.rules import Finding, Level
from dispatch_tui.i18n import gettext as _
from dispatch_tui.i18n import ngettext

ARTICLE = "S004 一.1"
_ON_THE_DESK = frozenset({SheetState.RECEIVED, SheetState.QUERIED, SheetState.CHECKED})
GONE = frozenset({SheetState.HANDED, SheetState.ENTERED, SheetState.COPIED_BACK})
"""States of a sheet that is at the information centre or beyond."""


@dataclass(frozen=True, slots=True)
class SheetCounts:
    """The slips of a sheet by what became of them, as slip numbers."""

    sent: tuple[str, ...] = ()
    """Slips sent: what is expected on the sheet."""
    lines: int = 0
    """Lines on the sheet that are not struck out."""
    named: tuple[str, ...] = ()
    """Slips sent whose line has a worker."""
    blank: tuple[str, ...] = ()
    """Slips sent whose line has no worker."""
    missing: tuple[str, ...] = ()
    """Slips sent without a line."""
    unknown: tuple[str, ...] = ()
    """Numbers on the sheet that no slip has."""
    foreign: tuple[str, ...] = ()
    """Slips on the sheet that were not sent with it."""
    to_hand: tuple[str, ...] = ()
    """Slips with a worker whose line has not gone to the information centre yet."""

    @property
    def expected(self) -> int:
        """How many slips were sent."""
        return len(self.sent)

    @property
    def doubts(self) -> int:
        """How many lines don't belong on the sheet."""
        return len(self.unknown) + len(self.foreign)


def doubts_of(counts: SheetCounts) -> list[Finding]:
    """Return what is doubtful about a sheet when its lines are held against the slips sent (row C-04).

    Each doubt warns, with the slips in ``facts``; the network point is asked, or the sheet is checked with a reason.
    """
    found = []
    if counts.lines > counts.expected:
        text = _("The sheet has {lines} lines, {sent} slips were sent.").format(
            lines=counts.lines, sent=counts.expected
        )
        found.append(
            Finding(
                Level.WARN, "more-lines", text, "row C-04", {"lines": counts.lines, "sent": counts.expected}
            )
        )
    for code, numbers, text in (
        ("lines-missing", counts.missing,
         ngettext("{n} slip has no line: {nos}.", "{n} slips have no line: {nos}.", len(counts.missing))),
        ("worker-blank", counts.blank,
         ngettext("{n} line has no worker: {nos}.", "{n} lines have no worker: {nos}.", len(counts.blank))),
        ("line-unknown", counts.unknown,
         ngettext("{n} number is no slip's: {nos}.", "{n} numbers are no slip's: {nos}.", len(counts.unknown))),
        ("line-foreign", counts.foreign,
         ngettext("{n} slip does not belong on the sheet: {nos}.",
                  "{n} slips do not belong on the sheet: {nos}.", len(counts.foreign))),
    ):  # fmt: skip
        if numbers:
            told = text.format(n=len(numbers), nos=listed(numbers))
            found.append(Finding(Level.WARN, code, told, "row C-04", {"order_nos": list(numbers)}))
    return found


def listed(numbers: Sequence[str], most: int = 6) -> str:
    """Return some slip numbers for a sentence; of many, the first and how many more there are."""
    shown = ", ".join(numbers[:most])
    rest = len(numbers) - most
    return shown if rest <= 0 else _("{shown} and {n} more").format(shown=shown, n=rest)


def may_receive(sheet: FeedbackSheet, counts: SheetCounts, came: str) -> list[Finding]:
    """Tell whether the arrival of a sheet can be noted; ``came`` tells how and when it came before (row C-02)."""
    if sheet.state is not SheetState.EXPECTED:
        text = _("This sheet is here already: {came}.").format(came=came)
        return [Finding(Level.BLOCK, "sheet-twice", text, "row C-02", {"state": sheet.state.value})]
    if not counts.expected:
        text = _("Nothing is expected on this sheet: every slip of it was recalled.")
        return [Finding(Level.NOTE, "not-expected", text, "row C-01")]
    return []


def may_check(sheet: FeedbackSheet, counts: SheetCounts) -> list[Finding]:
    """Tell whether a sheet can be called checked; doubts warn and are accepted with a reason (row C-04)."""
    if sheet.state is SheetState.EXPECTED and sheet.mode is Mode.NORMAL:
        return [_block("not-received", _("The sheet has not come back yet."))]
    if sheet.state is SheetState.CHECKED or sheet.state in GONE:
        return [_wrong_state(sheet)]
    found = doubts_of(counts)
    if sheet.state is SheetState.QUERIED:
        text = _("The network point has not answered the question on the sheet.")
        found.append(Finding(Level.NOTE, "answer-missing", text, "row C-04"))
    return found


def may_query(sheet: FeedbackSheet, text: str) -> list[Finding]:
    """Tell whether a doubt about a sheet, or its answer, can be noted (row C-04)."""
    if not text.strip():
        return [_block("text-missing", _("Write what is doubtful, or what was answered."))]
    if sheet.state is SheetState.EXPECTED and sheet.mode is Mode.NORMAL:
        return [_block("not-received", _("The sheet has not come back yet."))]
    return []


def may_hand(sheet: FeedbackSheet, counts: SheetCounts) -> list[Finding]:
    """Tell whether a sheet by itself can go to the information centre (rows C-05 and C-06).

    A normal sheet is checked first; a temporary one goes line by line, as the names come. What came after the first
    hand-over goes in a further one.
    """
    if sheet.mode is Mode.TEMPORARY or sheet.state in GONE:
        if not counts.to_hand:
            text = _("There is nothing on the sheet that has not been handed over.")
            return [_block("nothing-new", text, "row C-06")]
        return []
    if sheet.state is SheetState.EXPECTED:
        return [_block("not-received", _("The sheet has not come back yet."))]
    if sheet.state is not SheetState.CHECKED:
        return [_block("not-checked", _("Check the sheet first."))]
    return []


def may_enter(sheet: FeedbackSheet) -> list[Finding]:
    """Tell whether the information centre can have typed the sheet in."""
    return [] if sheet.state is SheetState.HANDED else [_wrong_state(sheet)]


def may_copy_back(sheet: FeedbackSheet, by: str) -> list[Finding]:
    """Tell whether the supervisor can have filled the names into the original sheet (row C-07).

    Who handed the sheet over should not copy it back; that warns.
    """
    if sheet.state is not SheetState.ENTERED:
        return [_wrong_state(sheet)]
    if sheet.handed_by == by:
        text = _("You handed this sheet over yourself; somebody else should copy it back.")
        return [Finding(Level.WARN, "same-person", text, "row C-07")]
    return []


def can_have_come(sheet: FeedbackSheet) -> bool:
    """Tell whether the paper of the sheet is on the desk or beyond."""
    return sheet.state in _ON_THE_DESK or sheet.state in GONE


def _wrong_state(sheet: FeedbackSheet) -> Finding:
    text = _("The sheet is {state}.").format(state=sheet_state_word(sheet.state))
    return Finding(Level.BLOCK, "wrong-state", text, ARTICLE, {"state": sheet.state.value})


def _block(code: str, text: str, article: str = ARTICLE) -> Finding:
    return Finding(Level.BLOCK, code, text, article)
