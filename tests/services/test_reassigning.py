"""A sent slip goes to another network point after all, in one step (row B-13)."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from dispatch_tui.domain.dispatches import Dispatch, DispatchState, Via
from dispatch_tui.domain.orders import Kind, Order, State
from dispatch_tui.services.carrying_out import carry_out
from dispatch_tui.services.commands.carrying import preview, run
from dispatch_tui.services.commands.forms import Change
from dispatch_tui.services.commands.grammar import parse
from dispatch_tui.services.desk import Desk
from dispatch_tui.services.ledger import page
from dispatch_tui.services.reconciliation import reconcile
from dispatch_tui.services.sending import SendTemporary
from tests.services.conftest import MONDAY, slip


@pytest.fixture
def sent(desk: Desk, put: Callable[..., list[Order]]) -> Order:
    (order,) = put(slip("A104", kind=Kind.REPAIR))
    assert carry_out(desk, SendTemporary(Via.CAR, none=True), [(order.id, None)]).done == 1
    return order


def now(desk: Desk, order: Order) -> Order:
    with desk.store.read() as reader:
        found = reader.order(order.id)
    assert found is not None
    return found


@pytest.mark.parametrize("text", ["assign A104 cn2 too far by=王站长", "分派 A104 cn2 太远 由=王站长"])
def test_by_the_command_language(desk: Desk, sent: Order, text: str) -> None:
    command = parse(text, desk)
    assert isinstance(command, Change)
    shown = preview(desk, command)
    assert shown.done == 1
    assert "confirmed by 王站长" in shown.title
    assert any(line.startswith("Telephone Changning 1") for line in shown.facts)
    assert now(desk, sent).state is State.SENT
    assert run(desk, command, confirmed=True).done == 1
    after = now(desk, sent)
    assert (after.state, after.point, after.dispatch_id, after.worker) == (State.ASSIGNED, "cn2", None, "")
    with desk.store.read() as reader:
        (dispatch,) = reader.papers(Dispatch)
    assert dispatch.state is DispatchState.WITHDRAWN
    assert "王站长" in dispatch.withdrawn_reason
    assert reconcile(desk, MONDAY).equal
    assert page(desk, MONDAY, MONDAY).total == 0


def test_without_the_confirmation_it_stays_where_it_is(desk: Desk, sent: Order) -> None:
    command = parse("assign A104 cn2", desk)
    assert isinstance(command, Change)
    outcome = run(desk, command, confirmed=True)
    assert (outcome.done, outcome.results[0].ok) == (0, False)
    assert now(desk, sent).point == "cn1"
