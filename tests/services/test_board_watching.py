"""A live session that reads only the rows that changed shows the same board as one that reads everything."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest

from dispatch_tui.clock import FixedClock
from dispatch_tui.domain.orders import Kind, Order, State
from dispatch_tui.services import board as boards
from dispatch_tui.services import slips
from dispatch_tui.services.board_json import as_json
from dispatch_tui.services.desk import Desk
from tests.services.conftest import slip

Put = Callable[..., list[Order]]
POINTS = (None, "cn1", "cn2")


def _change(order: Order, chance: random.Random) -> Order:
    """Return the slip with one thing changed at random, also things that the board's counts don't show."""
    due = order.due_at or order.received_at
    return chance.choice(
        (
            replace(order, point=chance.choice(POINTS)),
            replace(order, urgent=not order.urgent),
            replace(order, due_at=due + timedelta(hours=chance.choice((-9, -1, 1, 9)))),
            replace(order, received_at=order.received_at - timedelta(minutes=chance.randrange(500))),
            replace(order, state=chance.choice((State.RECEIVED, State.READY, State.CANCELLED, State.HOLD))),
            replace(order, day=order.day + timedelta(days=chance.choice((-1, 0, 1)))),
            replace(order, kind=chance.choice(tuple(Kind))),
            replace(order, remark=order.remark + "."),
        )
    )


@pytest.mark.parametrize("seed", range(6))
def test_any_changes_lead_to_the_board_that_is_there(desk: Desk, put: Put, seed: int) -> None:
    chance = random.Random(seed)
    put(*(slip(f"R{number}", point=chance.choice(POINTS)) for number in range(12)))
    feed = desk.store.feed()
    seen = feed.seq()
    watcher = boards.BoardWatcher(desk)
    full_readings = watcher._read_at
    for _step in range(30):
        with desk.store.write(desk.act("correct")) as writer:
            for _time in range(chance.randrange(1, 4)):
                order = writer.order_by_no(f"R{chance.randrange(12)}")
                assert order is not None
                writer.update_order(order, _change(order, chance))
        changes = feed.changes(seen)
        seen = changes.seq
        before = watcher.board
        delta = watcher.refresh(changes)
        fresh = boards.load(desk)
        assert watcher.board == replace(fresh, at=watcher.board.at)
        assert delta.empty == (replace(before, seq=0) == replace(watcher.board, seq=0))
    assert watcher._read_at == full_readings
    feed.close()


def test_the_clock_and_hand_overs_ask_for_everything(desk: Desk, clock: FixedClock, put: Put) -> None:
    feed = desk.store.feed()
    seen = feed.seq()
    watcher = boards.BoardWatcher(desk)
    put(slip("R1"))
    (order,) = [found for found in [_read(desk, "R1")] if found]
    slips.note(desk, [(order.id, None)], "rang twice")
    clock.move(days=1)
    watcher.refresh(feed.changes(seen))
    assert as_json(watcher.board) == as_json(boards.load(desk))
    feed.close()


def _read(desk: Desk, no: str) -> Order | None:
    with desk.store.read() as reader:
        return reader.order_by_no(no)
