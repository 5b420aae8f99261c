"""The assignment of slips to network points: exact, within capacities, whatever the order; explained by its prices."""

from __future__ import annotations

import random
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dispatch_tui.domain.assignment import AssignWeights, Room, Wish, hash_of, seed_of, tie_break
from dispatch_tui.domain.assignment_flow import Assignment
from dispatch_tui.domain.orders import Kind
from tests.domain.assignment_instances import day, optimum, small

WEIGHTS = AssignWeights()
FLAT = AssignWeights(bands=((100, 0),))
_SEEDS = st.integers(0, 10**6)


def instance(seed: int, most: int = 45) -> tuple[list[Room], list[Wish]]:
    chance = random.Random(seed)
    return small(
        chance, chance.randrange(1, most), chance.randrange(1, 12), tight=chance.choice([0.6, 1.0, 1.5])
    )


def solved(rooms: list[Room], wishes: list[Wish], weights: AssignWeights = WEIGHTS) -> Assignment:
    found = Assignment(rooms, weights)
    assert found.solve(wishes)
    return found


def recounted(
    rooms: list[Room], wishes: list[Wish], found: Assignment, weights: AssignWeights = WEIGHTS
) -> int:
    """Return the price of an assignment counted anew from the wishes, slot by slot."""
    total, taken = 0, {room.code: room.used for room in rooms}
    for wish in wishes:
        if wish.pinned in taken:
            taken[wish.pinned] += 1
    for wish in wishes:
        if wish.pinned:
            continue
        point = found.point_of(wish.id)
        if point is None:
            total += wish.left_out
            continue
        total += dict(wish.options)[point] - (weights.stay if point == wish.earlier else 0)
        capacity = next(room.capacity for room in rooms if room.code == point)
        if capacity is None:
            total += weights.unknown_load
        else:
            total += next(price for upto, price in weights.bands if 100 * taken[point] < upto * capacity)
        taken[point] += 1
    return total


@pytest.mark.parametrize("start", range(0, 240, 40))
def test_it_is_the_cheapest_there_is(start: int) -> None:
    for seed in range(start, start + 40):
        rooms, wishes = instance(seed)
        found = solved(rooms, wishes)
        assert found.cost == optimum(rooms, wishes), seed
        assert found.cost == recounted(rooms, wishes, found), seed


@pytest.mark.parametrize("load", [0.7, 0.95, 1.15])
def test_a_day_of_a_small_branch_is_the_cheapest_there_is(load: float) -> None:
    rooms, wishes = day(random.Random(7), 120, 24, load)
    assert solved(rooms, wishes).cost == optimum(rooms, wishes)


@settings(max_examples=60, deadline=None)
@given(_SEEDS)
def test_capacity_is_never_exceeded_but_by_pins(seed: int) -> None:
    rooms, wishes = instance(seed)
    found = solved(rooms, wishes)
    for room in rooms:
        free = [wish for wish in wishes if not wish.pinned and found.point_of(wish.id) == room.code]
        pins = [wish for wish in wishes if wish.pinned == room.code]
        assert found.added()[room.code] == len(free) + len(pins)
        if free and room.capacity is not None:
            assert room.used + len(free) + len(pins) <= room.capacity
        for kind, (most, used) in room.kinds.items():
            mine = [wish for wish in free if wish.kind is kind]
            if mine:
                assert used + len(mine) + sum(pin.kind is kind for pin in pins) <= most
    for wish in wishes:
        point = found.point_of(wish.id)
        if wish.pinned:
            assert point == wish.pinned
        elif point is not None:
            assert point in dict(wish.options)


@settings(max_examples=60, deadline=None)
@given(_SEEDS, st.randoms(use_true_random=False))
def test_the_order_does_not_matter(seed: int, chance: random.Random) -> None:
    rooms, wishes = instance(seed)
    cost = solved(rooms, wishes).cost
    other = Assignment(rooms, WEIGHTS)
    for wish in wishes:
        if wish.pinned:
            other.pin(wish.id, wish.pinned, wish.kind)
    free = [wish for wish in wishes if not wish.pinned]
    chance.shuffle(free)
    for wish in free:
        other.add(wish)
    assert other.cost == cost


@settings(max_examples=30, deadline=None)
@given(_SEEDS, st.integers(0, 60))
def test_what_was_added_until_a_cancel_is_the_cheapest(seed: int, after: int) -> None:
    rooms, wishes = instance(seed)
    asked = iter(range(1000))
    found = Assignment(rooms, WEIGHTS)
    finished = found.solve(wishes, cancelled=lambda: next(asked) >= after)
    added = [wish for wish in wishes if found.knows(wish.id)]
    free = [wish for wish in added if not wish.pinned]
    assert finished == (len(added) == len(wishes))
    assert len(free) == min(after, sum(not wish.pinned for wish in wishes))
    assert found.cost == optimum(rooms, added)


@settings(max_examples=40, deadline=None)
@given(_SEEDS)
def test_a_kept_assignment_grows_as_the_cheapest_one_with_the_stay_bonus(seed: int) -> None:
    rooms, wishes = instance(seed)
    even = AssignWeights(stay=150, settled=150)
    free = [replace(wish, pinned="", earlier="") for wish in wishes]
    found = solved(rooms, free[: len(free) // 2], even)
    found.keep()
    kept = [replace(wish, earlier=found.point_of(wish.id) or "") for wish in free[: len(free) // 2]]
    before, bonus = {wish.id: found.point_of(wish.id) for wish in kept}, even.stay
    for wish in free[len(free) // 2 :]:
        moved = found.add(wish)
        assert found.cost == optimum(rooms, [*kept, wish], even) - bonus * (
            found.point_of(wish.id) is not None
        )
        kept.append(replace(wish, earlier=found.point_of(wish.id) or ""))
        changed = {id_ for id_, point in before.items() if found.point_of(id_) != point}
        assert changed <= set(moved)
        assert wish.id not in moved
        before = {each.id: found.point_of(each.id) for each in kept}
        assert found.cost == optimum(rooms, kept, even)


@settings(max_examples=30, deadline=None)
@given(_SEEDS)
def test_one_more_slot_saves_no_more_than_its_shadow_price(seed: int) -> None:
    rooms, wishes = instance(seed, most=25)
    found = solved(rooms, wishes, FLAT)
    assert all(found.added()[code] for code in found.shadow_prices())
    for code, price in found.shadow_prices().items():
        wider = [
            replace(room, capacity=(room.capacity or 0) + 1) if room.code == code else room for room in rooms
        ]
        assert found.cost - optimum(wider, wishes, FLAT) <= price


@settings(max_examples=30, deadline=None)
@given(_SEEDS)
def test_another_choice_costs_at_least_what_is_said(seed: int) -> None:
    rooms, wishes = instance(seed, most=25)
    found = solved(rooms, wishes)
    chosen = [wish for wish in wishes if not wish.pinned][:4]
    for wish in chosen:
        for choice in found.choices(wish.id):
            never = 10**7
            only = [option for option in wish.options if option[0] == choice.point]
            forced = [
                replace(each, options=only, left_out=never) if each is wish else each for each in wishes
            ]
            cost = optimum(rooms, forced)
            if cost < never:
                assert choice.extra <= cost - found.cost
                assert choice.full == found.full(choice.point, wish.kind)


def test_urgent_and_carried_over_slips_go_first() -> None:
    from datetime import date, timedelta

    today = date(2026, 9, 21)
    prices = [
        WEIGHTS.price_left_out(today + timedelta(days=days), today, urgent=urgent)
        for days, urgent in ((1, False), (0, False), (-1, False), (0, True), (-1, True))
    ]
    assert prices == sorted(prices)
    wishes = [Wish(number, Kind.REPAIR, price, [("p", 100)]) for number, price in enumerate(prices)]
    found = solved([Room("p", 2)], wishes)
    assert [found.point_of(number) for number in range(5)] == [None, None, None, "p", "p"]


def test_an_unknown_capacity_is_no_limit_and_a_known_one_of_none_is() -> None:
    wishes = [Wish(number, Kind.REPAIR, 9000, [("free", 500), ("none", 0)]) for number in range(50)]
    found = solved([Room("free", None), Room("none", 0)], wishes)
    assert {found.point_of(number) for number in range(50)} == {"free"}
    assert found.shadow_prices() == {}
    assert found.tightest("free", Kind.REPAIR) == (50, None)


def test_slips_are_spread_by_load() -> None:
    wishes = [Wish(number, Kind.REPAIR, 9000, [("a", 0), ("b", 10)]) for number in range(20)]
    found = solved([Room("a", 40), Room("b", 40)], wishes)
    assert {code: 8 <= count <= 12 for code, count in found.added().items()} == {"a": True, "b": True}


def test_a_slip_stays_for_less_than_the_bonus() -> None:
    flat = AssignWeights(bands=((100, 0),))
    for dearer, stays in ((149, True), (151, False)):
        wish = Wish(1, Kind.REPAIR, 9000, [("new", 0), ("old", dearer)], earlier="old")
        assert (solved([Room("new", 9), Room("old", 9)], [wish], flat).point_of(1) == "old") == stays


def test_pins_take_slots_even_where_there_are_none() -> None:
    pins = [Wish(number, Kind.REPAIR, 9000, pinned="p") for number in range(3)]
    found = solved([Room("p", 2), Room("q", 5)], [*pins, Wish(9, Kind.REPAIR, 9000, [("p", 0), ("q", 700)])])
    assert [found.point_of(number) for number in (0, 1, 2, 9)] == ["p", "p", "p", "q"]
    assert found.tightest("p", Kind.REPAIR) == (3, 2)
    with pytest.raises(ValueError, match="pins come before"):
        found.pin(10, "p", Kind.REPAIR)


def test_progress_is_told_to_the_end() -> None:
    rooms, wishes = instance(3)
    told: list[tuple[int, int]] = []
    Assignment(rooms, WEIGHTS).solve(wishes, lambda done, of: told.append((done, of)))
    assert told[-1] == (len(wishes), len(wishes))
    assert [done for done, _of in told] == sorted(done for done, _of in told)


def test_the_tie_break_is_fixed_and_even() -> None:
    codes = [hash_of(f"HP{number}") for number in range(40)]
    figures = [
        tie_break(seed_of(order_id), code, 16) for order_id in range(0, 4096 * 50, 4096) for code in codes
    ]
    assert figures[:4] == [tie_break(seed_of(0), code, 16) for code in codes[:4]]
    assert min(figures) == 0
    assert max(figures) == 15
    assert all(figures.count(value) > len(figures) / 32 for value in range(16))
