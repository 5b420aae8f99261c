"""Completion and filters of dispatching."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest

from dispatch_tui.domain.orders import Order, State
from dispatch_tui.services import commands
from dispatch_tui.services.commands import View
from dispatch_tui.services.desk import Desk
from tests.services.commands.speaking import do, numbers
from tests.services.conftest import local, slip

Put = Callable[..., list[Order]]


class TestCompletion:
    def labels(self, room: Desk, text: str) -> list[str]:
        return [each.label for each in commands.complete(room, text)]

    def test_along_the_way_of_a_slip(self, room: Desk, put: Put) -> None:
        put(*numbers(101, 102))
        assert self.labels(room, "a")[0] == "assign"
        assert self.labels(room, "fp")[0] == "assign"
        assert self.labels(room, "assign @ready ")[:2] == ["auto", "cn1"]
        assert "0/40" in commands.complete(room, "assign 101 cn1")[0].about
        assert self.labels(room, "parts 101 ")[:2] == ["none", "压缩机x1"]
        assert self.labels(room, "parts 101 ysj") == ["压缩机x1"]
        assert self.labels(room, "assign 101,10") == []
        assert self.labels(room, "assign 101,102") == ["101,20260921102"]
        do(room, "send 101 none")
        assert self.labels(room, "send 102 ")[:4] == ["fax", "car", "pickup", "normal"]
        assert self.labels(room, "send 102 fax n")[:2] == ["normal", "none"]
        assert self.labels(room, "worker 101") == ["20260921101"]
        assert self.labels(room, "worker 101 ") == ["李强", "王海", "刘强"]
        assert self.labels(room, "worker 101 w") == ["王海"]
        assert self.labels(room, "worker 101 lq") == ["李强", "刘强"]
        assert self.labels(room, "chase ")[:2] == ["batch", "20260921101"]
        assert self.labels(room, "recall 101 b") == ["by="]
        assert self.labels(room, "recall 101 moved at") == ["at="]

    def test_papers(self, room: Desk, put: Put) -> None:
        put(*numbers(101))
        do(room, "assign 101 cn1 none")
        do(room, "send 101 normal")
        assert self.labels(room, "card ") == ["20260921-cn1-1"]
        assert self.labels(room, "card cnyb") == ["20260921-cn1-1"]
        assert self.labels(room, "card 20260921-cn1-1 ") == ["sign", "void"]
        assert "cn1" in self.labels(room, "sheet ")
        assert "install" in self.labels(room, "sheet cn1 ")
        assert "09-21" in self.labels(room, "sheet cn1 install 0")
        assert self.labels(room, "sheet cn1 install rec") == ["received"]
        assert self.labels(room, "sheet cn1 received f")[0] == "fax"
        assert self.labels(room, "print ")[0] == "slip"
        assert self.labels(room, "print card ") == ["20260921-cn1-1"]
        assert self.labels(room, "day ") == ["open", "close"]
        assert self.labels(room, "day open ") == ["sign"]

    def test_chinese_words_in_a_chinese_room(self, room: Desk, put: Put) -> None:
        put(*numbers(101))
        chinese = Desk(room.settings, room.store, room.clock, "1001", chosen_language="zh")
        assert self.labels(chinese, "fp")[0] == "分派"
        assert self.labels(chinese, "分派 101 ")[0] == "自动"
        assert self.labels(chinese, "派送 101 ")[:2] == ["传真", "车"]
        assert self.labels(chinese, "配件 101 ")[0] == "无"


class TestFilters:
    def found(self, room: Desk, text: str) -> list[str]:
        from dispatch_tui.services.search import search

        view = commands.parse(text, room)
        assert isinstance(view, View)
        with room.store.read() as reader:
            ids = list(search(room, view.query, view.condition))
            return sorted(each.no[-3:] for each in reader.orders(ids))

    def test_states_workers_and_days_of_sending(self, room: Desk, put: Put) -> None:
        sent = {"state": State.SENT, "dispatched_at": local("09:30")}
        put(
            slip("20260921101"), slip("20260921102", **sent), slip("20260921103", **{**sent, "worker": "李强"}),
            slip("20260921104", state=State.CLOSED, worker="王海", dispatched_at=local("09-18 09:30")),
            slip("20260921105", state=State.REOPENED, day=date(2026, 9, 18)),
        )  # fmt: skip
        for text in ("@noworker", "@无作业者", "find @worker=none", "查 @作业者=无"):
            assert self.found(room, text) == ["102"], text
        assert self.found(room, "@out") == self.found(room, "@在外") == ["102", "103"]
        assert self.found(room, "@worker=李强") == ["103"]
        assert self.found(room, "@worker=wh") == ["104"]
        assert self.found(room, "@sent=today") == self.found(room, "@派送=今天") == ["102", "103"]
        assert self.found(room, "@sent=9-18..9-20") == ["104"]
        assert self.found(room, "@carried") == self.found(room, "@结转") == ["105"]
        assert self.found(room, "@reopened") == self.found(room, "@返修") == ["105"]
        assert self.found(room, "@closed") == self.found(room, "@已销单") == ["104"]

    @pytest.mark.parametrize("state", list(State))
    def test_every_state_has_words_in_both_languages(self, room: Desk, state: State) -> None:
        from dispatch_tui.services.commands.names import STATES

        words = [word for word, meant in STATES.items() if meant is state]
        assert any(word.isascii() for word in words)
        assert any(not word.isascii() for word in words)
