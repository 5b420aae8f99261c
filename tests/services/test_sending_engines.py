"""Sending on PostgreSQL as on SQLite: the life cycle of papers, and eight hands at one card, sheet and ledger."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import pytest

from dispatch_tui.clock import FixedClock
from dispatch_tui.domain.dispatches import Dispatch, DispatchState, FlowCard, Via
from dispatch_tui.domain.feedback import FeedbackSheet
from dispatch_tui.domain.orders import Kind, Order, State
from dispatch_tui.services import cards, sending_lists
from dispatch_tui.services.assigning import Assign, Unassign
from dispatch_tui.services.carrying_out import carry_out
from dispatch_tui.services.desk import Desk
from dispatch_tui.services.sending import (
    Delivered,
    NotDelivered,
    Recall,
    Resend,
    SendNormal,
    SendTemporary,
)
from dispatch_tui.storage.records import ID_STEP, take_ids
from dispatch_tui.storage.store import open_store
from tests.services.conftest import local, slip, small_settings
from tests.services.sending_room import assert_agreement, codes, do
from tests.storage.conftest import postgres_schema, postgres_url

__all__ = ["postgres_schema", "postgres_url"]


@pytest.fixture(params=["sqlite", "postgresql"])
def room(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Desk]:
    if request.param == "sqlite":
        url = f"sqlite:///{tmp_path / 'room.sqlite3'}"
    else:
        url = request.getfixturevalue("postgres_schema")
    settings = small_settings(tmp_path)
    store = open_store(url, settings.branch.code)
    store.migrate()
    yield Desk(settings, store, FixedClock(local("10:00")), "1001", chosen_language="en")
    store.close()


def _arrive(room: Desk, count: int) -> list[Order]:
    first = take_ids(count)
    kinds = (Kind.INSTALL, Kind.REPAIR)
    orders = [
        replace(slip(f"A{n:02}", kind=kinds[n % 2], state=State.READY), id=first + n * ID_STEP)
        for n in range(count)
    ]
    with room.store.write(room.act("import")) as writer:
        writer.insert_orders(orders)
    return orders


def test_the_life_of_papers(room: Desk) -> None:
    orders = _arrive(room, 8)
    assert do(room, Assign(), orders[:4]).done == 4
    assert codes(do(room, Unassign("wrong"), orders[3:5])) == ["done", "not-assigned"]
    assert sending_lists.unsent(room)[0].assigned == 3
    assert do(room, SendNormal(), orders[:5]).done == 5
    assert do(room, SendTemporary(Via.CAR), orders[5:]).done == 3
    assert do(room, NotDelivered("nobody there"), orders[5:6]).done == 1
    assert do(room, Resend(Via.PICK_UP), orders[5:6]).done == 1
    assert do(room, Delivered(), orders[6:7]).done == 1
    assert [each.order.no for each in sending_lists.unconfirmed(room)] == ["A05", "A07"]
    assert [each.order.no for each in sending_lists.nameless(room)] == ["A05", "A06", "A07"]
    assert do(room, Recall("老王", "wrong"), [orders[0], orders[5]]).done == 2
    assert do(room, SendNormal("cn2"), orders[:1]).done == 1
    assert cards.sign(room, "cn2-1", "陈").done == 1
    assert cards.void(room, "cn1-1", "torn", "老王").done == 5
    with room.store.read() as reader:
        assert_agreement(reader)
        states = [each.state for each in reader.papers(Dispatch)]
    assert states.count(DispatchState.LIVE) == 3
    assert states.count(DispatchState.WITHDRAWN) == 6
    assert room.store.verify().ok


def test_eight_hands_at_one_card_sheet_and_ledger(room: Desk) -> None:
    orders = _arrive(room, 24)

    def work(hand: int) -> int:
        desk = Desk(room.settings, room.store, room.clock, "1001", chosen_language="en")
        mine = [(order.id, order.version) for order in orders[hand * 3 : hand * 3 + 3]]
        change = SendTemporary(Via.CAR) if hand % 2 else SendNormal()
        return carry_out(desk, change, mine).done

    with ThreadPoolExecutor(8) as pool:
        done = list(pool.map(work, range(8)))
    assert done == [3] * 8
    with room.store.read() as reader:
        assert_agreement(reader)
        assert sorted(card.run for card in reader.papers(FlowCard)) == [1, 2, 3, 4]
        assert len(reader.papers(FeedbackSheet)) == 4
    assert room.store.verify().ok
