"""Seasons (淡季/旺季, S004 一.1): which hand-over times are live on a day, and manual switches (rows A-02 to A-05)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from dispatch_tui.domain.calendar import WorkCalendar, clock_text, wall_instant

_LEAP_YEAR = 2024
"""Year on which ranges that recur are tested, because it has every date that there is."""
_LOOK_AHEAD_DAYS = 60


class SeasonError(ValueError):
    """Ranges that don't give every day exactly one season; ``first`` and ``second`` are the two to look at."""

    def __init__(self, kind: str, day: date, last: date, first: SeasonRange, second: SeasonRange) -> None:
        super().__init__(f"{kind} {day.isoformat()}: {first} / {second}")
        self.kind = kind
        """``gap`` or ``overlap``."""
        self.day = day
        """First day concerned."""
        self.last = last
        """Last day concerned."""
        self.first = first
        self.second = second


@dataclass(frozen=True, slots=True)
class DateRange:
    """A range of days, both ends included; each end as (year, month, day), year 0 for a range that recurs."""

    first: tuple[int, int, int]
    last: tuple[int, int, int]

    @property
    def recurs(self) -> bool:
        """Whether the range comes every year (and may run over New Year)."""
        return self.first[0] == 0

    def holds(self, day: date) -> bool:
        """Return whether a date lies in the range."""
        if not self.recurs:
            return self.first <= (day.year, day.month, day.day) <= self.last
        here = (0, day.month, day.day)
        if self.first <= self.last:
            return self.first <= here <= self.last
        return here >= self.first or here <= self.last

    def __str__(self) -> str:
        return f"{_day_text(self.first)}..{_day_text(self.last)}"


@dataclass(frozen=True, slots=True)
class SeasonRange:
    """A range together with the season that it belongs to."""

    season: str
    range: DateRange

    def __str__(self) -> str:
        return f"{self.season} {self.range}"


@dataclass(frozen=True, slots=True)
class RepairHours:
    """When repair slips are picked up: every so many minutes from ``start``, last not after ``end`` (row A-05)."""

    every_minutes: int = 60
    start: int = 540
    end: int = 1080

    def ticks(self) -> tuple[str, ...]:
        """Return the pick-up times of a day as ``HH:MM``."""
        return tuple(clock_text(minute) for minute in range(self.start, self.end + 1, self.every_minutes))


@dataclass(frozen=True, slots=True)
class Season:
    """A season and its hand-over times."""

    code: str
    names: Mapping[str, str]
    """Name by language code."""
    ranges: tuple[DateRange, ...]
    install_slots: tuple[str, ...]
    """Times of the installation batches as ``HH:MM``, earliest first."""
    repair: RepairHours = RepairHours()


@dataclass(frozen=True, slots=True)
class SeasonSwitch:
    """A switch made by hand: the season from a day on, whatever the ranges say."""

    day_from: date
    season: str
    """Code of the season; empty gives the ranges their say again."""
    reason: str
    by: str


@dataclass(frozen=True, slots=True)
class Seasons:
    """All seasons of the branch; raises SeasonError when a day would have no season or two.

    Ranges that recur have to give every day of the year one season. Ranges with years have to follow one another
    without a gap; before the first and after the last of them the nearest season counts, and ``knows`` is False.
    """

    seasons: tuple[Season, ...]
    switches: tuple[SeasonSwitch, ...] = ()
    """By their day, earliest first; of two on one day the later in the list counts."""
    _ticks: dict[str, tuple[str, ...]] = field(default_factory=dict, repr=False, compare=False)

    def __post_init__(self) -> None:
        check_ranges(self.ranges())
        self._ticks.update({season.code: season.repair.ticks() for season in self.seasons})

    def ranges(self) -> tuple[SeasonRange, ...]:
        """Return every range with its season, in the order of the settings."""
        return tuple(SeasonRange(season.code, part) for season in self.seasons for part in season.ranges)

    def get(self, code: str) -> Season | None:
        """Return a season by its code."""
        return next((season for season in self.seasons if season.code == code), None)

    def on(self, day: date) -> Season:
        """Return the season of a day: the latest switch up to it, otherwise the range that holds it."""
        for switch in reversed(self.switches):
            if switch.day_from <= day:
                season = self.get(switch.season)
                if season is not None:
                    return season
                break
        return self._by_range(day)

    def knows(self, day: date) -> bool:
        """Return whether a range holds the day; False beyond the ends of ranges with years."""
        return any(part.range.holds(day) for part in self.ranges())

    def switched(self, day: date) -> SeasonSwitch | None:
        """Return the manual switch that decides about a day, if one does."""
        for switch in reversed(self.switches):
            if switch.day_from <= day:
                return switch if self.get(switch.season) is not None else None
        return None

    def with_switches(self, switches: Iterable[SeasonSwitch]) -> Seasons:
        """Return the same seasons with these manual switches in force (sorted by day; the sort keeps their order)."""
        return Seasons(self.seasons, tuple(sorted(switches, key=lambda switch: switch.day_from)))

    def install_slots(self, day: date) -> tuple[str, ...]:
        """Return the installation batch times of a day."""
        return self.on(day).install_slots

    def repair_slots(self, day: date) -> tuple[str, ...]:
        """Return the repair pick-up times of a day."""
        return self._ticks[self.on(day).code]

    def slot_instant(self, day: date, slot: str, zone: ZoneInfo) -> datetime:
        """Return the UTC instant of a slot like ``10:30`` on a day; ``24:00`` is the day's end."""
        hours, _colon, minutes = slot.partition(":")
        return wall_instant(day, int(hours) * 60 + int(minutes), zone)

    def next_install(
        self, now: datetime, zone: ZoneInfo, calendar: WorkCalendar
    ) -> tuple[str, datetime] | None:
        """Return the next installation batch after now on a working day: its slot and its UTC instant."""
        return self._next(now, zone, calendar, install=True)

    def next_repair(
        self, now: datetime, zone: ZoneInfo, calendar: WorkCalendar
    ) -> tuple[str, datetime] | None:
        """Return the next repair pick-up after now on a working day: its slot and its UTC instant."""
        return self._next(now, zone, calendar, install=False)

    def _next(
        self, now: datetime, zone: ZoneInfo, calendar: WorkCalendar, *, install: bool
    ) -> tuple[str, datetime] | None:
        day = now.astimezone(zone).date()
        for _day in range(_LOOK_AHEAD_DAYS):
            if calendar.is_working(day):
                for slot in self.install_slots(day) if install else self.repair_slots(day):
                    instant = self.slot_instant(day, slot, zone)
                    if instant > now:
                        return slot, instant
            day += timedelta(days=1)
        return None

    def _by_range(self, day: date) -> Season:
        for season in self.seasons:
            if any(part.holds(day) for part in season.ranges):
                return season
        here = (day.year, day.month, day.day)
        dated = sorted(self.ranges(), key=lambda part: part.range.first)
        before = [part for part in dated if part.range.first <= here]
        nearest = self.get((before[-1] if before else dated[0]).season)
        return nearest if nearest is not None else self.seasons[0]


def check_ranges(ranges: Sequence[SeasonRange]) -> None:
    """Raise SeasonError for the first day that lies in two ranges or, between ranges, in none (row A-04)."""
    if not ranges:
        raise ValueError("there is no season")
    recurring = any(part.range.recurs for part in ranges)
    dated = [part.range for part in ranges if not part.range.recurs]
    first, last = date(_LEAP_YEAR, 1, 1), date(_LEAP_YEAR, 12, 31)
    if dated:
        first, last = min(_date(part.first) for part in dated), max(_date(part.last) for part in dated)
        if recurring:
            # A whole year on both sides shows how the ranges that recur meet the ones with years.
            first, last = first.replace(day=1, month=1), last.replace(day=31, month=12)
    before: SeasonRange | None = None
    gap: date | None = None
    day = first
    while day <= last:
        holding = [part for part in ranges if part.range.holds(day)]
        if len(holding) > 1:
            raise SeasonError("overlap", day, _overlap_end(day, last, holding), holding[0], holding[1])
        if not holding and gap is None:
            gap = day
        if holding and gap is not None:
            earlier = before or _last_of_year(ranges) or holding[0]
            raise SeasonError("gap", gap, day - timedelta(days=1), earlier, holding[0])
        before = holding[0] if holding else before
        day += timedelta(days=1)
    if gap is not None:
        raise SeasonError("gap", gap, last, before or ranges[0], _first_of_year(ranges) or ranges[0])


def _overlap_end(day: date, last: date, holding: Sequence[SeasonRange]) -> date:
    while day < last and all(part.range.holds(day + timedelta(days=1)) for part in holding[:2]):
        day += timedelta(days=1)
    return day


def _last_of_year(ranges: Sequence[SeasonRange]) -> SeasonRange | None:
    recurring = [part for part in ranges if part.range.recurs]
    return max(recurring, key=lambda part: part.range.last, default=None)


def _first_of_year(ranges: Sequence[SeasonRange]) -> SeasonRange | None:
    recurring = [part for part in ranges if part.range.recurs]
    return min(recurring, key=lambda part: part.range.first, default=None)


def _date(end: tuple[int, int, int]) -> date:
    return date(*end)


def _day_text(end: tuple[int, int, int]) -> str:
    year, month, day = end
    return f"{year:04d}-{month:02d}-{day:02d}" if year else f"{month:02d}-{day:02d}"
