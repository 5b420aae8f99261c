"""The four counts of a day: equal after sending and feedback, and whatever differs is named (row C-09)."""

from __future__ import annotations

from dataclasses import replace
from time import process_time

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dispatch_tui.domain.dispatches import Dispatch, DispatchState, FlowCard, Mode, Via
from dispatch_tui.domain.feedback import FeedbackLine, FeedbackSheet, LineState
from dispatch_tui.domain.ledger_entries import LedgerEntry
from dispatch_tui.domain.orders import Kind, Order, State
from dispatch_tui.domain.reconciling import Count
from dispatch_tui.services import feedback, ledger
from dispatch_tui.services.cards import void
from dispatch_tui.services.desk import Desk
from dispatch_tui.services.reconciliation import Group, reconcile
from dispatch_tui.services.slip_changes import Cancel
from dispatch_tui.storage.records import ID_STEP, take_ids
from tests.services import feedback_room
from tests.services.conftest import MONDAY, local
from tests.services.feedback_room import Put, recall, send, sheet_id


def _only(desk: Desk) -> Group:
    (group,) = reconcile(desk, MONDAY).groups
    return group


def _type(desk: Desk, *numbers: str, point: str = "cn1") -> None:
    for no in numbers:
        assert feedback.write_line(desk, sheet_id(desk, point), no, "李强", force="x").done == 1


def test_nothing_sent_is_no_difference(desk: Desk) -> None:
    found = reconcile(desk, MONDAY)
    assert (found.groups, found.equal, found.totals) == ((), True, {})


def test_before_the_feedback_only_the_feedback_lacks(desk: Desk, put: Put) -> None:
    send(desk, put, 3)
    group = _only(desk)
    assert (group.dispatched, group.cards, group.feedback, group.ledger) == (3, 3, 0, 3)
    (difference,) = group.differences
    assert difference.lacking == (Count.FEEDBACK,)
    assert difference.order_nos == ("SH0001", "SH0002", "SH0003")
    assert "SH0002" in difference.text
    assert reconcile(desk, MONDAY, feedback=False).equal


def test_equal_when_everything_came_back(desk: Desk, put: Put) -> None:
    send(desk, put, 3)
    _type(desk, "SH0001", "SH0002", "SH0003")
    group = _only(desk)
    assert (group.dispatched, group.cards, group.feedback, group.ledger) == (3, 3, 3, 3)
    assert reconcile(desk, MONDAY).equal
    assert reconcile(desk, MONDAY).totals == {Mode.NORMAL: (3, 3, 3, 3)}


def test_a_recalled_slip_is_listed_and_counts_nowhere(desk: Desk, put: Put) -> None:
    orders = send(desk, put, 3)
    _type(desk, "SH0001", "SH0002", "SH0003")
    recall(desk, orders[2:])
    group = _only(desk)
    assert (group.dispatched, group.cards, group.feedback, group.ledger) == (2, 2, 2, 2)
    assert group.recalled == ("SH0003",)
    assert group.equal


def test_a_void_card_takes_its_slips_out_of_every_count(desk: Desk, put: Put) -> None:
    send(desk, put, 2)
    with desk.store.read() as reader:
        (card,) = reader.papers(FlowCard)
    assert void(desk, card.no, "写错", "王站长").refused == 0
    group = _only(desk)
    assert (group.dispatched, group.cards, group.feedback, group.ledger) == (0, 0, 0, 0)
    assert group.equal


def test_temporary_dispatches_have_no_card_and_are_equal_from_the_sending_on(desk: Desk, put: Put) -> None:
    send(desk, put, 2, mode=Mode.TEMPORARY)
    group = _only(desk)
    assert (group.dispatched, group.cards, group.feedback, group.ledger) == (2, None, 2, 2)
    assert group.equal


def test_a_ledger_that_lacks_and_has_too_many_is_named(desk: Desk, put: Put) -> None:
    send(desk, put, 3)
    _type(desk, "SH0001", "SH0002", "SH0003")
    send(desk, put, 1, 9, point="cn2")
    with desk.store.read() as reader:
        (entry,) = reader.papers(LedgerEntry, point="cn1")
    ledger.correct(desk, entry.id, ["SH0002"], ["SH0009"], "试")
    (group,) = [each for each in reconcile(desk, MONDAY).groups if each.heading.point == "cn1"]
    assert {(each.lacking, each.order_nos) for each in group.differences} == {
        ((Count.LEDGER,), ("SH0002",)),
        ((Count.DISPATCH, Count.CARD, Count.FEEDBACK), ("SH0009",)),
    }
    assert group.ledger == 3  # the sums agree although the slips differ


def test_a_number_twice_in_the_ledger_is_named(desk: Desk, put: Put) -> None:
    send(desk, put, 1)
    _type(desk, "SH0001")
    with desk.store.write(desk.act("ledger")) as writer:
        (entry,) = writer.papers(LedgerEntry)
        writer.insert_paper(replace(entry, id=writer.new_id()))
    (difference,) = _only(desk).differences
    assert (difference.lacking, difference.order_nos) == ((), ("SH0001",))
    assert _only(desk).ledger == 2


def test_strange_lines_are_told_and_not_counted(desk: Desk, put: Put) -> None:
    send(desk, put, 1)
    _type(desk, "SH0001")
    feedback.write_line(desk, sheet_id(desk), "SH7777", "李强")
    group = _only(desk)
    assert (group.feedback, group.strange, group.equal) == (1, ("SH7777",), True)


@pytest.mark.parametrize("lost", [Count.DISPATCH, Count.CARD, Count.LEDGER])
def test_the_slip_is_named_whichever_list_lacks_it(desk: Desk, put: Put, lost: Count) -> None:
    send(desk, put, 2)
    _type(desk, "SH0001", "SH0002")
    with desk.store.write(desk.act("note")) as writer:
        if lost is Count.DISPATCH:
            dispatch = writer.papers(Dispatch, order_no="SH0002")[0]
            writer.update_paper(dispatch, replace(dispatch, state=DispatchState.WITHDRAWN, card_id=None))
        elif lost is Count.CARD:
            (card,) = writer.papers(FlowCard)
            writer.update_paper(card, replace(card, lines=card.lines[:1]))
        else:
            (entry,) = writer.papers(LedgerEntry)
            writer.insert_paper(
                replace(entry, id=writer.new_id(), count=-1, order_nos=("SH0002",), correction_of=entry.id)
            )
    (difference,) = _only(desk).differences
    assert (difference.lacking, difference.order_nos) == ((lost,), ("SH0002",))


def test_the_key_carries_the_content(desk: Desk, put: Put) -> None:
    send(desk, put, 2)
    before = _only(desk).differences[0]
    _type(desk, "SH0001")
    after = _only(desk).differences[0]
    assert before.key != after.key
    assert set(after.slip_keys) < set(before.slip_keys)


def test_every_point_kind_and_mode_has_its_own_counts(desk: Desk, put: Put) -> None:
    send(desk, put, 2)
    send(desk, put, 1, 11, kind=Kind.REPAIR)
    send(desk, put, 1, 21, point="cn2")
    send(desk, put, 1, 31, mode=Mode.TEMPORARY)
    headings = [(g.heading.point, g.heading.kind, g.heading.mode) for g in reconcile(desk, MONDAY).groups]
    assert headings == [
        ("cn1", Kind.INSTALL, Mode.NORMAL), ("cn1", Kind.INSTALL, Mode.TEMPORARY),
        ("cn1", Kind.REPAIR, Mode.NORMAL), ("cn2", Kind.INSTALL, Mode.NORMAL),
    ]  # fmt: skip


def test_two_hundred_points_and_three_thousand_slips_take_little_time(desk: Desk) -> None:
    """200 network points x 15 slips; the limit leaves room for a slow machine, the figure itself is in the report."""
    ids = iter(range(take_ids(100_000), 2**62, ID_STEP))
    cards, dispatches, sheets, lines, entries = [], [], [], [], []
    for p in range(200):
        code = f"P{p:03}"
        nos = [f"{code}-{n:02}" for n in range(15)]
        card = FlowCard(
            next(ids), f"20260921-{code}-1", MONDAY, code, 1, local("17:00"), "1001",
            tuple({"order_no": no, "kind": "install", "customer": "张三", "address": "新华路"} for no in nos),
        )  # fmt: skip
        sheet = FeedbackSheet(next(ids), MONDAY, code, Kind.INSTALL, Mode.NORMAL)
        cards.append(card)
        sheets.append(sheet)
        entries.append(
            LedgerEntry(
                next(ids), MONDAY, code, Kind.INSTALL, Mode.NORMAL, 15, tuple(nos), local("17:00"), "1001", card.no
            )
        )  # fmt: skip
        for no in nos:
            dispatches.append(
                Dispatch(
                    next(ids), next(ids), no, code, Kind.INSTALL, Mode.NORMAL, Via.CAR, MONDAY, local("17:00"),
                    "1001", card.id, sheet.id,
                )
            )  # fmt: skip
            lines.append(FeedbackLine(next(ids), sheet.id, no, None, code, "李强"))
    del lines[7]
    with desk.store.write(desk.act("send")) as writer:
        for records in (cards, dispatches, sheets, lines, entries):
            writer.insert_papers(records)
    took = []
    for _turn in range(3):
        start = process_time()
        found = reconcile(desk, MONDAY)
        took.append(process_time() - start)
    assert sum(group.dispatched for group in found.groups) == 3000
    (difference,) = found.differences
    assert difference.order_nos == ("P000-07",)
    assert min(took) < 0.3
    print(f"reconciliation of 3,000 slips: {min(took) * 1000:.0f} ms of CPU")  # noqa: T201


STEPS = st.lists(
    st.tuples(
        st.sampled_from(["send", "fax", "recall", "name", "strike", "cancel", "hand"]), st.integers(0, 9)
    ),
    min_size=3,
    max_size=14,
)


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=STEPS)
def test_whatever_the_room_does_the_counts_stay_equal(
    desk: Desk, put: Put, steps: list[tuple[str, int]]
) -> None:
    """Sending, recalling, naming, striking out, cancelling and handing over in any order never makes a difference."""
    with desk.store.read() as reader:
        first = 1 + 100 * len(reader.papers(Dispatch))
    orders: list[Order] = []
    for action, n in steps:
        if action in ("send", "fax"):
            mode = Mode.NORMAL if action == "send" else Mode.TEMPORARY
            orders += send(desk, put, 1 + n % 3, first + len(orders), mode=mode, point=("cn1", "cn2")[n % 2])
            continue
        present = feedback_room.now(desk, orders)
        chosen = [each for each in present if each.state in (State.SENT, State.ACKED)][n : n + 2]
        if action == "recall" and chosen:
            recall(desk, chosen)
        elif action == "cancel" and chosen:
            feedback_room.do(desk, Cancel("不要了", asked_by="用户"), chosen)
        for view in feedback.sheets(desk, MONDAY):
            if action == "name":
                for no in (*view.counts.missing, *view.counts.blank)[n : n + 2]:
                    assert feedback.write_line(desk, view.sheet.id, no, f"工{n % 3}", force="x").done == 1
            elif action == "hand":
                feedback.hand_over(desk, [view.sheet.id], gap="x")
            elif action == "strike":
                for line in list(feedback_room.lines(desk, view.sheet.id).values())[n : n + 1]:
                    if line.state is LineState.GOOD:
                        feedback.strike_line(desk, line.id, "打错")
        assert reconcile(desk, MONDAY, feedback=False).differences == ()
        temporary = [g for g in reconcile(desk, MONDAY).groups if g.heading.mode is Mode.TEMPORARY]
        assert all(group.equal for group in temporary)
    for view in feedback.sheets(desk, MONDAY):
        for no in view.counts.missing:
            assert feedback.write_line(desk, view.sheet.id, no, "工", force="x").done == 1
    assert reconcile(desk, MONDAY).differences == ()
