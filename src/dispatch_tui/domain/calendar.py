"""The work calendar (rows I-01, Q2): shifts of the week, holidays, make-up working days, all in the branch's zone."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

MINUTES_A_DAY = 1440
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_LOOK_AHEAD_DAYS = 800
"""How far the next open day is looked for; a calendar always has one within a week of its last special day."""


class CalendarError(ValueError):
    """A calendar that can't be worked with; the message says why."""


@dataclass(frozen=True, slots=True, order=True)
class Interval:
    """One shift: minutes of the day, half-open, so 08:30-12:00 holds 08:30 but not 12:00; 24:00 is 1440."""

    start: int
    end: int

    def __post_init__(self) -> None:
        if not 0 <= self.start < self.end <= MINUTES_A_DAY:
            raise CalendarError(f"not an interval of a day: {self.start}-{self.end}")

    @property
    def minutes(self) -> int:
        """Length by the wall clock."""
        return self.end - self.start

    def __str__(self) -> str:
        return f"{clock_text(self.start)}-{clock_text(self.end)}"


@dataclass(frozen=True, slots=True)
class SpecialDay:
    """A date that does not follow the weekly pattern."""

    name: str
    """Name of the holiday it belongs to."""
    working: bool = False
    """True for a make-up working day (调休补班)."""
    intervals: tuple[Interval, ...] | None = None
    """Shifts of that very day; None means the usual ones of a working day, or none on a day off."""


def clock_text(minute: int) -> str:
    """Return a minute of the day as ``HH:MM``; 1440 is ``24:00``."""
    return f"{minute // 60:02d}:{minute % 60:02d}"


def wall_instant(day: date, minute: int, zone: ZoneInfo) -> datetime:
    """Return the UTC instant at which the wall clock of a zone shows a minute of a day (1440: the day's end).

    A time that the clocks skip gives the instant of the change; one that they show twice gives the first.
    """
    naive = datetime(day.year, day.month, day.day) + timedelta(minutes=minute)  # noqa: DTZ001 - zoned below
    instant = naive.replace(tzinfo=zone).astimezone(UTC)
    if instant.astimezone(zone).replace(tzinfo=None) == naive:
        return instant
    # The wall clock jumps over this time: the earliest instant that shows a later time is the change itself.
    early = naive.replace(tzinfo=zone, fold=1).astimezone(UTC)
    low, high = 0, max(0, int((instant - early).total_seconds() // 60))
    while low < high:
        middle = (low + high) // 2
        shown = (early + timedelta(minutes=middle)).astimezone(zone).replace(tzinfo=None)
        if shown >= naive:
            high = middle
        else:
            low = middle + 1
    return early + timedelta(minutes=low)


def to_minutes(instant: datetime) -> int:
    """Return whole minutes since 1970 in UTC, seconds cut off."""
    gone = instant - _EPOCH
    return gone.days * MINUTES_A_DAY + gone.seconds // 60


def from_minutes(minutes: int) -> datetime:
    """Return the UTC instant of a count of minutes since 1970."""
    return _EPOCH + timedelta(minutes=minutes)


class WorkCalendar:
    """When the branch works: weekly shifts, holidays and make-up days, computed in the branch's time zone.

    ``weekly`` maps weekdays (0 is Monday) to shifts; ``special`` the dates that differ; ``years`` are the years for
    which a holiday table is present. Raises CalendarError when no weekday has an open interval or when shifts of
    one day overlap.
    """

    def __init__(
        self,
        zone: ZoneInfo,
        weekly: Mapping[int, tuple[Interval, ...]],
        special: Mapping[date, SpecialDay] | None = None,
        years: frozenset[int] = frozenset(),
        makeup: tuple[Interval, ...] | None = None,
    ) -> None:
        self.zone = zone
        self.weekly = {weekday: _ordered(weekly.get(weekday, ())) for weekday in range(7)}
        self.special = dict(special or {})
        self.years = years
        opened = [shifts for shifts in self.weekly.values() if shifts]
        if not opened:
            raise CalendarError("the calendar has no open interval")
        self.makeup = _ordered(makeup) if makeup else opened[0]
        """Shifts of a make-up day that names none: those of the first working weekday unless set."""
        self._spans: dict[date, tuple[tuple[int, int], ...]] = {}

    def __getstate__(self) -> dict[str, object]:
        return {name: value for name, value in self.__dict__.items() if name != "_spans"}

    def __setstate__(self, state: dict[str, object]) -> None:
        self.__dict__.update(state)
        self._spans = {}

    def __eq__(self, other: object) -> bool:
        return isinstance(other, WorkCalendar) and self.__getstate__() == other.__getstate__()

    __hash__ = None  # type: ignore[assignment]

    def intervals(self, day: date) -> tuple[Interval, ...]:
        """Return the shifts of a date, earliest first; none on a day off."""
        special = self.special.get(day)
        if special is None:
            return self.weekly[day.weekday()]
        if special.intervals is not None:
            return special.intervals
        if not special.working:
            return ()
        return self.weekly[day.weekday()] or self.makeup

    def is_working(self, day: date) -> bool:
        """Return whether the branch works on a date at all."""
        return bool(self.intervals(day))

    def is_open(self, instant: datetime) -> bool:
        """Return whether an instant lies inside a shift."""
        minute = to_minutes(instant)
        return any(start <= minute < end for start, end in self.spans(self.day_of(instant)))

    def day_of(self, instant: datetime) -> date:
        """Return the branch's date at an instant."""
        return instant.astimezone(self.zone).date()

    def next_working_day(self, day: date, after: bool = True) -> date:
        """Return the next working date after a date, or the date itself if it is one and ``after`` is False."""
        found = day + timedelta(days=1) if after else day
        for _ in range(_LOOK_AHEAD_DAYS):
            if self.is_working(found):
                return found
            found += timedelta(days=1)
        raise CalendarError(f"no working day within {_LOOK_AHEAD_DAYS} days after {day.isoformat()}")

    def knows(self, year: int) -> bool:
        """Return whether the holiday table of a year is present."""
        return year in self.years

    def holiday_name(self, day: date) -> str | None:
        """Return the name of the holiday when a date is a day off by the holiday table."""
        special = self.special.get(day)
        return special.name if special is not None and not self.intervals(day) else None

    def is_makeup(self, day: date) -> bool:
        """Return whether a date is a make-up working day (调休补班)."""
        special = self.special.get(day)
        return special is not None and special.working

    def spans(self, day: date) -> tuple[tuple[int, int], ...]:
        """Return the shifts of a date as half-open spans of minutes since 1970 in UTC.

        On the days when the clocks change, a shift over the change is really an hour shorter or longer.
        """
        known = self._spans.get(day)
        if known is None:
            if len(self._spans) > 4000:
                self._spans.clear()
            known = tuple(
                (start, end)
                for shift in self.intervals(day)
                if (start := to_minutes(wall_instant(day, shift.start, self.zone)))
                < (end := to_minutes(wall_instant(day, shift.end, self.zone)))
            )
            self._spans[day] = known
        return known


def _ordered(shifts: tuple[Interval, ...]) -> tuple[Interval, ...]:
    """Return shifts by their start; raise CalendarError naming two that overlap."""
    ordered = tuple(sorted(shifts))
    for earlier, later in pairwise(ordered):
        if later.start < earlier.end:
            raise CalendarError(f"{earlier} and {later} overlap")
    return ordered


def span_at(spans: tuple[tuple[int, int], ...], minute: int) -> int:
    """Return the index of the first span that ends after a minute; the number of spans when none does."""
    return bisect_right(spans, minute, key=lambda span: span[1])
