"""A due time in words: what counts, what does not, and why (``?`` on a due time, ``dispatch-tui due``)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from dispatch_tui.domain.calendar import WorkCalendar
from dispatch_tui.domain.due import ClockKind, DueTime, Policy, StartEvent, Step, StopEvent, Why
from dispatch_tui.i18n import gettext as _
from dispatch_tui.i18n import mark as N_
from dispatch_tui.i18n import ngettext

WHY_WORDS = {
    Why.WORKING_HOURS: N_("working hours"),
    Why.MAKEUP_DAY: N_("make-up working day"),
    Why.ELAPSED_TIME: N_("day and night"),
}
"""Why minutes count, for people."""
CLOCK_WORDS = {ClockKind.WORKING: N_("of working hours"), ClockKind.ELAPSED: N_("day and night")}
START_WORDS = {
    StartEvent.CALLED: N_("the customer's call"),
    StartEvent.RECEIVED: N_("the hand-over"),
    StartEvent.ENTERED: N_("the entry"),
}
STOP_WORDS = {
    StopEvent.SENT: N_("sending it off"),
    StopEvent.ARRIVED: N_("the worker's arrival"),
    StopEvent.DONE: N_("the end of the work"),
    StopEvent.ANSWERED: N_("the answer"),
}
_WEEKDAYS = (N_("Mon"), N_("Tue"), N_("Wed"), N_("Thu"), N_("Fri"), N_("Sat"), N_("Sun"))


@dataclass(frozen=True, slots=True)
class Stretch:
    """A part of the way from the start to the due time; ``minutes`` is 0 where the clock stands still."""

    start: datetime
    end: datetime
    minutes: int
    words: str


def stretches(due: DueTime, calendar: WorkCalendar) -> Iterator[Stretch]:
    """Yield what counts and what lies between, from the start to the due time, worded in the user's language."""
    reached = due.start
    for step in due.steps:
        if step.start > reached:
            yield Stretch(reached, step.start, 0, pause_words(reached, step.start, calendar))
        yield Stretch(step.start, step.end, step.minutes, why_words(step, calendar))
        reached = step.end


def why_words(step: Step, calendar: WorkCalendar) -> str:
    """Return why the minutes of a step count; a make-up day names its holiday."""
    words = _(WHY_WORDS[Why(step.why)]) if step.why in WHY_WORDS else step.why
    if step.why == Why.MAKEUP_DAY:
        special = calendar.special.get(calendar.day_of(step.start))
        words = f"{words} ({special.name})" if special is not None else words
    return words


def pause_words(start: datetime, end: datetime, calendar: WorkCalendar) -> str:
    """Return why the clock stands still between two instants: break, night, days off, holidays by name."""
    first, last = calendar.day_of(start), calendar.day_of(end)
    names: dict[str, None] = {}
    off = 0
    day = first
    while day <= last:
        if not calendar.is_working(day):
            off += 1
            holiday = calendar.holiday_name(day)
            if holiday:
                names[holiday] = None
        day += timedelta(days=1)
    if names:
        return _("holiday: {names}").format(names=_(", ").join(names))
    if off:
        return ngettext("{n} day off", "{n} days off", off).format(n=off)
    if first != last:
        return _("after hours")
    opened = calendar.spans(first)
    before = bool(opened) and calendar.day_of(start) == first and _minute(start) < opened[0][0]
    return _("before hours") if before else _("break")


def promise_words(policy: Policy, language: str) -> str:
    """Return a policy as one line: ``Urban visit: 6 h of working hours, from the customer's call to ...``."""
    name = policy.names.get(language) or next(iter(policy.names.values()), policy.code)
    text = _("{name}: {limit} {clock}, from {start} to {stop}").format(
        name=name,
        limit=length_words(policy.limit_minutes),
        clock=_(CLOCK_WORDS[policy.clock]),
        start=_(START_WORDS[policy.start]),
        stop=_(STOP_WORDS[policy.stop]),
    )
    return f"{text} ({policy.article})" if policy.article else text


def length_words(minutes: int) -> str:
    """Return a length of time: ``6 h``, ``1 h 30 min``, ``45 min``."""
    hours, rest = divmod(minutes, 60)
    parts = [_("{n} h").format(n=hours)] if hours else []
    if rest or not hours:
        parts.append(_("{n} min").format(n=rest))
    return " ".join(parts)


def moment_words(instant: datetime, calendar: WorkCalendar) -> str:
    """Return an instant in the branch's zone with its weekday: ``2026-09-21 Mon 09:00``."""
    local = instant.astimezone(calendar.zone)
    return f"{local:%Y-%m-%d} {_(_WEEKDAYS[local.weekday()])} {local:%H:%M}"


def missing_words(due: DueTime) -> str:
    """Return the sentence about years without a holiday table, empty when all are there (Q2)."""
    if not due.calendar_missing:
        return ""
    years = _(", ").join(str(year) for year in due.missing_years)
    return _("Holiday table missing for {years}: holidays are not taken out of this due time.").format(
        years=years
    )


def _minute(instant: datetime) -> int:
    return int(instant.timestamp() // 60)
