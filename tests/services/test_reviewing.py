"""The pre-review as actions, and the list for the materials department (rows B-05, B-06, B-10)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from dispatch_tui.clock import FixedClock
from dispatch_tui.domain.orders import Kind, Order, State
from dispatch_tui.domain.pre_review import ReviewLine, ReviewStatus, review_of
from dispatch_tui.services import reviewing, slips
from dispatch_tui.services.addenda import AddAddendum
from dispatch_tui.services.carrying_out import SlipChange, carry_out
from dispatch_tui.services.desk import Desk
from dispatch_tui.services.reviewing import MaterialsReady, ReviewLines, ReviewNone, TakeUp, Waive
from tests.services.conftest import MONDAY, local, slip

Put = Callable[..., list[Order]]
BRACKET = ReviewLine("支架", "2", "个")
PIPE = ReviewLine("铜管", "3.5", "米")


def run(desk: Desk, change: SlipChange, order: Order, force: str = "", at: str = "") -> str:
    """Carry out an action on a slip and return the code of what was said."""
    outcome = carry_out(desk, change, [(order.id, None)], force, at=local(at) if at else None)
    (result,) = outcome.results
    return ("" if result.ok else "refused: ") + result.code


def now(desk: Desk, order: Order) -> Order:
    with desk.store.read() as reader:
        found = reader.order(order.id)
    assert found is not None
    return found


def test_from_the_request_to_ready(desk: Desk, put: Put, clock: FixedClock) -> None:
    (order,) = put(slip("A1"))
    assert run(desk, TakeUp(), order) == "done"
    assert now(desk, order).state is State.REVIEW
    assert run(desk, ReviewLines([BRACKET, PIPE]), order) == "done"
    waiting = now(desk, order)
    review = review_of(waiting.review)
    assert review is not None
    assert (waiting.state, review.status, review.by, review.at) == (
        State.WAITING, ReviewStatus.REQUESTED, "1001", clock.now(),
    )  # fmt: skip
    assert reviewing.waiting_for(waiting) == "waiting for material: 支架 2 个, 铜管 3.5 米"
    materials = Desk(desk.settings, desk.store, clock, "3001", chosen_language="en")
    assert run(materials, MaterialsReady(), order) == "done"
    ready = now(desk, order)
    review = review_of(ready.review)
    assert review is not None
    assert (ready.state, review.status, review.ready_by) == (State.READY, ReviewStatus.READY, "3001")
    assert review.lines == (BRACKET, PIPE)
    assert run(materials, MaterialsReady(), order) == "refused: no-change"


def test_none_is_a_statement(desk: Desk, put: Put) -> None:
    (order,) = put(slip("A1", kind=Kind.REPAIR))
    assert run(desk, ReviewNone(), order) == "done"
    ready = now(desk, order)
    review = review_of(ready.review)
    assert review is not None
    assert (ready.state, review.status, review.by) == (State.READY, ReviewStatus.NONE, "1001")
    assert run(desk, ReviewNone(), order) == "refused: no-change"


def test_a_bulk_of_none_counts_only_what_was_done(desk: Desk, put: Put) -> None:
    orders = put(slip("A1"), slip("A2", kind=Kind.UNSORTED), slip("A3", state=State.SENT), slip("A4"))
    outcome = carry_out(desk, ReviewNone(), [(order.id, order.version) for order in orders])
    assert [(each.id, each.code) for each in outcome.results if not each.ok] == [
        ("A2", "unsorted"), ("A3", "wrong-state"),
    ]  # fmt: skip
    assert outcome.done == 2
    assert [now(desk, order).state for order in orders] == [
        State.READY, State.RECEIVED, State.SENT, State.READY,
    ]  # fmt: skip


def test_revising_what_is_not_sent(desk: Desk, put: Put) -> None:
    (order,) = put(slip("A1"))
    run(desk, ReviewLines([BRACKET]), order)
    assert run(desk, ReviewLines([BRACKET]), order) == "refused: no-change"
    assert run(desk, ReviewLines([BRACKET], make=True), order) == "done"
    assert run(desk, ReviewNone(), order) == "lines-withdrawn"
    assert now(desk, order).state is State.READY
    assert run(desk, ReviewLines([PIPE]), order) == "done"
    assert now(desk, order).state is State.WAITING


def test_new_lines_end_an_assignment(desk: Desk, put: Put) -> None:
    (order,) = put(slip("A1", state=State.ASSIGNED))
    assert run(desk, ReviewLines([BRACKET]), order) == "assignment-ends"
    after = now(desk, order)
    assert (after.state, after.point) == (State.WAITING, "cn1")
    (other,) = put(slip("A2", state=State.ASSIGNED))
    assert run(desk, ReviewNone(), other) == "done"
    assert now(desk, other).state is State.ASSIGNED


def test_waiving_names_what_it_waited_for(desk: Desk, put: Put) -> None:
    (order,) = put(slip("A1"))
    run(desk, ReviewLines([BRACKET]), order)
    assert run(desk, Waive(""), order) == "refused: reason-missing"
    outcome = carry_out(desk, Waive("客户自备"), [(order.id, None)])
    assert "支架 2 个" in outcome.results[0].message
    after = now(desk, order)
    review = review_of(after.review)
    assert review is not None
    assert (after.state, review.status, review.reason) == (State.READY, ReviewStatus.WAIVED, "客户自备")


def test_bad_lines_change_nothing(desk: Desk, put: Put) -> None:
    (order,) = put(slip("A1"))
    assert run(desk, ReviewLines([ReviewLine("支架", "0", "个")]), order) == "refused: bad-quantity"
    assert run(desk, ReviewLines([]), order) == "refused: lines-missing"
    assert now(desk, order) == order


def test_parts_of_the_settings(desk: Desk, put: Put) -> None:
    rules = replace(desk.settings.dispatching, parts=("支架",))
    desk.settings = replace(desk.settings, dispatching=rules)
    (order,) = put(slip("A1"))
    assert run(desk, ReviewLines([PIPE]), order) == "refused: part-unknown"
    assert run(desk, ReviewLines([BRACKET]), order) == "done"


def test_true_times_in_their_order(desk: Desk, put: Put) -> None:
    (order,) = put(slip("A1"))
    assert run(desk, ReviewLines([BRACKET]), order, at="08:59") == "refused: too-early"
    assert run(desk, ReviewLines([BRACKET]), order, at="09:40") == "done"
    assert run(desk, MaterialsReady(), order, at="09:39") == "refused: too-early"
    assert run(desk, MaterialsReady(), order, at="09:41") == "done"
    review = review_of(now(desk, order).review)
    assert review is not None
    assert (review.at, review.ready_at) == (local("09:40"), local("09:41"))


def test_a_held_slip_can_be_prepared_ahead(desk: Desk, put: Put) -> None:
    (order,) = put(slip("A1"))
    slips.hold(desk, [(order.id, None)], local("09-23 09:00").date(), "客户出差")
    assert run(desk, ReviewLines([BRACKET]), order) == "done"
    held = now(desk, order)
    assert (held.state, held.state_before_hold) == (State.HOLD, State.WAITING)
    assert [each.order.no for each in reviewing.materials_list(desk)] == ["A1"]
    assert run(desk, MaterialsReady(), order) == "done"
    slips.resume(desk, [(order.id, None)])
    assert now(desk, order).state is State.READY


def test_sorting_into_a_reviewed_kind_opens_the_review(desk: Desk, put: Put) -> None:
    ready, stated = put(slip("A1", kind=Kind.REMOVAL, state=State.READY), slip("A2", kind=Kind.REMOVAL))
    run(desk, ReviewNone(), stated)
    slips.sort_kind(desk, [(ready.id, None), (stated.id, None)], Kind.INSTALL)
    assert now(desk, ready).state is State.RECEIVED
    assert now(desk, stated).state is State.READY


def test_the_list_for_the_materials_department(desk: Desk, put: Put, clock: FixedClock) -> None:
    first, second, _third, sent = put(
        slip("A1"), slip("A2"), slip("A3"),
        slip("A4", state=State.SENT, dispatched_at=local("09:10"), dispatch_id=1),
    )  # fmt: skip
    run(desk, ReviewLines([BRACKET, PIPE]), first, at="09:30")
    run(desk, ReviewLines([ReviewLine("支架", "1.5", "个")], make=False), second, at="09:40")
    assert run(desk, AddAddendum("支架", "4", "个"), sent, at="09:50") == "done"
    listed = reviewing.materials_list(desk)
    assert [(each.order.no, each.minutes, each.added, each.unapproved) for each in listed] == [
        ("A1", 30, False, 0), ("A2", 20, False, 0), ("A4", 10, True, 1),
    ]  # fmt: skip
    assert [(each.name, each.quantity, each.unit, each.nos) for each in reviewing.sums(listed)] == [
        ("支架", "7.5", "个", ("A1", "A2", "A4")), ("铜管", "3.5", "米", ("A1",)),
    ]  # fmt: skip
    run(desk, MaterialsReady(), first)
    assert [each.order.no for each in reviewing.materials_list(desk)] == ["A2", "A4"]


def test_slots_stay_when_only_the_review_changes(desk: Desk, put: Put) -> None:
    (order,) = put(slip("A1"))
    run(desk, ReviewNone(), order)
    after = now(desk, order)
    assert (after.day, after.slot, after.due_at) == (MONDAY, order.slot, order.due_at)
