"""Dates and times as files and people write them; what is not certain is refused, never guessed (row A-10)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, timezone, tzinfo
from enum import StrEnum
from functools import lru_cache

from dispatch_tui.domain.text import fold


class MomentProblem(StrEnum):
    """Why a date can't be used."""

    UNREADABLE = "unreadable"
    NO_YEAR = "no_year"
    NO_SUCH_DAY = "no_such_day"
    """Like 29 February of a year that is no leap year, or hour 25."""
    DAY_OR_MONTH_FIRST = "day_or_month_first"
    """Like 3/4/2026."""
    OUT_OF_RANGE = "out_of_range"
    """A year before 1990 or after 2100."""


@dataclass(frozen=True, slots=True)
class Moment:
    """What a date field says. Instants without an offset are local time of the file and carry no zone."""

    start: datetime | None = None
    end: datetime | None = None
    """End of the range, when the field gives one; the end of the day when it gives a day only."""
    day_only: bool = False
    problem: MomentProblem | None = None


EMPTY = Moment()
FIRST_YEAR, LAST_YEAR = 1990, 2100
HALF_DAYS = {
    "上午": (8, 12),
    "下午": (12, 18),
    "晚上": (18, 22),
    "全天": (0, 24),
    "am": (8, 12),
    "pm": (12, 18),
}
"""Hours meant by a part of the day that stands without an hour."""

_ISO = re.compile(
    r"([0-9]{4})-([0-9]{2})-([0-9]{2})(?:[T ]([0-9]{2}):([0-9]{2})(?::([0-9]{2})(?:\.[0-9]{1,9})?)?"
    r" ?(Z|[+-][0-9]{2}:?[0-9]{2})?)?\Z"
)
_DAY = re.compile(
    r"\s*([0-9]{4})\s*(?:[-/.]|年)\s*([0-9]{1,2})\s*(?:[-/.]|月)\s*([0-9]{1,2})(?![0-9])\s*[日号]?"
)
_COMPACT = re.compile(r"([0-9]{4})([0-9]{2})([0-9]{2})(?:[ T]?([0-9]{2})([0-9]{2})([0-9]{2})?)?\Z")
_SERIAL = re.compile(r"[0-9]{5}(?:\.[0-9]+)?\Z")
_WITHOUT_YEAR = re.compile(r"\s*[0-9]{1,2}\s*(?:[-/.]|月)\s*[0-9]{1,2}(?![0-9])")
_YEAR_LAST = re.compile(r"\s*[0-9]{1,2}\s*[-/.]\s*[0-9]{1,2}\s*[-/.]\s*[0-9]{4}(?![0-9])")
_WEEKDAY = re.compile(
    r"\s*\(?(?:周|星期|礼拜)[一二三四五六日天]\)?\s*|\s*,?\s*(?:mon|tue|wed|thu|fri|sat|sun)[a-z]*\s*"
)
_PART = r"(?P<part>凌晨|早上|早晨|上午|中午|下午|傍晚|晚上|晚间|am|pm)?"
_HOUR = re.compile(
    rf"\s*T?\s*{_PART}\s*(?P<hour>[0-9]{{1,2}})\s*"
    r"(?:[:点时]\s*(?:(?P<minute>[0-9]{1,2})(?![0-9])|(?P<half>半)|整)?\s*分?(?:[:]?\s*(?P<second>[0-9]{1,2})(?:\.[0-9]+)?\s*秒?)?)?"
    r"\s*(?P<late>am|pm|a\.m\.|p\.m\.)?\s*(?:之?前|以前|左右)?\s*"
)
_UNTIL = re.compile(r"\s*(?:-+|~+|至|到|—|〜|to|until)\s*")
_PART_ONLY = re.compile(r"\s*(上午|下午|晚上|全天|am|pm)\s*\Z")
_SEPARATED_HOUR = re.compile(r"[0-9]\s*[:点时]|上午|下午|晚上|中午|凌晨|早|傍晚|am|pm")
_NIGHT = frozenset({"晚上", "晚间"})
_AFTERNOON = _NIGHT | {"下午", "傍晚", "pm", "p.m."}
_EPOCH_1900, _EPOCH_1904 = datetime(1899, 12, 30), datetime(1904, 1, 1)  # noqa: DTZ001 - file-local time
_NOON, _MIDNIGHT = 12, 24


@lru_cache(maxsize=16384)
def read_moment(text: str, epoch_1904: bool = False) -> Moment:
    """Read a date, a date with time or a range of them.

    Understood: ISO 8601 with or without offset, ``2026/7/1 9:05``, ``2026年7月1日 上午9点``, ``20260701``, ranges
    (``2026-07-02 09:00-12:00`` and ``2026-07-02 下午``; an offset west of Greenwich needs the ``T``), day numbers of
    spreadsheets (``epoch_1904`` says which kind) and 24:00. A day without year or with the year at its end is refused,
    because it would have to be guessed.
    """
    stripped = text.strip()
    if not stripped:
        return EMPTY
    exact = _ISO.match(stripped)
    try:
        if exact is not None and not (stripped[10:11] == " " and (exact[7] or "").startswith("-")):
            return _exact(exact)
        folded = fold(stripped).casefold().replace("\n", " ")
        return _serial(float(folded), epoch_1904) if _SERIAL.match(folded) else _written(folded)
    except ValueError:
        return Moment(problem=MomentProblem.NO_SUCH_DAY)
    except OverflowError:
        return Moment(problem=MomentProblem.OUT_OF_RANGE)


def to_utc(moment: datetime, zone: tzinfo) -> datetime:
    """Return the instant in UTC; a time without offset is local time of ``zone``."""
    aware = moment if moment.tzinfo is not None else moment.replace(tzinfo=zone)
    return aware.astimezone(UTC)


def looks_like_hours(text: str) -> bool:
    """Tell whether a text gives hours without a day, like ``09:00-12:00`` or ``下午``."""
    folded = fold(text).casefold()
    return (
        _DAY.match(folded) is None and _COMPACT.match(folded) is None and bool(_SEPARATED_HOUR.search(folded))
    )


def _exact(found: re.Match[str]) -> Moment:
    year, month, day, hour, minute, second, offset = found.groups()
    start = _moment(int(year), int(month), int(day), int(hour or 0), int(minute or 0), int(second or 0))
    if hour is None:
        return _checked(start, start + timedelta(days=1), day_only=True)
    if offset is not None:
        start = start.replace(tzinfo=_zone(offset))
    return _checked(start)


def _zone(offset: str) -> tzinfo:
    if offset == "Z":
        return UTC
    span = timedelta(hours=int(offset[1:3]), minutes=int(offset[-2:]))
    return timezone(-span if offset[0] == "-" else span)


def _moment(year: int, month: int, day: int, hour: int = 0, minute: int = 0, second: int = 0) -> datetime:
    """Return the local time; 24:00 is the start of the next day. Raises ValueError when there is no such time."""
    if hour == _MIDNIGHT and minute == second == 0:
        return datetime(year, month, day) + timedelta(days=1)  # noqa: DTZ001 - local time of the file
    return datetime(year, month, day, hour, minute, second)  # noqa: DTZ001 - local time of the file


def _checked(start: datetime, end: datetime | None = None, *, day_only: bool = False) -> Moment:
    for moment in (start, end):
        if moment is not None and not FIRST_YEAR <= moment.year <= LAST_YEAR:
            return Moment(problem=MomentProblem.OUT_OF_RANGE)
    return Moment(start, end, day_only)


def _serial(number: float, epoch_1904: bool) -> Moment:
    """Return the moment of a spreadsheet's day number, to the nearest second."""
    start = (_EPOCH_1904 if epoch_1904 else _EPOCH_1900) + timedelta(seconds=round(number * 86400))
    if start.time() == time():
        return _checked(start, start + timedelta(days=1), day_only=True)
    return _checked(start)


def _written(text: str) -> Moment:
    compact = _COMPACT.match(text)
    if compact is not None:
        year, month, day, hour, minute, second = compact.groups()
        start = _moment(int(year), int(month), int(day), int(hour or 0), int(minute or 0), int(second or 0))
        return _checked(start, None if hour else start + timedelta(days=1), day_only=hour is None)
    found = _DAY.match(text)
    if found is None:
        if _YEAR_LAST.match(text):
            return Moment(problem=MomentProblem.DAY_OR_MONTH_FIRST)
        return Moment(
            problem=MomentProblem.NO_YEAR if _WITHOUT_YEAR.match(text) else MomentProblem.UNREADABLE
        )
    day_start = _moment(int(found[1]), int(found[2]), int(found[3]))
    rest = text[found.end() :]
    weekday = _WEEKDAY.match(rest)
    if weekday is not None:
        rest = rest[weekday.end() :]
    return _hours(day_start, rest)


def _hours(day_start: datetime, rest: str) -> Moment:
    """Read what stands behind the day: nothing, a part of the day, an hour, a range."""
    if not rest.strip():
        return _checked(day_start, day_start + timedelta(days=1), day_only=True)
    half = _PART_ONLY.match(rest)
    if half is not None:
        first, last = HALF_DAYS[half[1]]
        return _checked(
            day_start + timedelta(hours=first), day_start + timedelta(hours=last), day_only=first == 0
        )
    until = _UNTIL.match(rest)
    if until is not None:
        return _to(day_start, None, rest[until.end() :], "")
    hour = _HOUR.match(rest)
    if hour is None:
        return Moment(problem=MomentProblem.UNREADABLE)
    start = _at(day_start.date(), hour, "")
    rest = rest[hour.end() :]
    if not rest:
        return _checked(start)
    until = _UNTIL.match(rest)
    if until is None:
        return Moment(problem=MomentProblem.UNREADABLE)
    return _to(start, hour["part"] or hour["late"] or "", rest[until.end() :], "hour")


def _to(start: datetime, part: str | None, rest: str, kind: str) -> Moment:
    """Read the end of a range: an hour of the same day, or a day with or without an hour."""
    if _DAY.match(rest):
        end = _written(rest)
        if end.problem is not None or end.start is None:
            return end
        finish = end.end if end.day_only and end.end is not None else end.start
        return _checked(start, finish, day_only=not kind and end.day_only)
    hour = _HOUR.fullmatch(rest) if kind else None
    if hour is None:
        return Moment(problem=MomentProblem.UNREADABLE)
    return _checked(start, _at(start.date(), hour, part or ""))


def _at(day: date, found: re.Match[str], part_before: str) -> datetime:
    """Return the local time of an hour on a day; a part of the day counts for both ends of a range."""
    hour = int(found["hour"])
    goes_on = hour < _NOON or part_before in _NIGHT
    part = found["part"] or found["late"] or (part_before if goes_on else "")
    if (part in _AFTERNOON and hour < _NOON) or (part == "中午" and hour < _NOON - 1):
        hour += _NOON
    elif part in _NIGHT and hour == _NOON:
        hour = _MIDNIGHT  # 晚上12点 is the end of the day; a later minute belongs to no certain day
    elif part in ("am", "a.m.", "凌晨") and hour == _NOON:
        hour = 0
    minute = 30 if found["half"] else int(found["minute"] or 0)
    return _moment(day.year, day.month, day.day, hour, minute, int(found["second"] or 0))
