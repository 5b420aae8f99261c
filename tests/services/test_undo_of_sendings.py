"""Undo of sendings and of bulks that colleagues worked on since, after a restart, whatever was done in between."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dispatch_tui.clock import FixedClock
from dispatch_tui.domain.dispatches import Delivery, Dispatch, DispatchState, FlowCard, Mode
from dispatch_tui.domain.feedback import FeedbackLine, FeedbackSheet, LineState
from dispatch_tui.domain.ledger_entries import LedgerEntry
from dispatch_tui.domain.orders import State
from dispatch_tui.errors import NotFound, Refused
from dispatch_tui.services import cards, feedback, ledger, slips, undo
from dispatch_tui.services.assigning import Assign, Unassign
from dispatch_tui.services.carrying_out import carry_out
from dispatch_tui.services.desk import Desk
from dispatch_tui.services.following import Arrived, WorkDone, WorkerNamed
from dispatch_tui.services.reviewing import ReviewNone
from dispatch_tui.services.sending import (
    Delivered,
    Recall,
    SendNormal,
    SendTemporary,
)
from tests.services.conftest import local, slip, small_settings
from tests.services.undo_room import Put, back_and_forth, do, everything, now, papers, sent, targets


@pytest.fixture(autouse=True)
def _afternoon(clock: FixedClock) -> None:
    clock.at = local("11:00")


def test_a_sending_is_recalled_only_when_somebody_confirmed(desk: Desk, put: Put) -> None:
    orders = put(slip("A1"), slip("A2"))
    group = do(desk, SendNormal(none=True), *orders).group
    ahead = undo.look_ahead(desk)
    assert ahead.recall
    assert ahead.needs
    assert len(ahead.pairs) == 2
    with pytest.raises(Refused, match="telephone"):
        undo.undo(desk)
    assert now(desk, orders[0]).state is State.SENT
    assert not undo.look_ahead(desk, force="Zhang").needs
    outcome = undo.undo(desk, force="Zhang")
    assert outcome.done == 2
    assert [now(desk, order).state for order in orders] == [State.READY, State.READY]
    assert all(each.state is DispatchState.WITHDRAWN for each in papers(desk, Dispatch))
    assert all("Zhang" in each.withdrawn_reason for each in papers(desk, Dispatch))
    assert sum(entry.count for entry in papers(desk, LedgerEntry)) == 0
    (card,) = papers(desk, FlowCard)
    assert [line["order_no"] for line in card.lines] == ["A1", "A2"]
    with pytest.raises(Refused, match="already"):
        undo.undo(desk, group, force="Zhang")
    with pytest.raises(Refused, match="send the slips again"):
        undo.redo(desk)
    # What was recalled can be sent again.
    do(desk, SendTemporary(), *orders, force="fax tested")
    assert len(papers(desk, Dispatch, state=DispatchState.LIVE)) == 2


def test_a_bulk_sending_leaves_what_went_on_since(desk: Desk, colleague: Desk, put: Put) -> None:
    orders = put(*(slip(f"A{number}") for number in range(20)))
    group = do(desk, SendNormal(none=True), *orders).group
    do(colleague, WorkerNamed("李师傅"), orders[3], force="new man")
    do(colleague, Delivered(), orders[5])
    outcome = undo.undo(desk, group, force="Zhang")
    assert (outcome.done, outcome.refused) == (19, 1)
    (left,) = [result for result in outcome.results if not result.ok]
    assert (left.id, left.code) == ("A3", "changed-since")
    assert "王敏" in left.message
    assert now(desk, orders[3]).state is State.ACKED
    assert now(desk, orders[5]).state is State.READY
    assert [each.order_no for each in papers(desk, Dispatch, state=DispatchState.LIVE)] == ["A3"]


def test_a_slip_stays_with_its_papers(desk: Desk, colleague: Desk, put: Put) -> None:
    """A dispatch that a colleague changed keeps its slip and line from being put back: T12 with papers."""
    orders = sent(desk, put, *(slip(f"A{number}") for number in range(40)), temporary=True)
    group = do(desk, WorkerNamed("李师傅"), *orders, force="new man").group
    do(colleague, Arrived(), orders[1], force="as told")
    with colleague.store.write(colleague.act("worker")) as writer:
        found = writer.papers(Dispatch, order_id=orders[2].id)[0]
        writer.update_paper(found, replace(found, delivery=Delivery.RECEIVED))
    outcome = undo.undo(desk, group)
    assert (outcome.done, outcome.refused) == (38, 2)
    assert {result.id for result in outcome.results if not result.ok} == {"A1", "A2"}
    for number in (1, 2):
        assert now(desk, orders[number]).worker == "李师傅"
        (dispatch,) = papers(desk, Dispatch, order_id=orders[number].id)
        assert dispatch.worker == "李师傅"
    assert now(desk, orders[0]).state is State.SENT
    workers = [line.worker for line in papers(desk, FeedbackLine, state=LineState.GOOD)]
    assert workers.count("李师傅") == 2
    assert undo.redo(desk).done == 38


def test_after_a_restart(tmp_path: Path, desk: Desk, put: Put) -> None:
    from dispatch_tui.storage.store import open_store

    orders = sent(desk, put, slip("A1"), slip("A2"), temporary=True)
    before = everything(desk)
    do(desk, WorkerNamed("李师傅"), *orders, force="new man")
    after = everything(desk)
    desk.store.close()
    store = open_store(f"sqlite:///{tmp_path / 'room.sqlite3'}", desk.settings.branch.code)
    later = Desk(small_settings(tmp_path), store, desk.clock, "1001", chosen_language="en")
    assert undo.undo(later).done == 2
    assert everything(later) == before
    assert undo.redo(later).done == 2
    assert everything(later) == after
    store.close()


def refused_actions(desk: Desk, put: Put) -> Iterator[tuple[Callable[[], object], str]]:
    orders = sent(desk, put, slip("A1"), slip("A2"), slip("A3"))
    (card,) = papers(desk, FlowCard)
    (entry,) = papers(desk, LedgerEntry)
    yield lambda: ledger.correct(desk, entry.id, removed=["A2"], reason="not sent"), "another correction"
    yield lambda: do(desk, Recall("Zhang", "moved"), orders[0]), "send the slips again"
    yield lambda: cards.void(desk, card.no, "spilt", "Zhang"), "new card"


def test_what_left_the_room_is_not_put_back(desk: Desk, put: Put) -> None:
    for act, told in refused_actions(desk, put):
        act()
        before = everything(desk)
        with pytest.raises(Refused, match=told) as caught:
            undo.undo(desk)
        assert caught.value.code == "not-undoable"
        assert caught.value.hint
        assert everything(desk) == before


def test_a_print_named_by_its_group_is_not_put_back(desk: Desk) -> None:
    from dispatch_tui.domain.printing import Paper
    from dispatch_tui.services import printing

    printing.record(desk, Paper.LEDGER_PAGE, ["2026-09-21"], "file:ledger.pdf", command_id="printed")
    with pytest.raises(Refused, match="print again"):
        undo.undo(desk, "printed")


def test_a_hand_over_stays_but_the_note_of_the_centre_does_not(desk: Desk, put: Put) -> None:
    sent(desk, put, slip("A1"))
    (sheet,) = papers(desk, FeedbackSheet)
    feedback.write_line(desk, sheet.id, "A1", "李师傅", force="new man")
    feedback.check(desk, sheet.id)
    feedback.hand_over(desk, [sheet.id])
    with pytest.raises(Refused, match="hand them over again"):
        undo.undo(desk)
    back_and_forth(desk, lambda: feedback.entered(desk, [sheet.id]))


def test_a_number_stands_once_on_a_sheet_whatever_is_taken_back(
    desk: Desk, colleague: Desk, put: Put
) -> None:
    sent(desk, put, slip("A1"))
    (sheet,) = papers(desk, FeedbackSheet)
    feedback.write_line(desk, sheet.id, "A1", "李师傅", force="new man")
    (line,) = papers(desk, FeedbackLine)
    group = feedback.strike_line(desk, line.id, "wrong").group
    feedback.write_line(colleague, sheet.id, "A1", "王师傅", force="new man")
    outcome = undo.undo(desk, group)
    assert outcome.done == 0
    assert outcome.refused
    lines = papers(desk, FeedbackLine, state=LineState.GOOD)
    assert [each.worker for each in lines] == ["王师傅"]


def test_nothing_is_kept_of_an_undo_that_finds_nothing(desk: Desk, colleague: Desk, put: Put) -> None:
    (order,) = put(slip("A1"))
    group = do(desk, ReviewNone(), order).group
    slips.note(colleague, targets(order), "called")
    outcome = undo.undo(desk, group)
    assert outcome.group == ""
    with pytest.raises(NotFound):
        undo.redo(desk)


_STEPS = st.lists(
    st.tuples(st.sampled_from(["review", "assign", "unassign", "send", "worker", "arrive", "done", "undo", "redo"]),
              st.booleans()),
    max_size=14,
)  # fmt: skip


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(_STEPS)
def test_books_agree_whatever_is_done_and_taken_back(
    tmp_path_factory: pytest.TempPathFactory, steps: list[tuple[str, bool]]
) -> None:
    """A slip is out exactly when it has a live dispatch, and the ledger's net counts what counts as sent."""
    from dispatch_tui.storage.store import open_store
    from tests.services.conftest import MONDAY

    folder = tmp_path_factory.mktemp("room")
    clock = FixedClock(local("11:00"))
    rules = small_settings(folder)
    store = open_store(f"sqlite:///{folder / 'room.sqlite3'}", rules.branch.code)
    store.migrate()
    one = Desk(rules, store, clock, "1001", chosen_language="en")
    two = Desk(rules, store, clock, "1002", chosen_language="en")
    orders = [replace(slip(f"A{number}"), id=4096 * (number + 1)) for number in range(3)]
    with store.write(one.act("import")) as writer:
        writer.insert_orders(orders)
    changes: dict[str, Any] = {
        "review": ReviewNone(), "assign": Assign("cn1", none=True), "unassign": Unassign("wrong"),
        "send": SendNormal(none=True), "worker": WorkerNamed("李师傅"), "arrive": Arrived(), "done": WorkDone(),
    }  # fmt: skip
    for number, (step, mine) in enumerate(steps):
        clock.move(minutes=1)
        desk = one if mine else two
        try:
            if step in changes:
                carry_out(desk, changes[step], targets(*orders[: 1 + number % 3]), "as told")
            else:
                (undo.undo if step == "undo" else undo.redo)(desk, force="Zhang")
        except (NotFound, Refused):
            pass
        live = {each.order_id: each for each in papers(one, Dispatch, state=DispatchState.LIVE)}
        for order in orders:
            present = now(one, order)
            out = present.state in {State.SENT, State.ACKED, State.ARRIVED, State.DONE}
            assert out == (order.id in live) == (present.dispatch_id is not None)
            if out:
                assert live[order.id].id == present.dispatch_id
                assert live[order.id].worker == present.worker
        entries = papers(one, LedgerEntry, day=MONDAY, mode=Mode.NORMAL)
        assert sum(entry.count for entry in entries) == len(live)
        numbers = [line.order_no for line in papers(one, FeedbackLine) if line.state is LineState.GOOD]
        assert len(numbers) == len(set(numbers))
    store.close()


def test_a_signature_on_a_card(desk: Desk, put: Put) -> None:
    sent(desk, put, slip("A1"))
    (card,) = papers(desk, FlowCard)
    back_and_forth(desk, lambda: cards.sign(desk, card.no, "张"))


def test_an_accepted_difference_is_open_again_and_a_signature_stays(desk: Desk, put: Put) -> None:
    from dispatch_tui.domain.day_runs import DayRun, RunKind
    from dispatch_tui.services import day_runs

    (order,) = sent(desk, put, slip("A1"))
    (entry,) = papers(desk, LedgerEntry)
    ledger.correct(desk, entry.id, removed=[order.no], reason="typed twice")
    desk.operator = "2001"
    day = desk.today()
    keys = [
        line.key
        for step in day_runs.view(desk, day, RunKind.CLOSE).steps
        for line in step.lines
        if line.blocks
    ]
    assert keys
    for key in keys:
        day_runs.accept(desk, day, RunKind.CLOSE, key, "known")
    assert day_runs.view(desk, day, RunKind.CLOSE).may_sign
    outcome = undo.undo(desk)
    assert outcome.done == 1
    assert not day_runs.view(desk, day, RunKind.CLOSE).may_sign
    assert undo.redo(desk).done == 1
    assert day_runs.view(desk, day, RunKind.CLOSE).may_sign
    day_runs.sign_off(desk, day, RunKind.CLOSE)
    with pytest.raises(Refused, match="is signed"):
        undo.undo(desk)
    (run,) = papers(desk, DayRun)
    assert run.signed
