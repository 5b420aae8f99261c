"""The floors of the house: imports go downwards only, and headless commands never load the screens."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


def test_imports_go_downwards_only() -> None:
    lint = Path(sys.executable).with_name("lint-imports")
    done = subprocess.run([lint, "--no-cache"], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


SPY = """
import sys
from dispatch_tui.cli import main
try:
    code = main(sys.argv[1:])
except SystemExit as ended:
    code = ended.code
heavy = sorted({"textual", "rich"} & {name.partition(".")[0] for name in sys.modules})
print(code, heavy, file=sys.stderr)
"""


@pytest.mark.parametrize(
    "arguments",
    [
        ["check"],
        ["board", "--json"],
        ["board"],
        ["import", "--dry-run", "SLIPS"],
        ["locate", "上海市长宁区新华路街道法华镇路525弄3号"],
        ["due", "urban", "2026-09-21T09:00"],
        ["run", "show 104"],
        ["export", "orders", "--format", "json"],
        ["print", "ledger", "--out", "ledger.pdf"],
        ["doctor"],
        ["migrate"],
        ["--help"],
    ],
    ids=lambda arguments: arguments[0],
)
def test_headless_commands_never_import_textual(
    arguments: list[str], branch_folder: Path, tmp_path: Path
) -> None:
    slips = tmp_path / "slips.csv"
    slips.write_text(
        "作业单号,类型,客户,电话,地址\nA1,安装,王伟,13800138000,长宁区法华镇路1号\n", encoding="utf-8"
    )
    arguments = [str(slips) if argument == "SLIPS" else argument for argument in arguments]
    done = subprocess.run(
        [sys.executable, "-c", SPY, "--config", str(branch_folder), *arguments],
        capture_output=True, text=True, check=False, cwd=tmp_path,
    )  # fmt: skip
    last = done.stderr.strip().splitlines()[-1]
    assert last.endswith("[]"), done.stderr
    assert not last.startswith("1 "), f"an unexpected failure: {done.stderr}"
