"""Reading slips, hand-overs, aliases, drafts and switches inside one snapshot."""

from __future__ import annotations

import json
from array import array
from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime, tzinfo
from typing import Any

from dispatch_tui.domain.batches import Batch, BatchStatus, Chase, Way
from dispatch_tui.domain.filters import Condition
from dispatch_tui.domain.orders import Kind, Order, PlainJson
from dispatch_tui.domain.seasons import SeasonSwitch
from dispatch_tui.domain.text import unstorable
from dispatch_tui.storage.codec import (
    ORDER_FIELDS,
    day,
    day_bounds,
    instant,
    instant_or_none,
    micros,
    order_of,
)
from dispatch_tui.storage.commitments import CommitmentReads
from dispatch_tui.storage.conditions import compile_condition
from dispatch_tui.storage.dispatching import PaperReads
from dispatch_tui.storage.engine import Engine
from dispatch_tui.storage.figures import FigureReads
from dispatch_tui.storage.journal import JournalReads
from dispatch_tui.storage.models import (
    AliasRow,
    BatchRow,
    ChaseRow,
    DraftRow,
    OrderRow,
    SwitchRow,
    column_names,
)
from dispatch_tui.storage.orm import peewee
from dispatch_tui.storage.records import Alias, Draft, Sort, StoredSwitch
from dispatch_tui.storage.replay import ReplayReads
from dispatch_tui.storage.search import SearchReads

_ORDERS = f"SELECT {','.join(ORDER_FIELDS)} FROM orders WHERE branch = ? AND "  # noqa: S608
_CHUNK = 1000
_REPEATS = 20


class Reader(CommitmentReads, FigureReads, JournalReads, PaperReads, ReplayReads, SearchReads):
    """One snapshot of the branch; made by ``Store.read``, good for one ``with`` block of one thread."""

    def __init__(self, engine: Engine, branch: str) -> None:
        self.engine = engine
        self.branch = branch

    def order(self, order_id: int) -> Order | None:
        """Return a slip by its id."""
        row = self.engine.execute(_ORDERS + "id = ?", (self.branch, order_id)).fetchone()
        return None if row is None else order_of(row)

    def order_by_no(self, no: str) -> Order | None:
        """Return a slip by its number, exactly as printed."""
        return self.orders_by_no((no,)).get(no)

    def orders_by_no(self, nos: Iterable[str]) -> dict[str, Order]:
        """Return the slips that have these numbers, by number; unknown numbers are absent."""
        found: dict[str, Order] = {}
        wanted = [no for no in dict.fromkeys(nos) if not unstorable(no)]
        for start in range(0, len(wanted), _CHUNK):
            chunk = wanted[start : start + _CHUNK]
            marks = ",".join("?" * len(chunk))
            rows = self.engine.execute(_ORDERS + f"no IN ({marks})", (self.branch, *chunk))
            for row in rows.fetchall():
                order = order_of(row)
                found[order.no] = order
        return found

    def orders(self, ids: Sequence[int]) -> list[Order]:
        """Return the slips with these ids in the order asked; unknown ids are left out."""
        found: dict[int, Order] = {}
        query = _ORDERS.replace("FROM orders", f"FROM {self.engine.dialect.orders_by_id}")
        for start in range(0, len(ids), _CHUNK):
            sql, value = self.engine.id_list(list(ids[start : start + _CHUNK]))
            rows = self.engine.execute(query + f"id {sql}", (self.branch, value))
            found.update((row[0], order_of(row)) for row in rows.fetchall())
        return [found[order_id] for order_id in ids if order_id in found]

    def find_ids(
        self, condition: Condition, *, now: datetime, sort: Sort = Sort.WORST_FIRST, limit: int | None = None
    ) -> array[int]:
        """Return the ids of the slips that fulfil a condition, sorted, as an array of 64-bit numbers.

        100,000 ids take under a megabyte; the list screen reads the slips of its window with ``orders``.
        """
        query = OrderRow.select(OrderRow.id).where(self._where(condition, now)).order_by(*_sorting(sort))
        if limit is not None:
            query = query.limit(limit)
        return array("q", [row[0] for row in self.engine.query(query).fetchall()])

    def count(self, condition: Condition, now: datetime) -> int:
        """Return how many slips fulfil a condition."""
        query = OrderRow.select(peewee.fn.COUNT(peewee.SQL("*"))).where(self._where(condition, now))
        return int(self.engine.query(query).fetchone()[0])

    def _where(self, condition: Condition, now: datetime) -> Any:
        return (OrderRow.branch == self.branch) & compile_condition(condition, now, self.engine)

    def by_phone(self, digits: str, limit: int = 20) -> list[Order]:
        """Return the slips of a telephone, newest first.

        Four digits are the end of a number; more are the whole number or, when no slip has it, its beginning; fewer
        are a short number in full.
        """
        return self.orders(self.phone_ids(digits, limit))

    def known_phones(self, digits: Iterable[str], since: datetime) -> set[str]:
        """Return those of the telephones that have slips received since an instant; one look for a whole hand-over."""
        found: set[str] = set()
        wanted = [phone for phone in dict.fromkeys(digits) if phone]
        for start in range(0, len(wanted), _CHUNK):
            chunk = wanted[start : start + _CHUNK]
            marks = ",".join("?" * len(chunk))
            rows = self.engine.execute(
                "SELECT DISTINCT phone_digits FROM orders WHERE branch = ? AND received_at >= ? "  # noqa: S608
                + f"AND phone_digits IN ({marks})",
                (self.branch, micros(since), *chunk),
            )
            found.update(row[0] for row in rows.fetchall())
        return found

    def repeat_candidates(self, phone_digits: str, model: str, since: datetime) -> list[Order]:
        """Return earlier slips of the same telephone and model received since an instant, newest first (A-11).

        An empty model fits every model; an empty telephone has no earlier slips.
        """
        if not phone_digits:
            return []
        rows = self.engine.execute(
            _ORDERS + "phone_digits = ? AND received_at >= ? ORDER BY id DESC LIMIT 200",
            (self.branch, phone_digits, micros(since)),
        ).fetchall()
        wanted = model.casefold().strip()
        orders = [order_of(row) for row in rows]
        return [o for o in orders if not wanted or o.model.casefold().strip() == wanted][:_REPEATS]

    def sent_today(self, day_: date, zone: tzinfo = UTC) -> dict[str, int]:
        """Return how many slips were dispatched on a day of the branch's time zone, by network point."""
        first, last = day_bounds(day_, zone)
        rows = self.engine.execute(
            "SELECT point, COUNT(*) FROM orders WHERE branch = ? AND dispatched_at IS NOT NULL "
            "AND dispatched_at >= ? AND dispatched_at < ? GROUP BY point",
            (self.branch, first, last),
        )
        return {point: count for point, count in rows.fetchall() if point}

    def batches(self, day_: date) -> list[Batch]:
        """Return the hand-overs of a day, in the order received."""
        query = _batches(self.branch).where(BatchRow.day == day_.isoformat())
        rows = self.engine.query(query.order_by(BatchRow.received_at, BatchRow.id)).fetchall()
        return [batch_of(row) for row in rows]

    def batch(self, batch_id: int) -> Batch | None:
        """Return a hand-over by its id."""
        row = self.engine.query(_batches(self.branch).where(BatchRow.id == batch_id)).fetchone()
        return None if row is None else batch_of(row)

    def chases(self, subject: str) -> list[Chase]:
        """Return the chase log of a subject, oldest first."""
        query = ChaseRow.select().where((ChaseRow.branch == self.branch) & (ChaseRow.subject == subject))
        return self._chases(query)

    def chases_of(self, subjects: Iterable[str]) -> dict[str, list[Chase]]:
        """Return the chase logs of many subjects, each oldest first; subjects never chased are absent."""
        found: dict[str, list[Chase]] = {}
        wanted = list(dict.fromkeys(subjects))
        for start in range(0, len(wanted), _CHUNK):
            query = ChaseRow.select().where(
                (ChaseRow.branch == self.branch) & ChaseRow.subject.in_(wanted[start : start + _CHUNK])
            )
            for chase in self._chases(query):
                found.setdefault(chase.subject, []).append(chase)
        return found

    def chases_on(self, day_: date, zone: tzinfo = UTC) -> list[Chase]:
        """Return the chase log of a day of the branch's time zone, oldest first."""
        first, last = day_bounds(day_, zone)
        at = ChaseRow.at
        return self._chases(
            ChaseRow.select().where((ChaseRow.branch == self.branch) & (at >= first) & (at < last))
        )

    def _chases(self, query: Any) -> list[Chase]:
        rows = self.engine.query(query.order_by(ChaseRow.at, ChaseRow.id)).fetchall()
        return [
            Chase(id_, subject, instant(at), by, whom, way, answer, instant_or_none(next_at))
            for _branch, id_, subject, at, by, whom, way, answer, next_at in rows
        ]

    def aliases(self) -> dict[str, dict[str, PlainJson]]:
        """Return the learned words of addresses and what they stand for; forgotten ones are absent."""
        return {alias.text: dict(alias.meaning) for alias in self.alias_rows() if alias.meaning}

    def alias_rows(self) -> list[Alias]:
        """Return the learned words as records, forgotten ones too."""
        query = AliasRow.select().where(AliasRow.branch == self.branch).order_by(AliasRow.text)
        rows = self.engine.query(query).fetchall()
        return [
            Alias(id_, text, json.loads(meaning), by, version) for _b, id_, text, meaning, by, version in rows
        ]

    def drafts(self, operator: str) -> list[Draft]:
        """Return what an operator typed and did not finish, oldest first."""
        query = DraftRow.select().where((DraftRow.branch == self.branch) & (DraftRow.operator == operator))
        rows = self.engine.query(query.order_by(DraftRow.saved_at, DraftRow.id)).fetchall()
        return [
            Draft(id_, operator, screen, instant(saved_at), json.loads(fields))
            for _branch, id_, _operator, screen, saved_at, fields in rows
        ]

    def season_switches(self, at: datetime | None = None) -> list[SeasonSwitch]:
        """Return the season switches in the order in which they were made, those made up to an instant if given."""
        return [
            SeasonSwitch(switch.day_from, switch.season, switch.reason, switch.by)
            for switch in self.switch_rows()
            if at is None or switch.entered_at <= at
        ]

    def switch_rows(self) -> list[StoredSwitch]:
        """Return the season switches as records, with the instant at which each was made."""
        query = SwitchRow.select().where(SwitchRow.branch == self.branch).order_by(SwitchRow.id)
        return [
            StoredSwitch(id_, day(day_from), season, reason, by, instant(at))
            for _branch, id_, day_from, season, reason, by, at in self.engine.query(query).fetchall()
        ]


def _sorting(sort: Sort) -> list[Any]:
    worst: list[Any] = [OrderRow.due_at.is_null(), OrderRow.due_at, OrderRow.id]
    orders: dict[Sort, list[Any]] = {
        Sort.WORST_FIRST: worst,
        Sort.NEWEST: [OrderRow.id.desc()],
        Sort.NUMBER: [OrderRow.no],
        Sort.RECEIVED: [OrderRow.received_at, OrderRow.id],
        Sort.POINT: [OrderRow.point, *worst],
    }
    return orders[sort]


def _batches(branch: str) -> Any:
    return BatchRow.select().where(BatchRow.branch == branch)


BATCH_COLUMNS = column_names(BatchRow)


def batch_of(row: Sequence[Any]) -> Batch:
    """Return the hand-over of a row of the table ``batch``."""
    (
        _branch, id_, day_, kind, slot, received_at, entered_at, entered_by, clerk, way, declared, entered,
        status, explanation, source, version,
    ) = row  # fmt: skip
    return Batch(
        id_, day(day_), Kind(kind), slot, instant(received_at), instant(entered_at), entered_by, clerk, Way(way),
        declared, entered, BatchStatus(status), explanation, source, version,
    )  # fmt: skip
