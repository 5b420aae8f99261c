"""What follows the sending, with the papers that go with it: worker, arrival, closing, a second visit."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dispatch_tui.clock import FixedClock
from dispatch_tui.domain.dispatches import Dispatch, DispatchState, Via
from dispatch_tui.domain.feedback import FeedbackLine
from dispatch_tui.domain.following import clock_runs, time_left
from dispatch_tui.domain.lifecycle import may_become
from dispatch_tui.domain.orders import Kind, Order, State
from dispatch_tui.domain.pre_review import ReviewLine
from dispatch_tui.domain.rules import Level, worst
from dispatch_tui.services import detail, slips, undo
from dispatch_tui.services.addenda import AddAddendum
from dispatch_tui.services.carrying_out import SlipChange, carry_out, work_at
from dispatch_tui.services.desk import Desk
from dispatch_tui.services.following import (
    Arrived,
    Close,
    InHouse,
    Reopen,
    Repaired,
    Signed,
    WorkDone,
    WorkerNamed,
)
from dispatch_tui.services.reassigning import Reassign
from dispatch_tui.services.reconciliation import reconcile
from dispatch_tui.services.reviewing import MaterialsReady, ReviewLines, ReviewNone, TakeUp, Waive
from dispatch_tui.services.sending import Recall, SendNormal, SendTemporary
from dispatch_tui.services.slip_changes import Cancel, Hold, Resume, Sort
from tests.services.conftest import MONDAY, local, slip

Put = Callable[..., list[Order]]


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


def dispatches(desk: Desk, order: Order) -> list[Dispatch]:
    with desk.store.read() as reader:
        return reader.papers(Dispatch, order_id=order.id)


@pytest.fixture
def sent(desk: Desk, put: Put) -> Order:
    """A repair slip sent by car at 9:10, half an hour after it was received."""
    (order,) = put(slip("A1", kind=Kind.REPAIR, received_at=local("08:40"), called_at=local("08:40")))
    outcome = carry_out(desk, SendTemporary(Via.CAR, none=True), [(order.id, None)], at=local("09:10"))
    assert outcome.done == 1
    return now(desk, order)


def test_a_whole_life(desk: Desk, sent: Order, clock: FixedClock) -> None:
    assert run(desk, WorkerNamed("王工"), sent, at="09:20") == "done"
    assert run(desk, Arrived(), sent, at="09:50") == "done"
    assert run(desk, WorkDone(signed=True), sent, at="09:58") == "done"
    assert run(desk, Close("凭证已回"), sent) == "done"
    after = now(desk, sent)
    assert (after.state, after.worker, after.signed) == (State.CLOSED, "王工", True)
    assert (after.arrived_at, after.done_at, after.closed_at) == (local("09:50"), local("09:58"), clock.now())
    (dispatch,) = dispatches(desk, sent)
    assert (dispatch.worker, dispatch.worker_at, dispatch.live) == ("王工", local("09:20"), True)
    assert after.dispatch_id == dispatch.id


def test_the_name_stands_on_the_sheet_and_the_first_one_beside_it(desk: Desk, sent: Order) -> None:
    run(desk, WorkerNamed("王工"), sent)
    assert now(desk, sent).state is State.ACKED
    assert run(desk, WorkerNamed("王工"), sent) == "refused: no-change"
    assert run(desk, WorkerNamed("李工"), sent) == "done"
    with desk.store.read() as reader:
        (line,) = reader.papers(FeedbackLine, order_no="A1")
    assert (line.worker, line.earlier_worker) == ("李工", "王工")
    assert dispatches(desk, sent)[0].worker == "李工"


def test_workers_of_the_point_and_their_load(desk: Desk, put: Put) -> None:
    points = tuple(replace(point, workers=("王工",)) for point in desk.settings.points)
    rules = replace(desk.settings.dispatching, worker_most=2)
    desk.settings = replace(desk.settings, points=points, dispatching=rules)
    orders = put(
        *(slip(f"A{n}", required_from=local("14:00"), required_to=local(f"{15 + n}:00")) for n in range(3))
    )
    targets = [(order.id, None) for order in orders]
    assert carry_out(desk, SendTemporary(Via.CAR, none=True), targets).done == 3
    assert run(desk, WorkerNamed("赵工"), orders[0]) == "refused: worker-unknown"
    assert now(desk, orders[0]).worker == ""
    outcome = carry_out(desk, WorkerNamed("王工"), targets)
    assert [(each.ok, each.code) for each in outcome.results] == [
        (True, "done"), (False, "worker-busy"), (False, "worker-many"),
    ]  # fmt: skip
    assert carry_out(desk, WorkerNamed("王工"), targets[1:], "两人同去").done == 2


def test_without_a_worker_the_arrival_is_noted(desk: Desk, sent: Order) -> None:
    assert run(desk, Arrived(), sent) == "no-worker"
    assert now(desk, sent).state is State.ARRIVED
    assert run(desk, WorkerNamed("王工"), sent) == "done"
    assert now(desk, sent).state is State.ARRIVED


def test_times_keep_their_order(desk: Desk, sent: Order) -> None:
    assert run(desk, WorkerNamed("王工"), sent, at="09:09") == "refused: too-early"
    assert run(desk, Arrived(), sent, at="09:09") == "refused: too-early"
    assert run(desk, Arrived(), sent, at="09:40") == "no-worker"
    assert run(desk, WorkDone(), sent, at="09:39") == "refused: too-early"
    assert run(desk, WorkDone(), sent, at="09:41") == "not-signed"
    assert run(desk, Close(), sent) == "refused: not-signed"
    assert run(desk, Signed(), sent, at="09:39") == "refused: too-early"
    assert run(desk, Signed(), sent) == "done"
    assert run(desk, Close(), sent, at="09:40") == "refused: too-early"
    assert run(desk, Close(), sent) == "done"


def test_the_sentence_names_both_times(desk: Desk, sent: Order) -> None:
    outcome = carry_out(desk, Arrived(), [(sent.id, None)], at=local("09:05"))
    assert outcome.results[0].message.startswith("A1 was sent at 09:10; 09:05 is earlier.")


STEPS = [WorkerNamed("王工"), Arrived(), WorkDone(signed=True), Close()]


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(minutes=st.lists(st.integers(0, 70), min_size=4, max_size=4))
def test_stored_times_never_run_backwards(desk: Desk, put: Put, minutes: list[int]) -> None:
    put_no = f"B{next(_numbers)}"
    (order,) = put(slip(put_no, kind=Kind.REPAIR))
    carry_out(desk, SendTemporary(Via.CAR, none=True), [(order.id, None)], at=local("09:10"))
    for change, after in zip(STEPS, minutes, strict=True):
        at = min(local("09:00") + timedelta(minutes=after), desk.now())
        carry_out(desk, change, [(order.id, None)], at=at)
    found = now(desk, order)
    times = [
        at for at in (found.dispatched_at, found.arrived_at, found.done_at, found.closed_at) if at is not None
    ]
    assert times == sorted(times)
    assert times[-1] <= desk.now()
    assert (found.state is State.CLOSED) is (len(times) == 4)


_numbers = iter(range(1_000_000))


def test_the_arrival_stops_our_clock(desk: Desk, sent: Order, clock: FixedClock) -> None:
    clock.at = local("19:00")
    assert clock_runs(sent)
    told = {finding.code for finding in detail.slip_detail(desk, sent.id).findings}
    assert "overdue" in told
    run(desk, Arrived(), sent, at="10:00")
    after = now(desk, sent)
    assert after.due_at is not None
    left = after.due_at - local("10:00")
    assert time_left(after, clock.now()) == left == detail.slip_detail(desk, sent.id).left
    found = detail.slip_detail(desk, sent.id)
    assert "overdue" not in {finding.code for finding in found.findings}
    assert found.due is not None
    assert "Our clock stands still since the arrival at 09-21 10:00" in found.due.notes


def test_taken_in_repaired_and_installed_again(desk: Desk, sent: Order, clock: FixedClock) -> None:
    run(desk, WorkerNamed("王工"), sent, at="09:20")
    run(desk, Arrived(), sent, at="09:30")
    assert run(desk, InHouse(""), sent) == "refused: reason-missing"
    assert run(desk, InHouse("压缩机坏"), sent, at="09:40") == "done"
    clock.at = local("09-22 10:00")
    assert run(desk, Repaired(), sent, at="09-22 09:00") == "done"
    again = now(desk, sent)
    assert (again.state, again.day, again.worker, again.dispatch_id) == (
        State.READY, date(2026, 9, 22), "", None,
    )  # fmt: skip
    assert again.due_at == local("09-22 16:30")
    first = dispatches(desk, sent)[0]
    assert (first.state, first.worker) == (DispatchState.ENDED, "王工")
    assert reconcile(desk, MONDAY).equal
    assert run(desk, SendNormal(), sent) == "done"
    assert [paper.state for paper in dispatches(desk, sent)] == [DispatchState.ENDED, DispatchState.LIVE]
    assert reconcile(desk, MONDAY).equal
    assert reconcile(desk, date(2026, 9, 22), feedback=False).equal


def closed(desk: Desk, order: Order) -> None:
    for change, at in zip(STEPS, ("09:20", "09:30", "09:40", "09:50"), strict=True):
        assert run(desk, change, order, at=at) == "done"


def test_a_repeat_repair_goes_out_again(desk: Desk, sent: Order, clock: FixedClock) -> None:
    closed(desk, sent)
    clock.at = local("09-28 09:00")
    assert run(desk, Reopen(""), sent) == "refused: reason-missing"
    assert run(desk, Reopen("又不制冷"), sent) == "done"
    again = now(desk, sent)
    assert (again.state, again.day, again.repeat_of, again.signed, again.review) == (
        State.REOPENED, date(2026, 9, 28), "A1", False, {},
    )  # fmt: skip
    assert again.due_at == local("09-28 16:30")
    assert (again.arrived_at, again.done_at, again.closed_at) == (None, None, None)
    assert reconcile(desk, MONDAY).equal
    assert run(desk, ReviewLines([ReviewLine("电容", "1", "个")]), sent) == "done"
    assert run(desk, ReviewNone(), sent) == "lines-withdrawn"
    assert run(desk, SendTemporary(Via.CAR), sent) == "done"
    states = [paper.state for paper in dispatches(desk, sent)]
    assert states == [DispatchState.ENDED, DispatchState.LIVE]
    assert reconcile(desk, MONDAY).equal
    assert reconcile(desk, date(2026, 9, 28)).equal


def test_reopened_and_sent_again_on_the_same_day(desk: Desk, sent: Order) -> None:
    closed(desk, sent)
    assert run(desk, Reopen("又不制冷"), sent) == "done"
    assert run(desk, SendTemporary(Via.CAR), sent) == "done"
    assert reconcile(desk, MONDAY).equal
    assert run(desk, Recall("王站长", "派错"), sent) == "done"
    assert now(desk, sent).state is State.READY
    assert reconcile(desk, MONDAY).equal


def test_a_repeat_repair_entered_a_day_later_is_carried_over(
    desk: Desk, sent: Order, clock: FixedClock
) -> None:
    closed(desk, sent)
    clock.at = local("09-29 09:00")
    assert run(desk, Reopen("又不制冷"), sent, at="09-28 16:00") == "done"
    again = now(desk, sent)
    assert (again.day, again.called_at, again.due_at) == (
        date(2026, 9, 28), local("09-28 16:00"), local("09-29 14:30"),
    )  # fmt: skip


def test_the_course_of_a_slip_in_words_and_json(desk: Desk, sent: Order) -> None:
    run(desk, WorkerNamed("王工"), sent, at="09:20")
    run(desk, Arrived(), sent, at="09:30")
    run(desk, AddAddendum("支架", "2"), sent, at="09:35")
    run(desk, WorkDone(), sent, at="09:40")
    found = detail.slip_detail(desk, sent.id)
    lines = detail.as_lines(desk, found)
    for line in (
        "pre-review: nothing needed", "worker: 王工", "arrived: 09-21 09:30", "addition 1: 支架 2 个 (not approved)",
        "done: 09-21 09:40, not signed by the customer",
    ):  # fmt: skip
        assert line in lines
    document = detail.as_json(desk, found)
    assert (document["worker"], document["arrived_at"], document["materials"]) == (
        "王工", "2026-09-21T09:30:00+08:00", [],
    )  # fmt: skip
    assert document["review"] == {
        "status": "none", "lines": [], "make": False, "by": "1001", "at": "2026-09-21T09:10:00+08:00", "ready_by": "",
        "ready_at": None, "reason": "",
    }  # fmt: skip


def test_too_late_for_a_repeat_repair(desk: Desk, sent: Order, clock: FixedClock) -> None:
    closed(desk, sent)
    clock.at = local("10-22 10:00")
    assert run(desk, Reopen("又不制冷"), sent) == "refused: too-late"
    clock.at = local("10-21 10:00")
    assert run(desk, Reopen("又不制冷"), sent) == "done"


def test_holds_of_the_first_visit_do_not_move_the_second(desk: Desk, sent: Order, clock: FixedClock) -> None:
    slips.hold(desk, [(sent.id, None)], date(2026, 9, 22), "客户不在家", force="已电话")
    clock.at = local("09-22 09:00")
    slips.resume(desk, [(sent.id, None)])
    for change in STEPS:
        assert run(desk, change, sent) == "done"
    clock.at = local("09-23 09:00")
    run(desk, Reopen("又不制冷"), sent)
    slips.correct(desk, (sent.id, None), {"category": "冰箱"})
    assert now(desk, sent).due_at == local("09-23 16:30")


def test_a_sent_slip_keeps_its_point_when_the_address_is_corrected(desk: Desk, sent: Order) -> None:
    outcome = slips.correct(desk, (sent.id, None), {"address": "上海市徐汇区漕溪路100号"}, force="已电话")
    assert outcome.done == 1
    after = now(desk, sent)
    assert (after.point, after.pinned, after.district) == ("cn1", False, "310104")
    outcome = slips.correct(desk, (sent.id, None), {"order_no": "A9"}, force="已电话")
    assert outcome.results[0].code == "number-on-paper"


def test_a_repeat_repair_is_taken_back(desk: Desk, sent: Order) -> None:
    closed(desk, sent)
    before = now(desk, sent)
    outcome = carry_out(desk, Reopen("又不制冷"), [(sent.id, None)])
    assert undo.undo(desk, outcome.group).done == 1
    assert replace(now(desk, sent), version=before.version) == before
    assert [paper.state for paper in dispatches(desk, sent)] == [DispatchState.LIVE]
    assert undo.redo(desk).done == 1
    run(desk, SendTemporary(Via.CAR), sent)
    assert [each.code for each in undo.undo(desk, outcome.group).results] == ["changed-since"]
    assert reconcile(desk, MONDAY).equal


def test_the_name_is_taken_back_from_slip_dispatch_and_sheet(desk: Desk, sent: Order) -> None:
    outcome = carry_out(desk, WorkerNamed("王工"), [(sent.id, None)])
    undo.undo(desk, outcome.group)
    assert (now(desk, sent).state, now(desk, sent).worker) == (State.SENT, "")
    assert dispatches(desk, sent)[0].worker == ""
    assert reconcile(desk, MONDAY).equal


def test_reassigned_after_the_sending(desk: Desk, sent: Order) -> None:
    assert run(desk, Reassign("cn2", "", "太远"), sent) == "refused: confirmer-missing"
    assert run(desk, Reassign("cn1", "王站长", "太远"), sent) == "refused: no-change"
    assert run(desk, Reassign("old", "王站长", "太远"), sent) == "refused: point-inactive"
    assert now(desk, sent) == sent
    assert run(desk, Reassign("cn2", "王站长", "太远"), sent) == "done"
    again = now(desk, sent)
    assert (again.state, again.point, again.dispatch_id) == (State.ASSIGNED, "cn2", None)
    assert dispatches(desk, sent)[0].withdrawn_reason == "太远 · 王站长"
    assert run(desk, SendNormal(), sent) == "done"
    assert reconcile(desk, MONDAY, feedback=False).equal


def test_true_times_of_holds(desk: Desk, sent: Order, clock: FixedClock) -> None:
    until = date(2026, 9, 23)
    assert run(desk, Hold("客户不在家", until), sent, "已电话", at="09:05") == "refused: too-early"
    assert run(desk, Hold("客户不在家", until), sent, "已电话", at="09:30") == "sent-already"
    clock.at = local("11:00")
    assert run(desk, Resume(), sent, at="09:20") == "refused: too-early"
    assert run(desk, Resume(), sent, at="10:30") == "done"
    # One hour on hold at the customer's wish moves our due time on by one hour.
    assert (sent.due_at, now(desk, sent).due_at) == (local("16:30"), local("17:30"))


_ACTIONS: list[SlipChange] = [
    TakeUp(), ReviewNone(), ReviewLines([ReviewLine("支架", "1", "个")]), MaterialsReady(), Waive("急"),
    WorkerNamed("王工"), Arrived(), InHouse("压缩机坏"), Repaired(), WorkDone(signed=True), Signed(), Close(),
    Reopen("又不制冷"), AddAddendum("支架"), Hold("客户不在家", date(2026, 9, 23)), Resume(), Cancel("重复", "客户"),
    Sort("", Kind.REPAIR), Sort("", Kind.REMOVAL), Sort("", Kind.INSTALL),
]  # fmt: skip


@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    state=st.sampled_from(list(State)),
    held=st.sampled_from([None, State.RECEIVED, State.READY, State.WAITING, State.SENT]),
    kind=st.sampled_from([Kind.INSTALL, Kind.REPAIR, Kind.REMOVAL]),
    change=st.sampled_from(_ACTIONS),
)
def test_no_action_leaves_the_life_cycle(
    desk: Desk, state: State, held: State | None, kind: Kind, change: SlipChange
) -> None:
    out = state in {State.SENT, State.ACKED, State.ARRIVED, State.IN_HOUSE, State.DONE, State.CLOSED}
    before = slip(
        "A1", kind=kind, state=state, state_before_hold=held if state is State.HOLD else None,
        dispatch_id=1 if out else None, dispatched_at=local("09:10") if out else None, signed=state is State.DONE,
        closed_at=local("09:20") if state is State.CLOSED else None,
    )  # fmt: skip
    with desk.store.read() as reader:
        after, findings = change.plan(before, work_at(desk, reader))
    if worst(findings) is Level.BLOCK:
        assert after == before
    elif after.state is not before.state:
        assert may_become(before.state, after.state)
    if after.state is State.HOLD and state is State.HOLD and after.state_before_hold is not held:
        assert may_become(held or State.RECEIVED, after.state_before_hold or State.RECEIVED)
