"""Sending slips: the life cycle, cards, sheets, ledger, recall, what happens to the paper on its way."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date

import pytest

from dispatch_tui.clock import FixedClock
from dispatch_tui.domain.dispatches import Delivery, Dispatch, DispatchState, FlowCard, Mode, Via
from dispatch_tui.domain.feedback import FeedbackLine, FeedbackSheet, LineState, SheetState
from dispatch_tui.domain.ledger_entries import LedgerEntry
from dispatch_tui.domain.orders import Incomplete, Kind, Order, State
from dispatch_tui.domain.pre_review import Review, ReviewLine, ReviewStatus, facts_of, review_of
from dispatch_tui.domain.rules import Level
from dispatch_tui.errors import NotAllowed
from dispatch_tui.services import detail, slips
from dispatch_tui.services.assigning import Assign
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
from dispatch_tui.storage.records import AlreadyDone
from tests.services.conftest import MONDAY, local, slip
from tests.services.sending_room import assert_agreement, codes, do, now, only, with_fax

Put = Callable[..., list[Order]]


def _dispatch(desk: Desk, order: Order) -> Dispatch:
    with desk.store.read() as reader:
        return reader.papers(Dispatch, order_id=order.id, newest=True)[0]


def test_one_command_takes_a_received_slip_to_sent(desk: Desk, put: Put) -> None:
    (order,) = put(slip("A1", model="KFR-35", remark="fifth floor", required_from=local("14:00")))
    outcome = do(desk, SendNormal(none=True), [order])
    assert only(outcome).ok
    after = now(desk, order)
    assert (after.state, after.point, after.dispatched_at) == (State.SENT, "cn1", desk.now())
    review = review_of(after.review)
    assert review is not None
    assert review.status is ReviewStatus.NONE
    with desk.store.read() as reader:
        (dispatch,) = reader.papers(Dispatch)
        (card,) = reader.papers(FlowCard)
        (sheet,) = reader.papers(FeedbackSheet)
        (entry,) = reader.papers(LedgerEntry)
        group = reader.group(outcome.group)
        assert group is not None
        assert group.count == 5
        assert_agreement(reader)
    assert after.dispatch_id == dispatch.id
    assert dispatch == Dispatch(
        dispatch.id, order.id, "A1", "cn1", Kind.INSTALL, Mode.NORMAL, Via.CAR, MONDAY, desk.now(), "1001",
        card.id, sheet.id,
    )  # fmt: skip
    assert (card.no, card.run, card.closed_by) == ("20260921-cn1-1", 1, "1001")
    (line,) = card.lines
    assert (line["product"], line["appointment"], line["remark"]) == (
        "空调 KFR-35", "09-21 14:00", "fifth floor",
    )  # fmt: skip
    assert (sheet.point, sheet.mode, sheet.state) == ("cn1", Mode.NORMAL, SheetState.EXPECTED)
    assert (entry.count, entry.order_nos, entry.ref) == (1, ("A1",), card.no)


def test_a_temporary_dispatch_has_its_line_on_the_sheet_of_the_day(desk: Desk, put: Put) -> None:
    with_fax(desk)
    orders = put(slip("A1"), slip("A2", point="cn2"), slip("R1", kind=Kind.REPAIR))
    assert do(desk, SendTemporary(none=True), orders).done == 3
    with desk.store.read() as reader:
        sheets = {sheet.kind: sheet for sheet in reader.papers(FeedbackSheet)}
        lines = reader.papers(FeedbackLine)
        assert reader.papers(FlowCard) == []
        assert {(entry.point, entry.kind, entry.mode) for entry in reader.papers(LedgerEntry)} == {
            ("cn1", Kind.INSTALL, Mode.TEMPORARY),
            ("cn2", Kind.INSTALL, Mode.TEMPORARY),
            ("cn1", Kind.REPAIR, Mode.TEMPORARY),
        }
        assert_agreement(reader)
    assert set(sheets) == {Kind.INSTALL, Kind.REPAIR}
    assert {(line.order_no, line.point, line.worker, line.sheet_id) for line in lines} == {
        ("A1", "cn1", "", sheets[Kind.INSTALL].id),
        ("A2", "cn2", "", sheets[Kind.INSTALL].id),
        ("R1", "cn1", "", sheets[Kind.REPAIR].id),
    }


def test_every_guard_of_assigning_holds_for_sending(desk: Desk, put: Put) -> None:
    orders = put(
        slip("A1"),
        slip("A2", kind=Kind.UNSORTED),
        slip("A3", state=State.READY, incomplete=(Incomplete.ADDRESS,)),
        slip("A4", state=State.READY, point=None),
        slip("A5", state=State.CANCELLED),
        slip("A6", state=State.HOLD, hold_until=date(2026, 9, 25)),
        slip("A7", state=State.READY, point="old"),
        slip("A8", kind=Kind.REMOVAL),
    )
    outcome = do(desk, SendNormal(), orders)
    assert codes(outcome) == [
        "review-missing", "unsorted", "incomplete", "no-point", "wrong-state", "on-hold", "point-inactive", "done",
    ]  # fmt: skip
    assert (outcome.done, outcome.refused) == (1, 7)
    with desk.store.read() as reader:
        assert [each.order_no for each in reader.papers(Dispatch)] == ["A8"]
        assert_agreement(reader)


def test_nothing_is_sent_twice_and_the_refusal_says_who_and_when(
    desk: Desk, colleague: Desk, put: Put, clock: FixedClock
) -> None:
    orders = put(slip("A1", state=State.READY))
    stale = [(orders[0].id, orders[0].version)]
    clock.move(minutes=3)
    assert carry_out(colleague, SendNormal(), stale).done == 1
    clock.move(minutes=3)
    for outcome in (carry_out(desk, SendNormal(), stale), do(desk, SendTemporary(Via.CAR), orders)):
        refused = only(outcome)
        assert (refused.ok, refused.level) == (False, Level.BLOCK)
        assert "王敏" in refused.message
        assert "10:03" in refused.message
        assert outcome.group == ""
    assert codes(do(desk, Assign("cn2"), orders)) == ["sent-already"]


def test_a_repeated_command_is_done_once(desk: Desk, put: Put) -> None:
    orders = put(slip("A1", state=State.READY))
    targets = [(order.id, None) for order in orders]
    carry_out(desk, SendNormal(), targets, command_id="one")
    with pytest.raises(AlreadyDone):
        carry_out(desk, SendNormal(), targets, command_id="one")


def test_a_slip_added_after_the_card_closed_makes_a_second_card(desk: Desk, put: Put) -> None:
    orders = put(*(slip(f"A{n}", state=State.READY) for n in range(3)))
    do(desk, SendNormal(), orders[:2])
    with desk.store.read() as reader:
        (first,) = reader.papers(FlowCard)
    do(desk, SendNormal(), orders[2:])
    with desk.store.read() as reader:
        cards = reader.papers(FlowCard)
        assert [(card.no, card.run, len(card.lines)) for card in cards] == [
            ("20260921-cn1-1", 1, 2),
            ("20260921-cn1-2", 2, 1),
        ]
        assert cards[0] == first
        assert len(reader.papers(FeedbackSheet)) == 1
        assert_agreement(reader)


def test_a_recalled_and_resent_slip_stands_on_both_cards(desk: Desk, put: Put) -> None:
    orders = put(slip("A1", state=State.READY))
    do(desk, SendNormal(), orders)
    do(desk, Recall("老王", "wrong day"), orders)
    do(desk, SendNormal("cn2"), orders)
    with desk.store.read() as reader:
        assert [card.no for card in reader.papers(FlowCard)] == ["20260921-cn1-1", "20260921-cn2-1"]
        assert [each.state for each in reader.papers(Dispatch)] == [
            DispatchState.WITHDRAWN,
            DispatchState.LIVE,
        ]
        assert_agreement(reader)


def test_a_recall_is_confirmed_corrects_the_ledger_and_leaves_the_card(desk: Desk, put: Put) -> None:
    orders = put(*(slip(f"A{n}", state=State.READY) for n in range(3)))
    do(desk, SendNormal(), orders)
    assert codes(do(desk, Recall("", "wrong"), orders[:1])) == ["confirmer-missing"]
    assert do(desk, Recall("老王", "wrong point"), orders[:2]).done == 2
    with desk.store.read() as reader:
        entry, correction = reader.papers(LedgerEntry)
        (card,) = reader.papers(FlowCard)
        assert_agreement(reader)
    assert (correction.count, correction.order_nos, correction.correction_of) == (-2, ("A0", "A1"), entry.id)
    assert (correction.reason, correction.ref) == ("wrong point · 老王", card.no)
    assert [line["order_no"] for line in card.lines] == ["A0", "A1", "A2"]
    withdrawn = _dispatch(desk, orders[0])
    assert (withdrawn.state, withdrawn.withdrawn_at) == (DispatchState.WITHDRAWN, desk.now())
    assert withdrawn.withdrawn_reason == "wrong point · 老王"
    after = now(desk, orders[0])
    assert (after.state, after.point, after.dispatched_at) == (State.READY, "cn1", None)


def test_a_recall_strikes_the_line_of_a_temporary_dispatch(desk: Desk, put: Put) -> None:
    orders = put(slip("A1", state=State.READY))
    do(desk, SendTemporary(Via.CAR), orders)
    do(desk, Recall("老王", "wrong"), orders)
    with desk.store.read() as reader:
        assert [line.state for line in reader.papers(FeedbackLine)] == [LineState.STRUCK]
    do(desk, SendTemporary(Via.CAR), orders)
    with desk.store.read() as reader:
        assert [line.state for line in reader.papers(FeedbackLine)] == [LineState.STRUCK, LineState.GOOD]
        assert_agreement(reader)


def test_a_recall_of_a_later_day_corrects_the_day_of_the_dispatch(
    desk: Desk, put: Put, clock: FixedClock
) -> None:
    orders = put(slip("A1", state=State.READY))
    do(desk, SendNormal(), orders)
    clock.move(hours=26)
    do(desk, Recall("老王", "never fetched"), orders)
    with desk.store.read() as reader:
        assert [(entry.day, entry.count) for entry in reader.papers(LedgerEntry)] == [
            (MONDAY, 1),
            (MONDAY, -1),
        ]
        assert_agreement(reader)


def test_a_held_and_a_cancelled_slip_are_recalled_where_they_stand(desk: Desk, put: Put) -> None:
    held, cancelled = put(slip("A1", state=State.READY), slip("A2", state=State.READY))
    do(desk, SendNormal(), [held, cancelled])
    slips.hold(desk, [(held.id, None)], date(2026, 9, 25), "customer away", force="told them")
    slips.cancel(desk, [(cancelled.id, None)], "bought elsewhere", "customer", force="told them")
    assert do(desk, Recall("老王", "customer away"), [held, cancelled]).done == 2
    assert now(desk, cancelled).state is State.CANCELLED
    slips.resume(desk, [(held.id, None)])
    assert now(desk, held).state is State.READY
    with desk.store.read() as reader:
        assert_agreement(reader)


def test_a_fax_to_a_point_without_number_warns(desk: Desk, put: Put) -> None:
    orders = put(slip("A1", state=State.READY))
    assert codes(do(desk, SendTemporary(), orders)) == ["no-fax"]
    assert now(desk, orders[0]).state is State.READY
    assert only(do(desk, SendTemporary(Via.CAR), orders)).ok


def test_a_failed_fax_is_sent_again_and_then_telephoned(desk: Desk, put: Put) -> None:
    with_fax(desk)
    (order,) = orders = put(slip("A1", state=State.READY))
    do(desk, SendTemporary(), orders)
    assert codes(do(desk, NotDelivered(""), orders)) == ["reason-missing"]
    for tries in (2, 3):
        assert only(do(desk, NotDelivered("busy"), orders)).ok
        assert _dispatch(desk, order).delivery is Delivery.FAILED
        assert only(do(desk, Resend(), orders)).ok
        found = _dispatch(desk, order)
        assert (found.delivery, found.tries, found.via) == (Delivery.SENT, tries, Via.FAX)
    told = only(do(desk, NotDelivered("busy"), orders))
    assert (told.ok, told.code) == (True, "telephone")
    assert "62110002" in told.message
    assert codes(do(desk, Resend(), orders)) == ["telephone"]
    assert only(do(desk, Resend(Via.CAR), orders)).ok
    assert _dispatch(desk, order).via is Via.CAR
    assert only(do(desk, Delivered(), orders)).ok
    assert codes(do(desk, Delivered(), orders)) == ["no-change"]
    assert codes(do(desk, Resend(), orders)) == ["received-already"]
    assert now(desk, order).version == 2
    actions = [line.action for line in detail.slip_detail(desk, order.id).history]
    assert actions.count("failed delivery") == 3
    assert actions[-1] == "receipt by the network point"


def test_an_urgent_slip_on_the_normal_run_is_noted_and_goes(desk: Desk, put: Put) -> None:
    orders = put(slip("A1", state=State.READY, urgent=True, required_from=local("15:00")))
    result = only(do(desk, SendNormal(), orders))
    assert (result.ok, result.code, result.level) == (True, "urgent", Level.NOTE)


def test_an_early_slip_is_noted_and_an_overdue_one_needs_nothing(desk: Desk, put: Put) -> None:
    orders = put(
        slip("A1", state=State.READY, day=date(2026, 9, 23)),
        slip("A2", state=State.READY, day=date(2026, 9, 18), due_at=local("09-18 16:00")),
    )
    assert codes(do(desk, SendNormal(), orders)) == ["early", "done"]


def test_materials_of_the_review_stand_on_the_card(desk: Desk, put: Put) -> None:
    facts = facts_of(Review(ReviewStatus.READY, (ReviewLine("支架", "2", "个"),)))
    orders = put(slip("A1", state=State.READY, review=facts))
    do(desk, SendNormal(), orders)
    with desk.store.read() as reader:
        (card,) = reader.papers(FlowCard)
    assert card.lines[0]["materials"] == "支架 2个"
    slips.correct(desk, (orders[0].id, None), {"phone": "13900001111"}, "misheard", force="told them")
    with desk.store.read() as reader:
        assert reader.papers(FlowCard) == [card]


def test_a_catch_up_sending_stands_on_its_true_day_and_never_before_the_slip_came(
    desk: Desk, put: Put
) -> None:
    orders = put(
        slip("A1", state=State.READY, received_at=local("09-18 09:00"), day=date(2026, 9, 18)),
        slip("A2", state=State.READY),
    )
    targets = [(order.id, None) for order in orders]
    outcome = carry_out(desk, SendNormal(), targets, at=local("09-18 16:00"))
    assert codes(outcome) == ["done", "too-early"]
    with desk.store.read() as reader:
        (dispatch,) = reader.papers(Dispatch)
        (card,) = reader.papers(FlowCard)
        (entry,) = reader.papers(LedgerEntry)
    assert dispatch.day == card.day == entry.day == date(2026, 9, 18)
    assert card.no == "20260918-cn1-1"
    assert now(desk, orders[0]).dispatched_at == dispatch.sent_at == local("09-18 16:00")
    assert detail.slip_detail(desk, orders[0].id).history[-1].late


def test_a_point_that_closed_after_the_assignment_is_found_at_sending(desk: Desk, put: Put) -> None:
    orders = put(slip("A1", state=State.READY), slip("A2", state=State.READY, point="cn2"))
    do(desk, Assign(), orders)
    points = tuple(replace(point, active=point.code != "cn1") for point in desk.settings.points)
    desk.settings = replace(desk.settings, points=points)
    assert codes(do(desk, SendNormal(), orders)) == ["point-inactive", "done"]


def test_a_forced_assignment_is_sent_with_its_reason_and_no_second_one(desk: Desk, put: Put) -> None:
    orders = put(slip("A1", state=State.READY))
    do(desk, Assign("old"), orders, force="opens again tomorrow")
    result = only(do(desk, SendNormal(), orders))
    assert (result.ok, result.code) == (True, "point-inactive")
    assert "opens again tomorrow" in result.message


def test_a_reason_of_another_job_does_not_force_this_one(desk: Desk, put: Put) -> None:
    orders = put(slip("A1", kind=Kind.REPAIR, state=State.READY, category="空调"))
    do(desk, Assign("xh"), orders, force="near by")
    slips.correct(desk, (orders[0].id, None), {"category": "冰箱"}, "misread")
    assert codes(do(desk, SendNormal(), orders)) == ["point-category"]


def test_a_car_sent_again_by_fax_needs_a_fax_number(desk: Desk, put: Put) -> None:
    orders = put(slip("A1", state=State.READY))
    do(desk, SendTemporary(Via.CAR), orders)
    assert codes(do(desk, Resend(Via.FAX), orders)) == ["no-fax"]
    assert _dispatch(desk, orders[0]).tries == 1
    assert only(do(desk, Resend(), orders)).ok


def test_sending_elsewhere_than_assigned_is_checked_anew(desk: Desk, put: Put) -> None:
    orders = put(slip("A1", state=State.READY))
    do(desk, Assign(), orders)
    assert codes(do(desk, SendNormal("old"), orders)) == ["point-inactive"]
    assert only(do(desk, SendNormal("cn2"), orders)).ok
    assert now(desk, orders[0]).point == "cn2"


def test_roles_are_asked(desk: Desk, put: Put) -> None:
    orders = put(slip("A1", state=State.READY))
    materials = Desk(desk.settings, desk.store, desk.clock, "3001", chosen_language="en")
    for change in (SendNormal(), SendTemporary(), Recall("a", "b"), Resend(), Delivered(), NotDelivered("x")):
        with pytest.raises(NotAllowed):
            do(materials, change, orders)


def test_the_detail_tells_every_sending(desk: Desk, put: Put) -> None:
    orders = put(slip("A1", state=State.READY))
    do(desk, SendNormal(), orders)
    do(desk, Recall("老王", "wrong"), orders)
    do(desk, SendTemporary(Via.CAR), orders)
    shown = detail.slip_detail(desk, orders[0].id)
    text = "\n".join(detail.as_lines(desk, shown))
    assert "normal car · flow card 20260921-cn1-1 · recalled 09-21 10:00 “wrong · 老王”" in text
    assert "temporary car · not confirmed" in text
    told = detail.as_json(desk, shown)["dispatches"]
    assert isinstance(told, list)
    assert [each["state"] for each in told if isinstance(each, dict)] == ["live", "withdrawn"]
