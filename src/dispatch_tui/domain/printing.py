"""Papers that were printed: every print is counted, every further one is a reprint (补打, row B-04)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Printing:
    """One print of one paper; never changed afterwards."""

    id: int
    paper: str
    """``work_slip``, ``flow_card``, ``feedback_sheet``, ``ledger_page``, ``materials_list``."""
    subject: str
    """What was printed: a slip number, a card number, a sheet or ledger subject."""
    printed_at: datetime
    printed_by: str
    target: str = ""
    """File, printer or fax folder."""
    nth: int = 1
    """1 for the first print, more for a reprint."""
    version: int = 1
