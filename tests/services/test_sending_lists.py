"""The lists of day-close and of the chase: unsent by point, carried over, unconfirmed, nameless."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from dispatch_tui.clock import FixedClock
from dispatch_tui.domain.dispatches import Via
from dispatch_tui.domain.orders import Order, State
from dispatch_tui.services import sending_lists
from dispatch_tui.services.chasing import chase
from dispatch_tui.services.desk import Desk
from dispatch_tui.services.sending import Delivered, NotDelivered, Recall, Resend, SendNormal, SendTemporary
from tests.services.conftest import local, slip
from tests.services.sending_room import do, with_fax

Put = Callable[..., list[Order]]
FRIDAY = date(2026, 9, 18)
THURSDAY = date(2026, 9, 17)


def test_unsent_slips_by_point_and_state(desk: Desk, put: Put) -> None:
    orders = put(
        slip("A1"),
        slip("A2", state=State.REVIEW),
        slip("A3", state=State.WAITING, urgent=True),
        slip("A4", state=State.READY, day=FRIDAY),
        slip("A5", state=State.REOPENED, day=THURSDAY),
        slip("A6", state=State.ASSIGNED),
        slip("A7", point=None),
        slip("A8", point="xh", state=State.READY),
        slip("A9", state=State.READY, day=date(2026, 9, 22)),
        slip("B1", state=State.HOLD),
        slip("B2", state=State.CANCELLED),
    )
    none, cn1, xh = sending_lists.unsent(desk)
    assert (none.point, none.received, none.count) == (None, 1, 1)
    assert (cn1.received, cn1.review, cn1.waiting, cn1.ready, cn1.assigned, cn1.count) == (1, 1, 1, 2, 1, 6)
    assert (cn1.urgent, cn1.carried, cn1.longest, cn1.escalated) == (1, 2, 2, 1)
    assert (xh.point, xh.name, xh.count) == ("xh", "Xuhui", 1)
    do(desk, SendNormal(), orders[7:8], force="their fitter is near")
    assert [row.point for row in sending_lists.unsent(desk)] == [None, "cn1"]


def test_a_weekend_carries_nothing_over_twice(desk: Desk) -> None:
    assert sending_lists.carried_over(desk, FRIDAY) == 1
    assert sending_lists.carried_over(desk, THURSDAY) == 2
    assert sending_lists.carried_over(desk, date(2026, 9, 19)) == 1
    assert sending_lists.carried_over(desk, desk.today()) == 0
    assert sending_lists.carried_over(desk, date(2026, 9, 30), date(2026, 10, 8)) == 1


def test_carried_slips_oldest_and_urgent_first_with_escalation(desk: Desk, put: Put) -> None:
    put(
        slip("A1", state=State.READY, day=FRIDAY),
        slip("A2", state=State.READY, day=FRIDAY, urgent=True, point="cn2"),
        slip("A3", day=THURSDAY),
        slip("A4"),
        slip("A5", state=State.SENT, day=THURSDAY),
    )
    found = sending_lists.carried(desk)
    assert [(each.order.no, each.times, each.escalated) for each in found] == [
        ("A3", 2, True),
        ("A2", 1, False),
        ("A1", 1, False),
    ]
    assert [each.order.no for each in sending_lists.carried(desk, "cn2")] == ["A2"]


def test_unconfirmed_temporary_dispatches_failed_ones_first(desk: Desk, put: Put, clock: FixedClock) -> None:
    with_fax(desk)
    orders = put(*(slip(f"A{n}", state=State.READY) for n in range(5)))
    do(desk, SendTemporary(), orders[:3])
    clock.move(minutes=12)
    do(desk, SendNormal(), orders[3:4])
    do(desk, SendTemporary(Via.CAR), orders[4:])
    do(desk, Delivered(), orders[:1])
    for _try in range(2):
        do(desk, NotDelivered("busy"), orders[2:3])
        do(desk, Resend(), orders[2:3])
    assert [each.telephone for each in sending_lists.unconfirmed(desk)] == [False] * 3
    do(desk, NotDelivered("busy"), orders[2:3])
    found = sending_lists.unconfirmed(desk)
    assert [(each.order.no, each.minutes, each.failed, each.telephone) for each in found] == [
        ("A2", 12, True, True),
        ("A1", 12, False, False),
        ("A4", 0, False, False),
    ]
    assert found[0].point is not None
    assert found[0].point.telephone == "62110002"
    do(desk, Recall("老王", "x"), orders[1:3])
    assert [each.order.no for each in sending_lists.unconfirmed(desk)] == ["A4"]


def test_nameless_dispatches_with_minutes_and_the_next_step(desk: Desk, put: Put, clock: FixedClock) -> None:
    orders = put(*(slip(f"A{n}", state=State.READY) for n in range(3)))
    do(desk, SendTemporary(Via.CAR), orders[:1])
    clock.move(minutes=20)
    do(desk, SendTemporary(Via.CAR), orders[1:2])
    do(desk, SendNormal(), orders[2:])
    clock.move(minutes=15)
    first, second = sending_lists.nameless(desk)
    assert (first.order.no, first.minutes, first.chases) == ("A0", 35, ())
    assert (first.next_step.way, first.next_step.due_at, first.next_step.nth) == ("fax", local("10:30"), 1)
    assert first.due(desk.now())
    assert (second.order.no, second.minutes, second.due(desk.now())) == ("A1", 15, False)
    chase(desk, "worker:A0", "calls back")
    again = next(each for each in sending_lists.nameless(desk) if each.order.no == "A0")
    assert len(again.chases) == 1
    assert (again.next_step.way, again.next_step.nth) == ("phone", 2)
    assert again.next_step.due_at == local("11:05")
