"""The one place that writes history: gap-free numbers, hash chain, board summary (design: storage sections 3 and 7)."""

from __future__ import annotations

import hashlib
from typing import Any

from dispatch_tui.domain.orders import PENDING_STATES, Order
from dispatch_tui.storage.codec import cell_number, dumps, micros
from dispatch_tui.storage.engine import Engine
from dispatch_tui.storage.records import Act

GENESIS = bytes(32)
"""What stands in the first event's place of the hash before."""
_CELL = (
    "INSERT INTO board_cell (branch, point, day, kind, slot, cell, count, urgent, seq) "
    "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?) "
    "ON CONFLICT (branch, point, day, kind, slot) DO UPDATE SET count = board_cell.count + excluded.count, "
    "urgent = board_cell.urgent + excluded.urgent, seq = excluded.seq"
)
_EVENT = ("branch", "seq", "grp", "entity", "entity_id", "before", "after", "prev_hash")
_GROUP = (
    "INSERT INTO event_group (branch, id, seq_last, command_id, at, entered_at, actor, action, session, reason, "
    "undoes) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
)


def group_text(
    branch: str, command_id: str, at: int, entered_at: int, actor: str, action: str, session: str, reason: str,
    undoes: str,
) -> bytes:  # fmt: skip
    """Return the part of a hash that all events of an action share."""
    return dumps([branch, command_id, at, entered_at, actor, action, session, reason, undoes]).encode()


def event_hash(
    prev: bytes, group: bytes, seq: int, entity: str, entity_id: int, before: str | None, after: str
) -> bytes:
    """Return the hash of an event: over the hash before it, its action and its own text."""
    digest = hashlib.sha256(prev)
    digest.update(group)
    digest.update(f'[{seq},"{entity}",{entity_id},{"null" if before is None else before},{after}]'.encode())
    return digest.digest()


class Ledger:
    """Collects the events and figures of one transaction and writes them in one go.

    The head of the branch is touched as late as possible, after the slips: one order of locks everywhere (slips by id,
    head, cells, events), and other writers wait for the head only briefly.
    """

    def __init__(self, engine: Engine, branch: str, act: Act) -> None:
        self.engine = engine
        self.branch = branch
        self.act = act
        self.count = 0
        """Events of this transaction, written or waiting."""
        self.opened = False
        """Whether the head is locked and ``seq`` is valid."""
        self.seq = 0
        self._first = 0
        self._hash = GENESIS
        self._events: list[tuple[str, int, str | None, str]] = []
        self._cells: dict[tuple[str, str, str, str], list[int]] = {}

    def note(self, entity: str, entity_id: int, before: str | None, after: str) -> None:
        """Take down one change; ``before`` and ``after`` are JSON texts of the changed fields."""
        self._events.append((entity, entity_id, before, after))
        self.count += 1

    def count_slip(self, order: Order, sign: int) -> None:
        """Add a slip to the board summary (1) or take it out (-1); slips that aren't pending don't count.

        A slip that stays in its group gives the group a new number all the same: its due time may be another.
        """
        if order.state in PENDING_STATES:
            key = (order.point or "", order.day.isoformat(), order.kind._value_, order.slot)
            cell = self._cells.get(key)
            if cell is None:
                cell = self._cells[key] = [0, 0]
            cell[0] += sign
            if order.urgent:
                cell[1] += sign

    def settle(self) -> None:
        """Write what was collected; may be called several times in a transaction."""
        if not self._events:
            return
        self.open()
        seq = self.seq + len(self._events)
        cells = [
            (self.branch, *key, cell_number(*key), count, urgent, seq)
            for key, (count, urgent) in sorted(self._cells.items())
        ]
        if cells:
            self.engine.executemany(_CELL, cells)
        self.engine.insert_rows("event", _EVENT, self._rows())
        self._events, self._cells = [], {}

    def open(self) -> None:
        """Lock the head of the branch, unless this transaction has it already."""
        if self.opened:
            return
        branch = self.branch
        self.engine.execute(
            "INSERT INTO feed_head (branch, seq, hash) VALUES (?, 0, ?) ON CONFLICT (branch) DO NOTHING",
            (branch, GENESIS),
        )
        # The update takes the row's lock and keeps it to the end of the transaction.
        self.engine.execute("UPDATE feed_head SET seq = seq WHERE branch = ?", (branch,))
        row = self.engine.execute("SELECT seq, hash FROM feed_head WHERE branch = ?", (branch,)).fetchone()
        self.seq, self._hash = int(row[0]), bytes(row[1])
        self._first = self.seq + 1
        self.opened = True

    def _rows(self) -> list[tuple[Any, ...]]:
        act = self.act
        shared = group_text(
            self.branch, act.command_id, micros(act.at), micros(act.entered_at), act.actor, act.action, act.session,
            act.reason, act.undoes,
        )  # fmt: skip
        rows = []
        seq, prev = self.seq, self._hash
        for entity, entity_id, before, after in self._events:
            seq += 1
            rows.append((self.branch, seq, self._first, entity, entity_id, before, after, prev))
            prev = event_hash(prev, shared, seq, entity, entity_id, before, after)
        self.seq, self._hash = seq, prev
        return rows

    def close(self) -> bool:
        """Write the rest, the action itself and the new head; returns whether there was anything to write."""
        self.settle()
        if not self.count:
            return False
        act = self.act
        self.engine.execute(
            _GROUP,
            (
                self.branch, self._first, self.seq, act.command_id, micros(act.at), micros(act.entered_at),
                act.actor, act.action, act.session, act.reason, act.undoes,
            ),
        )  # fmt: skip
        self.engine.execute(
            "UPDATE feed_head SET seq = ?, hash = ? WHERE branch = ?", (self.seq, self._hash, self.branch)
        )
        self.engine.notify(self.branch)
        return True
