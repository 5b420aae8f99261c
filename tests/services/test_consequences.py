"""What follows from a changed field: the same by hand, by file and by sorting."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dispatch_tui.domain.orders import Incomplete, Kind, Order, State
from dispatch_tui.services import slips
from dispatch_tui.services.assigning import Assign
from dispatch_tui.services.carrying_out import carry_out, work_at
from dispatch_tui.services.consequences import followed
from dispatch_tui.services.desk import Desk
from dispatch_tui.services.intake import ImportOptions, import_file
from tests.services.conftest import local
from tests.services.conftest import slip as made
from tests.services.intake_room import GOOD, open_room, slip, write

Put = Callable[..., list[Order]]
FOLLOWING = (
    "point", "pinned", "district", "street", "area", "due_at", "due_policy", "day", "slot", "incomplete",
    "initials", "phone_digits",
)  # fmt: skip


@pytest.fixture
def room(tmp_path: Path) -> Iterator[Desk]:
    desk = open_room(tmp_path)
    yield desk
    desk.close()


def test_a_file_and_a_correction_come_to_the_same(room: Desk, tmp_path: Path) -> None:
    first = write(tmp_path, f"S1,{GOOD}", f"S2,{GOOD.replace('13800138000', '13800138001')}")
    import_file(room, first)
    changed = "安装,李四,13900139000,上海市徐汇区漕河泾街道1号,冰箱,KFR-35,2026-07-01 08:05"
    import_file(room, write(tmp_path, f"S1,{changed}", name="b.csv"), ImportOptions(accept_changes=True))
    outcome = slips.correct(
        room, (slip(room, "S2").id, None),
        {"customer": "李四", "phone": "13900139000", "address": "上海市徐汇区漕河泾街道1号", "category": "冰箱",
         "called_at": "2026-07-01 08:05"},
    )  # fmt: skip
    assert outcome.done == 1
    by_file, by_hand = slip(room, "S1"), slip(room, "S2")
    assert [getattr(by_file, name) for name in FOLLOWING] == [getattr(by_hand, name) for name in FOLLOWING]
    assert by_file.district == "310104"


def test_a_file_does_not_move_what_is_assigned(room: Desk, tmp_path: Path) -> None:
    import_file(room, write(tmp_path, f"S1,{GOOD}"))
    order = slip(room, "S1")
    assert order.point is not None
    assert carry_out(room, Assign(order.point, none=True), [(order.id, None)], "x").done == 1
    repair = GOOD.replace("安装", "维修")
    report = import_file(
        room, write(tmp_path, f"S1,{repair}", name="b.csv"), ImportOptions(accept_changes=True)
    )
    assert [row.line for row in report.refused] == [2]
    assert slip(room, "S1").kind is Kind.INSTALL
    moved = GOOD.replace("长宁区新华路街道100号", "徐汇区漕河泾街道1号")
    report = import_file(
        room, write(tmp_path, f"S1,{moved}", name="c.csv"), ImportOptions(accept_changes=True)
    )
    assert report.changed == 1
    after = slip(room, "S1")
    assert (after.district, after.point, after.state) == ("310104", order.point, State.ASSIGNED)


CHANGES = st.fixed_dictionaries(
    {},
    optional={
        "customer": st.sampled_from(["", "李四"]),
        "address": st.sampled_from(["上海市徐汇区漕溪路100号", "", "虹桥机场"]),
        "category": st.sampled_from(["冰箱", ""]),
        "kind": st.sampled_from([Kind.REPAIR, Kind.REMOVAL, Kind.UNSORTED]),
        "called_at": st.sampled_from([None, local("08:00")]),
        "required_from": st.sampled_from([local("09-25 14:00"), local("14:00")]),
        "urgent": st.just(True),
    },
)


@settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    changes=CHANGES,
    state=st.sampled_from([State.RECEIVED, State.READY, State.ASSIGNED, State.SENT, State.ARRIVED]),
    pinned=st.booleans(),
)
def test_what_follows_is_settled_at_once(
    desk: Desk, changes: dict[str, object], state: State, pinned: bool
) -> None:
    before = made("A1", state=state, pinned=pinned)
    wanted = replace(before, **changes)  # type: ignore[arg-type]
    with desk.store.read() as reader:
        work = work_at(desk, reader)
        after = followed(before, wanted, work)
        again = followed(before, after, work)
    assert again == after
    for name, value in changes.items():
        assert getattr(after, name) == value
    # A slip that turns out to need a pre-review is received again, so its network point is a proposal again.
    if pinned or after.state in {State.ASSIGNED, State.SENT, State.ARRIVED}:
        assert (after.point, after.pinned) == (before.point, pinned)
    assert (Incomplete.ADDRESS in after.incomplete) is (not after.address)
    assert (Incomplete.KIND in after.incomplete) is (after.kind is Kind.UNSORTED)
    if not changes:
        assert after == before
