"""The commands of dispatching, previewed and carried out."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from datetime import datetime
from threading import Event

import pytest

from dispatch_tui.domain.dispatches import Dispatch, FlowCard
from dispatch_tui.domain.orders import Kind, Order, State
from dispatch_tui.domain.pre_review import review_of
from dispatch_tui.errors import Ambiguous, Conflict, NotFound, Refused
from dispatch_tui.services import commands
from dispatch_tui.services.commands import Change
from dispatch_tui.services.desk import Desk
from tests.services.commands.speaking import change, do, numbers, order, seen, states
from tests.services.conftest import MONDAY, local, slip

Put = Callable[..., list[Order]]


class TestCarryingOut:
    def test_ends_of_numbers_mean_the_slips_that_suit_the_verb(self, room: Desk, put: Put) -> None:
        put(slip("20260920104", state=State.CLOSED), slip("20260921104"), slip("20260922104"))
        with pytest.raises(Ambiguous) as raised:
            seen(room, "assign 104 cn1 none")
        assert [number for number, _what in raised.value.candidates] == ["20260921104", "20260922104"]
        do(room, "send 20260921104 none")
        assert do(room, "worker 104 王海").done == 1
        assert order(room, "20260921104").worker == "王海"
        assert seen(room, "assign 104 cn1 none").results[0].id == "20260922104"

    def test_a_slip_that_does_not_suit_is_refused_with_its_state(self, room: Desk, put: Put) -> None:
        put(slip("20260921104", state=State.CLOSED), slip("20260921105"))
        shown = seen(room, "close 104")
        assert (shown.done, shown.refused) == (0, 1)
        assert "closed" in shown.results[0].message
        assert "not been sent" in seen(room, "arrived 105").results[0].message

    def test_an_open_pre_review_names_what_to_add(self, room: Desk, put: Put) -> None:
        put(*numbers(104))
        shown = seen(room, "assign 104 cn1")
        assert (shown.done, shown.refused) == (0, 1)
        assert "none" in shown.results[0].message
        assert do(room, "assign 104 cn1 none").done == 1
        assert states(room, "20260921104") == [State.ASSIGNED]

    def test_the_proposal_shown_is_the_one_that_is_committed(
        self, room: Desk, colleague: Desk, put: Put
    ) -> None:
        put(*numbers(101, 102, 103), slip("20260921104", address="", incomplete=()))
        do(room, "parts 101-103 none")
        shown = seen(room, "assign @ready auto")
        assert shown.proposal is not None
        assert isinstance(shown.command, Change)
        assert shown.command.proposal is shown.proposal
        assert all(result.message for result in shown.results)
        assert shown.load == (("cn1", 0, 3, 40),)
        commands.run(colleague, commands.parse("note 102 dog", colleague), confirmed=True)
        put(slip("20260921109", state=State.READY))
        outcome = commands.run(room, shown.command, confirmed=True)
        assert {result.id: result.ok for result in outcome.results} == {
            "20260921101": True, "20260921102": False, "20260921103": True,
        }  # fmt: skip
        assert "王敏" in next(result.message for result in outcome.results if not result.ok)
        assert order(room, "20260921109").state is State.READY

    def test_a_proposal_can_be_stopped_and_tells_how_far_it_is(self, room: Desk, put: Put) -> None:

        put(*numbers(101, 102))
        do(room, "parts 101-102 none")
        told: list[tuple[int, int]] = []
        command = commands.parse("assign @ready auto", room)
        commands.preview(room, command, progress=lambda done, whole: told.append((done, whole)))
        assert told
        stop = Event()
        stop.set()
        with pytest.raises(Refused) as raised:
            commands.preview(room, command, cancel=stop)
        assert raised.value.code == "cancelled"
        assert states(room, "20260921101") == [State.READY]

    def test_what_a_filter_shows_is_what_is_sent(self, room: Desk, put: Put) -> None:
        put(*(replace(each, state=State.ASSIGNED) for each in numbers(101, 102)))
        shown = seen(room, "send @cn1 normal")
        put(slip("20260921103", state=State.ASSIGNED))
        assert commands.run(room, shown.command, confirmed=True).done == 2
        assert states(room, "20260921103") == [State.ASSIGNED]

    def test_send_normal_means_the_assigned_slips_of_the_point(self, room: Desk, put: Put) -> None:
        put(*numbers(101, 102, 103), slip("20260921104", state=State.ASSIGNED, point="cn2"))
        do(room, "assign 101-102 cn1 none")
        shown = do(room, "send @cn1 normal")
        assert (shown.done, shown.refused) == (2, 0)
        assert shown.facts[1].startswith("20260921-cn1-1")
        assert "Changning 1: 2 slips" in shown.facts[1]
        do(room, "assign 103 cn1 none")
        again = seen(room, "send @cn1 normal")
        assert again.facts[1].startswith("20260921-cn1-2")
        with room.store.read() as reader:
            assert [card.no for card in reader.papers(FlowCard)] == ["20260921-cn1-1"]

    def test_send_with_none_takes_received_slips_by_proposal(self, room: Desk, put: Put) -> None:
        put(*numbers(101, 102, 103))
        assert do(room, "s @received normal auto none").done == 3
        assert states(room, "20260921101", "20260921103") == [State.SENT, State.SENT]

    def test_recall_names_whom_to_telephone_and_wants_a_name(self, room: Desk, put: Put) -> None:
        put(*numbers(104))
        do(room, "send 104 none")
        assert seen(room, "recall 104 moved").done == 0
        shown = do(room, "recall 104 moved by=周玉兰")
        assert shown.facts == ("Telephone Changning 1 021-1000: 20260921104",)
        assert states(room, "20260921104") == [State.READY]

    @pytest.mark.parametrize(
        ("word", "name"),
        [("李强", "李强"), ("wh", "王海"), ("王", "王海"), ("Wh", "王海"), ("新来的", "新来的")],
    )
    def test_workers_of_the_point_by_initials(self, room: Desk, put: Put, word: str, name: str) -> None:
        put(*numbers(104))
        do(room, "send 104 none")
        found = seen(room, f"worker 104 {word} force=new")
        assert isinstance(found.command, Change)
        assert found.command.worker == name

    def test_initials_of_two_workers_ask_and_of_none_are_not_taken(self, room: Desk, put: Put) -> None:
        put(*numbers(104), slip("20260921105", point="cn2"))
        do(room, "send 104,105 none")
        with pytest.raises(Ambiguous) as raised:
            seen(room, "worker 104 lq")
        assert [name for name, _where in raised.value.candidates] == ["李强", "刘强"]
        assert do(room, "worker 105 lq").done == 1
        assert order(room, "20260921105").worker == "李强"
        with pytest.raises(NotFound, match="initials"):
            seen(room, "worker 104 zz")

    def test_catch_up_entries_keep_both_times(self, room: Desk, put: Put) -> None:
        put(*numbers(104))
        assert "catch-up" in do(room, "send 104 none at=09:30").title
        do(room, "arrived 104 09:45")
        found = order(room, "20260921104")
        assert (found.dispatched_at, found.arrived_at) == (local("09:30"), local("09:45"))
        with room.store.read() as reader:
            (dispatch,) = reader.papers(Dispatch)
        assert dispatch.sent_at == local("09:30")

    def test_every_change_can_carry_a_name_against_being_done_twice(self, room: Desk, put: Put) -> None:
        from dispatch_tui.storage.records import AlreadyDone

        put(*numbers(101, 102))
        for place, text in enumerate(
            (
                "send 101,102 none", "batch install 12:00 declared 3", "chase batch install 12:00 coming",
                "chase 101 no answer", "split 102 more", "card x-1 sign 周",
            )
        ):  # fmt: skip
            command = commands.parse(text, room)
            with suppress(NotFound):
                commands.run(room, command, True, command_id=f"call-{place}")
                with pytest.raises((AlreadyDone, Refused)):
                    commands.run(room, command, True, command_id=f"call-{place}")


class TestWholeDay:
    def test_a_day_by_commands_alone(self, room: Desk, boss: Desk, put: Put) -> None:
        """Pre-review, assignment by proposal, flow cards, workers, arrival, completion, striking out."""
        put(*numbers(101, 102, 103), slip("20260921201", kind=Kind.REPAIR, slot="09:00", urgent=True))
        do(room, "配件 101-102 无")
        do(room, "parts 103 压缩机x1 make")
        found = review_of(order(room, "20260921103").review)
        assert found is not None
        assert (found.make, states(room, "20260921103")) == (True, [State.WAITING])
        do(room, "materials 103 ready")
        assert do(room, "assign @ready auto").done == 3
        assert do(room, "send @cn1 normal").done == 3
        do(room, "派送 201 传真 无料")
        do(room, "未收到 201 无信号")
        do(room, "重发 201 车")
        do(room, "收到 201")
        do(room, "作业者 201 王海")
        do(room, "worker 101-103 刘强")
        assert seen(room, "recall 103 moved by=周玉兰").done == 1
        do(room, "recall 103 moved by=周玉兰")
        with pytest.raises(Refused):
            seen(room, "undo")
        do(room, "arrived 101-102,201")
        do(room, "done 101-102 signed")
        do(room, "done 201")
        assert seen(room, "close 101-102,201").refused == 1
        do(room, "undo")
        assert states(room, "20260921201") == [State.ARRIVED]
        do(room, "redo")
        assert states(room, "20260921201") == [State.DONE]
        do(room, "signed 201")
        assert do(room, "close 101-102,201").done == 3
        assert do(room, "reopen 201 leaks again").done == 1
        assert states(room, "20260921101", "20260921103", "20260921201") == [
            State.CLOSED, State.READY, State.REOPENED,
        ]  # fmt: skip

    def test_undo_of_a_sending_is_a_recall(self, room: Desk, put: Put) -> None:
        put(*numbers(101, 102))
        do(room, "send 101-102 none")
        shown = seen(room, "undo")
        assert shown.done == 0
        with pytest.raises(Refused, match="telephone"):
            commands.run(room, commands.parse("undo", room), confirmed=True)
        assert states(room, "20260921101") == [State.SENT]
        do(room, "撤销 强制=周玉兰")
        assert states(room, "20260921101", "20260921102") == [State.READY, State.READY]


def test_instants_are_of_the_branch(room: Desk) -> None:
    found = change(room, "arrived 104 9-20 18:05")
    assert found.at == datetime.fromisoformat("2026-09-20T10:05:00+00:00")
    assert found.at.date() < MONDAY


def test_a_conflict_between_preview_and_enter_is_told(room: Desk, colleague: Desk, put: Put) -> None:
    put(*numbers(101))
    shown = seen(room, "assign 101 cn1 none")
    commands.run(colleague, commands.parse("note 101 dog", colleague), confirmed=True)
    outcome = commands.run(room, shown.command, confirmed=True)
    assert (outcome.done, outcome.results[0].code) == (0, Conflict.code)
