"""Reading what network points have for good (assigned, sent) and what the room still has to send."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, tzinfo
from typing import TYPE_CHECKING

from dispatch_tui.domain.orders import Kind, State
from dispatch_tui.storage.codec import day, day_bounds
from dispatch_tui.storage.engine import Engine

if TYPE_CHECKING:
    from dispatch_tui.domain.placing_results import Load


@dataclass(frozen=True, slots=True)
class UnsentTally:
    """How many pending slips of one day stand in one state at one network point."""

    point: str | None
    state: State
    day: date
    count: int
    urgent: int


class CommitmentReads:
    """Reading of counts by state; a part of ``Reader``."""

    engine: Engine
    branch: str

    def committed_load(self, today: date, zone: tzinfo = UTC) -> Load:
        """Return the slips that network points have for good: assigned ones up to today, and those sent today."""
        from dispatch_tui.domain.placing_results import Load

        load = Load()
        first, last = day_bounds(today, zone)
        for sql, params in (
            (
                "SELECT point, kind, COUNT(*) FROM orders WHERE branch = ? AND state = 'assigned' AND day <= ? "
                "GROUP BY point, kind",
                (self.branch, today.isoformat()),
            ),
            (
                "SELECT point, kind, COUNT(*) FROM orders WHERE branch = ? AND dispatched_at IS NOT NULL "
                "AND dispatched_at >= ? AND dispatched_at < ? GROUP BY point, kind",
                (self.branch, first, last),
            ),
        ):
            for point, kind, count in self.engine.execute(sql, params).fetchall():
                load.add(point or None, Kind(kind), count)
        return load

    def unsent_tallies(self, today: date) -> list[UnsentTally]:
        """Return the pending slips up to a day by network point, state and day."""
        rows = self.engine.execute(
            "SELECT point, state, day, COUNT(*), CAST(SUM(urgent) AS INTEGER) FROM orders "
            "WHERE branch = ? AND pending = 1 AND day <= ? GROUP BY point, state, day",
            (self.branch, today.isoformat()),
        ).fetchall()
        return [
            UnsentTally(point or None, State(state), day(of), count, urgent)
            for point, state, of, count, urgent in rows
        ]
