"""Exports: verbatim JSON, harmless CSV and XLSX, and files that can be imported again."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import openpyxl
import pytest

from dispatch_tui.domain.orders import Kind
from dispatch_tui.errors import BadInput
from dispatch_tui.papers.exports import EXPORTS, Record, Span, columns_of, records, require_known
from dispatch_tui.papers.tables import write_table
from dispatch_tui.services import batches
from dispatch_tui.services.desk import Desk
from dispatch_tui.services.intake import SlipForm, enter, import_file
from tests.services.intake_room import GOOD, open_room, slip, write

NAUGHTY: list[str] = json.loads(
    (Path(__file__).parents[1] / "samples" / "blns.json").read_text(encoding="utf-8")
)
TEXTS = ("customer", "phone", "address", "category", "model", "store", "remark")


@pytest.fixture
def room(tmp_path: Path) -> Iterator[Desk]:
    desk = open_room(tmp_path)
    yield desk
    desk.close()


def exported(desk: Desk, what: str, form: str, span: Span | None = None) -> bytes:
    out = io.BytesIO()
    write_table(form, columns_of(what), records(desk, what, span), out)
    return out.getvalue()


def as_records(desk: Desk, what: str, span: Span | None = None) -> list[Record]:
    found: list[Record] = json.loads(exported(desk, what, "json", span))
    return found


@pytest.fixture
def naughty(room: Desk, tmp_path: Path) -> Desk:
    """Every naughty string in every text field of a slip, brought by JSON."""
    path = tmp_path / "naughty.json"
    slips = [
        {"order_no": f"N{number:04d}", "kind": "repair", "extra column": text, **dict.fromkeys(TEXTS, text)}
        for number, text in enumerate(NAUGHTY)
    ]
    path.write_text(json.dumps(slips), encoding="utf-8")
    report = import_file(room, path)
    assert (report.taken, report.refused_count) == (len(NAUGHTY), 0)
    return room


def test_naughty_strings_are_kept_and_exported_verbatim(naughty: Desk) -> None:
    found = {str(record["order_no"]): record for record in as_records(naughty, "orders")}
    for number, text in enumerate(NAUGHTY):
        record = found[f"N{number:04d}"]
        assert [record[name] for name in TEXTS] == [text] * len(TEXTS)
        assert record["extras"] == ({"extra column": text} if text else {})


@pytest.mark.parametrize("form", ["csv", "xlsx", "json"])
def test_an_export_of_naughty_strings_comes_in_again_unchanged(
    naughty: Desk, tmp_path: Path, form: str
) -> None:
    path = tmp_path / f"again.{form}"
    path.write_bytes(exported(naughty, "orders", form))
    report = import_file(naughty, path)
    assert (report.unchanged, report.changed, report.refused_count) == (len(NAUGHTY), 0, 0)


def test_no_cell_of_csv_and_xlsx_starts_like_a_formula(naughty: Desk) -> None:
    rows = list(csv.reader(io.StringIO(exported(naughty, "orders", "csv").decode("utf-8-sig"), newline="")))
    sheet = openpyxl.load_workbook(io.BytesIO(exported(naughty, "orders", "xlsx"))).active
    cells = [cell for row in rows for cell in row]
    cells += [cell.value for row in sheet.iter_rows() for cell in row if isinstance(cell.value, str)]
    assert not [cell for cell in cells if cell[:1] in tuple("=+-@\t\r")]
    assert all(cell.data_type != "f" for row in sheet.iter_rows() for cell in row)


def test_naughty_numbers_are_kept_or_refused_with_a_sentence(room: Desk, tmp_path: Path) -> None:
    path = tmp_path / "numbers.json"
    path.write_text(json.dumps([{"order_no": text, "customer": "a"} for text in NAUGHTY]), encoding="utf-8")
    report = import_file(room, path)
    assert report.taken + report.unchanged + report.refused_count == len(NAUGHTY)
    assert all(row.reason for row in report.refused)
    assert slip(room, "Ω≈ç√∫˜µ≤≥÷").customer == "a"


def test_long_and_combining_texts_are_kept(room: Desk, tmp_path: Path) -> None:
    text = "修👨‍👩‍👧é\n" * 2000
    entry = enter(room, SlipForm(phone="13800138000", remark=text))
    assert entry.order is not None
    assert as_records(room, "orders")[0]["remark"] == text
    path = tmp_path / "long.csv"
    path.write_bytes(exported(room, "orders", "csv"))
    assert import_file(room, path).unchanged == 1


def test_a_slip_carries_its_own_columns_with_offsets(room: Desk, tmp_path: Path) -> None:
    import_file(room, write(tmp_path, f"S1,{GOOD}"))
    record = as_records(room, "orders")[0]
    assert list(record) == list(columns_of("orders"))
    assert record["kind"] == "install"
    assert record["state"] == "received"
    assert record["batch"] == "10:30"
    assert record["called_at"] == "2026-07-01T09:05:00+08:00"
    assert record["due_at"] == "2026-07-01T16:35:00+08:00"
    assert record["urgent"] is False


def test_spans_choose_by_day(room: Desk, tmp_path: Path) -> None:
    import_file(room, write(tmp_path, f"S1,{GOOD}"))
    today = date(2026, 7, 1)
    for what in ("orders", "events", "batches"):
        assert as_records(room, what, Span(today, today))
        assert as_records(room, what, Span(None, date(2026, 6, 30))) == []
        assert as_records(room, what, Span(date(2026, 7, 2), None)) == []


def test_events_hand_overs_and_chases(room: Desk, tmp_path: Path) -> None:
    import_file(room, write(tmp_path, f"S1,{GOOD}"))
    batches.chase(room, Kind.INSTALL, "12:30", answer="=在路上", whom="王敏")
    events = as_records(room, "events")
    assert [event["entity"] for event in events] == ["order", "batch", "chase"]
    assert events[0]["before"] is None
    assert as_records(room, "batches")[0]["entered"] == 1
    assert as_records(room, "chases")[0]["answer"] == "=在路上"
    assert b"'=\xe5\x9c\xa8" in exported(room, "chases", "csv")


def test_an_empty_export_is_still_a_table(room: Desk) -> None:
    for what in EXPORTS:
        assert as_records(room, what) == []
        assert exported(room, what, "csv").decode("utf-8-sig").strip() == ",".join(columns_of(what))


@pytest.mark.parametrize("what", ["complaints", "statistics", "vehicle-plan", "foo", ""])
def test_what_can_not_be_exported_is_told_with_what_can(what: str) -> None:
    with pytest.raises(BadInput, match="orders, events, batches, chases"):
        require_known(what)


def test_cells_longer_than_a_spreadsheet_holds_are_counted(room: Desk) -> None:
    enter(room, SlipForm(phone="13800138000", remark="x" * 40_000))
    out = io.BytesIO()
    assert write_table("xlsx", columns_of("orders"), records(room, "orders"), out) == 1
