"""Guards of assigning and sending slips, and how a slip looks afterwards (S004 一.1, rows B-01 to B-07, B-13).

Guards answer with findings; what they need besides the slip comes as arguments.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime

from dispatch_tui.domain.dispatches import Delivery, Dispatch, Via
from dispatch_tui.domain.lifecycle import state_word
from dispatch_tui.domain.orders import Incomplete, Kind, Order, PlainJson, State
from dispatch_tui.domain.pre_review import REVIEWED_KINDS, Review, ReviewStatus, facts_of, review_of
from dispatch_tui.domain.rules import Finding, Level
from dispatch_tui.i18n import gettext as _
from dispatch_tui.i18n import pgettext

UNDER_WAY = frozenset({State.ARRIVED, State.IN_HOUSE, State.DONE, State.CLOSED})
"""States in which the work has begun or is over; a dispatch is not taken back any more."""
OUT = frozenset({State.SENT, State.ACKED}) | UNDER_WAY
"""States of slips whose paper is at the network point."""
_OPEN_REVIEW = frozenset({State.RECEIVED, State.REVIEW})


def _block(code: str, text: str, article: str = "") -> Finding:
    return Finding(Level.BLOCK, code, text, article)


def may_be_assigned(order: Order, *, none: bool = False) -> list[Finding]:
    """Guard of giving a slip to a network point for good: state, kind, completeness, pre-review.

    ``none`` states in the same step that the pre-review needs nothing. A slip that waits for materials warns; forcing
    it waives the pre-review with the reason (row B-05).
    """
    refused = _wrong_state(order)
    if refused is not None:
        return [refused]
    if order.kind is Kind.UNSORTED:
        text = _("{no} has no kind; sort it first.").format(no=order.no)
        return [_block("unsorted", text, "row A-09")]
    if order.incomplete:
        lacks = ", ".join(lack_word(lack) for lack in order.incomplete)
        text = _("{no} is incomplete ({lacks}); correct it before it is dispatched.").format(
            no=order.no, lacks=lacks
        )
        return [_block("incomplete", text, "row A-10")]
    return _review_findings(order, none=none)


def _wrong_state(order: Order) -> Finding | None:
    if order.state is State.HOLD:
        day = order.hold_until.isoformat() if order.hold_until else "–"
        text = _("{no} is on hold until {day}; resume it first.").format(no=order.no, day=day)
        return _block("on-hold", text, "row B-13")
    if order.state in OUT or order.state is State.CANCELLED:
        text = _("{no} is {state}; it can't be {action}.").format(
            no=order.no, state=state_word(order.state), action=pgettext("a slip can't be …", "assigned")
        )
        return Finding(Level.BLOCK, "wrong-state", text, "S004 一.1", {"state": order.state.value})
    return None


def _review_findings(order: Order, *, none: bool) -> list[Finding]:
    if order.kind not in REVIEWED_KINDS:
        return []
    review = review_of(order.review)
    if order.state is State.WAITING:
        what = materials_text(review) if review else ""
        text = _("{no} waits for {what}; forcing it waives the pre-review.").format(
            no=order.no, what=what or _("material")
        )
        return [Finding(Level.WARN, "waiting", text, "row B-05", {"review": dict(order.review)})]
    if order.state in _OPEN_REVIEW and not none and not _settled(review):
        text = _("{no} has no pre-review; state what is needed, or add “none”.").format(no=order.no)
        return [_block("review-missing", text, "row B-05" if order.kind is Kind.INSTALL else "row B-06")]
    return []


def _settled(review: Review | None) -> bool:
    return review is not None and review.status is not ReviewStatus.REQUESTED


def assigned(
    order: Order,
    point: str,
    by: str,
    at: datetime,
    *,
    none: bool = False,
    waiver: str = "",
    by_hand: bool = False,
) -> Order:
    """Return the slip assigned to a network point.

    The pre-review is stated as "none", or waived with ``waiver``, where the guard asks for it. ``by`` is a staff
    number, ``at`` the true time in UTC; ``by_hand`` pins the network point.
    """
    review: Mapping[str, PlainJson] = order.review
    stated = review_of(review)
    if order.kind in REVIEWED_KINDS:
        if order.state is State.WAITING:
            waived = replace(stated or Review(ReviewStatus.WAIVED), status=ReviewStatus.WAIVED)
            review = facts_of(replace(waived, ready_by=by, ready_at=at, reason=waiver.strip()))
        elif order.state in _OPEN_REVIEW and none and not _settled(stated):
            review = facts_of(Review(ReviewStatus.NONE, by=by, at=at))
    pinned = order.pinned or by_hand
    return replace(order, state=State.ASSIGNED, point=point, review=review, pinned=pinned)


def may_unassign(order: Order, reason: str) -> list[Finding]:
    """Guard of taking an assignment back: only what is assigned and not sent, with a reason (row B-13)."""
    findings = []
    if order.state is not State.ASSIGNED:
        if order.state in {State.SENT, State.ACKED}:
            text = _("{no} has been sent already; recall it instead.").format(no=order.no)
        else:
            text = _("{no} is not assigned; it is {state}.").format(
                no=order.no, state=state_word(order.state)
            )
        findings.append(Finding(Level.BLOCK, "not-assigned", text, "row B-13", {"state": order.state.value}))
    if not reason.strip():
        text = _("Give a reason; without one an assignment is not taken back.")
        findings.append(_block("reason-missing", text, "row B-13"))
    return findings


def may_be_recalled(order: Order, confirmed_by: str, reason: str) -> list[Finding]:
    """Guard of a recall: a slip whose paper is out and whose work has not begun, confirmed on the telephone (B-13)."""
    findings = []
    if work_begun(order):
        text = _("{no} is {state}; it is too late for a recall.").format(
            no=order.no, state=state_word(order.state)
        )
        findings.append(Finding(Level.BLOCK, "wrong-state", text, "row B-13", {"state": order.state.value}))
    elif order.dispatch_id is None:
        text = _("{no} is {state}; there is nothing to recall.").format(
            no=order.no, state=state_word(order.state)
        )
        findings.append(Finding(Level.BLOCK, "not-sent", text, "row B-13", {"state": order.state.value}))
    if not confirmed_by.strip():
        text = _("Say who at the network point confirmed the recall on the telephone.")
        findings.append(_block("confirmer-missing", text, "row B-13"))
    if not reason.strip():
        findings.append(_block("reason-missing", _("Give a reason for the recall."), "row B-13"))
    return findings


def work_begun(order: Order) -> bool:
    """Tell whether a worker was at the customer's, also when the slip was cancelled afterwards."""
    return order.state in UNDER_WAY or order.arrived_at is not None


def recalled(order: Order) -> Order:
    """Return the slip whose dispatch was taken back.

    A sent slip is ready again; one on hold will be, and a cancelled one stays cancelled.
    """
    changes: dict[str, object] = {"dispatched_at": None, "dispatch_id": None, "worker": ""}
    if order.state is State.HOLD:
        changes["state_before_hold"] = State.READY
    elif order.state is not State.CANCELLED:
        changes["state"] = State.READY
    return replace(order, **changes)  # type: ignore[arg-type]


def sent(order: Order, dispatch_id: int, at: datetime) -> Order:
    """Return the assigned slip sent by a dispatch at its true time."""
    return replace(order, state=State.SENT, dispatched_at=at, dispatch_id=dispatch_id, worker="")


def may_be_resent(order: Order, dispatch: Dispatch | None, via: Via, tries: int) -> list[Finding]:
    """Guard of sending the same paper again: not received yet; after ``tries`` failed faxes telephone (row B-03)."""
    if dispatch is None or order.state not in {State.SENT, State.ACKED}:
        return [_nothing_out(order)]
    if dispatch.delivery is Delivery.RECEIVED or order.state is State.ACKED:
        text = _("{no} has been received by the network point; it is not sent again.").format(no=order.no)
        return [_block("received-already", text, "row B-03")]
    if via is Via.FAX and dispatch.tries >= tries:
        text = _("{no} was faxed {n} times; telephone the network point.").format(
            no=order.no, n=dispatch.tries
        )
        return [Finding(Level.WARN, "telephone", text, "row B-03", {"tries": dispatch.tries})]
    return []


def may_be_delivered(order: Order, dispatch: Dispatch | None) -> list[Finding]:
    """Guard of noting that the network point has the paper."""
    if dispatch is None or order.state not in OUT:
        return [_nothing_out(order)]
    if dispatch.delivery is Delivery.RECEIVED:
        text = _("{no} is noted as received already.").format(no=order.no)
        return [_block("no-change", text)]
    return []


def may_be_undelivered(order: Order, dispatch: Dispatch | None, reason: str) -> list[Finding]:
    """Guard of noting that the paper did not arrive: fax failed, no answer (row B-03)."""
    findings = []
    if dispatch is None or order.state not in {State.SENT, State.ACKED}:
        findings.append(_nothing_out(order))
    elif order.state is State.ACKED:
        text = _("{no}: the network point has named the worker, so it has the slip.").format(no=order.no)
        findings.append(_block("received-already", text, "row B-03"))
    elif dispatch.delivery is Delivery.FAILED:
        text = _("{no} is noted as not received already.").format(no=order.no)
        findings.append(_block("no-change", text))
    elif dispatch.delivery is Delivery.RECEIVED:
        text = _("{no} is noted as received; this takes the note back.").format(no=order.no)
        findings.append(Finding(Level.WARN, "received-already", text, "row B-03"))
    if not reason.strip():
        findings.append(_block("reason-missing", _("Say what happened: fax failed, no answer."), "row B-03"))
    return findings


def _nothing_out(order: Order) -> Finding:
    text = _("{no} is {state}; no paper of it is on its way.").format(
        no=order.no, state=state_word(order.state)
    )
    return Finding(Level.BLOCK, "not-sent", text, "row B-03", {"state": order.state.value})


def lack_word(lack: Incomplete) -> str:
    """Return what a slip lacks, in the user's language."""
    return {
        Incomplete.CUSTOMER: pgettext("lacking", "customer"),
        Incomplete.PHONE: pgettext("lacking", "telephone"),
        Incomplete.ADDRESS: pgettext("lacking", "address"),
        Incomplete.CATEGORY: pgettext("lacking", "category"),
        Incomplete.KIND: pgettext("lacking", "kind"),
        Incomplete.URGENT_TIME: pgettext("lacking", "required time"),
    }[lack]


def via_word(via: Via) -> str:
    """Return what carries a slip, in the user's language."""
    return {
        Via.CAR: pgettext("way of sending", "car"),
        Via.FAX: pgettext("way of sending", "fax"),
        Via.PICK_UP: pgettext("way of sending", "pick-up"),
    }[via]


def materials_text(review: Review | None) -> str:
    """Return the lines of a pre-review on one line, like ``支架 2个、铜管 3.5米``; empty when there are none."""
    if review is None:
        return ""
    return "、".join(f"{line.name} {line.quantity}{line.unit}" for line in review.lines)
