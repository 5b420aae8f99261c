"""Slips that were sent, with their sheets, cards and ledger, for the tests of the day's screens."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

from dispatch_tui.domain.dispatches import Dispatch, FlowCard, Mode, Via, card_number
from dispatch_tui.domain.feedback import FeedbackLine, FeedbackSheet
from dispatch_tui.domain.ledger_entries import LedgerEntry
from dispatch_tui.domain.orders import Kind, Order, State
from dispatch_tui.services.desk import Desk
from tests.tui.making import NOW, TODAY, slip
from tests.tui.slips_room import put

YESTERDAY = TODAY - timedelta(days=1)
"""A Tuesday, a working day."""


def sent(
    desk: Desk,
    point: str,
    count: int,
    *,
    kind: Kind = Kind.REPAIR,
    mode: Mode = Mode.NORMAL,
    day: date = YESTERDAY,
    first: int = 1,
    card: bool = True,
) -> tuple[FeedbackSheet, list[Order]]:
    """Store slips as they stand after a sending, with dispatches, card, sheet and ledger entry."""
    orders = put(
        desk,
        [
            slip(
                number,
                no=f"2606{first + number:06d}",
                kind=kind,
                state=State.SENT,
                point=point,
                day=day,
                customer=f"客户{number}",
                dispatched_at=NOW - timedelta(days=(TODAY - day).days),
            )
            for number in range(count)
        ],
    )
    moment = NOW - timedelta(days=(TODAY - day).days)
    with desk.store.write(desk.act("send")) as writer:
        sheet_point = point if mode is Mode.NORMAL else ""
        found = writer.papers(FeedbackSheet, day=day, point=sheet_point, kind=kind, mode=mode)
        sheet = (
            found[0]
            if found
            else writer.insert_paper(FeedbackSheet(writer.new_id(), day, sheet_point, kind, mode))
        )
        made_card = None
        if mode is Mode.NORMAL and card:
            run = len(writer.papers(FlowCard, day=day, point=point)) + 1
            lines = tuple(
                {"order_no": each.no, "kind": each.kind.value, "customer": each.customer, "phone": each.phone,
                 "address": each.address, "product": each.category}
                for each in orders
            )  # fmt: skip
            made_card = writer.insert_paper(
                FlowCard(
                    writer.new_id(), card_number(day, point, run), day, point, run, moment, "1001", lines
                )
            )
        for order in orders:
            dispatch = Dispatch(
                writer.new_id(), order.id, order.no, point, kind, mode,
                Via.CAR if mode is Mode.NORMAL else Via.FAX, day, moment, "1001",
                made_card.id if made_card else None, sheet.id,
            )  # fmt: skip
            writer.insert_paper(dispatch)
            known = writer.order(order.id)
            assert known is not None
            writer.update_order(known, replace(known, dispatch_id=dispatch.id))
            if mode is Mode.TEMPORARY:
                writer.insert_paper(FeedbackLine(writer.new_id(), sheet.id, order.no, order.id, point, ""))
        writer.insert_paper(
            LedgerEntry(
                writer.new_id(), day, point, kind, mode, count, tuple(each.no for each in orders), moment, "1001",
                made_card.no if made_card else "",
            )
        )  # fmt: skip
    return sheet, orders
