"""Hand-overs of the day: late, zero, open, explained, chased (rows A-01 to A-08)."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from dispatch_tui.domain.batches import BatchStatus, Way
from dispatch_tui.domain.board import SlotStatus
from dispatch_tui.domain.orders import Kind
from dispatch_tui.errors import BadInput, NotFound, Refused
from dispatch_tui.services import batches
from dispatch_tui.services.desk import Desk
from dispatch_tui.services.intake import ImportOptions, SlipForm, enter, import_file
from tests.services.intake_room import GOOD, at, batches_of, move, open_room, slip, write


@pytest.fixture
def room(tmp_path: Path) -> Iterator[Desk]:
    desk = open_room(tmp_path)
    yield desk
    desk.close()


def statuses(desk: Desk, kind: Kind, now: str | None = None) -> dict[str, SlotStatus]:
    with desk.store.read() as reader:
        found = batches.heads(desk, reader, at(now) if now else desk.now())
    return {head.slot: head.status for head in found if head.kind is kind}


def test_slots_are_late_after_their_time_and_to_come_before_it(room: Desk) -> None:
    assert statuses(room, Kind.INSTALL) == {
        "10:30": SlotStatus.LATE, "12:30": SlotStatus.LATE,
        "15:30": SlotStatus.TO_COME, "19:30": SlotStatus.TO_COME,
    }  # fmt: skip
    assert statuses(room, Kind.INSTALL, "2026-07-01 12:34")["12:30"] is SlotStatus.TO_COME


def test_on_a_day_off_nothing_is_late(room: Desk) -> None:
    move(room, "2026-07-04 23:00")
    assert set(statuses(room, Kind.INSTALL).values()) == {SlotStatus.OFF}
    with room.store.read() as reader:
        assert batches.late_slots(room, reader) == ()


def test_the_season_of_the_day_has_its_slots(room: Desk) -> None:
    move(room, "2026-12-02 09:00")
    assert list(statuses(room, Kind.INSTALL)) == ["12:00", "17:00"]


def test_a_zero_hand_over_is_recorded_and_can_not_have_slips(room: Desk, tmp_path: Path) -> None:
    outcome = batches.record(room, Kind.INSTALL, "10:30", zero=True, clerk="王敏")
    assert outcome.done == 1
    assert outcome.group
    assert statuses(room, Kind.INSTALL)["10:30"] is SlotStatus.ZERO
    import_file(room, write(tmp_path, f"S1,{GOOD}"), ImportOptions(batch="12:30"))
    with pytest.raises(Refused, match="brought 1 slips"):
        batches.record(room, Kind.INSTALL, "12:30", zero=True)
    with pytest.raises(BadInput):
        batches.record(room, Kind.INSTALL, "15:30", zero=True, declared=3)


def test_a_missing_slip_keeps_the_hand_over_open_until_it_is_explained(room: Desk) -> None:
    batches.record(room, Kind.INSTALL, "12:30", declared=2, clerk="王敏", way=Way.FETCHED)
    assert statuses(room, Kind.INSTALL)["12:30"] is SlotStatus.OPEN
    entry = enter(room, SlipForm(kind="安装", customer="张三", phone="13800138000", address="长宁区"))
    batch = batches_of(room)[0]
    assert (batch.missing, batch.clerk, batch.way) == (1, "王敏", Way.FETCHED)
    assert slip(room, entry.order.no if entry.order else "").batch_id == batch.id
    with pytest.raises(BadInput, match="reason"):
        batches.explain(room, batch.id, "  ")
    batches.explain(room, batch.id, "一张退回信息中心")
    batch = batches_of(room)[0]
    assert (batch.status, batch.explanation) == (BatchStatus.EXPLAINED, "一张退回信息中心")
    assert statuses(room, Kind.INSTALL)["12:30"] is SlotStatus.ARRIVED


def test_what_can_not_be_explained(room: Desk) -> None:
    batches.record(room, Kind.INSTALL, "12:30")
    with pytest.raises(Refused, match="no difference"):
        batches.explain(room, batches_of(room)[0].id, "x")
    with pytest.raises(NotFound):
        batches.explain(room, 1, "x")


def test_recording_again_adds_to_the_hand_over(room: Desk) -> None:
    batches.record(room, Kind.INSTALL, "12:30", clerk="王敏")
    batches.record(room, Kind.INSTALL, "12:30", declared=5)
    assert [(batch.declared, batch.clerk, batch.status) for batch in batches_of(room)] == [
        (5, "王敏", BatchStatus.OPEN)
    ]


@pytest.mark.parametrize("declared", [-1, 1_000_000])
def test_impossible_counts_are_refused(room: Desk, declared: int) -> None:
    with pytest.raises(BadInput):
        batches.record(room, Kind.INSTALL, "12:30", declared=declared)


def test_unknown_slots_are_refused_with_those_of_the_day(room: Desk) -> None:
    with pytest.raises(BadInput, match="10:30, 12:30"):
        batches.record(room, Kind.INSTALL, "11:00")
    with pytest.raises(BadInput, match="no hand-over"):
        batches.chase(room, Kind.REMOVAL, "10:30", answer="x")


def test_late_hand_overs_are_chased_and_asked_for_again(room: Desk) -> None:
    batches.chase(room, Kind.INSTALL, "10:30", answer="车在路上", whom="信息中心 王敏")
    with room.store.read() as reader:
        late = [each for each in batches.late_slots(room, reader) if each.head.kind is Kind.INSTALL]
    assert [(each.head.slot, each.minutes, each.chase_now) for each in late] == [
        ("10:30", 130, False), ("12:30", 10, True),
    ]  # fmt: skip
    assert late[0].last is not None
    assert (late[0].last.by, late[0].last.answer, late[0].head.chased) == ("1001", "车在路上", 1)
    move(room, "2026-07-01 12:55")
    with room.store.read() as reader:
        assert all(each.chase_now for each in batches.late_slots(room, reader))


def test_an_earlier_repair_pick_up_counts_as_zero_after_a_later_one(room: Desk, tmp_path: Path) -> None:
    assert statuses(room, Kind.REPAIR)["09:00"] is SlotStatus.LATE
    import_file(room, write(tmp_path, f"S1,{GOOD.replace('安装', '维修')}"))
    found = statuses(room, Kind.REPAIR)
    assert (found["09:00"], found["12:00"], found["13:00"]) == (
        SlotStatus.ZERO, SlotStatus.ARRIVED, SlotStatus.TO_COME,
    )  # fmt: skip


def test_heads_show_the_past_as_it_was(room: Desk) -> None:
    batches.record(room, Kind.INSTALL, "12:30", declared=2)
    assert statuses(room, Kind.INSTALL, "2026-07-01 12:39")["12:30"] is SlotStatus.LATE
