"""The commands import, watch and export: documents on stdout, sentences on stderr, exit codes."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from dispatch_tui.cli import main

HEADINGS = "作业单号,类型,客户,电话,地址"
GOOD = "安装,张三,13800138000,上海市长宁区新华路街道100号"
Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def run(
    branch_folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Run:
    """Run the program on a branch of its own and return exit code, stdout and stderr."""
    monkeypatch.setenv("DISPATCH_CONFIG", str(branch_folder))
    monkeypatch.setenv("DISPATCH_DATABASE_URL", f"sqlite:///{tmp_path / 'branch.sqlite3'}")
    monkeypatch.setenv("DISPATCH_NOW", "2026-07-01T12:40")
    monkeypatch.setenv("DISPATCH_LANG", "en")

    def go(*words: str | Path) -> tuple[int, str, str]:
        code = main([str(word) for word in words])
        out, err = capsys.readouterr()
        return code, out, err

    return go


def slips(folder: Path, *lines: str, name: str = "slips.csv") -> Path:
    path = folder / name
    path.write_text("\n".join((HEADINGS, *lines, "")), encoding="utf-8")
    return path


def document(text: str) -> Any:
    return json.loads(text)


def test_the_report_is_one_document_and_the_exit_code_tells(run: Run, tmp_path: Path) -> None:
    path = slips(tmp_path, f"S1,{GOOD}", f",{GOOD}")
    code, out, err = run("import", path, "--batch", "12:30", "--declared", "3", "--json")
    report = document(out)
    assert (code, err) == (3, "")
    assert (report["taken"], report["unchanged"], report["changed"], report["batch"]) == (1, 0, 0, "12:30")
    assert report["refused"][0]["line"] == 3
    assert report["refused_file"] == str(tmp_path / "slips.csv.refused.csv")
    assert report["batches"][0]["declared"] == 3
    assert run("import", slips(tmp_path, f"S1,{GOOD}"), "--json")[0] == 0
    assert run("import", slips(tmp_path, f",{GOOD}"), "--json")[0] == 2


def test_a_file_that_can_not_be_read_is_one_sentence(run: Run, tmp_path: Path) -> None:
    code, out, err = run("import", tmp_path / "none.csv")
    assert (code, out) == (2, "")
    assert len(err.strip().splitlines()) == 1
    code, out, err = run("import", tmp_path / "none.csv", "--json")
    assert code == 2
    assert document(out)["error"]["code"] == "unreadable-file"
    assert "none.csv" in err


def test_several_files_make_a_list_and_one_bad_one_does_not_stop_the_rest(run: Run, tmp_path: Path) -> None:
    good = slips(tmp_path, f"S1,{GOOD}")
    code, out, _err = run("import", good, tmp_path / "none.csv", "--json")
    assert code == 3
    assert [entry["taken"] for entry in document(out)] == [1, 0]
    assert run("import", good, good, "--declared", "3")[0] == 2


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("--what", "complaints"), "complaints"),
        (("--batch", "11:30"), "10:30, 12:30, 15:30, 19:30"),
        (("--mapping", "none"), "nyc311"),
        (("--declared", "-1"), "-1"),
        (("--declared", "9" * 30), "100000"),
        (("--received-at", "2026-07-02 10:00"), "future"),
    ],
)
def test_wrong_options_are_told_and_nothing_is_taken(
    run: Run, tmp_path: Path, words: tuple[str, ...], told: str
) -> None:
    code, out, err = run("import", slips(tmp_path, f"S1,{GOOD}"), *words)
    assert (code, out) == (2, "")
    assert told in err
    assert document(run("export", "orders", "--format", "json")[1]) == []


def test_export_to_a_file_and_to_standard_output(run: Run, tmp_path: Path) -> None:
    run("import", slips(tmp_path, f"S1,{GOOD}"))
    for form in ("csv", "json", "xlsx"):
        path = tmp_path / f"out.{form}"
        assert run("export", "orders", "--format", form, "--out", path)[0] == 0
        assert document(run("import", path, "--json")[1])["unchanged"] == 1
    assert document(run("export", "orders", "--format", "json")[1])[0]["order_no"] == "S1"
    assert document((tmp_path / "out.json").read_text(encoding="utf-8"))[0]["order_no"] == "S1"
    assert (tmp_path / "out.csv").read_bytes().startswith(b"\xef\xbb\xbf")
    code, _out, err = run("export", "orders", "--out", tmp_path / "none" / "x.csv")
    assert code == 5
    assert "can't be written" in err


def test_export_refuses_what_it_does_not_know(run: Run) -> None:
    assert "orders, events, batches, chases" in run("export", "complaints")[2]
    assert run("export", "orders", "--since", "someday")[0] == 2
    assert run("export", "orders", "--since", "2026-07-02", "--until", "2026-07-01")[0] == 2


def test_watch_takes_what_lies_there(run: Run, tmp_path: Path) -> None:
    drop = tmp_path / "drop"
    drop.mkdir()
    slips(drop, f"S1,{GOOD}", name="安装_1230_1.csv")
    code, out, _err = run("watch", drop, "--once", "--json")
    assert code == 0
    assert document(out)["batch"] == "12:30"
    assert [path.name for path in (drop / "taken").glob("*.csv")] == ["安装_1230_1.csv"]


def test_an_import_never_loads_the_screens(run: Run, tmp_path: Path, branch_folder: Path) -> None:
    path = slips(tmp_path, f"S1,{GOOD}")
    program = (
        "import sys; from dispatch_tui.cli import main; "
        f"code = main(['import', {str(path)!r}, '--json']); "
        "sys.exit(code or any(name in sys.modules for name in ('textual', 'rich', 'openpyxl', 'arrow')))"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
