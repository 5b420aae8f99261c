"""What happens on a day of the sample branch: hand-overs at their times, one late, one short, one with nothing.

The plan of a day depends on the seed and the date only, not on when the demonstration starts; what lies before the
start is laid out at once, the rest is lived through.
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from dispatch_tui.demo import vocabulary as words
from dispatch_tui.demo.day import Row, SlipMaker

SHORT_SLOT = "09:00"
"""Repair pick-up with 23 slips declared and 22 handed over (row A-08)."""
ZERO_SLOT = "10:00"
"""Repair pick-up that brings nothing (row A-02)."""
LATE_SLOT = "11:00"
"""Repair pick-up that comes 27 minutes late and is chased twice (row A-07)."""
CLOSING = "21:00"
"""When the room closes its day."""
LATE_INSTALL_SLOTS = ("15:30", "17:00")
"""Installation batches that come 22 minutes late."""


@dataclass(frozen=True, slots=True)
class Delivery:
    """Slips handed over at an instant; ``slot`` is empty outside the slots, ``kind`` empty for mixed slips."""

    at: datetime
    kind: str
    slot: str
    rows: Sequence[Row] = ()
    declared: int | None = None
    clerk: str = ""
    fetched: bool = False
    """We chased and fetched them; otherwise the clerk brought them (row A-01)."""


@dataclass(frozen=True, slots=True)
class Chasing:
    """A colleague asks the information centre for a late batch."""

    at: datetime
    kind: str
    slot: str
    whom: str
    answer: str


@dataclass(frozen=True, slots=True)
class Explaining:
    """A colleague explains the difference between the declared and the entered count."""

    at: datetime
    kind: str
    slot: str
    reason: str


@dataclass(frozen=True, slots=True)
class Acting:
    """A colleague does something to a pending slip; which one is seen when the time comes."""

    at: datetime
    deed: str
    """``hold``, ``cancel``, ``reappoint``, ``place``, ``note``, ``correct`` or ``urgent``."""


@dataclass(frozen=True, slots=True)
class Reviewing:
    """Colleagues pre-review a hand-over and assign part of it."""

    at: datetime
    kind: str
    slot: str


@dataclass(frozen=True, slots=True)
class Dispatching:
    """Something that belongs to dispatching, by its code."""

    at: datetime
    deed: str
    """``urgent`` (send one), ``materials`` (ready), ``name`` (ask for a worker), ``work`` (goes on)."""


@dataclass(frozen=True, slots=True)
class Collecting:
    """Feedback sheets of the day before come in and are typed; later the silent network points are chased."""

    at: datetime
    share: float
    """Part of the network points whose sheets are typed now; 0 chases the silent ones."""


@dataclass(frozen=True, slots=True)
class Closing:
    """The room closes its day: all but a few slips are sent, so that the next day starts as days do."""

    at: datetime


Step = Delivery | Chasing | Explaining | Acting | Reviewing | Dispatching | Collecting | Closing


@dataclass(frozen=True, slots=True)
class Volume:
    """How many slips a day of a season brings."""

    install: int
    repair_each: int
    """At every repair pick-up."""
    removal: int
    engineering: int
    urgent: int


VOLUMES = {"peak": Volume(1150, 62, 110, 24, 40), "off-peak": Volume(560, 44, 70, 16, 16)}


@dataclass(slots=True)
class DayPlanner:
    """Makes the plans of days, one after the other, with slip numbers that go on rising."""

    maker: SlipMaker
    zone: ZoneInfo
    volume: Volume
    seed: int = 0

    def plan(self, day: date, install_slots: Sequence[str], repair_slots: Sequence[str]) -> list[Step]:
        """Return what happens on a working day, earliest first."""
        chance = random.Random(f"{self.seed} {day}")  # noqa: S311 - sample figures
        steps: list[Step] = []
        steps += self._installations(chance, day, install_slots)
        steps += self._repairs(chance, day, repair_slots)
        steps += self._others(chance, day)
        steps += self._urgent(chance, day)
        steps += self._deeds(chance, day)
        steps += self._dispatching(day, steps)
        steps.append(Closing(_at(day, CLOSING, self.zone)))
        return sorted(steps, key=lambda step: step.at)

    def _installations(self, chance: random.Random, day: date, slots: Sequence[str]) -> list[Step]:
        steps: list[Step] = []
        since = _at(day, "08:00", self.zone) - timedelta(hours=12)
        for slot in slots:
            due = _at(day, slot, self.zone)
            count = round(self.volume.install / max(1, len(slots)) * chance.uniform(0.85, 1.15))
            rows = self.maker.slips("install", count, since, due - timedelta(minutes=12))
            late = slot in LATE_INSTALL_SLOTS
            at = due + (timedelta(minutes=22) if late else timedelta(seconds=chance.randrange(-90, 200)))
            if late:
                steps.append(self._chase(chance, due + timedelta(minutes=9), "install", slot))
            steps.append(
                Delivery(at, "install", slot, rows, len(rows), chance.choice(words.CLERKS), fetched=late)
            )
            since = due - timedelta(minutes=12)
        return steps

    def _repairs(self, chance: random.Random, day: date, slots: Sequence[str]) -> list[Step]:
        steps: list[Step] = []
        since = _at(day, "07:30", self.zone)
        for slot in slots:
            due = _at(day, slot, self.zone)
            clerk = chance.choice(words.CLERKS)
            at = due + timedelta(seconds=chance.randrange(-60, 180))
            if slot == ZERO_SLOT:
                steps.append(Delivery(at, "repair", slot, (), 0, clerk))
                continue
            count = round(self.volume.repair_each * chance.uniform(0.7, 1.3))
            late = slot == LATE_SLOT
            if slot == SHORT_SLOT:
                count = 22
                steps.append(
                    Explaining(due + timedelta(hours=2, minutes=41), "repair", slot, "漏打一张，随下批补来")
                )
            if late:
                steps.append(self._chase(chance, due + timedelta(minutes=8), "repair", slot))
                steps.append(self._chase(chance, due + timedelta(minutes=17), "repair", slot))
                at = due + timedelta(minutes=27)
                count *= 2
            rows = self.maker.slips("repair", count, since, due - timedelta(minutes=4))
            declared = count + 1 if slot == SHORT_SLOT else count
            steps.append(Delivery(at, "repair", slot, rows, declared, clerk, fetched=late))
            since = due - timedelta(minutes=4)
        return steps

    def _others(self, chance: random.Random, day: date) -> list[Step]:
        steps: list[Step] = []
        times = ("08:40", "11:10", "14:15", "16:20")
        since = _at(day, "08:00", self.zone) - timedelta(hours=12)
        for time in times:
            at = _at(day, time, self.zone) + timedelta(seconds=chance.randrange(300))
            rows = self.maker.slips("removal", self.volume.removal // len(times), since, at)
            rows += self.maker.slips("engineering", self.volume.engineering // len(times), since, at)
            steps.append(Delivery(at, "", "", rows, len(rows), chance.choice(words.CLERKS)))
            since = at
        return steps

    def _urgent(self, chance: random.Random, day: date) -> list[Step]:
        steps: list[Step] = []
        opening = _at(day, "08:30", self.zone)
        for _number in range(self.volume.urgent):
            at = opening + timedelta(seconds=chance.randrange(int(11.5 * 3600)))
            row = self.maker.slip("repair", at - timedelta(minutes=chance.randrange(2, 8)), urgent=True)
            steps.append(Delivery(at, "", "", (row,), 1, chance.choice(words.CLERKS)))
        return steps

    def _deeds(self, chance: random.Random, day: date) -> list[Step]:
        deeds = ("hold", "cancel", "reappoint", "place", "note", "correct", "urgent")
        shares = (24, 8, 20, 18, 18, 8, 4)
        steps: list[Step] = []
        at = _at(day, "08:35", self.zone)
        closing = _at(day, "20:30", self.zone)
        while at < closing:
            steps.append(Acting(at, chance.choices(deeds, shares)[0]))
            at += timedelta(seconds=chance.randrange(25, 140))
        return steps

    def _dispatching(self, day: date, steps: Sequence[Step]) -> list[Step]:
        """Return what is done from pre-review to feedback; chosen apart, so that the slips stay the same."""
        chance = random.Random(f"{self.seed} {day} dispatching")  # noqa: S311 - sample figures
        found: list[Step] = [
            Reviewing(step.at + timedelta(minutes=chance.randrange(6, 20)), step.kind, step.slot)
            for step in steps
            if isinstance(step, Delivery) and step.slot and step.rows
        ]
        found += [
            Collecting(_at(day, time, self.zone), share)
            for time, share in (
                ("08:45", 0.5),
                ("09:05", 0.6),
                ("09:25", 0.9),
                ("09:40", 0.0),
                ("11:50", 1.0),
            )
        ]
        at, closing = _at(day, "09:12", self.zone), _at(day, "20:30", self.zone)
        while at < closing:
            deeds = ("urgent", "materials", "name", "work")
            found.append(Dispatching(at, chance.choices(deeds, (5, 1, 4, 4))[0]))
            at += timedelta(seconds=chance.randrange(120, 420))
        return found

    def _chase(self, chance: random.Random, at: datetime, kind: str, slot: str) -> Chasing:
        return Chasing(at, kind, slot, chance.choice(words.CLERKS), chance.choice(words.CHASE_ANSWERS))


def _at(day: date, time: str, zone: ZoneInfo) -> datetime:
    hours, minutes = time.split(":")
    return datetime(day.year, day.month, day.day, int(hours), int(minutes), tzinfo=zone)
