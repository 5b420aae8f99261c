"""What leaves the room as a table: slips, dispatching, events, hand-overs and their chase log (design 4)."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from dispatch_tui.domain.batches import Batch, Chase
from dispatch_tui.domain.calendar import wall_instant
from dispatch_tui.domain.filters import Everything, OnDay
from dispatch_tui.domain.intake_words import FIELDS
from dispatch_tui.domain.orders import Order, PlainJson
from dispatch_tui.errors import BadInput
from dispatch_tui.i18n import gettext as _
from dispatch_tui.papers import exports_dispatching
from dispatch_tui.papers.export_spans import Export, Record, Span, plain, time_text

if TYPE_CHECKING:
    from dispatch_tui.services.desk import Desk
    from dispatch_tui.storage.reading import Reader
    from dispatch_tui.storage.records import Event

LATER = ("vehicle-plan", "complaints", "statistics")
"""What the programme contract names and this version does not keep yet."""
YEAR = timedelta(days=366)
"""Without a first day, hand-overs and chases of so long are exported."""
_CHUNK = 1000
_SECONDS = 600.0


def require_known(what: str) -> None:
    """Raise BadInput, naming what can be exported, unless ``what`` can be."""
    if what in EXPORTS:
        return
    known = ", ".join(EXPORTS)
    if what in LATER:
        raise BadInput(
            _("“{what}” can't be exported yet.").format(what=what),
            _("This version exports {names}.").format(names=known),
        )
    raise BadInput(
        _("There is no export “{what}”.").format(what=what),
        _("This version exports {names}.").format(names=known),
    )


def columns_of(what: str) -> tuple[str, ...]:
    """Return the columns of an export, in their order."""
    require_known(what)
    return EXPORTS[what].columns


def records(desk: Desk, what: str, span: Span | None = None) -> Iterator[Record]:
    """Yield the records of an export as JSON objects; times are ISO 8601 with the branch's offset.

    Slips count by their business day, events by when they happened, hand-overs by their day. All comes from one
    snapshot of the database.
    """
    require_known(what)
    with desk.store.read(_SECONDS) as reader:
        yield from EXPORTS[what].read(desk, reader, span or Span())


def order_record(order: Order, zone: ZoneInfo) -> Record:
    """Return a slip under the import names and the record's own; an import of it changes nothing."""
    return {
        "order_no": order.no,
        "kind": order.kind.value,
        "customer": order.customer,
        "phone": order.phone,
        "address": order.address,
        "category": order.category,
        "model": order.model,
        "called_at": time_text(order.called_at, zone),
        "required_from": time_text(order.required_from, zone),
        "required_to": time_text(order.required_to, zone),
        "urgent": order.urgent,
        "store": order.store,
        "point": order.point,
        "remark": order.remark,
        "state": order.state.value,
        "batch": order.slot or None,
        "due_at": time_text(order.due_at, zone),
        "due_policy": order.due_policy,
        "received_at": time_text(order.received_at, zone),
        "entered_at": time_text(order.entered_at, zone),
        "entered_by": order.entered_by,
        "day": order.day.isoformat(),
        "district": order.district,
        "street": order.street,
        "area": order.area.value,
        "pinned": order.pinned,
        "incomplete": [reason.value for reason in order.incomplete],
        "repeat_of": order.repeat_of,
        "hold_until": order.hold_until.isoformat() if order.hold_until else None,
        "hold_reason": order.hold_reason,
        "cancel_reason": order.cancel_reason,
        "reappointed": order.reappointed,
        "dispatched_at": time_text(order.dispatched_at, zone),
        "worker": order.worker,
        "arrived_at": time_text(order.arrived_at, zone),
        "done_at": time_text(order.done_at, zone),
        "signed": order.signed,
        "closed_at": time_text(order.closed_at, zone),
        "review": plain(order.review),
        "addenda": [dict(each) for each in order.addenda],
        "split_of": order.split_of,
        "merged_into": order.merged_into,
        "version": order.version,
        "extras": dict(order.extras),
    }


def _orders(desk: Desk, reader: Reader, span: Span) -> Iterator[Record]:
    from dispatch_tui.storage.records import Sort

    zone = desk.settings.branch.zone
    condition = Everything() if span == Span() else OnDay(span.first, span.last)
    ids = reader.find_ids(condition, now=desk.now(), sort=Sort.RECEIVED)
    for start in range(0, len(ids), _CHUNK):
        for order in reader.orders(ids[start : start + _CHUNK]):
            yield order_record(order, zone)


def _events(desk: Desk, reader: Reader, span: Span) -> Iterator[Record]:
    zone = desk.settings.branch.zone
    seq = 0
    if span.first is not None:
        # Nothing happens after it was entered: what was entered before the first day did not happen in the span.
        seq = reader.seq_before(wall_instant(span.first, 0, zone))
    while found := reader.events_since(seq, _CHUNK):
        for event in found:
            seq = event.seq
            if span.holds(event.at.astimezone(zone).date()):
                yield _event_record(event, zone)


def _event_record(event: Event, zone: ZoneInfo) -> Record:
    return {
        "seq": event.seq,
        "group": event.group,
        "at": time_text(event.at, zone),
        "entered_at": time_text(event.entered_at, zone),
        "actor": event.actor,
        "action": event.action,
        "entity": event.entity,
        "entity_id": str(event.entity_id),
        "before": None if event.before is None else dict(event.before),
        "after": dict(event.after),
        "reason": event.reason,
    }


def _days(desk: Desk, span: Span) -> Iterator[date]:
    last = span.last or desk.today()
    day = span.first or last - YEAR
    while day <= last:
        yield day
        day += timedelta(days=1)


def _batches(desk: Desk, reader: Reader, span: Span) -> Iterator[Record]:
    zone = desk.settings.branch.zone
    for day in _days(desk, span):
        for batch in reader.batches(day):
            yield _batch_record(batch, zone)


def _batch_record(batch: Batch, zone: ZoneInfo) -> Record:
    return {
        "id": str(batch.id),
        "day": batch.day.isoformat(),
        "kind": batch.kind.value,
        "slot": batch.slot or None,
        "received_at": time_text(batch.received_at, zone),
        "entered_at": time_text(batch.entered_at, zone),
        "entered_by": batch.entered_by,
        "clerk": batch.clerk,
        "way": batch.way.value,
        "declared": batch.declared,
        "entered": batch.entered,
        "missing": batch.missing,
        "status": batch.status.value,
        "explanation": batch.explanation,
        "source": batch.source,
    }


def _chases(desk: Desk, reader: Reader, span: Span) -> Iterator[Record]:
    zone = desk.settings.branch.zone
    for day in _days(desk, span):
        for chase in sorted(reader.chases_on(day, zone), key=lambda each: each.at):
            yield _chase_record(chase, zone)


def _chase_record(chase: Chase, zone: ZoneInfo) -> Record:
    return {
        "id": str(chase.id),
        "subject": chase.subject,
        "at": time_text(chase.at, zone),
        "by": chase.by,
        "whom": chase.whom,
        "way": chase.way,
        "answer": chase.answer,
        "next_at": time_text(chase.next_at, zone),
    }


_ORDER_COLUMNS = (
    *FIELDS,
    "state", "batch", "due_at", "due_policy", "received_at", "entered_at", "entered_by", "day", "district", "street",
    "area", "pinned", "incomplete", "repeat_of", "hold_until", "hold_reason", "cancel_reason", "reappointed",
    "dispatched_at", "worker", "arrived_at", "done_at", "signed", "closed_at", "review", "addenda", "split_of",
    "merged_into", "version", "extras",
)  # fmt: skip

EXPORTS: Mapping[str, Export] = {
    "orders": Export(_ORDER_COLUMNS, _orders),
    "events": Export(
        ("seq", "group", "at", "entered_at", "actor", "action", "entity", "entity_id", "before", "after", "reason"),
        _events,
    ),
    "batches": Export(
        ("id", "day", "kind", "slot", "received_at", "entered_at", "entered_by", "clerk", "way", "declared", "entered",
         "missing", "status", "explanation", "source"),
        _batches,
    ),
    "chases": Export(("id", "subject", "at", "by", "whom", "way", "answer", "next_at"), _chases),
    **exports_dispatching.EXPORTS,
}  # fmt: skip
"""What can be exported."""


def cell_text(value: PlainJson) -> str:
    """Return a value as the text of a cell: lists and objects as JSON, yes as ``true``."""
    match value:
        case None:
            return ""
        case bool():
            return "true" if value else "false"
        case list() | dict():
            return json.dumps(value, ensure_ascii=False) if value else ""
        case _:
            return str(value)
