"""What stands on a flow card (信息流转卡): its lines as they are frozen when the card is closed (row B-02)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from dispatch_tui.domain.orders import Order, PlainJson
from dispatch_tui.domain.pre_review import review_of
from dispatch_tui.domain.sending import materials_text


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
