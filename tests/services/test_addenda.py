"""Additions made on site: taken down by one, approved by another (row B-10)."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dispatch_tui.clock import FixedClock
from dispatch_tui.domain import addenda
from dispatch_tui.domain.addenda import Addition, additions_of, materials_of
from dispatch_tui.domain.dispatches import Via
from dispatch_tui.domain.orders import Order, State
from dispatch_tui.domain.pre_review import ReviewLine
from dispatch_tui.errors import NotAllowed
from dispatch_tui.services import detail, reviewing
from dispatch_tui.services.addenda import AddAddendum, ApproveAddendum
from dispatch_tui.services.carrying_out import SlipChange, carry_out
from dispatch_tui.services.desk import Desk
from dispatch_tui.services.following import Arrived, Close, WorkDone
from dispatch_tui.services.sending import SendTemporary
from tests.services.conftest import local, slip

Put = Callable[..., list[Order]]


def run(desk: Desk, change: SlipChange, order: Order, force: str = "", at: str = "") -> str:
    """Carry out an action on a slip and return the code of what was said."""
    outcome = carry_out(desk, change, [(order.id, None)], force, at=local(at) if at else None)
    (result,) = outcome.results
    return ("" if result.ok else "refused: ") + result.code


def now(desk: Desk, order: Order) -> Order:
    with desk.store.read() as reader:
        found = reader.order(order.id)
    assert found is not None
    return found


@pytest.fixture
def sent(put: Put) -> Order:
    return put(slip("A1", state=State.ACKED, worker="王工", dispatched_at=local("09:10"), dispatch_id=1))[0]


@pytest.fixture
def supervisor(desk: Desk) -> Desk:
    return Desk(desk.settings, desk.store, desk.clock, "2001", chosen_language="en")


def test_added_and_approved_by_somebody_else(
    desk: Desk, supervisor: Desk, sent: Order, clock: FixedClock
) -> None:
    assert run(desk, AddAddendum("加长支架", "２"), sent, at="09:30") == "done"
    (addition,) = additions_of(now(desk, sent))
    assert addition == Addition("加长支架", "2", "个", "1001", local("09:30"))
    with pytest.raises(NotAllowed):
        run(desk, ApproveAddendum(1), sent)
    assert run(supervisor, ApproveAddendum(2), sent) == "refused: no-addition"
    assert run(supervisor, ApproveAddendum(1), sent, at="09:29") == "refused: too-early"
    assert run(supervisor, ApproveAddendum(1), sent) == "done"
    (addition,) = additions_of(now(desk, sent))
    assert (addition.approved_by, addition.approved_at) == ("2001", clock.now())
    assert run(supervisor, ApproveAddendum(), sent) == "refused: no-change"


def test_the_history_tells_additions_and_the_pre_review(desk: Desk, supervisor: Desk, put: Put) -> None:
    (order,) = put(slip("A1"))
    run(desk, reviewing.ReviewLines([ReviewLine("支架", "2", "个"), ReviewLine("铜管", "3.5", "米")]), order)
    run(desk, reviewing.MaterialsReady(), order)
    run(desk, SendTemporary(Via.CAR), order)
    run(desk, AddAddendum("接头", "4"), order)
    run(supervisor, ApproveAddendum(1), order)
    told = [change for line in detail.slip_detail(desk, order.id).history for change in line.changes]
    for change in (
        "pre-review: – → requested: 支架 2 个, 铜管 3.5 米",
        "pre-review: requested: 支架 2 个, 铜管 3.5 米 → ready: 支架 2 个, 铜管 3.5 米",
        "additions on site: – → 接头 4 个 (not approved)",
        "additions on site: 接头 4 个 (not approved) → 接头 4 个",
    ):
        assert change in told


def test_nobody_approves_the_own_addition(desk: Desk, supervisor: Desk, sent: Order) -> None:
    run(supervisor, AddAddendum("支架"), sent)
    assert run(supervisor, ApproveAddendum(1), sent) == "refused: own-addition"
    run(desk, AddAddendum("铜管", "1", "米"), sent)
    assert run(supervisor, ApproveAddendum(), sent) == "own-addition"
    assert [each.approved for each in additions_of(now(desk, sent))] == [False, True]


@pytest.mark.parametrize(
    ("change", "code"),
    [
        (AddAddendum("支架", "0"), "bad-quantity"),
        (AddAddendum("", "1"), "part-missing"),
        (AddAddendum("支架", "1", "打"), "unit-unknown"),
    ],
)
def test_bad_additions(desk: Desk, sent: Order, change: AddAddendum, code: str) -> None:
    assert run(desk, change, sent) == f"refused: {code}"
    assert now(desk, sent) == sent


def test_only_during_the_work(desk: Desk, put: Put, sent: Order) -> None:
    ready, gone = put(slip("A2", state=State.READY), slip("A3", state=State.CANCELLED))
    assert run(desk, AddAddendum("支架"), ready) == "refused: not-sent"
    assert run(desk, AddAddendum("支架"), gone) == "refused: wrong-state"
    assert run(desk, AddAddendum("支架"), sent, at="09:09") == "refused: too-early"


def test_after_closing_only_as_a_correction_entry(desk: Desk, put: Put) -> None:
    (order,) = put(slip("A1", state=State.CLOSED))
    assert run(desk, AddAddendum("支架"), order) == "refused: correction-entry"
    assert run(desk, AddAddendum("支架"), order, "漏记") == "correction-entry"
    (addition,) = additions_of(now(desk, order))
    assert addition.correction
    assert reviewing.materials_list(desk) == ()


def test_closing_with_an_addition_that_waits_warns(desk: Desk, sent: Order) -> None:
    run(desk, AddAddendum("支架"), sent)
    run(desk, Arrived(), sent)
    run(desk, WorkDone(signed=True), sent)
    assert run(desk, Close(), sent) == "refused: addition-waits"
    assert run(desk, Close(), sent, "赵监口头同意") == "addition-waits"
    assert now(desk, sent).state is State.CLOSED


def test_what_a_slip_needed_in_all() -> None:
    order = reviewing_slip((ReviewLine("支架", "2", "个"), ReviewLine("铜管", "3", "米")))
    at = local("09:30")
    order = addenda.with_additions(
        order,
        (
            Addition("支架", "1.5", "个", "1001", at, "2001", at),
            Addition("接头", "4", "个", "1001", at, "2001", at),
            Addition("铜管", "9", "米", "1001", at),
        ),
    )
    assert materials_of(order) == (
        ReviewLine("支架", "3.5", "个"), ReviewLine("铜管", "3", "米"), ReviewLine("接头", "4", "个"),
    )  # fmt: skip


def reviewing_slip(lines: tuple[ReviewLine, ...]) -> Order:
    from dispatch_tui.domain import reviewing as rules

    return rules.requested(slip("A1"), lines, False, "1001", local("09:00"))


ADDITIONS = st.builds(
    Addition,
    text=st.text(min_size=1, max_size=20),
    quantity=st.sampled_from(["1", "2.5"]),
    unit=st.sampled_from(["个", "米"]),
    by=st.sampled_from(["1001", "1002"]),
    at=st.just(local("09:30")),
    approved_by=st.sampled_from(["", "2001"]),
    approved_at=st.sampled_from([None, local("09:40")]),
    correction=st.booleans(),
)


@given(st.lists(ADDITIONS, max_size=5), st.sampled_from(["1001", "2001"]))
def test_additions_survive_being_kept_and_approving_touches_no_others(
    additions: list[Addition], operator: str
) -> None:
    order = addenda.with_additions(slip("A1"), tuple(additions))
    assert additions_of(order) == tuple(additions)
    after = additions_of(addenda.approved(order, 0, operator, local("10:00")))
    for before, now_ in zip(additions, after, strict=True):
        if before.approved or before.by == operator:
            assert now_ == before
        else:
            assert (now_.approved_by, now_.text, now_.quantity) == (operator, before.text, before.quantity)
