"""The life cycle of a feedback sheet and what is doubtful about one (domain model 7.3)."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from dispatch_tui.domain.dispatches import Mode
from dispatch_tui.domain.feedback import FeedbackSheet, SheetState
from dispatch_tui.domain.feedback_rules import (
    GONE,
    SheetCounts,
    doubts_of,
    listed,
    may_check,
    may_copy_back,
    may_enter,
    may_hand,
    may_query,
    may_receive,
)  # fmt: skip
from dispatch_tui.domain.orders import Kind
from dispatch_tui.domain.rules import Level, worst

FULL = SheetCounts(sent=("A", "B"), lines=2, named=("A", "B"), to_hand=("A", "B"))


def _sheet(state: SheetState, mode: Mode = Mode.NORMAL) -> FeedbackSheet:
    return FeedbackSheet(1, date(2026, 9, 21), "cn1", Kind.INSTALL, mode, state, handed_by="1001")


@pytest.mark.parametrize("state", list(SheetState))
def test_each_state_allows_only_its_own_steps(state: SheetState) -> None:
    sheet = _sheet(state)
    allowed = {
        name
        for name, findings in (
            ("receive", may_receive(sheet, FULL, "09-22 08:00")),
            ("query", may_query(sheet, "?")),
            ("check", may_check(sheet, FULL)),
            ("enter", may_enter(sheet)),
            ("copy_back", may_copy_back(sheet, "2001")),
        )
        if worst(findings) < Level.BLOCK
    }
    steps = {
        SheetState.EXPECTED: {"receive"},
        SheetState.RECEIVED: {"check"},
        SheetState.QUERIED: {"check"},
        SheetState.CHECKED: set(),
        SheetState.HANDED: {"enter"},
        SheetState.ENTERED: {"copy_back"},
        SheetState.COPIED_BACK: set(),
    }[state]
    assert allowed - {"query"} == steps
    assert ("query" in allowed) == (state is not SheetState.EXPECTED)


@pytest.mark.parametrize("state", list(SheetState))
def test_a_normal_sheet_is_handed_over_checked_or_again_with_later_names(state: SheetState) -> None:
    sheet = _sheet(state)
    goes = worst(may_hand(sheet, FULL)) < Level.BLOCK
    assert goes == (state is SheetState.CHECKED or state in GONE)
    nothing = worst(may_hand(sheet, replace(FULL, to_hand=()))) < Level.BLOCK
    assert nothing == (state is SheetState.CHECKED)


@pytest.mark.parametrize("state", list(SheetState))
def test_a_temporary_sheet_goes_whenever_a_name_is_new(state: SheetState) -> None:
    sheet = _sheet(state, Mode.TEMPORARY)
    assert worst(may_hand(sheet, FULL)) is Level.OK
    assert worst(may_hand(sheet, replace(FULL, to_hand=()))) is Level.BLOCK


def test_a_sheet_in_order_has_no_doubts() -> None:
    assert doubts_of(FULL) == []
    assert doubts_of(SheetCounts()) == []


def test_each_doubt_names_its_slips() -> None:
    counts = SheetCounts(
        sent=("A", "B", "C"), lines=5, named=("A",), blank=("B",), missing=("C",), unknown=("X", "Y"), foreign=("Z",)
    )  # fmt: skip
    found = {doubt.code: doubt for doubt in doubts_of(counts)}
    assert list(found) == ["more-lines", "lines-missing", "worker-blank", "line-unknown", "line-foreign"]
    assert all(doubt.level is Level.WARN for doubt in found.values())
    assert found["line-unknown"].facts["order_nos"] == ["X", "Y"]
    assert "C" in found["lines-missing"].text


def test_who_handed_over_is_warned() -> None:
    sheet = _sheet(SheetState.ENTERED)
    assert worst(may_copy_back(sheet, "1001")) is Level.WARN
    assert worst(may_copy_back(sheet, "2001")) is Level.OK


def test_many_numbers_are_told_by_the_first_and_how_many_more() -> None:
    assert listed(["A", "B"]) == "A, B"
    assert listed([str(n) for n in range(10)], 3) == "0, 1, 2 and 7 more"
