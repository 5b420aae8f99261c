"""Typing a feedback sheet: names, doubts, what is refused, undo, two clerks at once (rows B-08, B-09, C-04, C-07)."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dispatch_tui.domain.dispatches import Dispatch, Mode
from dispatch_tui.domain.feedback import FeedbackLine, LineState, SheetState
from dispatch_tui.domain.orders import Kind, State
from dispatch_tui.domain.rules import Level
from dispatch_tui.errors import Ambiguous, BadInput, Refused
from dispatch_tui.services import feedback
from dispatch_tui.services.desk import Desk
from dispatch_tui.services.feedback import RowState
from dispatch_tui.services.following import WorkerNamed
from dispatch_tui.services.undo import redo, undo
from tests.services.conftest import local, slip
from tests.services.feedback_room import (
    Put,
    do,
    lines,
    now,
    only,
    recall,
    send,
    sheet_id,
    stored,
)  # fmt: skip


def test_a_name_makes_the_slip_acknowledged_and_stays_with_the_dispatch(desk: Desk, put: Put) -> None:
    orders = send(desk, put, 2)
    which = sheet_id(desk)
    result = only(feedback.write_line(desk, which, "SH0001", " 李强 ", "下午到", force="new man"))
    assert result.ok
    first, second = now(desk, orders)
    assert (first.state, first.worker) == (State.ACKED, "李强")
    assert (second.state, second.worker) == (State.SENT, "")
    with desk.store.read() as reader:
        dispatch = reader.paper(Dispatch, first.dispatch_id or 0)
    assert dispatch is not None
    assert (dispatch.worker, dispatch.worker_at) == ("李强", local("10:00"))
    line = lines(desk, which)["SH0001"]
    assert (line.worker, line.note, line.state, line.order_id) == ("李强", "下午到", LineState.GOOD, first.id)
    assert stored(desk, which).state is SheetState.RECEIVED  # what is typed has come


def test_the_end_of_a_number_suffices_on_its_own_sheet(desk: Desk, put: Put) -> None:
    orders = send(desk, put, 12)
    which = sheet_id(desk)
    feedback.write_line(desk, which, "０１１", "李强", force="x")
    assert [order.no for order in now(desk, orders) if order.worker] == ["SH0011"]
    with pytest.raises(Ambiguous) as error:
        feedback.write_line(desk, which, "1", "李强", force="x")
    assert [no for no, _what in error.value.candidates] == ["SH0001", "SH0011"]


def test_the_end_of_a_number_finds_a_slip_on_another_sheet_of_the_day(desk: Desk, put: Put) -> None:
    send(desk, put, 2)
    send(desk, put, 1, 101, kind=Kind.REPAIR)
    which = sheet_id(desk)
    result = only(feedback.write_line(desk, which, "101", "李强"))
    assert (result.id, result.ok, result.code) == ("SH0101", False, "line-kind")  # row B-09
    assert only(feedback.write_line(desk, which, "01", "李强", force="x")).id == "SH0001"
    assert only(feedback.write_line(desk, which, "777", "李强")).code == "line-unknown"


def test_the_same_line_twice_is_refused_and_a_later_name_keeps_the_first(desk: Desk, put: Put) -> None:
    orders = send(desk, put, 1)
    which = sheet_id(desk)
    feedback.write_line(desk, which, "SH0001", "李强", force="x")
    again = only(feedback.write_line(desk, which, "SH0001", "李强"))
    assert (again.ok, again.code) == (False, "line-twice")
    later = only(feedback.write_line(desk, which, "SH0001", "周敏", force="x"))
    assert (later.ok, later.code) == (True, "worker-differs")
    line = lines(desk, which)["SH0001"]
    assert (line.worker, line.earlier_worker) == ("周敏", "李强")
    assert now(desk, orders)[0].worker == "周敏"


def test_unknown_numbers_and_foreign_slips_are_kept_and_told(desk: Desk, put: Put) -> None:
    send(desk, put, 1)
    send(desk, put, 1, 5, point="cn2")
    put(slip("SH0099"))
    which = sheet_id(desk)
    unknown = only(feedback.write_line(desk, which, "SH7777", "李强"))
    foreign = only(feedback.write_line(desk, which, "SH0005", "李强"))
    unsent = only(feedback.write_line(desk, which, "SH0099", "李强"))
    assert [(each.ok, each.code) for each in (unknown, foreign, unsent)] == [
        (True, "line-unknown"), (True, "line-foreign"), (True, "line-foreign"),
    ]  # fmt: skip
    assert "Changning 2" in foreign.message
    assert "was not sent" in unsent.message
    detail = feedback.sheet(desk, which)
    assert [(row.order_no, row.state) for row in detail.rows] == [
        ("SH0001", RowState.MISSING), ("SH0005", RowState.FOREIGN), ("SH0099", RowState.FOREIGN),
        ("SH7777", RowState.UNKNOWN),
    ]  # fmt: skip
    assert {doubt.code for doubt in detail.doubts} == {
        "more-lines", "lines-missing", "line-unknown", "line-foreign",
    }  # fmt: skip
    with desk.store.read() as reader:
        other = reader.order_by_no("SH0005")
    assert other is not None
    assert other.worker == ""  # a line on the wrong sheet names nobody


def test_a_slip_of_another_kind_is_refused_on_the_sheet(desk: Desk, put: Put) -> None:
    send(desk, put, 1)
    send(desk, put, 1, 5, kind=Kind.REPAIR)
    which = sheet_id(desk)
    result = only(feedback.write_line(desk, which, "SH0005", "李强"))
    assert (result.ok, result.code) == (False, "line-kind")
    assert set(lines(desk, which)) == set()
    assert stored(desk, which).state is SheetState.EXPECTED


def test_a_line_of_a_recalled_slip_is_a_doubt(desk: Desk, put: Put) -> None:
    orders = send(desk, put, 2)
    which = sheet_id(desk)
    recall(desk, orders[:1])
    told = only(feedback.write_line(desk, which, "SH0001", "李强"))
    assert (told.ok, told.code) == (True, "line-foreign")
    assert "recalled" in told.message
    assert feedback.sheet(desk, which).view.expected == 1


def test_striking_a_line_takes_the_name_back(desk: Desk, put: Put) -> None:
    orders = send(desk, put, 1)
    which = sheet_id(desk)
    feedback.write_line(desk, which, "SH0001", "李强", force="x")
    line = lines(desk, which)["SH0001"]
    with pytest.raises(BadInput, match="reason"):
        feedback.strike_line(desk, line.id, " ")
    assert feedback.strike_line(desk, line.id, "打错行").done == 1
    order = now(desk, orders)[0]
    assert (order.state, order.worker) == (State.SENT, "")
    assert lines(desk, which)["SH0001"].state is LineState.STRUCK
    assert feedback.sheet(desk, which).view.counts.missing == ("SH0001",)
    with pytest.raises(Refused, match="already"):
        feedback.strike_line(desk, line.id, "again")
    assert feedback.write_line(desk, which, "SH0001", "周敏", force="x").done == 1


def test_a_struck_temporary_line_stands_there_without_a_name_again(desk: Desk, put: Put) -> None:
    send(desk, put, 1, mode=Mode.TEMPORARY)
    which = sheet_id(desk, mode=Mode.TEMPORARY)
    feedback.write_line(desk, which, "SH0001", "李强", force="x")
    feedback.strike_line(desk, lines(desk, which)["SH0001"].id, "打错")
    with desk.store.read() as reader:
        found = reader.papers(FeedbackLine, sheet_id=which)
    assert sorted((line.state.value, line.worker) for line in found) == [("good", ""), ("struck", "李强")]


def test_a_name_by_telephone_stands_on_the_sheet_too(desk: Desk, put: Put) -> None:
    orders = send(desk, put, 1)
    do(desk, WorkerNamed("李强"), orders)
    which = sheet_id(desk)
    assert lines(desk, which)["SH0001"].worker == "李强"
    assert stored(desk, which).state is SheetState.EXPECTED  # the paper itself has not come
    other = only(feedback.write_line(desk, which, "SH0001", "周敏", force="x"))
    assert other.code == "worker-differs"


def test_a_late_sheet_names_a_slip_that_is_done(desk: Desk, put: Put) -> None:
    from dispatch_tui.services.following import Arrived, WorkDone

    orders = send(desk, put, 1)
    do(desk, Arrived(), orders)
    do(desk, WorkDone(signed=True), orders)
    assert feedback.write_line(desk, sheet_id(desk), "SH0001", "李强", force="x").done == 1
    order = now(desk, orders)[0]
    assert (order.state, order.worker) == (State.DONE, "李强")


def test_an_unknown_worker_warns_and_keeps_nothing_until_forced(desk: Desk, put: Put) -> None:
    points = tuple(
        replace(point, workers=("李强",)) if point.code == "cn1" else point for point in desk.settings.points
    )
    desk.settings = replace(desk.settings, points=points)
    orders = send(desk, put, 1)
    which = sheet_id(desk)
    warned = only(feedback.write_line(desk, which, "SH0001", "周敏"))
    assert (warned.ok, warned.level, warned.code) == (False, Level.WARN, "worker-unknown")
    assert lines(desk, which) == {}
    assert now(desk, orders)[0].state is State.SENT
    assert feedback.write_line(desk, which, "SH0001", "李强").done == 1
    assert feedback.sheet(desk, which).rows[0].workers == ("李强",)


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(typed=st.lists(st.tuples(st.integers(1, 6), st.sampled_from(["", "甲", "乙"])), max_size=12))
def test_what_is_typed_never_loses_a_slip_or_a_name(
    desk: Desk, put: Put, typed: list[tuple[int, str]]
) -> None:
    """Whatever is typed in whatever order, each slip keeps its last name, and the counts add up."""
    with desk.store.read() as reader:
        first = 10 * reader.count_papers(Dispatch).get((), 0) + 1
    day_before = sheet_id(desk) if first > 1 else None
    orders = send(desk, put, 4, first, point="cn1")
    which = sheet_id(desk)
    assert day_before in (None, which)
    last: dict[str, str] = {}
    for n, name in typed:
        no = f"SH{first + n - 1:04}"
        outcome = feedback.write_line(desk, which, no, name, force="x")
        if only(outcome).ok and n <= 4 and name:
            last[no] = name
    for order in now(desk, orders):
        assert order.worker == last.get(order.no, "")
        assert (order.state is State.ACKED) == bool(order.worker)
    view = feedback.sheet(desk, which).view
    assert set(view.counts.named) & {order.no for order in orders} == set(last)
    assert view.expected == view.received + view.missing
    numbers = [line.order_no for line in lines(desk, which).values() if line.state is not LineState.STRUCK]
    assert len(numbers) == len(set(numbers)) == view.counts.lines


def test_undo_takes_a_line_back_and_redo_writes_it_again(desk: Desk, put: Put) -> None:
    orders = send(desk, put, 1)
    which = sheet_id(desk)
    feedback.receive(desk, which, "fax")
    feedback.write_line(desk, which, "SH0001", "李强", force="x")
    assert undo(desk).refused == 0
    assert (now(desk, orders)[0].state, now(desk, orders)[0].worker) == (State.SENT, "")
    assert feedback.sheet(desk, which).view.counts.missing == ("SH0001",)
    with desk.store.read() as reader:
        (dispatch,) = reader.papers(Dispatch)
    assert dispatch.worker == ""
    assert redo(desk).refused == 0
    assert now(desk, orders)[0].worker == "李强"
    assert feedback.sheet(desk, which).view.counts.named == ("SH0001",)


def test_two_clerks_type_one_sheet_at_once(desk: Desk, colleague: Desk, put: Put) -> None:
    """Thirty slips typed by two people at the same time: every name is there, the sheet is received once."""
    from threading import Thread

    orders = send(desk, put, 30)
    which = sheet_id(desk)
    failed: list[BaseException] = []

    def typing(who: Desk, numbers: list[str], name: str) -> None:
        try:
            for no in numbers:
                assert feedback.write_line(who, which, no, name, force="x").done == 1
        except BaseException as error:
            failed.append(error)

    numbers = [order.no for order in orders]
    threads = [
        Thread(target=typing, args=(who, part, name))
        for who, part, name in ((desk, numbers[::2], "甲"), (colleague, numbers[1::2], "乙"))
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert failed == []
    assert [order.worker for order in now(desk, orders)] == ["甲", "乙"] * 15
    view = feedback.sheet(desk, which).view
    assert (view.received, view.sheet.state) == (30, SheetState.RECEIVED)


def test_a_line_typed_before_the_sending_was_booked_becomes_the_slips_line(desk: Desk, put: Put) -> None:
    """A slip that reached the network point in an outage is on its sheet before it is sent here."""
    from dispatch_tui.services.sending import SendTemporary

    send(desk, put, 1, mode=Mode.TEMPORARY)
    orders = put(slip("SH0077", address="上海市长宁区新华路77号"))
    which = sheet_id(desk, mode=Mode.TEMPORARY)
    assert only(feedback.write_line(desk, which, "SH0077", "李强")).code == "line-foreign"
    do(desk, SendTemporary(none=True), orders)
    line = lines(desk, which)["SH0077"]
    assert (line.state, line.worker, line.point) == (LineState.GOOD, "李强", "cn1")
    assert now(desk, orders)[0].worker == ""  # nobody has said yet that the name is right
    assert feedback.write_line(desk, which, "SH0077", "李强", force="x").done == 1
    assert (now(desk, orders)[0].state, now(desk, orders)[0].worker) == (State.ACKED, "李强")


@pytest.mark.parametrize(("worker", "note"), [("李" * 41, ""), ("李强", "备" * 501)])
def test_what_is_too_long_is_refused(desk: Desk, put: Put, worker: str, note: str) -> None:
    send(desk, put, 1)
    which = sheet_id(desk)
    with pytest.raises(BadInput, match="at most"):
        feedback.write_line(desk, which, "SH0001", worker, note)
    assert lines(desk, which) == {}


@pytest.mark.parametrize("mode", list(Mode))
def test_a_line_struck_out_by_mistake_comes_back_by_undo(desk: Desk, put: Put, mode: Mode) -> None:
    orders = send(desk, put, 1, mode=mode)
    which = sheet_id(desk, mode=mode)
    feedback.write_line(desk, which, "SH0001", "李强", force="x")
    feedback.strike_line(desk, lines(desk, which)["SH0001"].id, "打错")
    assert undo(desk).refused == 0
    order = now(desk, orders)[0]
    assert (order.state, order.worker) == (State.ACKED, "李强")
    assert feedback.sheet(desk, which).view.counts.named == ("SH0001",)
    with desk.store.read() as reader:
        found = [line for line in reader.papers(FeedbackLine) if line.state is not LineState.STRUCK]
    assert [(line.order_no, line.worker) for line in found] == [("SH0001", "李强")]
