"""Feedback sheets in a list: expected, received, missing, where each stands, and the next try of the chase ladder."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, tzinfo
from typing import TYPE_CHECKING

from dispatch_tui.domain.dispatches import Mode
from dispatch_tui.domain.feedback import SheetState
from dispatch_tui.domain.feedback_words import mode_word, way_word
from dispatch_tui.i18n import gettext as _
from dispatch_tui.i18n import ngettext, pgettext
from dispatch_tui.tui.presentation.paper_words import sheet_piece, short_day
from dispatch_tui.tui.presentation.pieces import Line, Piece, Tone, line
from dispatch_tui.tui.presentation.times import clock_text, moment_text
from dispatch_tui.tui.presentation.words import list_kind_word

if TYPE_CHECKING:
    from dispatch_tui.services.feedback_views import SheetView


@dataclass(frozen=True, slots=True)
class SheetListRow:
    """One sheet of the list."""

    view: SheetView

    @property
    def key(self) -> str:
        """The sheet's id."""
        return f"sheet:{self.view.sheet.id}"

    @property
    def open(self) -> bool:
        """Whether somebody still has to do something before it goes on."""
        state = self.view.sheet.state
        if not self.view.wanted:
            return False
        if self.view.sheet.mode is Mode.TEMPORARY and state is SheetState.EXPECTED:
            return self.view.missing > 0 or bool(self.view.counts.to_hand)
        return state in (SheetState.EXPECTED, SheetState.RECEIVED, SheetState.QUERIED)


def sheet_cells(row: SheetListRow, now: datetime, zone: tzinfo, today: date) -> dict[str, Piece]:
    """Return the cells of a sheet by column key."""
    view, sheet = row.view, row.view.sheet
    awaited = view.overdue
    missing = view.missing
    next_try = Piece("")
    if view.step is not None:
        due = view.step.due_at <= now
        words = f"{clock_text(view.step.due_at, zone)} {way_word(view.step.way)}"
        next_try = Piece(f"! {words}" if due else words, Tone.OVERDUE if due else Tone.MUTED)
    chased = ""
    if view.last is not None:
        times = ngettext("once", "{n} times", view.tries).format(n=view.tries)
        chased = f"{times} {moment_text(view.last.at, zone, today)}"
    state = sheet_piece(sheet.state)
    doubts = view.counts.doubts
    note = view.note
    if doubts:
        note = "  ".join(part for part in (_("! doubts {n}").format(n=doubts), note) if part)
    return {
        "sign": Piece("!", Tone.OVERDUE)
        if awaited or doubts
        else Piece("~", Tone.SOON)
        if row.open
        else Piece(" "),
        "day": Piece(short_day(sheet.day, today), Tone.MUTED),
        "point": Piece(view.point_name or pgettext("sheet", "(temporary)"), Tone.STRONG),
        "kind": Piece(list_kind_word(sheet.kind)),
        "mode": Piece(mode_word(sheet.mode), Tone.MUTED),
        "expected": Piece(str(view.expected)),
        "received": Piece(str(view.received)),
        "missing": Piece(str(missing) if missing else "", Tone.SOON),
        "state": Piece(state.text, Tone.OVERDUE) if awaited else state,
        "came": Piece(moment_text(sheet.received_at, zone, today) if sheet.received_at else "", Tone.MUTED),
        "chased": Piece(chased, Tone.SOON if view.step is not None else Tone.MUTED),
        "next": next_try,
        "note": Piece(note, Tone.OVERDUE if doubts else Tone.MUTED),
    }


def sheet_lines(row: SheetListRow, now: datetime, zone: tzinfo, name: Callable[[str], str]) -> list[Line]:
    """Return what is said about a sheet under the list: the next try, the last one, its doubts and answers."""
    view, sheet = row.view, row.view.sheet
    today = now.astimezone(zone).date()
    lines: list[Line] = []
    if view.step is not None:
        step = view.step
        words = _("{nth}. try: {way}, {time}").format(
            nth=step.nth, way=way_word(step.way), time=moment_text(step.due_at, zone, today)
        )
        lines.append(line(Piece(words, Tone.OVERDUE if step.due_at <= now else Tone.MUTED)))
    if view.last is not None:
        last = view.last
        lines.append(
            line(
                Piece(f"{moment_text(last.at, zone, today)}  ", Tone.MUTED),
                f"{name(last.by)} → {last.whom or view.point_name} ",
                Piece(f"({way_word(last.way)})", Tone.MUTED),
                _(": {answer}").format(answer=last.answer) if last.answer else "",
            )
        )
    if view.counts.missing and sheet.state is not SheetState.EXPECTED:
        lines.append(
            line(Piece(_("without a line: {nos}").format(nos=", ".join(view.counts.missing)), Tone.SOON))
        )
    if view.counts.blank:
        lines.append(
            line(Piece(_("without a name: {nos}").format(nos=", ".join(view.counts.blank)), Tone.SOON))
        )
    surplus = (*view.counts.unknown, *view.counts.foreign)
    if surplus:
        lines.append(line(Piece(_("! does not belong: {nos}").format(nos=", ".join(surplus)), Tone.OVERDUE)))
    lines += [line(Piece(f"? {text}", Tone.SOON)) for text in sheet.query.split("\n") if text]
    if sheet.handed_at is not None:
        handed = _("handed over by {who} at {time}").format(
            who=name(sheet.handed_by), time=moment_text(sheet.handed_at, zone, today)
        )
        lines.append(line(Piece(handed, Tone.MUTED), Piece(f"  {sheet.gap}" if sheet.gap else "", Tone.SOON)))
    return lines
