"""Instants as people type them: on the command line, in the command bar, in the fields of a form."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

from dispatch_tui.domain.calendar import wall_instant
from dispatch_tui.domain.text import clean, fold
from dispatch_tui.errors import BadInput
from dispatch_tui.i18n import gettext as _

_TIME = r"(?P<hour>\d{1,2})[:时点](?P<minute>\d{2})分?(?::(?P<second>\d{2})(?:[.,]\d+)?)?"
_DATE = r"(?P<year>\d{4})[-/.年](?P<month>\d{1,2})[-/.月](?P<day>\d{1,2})日?"
_ZONE = r"(?P<zone>[zZ]|[+-]\d{2}:?\d{2})?"
_FULL = re.compile(rf"{_DATE}(?:\s*[tT]\s*|\s*){_TIME}\s*{_ZONE}")
_DAY_AND_TIME = re.compile(rf"(?P<word>[^\d\s]*)\s*{_TIME}")
_DAY_WORDS = {
    "": 0,
    "today": 0,
    "今天": 0,
    "今日": 0,
    "tomorrow": 1,
    "明天": 1,
    "明日": 1,
    "yesterday": -1,
    "昨天": -1,
}
_NOW = frozenset({"now", "现在", "此刻", "xz"})
_FIRST_YEAR, _LAST_YEAR = 1970, 2199


def read_instant(text: str, now: datetime, zone: ZoneInfo) -> datetime:
    """Return the UTC instant that a text means; without an offset it is in the branch's zone.

    Understood are ``2026-09-21 09:00``, ``2026/9/21 9:00``, ``2026-09-21T09:00+08:00``, ``09:00`` (today), ``tomorrow
    9:00`` and ``now``. A time that the clocks skip gives the change, one they show twice the first. Raises BadInput.
    """
    given = clean(fold(text)).strip()
    if given.casefold() in _NOW:
        return now.astimezone(UTC)
    found = _FULL.fullmatch(given)
    if found is not None:
        day = _day(found)
        return _at(day, found, text, zone, found["zone"])
    found = _DAY_AND_TIME.fullmatch(given)
    if found is not None and found["word"].casefold() in _DAY_WORDS:
        day = now.astimezone(zone).date() + timedelta(days=_DAY_WORDS[found["word"].casefold()])
        return _at(day, found, text, zone, None)
    raise _not_an_instant(text)


def _day(found: re.Match[str]) -> date:
    try:
        day = date(int(found["year"]), int(found["month"]), int(found["day"]))
    except ValueError:
        raise BadInput(
            _("There is no day {day}.").format(day=f"{found['year']}-{found['month']}-{found['day']}")
        ) from None
    if not _FIRST_YEAR <= day.year <= _LAST_YEAR:
        raise BadInput(
            _("The year {year} is out of range; give {first} to {last}.").format(
                year=day.year, first=_FIRST_YEAR, last=_LAST_YEAR
            )
        )
    return day


def _at(day: date, found: re.Match[str], text: str, zone: ZoneInfo, offset: str | None) -> datetime:
    hour, minute, second = int(found["hour"]), int(found["minute"]), int(found["second"] or 0)
    if minute > 59 or second > 59 or (hour, minute, second) > (24, 0, 0):
        raise BadInput(_("“{text}” names no time of day; give 00:00 to 24:00.").format(text=_short(text)))
    past = timedelta(seconds=second)
    if not offset:
        return wall_instant(day, hour * 60 + minute, zone) + past
    if offset in "zZ":
        behind = timedelta()
    else:
        digits = offset[1:].replace(":", "")
        behind = timedelta(hours=int(digits[:2]), minutes=int(digits[2:]))
        if behind >= timedelta(hours=24) or int(digits[2:]) > 59:
            raise _not_an_instant(text)
        behind = -behind if offset[0] == "-" else behind
    start = datetime(day.year, day.month, day.day, tzinfo=timezone(behind))
    return (start + timedelta(hours=hour, minutes=minute) + past).astimezone(UTC)


def _not_an_instant(text: str) -> BadInput:
    return BadInput(
        _("“{text}” is not an instant.").format(text=_short(text)),
        _("Give it like 2026-09-21 09:00, 2026-09-21T09:00+08:00, 09:00 (today) or now."),
    )


def _short(text: str) -> str:
    shown = clean(text)
    return shown if len(shown) <= 40 else shown[:39] + "…"
