"""The chase log of a month by network point: how often each had to be chased for sheets and names (rows C-03, B-08)."""

from __future__ import annotations

import calendar
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import TYPE_CHECKING

from dispatch_tui.domain.batches import Chase
from dispatch_tui.domain.dispatches import Dispatch
from dispatch_tui.services.chasing import LAST_RUNG

if TYPE_CHECKING:
    from dispatch_tui.services.desk import Desk
    from dispatch_tui.storage.reading import Reader


@dataclass(slots=True)
class PointChases:
    """How often one network point was chased in a month."""

    point: str
    """Code; empty for what belongs to no single network point (temporary sheets, hand-overs)."""
    name: str
    sheets: int = 0
    """Tries for feedback sheets."""
    workers: int = 0
    """Tries for the names of workers."""
    batches: int = 0
    """Tries for late hand-overs of slips."""
    escalated: int = 0
    """Tries that went to the supervisor."""
    subjects: set[str] = field(default_factory=set)
    """What was chased, by its name in the chase log."""
    last: Chase | None = None

    @property
    def tries(self) -> int:
        """All tries."""
        return self.sheets + self.workers + self.batches


def monthly(desk: Desk, year: int, month: int) -> list[PointChases]:
    """Return the network points that were chased in a month, the most often chased first."""
    first = date(year, month, 1)
    days = calendar.monthrange(year, month)[1]
    zone = desk.settings.branch.zone
    with desk.store.read() as reader:
        log = [
            chase for step in range(days) for chase in reader.chases_on(first + timedelta(days=step), zone)
        ]
        points = _points_of(reader, log)
    found: dict[str, PointChases] = {}
    for chase in log:
        code = points.get(chase.subject, "")
        row = found.setdefault(code, PointChases(code, desk.point_name(code)))
        sort = chase.subject.partition(":")[0]
        row.sheets += sort == "sheet"
        row.workers += sort == "worker"
        row.batches += sort == "batch"
        row.escalated += chase.way == LAST_RUNG
        row.subjects.add(chase.subject)
        row.last = chase
    return sorted(found.values(), key=lambda row: (-row.tries, row.point))


def _points_of(reader: Reader, log: Iterable[Chase]) -> dict[str, str]:
    """Return the network point of each subject; of a worker's name that of the newest dispatch before the chase."""
    found: dict[str, str] = {}
    numbers: dict[str, str] = {}
    for subject in dict.fromkeys(chase.subject for chase in log):
        sort, _colon, rest = subject.partition(":")
        parts = rest.split(":")
        if sort == "sheet" and len(parts) > 1:
            found[subject] = parts[1].strip("*")
        elif sort == "worker":
            numbers[rest] = subject
    slips = [order.id for order in reader.orders_by_no(numbers).values()]
    for dispatch in reader.papers(Dispatch, order_id=slips, order_by="sent_at"):
        found[numbers[dispatch.order_no]] = dispatch.point
    return found
