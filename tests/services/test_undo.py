"""Undo and redo: whole groups, by version, after a restart too."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest

from dispatch_tui.domain.orders import Order, State
from dispatch_tui.errors import NotAllowed, NotFound, Refused
from dispatch_tui.services import slips, undo
from dispatch_tui.services.desk import Desk
from tests.services.conftest import slip

Put = Callable[..., list[Order]]
TUESDAY = date(2026, 9, 22)


def facts(desk: Desk, order: Order) -> Order:
    from dataclasses import replace

    with desk.store.read() as reader:
        found = reader.order(order.id)
    assert found is not None
    return replace(found, version=0)


def test_a_bulk_is_taken_back_and_done_again_as_one(desk: Desk, put: Put) -> None:
    orders = put(*(slip(f"A{number}") for number in range(5)))
    targets = [(order.id, None) for order in orders]
    before = [facts(desk, order) for order in orders]
    slips.hold(desk, targets, TUESDAY, "customer away")
    held = [facts(desk, order) for order in orders]
    assert undo.undo(desk).done == 5
    assert [facts(desk, order) for order in orders] == before
    assert undo.redo(desk).done == 5
    assert [facts(desk, order) for order in orders] == held
    assert undo.undo(desk).done == 5
    assert [facts(desk, order) for order in orders] == before


def test_steps_are_taken_back_one_after_the_other(desk: Desk, put: Put) -> None:
    (order,) = put(slip("A1"))
    start = facts(desk, order)
    slips.note(desk, [(order.id, None)], "one")
    middle = facts(desk, order)
    slips.place(desk, [(order.id, None)], "cn2")
    undo.undo(desk)
    assert facts(desk, order) == middle
    undo.undo(desk)
    assert facts(desk, order) == start
    undo.redo(desk)
    assert facts(desk, order) == middle


def test_what_a_colleague_changed_since_is_left_and_listed(desk: Desk, colleague: Desk, put: Put) -> None:
    one, two = put(slip("A1"), slip("A2"))
    slips.hold(desk, [(one.id, None), (two.id, None)], TUESDAY, "customer away")
    slips.note(colleague, [(one.id, None)], "customer called")
    outcome = undo.undo(desk)
    assert (outcome.done, outcome.refused) == (1, 1)
    (left,) = [result for result in outcome.results if not result.ok]
    assert (left.id, left.code) == ("A1", "changed-since")
    assert "王敏" in left.message
    assert facts(desk, one).state is State.HOLD
    assert facts(desk, two).state is State.RECEIVED


def test_what_a_colleague_took_back_again_does_not_count(desk: Desk, colleague: Desk, put: Put) -> None:
    (order,) = put(slip("A1"))
    slips.hold(desk, [(order.id, None)], TUESDAY, "customer away")
    slips.note(colleague, [(order.id, None)], "wrong slip")
    undo.undo(colleague)
    assert undo.undo(desk).done == 1
    assert facts(desk, order).state is State.RECEIVED


def test_each_takes_back_the_own_actions(desk: Desk, colleague: Desk, put: Put) -> None:
    one, two = put(slip("A1"), slip("A2"))
    slips.note(desk, [(one.id, None)], "mine")
    slips.note(colleague, [(two.id, None)], "theirs")
    undo.undo(desk)
    assert facts(desk, one).remark == ""
    assert "theirs" in facts(desk, two).remark


def test_after_a_restart(desk: Desk, put: Put) -> None:
    (order,) = put(slip("A1"))
    slips.note(desk, [(order.id, None)], "one")
    later = Desk(desk.settings, desk.store, desk.clock, "1001", chosen_language="en")
    assert undo.undo(later).done == 1
    assert facts(desk, order).remark == ""


def test_an_import_is_refused_with_what_to_do(desk: Desk, put: Put) -> None:
    put(slip("A1"))
    with pytest.raises(Refused, match="Cancel the slips"):
        undo.undo(desk)


def test_nothing_to_take_back(desk: Desk) -> None:
    with pytest.raises(NotFound):
        undo.undo(desk)
    with pytest.raises(NotFound):
        undo.redo(desk)


def test_a_group_by_name_and_twice(desk: Desk, put: Put) -> None:
    (order,) = put(slip("A1"))
    group = slips.note(desk, [(order.id, None)], "one").group
    with pytest.raises(NotFound):
        undo.undo(desk, "nonsense")
    with pytest.raises(Refused):
        undo.redo(desk, group)
    assert undo.undo(desk, group).done == 1
    with pytest.raises(Refused, match="already"):
        undo.undo(desk, group)


def test_the_role_of_the_action_counts(desk: Desk, put: Put) -> None:
    (order,) = put(slip("A1"))
    group = slips.cancel(desk, [(order.id, None)], "mistake", "store").group
    desk.operator = "3001"
    with pytest.raises(NotAllowed):
        undo.undo(desk, group)


def test_a_learned_address_is_forgotten_again(desk: Desk, put: Put) -> None:
    (order,) = put(slip("A1", point=None))
    slips.place(desk, [(order.id, None)], "cn2", remember=True)
    with desk.store.read() as reader:
        assert reader.aliases()
    undo.undo(desk)
    with desk.store.read() as reader:
        assert not reader.aliases()
