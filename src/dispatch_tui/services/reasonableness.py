"""The look back at a day's dispatches: did they make sense (派工合理性, S004 一.1, row B-15)."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from dispatch_tui.domain.addresses_folding import fold_address
from dispatch_tui.domain.dispatches import COUNTED_STATES, Dispatch
from dispatch_tui.domain.placing_words import candidates_of
from dispatch_tui.domain.reasonableness import SentSlip, reviewed
from dispatch_tui.domain.rules import Finding

if TYPE_CHECKING:
    from dispatch_tui.services.desk import Desk


def review(desk: Desk, day: date) -> tuple[Finding, ...]:
    """Return what looks unreasonable about the slips sent on a day.

    Found are capability that is missing, a far network point while a nearer one had room, one address sent to several
    network points, and workers with too many slips. Each finding has the slips in ``facts["order_nos"]``.
    """
    settings = desk.settings
    with desk.store.read() as reader:
        sent = reader.paper_rows(
            Dispatch, ("order_id", "order_no", "point", "worker"), day=day, state=COUNTED_STATES
        )
        orders = {order.id: order for order in reader.orders(list({row[0] for row in sent}))}
    slips = []
    for order_id, order_no, point, worker in sent:
        order = orders.get(order_id)
        if order is None:
            continue
        slips.append(
            SentSlip(
                order_no, point, order.kind, desk.category_of(order.category), fold_address(order.address),
                order.district, order.street, worker,
                tuple(str(each.get("point")) for each in candidates_of(order.placement)),
            )
        )  # fmt: skip
    names = {point.code: desk.name_of(point) for point in settings.points}
    points = {point.code: point for point in settings.points}
    return tuple(reviewed(slips, points, names, settings.dispatching.worker_most))
