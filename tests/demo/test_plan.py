"""The plan of a sample day: hand-overs at their times, one late, one short, one with nothing."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from dispatch_tui.demo.day import SlipMaker
from dispatch_tui.demo.places import divisions_of
from dispatch_tui.demo.plan import VOLUMES, Acting, Chasing, DayPlanner, Delivery, Explaining, Step

ZONE = ZoneInfo("Asia/Shanghai")
DAY = date(2026, 7, 15)
INSTALL = ("10:30", "12:30", "15:30", "19:30")
REPAIR = tuple(f"{hour:02d}:00" for hour in range(9, 21))


def plan(season: str = "peak", seed: int = 1) -> list[Step]:
    maker = SlipMaker(seed, *divisions_of("31"))
    slots = INSTALL if season == "peak" else ("12:00", "17:00")
    return DayPlanner(maker, ZONE, VOLUMES[season], seed).plan(DAY, slots, REPAIR)


def deliveries(steps: list[Step], kind: str) -> dict[str, Delivery]:
    return {step.slot: step for step in steps if isinstance(step, Delivery) and step.kind == kind}


def due(slot: str) -> datetime:
    return datetime.combine(DAY, datetime.strptime(slot, "%H:%M").time(), ZONE)


def test_the_steps_follow_one_another() -> None:
    steps = plan()
    assert [step.at for step in steps] == sorted(step.at for step in steps)
    assert all(step.at.date() == DAY for step in steps)


@pytest.mark.parametrize(("season", "fewest", "most"), [("peak", 1500, 3000), ("off-peak", 700, 1500)])
def test_a_day_has_the_volume_of_its_season(season: str, fewest: int, most: int) -> None:
    for seed in range(5):
        count = sum(len(step.rows) for step in plan(season, seed) if isinstance(step, Delivery))
        assert fewest <= count <= most


def test_every_slot_is_handed_over_once() -> None:
    steps = plan()
    assert tuple(deliveries(steps, "install")) == INSTALL
    assert tuple(deliveries(steps, "repair")) == REPAIR


def test_one_hand_over_is_late_and_chased_twice() -> None:
    steps = plan()
    late = deliveries(steps, "repair")["11:00"]
    assert late.at - due("11:00") == timedelta(minutes=27)
    assert late.fetched
    chases = [step for step in steps if isinstance(step, Chasing) and step.slot == "11:00"]
    assert len(chases) == 2
    assert all(due("11:00") < chase.at < late.at for chase in chases)


def test_one_hand_over_is_short_of_a_slip_until_it_is_explained() -> None:
    steps = plan()
    short = deliveries(steps, "repair")["09:00"]
    assert (short.declared, len(short.rows)) == (23, 22)
    explained = [step for step in steps if isinstance(step, Explaining)]
    assert [step.slot for step in explained] == ["09:00"]
    assert explained[0].at > short.at


def test_one_hand_over_brings_nothing() -> None:
    zero = deliveries(plan(), "repair")["10:00"]
    assert (zero.declared, len(zero.rows)) == (0, 0)


def test_colleagues_act_all_day_and_in_many_ways() -> None:
    deeds = [step for step in plan() if isinstance(step, Acting)]
    assert len(deeds) > 300
    assert {deed.deed for deed in deeds} >= {"hold", "cancel", "reappoint", "place", "note", "correct"}


def test_the_same_seed_makes_the_same_plan() -> None:
    assert plan(seed=3) == plan(seed=3)
