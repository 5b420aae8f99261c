"""The commands of dispatching, read in English, Chinese, pinyin and full width."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest

from dispatch_tui.domain.day_runs import RunKind
from dispatch_tui.domain.dispatches import Mode, Via
from dispatch_tui.domain.orders import Kind, Order
from dispatch_tui.domain.pre_review import ReviewLine
from dispatch_tui.errors import BadInput, DispatchError
from dispatch_tui.services import commands
from dispatch_tui.services.commands import Here, Verb, View
from dispatch_tui.services.desk import Desk
from tests.services.commands.speaking import change, seen
from tests.services.conftest import local

Put = Callable[..., list[Order]]


class TestReading:
    @pytest.mark.parametrize(
        "text",
        [
            "assign 101-118,125 cn1 near", "a 101-118,125 cn1 near", "分派 101-118,125 长宁一部 near",
            "派工 101-118、125 cnyb near", "fp 101-118,125 cn1 near", "pg 101-118,125 cn1 near",
            "／ａ　１０１－１１８，１２５　ｃｎ１　near", "分派 长宁一部 101-118,125 near",
            "assign cn1 101-118,125 near",
            "101-118,125 分派 cn1 near", "101-118,125分派cn1 near", "ASSIGN 101-118 125 to cn1 near",
            "/a 101-118, 125 cn1 near",
        ],
    )  # fmt: skip
    def test_one_assignment_in_many_spellings(self, room: Desk, text: str) -> None:
        found = change(room, text)
        assert found.selection is not None
        assert (found.verb, found.selection.pieces, found.point, found.reason) == (
            Verb.ASSIGN, ("101-118", "125"), "cn1", "near",
        )  # fmt: skip

    @pytest.mark.parametrize(
        ("text", "point", "auto", "none"),
        [
            ("assign 101", "", False, False), ("assign 101 none", "", False, True),
            ("assign @ready auto", "", True, False), ("分派 @待派工 自动 无料", "", True, True),
            ("assign 101 cn2 none", "cn2", False, True), ("assign 101 none cn2", "cn2", False, True),
            ("派工 101 无 cn2", "cn2", False, True),
        ],
    )  # fmt: skip
    def test_assign(self, room: Desk, text: str, point: str, auto: bool, none: bool) -> None:
        found = change(room, text)
        assert (found.point, found.auto, found.none) == (point, auto, none)

    @pytest.mark.parametrize(
        ("text", "mode", "via", "point", "none", "reason"),
        [
            ("send 101-118", Mode.TEMPORARY, Via.FAX, "", False, ""),
            ("s 101 car none", Mode.TEMPORARY, Via.CAR, "", True, ""),
            ("派送 101 传真 无料 急等", Mode.TEMPORARY, Via.FAX, "", True, "急等"),
            ("发送 101 自取", Mode.TEMPORARY, Via.PICK_UP, "", False, ""),
            ("派送 传真 101", Mode.TEMPORARY, Via.FAX, "", False, ""),
            ("ps 101 cn2 car", Mode.TEMPORARY, Via.CAR, "cn2", False, ""),
            ("send 101 to cn2", Mode.TEMPORARY, Via.FAX, "cn2", False, ""),
            ("send @cn1 normal", Mode.NORMAL, None, "", False, ""),
            ("派送 @长宁一部 正常", Mode.NORMAL, None, "", False, ""),
            ("把101-118派送 正常", Mode.NORMAL, None, "", False, ""),
            ("ｓｅｎｄ　１０１　ｎｏｒｍａｌ　ｎｏｎｅ", Mode.NORMAL, None, "", True, ""),
        ],
    )  # fmt: skip
    def test_send(
        self, room: Desk, text: str, mode: Mode, via: Via | None, point: str, none: bool, reason: str
    ) -> None:
        found = change(room, text)
        assert found.verb is Verb.SEND
        assert (found.mode, found.via, found.point, found.none, found.reason) == (
            mode, via, point, none, reason,
        )  # fmt: skip

    @pytest.mark.parametrize(
        ("text", "verb", "reason", "asked_by"),
        [
            ("recall 104 customer moved by=周玉兰", Verb.RECALL, "customer moved", "周玉兰"),
            ("召回 104 客户搬家 由=周玉兰", Verb.RECALL, "客户搬家", "周玉兰"),
            ("召回 104 由 周玉兰 客户搬家", Verb.RECALL, "客户搬家", "周玉兰"),
            ("zh 104 客户要求 确认人=周玉兰", Verb.RECALL, "客户要求", "周玉兰"),
            ("撤派 104 有误", Verb.UNASSIGN, "有误", ""), ("cp 104 有误", Verb.UNASSIGN, "有误", ""),
            ("failed 104 no tone", Verb.FAILED, "no tone", ""), ("未收到 104 无信号", Verb.FAILED, "无信号", ""),
            ("waive 104 later", Verb.WAIVE, "later", ""), ("免审 104 随带", Verb.WAIVE, "随带", ""),
            ("inhouse 104 weld", Verb.IN_HOUSE, "weld", ""), ("携回 104 焊接", Verb.IN_HOUSE, "焊接", ""),
            ("返修 104 再漏", Verb.REOPEN, "再漏", ""), ("reopen 104 leaks", Verb.REOPEN, "leaks", ""),
            ("销单 104", Verb.CLOSE, "", ""), ("close 104", Verb.CLOSE, "", ""), ("xd 104", Verb.CLOSE, "", ""),
            ("收到 104", Verb.RECEIVED, "", ""), ("received 104", Verb.RECEIVED, "", ""),
            ("修好 104", Verb.REPAIRED, "", ""), ("repaired 104", Verb.REPAIRED, "", ""),
            ("签字 104", Verb.SIGNED, "", ""), ("104签字", Verb.SIGNED, "", ""),
            ("拆单 104 第二台", Verb.SPLIT, "第二台", ""), ("chd 104 第二台", Verb.SPLIT, "第二台", ""),
        ],
    )  # fmt: skip
    def test_verbs_with_a_reason(self, room: Desk, text: str, verb: Verb, reason: str, asked_by: str) -> None:
        found = change(room, text)
        assert found.selection is not None
        assert (found.verb, found.selection.pieces, found.reason, found.asked_by) == (
            verb, ("104",), reason, asked_by,
        )  # fmt: skip

    @pytest.mark.parametrize(
        ("text", "lines", "make"),
        [
            ('parts 104 "压缩机"x1 "四通阀"x2套', (("压缩机", "1", "个"), ("四通阀", "2", "套")), False),
            ("配件 104 压缩机x1、四通阀×2套 制作", (("压缩机", "1", "个"), ("四通阀", "2", "套")), True),
            ("配件 104 “铜管 3米” 铜管 3.50米", (("铜管 3米", "1", "个"), ("铜管", "3.5", "米")), False),
            ("用料 104 压缩机", (("压缩机", "1", "个"),), False),
            ("ｐａｒｔｓ　１０４　“压缩机”ｘ１　ｍａｋｅ", (("压缩机", "1", "个"),), True),
            ("pj 104 压缩机Ｘ２台", (("压缩机", "2", "台"),), False),
            ("parts 104 AUX12", (("AUX12", "1", "个"),), False), ("parts 104 boltx12", (("bolt", "12", "个"),), False),
            ("review 104 压缩机x1", (("压缩机", "1", "个"),), False),
        ],
    )  # fmt: skip
    def test_parts(self, room: Desk, text: str, lines: tuple[tuple[str, str, str], ...], make: bool) -> None:
        found = change(room, text)
        assert found.lines == tuple(ReviewLine(*line) for line in lines)
        assert found.make is make

    def test_none_and_taking_up(self, room: Desk) -> None:
        for text in ("parts 104 none", "配件 104 无", "预审 104 无料", "yl 104 none"):
            found = change(room, text)
            assert (found.none, found.lines) == (True, ())
        assert (change(room, "预审 104").none, change(room, "ys 104").verb) == (False, Verb.REVIEW)
        assert change(room, "备料 105 齐").verb is Verb.MATERIALS
        listed = commands.parse("备料", room)
        assert isinstance(listed, View)
        assert listed.verb is Verb.MATERIALS

    @pytest.mark.parametrize(
        ("text", "at"),
        [
            ("arrived 104 09:15", "09:15"), ("到达 104 9点15分", "09:15"), ("arrived 104 at 09:15", "09:15"),
            ("arrived 104 at=09:15", "09:15"), ("done 104 signed at=09-20T18:05", "09-20 18:05"),
            ("worker 104 李强 时间=昨天 18:05", "09-20 18:05"), ("ｄｄ　１０４　０９：１５", "09:15"),
            ("assign 104 cn1 at=9-20 18:05", "09-20 18:05"), ("hold 104 9-25 away at=09:00", "09:00"),
        ],
    )  # fmt: skip
    def test_true_times(self, room: Desk, text: str, at: str) -> None:
        assert change(room, text).at == local(at)

    def test_no_true_time_ahead_and_none_where_it_says_nothing(self, room: Desk) -> None:
        with pytest.raises(BadInput, match="future"):
            change(room, "arrived 104 10:01")
        with pytest.raises(BadInput, match="future"):
            change(room, "assign 104 cn1 at=11:00")
        for text in ("undo at=09:00", "day open sign at=09:00", "card X-1 sign 周 at=09:00"):
            with pytest.raises(BadInput, match="true time"):
                seen(room, text)

    @pytest.mark.parametrize(
        ("text", "verb", "facts"),
        [
            ("done 104 signed", Verb.DONE, {"signed": True}), ("完工 104 已签", Verb.DONE, {"signed": True}),
            ("wg 104", Verb.DONE, {"signed": False}), ("worker 104 李强", Verb.WORKER, {"worker": "李强"}),
            ("师傅 104 lq", Verb.WORKER, {"worker": "lq"}), ("resend 104 car", Verb.RESEND, {"via": Via.CAR}),
            ("重发 104", Verb.RESEND, {"via": None}), ("approve 104 2", Verb.APPROVE, {"nth": 2}),
            ("核准 104 第2项", Verb.APPROVE, {"nth": 2}), ("批准 104", Verb.APPROVE, {"nth": 0}),
            ("增补 104 吊栏x1", Verb.ADD, {"lines": (ReviewLine("吊栏", "1", "个"),)}),
            ("card 20260921-cn1-1 sign 周玉兰", Verb.CARD, {"step": "sign", "whom": "周玉兰"}),
            ("流转卡 cn1-1 作废 破损 由=周玉兰", Verb.CARD,
             {"step": "void", "reason": "破损", "asked_by": "周玉兰", "card": "cn1-1"}),
            ("day open sign", Verb.DAY, {"run": RunKind.OPEN, "step": "sign"}),
            ("收工 签收", Verb.DAY, {"run": RunKind.CLOSE, "step": "sign"}),
            ("认可 开工 2 已电话确认", Verb.ACCEPT, {"run": RunKind.OPEN, "nth": 2, "reason": "已电话确认"}),
            ("sheet cn1 repair 9-20 received car", Verb.SHEET, {"step": "received", "way": "car"}),
            ("反馈表 长宁一部 维修 9-20 询问 谁去的", Verb.SHEET, {"step": "query", "reason": "谁去的"}),
            ("chase cn1 phone no answer", Verb.CHASE, {"way": "phone", "reason": "no answer"}),
            ("催 长宁一部 电话 无人接", Verb.CHASE, {"way": "phone", "reason": "无人接"}),
            ("台帐 cn1 维修 减 104 误记", Verb.LEDGER, {"step": "remove", "reason": "误记"}),
            ("split 104 repair second machine", Verb.SPLIT, {"kind": Kind.REPAIR, "reason": "second machine"}),
        ],
    )  # fmt: skip
    def test_further_commands(self, room: Desk, text: str, verb: Verb, facts: dict[str, object]) -> None:
        found = change(room, text)
        assert found.verb is verb
        assert {name: getattr(found, name) for name in facts} == facts

    def test_which_sheets(self, room: Desk) -> None:
        found = change(room, "sheet repair 9-20 cn1 normal received").sheets
        assert found is not None
        assert (found.point, found.kind, found.mode, found.day) == (
            "cn1", Kind.REPAIR, Mode.NORMAL, date(2026, 9, 20),
        )  # fmt: skip
        temporary = change(room, "反馈表 临时 安装 收到").sheets
        assert temporary is not None
        assert (temporary.point, temporary.mode, temporary.day) == (None, Mode.TEMPORARY, None)

    @pytest.mark.parametrize(
        ("text", "verb"),
        [
            ("day", Verb.DAY), ("day open", Verb.DAY), ("开工", Verb.DAY), ("收工", Verb.DAY), ("card", Verb.PAPERS),
            ("流转卡", Verb.PAPERS), ("papers", Verb.PAPERS), ("单据", Verb.PAPERS), ("ledger", Verb.LEDGER),
            ("台账 昨天", Verb.LEDGER), ("reports", Verb.REPORTS), ("报表", Verb.REPORTS), ("sheet cn1", Verb.SHEET),
            ("card cn1-1", Verb.CARD), ("print card cn1-1 to office", Verb.PRINT), ("打印 104", Verb.PRINT),
        ],
    )  # fmt: skip
    def test_views(self, room: Desk, text: str, verb: Verb) -> None:
        found = commands.parse(text, room)
        assert isinstance(found, View)
        assert found.verb is verb

    def test_a_filter_with_a_verb_in_it_stays_a_filter(self, room: Desk) -> None:
        for text in ("@已完工", "@维修&完工", "@已分派&加急", "@长宁一部&待派工", "!返修", "@预审|挂起"):
            found = commands.parse(text, room)
            assert isinstance(found, View)
            assert found.verb is Verb.FIND
        assert change(room, "@已受理分派cn1").point == "cn1"
        assert change(room, "@维修派到cn1").verb is Verb.PLACE

    @pytest.mark.parametrize(
        "text",
        [
            "assign", "assign 104 nowhere", "assign 104 长宁", "send", "send normal", "send 104 normal fax",
            "worker 104",
            "worker", "parts 104", "parts 104 make", "parts 104 x2", "parts 104 压缩机x0", "parts 104 2套",
            f"parts 104 {'长' * 81}x1", "materials 104", "materials 104 soon", "done 104 nicely", "approve 104 many",
            "approve 104 0", "add 104", "add 104 a b", "arrived 104 sometime", "arrived 104 25:00", "card X-1 burn",
            "sheet cn1 cn2 received", "sheet nowhere received", "sheet cn1 query", "sheet cn1 line", "day sign",
            "day tomorrowish", "accept", "accept 2", "accept open", "ledger cn1 remove", "ledger cn1 remove many",
            "print dance", "chase", "chase nowhere no answer", "resend 104 pigeon", "signed 104 yes", "merge",
            "recall", "arrived 104 at=whenever", "assign @assigned@ cn1", "send @sent=soon normal", "find @worker=qq",
        ],
    )  # fmt: skip
    def test_what_is_not_understood_is_one_sentence(self, room: Desk, text: str) -> None:
        with pytest.raises(DispatchError) as raised:
            commands.parse(text, room)
        assert str(raised.value)
        assert "\n" not in str(raised.value)

    def test_marked_slips_stand_in(self, room: Desk) -> None:
        here = Here(current=1, marked=(2, 3), versions={2: 5, 3: 1})
        for text, facts in (
            ("assign cn1", {"point": "cn1"}), ("send normal", {"mode": Mode.NORMAL}), ("send", {"via": Via.FAX}),
            ("worker 李强", {"worker": "李强"}), ("parts 压缩机x2", {"lines": (ReviewLine("压缩机", "2", "个"),)}),
            ("arrived 09:15", {"at": local("09:15")}), ("approve 2", {"nth": 2}), ("parts none", {"none": True}),
            ("done signed", {"signed": True}), ("assign auto", {"auto": True}), ("收到", {}),
        ):  # fmt: skip
            found = change(room, text, here)
            assert found.selection is not None
            assert found.selection.ids == (2, 3), text
            assert {name: getattr(found, name) for name in facts} == facts, text
