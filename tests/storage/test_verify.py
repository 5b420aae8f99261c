"""A changed history is found, whatever was changed."""

from __future__ import annotations

from dataclasses import replace

import pytest

from dispatch_tui.domain.dispatches import Delivery, Dispatch, FlowCard, Mode, Via
from dispatch_tui.domain.orders import State
from dispatch_tui.storage.dialect import triggers
from dispatch_tui.storage.records import new_id
from dispatch_tui.storage.store import Store
from tests.storage.samples import NOW, TODAY, act, slip


def _history(store: Store) -> None:
    orders = [slip(str(number)) for number in range(6)]
    with store.write(act()) as writer:
        writer.insert_orders(orders)
    for order in orders[:3]:
        with store.write(act("place", reason="r")) as writer:
            writer.update_order(order, replace(order, point="cn1"))


def _sent(store: Store) -> None:
    """Store a slip that went out with a flow card."""
    order, card_id, paper_id = slip("S1", point="cn1"), new_id(), new_id()
    with store.write(act("import")) as writer:
        writer.insert_orders([order])
    card = FlowCard(card_id, "20260701-cn1-1", TODAY, "cn1", 1, NOW, "1001", ({"order_no": "S1"},))
    paper = Dispatch(
        paper_id, order.id, "S1", "cn1", order.kind, Mode.NORMAL, Via.CAR, TODAY, NOW, "1001", card_id
    )
    with store.write(act("send")) as writer:
        writer.update_order(order, replace(order, state=State.SENT, dispatch_id=paper_id))
        writer.insert_paper(card)
        writer.insert_paper(paper)
    with store.write(act("delivered")) as writer:
        writer.update_paper(paper, replace(paper, delivery=Delivery.RECEIVED))


@pytest.mark.parametrize(
    ("statement", "told"),
    [
        ("UPDATE flow_card SET lines = '[]'", "20260701-cn1-1"),
        ("UPDATE dispatch SET version = 9", "of dispatch"),
        ("UPDATE dispatch SET state = 'withdrawn'", "Slip S1"),
        ("UPDATE orders SET dispatch_id = NULL", "Slip S1"),
    ],
)
def test_a_changed_paper_is_found(store: Store, statement: str, told: str) -> None:
    _sent(store)
    assert store.verify().problems == ()
    _tamper(store, statement)
    (problem,) = store.verify().problems
    assert told in problem


def _tamper(store: Store, *statements: str) -> None:
    """Change history as somebody with the database's own tools could."""
    with store.write(act()) as writer:
        for name in triggers():
            table = name.rsplit("_no_", 1)[0]
            writer.engine.execute(
                f"DROP TRIGGER {name}" + (f" ON {table}" if store.engine == "postgresql" else "")
            )
        for statement in statements:
            writer.engine.execute(statement)


@pytest.mark.parametrize(
    ("statement", "told"),
    [
        ('UPDATE event SET after = \'{"point":"cn2"}\' WHERE seq = 7', "event 8"),
        ("UPDATE event SET entity_id = entity_id + 1 WHERE seq = 2", "event 3"),
        ("UPDATE event_group SET actor = '1009' WHERE id = 7", "event 8"),
        ("UPDATE event_group SET reason = '' WHERE id = 9", "head"),
        ("DELETE FROM event WHERE seq BETWEEN 3 AND 4", "3 to 4"),
        ("DELETE FROM event WHERE seq = 9", "head"),
        ("DELETE FROM event_group WHERE id = 8", "Event 8"),
        ("UPDATE feed_head SET seq = 12", "head"),
        ("UPDATE board_cell SET count = count + 1 WHERE point = 'cn1'", "1 cell "),
        ("UPDATE orders SET point = 'cn2' WHERE no = '1'", "cells"),
        ("UPDATE orders SET version = 9 WHERE no = '5'", "Slip 5"),
    ],
)
def test_what_was_changed_is_found(store: Store, statement: str, told: str) -> None:
    _history(store)
    seen: list[int] = []
    assert store.verify(seen.append).problems == ()
    _tamper(store, statement)
    result = store.verify()
    assert not result.ok
    assert any(told in problem for problem in result.problems)


def test_the_check_counts_what_it_saw(store: Store) -> None:
    _history(store)
    result = store.verify()
    assert (result.events, result.slips, result.ok) == (9, 6, True)
