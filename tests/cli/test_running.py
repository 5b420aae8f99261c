"""``run`` and ``board`` from the command line: what they print, and their exit codes."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from dispatch_tui.cli import main

SLIPS = """作业单号,类型,客户,电话,地址,品类,叫修时间
20260715101,安装,张三,13812345678,上海市长宁区新华路街道新华路123号,空调,2026-07-15 09:00
20260715102,维修,李四,13912345678,上海市徐汇区天平路街道衡山路9号,空调,2026-07-15 08:30
20260715103,维修,王五,13712345678,上海市徐汇区天平路街道衡山路10号,空调,2026-07-15 08:30
"""


@pytest.fixture
def room(branch_folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("DISPATCH_CONFIG", str(branch_folder))
    monkeypatch.setenv("DISPATCH_DATABASE_URL", f"sqlite:///{tmp_path / 'room.sqlite3'}")
    monkeypatch.setenv("DISPATCH_NOW", "2026-07-15T10:40")
    monkeypatch.setenv("DISPATCH_OPERATOR", "1001")
    monkeypatch.setenv("DISPATCH_LANG", "en")
    file = tmp_path / "slips.csv"
    file.write_text(SLIPS, encoding="utf-8")
    assert main(["import", str(file)]) == 0
    return tmp_path


def printed(capsys: pytest.CaptureFixture[str], *argv: str) -> tuple[int, Any, str]:
    capsys.readouterr()
    code = main([*argv])
    out, err = capsys.readouterr()
    return code, json.loads(out) if "--json" in argv and out else out, err


def test_without_yes_nothing_is_changed(room: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, out, err = printed(capsys, "run", "hold 101 until 7-20 customer away")
    assert code == 0
    assert "hold: 1 slip" in out
    assert "--yes" in err
    _code, found, _err = printed(capsys, "run", "show 101", "--json")
    assert found["state"] == "received"


def test_the_contract_of_run(room: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, found, _err = printed(capsys, "run", "note 101-102,999 dog in the yard", "--yes", "--json")
    assert code == 3
    assert (found["command"], found["done"], found["refused"]) == ("note 101-102,999 dog in the yard", 2, 1)
    assert found["results"][0] == {
        "id": "999", "ok": False, "level": "block", "code": "not-found", "message": "No slip has the number 999.",
    }  # fmt: skip
    assert {result["id"] for result in found["results"] if result["ok"]} == {"20260715101", "20260715102"}


@pytest.mark.parametrize(
    ("argv", "expected"),
    [
        (["run", "挂起 101 到 7-20 客户外出", "--yes"], 0),
        (["run", "resume", "101", "--yes"], 4),
        (["run", "cancel 101", "--yes"], 4),
        (["run", "xyzzy", "--yes"], 2),
        (["run", "send 101", "--yes"], 4),
        (["run", "vehicle 101", "--yes"], 2),
        (["run", "note 999 x", "--yes"], 2),
        (["run", "season off_peak cool summer", "--yes"], 4),
        (["run", "hold 101 until 7-20 x", "--yes", "--as", "4711"], 2),
    ],
)
def test_exit_codes(room: Path, capsys: pytest.CaptureFixture[str], argv: list[str], expected: int) -> None:
    code, _out, err = printed(capsys, *argv)
    assert code == expected
    assert "Traceback" not in err


def test_views(room: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, out, _err = printed(capsys, "run", "@repair")
    assert (code, "20260715102" in out, "20260715101" in out) == (0, True, False)
    code, found, _err = printed(capsys, "run", "find 衡山路", "--json")
    assert (code, len(found["found"])) == (0, 2)
    code, out, _err = printed(capsys, "run", "at 10:30")
    assert (code, "2026-07-15 10:30" in out) == (0, True)


def test_board(room: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, found, _err = printed(capsys, "board", "--json")
    assert code == 0
    assert (found["season"], found["totals"]["pending"]) == ("peak", 3)
    assert found["at"].startswith("2026-07-15T10:40")
    code, past, _err = printed(capsys, "board", "--json", "--at", "10:00")
    assert (code, past["totals"]["pending"]) == (0, 0)
    code, out, _err = printed(capsys, "board", "--width", "80")
    assert code == 0
    assert max(len(line) for line in out.splitlines()) <= 80
    point = next(row["point"] for row in found["rows"] if row["pending"])
    code, one, _err = printed(capsys, "board", "--json", "--point", point)
    assert [row["point"] for row in one["rows"]] == [point]
    assert printed(capsys, "board", "--at", "nonsense")[0] == 2
    assert printed(capsys, "board", "--point", "nowhere")[0] == 2


def test_a_range_answers_for_each_of_its_slips(room: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Slips of the range that are cancelled already are told, not passed over."""
    assert printed(capsys, "run", "cancel 102 bought elsewhere", "--yes", "--json")[0] == 0
    code, found, _err = printed(capsys, "run", "cancel 101-104 flooded", "--yes", "--json")
    assert code == 3
    assert (found["done"], found["refused"]) == (2, 1)
    assert [(result["id"][-3:], result["ok"]) for result in found["results"]] == [
        ("101", True), ("102", False), ("103", True),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("argv", "code"),
    [
        (("frobnicate 101",), "bad-input"),
        (("note 999 x",), "not-found"),
        (("season off_peak cold", "--as", "1101"), "not-allowed"),
    ],
)
def test_a_refusal_as_a_whole_is_a_document_too(
    room: Path, capsys: pytest.CaptureFixture[str], argv: tuple[str, ...], code: str
) -> None:
    exit_code, found, err = printed(capsys, "run", *argv, "--yes", "--json")
    assert exit_code in (2, 4)
    assert (found["command"], found["done"], found["refused"]) == (argv[0], 0, 1)
    assert found["results"][0]["code"] == code
    assert found["results"][0]["message"] in err


def test_output_that_has_no_chinese_is_still_printed(room: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A terminal or pipe in ASCII gets question marks in text, escapes in JSON, and no failure."""
    import io
    import sys

    for argv in (["board"], ["board", "--json"]):
        buffer = io.BytesIO()
        monkeypatch.setattr(sys, "stdout", io.TextIOWrapper(buffer, encoding="ascii"))
        assert main([*argv, "--lang", "zh"]) == 0
        text = buffer.getvalue().decode("ascii")
        if "--json" in argv:
            assert json.loads(text)["totals"]["pending"] == 3


def test_a_slip_goes_out_by_commands_alone(
    room: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The contract of ``run --json`` is the same for every command of dispatching; true times lie in the past."""
    steps = (
        ("配件 101 压缩机x1", 1), ("备料 101 齐", 1), ("／ａ　１０１　自动", 1), ("send 101 normal", 1),
        ("派送 102-103 自动 无料 at=10:42", 2), ("arrived 102 10:43", 1), ("完工 102 已签", 1), ("close 102", 1),
    )  # fmt: skip
    for minute, (text, done) in enumerate(steps, start=41):
        monkeypatch.setenv("DISPATCH_NOW", f"2026-07-15T10:{minute}")
        code, found, err = printed(capsys, "run", text, "--yes", "--json")
        assert (code, found["done"], found["refused"]) == (0, done, 0), (text, found, err)
        assert set(found) == {"command", "done", "refused", "results", "group"}
    code, found, _err = printed(capsys, "run", "send 101", "--yes", "--json")
    assert (code, found["results"][0]["code"]) == (4, "sent-already")


def test_views_of_the_day(room: Path, capsys: pytest.CaptureFixture[str]) -> None:
    printed(capsys, "run", "parts 102 压缩机x1", "--yes")
    printed(capsys, "run", "send 101 normal auto none", "--yes")
    card = printed(capsys, "run", "cards", "--json")[1]["cards"][0]
    assert card["no"].startswith("20260715-")
    assert card["live"] == ["20260715101"]
    assert card["no"] in printed(capsys, "run", f"card {card['no'].split('-', 1)[1]}")[1]
    sheet = printed(capsys, "run", "sheet", "--json")[1]["sheets"][0]
    assert (sheet["expected"], sheet["received"], sheet["state"]) == (1, 0, "expected")
    assert printed(capsys, "run", "台帐", "--json")[1]["total"] == 1
    run = printed(capsys, "run", "收工", "--json")[1]
    assert (run["run"], run["may_sign"]) == ("close", not run["why_not"])
    assert printed(capsys, "run", "materials", "--json")[1]["slips"][0]["order_no"] == "20260715102"
    for text in ("day open", "papers", "reports", "ledger", "materials", "sheet"):
        assert printed(capsys, "run", text)[0] == 0


def test_printing_is_counted_only_with_yes(
    room: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(room)
    file = room / "slip.pdf"
    code, found, _err = printed(capsys, "run", f"print slip 101 to {file}", "--json")
    assert (code, found["preview"], found["results"][0]["id"]) == (0, True, "20260715101")
    assert not file.exists()
    code, found, _err = printed(capsys, "run", f"打印 作业单 101 到 {file}", "--yes", "--json")
    assert (code, found["files"]) == (0, [str(file)])
    assert file.read_bytes().startswith(b"%PDF")
    assert printed(capsys, "run", "print card", "--yes")[0] == 2


def test_a_named_call_is_carried_out_once(room: Path, capsys: pytest.CaptureFixture[str]) -> None:
    argv = ("run", "note 101 dog", "--yes", "--json", "--command-id", "call-1")
    assert printed(capsys, *argv)[1]["done"] == 1
    code, found, _err = printed(capsys, *argv)
    assert (code, found["error"]["code"]) == (2, "already-done")
    shown = printed(capsys, "run", "show 101", "--json")[1]
    assert shown["remark"].count("dog") == 1
