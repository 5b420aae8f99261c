"""Lists of slips for a screen: what is found, and what changes mean for a list."""

from __future__ import annotations

from dispatch_tui.domain.filters import PENDING, AtPoint, Everything
from dispatch_tui.services import slip_lists, slips
from dispatch_tui.services.desk import Desk
from tests.services.conftest import slip


def put(desk: Desk, *orders: object) -> list[int]:
    """Store slips and return their ids."""
    from dataclasses import replace

    with desk.store.write(desk.act("import")) as writer:
        fresh = [replace(order, id=writer.new_id()) for order in orders]  # type: ignore[type-var]
        writer.insert_orders(fresh)
    return [order.id for order in fresh]


def test_every_word_must_occur_and_full_width_counts_as_half_width(desk: Desk) -> None:
    first, second = put(
        desk, slip("A1", address="新华路９９９号", customer="王敏"), slip("A2", address="新华路9号")
    )
    assert list(slip_lists.find(desk, PENDING, "新华路 999").ids) == [first]
    assert list(slip_lists.find(desk, PENDING, "新华路　９９９").ids) == [first]
    assert set(slip_lists.find(desk, PENDING, "新华路").ids) == {first, second}
    assert slip_lists.find(desk, PENDING, "新华路 没有").ids == slip_lists.find(desk, PENDING, "没有").ids


def test_the_list_comes_with_its_rows_and_the_first_slips(desk: Desk) -> None:
    ids = put(desk, *(slip(f"B{number}") for number in range(80)))
    found = slip_lists.find(desk, PENDING, sort="number")
    assert set(found.ids) == set(ids)
    assert all(found.ids[row] == order_id for order_id, row in found.rows.items())
    assert [order.id for order in found.first] == list(found.ids[: slip_lists.FIRST_WINDOW])


def test_what_is_found_elsewhere_is_told(desk: Desk) -> None:
    put(desk, slip("C1", customer="欧阳娜娜"))
    found = slip_lists.find(desk, AtPoint("cn2"), "欧阳娜")
    assert not found.ids
    assert found.elsewhere == 1
    assert slip_lists.find(desk, Everything(), "没有这人").elsewhere == 0


def test_changes_are_judged_for_the_list(desk: Desk, colleague: Desk) -> None:
    stays, goes, mine = put(desk, slip("D1"), slip("D2"), slip("D3"))
    slips.note(colleague, [(stays, None)], "dog")
    slips.cancel(colleague, [(goes, None)], "bought elsewhere", "store")
    slips.note(desk, [(mine, None)], "cat")
    (new,) = put(colleague, slip("D4"))
    changed = frozenset({stays, goes, mine, new})
    told = slip_lists.judge(desk, PENDING, "", changed, frozenset({stays, goes, mine}))
    assert told.coming == {new}
    assert told.leaving == {goes}
    assert told.colleagues == {stays, goes, new}
    assert told.own == {mine}
    assert {order.id for order in told.orders} == {stays, goes, mine}
