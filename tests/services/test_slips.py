"""Actions on slips: guards, what follows from them, and the truth about bulk actions."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

import pytest

from dispatch_tui.clock import FixedClock
from dispatch_tui.domain.orders import Incomplete, Kind, Order, State
from dispatch_tui.domain.rules import Level
from dispatch_tui.errors import NotAllowed
from dispatch_tui.services import slips
from dispatch_tui.services.desk import SYSTEM, Desk
from tests.services.conftest import MONDAY, local, slip

Put = Callable[..., list[Order]]
TUESDAY = date(2026, 9, 22)


def stored(desk: Desk, order: Order) -> Order:
    with desk.store.read() as reader:
        found = reader.order(order.id)
    assert found is not None
    return found


def targets(orders: list[Order]) -> list[tuple[int, int | None]]:
    return [(order.id, order.version) for order in orders]


class TestBulk:
    def test_t12_eighteen_asked_sixteen_done_two_listed(self, desk: Desk, colleague: Desk, put: Put) -> None:
        orders = put(*(slip(f"A{number}", point=None) for number in range(101, 119)))
        slips.note(colleague, [(orders[3].id, None)], "customer called")
        closed = orders[7]
        with desk.store.write(desk.act("close")) as writer:
            from dataclasses import replace

            orders[7] = writer.update_order(closed, replace(closed, state=State.CLOSED))
        outcome = slips.place(desk, targets(orders), "cn1")
        assert (len(outcome.results), outcome.done, outcome.refused) == (18, 16, 2)
        refused = {result.id: result for result in outcome.results if not result.ok}
        assert set(refused) == {"A104", "A108"}
        assert refused["A104"].code == "conflict"
        assert "王敏" in refused["A104"].message
        assert refused["A108"].code == "wrong-state"
        assert sum(stored(desk, order).point == "cn1" for order in orders) == 16
        with desk.store.read() as reader:
            group = reader.group(outcome.group)
        assert group is not None
        assert group.count == 16

    def test_capacity_counts_on_within_the_bulk(self, desk: Desk, put: Put) -> None:
        orders = put(*(slip(f"A{number}", point=None) for number in range(1, 6)))
        outcome = slips.place(desk, targets(orders), "cn2")
        assert outcome.done == 3
        refused = [result for result in outcome.results if not result.ok]
        assert {result.code for result in refused} == {"over-capacity"}
        assert all(result.level is Level.WARN for result in refused)
        assert "4 slips of 3" in refused[0].message
        forced = slips.place(desk, [(orders[3].id, None)], "cn2", force="they asked for more")
        assert forced.done == 1
        with desk.store.read() as reader:
            assert reader.events("order", orders[3].id)[-1].reason == "they asked for more"

    def test_nothing_done_writes_nothing(self, desk: Desk, put: Put) -> None:
        (order,) = put(slip("A1", state=State.CLOSED))
        with desk.store.read() as reader:
            before = reader.seq()
        outcome = slips.cancel(desk, targets([order]), "mistake", "store")
        assert (outcome.done, outcome.group) == (0, "")
        with desk.store.read() as reader:
            assert reader.seq() == before

    def test_unknown_and_doubled_targets(self, desk: Desk, put: Put) -> None:
        (order,) = put(slip("A1"))
        outcome = slips.note(desk, [(order.id, None), (order.id, None), (42, None)], "hello")
        assert [(result.id, result.ok) for result in outcome.results] == [("42", False), ("A1", True)]

    def test_role(self, desk: Desk, put: Put) -> None:
        (order,) = put(slip("A1"))
        desk.operator = "3001"
        with pytest.raises(NotAllowed):
            slips.hold(desk, targets([order]), TUESDAY, "customer away")
        assert slips.note(desk, targets([order]), "bracket is ready").done == 1


class TestHold:
    def test_hold_and_resume_pause_our_clock(self, desk: Desk, clock: FixedClock, put: Put) -> None:
        (order,) = put(slip("A1", due_at=local("16:30")))
        assert slips.hold(desk, targets([order]), TUESDAY, "customer away").done == 1
        held = stored(desk, order)
        assert (held.state, held.state_before_hold, held.due_at) == (
            State.HOLD,
            State.RECEIVED,
            local("16:30"),
        )
        clock.move(hours=23)  # Tuesday 09:00; five working hours were left at Monday 10:00
        assert slips.resume(desk, targets([held])).done == 1
        back = stored(desk, order)
        assert (back.state, back.hold_until, back.state_before_hold) == (State.RECEIVED, None, None)
        assert back.due_at == local("09-22 15:30")
        assert back.day == TUESDAY

    def test_a_reason_of_ours_does_not_pause(self, desk: Desk, clock: FixedClock, put: Put) -> None:
        (order,) = put(slip("A1"))
        slips.hold(desk, targets([order]), TUESDAY, "waiting for a spare part")
        clock.move(hours=23)
        slips.resume(desk, [(order.id, None)])
        assert stored(desk, order).due_at == local("16:30")

    def test_an_hour_on_hold_does_not_wipe_the_carry_over(
        self, desk: Desk, clock: FixedClock, put: Put
    ) -> None:
        friday = date(2026, 9, 18)
        (order,) = put(slip("A1", day=friday))
        slips.hold(desk, targets([order]), TUESDAY, "customer away")
        clock.move(hours=1)
        slips.resume(desk, [(order.id, None)])
        assert stored(desk, order).day == friday

    @pytest.mark.parametrize(
        ("until", "reason", "code"),
        [
            (None, "away", "until-missing"),
            (MONDAY, "away", "until-past"),
            (TUESDAY, " ", "reason-missing"),
            (date(2026, 10, 1), "away", "holiday"),
            (date(2027, 9, 21), "away", "until-far"),
        ],
    )
    def test_guards(self, desk: Desk, put: Put, until: date | None, reason: str, code: str) -> None:
        (order,) = put(slip("A1"))
        (result,) = slips.hold(desk, targets([order]), until, reason).results
        assert not result.ok
        assert result.code == code
        assert stored(desk, order) == order

    def test_holiday_goes_with_a_reason_and_day_off_is_noted(self, desk: Desk, put: Put) -> None:
        one, two = put(slip("A1"), slip("A2"))
        assert (
            slips.hold(desk, targets([one]), date(2026, 10, 1), "away", force="he is at home then").done == 1
        )
        (result,) = slips.hold(desk, targets([two]), date(2026, 9, 26), "away").results
        assert (result.ok, result.code) == (True, "day-off")

    def test_a_second_hold_keeps_the_state_to_return_to(self, desk: Desk, put: Put) -> None:
        (order,) = put(slip("A1", state=State.READY))
        slips.hold(desk, [(order.id, None)], TUESDAY, "customer away")
        slips.hold(desk, [(order.id, None)], date(2026, 9, 23), "customer away")
        assert stored(desk, order).state_before_hold is State.READY
        slips.resume(desk, [(order.id, None)])
        assert stored(desk, order).state is State.READY

    def test_resume_of_what_is_not_held(self, desk: Desk, put: Put) -> None:
        (order,) = put(slip("A1"))
        assert slips.resume(desk, targets([order])).results[0].code == "not-held"

    def test_due_holds_surface_once(self, desk: Desk, clock: FixedClock, put: Put) -> None:
        one, two = put(slip("A1"), slip("A2"))
        slips.hold(desk, [(one.id, None)], TUESDAY, "customer away")
        slips.hold(desk, [(two.id, None)], date(2026, 9, 23), "customer away")
        assert slips.release_due(desk).done == 0
        clock.move(days=1)
        desk.operator = ""
        outcome = slips.release_due(desk)
        assert [result.id for result in outcome.results] == ["A1"]
        assert (stored(desk, one).state, stored(desk, one).day) == (State.RECEIVED, TUESDAY)
        assert stored(desk, two).state is State.HOLD
        assert slips.release_due(desk).results == ()
        with desk.store.read() as reader:
            assert reader.events("order", one.id)[-1].actor == SYSTEM

    def test_a_session_over_midnight_surfaces_them_by_itself(
        self, desk: Desk, clock: FixedClock, put: Put
    ) -> None:
        (order,) = put(slip("A1"))
        slips.hold(desk, [(order.id, None)], TUESDAY, "customer away")
        surface = slips.Surfacing()
        assert surface(desk).done == 0
        clock.move(hours=15)
        assert surface(desk).done == 1
        assert surface(desk).results == ()


class TestOthers:
    def test_cancel_keeps_reason_and_asker(self, desk: Desk, put: Put) -> None:
        (order,) = put(slip("A1"))
        assert slips.cancel(desk, targets([order]), "bought elsewhere", "").results[0].code == "asker-missing"
        assert slips.cancel(desk, targets([order]), "bought elsewhere", "商场").done == 1
        after = stored(desk, order)
        assert (after.state, after.cancel_reason) == (State.CANCELLED, "bought elsewhere · 商场")
        assert slips.cancel(desk, [(order.id, None)], "again", "x").results[0].code == "no-change"

    def test_reappoint_moves_day_column_and_due_time(self, desk: Desk, put: Put) -> None:
        (order,) = put(slip("A1"))
        start, end = local("09-24 09:00"), local("09-24 11:00")
        assert slips.reappoint(desk, targets([order]), start, end).done == 1
        after = stored(desk, order)
        assert (after.required_from, after.required_to, after.reappointed) == (start, end, 1)
        assert (after.due_at, after.due_policy) == (end, "appointment")
        assert after.day == date(2026, 9, 23)  # the day before, as the settings say

    def test_reappoint_guards(self, desk: Desk, put: Put) -> None:
        (order,) = put(slip("A1", reappointed=3))
        now = local("10:00")
        same = slips.reappoint(desk, [(order.id, None)], now - timedelta(hours=1)).results[0]
        assert same.code == "appointment-past"
        reverse = slips.reappoint(desk, [(order.id, None)], local("15:00"), local("14:00")).results[0]
        assert reverse.code == "end-before-start"
        holiday = slips.reappoint(desk, [(order.id, None)], local("10-02 09:00")).results[0]
        assert (holiday.code, holiday.level) == ("holiday", Level.WARN)
        often = slips.reappoint(desk, [(order.id, None)], local("15:00"), local("16:00")).results[0]
        assert (often.ok, often.code) == (True, "reappointed-often")

    def test_reappoint_ends_a_hold(self, desk: Desk, put: Put) -> None:
        (order,) = put(slip("A1"))
        slips.hold(desk, [(order.id, None)], TUESDAY, "customer away")
        assert slips.reappoint(desk, [(order.id, None)], local("09-23 09:00")).done == 1
        assert stored(desk, order).state is State.RECEIVED

    def test_urgent_needs_a_time_and_normal_a_reason(self, desk: Desk, put: Put) -> None:
        (order,) = put(slip("A1"))
        assert slips.set_urgent(desk, targets([order])).results[0].code == "urgent-time-missing"
        assert slips.set_urgent(desk, targets([order]), None, local("14:00")).done == 1
        after = stored(desk, order)
        assert (after.urgent, after.required_to, after.due_at) == (True, local("14:00"), local("14:00"))
        assert slips.clear_urgent(desk, [(order.id, None)], "").results[0].code == "reason-missing"
        assert slips.clear_urgent(desk, [(order.id, None)], "customer can wait").done == 1
        assert not stored(desk, order).urgent

    def test_sort_into_a_kind(self, desk: Desk, put: Put) -> None:
        (order,) = put(slip("A1", kind=Kind.UNSORTED, slot="", incomplete=(Incomplete.KIND,)))
        assert slips.sort_kind(desk, targets([order]), Kind.REPAIR).done == 1
        after = stored(desk, order)
        assert (after.kind, after.slot, after.incomplete) == (Kind.REPAIR, "09:00", ())

    def test_note_is_an_entry(self, desk: Desk, put: Put) -> None:
        (order,) = put(slip("A1", remark="third floor"))
        slips.note(desk, targets([order]), "dog in the yard")
        assert stored(desk, order).remark == "third floor\n09-21 10:00 李强: dog in the yard"
        assert slips.note(desk, [(order.id, None)], "  ").results[0].code == "text-missing"


class TestPlacing:
    def test_by_hand_pins_and_auto_leaves_it(self, desk: Desk, put: Put) -> None:
        (order,) = put(slip("A1", point=None, address="上海市长宁区新华路123号"))
        assert slips.propose(desk, targets([order])).done == 1
        assert stored(desk, order).point == "cn1"
        slips.place(desk, [(order.id, None)], "cn2")
        after = stored(desk, order)
        assert (after.point, after.pinned) == ("cn2", True)
        assert slips.propose(desk, [(order.id, None)]).results[0].code == "pinned"
        assert slips.propose(desk, [(order.id, None)], unpin=True).done == 1
        assert (stored(desk, order).point, stored(desk, order).pinned) == ("cn1", False)

    def test_capability_warns(self, desk: Desk, put: Put) -> None:
        (order,) = put(slip("A1", category="冰箱"))
        (result,) = slips.place(desk, targets([order]), "xh").results
        assert (result.ok, result.level) == (False, Level.WARN)
        assert "Xuhui does not do" in result.message
        (closed,) = slips.place(desk, targets([order]), "old").results
        assert closed.code == "point-inactive"
        assert slips.place(desk, targets([order]), "xh", force="the only one with a lift").done == 1

    def test_remembered_building(self, desk: Desk, put: Put) -> None:
        one, two = put(
            slip("A1", point=None, address="上海市长宁区仙霞路88号3楼"),
            slip("A2", point=None, address="上海市长宁区仙霞路88号602室"),
        )
        slips.place(desk, targets([one]), "cn2", remember=True)
        assert slips.propose(desk, targets([two])).done == 1
        assert stored(desk, two).point == "cn2"

    def test_not_placeable_says_why(self, desk: Desk, put: Put) -> None:
        (order,) = put(slip("A1", point=None, address="上海市崇明区城桥镇1号"))
        (result,) = slips.propose(desk, targets([order])).results
        assert (result.ok, result.code) == (False, "not-placed")
        assert "崇明区" in result.message


class TestCorrect:
    def test_address_moves_the_slip(self, desk: Desk, put: Put) -> None:
        (order,) = put(slip("A1", kind=Kind.REPAIR))
        changes = {
            "address": "上海市徐汇区衡山路1号",
            "customer": "单雄信",
            "phone": "１３９１２３４５６７８",
        }
        assert slips.correct(desk, (order.id, order.version), changes).done == 1
        after = stored(desk, order)
        assert (after.point, after.district, after.initials) == ("xh", "310104", "sxx")
        assert (after.phone, after.phone_digits) == ("１３９１２３４５６７８", "13912345678")

    def test_a_pinned_slip_stays(self, desk: Desk, put: Put) -> None:
        (order,) = put(slip("A1", kind=Kind.REPAIR, pinned=True))
        slips.correct(desk, (order.id, None), {"address": "上海市徐汇区衡山路1号"})
        after = stored(desk, order)
        assert (after.point, after.district) == ("cn1", "310104")

    def test_gaps_and_due_time_follow(self, desk: Desk, put: Put) -> None:
        (order,) = put(slip("A1", incomplete=(Incomplete.PHONE,), phone="", phone_digits=""))
        assert (
            slips.correct(desk, (order.id, None), {"phone": "021-62345678", "called_at": "9-21 08:30"}).done
            == 1
        )
        after = stored(desk, order)
        assert after.incomplete == ()
        assert after.due_at == local("16:00")
        slips.correct(desk, (order.id, None), {"phone": "abc"})
        assert stored(desk, order).incomplete == (Incomplete.PHONE,)

    @pytest.mark.parametrize(
        ("changes", "code"),
        [
            ({"order_no": "B1"}, "number-taken"),
            ({"order_no": " "}, "no-number"),
            ({"called_at": "2026-02-30 10:00"}, "bad-time"),
            ({"called_at": "2026-12-01 10:00"}, "call-in-future"),
            ({"required_to": "9-21 08:00", "required_from": "9-21 09:00"}, "end-before-start"),
            ({"colour": "red"}, "no-field"),
            ({"customer": "张三"}, "no-change"),
        ],
    )
    def test_refusals(self, desk: Desk, put: Put, changes: dict[str, str], code: str) -> None:
        order, _other = put(slip("A1"), slip("B1"))
        (result,) = slips.correct(desk, (order.id, None), changes).results
        assert (result.ok, result.code) == (False, code)
        assert stored(desk, order) == order

    def test_number(self, desk: Desk, put: Put) -> None:
        (order,) = put(slip("A1"))
        assert slips.correct(desk, (order.id, None), {"order_no": "A2"}).done == 1
        with desk.store.read() as reader:
            assert reader.order_by_no("A1") is None
            found = reader.order_by_no("A2")
        assert found is not None
        assert found.id == order.id
