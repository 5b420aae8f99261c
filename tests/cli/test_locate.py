"""``dispatch-tui locate``: arguments, files of any kind, stdin, and the programme contract of its JSON."""

from __future__ import annotations

import io
import json
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest

from dispatch_tui.cli import main

KEYS = {"address", "province", "city", "district", "street", "point", "reason", "candidates", "certain"}


@pytest.fixture(autouse=True)
def _no_configuration(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Run where no configuration is found, so that the sample branch is used."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    monkeypatch.setenv("DISPATCH_LANG", "en")


def located(capsys: pytest.CaptureFixture[str], *arguments: str) -> list[dict[str, object]]:
    assert main(["locate", *arguments, "--json"]) == 0
    entries = json.loads(capsys.readouterr().out)
    assert isinstance(entries, list)
    assert all(set(entry) >= KEYS for entry in entries)
    return entries


def test_the_contract_of_the_json(capsys: pytest.CaptureFixture[str]) -> None:
    (entry,) = located(capsys, "上海市长宁区新华路街道番禺路381号")
    assert (entry["province"], entry["city"], entry["district"], entry["street"]) == (
        "上海市",
        "上海市",
        "长宁区",
        "新华路街道",
    )
    assert (entry["certain"], entry["district_code"], entry["street_code"]) == (True, "310105", "310105004")
    assert isinstance(entry["point"], str)
    assert "covered by" in str(entry["reason"])


def test_what_is_open_is_asked(capsys: pytest.CaptureFixture[str]) -> None:
    bare, contradictory, elsewhere = located(
        capsys, "朝阳区建国路93号", "上海市海淀区", "广州市天河区体育西路"
    )
    assert (bare["district"], bare["point"], bare["certain"]) == ("", None, False)
    assert len(bare["candidates"]) == 2  # type: ignore[arg-type]
    assert "contradicts" in str(contradictory["reason"])
    assert (elsewhere["district"], elsewhere["point"], elsewhere["certain"]) == ("天河区", None, True)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_a_file_of_lines(capsys: pytest.CaptureFixture[str], tmp_path: Path, encoding: str) -> None:
    file = tmp_path / "list.txt"
    file.write_bytes("地址\n上海市徐汇区漕溪北路88号\n\n  北京市朝阳区望京街道  \n".encode(encoding))
    found = located(capsys, "--file", str(file))
    assert [entry["district"] for entry in found] == ["徐汇区", "朝阳区"]
    assert found[1]["address"] == "北京市朝阳区望京街道"


def test_a_table_with_an_address_column(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    file = tmp_path / "shops.csv"
    file.write_text(
        '店名,收货地址,电话\n甲店,"上海市静安区南京西路1266号, 5楼",1\n乙店,上海市青浦区徐泾镇,2\n',
        encoding="utf-8",
    )
    found = located(capsys, "--file", str(file))
    assert [entry["district"] for entry in found] == ["静安区", "青浦区"]
    plain = tmp_path / "plain.csv"
    plain.write_text("上海市静安区南京西路\n上海市青浦区徐泾镇\n", encoding="utf-8")
    assert [entry["district"] for entry in located(capsys, "--file", str(plain))] == ["静安区", "青浦区"]


def test_a_spreadsheet(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    from openpyxl import Workbook

    book = Workbook()
    assert book.active is not None
    book.active.append(["no", "address"])
    book.active.append([1, "上海市虹口区四川北路街道"])
    book.save(tmp_path / "shops.xlsx")
    assert located(capsys, "--file", str(tmp_path / "shops.xlsx"))[0]["street"] == "四川北路街道"


def test_lines_from_stdin(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    stdin = SimpleNamespace(buffer=io.BytesIO("上海市徐汇区\n朝阳区\n".encode()))
    monkeypatch.setattr(sys, "stdin", stdin)
    assert [entry["district"] for entry in located(capsys, "-")] == ["徐汇区", ""]


def test_text_output_stands_in_columns(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["locate", "上海市徐汇区\x1b[31m漕溪北路", "鼓楼区"]) == 0
    first, second = capsys.readouterr().out.splitlines()
    assert "\x1b" not in first
    assert "徐汇区" in first
    assert "鼓楼区" in second


def test_nothing_or_a_missing_file_is_one_sentence(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["locate"]) == 2
    assert main(["locate", "--file", "nowhere.txt"]) == 2
    told = capsys.readouterr().err
    assert "Traceback" not in told
    assert "nowhere.txt" in told


def test_an_empty_file_gives_an_empty_list(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    (tmp_path / "empty.txt").write_text("\n", encoding="utf-8")
    assert located(capsys, "--file", str(tmp_path / "empty.txt")) == []
