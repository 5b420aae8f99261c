"""A slip that comes again with other content: what is shown, and what taking it over changes (row A-01)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from dispatch_tui.domain.orders import Kind
from dispatch_tui.services import slips
from dispatch_tui.services.desk import Desk
from dispatch_tui.services.intake import ImportOptions, import_file
from tests.services.intake_room import GOOD, move, open_room, slip, write


@pytest.fixture
def room(tmp_path: Path) -> Iterator[Desk]:
    desk = open_room(tmp_path)
    yield desk
    desk.close()


def test_other_content_is_shown_and_taken_over_only_on_demand(room: Desk, tmp_path: Path) -> None:
    import_file(room, write(tmp_path, f"S1,{GOOD}"))
    changed = write(
        tmp_path,
        "S1,安装,张三,13900139000,上海市徐汇区漕河泾街道1号,空调,KFR-35,2026-07-01 09:05",
        name="b.csv",
    )
    report = import_file(room, changed)
    assert (report.changed, report.accepted, report.exit_code) == (1, False, 3)
    assert [(each.field, each.old, each.new) for each in report.differences] == [
        ("phone", "13800138000", "13900139000"),
        ("address", "上海市长宁区新华路街道100号", "上海市徐汇区漕河泾街道1号"),
    ]
    assert slip(room, "S1").phone == "13800138000"
    report = import_file(room, changed, ImportOptions(accept_changes=True))
    assert (report.changed, report.accepted, report.exit_code) == (1, True, 0)
    order = slip(room, "S1")
    assert (order.phone_digits, order.district, order.version) == ("13900139000", "310104", 2)
    assert import_file(room, changed).unchanged == 1


def test_what_is_taken_over_keeps_the_time_of_a_hold_and_moves_the_column(room: Desk, tmp_path: Path) -> None:
    import_file(room, write(tmp_path, f"S1,{GOOD}"))
    before = slip(room, "S1")
    slips.hold(room, [(before.id, None)], date(2026, 7, 2), "customer away")
    move(room, "2026-07-02 12:40")
    slips.resume(room, [(before.id, None)])
    resumed = slip(room, "S1")
    assert resumed.due_at is not None
    assert before.due_at is not None
    assert resumed.due_at > before.due_at
    changed = write(
        tmp_path,
        "S1,维修,张三,13900139000,上海市长宁区新华路街道100号,空调,KFR-35,2026-07-01 09:05",
        name="b.csv",
    )
    import_file(room, changed, ImportOptions(accept_changes=True))
    after = slip(room, "S1")
    assert (after.kind, after.phone, after.due_at) == (Kind.REPAIR, "13900139000", resumed.due_at)
    assert after.slot.endswith(":00")


def test_an_empty_cell_says_nothing_about_a_slip_that_is_here(room: Desk, tmp_path: Path) -> None:
    import_file(room, write(tmp_path, f"S1,{GOOD}"))
    assert import_file(room, write(tmp_path, "S1,,张三,,,,,", name="b.csv")).unchanged == 1
