"""The ledger (台帐) of slips sent per network point and day, normal and temporary apart (S004 一.1, row C-08)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from dispatch_tui.domain.dispatches import Mode
from dispatch_tui.domain.orders import Kind


@dataclass(frozen=True, slots=True)
class LedgerEntry:
    """One entry; entries are never changed, a correction is an entry of its own that names the one it corrects."""

    id: int
    day: date
    """Day of the dispatch."""
    point: str
    kind: Kind
    mode: Mode
    count: int
    """Slips sent; negative in a correction."""
    order_nos: tuple[str, ...]
    """The very slips, so that a difference can be named."""
    made_at: datetime
    made_by: str
    ref: str = ""
    """Number of the flow card, or empty for a temporary dispatch."""
    correction_of: int | None = None
    """Id of the entry that this one corrects."""
    reason: str = ""
    """Why it was corrected."""
    version: int = 1
