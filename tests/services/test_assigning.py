"""Assigning slips: by hand, by proposal, for a batch; capability and load; taking it back."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from dispatch_tui.clock import FixedClock
from dispatch_tui.domain.orders import Incomplete, Kind, Order, State
from dispatch_tui.domain.pre_review import Review, ReviewLine, ReviewStatus, facts_of, review_of
from dispatch_tui.domain.rules import Level
from dispatch_tui.services import slips
from dispatch_tui.services.assigning import Assign, Unassign
from dispatch_tui.services.carrying_out import carry_out, look_ahead
from dispatch_tui.services.desk import Desk
from dispatch_tui.services.sending import Recall, SendNormal
from tests.services.conftest import local, slip
from tests.services.sending_room import codes, do, now, only, point

Put = Callable[..., list[Order]]


def test_a_ready_slip_goes_to_its_proposed_point(desk: Desk, put: Put) -> None:
    orders = put(slip("A1", state=State.READY))
    assert only(do(desk, Assign(), orders)).ok
    after = now(desk, orders[0])
    assert (after.state, after.point, after.pinned) == (State.ASSIGNED, "cn1", False)


def test_a_received_slip_needs_none_stated_in_the_same_step(desk: Desk, put: Put) -> None:
    orders = put(slip("A1"))
    assert codes(do(desk, Assign(), orders)) == ["review-missing"]
    assert now(desk, orders[0]) == orders[0]
    assert only(do(desk, Assign(none=True), orders)).ok
    review = review_of(now(desk, orders[0]).review)
    assert review is not None
    assert (review.status, review.by, review.at) == (ReviewStatus.NONE, "1001", desk.now())


def test_what_is_not_complete_or_sorted_is_refused_and_the_rest_goes(desk: Desk, put: Put) -> None:
    orders = put(
        slip("A1", incomplete=(Incomplete.PHONE,)),
        slip("A2", kind=Kind.UNSORTED),
        slip("A3", kind=Kind.REMOVAL),
        slip("A4", point=None),
    )
    outcome = do(desk, Assign(none=True), orders)
    assert codes(outcome) == ["incomplete", "unsorted", "done", "no-point"]
    assert outcome.done == 1


def test_a_named_point_is_kept_as_chosen_by_hand_and_must_exist(desk: Desk, put: Put) -> None:
    orders = put(slip("A1", state=State.READY))
    assert codes(do(desk, Assign("nowhere"), orders)) == ["point-unknown"]
    assert only(do(desk, Assign("cn2"), orders)).ok
    after = now(desk, orders[0])
    assert (after.point, after.pinned) == ("cn2", True)


def test_assigned_there_already_is_refused_and_elsewhere_is_a_reassignment(desk: Desk, put: Put) -> None:
    orders = put(slip("A1", state=State.READY))
    do(desk, Assign(), orders)
    assert codes(do(desk, Assign("cn1"), orders)) == ["no-change"]
    assert only(do(desk, Assign("cn2"), orders)).ok
    assert now(desk, orders[0]).point == "cn2"


def test_a_closed_or_incapable_point_is_forced_with_a_reason_that_is_kept(desk: Desk, put: Put) -> None:
    orders = put(slip("A1", state=State.READY, category="冰箱"))
    for code, told in (("old", "point-inactive"), ("xh", "point-kind")):
        refused = only(do(desk, Assign(code), orders))
        assert (refused.ok, refused.level) == (False, Level.WARN)
        assert told in {
            finding.code
            for finding in look_ahead(desk, Assign(code), [(orders[0].id, None)]).planned[0].findings
        }
    assert only(do(desk, Assign("xh"), orders, force="their fitter is near")).ok
    from dispatch_tui.storage.records import ORDER

    with desk.store.read() as reader:
        assert reader.events(ORDER, orders[0].id)[-1].reason == "their fitter is near"


def test_over_capacity_names_the_numbers_and_what_is_only_proposed_takes_no_place(
    desk: Desk, put: Put
) -> None:
    orders = put(*(slip(f"A{n}", state=State.READY, point="cn2") for n in range(5)))
    outcome = do(desk, Assign(), orders)
    assert codes(outcome) == ["done", "done", "done", "over-capacity", "over-capacity"]
    assert "4 slips of 3" in outcome.results[3].message
    assert do(desk, Assign(), orders[3:], force="busy day").done == 2


def test_slips_sent_today_take_places_and_those_taken_back_free_them(desk: Desk, put: Put) -> None:
    orders = put(*(slip(f"A{n}", state=State.READY, point="cn2") for n in range(5)))
    assert do(desk, SendNormal(), orders[:2]).done == 2
    assert codes(do(desk, Assign(), orders[2:])) == ["done", "over-capacity", "over-capacity"]
    assert only(do(desk, Unassign("fitter is ill"), orders[2:3])).ok
    assert codes(do(desk, Assign(), orders[3:])) == ["done", "over-capacity"]
    assert only(do(desk, Recall("老王", "fitter is ill"), orders[:1])).ok
    assert codes(do(desk, Assign(), orders[4:])) == ["done"]


def test_a_reassignment_frees_a_place_within_the_same_bulk(desk: Desk, put: Put) -> None:
    orders = put(*(slip(f"A{n}", state=State.READY, point="cn2") for n in range(4)))
    assert codes(do(desk, Assign(), orders)) == ["done", "done", "done", "over-capacity"]
    points = {orders[0].id: "cn1", orders[3].id: "cn2"}
    assert codes(do(desk, Assign(points=points), [orders[0], orders[3]])) == ["done", "done"]


def test_a_limit_of_one_kind_counts_that_kind(desk: Desk, put: Put) -> None:
    desk.settings = replace(
        desk.settings, points=(point("one", capacity={Kind.REPAIR: 1}, capacity_total=10),)
    )
    repairs = put(*(slip(f"R{n}", kind=Kind.REPAIR, state=State.READY, point="one") for n in range(2)))
    installs = put(*(slip(f"I{n}", state=State.READY, point="one") for n in range(2)))
    assert codes(do(desk, Assign(), [*installs, *repairs])) == ["done", "done", "done", "over-capacity"]


def test_a_point_without_capacity_is_told_as_unknown(desk: Desk, put: Put) -> None:
    orders = put(slip("A1", kind=Kind.REPAIR, state=State.READY, point="xh"))
    result = only(do(desk, Assign(), orders))
    assert (result.ok, result.code, result.level) == (True, "capacity-unknown", Level.NOTE)


def test_a_batch_proposal_is_taken_slip_by_slip(desk: Desk, put: Put) -> None:
    orders = put(*(slip(f"A{n}", state=State.READY) for n in range(3)))
    points = {orders[0].id: "cn1", orders[1].id: "cn2"}
    assert codes(do(desk, Assign(points=points), orders)) == ["done", "done", "not-proposed"]
    assert [now(desk, order).point for order in orders] == ["cn1", "cn2", "cn1"]
    assert not now(desk, orders[1]).pinned


def test_waiting_for_material_is_forced_with_a_reason(desk: Desk, put: Put) -> None:
    facts = facts_of(Review(ReviewStatus.REQUESTED, (ReviewLine("支架", "1", "个"),), by="3001"))
    orders = put(slip("A1", state=State.WAITING, review=facts))
    refused = only(do(desk, Assign(), orders))
    assert refused.code == "waiting"
    assert "支架" in refused.message
    assert only(do(desk, Assign(), orders, force="customer has one")).ok
    review = review_of(now(desk, orders[0]).review)
    assert review is not None
    assert (review.status, review.reason) == (ReviewStatus.WAIVED, "customer has one")


def test_an_assignment_is_taken_back_with_a_reason(desk: Desk, put: Put) -> None:
    orders = put(slip("A1", state=State.READY))
    do(desk, Assign(), orders)
    assert codes(do(desk, Unassign(""), orders)) == ["reason-missing"]
    assert only(do(desk, Unassign("wrong point"), orders)).ok
    after = now(desk, orders[0])
    assert (after.state, after.point) == (State.READY, "cn1")
    assert codes(do(desk, Unassign("again"), orders)) == ["not-assigned"]


def test_an_automatic_proposal_leaves_an_assigned_slip_alone(desk: Desk, put: Put) -> None:
    orders = put(slip("A1", state=State.READY))
    do(desk, Assign(), orders)
    assert codes(slips.propose(desk, [(orders[0].id, None)])) == ["assigned"]


def test_of_eighteen_sixteen_go_and_two_are_listed(
    desk: Desk, colleague: Desk, put: Put, clock: FixedClock
) -> None:
    desk.settings = replace(
        desk.settings, points=(point("a", capacity_total=100), point("full", capacity_total=0))
    )
    orders = put(*(slip(f"A{n:02}", state=State.READY, point="full" if n == 7 else "a") for n in range(18)))
    targets = [(order.id, order.version) for order in orders]
    clock.move(minutes=2)
    slips.note(colleague, [targets[3]], "customer called")
    outcome = carry_out(desk, Assign(), targets)
    assert (outcome.done, outcome.refused) == (16, 2)
    refused = {result.id: result for result in outcome.results if not result.ok}
    assert set(refused) == {"A03", "A07"}
    assert "王敏" in refused["A03"].message
    assert "10:02" in refused["A03"].message
    assert refused["A07"].code == "over-capacity"
    assert [now(desk, order).state for order in orders].count(State.ASSIGNED) == 16


def test_true_time_of_a_catch_up_entry_stands_in_the_review(desk: Desk, put: Put) -> None:
    orders = put(slip("A1"))
    carry_out(desk, Assign(none=True), [(orders[0].id, None)], at=local("09:30"))
    review = review_of(now(desk, orders[0]).review)
    assert review is not None
    assert review.at == local("09:30")
