"""Reading the history: events of a record, actions of a person."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from dispatch_tui.storage.codec import instant, micros
from dispatch_tui.storage.engine import Engine
from dispatch_tui.storage.records import Event, EventGroup

_EVENTS = (
    "SELECT event.seq, event_group.command_id, event_group.at, event_group.entered_at, event_group.actor, "
    "event_group.action, event.entity, event.entity_id, event.before, event.after, event_group.reason "
    "FROM event JOIN event_group ON event_group.branch = event.branch AND event_group.id = event.grp "
    "WHERE event.branch = ? AND "
)
_GROUPS = (
    "SELECT g.command_id, g.id, g.seq_last, g.at, g.entered_at, g.actor, g.action, g.session, g.reason, g.undoes, "
    "(SELECT u.command_id FROM event_group u WHERE u.branch = g.branch AND u.undoes = g.command_id "
    "AND u.undoes <> '' AND NOT EXISTS (SELECT 1 FROM event_group r WHERE r.branch = u.branch "
    "AND r.undoes = u.command_id AND r.undoes <> '') ORDER BY u.id DESC LIMIT 1) "
    "FROM event_group g WHERE g.branch = ? AND "
)
_LOOK_BACK = 200
NOTES = frozenset({"print"})
"""Actions that only note what left the room; they change nothing that could be put back."""


class JournalReads:
    """Reading of events; a part of ``Reader``."""

    engine: Engine
    branch: str

    def events(self, entity: str, entity_id: int) -> list[Event]:
        """Return the history of one record, oldest first."""
        return self._events(
            "event.entity = ? AND event.entity_id = ? ORDER BY event.seq", (entity, entity_id)
        )

    def events_since(self, seq: int, limit: int = 1000) -> list[Event]:
        """Return the events after a change number, oldest first; for exports, page by page."""
        return self._events("event.seq > ? ORDER BY event.seq LIMIT ?", (seq, limit))

    def seq_before(self, since: datetime) -> int:
        """Return the change number after which all that was entered since an instant stands; the newest for none.

        Events may stand after it that were entered earlier, when the clocks of two machines differ.
        """
        row = self.engine.execute(
            "SELECT MIN(id) FROM event_group WHERE branch = ? AND entered_at >= ?",
            (self.branch, micros(since)),
        ).fetchone()
        if row[0] is not None:
            return int(row[0]) - 1
        last = self.engine.execute("SELECT MAX(seq) FROM event WHERE branch = ?", (self.branch,)).fetchone()
        return int(last[0] or 0)

    def group_events(self, group: EventGroup) -> list[Event]:
        """Return the events of one action, in their order."""
        return self._events("event.seq BETWEEN ? AND ? ORDER BY event.seq", (group.seq_first, group.seq_last))

    def _events(self, where: str, params: Sequence[Any]) -> list[Event]:
        rows = self.engine.execute(_EVENTS + where, (self.branch, *params))
        return [event_of(row) for row in rows.fetchall()]

    def groups(
        self,
        limit: int = 100,
        *,
        actor: str | None = None,
        session: str | None = None,
        before_seq: int | None = None,
    ) -> list[EventGroup]:
        """Return actions, newest first; of one person or one session, before a change number, when these are given."""
        where, params = ["1 = 1"], list[Any]()
        for column, value in (("actor", actor), ("session", session)):
            if value is not None:
                where.append(f"g.{column} = ?")
                params.append(value)
        if before_seq is not None:
            where.append("g.id < ?")
            params.append(before_seq)
        return self._groups(" AND ".join(where) + " ORDER BY g.id DESC LIMIT ?", (*params, limit))

    def groups_since(self, seq: int, limit: int = _LOOK_BACK) -> list[EventGroup]:
        """Return the last actions after a change number, oldest first."""
        return self._groups("g.id > ? ORDER BY g.id DESC LIMIT ?", (seq, limit))[::-1]

    def group(self, group_id: str) -> EventGroup | None:
        """Return an action by its id."""
        return next(iter(self._groups("g.command_id = ?", (group_id,))), None)

    def last_undoable(self, actor: str, session: str | None = None) -> EventGroup | None:
        """Return the last action of a person (in one session) that was not taken back and is itself not an undo.

        Looks at the last 200 actions of the person, past those that only note what left the room.
        """
        groups = self.groups(_LOOK_BACK, actor=actor, session=session)
        return next((g for g in groups if not g.undoes and not g.undone_by and g.action not in NOTES), None)

    def last_redoable(self, actor: str, session: str | None = None) -> EventGroup | None:
        """Return the last undo of a person that can be taken back: nothing new was done by the person since."""
        for group in self.groups(_LOOK_BACK, actor=actor, session=session):
            if group.action in NOTES:
                continue
            if not group.undoes:
                return None
            if not group.undone_by and self._is_undo(group):
                return group
        return None

    def _is_undo(self, group: EventGroup) -> bool:
        undone = self.group(group.undoes)
        return undone is not None and not undone.undoes

    def head(self) -> tuple[int, bytes]:
        """Return the last change number and the hash of that event; (0, empty) before the first."""
        row = self.engine.execute(
            "SELECT seq, hash FROM feed_head WHERE branch = ?", (self.branch,)
        ).fetchone()
        return (0, b"") if row is None else (int(row[0]), bytes(row[1]))

    def hash_before(self, seq: int) -> bytes | None:
        """Return the hash that an event carries of the one before it."""
        row = self.engine.execute(
            "SELECT prev_hash FROM event WHERE branch = ? AND seq = ?", (self.branch, seq)
        ).fetchone()
        return None if row is None else bytes(row[0])

    def touched_since(self, seq: int) -> list[tuple[str, int]]:
        """Return the records (entity, id) changed after a change number, each once, in the order of first change."""
        rows = self.engine.execute(
            "SELECT entity, entity_id FROM event WHERE branch = ? AND seq > ? ORDER BY seq",
            (self.branch, seq),
        )
        return list(dict.fromkeys((entity, id_) for entity, id_ in rows.fetchall()))

    def _groups(self, where: str, params: Sequence[Any]) -> list[EventGroup]:
        rows = self.engine.execute(_GROUPS + where, (self.branch, *params))
        return [group_of(row) for row in rows.fetchall()]


def event_of(row: Sequence[Any]) -> Event:
    """Return the event of a joined row."""
    seq, group, at, entered_at, actor, action, entity, entity_id, before, after, reason = row
    return Event(
        seq, group, instant(at), instant(entered_at), actor, action, entity, entity_id,
        None if before is None else json.loads(before), json.loads(after), reason,
    )  # fmt: skip


def group_of(row: Sequence[Any]) -> EventGroup:
    """Return the action of a row."""
    command_id, first, last, at, entered_at, actor, action, session, reason, undoes, undone_by = row
    return EventGroup(
        command_id, first, last, instant(at), instant(entered_at), actor, action, session, reason, undoes,
        undone_by or "",
    )  # fmt: skip
