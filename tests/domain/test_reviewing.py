"""The pre-review: quantities, lines, and which step follows (rows B-05 and B-06)."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dispatch_tui.domain import reviewing
from dispatch_tui.domain.lifecycle import may_become, moved, standing
from dispatch_tui.domain.orders import PENDING_STATES, Kind, Order, State
from dispatch_tui.domain.pre_review import ReviewLine, ReviewStatus, review_of
from dispatch_tui.domain.reviewing import checked_lines, quantity_of, quantity_text
from dispatch_tui.domain.rules import Level, worst

NOW = datetime(2026, 9, 21, 2, tzinfo=UTC)
SLIP = Order(1, "A1", Kind.INSTALL, State.RECEIVED, "张三", "1", "x", NOW, NOW, date(2026, 9, 21))
UNITS = ("个", "米")


@pytest.mark.parametrize(
    ("text", "quantity"),
    [
        ("2", "2"),
        ("３．５", "3.5"),
        (" 10 ", "10"),
        ("0.125", "0.125"),
        ("1.50", "1.5"),
        ("0", None),
        ("0.000", None),
        ("-1", None),
        ("", None),
        ("两", None),
        ("1e3", None),
        ("1,5", None),
        ("NaN", None),
        ("1234567", None),
        ("1.2345", None),
        ("²", None),
        ("٣", None),
        ("2个", None),
    ],
)
def test_quantities(text: str, quantity: str | None) -> None:
    found = quantity_of(text)
    assert (found and quantity_text(found)) == quantity


@given(st.decimals(Decimal("0.001"), Decimal("999999.999"), places=3))
def test_every_positive_quantity_survives_its_text(quantity: Decimal) -> None:
    assert quantity_of(quantity_text(quantity)) == quantity


@given(st.text(max_size=12))
def test_a_quantity_is_never_zero_or_less(text: str) -> None:
    found = quantity_of(text)
    assert found is None or 0 < found < 1_000_000


def test_the_first_unit_is_taken_when_none_is_given() -> None:
    kept, wrong = checked_lines([ReviewLine(" 支架 ", "２", "")], UNITS)
    assert kept == (ReviewLine("支架", "2", "个"),)
    assert wrong == []


@pytest.mark.parametrize(
    ("lines", "code"),
    [
        ([], "lines-missing"),
        ([ReviewLine("", "1", "个")], "part-missing"),
        ([ReviewLine("支架", "0", "个")], "bad-quantity"),
        ([ReviewLine("支架", "-2", "个")], "bad-quantity"),
        ([ReviewLine("支架", "1", "打")], "unit-unknown"),
        ([ReviewLine("支架", "1", "个"), ReviewLine("支架", "2", "个")], "part-twice"),
        ([ReviewLine("支" * 61, "1", "个")], "part-long"),
        ([ReviewLine(f"件{n}", "1", "个") for n in range(51)], "lines-many"),
    ],
)
def test_bad_lines_are_refused(lines: list[ReviewLine], code: str) -> None:
    _kept, wrong = checked_lines(lines, UNITS)
    assert [finding.code for finding in wrong] == [code]
    assert worst(wrong) is Level.BLOCK


def test_without_units_a_unit_has_to_be_refused() -> None:
    assert checked_lines([ReviewLine("支架", "1", "")], ())[1][0].code == "unit-missing"


def test_an_unknown_part_is_refused_only_when_the_parts_are_known() -> None:
    line = ReviewLine("铜 管", "1", "米")
    assert checked_lines([line], UNITS, ("支架",))[1][0].code == "part-unknown"
    assert checked_lines([line], UNITS, ("铜管",))[0][0].name == "铜管"
    assert checked_lines([line], UNITS)[1] == []


@given(st.sampled_from(list(State)), st.sampled_from(list(Kind)), st.booleans())
def test_a_review_is_stated_only_before_the_sending(state: State, kind: Kind, lines: bool) -> None:
    slip = replace(SLIP, state=state, kind=kind)
    allowed = worst(reviewing.may_review(slip, lines=lines)) < Level.BLOCK
    open_ = state in PENDING_STATES or state is State.HOLD
    assert allowed is (open_ and kind is not Kind.UNSORTED)


def test_a_hold_of_a_sent_slip_is_not_reviewed() -> None:
    slip = replace(SLIP, state=State.HOLD, state_before_hold=State.SENT)
    assert worst(reviewing.may_review(slip, lines=False)) is Level.BLOCK


def test_lines_for_a_removal_warn() -> None:
    found = reviewing.may_review(replace(SLIP, kind=Kind.REMOVAL), lines=True)
    assert [finding.code for finding in found] == ["not-reviewed"]
    assert reviewing.may_review(replace(SLIP, kind=Kind.REMOVAL), lines=False) == []


PENDING = st.sampled_from(sorted(PENDING_STATES))


@given(PENDING, st.booleans())
def test_every_statement_is_a_step_of_the_life_cycle(state: State, held: bool) -> None:
    slip = replace(SLIP, state=State.HOLD, state_before_hold=state) if held else replace(SLIP, state=state)
    lines = (ReviewLine("支架", "1", "个"),)
    for after in (
        reviewing.none_needed(slip, "1001", NOW),
        reviewing.requested(slip, lines, False, "1001", NOW),
    ):
        assert standing(after) is state or may_become(state, standing(after))
        assert (after.state is State.HOLD) is held
        review = review_of(after.review)
        assert review is not None
        assert (review.by, review.at) == ("1001", NOW)
        assert bool(review.lines) is (standing(after) is State.WAITING)


def test_a_step_that_the_life_cycle_does_not_have_is_an_error() -> None:
    with pytest.raises(ValueError, match="no step"):
        moved(SLIP, State.CLOSED)


def test_what_a_slip_waits_for() -> None:
    lines = (ReviewLine("支架", "2", "个"), ReviewLine("铜管", "3.5", "米"))
    waiting = reviewing.requested(SLIP, lines, False, "1001", NOW)
    made = reviewing.requested(SLIP, lines[:1], True, "1001", NOW)
    assert reviewing.waiting_for(waiting) == "waiting for material: 支架 2 个, 铜管 3.5 米"
    assert reviewing.waiting_for(made) == "waiting for material to be made: 支架 2 个"
    assert "not stated" in reviewing.waiting_for(SLIP)
    assert reviewing.waiting_for(replace(SLIP, state=State.REVIEW)).startswith("in pre-review")
    assert reviewing.waiting_for(replace(SLIP, kind=Kind.REMOVAL)) == ""
    assert reviewing.waiting_for(reviewing.none_needed(SLIP, "1001", NOW)) == ""


def test_a_waiver_keeps_the_lines_and_says_who() -> None:
    waiting = reviewing.requested(SLIP, (ReviewLine("支架", "2", "个"),), False, "1001", NOW)
    review = review_of(reviewing.waived(waiting, "1002", NOW, " 客户自备 ").review)
    assert review is not None
    assert (review.status, review.by, review.ready_by, review.reason) == (
        ReviewStatus.WAIVED, "1001", "1002", "客户自备",
    )  # fmt: skip
    assert len(review.lines) == 1


def test_a_waiver_needs_a_reason_and_something_to_wait_for() -> None:
    assert "reason-missing" in {finding.code for finding in reviewing.may_waive(SLIP, " ")}
    assert reviewing.may_waive(SLIP, "急") == []
    assert reviewing.may_waive(replace(SLIP, state=State.READY), "急")[0].code == "no-change"
