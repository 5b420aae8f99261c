"""Splitting and merging slips: each keeps its history, each is taken back as one (row B-13)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dispatch_tui.clock import FixedClock
from dispatch_tui.domain.dispatches import Via
from dispatch_tui.domain.orders import Kind, Order, State
from dispatch_tui.domain.pre_review import ReviewLine
from dispatch_tui.domain.splitting import same_customer
from dispatch_tui.services import undo
from dispatch_tui.services.carrying_out import carry_out
from dispatch_tui.services.commands.rehearsal import rehearsed
from dispatch_tui.services.desk import Desk
from dispatch_tui.services.reviewing import ReviewLines
from dispatch_tui.services.sending import SendTemporary
from dispatch_tui.services.splitting import merge, split
from tests.services.conftest import MONDAY, local, slip

Put = Callable[..., list[Order]]


def by_no(desk: Desk, no: str) -> Order:
    with desk.store.read() as reader:
        found = reader.order_by_no(no)
    assert found is not None, no
    return found


def pending(desk: Desk) -> int:
    with desk.store.read() as reader:
        return reader.pending_count()


def test_a_part_is_a_slip_of_its_own(desk: Desk, put: Put, clock: FixedClock) -> None:
    (order,) = put(slip("A1", state=State.READY, batch_id=7, remark="两台", model="KFR-35"))
    before = pending(desk)
    outcome = split(desk, (order.id, order.version), "第二台")
    assert [(each.id, each.ok) for each in outcome.results] == [("A1", True), ("A1-2", True)]
    part, kept = by_no(desk, "A1-2"), by_no(desk, "A1")
    assert (part.state, part.split_of, part.batch_id, part.remark) == (State.RECEIVED, "A1", None, "第二台")
    assert (part.customer, part.phone_digits, part.address, part.model, part.point) == (
        order.customer, order.phone_digits, order.address, "KFR-35", "cn1",
    )  # fmt: skip
    assert (part.received_at, part.entered_at, part.due_at, part.version) == (
        clock.now(), clock.now(), order.due_at, 1,
    )  # fmt: skip
    assert kept.state is State.READY
    assert kept.remark == "两台\n09-21 10:00 李强: A1-2 split off: 第二台"
    assert pending(desk) == before + 1
    split(desk, (part.id, None), "第三台")
    assert by_no(desk, "A1-3").split_of == "A1"


def test_a_part_of_another_kind(desk: Desk, put: Put) -> None:
    (order,) = put(slip("A1"))
    split(desk, (order.id, None), kind=Kind.REMOVAL, reason="旧机要拆")
    part = by_no(desk, "A1-2")
    assert (part.kind, part.slot, part.review) == (Kind.REMOVAL, "", {})
    assert by_no(desk, "A1").remark.endswith("A1-2 split off: removal")


def test_a_sent_slip_stays_sent_when_a_part_is_split_off(desk: Desk, put: Put) -> None:
    (order,) = put(slip("A1"))
    carry_out(desk, SendTemporary(Via.CAR, none=True), [(order.id, None)])
    split(desk, (order.id, None), "另一台")
    part, kept = by_no(desk, "A1-2"), by_no(desk, "A1")
    assert (kept.state, part.state, part.dispatch_id, part.dispatched_at) == (
        State.SENT, State.RECEIVED, None, None,
    )  # fmt: skip


def test_refused_splits_store_nothing(desk: Desk, colleague: Desk, put: Put) -> None:
    order, done = put(slip("A1"), slip("A2", state=State.DONE))
    assert split(desk, (order.id, None)).results[0].code == "part-empty"
    assert split(desk, (done.id, None), "x").results[0].code == "wrong-state"
    assert split(desk, (order.id + 1, None), "x").results[0].code == "not-found"
    split(colleague, (order.id, order.version), "一")
    assert split(desk, (order.id, order.version), "二").results[0].code == "conflict"
    assert pending(desk) == 2


def test_looking_ahead_at_a_split_stores_nothing(desk: Desk, put: Put) -> None:
    (order,) = put(slip("A1"))
    outcome = rehearsed(desk, lambda trying: split(trying, (order.id, None), "第二台"))
    assert [each.id for each in outcome.results] == ["A1", "A1-2"]
    assert by_no(desk, "A1") == order
    assert pending(desk) == 1


def test_a_split_is_taken_back_and_done_again_as_one(desk: Desk, put: Put) -> None:
    (order,) = put(slip("A1"))
    outcome = split(desk, (order.id, None), "第二台")
    assert undo.undo(desk, outcome.group).done == 2
    assert by_no(desk, "A1").remark == ""
    assert by_no(desk, "A1-2").state is State.CANCELLED
    assert pending(desk) == 1
    assert undo.redo(desk).done == 2
    assert by_no(desk, "A1-2").state is State.RECEIVED
    assert pending(desk) == 2


def test_merging_keeps_the_first_and_loses_no_word(desk: Desk, put: Put) -> None:
    first, second, third = put(
        slip("A1", called_at=local("09:00")),
        slip("A2", phone="021-62345678", phone_digits="02162345678", called_at=local("08:40"), remark="装两台",
             model="KFR-50", day=date(2026, 9, 18)),
        slip("A3", urgent=True, required_to=local("15:00"), due_at=local("15:00")),
    )  # fmt: skip
    carry_out(desk, ReviewLines([ReviewLine("支架", "2", "个")]), [(second.id, None)])
    outcome = merge(desk, [(first.id, None), (second.id, None), (third.id, None)], "同一客户")
    assert [(each.id, each.ok) for each in outcome.results] == [("A1", True), ("A2", True), ("A3", True)]
    kept = by_no(desk, "A1")
    assert (kept.called_at, kept.urgent, kept.required_to, kept.due_at, kept.day) == (
        local("08:40"), True, local("15:00"), local("15:00"), date(2026, 9, 18),
    )  # fmt: skip
    for words in ("A2 merged into this slip", "装两台", "KFR-50", "021-62345678", "支架 2 个", "A3 merged"):
        assert words in kept.remark
    for no in ("A2", "A3"):
        gone = by_no(desk, no)
        assert (gone.state, gone.merged_into) == (State.CANCELLED, "A1")
        assert gone.cancel_reason == "merged into A1: 同一客户"
    assert pending(desk) == 1
    assert undo.undo(desk, outcome.group).done == 3
    assert by_no(desk, "A1").remark == ""
    assert [by_no(desk, no).state for no in ("A1", "A2", "A3")] == [
        State.RECEIVED, State.WAITING, State.RECEIVED,
    ]  # fmt: skip


def test_another_customer_is_merged_only_with_a_reason(desk: Desk, put: Put) -> None:
    first, other, same = put(
        slip("A1"), slip("A2", address="上海市徐汇区漕溪路1号"), slip("A3", kind=Kind.REPAIR)
    )
    targets = [(first.id, None), (other.id, None), (same.id, None)]
    outcome = merge(desk, targets, "重复")
    assert [(each.id, each.code) for each in outcome.results] == [
        ("A2", "other-customer"),
        ("A3", "other-kind"),
    ]
    assert outcome.group == ""
    outcome = merge(desk, targets, "重复", force="同一单位")
    assert outcome.done == 3


def test_one_bad_slip_does_not_stop_the_others(desk: Desk, put: Put) -> None:
    first, second, sent = put(slip("A1"), slip("A2"), slip("A3", state=State.SENT, dispatch_id=1))
    outcome = merge(desk, [(first.id, None), (sent.id, None), (second.id, None), (5, None)], "重复")
    assert {(each.id, each.ok, each.code) for each in outcome.results} == {
        ("A1", True, "done"), ("A2", True, "done"), ("A3", False, "wrong-state"), ("5", False, "not-found"),
    }  # fmt: skip
    assert by_no(desk, "A3") == sent
    assert "A3" not in by_no(desk, "A1").remark


def test_refused_mergers(desk: Desk, put: Put) -> None:
    first, second, sent = put(slip("A1"), slip("A2"), slip("A3", state=State.SENT, dispatch_id=1))
    assert merge(desk, [(first.id, None)], "x").results[0].code == "one-slip"
    assert merge(desk, [(first.id, None), (first.id, None)], "x").results[0].code == "one-slip"
    assert merge(desk, [(first.id, None), (second.id, None)]).results[0].code == "reason-missing"
    assert merge(desk, [(sent.id, None), (first.id, None)], "x").results[0].code == "wrong-state"
    assert pending(desk) == 2


def test_looking_ahead_at_a_merger(desk: Desk, put: Put) -> None:
    first, second = put(slip("A1"), slip("A2"))
    outcome = rehearsed(desk, lambda trying: merge(trying, [(first.id, None), (second.id, None)], "重复"))
    assert [(each.id, each.ok) for each in outcome.results] == [("A1", True), ("A2", True)]
    assert by_no(desk, "A2") == second


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(parts=st.lists(st.integers(0, 3), min_size=1, max_size=6))
def test_parts_never_share_a_number_and_each_counts_once(desk: Desk, put: Put, parts: list[int]) -> None:
    root = f"D{next(_numbers)}"
    family = put(slip(root))
    before = pending(desk)
    for chosen in parts:
        of = family[chosen % len(family)]
        outcome = split(desk, (of.id, None), "又一台")
        family.append(by_no(desk, outcome.results[-1].id))
    assert [each.no for each in family[1:]] == [f"{root}-{place}" for place in range(2, len(parts) + 2)]
    assert {each.split_of for each in family[1:]} == {root}
    assert pending(desk) == before + len(parts)


_numbers = iter(range(1_000_000))


def test_who_is_the_same_customer() -> None:
    one = slip("A1")
    assert same_customer(one, replace(one, customer="其他"))
    assert same_customer(one, replace(one, phone_digits="1", address="上海市长宁区新华路１２３号"))
    assert not same_customer(one, replace(one, phone_digits="1", customer="其他"))
    assert not same_customer(one, replace(one, address="别处"))
    assert one.day == MONDAY
