"""calendar.yaml and the holiday tables: shifts of the week, holidays and make-up working days (Q2, row I-01)."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise
from pathlib import Path
from zoneinfo import ZoneInfo

from dispatch_tui.domain.calendar import CalendarError, Interval, SpecialDay, WorkCalendar
from dispatch_tui.i18n import gettext as _
from dispatch_tui.settings.fields import Section, known_words, top_section
from dispatch_tui.settings.values import day, day_of_year, shift
from dispatch_tui.settings.yaml_nodes import Notes, read_yaml

FILE = "calendar.yaml"
DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_CHINESE = "一二三四五六日"
_DAY_WORDS = {name: n for n, name in enumerate(DAYS)}
_DAY_WORDS |= {name[:3]: n for n, name in enumerate(DAYS)}
_DAY_WORDS |= {f"{mark}{sign}": n for n, sign in enumerate(_CHINESE) for mark in ("周", "星期")}


def read_calendar(top: Section, folder: Path, zone: ZoneInfo | None) -> WorkCalendar | None:
    """Return the work calendar; None when something needed is wrong."""
    weekly, ok = _week(top)
    like = top.choice("makeup_day_like", _DAY_WORDS, None)
    special: dict[date, SpecialDay] = {}
    years: set[int] = set()
    for line, name in top.texts("holidays"):
        path = folder / name
        if ".." in Path(name).parts or Path(name).is_absolute():
            top.problem(
                line, _("the holiday table {name} has to lie inside the config folder").format(name=name)
            )
            continue
        if not path.exists():
            top.problem(line, _("the holiday table {name} is missing").format(name=name))
            continue
        read_holidays(path, name, top.notes, special, years)
    _own_days(top, special)
    top.finish()
    if zone is None or not ok:
        return None
    try:
        return WorkCalendar(
            zone, weekly, special, frozenset(years), weekly.get(like) if like is not None else None
        )
    except CalendarError:
        top.problem(
            top.line_of("week"),
            _(
                "the calendar has no open interval in the whole week; give at least one shift, like 08:30-12:00"
            ),
        )
        return None


def read_holidays(
    path: Path, file: str, notes: Notes, special: dict[date, SpecialDay], years: set[int]
) -> None:
    """Read the holiday table of one year into ``special`` and ``years``."""
    top = top_section(read_yaml(path, file, notes), file, notes)
    if top is None:
        return
    year = top.integer("year", None, least=2000, most=2199, required=True)
    top.node("source")
    listed = top.keyed("holidays", required=True)
    if year is None:
        return
    if year in years:
        top.problem(
            top.line_of("year"), _("the holidays of {year} are given by another table too").format(year=year)
        )
        return
    years.add(year)
    for name, part in listed:
        for key, working in (("off", False), ("work", True)):
            for line, text in part.texts(key):
                try:
                    first, last = day_of_year(text, year)
                except ValueError as error:
                    part.problem(line, str(error))
                    continue
                while first <= last:
                    _put(part, line, special, first, SpecialDay(name, working))
                    first += timedelta(days=1)
        part.finish()
    top.finish()


def _put(part: Section, line: int, special: dict[date, SpecialDay], when: date, what: SpecialDay) -> None:
    if when in special:
        part.problem(
            line,
            _("{day} is given twice: for {first} and for {second}").format(
                day=when.isoformat(), first=special[when].name, second=what.name
            ),
        )
        return
    special[when] = what


def _week(top: Section) -> tuple[dict[int, tuple[Interval, ...]], bool]:
    """Return the shifts by weekday, and whether they can be used."""
    part = top.section("week", required=True, owner="week")
    if part is None:
        return {}, False
    before = len(top.notes.problems)
    weekly: dict[int, tuple[Interval, ...]] = {}
    given: dict[int, int] = {}
    for key, line in part.entries():
        shifts = part.parsed_list(key, shift)
        days = _weekdays(key)
        if not days:
            part.problem(
                line, _("“{key}” is not a weekday; {hint}").format(key=key, hint=known_words(key, DAYS))
            )
        for number in days:
            if number in given:
                part.problem(
                    line,
                    _("{day} is given twice (first in line {first}); keep one of them").format(
                        day=DAYS[number], first=given[number]
                    ),
                )
                continue
            given[number] = line
            weekly[number] = tuple(each for _line, each in shifts)
        _check_overlap(part, shifts)
    return weekly, len(top.notes.problems) == before


def _weekdays(key: str) -> list[int]:
    """Return the weekdays of ``monday``, ``mon-fri`` or ``周一至周五``."""
    for sign in ("-", "至", "到", ".."):
        first, found, last = key.casefold().replace(" ", "").partition(sign)
        if found:
            if first in _DAY_WORDS and last in _DAY_WORDS:
                start, end = _DAY_WORDS[first], _DAY_WORDS[last]
                return [number % 7 for number in range(start, (end if end >= start else end + 7) + 1)]
            return []
    word = key.casefold()
    return [_DAY_WORDS[word]] if word in _DAY_WORDS else []


def _check_overlap(part: Section, shifts: list[tuple[int, Interval]]) -> None:
    ordered = sorted(shifts, key=lambda item: item[1])
    for (_line, earlier), (line, later) in pairwise(ordered):
        if later.start < earlier.end:
            part.problem(
                line, _("the shifts {first} and {second} overlap").format(first=earlier, second=later)
            )


def _own_days(top: Section, special: dict[date, SpecialDay]) -> None:
    """Read the branch's own days off and days with other hours; they go before the holiday tables."""
    seen: dict[date, int] = {}
    for part in top.sections("days"):
        when = part.parsed("date", day, None, required=True)
        part.owner = when.isoformat() if when else ""
        name = part.text("name", required=True)
        shifts = part.parsed_list("hours", shift)
        working = part.boolean("work", None)
        _check_overlap(part, shifts)
        part.finish()
        if when is None:
            continue
        if when in seen:
            part.problem(
                part.line,
                _("{day} is given twice (first in line {first}); keep one of them").format(
                    day=when.isoformat(), first=seen[when]
                ),
            )
            continue
        seen[when] = part.line
        if shifts and working is False:
            part.problem(
                part.line, _("{day} has hours but is said to be no working day").format(day=when.isoformat())
            )
            continue
        hours = tuple(sorted(each for _line, each in shifts)) or None
        special[when] = SpecialDay(name, bool(working) or hours is not None, hours)
