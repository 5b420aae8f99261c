"""Undo and redo of everything that dispatching stores: slips with their papers, by version, after a restart too."""

from __future__ import annotations

import pytest

from dispatch_tui.clock import FixedClock
from dispatch_tui.domain.dispatches import Dispatch, DispatchState
from dispatch_tui.domain.feedback import FeedbackLine, FeedbackSheet, LineState, SheetState
from dispatch_tui.domain.orders import Kind, State
from dispatch_tui.errors import Refused
from dispatch_tui.services import feedback, slips, splitting, undo
from dispatch_tui.services.addenda import AddAddendum, ApproveAddendum
from dispatch_tui.services.assigning import Assign, Unassign
from dispatch_tui.services.desk import Desk
from dispatch_tui.services.following import Arrived, Close, InHouse, Repaired, Signed, WorkDone, WorkerNamed
from dispatch_tui.services.reviewing import MaterialsReady, ReviewLines, ReviewNone, TakeUp, Waive
from dispatch_tui.services.sending import (
    Delivered,
    NotDelivered,
    Resend,
)
from tests.services.conftest import local, slip
from tests.services.undo_room import LINES, Put, back_and_forth, do, everything, now, papers, sent, targets


@pytest.fixture(autouse=True)
def _afternoon(clock: FixedClock) -> None:
    clock.at = local("11:00")


def test_pre_review(desk: Desk, put: Put) -> None:
    (order,) = put(slip("A1"))
    back_and_forth(desk, lambda: do(desk, TakeUp(), order))
    back_and_forth(desk, lambda: do(desk, ReviewNone(), order))
    back_and_forth(desk, lambda: do(desk, ReviewLines(LINES, make=True), order))
    do(desk, ReviewLines(LINES), order)
    back_and_forth(desk, lambda: do(desk, MaterialsReady(), order))
    back_and_forth(desk, lambda: do(desk, Waive("customer brings it"), order))


def test_assignment_and_its_withdrawal(desk: Desk, put: Put) -> None:
    orders = put(slip("A1"), slip("A2"))
    back_and_forth(desk, lambda: do(desk, Assign("cn2", none=True), *orders))
    do(desk, Assign("cn2", none=True), *orders)
    back_and_forth(desk, lambda: do(desk, Unassign("wrong"), *orders))


@pytest.mark.parametrize("temporary", [False, True])
def test_the_worker_with_dispatch_and_line(desk: Desk, put: Put, temporary: bool) -> None:
    orders = sent(desk, put, slip("A1"), slip("A2"), temporary=temporary)
    back_and_forth(desk, lambda: do(desk, WorkerNamed("李师傅"), *orders, force="new man"))
    do(desk, WorkerNamed("李师傅"), *orders, force="new man")
    back_and_forth(desk, lambda: do(desk, WorkerNamed("王师傅"), orders[0], force="new man"))


def test_the_work_until_the_slip_is_struck_out(desk: Desk, put: Put, clock: FixedClock) -> None:
    (order,) = sent(desk, put, slip("A1"))
    do(desk, WorkerNamed("李师傅"), order, force="new man")
    for change in (Arrived(), WorkDone(), Signed(), Close()):
        clock.move(minutes=5)
        back_and_forth(desk, lambda change=change: do(desk, change, order, force="as told"))
        do(desk, change, order, force="as told")
    assert now(desk, order).state is State.CLOSED


def test_taken_in_and_out_again(desk: Desk, put: Put, clock: FixedClock) -> None:
    (order,) = sent(desk, put, slip("A1", kind=Kind.REPAIR))
    clock.move(minutes=5)
    do(desk, Arrived(), order, force="as told")
    clock.move(minutes=5)
    back_and_forth(desk, lambda: do(desk, InHouse("board"), order, force="as told"))
    do(desk, InHouse("board"), order, force="as told")
    back_and_forth(desk, lambda: do(desk, Repaired(), order, force="as told"))
    assert [dispatch.state for dispatch in papers(desk, Dispatch)] == [DispatchState.LIVE]


def test_additions_on_site(desk: Desk, put: Put, clock: FixedClock) -> None:
    (order,) = sent(desk, put, slip("A1"))
    clock.move(minutes=5)
    back_and_forth(desk, lambda: do(desk, AddAddendum("支架", "1", "个"), order, force="as told"))
    do(desk, AddAddendum("支架", "1", "个"), order, force="as told")
    desk.operator = "2001"
    back_and_forth(desk, lambda: do(desk, ApproveAddendum(1), order, force="as told"))


def test_the_way_of_the_paper(desk: Desk, put: Put) -> None:
    (order,) = sent(desk, put, slip("A1"), temporary=True)
    back_and_forth(desk, lambda: do(desk, NotDelivered("engaged"), order))
    back_and_forth(desk, lambda: do(desk, Delivered(), order))
    do(desk, NotDelivered("engaged"), order)
    do(desk, Resend(), order, force="fax tested")
    with pytest.raises(Refused, match="went out once more"):
        undo.undo(desk)


def test_a_sheet_and_its_lines(desk: Desk, put: Put) -> None:
    one, two = sent(desk, put, slip("A1"), slip("A2"))
    (sheet,) = papers(desk, FeedbackSheet)
    back_and_forth(desk, lambda: feedback.receive(desk, sheet.id, "fax"))
    back_and_forth(desk, lambda: feedback.write_line(desk, sheet.id, "A1", "李师傅", force="new man"))
    feedback.write_line(desk, sheet.id, "A1", "李师傅", force="new man")
    (line,) = papers(desk, FeedbackLine, state=LineState.GOOD)
    back_and_forth(desk, lambda: feedback.strike_line(desk, line.id, "wrong slip"))
    back_and_forth(desk, lambda: feedback.query(desk, sheet.id, "who is Li?"))
    assert now(desk, one).worker == "李师傅"
    assert now(desk, two).worker == ""


def test_a_sheet_stays_received_while_other_lines_were_typed_from_it(
    desk: Desk, colleague: Desk, put: Put
) -> None:
    sent(desk, put, slip("A1"), slip("A2"))
    (sheet,) = papers(desk, FeedbackSheet)
    mine = feedback.write_line(desk, sheet.id, "A1", "李师傅", force="new man")
    feedback.write_line(colleague, sheet.id, "A2", "李师傅", force="new man")
    outcome = undo.undo(desk, mine.group)
    assert outcome.done == 1
    assert papers(desk, FeedbackSheet)[0].state is SheetState.RECEIVED
    assert [line.order_no for line in papers(desk, FeedbackLine, state=LineState.GOOD)] == ["A2"]


def test_an_unknown_number_typed_by_mistake(desk: Desk, put: Put) -> None:
    sent(desk, put, slip("A1"))
    (sheet,) = papers(desk, FeedbackSheet)
    feedback.receive(desk, sheet.id, "fax")
    back_and_forth(desk, lambda: feedback.write_line(desk, sheet.id, "X99", "李师傅"))


def test_split_and_merger(desk: Desk, put: Put) -> None:
    one, two = put(slip("A1"), slip("A2"))
    before = now(desk, one)
    splitting.split(desk, (one.id, None), "second unit")
    assert undo.undo(desk).done == 2
    assert now(desk, one) == before
    with desk.store.read() as reader:
        part = reader.order_by_no("A1-2")
    assert part is not None
    assert part.state is State.CANCELLED
    assert undo.redo(desk).done == 2
    with desk.store.read() as reader:
        part = reader.order_by_no("A1-2")
    assert part is not None
    assert part.state is State.RECEIVED
    back_and_forth(desk, lambda: splitting.merge(desk, targets(one, two), "one visit"))


def test_a_merger_is_taken_back_whole_or_not_at_all(desk: Desk, colleague: Desk, put: Put) -> None:
    one, two = put(slip("A1"), slip("A2"))
    group = splitting.merge(desk, targets(one, two), "one visit").group
    slips.note(colleague, targets(one), "customer called")
    before = everything(desk)
    outcome = undo.undo(desk, group)
    assert (outcome.done, outcome.refused) == (0, 2)
    assert "王敏" in " ".join(result.message for result in outcome.results)
    assert everything(desk) == before
