"""Writing: every change of a slip carries its event and its board figures in the same transaction."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

from dispatch_tui.domain.board import DueTally, Tally
from dispatch_tui.domain.filters import haystack
from dispatch_tui.domain.orders import Order
from dispatch_tui.errors import Conflict
from dispatch_tui.i18n import gettext as _
from dispatch_tui.storage.changed_rows import changed_columns
from dispatch_tui.storage.codec import COLUMNS, creation_text, difference, dumps, row_of
from dispatch_tui.storage.dispatching import DispatchWrites
from dispatch_tui.storage.engine import Engine
from dispatch_tui.storage.ledger import Ledger
from dispatch_tui.storage.paperwork import PaperWrites
from dispatch_tui.storage.reading import Reader
from dispatch_tui.storage.records import ORDER, Act, Event, new_id

_BULK = 5000
_Change = tuple[Order, str, str, bool]
"""A slip as it is to be stored, the texts of its event, and whether its search words change."""


class Writer(DispatchWrites, PaperWrites, Reader):
    """One transaction of one act; made by ``Store.write``, good for one ``with`` block of one thread."""

    def __init__(self, engine: Engine, branch: str, act: Act) -> None:
        super().__init__(engine, branch)
        self.act = act
        self.ledger = Ledger(engine, branch, act)

    @property
    def group_id(self) -> str:
        """Id of the event group that this transaction writes; what ``undo`` takes."""
        return self.act.command_id

    @property
    def changed(self) -> int:
        """How many events this transaction has so far."""
        return self.ledger.count

    def new_id(self) -> int:
        """Return a fresh id for a slip, a hand-over or another record."""
        return new_id()

    def settle(self) -> None:
        """Write events and figures collected so far, so that this transaction's own reads see them."""
        self.ledger.settle()

    def take_turn(self) -> None:
        """Wait until nobody else is storing; what is read from here on stays true to the end of the transaction.

        For guards over many records, which no version protects. Slips are locked before it, never after. On SQLite a
        writer has the turn from the beginning.
        """
        self.ledger.open()

    def seq(self) -> int:
        self.settle()
        return self.ledger.seq if self.ledger.opened else super().seq()

    def insert_orders(self, orders: Sequence[Order]) -> None:
        """Store new slips; raises Conflict when a number exists, BadInput when a text can't be stored.

        Ids come from ``new_id`` (or ``records.take_ids`` for many), versions are stored as given.
        """
        for start in range(0, len(orders), _BULK):
            part = orders[start : start + _BULK]
            self.engine.insert_orders(self.branch, COLUMNS, [row_of(order) for order in part])
            for order in part:
                self.ledger.note(ORDER, order.id, None, creation_text(order))
                self.ledger.count_slip(order, 1)

    def update_order(self, before: Order, after: Order) -> Order:
        """Store a changed slip and return it with its new version; unchanged slips write nothing.

        Raises Conflict, with who changed it, when and which fields, unless the slip still has ``before.version``.
        """
        (result,) = self._update([(before, after)])
        if isinstance(result, Conflict):
            raise result
        return result

    def update_orders(self, pairs: Sequence[tuple[Order, Order]]) -> list[Order | Conflict]:
        """Store many changed slips; the result has, for each, the stored slip or the conflict that kept it.

        Slips are locked in the order of their ids first, so that two bulk commands can't wait for one another. One that
        stays as it is (its papers change) is a conflict too when somebody else changed it.
        """
        present = self.engine.lock_orders(self.branch, sorted(before.id for before, _after in pairs))
        fresh = [present.get(before.id, before.version) == before.version for before, _after in pairs]
        stored = iter(self._update([pair for pair, may in zip(pairs, fresh, strict=True) if may]))
        return [
            next(stored) if may else self._conflict(before)
            for (before, _after), may in zip(pairs, fresh, strict=True)
        ]

    def _update(self, pairs: Sequence[tuple[Order, Order]]) -> list[Order | Conflict]:
        """Store changed slips, those with the same changed columns at once; a slip's second change is a conflict."""
        changes: dict[int, _Change] = {}
        groups: dict[tuple[str, ...], list[tuple[Any, ...]]] = {}
        asked: set[tuple[int, int]] = set()
        for place, (before, after) in enumerate(pairs):
            old, new = difference(before, after)
            if not new:
                continue
            stored = replace(after, id=before.id, version=before.version + 1)
            columns = changed_columns(before, stored, new)
            changes[place] = stored, dumps(old), dumps(new), "folded" in columns
            if (before.id, before.version) not in asked:
                asked.add((before.id, before.version))
                groups.setdefault(tuple(columns), []).append((before.id, before.version, *columns.values()))
        done: set[tuple[int, int]] = set()
        for names, rows in groups.items():
            done |= self.engine.update_rows("orders", self.branch, names, rows)
        results: list[Order | Conflict] = []
        for place, (before, _after) in enumerate(pairs):
            if place not in changes:
                results.append(before)
            elif (before.id, before.version) in done:
                done.remove((before.id, before.version))
                results.append(self._note_change(before, *changes[place]))
            else:
                results.append(self._conflict(before))
        return results

    def _note_change(self, before: Order, stored: Order, old: str, new: str, words: bool) -> Order:
        if words:
            self.engine.index_words(self.branch, before.id, haystack(before), haystack(stored))
        self.ledger.note(ORDER, before.id, old, new)
        self.ledger.count_slip(before, -1)
        self.ledger.count_slip(stored, 1)
        return stored

    def _conflict(self, before: Order) -> Conflict:
        """Return who changed the slip after the version that was read, when, and which fields."""
        present = self.order(before.id)
        if present is None:
            return Conflict(_("Slip {no} is not stored.").format(no=before.no), _("Read the list again."))
        self.settle()
        since = self.events(ORDER, before.id)[-max(1, present.version - before.version) :]
        names: dict[str, None] = {}
        for event in since:
            names.update(dict.fromkeys(event.after))
        last = since[-1] if since else None
        return Conflict(
            _("Slip {no} was changed by {who} in the meantime.").format(
                no=before.no, who=last.actor if last else "?"
            ),
            _("Look at it again, then repeat the action."),
            by=last.actor if last else "",
            at=last.entered_at if last else None,
            fields=tuple(names),
        )

    def tallies(self) -> list[Tally]:
        self.settle()
        return super().tallies()

    def tallies_since(self, seq: int) -> tuple[list[Tally], int]:
        self.settle()
        return super().tallies_since(seq)

    def due_tallies(self, now: datetime, soon: timedelta) -> list[DueTally]:
        self.settle()
        return super().due_tallies(now, soon)

    def oldest(self, today: date | None = None) -> dict[str | None, datetime]:
        self.settle()
        return super().oldest(today)

    def figures_of(
        self, points: Collection[str | None], now: datetime, soon: timedelta, today: date
    ) -> tuple[list[DueTally], dict[str | None, datetime]]:
        self.settle()
        return super().figures_of(points, now, soon, today)

    def pending_count(self) -> int:
        self.settle()
        return super().pending_count()

    def _events(self, where: str, params: Sequence[Any]) -> list[Event]:
        self.settle()
        return super()._events(where, params)
