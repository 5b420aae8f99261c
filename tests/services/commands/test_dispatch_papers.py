"""Commands on cards, sheets, the ledger and on several slips together."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress

import pytest

from dispatch_tui.domain.feedback import FeedbackSheet, SheetState
from dispatch_tui.domain.orders import Kind, Order, State
from dispatch_tui.errors import Ambiguous, BadInput, DispatchError, NotFound, Refused
from dispatch_tui.services import commands
from dispatch_tui.services.commands import Change
from dispatch_tui.services.commands.small_words import SHEET_STEPS
from dispatch_tui.services.desk import Desk
from tests.services.commands.speaking import do, numbers, order, seen, states
from tests.services.conftest import slip

Put = Callable[..., list[Order]]


class TestPapers:
    def test_cards_by_number_run_and_point(self, room: Desk, put: Put) -> None:
        put(*numbers(101, 102))
        do(room, "assign 101-102 cn1 none")
        do(room, "send 101 normal")
        assert seen(room, "card cn1-1 sign 周").done == 1
        assert seen(room, "流转卡 20260921-CN1-1 签收 周").done == 1
        assert seen(room, "card 长宁一部 sign 周").done == 1
        do(room, "send 102 normal")
        with pytest.raises(Ambiguous) as raised:
            seen(room, "card cn1 sign 周")
        assert [no for no, _what in raised.value.candidates] == ["20260921-cn1-1", "20260921-cn1-2"]
        with pytest.raises(NotFound):
            seen(room, "card 20260921-xh-1 sign 周")
        shown = do(room, "card cn1-1 void torn by=周玉兰")
        assert shown.facts == ("Telephone Changning 1 021-1000: 20260921-cn1-1",)
        assert states(room, "20260921101", "20260921102") == [State.READY, State.SENT]

    def test_previews_of_papers_store_nothing(self, room: Desk, put: Put) -> None:
        put(*numbers(101))
        do(room, "assign 101 cn1 none")
        do(room, "send 101 normal")
        with room.store.read() as reader:
            events = len(reader.events_since(0))
        for text in ("card cn1 sign 周", "sheet cn1 received", "chase cn1 no answer", "split 101 x"):
            assert seen(room, text).done
        with room.store.read() as reader:
            assert len(reader.events_since(0)) == events

    def test_a_sheet_goes_its_way(self, room: Desk, boss: Desk, put: Put) -> None:
        put(*numbers(101), slip("20260921201", kind=Kind.REPAIR, slot="09:00"))
        do(room, "assign 101,201 cn1 none")
        do(room, "send @cn1 normal")
        with pytest.raises(Ambiguous) as raised:
            seen(room, "sheet cn1 received")
        for key, _what in raised.value.candidates:
            assert seen(room, f"sheet {key} received").done == 1
        do(room, "sheet cn1 all received car")
        do(room, "sheet cn1 install line 101 wh")
        do(room, "sheet cn1 repair line 201 王海")
        do(room, "sheet cn1 install query is it he?")
        do(room, "sheet cn1 install answer yes")
        do(room, "sheet cn1 all check")
        assert do(room, "sheet normal hand").done == 2
        assert do(room, "反馈表 正常 已录入").done == 2
        do(boss, "反馈表 cn1 全部 抄回")
        with room.store.read() as reader:
            assert {sheet.state for sheet in reader.papers(FeedbackSheet)} == {SheetState.COPIED_BACK}
        assert order(room, "20260921101").worker == "王海"

    def test_chasing_what_a_network_point_owes(self, room: Desk, put: Put) -> None:
        put(*numbers(101), slip("20260921201", kind=Kind.REPAIR, slot="09:00"))
        do(room, "assign 101,201 cn1 none")
        do(room, "send @cn1 normal")
        assert do(room, "催 长宁一部 电话 无人接").done == 2
        assert do(room, "chase cn1 install supervisor will come").done == 1
        do(room, "recall 201 wrong by=周")
        do(room, "send 201 fax")
        assert do(room, "催 201 电话 稍后告知").done == 1
        with pytest.raises(BadInput, match="answer"):
            seen(room, "chase cn1 phone")

    def test_the_ledger_is_corrected_by_an_entry(self, room: Desk, put: Put) -> None:
        put(*numbers(101, 102))
        do(room, "assign 101-102 cn1 none")
        do(room, "send @cn1 normal")
        assert do(room, "ledger cn1 install remove 101 miscounted").done == 1
        with pytest.raises(Refused):
            seen(room, "ledger cn1 install remove 101 again")
        assert do(room, "台帐 cn1 安装 加 101 补记").done == 1
        with pytest.raises(BadInput):
            seen(room, "ledger cn1 install remove 102")

    def test_split_and_merge(self, room: Desk, put: Put) -> None:
        put(*numbers(101, 102, 103))
        do(room, "split 101 second machine")
        assert order(room, "20260921101-2").split_of == "20260921101"
        assert do(room, "并单 102 103 同一次上门").facts == ("20260921102 takes over 20260921103.",)
        assert order(room, "20260921103").merged_into == "20260921102"
        with pytest.raises(Refused):
            seen(room, "split 101,102 x")

    def test_additions(self, room: Desk, boss: Desk, put: Put) -> None:
        put(*numbers(101))
        do(room, "send 101 none")
        do(room, "增补 101 吊栏x2套")
        assert do(boss, "approve 101 1").done == 1
        assert order(room, "20260921101").addenda[0]["approved_by"] == "2001"

    def test_every_step_of_a_sheet_has_a_meaning(self, room: Desk) -> None:
        for word in SHEET_STEPS:
            with suppress(DispatchError):
                assert isinstance(commands.parse(f"sheet cn1 {word} 104 x", room), Change)
