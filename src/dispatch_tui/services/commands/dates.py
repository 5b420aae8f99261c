"""Days and times as people type them: 11-25, tomorrow, 明天, 周五, +2d, 25, 10:30, 9点半."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from enum import Enum
from zoneinfo import ZoneInfo

from dispatch_tui.domain import instants
from dispatch_tui.domain.calendar import wall_instant
from dispatch_tui.domain.intake_dates import HALF_DAYS
from dispatch_tui.domain.text import fold
from dispatch_tui.errors import BadInput
from dispatch_tui.i18n import gettext as _


class Bias(Enum):
    """Which way a day without a year is meant."""

    FUTURE = "future"
    PAST = "past"


_RELATIVE: Mapping[str, int] = {
    "today": 0, "今天": 0, "今日": 0, "jt": 0,
    "tomorrow": 1, "明天": 1, "明日": 1, "mt": 1,
    "后天": 2, "ht": 2, "大后天": 3,
    "yesterday": -1, "昨天": -1, "昨日": -1, "zt": -1, "前天": -2,
}  # fmt: skip
_WEEKDAYS: Mapping[str, int] = {
    "mon": 0, "monday": 0, "tue": 1, "tuesday": 1, "wed": 2, "wednesday": 2, "thu": 3, "thursday": 3,
    "fri": 4, "friday": 4, "sat": 5, "saturday": 5, "sun": 6, "sunday": 6,
    "一": 0, "二": 1, "三": 2, "四": 3, "五": 4, "六": 5, "日": 6, "天": 6,
}  # fmt: skip
_CHINESE_WEEKDAY = re.compile(r"(下)?(?:周|星期|礼拜)([一二三四五六日天])")
_FULL = re.compile(r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?")
_MONTH_DAY = re.compile(r"(\d{1,2})(?:[-/.](\d{1,2})|月(\d{1,2})[日号]?)")
_DAY_ONLY = re.compile(r"(\d{1,2})[日号]?")
_PLUS = re.compile(r"\+(\d{1,3})(?:d|天|日)")
_DAY_T_TIME = re.compile(r"(\d{1,2}[-/.]\d{1,2})[tT](\d.*)")
_CLOCK = re.compile(r"(\d{1,2}):(\d{2})")
_CHINESE_CLOCK = re.compile(r"(\d{1,2})[点时](?:(半)|(\d{1,2})分?)?")
_HOURS = re.compile(r"(\d{1,2})[-~至到](\d{1,2})[点时]?")
_DAY_THEN_TIME = re.compile(r"(.*(?:[天日号]|[周期拜][一二三四五六]))([0-9上下晚].*)")
_SPAN = re.compile(r"(\d{1,5}(?:\.\d{1,3})?)(m|min|分|分钟|h|小时|d|天)")
_SPAN_MINUTES: Mapping[str, int] = {
    "m": 1, "min": 1, "分": 1, "分钟": 1, "h": 60, "小时": 60, "d": 1440, "天": 1440,
}  # fmt: skip


def read_day(word: str, today: date, bias: Bias = Bias.FUTURE) -> date | None:
    """Return the day a word means, None when it is no day at all.

    Without a year, or with the day of the month only, the nearest such day in the direction of ``bias`` is meant,
    today included. Raises BadInput for a day that the calendar does not have (29 February of a common year).
    """
    word = word.casefold()
    if word in _RELATIVE:
        return today + timedelta(days=_RELATIVE[word])
    if found := _PLUS.fullmatch(word):
        return today + timedelta(days=int(found[1]))
    if word in _WEEKDAYS and word.isascii():
        return _weekday(today, _WEEKDAYS[word], bias)
    if found := _CHINESE_WEEKDAY.fullmatch(word):
        return _chinese_weekday(today, _WEEKDAYS[found[2]], following=bool(found[1]), bias=bias)
    if found := _FULL.fullmatch(word):
        return _day(int(found[1]), int(found[2]), int(found[3]), word)
    if found := _MONTH_DAY.fullmatch(word):
        return _month_day(today, int(found[1]), int(found[2] or found[3]), bias, word)
    if found := _DAY_ONLY.fullmatch(word):
        return _day_of_month(today, int(found[1]), bias, word)
    return None


def _day(year: int, month: int, day: int, word: str) -> date:
    try:
        return date(year, month, day)
    except ValueError:
        raise BadInput(_("“{word}” is not a day of the calendar.").format(word=word)) from None


def _month_day(today: date, month: int, day: int, bias: Bias, word: str) -> date:
    found = _day(today.year, month, day, word)
    if bias is Bias.FUTURE and found < today:
        return _day(today.year + 1, month, day, word)
    if bias is Bias.PAST and found > today:
        return _day(today.year - 1, month, day, word)
    return found


def _day_of_month(today: date, day: int, bias: Bias, word: str) -> date:
    if not 1 <= day <= 31:
        raise BadInput(_("“{word}” is not a day of the calendar.").format(word=word))
    month = today.replace(day=1)
    step = timedelta(days=31) if bias is Bias.FUTURE else -timedelta(days=1)
    for _attempt in range(3):  # the next or last month that has such a day: never more than two months away
        try:
            found = month.replace(day=day)
        except ValueError:
            found = None
        if found is not None and (found >= today if bias is Bias.FUTURE else found <= today):
            return found
        month = (month + step).replace(day=1)
    raise BadInput(_("“{word}” is not a day of the calendar.").format(word=word))


def _weekday(today: date, weekday: int, bias: Bias) -> date:
    ahead = (weekday - today.weekday()) % 7
    return today + timedelta(days=ahead if bias is Bias.FUTURE or not ahead else ahead - 7)


def _chinese_weekday(today: date, weekday: int, *, following: bool, bias: Bias) -> date:
    if following:
        return today - timedelta(days=today.weekday()) + timedelta(days=7 + weekday)
    return _weekday(today, weekday, bias)


def read_time(word: str) -> time | None:
    """Return the time of day a word means, None when it is none; 24:00 is not a time of day here."""
    if found := _CLOCK.fullmatch(word):
        hour, minute = int(found[1]), int(found[2])
    elif found := _CHINESE_CLOCK.fullmatch(word):
        hour, minute = int(found[1]), 30 if found[2] else int(found[3] or 0)
    else:
        return None
    if hour > 23 or minute > 59:
        raise BadInput(
            _("“{word}” is not a time of day.").format(word=word), _("Give one from 00:00 to 23:59.")
        )
    return time(hour, minute)


def split_day(word: str) -> tuple[str, str]:
    """Return day and time of a word that holds both without a space (明天18:00, 7月20日上午), else empty ones."""
    found = _DAY_THEN_TIME.fullmatch(word)
    return (found[1], found[2]) if found else ("", "")


def read_hours(word: str) -> tuple[time, time] | None:
    """Return the times of whole hours behind a day, like ``9-12``, None when they are none."""
    found = _HOURS.fullmatch(word)
    if found is None or not int(found[1]) < int(found[2]) <= 23:
        return None
    return time(int(found[1])), time(int(found[2]))


def read_times(word: str) -> tuple[time, time | None] | None:
    """Return the times of a word like ``9:00-11:00``, ``10:30`` or ``上午``, None when it has none."""
    if word.casefold() in HALF_DAYS:
        begin, finish = HALF_DAYS[word.casefold()]
        return (time(begin), time(finish)) if finish < 24 else None
    for mark in ("-", "~", "至", "到"):
        first, found, second = word.partition(mark)
        if found:
            start, end = read_time(first), read_time(second)
            return (start, end) if start is not None and end is not None else None
    start = read_time(word)
    return None if start is None else (start, None)


def read_span(word: str) -> timedelta | None:
    """Return the length of time of a word like ``2h``, ``30m``, ``1.5小时``, None when it is none."""
    found = _SPAN.fullmatch(word.casefold())
    return timedelta(minutes=float(found[1]) * _SPAN_MINUTES[found[2]]) if found else None


def read_instant(text: str, now: datetime, zone: ZoneInfo, bias: Bias = Bias.PAST) -> datetime:
    """Return the UTC instant of a typed time: what ``domain.instants`` reads, and days without a year before a time.

    ``11-20 10:30`` and ``周五 9点半`` mean the nearest such day in the direction of ``bias``. Times without an offset
    are times of the branch. Raises BadInput with the forms that are understood.
    """
    today = now.astimezone(zone).date()
    words = text.split()
    if 1 <= len(words) <= 2 and _FULL.fullmatch(words[0]) is None:
        day = read_day(words[0], today, bias) if len(words) == 2 else today
        clock = _clock(words[-1])
        if day is not None and clock is not None:
            return wall_instant(day, clock.hour * 60 + clock.minute, zone)
    return instants.read_instant(text, now, zone)


def read_true_time(text: str, now: datetime, zone: ZoneInfo) -> datetime:
    """Return the UTC instant at which something that is entered now truly happened; never one that lies ahead."""
    text = fold(text).strip()
    if found := _DAY_T_TIME.fullmatch(text):
        text = f"{found[1]} {found[2]}"
    at = read_instant(text, now, zone)
    if at > now:
        raise BadInput(
            _("The true time {time} lies in the future.").format(time=text),
            _("Give the time at which it really happened."),
        )
    return at


def _clock(word: str) -> time | None:
    """Return the time of day that a word means; what can't be one is left to be told by ``domain.instants``."""
    try:
        return read_time(word)
    except BadInput:
        return None
