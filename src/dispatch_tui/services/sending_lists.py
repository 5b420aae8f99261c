"""What still has to be sent, and what was sent and nobody has confirmed or named a worker for (rows B-03, B-08, B-11).

The lists of day-close and of the chase; each is read in one snapshot.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from dispatch_tui.domain.dispatches import Delivery, Dispatch, DispatchState, Mode, Via
from dispatch_tui.domain.feedback import worker_subject
from dispatch_tui.domain.filters import And, AtPoint, InStates, OnDay
from dispatch_tui.domain.orders import PENDING_STATES, Order, State

if TYPE_CHECKING:
    from dispatch_tui.domain.batches import Chase
    from dispatch_tui.services.chasing import ChaseStep
    from dispatch_tui.services.desk import Desk
    from dispatch_tui.settings.model import NetworkPoint

_LOOK_BACK = timedelta(days=31)
"""Dispatches older than this are no longer on their way."""


@dataclass(slots=True)
class UnsentPoint:
    """What one network point's slips of today (and before) lack for being sent."""

    point: str | None
    """None for slips without a network point."""
    name: str
    received: int = 0
    review: int = 0
    waiting: int = 0
    ready: int = 0
    """Ready, or reopened as a repeat repair."""
    assigned: int = 0
    urgent: int = 0
    carried: int = 0
    """Slips carried over from an earlier day."""
    longest: int = 0
    """How many working days the oldest of them is late."""
    escalated: int = 0
    """Slips carried over so often that the supervisor has to step in (row B-11)."""

    @property
    def count(self) -> int:
        """Slips that are not sent yet."""
        return self.received + self.review + self.waiting + self.ready + self.assigned


@dataclass(frozen=True, slots=True)
class CarriedSlip:
    """A slip that was not sent on its day."""

    order: Order
    times: int
    """How many working days it was carried over."""
    escalated: bool


@dataclass(frozen=True, slots=True)
class Unconfirmed:
    """A temporary dispatch of which the network point has not said that it arrived (row B-03)."""

    order: Order
    dispatch: Dispatch
    minutes: int
    """Since it was sent."""
    point: NetworkPoint | None
    telephone: bool
    """Whether it failed by fax so often that the next step is the telephone."""

    @property
    def failed(self) -> bool:
        """Whether it is known not to have arrived."""
        return self.dispatch.delivery is Delivery.FAILED


@dataclass(frozen=True, slots=True)
class Nameless:
    """A temporary dispatch whose worker is not known yet (row B-08)."""

    order: Order
    dispatch: Dispatch
    minutes: int
    """Since it was sent."""
    chases: tuple[Chase, ...]
    """Oldest first."""
    next_step: ChaseStep

    def due(self, now: datetime) -> bool:
        """Tell whether the network point should be asked now."""
        return self.next_step.due_at <= now


def unsent(desk: Desk) -> list[UnsentPoint]:
    """Return what is not sent of today's and earlier work, by network point; unplaced slips first."""
    today = desk.today()
    most = desk.settings.dispatching.carry_over_most
    with desk.store.read() as reader:
        tallies = reader.unsent_tallies(today)
    found: dict[str | None, UnsentPoint] = {}
    for tally in tallies:
        row = found.setdefault(tally.point, UnsentPoint(tally.point, desk.point_name(tally.point)))
        name = "ready" if tally.state is State.REOPENED else tally.state.value
        setattr(row, name, getattr(row, name) + tally.count)
        row.urgent += tally.urgent
        if tally.day < today:
            times = carried_over(desk, tally.day, today)
            row.carried += tally.count
            row.longest = max(row.longest, times)
            row.escalated += tally.count if times >= most else 0
    places = {point.code: place for place, point in enumerate(desk.settings.points)}
    return sorted(
        found.values(),
        key=lambda row: (
            row.point is not None,
            places.get(row.point or "", len(places)),
            row.point or "",
        ),
    )


def carried_over(desk: Desk, day: date, today: date | None = None) -> int:
    """Return how many working days a slip of a day was carried over; a weekend or a holiday between counts nothing."""
    today = today or desk.today()
    calendar = desk.settings.calendar
    span = (today - day).days
    return sum(calendar.is_working(day + timedelta(days=step)) for step in range(1, span + 1))


def carried(desk: Desk, point: str | None = None, *, limit: int | None = None) -> list[CarriedSlip]:
    """Return the slips carried over, oldest first and urgent before others; of one network point when it is named."""
    today = desk.today()
    most = desk.settings.dispatching.carry_over_most
    condition = And((InStates(PENDING_STATES), OnDay(None, today - timedelta(days=1))))
    if point is not None:
        condition = And((*condition.parts, AtPoint(point)))
    with desk.store.read() as reader:
        orders = reader.orders(reader.find_ids(condition, now=desk.now(), limit=limit))
    counted: dict[date, int] = {}
    found = []
    for order in sorted(orders, key=lambda each: (each.day, not each.urgent, each.id)):
        if order.day not in counted:
            counted[order.day] = carried_over(desk, order.day, today)
        found.append(CarriedSlip(order, counted[order.day], counted[order.day] >= most))
    return found


def unconfirmed(desk: Desk) -> list[Unconfirmed]:
    """Return the temporary dispatches that the network point has not confirmed, failed ones first, then the oldest."""
    now, today = desk.now(), desk.today()
    tries = desk.settings.dispatching.fax_tries
    with desk.store.read() as reader:
        dispatches = reader.papers(
            Dispatch,
            state=DispatchState.LIVE,
            mode=Mode.TEMPORARY,
            delivery=[Delivery.SENT, Delivery.FAILED],
            day_from=today - _LOOK_BACK,
        )
        slips = {order.id: order for order in reader.orders([each.order_id for each in dispatches])}
    found = [
        Unconfirmed(
            slips[each.order_id],
            each,
            minutes_since(each.sent_at, now),
            desk.settings.point(each.point),
            each.delivery is Delivery.FAILED and each.via is Via.FAX and each.tries >= tries,
        )
        for each in dispatches
        if each.order_id in slips and slips[each.order_id].state is State.SENT
    ]
    return sorted(found, key=lambda each: (not each.failed, each.dispatch.sent_at, each.order.no))


def nameless(desk: Desk) -> list[Nameless]:
    """Return the temporary dispatches whose worker is not known, with the next step of the chase, soonest first."""
    from dispatch_tui.services.chasing import chases_since, nameless_dispatches, next_step, worker_due

    now = desk.now()
    with desk.store.read() as reader:
        pairs = nameless_dispatches(reader, desk.today())
        logs = reader.chases_of(worker_subject(order.no) for order, _dispatch in pairs)
    found = []
    for order, dispatch in pairs:
        log = chases_since(logs.get(worker_subject(order.no), ()), dispatch.sent_at)
        step = next_step(desk, log, worker_due(desk, dispatch))
        found.append(Nameless(order, dispatch, minutes_since(dispatch.sent_at, now), log, step))
    return sorted(found, key=lambda each: (each.next_step.due_at, each.order.no))


def minutes_since(instant: datetime, now: datetime) -> int:
    """Return the whole minutes since an instant, 0 when it lies ahead."""
    return max(0, int((now - instant).total_seconds() // 60))
