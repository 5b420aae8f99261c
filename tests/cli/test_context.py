"""What the command line finds in its surroundings."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from dispatch_tui import i18n
from dispatch_tui.cli.context import Context, parse_clock, take_global_options
from dispatch_tui.clock import ShiftedClock, SystemClock
from dispatch_tui.errors import BadInput, NotFound


@pytest.mark.parametrize(
    ("argv", "rest", "options"),
    [
        (["board", "--json"], ["board", "--json"], {}),
        (["--as", "1002", "run", "undo"], ["run", "undo"], {"--as": "1002"}),
        (["run", "undo", "--as=1002", "--yes"], ["run", "undo", "--yes"], {"--as": "1002"}),
        (["locate", "--", "--config", "x"], ["locate", "--", "--config", "x"], {}),
        (["--config", "a", "--config", "b", "check"], ["check"], {"--config": "b"}),
    ],
)
def test_general_options_stand_anywhere(argv: list[str], rest: list[str], options: dict[str, str]) -> None:
    context = Context({})
    assert take_global_options(argv, context) == rest
    assert context.options == options


def test_a_general_option_without_a_value_is_told() -> None:
    with pytest.raises(BadInput, match="--as needs a value"):
        take_global_options(["run", "undo", "--as"], Context({}))


def test_the_language_is_the_option_then_the_environment_then_the_settings() -> None:
    context = Context({"DISPATCH_LANG": "zh"})
    context.choose_language("en")
    assert i18n.language() == "zh"
    context.options["--lang"] = "en"
    context.choose_language("zh")
    assert i18n.language() == "en"


def test_an_unknown_language_is_told() -> None:
    with pytest.raises(BadInput, match="“fr”"):
        Context({"DISPATCH_LANG": "fr"}).choose_language()


def test_a_folder_without_a_configuration_is_told_with_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(NotFound, match="dispatch-tui init"):
        _ = Context({"DISPATCH_CONFIG": str(tmp_path)}).config_folder


def test_the_folder_config_is_used_when_it_is_here(
    branch_folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    branch_folder.rename(tmp_path / "config")
    monkeypatch.chdir(tmp_path)
    context = Context({})
    assert context.config_folder == Path("config")
    assert context.database_url == f"sqlite:///{tmp_path.resolve()}/config/dispatch.sqlite3"


def test_the_folder_one_is_in_is_used_when_it_is_a_configuration(
    branch_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(branch_folder)
    context = Context({})
    assert context.config_folder == Path()
    assert context.database_url == f"sqlite:///{branch_folder.resolve()}/dispatch.sqlite3"


def test_no_configuration_anywhere_names_demo_and_init(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    with pytest.raises(NotFound, match=r"dispatch-tui demo.*dispatch-tui init"):
        _ = Context({}).config_folder


def test_an_unknown_operator_is_told_with_known_ones(branch_folder: Path) -> None:
    context = Context(
        {"DISPATCH_CONFIG": str(branch_folder), "DISPATCH_OPERATOR": "99999", "DISPATCH_LANG": "en"}
    )
    with pytest.raises(NotFound, match=r"no operator 99999.*Known are"):
        _ = context.operator


def test_without_a_name_the_first_operator_acts(branch_folder: Path) -> None:
    context = Context({"DISPATCH_CONFIG": str(branch_folder)})
    assert context.operator == context.settings.operators[0].number


def test_the_clock_is_the_machines_unless_told(branch_folder: Path) -> None:
    assert isinstance(Context({}).clock, SystemClock)


def test_dispatch_now_starts_the_clock_in_the_branchs_zone(branch_folder: Path) -> None:
    context = Context({"DISPATCH_CONFIG": str(branch_folder), "DISPATCH_NOW": "2026-07-15T10:20"})
    clock = context.clock
    assert isinstance(clock, ShiftedClock)
    assert clock.start == datetime(2026, 7, 15, 2, 20, tzinfo=UTC)
    assert 0 <= (clock.now() - clock.start).total_seconds() < 60


def test_several_programs_share_a_clock_by_its_anchor() -> None:
    clock = parse_clock("2026-07-15T10:20+08:00 x10 @1700000000.5", Context({}))
    assert isinstance(clock, ShiftedClock)
    assert (clock.speed, clock.anchor) == (10, 1700000000.5)


@pytest.mark.parametrize(
    "text",
    [
        "yesterday",
        "9999-12-31T23:59",
        "0001-01-01T00:00",
        "2026-13-01T10:00",
        "2026-07-15T10:20 x0",
        "2026-07-15T10:20 xfast",
        "x",
    ],
)
def test_an_instant_that_is_none_is_told(text: str) -> None:
    with pytest.raises(BadInput, match="is not an instant"):
        parse_clock(text, Context({}))
