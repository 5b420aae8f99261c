"""The board as it was: events undone in memory, newest first, until the asked instant (``board --at``).

"As it was" means as the room knew it: the *entry* time of an action decides, not its true time. A catch-up entry made
at 14:00 for something that happened at 10:00 is not on the board of 11:00, because nobody could see it there. Actions
count in the order in which they were stored, so the result is a board that really stood on the screens.
"""

from __future__ import annotations

import json
from datetime import UTC, date, datetime, timedelta, tzinfo
from typing import Any

from dispatch_tui.domain.board import DueTally, Tally
from dispatch_tui.domain.orders import PENDING_STATES, Kind
from dispatch_tui.storage.codec import INSTANTS, day, day_bounds, instant, micros
from dispatch_tui.storage.engine import Engine
from dispatch_tui.storage.records import ORDER

Figures = tuple[list[Tally], list[DueTally], dict[str | None, datetime], dict[str, int]]
"""Tallies, due tallies, oldest slips and dispatched counts: what the live board is built from."""

_FIELDS = ("point", "day", "kind", "slot", "urgent", "received_at", "due_at", "state", "dispatched_at")
_PLACE = {name: index for index, name in enumerate(_FIELDS)}
_POINT, _DAY, _KIND, _SLOT, _URGENT, _RECEIVED, _DUE, _STATE, _DISPATCHED = range(len(_FIELDS))
_COLUMNS = ",".join(("id", *_FIELDS))
_CHUNK = 1000
_NEAR = 100
"""Sessions enter actions a few milliseconds out of order; so many of the last ones are compared."""


class ReplayReads:
    """Reading of the past; a part of ``Reader``."""

    engine: Engine
    branch: str

    def board_at(
        self,
        at: datetime,
        *,
        soon: timedelta = timedelta(hours=1),
        today: date | None = None,
        zone: tzinfo = UTC,
        known: datetime | None = None,
    ) -> Figures:
        """Return the board's figures as they were known at an instant.

        ``known`` is the moment up to which entered actions count, the instant itself by default. ``soon`` and
        ``zone`` mean the same as in ``due_tallies`` and ``sent_today``; ``today`` is the business day of the instant,
        its day in ``zone`` by default.
        """
        business_day = today or at.astimezone(zone).date()
        bounds = day_bounds(business_day, zone)
        slips = self._slips_at(self.seq_at(known or at), bounds)
        return figures_of(slips, at, soon, business_day, bounds)

    def seq_at(self, at: datetime) -> int:
        """Return the change number of the last action that was entered at an instant or before, 0 if none was."""
        row = self.engine.execute(
            "SELECT MAX(seq_last) FROM (SELECT seq_last FROM event_group WHERE branch = ? AND entered_at <= ? "
            "ORDER BY entered_at DESC, seq_last DESC LIMIT ?) AS near",
            (self.branch, micros(at), _NEAR),
        ).fetchone()
        return int(row[0] or 0)

    def _slips_at(self, seq: int, bounds: tuple[int, int]) -> list[list[Any]]:
        rows = self.engine.execute(
            f"SELECT {_COLUMNS} FROM orders WHERE branch = ? AND pending = 1",  # noqa: S608
            (self.branch,),
        ).fetchall()
        rows += self.engine.execute(
            f"SELECT {_COLUMNS} FROM orders WHERE branch = ? AND dispatched_at IS NOT NULL "  # noqa: S608
            "AND dispatched_at >= ? AND dispatched_at < ?",
            (self.branch, *bounds),
        ).fetchall()
        slips = {row[0]: list(row[1:]) for row in rows}
        later = self.engine.execute(
            "SELECT entity_id, before FROM event WHERE branch = ? AND seq > ? AND entity = ? ORDER BY seq DESC",
            (self.branch, seq, ORDER),
        ).fetchall()
        self._fetch(slips, [id_ for id_ in dict.fromkeys(row[0] for row in later) if id_ not in slips])
        for order_id, before in later:
            if before is None:
                slips.pop(order_id, None)
            elif order_id in slips:
                _put_back(slips[order_id], json.loads(before))
        return list(slips.values())

    def _fetch(self, slips: dict[int, list[Any]], ids: list[int]) -> None:
        for start in range(0, len(ids), _CHUNK):
            sql, value = self.engine.id_list(ids[start : start + _CHUNK])
            rows = self.engine.execute(
                f"SELECT {_COLUMNS} FROM {self.engine.dialect.orders_by_id} WHERE branch = ? AND id {sql}",  # noqa: S608
                (self.branch, value),
            )
            slips.update((row[0], list(row[1:])) for row in rows.fetchall())


def _put_back(slip: list[Any], before: dict[str, Any]) -> None:
    for name, value in before.items():
        place = _PLACE.get(name)
        if place is None:
            continue
        if name in INSTANTS and value is not None:
            value = micros(datetime.fromisoformat(value))
        slip[place] = value


def figures_of(
    slips: list[list[Any]], at: datetime, soon: timedelta, today: date, bounds: tuple[int, int]
) -> Figures:
    """Count the board's figures from slips, as the database counts them for the present."""
    now = micros(at)
    limit = now + soon // timedelta(microseconds=1)
    last = today.isoformat()
    groups: dict[tuple[str, str, str, str], list[int]] = {}
    oldest: dict[str | None, int] = {}
    sent: dict[str, int] = {}
    for slip in slips:
        point, urgent = slip[_POINT] or "", int(slip[_URGENT])
        dispatched = slip[_DISPATCHED]
        if point and dispatched is not None and bounds[0] <= dispatched < bounds[1]:
            sent[point] = sent.get(point, 0) + 1
        if slip[_STATE] not in PENDING_STATES:
            continue
        group = groups.setdefault((point, slip[_DAY], slip[_KIND], slip[_SLOT]), [0] * 6)
        group[0] += 1
        group[1] += urgent
        due = slip[_DUE]
        if due is not None and due <= limit:
            over = due <= now
            group[2 if over else 3] += 1
            group[4 if over else 5] += urgent
        if slip[_DAY] <= last and slip[_KIND] != Kind.UNSORTED:
            known = oldest.get(point or None)
            oldest[point or None] = slip[_RECEIVED] if known is None else min(known, slip[_RECEIVED])
    tallies = [
        Tally(point or None, day(day_), Kind(kind), slot, counts[0], counts[1])
        for (point, day_, kind, slot), counts in groups.items()
    ]
    dues = [
        DueTally(point or None, day(day_), Kind(kind), slot, *counts[2:])
        for (point, day_, kind, slot), counts in groups.items()
        if counts[2] or counts[3]
    ]
    return tallies, dues, {point: instant(value) for point, value in oldest.items()}, sent
