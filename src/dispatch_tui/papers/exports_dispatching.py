"""Exports of dispatching: dispatches, feedback, ledger, what the information centre types in (rows C-04 to C-08)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from dispatch_tui.domain.dispatches import Dispatch, FlowCard
from dispatch_tui.domain.feedback import FeedbackLine, FeedbackSheet, LineState
from dispatch_tui.domain.ledger_entries import LedgerEntry
from dispatch_tui.papers.export_spans import Export, Record, Span, point_name, time_text

if TYPE_CHECKING:
    from dispatch_tui.services.desk import Desk
    from dispatch_tui.storage.reading import Reader

MISSING = "missing"
"""State of a slip that was sent and stands on no line of its feedback sheet."""


def _dispatches(desk: Desk, reader: Reader, span: Span) -> Iterator[Record]:
    zone = desk.settings.branch.zone
    found = reader.papers(Dispatch, order_by="sent_at", **span.wanted())  # type: ignore[arg-type]
    ids = {each.card_id for each in found if each.card_id is not None}
    cards = {card.id: card.no for card in reader.papers(FlowCard, id=ids)}
    for each in found:
        yield {
            "order_no": each.order_no,
            "day": each.day.isoformat(),
            "point": each.point,
            "point_name": point_name(desk, each.point),
            "kind": each.kind.value,
            "mode": each.mode.value,
            "via": each.via.value,
            "sent_at": time_text(each.sent_at, zone),
            "sent_by": each.sent_by,
            "card_no": cards.get(each.card_id) if each.card_id is not None else None,
            "state": each.state.value,
            "delivery": each.delivery.value,
            "tries": each.tries,
            "worker": each.worker,
            "worker_at": time_text(each.worker_at, zone),
            "withdrawn_at": time_text(each.withdrawn_at, zone),
            "withdrawn_reason": each.withdrawn_reason,
            "version": each.version,
        }


def _feedback(desk: Desk, reader: Reader, span: Span) -> Iterator[Record]:
    """Yield every line, then every slip that was sent and has none, sheet by sheet."""
    zone = desk.settings.branch.zone
    for sheet, sent, lines in _sheets(reader, span):
        good = {line.order_no for line in lines if line.state is LineState.GOOD}
        about: Record = {
            "day": sheet.day.isoformat(),
            "kind": sheet.kind.value,
            "mode": sheet.mode.value,
            "sheet_state": sheet.state.value,
            "received_at": time_text(sheet.received_at, zone),
            "way": sheet.way,
            "gap": sheet.gap,
            "handed_at": time_text(sheet.handed_at, zone),
            "handed_by": sheet.handed_by,
        }
        for line in lines:
            yield {
                **about,
                "point": line.point,
                "point_name": point_name(desk, line.point),
                "order_no": line.order_no,
                "worker": line.worker,
                "earlier_worker": line.earlier_worker,
                "note": line.note,
                "line_state": line.state.value,
                "typed_at": time_text(line.typed_at, zone),
                "typed_by": line.typed_by,
            }
        for each in sent:
            if each.counts and each.order_no not in good:
                yield {
                    **about,
                    "point": each.point,
                    "point_name": point_name(desk, each.point),
                    "order_no": each.order_no,
                    "worker": "",
                    "earlier_worker": "",
                    "note": "",
                    "line_state": MISSING,
                    "typed_at": None,
                    "typed_by": "",
                }


def _information_centre(desk: Desk, reader: Reader, span: Span) -> Iterator[Record]:
    """Yield what the information centre types in: every slip that counts as sent, with the worker if he is known."""
    zone = desk.settings.branch.zone
    for sheet, sent, lines in _sheets(reader, span):
        known = {line.order_no: line for line in lines if line.state is LineState.GOOD}
        orders = reader.orders_by_no([each.order_no for each in sent])
        for each in sorted(sent, key=lambda one: (one.point, one.order_no)):
            if not each.counts:
                continue
            order, line = orders.get(each.order_no), known.get(each.order_no)
            yield {
                "day": each.day.isoformat(),
                "mode": each.mode.value,
                "kind": each.kind.value,
                "point": each.point,
                "point_name": point_name(desk, each.point),
                "order_no": each.order_no,
                "customer": order.customer if order else "",
                "phone": order.phone if order else "",
                "address": order.address if order else "",
                "category": order.category if order else "",
                "model": order.model if order else "",
                "sent_at": time_text(each.sent_at, zone),
                "worker": line.worker if line else "",
                "earlier_worker": line.earlier_worker if line else "",
                "typed_at": time_text(line.typed_at, zone) if line else None,
                "note": line.note if line else "",
                "sheet_state": sheet.state.value,
                "handed_at": time_text(line.handed_at if line and line.handed_at else sheet.handed_at, zone),
            }


def _sheets(reader: Reader, span: Span) -> Iterator[tuple[FeedbackSheet, list[Dispatch], list[FeedbackLine]]]:
    for sheet in reader.papers(FeedbackSheet, order_by="day", **span.wanted()):  # type: ignore[arg-type]
        sent = reader.papers(Dispatch, order_by="order_no", sheet_id=sheet.id)
        yield sheet, sent, reader.papers(FeedbackLine, order_by="order_no", sheet_id=sheet.id)


def _ledger(desk: Desk, reader: Reader, span: Span) -> Iterator[Record]:
    zone = desk.settings.branch.zone
    for entry in reader.papers(LedgerEntry, order_by="day", **span.wanted()):  # type: ignore[arg-type]
        yield {
            "id": str(entry.id),
            "day": entry.day.isoformat(),
            "point": entry.point,
            "point_name": point_name(desk, entry.point),
            "kind": entry.kind.value,
            "mode": entry.mode.value,
            "count": entry.count,
            "order_nos": list(entry.order_nos),
            "ref": entry.ref,
            "made_at": time_text(entry.made_at, zone),
            "made_by": entry.made_by,
            "correction_of": None if entry.correction_of is None else str(entry.correction_of),
            "reason": entry.reason,
        }


EXPORTS: Mapping[str, Export] = {
    "dispatches": Export(
        ("order_no", "day", "point", "point_name", "kind", "mode", "via", "sent_at", "sent_by", "card_no", "state",
         "delivery", "tries", "worker", "worker_at", "withdrawn_at", "withdrawn_reason", "version"),
        _dispatches, True,
    ),
    "feedback": Export(
        ("day", "kind", "mode", "point", "point_name", "order_no", "worker", "earlier_worker", "note", "line_state",
         "typed_at", "typed_by", "sheet_state", "received_at", "way", "gap", "handed_at", "handed_by"),
        _feedback, True,
    ),
    "ledger": Export(
        ("id", "day", "point", "point_name", "kind", "mode", "count", "order_nos", "ref", "made_at", "made_by",
         "correction_of", "reason"),
        _ledger, True,
    ),
    "info-centre": Export(
        ("day", "mode", "kind", "point", "point_name", "order_no", "customer", "phone", "address", "category", "model",
         "sent_at", "worker", "earlier_worker", "typed_at", "note", "sheet_state", "handed_at"),
        _information_centre, True,
    ),
}  # fmt: skip
"""What of dispatching can be exported."""
