"""A command about several sheets, names or ledger entries is one action: told as a whole, taken back as a whole."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from dispatch_tui.domain.dispatches import Via
from dispatch_tui.domain.feedback import SheetState, worker_subject
from dispatch_tui.domain.ledger_entries import LedgerEntry
from dispatch_tui.domain.orders import Kind, Order, State
from dispatch_tui.errors import NotFound, Refused
from dispatch_tui.services import chasing, commands, feedback, ledger, undo
from dispatch_tui.services.desk import Desk
from dispatch_tui.services.sending import SendNormal, SendTemporary
from tests.services.conftest import MONDAY, slip
from tests.services.sending_room import codes, do

Put = Callable[..., list[Order]]


def test_sheets_received_together_are_taken_back_together(desk: Desk, put: Put) -> None:
    kinds = (Kind.INSTALL, Kind.REPAIR)
    do(desk, SendNormal(), put(*(slip(f"A{n}", state=State.READY, kind=kinds[n]) for n in (0, 1))))
    command = commands.parse("sheet all 09-21 received fax", desk)
    assert commands.run(desk, command, confirmed=True).done == 2
    assert undo.undo(desk).done == 2
    assert {view.sheet.state for view in feedback.sheets(desk, MONDAY)} == {SheetState.EXPECTED}


def test_one_call_about_several_names_tells_each(desk: Desk, put: Put) -> None:
    orders = put(*(slip(f"A{n}", state=State.READY) for n in range(3)))
    do(desk, SendTemporary(Via.CAR), [orders[0], orders[2]])
    subjects = [worker_subject(order.no) for order in orders]
    outcome = chasing.chase_all(desk, subjects, "no answer")
    assert codes(outcome) == ["done", "not-found", "done"]
    with desk.store.read() as reader:
        assert [len(reader.chases(subject)) for subject in subjects] == [1, 0, 1]
        group = reader.group(outcome.group)
    assert group is not None
    assert group.count == 2
    with pytest.raises(NotFound):
        chasing.chase(desk, subjects[1], "no answer")


def test_entries_are_corrected_all_or_none(desk: Desk, put: Put) -> None:
    supervisor = replace(desk, operator="2001")
    do(desk, SendNormal(), put(slip("A1", state=State.READY), slip("A2", state=State.READY, point="cn2")))
    with desk.store.read() as reader:
        first, second = sorted(reader.papers(LedgerEntry), key=lambda each: each.order_nos)
    with pytest.raises(Refused):
        ledger.correct_all(supervisor, [(first.id, ["A1"], []), (second.id, ["A1"], [])], "not sent")
    assert ledger.page(desk, MONDAY).total == 2
    outcome = ledger.correct_all(supervisor, [(first.id, ["A1"], []), (second.id, ["A2"], [])], "not sent")
    assert outcome.done == 2
    assert ledger.page(desk, MONDAY).total == 0
