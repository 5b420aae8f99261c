"""Exports of dispatching: every dispatch, line and ledger entry, and what the information centre types in."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import openpyxl
import pytest

from dispatch_tui.cli import main
from dispatch_tui.domain.dispatches import Mode
from dispatch_tui.errors import BadInput, Unavailable
from dispatch_tui.papers.export_files import write_export
from dispatch_tui.papers.export_spans import Record, Span
from dispatch_tui.papers.exports import columns_of, records
from dispatch_tui.services.desk import Desk
from dispatch_tui.services.intake import import_file
from tests.papers.papers_room import DAY, room, slip, stored
from tests.services.intake_room import move


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    found = room(tmp_path)
    yield found
    found.close()


def exported(desk: Desk, what: str, span: Span | None = None) -> list[Record]:
    return list(records(desk, what, span))


@pytest.mark.parametrize("what", ["dispatches", "feedback", "ledger", "info-centre"])
def test_the_keys_are_the_documented_columns(desk: Desk, what: str) -> None:
    found = exported(desk, what)
    assert found
    assert all(tuple(record) == columns_of(what) or set(record) == set(columns_of(what)) for record in found)
    text = (Path(__file__).parents[2] / "docs" / "exports.md").read_text(encoding="utf-8")
    section = text.split(f"## {what}\n")[1].split("\n## ")[0]
    assert [name for name in columns_of(what) if f"`{name}`" not in section] == []


def test_dispatches_name_point_card_and_times(desk: Desk) -> None:
    found = exported(desk, "dispatches", Span(DAY, DAY))
    assert len(found) == 12
    first = found[0]
    assert (first["point"], first["point_name"], first["card_no"]) == ("HP1", "黄浦一部", "20260701-HP1-1")
    assert first["sent_at"] == "2026-07-01T12:00:00+08:00"
    assert {(record["mode"], record["via"]) for record in found} == {("normal", "car"), ("temporary", "fax")}


def test_feedback_tells_lines_and_slips_without_one(desk: Desk) -> None:
    found = {str(record["order_no"]): record for record in exported(desk, "feedback")}
    assert (found["R26070101"]["worker"], found["R26070101"]["line_state"]) == ("李强", "good")
    assert found["R26070102"]["line_state"] == "missing"
    assert len(found) == 12


def test_the_information_centre_gets_the_complete_normal_set_or_the_temporary_ones(desk: Desk) -> None:
    normal = exported(desk, "info-centre", Span(DAY, DAY, Mode.NORMAL))
    assert [record["order_no"] for record in normal] == [f"2607010{n}" for n in range(101, 111)]
    temporary = exported(desk, "info-centre", Span(DAY, DAY, Mode.TEMPORARY))
    assert [(record["order_no"], record["worker"]) for record in temporary] == [
        ("R26070101", "李强"), ("R26070102", ""),
    ]  # fmt: skip
    assert temporary[0]["customer"] == "张伟"


def test_the_ledger_keeps_corrections_as_entries(desk: Desk) -> None:
    found = exported(desk, "ledger")
    assert sum(int(str(record["count"])) for record in found) == 10
    corrected = [record for record in found if record["correction_of"]]
    assert {record["correction_of"] for record in corrected} <= {record["id"] for record in found}
    assert corrected[0]["reason"] == "网点电话确认召回，客户改期"


@pytest.mark.parametrize("what", ["dispatches", "feedback", "ledger", "info-centre"])
def test_other_days_are_left_out(desk: Desk, what: str) -> None:
    assert exported(desk, what, Span(DAY + timedelta(days=1), None)) == []
    assert exported(desk, what, Span(None, DAY - timedelta(days=1))) == []


@pytest.mark.parametrize("form", ["csv", "xlsx", "json"])
def test_every_form_holds_the_same(desk: Desk, tmp_path: Path, form: str) -> None:
    path = tmp_path / f"dispatches.{form}"
    assert write_export(desk, "dispatches", path) == 0
    if form == "json":
        numbers = [record["order_no"] for record in json.loads(path.read_bytes())]
    elif form == "csv":
        rows = csv.DictReader(io.StringIO(path.read_bytes().decode("utf-8-sig")))
        numbers = [row["order_no"] for row in rows]
    else:
        sheet = openpyxl.load_workbook(path).active
        numbers = [row[0].value for row in sheet.iter_rows(min_row=2)]
    assert numbers == [record["order_no"] for record in exported(desk, "dispatches")]


def test_a_file_that_can_not_be_written_is_one_sentence(desk: Desk, tmp_path: Path) -> None:
    with pytest.raises(Unavailable, match=r"nowhere"):
        write_export(desk, "ledger", tmp_path / "nowhere" / "ledger.csv")
    with pytest.raises(BadInput):
        write_export(desk, "ledger", tmp_path / "ledger.doc")
    (tmp_path / "folder.csv").mkdir()
    with pytest.raises(BadInput):
        write_export(desk, "ledger", tmp_path / "folder.csv")


def test_a_sent_slip_tells_its_progress_and_comes_in_again_unchanged(desk: Desk, tmp_path: Path) -> None:
    stored(desk, slip("W1", worker="李强", signed=True, split_of="W0", review={"status": "none"}))
    path = tmp_path / "orders.json"
    write_export(desk, "orders", path)
    found = {record["order_no"]: record for record in json.loads(path.read_bytes())}
    assert (found["W1"]["worker"], found["W1"]["signed"], found["W1"]["split_of"]) == ("李强", True, "W0")
    assert found["W1"]["review"] == {"status": "none"}
    assert found["2607010101"]["dispatched_at"] == "2026-07-01T12:00:00+08:00"
    again = import_file(desk, path)
    assert (again.changed, again.refused_count, again.unchanged) == (0, 0, 15)


def test_events_of_a_span_do_not_read_the_days_before(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    from dispatch_tui.storage.journal import JournalReads

    before = len(exported(desk, "events"))
    move(desk, "2026-07-03 09:00")
    stored(desk, slip("LATER"))
    asked: list[int] = []
    plain = JournalReads.events_since

    def spy(self: JournalReads, seq: int, limit: int = 1000) -> object:
        asked.append(seq)
        return plain(self, seq, limit)

    monkeypatch.setattr(JournalReads, "events_since", spy)
    found = exported(desk, "events", Span(date(2026, 7, 3), None))
    assert [record["entity"] for record in found] == ["order"]
    assert min(asked) >= before
    assert exported(desk, "events", Span(date(2026, 7, 4), None)) == []


def test_a_mode_fits_dispatching_only(branch_folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--config", str(branch_folder), "export", "orders", "--mode", "normal"]) == 2
    assert "orders" in capsys.readouterr().err
    assert (
        main(["--config", str(branch_folder), "export", "ledger", "--mode", "normal", "--format", "json"])
        == 0
    )
    assert json.loads(capsys.readouterr().out) == []
