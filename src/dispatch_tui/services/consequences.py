"""What follows from a changed field of a slip, in one place for corrections, files, sorting and appointments.

Initials follow the name; column and pre-review the kind; network point, division and area the address, category and
kind; the day the appointment; the due time all of these; and what the slip lacks everything.
"""

from __future__ import annotations

from dataclasses import replace

from dispatch_tui.domain.lifecycle import standing
from dispatch_tui.domain.orders import PENDING_STATES, Order, State
from dispatch_tui.domain.pre_review import REVIEWED_KINDS
from dispatch_tui.services.carrying_out import Work
from dispatch_tui.services.placing import with_placement
from dispatch_tui.services.slip_facts import incomplete_of, slot_for, surface_day, with_due

_UNDECIDED = PENDING_STATES - {State.ASSIGNED}
"""States in which the network point of a slip is a proposal; afterwards it is where the slip goes or went."""
_LONGEST_NAME = 200
"""Characters of a name that have initials."""


def followed(before: Order, after: Order, work: Work) -> Order:
    """Return the changed slip with everything worked out that follows from the fields in which it differs."""
    if _differ(before, after, "customer"):
        from dispatch_tui.domain.pinyin import initials

        after = replace(after, initials=initials(after.customer[:_LONGEST_NAME]))
    if _differ(before, after, "kind"):
        after = _of_kind(after, work)
    if _differ(before, after, "address", "category", "kind"):
        after = _placed(after, work)
    if _differ(before, after, "required_from", "required_to"):
        return surfaced(after, work)
    if _differ(before, after, "called_at", "category", "area", "kind", "urgent"):
        after = with_due(after, work.desk, work.pauses(before))
    return replace(after, incomplete=incomplete_of(after))


def point_is_open(order: Order) -> bool:
    """Tell whether the slip's network point is still a proposal that follows its address."""
    return standing(order) in _UNDECIDED


def surfaced(order: Order, work: Work) -> Order:
    """Return a slip with a new appointment on the day it becomes work, with its due time and gaps worked out."""
    settings = work.desk.settings
    received = settings.today(order.received_at)
    earliest = surface_day(received, order.required_from or order.required_to, settings)
    day = earliest if earliest > work.today else max(min(order.day, work.today), received)
    slot = order.slot
    if day != order.day:
        seasons = work.desk.seasons(work.reader)
        slot = slot_for(order.kind, order.received_at, day, seasons, settings)
    changed = with_due(replace(order, day=day, slot=slot), work.desk, work.pauses(order))
    return replace(changed, incomplete=incomplete_of(changed))


def _of_kind(order: Order, work: Work) -> Order:
    """Return a slip of another kind in the column of that kind, its pre-review open when it needs one."""
    settings = work.desk.settings
    seasons = work.desk.seasons(work.reader)
    order = replace(order, slot=slot_for(order.kind, order.received_at, order.day, seasons, settings))
    if order.kind not in REVIEWED_KINDS or order.review:
        return order
    if order.state in {State.READY, State.ASSIGNED}:
        return replace(order, state=State.RECEIVED)
    if order.state is State.HOLD and order.state_before_hold in {State.READY, State.ASSIGNED}:
        return replace(order, state_before_hold=State.RECEIVED)
    return order


def _placed(order: Order, work: Work) -> Order:
    """Return a slip with the facts of its address; its network point follows while it is a proposal."""
    if point_is_open(order):
        return with_placement(order, work)
    return replace(with_placement(replace(order, pinned=True), work), pinned=order.pinned)


def _differ(before: Order, after: Order, *names: str) -> bool:
    return any(getattr(before, name) != getattr(after, name) for name in names)
