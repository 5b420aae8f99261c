"""True times of actions (补录): not in the future, and in the order in which things happen."""

from __future__ import annotations

from datetime import datetime

from dispatch_tui.domain.orders import Order
from dispatch_tui.domain.rules import Finding, Level
from dispatch_tui.i18n import gettext as _
from dispatch_tui.services.carrying_out import Work


def not_future(work: Work) -> list[Finding]:
    """Return the refusal of a true time that lies in the future."""
    if work.at <= work.now:
        return []
    text = _("The true time {time} lies in the future.").format(time=_shown(work, work.at))
    return [Finding(Level.BLOCK, "time-in-future", text)]


def earlier_than(work: Work, before: datetime | None, order: Order, sentence: str) -> list[Finding]:
    """Return the refusal of a true time before an earlier step of the slip.

    Times are typed in minutes, so what happened within the same minute is not too early. ``sentence`` says so in the
    user's language, with places for ``{no}``, ``{before}`` and ``{time}``.
    """
    if before is None or work.at >= before.replace(second=0, microsecond=0):
        return []
    text = sentence.format(no=order.no, time=_shown(work, work.at), before=_shown(work, before))
    return [Finding(Level.BLOCK, "too-early", text, "", {"before": before.isoformat()})]


def not_before_receipt(order: Order, work: Work) -> list[Finding]:
    """Return the refusal of a catch-up entry from before the slip was received."""
    if work.at >= work.now:
        return []
    return earlier_than(
        work, order.received_at, order, _("{no} was received at {before}; {time} is earlier.")
    )


def not_before_sending(order: Order, work: Work) -> list[Finding]:
    """Return the refusal of a true time before the slip was sent; nothing for one that was not."""
    return earlier_than(work, order.dispatched_at, order, _("{no} was sent at {before}; {time} is earlier."))


def _shown(work: Work, instant: datetime) -> str:
    """Return an instant in the branch's zone: the time of today, with the day otherwise."""
    local = work.desk.settings.local(instant)
    return local.strftime("%H:%M" if local.date() == work.today else "%m-%d %H:%M")
