"""Flow cards: list, view, void with a telephone confirmation, signature on the second copy."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest

from dispatch_tui.clock import FixedClock
from dispatch_tui.domain.dispatches import CardState, Delivery, Dispatch, DispatchState
from dispatch_tui.domain.orders import Order, State
from dispatch_tui.domain.printing import Paper, Printing
from dispatch_tui.errors import BadInput, NotAllowed, NotFound, Refused
from dispatch_tui.services import cards
from dispatch_tui.services.desk import Desk
from dispatch_tui.services.sending import Recall, SendNormal
from dispatch_tui.storage.records import new_id
from tests.services.conftest import slip
from tests.services.sending_room import assert_agreement, do, now

Put = Callable[..., list[Order]]
NO = "20260921-cn1-1"


@pytest.fixture
def sent(desk: Desk, put: Put) -> list[Order]:
    """Three slips on one card."""
    orders = put(*(slip(f"A{n}", state=State.READY) for n in range(3)))
    assert do(desk, SendNormal(), orders).done == 3
    return orders


def test_cards_of_a_day_and_point_with_prints_and_recalled_slips(
    desk: Desk, put: Put, sent: list[Order], clock: FixedClock
) -> None:
    do(desk, SendNormal(), put(slip("B1", state=State.READY, point="cn2")))
    do(desk, Recall("老王", "wrong"), sent[:1])
    with desk.store.write(desk.act("print")) as writer:
        writer.insert_papers(
            [Printing(new_id(), Paper.FLOW_CARD.value, NO, desk.now(), "1001", nth=nth) for nth in (1, 2)]
        )
    views = cards.cards(desk)
    assert [(view.card.no, view.prints, view.live, view.recalled) for view in views] == [
        (NO, 2, ("A1", "A2"), ("A0",)),
        ("20260921-cn2-1", 0, ("B1",), ()),
    ]
    assert [view.card.no for view in cards.cards(desk, point="cn2")] == ["20260921-cn2-1"]
    assert cards.cards(desk, date(2026, 9, 20)) == []
    assert cards.card(desk, NO) == views[0]
    assert cards.card(desk, " CN1-1 ") == views[0]
    clock.move(hours=24)
    assert cards.card(desk, NO).card == views[0].card
    for unknown in ("cn1-1", "", "20260921-cn1-2"):
        with pytest.raises(NotFound):
            cards.card(desk, unknown)


def test_voiding_recalls_what_is_left_and_keeps_number_and_lines(desk: Desk, sent: list[Order]) -> None:
    do(desk, Recall("老王", "wrong"), sent[:1])
    before = cards.card(desk, NO).card
    outcome = cards.void(desk, NO, "torn", "老王")
    assert [(result.id, result.ok) for result in outcome.results] == [(NO, True), ("A1", True), ("A2", True)]
    assert "2 slips" in outcome.results[0].message
    view = cards.card(desk, NO)
    assert (view.card.state, view.card.void_reason) == (CardState.VOID, "torn · 老王")
    assert (view.card.no, view.card.lines) == (before.no, before.lines)
    assert (view.live, view.recalled) == ((), ("A0", "A1", "A2"))
    assert {now(desk, order).state for order in sent} == {State.READY}
    with desk.store.read() as reader:
        assert_agreement(reader)
    do(desk, SendNormal(), sent)
    assert [each.card.run for each in cards.cards(desk)] == [1, 2]


def test_a_card_with_work_under_way_is_not_voided_at_all(desk: Desk, sent: list[Order]) -> None:
    from dataclasses import replace

    working = now(desk, sent[1])
    with desk.store.write(desk.act("arrive")) as writer:
        writer.update_order(working, replace(working, state=State.ARRIVED))
    with pytest.raises(Refused, match="A1"):
        cards.void(desk, NO, "torn", "老王")
    assert cards.card(desk, NO).live == ("A0", "A1", "A2")
    assert now(desk, sent[0]).state is State.SENT


def test_voiding_needs_reason_telephone_and_role_and_happens_once(desk: Desk, sent: list[Order]) -> None:
    with pytest.raises(BadInput, match="reason"):
        cards.void(desk, NO, " ", "老王")
    with pytest.raises(BadInput, match="telephone"):
        cards.void(desk, NO, "torn", "")
    materials = Desk(desk.settings, desk.store, desk.clock, "3001")
    with pytest.raises(NotAllowed):
        cards.void(materials, NO, "torn", "老王")
    with pytest.raises(NotAllowed):
        cards.sign(materials, NO, "陈")
    assert cards.card(desk, NO).card.state is CardState.CLOSED
    cards.void(desk, NO, "torn", "老王")
    with pytest.raises(Refused, match="void already"):
        cards.void(desk, NO, "torn", "老王")
    with pytest.raises(Refused, match="void"):
        cards.sign(desk, NO, "陈")


def test_the_signature_is_noted_once_and_the_slips_have_arrived_with_it(
    desk: Desk, sent: list[Order]
) -> None:
    with pytest.raises(BadInput):
        cards.sign(desk, NO, "  ")
    assert cards.sign(desk, NO, " 陈 ").done == 1
    card = cards.card(desk, NO).card
    assert (card.state, card.signed_by, card.signed_at) == (CardState.SIGNED, "陈", desk.now())
    with desk.store.read() as reader:
        assert {each.delivery for each in reader.papers(Dispatch)} == {Delivery.RECEIVED}
    with pytest.raises(Refused, match="陈"):
        cards.sign(desk, NO, "李")
    assert cards.void(desk, NO, "sent back", "老王").done == 4
    with desk.store.read() as reader:
        assert {each.state for each in reader.papers(Dispatch)} == {DispatchState.WITHDRAWN}
