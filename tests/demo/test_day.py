"""Sample slips: real divisions, made-up people, the same for the same seed."""

from __future__ import annotations

import csv
import json
from datetime import date, datetime
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from dispatch_tui.demo.day import (
    CHINESE_HEADINGS,
    COLUMNS,
    KIND_WORDS,
    Row,
    SlipMaker,
    day_of_slips,
    write_csv,
    write_json,
    write_xlsx,
)
from dispatch_tui.demo.places import divisions_of
from dispatch_tui.demo.vocabulary import ROADS, SHARE

STREETS, DISTRICTS = divisions_of("31")
DAY = date(2026, 7, 15)


def day(count: int = 300, seed: int = 7) -> list[Row]:
    return day_of_slips(SlipMaker(seed, STREETS, DISTRICTS), DAY, count)


def test_all_sixteen_districts_of_shanghai_have_streets_roads_and_a_share() -> None:
    assert len(DISTRICTS) == 16
    assert set(DISTRICTS) == set(ROADS) == set(SHARE)
    assert all(STREETS[code] for code in DISTRICTS)


def test_the_same_seed_makes_the_same_day() -> None:
    assert day() == day()
    assert day(seed=8) != day()


@given(count=st.integers(0, 400), seed=st.integers(0, 1000))
@settings(max_examples=20, deadline=None)
def test_a_day_has_as_many_slips_as_asked_each_with_its_own_number(count: int, seed: int) -> None:
    rows = day(count, seed)
    assert len(rows) == count
    assert len({row["order_no"] for row in rows}) == count
    assert {row["kind"] for row in rows} <= set(KIND_WORDS.values())
    assert all(set(row) == set(COLUMNS) for row in rows)


def test_nearly_every_address_names_a_district_of_the_city() -> None:
    rows = day(1000)
    inside = sum(any(name in row["address"] for name in DISTRICTS.values()) for row in rows)
    assert 0.97 <= inside / len(rows) < 1


def test_telephones_are_of_the_ranges_kept_for_samples() -> None:
    assert all(row["phone"].startswith(("13800", "021-5550")) for row in day())


def test_an_urgent_slip_says_when() -> None:
    row = SlipMaker(1, STREETS, DISTRICTS).slip("repair", datetime(2026, 7, 15, 9, 30), urgent=True)
    assert (row["urgent"], row["required_from"]) == ("是", "2026-07-15 10:30")


def test_files_hold_what_was_made(tmp_path: Path) -> None:
    from openpyxl import load_workbook

    rows = day(20)
    with write_csv(tmp_path / "a.csv", rows).open(encoding="utf-8-sig", newline="") as file:
        assert [dict(zip(COLUMNS, line.values(), strict=True)) for line in csv.DictReader(file)] == rows
    assert json.loads(write_json(tmp_path / "a.json", rows).read_text("utf-8")) == rows
    sheet = load_workbook(write_xlsx(tmp_path / "a.xlsx", rows)).worksheets[0]
    lines = list(sheet.iter_rows(values_only=True))
    assert list(lines[0]) == list(CHINESE_HEADINGS.values())
    assert [[cell or "" for cell in line] for line in lines[1:]] == [list(row.values()) for row in rows]
