"""A correction that met a colleague's: each field with what it was, what is mine, what is theirs, and what is kept."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import tzinfo
from typing import TYPE_CHECKING

from dispatch_tui.i18n import gettext as _
from dispatch_tui.i18n import mark as N_
from dispatch_tui.tui.presentation.pieces import Piece, Tone
from dispatch_tui.tui.screens.row_lists import ListColumn

if TYPE_CHECKING:
    from dispatch_tui.services.conflicts import FieldDifference

COLUMNS = (
    ListColumn("field", N_("Field"), 10, 0),
    ListColumn("before", N_("Before"), 11, 4, grow=2),
    ListColumn("mine", N_("Mine"), 13, 0, grow=3),
    ListColumn("theirs", N_("Theirs"), 13, 0, grow=3),
    ListColumn("who", N_("Who, when"), 15, 2, grow=1),
    ListColumn("kept", N_("Kept"), 7, 0),
)
"""Everything stands side by side on a terminal of 80 cells."""


@dataclass(frozen=True, slots=True)
class ConflictRow:
    """One field in question."""

    difference: FieldDifference
    zone: tzinfo
    mine: bool | None = None
    """Whether mine is kept; None while it is not decided."""

    @property
    def key(self) -> str:
        """The field's name."""
        return self.difference.name


def conflict_cells(row: ConflictRow) -> dict[str, Piece]:
    """Return the cells of a field in question."""
    each = row.difference
    at = each.at.astimezone(row.zone).strftime("%H:%M:%S")
    kept = {None: Piece(_("m or t?"), Tone.SOON), True: Piece(_("mine")), False: Piece(_("theirs"))}
    return {
        "sign": Piece("~" if row.mine is None else " ", Tone.SOON),
        "field": Piece(each.label, Tone.STRONG),
        "before": Piece(each.before or "–", Tone.MUTED),
        "mine": Piece(each.mine or "–", Tone.GOOD if row.mine else Tone.PLAIN),
        "theirs": Piece(each.theirs or "–", Tone.GOOD if row.mine is False else Tone.PLAIN),
        "who": Piece(f"{each.who} {at}", Tone.MUTED),
        "kept": kept[row.mine],
    }
