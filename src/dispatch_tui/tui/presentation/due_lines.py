"""The arithmetic of a due time, interval by interval: what ``?`` prints on it."""

from __future__ import annotations

from datetime import datetime, tzinfo

from dispatch_tui.i18n import gettext as _
from dispatch_tui.services.detail import DueExplanation
from dispatch_tui.tui.presentation.pieces import Line, Piece, Tone, line
from dispatch_tui.tui.presentation.times import span_text
from dispatch_tui.tui.presentation.words import weekday_word


def due_lines(due: DueExplanation | None, zone: tzinfo) -> list[Line]:
    """Return how a due time comes about: the promise, each stretch that counts with its minutes, and the sum.

    ``due`` is None for a slip that no policy speaks about.
    """
    if due is None:
        return [line(Piece(_("No service policy speaks about this slip."), Tone.MUTED))]

    def shown(at: datetime | None) -> str:
        if at is None:
            return "-"
        local = at.astimezone(zone)
        return f"{local:%m-%d} {weekday_word(local.weekday())} {local:%H:%M}"

    limit = "" if due.limit_minutes is None else f"  {span_text(due.limit_minutes)}"
    lines = [line(due.policy, Piece(limit, Tone.STRONG), Piece(f"  {due.article}".rstrip(), Tone.MUTED))]
    for step in due.lines:
        start, end = step.start.astimezone(zone), step.end.astimezone(zone)
        close = end.strftime("%H:%M") if end.date() == start.date() else shown(step.end)
        span = f"{shown(step.start)} - {close}"
        if step.pause:
            lines.append(line(Piece(f"  {span}  {step.why}", Tone.SOON)))
            continue
        lines.append(
            line(
                Piece(f"  {span}"),
                Piece(f"  +{span_text(step.minutes)}", Tone.STRONG),
                Piece(f"  = {span_text(step.total)}  {step.why}", Tone.MUTED),
            )
        )
    lines.append(line(Piece(_("Due {when}").format(when=shown(due.customer_due)), Tone.STRONG)))
    if due.our_due != due.customer_due:
        ours = _("Due {when} by our clock, which stood still meanwhile").format(when=shown(due.our_due))
        lines.append(line(Piece(ours, Tone.STRONG)))
    lines += [line(Piece(f"~ {note}", Tone.SOON)) for note in due.notes]
    return lines
