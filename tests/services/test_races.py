"""On PostgreSQL a colleague may store something between another's look and write; every guard holds all the same.

SQLite lets one writer in at a time from the first look on, so there is nothing to overtake.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from threading import Thread, current_thread
from typing import Any

import pytest

from dispatch_tui.clock import FixedClock
from dispatch_tui.domain.day_runs import DayRun, RunKind
from dispatch_tui.domain.dispatches import Delivery, Dispatch, DispatchState, Via
from dispatch_tui.domain.feedback import FeedbackLine, SheetState
from dispatch_tui.domain.ledger_entries import LedgerEntry
from dispatch_tui.domain.orders import Order, State
from dispatch_tui.domain.rules import Finding
from dispatch_tui.errors import Refused
from dispatch_tui.services import cards, day_runs, feedback, ledger
from dispatch_tui.services.carrying_out import SlipChange, Work
from dispatch_tui.services.desk import Desk
from dispatch_tui.services.following import WorkerNamed
from dispatch_tui.services.sending import Delivered, NotDelivered, Recall, Resend, SendNormal, SendTemporary
from dispatch_tui.storage.records import ID_STEP, take_ids
from dispatch_tui.storage.store import open_store
from dispatch_tui.storage.writing import Writer
from tests.services.conftest import MONDAY, local, slip, small_settings
from tests.services.feedback_room import sheet_id, stored
from tests.services.sending_room import assert_agreement, codes, do
from tests.storage.conftest import postgres_schema, postgres_url

__all__ = ["postgres_schema", "postgres_url"]

Deed = Callable[[Desk], object]


@pytest.fixture
def room(postgres_schema: str, tmp_path: Path) -> Iterator[Desk]:
    settings = small_settings(tmp_path)
    points = tuple(replace(point, workers=()) for point in settings.points)
    settings = replace(settings, points=points)
    store = open_store(postgres_schema, settings.branch.code)
    store.migrate()
    yield Desk(settings, store, FixedClock(local("10:00")), "1001", chosen_language="en")
    store.close()


@pytest.fixture
def colleague(room: Desk) -> Desk:
    return Desk(room.settings, room.store, room.clock, "1002", chosen_language="en")


def _arrive(room: Desk, count: int) -> list[Order]:
    first = take_ids(count)
    orders = [replace(slip(f"A{n:02}", state=State.READY), id=first + n * ID_STEP) for n in range(count)]
    with room.store.write(room.act("import")) as writer:
        writer.insert_orders(orders)
    return orders


@dataclass
class _Once:
    """Lets a colleague act once, in a session of his own."""

    colleague: Desk
    deed: Deed
    done: list[object] = field(default_factory=list)

    def __call__(self) -> None:
        if self.done:
            return
        self.done.append(None)

        def act() -> None:
            try:
                self.done[0] = self.deed(self.colleague)
            except Exception as error:  # told to the test, which looks at it
                self.done[0] = error

        thread = Thread(target=act)
        thread.start()
        thread.join(20)
        assert not thread.is_alive()


@dataclass
class _Overtaken:
    """An action between whose plan and write a colleague acts."""

    change: SlipChange
    meanwhile: _Once

    @property
    def action(self) -> str:
        return self.change.action

    @property
    def reason(self) -> str:
        return self.change.reason

    def plan(self, order: Order, work: Work) -> tuple[Order, list[Finding]]:
        planned = self.change.plan(order, work)
        self.meanwhile()
        return planned

    def finish(self, changed: Any, work: Work, writer: Writer) -> None:
        self.change.finish(changed, work, writer)


def _before(monkeypatch: pytest.MonkeyPatch, method: str, meanwhile: _Once, skip: int = 0) -> None:
    """Let the colleague act just before a method of the writer is called for the first time, or some calls later."""
    original, left, here = getattr(Writer, method), [skip], current_thread()

    def spy(self: Writer, *args: Any, **options: Any) -> Any:
        if current_thread() is here:
            left[0] -= 1
            if left[0] < 0:
                meanwhile()
        return original(self, *args, **options)

    monkeypatch.setattr(Writer, method, spy)


@pytest.mark.parametrize("change", [Delivered(), NotDelivered("busy"), Resend()])
def test_what_was_recalled_meanwhile_is_not_noted_as_on_its_way(
    room: Desk, colleague: Desk, change: SlipChange
) -> None:
    orders = _arrive(room, 2)
    do(room, SendTemporary(Via.CAR), orders)
    recall = _Once(colleague, lambda desk: do(desk, Recall("老王", "wrong"), orders[:1]))
    outcome = do(room, _Overtaken(change, recall), orders)
    assert codes(outcome) == ["conflict", "done"]
    assert "王敏" in outcome.results[0].message
    with room.store.read() as reader:
        gone = reader.papers(Dispatch, order_id=orders[0].id)[0]
        assert (gone.state, gone.delivery, gone.tries) == (DispatchState.WITHDRAWN, Delivery.SENT, 1)
        assert_agreement(reader)


def test_a_name_is_kept_when_the_card_is_signed_meanwhile(
    room: Desk, colleague: Desk, monkeypatch: Any
) -> None:
    orders = _arrive(room, 3)
    do(room, SendNormal(), orders)
    _before(monkeypatch, "update_papers", _Once(colleague, lambda desk: cards.sign(desk, "cn1-1", "陈")))
    assert do(room, WorkerNamed("李师傅"), orders).done == 3
    with room.store.read() as reader:
        sent = reader.papers(Dispatch)
    assert {(each.worker, each.delivery) for each in sent} == {("李师傅", Delivery.RECEIVED)}


def test_a_card_is_signed_while_its_slips_are_noted_as_received(
    room: Desk, colleague: Desk, monkeypatch: Any
) -> None:
    orders = _arrive(room, 3)
    do(room, SendNormal(), orders)
    _before(monkeypatch, "update_papers", _Once(colleague, lambda desk: do(desk, Delivered(), orders)), 1)
    assert cards.sign(room, "cn1-1", "陈").done == 1
    with room.store.read() as reader:
        assert {each.delivery for each in reader.papers(Dispatch)} == {Delivery.RECEIVED}


def test_a_slip_is_taken_out_of_the_ledger_once(room: Desk, colleague: Desk, monkeypatch: Any) -> None:
    do(room, SendNormal(), _arrive(room, 3))
    with room.store.read() as reader:
        (entry,) = reader.papers(LedgerEntry)
    twin = _Once(colleague, lambda desk: ledger.correct(desk, entry.id, ["A01"], reason="not sent"))
    supervisor = replace(room, operator="2001")
    twin.colleague = replace(colleague, operator="2001")
    original = Writer.insert_papers

    def spy(self: Writer, records: Any) -> None:
        if not twin.done:
            thread = Thread(target=twin)
            thread.start()
            thread.join(0.5)
            waiting.append(thread)
        original(self, records)

    waiting: list[Thread] = []
    monkeypatch.setattr(Writer, "insert_papers", spy)
    ledger.correct(supervisor, entry.id, ["A01"], reason="not sent")
    for thread in waiting:
        thread.join(20)
    assert isinstance(twin.done[0], Refused)
    with room.store.read() as reader:
        assert ledger.net_numbers(reader.papers(LedgerEntry)) == {"A00", "A02"}
        assert sum(each.count for each in reader.papers(LedgerEntry)) == 2


def test_two_clerks_type_one_unknown_number(room: Desk, colleague: Desk, monkeypatch: Any) -> None:
    do(room, SendNormal(), _arrive(room, 2))
    sheet = sheet_id(room)
    twin = _Once(colleague, lambda desk: feedback.write_line(desk, sheet, "X99", "李师傅"))
    _before(monkeypatch, "insert_paper", twin)
    assert codes(feedback.write_line(room, sheet, "X99", "李师傅")) == ["line-twice"]
    with room.store.read() as reader:
        assert len(reader.papers(FeedbackLine, order_no="X99")) == 1


def test_a_line_typed_during_the_check_opens_the_sheet_again(
    room: Desk, colleague: Desk, monkeypatch: Any
) -> None:
    orders = _arrive(room, 1)
    do(room, SendNormal(), orders)
    sheet = sheet_id(room)
    feedback.receive(room, sheet, "fax")
    feedback.write_line(room, sheet, "A00", "李师傅")
    _before(monkeypatch, "insert_paper", _Once(colleague, lambda desk: feedback.check(desk, sheet)))
    assert feedback.write_line(room, sheet, "X99", "李师傅").done == 1
    assert stored(room, sheet).state is SheetState.RECEIVED


def test_two_supervisors_accept_in_one_run(room: Desk, colleague: Desk, monkeypatch: Any) -> None:
    do(room, SendNormal(), _arrive(room, 2))
    with room.store.read() as reader:
        (entry,) = reader.papers(LedgerEntry)
    first, second = replace(room, operator="2001"), replace(colleague, operator="2001")
    ledger.correct(first, entry.id, ["A01"], reason="not sent")
    do(room, SendTemporary(Via.CAR, point="cn2"), _arrive_more(room))
    with room.store.read() as reader:
        other = next(each for each in reader.papers(LedgerEntry) if each.point == "cn2")
    ledger.correct(first, other.id, ["B00"], reason="not sent")
    view = day_runs.view(first, MONDAY, RunKind.CLOSE)
    keys = [line.key for step in view.steps for line in step.lines if line.blocks]
    assert len(keys) == 2
    twin = _Once(second, lambda desk: day_runs.accept(desk, MONDAY, RunKind.CLOSE, keys[1], "known"))
    _before(monkeypatch, "insert_paper", twin)
    assert day_runs.accept(first, MONDAY, RunKind.CLOSE, keys[0], "known").done == 1
    with room.store.read() as reader:
        (run,) = reader.papers(DayRun)
    assert {entry["key"] for entry in run.accepted} == set(keys)


def _arrive_more(room: Desk) -> list[Order]:
    order = replace(slip("B00", state=State.READY), id=take_ids(1))
    with room.store.write(room.act("import")) as writer:
        writer.insert_orders([order])
    return [order]


def test_a_run_is_not_signed_over_a_difference_of_this_moment(
    room: Desk, colleague: Desk, monkeypatch: Any
) -> None:
    do(room, SendNormal(), _arrive(room, 2))
    with room.store.read() as reader:
        (entry,) = reader.papers(LedgerEntry)
    first, second = replace(room, operator="2001"), replace(colleague, operator="2001")
    twin = _Once(second, lambda desk: ledger.correct(desk, entry.id, ["A01"], reason="not sent"))
    _before(monkeypatch, "take_turn", twin)
    with pytest.raises(Refused) as refused:
        day_runs.sign_off(first, MONDAY, RunKind.CLOSE)
    assert refused.value.code == "not-signed"
    with room.store.read() as reader:
        assert reader.papers(DayRun) == []
