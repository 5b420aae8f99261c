"""What the tests of undo share: doing an action, everything that is stored, there and back again."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from dispatch_tui.domain.dispatches import Dispatch, FlowCard
from dispatch_tui.domain.feedback import FeedbackLine, FeedbackSheet, LineState
from dispatch_tui.domain.ledger_entries import LedgerEntry
from dispatch_tui.domain.orders import Order
from dispatch_tui.domain.rules import Outcome
from dispatch_tui.services import undo
from dispatch_tui.services.carrying_out import carry_out
from dispatch_tui.services.desk import Desk
from dispatch_tui.services.reviewing import ReviewLine
from dispatch_tui.services.sending import (
    SendNormal,
    SendTemporary,
)

Put = Callable[..., list[Order]]
_PAPERS = (Dispatch, FlowCard, FeedbackSheet, FeedbackLine, LedgerEntry)


def targets(*orders: Order) -> list[tuple[int, int | None]]:
    return [(order.id, None) for order in orders]


def do(desk: Desk, change: Any, *orders: Order, force: str = "") -> Outcome:
    outcome = carry_out(desk, change, targets(*orders), force)
    assert outcome.refused == 0, [result.message for result in outcome.results]
    return outcome


def now(desk: Desk, order: Order) -> Order:
    with desk.store.read() as reader:
        found = reader.order(order.id)
    assert found is not None
    return replace(found, version=0)


def everything(desk: Desk) -> dict[str, Any]:
    """Return all slips and records without their versions, and struck lines left out: they are history."""
    with desk.store.read() as reader:
        orders = {}
        for order_id in {
            event.entity_id for event in reader.events_since(0, 100_000) if event.entity == "order"
        }:
            order = reader.order(order_id)
            assert order is not None
            orders[order.no] = replace(order, version=0)
        papers = {
            record.__name__: [
                replace(each, version=0)
                for each in reader.papers(record)
                if getattr(each, "state", None) is not LineState.STRUCK
            ]
            for record in _PAPERS
        }
    return {"orders": orders, **papers}


def papers(desk: Desk, record: Any, **wanted: Any) -> list[Any]:
    with desk.store.read() as reader:
        return reader.papers(record, **wanted)


def back_and_forth(desk: Desk, act: Callable[[], object]) -> None:
    """Check that an action is taken back and done again exactly."""
    before = everything(desk)
    act()
    after = everything(desk)
    assert after != before
    assert undo.undo(desk).refused == 0
    assert everything(desk) == before
    assert undo.redo(desk).refused == 0
    assert everything(desk) == after
    assert undo.undo(desk).refused == 0
    assert everything(desk) == before


def sent(desk: Desk, put: Put, *slips_: Order, temporary: bool = False) -> list[Order]:
    orders = put(*slips_)
    do(desk, SendTemporary(none=True) if temporary else SendNormal(none=True), *orders, force="fax tested")
    return orders


LINES = (ReviewLine("支架", "1", "个"),)
