"""The arithmetic of a due time, interval by interval: what ``?`` prints on it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, tzinfo

from dispatch_tui.domain.due import APPOINTMENT, ClockKind, DueTime, Policy, Why, total_minutes
from dispatch_tui.i18n import gettext as _
from dispatch_tui.i18n import mark as N_
from dispatch_tui.tui.presentation.pieces import Line, Piece, Tone, line
from dispatch_tui.tui.presentation.times import span_text
from dispatch_tui.tui.presentation.words import weekday_word

_WHY = {
    Why.WORKING_HOURS: N_("working hours"),
    Why.MAKEUP_DAY: N_("make-up working day"),
    Why.ELAPSED_TIME: N_("day and night"),
}


def due_lines(due: DueTime | None, policies: Mapping[str, Policy], language: str, zone: tzinfo) -> list[Line]:
    """Return how a due time comes about: the promise, each stretch that counts with its minutes, and the sum.

    ``due`` is None for a slip that no policy speaks about.
    """
    if due is None:
        return [line(Piece(_("No service policy speaks about this slip."), Tone.MUTED))]

    def shown(at: datetime) -> str:
        local = at.astimezone(zone)
        return f"{local:%m-%d} {weekday_word(local.weekday())} {local:%H:%M}"

    if due.policy == APPOINTMENT:
        return [
            line(_("The customer's appointment counts: {when}.").format(when=shown(due.due))),
        ]
    policy = policies.get(due.policy)
    lines = [
        line(*_promise(policy, due, language)),
        line(_("Clock starts {when}").format(when=shown(due.start))),
    ]
    total = 0
    for step in due.steps:
        total += step.minutes
        start, end = step.start.astimezone(zone), step.end.astimezone(zone)
        close = end.strftime("%H:%M") if end.date() == start.date() else shown(step.end)
        why = _(_WHY[Why(step.why)]) if step.why in _WHY else step.why
        lines.append(
            line(
                Piece(f"  {shown(step.start)} - {close}"),
                Piece(f"  +{span_text(step.minutes)}", Tone.STRONG),
                Piece(f"  = {span_text(total)}  {why}", Tone.MUTED),
            )
        )
    lines.append(
        line(
            Piece(_("Due {when}").format(when=shown(due.due)), Tone.STRONG),
            Piece("  " + _("{n} minutes counted").format(n=total_minutes(due.steps)), Tone.MUTED),
        )
    )
    if due.calendar_missing:
        years = _(", ").join(str(year) for year in due.missing_years)
        text = _("~ No holiday table for {years}: holidays are not taken out.").format(years=years)
        lines.append(line(Piece(text, Tone.SOON)))
    if due.area_assumed:
        text = _("~ The area is unknown: the shorter limit is taken.")
        lines.append(line(Piece(text, Tone.SOON)))
    return lines


def _promise(policy: Policy | None, due: DueTime, language: str) -> tuple[Piece, ...]:
    if policy is None:
        return (Piece(due.policy),)
    name = policy.names.get(language) or next(iter(policy.names.values()), policy.code)
    clock = _("working time") if policy.clock is ClockKind.WORKING else _("elapsed time")
    limit = span_text(policy.limit_minutes)
    tail = f"  {policy.article}" if policy.article else ""
    return (Piece(f"{name}: "), Piece(f"{limit} {clock}", Tone.STRONG), Piece(tail, Tone.MUTED))
