"""Values as people write them in YAML: clock times, shifts, dates, ranges, lengths of time."""

from __future__ import annotations

import re
from datetime import date

from dispatch_tui.domain.calendar import Interval, clock_text
from dispatch_tui.domain.seasons import DateRange
from dispatch_tui.domain.text import fold
from dispatch_tui.i18n import gettext as _

_CLOCK = re.compile(r"(\d{1,2})[:：](\d{2})")
_BETWEEN = re.compile(r"\s*(?:-|–|—|~|～|至|到)\s*")
_LENGTH = re.compile(
    r"(?:(\d{1,4})\s*(?:d|days?|天|日))?\s*(?:(\d{1,5})\s*(?:h|hours?|小时|时))?\s*(?:(\d{1,6})\s*(?:m|min|minutes?|分钟?))?",
    re.IGNORECASE,
)
_FIRST_YEAR, _LAST_YEAR = 2000, 2199


def clock_minute(text: str) -> int:
    """Return the minute of the day of ``08:30``; 24:00 is 1440. Raises ValueError with the sentence."""
    found = _CLOCK.fullmatch(fold(text).strip())
    if found is None:
        raise ValueError(_("“{text}” is not a time of day; give it like 08:30").format(text=text))
    minute = int(found[1]) * 60 + int(found[2])
    if int(found[2]) > 59 or minute > 1440:
        raise ValueError(_("“{text}” is not a time of day; give 00:00 to 24:00").format(text=text))
    return minute


def shift(text: str) -> Interval:
    """Return the shift of ``08:30-12:00``. Raises ValueError with the sentence."""
    parts = _BETWEEN.split(fold(text).strip())
    if len(parts) != 2:
        raise ValueError(_("“{text}” is not a shift; give it like 08:30-12:00").format(text=text))
    start, end = (clock_minute(part) for part in parts)
    if start == end:
        raise ValueError(_("the shift {text} is empty; its end has to be later").format(text=text))
    if start > end:
        raise ValueError(
            _("the shift {text} ends before it begins; over midnight, write {first}-24:00 and, on the next day,"
              " 00:00-{last}").format(text=text, first=clock_text(start), last=clock_text(end))
        )  # fmt: skip
    return Interval(start, end)


def day(text: str) -> date:
    """Return the date of ``2026-10-01``. Raises ValueError with the sentence."""
    return date(*_day_parts(text, with_year=True))


def date_range(text: str) -> DateRange:
    """Return the range of ``05-20..09-10`` (every year) or ``2026-05-20..2026-09-10``; a single day is a range too.

    Raises ValueError with the sentence.
    """
    first, dots, last = fold(text).replace("…", "..").partition("..")
    start = _day_parts(first)
    end = _day_parts(last.lstrip(".")) if dots else start
    if bool(start[0]) != bool(end[0]):
        raise ValueError(_("one end of {text} has a year and the other has none").format(text=text))
    if start[0] and end < start:
        raise ValueError(_("the range {text} ends before it begins").format(text=text))
    return DateRange(start, end)


def day_of_year(text: str, year: int) -> tuple[date, date]:
    """Return the first and last date of a range like ``10-01..10-07`` within a year.

    Dates may carry the year, which then has to be this one. Raises ValueError with the sentence.
    """
    found = date_range(text)
    for end in (found.first, found.last):
        if end[0] not in (0, year):
            raise ValueError(_("{text} is not in {year}").format(text=text, year=year))
    try:
        first, last = (date(year, end[1], end[2]) for end in (found.first, found.last))
    except ValueError:
        raise ValueError(_("{year} has no 29 February").format(year=year)) from None
    if last < first:
        raise ValueError(_("the range {text} ends before it begins").format(text=text))
    return first, last


def length_minutes(text: str) -> int:
    """Return the minutes of ``6h``, ``90 min``, ``1h30m``, ``24小时`` or ``2 天``. Raises ValueError."""
    given = fold(text).strip()
    found = _LENGTH.fullmatch(given)
    if found is None or not given:
        raise ValueError(
            _("“{text}” is not a length of time; give it like 6h, 90 min or 1h30m").format(text=text)
        )
    days, hours, minutes = (int(part or 0) for part in found.groups())
    return days * 1440 + hours * 60 + minutes


def _day_parts(text: str, *, with_year: bool = False) -> tuple[int, int, int]:
    parts = [part.strip() for part in re.split(r"[-/.年月日]", fold(text).strip()) if part.strip()]
    wanted = _("give it like 2026-10-01") if with_year else _("give it like 05-20 or 2026-05-20")
    wrong = ValueError(_("“{text}” is not a date; {wanted}").format(text=text.strip(), wanted=wanted))
    if len(parts) not in ((3,) if with_year else (2, 3)) or not all(
        part.isascii() and part.isdigit() for part in parts
    ):
        raise wrong
    numbers = [int(part) for part in parts]
    year = numbers[0] if len(numbers) == 3 else 0
    if year and not _FIRST_YEAR <= year <= _LAST_YEAR:
        raise wrong
    month, number = numbers[-2:]
    try:
        date(year or 2024, month, number)
    except ValueError:
        raise ValueError(_("there is no day {text}").format(text=text.strip())) from None
    return year, month, number
