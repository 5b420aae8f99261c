"""The board's figures: read from the maintained summary and from the partial indexes, never counted over history."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import Any

from dispatch_tui.domain.board import DueTally, Tally
from dispatch_tui.domain.orders import Kind
from dispatch_tui.storage.codec import clamp, day, instant, micros
from dispatch_tui.storage.engine import Engine

_KINDS = {kind.value: kind for kind in Kind}
_MICROSECOND = timedelta(microseconds=1)
_KEPT = 20_000
"""So many groups are kept ready in memory, a few megabytes."""
_groups: dict[int, tuple[str | None, date, Kind, str]] = {}
"""What cell numbers stand for; a number means the same in every branch and for ever."""


class FigureReads:
    """Reading of counts; a part of ``Reader``."""

    engine: Engine
    branch: str

    def tallies(self) -> list[Tally]:
        """Return the pending slips of every network point, day, kind and slot that has any."""
        rows = self.engine.execute(
            "SELECT cell, count, urgent FROM board_cell WHERE branch = ? AND count > 0", (self.branch,)
        ).fetchall()
        self._learn_groups(rows)
        return [tally_of(row) for row in rows]

    def tallies_since(self, seq: int) -> tuple[list[Tally], int]:
        """Return the groups that changed after a change number, and the present number; emptied groups have 0."""
        rows = self.engine.execute(
            "SELECT point, day, kind, slot, count, urgent FROM board_cell WHERE branch = ? AND seq > ?",
            (self.branch, seq),
        )
        return [_tally(*row) for row in rows.fetchall()], self.seq()

    def due_tallies(self, now: datetime, soon: timedelta) -> list[DueTally]:
        """Return how many pending slips are overdue at ``now`` and how many fall due within ``soon`` after it.

        A slip is overdue from its due instant on.
        """
        at = micros(now)
        rows = self.engine.execute(
            "SELECT cell, CAST(SUM(CASE WHEN due_at <= ? THEN 1 ELSE 0 END) AS INTEGER), COUNT(*), "
            "CAST(SUM(CASE WHEN due_at <= ? THEN urgent ELSE 0 END) AS INTEGER), CAST(SUM(urgent) AS INTEGER) "
            "FROM orders WHERE branch = ? AND pending = 1 AND due_at <= ? GROUP BY cell",
            (at, at, self.branch, clamp(at + soon // _MICROSECOND)),
        ).fetchall()
        self._learn_groups(rows)
        return [due_of(row) for row in rows]

    def figures_of(
        self, points: Collection[str | None], now: datetime, soon: timedelta, today: date
    ) -> tuple[list[DueTally], dict[str | None, datetime]]:
        """Return what ``due_tallies`` and ``oldest`` say, for some network points only; for changes that follow fast.

        The plus keeps the planner on the index of pending slips by network point: a few hundred slips are looked at
        instead of all that are due.
        """
        at = micros(now)
        codes = [point or "" for point in points]
        marks = ", ".join("?" for _code in codes)
        which = f"branch = ? AND pending = 1 AND point IN ({marks})"
        rows = self.engine.execute(
            "SELECT point, day, kind, slot, CAST(SUM(CASE WHEN due_at <= ? THEN 1 ELSE 0 END) AS INTEGER), COUNT(*), "  # noqa: S608
            "CAST(SUM(CASE WHEN due_at <= ? THEN urgent ELSE 0 END) AS INTEGER), CAST(SUM(urgent) AS INTEGER) "
            f"FROM orders WHERE {which} AND +due_at <= ? "
            "GROUP BY point, day, kind, slot",
            (at, at, self.branch, *codes, clamp(at + soon // _MICROSECOND)),
        ).fetchall()
        dues = [
            DueTally(
                point or None,
                day(day_),
                _KINDS[kind],
                slot,
                over,
                total - over,
                urgent_over,
                urgent - urgent_over,
            )
            for point, day_, kind, slot, over, total, urgent_over, urgent in rows
        ]
        first = self.engine.execute(
            f"SELECT point, MIN(received_at) FROM orders WHERE {which} AND day <= ? AND kind <> 'unsorted' "  # noqa: S608
            "GROUP BY point",
            (self.branch, *codes, today.isoformat()),
        ).fetchall()
        return dues, {point or None: instant(received) for point, received in first}

    def _learn_groups(self, rows: Sequence[tuple[Any, ...]]) -> None:
        """Read what the cell numbers of rows stand for, unless this process knows them all."""
        if all(row[0] in _groups for row in rows):
            return
        if len(_groups) > 10 * _KEPT:
            _groups.clear()
        found = self.engine.execute(
            "SELECT cell, point, day, kind, slot FROM board_cell WHERE branch = ? AND count > 0",
            (self.branch,),
        )
        for cell, point, day_, kind, slot in found.fetchall():
            _groups[cell] = (point or None, day(day_), _KINDS[kind], slot)

    def oldest(self, today: date | None = None) -> dict[str | None, datetime]:
        """Return when the oldest pending slip of each network point was received (None: unplaced).

        Only slips that stand in the board's pending total count: not those appointed for a day after ``today``, and
        not those that wait to be sorted. Without ``today`` every day counts.
        """
        last = "9999-12-31" if today is None else today.isoformat()
        rows = self.engine.execute(
            "SELECT cell.point, (SELECT received_at FROM orders WHERE branch = ? AND pending = 1 "
            "AND point = cell.point AND day <= ? AND kind <> 'unsorted' ORDER BY received_at LIMIT 1) "
            "FROM (SELECT DISTINCT point FROM board_cell WHERE branch = ? AND count > 0) AS cell",
            (self.branch, last, self.branch),
        )
        return {point or None: instant(at) for point, at in rows.fetchall() if at is not None}

    def pending_count(self) -> int:
        """Return how many slips are pending in all, those appointed for later and unsorted ones too."""
        row = self.engine.execute(
            "SELECT COALESCE(SUM(count), 0) FROM board_cell WHERE branch = ? AND count > 0", (self.branch,)
        ).fetchone()
        return int(row[0])

    def counted_tallies(self) -> list[Tally]:
        """Return the same as ``tallies``, counted from the slips; for verification."""
        rows = self.engine.execute(
            "SELECT point, day, kind, slot, COUNT(*), SUM(urgent) FROM orders "
            "WHERE branch = ? AND pending = 1 GROUP BY point, day, kind, slot",
            (self.branch,),
        )
        return [_tally(*row) for row in rows.fetchall()]

    def seq(self) -> int:
        """Return the number of the last change of the branch, 0 before the first."""
        row = self.engine.execute("SELECT seq FROM feed_head WHERE branch = ?", (self.branch,)).fetchone()
        return 0 if row is None else int(row[0])


def _tally(point: str, day_: str, kind: str, slot: str, count: int, urgent: int) -> Tally:
    return Tally(point or None, day(day_), _KINDS[kind], slot, int(count), int(urgent))


@lru_cache(_KEPT)
def tally_of(row: tuple[int, int, int]) -> Tally:
    """Return the tally of a row (cell, count, urgent); equal rows share one object.

    Of thousands of cells a few change between two looks, so most are found instead of made.
    """
    cell, count, urgent = row
    return Tally(*_groups[cell], count, urgent)


@lru_cache(_KEPT)
def due_of(row: tuple[int, int, int, int, int]) -> DueTally:
    """Return the due tally of a row (cell, overdue, all, urgent overdue, all urgent)."""
    cell, over, total, urgent_over, urgent = row
    return DueTally(*_groups[cell], over, total - over, urgent_over, urgent - urgent_over)
