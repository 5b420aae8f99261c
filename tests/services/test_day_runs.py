"""Guided runs: what each step shows, what keeps a run from being signed, and that acceptance covers what it saw."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from dispatch_tui.domain.day_runs import DayRun, RunKind
from dispatch_tui.domain.dispatches import FlowCard, Mode
from dispatch_tui.domain.ledger_entries import LedgerEntry
from dispatch_tui.domain.orders import State
from dispatch_tui.domain.printing import Printing
from dispatch_tui.domain.rules import Level
from dispatch_tui.errors import BadInput, NotAllowed, NotFound, Refused
from dispatch_tui.services import day_runs, feedback, ledger
from dispatch_tui.services.chasing import chase
from dispatch_tui.services.day_runs import RunStep, RunView
from dispatch_tui.services.desk import Desk
from tests.services.conftest import MONDAY, local, slip
from tests.services.feedback_room import Put, at, recall, send, sheet_id, supervisor

TUESDAY = MONDAY + timedelta(days=1)


def _open(desk: Desk, day: date = TUESDAY) -> RunView:
    return day_runs.view(desk, day, RunKind.OPEN)


def _close(desk: Desk, day: date = MONDAY) -> RunView:
    return day_runs.view(desk, day, RunKind.CLOSE)


def _step(view: RunView, code: str) -> RunStep:
    return next(step for step in view.steps if step.code == code)


def _back(desk: Desk, *numbers: str, point: str = "cn1") -> int:
    """Type a sheet in and check it; return its id."""
    which = sheet_id(desk, point)
    for no in numbers:
        assert feedback.write_line(desk, which, no, "李强", force="x").done == 1
    assert feedback.check(desk, which).done == 1
    return which


def test_the_steps_stand_in_the_order_of_the_standard(desk: Desk) -> None:
    assert [step.code for step in _open(desk).steps] == [
        "carry_over", "sheets", "chases", "reconciliation", "hand_over", "temporary", "copy_back",
    ]  # fmt: skip
    assert [step.code for step in _close(desk).steps] == ["unsent", "cards", "nameless", "plan", "ledger"]


def test_carry_over_comes_first_and_is_escalated_the_second_time(desk: Desk, put: Put) -> None:
    put(slip("SH0001", day=MONDAY), slip("SH0002", day=date(2026, 9, 18)), slip("SH0003", day=TUESDAY))
    at(desk, local("09-22 08:40"))
    step = _step(_open(desk), "carry_over")
    assert [(line.order_nos, line.level) for line in step.lines] == [
        (("SH0002",), Level.WARN), (("SH0001",), Level.NOTE),
    ]  # fmt: skip
    assert "supervisor" in step.lines[0].text
    assert step.open == 2
    assert step.blocks == 0


def test_a_whole_morning_until_the_signature(desk: Desk, put: Put) -> None:
    send(desk, put, 2)
    send(desk, put, 1, 9, point="cn2")
    at(desk, local("09-22 09:40"))
    boss = supervisor(desk)
    view = _open(desk)
    assert view.days == (MONDAY,)
    assert (_step(view, "sheets").open, _step(view, "chases").open) == (2, 2)
    assert not view.may_sign
    assert "four counts: 2" in view.why_not
    assert "normal hand-over: 1" in view.why_not
    first = _back(desk, "SH0001", "SH0002")
    view = _open(desk)
    assert (_step(view, "sheets").open, _step(view, "sheets").done) == (1, 1)
    assert _step(view, "reconciliation").blocks == 1
    second = _back(desk, "SH0009", point="cn2")
    assert _step(_open(desk), "reconciliation").open == 0
    assert feedback.hand_over(desk, [first, second]).done == 2
    view = _open(desk)
    assert view.blocks == 0
    assert _step(view, "copy_back").open == 2
    assert not view.may_sign  # a dispatcher does not sign
    with pytest.raises(NotAllowed):
        day_runs.sign_off(desk, TUESDAY, RunKind.OPEN)
    assert day_runs.view(boss, TUESDAY, RunKind.OPEN).may_sign
    outcome = day_runs.sign_off(boss, TUESDAY, RunKind.OPEN)
    assert outcome.results[0].code == "still-open"  # the copying back is told, it does not keep the run open
    run = _open(desk).run
    assert run is not None
    assert (run.signed_by, run.signed_at) == ("2001", local("09-22 09:40"))
    with pytest.raises(Refused, match="Signed off by 赵监"):
        day_runs.sign_off(boss, TUESDAY, RunKind.OPEN)


def test_a_difference_keeps_the_run_open_until_it_is_accepted(desk: Desk, put: Put) -> None:
    send(desk, put, 2)
    at(desk, local("09-22 09:40"))
    boss = supervisor(desk)
    with pytest.raises(Refused, match="neither settled nor accepted"):
        day_runs.sign_off(boss, TUESDAY, RunKind.OPEN)
    view = _open(desk)
    keys = [line.key for step in view.steps for line in step.lines if line.blocks]
    assert len(keys) == 2
    with pytest.raises(BadInput, match="reason"):
        day_runs.accept(boss, TUESDAY, RunKind.OPEN, keys[0], "")
    with pytest.raises(NotAllowed):
        day_runs.accept(desk, TUESDAY, RunKind.OPEN, keys[0], "网点停电")
    for key in keys:
        assert day_runs.accept(boss, TUESDAY, RunKind.OPEN, key, "网点停电").done == 1
    view = _open(desk)
    assert view.blocks == 0
    shown = _step(view, "reconciliation").lines[0]
    assert shown.accepted == "网点停电 · 赵监"  # it stays visible
    assert "SH0001" in shown.text
    with pytest.raises(Refused):
        day_runs.accept(boss, TUESDAY, RunKind.OPEN, keys[0], "noch einmal")
    assert day_runs.sign_off(boss, TUESDAY, RunKind.OPEN).done == 1
    run = _open(desk).run
    assert run is not None
    assert [(entry["reason"], entry["by"]) for entry in run.accepted] == [("网点停电", "2001")] * 2


def test_what_appears_after_the_acceptance_counts_anew(desk: Desk, put: Put) -> None:
    send(desk, put, 2)
    at(desk, local("09-22 09:40"))
    boss = supervisor(desk)
    line = next(line for line in _step(_open(desk), "reconciliation").lines)
    day_runs.accept(boss, TUESDAY, RunKind.OPEN, line.key, "网点停电")
    feedback.write_line(desk, sheet_id(desk), "SH0001", "李强", force="x")
    step = _step(_open(desk), "reconciliation")
    assert step.blocks == 0  # fewer than were accepted need no second acceptance
    assert step.lines[0].order_nos == ("SH0002",)
    with desk.store.write(desk.act("ledger")) as writer:
        (entry,) = writer.papers(LedgerEntry)
        wrong = replace(entry, id=writer.new_id(), count=-1, order_nos=("SH0001",), correction_of=entry.id)
        writer.insert_paper(wrong)
    step = _step(_open(desk), "reconciliation")
    assert step.blocks == 1
    assert [line.order_nos for line in step.lines if not line.accepted] == [("SH0001",)]
    with pytest.raises(NotFound):
        day_runs.accept(boss, TUESDAY, RunKind.OPEN, line.key, "x")


def test_days_never_signed_off_are_not_skipped(desk: Desk, put: Put) -> None:
    send(desk, put, 1)
    at(desk, local("09-22 10:00"))
    send(desk, put, 1, 11)
    at(desk, local("09-24 08:40"))
    assert _open(desk, date(2026, 9, 24)).days == (MONDAY, TUESDAY)
    boss = supervisor(desk)
    for line in [line for step in _open(desk).steps for line in step.lines if line.blocks]:
        day_runs.accept(boss, TUESDAY, RunKind.OPEN, line.key, "x")
    day_runs.sign_off(boss, TUESDAY, RunKind.OPEN)
    assert _open(desk, date(2026, 9, 24)).days == (TUESDAY,)
    assert _step(_open(desk, date(2026, 9, 24)), "sheets").open == 2  # the older sheet is still awaited


def test_a_day_close_that_nobody_signed_is_told(desk: Desk, put: Put) -> None:
    send(desk, put, 1, mode=Mode.TEMPORARY)
    at(desk, local("09-22 08:40"))
    boss = supervisor(desk)
    assert _open(desk).never_closed == (MONDAY,)
    assert (
        "day-close was not signed off: 09-21"
        in day_runs.sign_off(boss, TUESDAY, RunKind.OPEN).results[0].message
    )
    day_runs.sign_off(boss, MONDAY, RunKind.CLOSE)
    assert _open(desk).never_closed == ()


def test_after_the_weekend_the_run_is_about_friday(desk: Desk, put: Put) -> None:
    at(desk, local("09-25 16:00"))
    send(desk, put, 1)
    at(desk, local("09-28 08:40"))
    assert _open(desk, date(2026, 9, 28)).days == (date(2026, 9, 25),)


def test_a_sheet_left_out_with_a_gap_is_shown_and_does_not_block(desk: Desk, put: Put) -> None:
    send(desk, put, 1)
    send(desk, put, 1, 9, point="cn2")
    at(desk, local("09-22 09:40"))
    which = _back(desk, "SH0001")
    feedback.hand_over(desk, [which], gap="传真机坏")
    step = _step(_open(desk), "hand_over")
    assert (step.blocks, step.open) == (0, 1)
    assert "传真机坏" in step.lines[0].text


def test_temporary_sheets_show_names_to_hand_and_to_come(desk: Desk, put: Put) -> None:
    send(desk, put, 2, mode=Mode.TEMPORARY)
    at(desk, local("09-22 08:40"))
    feedback.write_line(desk, sheet_id(desk, mode=Mode.TEMPORARY), "SH0001", "李强", force="x")
    (line,) = _step(_open(desk), "temporary").lines
    assert "1 names to hand over, 1 without a name" in line.text
    assert line.order_nos == ("SH0002",)


def test_the_evening_shows_unsent_slips_cards_and_names(desk: Desk, put: Put) -> None:
    put(slip("SH0091"), slip("SH0092", urgent=True, required_to=local("16:00")), slip("SH0093", point=None))
    send(desk, put, 2)
    send(desk, put, 1, 11, mode=Mode.TEMPORARY)
    at(desk, local("18:10"))
    send(desk, put, 1, 21, point="cn2")
    view = _close(desk)
    unsent = _step(view, "unsent")
    assert (unsent.open, unsent.done) == (3, 4)
    assert [(line.point, line.level) for line in unsent.lines] == [("cn1", Level.WARN), ("", Level.WARN)]
    cards = _step(view, "cards")
    assert [line.card_no for line in cards.lines] == ["20260921-cn1-1", "20260921-cn2-1"]
    with desk.store.write(desk.act("print")) as writer:
        writer.insert_paper(Printing(writer.new_id(), "flow_card", "20260921-cn1-1", local("18:11"), "1001"))
    assert [line.card_no for line in _step(_close(desk), "cards").lines] == ["20260921-cn2-1"]
    assert [line.order_nos for line in _step(view, "nameless").lines] == [("SH0011",)]
    assert [line.card_no for line in _step(view, "plan").lines] == ["20260921-cn2-1"]
    assert "18:10" in _step(view, "plan").lines[0].text
    assert _step(view, "ledger").open == 0
    assert day_runs.view(supervisor(desk), MONDAY, RunKind.CLOSE).may_sign


def test_the_evening_is_not_signed_with_a_wrong_ledger(desk: Desk, put: Put) -> None:
    orders = send(desk, put, 2)
    recall(desk, orders[:1])
    boss = supervisor(desk)
    assert day_runs.view(boss, MONDAY, RunKind.CLOSE).may_sign  # a recall leaves the counts equal
    entry = ledger.page(desk, MONDAY).rows[0].entries[0]
    ledger.correct(desk, entry.id, ["SH0002"], (), "试")
    with pytest.raises(Refused, match="neither settled"):
        day_runs.sign_off(boss, MONDAY, RunKind.CLOSE)
    ledger.correct(desk, entry.id, (), ["SH0002"], "改回")
    assert day_runs.sign_off(boss, MONDAY, RunKind.CLOSE).done == 1
    assert day_runs.view(boss, MONDAY, RunKind.OPEN).run is None  # the other run of the day is another


def test_a_difference_that_appears_after_the_signature_is_told(desk: Desk, put: Put) -> None:
    send(desk, put, 1)
    boss = supervisor(desk)
    day_runs.sign_off(boss, MONDAY, RunKind.CLOSE)
    entry = ledger.page(desk, MONDAY).rows[0].entries[0]
    ledger.correct(desk, entry.id, ["SH0001"], (), "试")
    view = _close(desk)
    assert not view.may_sign
    assert "1 difference has appeared since" in view.why_not


def test_a_day_that_has_not_begun_is_not_signed(desk: Desk) -> None:
    boss = supervisor(desk)
    assert "not begun" in day_runs.view(boss, TUESDAY, RunKind.CLOSE).why_not
    with pytest.raises(Refused, match="not begun"):
        day_runs.sign_off(boss, TUESDAY, RunKind.CLOSE)
    with desk.store.read() as reader:
        assert reader.papers(DayRun) == []


def test_looking_writes_nothing(desk: Desk, put: Put) -> None:
    send(desk, put, 1)
    with desk.store.read() as reader:
        before = reader.seq()
    _open(desk)
    _close(desk)
    with desk.store.read() as reader:
        assert reader.seq() == before


def test_tries_are_told_beside_the_sheet(desk: Desk, put: Put) -> None:
    send(desk, put, 1)
    at(desk, local("09-22 09:40"))
    (line,) = _step(_open(desk), "sheets").lines
    chase(desk, line.subject, "忙音")
    view = _open(desk)
    assert "Chased 1 time" in _step(view, "sheets").lines[0].text
    assert (_step(view, "chases").open, _step(view, "chases").done) == (0, 1)


def test_carried_slips_that_were_sent_count_as_done(desk: Desk, put: Put) -> None:
    at(desk, local("09-22 08:40"))
    send(desk, put, 1, day=MONDAY)
    put(slip("SH0099", day=MONDAY, state=State.READY))
    step = _step(_open(desk), "carry_over")
    assert (step.open, step.done) == (1, 1)


def test_void_cards_are_not_printed(desk: Desk, put: Put) -> None:
    from dispatch_tui.services.cards import void

    send(desk, put, 1)
    with desk.store.read() as reader:
        (card,) = reader.papers(FlowCard)
    void(desk, card.no, "写错", "王站长")
    assert _step(_close(desk), "cards").lines == ()
