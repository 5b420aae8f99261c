"""The lines of a feedback sheet while it is typed in: every slip sent, and what the network point wrote besides."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, tzinfo
from typing import TYPE_CHECKING

from dispatch_tui.domain.feedback_words import mode_word, way_word
from dispatch_tui.domain.pinyin import initials
from dispatch_tui.i18n import gettext as _
from dispatch_tui.i18n import mark as N_
from dispatch_tui.tui.presentation.paper_words import sheet_piece
from dispatch_tui.tui.presentation.pieces import Line, Piece, Tone, line
from dispatch_tui.tui.presentation.times import day_text, moment_text
from dispatch_tui.tui.presentation.words import kind_word
from dispatch_tui.tui.text import cut, plain
from dispatch_tui.tui.widgets.list_prompt import Choice

if TYPE_CHECKING:
    from dispatch_tui.services.feedback_views import SheetDetail, SheetRow

NAME_CELLS = 20
"""Most cells of a network point's name in the head, so that the counts stay in view."""
_SURPLUS = {"unknown": N_("no such slip"), "foreign": N_("not of this sheet")}


@dataclass(frozen=True, slots=True)
class EntryRow:
    """One line of the sheet as it is shown."""

    order_no: str
    place: int = 0
    """Place on the sheet from 1; 0 for a line that was not expected."""
    stored: SheetRow | None = None
    """What the database has; None for a line that is only typed yet."""
    storing: str = ""
    """A name on its way into the database."""
    refused: str = ""
    """Why the last name was not taken; it stands in the typing line again when the cursor comes here."""

    @property
    def key(self) -> str:
        """The slip's number: a sheet has each number once."""
        return self.order_no

    @property
    def worker(self) -> str:
        """The name stored."""
        return self.stored.worker if self.stored is not None else ""

    @property
    def nameless(self) -> bool:
        """Whether the slip has no name yet, not even one on its way."""
        if self.stored is None or not self.place or self.storing:
            return False
        return self.stored.state.value in ("missing", "blank")

    @property
    def wanted(self) -> bool:
        """Whether a name is still to be typed here; a line that was refused waits for the person to come back."""
        return self.nameless and not self.refused

    @property
    def doubtful(self) -> bool:
        """Whether something about the line must be asked."""
        if self.refused:
            return True
        return self.stored is not None and (self.stored.state.value in _SURPLUS or bool(self.stored.doubt))


def entry_rows(detail: SheetDetail, storing: Mapping[str, str], refused: Mapping[str, str]) -> list[EntryRow]:
    """Return the lines of a sheet: those expected with their place, then the others, then what is only typed yet."""
    rows: list[EntryRow] = []
    place = 0
    for stored in detail.rows:
        expected = stored.state.value not in _SURPLUS
        place += expected
        no = stored.order_no
        rows.append(EntryRow(no, place if expected else 0, stored, storing.get(no, ""), refused.get(no, "")))
    known = {row.order_no for row in rows}
    for no in dict.fromkeys((*storing, *refused)):
        if no not in known:
            rows.append(EntryRow(no, 0, None, storing.get(no, ""), refused.get(no, "")))
    return rows


def entry_cells(row: EntryRow) -> dict[str, Piece]:
    """Return the cells of a line."""
    stored = row.stored
    order = stored.order if stored is not None else None
    recalled = stored is not None and stored.state.value == "recalled"
    worker = Piece(row.worker, Tone.MUTED if recalled else Tone.STRONG)
    if row.storing:
        worker = Piece(f"{row.storing}…", Tone.MUTED)
    tone = Tone.MUTED if recalled else Tone.OVERDUE if row.doubtful else Tone.STRONG
    return {
        "sign": Piece("!", Tone.OVERDUE) if row.doubtful else Piece(" "),
        "place": Piece(str(row.place) if row.place else "+", Tone.MUTED),
        "no": Piece(row.order_no, tone),
        "point": Piece(stored.point_name if stored is not None else "", Tone.MUTED),
        "customer": Piece(order.customer if order is not None else ""),
        "address": Piece(order.address if order is not None else "", Tone.MUTED),
        "worker": worker,
        "doubt": doubt_piece(row),
    }


def doubt_piece(row: EntryRow) -> Piece:
    """Return what is doubtful about a line, else the network point's remark."""
    if row.refused:
        return Piece(f"! {row.refused}", Tone.OVERDUE)
    stored = row.stored
    if stored is None:
        return Piece("")
    said = []
    if stored.state.value == "recalled":
        said.append(_("recalled"))
    elif stored.state.value == "blank":
        said.append(_("came back without a name"))
    if stored.doubt:
        said.append(stored.doubt)
    elif stored.state.value in _SURPLUS:
        said.append(_(_SURPLUS[stored.state.value]))
    if stored.earlier_worker:
        said.append(_("first reported: {name}").format(name=stored.earlier_worker))
    said.append(stored.note)
    words = "  ".join(part for part in said if part)
    tone = Tone.OVERDUE if row.doubtful else Tone.SOON if stored.earlier_worker else Tone.MUTED
    return Piece(f"! {words}" if row.doubtful else words, tone)


def next_nameless(rows: Sequence[EntryRow], after: int) -> int | None:
    """Return the place in the list of the next slip without a name, round and round; None when all have one."""
    order = (*range(after + 1, len(rows)), *range(min(after + 1, len(rows))))
    return next((at for at in order if rows[at].wanted), None)


def worker_above(rows: Sequence[EntryRow], at: int, last: str) -> str:
    """Return the worker of the nearest line above that has one, else the one typed last."""
    for row in reversed(rows[:at]):
        if row.storing or row.worker:
            return row.storing or row.worker
    return last


def name_counts(rows: Sequence[EntryRow]) -> dict[str, int]:
    """Return how often each name stands on the sheet."""
    counts: dict[str, int] = {}
    for row in rows:
        name = row.storing or row.worker
        if name:
            counts[name] = counts.get(name, 0) + 1
    return counts


def way_choices() -> list[Choice]:
    """Return the ways by which a sheet comes back, the usual one first."""
    return [
        Choice(way, line(Piece(way_word(way))), (way_word(way), initials(way_word(way)), way))
        for way in ("fax", "car", "phone")
    ]


def sheet_head(detail: SheetDetail, rows: Sequence[EntryRow], today: date, zone: tzinfo) -> Line:
    """Return the head of a sheet: which one, expected, typed, missing, and where it stands."""
    sheet = detail.sheet
    open_ = sum(row.nameless for row in rows)
    expected = detail.view.expected
    parts: list[str | Piece] = [
        Piece(
            f" {cut(plain(detail.view.point_name), NAME_CELLS).rstrip() or mode_word(sheet.mode)} ",
            Tone.STRONG,
        ),
        f"{kind_word(sheet.kind)} ",
        Piece(f"{mode_word(sheet.mode)} {day_text(sheet.day, today)}  ", Tone.MUTED),
        _("expected {n}").format(n=expected),
        "  ",
        _("named {n}").format(n=expected - open_),
        "  ",
        Piece(_("~ missing {n}").format(n=open_), Tone.SOON) if open_ else Piece(_("complete"), Tone.GOOD),
        "  ",
        sheet_piece(sheet.state),
    ]
    if sheet.received_at is not None:
        came = f" {moment_text(sheet.received_at, zone, today)} {way_word(sheet.way)}"
        parts.append(Piece(came, Tone.MUTED))
    # What is missing or came back without a name is counted before; the surplus lines are in doubt.
    doubts = detail.view.counts.doubts
    if doubts:
        parts.append(Piece("  " + _("! doubts {n}").format(n=doubts), Tone.OVERDUE))
    return line(*parts)
