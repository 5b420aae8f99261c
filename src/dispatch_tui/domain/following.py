"""Rules for what follows the sending: worker, arrival, completion, closing, repeat repair (domain model 7.2).

Our service clock runs from the call to the arrival (S000 4.3.1): a slip that was sent but where nobody has arrived yet
can be overdue, one where the worker has arrived can't become so any more.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta

from dispatch_tui.domain.lifecycle import moved, not_in_state, standing
from dispatch_tui.domain.orders import PENDING_STATES, Order, State
from dispatch_tui.domain.rules import Finding, Level
from dispatch_tui.domain.text import clean
from dispatch_tui.i18n import gettext as _
from dispatch_tui.i18n import ngettext, pgettext

LONGEST_NAME = 40
"""Characters that a worker's name may have."""
CLOCK_RUNS = PENDING_STATES | {State.SENT, State.ACKED, State.HOLD}
"""States in which our service clock has not been stopped by an arrival."""


def clock_runs(order: Order) -> bool:
    """Tell whether the slip's service clock still runs: nobody has arrived and the slip is not cancelled."""
    return order.arrived_at is None and order.state in CLOCK_RUNS


def time_left(order: Order, now: datetime) -> timedelta | None:
    """Return the time to our due time, negative when overdue; frozen at the arrival.

    None without a due time, for a cancelled slip, and where the work ended without a known arrival.
    """
    if order.due_at is None or order.state is State.CANCELLED:
        return None
    if order.arrived_at is not None:
        return order.due_at - order.arrived_at
    return order.due_at - now if clock_runs(order) else None


def overdue(order: Order, now: datetime) -> bool:
    """Tell whether the slip is late now: its clock runs, it is not on hold, and its due time has come."""
    left = time_left(order, now)
    return left is not None and left <= timedelta(0) and clock_runs(order) and order.state is not State.HOLD


def _block(code: str, text: str, article: str = "") -> Finding:
    return Finding(Level.BLOCK, code, text, article)


def _not_sent(order: Order) -> Finding:
    text = _("{no} has not been sent to a network point.").format(no=order.no)
    return _block("not-sent", text, "S004 一.1")


def may_name_worker(order: Order, name: str) -> list[Finding]:
    """Guard of a worker's name: the slip was sent and not recalled (row B-08).

    A slip that went on since (done, on hold, cancelled) takes the name too: late sheets name it.
    """
    findings = []
    plain = clean(name)
    if not plain:
        findings.append(_block("name-missing", _("Give the worker's name."), "row B-08"))
    elif len(plain) > LONGEST_NAME:
        told = _("A worker's name has at most {n} characters.").format(n=LONGEST_NAME)
        findings.append(_block("name-long", told))
    if order.dispatch_id is None:
        findings.append(_not_sent(order))
    elif plain and order.worker == plain and standing(order) is not State.SENT:
        text = _("The worker of {no} is {name} already.").format(no=order.no, name=plain)
        findings.append(_block("no-change", text))
    elif order.state in {State.HOLD, State.CANCELLED, State.CLOSED} and plain:
        text = _("{no} is not under way any more; the name is kept all the same.").format(no=order.no)
        findings.append(Finding(Level.NOTE, "not-under-way", text, "row B-08"))
    return findings


def worker_findings(
    name: str, workers: Sequence[str], point_name: str, slips_that_day: int, most: int
) -> list[Finding]:
    """Return what speaks against a worker: unknown to the network point, many slips on one day (rows B-08, B-15).

    ``workers`` are the names of the network point; without any nobody is unknown. ``slips_that_day`` counts this one.
    """
    findings = []
    if workers and name not in workers:
        text = _("{point} has no worker {name}.").format(point=point_name, name=name)
        findings.append(Finding(Level.WARN, "worker-unknown", text, "row B-08", {"name": name}))
    if slips_that_day > most:
        text = _("{name} would have {n} slips on this day; more than {most} are looked at.").format(
            name=name, n=slips_that_day, most=most
        )
        findings.append(Finding(Level.WARN, "worker-many", text, "row B-15", {"slips": slips_that_day}))
    return findings


def busy_finding(name: str, order: Order, others: Sequence[Order]) -> list[Finding]:
    """Return the warning that the worker has an appointment at another customer at the same time (row B-08)."""
    for other in others:
        if _overlap(order, other):
            text = _("{name} is at {other} at the appointed time.").format(name=name, other=other.no)
            return [Finding(Level.WARN, "worker-busy", text, "row B-08", {"other": other.no})]
    return []


def _overlap(order: Order, other: Order) -> bool:
    """Tell whether two appointments with a beginning and an end share some time; ``[from, to)``."""
    mine, theirs = _appointment(order), _appointment(other)
    if mine is None or theirs is None or order.id == other.id:
        return False
    return mine[0] < theirs[1] and theirs[0] < mine[1]


def _appointment(order: Order) -> tuple[datetime, datetime] | None:
    if order.required_from is None or order.required_to is None or order.arrived_at is not None:
        return None
    return order.required_from, order.required_to


def may_arrive(order: Order) -> list[Finding]:
    """Guard of an arrival: after the sending; a worker who is not known yet is noted."""
    if order.state is State.ARRIVED:
        return [_block("no-change", _("The arrival at {no} is recorded already.").format(no=order.no))]
    if order.pending:
        return [_not_sent(order)]
    if order.state not in {State.SENT, State.ACKED}:
        return [not_in_state(order, pgettext("a slip can't be …", "marked as arrived"))]
    if not order.worker:
        text = _("Nobody has named the worker of {no} yet.").format(no=order.no)
        return [Finding(Level.NOTE, "no-worker", text, "row B-08")]
    return []


def may_take_in_house(order: Order, reason: str) -> list[Finding]:
    """Guard of taking the machine in for repair: found on site, with a reason."""
    findings = []
    if order.state is State.IN_HOUSE:
        findings.append(_block("no-change", _("{no} is in house already.").format(no=order.no)))
    elif order.state is not State.ARRIVED:
        findings.append(not_in_state(order, pgettext("a slip can't be …", "taken in for repair")))
    if not reason.strip():
        findings.append(_block("reason-missing", _("Say why the machine is taken in.")))
    return findings


def may_be_repaired(order: Order) -> list[Finding]:
    """Guard of the end of an in-house repair."""
    if order.state is State.IN_HOUSE:
        return []
    return [_block("not-in-house", _("{no} is not in house.").format(no=order.no))]


def may_be_done(order: Order, *, signed: bool) -> list[Finding]:
    """Guard of completion: after the arrival; from the workshop only when the machine does not go out again."""
    if order.state in {State.DONE, State.CLOSED}:
        return [_block("no-change", _("{no} is done already.").format(no=order.no))]
    if order.pending:
        return [_not_sent(order)]
    if order.state in {State.SENT, State.ACKED}:
        text = _("Nobody has arrived at {no} yet; record the arrival first.").format(no=order.no)
        return [_block("not-arrived", text, "S004 一.1")]
    findings = []
    if order.state is State.IN_HOUSE:
        text = _("{no} is in house; it would be done without being installed again.").format(no=order.no)
        findings.append(Finding(Level.WARN, "in-house", text, "S004 一.1"))
    elif order.state is not State.ARRIVED:
        return [not_in_state(order, pgettext("a slip can't be …", "done"))]
    if not signed and not order.signed:
        text = _("The customer has not signed {no} yet.").format(no=order.no)
        findings.append(Finding(Level.NOTE, "not-signed", text, "row C-10"))
    return findings


def may_sign(order: Order) -> list[Finding]:
    """Guard of the customer's signature: from the arrival on."""
    if order.signed:
        return [_block("no-change", _("The customer has signed {no} already.").format(no=order.no))]
    if order.state not in {State.ARRIVED, State.IN_HOUSE, State.DONE}:
        return [not_in_state(order, pgettext("a slip can't be …", "signed by the customer"))]
    return []


def may_close(order: Order, additions_waiting: int) -> list[Finding]:
    """Guard of striking out: done, with the customer's signature on the voucher that came back (row C-10)."""
    if order.state is State.CLOSED:
        return [_block("no-change", _("{no} is closed already.").format(no=order.no))]
    if order.state is not State.DONE:
        return [not_in_state(order, pgettext("a slip can't be …", "closed"))]
    if not order.signed:
        text = _("The voucher of {no} lacks the customer's signature; it can't be struck out.").format(
            no=order.no
        )
        return [_block("not-signed", text, "row C-10")]
    if additions_waiting:
        text = ngettext(
            "{no} has {n} addition that nobody has approved.",
            "{no} has {n} additions that nobody has approved.",
            additions_waiting,
        ).format(no=order.no, n=additions_waiting)
        return [Finding(Level.WARN, "addition-waits", text, "row B-10", {"n": additions_waiting})]
    return []


def may_reopen(order: Order, reason: str, closed_on: date | None, today: date, days: int) -> list[Finding]:
    """Guard of a repeat repair: closed not longer ago than the days of the settings, the same fault as reason."""
    findings = []
    if order.state is not State.CLOSED:
        findings.append(not_in_state(order, pgettext("a slip can't be …", "reopened")))
    elif closed_on is not None and (today - closed_on).days > days:
        text = _("{no} was closed on {day}, more than {n} days ago; enter a new slip.").format(
            no=order.no, day=closed_on.isoformat(), n=days
        )
        findings.append(_block("too-late", text, "S004 一.1"))
    if not reason.strip():
        findings.append(_block("reason-missing", _("Say what is wrong again.")))
    return findings


def named(order: Order, name: str) -> Order:
    """Return the slip with its worker; a sent one is acknowledged by it."""
    after = moved(order, State.ACKED) if standing(order) is State.SENT else order
    return replace(after, worker=clean(name))


def arrived(order: Order, at: datetime) -> Order:
    """Return the slip at which the worker has arrived; our clock stands still from then on."""
    return replace(moved(order, State.ARRIVED), arrived_at=at)


def taken_in_house(order: Order) -> Order:
    """Return the slip whose machine is in house."""
    return moved(order, State.IN_HOUSE)


def done(order: Order, at: datetime, *, signed: bool) -> Order:
    """Return the slip whose work is done."""
    return replace(moved(order, State.DONE), done_at=at, signed=order.signed or signed)


def closed(order: Order, at: datetime) -> Order:
    """Return the slip that is struck out."""
    return replace(moved(order, State.CLOSED), closed_at=at)


def going_out_again(order: Order, state: State, day: date, at: datetime) -> Order:
    """Return the slip as work of a day again, ready to be sent anew; what its last visit was stays in the history.

    Its clock starts anew at ``at``: the customer asked again, or the machine is ready to be installed again. The old
    appointment is over, and an urgent mark with it. Sending, worker and arrival belong to the dispatch that ended.
    """
    return replace(
        moved(order, state), day=day, called_at=at, required_from=None, required_to=None, urgent=False,
        dispatch_id=None, dispatched_at=None, worker="", arrived_at=None, done_at=None, closed_at=None, signed=False,
    )  # fmt: skip
