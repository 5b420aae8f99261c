"""Sixteen processes assign and send the same slips at random: each is sent exactly once, every refusal explained."""

from __future__ import annotations

from pathlib import Path

import pytest

from benchmarks.sending import HANDS, faults, race
from tests.storage.conftest import postgres_schema, postgres_url, sqlite_url

__all__ = ["postgres_schema", "postgres_url", "sqlite_url"]


@pytest.mark.parametrize(("engine", "slips"), [("sqlite", 1000), ("postgresql", 400)])
def test_sixteen_processes_send_every_slip_exactly_once(
    engine: str, slips: int, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    name = {"sqlite": "sqlite_url", "postgresql": "postgres_schema"}[engine]
    url = str(request.getfixturevalue(name))
    reports = race(tmp_path, url, slips)
    assert len(reports) == HANDS
    assert faults(tmp_path, url, slips, reports) == []
    assert sum(len(report.sent) > 0 for report in reports) > 1
    refused = sum((report.refused for report in reports), start=reports[0].refused.__class__())
    assert refused["sent-already"] > slips
