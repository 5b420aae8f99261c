"""The command language: what lines mean, and what carrying them out does."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from datetime import date, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dispatch_tui.domain.batches import Way
from dispatch_tui.domain.filters import (
    And,
    AtPoint,
    Condition,
    DueWithin,
    HasText,
    InCategory,
    InSlot,
    InStates,
    IsKind,
    Not,
    OnDay,
    Or,
    Urgent,
)
from dispatch_tui.domain.orders import PENDING_STATES, Kind, Order, State
from dispatch_tui.errors import Ambiguous, BadInput, DispatchError, NotFound
from dispatch_tui.services import commands
from dispatch_tui.services.commands.filter_words import OVERDUE, parse_filter, within
from dispatch_tui.services.commands.forms import Change, Command, HandOver, Here, View
from dispatch_tui.services.commands.words import LATER_WORDS, SPELLINGS, WORDS, Verb
from dispatch_tui.services.desk import Desk
from dispatch_tui.services.search import search
from tests.services.conftest import MONDAY, local

Put = Callable[..., list[Order]]


NONSENSE = (
    "", "   ", "/", "xyzzy 104", "hold", "place 104", "sort 104", "batch", "at", "find", "hold 104 until nothing",
    "at 25:00", "at yesterdayish", "season", "season x y", "correct 104", "correct 104 phone", "sort 104 dance",
    "hold @ until 11-25 x", "@ready&", "@(ready", "@ready)", "@bad word", "due", "hold @due<soon until 11-25 x",
    "hold , x", "batch 12:30 declared many", "hold 104 until 2-30 x", "“", "@text~“",
    f"@{'(' * 3000}urgent{')' * 3000}", f"@{'|'.join(['urgent'] * 3000)}", "@due<999999999999999h",
    f"@due<{'9' * 400}d", "at 9999-12-31 23:59", "note 104 \x00", "find \udcff",
)  # fmt: skip
PIECES = (
    *(word.english[0] for word in WORDS),
    *(word.chinese[0] for word in WORDS),
    *[
        "104",
        "101-118",
        "@",
        "ready",
        "&",
        "|",
        "!",
        "(",
        ")",
        "until",
        "到",
        "11-25",
        "明天",
        "2-30",
        "10:30",
        "25:61",
        "9:00-11:00",
        "cn1",
        "长宁",
        "auto",
        "phone=",
        "by=",
    ],
    *[
        "force=",
        "batch",
        "install",
        "12:00",
        "declared",
        "23",
        "zero",
        "peak",
        "“",
        "”",
        "'",
        ",",
        "/",
        "*",
        ".",
        "due<2h",
        "text~",
        "=",
        "+2d",
        "2026-13-45",
        "把",
        "，",
        "０",
        "💥",
    ],
    '"',
    "\u3000",
    "\u200b",
)


def change(command: Command) -> Change:
    assert isinstance(command, Change)
    return command


def view(command: Command) -> View:
    assert isinstance(command, View)
    return command


class TestGrammar:
    def test_hold_with_day_and_reason(self, desk: Desk) -> None:
        found = change(commands.parse("hold 104 until 11-25 customer away", desk))
        assert found.verb is Verb.HOLD
        assert found.selection is not None
        assert found.selection.pieces == ("104",)
        assert found.day == date(2026, 11, 25)
        assert found.reason == "customer away"

    @pytest.mark.parametrize(
        "text",
        [
            "挂起 104 到 11-25 客户外出",
            "挂起104 到 11-25 客户外出",
            "104 挂起 到 11-25 客户外出",
            "gq 104 11-25 客户外出",
            "／挂起　１０４　到　１１－２５　客户外出",
            "/hold 104 until 11-25 “客户外出”",
            "HOLD 104 until 11月25日 客户外出",
        ],
    )
    def test_one_command_in_many_spellings(self, desk: Desk, text: str) -> None:
        found = change(commands.parse(text, desk))
        assert found.selection is not None
        assert (found.verb, found.selection.pieces, found.day, found.reason) == (
            Verb.HOLD, ("104",), date(2026, 11, 25), "客户外出",
        )  # fmt: skip

    def test_free_text_is_kept_as_it_was_typed(self, desk: Desk) -> None:
        found = change(commands.parse("note 104 客户说：“下午３点以后”，别打电话！", desk))
        assert found.reason == "客户说：“下午３点以后”，别打电话！"

    def test_ranges_and_lists(self, desk: Desk) -> None:
        found = change(commands.parse("place 101-118, 125 cn1", desk))
        assert found.selection is not None
        assert found.selection.pieces == ("101-118", "125")
        assert found.point == "cn1"

    @pytest.mark.parametrize("word", ["cn1", "cnyb", "长宁一", "长宁一部", ["changning", "1"][0] + "1"])
    def test_network_point_by_code_initials_and_name(self, desk: Desk, word: str) -> None:
        assert change(commands.parse(f"place 104 {word}", desk)).point == "cn1"

    @pytest.mark.parametrize(
        "text", ["派到 xh 104", "派到 XH 104", "把104派到xh", "104 派到 xh", "分到 104 徐汇"]
    )
    def test_chinese_word_orders(self, desk: Desk, text: str) -> None:
        found = change(commands.parse(text, desk))
        assert found.selection is not None
        assert (found.verb, found.point, found.selection.pieces) == (Verb.PLACE, "xh", ("104",))

    def test_ambiguous_network_point_asks(self, desk: Desk) -> None:
        with pytest.raises(Ambiguous) as raised:
            commands.parse("place 104 长宁", desk)
        assert [code for code, _name in raised.value.candidates] == ["cn1", "cn2"]

    def test_unknown_network_point(self, desk: Desk) -> None:
        with pytest.raises(NotFound, match="nowhere"):
            commands.parse("place 104 nowhere", desk)

    @pytest.mark.parametrize("targets", ["104", "101-118,125", "@urgent"])
    def test_a_code_with_a_digit_may_come_first(self, desk: Desk, targets: str) -> None:
        found = change(commands.parse(f"派到 CN2 {targets}", desk))
        assert found.point == "cn2"
        assert found.selection is not None
        assert found.selection.text == targets

    def test_place_auto_by_filter(self, desk: Desk) -> None:
        found = change(commands.parse("place @unplaced & install auto", desk))
        assert found.auto
        assert found.selection is not None
        assert found.selection.filter is not None
        assert found.selection.filter.condition == And((AtPoint(None), IsKind(frozenset({Kind.INSTALL}))))

    def test_options_at_the_end(self, desk: Desk) -> None:
        found = change(commands.parse("cancel 104 bought elsewhere by=store force=they insist", desk))
        assert (found.reason, found.asked_by, found.force) == ("bought elsewhere", "store", "they insist")
        chinese = change(commands.parse("取消 104 客户已另购 由=商场", desk))
        assert (chinese.reason, chinese.asked_by) == ("客户已另购", "商场")

    def test_cancel_is_asked_by_the_customer_unless_said(self, desk: Desk) -> None:
        found = change(commands.parse("cancel 104 damaged by water", desk))
        assert (found.reason, found.asked_by) == ("damaged by water", "customer")

    @pytest.mark.parametrize(
        ("words", "start", "end"),
        [
            ("明天 上午", "09-22 08:00", "09-22 12:00"),
            ("明天上午", "09-22 08:00", "09-22 12:00"),
            ("明天18:00", "09-22 18:00", None),
            ("9月25日9:00-11:00", "09-25 09:00", "09-25 11:00"),
            ("周五下午", "09-25 12:00", "09-25 18:00"),
            ("09-25 9-12", "09-25 09:00", "09-25 12:00"),
            ("09-25 9:30", "09-25 09:30", None),
        ],
    )
    def test_appointments_as_people_write_them(
        self, desk: Desk, words: str, start: str, end: str | None
    ) -> None:
        found = change(commands.parse(f"改约 104 {words} 客户改期", desk))
        assert (found.start, found.end) == (local(start), local(end) if end else None)
        assert found.reason == "客户改期"

    @pytest.mark.parametrize(
        ("line", "reason", "asked_by"),
        [
            ("取消 104 by 客户 不要了", "不要了", "客户"),
            ("cancel 104 by store bought elsewhere", "bought elsewhere", "store"),
            ("cancel 104 by the store bought elsewhere", "bought elsewhere", "the store"),
            ("取消 104 由 商场 已退货", "已退货", "商场"),
            ("取消 104 由厂家 召回", "召回", "厂家"),
            ("取消 104 客户要求 已另购", "已另购", "客户"),
            ("cancel 104 by=store bought elsewhere", "bought elsewhere", "store"),
            ('cancel 104 by="the big store" reason=bought elsewhere', "bought elsewhere", "the big store"),
            ("cancel 104 by mistake", "by mistake", "customer"),
            ("取消 104 客户要求", "客户要求", "customer"),
            ("取消 104 由于 停电 无法上门", "由于 停电 无法上门", "customer"),
            ("取消 104 客户要求太多 不接", "客户要求太多 不接", "customer"),
            ("cancel 104 bypassed twice by error", "bypassed twice by error", "customer"),
        ],
    )
    def test_who_asked_may_stand_before_the_reason(
        self, desk: Desk, line: str, reason: str, asked_by: str
    ) -> None:
        found = change(commands.parse(line, desk))
        assert (found.reason, found.asked_by) == (reason, asked_by)

    def test_reappoint(self, desk: Desk) -> None:
        found = change(commands.parse("改约 104 明天 9:00-11:00 客户要求", desk))
        assert (found.start, found.end) == (local("09-22 09:00"), local("09-22 11:00"))
        assert found.reason == "客户要求"
        day_only = change(commands.parse("reappoint 104 to 9-23", desk))
        assert (day_only.start, day_only.end) == (local("09-23 08:30"), local("09-23 17:30"))

    def test_urgent_time_is_a_deadline(self, desk: Desk) -> None:
        found = change(commands.parse("urgent 104 by 16:00", desk))
        assert (found.start, found.end) == (None, local("16:00"))
        bare = change(commands.parse("加急 104", desk))
        assert (bare.start, bare.end) == (None, None)

    def test_correct_fields(self, desk: Desk) -> None:
        found = change(
            commands.parse("更正 104 电话=１３９００００１１１１ 地址=长宁区 仙霞路 8 号 理由=听错", desk)
        )
        assert dict(found.fields) == {"phone": "１３９００００１１１１", "address": "长宁区 仙霞路 8 号"}
        assert found.reason == "听错"

    def test_correct_names_the_command_for_other_facts(self, desk: Desk) -> None:
        with pytest.raises(BadInput, match="sort"):
            commands.parse("correct 104 kind=repair", desk)
        with pytest.raises(BadInput, match="no field"):
            commands.parse("correct 104 colour=red", desk)

    def test_hand_overs(self, desk: Desk) -> None:
        found = change(commands.parse("批次 安装 17:00 申报 23 受理员 张三 取回", desk)).hand_over
        assert found is not None
        assert (found.kind, found.slot, found.declared, found.clerk) == (Kind.INSTALL, "17:00", 23, "张三")
        assert found.way is Way.FETCHED
        assert change(commands.parse("zero 10:00", desk)).hand_over == HandOver(
            Kind.REPAIR, "10:00", zero=True
        )
        with pytest.raises(Ambiguous):  # 12:00 and 17:00 are repair pick-ups too
            commands.parse("zero 12:00", desk)
        zero = change(commands.parse("zero install 12:00", desk)).hand_over
        assert zero is not None
        assert (zero.kind, zero.slot, zero.zero) == (Kind.INSTALL, "12:00", True)
        with pytest.raises(BadInput, match="12:30"):
            commands.parse("batch install 12:30 zero", desk)

    @pytest.mark.parametrize(
        "text", ["at 10:30", "回看 10:30", "看 10:30", "at 2026-09-21 10:30", "at 9-21 10:30"]
    )
    def test_at(self, desk: Desk, text: str) -> None:
        assert view(commands.parse(text, desk)).at == local("10:30")

    def test_views(self, desk: Desk) -> None:
        assert view(commands.parse("find 张三 1234", desk)).query == "张三 1234"
        assert view(commands.parse("@overdue", desk)).condition is not None
        assert view(commands.parse("104", desk)).verb is Verb.SHOW
        assert view(commands.parse("看 104", desk)).query == "104"

    @pytest.mark.parametrize("word", LATER_WORDS)
    def test_words_of_dispatching_say_what_is_available(self, desk: Desk, word: str) -> None:
        with pytest.raises(BadInput) as raised:
            commands.parse(f"{word} 104", desk)
        assert raised.value.code == "not-available"

    @pytest.mark.parametrize("text", NONSENSE)
    def test_what_is_not_understood_is_one_sentence(self, desk: Desk, text: str) -> None:
        with pytest.raises(DispatchError) as raised:
            commands.parse(text, desk)
        assert str(raised.value)

    @settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
    @given(st.lists(st.sampled_from(PIECES) | st.text(max_size=6), max_size=7), st.sampled_from(["", " "]))
    def test_nothing_typed_breaks_it(self, desk: Desk, pieces: list[str], between: str) -> None:
        text = between.join(pieces)
        for here in (Here(), Here(current=1)):
            with suppress(DispatchError):
                commands.parse(text, desk, here)
        for each in commands.complete(desk, text):
            assert each.text.endswith(each.label)

    def test_a_long_filter_is_carried_out(self, desk: Desk) -> None:
        for text in (f"{'(' * 50}!!!urgent{')' * 50}", "!" * 119 + "urgent", "|".join(["urgent"] * 60)):
            assert list(search(desk, "", view(commands.parse(f"@{text}", desk)).condition)) == []

    def test_every_spelling_is_unique(self) -> None:
        spellings = [name for word in WORDS for name in (*word.english, *word.chinese, *word.pinyin)]
        assert len(spellings) == len(set(spellings)) == len(SPELLINGS)
        assert not set(spellings) & set(LATER_WORDS)

    def test_beginning_of_a_verb(self, desk: Desk) -> None:
        assert change(commands.parse("can 104 mistake", desk)).verb is Verb.CANCEL
        with pytest.raises(Ambiguous):
            commands.parse("re 104", desk)


class TestHere:
    def test_marked_slips_stand_in(self, desk: Desk) -> None:
        here = Here(current=1, marked=(2, 3), versions={2: 5})
        found = change(commands.parse("hold until 11-25 customer away", desk, here))
        assert found.selection is not None
        assert (found.selection.ids, found.day) == ((2, 3), date(2026, 11, 25))
        place = change(commands.parse("place cn1", desk, here))
        assert place.selection is not None
        assert (place.selection.ids, place.point) == ((2, 3), "cn1")
        dot = change(commands.parse("note . dog", desk, here))
        assert dot.selection is not None
        assert (dot.selection.ids, dot.reason) == ((1,), "dog")

    def test_a_day_is_not_taken_for_slips(self, desk: Desk) -> None:
        here = Here(current=1)
        found = change(commands.parse("reappoint 11-25 9:00-11:00", desk, here))
        assert found.selection is not None
        assert found.selection.ids == (1,)
        assert found.start == local("11-25 09:00")
        named = change(commands.parse("reappoint 11-25 11-26", desk, here))
        assert named.selection is not None
        assert named.selection.pieces == ("11-25",)

    def test_nothing_picked(self, desk: Desk) -> None:
        with pytest.raises(BadInput, match="Which slips"):
            commands.parse("hold until 11-25 away", desk)


class TestFilters:
    @pytest.mark.parametrize(
        ("text", "condition"),
        [
            ("@received&repair", And((InStates(frozenset({State.RECEIVED})), IsKind(frozenset({Kind.REPAIR}))))),
            ("@已受理&维修", And((InStates(frozenset({State.RECEIVED})), IsKind(frozenset({Kind.REPAIR}))))),
            ("@ready|urgent", Or((InStates(frozenset({State.READY})), Urgent()))),
            ("!overdue", Not(OVERDUE)),
            ("due<2h", DueWithin(timedelta(hours=2))),
            ("到期<30分", DueWithin(timedelta(minutes=30))),
            ("batch=12:30", And((InSlot("12:30"), OnDay(MONDAY, MONDAY)))),
            ('text~"长 宁"', HasText("长 宁")),
            ("文字~“a&b|c”", HasText("a&b|c")),
            ("point=xh", AtPoint("xh")),
            ("@xh", AtPoint("xh")),
            ("@空调", InCategory("空调")),
            ("carry", OnDay(None, date(2026, 9, 20))),
            ("a|b&c".replace("a", "urgent").replace("b", "repair").replace("c", "xh"),
             Or((Urgent(), And((IsKind(frozenset({Kind.REPAIR})), AtPoint("xh")))))),
            ("(urgent|repair)&!xh",
             And((Or((Urgent(), IsKind(frozenset({Kind.REPAIR})))), Not(AtPoint("xh"))))),
        ],
    )  # fmt: skip
    def test_words(self, desk: Desk, text: str, condition: Condition) -> None:
        assert parse_filter(text, desk.settings, "en", MONDAY).condition == condition

    def test_a_filter_without_states_is_limited_to_pending_slips(self, desk: Desk) -> None:
        plain = parse_filter("@urgent|hold", desk.settings, "en", MONDAY)
        assert within(plain, PENDING_STATES) == And((InStates(PENDING_STATES), plain.condition))
        stated = parse_filter("@hold&urgent", desk.settings, "en", MONDAY)
        assert within(stated, PENDING_STATES) == stated.condition
        negated = parse_filter("!hold", desk.settings, "en", MONDAY)
        assert within(negated, PENDING_STATES) == And((InStates(PENDING_STATES), negated.condition))
