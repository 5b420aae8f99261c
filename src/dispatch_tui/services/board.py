"""The dispatch board: live, as it was at a past instant, or as the marks will be; always by the same computation."""

from __future__ import annotations

import time
from collections.abc import Iterable
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from dispatch_tui.domain import board as figures
from dispatch_tui.domain.board import Board, DueTally, PointFacts, SlotHead, Tally
from dispatch_tui.domain.board_delta import BoardDelta, diff
from dispatch_tui.domain.board_renewal import renew
from dispatch_tui.domain.filters import (
    And,
    AtPoint,
    Condition,
    DueWithin,
    InSlot,
    InStates,
    IsKind,
    Not,
    OnDay,
    Urgent,
)
from dispatch_tui.domain.orders import PENDING_STATES, Kind
from dispatch_tui.i18n import gettext as _

if TYPE_CHECKING:
    from dispatch_tui.services.desk import Desk
    from dispatch_tui.storage.reading import Reader
    from dispatch_tui.storage.records import Changes

TallyKey = tuple[str | None, date, Kind, str]


def load(desk: Desk, at: datetime | None = None) -> Board:
    """Return the board now, or at an instant (UTC).

    A past instant replays the event log back to it. A future one shows the slips of the present with the marks they
    will carry then. Boards stand at whole seconds and know what was entered up to the end of that second, so that the
    board of a printed instant is the board that was printed.
    """
    now = _second(desk.now())
    when = now if at is None else _second(at)
    with desk.store.read() as reader:
        if when < now:
            tallies, dues, oldest, sent = reader.board_at(
                when,
                soon=_soon(desk),
                today=desk.settings.today(when),
                zone=desk.settings.branch.zone,
                known=_known(when),
            )
            seq = reader.seq_at(_known(when))
            return _build(desk, reader, when, tallies, dues, oldest, sent, seq=seq)
        soon = _soon(desk)
        return _build(
            desk,
            reader,
            when,
            reader.tallies(),
            reader.due_tallies(when, soon),
            reader.oldest(desk.settings.today(when)),
            reader.sent_today(desk.settings.today(when), desk.settings.branch.zone),
        )


def _second(instant: datetime) -> datetime:
    """Return the beginning of an instant's second."""
    return instant.replace(microsecond=0)


def _known(instant: datetime) -> datetime:
    """Return the last moment of an instant's second: what was entered until then stands on the board."""
    return instant.replace(microsecond=999_999)


def _soon(desk: Desk) -> timedelta:
    return timedelta(minutes=desk.settings.overdue.due_soon_minutes)


def _build(
    desk: Desk,
    reader: Reader,
    at: datetime,
    tallies: Iterable[Tally],
    dues: Iterable[DueTally],
    oldest: dict[str | None, datetime],
    sent: dict[str, int],
    seq: int | None = None,
) -> Board:
    settings = desk.settings
    today = settings.today(at)
    seasons = desk.seasons(reader, _known(at))
    return figures.build(
        at=at,
        today=today,
        season=seasons.on(today).code,
        slots=seasons.install_slots(today),
        repair_slots=seasons.repair_slots(today),
        heads=_heads(desk, reader, _known(at)),
        points=settings.point_facts(desk.language),
        tallies=tallies,
        dues=dues,
        oldest=oldest,
        sent_today=sent,
        unplaced_name=_("unplaced"),
        totals_name=_("total"),
        seq=reader.seq() if seq is None else seq,
    )


def _heads(desk: Desk, reader: Reader, at: datetime) -> tuple[SlotHead, ...]:
    from dispatch_tui.services import batches

    return batches.heads(desk, reader, at)


FULL_READING_SECONDS = 15.0
"""After so long everything is read again, because marks move by time alone."""
_MANY_POINTS = 24
"""When more network points than this changed at once, reading everything costs less."""


class BoardWatcher:
    """The board of a live session: reads only what changed and tells what is different.

    Marks move with the clock too, so ``refresh`` is called at every change and some times a minute.
    """

    def __init__(self, desk: Desk) -> None:
        self.desk = desk
        self._tallies: dict[str | None, dict[TallyKey, Tally]] = {}
        self._seq = -1
        self._language = desk.language
        self._facts: dict[str, PointFacts] = {}
        self._read_at = 0.0
        self.board = self._read(None)

    def refresh(self, changes: Changes | None = None) -> BoardDelta:
        """Read what changed since the last call, put the new board into ``board`` and return the differences.

        ``changes`` is what the feed has told since the last call: when only some slips changed, only the rows of their
        network points are read. Without it everything is.
        """
        before = self.board
        self.board = self._read(changes)
        return diff(before, self.board)

    def reset(self) -> None:
        """Forget what was read, so that the next refresh reads everything (after a restored database)."""
        self._seq = -1

    def _read(self, changes: Changes | None) -> Board:
        now = _second(self.desk.now())
        with self.desk.store.read() as reader:
            touched = self._take_tallies(reader)
            if touched is not None and changes is not None and self._only_slips(changes, touched, now):
                renewed = self._renewed(reader, touched, now)
                if renewed is not None:
                    return renewed
            return self._everything(reader, now)

    def _take_tallies(self, reader: Reader) -> set[str | None] | None:
        """Bring the tallies up to date; return the network points touched, None when all were read."""
        if self._seq < 0:
            self._tallies = {}
            for tally in reader.tallies():
                self._tallies.setdefault(tally.point, {})[_key(tally)] = tally
            self._seq = reader.seq()
            return None
        changed, self._seq = reader.tallies_since(self._seq)
        for tally in changed:
            groups = self._tallies.setdefault(tally.point, {})
            if tally.count:
                groups[_key(tally)] = tally
            else:
                groups.pop(_key(tally), None)
        return {tally.point for tally in changed}

    def _only_slips(self, changes: Changes, touched: set[str | None], now: datetime) -> bool:
        board = self.board
        return (
            not (changes.reset or changes.batches_changed or changes.settings_changed)
            and len(touched) <= _MANY_POINTS
            and time.monotonic() - self._read_at < FULL_READING_SECONDS
            and self._language == self.desk.language
            and now >= board.at
            and self.desk.settings.today(now) == board.today
        )

    def _renewed(self, reader: Reader, touched: set[str | None], now: datetime) -> Board | None:
        if not touched:
            return replace(self.board, seq=self._seq)
        desk = self.desk
        today = self.board.today
        dues, oldest = reader.figures_of(touched, now, _soon(desk), today)
        return renew(
            self.board,
            touched,
            facts=self._facts,
            tallies=[tally for point in touched for tally in self._tallies.get(point, {}).values()],
            dues=dues,
            oldest=oldest,
            sent_today=reader.sent_today(today, desk.settings.branch.zone),
            seq=self._seq,
        )

    def _everything(self, reader: Reader, now: datetime) -> Board:
        desk = self.desk
        self._language = desk.language
        self._read_at = time.monotonic()
        self._facts = {facts.code: facts for facts in desk.settings.point_facts(desk.language)}
        today = desk.settings.today(now)
        return _build(
            desk,
            reader,
            now,
            [tally for groups in self._tallies.values() for tally in groups.values()],
            reader.due_tallies(now, _soon(desk)),
            reader.oldest(today),
            reader.sent_today(today, desk.settings.branch.zone),
        )


def _key(tally: Tally) -> TallyKey:
    return tally.point, tally.day, tally.kind, tally.slot


def cell_condition(board: Board, point: str | None, column: str, *, every_point: bool = False) -> Condition:
    """Return the condition that selects exactly the slips counted in a cell.

    ``point`` None is the unplaced row; ``every_point`` selects the column's total. ``column`` is a column key of
    ``domain.board``, or ``pending``, ``overdue`` or ``due_soon`` for a row's own figures.
    """
    parts: list[Condition] = [InStates(PENDING_STATES)]
    if not every_point:
        parts.append(AtPoint(point))
    parts += _column_condition(board.today, column)
    return And(tuple(parts))


def _column_condition(today: date, column: str) -> list[Condition]:
    yesterday, tomorrow = today - timedelta(days=1), today + timedelta(days=1)
    sorted_slips = Not(IsKind(frozenset({Kind.UNSORTED})))
    up_to_today: list[Condition] = [OnDay(None, today), sorted_slips]
    on_today: Condition = OnDay(today, today)
    kind_word, colon, slot = column.partition(":")
    if column == figures.PENDING_COLUMN:
        return up_to_today
    if column == "overdue":
        return [*up_to_today, DueWithin(timedelta(0))]
    if column == figures.URGENT:
        return [*up_to_today, Urgent()]
    if column == figures.CARRY_OVER:
        return [OnDay(None, yesterday), sorted_slips]
    if column == figures.APPOINTED:
        return [OnDay(tomorrow, None)]
    if column == figures.UNSORTED:
        return [OnDay(None, today), IsKind(frozenset({Kind.UNSORTED}))]
    if colon:
        return [on_today, IsKind(frozenset({Kind(kind_word)})), InSlot(slot)]
    return [on_today, IsKind(frozenset({Kind(column)}))]
