"""dispatching.yaml: every key, its default, and what is told about faulty ones."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from dispatch_tui.settings.load import examine
from dispatch_tui.settings.model import DispatchRules

FILE = "dispatching.yaml"


def _rules(folder: Path) -> DispatchRules:
    found = examine(folder)
    assert found.problems == ()
    assert found.settings is not None
    return found.settings.dispatching


def test_what_ships_is_what_holds_without_the_file(branch_folder: Path) -> None:
    assert _rules(branch_folder) == DispatchRules()
    (branch_folder / FILE).unlink()
    assert _rules(branch_folder) == DispatchRules()
    (branch_folder / FILE).write_text("# nothing\n", encoding="utf-8")
    assert _rules(branch_folder) == DispatchRules()


def test_every_key_is_read(branch_folder: Path) -> None:
    (branch_folder / FILE).write_text(
        "close_at: '17:45'\nfeedback_at: ８：４５\nchase_ladder: [电话, second-phone, 监管员]\n"
        "chase_again: 1h\nfax_tries: 2\nworker_name_after: 45 分钟\nworker_slips_most: 8\ncarry_over_most: 3\n"
        "reopen_days: 0\ncatch_up_after: 20 min\nunits: [套, 米]\nparts: [支架, 铜管]\n",
        encoding="utf-8",
    )
    assert _rules(branch_folder) == DispatchRules(
        close_minute=1065, feedback_minute=525, chase_again_minutes=60,
        chase_ladder=("phone", "second_phone", "supervisor"), fax_tries=2, worker_minutes=45, worker_most=8,
        reopen_days=0, carry_over_most=3, catch_up_minutes=20, units=("套", "米"), parts=("支架", "铜管"),
    )  # fmt: skip


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("close_at: 25:00", "close_at: “25:00” is not a time of day"),
        ("feedback_at: morgens", "feedback_at: “morgens” is not a time of day"),
        ("chase_again: 0 min", "chase_again is 0 min; give at least 1 min"),
        ("worker_name_after: bald", "worker_name_after: “bald” is not a length of time"),
        ("chase_ladder: [fax, telegraph]", "chase_ladder is “telegraph”; known are"),
        ("chase_ladder: [fax, fax]", "chase_ladder names a way twice"),
        ("fax_tries: 0", "fax_tries is 0; give 1 or more"),
        ("worker_slips_most: -1", "worker_slips_most is -1; give 1 or more"),
        ("carry_over_most: viele", "carry_over_most is “viele”; give a whole number from 1"),
        ("reopen_days: 4000", "reopen_days is 4000; give at most 366"),
        ("units: {a: b}", "units has to be a list"),
        ("units: [个, '']", "units has an empty item"),
        ("chase_agian: 30 min", "“chase_agian” is not known; did you mean chase_again?"),
    ],
)
def test_a_fault_is_told_with_file_and_line(
    branch_folder: Path, problems: Callable[[], list[str]], line: str, told: str
) -> None:
    (branch_folder / FILE).write_text(f"# 派工\n{line}\n", encoding="utf-8")
    (problem,) = problems()
    assert problem.startswith(f"{FILE}:2: {told}")


def test_a_word_that_stands_twice_is_a_doubt(branch_folder: Path, warnings: Callable[[], list[str]]) -> None:
    (branch_folder / FILE).write_text("units:\n  - 个\n  - 套\n  - 个\n", encoding="utf-8")
    assert warnings() == [f"{FILE}:4: units has “个” twice, first on line 2"]
    assert _rules(branch_folder).units == ("个", "套")
