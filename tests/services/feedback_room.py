"""What the tests of feedback, reconciliation and guided runs share: slips that were sent, sheets that came back."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import date, datetime

from dispatch_tui.clock import FixedClock
from dispatch_tui.domain.dispatches import Mode
from dispatch_tui.domain.feedback import FeedbackLine, FeedbackSheet
from dispatch_tui.domain.orders import Kind, Order
from dispatch_tui.domain.rules import Outcome, Result
from dispatch_tui.services import feedback
from dispatch_tui.services.carrying_out import SlipChange, carry_out
from dispatch_tui.services.desk import Desk
from dispatch_tui.services.sending import Recall, SendNormal, SendTemporary
from tests.services.conftest import MONDAY, slip

Put = Callable[..., list[Order]]


def do(desk: Desk, change: SlipChange, orders: Sequence[Order], force: str = "reason") -> Outcome:
    """Carry out an action on slips as they are now; all of them must go."""
    outcome = carry_out(desk, change, [(order.id, None) for order in orders], force)
    assert outcome.refused == 0, outcome
    return outcome


def slips(count: int, first: int = 1, **facts: object) -> Iterator[Order]:
    """Return slips SH0001 … at different addresses."""
    for n in range(first, first + count):
        yield slip(f"SH{n:04}", address=f"上海市长宁区新华路{n}号", **facts)


def send(
    desk: Desk, put: Put, count: int = 3, first: int = 1, *, mode: Mode = Mode.NORMAL, **facts: object
) -> list[Order]:
    """Store slips and send them; return them as they are now."""
    orders = put(*slips(count, first, **facts))
    do(desk, SendNormal(none=True) if mode is Mode.NORMAL else SendTemporary(none=True), orders)
    return now(desk, orders)


def recall(desk: Desk, orders: Sequence[Order]) -> None:
    """Take sent slips back."""
    do(desk, Recall("王站长", "用户改期"), orders)


def now(desk: Desk, orders: Sequence[Order]) -> list[Order]:
    """Return slips as they are now."""
    with desk.store.read() as reader:
        return reader.orders([order.id for order in orders])


def sheet_id(
    desk: Desk, point: str = "cn1", kind: Kind = Kind.INSTALL, mode: Mode = Mode.NORMAL, day: date = MONDAY
) -> int:
    """Return the id of a sheet, which must be there."""
    found = feedback.find_sheet(desk, day, point if mode is Mode.NORMAL else "", kind, mode)
    assert found is not None
    return found.id


def stored(desk: Desk, which: int) -> FeedbackSheet:
    """Return a sheet as it is stored."""
    with desk.store.read() as reader:
        found = reader.paper(FeedbackSheet, which)
    assert found is not None
    return found


def lines(desk: Desk, which: int) -> dict[str, FeedbackLine]:
    """Return the lines of a sheet by number, the last one of each."""
    with desk.store.read() as reader:
        return {line.order_no: line for line in reader.papers(FeedbackLine, sheet_id=which)}


def only(outcome: Outcome) -> Result:
    """Return the one result."""
    (result,) = outcome.results
    return result


def supervisor(desk: Desk) -> Desk:
    """Return the desk of the supervisor on the same database."""
    return replace(desk, operator="2001")


def at(desk: Desk, instant: datetime) -> None:
    """Set the room's clock."""
    desk.clock = FixedClock(instant)
