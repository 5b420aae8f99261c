"""Entering slips by keyboard: findings, numbers, earlier customers, drafts."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from dispatch_tui.domain.orders import Incomplete, Kind
from dispatch_tui.domain.rules import Level
from dispatch_tui.services.desk import Desk
from dispatch_tui.services.intake import (
    SlipForm,
    check_form,
    drop_draft,
    enter,
    load_drafts,
    save_draft,
    type_ahead,
)
from dispatch_tui.services.intake_entry import next_number
from tests.services.intake_room import at, events_count, open_room, slip

FORM = SlipForm(
    kind="维修", customer="张三", phone="13800138000", address="上海市长宁区新华路街道100号", model="KFR"
)


@pytest.fixture
def room(tmp_path: Path) -> Iterator[Desk]:
    desk = open_room(tmp_path)
    yield desk
    desk.close()


def test_a_whole_form_becomes_a_slip_with_a_number_of_the_day(room: Desk) -> None:
    first, second = enter(room, FORM), enter(room, FORM)
    assert first.order is not None
    assert second.order is not None
    assert (first.order.no, second.order.no) == ("K260701-0001", "K260701-0002")
    assert first.findings == ()
    assert first.outcome.done == 1
    assert (first.order.kind, first.order.called_at, first.order.slot) == (Kind.REPAIR, room.now(), "12:00")
    assert slip(room, "K260701-0001") == first.order


def test_a_repeat_is_offered(room: Desk) -> None:
    enter(room, FORM)
    again = enter(room, FORM)
    assert [order.no for order in again.repeats] == ["K260701-0001"]
    assert again.order is not None
    assert again.order.repeat_of == "K260701-0001"


def test_missing_fields_are_told_one_by_one_and_kept(room: Desk) -> None:
    form = SlipForm(phone="138x", urgent="1", remark="急")
    assert {finding.field: finding.level for finding in check_form(room, form)} == dict.fromkeys(
        ("customer", "phone", "address", "kind", "required_from"), Level.WARN
    )
    assert events_count(room) == 0
    entry = enter(room, form)
    assert entry.order is not None
    assert set(entry.order.incomplete) == set(Incomplete) - {Incomplete.CATEGORY}
    assert entry.order.phone == "138x"
    assert entry.outcome.results[0].ok


def test_a_number_that_exists_shows_the_slip_that_has_it(room: Desk) -> None:
    enter(room, FORM)
    entry = enter(room, SlipForm(order_no=" k260701-0001".upper(), customer="别人"))
    assert entry.order is None
    assert entry.existing is not None
    assert entry.existing.customer == "张三"
    assert (entry.outcome.done, entry.outcome.results[0].code) == (0, "number-exists")


@pytest.mark.parametrize(
    ("field", "text", "code"),
    [
        ("order_no", "a\x1bb", "control-characters"),
        ("order_no", "9" * 101, "too-long"),
        ("required_from", "2026-02-29", "date-no-such-day"),
        ("required_from", "明天下午几点", "date-unreadable"),
        ("point", "火星", "point-unknown"),
        ("remark", "x" * 100_001, "too-long"),
        ("remark", "a\x00b", "unstorable"),
    ],
)
def test_what_can_not_be_a_slip_is_refused_by_field(room: Desk, field: str, text: str, code: str) -> None:
    entry = enter(room, SlipForm.of({"phone": "13800138000", field: text}))
    assert entry.order is None
    blocked = [finding for finding in entry.findings if finding.level is Level.BLOCK]
    assert [(finding.field, finding.code) for finding in blocked] == [(field, code)]
    assert events_count(room) == 0


def test_an_appointment_may_be_typed_in_short(room: Desk) -> None:
    entry = enter(room, SlipForm(kind="维修", required_from="7-2 14:00", required_to="16:00"))
    assert entry.order is not None
    assert (entry.order.required_from, entry.order.required_to) == (
        at("2026-07-02 14:00"),
        at("2026-07-02 16:00"),
    )


def test_an_appointment_must_not_end_before_it_starts(room: Desk) -> None:
    entry = enter(room, SlipForm(kind="维修", required_from="7-2 14:00", required_to="13:00"))
    assert entry.outcome.results[0].code == "end-before-start"


def test_numbers_stay_unique_when_two_desks_enter_at_once(room: Desk, tmp_path: Path) -> None:
    other = open_room(tmp_path)
    found: list[str] = []

    def type_in(desk: Desk) -> None:
        for _slip in range(8):
            entry = enter(desk, FORM)
            found.append(entry.order.no if entry.order else "")

    threads = [threading.Thread(target=type_in, args=(desk,)) for desk in (room, other)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    other.close()
    assert sorted(found) == [f"K260701-{number:04d}" for number in range(1, 17)]
    with room.store.read() as reader:
        assert next_number(reader, room.today()) == "K260701-0017"


def test_earlier_customers_are_found_by_the_end_of_their_telephone(room: Desk) -> None:
    enter(room, FORM)
    enter(room, FORM)
    enter(room, SlipForm(customer="李四", phone="13900138000", address="徐汇区"))
    assert [(each.customer, each.address, len(each.slips)) for each in type_ahead(room, "8000")] == [
        ("李四", "徐汇区", 1),
        ("张三", "上海市长宁区新华路街道100号", 2),
    ]
    assert [each.customer for each in type_ahead(room, "13800138000")] == ["张三"]
    assert type_ahead(room, "800") == ()
    assert type_ahead(room, "") == ()


def test_an_unfinished_form_survives_the_terminal(room: Desk, tmp_path: Path) -> None:
    values = {"phone": "138", "remark": "压缩机\n响 😀"}
    draft = save_draft(room, values)
    save_draft(room, values | {"phone": "13800138000"}, draft)
    other = open_room(tmp_path)
    kept = load_drafts(other)
    other.close()
    assert [(each.id, dict(each.fields)) for each in kept] == [(draft, values | {"phone": "13800138000"})]
    enter(room, SlipForm.of(values | {"phone": "13800138000"}).__class__(phone="13800138000", draft_id=draft))
    assert load_drafts(room) == ()
    drop_draft(room, save_draft(room, values))
    assert load_drafts(room) == ()
