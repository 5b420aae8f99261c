"""Sending a slip to another network point after all (改派): the recall and the new assignment in one step (B-13)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from dispatch_tui.domain import sending
from dispatch_tui.domain.orders import Order
from dispatch_tui.domain.rules import Finding, Level, worst
from dispatch_tui.i18n import gettext as _
from dispatch_tui.services.assigning import Assign, committed
from dispatch_tui.services.carrying_out import Planned, Work
from dispatch_tui.services.sending_papers import confirmed, take_back
from dispatch_tui.services.times import not_before_sending

if TYPE_CHECKING:
    from dispatch_tui.storage.writing import Writer


@dataclass(frozen=True, slots=True)
class Reassign:
    """Recall a sent slip, confirmed on the telephone, and assign it to another network point at once."""

    point: str = ""
    confirmed_by: str = ""
    """Who at the network point that has the slip confirmed it on the telephone."""
    reason: str = ""
    action: str = "recall"

    def plan(self, order: Order, work: Work) -> tuple[Order, list[Finding]]:
        """Guard and change: the dispatch no longer counts, the slip is assigned elsewhere and can be sent again."""
        findings = sending.may_be_recalled(order, self.confirmed_by, self.reason)
        if worst(findings) < Level.BLOCK:
            findings += not_before_sending(order, work)
        if worst(findings) is Level.BLOCK:
            return order, findings
        if self.point in ("", order.point):
            text = _("{no} is at {name} already.").format(no=order.no, name=work.desk.point_name(order.point))
            return order, [*findings, Finding(Level.BLOCK, "no-change", text)]
        after, told = Assign(self.point, self.reason).plan(sending.recalled(order), work)
        findings += told
        if worst(findings) is Level.BLOCK:
            return order, findings
        sent_on = work.desk.settings.today(order.dispatched_at) if order.dispatched_at else None
        if sent_on == work.today and Planned(order, after, tuple(findings)).goes(work.force):
            committed(work).add(order.point, order.kind, -1)
        return after, findings

    def finish(self, changed: Sequence[tuple[Order, Order]], work: Work, writer: Writer) -> None:
        """Withdraw the dispatches, correct the ledger, strike the lines; card lines stay as they are."""
        reason = confirmed(self.reason, self.confirmed_by)
        take_back([before for before, _after in changed], work, writer, reason)
