"""The board's figures and the differences between two boards."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from dispatch_tui.domain.board import (
    APPOINTED,
    CARRY_OVER,
    UNSORTED,
    URGENT,
    Board,
    DueTally,
    Mark,
    PointFacts,
    SlotHead,
    SlotStatus,
    Tally,
    build,
    column_of,
)
from dispatch_tui.domain.board_delta import diff
from dispatch_tui.domain.orders import Kind

NOW = datetime(2026, 9, 21, 2, 0, tzinfo=UTC)
TODAY = date(2026, 9, 21)
SLOTS = ("12:00", "17:00")
HOURS = ("09:00", "10:00")
POINTS = (PointFacts("a", "A", capacity=40), PointFacts("b", "B"))


def board(tallies: Sequence[Tally] = (), dues: Sequence[DueTally] = (), **changes: object) -> Board:
    facts: dict[str, object] = {
        "at": NOW, "today": TODAY, "season": "off_peak", "slots": SLOTS, "repair_slots": HOURS, "heads": (),
        "points": POINTS, "tallies": tallies, "dues": dues, "oldest": {}, "sent_today": {},
        "unplaced_name": "unplaced", "totals_name": "total",
    }  # fmt: skip
    return build(**{**facts, **changes})  # type: ignore[arg-type]


tallies_of = st.lists(
    st.builds(
        Tally,
        point=st.sampled_from([None, "a", "b", "gone"]),
        day=st.sampled_from([TODAY + timedelta(days=days) for days in (-40, -1, 0, 1)]),
        kind=st.sampled_from(list(Kind)),
        slot=st.sampled_from(["", "09:00", "12:00", "12:30"]),
        count=st.integers(1, 50),
        urgent=st.integers(0, 1),
    ),
    max_size=40,
    unique_by=lambda tally: (tally.point, tally.day, tally.kind, tally.slot),
)


@settings(max_examples=150, deadline=None)
@given(tallies_of)
def test_every_slip_is_counted_once(tallies: list[Tally]) -> None:
    found = board(tallies)
    for row in (*found.rows, found.totals):
        counted = sum(
            cell.count for key, cell in row.cells.items() if key not in (URGENT, UNSORTED, APPOINTED)
        )
        assert counted == row.pending
    everything = found.totals.pending + found.totals.cell(UNSORTED).count + found.totals.cell(APPOINTED).count
    assert everything == sum(tally.count for tally in tallies)
    assert found.totals.pending == sum(row.pending for row in found.rows)
    assert [row.point for row in found.rows][:3] == [None, "a", "b"]


@settings(max_examples=100, deadline=None)
@given(tallies_of, tallies_of)
def test_a_delta_names_exactly_what_differs(before: list[Tally], after: list[Tally]) -> None:
    old, new = board(before), board(after)
    delta = diff(old, new)
    assert diff(old, old).empty
    if delta.reshaped:
        return
    for row_before, row_after in zip(old.rows, new.rows, strict=True):
        for column in row_before.cells.keys() | row_after.cells.keys():
            differs = row_before.cell(column) != row_after.cell(column)
            assert ((row_after.point, column) in delta.cells) is differs
        assert ((row_after.point, "pending") in delta.figures) is (row_before.pending != row_after.pending)


def test_columns() -> None:
    yesterday, tomorrow = TODAY - timedelta(days=1), TODAY + timedelta(days=1)
    assert column_of(Kind.INSTALL, TODAY, "12:00", TODAY) == "install:12:00"
    assert column_of(Kind.REPAIR, TODAY, "09:00", TODAY) == "repair:09:00"
    assert column_of(Kind.REMOVAL, TODAY, "", TODAY) == "removal"
    assert column_of(Kind.INSTALL, yesterday, "12:00", TODAY) == CARRY_OVER
    assert column_of(Kind.INSTALL, tomorrow, "12:00", TODAY) == APPOINTED
    assert column_of(Kind.UNSORTED, yesterday, "", TODAY) == UNSORTED


def test_the_worst_mark_wins_and_load_counts_what_was_sent() -> None:
    found = board(
        [Tally("a", TODAY, Kind.INSTALL, "12:00", 3, 1)],
        [DueTally("a", TODAY, Kind.INSTALL, "12:00", 1, 1, 1, 0)],
        sent_today={"a": 5},
        oldest={"a": NOW - timedelta(minutes=90)},
    )
    row = found.rows[1]
    assert row.cell("install:12:00").mark is Mark.OVERDUE
    assert row.cell(URGENT).mark is Mark.OVERDUE
    assert (row.used, row.capacity, row.oldest_minutes(NOW)) == (8, 40, 90)
    assert (found.totals.overdue, found.totals.due_soon) == (1, 1)


def test_one_changed_cell_is_one_changed_cell() -> None:
    first = Tally("a", TODAY, Kind.INSTALL, "12:00", 3, 0)
    old = board([first])
    new = board([Tally("a", TODAY, Kind.INSTALL, "12:00", 4, 0)])
    delta = diff(old, new)
    assert delta.cells == {("a", "install:12:00")}
    assert delta.figures == {("a", "pending"), ("a", "used")}
    assert delta.rows == {"a"}
    assert "install:12:00" in delta.totals


def test_heads_and_shape() -> None:
    late = SlotHead(Kind.INSTALL, "12:00", NOW, SlotStatus.LATE)
    here = SlotHead(Kind.INSTALL, "12:00", NOW, SlotStatus.ARRIVED, 3, 3)
    assert diff(board(heads=(late,)), board(heads=(here,))).heads == {("install", "12:00")}
    assert diff(board(), board(season="peak")).reshaped
    assert diff(board(), board([Tally("gone", TODAY, Kind.REMOVAL, "", 1, 0)])).reshaped
