"""Folders with faults: all of them are told, each with file, line and what to give instead."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from dispatch_tui.domain.orders import Kind
from dispatch_tui.errors import ConfigError
from dispatch_tui.settings.load import examine, load_settings

Told = Callable[[], list[str]]
Change = Callable[[str, str, str], None]


def line_of(folder: Path, file: str, text: str) -> int:
    lines = (folder / file).read_text(encoding="utf-8").splitlines()
    return next(number for number, line in enumerate(lines, 1) if text in line)


@pytest.mark.parametrize(
    ("file", "old", "new", "message"),
    [
        ("points.yaml", "total: 40}", "total: -3}", "capacity of 长宁一部 is -3; give 0 or more"),
        ("points.yaml", "total: 40}", "total: 4x}", "capacity of 长宁一部 is “4x”; give a whole number from 0"),
        ("points.yaml", "total: 40}", "total: 1.5}", "capacity of 长宁一部 is “1.5”; give a whole number from 0"),
        ("points.yaml", "code: CN2", "code: CN1", "network point CN1 is given twice (first in line"),
        ("points.yaml", "code: CN1", "code: 长宁", "code is “长宁”; give 1 to 16 letters, digits, - or _"),
        ("points.yaml", "- 310105001", "- 310105999", "covers of 长宁一部: there is no division 310105999 in 长宁区"),
        ("points.yaml", "- 310105001", "- 华阳路", "covers of 长宁一部: “华阳路” is not a division code"),
        ("points.yaml", "- 310105002", "- 310105001", "长宁一部 covers 310105001 twice"),
        ("points.yaml", "removal]", "remval]", "kinds of 黄浦一部 is “remval”; did you mean removal?"),
        ("points.yaml", "longitude: 121.4844", "longitude: 321", "longitude of 黄浦一部 is “321”"),
        ("points.yaml", "telephone:", "telefone:", "telefone of 黄浦一部 is not known; did you mean telephone?"),
        ("operators.yaml", "number: 1002", "number: 1001", "operator number 1001 is given twice (first in line"),
        ("operators.yaml", "[dispatcher]", "[boss]", "roles of 陈建国 is “boss”; known are"),
        ("operators.yaml", "name: 陈建国, ", "", "name of 1001 is missing"),
        ("branch.yaml", "Asia/Shanghai", "Asia/Shanghia", "there is no time zone “Asia/Shanghia”; did you mean"),
        ("branch.yaml", "Asia/Shanghai", "../etc/passwd", "there is no time zone"),
        ("branch.yaml", "province: 31\n", "province: 三一\n", "province is “三一”; give the division code of 2 digits"),
        ("branch.yaml", "language: auto", "language: fr", "language is “fr”; known are"),
        ("branch.yaml", 'plan_time: "17:30"', 'plan_time: "17:75"', "plan_time of vehicles: “17:75” is not a time"),
        ("seasons.yaml", "every_minutes: 60", "every_minutes: 0", "every_minutes of 淡季 is 0; give 1 or more"),
        ("seasons.yaml", '"12:00", "17:00"', '"12:00", "12:00"', "12:00 is given twice"),
        ("seasons.yaml", '"12:00"', '"25:00"', "install_batches of 淡季: “25:00” is not a time of day"),
        ("calendar.yaml", '"08:30-12:00"', '"08:30-14:00"', "the shifts 08:30-14:00 and 13:30-17:30 overlap"),
        ("calendar.yaml", "mon-fri:", "mon-fry:", "“mon-fry” is not a weekday"),
        ("calendar.yaml", "holidays/2026.yaml", "holidays/2027.yaml", "table holidays/2027.yaml is missing"),
        ("calendar.yaml", "holidays/2026.yaml", "../2026.yaml", "has to lie inside the config folder"),
        ("policies.yaml", "limit: 6h", "limit: 0h", "limit of 市区上门 is 0 min; give 1 min to 366 days"),
        ("policies.yaml", "limit: 6h", "limit: soon", "limit of 市区上门: “soon” is not a length of time"),
        ("policies.yaml", "policy: urgent", "policy: urgnt", "policy is “urgnt”; did you mean urgent?"),
        ("policies.yaml", "  urban:\n", "  appointment:\n", "stands for the customer's appointment"),
        ("policies.yaml", "due_soon: 60 min", "due_soon: 60", "due_soon of marks: “60” is not a length of time"),
        ("mappings.yaml", "order_no: Unique Key", "oder_no: Unique Key", "did you mean order_no?"),
        ("mappings.yaml", "kind: repair", "order_no: repair", "is given under columns and under constants"),
        ("categories.yaml", "冰箱: [电冰箱", "冰箱: [空调器", "the word 空调器 means 空调 and 冰箱"),
        ("areas.yaml", "- 310104  #", "- 310199  #", "there is no division 310199"),
        ("areas.yaml", "- 310104  #", "- 310101  #", "division 310101 is given twice"),
        ("holidays/2026.yaml", "01-01..01-03", "01-01..02-30", "there is no day 02-30"),
        ("holidays/2026.yaml", "year: 2026", "year: 2025", "the holidays of 2025 are given by another table too"),
        ("holidays/2026.yaml", "work: [01-04]", "work: [01-03]", "2026-01-03 is given twice: for 元旦 and for 元旦"),
    ],
)  # fmt: skip
def test_a_fault_is_told_with_file_line_and_remedy(
    branch_folder: Path, change: Change, problems: Told, file: str, old: str, new: str, message: str
) -> None:
    change(file, old, new)
    found = problems()
    assert any(message in problem for problem in found), found
    told = next(problem for problem in found if message in problem)
    name, line, _rest = told.split(":", 2)
    assert name == (file if "missing" not in message or "2027" not in message else "calendar.yaml")
    assert int(line) > 0


def test_the_line_is_the_line_of_the_value(branch_folder: Path, change: Change, problems: Told) -> None:
    change("points.yaml", "total: 40}", "total: -3}")
    line = line_of(branch_folder, "points.yaml", "total: -3}")
    assert problems() == [f"points.yaml:{line}: capacity of 长宁一部 is -3; give 0 or more"]


def test_capacity_may_be_one_number(branch_folder: Path, change: Change, problems: Told) -> None:
    change("points.yaml", "capacity: {install: 20, repair: 16, removal: 10, total: 40}", "capacity: -3")
    line = line_of(branch_folder, "points.yaml", "capacity: -3")
    assert problems() == [f"points.yaml:{line}: capacity of 长宁一部 is -3; give 0 or more"]
    change("points.yaml", "capacity: -3", "capacity: 40")
    settings = examine(branch_folder).settings
    assert settings is not None
    point = settings.point("CN1")
    assert point is not None
    assert (point.capacity_total, point.capacity) == (40, {})


def test_capacity_left_out_is_unknown_not_zero(branch_folder: Path, change: Change) -> None:
    change("points.yaml", "    capacity: {install: 20, repair: 16, removal: 10, total: 40}\n", "")
    settings = examine(branch_folder).settings
    assert settings is not None
    point = settings.point("CN1")
    assert point is not None
    assert point.capacity_total is None
    assert Kind.INSTALL not in point.capacity


def test_all_problems_of_all_files_are_told_at_once(branch_folder: Path, change: Change) -> None:
    change("points.yaml", "total: 40}", "total: -3}")
    change("operators.yaml", "number: 1002", "number: 1001")
    change("branch.yaml", "language: auto", "langauge: auto")
    change("holidays/2025.yaml", "year: 2025", "year: x")
    (branch_folder / "seasons.yaml").unlink()
    with pytest.raises(ConfigError) as caught:
        load_settings(branch_folder)
    files = {problem.file for problem in caught.value.problems}
    assert files == {"points.yaml", "operators.yaml", "branch.yaml", "holidays/2025.yaml", "seasons.yaml"}
    assert "points.yaml" in str(caught.value)


def test_gap_and_overlap_of_seasons_name_both_ranges(change: Change, problems: Told) -> None:
    change("seasons.yaml", "09-11..05-19", "09-15..05-19")
    (told,) = problems()
    assert told.startswith("seasons.yaml:")
    assert "09-11..09-14 lies in no season, between 旺季 05-20..09-10 and 淡季 09-15..05-19" in told
    change("seasons.yaml", "09-15..05-19", "09-01..05-19")
    (told,) = problems()
    assert "09-01..09-10 lies in two seasons: 淡季 09-01..05-19 and 旺季 05-20..09-10" in told


def test_a_calendar_without_any_open_interval_is_refused(change: Change, problems: Told) -> None:
    change("calendar.yaml", '["08:30-12:00", "13:30-17:30"]', "[]")
    assert ["no open interval" in told for told in problems()] == [True]
    change("calendar.yaml", "  mon-fri: []", "")
    assert problems()


@pytest.mark.parametrize("content", ["", "# nothing\n", "- a\n", "word\n", "null\n"])
@pytest.mark.parametrize("file", ["branch.yaml", "points.yaml", "calendar.yaml"])
def test_empty_and_strange_files_are_told(
    branch_folder: Path, problems: Told, file: str, content: str
) -> None:
    (branch_folder / file).write_text(content, encoding="utf-8")
    assert any(told.startswith(file) for told in problems())


def test_optional_files_may_be_left_out(branch_folder: Path, change: Change) -> None:
    for file in ("mappings.yaml", "categories.yaml", "areas.yaml"):
        (branch_folder / file).unlink()
    settings = load_settings(branch_folder)
    assert (settings.mappings, settings.categories, settings.areas) == ({}, {}, {})


@pytest.mark.parametrize("content", ["", "# all commented out\n", "mappings:\n", "mappings: {}\n"])
def test_an_optional_file_may_be_empty(branch_folder: Path, problems: Told, content: str) -> None:
    (branch_folder / "mappings.yaml").write_text(content, encoding="utf-8")
    assert problems() == []


def test_streets_that_nobody_covers_and_shared_initials_are_warned_of(change: Change, warnings: Told) -> None:
    change("points.yaml", "      - 310105001  # 华阳路街道\n", "")
    change("points.yaml", "initials: mheb", "initials: mhyb")
    found = warnings()
    assert any("1 street is covered by no network point: 华阳路街道" in told for told in found)
    assert any("闵行二部 has the initials mhyb of 闵行一部" in told for told in found)


def test_a_folder_that_is_not_there_is_one_sentence(tmp_path: Path) -> None:
    (problem,) = examine(tmp_path / "none").problems
    assert "no such folder" in problem.message


def test_warnings_don_t_forbid_anything(branch_folder: Path, change: Change, warnings: Told) -> None:
    change("seasons.yaml", "every_minutes: 60", "every_minutes: 50")
    change("operators.yaml", "[administrator, supervisor]", "[supervisor]")
    change("policies.yaml", "rules:\n", "rules:\n  - {policy: urban}\n")
    (branch_folder / "operator.yaml").write_text("x: 1\n", encoding="utf-8")
    found = warnings()
    assert examine(branch_folder).settings is not None
    assert any("every 50 min does not divide 09:00-18:00; the last is at 17:20" in told for told in found)
    assert any("no operator has the role administrator" in told for told in found)
    assert any("row 1 of the rules fits every slip" in told for told in found)
    assert any(told.startswith("operator.yaml:") and "did you mean operators.yaml?" in told for told in found)


def test_own_days_go_before_the_holiday_tables(branch_folder: Path) -> None:
    from datetime import date

    with (branch_folder / "calendar.yaml").open("a", encoding="utf-8") as file:
        file.write(
            "days:\n"
            '  - {date: 2026-12-31, name: 盘点, hours: ["08:30-12:00"]}\n'
            "  - {date: 2026-10-10, name: 检修, work: no}\n"
            "  - {date: 2026-03-07, name: 加班, work: yes}\n"
        )
    calendar = load_settings(branch_folder).calendar
    assert [str(each) for each in calendar.intervals(date(2026, 12, 31))] == ["08:30-12:00"]
    assert not calendar.is_working(date(2026, 10, 10))
    assert calendar.is_makeup(date(2026, 3, 7))
    assert len(calendar.intervals(date(2026, 3, 7))) == 2


def test_loading_does_not_import_what_the_screens_do_not_need(branch_folder: Path) -> None:
    import subprocess
    import sys

    load = (
        "from pathlib import Path; from dispatch_tui.settings.load import load_settings; "
        f"load_settings(Path({str(branch_folder)!r}))"
    )
    tell = (
        "import sys; print(sorted({'yaml', 'pypinyin', 'arrow', 'textual', 'openpyxl'} & set(sys.modules)))"
    )
    outputs = [
        subprocess.run(
            [sys.executable, "-c", f"{load}; {tell}"], capture_output=True, text=True, check=True
        ).stdout
        for _run in range(2)
    ]
    assert "textual" not in outputs[0]
    assert outputs[1].strip() == "[]"


def test_a_folder_with_a_strange_name_is_no_fault(branch_folder: Path, tmp_path: Path) -> None:
    other = tmp_path / "配置 #1 'x'"
    shutil.copytree(branch_folder, other)
    assert load_settings(other).branch.code == "SH01"


def test_the_time_of_the_vehicle_plan_is_a_setting(branch_folder: Path, change: Change) -> None:
    assert load_settings(branch_folder).branch.plan_minute == 17 * 60 + 30
    change("branch.yaml", 'plan_time: "17:30"', 'plan_time: "16:45"')
    assert load_settings(branch_folder).branch.plan_minute == 16 * 60 + 45


def test_a_faulty_policy_is_told_once_not_at_the_rows_that_name_it(
    change: Change, problems: Callable[[], list[str]]
) -> None:
    change("policies.yaml", "limit: 6h", "limit: 0h")
    assert len(problems()) == 1
