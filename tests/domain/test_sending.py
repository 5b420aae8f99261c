"""Guards of assigning, sending, recalling: each refusal has its code, and what is allowed gives the right slip."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from dispatch_tui.domain import sending
from dispatch_tui.domain.cards import card_line, may_be_signed, may_be_voided, span_text
from dispatch_tui.domain.dispatches import CardState, Delivery, Dispatch, FlowCard, Mode, Via
from dispatch_tui.domain.orders import Incomplete, Kind, Order, State
from dispatch_tui.domain.pre_review import Review, ReviewLine, ReviewStatus, facts_of, review_of
from dispatch_tui.domain.rules import Finding, Level

NOW = datetime(2026, 9, 21, 2, 0, tzinfo=UTC)
DAY = date(2026, 9, 21)
LINES = (ReviewLine("支架", "2", "个"), ReviewLine("铜管", "3.5", "米"))


def _slip(state: State = State.READY, kind: Kind = Kind.INSTALL, **facts: object) -> Order:
    plain = Order(1, "A1", kind, state, "张三", "13812345678", "新华路1号", NOW, NOW, DAY, point="cn1")
    return replace(plain, **facts)  # type: ignore[arg-type]


def _dispatch(**facts: object) -> Dispatch:
    plain = Dispatch(9, 1, "A1", "cn1", Kind.INSTALL, Mode.TEMPORARY, Via.FAX, DAY, NOW, "1001")
    return replace(plain, **facts)  # type: ignore[arg-type]


def _codes(findings: list[Finding]) -> list[tuple[str, Level]]:
    return [(finding.code, finding.level) for finding in findings]


@pytest.mark.parametrize(
    ("state", "code"),
    [
        (State.HOLD, "on-hold"),
        (State.SENT, "wrong-state"),
        (State.ACKED, "wrong-state"),
        (State.ARRIVED, "wrong-state"),
        (State.DONE, "wrong-state"),
        (State.CLOSED, "wrong-state"),
        (State.CANCELLED, "wrong-state"),
        (State.IN_HOUSE, "wrong-state"),
    ],
)
def test_a_slip_that_is_out_held_or_over_is_not_assigned(state: State, code: str) -> None:
    assert _codes(sending.may_be_assigned(_slip(state), none=True)) == [(code, Level.BLOCK)]


@pytest.mark.parametrize("state", [State.READY, State.REOPENED, State.ASSIGNED])
def test_a_ready_slip_is_assigned(state: State) -> None:
    assert sending.may_be_assigned(_slip(state)) == []


@pytest.mark.parametrize("lack", list(Incomplete))
def test_an_incomplete_slip_is_not_assigned_and_says_what_it_lacks(lack: Incomplete) -> None:
    (finding,) = sending.may_be_assigned(_slip(incomplete=(lack,)))
    assert (finding.code, finding.level) == ("incomplete", Level.BLOCK)
    assert sending.lack_word(lack) in finding.text


def test_an_unsorted_slip_is_not_assigned() -> None:
    assert _codes(sending.may_be_assigned(_slip(kind=Kind.UNSORTED), none=True)) == [
        ("unsorted", Level.BLOCK)
    ]


@pytest.mark.parametrize("state", [State.RECEIVED, State.REVIEW])
@pytest.mark.parametrize("kind", [Kind.INSTALL, Kind.REPAIR])
def test_no_pre_review_is_not_the_same_as_nothing_needed(state: State, kind: Kind) -> None:
    assert _codes(sending.may_be_assigned(_slip(state, kind))) == [("review-missing", Level.BLOCK)]
    assert sending.may_be_assigned(_slip(state, kind), none=True) == []
    after = sending.assigned(_slip(state, kind), "cn2", "1001", NOW, none=True)
    review = review_of(after.review)
    assert review is not None
    assert (review.status, review.by, review.at) == (ReviewStatus.NONE, "1001", NOW)


@pytest.mark.parametrize("kind", [Kind.REMOVAL, Kind.ENGINEERING])
def test_removal_and_engineering_go_without_pre_review(kind: Kind) -> None:
    slip = _slip(State.RECEIVED, kind)
    assert sending.may_be_assigned(slip) == []
    assert sending.assigned(slip, "cn2", "1001", NOW, none=True).review == {}


def test_waiting_for_material_warns_and_forcing_it_waives_with_the_reason() -> None:
    slip = _slip(State.WAITING, review=facts_of(Review(ReviewStatus.REQUESTED, LINES, by="3001", at=NOW)))
    (finding,) = sending.may_be_assigned(slip, none=True)
    assert (finding.code, finding.level) == ("waiting", Level.WARN)
    assert "支架 2个、铜管 3.5米" in finding.text
    review = review_of(sending.assigned(slip, "cn1", "1001", NOW, waiver="customer has it").review)
    assert review is not None
    assert (review.status, review.reason, review.lines) == (ReviewStatus.WAIVED, "customer has it", LINES)
    assert (review.by, review.ready_by) == ("3001", "1001")


def test_a_stated_pre_review_is_never_overwritten_by_none() -> None:
    facts = facts_of(Review(ReviewStatus.READY, LINES))
    assert sending.assigned(_slip(review=facts), "cn1", "1001", NOW, none=True).review == facts


def test_an_assignment_is_taken_back_with_a_reason_and_only_before_sending() -> None:
    assert sending.may_unassign(_slip(State.ASSIGNED), "wrong point") == []
    assert _codes(sending.may_unassign(_slip(State.ASSIGNED), " ")) == [("reason-missing", Level.BLOCK)]
    (finding,) = sending.may_unassign(_slip(State.SENT), "x")
    assert "recall" in finding.text
    assert _codes(sending.may_unassign(_slip(State.READY), "x")) == [("not-assigned", Level.BLOCK)]


def test_a_recall_needs_the_telephone_a_reason_and_work_not_begun() -> None:
    out = _slip(State.SENT, dispatch_id=9, dispatched_at=NOW, worker="李")
    assert sending.may_be_recalled(out, "老王", "wrong point") == []
    assert _codes(sending.may_be_recalled(out, "", "")) == [
        ("confirmer-missing", Level.BLOCK),
        ("reason-missing", Level.BLOCK),
    ]
    for state in sending.UNDER_WAY:
        assert _codes(sending.may_be_recalled(replace(out, state=state), "老王", "x")) == [
            ("wrong-state", Level.BLOCK)
        ]
    visited = replace(out, state=State.CANCELLED, arrived_at=NOW)
    assert _codes(sending.may_be_recalled(visited, "老王", "x")) == [("wrong-state", Level.BLOCK)]
    assert _codes(may_be_voided(_card(), [visited], {9})) == [("under-way", Level.BLOCK)]
    assert _codes(sending.may_be_recalled(_slip(), "老王", "x")) == [("not-sent", Level.BLOCK)]
    back = sending.recalled(out)
    assert (back.state, back.dispatch_id, back.dispatched_at, back.worker) == (State.READY, None, None, "")


def test_a_recall_leaves_a_hold_on_hold_and_a_cancelled_slip_cancelled() -> None:
    held = _slip(State.HOLD, dispatch_id=9, state_before_hold=State.SENT)
    back = sending.recalled(held)
    assert (back.state, back.state_before_hold, back.dispatch_id) == (State.HOLD, State.READY, None)
    cancelled = sending.recalled(_slip(State.CANCELLED, dispatch_id=9))
    assert (cancelled.state, cancelled.dispatch_id) == (State.CANCELLED, None)


def test_a_fax_is_repeated_until_the_telephone_is_due() -> None:
    out = _slip(State.SENT, dispatch_id=9)
    assert sending.may_be_resent(out, _dispatch(tries=2), Via.FAX, 3) == []
    assert _codes(sending.may_be_resent(out, _dispatch(tries=3), Via.FAX, 3)) == [("telephone", Level.WARN)]
    assert sending.may_be_resent(out, _dispatch(tries=3), Via.CAR, 3) == []
    received = _dispatch(delivery=Delivery.RECEIVED)
    assert _codes(sending.may_be_resent(out, received, Via.FAX, 3)) == [("received-already", Level.BLOCK)]
    assert _codes(sending.may_be_resent(_slip(), None, Via.FAX, 3)) == [("not-sent", Level.BLOCK)]


def test_the_paper_is_noted_as_received_once_and_failed_with_what_happened() -> None:
    out = _slip(State.SENT, dispatch_id=9)
    assert sending.may_be_delivered(out, _dispatch()) == []
    assert _codes(sending.may_be_delivered(out, _dispatch(delivery=Delivery.RECEIVED))) == [
        ("no-change", Level.BLOCK)
    ]
    assert _codes(sending.may_be_delivered(_slip(), None)) == [("not-sent", Level.BLOCK)]
    assert sending.may_be_undelivered(out, _dispatch(), "busy") == []
    assert _codes(sending.may_be_undelivered(out, _dispatch(), "")) == [("reason-missing", Level.BLOCK)]
    assert _codes(sending.may_be_undelivered(out, _dispatch(delivery=Delivery.FAILED), "busy")) == [
        ("no-change", Level.BLOCK)
    ]
    assert _codes(sending.may_be_undelivered(out, _dispatch(delivery=Delivery.RECEIVED), "busy")) == [
        ("received-already", Level.WARN)
    ]
    acked = replace(out, state=State.ACKED)
    assert _codes(sending.may_be_undelivered(acked, _dispatch(), "busy")) == [
        ("received-already", Level.BLOCK)
    ]


def _card(**facts: object) -> FlowCard:
    return replace(FlowCard(5, "20260921-cn1-1", DAY, "cn1", 1, NOW, "1001", ()), **facts)  # type: ignore[arg-type]


def test_a_card_is_voided_and_signed_once_and_not_after_the_work_began() -> None:
    out = _slip(State.SENT, dispatch_id=9)
    assert may_be_voided(_card(), [out], {9}) == []
    assert _codes(may_be_voided(_card(state=CardState.VOID), [out], {9})) == [("no-change", Level.BLOCK)]
    (finding,) = may_be_voided(_card(), [out, _slip(State.ARRIVED, no="A2", dispatch_id=10)], {9, 10})
    assert finding.code == "under-way"
    assert "A2" in finding.text
    assert "A1" not in finding.text
    gone_out_again = _slip(State.SENT, dispatch_id=11)
    assert _codes(may_be_voided(_card(), [gone_out_again], {9})) == [("under-way", Level.BLOCK)]
    assert may_be_signed(_card()) == []
    assert _codes(may_be_signed(_card(state=CardState.SIGNED))) == [("no-change", Level.BLOCK)]
    assert _codes(may_be_signed(_card(state=CardState.VOID))) == [("void", Level.BLOCK)]


def test_a_card_line_holds_what_the_worker_needs() -> None:
    slip = _slip(
        category="空调", model="KFR-35", remark="五楼", required_from=NOW, urgent=True,
        review=facts_of(Review(ReviewStatus.READY, LINES)),
    )  # fmt: skip
    assert card_line(slip, lambda instant: instant) == {
        "order_no": "A1", "kind": "install", "customer": "张三", "phone": "13812345678", "address": "新华路1号",
        "product": "空调 KFR-35", "appointment": "09-21 02:00", "remark": "五楼",
        "materials": "支架 2个、铜管 3.5米", "urgent": True,
    }  # fmt: skip


def test_an_appointment_is_short_and_keeps_both_days_when_they_differ() -> None:
    def same(instant: datetime) -> datetime:
        return instant

    assert span_text(None, None, same) == ""
    assert span_text(None, NOW, same) == "–09-21 02:00"
    assert span_text(NOW, NOW.replace(hour=5), same) == "09-21 02:00–05:00"
    assert span_text(NOW, NOW.replace(day=22), same) == "09-21 02:00–09-22 02:00"
