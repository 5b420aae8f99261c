"""The chase ladder: what is chased when, by what way, and when it is escalated (rows A-07, B-08, C-03)."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dispatch_tui.domain.batches import Chase
from dispatch_tui.domain.dispatches import Mode
from dispatch_tui.domain.feedback import sheet_subject, worker_subject
from dispatch_tui.domain.orders import Kind
from dispatch_tui.errors import BadInput, NotAllowed, NotFound
from dispatch_tui.services import feedback
from dispatch_tui.services.chasing import DueChase, chase, due_chases, next_step
from dispatch_tui.services.desk import Desk
from dispatch_tui.services.following import WorkerNamed
from tests.services.conftest import MONDAY, local
from tests.services.feedback_room import Put, at, do, only, send, sheet_id

SHEET = sheet_subject(MONDAY, "cn1", Kind.INSTALL, Mode.NORMAL)


def _due(desk: Desk, *, soon: bool = False) -> list[DueChase]:
    """What is due besides the hand-overs of slips, which nobody records in these tests."""
    return [each for each in due_chases(desk, soon=soon) if each.sort != "batch"]


def _chased(way: str, minute: int, next_at: int | None = None) -> Chase:
    start = local("08:00")
    return Chase(
        minute, SHEET, start + timedelta(minutes=minute), "1001", "", way, "-",
        None if next_at is None else start + timedelta(minutes=next_at),
    )  # fmt: skip


def test_the_ladder_goes_up_one_rung_a_try(desk: Desk) -> None:
    due = local("09:30")
    ways, log = [], []
    for n in range(6):
        step = next_step(desk, log, due)
        assert step.nth == n + 1
        ways.append(step.way)
        log.append(_chased(step.way, 30 * n))
    assert ways == ["fax", "phone", "second_phone", "supervisor", "supervisor", "supervisor"]
    assert next_step(desk, [], due).due_at == due
    assert next_step(desk, log[:1], due).due_at == local("08:30")
    assert next_step(desk, [_chased("fax", 0, 95)], due).due_at == local("09:35")


def test_a_try_by_a_later_way_moves_past_it(desk: Desk) -> None:
    assert next_step(desk, [_chased("phone", 0)], local("08:00")).way == "second_phone"
    assert next_step(desk, [_chased("wechat", 0)], local("08:00")).way == "phone"


@given(st.lists(st.sampled_from(["fax", "phone", "second_phone", "supervisor", "?"]), max_size=8))
def test_the_ladder_never_goes_down(ways: list[str]) -> None:
    ladder = ("fax", "phone", "second_phone", "supervisor")
    desk = _Rules()
    rungs = []
    for n in range(len(ways) + 1):
        log = [_chased(way, minute) for minute, way in enumerate(ways[:n])]
        rungs.append(ladder.index(next_step(desk, log, local("08:00")).way))  # type: ignore[arg-type]
    assert rungs == sorted(rungs)
    assert all(later > before or later == 3 for before, later in pairwise(rungs))


class _Rules:
    """A desk of which only the rules are asked."""

    def __init__(self) -> None:
        from dispatch_tui.settings.model import DispatchRules

        self.settings = type("Settings", (), {"dispatching": DispatchRules()})()


def test_a_sheet_is_chased_from_the_morning_of_the_next_working_day(desk: Desk, put: Put) -> None:
    send(desk, put, 2)
    assert _due(desk) == []
    at(desk, local("09-22 09:29"))
    assert _due(desk) == []
    assert [each.subject for each in _due(desk, soon=True)] == [SHEET]
    at(desk, local("09-22 09:45"))
    (due,) = _due(desk)
    assert (due.subject, due.sort, due.step.way, due.minutes, due.tries) == (SHEET, "sheet", "fax", 15, 0)
    assert (due.point, due.sheet_id) == ("cn1", sheet_id(desk))
    feedback.receive(desk, due.sheet_id or 0, "fax")
    assert _due(desk) == []


def test_over_the_weekend_nobody_is_chased(desk: Desk, put: Put) -> None:
    at(desk, local("09-25 16:00"))
    send(desk, put, 1)
    at(desk, local("09-27 12:00"))
    assert _due(desk) == []
    at(desk, local("09-28 09:30"))
    assert len(_due(desk)) == 1


def test_a_try_is_logged_and_the_next_one_comes_later_by_another_way(desk: Desk, put: Put) -> None:
    send(desk, put, 2)
    at(desk, local("09-22 09:45"))
    told = only(chase(desk, SHEET, "忙音", whom="王站长"))
    assert told.ok
    assert "10:15" in told.message
    assert _due(desk) == []
    at(desk, local("09-22 10:15"))
    (due,) = _due(desk)
    assert (due.step.way, due.tries, due.last.answer if due.last else "") == ("phone", 1, "忙音")
    detail = feedback.sheet(desk, due.sheet_id or 0)
    assert [(each.way, each.whom, each.by) for each in detail.chases] == [("fax", "王站长", "1001")]
    chase(desk, SHEET, "无人接", way="second_phone", next_at=local("09-22 14:00"))
    at(desk, local("09-22 14:00"))
    assert only(chase(desk, SHEET, "已报")).code == "escalated"


def test_the_name_of_a_temporary_dispatch_is_chased_until_it_is_known(desk: Desk, put: Put) -> None:
    orders = send(desk, put, 1, mode=Mode.TEMPORARY)
    at(desk, local("10:29"))
    assert _due(desk) == []
    at(desk, local("10:31"))
    (due,) = _due(desk)
    assert (due.subject, due.order_no, due.minutes) == (worker_subject("SH0001"), "SH0001", 1)
    chase(desk, due.subject, "回头报")
    do(desk, WorkerNamed("李强"), orders)
    at(desk, local("12:00"))
    assert _due(desk) == []


def test_late_hand_overs_are_chased_with_the_rest(desk: Desk) -> None:
    at(desk, local("12:30"))
    subjects = {each.subject: each for each in due_chases(desk)}
    late = subjects["batch:2026-09-21:install:12:00"]
    assert (late.sort, late.minutes) == ("batch", 25)
    assert only(chase(desk, late.subject, "在路上")).ok


@pytest.mark.parametrize(
    "subject",
    ["", "sheet", "sheet:2026-09-21:cn1:install", "sheet:2026-99-21:cn1:install:normal",
     "sheet:2026-09-21:cn9:install:normal", "worker:SH4711", "batch:2026-09-21:install:03:00", "x:y", "worker:"],
)  # fmt: skip
def test_nothing_else_is_chased(desk: Desk, put: Put, subject: str) -> None:
    send(desk, put, 1)
    with pytest.raises(NotFound):
        chase(desk, subject, "-")


def test_an_answer_and_the_right_are_needed(desk: Desk, put: Put) -> None:
    send(desk, put, 1)
    with pytest.raises(BadInput, match="answer"):
        chase(desk, SHEET, "  ")
    with pytest.raises(NotAllowed):
        chase(replace(desk, operator="3001"), SHEET, "-")
