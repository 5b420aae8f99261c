"""What stands on a flow card (信息流转卡): its lines as they are frozen when the card is closed (row B-02)."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from datetime import datetime

from dispatch_tui.domain.dispatches import CardState, FlowCard
from dispatch_tui.domain.lifecycle import state_word
from dispatch_tui.domain.orders import Order, PlainJson
from dispatch_tui.domain.pre_review import review_of
from dispatch_tui.domain.rules import Finding, Level
from dispatch_tui.domain.sending import materials_text, work_begun
from dispatch_tui.i18n import gettext as _


def card_line(order: Order, local: Callable[[datetime], datetime]) -> dict[str, PlainJson]:
    """Return the line of a slip; times are written in the branch's zone, as ``local`` gives it."""
    return {
        "order_no": order.no,
        "kind": order.kind.value,
        "customer": order.customer,
        "phone": order.phone,
        "address": order.address,
        "product": " ".join(part for part in (order.category, order.model) if part),
        "appointment": span_text(order.required_from, order.required_to, local),
        "remark": order.remark,
        "materials": materials_text(review_of(order.review)),
        "urgent": order.urgent,
    }


def span_text(start: datetime | None, end: datetime | None, local: Callable[[datetime], datetime]) -> str:
    """Return an appointment like ``11-23 09:00–11:00``, ``–11-23 11:00`` without a start; empty when there is none."""
    if start is None:
        return "" if end is None else f"–{local(end):%m-%d %H:%M}"
    first = local(start)
    if end is None or end == start:
        return f"{first:%m-%d %H:%M}"
    last = local(end)
    same = last.date() == first.date()
    return f"{first:%m-%d %H:%M}–{last:%H:%M}" if same else f"{first:%m-%d %H:%M}–{last:%m-%d %H:%M}"


def may_be_voided(card: FlowCard, slips: Iterable[Order], dispatches: Collection[int]) -> list[Finding]:
    """Guard of voiding a card: not void already, and no slip that counts on it is or was worked on (row B-04).

    ``dispatches`` are the ids of the card's dispatches that count; a slip with another one has gone out again since.
    """
    if card.state is CardState.VOID:
        text = _("{no} is void already.").format(no=card.no)
        return [Finding(Level.BLOCK, "no-change", text, "row B-04")]
    begun = [slip for slip in slips if work_begun(slip) or slip.dispatch_id not in dispatches]
    if begun:
        named = ", ".join(f"{slip.no} ({state_word(slip.state)})" for slip in begun)
        text = _(
            "{no} can't be voided, work on it has begun: {slips}. Recall the other slips instead."
        ).format(no=card.no, slips=named)
        return [Finding(Level.BLOCK, "under-way", text, "row B-04")]
    return []


def may_be_signed(card: FlowCard) -> list[Finding]:
    """Guard of noting the signature on the second copy: once, and not on a void card (row B-04)."""
    if card.state is CardState.VOID:
        text = _("{no} is void; nobody signs it.").format(no=card.no)
        return [Finding(Level.BLOCK, "void", text, "row B-04")]
    if card.state is CardState.SIGNED:
        text = _("{no} is signed already by {name}.").format(no=card.no, name=card.signed_by)
        return [Finding(Level.BLOCK, "no-change", text, "row B-04")]
    return []
