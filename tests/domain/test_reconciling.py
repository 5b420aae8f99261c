"""Comparing the four counts: a difference is found exactly when a slip is not in every list (row C-09)."""

from __future__ import annotations

from collections import Counter
from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from dispatch_tui.domain.dispatches import Mode
from dispatch_tui.domain.orders import Kind
from dispatch_tui.domain.reconciling import Count, Counted, Heading, grouped

DAY = date(2026, 9, 21)
NUMBERS = st.sets(st.sampled_from([f"SH{n}" for n in range(8)]))


def _heading(mode: Mode) -> Heading:
    return Heading(DAY, "cn1", Kind.INSTALL, mode)


@given(NUMBERS, NUMBERS, NUMBERS, NUMBERS, st.sampled_from(list(Mode)))
def test_every_slip_that_is_not_everywhere_is_named_once_with_the_lists_that_lack_it(
    dispatched: set[str], cards: set[str], feedback: set[str], ledger: set[str], mode: Mode
) -> None:
    counted = Counted(Counter(dispatched), set(cards), set(feedback), Counter(ledger))
    group = grouped(_heading(mode), counted, "Changning 1")
    lists = {Count.DISPATCH: dispatched, Count.CARD: cards, Count.FEEDBACK: feedback, Count.LEDGER: ledger}
    if mode is Mode.TEMPORARY:
        del lists[Count.CARD]
    expected = {
        no: tuple(count for count, numbers in lists.items() if no not in numbers)
        for no in set().union(*lists.values())
    }
    named = [(no, difference.lacking) for difference in group.differences for no in difference.order_nos]
    assert dict(named) == {no: lacking for no, lacking in expected.items() if lacking}
    assert len(named) == len(dict(named))
    assert group.equal == all(numbers == dispatched for numbers in lists.values())
    assert (group.dispatched, group.feedback, group.ledger) == (len(dispatched), len(feedback), len(ledger))


@given(NUMBERS, NUMBERS)
def test_the_key_is_the_content(one: set[str], other: set[str]) -> None:
    keys = [
        {each.key for each in grouped(_heading(Mode.NORMAL), Counted(Counter(nos)), "p").differences}
        for nos in (one, other)
    ]
    assert (keys[0] == keys[1]) == (one == other)


def test_a_slip_sent_twice_on_a_day_counts_once_when_the_ledger_has_it_twice() -> None:
    counted = Counted(Counter({"A": 2}), {"A"}, {"A"}, Counter({"A": 2}))
    group = grouped(_heading(Mode.NORMAL), counted, "p")
    assert group.equal
    assert (group.dispatched, group.cards, group.feedback, group.ledger) == (1, 1, 1, 1)
    counted.ledger["A"] = 1
    (difference,) = grouped(_heading(Mode.NORMAL), counted, "p").differences
    assert (difference.lacking, difference.order_nos) == ((), ("A",))


def test_a_correction_too_many_is_a_difference_of_its_own() -> None:
    counted = Counted(Counter("A"), {"A"}, {"A"}, Counter({"A": 1, "B": -1}))
    group = grouped(_heading(Mode.NORMAL), counted, "p")
    assert group.ledger == 0
    assert [(each.lacking, each.order_nos) for each in group.differences] == [((), ("B",))]
