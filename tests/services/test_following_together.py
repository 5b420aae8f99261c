"""Several desks follow the same slips at once: each step is taken once, and every refusal says why."""

from __future__ import annotations

import random
import threading
from collections import Counter
from collections.abc import Callable
from pathlib import Path

from dispatch_tui.clock import FixedClock
from dispatch_tui.domain.dispatches import Dispatch, DispatchState, Via
from dispatch_tui.domain.feedback import FeedbackLine, LineState
from dispatch_tui.domain.orders import Kind, Order, State
from dispatch_tui.domain.rules import Result
from dispatch_tui.services.carrying_out import SlipChange, carry_out
from dispatch_tui.services.desk import Desk
from dispatch_tui.services.following import Arrived, Close, Reopen, WorkDone, WorkerNamed
from dispatch_tui.services.reconciliation import reconcile
from dispatch_tui.services.sending import SendTemporary
from dispatch_tui.storage.store import open_store
from tests.services.conftest import MONDAY, local, slip

SLIPS = 24
STEPS: list[SlipChange] = [
    WorkerNamed("王工"), Arrived(), WorkDone(signed=True), Close(), Reopen("又不制冷"),
    SendTemporary(Via.CAR, reason="返修"),
]  # fmt: skip


def test_four_desks_on_the_same_slips(desk: Desk, put: Callable[..., list[Order]], tmp_path: Path) -> None:
    orders = put(*(slip(f"A{n}", kind=Kind.REPAIR) for n in range(SLIPS)))
    targets = [(order.id, None) for order in orders]
    assert carry_out(desk, SendTemporary(Via.CAR, none=True), targets, "x").done == SLIPS
    results: list[tuple[str, Result]] = []
    failures: list[BaseException] = []

    def work(number: int) -> None:
        chance = random.Random(number)
        store = open_store(f"sqlite:///{tmp_path / 'room.sqlite3'}", desk.settings.branch.code)
        own = Desk(desk.settings, store, FixedClock(local("10:00")), "1001", chosen_language="en")
        try:
            for _turn in range(30):
                change = chance.choice(STEPS)
                outcome = carry_out(own, change, chance.sample(targets, 6), "x")
                results.extend((change.action, result) for result in outcome.results)
        except BaseException as error:  # told in the main thread
            failures.append(error)
        finally:
            store.close()

    desks = [threading.Thread(target=work, args=(number,)) for number in range(4)]
    for each in desks:
        each.start()
    for each in desks:
        each.join()
    assert failures == []
    assert all(result.message for _action, result in results if not result.ok)
    done = Counter(action for action, result in results if result.ok)
    with desk.store.read() as reader:
        found = reader.orders([order.id for order in orders])
        dispatches = reader.papers(Dispatch)
        lines = reader.papers(FeedbackLine)
    live = Counter(paper.order_id for paper in dispatches if paper.state is DispatchState.LIVE)
    for order in found:
        out = order.dispatch_id is not None
        assert live[order.id] == (1 if out else 0)
        assert out is (order.state not in {State.REOPENED})
    assert len(dispatches) == SLIPS + done["send"]
    assert sum(paper.state is DispatchState.ENDED for paper in dispatches) == done["reopen"]
    assert len([line for line in lines if line.state is LineState.GOOD]) == SLIPS
    assert reconcile(desk, MONDAY).equal
    assert done["close"] >= done["reopen"] >= done["send"]
    assert min(done["close"], done["reopen"], done["send"]) > 0
