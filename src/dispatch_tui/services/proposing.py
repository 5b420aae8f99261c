"""Proposing network points for a whole batch: address, workload and capability weighed together (S004 一.1, row B-01).

Nothing is stored: the proposal names the versions that it was made for, and assigning them is an action of its own.
It reads one snapshot and works outside of any transaction, so it may run beside the screen and be stopped.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from threading import Event
from time import thread_time
from typing import TYPE_CHECKING

from dispatch_tui.domain.assignment import AssignWeights, Room, Status, Wish
from dispatch_tui.domain.assignment_flow import Assignment
from dispatch_tui.domain.assignment_options import Offers, Quality
from dispatch_tui.domain.orders import Order, State
from dispatch_tui.i18n import gettext as _
from dispatch_tui.services import roles
from dispatch_tui.services.carrying_out import Target
from dispatch_tui.services.proposing_batch import Batch, in_order, read_batch, rooms_of
from dispatch_tui.services.proposing_words import Words, quality_word

if TYPE_CHECKING:
    from dispatch_tui.services.desk import Desk


@dataclass(frozen=True, slots=True)
class Proposed:
    """What the proposal says about one slip."""

    order_id: int
    order_no: str
    point: str | None
    """Code of the network point; None when the slip was left out."""
    status: str
    """``pinned``, ``kept``, ``new``, ``moved`` or ``unassigned``."""
    reason: str
    """One line in the user's language."""
    alternatives: tuple[tuple[str, str, str], ...] = ()
    """Up to three other network points: code, name, and a sentence with what it costs more or why not."""
    terms: tuple[tuple[str, int], ...] = ()
    """What the choice costs: ``distance``, ``coverage``, ``load``, ``stay``; 30 are a kilometre."""


@dataclass(frozen=True, slots=True)
class BatchProposal:
    """A proposal for a batch of slips, as of one moment."""

    points: Mapping[int, str] = field(default_factory=dict)
    """Network point of every slip that has one, by id: pinned, kept, new and moved ones."""
    versions: Mapping[int, int] = field(default_factory=dict)
    """Version of the slips that have to be assigned, by id; those that are there already are left out.

    In the order in which they find room: a slip that leaves a full network point comes before the one that follows.
    """
    lines: tuple[Proposed, ...] = ()
    """Every slip asked for, in the order asked."""
    load: tuple[tuple[str, int, int, int | None], ...] = ()
    """Network points that get slips: code, slips of today without and with the batch, capacity (None: unknown)."""
    cpu_ms: int = 0
    cancelled: bool = False
    """Whether it was stopped; what was done until then is the best for the slips it came to."""
    quality: str = ""
    """How the kilometres are known, one sentence; empty when there are none."""
    savings: tuple[tuple[str, float], ...] = ()
    """Full network points, and the kilometres that one more slot there would save at most; the greatest first."""

    @property
    def targets(self) -> tuple[Target, ...]:
        """The slips to assign, with the versions that the proposal was made for."""
        return tuple(self.versions.items())


def propose(
    desk: Desk,
    targets: Sequence[Target],
    *,
    progress: Callable[[int, int], None] | None = None,
    cancel: Event | None = None,
    weights: AssignWeights | None = None,
) -> BatchProposal:
    """Propose a network point for each slip, all weighed together; nothing is stored.

    Slips placed by hand stay where they are, assigned ones move only for a good reason. What can't be assigned is
    named with the reason. ``progress`` gets slips done and slips in all; ``cancel`` stops between two slips. Raises
    NotAllowed when the role does not suffice.
    """
    roles.require(desk, "propose")
    started = thread_time()
    weights = weights or AssignWeights()
    with desk.store.read() as reader:
        batch = read_batch(desk, reader, targets)
    rooms = rooms_of(desk, batch)
    offers = Offers(batch.placer, rooms, weights)
    wishes = [_wish(desk, order, batch, offers, weights) for order in _waiting(batch, cancel)]
    stopped = cancel is not None and cancel.is_set()
    flow = Assignment(rooms.values(), weights)
    if not stopped:
        asked = cancel.is_set if cancel is not None else None
        stopped = not flow.solve(wishes, progress, asked)
        while not stopped and (over := _over_full(wishes, flow)):
            wishes = [replace(wish, pinned=wish.earlier) if wish.id in over else wish for wish in wishes]
            flow = Assignment(rooms.values(), weights)
            stopped = not flow.solve(wishes, progress, asked)
    return _told(desk, targets, batch, rooms, flow, weights, stopped, started)


def _waiting(batch: Batch, cancel: Event | None) -> list[Order]:
    """Return the slips to be proposed for, their addresses read; empty when it was stopped meanwhile."""
    for order in batch.orders.values():
        if cancel is not None and cancel.is_set():
            return []
        if not order.pinned:
            batch.matches[order.id] = batch.placer.matcher.match(order.address)
    return list(batch.orders.values())


def _wish(desk: Desk, order: Order, batch: Batch, offers: Offers, weights: AssignWeights) -> Wish:
    left_out = weights.price_left_out(order.day, desk.today(), urgent=order.urgent)
    if order.pinned and order.point:
        return Wish(order.id, order.kind, left_out, pinned=order.point)
    category, match = desk.category_of(order.category), batch.matches[order.id]
    offer = offers.of(match, order.kind, category)
    earlier = (order.point or "") if order.state is State.ASSIGNED else ""
    if earlier:
        left_out += weights.assigned
        offer = offers.with_earlier(offer, earlier, order.kind, category, match)
    batch.offers[order.id] = offer
    return Wish(order.id, order.kind, left_out, offers.priced(offer, order.id), earlier)


def _over_full(wishes: Sequence[Wish], flow: Assignment) -> set[int]:
    """Return the slips assigned over a capacity for which nobody else has room: they stay where they are."""
    return {
        wish.id
        for wish in wishes
        if wish.earlier
        and flow.knows(wish.id)
        and flow.point_of(wish.id) is None
        and any(code == wish.earlier for code, _price in wish.options)
    }


def _told(
    desk: Desk,
    targets: Sequence[Target],
    batch: Batch,
    rooms: Mapping[str, Room],
    flow: Assignment,
    weights: AssignWeights,
    stopped: bool,
    started: float,
) -> BatchProposal:
    added = flow.added()
    words = Words(desk, batch.placer, rooms, flow, weights)
    lines, points, versions = [], dict[int, str](), dict[int, int]()
    worst_quality: Quality | None = None
    for id_ in dict.fromkeys(id_ for id_, _version in targets):
        refused, order = batch.refused.get(id_), batch.orders.get(id_)
        if refused is not None:
            lines.append(Proposed(id_, refused[0], None, Status.UNASSIGNED.value, refused[1]))
        if order is None:
            continue
        line = _line(order, batch, flow, words)
        lines.append(line)
        if line.point is not None:
            points[id_] = line.point
            if order.state is not State.ASSIGNED or order.point != line.point:
                versions[id_] = order.version
            worst_quality = words.worse(worst_quality, batch.offers.get(id_), line.point)
    load = tuple(
        (code, room.used, room.used + added[code], room.capacity)
        for code, room in rooms.items()
        if added[code]
    )
    savings = sorted(
        (
            (code, round(price / weights.per_kilometre, 1))
            for code, price in flow.shadow_prices().items()
            if price
        ),
        key=lambda saving: -saving[1],
    )
    quality = quality_word(worst_quality) if worst_quality is not None else ""
    spent = round(1000 * (thread_time() - started))
    versions = in_order(versions, points, batch, rooms)
    return BatchProposal(points, versions, tuple(lines), load, spent, stopped, quality, tuple(savings))


def _line(order: Order, batch: Batch, flow: Assignment, words: Words) -> Proposed:
    """Return the line about one slip that could be proposed for."""
    point = flow.point_of(order.id)
    note = batch.notes.get(order.id, "")
    earlier = order.point if order.state is State.ASSIGNED else None
    if order.pinned:
        code = order.point or ""
        return Proposed(order.id, order.no, code, Status.PINNED.value, words.pinned(order, note))
    offer = batch.offers.get(order.id)
    if offer is None or not flow.knows(order.id):
        text = _("The proposal was stopped before this slip.")
        status = Status.KEPT if earlier else Status.UNASSIGNED
        return Proposed(order.id, order.no, earlier, status.value, text)
    choices = flow.choices(order.id)
    others = words.alternatives(order, offer, choices, point)
    if point is None:
        text = words.left_out(order, offer, batch.matches[order.id], earlier)
        return Proposed(order.id, order.no, None, Status.UNASSIGNED.value, text, others)
    status = Status.NEW if earlier is None else Status.KEPT if earlier == point else Status.MOVED
    text = words.chosen(order.kind, offer, point, earlier, note)
    return Proposed(order.id, order.no, point, status.value, text, others, words.terms(offer, point, status))
