"""Spreadsheets: values, dates, sheets, and files that must not be opened."""

from __future__ import annotations

import zipfile
from datetime import date, datetime, time
from pathlib import Path

import openpyxl
import pytest
from openpyxl.utils.datetime import CALENDAR_MAC_1904

from dispatch_tui.domain.intake_words import heading_score
from dispatch_tui.errors import BadInput
from dispatch_tui.services.readers.opening import open_rows
from dispatch_tui.services.readers.rows import Source
from dispatch_tui.services.readers.workbook import open_workbook

HEADINGS = ["作业单号", "客户", "电话", "叫修时间", "备注"]


def book(*rows: list[object]) -> openpyxl.Workbook:
    made = openpyxl.Workbook()
    for row in rows:
        made.active.append(row)
    return made


def opened(folder: Path, made: openpyxl.Workbook) -> Source:
    path = folder / "slips.xlsx"
    made.save(path)
    return open_rows(path, heading_score)


def test_values_become_text_as_they_would_be_typed(tmp_path: Path) -> None:
    made = book(HEADINGS, [1.0, True, 13800138000, datetime(2026, 7, 1, 9, 5), 1.25],
                ["a", None, "0138", date(2026, 7, 1), time(9, 5)])  # fmt: skip
    rows = [list(row.cells) for row in opened(tmp_path, made).rows]
    assert rows == [
        ["1", "TRUE", "13800138000", "2026-07-01 09:05:00", "1.25"],
        ["a", "", "0138", "2026-07-01", "09:05:00"],
    ]


def test_titles_merged_cells_and_empty_rows_stand_above_the_headings(tmp_path: Path) -> None:
    made = book(["七月派工表"], [], HEADINGS, ["1", "张三"])
    made.active.merge_cells("A1:E1")
    made.active["A9"] = "9"
    rows = [(row.line, list(row.cells)) for row in opened(tmp_path, made).rows]
    assert rows == [(4, ["1", "张三"]), (9, ["9"])]


def test_the_1904_calendar_is_told(tmp_path: Path) -> None:
    made = book(HEADINGS, ["1"])
    made.epoch = CALENDAR_MAC_1904
    assert opened(tmp_path, made).epoch_1904


def test_the_first_sheet_with_headings_is_read_and_others_are_named(tmp_path: Path) -> None:
    made = openpyxl.Workbook()
    made.active.append(["说明"])
    for name in ("安装", "维修"):
        sheet = made.create_sheet(name)
        sheet.append(HEADINGS)
        sheet.append([name])
    source = opened(tmp_path, made)
    assert [row.cells[0] for row in source.rows] == ["安装"]
    assert "维修" in source.notes[0]


def test_control_characters_come_back(tmp_path: Path) -> None:
    made = book(HEADINGS, ["1", "a_x001B_b", "", "", "_x005F_x0041_"])
    assert [list(row.cells) for row in opened(tmp_path, made).rows] == [["1", "a\x1bb", "", "", "_x0041_"]]


@pytest.mark.parametrize("size", [10, 200, 2000, 4000])
def test_a_truncated_file_is_one_sentence(tmp_path: Path, size: int) -> None:
    path = tmp_path / "slips.xlsx"
    book(HEADINGS, ["1"]).save(path)
    path.write_bytes(path.read_bytes()[:size])
    with pytest.raises(BadInput, match="damaged"):
        open_rows(path, heading_score)


def test_a_part_that_unpacks_too_far_is_not_opened(tmp_path: Path) -> None:
    path = tmp_path / "bomb.xlsx"
    book(HEADINGS, ["1"]).save(path)
    with (
        zipfile.ZipFile(path, "a", zipfile.ZIP_DEFLATED) as archive,
        archive.open("xl/worksheets/sheet2.xml", "w", force_zip64=True) as part,
    ):
        for _megabyte in range(60):
            part.write(b"0" * 1_000_000)
    with pytest.raises(BadInput, match="unpack"):
        open_workbook(path, heading_score)


def test_an_encrypted_file_and_an_old_one_are_told_apart(tmp_path: Path) -> None:
    container = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)
    path = tmp_path / "slips.xlsx"
    path.write_bytes(container + "EncryptedPackage".encode("utf-16-le"))
    with pytest.raises(BadInput, match="password"):
        open_rows(path, heading_score)
    path.write_bytes(container)
    with pytest.raises(BadInput, match="old XLS"):
        open_rows(path, heading_score)


def test_another_archive_is_told(tmp_path: Path) -> None:
    path = tmp_path / "slips.xlsx"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("a.txt", "a")
    with pytest.raises(BadInput, match="no XLSX"):
        open_rows(path, heading_score)


def with_sheet(folder: Path, sheet: str) -> Path:
    """Return a workbook whose first sheet has this XML."""
    path, changed = folder / "plain.xlsx", folder / "changed.xlsx"
    book(HEADINGS).save(path)
    with zipfile.ZipFile(path) as source, zipfile.ZipFile(changed, "w") as target:
        for part in source.infolist():
            here = part.filename == "xl/worksheets/sheet1.xml"
            target.writestr(part.filename, sheet if here else source.read(part.filename))
    return changed


SHEET = '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>{}</sheetData></worksheet>'


def test_cells_without_places_rich_text_and_far_columns(tmp_path: Path) -> None:
    rows = (
        '<row><c t="inlineStr"><is><t>作业单号</t></is></c>'
        '<c t="inlineStr"><is><r><t>客</t></r><r><t>户</t></r></is></c></row>'
        '<row r="7"><c r="A7"><v>1.3800138001E10</v></c><c r="B7" t="str"><f>"a"&amp;"b"</f><v>ab</v></c>'
        '<c r="XFD7"><v>1</v></c></row>'
        '<row r="9"><c r="B9" t="e"><v>#N/A</v></c><c r="A9" t="b"><v>1</v></c></row>'
    )
    source = open_rows(with_sheet(tmp_path, SHEET.format(rows)), heading_score)
    assert [(row.line, list(row.cells)) for row in source.rows] == [
        (7, ["13800138001", "ab"]),
        (9, ["TRUE", "#N/A"]),
    ]


@pytest.mark.parametrize(
    "sheet",
    [
        "<worksheet><sheetData><row>",
        SHEET.format('<row><c t="s"><v>99</v></c></row>'),
        SHEET.format('<row r="x"/>'),
        SHEET.format("<row><c><v>x</v></c></row>"),
        '<!DOCTYPE a [<!ENTITY b "bbbbbbbbbb">]>' + SHEET.format('<row><c t="str"><v>&b;</v></c></row>'),
        "",
    ],
)
def test_a_damaged_sheet_is_one_sentence(tmp_path: Path, sheet: str) -> None:
    with pytest.raises(BadInput, match="damaged"):
        list(open_rows(with_sheet(tmp_path, sheet), heading_score).rows)


def test_a_sheet_of_elements_without_end_is_told(tmp_path: Path) -> None:
    whole, path = tmp_path / "whole.xlsx", tmp_path / "heap.xlsx"
    book(HEADINGS, ["1", "张三"]).save(whole)
    with zipfile.ZipFile(whole) as source, zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as target:
        for name in source.namelist():
            content = source.read(name)
            if name.startswith("xl/worksheets/"):
                content = content.replace(
                    b"<sheetData>", b"<cols>" + b"<col/>" * 600_000 + b"</cols><sheetData>"
                )
            target.writestr(name, content)
    with pytest.raises(BadInput, match="damaged"):
        list(open_workbook(path, heading_score).rows)
