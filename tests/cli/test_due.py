"""``dispatch-tui due``: the programme contract, instants as people type them, and failures in one sentence."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dispatch_tui.cli import main
from dispatch_tui.domain.instants import read_instant
from dispatch_tui.errors import BadInput

SHANGHAI = ZoneInfo("Asia/Shanghai")
NOW = datetime(2026, 9, 21, 2, 30, tzinfo=UTC)


def due(folder: Path, *words: str) -> int:
    return main(["--lang", "en", "--config", str(folder), "due", *words])


def test_json_has_exactly_the_keys_of_the_contract(
    branch_folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert due(branch_folder, "urban", "2026-09-21 09:00", "--json") == 0
    assert json.loads(capsys.readouterr().out) == {
        "policy": "urban",
        "from": "2026-09-21T09:00:00+08:00",
        "due": "2026-09-21T16:30:00+08:00",
        "steps": [
            {
                "from": "2026-09-21T09:00:00+08:00",
                "to": "2026-09-21T12:00:00+08:00",
                "minutes": 180,
                "why": "working-hours",
            },
            {
                "from": "2026-09-21T13:30:00+08:00",
                "to": "2026-09-21T16:30:00+08:00",
                "minutes": 180,
                "why": "working-hours",
            },
        ],
    }


@pytest.mark.parametrize(
    "instant",
    [
        ["2026-09-21 09:00"], ["2026-09-21", "09:00"], ["2026/9/21 9:00"], ["2026-09-21T09:00"], ["2026.9.21 09:00"],
        ["2026-09-21T09:00:00+08:00"], ["2026-09-21T01:00Z"], ["2026-09-20T21:00-04:00"], ["2026年9月21日 9:00"],
        ["２０２６－０９－２１ ０９：００"], ["2026-09-21T09:00:00.000+0800"],
    ],
)  # fmt: skip
def test_instants_in_every_usual_form(
    branch_folder: Path, instant: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert due(branch_folder, "市区上门", *instant, "--json") == 0
    assert json.loads(capsys.readouterr().out)["due"] == "2026-09-21T16:30:00+08:00"


@pytest.mark.parametrize(
    ("text", "local"),
    [
        ("now", "2026-09-21 10:30"),
        ("现在", "2026-09-21 10:30"),
        ("09:00", "2026-09-21 09:00"),
        ("today 9:00", "2026-09-21 09:00"),
        ("明天 9:00", "2026-09-22 09:00"),
        ("24:00", "2026-09-22 00:00"),
        ("2026-09-21 24:00", "2026-09-22 00:00"),
    ],
)
def test_words_for_days(text: str, local: str) -> None:
    assert read_instant(text, NOW, SHANGHAI) == datetime.fromisoformat(local).replace(tzinfo=SHANGHAI)


@pytest.mark.parametrize(
    "text",
    [
        "", " ", "soon", "2026-02-29 09:00", "2026-13-01 09:00", "2026-09-21", "09-21 09:00", "2026-09-21 24:01",
        "2026-09-21 9:60", "25:00", "0001-01-01 00:00", "9999-12-31 23:59", "2026-09-21 09:00+99:00", "x" * 5000,
    ],
)  # fmt: skip
def test_what_is_no_instant_is_one_sentence(
    branch_folder: Path, text: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert due(branch_folder, "urban", text) == 2
    said = capsys.readouterr()
    assert said.out == ""
    assert len(said.err.strip().splitlines()) == 1
    assert len(said.err) < 300


@given(st.text(max_size=40))
def test_any_text_is_an_instant_or_bad_input(text: str) -> None:
    try:
        found = read_instant(text, NOW, SHANGHAI)
    except BadInput:
        return
    assert found.tzinfo is UTC


def test_an_unknown_policy_lists_the_known_ones(
    branch_folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert due(branch_folder, "vip", "now") == 2
    said = capsys.readouterr().err
    assert "urban, suburban, urgent" in said
    assert len(said.strip().splitlines()) == 1


def test_text_explains_stretch_by_stretch(branch_folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert due(branch_folder, "urban", "2026-09-30 16:30") == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[0].startswith("Urban visit: 6 h of working hours")
    assert "S000 4.3.1" in lines[0]
    assert lines[3] == "  2026-09-30 Wed 17:30 - 2026-10-08 Thu 08:30  holiday: 国庆节"
    assert lines[-1] == "Due    2026-10-08 Thu 15:00"


def test_a_missing_holiday_table_is_marked(branch_folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert due(branch_folder, "urban", "2026-12-31 16:00") == 0
    said = capsys.readouterr()
    assert "holiday table missing" in said.out
    assert "2027" in said.err
    assert due(branch_folder, "urban", "2026-12-31 16:00", "--json") == 0
    assert json.loads(capsys.readouterr().out)["calendar_missing"] == [2027]
