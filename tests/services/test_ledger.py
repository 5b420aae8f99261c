"""The ledger: pages, months, and corrections that never change an entry (row C-08)."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from dispatch_tui.domain.dispatches import Mode
from dispatch_tui.domain.ledger_entries import LedgerEntry
from dispatch_tui.domain.orders import Kind
from dispatch_tui.errors import BadInput, NotFound, Refused
from dispatch_tui.services import ledger
from dispatch_tui.services.desk import Desk
from tests.services.conftest import MONDAY, local
from tests.services.feedback_room import Put, at, recall, send


def test_a_row_for_each_point_kind_and_mode(desk: Desk, put: Put) -> None:
    send(desk, put, 2, point="cn2")
    send(desk, put, 3, 11)
    send(desk, put, 1, 21, kind=Kind.REPAIR)
    send(desk, put, 1, 31, mode=Mode.TEMPORARY)
    page = ledger.page(desk, MONDAY)
    assert [(row.point, row.kind, row.mode, row.net) for row in page.rows] == [
        ("cn1", Kind.INSTALL, Mode.NORMAL, 3), ("cn1", Kind.INSTALL, Mode.TEMPORARY, 1),
        ("cn1", Kind.REPAIR, Mode.NORMAL, 1), ("cn2", Kind.INSTALL, Mode.NORMAL, 2),
    ]  # fmt: skip
    assert page.total == 7
    assert page.by_mode == {Mode.NORMAL: 6, Mode.TEMPORARY: 1}
    assert page.by_kind[Kind.INSTALL, Mode.NORMAL] == 5
    assert page.by_point == {"cn1": 5, "cn2": 2}


def test_a_recall_shows_as_a_correction(desk: Desk, put: Put) -> None:
    recall(desk, send(desk, put, 3)[:1])
    (row,) = ledger.page(desk, MONDAY).rows
    assert (row.sent, row.corrected, row.net) == (3, -1, 2)
    assert row.order_nos == ("SH0002", "SH0003")
    first, correction = row.entries
    assert correction.correction_of == first.id
    assert correction.reason


def test_a_correction_is_an_entry_of_its_own(desk: Desk, put: Put) -> None:
    send(desk, put, 2)
    send(desk, put, 1, 9, point="cn2")
    before = ledger.page(desk, MONDAY).rows[0].entries[0]
    outcome = ledger.correct(desk, before.id, ["SH0002"], ["SH0009"], "送错网点")
    assert outcome.done == 1
    row = ledger.page(desk, MONDAY).rows[0]
    assert row.entries[0] == before
    assert [(each.count, each.order_nos, each.reason) for each in row.entries[1:]] == [
        (-1, ("SH0002",), "送错网点"), (1, ("SH0009",), "送错网点"),
    ]  # fmt: skip
    assert (row.sent, row.corrected, row.order_nos) == (2, 0, ("SH0001", "SH0009"))
    again = ledger.correct(desk, row.entries[1].id, [], ["SH0002"], "又对了")
    assert again.done == 1
    with desk.store.read() as reader:
        last = reader.papers(LedgerEntry, point="cn1")[-1]
    assert last.correction_of == before.id  # a correction of a correction corrects the entry


def test_impossible_corrections_are_refused_and_change_nothing(desk: Desk, put: Put) -> None:
    send(desk, put, 1)
    send(desk, put, 1, 11, kind=Kind.REPAIR)
    entry = ledger.page(desk, MONDAY).rows[0].entries[0]
    with pytest.raises(BadInput, match="reason"):
        ledger.correct(desk, entry.id, ["SH0001"], (), " ")
    with pytest.raises(BadInput, match="Name the slips"):
        ledger.correct(desk, entry.id, [" "], (), "x")
    with pytest.raises(NotFound, match="entry"):
        ledger.correct(desk, 4711, ["SH0001"], (), "x")
    with pytest.raises(Refused, match="does not count"):
        ledger.correct(desk, entry.id, ["SH0011"], (), "x")
    with pytest.raises(Refused, match="already"):
        ledger.correct(desk, entry.id, (), ["SH0001"], "x")
    with pytest.raises(NotFound, match="SH7777"):
        ledger.correct(desk, entry.id, (), ["SH7777"], "x")
    with pytest.raises(Refused, match="another kind"):
        ledger.correct(desk, entry.id, (), ["SH0011"], "x")
    assert ledger.page(desk, MONDAY).total == 2
    with desk.store.read() as reader:
        assert reader.count_papers(LedgerEntry) == {(): 2}


def test_a_month_is_summed_and_an_empty_one_is_a_zero_report(desk: Desk, put: Put) -> None:
    send(desk, put, 2)
    at(desk, local("09-22 10:00"))
    recall(desk, send(desk, put, 2, 11, mode=Mode.TEMPORARY)[:1])
    month = ledger.monthly(desk, 2026, 9)
    (row,) = month.rows
    assert (row.point, row.total, row.corrected) == ("cn1", 3, -1)
    assert row.counts == {(Kind.INSTALL, Mode.NORMAL): 2, (Kind.INSTALL, Mode.TEMPORARY): 1}
    assert month.days == {MONDAY: 2, MONDAY + timedelta(days=1): 1}
    assert (month.first, month.last) == (date(2026, 9, 1), date(2026, 9, 30))
    empty = ledger.monthly(desk, 2027, 2)
    assert (empty.rows, empty.total, empty.last) == ((), 0, date(2027, 2, 28))


@pytest.mark.parametrize(("year", "month"), [(2026, 0), (2026, 13), (0, 5), (9999, 12)])
def test_there_is_no_such_month(desk: Desk, year: int, month: int) -> None:
    with pytest.raises(BadInput):
        ledger.monthly(desk, year, month)


def test_impossible_spans_are_refused(desk: Desk) -> None:
    with pytest.raises(BadInput, match="ends before"):
        ledger.page(desk, MONDAY, MONDAY - timedelta(days=1))
    with pytest.raises(BadInput, match="at most"):
        ledger.page(desk, MONDAY, MONDAY + timedelta(days=366))
    assert ledger.page(desk, MONDAY, MONDAY + timedelta(days=365)).rows == ()
