"""What the screens say about slips, hand-overs and alerts."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dispatch_tui import i18n
from dispatch_tui.domain.batches import Batch, BatchStatus, Chase, Way, slot_subject
from dispatch_tui.domain.board import SlotHead, SlotStatus
from dispatch_tui.domain.filters import (
    PENDING,
    And,
    AtPoint,
    DueWithin,
    InSlot,
    IsKind,
    OnDay,
    matches,
)
from dispatch_tui.domain.orders import Incomplete, Kind, State
from dispatch_tui.tui.presentation.alert_rows import (
    Alert,
    Concern,
    batch_alerts,
    slip_alerts,
    sorted_alerts,
    worst_concern,
)
from dispatch_tui.tui.presentation.batch_rows import (
    chase_lines,
    day_rows,
    day_summary,
    handover_cells,
    outside_condition,
    outside_lines,
)
from dispatch_tui.tui.presentation.chips import (
    PENDING_CHIP,
    Chip,
    Filters,
    condition_words,
    filters_of,
)
from dispatch_tui.tui.presentation.entry_fields import ENTRY_FIELDS, earlier_values, is_empty
from dispatch_tui.tui.presentation.phrases import Phrase, numbers, phrase, slot_phrase, targets_of
from dispatch_tui.tui.presentation.pieces import Piece, Tone, text_of
from dispatch_tui.tui.presentation.slip_lines import Fact, FactsOf, foot_lines, slip_facts, title_line
from dispatch_tui.tui.presentation.slip_rows import SLIP_COLUMNS, RowFacts, sign_of, slip_row
from dispatch_tui.tui.presentation.slip_source import slip_columns
from dispatch_tui.tui.presentation.times import due_cell, moment_text, span_text, window_text
from dispatch_tui.tui.presentation.words import list_kind_word, list_state_word
from dispatch_tui.tui.presentation.wrapping import fact_lines, wrapped
from dispatch_tui.tui.text import cells, plain_lines
from dispatch_tui.tui.widgets.columns import place
from tests.tui.making import NOW, POINTS, TODAY, ZONE, slip


def facts(**changes: object) -> RowFacts:
    values = {"now": NOW, "zone": ZONE, "soon_minutes": 60, "point_names": POINTS} | changes
    return RowFacts(**values)  # type: ignore[arg-type]


def detail_facts(placement: str = "") -> FactsOf:
    return FactsOf(NOW, ZONE, 60, POINTS, {"urban": "6 h"}, placement)


class TestDueTimes:
    @pytest.mark.parametrize(
        ("minutes", "text", "tone"),
        [
            (-102, "-1:42", Tone.OVERDUE),
            (0, "-0:00", Tone.OVERDUE),
            (38, "0:38", Tone.SOON),
            (240, "14:42", Tone.PLAIN),
            (24 * 60, "07-02", Tone.PLAIN),
            (-101 * 60, "-4d", Tone.OVERDUE),
        ],
    )
    def test_the_cell_says_how_late_how_near_or_when(self, minutes: int, text: str, tone: Tone) -> None:
        piece = due_cell(NOW + timedelta(minutes=minutes), NOW, 60, ZONE)
        assert (piece.text, piece.tone) == (text, tone)

    def test_a_slip_without_a_due_time_has_an_empty_cell(self) -> None:
        assert due_cell(None, NOW, 60, ZONE).text == ""

    @given(st.integers(min_value=-1_000_000, max_value=1_000_000))
    def test_a_due_cell_never_takes_more_than_six_cells(self, minutes: int) -> None:
        assert len(due_cell(NOW + timedelta(minutes=minutes), NOW, 60, ZONE).text) <= 6

    def test_spans_and_moments_are_short(self) -> None:
        assert span_text(61) == "1:01"
        assert moment_text(NOW, ZONE, TODAY) == "10:42"
        assert moment_text(NOW, ZONE, date(2026, 7, 2)) == "07-01 10:42"
        assert moment_text(NOW, ZONE, date(2027, 1, 2)) == "2026-07-01 10:42"
        assert window_text(NOW, NOW + timedelta(hours=2), ZONE, TODAY) == "10:42 - 12:42"
        assert window_text(None, None, ZONE, TODAY) == ""


class TestRows:
    def test_every_column_has_a_cell(self) -> None:
        assert set(slip_row(slip(), facts())) == {column.key for column in SLIP_COLUMNS}

    def test_signs_stand_for_overdue_near_and_changed(self) -> None:
        late = slip(due_at=NOW - timedelta(minutes=1))
        assert sign_of(late, facts()).text == "!"
        assert sign_of(slip(due_at=NOW + timedelta(minutes=5)), facts()).text == "~"
        assert sign_of(slip(), facts(changed=frozenset({slip().id}))).text == "*"
        assert sign_of(slip(), facts()).text == " "

    def test_a_held_or_cancelled_slip_is_not_overdue(self) -> None:
        for state in (State.HOLD, State.CANCELLED, State.ARRIVED, State.CLOSED):
            order = slip(state=state, due_at=NOW - timedelta(days=2))
            assert sign_of(order, facts()).text == " "
            assert slip_row(order, facts())["due"].text == ""

    def test_what_is_missing_is_said_not_left_empty(self) -> None:
        bare = slip(customer="", address=" ", phone_digits="", point=None, incomplete=(Incomplete.ADDRESS,))
        row = slip_row(bare, facts())
        assert all(row[key].text for key in ("customer", "address", "tail", "point", "state"))


class TestDetail:
    def test_brackets_and_tags_are_shown_as_they_are(self) -> None:
        nasty = "[/b][@click=app.quit]x[/] {0} %s <script>"
        order = slip(customer=nasty, address=nasty, remark=nasty, extras={nasty: nasty})
        shown = [text_of(fact.value) for fact in slip_facts(order, detail_facts())]
        assert shown.count(nasty) == 4

    def test_empty_facts_are_left_out(self) -> None:
        keys = {fact.key for fact in slip_facts(slip(store="", remark=""), detail_facts())}
        assert "store" not in keys
        assert {"due_at", "customer", "phone", "address", "point"} <= keys

    def test_the_title_and_the_foot_say_the_most_needed(self) -> None:
        order = slip(urgent=True, incomplete=(Incomplete.PHONE,))
        assert order.no in text_of(title_line(order))
        first, second = foot_lines(order, detail_facts("covered by 长宁一部"))
        assert text_of(first) == f"138 1234 1234  {order.address}"
        assert "covered by" in text_of(second)


class TestChips:
    def test_a_board_cell_becomes_chips_and_back(self) -> None:
        cell = And(
            (PENDING, AtPoint("CN1"), IsKind(frozenset({Kind.INSTALL})), OnDay(TODAY, TODAY), InSlot("10:30"))
        )
        filters = filters_of(cell)
        assert [chip.key for chip in filters.chips] == ["state", "point", "kind", "day", "slot"]
        assert filters.condition == cell

    @given(st.sampled_from(list(State)), st.sampled_from(list(Kind)), st.booleans())
    def test_chips_select_what_the_condition_selects(self, state: State, kind: Kind, late: bool) -> None:
        condition = And((PENDING, IsKind(frozenset({Kind.INSTALL})), DueWithin(timedelta(0))))
        order = slip(state=state, kind=kind, due_at=NOW - timedelta(1) if late else None)
        assert matches(filters_of(condition).condition, order, NOW) == matches(condition, order, NOW)

    def test_chips_about_the_same_thing_replace_each_other(self) -> None:
        filters = (
            Filters((PENDING_CHIP,))
            .with_chip(Chip("point", AtPoint("CN1")))
            .with_chip(Chip("point", AtPoint(None)))
        )
        assert len(filters.chips) == 2
        assert filters.without("point").without_last() == Filters()
        assert filters.toggled(filters.chips[1]) == Filters((PENDING_CHIP,))

    def test_words_of_conditions(self) -> None:
        yesterday = TODAY - timedelta(days=1)
        assert condition_words(OnDay(None, yesterday), POINTS, TODAY) == "carry-over"
        assert condition_words(AtPoint("CN1"), POINTS, TODAY) == "长宁一部"
        assert condition_words(DueWithin(timedelta(hours=2)), POINTS, TODAY) == "due < 2 h"


class TestPhrases:
    def test_neighbouring_numbers_become_ranges(self) -> None:
        orders = [slip(n) for n in (3, 1, 2, 7, 9)]
        assert numbers(targets_of(orders)) == "2607010101-2607010103,2607010107,2607010109"

    def test_numbers_with_signs_of_the_language_are_called_by_the_cursor(self) -> None:
        assert numbers(targets_of([slip(1, no="A,1 @2")])) == "."
        assert numbers(targets_of([slip(1, no="K260701-0007")])) == "K260701-0007"
        assert numbers(targets_of([slip(1, no="无号"), slip(2)])) == "*"

    def test_the_cursor_stands_where_typing_goes_on(self) -> None:
        made = phrase("hold", targets_of([slip(1)]), "en")
        assert made == Phrase("hold 2607010101 until ", len("hold 2607010101 until "))
        assert phrase("hold", targets_of([slip(1)]), "zh").text == "挂起 2607010101 到 "

    def test_many_marked_slips_are_not_named_one_by_one(self) -> None:
        assert phrase("cancel", targets_of([slip(n) for n in (1, 3, 5, 7, 9)]), "en").text == "cancel * "

    def test_a_hand_over_is_named_by_kind_and_slot(self) -> None:
        assert slot_phrase("chase", Kind.REPAIR, "11:00", "en").text == "chase batch repair 11:00 "
        assert slot_phrase("zero", Kind.INSTALL, "12:30", "en").text == "zero install 12:30"

    @given(st.sets(st.integers(min_value=1, max_value=99), min_size=1))
    def test_ranges_name_every_slip_once(self, chosen: set[int]) -> None:
        named: list[int] = []
        written = numbers(targets_of([slip(n) for n in chosen]))
        if written == "*":
            return
        for part in written.split(","):
            first, _, last = part.partition("-")
            named += range(int(first), int(last or first) + 1)
        assert sorted(named) == sorted(int(slip(n).no) for n in chosen)


@pytest.mark.parametrize("language", ["zh", "en"])
def test_headings_kinds_and_states_are_whole_in_a_list_of_eighty_cells(language: str) -> None:
    i18n.set_language(language)
    widths = {each.column.key: each.width for each in place(slip_columns(), 79)}
    assert {"kind", "customer", "tail", "address", "point", "state", "due"} <= set(widths)
    for each in place(slip_columns(), 79):
        assert cells(each.column.label) <= each.width, each.column.label
    assert all(cells(list_kind_word(kind)) <= widths["kind"] for kind in Kind)
    assert all(cells(list_state_word(state)) <= widths["state"] for state in State)


class TestHandovers:
    def head(self, slot: str, hour: int, status: SlotStatus) -> SlotHead:
        due = NOW.replace(hour=hour - 8, minute=0)
        return SlotHead(Kind.REPAIR, slot, due, status)

    def batch(self, number: int, slot: str, **changes: object) -> Batch:
        values: dict[str, object] = {
            "id": number, "day": TODAY, "kind": Kind.REPAIR, "slot": slot, "received_at": NOW,
            "entered_at": NOW, "entered_by": "1001", "clerk": "周敏", "way": Way.FETCHED,
        }  # fmt: skip
        return Batch(**(values | changes))  # type: ignore[arg-type]

    def rows(self) -> list:
        heads = [
            self.head("09:00", 9, SlotStatus.ARRIVED),
            self.head("10:00", 10, SlotStatus.LATE),
            self.head("11:00", 11, SlotStatus.TO_COME),
        ]
        open_batch = self.batch(7, "09:00", declared=9, entered=8, status=BatchStatus.OPEN)
        extra = self.batch(8, "", declared=None, entered=1)
        subject = slot_subject(TODAY, Kind.REPAIR, "10:00")
        chase = Chase(1, subject, NOW - timedelta(minutes=20), "王芳", "信息中心", "phone", "on the way", NOW)
        return day_rows(TODAY, heads, [open_batch, extra], [chase])

    def test_slots_hand_overs_and_chases_come_together(self) -> None:
        rows = self.rows()
        assert [row.slot for row in rows] == ["09:00", "10:00", "11:00", ""]
        assert rows[0].missing == 1
        assert len(rows[1].chases) == 1
        cells = handover_cells(rows[0], NOW, ZONE)
        assert cells["difference"].text == "-1"
        assert cells["status"].text == "~ 1 slip missing"
        assert handover_cells(rows[1], NOW, ZONE)["status"].text == "! late by 0:42"
        assert "late 1" in text_of(day_summary(rows))

    def test_hand_overs_outside_the_slots_share_a_line_for_each_kind(self) -> None:
        heads = [self.head("09:00", 9, SlotStatus.LATE)]
        outside = [self.batch(n, "", declared=1, entered=1, source=f"{n}.csv") for n in range(10, 260)]
        other = self.batch(300, "", kind=Kind.REMOVAL, declared=27, entered=27)
        differs = self.batch(301, "", declared=2, entered=1, status=BatchStatus.OPEN)
        rows = day_rows(TODAY, heads, [*outside, other, differs], [])
        assert [row.key for row in rows[1:]] == ["batch:301", "outside:repair", "batch:300"]
        cells = handover_cells(rows[2], NOW, ZONE)
        assert (cells["status"].text, cells["entered"].text) == ("250 hand-overs", "250")
        assert "250.csv" in text_of(outside_lines(rows[2], ZONE)[9])
        assert "arrived 251" in text_of(day_summary(rows))
        condition = outside_condition(rows[2])
        assert [n for n in range(400) if matches(condition, slip(batch_id=n), NOW)] == list(range(10, 260))
        assert condition_words(condition, POINTS, TODAY) == "250 hand-overs"

    def test_the_chase_log_says_when_to_try_again(self) -> None:
        lines = chase_lines(self.rows()[1].chases, ZONE, TODAY, NOW)
        assert "王芳 → 信息中心" in text_of(lines[0])
        assert lines[0][-1].tone is Tone.OVERDUE

    def test_late_slots_and_differences_are_alerts(self) -> None:
        alerts = batch_alerts(self.rows(), NOW, ZONE, timedelta(minutes=15))
        assert [alert.concern for alert in sorted_alerts(alerts)] == [Concern.LATE_BATCH, Concern.DIFFERENCE]


class TestAlerts:
    def test_a_slip_stands_once_with_its_worst_concern(self) -> None:
        late = NOW - timedelta(minutes=5)
        assert worst_concern(slip(due_at=late, point=None, kind=Kind.UNSORTED), NOW) is Concern.OVERDUE
        assert worst_concern(slip(kind=Kind.UNSORTED, point=None), NOW) is Concern.UNSORTED
        assert worst_concern(slip(point=None), NOW) is Concern.UNPLACED
        assert worst_concern(slip(), NOW) is None
        assert worst_concern(slip(state=State.CLOSED, due_at=late), NOW) is None

    def test_hand_overs_come_before_slips(self) -> None:
        orders = slip_alerts([slip(due_at=NOW - timedelta(days=3))], NOW, POINTS)
        differs = Alert("open:1", Concern.DIFFERENCE, 1, "09:00")
        late = Alert("late", Concern.LATE_BATCH, 1, "10:00")
        assert [alert.concern for alert in sorted_alerts([*orders, differs, late])] == [
            Concern.LATE_BATCH, Concern.DIFFERENCE, Concern.OVERDUE
        ]  # fmt: skip

    def test_the_latest_comes_first(self) -> None:
        orders = [slip(n, due_at=NOW - timedelta(minutes=n)) for n in (5, 50, 10)]
        assert [alert.what for alert in sorted_alerts(slip_alerts(orders, NOW, POINTS))] == [
            "2607010150", "2607010110", "2607010105"
        ]  # fmt: skip


class TestEntryFields:
    def test_an_earlier_customer_fills_only_what_is_empty(self) -> None:
        filled = earlier_values(slip(), {"customer": "李", "phone": "1234"})
        assert "customer" not in filled
        assert filled["phone"] == "13812341234"
        assert "remark" not in filled

    def test_choices_alone_are_no_slip(self) -> None:
        assert is_empty({field.key: "" for field in ENTRY_FIELDS} | {"kind": "repair"})
        assert not is_empty({"remark": "x"})


class TestShortAddresses:
    def test_the_home_city_is_left_out_but_no_other(self) -> None:
        order = slip(address="上海市长宁区新华路1号", district="310105")
        assert slip_row(order, facts(home="3101"))["address"].text == "长宁区新华路1号"
        far = slip(address="浙江省杭州市西湖区文三路1号", district="330106")
        assert slip_row(far, facts(home="3101"))["address"].text == far.address
        province = slip(address="浙江省 杭州市 西湖区文三路1号", district="330106")
        assert slip_row(province, facts(home="3301"))["address"].text == "西湖区文三路1号"
        assert (
            slip_row(slip(address="上海市", district="310105"), facts(home="3101"))["address"].text
            == "上海市"
        )


class TestWrapping:
    @given(st.text(max_size=120), st.integers(min_value=4, max_value=60))
    def test_no_line_is_wider_than_asked_and_nothing_visible_is_lost(self, text: str, width: int) -> None:
        lines = wrapped((Piece(text),), width)
        assert all(cells(text_of(each)) <= width for each in lines)
        kept = "".join(text_of(each) for each in lines)
        shown = "".join(plain_lines(text))
        assert "".join(kept.split()) == "".join(shown.split())

    def test_a_closing_sign_never_begins_a_line(self) -> None:
        lines = [text_of(each) for each in wrapped((Piece("松江三部覆盖；已用五张。"),), 12)]
        assert not any(each.startswith(("；", "。")) for each in lines)

    def test_labels_stand_in_a_column_of_their_own(self) -> None:
        rows = [Fact("电话", (Piece("138"),)), Fact("A very long label", (Piece("长" * 30),))]
        assert all(cells(text_of(each)) <= 30 for each in fact_lines(rows, 30))


def test_an_opening_quote_is_not_parted_from_its_word() -> None:
    parts = [text_of(each) for each in wrapped((Piece("import  “0713.csv” 《家电》"),), 10)]
    assert parts[0].rstrip() == "import"
    assert parts[1].startswith("“0713")
