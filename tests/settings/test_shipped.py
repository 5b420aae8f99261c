"""The sample branch: complete, in order, and right about the worked examples."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path

import pytest

from dispatch_tui.domain.orders import AreaClass, Kind
from dispatch_tui.errors import BadInput
from dispatch_tui.settings.divisions import read_streets
from dispatch_tui.settings.load import examine
from dispatch_tui.settings.model import Role, Settings
from dispatch_tui.settings.shipped import shipped_config, write_starter


@pytest.fixture(scope="module")
def sample() -> Settings:
    found = examine(shipped_config())
    assert found.problems == ()
    assert found.warnings == ()
    assert found.settings is not None
    return found.settings


def at(text: str, sample: Settings) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=sample.branch.zone)


@pytest.mark.parametrize(
    ("policy", "call", "due"),
    [
        pytest.param("urban", "2026-09-21 09:00", "2026-09-21 16:30", id="T1"),
        pytest.param("urban", "2026-09-21 16:00", "2026-09-22 14:30", id="T2"),
        pytest.param("suburban", "2026-09-21 16:00", "2026-09-22 15:30", id="T3"),
        pytest.param("urban", "2026-09-21 12:40", "2026-09-22 10:30", id="T4"),
        pytest.param("urban", "2026-09-21 19:30", "2026-09-22 16:00", id="T5 after hours"),
        pytest.param("urban", "2026-09-22 07:00", "2026-09-22 16:00", id="T5 before hours"),
        pytest.param("urban", "2026-09-22 10:00", "2026-09-22 17:30", id="T6"),
        pytest.param("urban", "2026-09-30 16:30", "2026-10-08 15:00", id="T6b"),
        pytest.param("urban", "2026-10-09 16:00", "2026-10-10 14:30", id="T6c"),
        # 20 September 2026, a Sunday, is a make-up day by the official notice: the clock runs on it.
        pytest.param("urban", "2026-09-19 10:00", "2026-09-20 16:00", id="T6d by the official table"),
        pytest.param("urban", "2026-09-12 10:00", "2026-09-14 16:00", id="T6d on another Saturday"),
        pytest.param("reply_24h", "2026-09-30 16:30", "2026-10-01 16:30", id="elapsed"),
    ],
)
def test_worked_examples(sample: Settings, policy: str, call: str, due: str) -> None:
    found = sample.policies.due(policy, at(call, sample), sample.calendar)
    assert found.due == at(due, sample)
    assert sum(step.minutes for step in found.steps) == sample.policies.policies[policy].limit_minutes
    assert not found.calendar_missing


def test_a_year_that_is_not_announced_is_marked(sample: Settings) -> None:
    assert [sample.calendar.knows(year) for year in (2023, 2024, 2025, 2026, 2027)] == [
        False,
        True,
        True,
        True,
        False,
    ]
    assert sample.policies.due("urban", at("2027-03-01 09:00", sample), sample.calendar).calendar_missing


@pytest.mark.parametrize(
    ("day", "working"),
    [
        ("2024-02-04", True), ("2024-02-10", False), ("2025-01-26", True), ("2025-10-08", False), ("2025-10-11", True),
        ("2026-01-04", True), ("2026-02-23", False), ("2026-10-10", True), ("2026-09-20", True),
    ],
)  # fmt: skip
def test_holidays_and_make_up_days(sample: Settings, day: str, working: bool) -> None:
    when = date.fromisoformat(day)
    assert sample.calendar.is_working(when) is working
    assert sample.calendar.is_makeup(when) is working
    assert (sample.calendar.holiday_name(when) is None) is working


def test_hand_over_times_of_the_standard(sample: Settings) -> None:
    winter, summer = date(2026, 1, 15), date(2026, 7, 15)
    assert sample.seasons.install_slots(winter) == ("12:00", "17:00")
    assert sample.seasons.install_slots(summer) == ("10:30", "12:30", "15:30", "19:30")
    assert sample.seasons.repair_slots(winter) == tuple(f"{hour:02d}:00" for hour in range(9, 19))
    assert sample.seasons.repair_slots(summer) == tuple(f"{hour:02d}:00" for hour in range(9, 21))


def test_every_street_of_shanghai_belongs_to_exactly_one_network_point(sample: Settings) -> None:
    owners: dict[str, list[str]] = {}
    for point in sample.points:
        for cover in point.covers:
            owners.setdefault(cover.division, []).append(point.code)
    streets = read_streets("31")
    assert {code: owners.get(code, []) for code in streets if len(owners.get(code, [])) != 1} == {}
    assert len({street[:6] for street in streets}) == 16


def test_network_points_are_complete(sample: Settings) -> None:
    assert 55 <= len(sample.points) <= 65
    engineering = [point for point in sample.points if Kind.ENGINEERING in point.kinds]
    assert [cover.division for point in engineering for cover in point.covers] == ["31"]
    for point in sample.points:
        assert point.initials
        assert point.capacity_total
        assert point.location is not None
        assert 3 <= len(point.workers) <= 8
        assert set(point.names) == {"zh", "en"}
    assert len({point.initials for point in sample.points}) == len(sample.points)
    assert sample.point("CN1") is not None
    assert {cover.keyword for point in sample.points for cover in point.covers if cover.keyword} >= {
        "漕河泾开发区"
    }


def test_every_role_is_held_by_somebody(sample: Settings) -> None:
    assert {role for person in sample.operators for role in person.roles} == set(Role)


def test_areas_say_how_far_every_district_is(sample: Settings) -> None:
    districts = {code[:6] for code in read_streets("31")}
    assert districts <= set(sample.areas)
    assert sample.areas["310105"] is AreaClass.URBAN
    assert sample.areas["310115"] is AreaClass.SUBURBAN
    assert sample.areas["310115005"] is AreaClass.URBAN


def test_the_foreign_file_has_its_mapping(sample: Settings) -> None:
    mapping = sample.mappings["nyc311"]
    assert mapping.columns["address"] == ("Incident Address", "City", "Borough")
    assert mapping.joined == {"address"}
    assert mapping.join == ", "
    assert mapping.constants == {"kind": "repair"}
    assert mapping.zone is not None
    assert mapping.zone.key == "America/New_York"


def test_the_starter_is_written_into_an_empty_folder_only(tmp_path: Path) -> None:
    folder = tmp_path / "new" / "branch"
    written = write_starter(folder)
    assert {path.name for path in written} >= {"branch.yaml", "points.yaml", "2026.yaml"}
    assert examine(folder).problems == ()
    before = {path: path.read_bytes() for path in written}
    with pytest.raises(BadInput, match="not empty"):
        write_starter(folder)
    assert {path: path.read_bytes() for path in written} == before
    file = tmp_path / "file"
    file.write_text("x")
    with pytest.raises(BadInput, match="is a file"):
        write_starter(file)


def test_every_file_explains_itself_in_both_languages() -> None:
    for path in shipped_config().rglob("*.yaml"):
        comments = "".join(
            line for line in path.read_text(encoding="utf-8").splitlines() if line.startswith("#")
        )
        assert any("\u4e00" <= char <= "\u9fff" for char in comments), path
        assert sum(char.isascii() and char.isalpha() for char in comments) > 40, path
