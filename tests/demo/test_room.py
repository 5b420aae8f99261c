"""The sample room: laid out, lived, the same for the same seed."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from dispatch_tui.clock import ShiftedClock
from dispatch_tui.demo.day import write_csv
from dispatch_tui.demo.places import divisions_of
from dispatch_tui.demo.room import Room
from dispatch_tui.demo.scratch import PREFIX, Scratch, Script
from dispatch_tui.domain.board import SlotStatus
from dispatch_tui.services import board as boards
from dispatch_tui.services.desk import Desk

START = "2026-07-15T11:20"


def script(start: str = START, season: str = "peak") -> Script:
    return Script(season, start, 60.0, 1, "en", keep=False)


@pytest.fixture(scope="module")
def room(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Room]:
    folder = tmp_path_factory.mktemp("demo") / f"{PREFIX}test"
    folder.mkdir()
    scratch = Scratch(folder)
    scratch.slips.mkdir()
    room = Room(scratch, script(), lambda _done, _total: None)
    room.lay_out(threading.Event())
    yield room
    room.close()


def own_desk(room: Room) -> Desk:
    from dispatch_tui.clock import FixedClock
    from dispatch_tui.services.desk import open_desk

    return open_desk(
        room.scratch.config,
        room.scratch.database_url,
        room.own_operator,
        FixedClock(room.start),
        migrate=False,
    )


def test_the_board_of_the_start_shows_what_the_plan_promises(room: Room) -> None:
    desk = own_desk(room)
    try:
        board = boards.load(desk)
    finally:
        desk.close()
    heads = {(head.kind.value, head.slot): head for head in board.heads}
    assert heads["repair", "09:00"].status is SlotStatus.OPEN
    assert (heads["repair", "09:00"].declared, heads["repair", "09:00"].entered) == (23, 22)
    assert heads["repair", "10:00"].status is SlotStatus.ZERO
    assert heads["repair", "11:00"].status is SlotStatus.LATE
    assert heads["repair", "11:00"].chased == 2
    assert heads["install", "10:30"].status is SlotStatus.ARRIVED
    assert heads["install", "12:30"].status is SlotStatus.TO_COME
    assert len(board.rows) > 60
    assert 20 < board.totals.cell("carry_over").count < 150
    assert 300 < board.totals.pending < 900
    assert 0 < board.rows[0].pending < 60, "some slips can't be placed"
    assert board.totals.overdue > 0


def test_what_colleagues_did_stands_in_the_history_under_their_names(room: Room) -> None:
    desk = own_desk(room)
    try:
        with desk.store.read() as reader:
            groups = reader.groups(500)
    finally:
        desk.close()
    assert {group.action for group in groups} >= {"import", "hold", "cancel", "reappoint", "place", "note"}
    assert len({group.actor for group in groups}) > 5
    assert room.own_operator not in {group.actor for group in groups}


def test_the_day_goes_on_and_files_in_the_drop_folder_are_taken(tmp_path: Path) -> None:
    folder = tmp_path / f"{PREFIX}living"
    folder.mkdir()
    scratch = Scratch(folder)
    scratch.slips.mkdir()
    room = Room(scratch, script("2026-07-15T08:34"), lambda _done, _total: None)
    room.lay_out(threading.Event())
    stop = threading.Event()
    clock = ShiftedClock(room.start, speed=120)
    player = threading.Thread(target=room.live, args=(clock, stop))
    player.start()
    desk = own_desk(room)
    try:
        from dispatch_tui.demo.day import SlipMaker

        drop = desk.settings.branch.drop_folder
        assert drop is not None
        rows = SlipMaker(99, *divisions_of("31"), first=90000).slips(
            "install",
            5,
            room.start.replace(tzinfo=None),
            room.start.replace(tzinfo=None) + timedelta(minutes=1),
        )
        write_csv(drop / "urgent.csv", rows)
        end = time.monotonic() + 30
        wanted = {rows[0]["order_no"]}
        seen: set[str] = set()
        while not (wanted <= seen and clock.now() > room.start + timedelta(minutes=12)):
            assert time.monotonic() < end
            with desk.store.read() as reader:
                seen = set(reader.orders_by_no(list(wanted)))
                batches = reader.batches(room.start.date())
            time.sleep(0.1)
        assert any(batch.source.endswith("-other-0001.csv") or batch.entered for batch in batches)
    finally:
        stop.set()
        player.join(10)
        desk.close()
        room.close()
    assert not player.is_alive()


def test_a_folder_that_is_no_scratch_folder_is_never_removed(tmp_path: Path) -> None:
    (tmp_path / "precious").mkdir()
    Scratch(tmp_path / "precious").remove()
    assert (tmp_path / "precious").exists()


def test_the_script_survives_its_file(tmp_path: Path) -> None:
    scratch = Scratch(tmp_path)
    scratch.write_script(script())
    assert scratch.read_script() == script()
