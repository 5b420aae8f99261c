"""What colleagues say is understood by the command language, for every deed and every slip."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from dispatch_tui.clock import FixedClock
from dispatch_tui.demo.colleagues import Colleagues
from dispatch_tui.demo.day import SlipMaker, write_csv
from dispatch_tui.demo.places import divisions_of
from dispatch_tui.services.desk import Desk, open_desk
from dispatch_tui.services.intake import import_file

NOW = datetime(2026, 7, 15, 3, 20, tzinfo=UTC)


@pytest.fixture
def desk(branch_folder: Path, tmp_path: Path) -> Desk:
    desk = open_desk(branch_folder, f"sqlite:///{tmp_path / 'd.sqlite3'}", "1002", FixedClock(NOW))
    rows = SlipMaker(5, *divisions_of("31")).slips(
        "install", 60, datetime(2026, 7, 15, 8), datetime(2026, 7, 15, 11)
    )
    import_file(desk, write_csv(tmp_path / "slips.csv", rows))
    return desk


@pytest.mark.parametrize("deed", ["hold", "cancel", "reappoint", "place", "note", "correct", "urgent"])
def test_every_deed_is_done(desk: Desk, deed: str) -> None:
    colleagues = Colleagues([desk], 3)
    outcomes = [colleagues.act(deed) for _number in range(6)]
    done = sum(outcome.done for outcome in outcomes if outcome is not None)
    assert done >= 5, [
        result for outcome in outcomes if outcome for result in outcome.results if not result.ok
    ]
    desk.close()


def test_nothing_is_done_when_there_is_nothing(branch_folder: Path, tmp_path: Path) -> None:
    desk = open_desk(branch_folder, f"sqlite:///{tmp_path / 'd.sqlite3'}", "1002", FixedClock(NOW))
    assert Colleagues([desk], 3).act("hold") is None
    desk.close()


def test_the_same_seed_says_the_same(desk: Desk) -> None:
    with desk.store.read() as reader:
        slip = next(iter(reader.orders_by_no(["A26071500001"]).values()), None)
    assert slip is not None
    assert Colleagues([desk], 3)._line("hold", slip) == Colleagues([desk], 3)._line("hold", slip)
    desk.close()
