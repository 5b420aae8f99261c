"""True times (补录): never in the future, in the order in which things happen, by the minute as people type them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest

from dispatch_tui.clock import FixedClock
from dispatch_tui.domain.day_runs import RunKind
from dispatch_tui.domain.dispatches import Via
from dispatch_tui.domain.feedback import worker_subject
from dispatch_tui.domain.orders import Order, State
from dispatch_tui.domain.rules import Level
from dispatch_tui.errors import BadInput
from dispatch_tui.services import cards, chasing, day_runs, splitting
from dispatch_tui.services.carrying_out import carry_out
from dispatch_tui.services.desk import Desk
from dispatch_tui.services.following import WorkerNamed
from dispatch_tui.services.reassigning import Reassign
from dispatch_tui.services.sending import Recall, SendNormal, SendTemporary
from tests.services.conftest import MONDAY, local, slip
from tests.services.sending_room import codes, do, now

Put = Callable[..., list[Order]]


def test_nothing_is_stored_for_a_time_to_come(desk: Desk, put: Put) -> None:
    first, second, sent = put(*(slip(f"A{n}", state=State.READY) for n in range(3)))
    do(desk, SendNormal(), [sent])
    later = desk.now() + timedelta(minutes=1)
    for act in (
        lambda: splitting.split(desk, (first.id, None), "second machine", at=later),
        lambda: splitting.merge(desk, [(first.id, None), (second.id, None)], "same visit", at=later),
        lambda: cards.sign(desk, "cn1-1", "陈", at=later),
        lambda: cards.void(desk, "cn1-1", "torn", "老王", at=later),
        lambda: carry_out(desk, SendNormal(), [(first.id, None)], at=later),
    ):
        with pytest.raises(BadInput, match="future"):
            act()
    assert now(desk, first) == first
    assert cards.card(desk, "cn1-1").card.version == 1


def test_a_slip_sent_in_the_minute_in_which_it_came_is_not_too_early(desk: Desk, put: Put) -> None:
    (order,) = put(slip("A1", state=State.READY, received_at=local("09:00") + timedelta(seconds=40)))
    outcome = carry_out(desk, SendNormal(), [(order.id, None)], at=local("09:00"))
    assert outcome.done == 1
    (other,) = put(slip("A2", state=State.READY))
    assert codes(carry_out(desk, SendNormal(), [(other.id, None)], at=local("08:59"))) == ["too-early"]


@pytest.mark.parametrize("change", [Recall("老王", "wrong"), Reassign("cn2", "老王", "wrong")])
def test_a_recall_lies_behind_the_sending(desk: Desk, put: Put, change: Recall | Reassign) -> None:
    (order,) = put(slip("A1", state=State.READY))
    assert carry_out(desk, SendNormal(), [(order.id, None)], at=local("09:30")).done == 1
    early = carry_out(desk, change, [(order.id, None)], "why", at=local("09:29"))
    assert codes(early) == ["too-early"]
    assert now(desk, order).state is State.SENT
    assert carry_out(desk, change, [(order.id, None)], "why", at=local("09:31")).done == 1


def test_the_chase_of_a_slip_that_was_sent_again_begins_anew(desk: Desk, put: Put, clock: FixedClock) -> None:
    (order,) = put(slip("A1", state=State.READY))
    do(desk, SendTemporary(Via.CAR), [order])
    for _try in range(4):
        clock.move(minutes=40)
        chasing.chase(desk, worker_subject("A1"), "no answer")
    clock.move(minutes=1)
    do(desk, Recall("老王", "wrong"), [order])
    do(desk, SendTemporary(Via.CAR), [order])
    clock.move(minutes=40)
    (due,) = [each for each in chasing.due_chases(desk) if each.sort == "worker"]
    assert (due.step.way, due.step.nth) == ("fax", 1)
    chasing.chase(desk, worker_subject("A1"), "no answer")
    with desk.store.read() as reader:
        assert reader.chases(worker_subject("A1"))[-1].way == "fax"


def test_a_name_for_many_slips_is_looked_at_at_once(
    desk: Desk, put: Put, monkeypatch: pytest.MonkeyPatch
) -> None:
    counts = []
    for size in (2, 20):
        orders = put(*(slip(f"S{size}N{n}", state=State.READY) for n in range(size)))
        do(desk, SendNormal(), orders, "room")
        asked: list[str] = []
        engine = desk.store._engine
        execute = engine.execute

        def spy(sql: str, params: object = (), execute: object = execute, asked: list[str] = asked) -> object:
            asked.append(sql)
            return execute(sql, params)  # type: ignore[operator]

        monkeypatch.setattr(engine, "execute", spy)
        assert do(desk, WorkerNamed("李师傅"), orders, "many").done == size
        monkeypatch.undo()
        counts.append(sum(sql.startswith("SELECT") for sql in asked))
    assert counts[0] == counts[1]


def test_slips_still_here_after_the_closing_hour_warn(desk: Desk, put: Put, clock: FixedClock) -> None:
    put(slip("A1"))

    def level() -> Level:
        steps = {step.code: step for step in day_runs.view(desk, MONDAY, RunKind.CLOSE).steps}
        return steps["unsent"].lines[0].level

    assert level() is Level.NOTE
    clock.move(hours=8)
    assert level() is Level.WARN
