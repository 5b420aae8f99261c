"""Sending slips (派送): normal with a flow card, temporary by fax or car; recall; how the paper fares on its way.

A sending does everything in one transaction: the pre-review stated as "none" and the assignment where they are still
open, the dispatch, the flow card, the feedback sheet that is expected back, and the ledger (S004 一.1, rows B-02 to
B-04 and C-08). A slip counts as sent only when all of it is stored; nothing is ever sent twice.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from dispatch_tui.domain import sending
from dispatch_tui.domain.dispatches import Delivery, Dispatch, Mode, Via
from dispatch_tui.domain.orders import Order, State
from dispatch_tui.domain.rules import Finding, Level, worst
from dispatch_tui.i18n import gettext as _
from dispatch_tui.services.assigning import assigned_to, chosen_point, live_dispatch, points_of, sent_told
from dispatch_tui.services.carrying_out import Work
from dispatch_tui.services.sending_papers import confirmed, store_sent, take_back
from dispatch_tui.services.times import not_before_receipt, not_before_sending

if TYPE_CHECKING:
    from dispatch_tui.storage.writing import Writer

Planned = tuple[Order, list[Finding]]
_ABILITY = frozenset({"kind", "category"})
"""Fields of a slip by which a network point can do it or not."""


@dataclass(frozen=True, slots=True)
class SendTemporary:
    """Send at once by fax, by car or fetched by the network point (临时派工, row B-03).

    An unassigned slip is assigned in the same step, to the network point named, of the proposal, or its own one.
    """

    via: Via = Via.FAX
    point: str = ""
    reason: str = ""
    none: bool = False
    """State in the same step that the pre-review needs nothing."""
    points: Mapping[int, str] = field(default_factory=dict)
    """Network point by id of the slip, as a batch proposal gives them."""
    action: str = "send"

    def plan(self, order: Order, work: Work) -> Planned:
        """Guard and change; a network point without a fax number warns about a fax."""
        after, findings = _sent(self, order, work)
        if worst(findings) is not Level.BLOCK:
            findings += _fax_findings(after.point, self.via, work)
        return after, findings

    def finish(self, changed: Sequence[tuple[Order, Order]], work: Work, writer: Writer) -> None:
        """Store the dispatches, the lines of the feedback sheets and the ledger."""
        store_sent(changed, work, writer, Mode.TEMPORARY, self.via)


@dataclass(frozen=True, slots=True)
class SendNormal:
    """Send with the day's run: one flow card per network point, carried by its car (正常派工, row B-02)."""

    point: str = ""
    reason: str = ""
    none: bool = False
    """State in the same step that the pre-review needs nothing."""
    points: Mapping[int, str] = field(default_factory=dict)
    """Network point by id of the slip, as a batch proposal gives them."""
    action: str = "send"

    def plan(self, order: Order, work: Work) -> Planned:
        """Guard and change; an urgent slip is noted, it should go out at once."""
        after, findings = _sent(self, order, work)
        if order.urgent and worst(findings) is not Level.BLOCK:
            text = _("{no} is urgent; the car may be too late, consider a temporary dispatch.").format(
                no=order.no
            )
            findings.append(Finding(Level.NOTE, "urgent", text, "row B-03"))
        return after, findings

    def finish(self, changed: Sequence[tuple[Order, Order]], work: Work, writer: Writer) -> None:
        """Store the dispatches, the flow cards, the expected sheets and the ledger."""
        store_sent(changed, work, writer, Mode.NORMAL, Via.CAR)


def _sent(change: SendTemporary | SendNormal, order: Order, work: Work) -> Planned:
    """Return the slip assigned where needed and sent, with what the rules say."""
    from dispatch_tui.storage.records import new_id

    findings = sending.may_be_assigned(order, none=change.none)
    findings += _time_findings(order, work)
    if worst(findings) is Level.BLOCK:
        return order, sent_told(order, findings, work)
    code, wrong = chosen_point(order, change.point, change.points, work)
    if wrong:
        return order, wrong
    if order.state is State.ASSIGNED and code == order.point:
        ready, told = order, [*findings, *_still_able(order, code, work)]
    else:
        ready, told = assigned_to(
            order, code, findings, work, none=change.none, reason=change.reason, named=bool(change.point)
        )
    return sending.sent(ready, new_id(), work.at), told


def _fax_findings(code: str | None, via: Via, work: Work) -> list[Finding]:
    """Return whether a fax can't reach the network point because nobody knows its number (row B-03)."""
    point = points_of(work).get(code or "")
    if via is not Via.FAX or point is None or point.fax:
        return []
    text = _("{name} has no fax number; send by car (via=car).").format(name=work.desk.name_of(point))
    return [Finding(Level.WARN, "no-fax", text, "row B-03", {"point": point.code})]


def _time_findings(order: Order, work: Work) -> list[Finding]:
    """Return whether the true time of the sending can be; a slip of a later day is noted."""
    if early := not_before_receipt(order, work):
        return early
    if order.day > work.today:
        text = _("{no} is work of {day}; it goes out early.").format(no=order.no, day=order.day.isoformat())
        return [Finding(Level.NOTE, "early", text, "row A-13", {"day": order.day.isoformat()})]
    return []


def _still_able(order: Order, code: str, work: Work) -> list[Finding]:
    """Return whether an assigned slip's network point can do it still.

    What was forced at the assignment needs no second reason; the first one is named, unless the slip became another
    job since.
    """
    from dispatch_tui.services.placing import ability_findings

    found = ability_findings(order, points_of(work)[code], work)
    if not found:
        return []
    why = ""
    for event in work.events(order):
        if event.after.get("point") == code or event.after.get("state") == State.ASSIGNED.value:
            why = event.reason
        elif _ABILITY & event.after.keys():
            why = ""
    if why:
        return [replace(each, level=Level.NOTE, text=f"{each.text} “{why}”") for each in found]
    return found


@dataclass(frozen=True, slots=True)
class Recall:
    """Take a sent slip back after a telephone call with the network point (召回, row B-13)."""

    confirmed_by: str = ""
    """Who at the network point confirmed it on the telephone."""
    reason: str = ""
    action: str = "recall"

    def plan(self, order: Order, work: Work) -> Planned:
        """Guard and change: the slip is ready again, its dispatch no longer counts; not before the sending."""
        findings = sending.may_be_recalled(order, self.confirmed_by, self.reason)
        if worst(findings) < Level.BLOCK:
            findings += not_before_sending(order, work)
        return (order if worst(findings) is Level.BLOCK else sending.recalled(order)), findings

    def finish(self, changed: Sequence[tuple[Order, Order]], work: Work, writer: Writer) -> None:
        """Withdraw the dispatches, correct the ledger, strike the lines; card lines stay as they are."""
        take_back(
            [before for before, _after in changed], work, writer, confirmed(self.reason, self.confirmed_by)
        )


def _store_changed(
    changed: Sequence[tuple[Order, Order]], writer: Writer, change: Callable[[Dispatch], Dispatch]
) -> None:
    """Store the dispatches of slips as ``change`` gives them; the slips themselves stay as they are."""
    ids = [after.dispatch_id for _before, after in changed if after.dispatch_id is not None]
    writer.update_papers([(dispatch, change(dispatch)) for dispatch in writer.papers(Dispatch, id=ids)])


@dataclass(frozen=True, slots=True)
class Resend:
    """Send the same paper again, by the same way or another one (重发, row B-03)."""

    via: Via | None = None
    """None keeps the way of the dispatch."""
    reason: str = ""
    action: str = "resend"

    def plan(self, order: Order, work: Work) -> Planned:
        """Guard; the slip itself stays as it is."""
        dispatch = live_dispatch(order, work)
        via = self.via or (dispatch.via if dispatch else Via.FAX)
        tries = work.desk.settings.dispatching.fax_tries
        findings = sending.may_be_resent(order, dispatch, via, tries)
        if dispatch is not None and via is not dispatch.via and worst(findings) is not Level.BLOCK:
            findings += _fax_findings(dispatch.point, via, work)
        return order, findings

    def finish(self, changed: Sequence[tuple[Order, Order]], _work: Work, writer: Writer) -> None:
        """Count the try; nobody has confirmed it yet."""
        _store_changed(
            changed,
            writer,
            lambda each: replace(
                each, tries=each.tries + 1, delivery=Delivery.SENT, via=self.via or each.via
            ),
        )


@dataclass(frozen=True, slots=True)
class Delivered:
    """Note that the network point has the paper (已收到)."""

    reason: str = ""
    action: str = "delivered"

    def plan(self, order: Order, work: Work) -> Planned:
        """Guard; the slip itself stays as it is."""
        return order, sending.may_be_delivered(order, live_dispatch(order, work))

    def finish(self, changed: Sequence[tuple[Order, Order]], _work: Work, writer: Writer) -> None:
        """Store that the papers arrived."""
        _store_changed(changed, writer, lambda each: replace(each, delivery=Delivery.RECEIVED))


@dataclass(frozen=True, slots=True)
class NotDelivered:
    """Note that the paper did not arrive: fax failed, no answer (未收到, row B-03)."""

    reason: str = ""
    action: str = "not_delivered"

    def plan(self, order: Order, work: Work) -> Planned:
        """Guard; after the last try by fax the next step is the telephone."""
        dispatch = live_dispatch(order, work)
        findings = sending.may_be_undelivered(order, dispatch, self.reason)
        tries = work.desk.settings.dispatching.fax_tries
        if dispatch is not None and dispatch.tries >= tries and worst(findings) is not Level.BLOCK:
            point = work.desk.settings.point(dispatch.point)
            text = _("{no} was sent {n} times; telephone {name} ({telephone}).").format(
                no=order.no,
                n=dispatch.tries,
                name=work.desk.point_name(dispatch.point),
                telephone=(point.telephone if point else "") or "–",
            )
            findings.append(Finding(Level.NOTE, "telephone", text, "row B-03", {"tries": dispatch.tries}))
        return order, findings

    def finish(self, changed: Sequence[tuple[Order, Order]], _work: Work, writer: Writer) -> None:
        """Store that the papers did not arrive."""
        _store_changed(changed, writer, lambda each: replace(each, delivery=Delivery.FAILED))
