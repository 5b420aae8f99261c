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
