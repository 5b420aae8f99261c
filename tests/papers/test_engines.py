"""Papers and exports on both databases, and many people who print the same paper at the same moment."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path

import pytest

from dispatch_tui.clock import FixedClock
from dispatch_tui.domain.printing import Paper
from dispatch_tui.papers.asking import chosen
from dispatch_tui.papers.delivering import Target, Way
from dispatch_tui.papers.export_spans import Span
from dispatch_tui.papers.exports import EXPORTS, records
from dispatch_tui.papers.printing import print_paper
from dispatch_tui.services import printing
from dispatch_tui.services.desk import Desk
from dispatch_tui.storage.store import open_store
from tests.papers.papers_room import DAY, furnished, text_of
from tests.services.intake_room import at, settings
from tests.storage.conftest import postgres_schema, postgres_url

__all__ = ["postgres_schema", "postgres_url"]
SLIP = "2607010101"


@pytest.fixture(params=["sqlite", "postgresql"])
def desk(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Desk]:
    if request.param == "sqlite":
        url = f"sqlite:///{tmp_path / 'room.sqlite3'}"
    else:
        url = request.getfixturevalue("postgres_schema")
    store = open_store(url, settings().branch.code)
    store.migrate()
    yield furnished(Desk(settings(), store, FixedClock(at("2026-07-01 12:40")), "1001"))
    store.close()


def test_every_paper_is_printed_and_every_export_read(desk: Desk, tmp_path: Path) -> None:
    for paper in Paper:
        names = [SLIP] if paper is Paper.WORK_SLIP else []
        wanted = chosen(desk, paper, names)
        done = print_paper(desk, paper, wanted.subjects, Target(Way.FILE, str(tmp_path / f"{paper}.pdf")))
        assert set(done.nth.values()) == {1}
        assert done.missing == ()
    for what in set(EXPORTS) - {"batches", "chases"}:
        assert list(records(desk, what, Span(DAY, DAY))), what
        assert not list(records(desk, what, Span(DAY + timedelta(days=1), None))), what


def test_papers_printed_at_the_same_moment_have_numbers_of_their_own(desk: Desk, tmp_path: Path) -> None:
    def one(nth: int) -> tuple[int, Path]:
        done = print_paper(desk, Paper.WORK_SLIP, [SLIP], Target(Way.FILE, str(tmp_path / f"{nth}.pdf")))
        return done.nth[SLIP], done.files[0]

    with ThreadPoolExecutor(4) as people:
        found = list(people.map(one, range(8)))
    assert sorted(nth for nth, _path in found) == list(range(1, 9))
    assert [each.nth for each in printing.prints(desk, Paper.WORK_SLIP, SLIP)] == list(range(1, 9))
    for nth, path in found:
        text = text_of(path)
        assert (f"补打第{nth - 1}次" in text) if nth > 1 else ("补打" not in text)
