"""Writing: every change of a slip carries its event and its board figures in the same transaction."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

from dispatch_tui.domain.board import DueTally, Tally
from dispatch_tui.domain.orders import Order
from dispatch_tui.errors import Conflict
from dispatch_tui.i18n import gettext as _
from dispatch_tui.storage.codec import COLUMNS, creation_text, difference, dumps, row_of
from dispatch_tui.storage.dispatching import DispatchWrites
from dispatch_tui.storage.engine import Engine
from dispatch_tui.storage.ledger import Ledger
from dispatch_tui.storage.paperwork import PaperWrites
from dispatch_tui.storage.reading import Reader
from dispatch_tui.storage.records import ORDER, Act, Event, new_id

_BULK = 5000


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
        result = self._update(before, after)
        if isinstance(result, Conflict):
            raise result
        return result

    def update_orders(self, pairs: Sequence[tuple[Order, Order]]) -> list[Order | Conflict]:
        """Store many changed slips; the result has, for each, the stored slip or the conflict that kept it.

        Slips are locked in the order of their ids first, so that two bulk commands can't wait for one another. One that
        stays as it is (its papers change) is a conflict too when somebody else changed it.
        """
        present = self.engine.lock_orders(self.branch, sorted(before.id for before, _after in pairs))
        return [
            self._update(before, after)
            if present.get(before.id, before.version) == before.version
            else self._conflict(before)
            for before, after in pairs
        ]

    def _update(self, before: Order, after: Order) -> Order | Conflict:
        old, new = difference(before, after)
        if not new:
            return before
        stored = replace(after, id=before.id, version=before.version + 1)
        was, now = row_of(before), row_of(stored)
        changed = [index for index, value in enumerate(now) if value != was[index]]
        assignments = ", ".join(f"{COLUMNS[index]} = ?" for index in changed)
        cursor = self.engine.execute(
            f"UPDATE orders SET {assignments} WHERE branch = ? AND id = ? AND version = ?",  # noqa: S608
            (*(now[index] for index in changed), self.branch, before.id, before.version),
        )
        if cursor.rowcount != 1:
            return self._conflict(before)
        if was[-1] != now[-1]:
            self.engine.index_words(self.branch, before.id, was[-1], now[-1])
        self.ledger.note(ORDER, before.id, dumps(old), dumps(new))
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
