"""Proposals for a batch: who gets what and why, what is left alone, who is left out; nothing is stored."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from threading import Event

import pytest

from dispatch_tui.domain.orders import Incomplete, Kind, Order, State
from dispatch_tui.errors import NotAllowed
from dispatch_tui.services import slips
from dispatch_tui.services.assigning import Assign
from dispatch_tui.services.carrying_out import carry_out
from dispatch_tui.services.desk import Desk
from dispatch_tui.services.proposing import BatchProposal, Proposed, propose
from dispatch_tui.services.sending import SendNormal
from dispatch_tui.settings.model import Coverage, NetworkPoint
from tests.services.conftest import slip

Put = Callable[..., list[Order]]
CHANGNING = "上海市长宁区新华路123号"
XUHUI = "上海市徐汇区肇嘉浜路500号"
AIRPORT = "上海市长宁区虹桥机场空港一路1号"


def ask(desk: Desk, *orders: Order) -> BatchProposal:
    return propose(desk, [(order.id, order.version) for order in orders])


def line(proposal: BatchProposal, order: Order) -> Proposed:
    return next(each for each in proposal.lines if each.order_id == order.id)


def seq(desk: Desk) -> int:
    with desk.store.read() as reader:
        return reader.seq()


def with_points(desk: Desk, *points: NetworkPoint) -> None:
    desk.settings = replace(desk.settings, points=points)


def point(code: str, *covers: str, capacity: int | None = 40, **facts: object) -> NetworkPoint:
    plain = NetworkPoint(
        code, {"zh": code, "en": code.upper()}, code, tuple(Coverage(each) for each in covers),
        frozenset({Kind.INSTALL, Kind.REPAIR}), capacity_total=capacity,
    )  # fmt: skip
    return replace(plain, **facts)  # type: ignore[arg-type]


def test_by_area_with_a_reason_and_others(desk: Desk, put: Put) -> None:
    one, two = put(slip("A1"), slip("A2", address=AIRPORT))
    before = seq(desk)
    found = ask(desk, one, two)
    assert seq(desk) == before
    assert found.points == {one.id: "cn1", two.id: "cn2"}
    assert found.versions == {one.id: one.version, two.id: two.version}
    assert [each.status for each in found.lines] == ["new", "new"]
    assert line(found, one).reason == "Changning 1 covers the district; about 3 km; 1 of 40."
    assert "by a word of the address" in line(found, two).reason
    code, name, why = line(found, two).alternatives[0]
    assert (code, name) == ("cn1", "Changning 1")
    assert "km more; 1 of 40." in why
    assert found.load == (("cn1", 0, 1, 40), ("cn2", 0, 1, 3))
    assert dict(line(found, one).terms)["coverage"] == 120
    assert found.quality == "Some kilometres are unknown; there the area covered decides."
    assert "rough" in ask(desk, one).quality
    assert not found.cancelled


def test_what_can_not_be_assigned_is_named(desk: Desk, put: Put) -> None:
    orders = put(
        slip("A1", kind=Kind.UNSORTED),
        slip("A2", phone="", phone_digits="", incomplete=(Incomplete.PHONE,)),
        slip("A3", state=State.CANCELLED),
        slip("A4", state=State.HOLD, hold_until=date(2026, 9, 25), state_before_hold=State.READY),
        slip("A5", address="新华书店旁边"),
        slip("A6", address=""),
        slip("A7", address="北京市朝阳区建国路1号"),
        slip("A8", address=XUHUI, kind=Kind.REMOVAL),
    )
    found = ask(desk, *orders)
    assert [each.status for each in found.lines] == ["unassigned"] * 7 + ["new"]
    told = {each.order_no: each.reason for each in found.lines}
    assert "kind" in told["A1"]
    assert "telephone" in told["A2"]
    assert "cancelled" in told["A3"]
    assert "2026-09-25" in told["A4"]
    assert told["A5"]
    assert told["A6"] == "There is no address."
    assert "No network point covers it." in told["A7"]
    # Nobody who covers Xuhui does removals; the next district can.
    assert found.points == {orders[7].id: "cn1"}
    assert "does not cover it" in told["A8"]
    assert ("xh", "Xuhui", "Xuhui does not do this kind: removal.") in found.lines[7].alternatives


def test_a_network_point_that_can_not_do_it_and_nobody_near(desk: Desk, put: Put) -> None:
    with_points(
        desk, point("xh", "310104", kinds=frozenset({Kind.REPAIR})), point("old", "310104", active=False)
    )
    (order,) = put(slip("A1", address=XUHUI))
    found = ask(desk, order)
    assert found.points == {}
    reason = line(found, order).reason
    assert "XH does not do this kind: installation." in reason
    assert "OLD is not in service." in reason


def test_pinned_slips_stay_and_take_their_slot(desk: Desk, put: Put) -> None:
    with_points(desk, point("a", "310105", capacity=1), point("b", "310105", capacity=5))
    pinned, other = put(slip("A1", point="a", pinned=True), slip("A2"))
    found = ask(desk, pinned, other)
    assert found.points == {pinned.id: "a", other.id: "b"}
    assert line(found, pinned).status == "pinned"
    assert "placed by hand at A" in line(found, pinned).reason
    assert found.load == (("a", 0, 1, 1), ("b", 0, 1, 5))


def test_pins_over_the_capacity_are_shown(desk: Desk, put: Put) -> None:
    with_points(desk, point("a", "310105", capacity=1))
    orders = put(*(slip(f"A{number}", point="a", pinned=True) for number in range(3)))
    found = ask(desk, *orders)
    assert len(found.points) == 3
    assert "A is full: 3 of 1." in found.lines[0].reason


def test_assigned_slips_keep_their_network_point(desk: Desk, put: Put) -> None:
    with_points(desk, point("a", "310105", capacity=4), point("b", "310105", capacity=40))
    orders = put(*(slip(f"A{number}") for number in range(4)))
    carry_out(desk, Assign("b", none=True), [(order.id, None) for order in orders])
    slips.place(desk, [], "a")
    with desk.store.read() as reader:
        orders = reader.orders([order.id for order in orders])
    new = put(*(slip(f"B{number}") for number in range(4)))
    assigned = [replace(order, pinned=False) for order in orders]
    with desk.store.write(desk.act("propose")) as writer:
        writer.update_orders([(before, after) for before, after in zip(orders, assigned, strict=True)])
        orders = writer.orders([order.id for order in orders])
    found = ask(desk, *orders, *new)
    assert [line(found, order).status for order in orders] == ["kept"] * 4
    assert {order.id for order in new} == set(found.versions)
    assert {found.points[order.id] for order in orders} == {"b"}


def test_assigned_slips_over_the_capacity_stay_and_are_told(desk: Desk, put: Put) -> None:
    with_points(desk, point("a", "310105", capacity=1))
    orders = put(*(slip(f"A{number}", state=State.ASSIGNED, point="a") for number in range(3)))
    (urgent,) = put(slip("A9", urgent=True, day=date(2026, 9, 18)))
    found = ask(desk, *orders, urgent)
    assert [each.status for each in found.lines] == ["kept", "kept", "kept", "unassigned"]
    assert found.versions == {}
    assert all("A is full: 3 of 1." in each.reason for each in found.lines)
    assert found.load == (("a", 0, 3, 1),)


def test_an_assigned_slip_leaves_a_network_point_that_closed(desk: Desk, put: Put) -> None:
    with_points(desk, point("a", "310105"), point("b", "310105"))
    (order,) = put(slip("A1", state=State.ASSIGNED, point="a"))
    with_points(desk, point("a", "310105", active=False), point("b", "310105"))
    found = ask(desk, order)
    assert line(found, order).status == "moved"
    assert "It was at A." in line(found, order).reason
    assert found.versions == {order.id: order.version}


def test_a_full_network_point_overflows_to_the_next_and_says_so(desk: Desk, put: Put) -> None:
    with_points(desk, point("a", "310105"), point("b", "310104"))
    with_points(desk, point("a", "310105", capacity=2), point("b", "310104", capacity=50))
    orders = put(*(slip(f"A{number}") for number in range(5)))
    found = ask(desk, *orders)
    assert sorted(found.points.values()) == ["a", "a", "b", "b", "b"]
    away = next(each for each in found.lines if each.point == "b")
    assert "B does not cover it" in away.reason
    assert "A is full: 2 of 2." in away.reason
    assert away.alternatives[0][2].startswith("full; others would have to move")
    assert dict(found.savings)["a"] > 40


def test_urgent_and_carried_over_get_the_last_slots(desk: Desk, put: Put) -> None:
    with_points(desk, point("a", "310105", capacity=2))
    plain, urgent, carried = put(
        slip("A1"), slip("A2", urgent=True, required_to=None, incomplete=()),
        slip("A3", day=date(2026, 9, 18)),
    )  # fmt: skip
    found = ask(desk, plain, urgent, carried)
    assert set(found.points) == {urgent.id, carried.id}
    reason = line(found, plain).reason
    assert reason.startswith("Left out. A is full: 2 of 2.")
    assert "Urgent slips and those carried over go first." in reason


def test_the_load_is_what_is_assigned_and_sent(desk: Desk, put: Put) -> None:
    with_points(desk, point("a", "310105", capacity=3), point("b", "310105", capacity=2))
    sent, *others = put(slip("A1", point="a"), *(slip(f"B{number}", point="a") for number in range(5)))
    carry_out(desk, SendNormal("a", none=True), [(sent.id, None)])
    found = ask(desk, *others)
    load = {code: (before, after) for code, before, after, _capacity in found.load}
    # Merely proposed slips take nobody's place: only the one that was sent counts.
    assert load == {"a": (1, 3), "b": (0, 2)}
    assert [each.status for each in found.lines].count("unassigned") == 1


def test_limits_by_kind_hold(desk: Desk, put: Put) -> None:
    with_points(
        desk,
        replace(point("a", "310105"), capacity={Kind.REPAIR: 1}),
        point("b", "310104"),
    )
    orders = put(*(slip(f"A{number}", kind=Kind.REPAIR) for number in range(3)), slip("A9"))
    found = ask(desk, *orders)
    assert sorted(found.points[order.id] for order in orders[:3]) == ["a", "b", "b"]
    assert found.points[orders[3].id] == "a"
    away = next(each for each in found.lines if each.point == "b")
    assert "A is full for this kind (repair): 1 of 1." in away.reason


def test_an_unknown_capacity_is_no_limit(desk: Desk, put: Put) -> None:
    with_points(desk, point("a", "310105", capacity=None))
    orders = put(*(slip(f"A{number}") for number in range(60)))
    found = ask(desk, *orders)
    assert len(found.points) == 60
    assert found.load == (("a", 0, 60, None),)
    assert "60 slips, capacity unknown" in found.lines[0].reason


def test_a_learned_address_goes_first(desk: Desk, put: Put) -> None:
    (teacher,) = put(slip("A0", address="上海市长宁区定西路88号"))
    slips.place(desk, [(teacher.id, None)], "cn2", remember=True)
    (order,) = put(slip("A1", address="上海市长宁区定西路88号502室"))
    found = ask(desk, order)
    assert found.points == {order.id: "cn2"}
    assert "taught" in line(found, order).reason


def test_what_was_seen_in_another_version_is_left_alone(desk: Desk, colleague: Desk, put: Put) -> None:
    (order,) = put(slip("A1"))
    slips.note(colleague, [(order.id, None)], "called")
    found = propose(desk, [(order.id, order.version), (7, None)])
    assert found.points == {}
    assert "王敏" in found.lines[0].reason
    assert found.lines[1].reason == "There is no such slip."


def test_a_slip_that_waits_is_proposed_with_the_note(desk: Desk, put: Put) -> None:
    (order,) = put(slip("A1", state=State.WAITING))
    found = ask(desk, order)
    assert found.points == {order.id: "cn1"}
    assert "waits for" in line(found, order).reason


def test_progress_and_cancel(desk: Desk, put: Put) -> None:
    orders = put(*(slip(f"A{number:03}") for number in range(200)))
    with_points(desk, point("a", "310105", capacity=500))
    stop, told = Event(), list[tuple[int, int]]()

    def progress(done: int, of: int) -> None:
        told.append((done, of))
        if done >= 100:
            stop.set()

    found = propose(desk, [(order.id, None) for order in orders], progress=progress, cancel=stop)
    assert found.cancelled
    assert 90 <= len(found.points) < 140
    assert told[0] == (0, 200)
    assert len(found.lines) == 200
    assert found.lines[-1].reason == "The proposal was stopped before this slip."
    stop.set()
    nothing = propose(desk, [(order.id, None) for order in orders], cancel=stop)
    assert nothing.cancelled
    assert nothing.points == {}
    whole = propose(desk, [(order.id, None) for order in orders], cancel=Event())
    assert not whole.cancelled
    assert len(whole.points) == 200


def test_the_role_counts(desk: Desk, put: Put) -> None:
    (order,) = put(slip("A1"))
    desk.operator = "3001"
    with pytest.raises(NotAllowed):
        ask(desk, order)


@pytest.mark.parametrize("seed", range(4))
def test_what_is_proposed_can_be_assigned_without_force(desk: Desk, put: Put, seed: int) -> None:
    """Commit exactly what was shown, first by assignment, then with slips moved about: no capacity in the way."""
    chance = random.Random(seed)
    with_points(
        desk,
        replace(point("a", "310105", capacity=6), capacity={Kind.REPAIR: 3}),
        point("b", "310104", capacity=7), point("c", "310105", "310104", capacity=5),
        point("d", "310107", capacity=None, kinds=frozenset({Kind.REPAIR})),
    )  # fmt: skip
    orders = put(
        *(
            slip(
                f"A{number}", address=chance.choice([CHANGNING, XUHUI, "上海市普陀区曹杨路1号"]),
                kind=chance.choice([Kind.INSTALL, Kind.REPAIR]), point=None, urgent=False,
            )
            for number in range(30)
        )
    )  # fmt: skip
    first = ask(desk, *orders[:12])
    outcome = carry_out(desk, Assign(none=True, points=first.points), list(first.versions.items()))
    assert outcome.refused == 0, [result.message for result in outcome.results]
    with desk.store.read() as reader:
        orders = reader.orders([order.id for order in orders])
    second = ask(desk, *orders)
    used = {code: after for code, _before, after, _capacity in second.load}
    assert used.get("a", 0) <= 6
    assert used.get("b", 0) <= 7
    assert used.get("c", 0) <= 5
    statuses = [each.status for each in second.lines[:12]]
    assert statuses.count("kept") > 6
    outcome = carry_out(desk, Assign(none=True, points=second.points), second.targets)
    assert outcome.refused == 0, [result.message for result in outcome.results]
    assert outcome.done == len(second.versions)
