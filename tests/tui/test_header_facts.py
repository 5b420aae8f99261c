"""What the header tells, from the settings, the manual switches and the clock."""

from __future__ import annotations

from dataclasses import replace

from dispatch_tui.clock import FixedClock
from dispatch_tui.services import board as boards
from dispatch_tui.services import season
from dispatch_tui.services.desk import Desk
from dispatch_tui.tui.header_facts import header_facts
from tests.services.conftest import clock, desk

__all__ = ["clock", "desk"]


def test_a_season_switched_by_hand_decides_about_the_next_batch(desk: Desk) -> None:
    desk.operator = "2001"
    assert header_facts(desk, None).install_slot == "12:00"
    season.switch(desk, "peak", "heat wave")
    facts = header_facts(desk, boards.load(desk))
    assert facts.install_slot in ("10:30", "12:30")
    assert facts.season == desk.settings.name({"zh": "旺季", "en": "peak"}, desk.language)


def test_a_look_at_the_past_leaves_the_header_in_the_present(desk: Desk, clock: FixedClock) -> None:
    before = desk.now()
    clock.move(minutes=5)
    desk.operator = "2001"
    season.switch(desk, "peak", "heat wave")
    clock.move(minutes=5)
    now = boards.load(desk)
    assert boards.load(desk, before).season == "off_peak"
    assert header_facts(desk, now).season == desk.settings.name({"zh": "旺季", "en": "peak"}, desk.language)


def test_the_countdown_goes_to_the_plan_time_of_the_settings(desk: Desk) -> None:
    first = header_facts(desk, None)
    assert first.plan_time == "17:30"
    branch = replace(desk.settings.branch, plan_minute=16 * 60)
    desk.settings = replace(desk.settings, branch=branch)
    later = header_facts(desk, None)
    assert (later.plan_time, first.plan_minutes) == ("16:00", (later.plan_minutes or 0) + 90)
