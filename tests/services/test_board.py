"""The board: live, replayed and ahead; the JSON contract; text; cells that open exactly their slips."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

import pytest

from dispatch_tui.clock import FixedClock
from dispatch_tui.domain.board import SlotStatus
from dispatch_tui.domain.cells import width_of
from dispatch_tui.domain.orders import Kind, Order, State
from dispatch_tui.services import board as boards
from dispatch_tui.services import season, slips
from dispatch_tui.services.board_json import as_json
from dispatch_tui.services.board_text import as_text
from dispatch_tui.services.desk import Desk
from tests.services.conftest import MONDAY, local, slip

Put = Callable[..., list[Order]]
FRIDAY = date(2026, 9, 18)


@pytest.fixture
def day(put: Put) -> list[Order]:
    return put(
        slip("A1", due_at=local("09:59")),
        slip("A2", due_at=local("10:30"), urgent=True),
        slip("A3", slot="17:00"),
        slip("A4", kind=Kind.REPAIR, slot="09:00", point="xh"),
        slip("A5", kind=Kind.REMOVAL, slot="", point=None),
        slip("A6", kind=Kind.ENGINEERING, slot=""),
        slip("A7", day=FRIDAY, received_at=local("09-18 15:00")),
        slip("A8", day=MONDAY + timedelta(days=2)),
        slip("A9", kind=Kind.UNSORTED, slot="", point=None),
        slip("B1", state=State.SENT, dispatched_at=local("09:30")),
        slip("B2", state=State.CANCELLED),
        slip("B3", point="gone"),
    )


def test_the_programme_contract(desk: Desk, day: list[Order]) -> None:
    found = as_json(boards.load(desk), desk.settings.branch.zone)
    assert found["at"] == "2026-09-21T10:00:00+08:00"
    assert (found["season"], found["slots"]) == ("off_peak", ["12:00", "17:00"])
    rows = {row["point"]: row for row in found["rows"]}  # type: ignore[index,union-attr,call-overload]
    assert list(rows) == [None, "cn1", "cn2", "xh", "gone"]
    cn1 = rows["cn1"]
    assert cn1["cells"]["install"] == {"12:00": 2, "17:00": 1}
    assert cn1["cells"]["repair"] == {f"{hour:02d}:00": 0 for hour in range(9, 19)}
    assert (cn1["cells"]["carry_over"], cn1["cells"]["engineering"], cn1["cells"]["urgent"]) == (1, 1, 1)
    assert (cn1["pending"], cn1["overdue"], cn1["due_soon"]) == (5, 1, 1)
    assert cn1["load"] == {"used": 6, "capacity": 40}
    assert cn1["oldest_minutes"] == 3 * 24 * 60 - 5 * 60
    assert rows["xh"]["load"] == {"used": 1, "capacity": None}
    assert (rows[None]["pending"], rows[None]["unsorted"], cn1["appointed"]) == (1, 1, 1)
    totals = found["totals"]
    assert isinstance(totals, dict)
    assert totals["pending"] == sum(row["pending"] for row in rows.values()) == 8


def test_sums_for_every_row(desk: Desk, day: list[Order]) -> None:
    found = as_json(boards.load(desk))
    for row in [*found["rows"], found["totals"]]:  # type: ignore[misc,union-attr]
        cells = row["cells"]  # type: ignore[index,call-overload]
        counted = cells["carry_over"] + sum(cells["install"].values()) + sum(cells["repair"].values())  # type: ignore
        assert counted + cells["removal"] + cells["engineering"] == row["pending"]  # type: ignore


def test_every_cell_opens_exactly_its_slips(desk: Desk, day: list[Order]) -> None:
    found = boards.load(desk)
    with desk.store.read() as reader:
        for row in found.rows:
            for column, cell in row.cells.items():
                condition = boards.cell_condition(found, row.point, column)
                assert reader.count(condition, found.at) == cell.count, (row.point, column)
            for figure in ("pending", "overdue"):
                condition = boards.cell_condition(found, row.point, figure)
                assert reader.count(condition, found.at) == getattr(row, figure)
        for column, cell in found.totals.cells.items():
            condition = boards.cell_condition(found, None, column, every_point=True)
            assert reader.count(condition, found.at) == cell.count


def test_the_past_is_replayed_and_the_future_marked(desk: Desk, clock: FixedClock, day: list[Order]) -> None:
    before = boards.load(desk)
    clock.move(minutes=10)
    slips.hold(desk, [(day[0].id, None)], date(2026, 9, 22), "customer away")
    slips.place(desk, [(day[4].id, None)], "cn2")
    clock.move(minutes=10)
    past = boards.load(desk, local("10:00"))
    assert (past.rows, past.totals) == (before.rows, before.totals)
    assert past.at == local("10:00")
    ahead = boards.load(desk, local("17:00"))
    now = boards.load(desk)
    assert ahead.totals.pending == now.totals.pending
    assert ahead.totals.overdue > now.totals.overdue


def test_a_watcher_sees_what_a_fresh_reading_sees(
    desk: Desk, clock: FixedClock, put: Put, day: list[Order]
) -> None:
    watcher = boards.BoardWatcher(desk)
    assert watcher.refresh().empty
    slips.place(desk, [(day[4].id, None)], "cn2")
    delta = watcher.refresh()
    assert delta.cells == {(None, "removal"), ("cn2", "removal")}
    put(slip("C1", slot="17:00"))
    assert watcher.refresh().cells == {("cn1", "install:17:00")}
    slips.cancel(desk, [(day[0].id, None)], "mistake", "store")
    clock.move(minutes=45)
    watcher.refresh()
    fresh = boards.load(desk)
    assert (watcher.board.rows, watcher.board.totals, watcher.board.heads) == (
        fresh.rows,
        fresh.totals,
        fresh.heads,
    )
    watcher.reset()
    assert watcher.refresh().empty


def test_a_switched_season_hides_no_slip(desk: Desk, day: list[Order]) -> None:
    desk.operator = "2001"
    season.switch(desk, "peak", "heat wave")
    found = boards.load(desk)
    assert found.slots == ("10:30", "12:30", "15:30", "19:30")
    assert found.other_columns == ("install:12:00", "install:17:00")
    install = as_json(found)["totals"]["cells"]["install"]  # type: ignore[index,call-overload]
    assert install == {"10:30": 0, "12:30": 0, "15:30": 0, "19:30": 0, "12:00": 3, "17:00": 1}  # type: ignore[comparison-overlap]
    assert "12:00" in as_text(found, 200)


def test_a_season_switched_during_the_day(desk: Desk, clock: FixedClock) -> None:
    desk.operator = "2001"
    clock.move(hours=4)
    season.switch(desk, "peak", "heat wave")
    clock.move(hours=2)
    heads = {head.slot: head.status for head in boards.load(desk).heads if head.kind is Kind.INSTALL}
    assert heads == {
        "10:30": SlotStatus.OFF,
        "12:30": SlotStatus.OFF,
        "15:30": SlotStatus.LATE,
        "19:30": SlotStatus.TO_COME,
    }
    earlier = boards.load(desk, local("13:00"))
    assert (earlier.season, earlier.slots) == ("off_peak", ("12:00", "17:00"))
    assert {head.status for head in earlier.heads if head.slot == "12:00"} == {SlotStatus.LATE}


@pytest.mark.parametrize("width", [40, 60, 80, 100, 120, 200])
@pytest.mark.parametrize("language", ["zh", "en"])
def test_text_is_aligned_and_fits(desk: Desk, day: list[Order], width: int, language: str) -> None:
    from dispatch_tui import i18n

    i18n.set_language(language)
    desk.chosen_language = language
    text = as_text(boards.load(desk), width, desk.settings.branch.zone)
    lines = text.splitlines()
    assert max(width_of(line) for line in lines[1:]) <= width
    assert len(lines) == 2 + 5 + 2
    assert "2!" in text


def test_a_printed_instant_shows_what_was_printed(desk: Desk, clock: FixedClock, put: Put) -> None:
    """Printed instants have whole seconds; what was entered a moment later in that second belongs to them."""
    start = clock.now()
    clock.at += timedelta(milliseconds=300)
    put(slip("A1", received_at=clock.now(), due_at=start + timedelta(minutes=10)))
    clock.at += timedelta(minutes=10, milliseconds=-200)
    printed = as_json(boards.load(desk))
    at = boards.load(desk).at
    assert at.microsecond == 0
    clock.at += timedelta(minutes=5)
    put(slip("A2", received_at=clock.now()))
    assert as_json(boards.load(desk, at)) == printed
    assert printed["totals"]["oldest_minutes"] == 10  # type: ignore[index,call-overload]
    assert as_json(boards.load(desk, start))["totals"]["pending"] == 1  # type: ignore[index,call-overload]


def test_the_text_shows_repair_pick_ups_that_have_begun(desk: Desk, put: Put) -> None:
    put(slip("A1", kind=Kind.REPAIR, slot="09:00"))
    heads = as_text(boards.load(desk), 200, desk.settings.branch.zone).splitlines()[1]
    assert "09:00" in heads
    assert "18:00" not in heads
    assert all(width_of(line) <= 40 for line in as_text(boards.load(desk), 40).splitlines()[:1])
