"""Feedback sheets: expected and received, doubts, workers' names, hand-over, copying back (rows C-01 to C-07)."""

from __future__ import annotations

from dataclasses import replace

import pytest

from dispatch_tui.domain.dispatches import Mode
from dispatch_tui.domain.feedback import SheetState
from dispatch_tui.domain.orders import Kind
from dispatch_tui.domain.rules import Level
from dispatch_tui.errors import BadInput, NotAllowed, NotFound
from dispatch_tui.services import feedback
from dispatch_tui.services.desk import Desk
from tests.services.conftest import MONDAY, local
from tests.services.feedback_room import (
    Put,
    at,
    lines,
    only,
    recall,
    send,
    sheet_id,
    stored,
    supervisor,
)  # fmt: skip


def test_a_sheet_is_expected_as_soon_as_something_was_sent(desk: Desk, put: Put) -> None:
    send(desk, put, 3)
    send(desk, put, 2, 11, kind=Kind.REPAIR)
    install, repair = feedback.sheets(desk, MONDAY)
    assert (install.sheet.kind, install.expected, install.received, install.missing) == (
        Kind.INSTALL,
        3,
        0,
        3,
    )
    assert (repair.sheet.kind, repair.expected) == (Kind.REPAIR, 2)
    assert install.counts.missing == ("SH0001", "SH0002", "SH0003")
    assert feedback.sheets(desk, MONDAY.replace(day=22)) == []


def test_a_sheet_whose_slips_were_all_recalled_is_not_expected(desk: Desk, put: Put) -> None:
    recall(desk, send(desk, put, 2))
    (view,) = feedback.sheets(desk, MONDAY)
    assert not view.wanted
    assert view.step is None
    assert "recalled" in view.note


def test_receiving_twice_is_detected_with_the_first_time(desk: Desk, put: Put) -> None:
    send(desk, put, 1)
    which = sheet_id(desk)
    at(desk, local("09-22 08:40"))
    feedback.receive(desk, which, "fax", at=local("09-22 08:15"))
    assert stored(desk, which).received_at == local("09-22 08:15")
    again = only(feedback.receive(desk, which, "car"))
    assert (again.ok, again.code) == (False, "sheet-twice")
    assert "09-22 08:15" in again.message
    assert stored(desk, which).way == "fax"


def test_impossible_times_are_refused(desk: Desk, put: Put) -> None:
    send(desk, put, 1)
    which = sheet_id(desk)
    with pytest.raises(BadInput, match="future"):
        feedback.receive(desk, which, "fax", at=local("11:00"))
    with pytest.raises(BadInput, match="before the slips were sent"):
        feedback.receive(desk, which, "fax", at=local("09-20 11:00"))
    with pytest.raises(BadInput, match="future"):
        feedback.write_line(desk, which, "SH0001", "李强", at=local("11:00"))
    with pytest.raises(NotFound):
        feedback.receive(desk, 4711, "fax")
    with pytest.raises(BadInput):
        feedback.write_line(desk, which, "  ", "李强")
    assert stored(desk, which).state is SheetState.EXPECTED


def test_checking_needs_a_reason_for_what_is_doubtful(desk: Desk, put: Put) -> None:
    send(desk, put, 2)
    which = sheet_id(desk)
    early = only(feedback.check(desk, which))
    assert (early.ok, early.code, early.level) == (False, "not-received", Level.BLOCK)
    feedback.receive(desk, which, "fax")
    feedback.write_line(desk, which, "SH0001", "李强", force="x")
    refused = only(feedback.check(desk, which))
    assert (refused.ok, refused.level, refused.code) == (False, Level.WARN, "lines-missing")
    assert "SH0002" in refused.message
    assert feedback.check(desk, which, "网点说明天补").done == 1
    sheet = stored(desk, which)
    assert sheet.state is SheetState.CHECKED
    assert "网点说明天补" in sheet.query
    feedback.write_line(desk, which, "SH0002", "李强", force="x")
    assert stored(desk, which).state is SheetState.RECEIVED  # checked again before it goes


def test_questions_and_answers_stay_on_the_sheet(desk: Desk, put: Put) -> None:
    send(desk, put, 1)
    which = sheet_id(desk)
    assert only(feedback.query(desk, which, "少一张")).code == "not-received"
    feedback.receive(desk, which, "fax")
    feedback.query(desk, which, "少一张？")
    assert stored(desk, which).state is SheetState.QUERIED
    feedback.query(desk, which, "在车上", answered=True)
    assert stored(desk, which).state is SheetState.RECEIVED
    question, answer = feedback.sheet(desk, which).queries
    assert question.endswith("李强 ? 少一张？")
    assert answer.endswith("李强 = 在车上")


def _checked(desk: Desk, which: int, *numbers: str) -> None:
    for no in numbers:
        feedback.write_line(desk, which, no, "李强", force="x")
    assert feedback.check(desk, which).done == 1


def test_the_normal_set_goes_complete_or_with_a_gap(desk: Desk, put: Put) -> None:
    send(desk, put, 1)
    send(desk, put, 1, 5, point="cn2")
    first, second = sheet_id(desk), sheet_id(desk, "cn2")
    _checked(desk, first, "SH0001")
    refused = only(feedback.hand_over(desk, [first]))
    assert (refused.ok, refused.code, refused.level) == (False, "set-incomplete", Level.WARN)
    assert "Changning 2" in refused.message
    assert stored(desk, first).state is SheetState.CHECKED
    assert feedback.hand_over(desk, [first], gap="传真机坏").done == 1
    assert (stored(desk, first).state, stored(desk, first).gap) == (SheetState.HANDED, "传真机坏")
    left = stored(desk, second)
    assert (left.state, left.gap, left.handed_by) == (SheetState.EXPECTED, "传真机坏", "1001")
    _checked(desk, second, "SH0005")
    assert feedback.hand_over(desk, [second]).done == 1
    assert stored(desk, second).gap == ""


def test_a_sheet_that_is_not_checked_never_goes(desk: Desk, put: Put) -> None:
    send(desk, put, 1)
    which = sheet_id(desk)
    result = only(feedback.hand_over(desk, [which], gap="eilig"))
    assert (result.ok, result.code) == (False, "not-received")
    assert stored(desk, which).state is SheetState.EXPECTED
    with pytest.raises(BadInput):
        feedback.hand_over(desk, [])


def test_names_that_come_later_go_in_a_further_hand_over(desk: Desk, put: Put) -> None:
    send(desk, put, 2)
    which = sheet_id(desk)
    feedback.write_line(desk, which, "SH0001", "李强", force="x")
    feedback.check(desk, which, "一张未回")
    feedback.hand_over(desk, [which])
    assert only(feedback.hand_over(desk, [which])).code == "nothing-new"
    feedback.write_line(desk, which, "SH0002", "周敏", force="x")
    assert stored(desk, which).state is SheetState.HANDED
    (view,) = feedback.sheets(desk, MONDAY)
    assert view.counts.to_hand == ("SH0002",)
    assert "1" in view.note
    assert "1 names" in only(feedback.hand_over(desk, [which])).message


def test_temporary_lines_go_one_by_one(desk: Desk, put: Put) -> None:
    send(desk, put, 2, mode=Mode.TEMPORARY)
    send(desk, put, 1, 7, mode=Mode.TEMPORARY, point="cn2")
    which = sheet_id(desk, mode=Mode.TEMPORARY)
    (view,) = feedback.sheets(desk, MONDAY)
    assert (view.expected, view.received, view.counts.blank) == (3, 0, ("SH0001", "SH0002", "SH0007"))
    assert {row.point for row in feedback.sheet(desk, which).rows} == {"cn1", "cn2"}
    assert only(feedback.hand_over(desk, [which])).code == "nothing-new"
    feedback.write_line(desk, which, "SH0007", "李强", force="x")
    assert feedback.hand_over(desk, [which]).done == 1
    assert {no for no, line in lines(desk, which).items() if line.handed_at} == {"SH0007"}
    feedback.write_line(desk, which, "SH0001", "周敏", force="x")
    feedback.write_line(desk, which, "SH0007", "周敏", force="x")
    (view,) = feedback.sheets(desk, MONDAY)
    assert view.counts.to_hand == ("SH0001", "SH0007")  # a later name goes again
    assert feedback.hand_over(desk, [which]).done == 1
    assert feedback.sheets(desk, MONDAY)[0].counts.to_hand == ()


def test_entered_and_copied_back_by_another_hand(desk: Desk, put: Put) -> None:
    send(desk, put, 1)
    which = sheet_id(desk)
    boss = supervisor(desk)
    _checked(desk, which, "SH0001")
    assert only(feedback.entered(desk, [which])).code == "wrong-state"
    feedback.hand_over(desk, [which])
    assert feedback.entered(desk, [which]).done == 1
    with pytest.raises(NotAllowed):
        feedback.copy_back(desk, [which])
    assert feedback.copy_back(boss, [which]).done == 1
    sheet = stored(desk, which)
    assert (sheet.state, sheet.copied_by) == (SheetState.COPIED_BACK, "2001")
    assert only(feedback.copy_back(boss, [which])).code == "wrong-state"


def test_who_handed_over_should_not_copy_back(desk: Desk, put: Put) -> None:
    send(desk, put, 1)
    which = sheet_id(desk)
    boss = supervisor(desk)
    _checked(desk, which, "SH0001")
    feedback.hand_over(boss, [which])
    feedback.entered(boss, [which])
    warned = only(feedback.copy_back(boss, [which]))
    assert (warned.ok, warned.code, warned.level) == (False, "same-person", Level.WARN)
    assert feedback.copy_back(boss, [which], "只有我在").done == 1


def test_a_point_out_of_service_is_noted(desk: Desk, put: Put) -> None:
    send(desk, put, 1)
    points = tuple(
        replace(point, active=False) if point.code == "cn1" else point for point in desk.settings.points
    )
    desk.settings = replace(desk.settings, points=points)
    (view,) = feedback.sheets(desk, MONDAY)
    assert "not in service" in view.note
