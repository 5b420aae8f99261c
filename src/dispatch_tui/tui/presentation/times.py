"""Spans, instants and due times in few cells."""

from __future__ import annotations

from datetime import date, datetime, timedelta, tzinfo

from dispatch_tui.domain.board import Mark
from dispatch_tui.i18n import gettext as _
from dispatch_tui.tui.presentation.pieces import Piece, Tone
from dispatch_tui.tui.presentation.words import weekday_word

_LONG_MINUTES = 100 * 60
"""From this span on days are shown instead of hours, so that a span never takes more than five cells."""


def span_text(minutes: int) -> str:
    """Return a span as ``h:mm``, or in days when it is long."""
    minutes = max(0, minutes)
    if minutes >= _LONG_MINUTES:
        return _("{n}d").format(n=minutes // (24 * 60))
    return f"{minutes // 60}:{minutes % 60:02d}"


def whole_minutes(span: timedelta) -> int:
    """Return a span in whole minutes, rounded towards zero."""
    return int(span.total_seconds() / 60)


def clock_text(instant: datetime | None, zone: tzinfo) -> str:
    """Return the time of day in the branch's zone, ``-`` when there is none."""
    return "-" if instant is None else instant.astimezone(zone).strftime("%H:%M")


def moment_text(instant: datetime | None, zone: tzinfo, today: date) -> str:
    """Return an instant as short as it stays clear: time today, month and day else, with the year if another."""
    if instant is None:
        return "-"
    local = instant.astimezone(zone)
    if local.date() == today:
        return local.strftime("%H:%M")
    if local.year == today.year:
        return local.strftime("%m-%d %H:%M")
    return local.strftime("%Y-%m-%d %H:%M")


def day_text(day: date | None, today: date) -> str:
    """Return a date with its weekday, with the year only when it is another one."""
    if day is None:
        return "-"
    text = day.strftime("%m-%d") if day.year == today.year else day.isoformat()
    return f"{text} {weekday_word(day.weekday())}"


def window_text(first: datetime | None, last: datetime | None, zone: tzinfo, today: date) -> str:
    """Return an appointment: its start and, when it has one, its end."""
    if first is None:
        return "" if last is None else _("until {time}").format(time=moment_text(last, zone, today))
    start = moment_text(first, zone, today)
    if last is None:
        return start
    same_day = first.astimezone(zone).date() == last.astimezone(zone).date()
    end = clock_text(last, zone) if same_day else moment_text(last, zone, today)
    return f"{start} - {end}"


def due_mark(due_at: datetime | None, now: datetime, soon_minutes: int) -> Mark:
    """Tell whether a due time is past, near or neither."""
    if due_at is None:
        return Mark.NONE
    if due_at <= now:
        return Mark.OVERDUE
    return Mark.DUE_SOON if due_at <= now + timedelta(minutes=soon_minutes) else Mark.NONE


MARK_SIGN = {Mark.NONE: " ", Mark.DUE_SOON: "~", Mark.OVERDUE: "!"}
"""The sign of a mark; colour comes on top of it, never instead."""
MARK_TONE = {Mark.NONE: Tone.PLAIN, Mark.DUE_SOON: Tone.SOON, Mark.OVERDUE: Tone.OVERDUE}


def due_cell(due_at: datetime | None, now: datetime, soon_minutes: int, zone: tzinfo) -> Piece:
    """Return a due time for a list: how late, how long to go when it is near, else when.

    ``-1:42`` is late by an hour and 42 minutes, ``0:38`` is left, ``16:30`` is the time today, ``07-03`` another day.
    """
    mark = due_mark(due_at, now, soon_minutes)
    if due_at is None:
        return Piece("", Tone.MUTED)
    if mark is Mark.OVERDUE:
        return Piece("-" + span_text(whole_minutes(now - due_at)), Tone.OVERDUE)
    if mark is Mark.DUE_SOON:
        return Piece(span_text(whole_minutes(due_at - now)), Tone.SOON)
    local = due_at.astimezone(zone)
    same_day = local.date() == now.astimezone(zone).date()
    return Piece(local.strftime("%H:%M" if same_day else "%m-%d"), Tone.PLAIN)


def due_sentence(due_at: datetime | None, now: datetime, soon_minutes: int, zone: tzinfo) -> Piece:
    """Return a due time for a detail: the sign, when, and how far away."""
    if due_at is None:
        return Piece(_("no due time"), Tone.MUTED)
    mark = due_mark(due_at, now, soon_minutes)
    when = moment_text(due_at, zone, now.astimezone(zone).date())
    if mark is Mark.OVERDUE:
        late = span_text(whole_minutes(now - due_at))
        return Piece(_("! due {when}, late by {span}").format(when=when, span=late), Tone.OVERDUE)
    left = span_text(whole_minutes(due_at - now))
    if mark is Mark.DUE_SOON:
        return Piece(_("~ due {when}, {span} left").format(when=when, span=left), Tone.SOON)
    return Piece(_("due {when}, {span} left").format(when=when, span=left))
