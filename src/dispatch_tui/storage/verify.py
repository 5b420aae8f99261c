"""Checking a database without changing it: chain of events, board summary, versions, papers, the file itself."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from dispatch_tui.domain.orders import Kind
from dispatch_tui.i18n import gettext as _
from dispatch_tui.i18n import ngettext
from dispatch_tui.storage.codec import cell_number, day
from dispatch_tui.storage.ledger import GENESIS, event_hash, group_text
from dispatch_tui.storage.reading import Reader
from dispatch_tui.storage.records import FLOW_CARD, ORDER
from dispatch_tui.storage.shelves import ENTITIES

_PAGE = 20_000
_NAMED = 10
"""So many single faults of one kind are named; the rest is counted."""


@dataclass(frozen=True, slots=True)
class Verification:
    """What the check found; an empty ``problems`` means that everything fits."""

    events: int
    slips: int
    problems: tuple[str, ...]

    @property
    def ok(self) -> bool:
        """Whether nothing was found."""
        return not self.problems


def verify(reader: Reader, progress: Callable[[int], None] | None = None) -> Verification:
    """Check one branch in the reader's snapshot; repairs nothing, because a fault must be looked at by a person.

    ``progress`` is called with the number of events checked so far.
    """
    problems: list[str] = []
    events = _check_chain(reader, problems, progress)
    _check_cells(reader, problems)
    slips = _check_versions(reader, problems)
    _check_papers(reader, problems)
    _check_cards(reader, problems)
    _check_file(reader, problems)
    return Verification(events, slips, tuple(problems))


def _rows(reader: Reader) -> Iterator[Any]:
    last = 0
    while True:
        page = reader.engine.execute(
            "SELECT event.seq, event.grp, event.entity, event.entity_id, event.before, event.after, "
            "event.prev_hash, g.command_id, g.at, g.entered_at, g.actor, g.action, g.session, g.reason, g.undoes, "
            "g.seq_last FROM event LEFT JOIN event_group g ON g.branch = event.branch AND g.id = event.grp "
            "WHERE event.branch = ? AND event.seq > ? ORDER BY event.seq LIMIT ?",
            (reader.branch, last, _PAGE),
        ).fetchall()
        if not page:
            return
        yield from page
        last = page[-1][0]


def _check_chain(reader: Reader, problems: list[str], progress: Callable[[int], None] | None) -> int:
    expected, prev, group, shared = 1, GENESIS, 0, b""
    for row in _rows(reader):
        seq, grp, entity, entity_id, before, after, prev_hash, command_id, *act, seq_last = row
        if seq != expected:
            problems.append(_("Events {first} to {last} are missing.").format(first=expected, last=seq - 1))
            prev = bytes(prev_hash)
        if command_id is None or not grp <= seq <= seq_last:
            problems.append(_("Event {seq} does not belong to an action.").format(seq=seq))
            return int(seq)
        if bytes(prev_hash) != prev:
            problems.append(_("The history was changed at event {seq} or just before it.").format(seq=seq))
        if grp != group:
            group, shared = grp, group_text(reader.branch, command_id, *act)
        prev = event_hash(bytes(prev_hash), shared, seq, entity, entity_id, before, after)
        expected = seq + 1
        if progress is not None and seq % _PAGE == 0:
            progress(seq)
        if len(problems) > _NAMED:
            return int(seq)
    seq, head = reader.head()
    if seq != expected - 1 or (seq and head != prev):
        problems.append(
            _("The history ends at event {last}, but its head says {seq}.").format(last=expected - 1, seq=seq)
        )
    return expected - 1


def _check_cells(reader: Reader, problems: list[str]) -> None:
    kept = {(t.point, t.day, t.kind, t.slot): (t.count, t.urgent) for t in reader.tallies()}
    counted = {(t.point, t.day, t.kind, t.slot): (t.count, t.urgent) for t in reader.counted_tallies()}
    wrong = {key for key in kept.keys() | counted.keys() if kept.get(key) != counted.get(key)}
    numbered = reader.engine.execute(
        "SELECT point, day, kind, slot, cell FROM orders WHERE branch = ? AND pending = 1 UNION "
        "SELECT point, day, kind, slot, cell FROM board_cell WHERE branch = ?",
        (reader.branch, reader.branch),
    )
    for point, day_, kind, slot, cell in numbered.fetchall():
        if cell_number(point, day_, kind, slot) != cell:
            wrong.add((point or None, day(day_), Kind(kind), slot))
    if wrong:
        problems.append(
            ngettext(
                "{n} cell of the board summary differs from the slips.",
                "{n} cells of the board summary differ from the slips.",
                len(wrong),
            ).format(n=len(wrong))
        )


def _check_versions(reader: Reader, problems: list[str]) -> int:
    engine, branch = reader.engine, reader.branch
    slips = engine.execute("SELECT COUNT(*) FROM orders WHERE branch = ?", (branch,)).fetchone()[0]
    wrong = engine.execute(
        "SELECT orders.no FROM orders LEFT JOIN (SELECT entity_id, COUNT(*) AS n FROM event "
        "WHERE branch = ? AND entity = ? GROUP BY entity_id) AS told ON told.entity_id = orders.id "
        "WHERE orders.branch = ? AND (told.n IS NULL OR told.n <> orders.version) LIMIT ?",
        (branch, ORDER, branch, _NAMED),
    ).fetchall()
    for (no,) in wrong:
        problems.append(_("Slip {no} has changes that its history does not tell.").format(no=no))
    return int(slips)


def _check_papers(reader: Reader, problems: list[str]) -> None:
    """Check that the history tells every change of a paper, and that slips and live dispatches name one another."""
    engine, branch = reader.engine, reader.branch
    for entity, table in ENTITIES.values():
        wrong = engine.execute(
            f"SELECT paper.id FROM {table} AS paper LEFT JOIN (SELECT entity_id, COUNT(*) AS n FROM event "  # noqa: S608
            "WHERE branch = ? AND entity = ? GROUP BY entity_id) AS told ON told.entity_id = paper.id "
            "WHERE paper.branch = ? AND (told.n IS NULL OR told.n <> paper.version) LIMIT ?",
            (branch, entity, branch, _NAMED),
        ).fetchall()
        for (id_,) in wrong:
            told = _("Record {id} of {table} has changes that its history does not tell.")
            problems.append(told.format(id=id_, table=table))
    apart = engine.execute(
        "SELECT orders.no FROM orders LEFT JOIN dispatch ON dispatch.branch = orders.branch "
        "AND dispatch.id = orders.dispatch_id AND dispatch.order_id = orders.id AND dispatch.state = 'live' "
        "WHERE orders.branch = ? AND orders.dispatch_id IS NOT NULL AND dispatch.id IS NULL UNION "
        "SELECT dispatch.order_no FROM dispatch LEFT JOIN orders ON orders.branch = dispatch.branch "
        "AND orders.id = dispatch.order_id AND orders.dispatch_id = dispatch.id "
        "WHERE dispatch.branch = ? AND dispatch.state = 'live' AND orders.id IS NULL LIMIT ?",
        (branch, branch, _NAMED),
    ).fetchall()
    for (no,) in apart:
        problems.append(_("Slip {no} and its dispatch don't agree.").format(no=no))


def _check_cards(reader: Reader, problems: list[str]) -> None:
    """Check that the lines of every flow card are those with which it was closed (row B-04)."""
    last = 0
    while page := reader.engine.execute(
        "SELECT flow_card.id, flow_card.no, flow_card.lines, event.after FROM flow_card JOIN event "
        "ON event.branch = flow_card.branch AND event.entity = ? AND event.entity_id = flow_card.id "
        "AND event.before IS NULL WHERE flow_card.branch = ? AND flow_card.id > ? ORDER BY flow_card.id LIMIT ?",
        (FLOW_CARD, reader.branch, last, _PAGE),
    ).fetchall():
        for _id, no, lines, after in page:
            if json.loads(lines) != json.loads(after).get("lines", []):
                problems.append(_("The lines of flow card {no} were changed.").format(no=no))
        last = page[-1][0]


def _check_file(reader: Reader, problems: list[str]) -> None:
    if reader.engine.dialect.name != "sqlite":
        return
    found = [row[0] for row in reader.engine.execute("PRAGMA quick_check(10)").fetchall()]
    if found != ["ok"]:
        problems.append(_("The database file is damaged: {error}.").format(error="; ".join(found)))
