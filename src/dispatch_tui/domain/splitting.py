"""Rules of splitting a slip and of merging slips (row B-13)."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime

from dispatch_tui.domain.lifecycle import kind_word, not_in_state, standing
from dispatch_tui.domain.orders import BEFORE_DONE, PENDING_STATES, Kind, Order, State
from dispatch_tui.domain.pre_review import review_of
from dispatch_tui.domain.reviewing import line_words
from dispatch_tui.domain.rules import Finding, Level
from dispatch_tui.domain.text import key
from dispatch_tui.i18n import gettext as _
from dispatch_tui.i18n import pgettext


def may_split(order: Order, remark: str, kind: Kind | None) -> list[Finding]:
    """Guard of a split: before the work is done, and the new slip says what it is for."""
    findings = []
    if order.state not in BEFORE_DONE:
        findings.append(not_in_state(order, pgettext("a slip can't be …", "split")))
    if not remark.strip() and (kind is None or kind is order.kind):
        text = _("Say what the new slip is for: its remark or another kind.")
        findings.append(Finding(Level.BLOCK, "part-empty", text, "row B-13"))
    return findings


def part_of(order: Order, number: str, kind: Kind, remark: str, day: date, received_at: datetime) -> Order:
    """Return the new slip that is split off: same customer, product and appointment, at its beginning.

    It belongs to no hand-over, whose count stays what was handed over. Its id, column and due time are still open.
    """
    return replace(
        order, id=0, no=number, kind=kind, state=State.RECEIVED, remark=remark.strip(), day=day,
        received_at=received_at, batch_id=None, split_of=order.split_of or order.no, version=1, review={},
        dispatch_id=None, dispatched_at=None, worker="", arrived_at=None, done_at=None, signed=False, closed_at=None,
        addenda=(), merged_into="", hold_until=None, hold_reason="", state_before_hold=None, cancel_reason="",
        repeat_of="", reappointed=0,
    )  # fmt: skip


def may_take_over(order: Order, reason: str) -> list[Finding]:
    """Guard of the slip that stays in a merger: not sent yet; with a reason."""
    findings = []
    if standing(order) not in PENDING_STATES:
        findings.append(not_in_state(order, pgettext("a slip can't be …", "merged with others")))
    if not reason.strip():
        text = _("Give a reason; without one slips are not merged.")
        findings.append(Finding(Level.BLOCK, "reason-missing", text, "row B-13"))
    return findings


def may_be_merged(order: Order, into: Order) -> list[Finding]:
    """Guard of a slip that goes into another one: not sent yet; another customer, address or kind warns."""
    if standing(order) not in PENDING_STATES:
        return [not_in_state(order, pgettext("a slip can't be …", "merged into another one"))]
    findings = []
    if not same_customer(order, into):
        text = _("{no} is of another customer or address than {into}.").format(no=order.no, into=into.no)
        findings.append(Finding(Level.WARN, "other-customer", text, "row B-13"))
    if order.kind is not into.kind:
        text = _("{no} is another kind of slip ({kind}) than {into} ({other}).").format(
            no=order.no, kind=kind_word(order.kind), into=into.no, other=kind_word(into.kind)
        )
        findings.append(Finding(Level.WARN, "other-kind", text, "row B-13"))
    return findings


def same_customer(order: Order, other: Order) -> bool:
    """Tell whether two slips are of one customer at one address: the address fits, and telephone or name does."""
    if key(order.address) != key(other.address):
        return False
    same_phone = bool(order.phone_digits) and order.phone_digits == other.phone_digits
    return same_phone or (bool(order.customer.strip()) and key(order.customer) == key(other.customer))


def merged_into(order: Order, into: Order, reason: str) -> Order:
    """Return the slip that went into another one: cancelled, naming it."""
    why = _("merged into {no}: {reason}").format(no=into.no, reason=reason.strip())
    return replace(
        order, state=State.CANCELLED, merged_into=into.no, cancel_reason=why, hold_until=None, state_before_hold=None
    )  # fmt: skip


def taken_over(order: Order, other: Order) -> Order:
    """Return the slip that stays with what the other one demands: the earlier call, its appointment, its urgency."""
    called = [at for at in (order.called_at, other.called_at) if at is not None]
    after = replace(order, called_at=min(called, default=None), day=min(order.day, other.day))
    if (other.required_from or other.required_to) and not (order.required_from or order.required_to):
        after = replace(after, required_from=other.required_from, required_to=other.required_to)
    return replace(after, urgent=True) if other.urgent else after


def merged_words(order: Order) -> str:
    """Return what a merged slip said, for the remark of the one that stays; nothing that was typed is lost."""
    review = review_of(order.review)
    parts = [
        kind_word(order.kind), f"{order.category} {order.model}".strip(), order.phone, order.remark,
        *(line_words(line) for line in (review.lines if review else ())),
    ]  # fmt: skip
    said = " · ".join(" ".join(part.split()) for part in parts if part.strip())
    return _("{no} merged into this slip: {said}").format(no=order.no, said=said)
