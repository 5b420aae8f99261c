"""The room in which the demonstration happens: colleagues at their desks who take slips in and act on them.

Everything goes through the services, with the rules, events and roles of real work: hand-overs are files that are
imported, deeds are commands of the command language by named operators of the sample branch.
"""

from __future__ import annotations

import random
import sys
import threading
import traceback
from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime, timedelta

from dispatch_tui.clock import Clock, FixedClock, ShiftedClock
from dispatch_tui.demo import dispatching
from dispatch_tui.demo.colleagues import Colleagues
from dispatch_tui.demo.day import SlipMaker, write_csv
from dispatch_tui.demo.history import CARRIED_OVER, close_day, lay_history, yesterday_of
from dispatch_tui.demo.places import divisions_of
from dispatch_tui.demo.plan import (
    VOLUMES,
    Acting,
    Chasing,
    Closing,
    Collecting,
    DayPlanner,
    Delivery,
    Dispatching,
    Explaining,
    Reviewing,
    Step,
)
from dispatch_tui.demo.scratch import Scratch, Script
from dispatch_tui.domain.batches import Way
from dispatch_tui.domain.orders import Kind
from dispatch_tui.errors import DispatchError
from dispatch_tui.services.desk import Desk
from dispatch_tui.services.drop_folder import DropFolder
from dispatch_tui.services.intake import ImportOptions, import_file
from dispatch_tui.settings.load import load_settings
from dispatch_tui.settings.model import Role
from dispatch_tui.settings.shipped import write_starter
from dispatch_tui.storage.store import open_store

Progress = Callable[[int, int], None]
"""Told how many slips are laid out, of how many."""
PROVINCE = "31"
HISTORY_DAYS = 3
DEEDS: Mapping[str, Callable[[Desk, random.Random], None]] = {
    "urgent": dispatching.send_urgent,
    "materials": dispatching.materials_ready,
    "name": dispatching.name_temporary,
    "work": dispatching.work_goes_on,
}
LOOK_SECONDS = 0.2
"""How often the living day looks whether it is to end."""


class Room:
    """The sample branch of one scratch folder."""

    def __init__(self, scratch: Scratch, script: Script, progress: Progress) -> None:
        self.scratch = scratch
        """Where it stands."""
        self._script = script
        self._progress = progress
        write_starter(scratch.config)
        self.settings = load_settings(scratch.config)
        zone = self.settings.branch.zone
        self.start: datetime = script.start_local.replace(tzinfo=zone)
        """When the living day starts."""
        self._store = open_store(scratch.database_url, self.settings.branch.code)
        self._store.migrate()
        self._clock: Clock = FixedClock(self.start)
        dispatchers = [person for person in self.settings.operators if Role.DISPATCHER in person.roles]
        self.own_operator = dispatchers[0].number
        """The one who sits at the screens; the others are the colleagues."""
        self._desks = {
            person.number: Desk(self.settings, self._store, self._clock, person.number)
            for person in dispatchers[1:] or dispatchers
        }
        maker = SlipMaker(script.seed, *divisions_of(PROVINCE), first=script.seed * 37 % 1000)
        self._planner = DayPlanner(maker, zone, VOLUMES[script.season], script.seed)
        self._colleagues = Colleagues(list(self._desks.values()), script.seed)
        self._files = 0
        self._ahead: list[Step] = []
        self._planned: date = self.start.date()

    def lay_out(self, stop: threading.Event) -> None:
        """Lay out the days before, and what happened today before the start."""
        today = self.start.date()
        steps = self._plan(today)
        before = [step for step in steps if step.at <= self.start]
        self._ahead = [step for step in steps if step.at > self.start]
        history = [(day, self._plan(day)) for day in self._days_before(today)]
        total = sum(_slips(steps) for _day, steps in history) + _slips(before)
        done = 0
        self._progress(done, total)
        for ago, (day, past) in zip(range(len(history), 0, -1), history, strict=True):
            rows = [row for step in past if isinstance(step, Delivery) for row in step.rows]
            self._set_clock(FixedClock(self._at(day, 19)))
            path = self.scratch.slips / f"{day:%m%d}.csv"
            lay_history(self._colleagues.someone(), rows, path, ago, self._script.seed)
            done += len(rows)
            self._progress(done, total)
        for step in before:
            if stop.is_set():
                return
            self._set_clock(FixedClock(step.at))
            self._perform(step)
            if isinstance(step, Delivery) and len(step.rows) > 1:
                done += len(step.rows)
                self._progress(done, total)

    def live(self, clock: ShiftedClock, stop: threading.Event) -> None:
        """Do what the plan says when its time comes, until told to stop; plan the next day when this one is over."""
        self._set_clock(clock)
        watcher = self._watch_drop_folder(stop)
        while not stop.is_set():
            now = clock.now()
            while self._ahead and self._ahead[0].at <= now and not stop.is_set():
                self._live_through(self._ahead.pop(0))
            if not self._ahead:
                self._planned += timedelta(days=1)
                self._ahead = self._plan(self._planned)
            stop.wait(LOOK_SECONDS)
        watcher.join()

    def _live_through(self, step: Step) -> None:
        """Do one step; a fault in it is written to the log of the scratch folder and never ends the day."""
        try:
            self._perform(step)
        except Exception:
            traceback.print_exc(file=sys.stderr)

    def _watch_drop_folder(self, stop: threading.Event) -> threading.Thread:
        """Take in what people put into the sample branch's drop folder, as ``dispatch-tui watch`` does."""
        desk = self._colleagues.someone()
        folder = DropFolder(desk, self.settings.branch.drop_folder or self.scratch.folder / "drop")
        thread = threading.Thread(target=folder.run, args=(stop, lambda _dropped: None), daemon=True)
        thread.start()
        return thread

    def close(self) -> None:
        """Close the database."""
        self._store.close()

    def _plan(self, day: date) -> list[Step]:
        if not self.settings.calendar.is_working(day):
            return []
        seasons = self.settings.seasons
        return self._planner.plan(day, seasons.install_slots(day), seasons.repair_slots(day))

    def _days_before(self, today: date) -> list[date]:
        days: list[date] = []
        day = today
        while len(days) < HISTORY_DAYS:
            day -= timedelta(days=1)
            if self.settings.calendar.is_working(day):
                days.append(day)
        return days[::-1]

    def _at(self, day: date, hour: int) -> datetime:
        return datetime(day.year, day.month, day.day, hour, tzinfo=self.settings.branch.zone)

    def _set_clock(self, clock: Clock) -> None:
        self._clock = clock
        for desk in self._desks.values():
            desk.clock = clock

    def _perform(self, step: Step) -> None:
        """Do one step; what the rules refuse is let go, as a colleague would."""
        try:
            match step:
                case Delivery():
                    self._take_over(step)
                case Chasing():
                    self._colleagues.say(
                        f'chase batch {step.kind} {step.slot} "{step.answer}" whom={step.whom} way=电话'
                    )
                case Explaining():
                    self._colleagues.say(f"batch {step.kind} {step.slot} explained {step.reason}")
                case Acting():
                    self._colleagues.act(step.deed)
                case Reviewing() | Dispatching() | Collecting():
                    self._dispatch(step)
                case Closing():
                    close_day(self._colleagues.someone(), CARRIED_OVER[1], self._script.seed)
        except DispatchError:
            return

    def _dispatch(self, step: Reviewing | Dispatching | Collecting) -> None:
        """Let somebody pre-review, send, follow or collect feedback."""
        desk = self._colleagues.someone()
        chance = random.Random(f"{self._script.seed} {step.at}")  # noqa: S311 - sample deeds
        match step:
            case Reviewing():
                dispatching.review_batch(desk, Kind(step.kind), step.slot, chance)
            case Collecting(share=0.0):
                dispatching.chase_silent(desk, yesterday_of(desk, desk.today()))
            case Collecting():
                dispatching.collect_sheets(desk, yesterday_of(desk, desk.today()), step.share, chance)
            case Dispatching():
                DEEDS[step.deed](desk, chance)

    def _take_over(self, delivery: Delivery) -> None:
        if not delivery.rows:
            self._colleagues.say(f"zero {delivery.kind} {delivery.slot} clerk {delivery.clerk}")
            return
        self._files += 1
        local = delivery.at.astimezone(self.settings.branch.zone)
        name = f"{local:%m%d-%H%M}-{delivery.kind or 'other'}-{self._files:04d}.csv"
        path = write_csv(self.scratch.slips / name, delivery.rows)
        options = ImportOptions(
            batch=f"{delivery.kind} {delivery.slot}".strip() or "urgent",
            declared=delivery.declared,
            clerk=delivery.clerk,
            way=Way.FETCHED if delivery.fetched else Way.BROUGHT,
        )
        import_file(self._colleagues.someone(), path, options)


def _slips(steps: Iterable[Step]) -> int:
    return sum(len(step.rows) for step in steps if isinstance(step, Delivery))
