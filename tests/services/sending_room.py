"""What the tests of sending share: short names for the actions, and the four records that must agree."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from dispatch_tui.domain.dispatches import COUNTED_STATES, Dispatch, DispatchState, FlowCard, Mode
from dispatch_tui.domain.feedback import FeedbackLine, FeedbackSheet, LineState
from dispatch_tui.domain.ledger_entries import LedgerEntry
from dispatch_tui.domain.orders import Order, State
from dispatch_tui.domain.rules import Outcome, Result
from dispatch_tui.services.carrying_out import SlipChange, carry_out
from dispatch_tui.services.desk import Desk
from dispatch_tui.settings.model import NetworkPoint
from dispatch_tui.storage.reading import Reader


def do(desk: Desk, change: SlipChange, orders: Sequence[Order], force: str = "") -> Outcome:
    """Carry out an action on slips as they are now."""
    return carry_out(desk, change, [(order.id, None) for order in orders], force)


def only(outcome: Outcome) -> Result:
    """Return the one result."""
    (result,) = outcome.results
    return result


def codes(outcome: Outcome) -> list[str]:
    """Return the codes of the results."""
    return [result.code for result in outcome.results]


def now(desk: Desk, order: Order) -> Order:
    """Return a slip as it stands now."""
    with desk.store.read() as reader:
        found = reader.order(order.id)
    assert found is not None
    return found


def with_fax(desk: Desk) -> None:
    """Give every network point of the room a fax number and a telephone."""
    points = tuple(replace(point, fax="62110001", telephone="62110002") for point in desk.settings.points)
    desk.settings = replace(desk.settings, points=points)


def point(code: str, **facts: object) -> NetworkPoint:
    """Return a network point that does everything."""
    return replace(NetworkPoint(code, {"en": code}, code, (), frozenset(), fax="1"), **facts)  # type: ignore[arg-type]


_OUT = frozenset({State.SENT, State.ACKED, State.ARRIVED, State.IN_HOUSE, State.DONE, State.CLOSED})


def assert_agreement(reader: Reader) -> None:
    """Check what must always hold between slips, dispatches, cards, lines and the ledger."""
    dispatches = reader.papers(Dispatch)
    live = {each.order_id: each for each in dispatches if each.state is DispatchState.LIVE}
    assert len(live) == sum(each.state is DispatchState.LIVE for each in dispatches)
    slips = reader.orders(sorted({each.order_id for each in dispatches}))
    for slip in slips:
        dispatch = live.get(slip.id)
        assert slip.dispatch_id == (dispatch.id if dispatch else None)
        assert (slip.dispatched_at is not None) == (dispatch is not None)
        if slip.state in _OUT:
            assert dispatch is not None
            assert (dispatch.order_no, dispatch.point, dispatch.kind) == (slip.no, slip.point, slip.kind)
    counted = [each for each in dispatches if each.state in COUNTED_STATES]
    sent: Counter[tuple[object, ...]] = Counter()
    booked: Counter[tuple[object, ...]] = Counter()
    for each in counted:
        sent[each.day, each.point, each.kind, each.mode, each.order_no] += 1
    for entry in reader.papers(LedgerEntry):
        assert abs(entry.count) == len(entry.order_nos)
        for no in entry.order_nos:
            booked[entry.day, entry.point, entry.kind, entry.mode, no] += 1 if entry.count > 0 else -1
    assert +booked == sent
    assert min(booked.values(), default=0) >= 0
    _assert_papers(reader, dispatches)


def _assert_papers(reader: Reader, dispatches: Sequence[Dispatch]) -> None:
    cards = {card.id: card for card in reader.papers(FlowCard)}
    assert len({card.no for card in cards.values()}) == len(cards)
    on_cards = {card.id: sorted(str(line["order_no"]) for line in card.lines) for card in cards.values()}
    by_card: dict[int, list[str]] = {card: [] for card in cards}
    sheets = {sheet.id: sheet for sheet in reader.papers(FeedbackSheet)}
    lines = [line for line in reader.papers(FeedbackLine) if line.state is not LineState.STRUCK]
    standing = Counter((line.sheet_id, line.order_no) for line in lines)
    for each in dispatches:
        assert (each.card_id is not None) == (each.mode is Mode.NORMAL)
        if each.card_id is not None:
            by_card[each.card_id].append(each.order_no)
            assert cards[each.card_id].point == each.point
        assert each.sheet_id is not None
        sheet = sheets[each.sheet_id]
        own = each.point if each.mode is Mode.NORMAL else ""
        assert (sheet.day, sheet.point, sheet.kind, sheet.mode) == (each.day, own, each.kind, each.mode)
    counted = {(each.sheet_id, each.order_no) for each in dispatches if each.counts}
    for each in dispatches:
        place = (each.sheet_id, each.order_no)
        if place not in counted:
            assert standing[place] == 0
        elif each.mode is Mode.TEMPORARY:
            assert standing[place] == 1
    assert {card: sorted(nos) for card, nos in by_card.items()} == on_cards
