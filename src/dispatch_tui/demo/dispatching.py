"""What the colleagues of the demonstration do with slips from pre-review to the end, through the services."""

from __future__ import annotations

import random
from collections.abc import Sequence
from datetime import date, timedelta
from typing import TYPE_CHECKING

from dispatch_tui.demo import vocabulary as words
from dispatch_tui.domain.dispatches import Dispatch, DispatchState, Mode, Via
from dispatch_tui.domain.feedback import FeedbackSheet, SheetState, sheet_subject
from dispatch_tui.domain.filters import And, AtPoint, Condition, InSlot, InStates, IsKind, OnDay, Urgent
from dispatch_tui.domain.orders import PENDING_STATES, Kind, Order, State
from dispatch_tui.domain.pre_review import ReviewLine
from dispatch_tui.services.carrying_out import SlipChange, Target, carry_out

if TYPE_CHECKING:
    from dispatch_tui.services.desk import Desk
    from dispatch_tui.storage.writing import Writer

PART = 2000
"""So many slips are sent in one transaction, so that nobody waits long."""
SOME = 150
"""So many slips are looked at when any of them will do."""
NEEDING = 0.05
"""Part of the slips whose pre-review finds that something is needed."""
PLACED_SHARE = 0.7
"""Part of the unplaced slips that somebody places by hand before the day is closed."""
SILENT_POINTS = 5
"""So many network points do not send their feedback in time and have to be chased (row C-03)."""


def pending_targets(desk: Desk, *, urgent: bool = False) -> list[Target]:
    """Return the pending slips of today and before that have a network point."""
    parts: list[Condition] = [InStates(PENDING_STATES), OnDay(None, desk.today())]
    if urgent:
        parts.append(Urgent())
    return [(order.id, order.version) for order in _orders(desk, And(tuple(parts))) if order.point]


def place_by_hand(desk: Desk, chance: random.Random) -> None:
    """Assign most of the slips that the proposal could not place, to a network point that people telephoned for."""
    from dispatch_tui.services.assigning import Assign

    stray = And((InStates(PENDING_STATES), OnDay(None, desk.today()), AtPoint(None)))
    for order in _orders(desk, stray):
        able = [point for point in desk.settings.points if point.active and order.kind in point.kinds]
        if able and chance.random() < PLACED_SHARE:
            change = Assign(point=chance.choice(able).code, none=True)
            carry_out(desk, change, [(order.id, order.version)], force=words.FORCE_REASON)


def send_away(desk: Desk, targets: Sequence[Target], *, temporary: bool = False) -> None:
    """Send slips to their network points by card or by fax; what the rules refuse stays."""
    from dispatch_tui.services.sending import SendNormal, SendTemporary

    change: SlipChange = SendTemporary(Via.FAX, none=True) if temporary else SendNormal(none=True)
    for start in range(0, len(targets), PART):
        carry_out(desk, change, targets[start : start + PART], force=words.FORCE_REASON)


def print_cards(desk: Desk) -> None:
    """Print the day's flow cards, as the room does before the car leaves."""
    from dispatch_tui.domain.dispatches import FlowCard
    from dispatch_tui.domain.printing import Paper
    from dispatch_tui.services.printing import record

    with desk.store.read() as reader:
        numbers = [card.no for card in reader.papers(FlowCard, day=desk.today())]
    if numbers:
        record(desk, Paper.FLOW_CARD, numbers, words.PRINTER)


def review_batch(desk: Desk, kind: Kind, slot: str, chance: random.Random) -> None:
    """Pre-review the slips of a hand-over: a few need materials or parts, the others nothing; some are assigned."""
    from dispatch_tui.services.assigning import Assign
    from dispatch_tui.services.reviewing import ReviewLines, ReviewNone

    today = OnDay(desk.today(), desk.today())
    received = InStates(frozenset({State.RECEIVED}))
    condition = And((received, IsKind(frozenset({kind})), InSlot(slot), today))
    orders = _orders(desk, condition)
    needing = [order for order in orders if chance.random() < NEEDING]
    for order in needing:
        name, quantity, unit = chance.choice(words.MATERIALS if kind is Kind.INSTALL else words.PARTS)
        lines = (ReviewLine(name, quantity, unit),)
        carry_out(desk, ReviewLines(lines, make=name in words.MADE), [(order.id, order.version)])
    known = {order.id for order in needing}
    nothing = [order for order in orders if order.id not in known and chance.random() < 0.75]
    carry_out(desk, ReviewNone(), [(order.id, order.version) for order in nothing])
    assigned = [(order.id, None) for order in nothing if order.point and chance.random() < 0.5]
    carry_out(desk, Assign(), assigned)


def materials_ready(desk: Desk, chance: random.Random) -> None:
    """Let the materials department have some of what is waited for."""
    from dispatch_tui.services.reviewing import MaterialsReady

    waiting = _orders(desk, InStates(frozenset({State.WAITING})))
    carry_out(
        desk, MaterialsReady(), [(order.id, order.version) for order in waiting if chance.random() < 0.4]
    )


def send_urgent(desk: Desk, chance: random.Random) -> None:
    """Send an urgent slip by fax at once; now and then the fax fails."""
    from dispatch_tui.services.sending import Delivered, NotDelivered

    urgent = pending_targets(desk, urgent=True)
    if not urgent:
        return
    target = chance.choice(urgent)
    send_away(desk, [target], temporary=True)
    failed = chance.random() < 0.15
    carry_out(desk, NotDelivered(words.FAX_FAILED) if failed else Delivered(), [(target[0], None)])


def name_temporary(desk: Desk, chance: random.Random) -> None:
    """Ask a network point for the worker of a temporary dispatch (row B-08)."""
    from dispatch_tui.services.following import WorkerNamed

    with desk.store.read() as reader:
        sent = reader.papers(
            Dispatch, day=desk.today(), mode=Mode.TEMPORARY, state=DispatchState.LIVE, worker=""
        )
    old = [each for each in sent if desk.now() - each.sent_at > timedelta(minutes=12)]
    if old:
        chosen = chance.choice(old)
        point = desk.settings.point(chosen.point)
        if point is not None and point.workers:
            carry_out(
                desk,
                WorkerNamed(chance.choice(point.workers)),
                [(chosen.order_id, None)],
                force=words.FORCE_REASON,
            )


def work_goes_on(desk: Desk, chance: random.Random) -> None:
    """Let workers arrive at customers and finish what they began."""
    from dispatch_tui.services.following import Arrived, Close, WorkDone

    arrived = _orders(desk, InStates(frozenset({State.ARRIVED})))
    done = [order for order in arrived if chance.random() < 0.45]
    carry_out(desk, WorkDone(signed=True), [(order.id, order.version) for order in done])
    finished = _orders(desk, InStates(frozenset({State.DONE})))
    carry_out(desk, Close(), [(order.id, order.version) for order in finished if chance.random() < 0.5])
    known = _orders(desk, InStates(frozenset({State.ACKED})), SOME)
    coming = chance.sample(known, min(len(known), 1 + len(known) // 3))
    carry_out(desk, Arrived(), [(order.id, order.version) for order in coming])


def collect_sheets(desk: Desk, day: date, share: float, chance: random.Random) -> None:
    """Receive feedback sheets of a day from part of the network points and type them in; a few stay silent."""
    with desk.store.read() as reader:
        expected = reader.papers(FeedbackSheet, day=day, mode=Mode.NORMAL, state=SheetState.EXPECTED)
    points = sorted({sheet.point for sheet in expected})
    silent = set(random.Random(f"{day} silent").sample(points, min(SILENT_POINTS, len(points))))  # noqa: S311
    for point in points:
        if point in silent or chance.random() >= share:
            continue
        mine = [sheet for sheet in expected if sheet.point == point]
        _type_sheets(desk, mine, chance)


def chase_silent(desk: Desk, day: date) -> None:
    """Telephone the network points whose sheets of a day have not come (row C-03)."""
    from dispatch_tui.services.chasing import chase

    with desk.store.read() as reader:
        expected = reader.papers(FeedbackSheet, day=day, mode=Mode.NORMAL, state=SheetState.EXPECTED)
    for sheet in expected[:4]:
        chase(
            desk, sheet_subject(sheet.day, sheet.point, sheet.kind, sheet.mode), words.SHEET_ANSWER, way="fax"
        )


def _type_sheets(desk: Desk, sheets: Sequence[FeedbackSheet], chance: random.Random) -> None:
    """Type one network point's sheets: every slip gets its worker; then each sheet is received and checked."""
    from dispatch_tui.domain import following
    from dispatch_tui.services.carrying_out import work_at
    from dispatch_tui.services.feedback import check, receive
    from dispatch_tui.services.feedback_lines import name_worker

    point = desk.settings.point(sheets[0].point)
    workers = point.workers if point else ()
    for sheet in sheets:
        receive(desk, sheet.id, "fax")

    def work(writer: Writer) -> None:
        ids = [sheet.id for sheet in sheets]
        dispatches = writer.papers(Dispatch, sheet_id=ids, state=DispatchState.LIVE)
        names = {each.order_id: chance.choice(workers) for each in dispatches}
        orders = [order for order in writer.orders(list(names)) if order.state is State.SENT]
        writer.update_orders([(order, following.named(order, names[order.id])) for order in orders])
        surroundings = work_at(desk, writer)
        name_worker(writer, surroundings, [(each, names[each.order_id]) for each in dispatches])

    if workers:
        desk.store.run(desk.act("worker"), work)
    for sheet in sheets:
        if chance.random() < 0.9:
            check(desk, sheet.id, words.FORCE_REASON)


def _orders(desk: Desk, condition: Condition, limit: int | None = None) -> list[Order]:
    with desk.store.read() as reader:
        return reader.orders(reader.find_ids(condition, now=desk.now(), limit=limit))
