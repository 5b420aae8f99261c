"""Importing files: what is taken, refused, different or unchanged, and to which hand-over it belongs."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from dispatch_tui.domain.batches import BatchStatus, Way
from dispatch_tui.domain.orders import AreaClass, Incomplete, Kind, State
from dispatch_tui.domain.text import fold
from dispatch_tui.errors import BadInput, NotAllowed, NotFound
from dispatch_tui.services.desk import Desk
from dispatch_tui.services.intake import ImportOptions, import_file, report_text
from tests.services.intake_room import (
    GOOD,
    HEADINGS,
    at,
    batches_of,
    events_count,
    move,
    open_room,
    slip,
    write,
)


@pytest.fixture
def room(tmp_path: Path) -> Iterator[Desk]:
    desk = open_room(tmp_path)
    yield desk
    desk.close()


def test_a_slip_is_placed_dated_and_counted(room: Desk, tmp_path: Path) -> None:
    report = import_file(room, write(tmp_path, f"S1,{GOOD}"))
    assert (report.taken, report.refused_count, report.exit_code) == (1, 0, 0)
    order = slip(room, "S1")
    assert (order.kind, order.state, order.customer) == (Kind.INSTALL, State.RECEIVED, "张三")
    assert (order.district, order.area, order.slot) == ("310105", AreaClass.URBAN, "10:30")
    assert order.point is not None
    assert not order.pinned
    assert order.initials == "zs"
    assert order.called_at == at("2026-07-01 09:05")
    assert order.due_at == at("2026-07-01 16:35")
    assert order.day == date(2026, 7, 1)
    assert order.incomplete == ()
    assert order.batch_id == batches_of(room)[0].id


def test_a_file_taken_twice_changes_nothing(room: Desk, tmp_path: Path) -> None:
    path = write(tmp_path, f"S1,{GOOD}", f"S2,{GOOD}")
    import_file(room, path, ImportOptions(batch="12:30", declared=2))
    before = events_count(room), batches_of(room)
    report = import_file(room, path, ImportOptions(batch="12:30", declared=2))
    assert (report.taken, report.unchanged, report.changed, report.exit_code) == (0, 2, 0, 0)
    assert (events_count(room), batches_of(room)) == before
    assert report.group == ""


def test_another_way_is_logged_on_the_hand_over_once(room: Desk, tmp_path: Path) -> None:
    path = write(tmp_path, f"S1,{GOOD}")
    import_file(room, path)
    for _time in range(2):
        import_file(room, path, ImportOptions(way=Way.FETCHED))
    batch = batches_of(room)[0]
    assert batch.source == "slips.csv; slips.csv (fetched)"
    assert batch.entered == 1


def test_good_rows_go_in_and_refused_ones_can_be_corrected(room: Desk, tmp_path: Path) -> None:
    path = write(
        tmp_path,
        f"S1,{GOOD}",
        "S2,安装,李四,13800138001,地址,空调,K,7/1 9:00",
        f",{GOOD}",
        "S4,维修,王五,13800138002,=地址,空调,K,2026-02-29",
        "S5,维修,赵六,13800138003,地址,空调,K,明天上午",
    )
    report = import_file(room, path)
    assert (report.taken, report.refused_count, report.exit_code) == (1, 4, 3)
    assert [row.line for row in report.refused] == [3, 4, 5, 6]
    assert "no year" in report.refused[0].reason
    assert "no number" in report.refused[1].reason
    assert "does not exist" in report.refused[2].reason
    assert report.refused[0].row["客户"] == "李四"
    assert report.refused_file == str(tmp_path / "slips.csv.refused.csv")
    refused = Path(report.refused_file)
    assert refused.read_bytes().startswith(b"\xef\xbb\xbf")
    with refused.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.reader(file))
    assert rows[0] == [*HEADINGS.split(","), "refused_line", "refused_reason"]
    assert rows[3][4] == "'=地址"
    for row, when in zip(rows[1:], ("2026-07-01 9:00", "", "2026-02-28", "2026-07-02 上午"), strict=True):
        row[7], row[0] = when, row[0] or "S3"
    with refused.open("w", encoding="utf-8-sig", newline="") as file:
        csv.writer(file).writerows(rows)
    again = import_file(room, refused)
    assert (again.taken, again.refused_count) == (4, 0)
    assert slip(room, "S4").address == "=地址"
    assert slip(room, "S4").extras == {}


def test_corrected_rows_join_the_hand_over_that_misses_them(room: Desk, tmp_path: Path) -> None:
    import_file(room, write(tmp_path, f"S1,{GOOD}", f",{GOOD}"), ImportOptions(batch="12:30"))
    assert [(batch.slot, batch.missing, batch.status) for batch in batches_of(room)] == [
        ("12:30", 1, BatchStatus.OPEN)
    ]
    move(room, "2026-07-01 13:05")
    import_file(room, write(tmp_path, f"S2,{GOOD}", name="rest.csv"), ImportOptions(batch="12:30"))
    assert [(batch.slot, batch.missing, batch.status) for batch in batches_of(room)] == [
        ("12:30", 0, BatchStatus.BALANCED)
    ]


def test_a_refused_file_in_correction_is_not_overwritten(room: Desk, tmp_path: Path) -> None:
    path = write(tmp_path, f",{GOOD}")
    first = import_file(room, path).refused_file
    assert import_file(room, path).refused_file == first
    Path(str(first)).write_text("in correction", encoding="utf-8")
    assert str(import_file(room, path).refused_file).endswith("slips.csv.refused-2.csv")


def test_strict_is_all_or_nothing(room: Desk, tmp_path: Path) -> None:
    report = import_file(room, write(tmp_path, f"S1,{GOOD}", f",{GOOD}"), ImportOptions(strict=True))
    assert (report.taken, report.refused_count, report.exit_code) == (0, 1, 2)
    assert events_count(room) == 0
    assert list(tmp_path.glob("*refused*")) == []
    assert "--strict" in report_text(report)
    assert import_file(room, write(tmp_path, f"S1,{GOOD}"), ImportOptions(strict=True)).exit_code == 0


def test_a_trial_changes_nothing(room: Desk, tmp_path: Path) -> None:
    path = write(tmp_path, f"S1,{GOOD}", f",{GOOD}", f"S1,{GOOD}")
    report = import_file(room, path, ImportOptions(dry_run=True))
    assert (report.taken, report.unchanged, report.refused_count) == (1, 1, 1)
    assert events_count(room) == 0
    assert list(tmp_path.glob("*refused*")) == []


def test_one_number_twice_in_a_file(room: Desk, tmp_path: Path) -> None:
    report = import_file(
        room,
        write(tmp_path, f"S1,{GOOD}", f"S1,{GOOD}", "S1,维修,别人,13800138000,别处,空调,K,2026-07-01 09:05"),
    )
    assert (report.taken, report.unchanged, report.refused_count) == (1, 1, 1)
    assert "S1 stands on line 2" in report.refused[0].reason
    assert slip(room, "S1").customer == "张三"


@pytest.mark.parametrize(
    ("row", "lacking"),
    [
        (",,,,,K,", {Incomplete.CUSTOMER, Incomplete.PHONE, Incomplete.ADDRESS, Incomplete.KIND}),
        ("维修,张三,138x0138000,地址,空调,K,", {Incomplete.PHONE}),
        ("维修,张三,138,地址,空调,K,", {Incomplete.PHONE}),
        ("清洗,张三,１３８００１３８０００,地址,空调,K,", {Incomplete.KIND}),
    ],
)
def test_what_is_missing_makes_a_slip_incomplete_not_refused(
    room: Desk, tmp_path: Path, row: str, lacking: set[Incomplete]
) -> None:
    report = import_file(room, write(tmp_path, f"S1,{row}"))
    assert report.taken == 1
    order = slip(room, "S1")
    assert set(order.incomplete) == lacking
    assert order.phone == fold(row.split(",")[2])
    assert report.notes


def test_an_unknown_kind_waits_in_the_tray_with_its_word(room: Desk, tmp_path: Path) -> None:
    import_file(room, write(tmp_path, "S1,清洗,张三,13800138000,地址,空调,K,"))
    assert slip(room, "S1").kind is Kind.UNSORTED
    assert slip(room, "S1").extras == {"kind": "清洗"}


def test_network_points_by_code_or_name_are_pinned_and_unknown_ones_refused(
    room: Desk, tmp_path: Path
) -> None:
    point = room.settings.points[0]
    path = tmp_path / "p.csv"
    path.write_text(
        f"单号,客户,地址,网点\nS1,a,北京,{point.code}\nS2,a,北京,{point.names['zh']}\nS3,a,北京,火星站\n",
        encoding="utf-8",
    )
    report = import_file(room, path)
    assert (slip(room, "S1").point, slip(room, "S1").pinned, slip(room, "S2").point) == (
        point.code,
        True,
        point.code,
    )
    assert [row.line for row in report.refused] == [4]
    assert "火星站" in report.refused[0].reason


def test_appointed_slips_surface_the_day_before_in_its_first_slot(room: Desk, tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text(
        "单号,类型,客户,电话,地址,预约日期,预约时间\n"
        "S1,安装,a,13800138000,x,2026-07-10,09:00-12:00\nS2,安装,a,13800138000,x,2026-07-02,下午\n"
        "S3,安装,a,13800138000,x,2026-07-10,08:00-07:00\n",
        encoding="utf-8",
    )
    report = import_file(room, path, ImportOptions(batch="12:30"))
    first, second = slip(room, "S1"), slip(room, "S2")
    assert (first.day, first.slot) == (date(2026, 7, 9), "10:30")
    assert (first.required_from, first.required_to) == (at("2026-07-10 09:00"), at("2026-07-10 12:00"))
    assert first.due_at == first.required_to
    assert (second.day, second.slot) == (date(2026, 7, 1), "12:30")
    assert "ends before it starts" in report.refused[0].reason


def test_an_urgent_slip_without_a_time_asks(room: Desk, tmp_path: Path) -> None:
    path = tmp_path / "u.csv"
    path.write_text(
        "单号,类型,客户,电话,地址,加急\nS1,维修,a,13800138000,x,特急\nS2,维修,a,13800138000,x,否\n",
        encoding="utf-8",
    )
    report = import_file(room, path)
    assert slip(room, "S1").incomplete == (Incomplete.URGENT_TIME,)
    assert (slip(room, "S1").urgent, slip(room, "S2").urgent) == (True, False)
    assert "ask until when" in str(report.notes[0]["note"])


def test_a_repair_of_the_same_telephone_and_model_is_a_repeat(room: Desk, tmp_path: Path) -> None:
    repair = GOOD.replace("安装", "维修")
    import_file(room, write(tmp_path, f"S1,{GOOD}"))
    import_file(room, write(tmp_path, f"S2,{repair}", f"S3,{GOOD}", f"S4,{repair}", name="b.csv"))
    assert [slip(room, no).repeat_of for no in ("S1", "S2", "S3")] == ["", "S1", ""]
    assert slip(room, "S4").repeat_of == "S3"


def test_slots_by_time_and_by_name(room: Desk, tmp_path: Path) -> None:
    kinds = [
        f"A{number},{kind},a,13800138000,x,,," for number, kind in enumerate(("安装", "维修", "拆装", "工程"))
    ]
    report = import_file(room, write(tmp_path, *kinds))
    assert {(batch.kind, batch.slot) for batch in report.batches} == {
        (Kind.INSTALL, "10:30"), (Kind.REPAIR, "12:00"), (Kind.REMOVAL, ""), (Kind.ENGINEERING, ""),
    }  # fmt: skip
    second = import_file(room, write(tmp_path, f"B1,{GOOD}", name="b.csv"))
    assert second.batches[0].slot == "12:30"
    third = import_file(room, write(tmp_path, f"C1,{GOOD}", name="c.csv"))
    assert third.batches[0].slot == "15:30"
    named = import_file(room, write(tmp_path, f"D1,{GOOD}", name="d.csv"), ImportOptions(batch="安装 1930"))
    assert named.as_json()["batch"] == "19:30"
    with pytest.raises(BadInput, match=r"11:30 is no hand-over.*10:30, 12:30, 15:30, 19:30"):
        import_file(room, write(tmp_path, f"E1,{GOOD}"), ImportOptions(batch="11:30"))
    with pytest.raises(BadInput, match="no time of a hand-over"):
        import_file(room, write(tmp_path, f"E1,{GOOD}"), ImportOptions(batch="noon"))


def test_urgent_slips_alone_fill_no_slot(room: Desk, tmp_path: Path) -> None:
    path = tmp_path / "u.csv"
    path.write_text("单号,类型,客户,加急\nS1,安装,a,是\n", encoding="utf-8")
    report = import_file(room, path)
    assert [(batch.kind, batch.slot) for batch in report.batches] == [(Kind.INSTALL, "")]
    assert slip(room, "S1").slot == "10:30"


def test_the_declared_count_falls_on_the_kind_with_most_slips(room: Desk, tmp_path: Path) -> None:
    rows = [f"A{number},安装,a,13800138000,x,,," for number in range(3)] + ["B1,维修,a,13800138000,x,,,"]
    report = import_file(room, write(tmp_path, *rows), ImportOptions(declared=6))
    assert [(batch.kind, batch.declared, batch.entered, batch.status) for batch in report.batches] == [
        (Kind.INSTALL, 5, 3, BatchStatus.OPEN),
        (Kind.REPAIR, 1, 1, BatchStatus.BALANCED),
    ]


def test_a_catch_up_entry_keeps_both_times(room: Desk, tmp_path: Path) -> None:
    received = at("2026-06-30 10:31")
    report = import_file(room, write(tmp_path, f"S1,{GOOD}"), ImportOptions(received_at=received))
    order = slip(room, "S1")
    assert (order.received_at, order.entered_at, order.day) == (received, room.now(), date(2026, 6, 30))
    assert (report.batches[0].day, report.batches[0].slot) == (date(2026, 6, 30), "10:30")


def test_a_foreign_log_comes_in_by_a_mapping(room: Desk) -> None:
    sample = Path(__file__).parents[1] / "samples" / "nyc311-animals-60.csv"
    report = import_file(room, sample, ImportOptions(mapping="nyc311"))
    assert (report.taken, report.refused_count) == (60, 0)
    order = slip(room, "64345465")
    assert order.called_at == at("2025-03-14 13:20")
    assert order.address == "285 COZINE AVENUE, BROOKLYN, BROOKLYN"
    assert (
        order.extras["Borough"] == "BROOKLYN"
        if "Borough" in order.extras
        else order.extras["Agency"] == "NYPD"
    )
    with pytest.raises(NotFound, match="nyc311"):
        import_file(room, sample, ImportOptions(mapping="other"))


def test_divided_addresses_and_own_columns_are_kept(room: Desk, tmp_path: Path) -> None:
    path = tmp_path / "x.csv"
    path.write_text(
        "工单编号,姓名,手机,省份,区县,详细地址,颜色\nＳ－１,张三,13800138000,上海市,长宁区,新华路1号,白\n",
        encoding="gb18030",
    )
    import_file(room, path)
    order = slip(room, "S-1")
    assert order.address == "上海市长宁区新华路1号"
    assert order.extras == {"颜色": "白"}


def test_what_stops_a_whole_file(room: Desk, tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="complaints"):
        import_file(room, write(tmp_path), ImportOptions(what="complaints"))
    path = tmp_path / "n.csv"
    path.write_text("客户,电话\na,1\n", encoding="utf-8")
    with pytest.raises(BadInput, match="no column gives the slip number"):
        import_file(room, path)
    room.operator = "9999"
    with pytest.raises(NotAllowed):
        import_file(room, path)


def test_headings_alone_take_nothing(room: Desk, tmp_path: Path) -> None:
    assert import_file(room, write(tmp_path)).exit_code == 2
    assert batches_of(room) == []


def test_a_growing_file_is_left_alone(room: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from dispatch_tui.services import intake_import

    path = write(tmp_path, f"S1,{GOOD}")
    sizes = iter([(1, 1), (2, 2)])
    monkeypatch.setattr(intake_import, "_stat", lambda _path: next(sizes))
    with pytest.raises(BadInput, match="still being written"):
        import_file(room, path)
    assert events_count(room) == 0


def test_the_report_is_one_json_document(room: Desk, tmp_path: Path) -> None:
    report = import_file(room, write(tmp_path, f"S1,{GOOD}", "S2,维修,\x00,1,,,,"))
    document = json.loads(json.dumps(report.as_json()))
    assert {"file", "taken", "unchanged", "changed", "refused", "batch", "refused_file"} <= document.keys()
    assert document["refused"][0]["line"] == 3
    assert "NUL" in document["refused"][0]["reason"]


def test_lines_of_totals_and_remarks_below_the_slips_are_no_slips(room: Desk, tmp_path: Path) -> None:
    report = import_file(
        room,
        write(tmp_path, f"S1,{GOOD}", "合计,,,,1,,,", "制表人：王敏,,,,,,,", ",,,,,,,", "总计：1,1,,,,,,"),
    )
    assert (report.taken, report.refused_count) == (1, 3)
    assert [row.line for row in report.refused] == [3, 4, 6]


@pytest.mark.parametrize(("word", "category"), [("空调", "空调"), ("家用空调挂机", "空调"), ("锅炉", "")])
def test_words_of_categories_decide_about_capability_and_stay_as_they_are(
    room: Desk, tmp_path: Path, word: str, category: str
) -> None:
    import_file(room, write(tmp_path, f"S1,{GOOD.replace('空调', word)}"))
    assert slip(room, "S1").category == word
    assert slip(room, "S1").placement.get("category", "") == category
    assert slip(room, "S1").point is not None


def test_twenty_thousand_rows_are_taken_in_one_group(room: Desk, tmp_path: Path) -> None:
    rows = [f"S{number:05d},拆装,a,13800138000,x,,," for number in range(20_500)]
    report = import_file(room, write(tmp_path, *rows, f"S00000,{GOOD}"))
    assert (report.taken, report.refused_count, report.batches[0].entered) == (20_500, 1, 20_500)
    with room.store.read() as reader:
        assert len(reader.groups(10)) == 1


def test_the_named_hand_over_is_the_one_of_the_report(room: Desk, tmp_path: Path) -> None:
    path = write(tmp_path, f"S1,{GOOD}", *(f"R{n},{GOOD.replace('安装', '维修')}" for n in range(3)))
    slot = next(iter(room.settings.seasons.install_slots(room.today())))
    report = import_file(room, path, ImportOptions(batch=slot))
    assert {batch.kind for batch in report.batches} == {Kind.INSTALL, Kind.REPAIR}
    assert report.as_json()["batch"] == slot


def test_a_full_width_telephone_that_can_be_called_is_folded(room: Desk, tmp_path: Path) -> None:
    """Row A-10: full-width digits become half-width; what is no telephone stays as it was written."""
    text = json.dumps(
        [
            {"order_no": "S1", "kind": "install", "phone": "１３８００１３８０００"},
            {"order_no": "S2", "kind": "install", "phone": "１２３"},
            {"order_no": 20260715001.0, "kind": "install", "phone": 13800138000.0},
        ]
    )
    path = tmp_path / "slips.json"
    path.write_text(text, encoding="utf-8")
    assert import_file(room, path).taken == 3
    assert [slip(room, no).phone for no in ("S1", "S2", "20260715001")] == [
        "13800138000",
        "１２３",
        "13800138000",
    ]
