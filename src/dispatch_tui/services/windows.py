"""Appointments as windows of time: a day and times of the branch become UTC instants."""

from __future__ import annotations

from datetime import date, datetime, time
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from dispatch_tui.domain.calendar import MINUTES_A_DAY, wall_instant

if TYPE_CHECKING:
    from dispatch_tui.domain.calendar import WorkCalendar


def window(day: date, times: tuple[time, time | None], zone: ZoneInfo) -> tuple[datetime, datetime | None]:
    """Return the UTC instants of a day's time or times."""
    first, last = times
    return _instant(day, first, zone), None if last is None else _instant(day, last, zone)


def _instant(day: date, clock: time, zone: ZoneInfo) -> datetime:
    return wall_instant(day, clock.hour * 60 + clock.minute, zone)


def day_window(day: date, calendar: WorkCalendar) -> tuple[datetime, datetime]:
    """Return the whole working time of a day as an appointment, the whole day when it is a day off."""
    shifts = calendar.intervals(day)
    first, last = (shifts[0].start, shifts[-1].end) if shifts else (0, MINUTES_A_DAY)
    return wall_instant(day, first, calendar.zone), wall_instant(day, last, calendar.zone)
