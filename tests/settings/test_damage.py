"""Files damaged at random: whatever is in them, problems are told and nothing breaks."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dispatch_tui.settings.load import examine
from dispatch_tui.settings.shipped import shipped_config, write_starter

FILES = [str(path.relative_to(shipped_config())) for path in sorted(shipped_config().rglob("*.yaml"))]
VALUES = [
    "",
    "~",
    "[]",
    "{}",
    "[[]]",
    "{a: {b: c}}",
    "-1",
    "1e999",
    "'",
    "９９",
    "\t",
    "- x",
    ": :",
    "& *",
    "24:00",
    "null: 1",
]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    target = tmp_path_factory.mktemp("damage") / "branch"
    write_starter(target)
    return target


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.sampled_from(FILES), st.randoms(use_true_random=False), st.sampled_from(VALUES), st.integers(0, 3))
def test_random_damage_is_told_or_harmless(
    folder: Path, file: str, random: object, value: str, way: int
) -> None:
    path = folder / file
    whole = path.read_text(encoding="utf-8")
    lines = whole.splitlines()
    live = [number for number, line in enumerate(lines) if line.strip() and not line.lstrip().startswith("#")]
    number = random.choice(live)  # type: ignore[attr-defined]
    line = lines[number]
    if way == 0:
        lines[number] = line.partition(":")[0] + ": " + value
    elif way == 1:
        lines[number] = line[: len(line) // 2]
    elif way == 2:
        lines.insert(number, line)
    else:
        del lines[number]
    path.write_text("\n".join(lines), encoding="utf-8")
    try:
        found = examine(folder)
    finally:
        path.write_text(whole, encoding="utf-8")
    assert (found.settings is None) == bool(found.problems)
    for problem in found.problems:
        assert problem.message
        assert 0 <= problem.line <= len(lines) + 1
        assert "\n" not in problem.message


@settings(max_examples=25, deadline=None)
@given(st.sampled_from(FILES), st.binary(max_size=300))
def test_any_bytes_are_told_or_harmless(folder: Path, file: str, content: bytes) -> None:
    path = folder / file
    whole = path.read_bytes()
    path.write_bytes(content)
    try:
        examine(folder)
    finally:
        path.write_bytes(whole)
