"""The guided runs of the day: day-open and day-close, their sign-off and the differences accepted in them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from dispatch_tui.domain.orders import PlainJson


class RunKind(StrEnum):
    """Which run it is."""

    OPEN = "open"
    """In the morning: carry-over, yesterday's feedback, reconciliation, hand-over (S004 一.1, row C-01)."""
    CLOSE = "close"
    """Before closing: unsent slips, flow cards, plan amendments, ledger (row B-02)."""


@dataclass(frozen=True, slots=True)
class DayRun:
    """One run of one day; unique by day and kind."""

    id: int
    day: date
    kind: RunKind
    begun_at: datetime
    begun_by: str
    accepted: tuple[Mapping[str, PlainJson], ...] = ()
    """Differences accepted with a reason: ``key``, ``text``, ``reason``, ``by``, ``at``. They stay visible (C-09)."""
    signed_at: datetime | None = None
    signed_by: str = ""
    version: int = 1

    @property
    def signed(self) -> bool:
        """Whether the run was signed off."""
        return self.signed_at is not None
