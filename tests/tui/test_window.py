"""Reading a long list by its window: properties."""

from __future__ import annotations

from array import array
from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from dispatch_tui.tui.presentation.window import SlipWindow, neighbour_of
from tests.tui.making import slip

ids_strategy = st.lists(st.integers(min_value=1, max_value=500), unique=True, max_size=200)


def orders_of(ids: list[int]) -> list:
    return [replace(slip(), id=each, no=str(each)) for each in ids]


@given(ids_strategy, st.integers(-20, 220), st.integers(0, 40))
def test_once_read_the_window_is_complete_and_nothing_more_is_asked(
    ids: list[int], top: int, height: int
) -> None:
    window = SlipWindow(kept=1000, ahead=10)
    generation = window.show(ids)
    wanted = window.wanted(top, top + height)
    window.fill(generation, orders_of(wanted), wanted)
    for row in range(max(0, top), min(len(ids), top + height + 1)):
        order = window.at(row)
        assert order is not None
        assert order.id == ids[row]
    assert window.wanted(top, top + height) == []


@given(ids_strategy)
def test_an_id_is_asked_once_until_its_answer_comes(ids: list[int]) -> None:
    window = SlipWindow(ahead=10)
    generation = window.show(ids)
    first = window.wanted(0, 20)
    assert len(first) == len(set(first))
    assert not set(first) & set(window.wanted(0, 25))
    window.failed(generation, first)
    assert set(first) <= set(window.wanted(0, 20)) or not first


@given(ids_strategy.filter(bool), st.data())
@settings(max_examples=60)
def test_random_scrolling_never_shows_a_wrong_slip_and_stays_bounded(
    ids: list[int], data: st.DataObject
) -> None:
    window = SlipWindow(kept=80, ahead=10)
    window.show(ids)
    waiting: list[tuple[int, list[int]]] = []
    for _step in range(data.draw(st.integers(1, 12))):
        what = data.draw(st.sampled_from(["scroll", "answer", "relist", "change"]))
        if what == "scroll":
            top = data.draw(st.integers(0, len(ids)))
            window.touch(top, top + 20)
            if wanted := window.wanted(top, top + 20):
                waiting.append((window.generation, wanted))
        elif what == "answer" and waiting:
            generation, wanted = waiting.pop(data.draw(st.integers(0, len(waiting) - 1)))
            window.fill(generation, orders_of(wanted), wanted)
        elif what == "relist":
            ids = data.draw(st.permutations(ids))
            window.show(array("q", ids))
        else:
            window.outdated(ids[:3])
        for row, each in enumerate(ids):
            order = window.at(row)
            assert order is None or order.id == each
            assert window.row_of(each) == row
        assert sum(window.order(each) is not None for each in range(1, 501)) <= 80


def test_a_changed_slip_stays_visible_until_the_new_one_comes() -> None:
    window = SlipWindow()
    generation = window.show([1, 2, 3])
    window.fill(generation, orders_of([1, 2, 3]))
    assert window.outdated([2, 99]) == {2}
    assert window.order(2) is not None
    assert window.wanted(0, 2) == [2]
    newer = replace(orders_of([2])[0], version=2, customer="李")
    assert window.fill(generation, [newer]) == [2]
    assert window.fill(generation, orders_of([2])) == []
    assert window.order(2) == newer


@given(ids_strategy.filter(bool), st.data())
def test_the_cursor_rests_on_its_slip_or_the_nearest_survivor(ids: list[int], data: st.DataObject) -> None:
    cursor = data.draw(st.sampled_from(ids))
    kept = data.draw(st.sets(st.sampled_from(ids)))
    found = neighbour_of(ids, kept, cursor)
    if cursor in kept:
        assert found == cursor
    elif kept:
        assert found in kept
    else:
        assert found is None
