"""seasons.yaml: off-peak and peak, their days, batch times and repair pick-ups (S004 一.1, rows A-02 to A-05)."""

from __future__ import annotations

from dispatch_tui.domain.calendar import WorkCalendar, clock_text
from dispatch_tui.domain.seasons import RepairHours, Season, SeasonError, SeasonRange, Seasons
from dispatch_tui.i18n import gettext as _
from dispatch_tui.settings.fields import Section, shown_name
from dispatch_tui.settings.values import clock_minute, date_range

FILE = "seasons.yaml"
_DEFAULT = RepairHours()


def read_seasons(top: Section, calendar: WorkCalendar | None) -> Seasons | None:
    """Return the seasons; None when something needed is wrong."""
    before = len(top.notes.problems)
    seasons: list[Season] = []
    lines: list[int] = []
    found = top.keyed("seasons", required=True)
    for code, part in found:
        names = part.names()
        part.owner = shown_name(names, code)
        ranges = part.parsed_list("ranges", date_range, required=True)
        slots = part.parsed_list("install_batches", clock_minute, required=True)
        repair = _repair(part)
        part.finish()
        for position, (line, minute) in enumerate(slots):
            if minute in (earlier for _line, earlier in slots[:position]):
                part.problem(
                    line, _("{what}: {time} is given twice").format(
                        what=part.named("install_batches"), time=clock_text(minute)),
                )  # fmt: skip
        if repair is not None:
            _check_divides(part, repair, calendar)
            times = tuple(clock_text(minute) for minute in sorted(minute for _line, minute in slots))
            seasons.append(Season(code, names, tuple(each for _line, each in ranges), times, repair))
        lines += [line for line, _range in ranges]
    top.finish()
    if not found:
        if top.has("seasons"):
            top.problem(top.line_of("seasons"), _("no season is given; give at least one"))
        return None
    if len(top.notes.problems) > before:
        return None
    try:
        return Seasons(tuple(seasons))
    except SeasonError as error:
        top.problem(_line_of(error, seasons, lines), _sentence(error, seasons))
        return None


def _repair(part: Section) -> RepairHours | None:
    inner = part.section("repair_pickups", required=True)
    if inner is None:
        return None
    before = len(part.notes.problems)
    every = inner.integer("every_minutes", _DEFAULT.every_minutes, least=1, most=1440)
    start = inner.parsed("from", clock_minute, _DEFAULT.start, required=True)
    end = inner.parsed("to", clock_minute, _DEFAULT.end, required=True)
    inner.finish()
    if end < start:
        inner.problem(
            inner.line_of("to"),
            _("repair pick-ups of {season} end at {end}, before they begin at {start}").format(
                season=part.owner, end=clock_text(end), start=clock_text(start)
            ),
        )
    return RepairHours(every, start, end) if len(part.notes.problems) == before else None


def _check_divides(part: Section, repair: RepairHours, calendar: WorkCalendar | None) -> None:
    """Warn when the interval does not divide the span of the pick-ups or the shifts of a working day (row A-05)."""
    line = part.line_of("repair_pickups")
    rest = (repair.end - repair.start) % repair.every_minutes
    if rest:
        part.warning(
            line,
            _("repair pick-ups of {season}: every {n} min does not divide {start}-{end}; the last is at {last}").format(
                season=part.owner, n=repair.every_minutes, start=clock_text(repair.start),
                end=clock_text(repair.end), last=repair.ticks()[-1]),
        )  # fmt: skip
    if calendar is None:
        return
    shifts = {shift for weekday in calendar.weekly.values() for shift in weekday}
    longest = max((shift.minutes for shift in shifts), default=0)
    if longest and repair.every_minutes > longest:
        part.warning(
            line,
            _("repair pick-ups of {season}: every {n} min is longer than the longest shift ({longest} min)").format(
                season=part.owner, n=repair.every_minutes, longest=longest),
        )  # fmt: skip


def _sentence(error: SeasonError, seasons: list[Season]) -> str:
    first, second = _told(error.first, seasons), _told(error.second, seasons)
    days = _days(error)
    if error.kind == "overlap":
        return _("{days} lies in two seasons: {first} and {second}; shorten one of the ranges").format(
            days=days, first=first, second=second)  # fmt: skip
    return _("{days} lies in no season, between {first} and {second}; extend one of the ranges").format(
        days=days, first=first, second=second)  # fmt: skip


def _told(part: SeasonRange, seasons: list[Season]) -> str:
    season = next(each for each in seasons if each.code == part.season)
    return f"{shown_name(season.names, season.code)} {part.range}"


def _days(error: SeasonError) -> str:
    recurring = error.first.range.recurs and error.second.range.recurs
    first, last = (
        when.strftime("%m-%d") if recurring else when.isoformat() for when in (error.day, error.last)
    )
    return first if first == last else f"{first}..{last}"


def _line_of(error: SeasonError, seasons: list[Season], lines: list[int]) -> int:
    """Return the line of the second range that the error names."""
    ranges = [(season.code, part) for season in seasons for part in season.ranges]
    for line, (code, part) in zip(lines, ranges, strict=True):
        if (code, part) == (error.second.season, error.second.range) and part is error.second.range:
            return line
    return lines[0] if lines else 0
