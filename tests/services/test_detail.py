"""The detail of a slip: history, due arithmetic, placement and what is to be known."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date

import pytest

from dispatch_tui import i18n
from dispatch_tui.clock import FixedClock
from dispatch_tui.domain.due import PolicyRule
from dispatch_tui.domain.orders import Incomplete, Kind, Order, PlainJson
from dispatch_tui.errors import Ambiguous, NotFound
from dispatch_tui.services import detail, slips
from dispatch_tui.services.desk import Desk
from dispatch_tui.services.slip_facts import with_due
from tests.services.conftest import local, slip

Put = Callable[..., list[Order]]


def test_history_says_who_when_and_what(desk: Desk, clock: FixedClock, put: Put) -> None:
    (order,) = put(slip("A1"))
    clock.move(minutes=5)
    slips.correct(desk, (order.id, None), {"phone": "13900001111"}, "misheard")
    slips.place(desk, [(order.id, None)], "cn2")
    shown = detail.slip_detail(desk, order.id)
    lines = [line.sentence(desk) for line in shown.history]
    assert lines[0].startswith("09-21 10:00 李强: import")
    assert lines[1] == "09-21 10:05 李强: correction · telephone: 13812345678 → 13900001111 · “misheard”"
    assert "network point: Changning 1 → Changning 2" in lines[2]
    assert shown.history[2].group


def test_history_in_chinese_and_catch_up(desk: Desk, put: Put) -> None:
    from dispatch_tui.services.carrying_out import carry_out
    from dispatch_tui.services.slip_changes import Note

    (order,) = put(slip("A1"))
    carry_out(desk, Note("paper slip"), [(order.id, None)], at=local("08:30"))
    line = detail.slip_detail(desk, order.id).history[-1]
    assert line.late
    assert line.sentence(desk).startswith("09-21 08:30 李强: remark · entered 09-21 10:00")
    i18n.set_language("zh")
    desk.chosen_language = "zh"
    assert "备注" in detail.slip_detail(desk, order.id).history[-1].sentence(desk)


def test_due_time_interval_by_interval_with_a_pause(desk: Desk, clock: FixedClock, put: Put) -> None:
    (order,) = put(slip("A1"))
    slips.hold(desk, [(order.id, None)], date(2026, 9, 22), "customer away")
    on_hold = detail.slip_detail(desk, order.id).due
    assert on_hold is not None
    assert "on hold now" in on_hold.notes[-1]
    clock.move(hours=23)
    slips.resume(desk, [(order.id, None)])
    due = detail.slip_detail(desk, order.id).due
    assert due is not None
    assert (due.customer_due, due.our_due) == (local("16:30"), local("09-22 15:30"))
    assert [(line.minutes, line.total, line.pause) for line in due.lines] == [
        (180, 180, False), (180, 360, False), (0, 360, True),
    ]  # fmt: skip
    text = detail.due_lines(desk, due)
    assert text[0] == "urban (360 minutes)"
    assert text[1] == "  09-21 09:00 – 09-21 12:00  180 min, 180 in all · working hours"
    assert "due for the customer: 09-21 16:30" in text
    assert "due by our clock: 09-22 15:30" in text


def test_an_appointment_has_no_steps(desk: Desk, put: Put) -> None:
    (order,) = put(
        slip("A1", required_from=local("15:00"), required_to=local("16:00"), due_at=local("16:00"))
    )
    due = detail.slip_detail(desk, order.id).due
    assert due is not None
    assert (due.lines, due.customer_due, due.limit_minutes) == ((), local("16:00"), None)


def test_the_words_of_a_category_choose_the_same_policy_as_the_slip_has(desk: Desk, put: Put) -> None:
    policies = desk.settings.policies
    rules = (PolicyRule("suburban", categories=frozenset({"空调"})), *policies.rules)
    desk.settings = replace(desk.settings, policies=replace(policies, rules=rules))
    (order,) = put(slip("A1", category="家用空调挂机"))
    due = detail.slip_detail(desk, order.id).due
    assert due is not None
    assert due.customer_due == with_due(order, desk).due_at == local("17:30")


def test_placement_candidates_and_findings(desk: Desk, put: Put) -> None:
    order, *_rest = put(
        slip("A1", point=None, incomplete=(Incomplete.PHONE,), reappointed=4, repeat_of="Z9", due_at=local("09:00"),
             day=date(2026, 9, 17)),
        slip("A0", received_at=local("08:00")),
    )  # fmt: skip
    slips.propose(desk, [(order.id, None)])
    shown = detail.slip_detail(desk, order.id)
    assert "长宁区" in shown.placement
    assert [(line.point, line.chosen) for line in shown.candidates] == [("cn1", True)]
    codes = {finding.code for finding in shown.findings}
    assert codes == {"incomplete-phone", "overdue", "repeat", "reappointed-often", "carried-over"}
    assert [each.no for each in shown.earlier] == ["A0"]
    assert shown.left is not None
    assert shown.left.total_seconds() == -3600


def test_load_is_counted_as_the_capacity_is(desk: Desk, put: Put) -> None:
    """A limit of the kind is set against the slips of that kind, never against all slips of the network point."""
    point = desk.settings.point("cn1")
    assert point is not None
    own = 5
    desk.settings = replace(
        desk.settings,
        points=tuple(
            replace(each, capacity={Kind.INSTALL: own}) if each.code == "cn1" else each
            for each in desk.settings.points
        ),
    )
    facts: dict[str, PlainJson] = {
        "code": "covered", "place": "长宁区",
        "candidates": [{"point": "cn1", "rank": "street", "level": "ok", "used": 0, "capacity": own}],
    }  # fmt: skip
    order, *_rest = put(
        slip("A1", placement=facts),
        slip("A2"),
        *(slip(f"R{n}", kind=Kind.REPAIR, slot="09:00") for n in range(9)),
    )
    assert f"2 of {own} used" in detail.slip_detail(desk, order.id).placement


def test_a_slip_placed_by_hand_says_so(desk: Desk, put: Put) -> None:
    (order,) = put(slip("A1"))
    slips.place(desk, [(order.id, None)], "cn2")
    assert detail.slip_detail(desk, order.id).placement == "Placed by hand at Changning 2."


def test_found_by_number_or_its_end(desk: Desk, put: Put) -> None:
    put(slip("20260920101"), slip("20260921101"), slip("20260921102"))
    assert detail.find_detail(desk, "102").order.no == "20260921102"
    with pytest.raises(Ambiguous):
        detail.find_detail(desk, "101")
    with pytest.raises(NotFound):
        detail.find_detail(desk, "999")
    with pytest.raises(NotFound):
        detail.slip_detail(desk, 42)


def test_machine_and_plain_output(desk: Desk, put: Put) -> None:
    import json

    (order,) = put(slip("A1", remark="third floor\nno lift"))
    shown = detail.slip_detail(desk, order.id)
    assert json.loads(json.dumps(detail.as_json(desk, shown)))["due_at"] == "2026-09-21T16:30:00+08:00"
    assert "  no lift" in detail.as_lines(desk, shown)
