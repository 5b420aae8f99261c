"""Delimited text: separators, quotation marks, encodings, damaged rows."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from dispatch_tui.domain.intake_words import heading_score
from dispatch_tui.errors import BadInput
from dispatch_tui.services.readers.delimited import open_delimited
from dispatch_tui.services.readers.rows import Row

SPECTRUM = Path(__file__).parents[2] / "samples" / "csv-spectrum"


def read(path: Path) -> list[Row]:
    return list(open_delimited(path, heading_score).rows)


def put(folder: Path, content: str | bytes, encoding: str = "utf-8") -> Path:
    path = folder / "slips.csv"
    path.write_bytes(content if isinstance(content, bytes) else content.encode(encoding))
    return path


@pytest.mark.parametrize("name", sorted(path.stem for path in SPECTRUM.glob("*.csv")))
def test_corner_cases_give_the_expected_values(name: str) -> None:
    rows = [
        dict(zip(row.headings, row.cells, strict=True))
        for row in open_delimited(SPECTRUM / f"{name}.csv", len).rows
    ]
    expected = json.loads((SPECTRUM / f"{name}.json").read_text(encoding="utf-8"))
    if name == "location_coordinates":
        # The sample's own answer has another telephone number than its table and stands alone, not in a list.
        expected = [expected | {"Contact Phone Number": "2095257564"}]
    assert rows == expected


@pytest.mark.parametrize("sign", [",", ";", "\t", "|"])
def test_the_separator_is_found_by_the_headings(tmp_path: Path, sign: str) -> None:
    text = sign.join(["作业单号", "客户", "备注"]) + "\n" + sign.join(["1", "张三", '"a,b;c|d\te"']) + "\n"
    assert [row.cells for row in read(put(tmp_path, text))] == [["1", "张三", "a,b;c|d\te"]]


def test_a_line_that_names_the_separator_is_passed_over(tmp_path: Path) -> None:
    assert [row.cells for row in read(put(tmp_path, "sep=;\n单号;客户\n1;a\n"))] == [["1", "a"]]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "gbk", "utf-16"])
def test_encodings_are_recognised(tmp_path: Path, encoding: str) -> None:
    rows = read(put(tmp_path, "作业单号,客户\n1,张三\n2,赵镕基\n", encoding))
    assert [row.by_heading() for row in rows] == [
        {"作业单号": "1", "客户": "张三"},
        {"作业单号": "2", "客户": "赵镕基"},
    ]


def test_a_line_in_the_other_encoding_is_refused_alone(tmp_path: Path) -> None:
    utf_8 = "作业单号,客户\n1,张三\n".encode() + "2,李四\n".encode("gbk") + "3,王五\n".encode()
    first = read(put(tmp_path, utf_8))
    assert [(row.line, bool(row.fault)) for row in first] == [(2, False), (3, True), (4, False)]
    assert first[1].by_heading()["客户"] == "李四"
    gbk = "作业单号,客户\n1,张三\n".encode("gbk") + "2,李四\n".encode() + "3,王五\n".encode("gbk")
    second = read(put(tmp_path, gbk))
    assert [(row.line, bool(row.fault)) for row in second] == [(2, False), (3, True), (4, False)]
    assert second[1].by_heading()["客户"] == "李四"


def test_bytes_of_no_encoding_cost_their_row_only(tmp_path: Path) -> None:
    rows = read(put(tmp_path, "作业单号,客户\n1,张三\n".encode() + b"2,\xff\xfe\n3,b\n"))
    assert [bool(row.fault) for row in rows] == [False, True, False]


def test_utf_16_without_a_mark_is_told(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="UTF-16"):
        read(put(tmp_path, "作业单号,客户\n1,a\n", "utf-16-le"))


def test_headings_below_a_title_and_empty_lines(tmp_path: Path) -> None:
    rows = read(put(tmp_path, "\n2026年7月1日派工日报,,\n\n制表:王,,\n作业单号,客户,电话\n1,张三,13\n"))
    assert [(row.line, row.by_heading()) for row in rows] == [
        (6, {"作业单号": "1", "客户": "张三", "电话": "13"})
    ]


def test_without_headings_there_is_one_sentence(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="no headings are recognised"):
        read(put(tmp_path, "a,b\n1,2\n"))


def test_headings_may_stand_twice_or_be_missing(tmp_path: Path) -> None:
    rows = read(put(tmp_path, "作业单号,电话,,电话\n1,2,3,4\n"))
    assert rows[0].headings == ("作业单号", "电话", "#3", "电话 (2)")


def test_an_open_quotation_mark_costs_one_row_and_not_the_rest(tmp_path: Path) -> None:
    rows = read(put(tmp_path, '作业单号,客户\n1,"张三\n2,李四\n3,王五\n'))
    assert [(row.line, row.cells[0], bool(row.fault)) for row in rows] == [
        (2, "1", True), (3, "2", False), (4, "3", False),
    ]  # fmt: skip


def test_a_row_with_too_many_cells_is_damaged(tmp_path: Path) -> None:
    rows = read(put(tmp_path, "作业单号,客户\n1,张三,x\n2,李四,,\n"))
    assert [bool(row.fault) for row in rows] == [True, False]


def test_line_numbers_count_the_lines_inside_quotation_marks(tmp_path: Path) -> None:
    rows = read(put(tmp_path, '作业单号,备注\n1,"a\nb\nc"\n2,d\n'))
    assert [row.line for row in rows] == [2, 5]


def test_lines_may_end_with_carriage_returns_alone(tmp_path: Path) -> None:
    rows = read(put(tmp_path, "作业单号,客户\r1,张三\r2,李四\r", "gbk"))
    assert [row.cells for row in rows] == [["1", "张三"], ["2", "李四"]]
