"""Alerts about slips that are on their way or kept from it: nameless, not received, chases, materials, carried over."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime, tzinfo
from typing import TYPE_CHECKING

from dispatch_tui.domain.dispatches import Mode
from dispatch_tui.domain.feedback_words import way_word
from dispatch_tui.domain.orders import Kind, Order
from dispatch_tui.domain.reviewing import line_words
from dispatch_tui.i18n import gettext as _
from dispatch_tui.i18n import language, ngettext
from dispatch_tui.tui.presentation.alert_rows import Alert, Concern
from dispatch_tui.tui.presentation.phrases import chase_text
from dispatch_tui.tui.presentation.times import clock_text, span_text
from dispatch_tui.tui.presentation.words import kind_word

if TYPE_CHECKING:
    from dispatch_tui.services.chasing import DueChase
    from dispatch_tui.services.reviewing import MaterialSlip
    from dispatch_tui.services.sending_lists import CarriedSlip, Nameless, Unconfirmed


def nameless_alerts(found: Iterable[Nameless], now: datetime, names: Mapping[str, str]) -> list[Alert]:
    """Return the temporary dispatches whose worker should be asked for now (row B-08)."""
    alerts = []
    for each in found:
        if not each.due(now):
            continue
        text = _("sent {span} ago; next: {way}").format(
            span=span_text(each.minutes), way=way_word(each.next_step.way)
        )
        if each.chases:
            text += ngettext("; chased once", "; chased {n} times", len(each.chases)).format(
                n=len(each.chases)
            )
        alerts.append(
            _about(each.order, Concern.NAMELESS, each.minutes, text, names, point=each.dispatch.point)
        )
    return alerts


def unconfirmed_alerts(
    found: Iterable[Unconfirmed], allowed_minutes: int, names: Mapping[str, str]
) -> list[Alert]:
    """Return the faxes that failed, and those that nobody confirmed for longer than allowed (row B-03)."""
    alerts = []
    for each in found:
        if not each.failed and each.minutes < allowed_minutes:
            continue
        state = _("not received") if each.failed else _("not confirmed")
        tries = ngettext("{n} try", "{n} tries", each.dispatch.tries).format(n=each.dispatch.tries)
        telephone = each.point.telephone if each.point is not None else ""
        step = _("telephone {number}").format(number=telephone).strip() if each.telephone else _("send again")
        text = _("{state} for {span}, {tries}: {step}").format(
            state=state, span=span_text(each.minutes), tries=tries, step=step
        )
        alerts.append(
            _about(each.order, Concern.UNCONFIRMED, each.minutes, text, names, point=each.dispatch.point)
        )
    return alerts


def sheet_alerts(found: Iterable[DueChase], names: Mapping[str, str], zone: tzinfo) -> list[Alert]:
    """Return the feedback sheets whose next try is due (row C-03)."""
    alerts = []
    for each in found:
        if each.sort != "sheet":
            continue
        text = _("next: {way}, due {time}").format(
            way=way_word(each.step.way), time=clock_text(each.step.due_at, zone)
        )
        if each.telephone:
            text += f"  {each.telephone}"
        _sort, day, point, kind, mode = each.subject.split(":")
        who = kind_word(Kind(kind))
        command = chase_text(
            language(),
            point="" if Mode(mode) is Mode.TEMPORARY else point,
            kind=Kind(kind),
            day=date.fromisoformat(day),
        )
        alerts.append(
            Alert(
                f"chase:{each.subject}", Concern.CHASE, float(each.minutes),
                _("sheet {day}").format(day=day[5:]), who, names.get(each.point, each.point), text,
                sheet_id=each.sheet_id, chase=command,
            )
        )  # fmt: skip
    return alerts


def material_alerts(
    found: Iterable[MaterialSlip], today: date, zone: tzinfo, names: Mapping[str, str]
) -> list[Alert]:
    """Return the slips whose materials were asked for on an earlier day (row B-05)."""
    alerts = []
    for each in found:
        asked = each.review.at or each.order.received_at
        if asked.astimezone(zone).date() >= today:
            continue
        lines = _(", ").join(line_words(line) for line in each.review.lines)
        text = _("{lines}: waiting for {span}").format(lines=lines, span=span_text(each.minutes))
        alerts.append(_about(each.order, Concern.MATERIALS, each.minutes, text, names, chase=False))
    return alerts


def carried_alerts(found: Iterable[CarriedSlip], names: Mapping[str, str]) -> list[Alert]:
    """Return the slips that were carried over so often that the supervisor has to step in (row B-11)."""
    alerts = []
    for each in found:
        if each.escalated:
            text = ngettext("carried over for {n} day", "carried over for {n} days", each.times).format(
                n=each.times
            )
            text = _("{text}: tell the supervisor").format(text=text)
            alerts.append(_about(each.order, Concern.CARRIED, each.times, text, names, chase=False))
    return alerts


def _about(
    order: Order,
    concern: Concern,
    weight: float,
    text: str,
    names: Mapping[str, str],
    *,
    point: str = "",
    chase: bool = True,
) -> Alert:
    code = point or order.point or ""
    return Alert(
        key=f"{concern.name.lower()}:{order.id}",
        concern=concern,
        weight=float(weight),
        what=order.no,
        who="  ".join(part for part in (kind_word(order.kind), order.customer) if part),
        where=names.get(code, code),
        text=text,
        order_id=order.id,
        chase=chase_text(language(), no=order.no) if chase else "",
    )
