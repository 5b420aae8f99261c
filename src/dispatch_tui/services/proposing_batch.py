"""What a batch proposal works with: the slips read in one snapshot, the rooms, and the order of assigning."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from dispatch_tui.domain import sending
from dispatch_tui.domain.assignment import Room
from dispatch_tui.domain.orders import Kind, Order, State
from dispatch_tui.domain.rules import Level, worst
from dispatch_tui.i18n import gettext as _
from dispatch_tui.services.carrying_out import Target, told_conflict

if TYPE_CHECKING:
    from dispatch_tui.domain.addresses_match import AddressMatch
    from dispatch_tui.domain.assignment_options import Offer
    from dispatch_tui.domain.placing import Placer
    from dispatch_tui.domain.placing_results import Load
    from dispatch_tui.services.desk import Desk
    from dispatch_tui.storage.reading import Reader


@dataclass(slots=True)
class Batch:
    """What was read in one snapshot."""

    placer: Placer
    load: Load
    orders: dict[int, Order] = field(default_factory=dict)
    refused: dict[int, tuple[str, str]] = field(default_factory=dict)
    """Number and reason of the slips that can't be assigned."""
    notes: dict[int, str] = field(default_factory=dict)
    """What the rules say besides about the others."""
    matches: dict[int, AddressMatch] = field(default_factory=dict)
    offers: dict[int, Offer] = field(default_factory=dict)


def read_batch(desk: Desk, reader: Reader, targets: Sequence[Target]) -> Batch:
    """Read the slips and sort out those that can't be assigned."""
    batch = Batch(desk.placer(reader), reader.committed_load(desk.today(), desk.settings.branch.zone))
    found = {order.id: order for order in reader.orders([id_ for id_, _version in targets])}
    known = {point.code for point in desk.settings.points}
    for id_, version in targets:
        order = found.get(id_)
        if order is None:
            batch.refused[id_] = (str(id_), _("There is no such slip."))
            continue
        if version is not None and version != order.version:
            from dispatch_tui.storage.records import ORDER

            text = told_conflict(desk, order, reader.events(ORDER, id_))
            batch.refused[id_] = (order.no, text)
            continue
        findings = sending.may_be_assigned(order, none=True)
        text = " ".join(finding.text for finding in findings if finding.level > Level.OK)
        if worst(findings) is Level.BLOCK:
            batch.refused[id_] = (order.no, text)
        elif order.pinned and order.point not in known:
            text = _("There is no network point with the code {code}.").format(code=order.point)
            batch.refused[id_] = (order.no, text)
        else:
            batch.orders[id_] = order
            if text:
                batch.notes[id_] = text
    return batch


def rooms_of(desk: Desk, batch: Batch) -> dict[str, Room]:
    """Return what each network point has without the slips of the batch."""
    load, today = batch.load, desk.today()
    for order in batch.orders.values():
        if order.state is State.ASSIGNED and order.day <= today:
            load.add(order.point, order.kind, -1)
    return {
        point.code: Room(
            point.code,
            point.capacity_total,
            load.points.get(point.code, 0),
            {kind: (most, load.kinds.get((point.code, kind), 0)) for kind, most in point.capacity.items()},
        )
        for point in desk.settings.points
    }


def in_order(
    versions: Mapping[int, int], points: Mapping[int, str], batch: Batch, rooms: Mapping[str, Room]
) -> dict[int, int]:
    """Return the slips in an order in which each finds room when its turn comes, as far as there is one."""
    waiting = {id_ for id_ in versions if batch.orders[id_].state is State.ASSIGNED}
    if not waiting:
        return dict(versions)
    used: Counter[tuple[str, Kind | None]] = Counter()
    for order in batch.orders.values():
        if order.state is State.ASSIGNED and order.point:
            used.update([(order.point, None), (order.point, order.kind)])
    ordered: dict[int, int] = {}
    going = True
    while going:
        going = False
        for id_ in sorted(waiting):
            order, room = batch.orders[id_], rooms[points[id_]]
            most, taken = room.kinds.get(order.kind, (None, 0))
            free = room.capacity is None or room.used + used[room.code, None] < room.capacity
            if free and (most is None or taken + used[room.code, order.kind] < most):
                used.update([(room.code, None), (room.code, order.kind)])
                used.subtract([(order.point or "", None), (order.point or "", order.kind)])
                waiting.discard(id_)
                ordered[id_] = versions[id_]
                going = True
    return ordered | {id_: version for id_, version in versions.items() if id_ not in ordered}
