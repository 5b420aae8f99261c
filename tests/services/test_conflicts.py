"""Two people correct one slip: other fields merge, the same field is decided one by one."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dispatch_tui.domain.orders import Order, State
from dispatch_tui.domain.rules import Outcome
from dispatch_tui.services import slips
from dispatch_tui.services.addenda import AddAddendum
from dispatch_tui.services.carrying_out import carry_out
from dispatch_tui.services.conflicts import compare, resolve
from dispatch_tui.services.desk import Desk
from tests.services.conftest import local, slip

Put = Callable[..., list[Order]]


def code(outcome: Outcome) -> str:
    (result,) = outcome.results
    return ("" if result.ok else "refused: ") + result.code


def now(desk: Desk, order: Order) -> Order:
    with desk.store.read() as reader:
        found = reader.order(order.id)
    assert found is not None
    return found


def test_other_fields_are_merged(desk: Desk, colleague: Desk, put: Put) -> None:
    (order,) = put(slip("A1"))
    assert code(slips.correct(colleague, (order.id, order.version), {"customer": "李四"})) == "done"
    outcome = slips.correct(desk, (order.id, order.version), {"phone": "13900001111", "remark": "三楼"})
    assert code(outcome) == "merged"
    assert outcome.results[0].message == "王敏 changed A1 in the meantime; both changes are kept."
    after = now(desk, order)
    assert (after.customer, after.phone, after.phone_digits, after.remark) == (
        "李四", "13900001111", "13900001111", "三楼",
    )  # fmt: skip


def test_the_same_field_is_refused_with_name_time_and_value(desk: Desk, colleague: Desk, put: Put) -> None:
    (order,) = put(slip("A1"))
    slips.correct(colleague, (order.id, order.version), {"phone": "13700002222"})
    outcome = slips.correct(desk, (order.id, order.version), {"phone": "13900001111", "remark": "三楼"})
    assert code(outcome) == "refused: conflict"
    assert outcome.results[0].message == "A1: 王敏 changed “telephone” to “13700002222” at 10:00:00."
    after = now(desk, order)
    assert (after.phone, after.remark) == ("13700002222", "")


def test_field_by_field(desk: Desk, colleague: Desk, put: Put) -> None:
    (order,) = put(slip("A1", remark="旧"))
    typed = {
        "phone": "13900001111", "address": "上海市长宁区新华路99号", "customer": "张三", "model": "KFR-35",
        "required_to": "2026-09-22 16:00",
    }  # fmt: skip
    slips.correct(
        colleague, (order.id, None),
        {"phone": "13700002222", "customer": "李四", "required_from": "2026-09-22 14:00", "remark": "新"},
    )  # fmt: skip
    found = compare(desk, order.id, order.version, typed)
    (phone,) = found.fields
    assert (phone.name, phone.label, phone.before, phone.mine, phone.theirs, phone.who, phone.at) == (
        "phone", "telephone", "13812345678", "13900001111", "13700002222", "王敏", desk.now(),
    )  # fmt: skip
    assert set(found.free) == {"address", "model", "required_to"}
    assert found.version == order.version + 1
    choices = {**found.free, "phone": phone.mine}
    assert code(resolve(desk, order.id, found.version, choices)) == "done"
    after = now(desk, order)
    assert (after.phone, after.address, after.customer, after.model, after.remark) == (
        "13900001111", "上海市长宁区新华路99号", "李四", "KFR-35", "新",
    )  # fmt: skip
    assert (after.required_from, after.required_to) == (local("09-22 14:00"), local("09-22 16:00"))


def test_taking_theirs_saves_nothing(desk: Desk, colleague: Desk, put: Put) -> None:
    (order,) = put(slip("A1"))
    slips.correct(colleague, (order.id, None), {"phone": "13700002222"})
    found = compare(desk, order.id, order.version, {"phone": "13900001111"})
    for choices in ({}, {"phone": found.fields[0].theirs}):
        outcome = resolve(desk, order.id, found.version, choices)
        assert (outcome.results, outcome.group) == ((), "")
    assert now(desk, order).phone == "13700002222"


def test_changed_once_more_while_deciding(desk: Desk, colleague: Desk, put: Put) -> None:
    (order,) = put(slip("A1"))
    slips.correct(colleague, (order.id, None), {"phone": "13700002222"})
    found = compare(desk, order.id, order.version, {"phone": "13900001111"})
    slips.correct(colleague, (order.id, None), {"phone": "13600003333"})
    assert code(resolve(desk, order.id, found.version, {"phone": "13900001111"})) == "refused: conflict"
    again = compare(desk, order.id, found.version, {"phone": "13900001111"})
    assert [(each.before, each.theirs) for each in again.fields] == [("13700002222", "13600003333")]
    assert code(resolve(desk, order.id, again.version, {"phone": "13900001111"})) == "done"


def test_changed_and_changed_back_is_no_conflict(desk: Desk, colleague: Desk, put: Put) -> None:
    (order,) = put(slip("A1"))
    slips.correct(colleague, (order.id, None), {"phone": "13700002222"})
    slips.correct(colleague, (order.id, None), {"phone": "13812345678"})
    found = compare(desk, order.id, order.version, {"phone": "13900001111"})
    assert (found.fields, found.free) == ((), {"phone": "13900001111"})


def test_both_said_the_same(desk: Desk, colleague: Desk, put: Put) -> None:
    (order,) = put(slip("A1"))
    slips.correct(colleague, (order.id, None), {"required_from": "2026-09-22 14:00"})
    found = compare(desk, order.id, order.version, {"required_from": "2026/9/22 14:00"})
    assert found.fields == ()
    outcome = slips.correct(desk, (order.id, order.version), {"required_from": "2026/9/22 14:00"})
    assert code(outcome) == "refused: no-change"


def test_times_are_shown_as_they_are_typed(desk: Desk, colleague: Desk, put: Put) -> None:
    (order,) = put(slip("A1", required_from=local("14:00")))
    slips.correct(colleague, (order.id, None), {"required_from": "2026-09-21 15:00"})
    (each,) = compare(desk, order.id, order.version, {"required_from": "16:00"}).fields
    assert (each.before, each.mine, each.theirs) == ("2026-09-21 14:00", "16:00", "2026-09-21 15:00")


def test_a_form_that_hands_in_everything_keeps_what_the_other_wrote(
    desk: Desk, colleague: Desk, put: Put
) -> None:
    (order,) = put(slip("A1"))
    slips.correct(colleague, (order.id, None), {"customer": "李四"})
    form = {"customer": order.customer, "phone": order.phone, "address": order.address, "store": "苏宁"}
    assert code(slips.correct(desk, (order.id, order.version), form)) == "merged"
    after = now(desk, order)
    assert (after.customer, after.store) == ("李四", "苏宁")


def test_what_is_added_never_collides(desk: Desk, colleague: Desk, put: Put) -> None:
    (order,) = put(slip("A1", state=State.ACKED, dispatch_id=1, dispatched_at=local("09:10")))
    seen = [(order.id, order.version)]
    slips.note(colleague, seen, "先打电话")
    assert slips.note(desk, seen, "三楼无电梯").done == 1
    assert carry_out(desk, AddAddendum("支架"), seen).done == 1
    after = now(desk, order)
    assert [line.split(": ")[1] for line in after.remark.splitlines()] == ["先打电话", "三楼无电梯"]
    assert len(after.addenda) == 1


FIELDS = st.sampled_from(["customer", "model", "store", "remark"])
EDITS = st.dictionaries(FIELDS, st.sampled_from(["甲", "乙", "丙", ""]), max_size=4)
_numbers = iter(range(1_000_000))


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(theirs=EDITS, mine=EDITS)
def test_nothing_typed_is_lost(
    desk: Desk, colleague: Desk, put: Put, theirs: dict[str, str], mine: dict[str, str]
) -> None:
    (order,) = put(replace(slip(f"C{next(_numbers)}"), customer="甲", model="甲", store="甲", remark="甲"))
    slips.correct(colleague, (order.id, order.version), theirs)
    middle = now(desk, order)
    found = compare(desk, order.id, order.version, mine)
    in_question = {each.name for each in found.fields}
    for name, text in mine.items():
        was, is_ = getattr(order, name), getattr(middle, name)
        if text == was and is_ != was:
            assert name not in in_question | set(found.free)
        elif is_ not in (was, text):
            assert name in in_question
        else:
            assert name in found.free
    outcome = slips.correct(desk, (order.id, order.version), mine)
    after = now(desk, order)
    if in_question:
        assert (code(outcome), after) == ("refused: conflict", middle)
        resolve(
            desk, order.id, found.version, {**found.free, **{each.name: each.mine for each in found.fields}}
        )
        after = now(desk, order)
    for name in ("customer", "model", "store", "remark"):
        was, is_ = getattr(order, name), getattr(middle, name)
        own = name in mine and (mine[name] != was or is_ == was)
        assert getattr(after, name) == (mine[name] if own else is_)
