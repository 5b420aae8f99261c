"""The ledger on the terminal: what was sent by day, network point, kind and mode, with its corrections (row C-08)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, tzinfo
from typing import TYPE_CHECKING

from dispatch_tui.domain.dispatches import Mode
from dispatch_tui.domain.feedback_words import mode_word
from dispatch_tui.domain.orders import Kind
from dispatch_tui.i18n import gettext as _
from dispatch_tui.tui.presentation.paper_words import short_day
from dispatch_tui.tui.presentation.pieces import Line, Piece, Tone, line
from dispatch_tui.tui.presentation.times import moment_text
from dispatch_tui.tui.presentation.words import list_kind_word

if TYPE_CHECKING:
    from dispatch_tui.domain.ledger_entries import LedgerEntry
    from dispatch_tui.services.ledger import LedgerRow, MonthRow


@dataclass(frozen=True, slots=True)
class LedgerLine:
    """One row of the ledger's page."""

    row: LedgerRow

    @property
    def key(self) -> str:
        """Day, network point, kind and mode."""
        row = self.row
        return f"{row.day.isoformat()}:{row.point}:{row.kind.value}:{row.mode.value}"


def ledger_cells(each: LedgerLine, today: date) -> dict[str, Piece]:
    """Return the cells of a row by column key."""
    row = each.row
    return {
        "sign": Piece("~", Tone.SOON) if row.corrected else Piece(" "),
        "day": Piece(short_day(row.day, today), Tone.MUTED),
        "point": Piece(row.point_name, Tone.STRONG),
        "kind": Piece(list_kind_word(row.kind)),
        "mode": Piece(mode_word(row.mode), Tone.SOON if row.mode is Mode.TEMPORARY else Tone.PLAIN),
        "sent": Piece(f"{row.sent:,}", Tone.MUTED),
        "corrected": Piece(f"{row.corrected:+,}" if row.corrected else "", Tone.SOON),
        "net": Piece(f"{row.net:,}", Tone.STRONG),
        "cards": Piece(", ".join(dict.fromkeys(entry.ref for entry in row.entries if entry.ref)), Tone.MUTED),
        "slips": Piece(" ".join(row.order_nos), Tone.MUTED),
    }


def entry_lines(
    entries: Sequence[LedgerEntry], zone: tzinfo, today: date, name: Callable[[str], str]
) -> list[Line]:
    """Return the entries behind a row, corrections with their reason; the old ones stay as they were."""
    lines = []
    for entry in entries:
        corrects = entry.correction_of is not None
        lines.append(
            line(
                Piece(f"{moment_text(entry.made_at, zone, today)} {name(entry.made_by)}  ", Tone.MUTED),
                Piece(f"{entry.count:+,}", Tone.SOON if corrects else Tone.STRONG),
                Piece("  " + _("~ correction: {reason}").format(reason=entry.reason), Tone.SOON)
                if corrects
                else "",
                Piece(f"  {entry.ref}" if entry.ref else "", Tone.PLAIN),
                Piece(f"  {' '.join(entry.order_nos)}", Tone.MUTED),
            )
        )
    return lines


def ledger_sums(rows: Sequence[LedgerLine]) -> Line:
    """Return the sums of a page: by kind, normal and temporary apart, and in all."""
    parts: list[str | Piece] = [
        Piece(" " + _("total {n}").format(n=f"{sum(r.row.net for r in rows):,}"), Tone.STRONG)
    ]
    counts: Counter[tuple[Kind, Mode]] = Counter()
    for each in rows:
        counts[each.row.kind, each.row.mode] += each.row.net
    parts += _by_kind(counts)
    corrected = sum(each.row.corrected for each in rows)
    if corrected:
        parts.append(Piece("   ~ " + _("corrected {n}").format(n=f"{corrected:+,}"), Tone.SOON))
    return line(*parts)


@dataclass(frozen=True, slots=True)
class MonthLine:
    """One network point in the sum of a month."""

    row: MonthRow

    @property
    def key(self) -> str:
        """The network point's code."""
        return f"point:{self.row.point}"


MONTH_COLUMNS = (
    ("install_normal", Kind.INSTALL, Mode.NORMAL),
    ("install_temporary", Kind.INSTALL, Mode.TEMPORARY),
    ("repair_normal", Kind.REPAIR, Mode.NORMAL),
    ("repair_temporary", Kind.REPAIR, Mode.TEMPORARY),
    ("removal_normal", Kind.REMOVAL, Mode.NORMAL),
    ("removal_temporary", Kind.REMOVAL, Mode.TEMPORARY),
    ("engineering_normal", Kind.ENGINEERING, Mode.NORMAL),
    ("engineering_temporary", Kind.ENGINEERING, Mode.TEMPORARY),
)
"""Columns of the month: kinds, normal and temporary apart (row L-05)."""


def month_cells(each: MonthLine) -> dict[str, Piece]:
    """Return the cells of a network point by column key."""
    row = each.row
    cells = {
        key: Piece(f"{row.counts.get((kind, mode), 0):,}" if row.counts.get((kind, mode)) else "")
        for key, kind, mode in MONTH_COLUMNS
    }
    return cells | {
        "sign": Piece(" "),
        "point": Piece(row.point_name, Tone.STRONG),
        "corrected": Piece(f"{row.corrected:+,}" if row.corrected else "", Tone.SOON),
        "total": Piece(f"{row.total:,}", Tone.STRONG),
    }


def month_sums(rows: Sequence[MonthLine]) -> Line:
    """Return the sums of a month by kind and mode, and in all."""
    total = sum(each.row.total for each in rows)
    parts: list[str | Piece] = [Piece(" " + _("total {n}").format(n=f"{total:,}"), Tone.STRONG)]
    counts: Counter[tuple[Kind, Mode]] = Counter()
    for each in rows:
        for _key, kind, mode in MONTH_COLUMNS:
            counts[kind, mode] += each.row.counts.get((kind, mode), 0)
    return line(*parts, *_by_kind(counts))


def _by_kind(counts: Mapping[tuple[Kind, Mode], int]) -> list[str]:
    """Return the sums kind by kind, normal + temporary, short enough for one line of 80 cells."""
    parts = []
    for kind in Kind:
        normal, temporary = counts[kind, Mode.NORMAL], counts[kind, Mode.TEMPORARY]
        if normal or temporary:
            parts.append(f"  {list_kind_word(kind)} {normal:,}+{temporary:,}")
    return [*parts, _(" (normal+temp.)")] if parts else []
