"""The sendings of a slip as lines of text and as JSON (rows B-02, B-03, B-13)."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from dispatch_tui.domain.dispatches import Delivery, DispatchState, Mode
from dispatch_tui.domain.orders import PlainJson
from dispatch_tui.domain.sending import via_word
from dispatch_tui.i18n import gettext as _
from dispatch_tui.i18n import pgettext

if TYPE_CHECKING:
    from datetime import datetime

    from dispatch_tui.services.desk import Desk
    from dispatch_tui.services.sent_slips import SentSlip


def mode_word(mode: Mode) -> str:
    """Return which way of dispatching it is, in the user's language."""
    return {
        Mode.NORMAL: pgettext("way of dispatching", "normal"),
        Mode.TEMPORARY: pgettext("way of dispatching", "temporary"),
    }[mode]


def delivery_word(delivery: Delivery) -> str:
    """Return whether the network point has the paper, in the user's language."""
    return {
        Delivery.SENT: pgettext("delivery", "not confirmed"),
        Delivery.FAILED: pgettext("delivery", "not received"),
        Delivery.RECEIVED: pgettext("delivery", "received"),
    }[delivery]


def sent_lines(desk: Desk, sent: Iterable[SentSlip]) -> list[str]:
    """Return a line for each sending, with times of the branch."""
    return [_line(desk, each) for each in sent]


def _line(desk: Desk, each: SentSlip) -> str:
    def shown(instant: datetime) -> str:
        return desk.settings.local(instant).strftime("%m-%d %H:%M")

    dispatch = each.dispatch
    parts = [
        _("sent {time} to {name} by {who}").format(
            time=shown(dispatch.sent_at),
            name=desk.point_name(dispatch.point),
            who=desk.operator_name(dispatch.sent_by),
        ),
        f"{mode_word(dispatch.mode)} {via_word(dispatch.via)}",
    ]
    if each.card_no:
        parts.append(_("flow card {no}").format(no=each.card_no))
    if dispatch.tries > 1:
        parts.append(_("{n} tries").format(n=dispatch.tries))
    if dispatch.state is DispatchState.LIVE:
        parts.append(delivery_word(dispatch.delivery))
    if dispatch.worker:
        parts.append(_("worker {name}").format(name=dispatch.worker))
    if dispatch.state is DispatchState.WITHDRAWN and dispatch.withdrawn_at is not None:
        parts.append(
            _("recalled {time} “{reason}”").format(
                time=shown(dispatch.withdrawn_at), reason=dispatch.withdrawn_reason
            )
        )
    if dispatch.state is DispatchState.ENDED:
        parts.append(_("over"))
    return " · ".join(parts)


def sent_json(desk: Desk, sent: Iterable[SentSlip]) -> list[PlainJson]:
    """Return the sendings as JSON objects; instants are ISO 8601 with the branch's offset."""

    def iso(instant: datetime | None) -> str | None:
        return desk.settings.local(instant).isoformat(timespec="seconds") if instant else None

    return [
        {
            "point": each.dispatch.point,
            "mode": each.dispatch.mode.value,
            "via": each.dispatch.via.value,
            "day": each.dispatch.day.isoformat(),
            "sent_at": iso(each.dispatch.sent_at),
            "sent_by": each.dispatch.sent_by,
            "card": each.card_no or None,
            "state": each.dispatch.state.value,
            "delivery": each.dispatch.delivery.value,
            "tries": each.dispatch.tries,
            "worker": each.dispatch.worker or None,
            "worker_at": iso(each.dispatch.worker_at),
            "withdrawn_at": iso(each.dispatch.withdrawn_at),
            "withdrawn_reason": each.dispatch.withdrawn_reason or None,
        }
        for each in sent
    ]
