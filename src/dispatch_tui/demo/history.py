"""The days before the demonstration starts: slips that are closed by now, and the few that were carried over."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from dispatch_tui.demo.day import Row, write_csv
from dispatch_tui.demo.dispatching import pending_targets, place_by_hand, print_cards, send_away
from dispatch_tui.domain import following
from dispatch_tui.domain.day_runs import DayRun, RunKind
from dispatch_tui.domain.dispatches import Dispatch, DispatchState, Mode
from dispatch_tui.domain.feedback import FeedbackSheet, SheetState
from dispatch_tui.domain.orders import Order

if TYPE_CHECKING:
    from dispatch_tui.services.desk import Desk
    from dispatch_tui.storage.writing import Writer

CARRIED_OVER = {1: 80, 2: 60, 3: 50}
"""How many slips are left over at the end of so many working days ago; some are left over again the next day."""
URGENT_SHARE = 0.7
"""Part of a past day's urgent slips that went out at once; the others went with the evening's run."""


def lay_history(desk: Desk, rows: Sequence[Row], path: Path, days_ago: int, seed: int) -> None:
    """Take a past day's slips in and send all but the carried-over ones, as the room did on that day.

    ``desk``'s clock stands at the evening of that day. What was sent yesterday is at the network points now; the work
    of the days before is done and closed, its feedback collected and copied back.
    """
    from dispatch_tui.services.intake import ImportOptions, import_file

    import_file(desk, write_csv(path, rows), ImportOptions())
    close_day(desk, CARRIED_OVER.get(days_ago, 0), seed)
    finish_day(desk, seed, None if days_ago > 1 else Mode.TEMPORARY)
    sign_day(desk, RunKind.OPEN)
    sign_day(desk, RunKind.CLOSE)


def close_day(desk: Desk, left_over: int, seed: int) -> None:
    """Send what is pending of today and before, all but ``left_over`` of it: urgent slips by fax, the rest by card."""
    chance = random.Random(f"{seed} {desk.today()}")  # noqa: S311 - sample figures
    place_by_hand(desk, chance)
    urgent = pending_targets(desk, urgent=True)
    send_away(desk, [each for each in urgent if chance.random() < URGENT_SHARE], temporary=True)
    pending = pending_targets(desk)
    left = set(chance.sample(range(len(pending)), min(len(pending), left_over)))
    send_away(desk, [each for number, each in enumerate(pending) if number not in left])
    print_cards(desk)


def finish_day(desk: Desk, seed: int, mode: Mode | None = None) -> None:
    """Let the work of slips sent today be done: workers named, arrived, done, signed and struck out.

    ``mode`` picks normal or temporary dispatches, None means both.
    """
    from dispatch_tui.services.carrying_out import work_at
    from dispatch_tui.services.feedback_lines import name_worker

    chance = random.Random(f"{seed} {desk.today()} work")  # noqa: S311 - sample figures
    day = desk.today()

    def work(writer: Writer) -> None:
        wanted = [mode] if mode else list(Mode)
        dispatches = writer.papers(Dispatch, day=day, mode=wanted, state=DispatchState.LIVE)
        names = {each.id: worker_of(desk, each.point, chance) for each in dispatches}
        orders = {order.id: order for order in writer.orders([each.order_id for each in dispatches])}
        writer.update_orders(
            [
                (orders[each.order_id], _closed(orders[each.order_id], names[each.id], desk.now(), chance))
                for each in dispatches
            ]
        )
        surroundings = work_at(desk, writer)
        name_worker(writer, surroundings, [(each, names[each.id]) for each in dispatches])
        for sheet in writer.papers(FeedbackSheet, day=day, mode=wanted):
            writer.update_paper(sheet, _copied_back(sheet, desk))

    desk.store.run(desk.act("close"), work)


def sign_day(desk: Desk, kind: RunKind) -> None:
    """Sign the day's guided run off, as its supervisor did."""
    now = desk.now()

    def work(writer: Writer) -> None:
        if not writer.papers(DayRun, day=desk.today(), kind=kind):
            run = DayRun(writer.new_id(), desk.today(), kind, now, desk.operator)
            writer.insert_paper(replace(run, signed_at=now, signed_by=desk.operator))

    desk.store.run(desk.act("sign_off"), work)


def worker_of(desk: Desk, point: str, chance: random.Random) -> str:
    """Return one of the network point's workers."""
    found = desk.settings.point(point)
    return chance.choice(found.workers) if found and found.workers else ""


def _closed(order: Order, worker: str, now: datetime, chance: random.Random) -> Order:
    """Return the slip as the life cycle leaves it at the end."""
    arrived = now + timedelta(minutes=chance.randrange(1, 10))
    done = arrived + timedelta(minutes=chance.randrange(1, 10))
    named = following.named(order, worker)
    return following.closed(
        following.done(following.arrived(named, arrived), done, signed=True), done + timedelta(minutes=5)
    )


def _copied_back(sheet: FeedbackSheet, desk: Desk) -> FeedbackSheet:
    now = desk.now()
    return replace(
        sheet,
        state=SheetState.COPIED_BACK,
        received_at=now,
        way="fax",
        handed_at=now,
        handed_by=desk.operator,
        entered_at=now,
        copied_at=now,
        copied_by=desk.operator,
    )


def yesterday_of(desk: Desk, day: date) -> date:
    """Return the last working day before a day."""
    before = day - timedelta(days=1)
    while not desk.settings.calendar.is_working(before):
        before -= timedelta(days=1)
    return before
