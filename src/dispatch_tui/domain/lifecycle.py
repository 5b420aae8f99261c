"""The life cycle of a slip: which state follows which, and the guards of what a person may do (domain model 7.2).

Guards answer with findings; the board's preview, the bulk action and the write itself call the same ones.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime

from dispatch_tui.domain.orders import BEFORE_ARRIVAL, BEFORE_DONE, PENDING_STATES, Kind, Order, State
from dispatch_tui.domain.rules import Finding, Level
from dispatch_tui.i18n import gettext as _
from dispatch_tui.i18n import pgettext

_FORWARD: Mapping[State, frozenset[State]] = {
    State.RECEIVED: frozenset({State.REVIEW, State.WAITING, State.READY, State.ASSIGNED}),
    State.REVIEW: frozenset({State.READY, State.WAITING}),
    State.WAITING: frozenset({State.READY, State.ASSIGNED}),
    State.READY: frozenset({State.ASSIGNED, State.WAITING, State.RECEIVED}),
    State.ASSIGNED: frozenset({State.READY, State.SENT, State.WAITING, State.RECEIVED}),
    State.SENT: frozenset({State.READY, State.ACKED, State.ARRIVED}),
    State.ACKED: frozenset({State.READY, State.ARRIVED}),
    State.ARRIVED: frozenset({State.DONE, State.IN_HOUSE}),
    State.IN_HOUSE: frozenset({State.READY, State.DONE}),
    State.DONE: frozenset({State.CLOSED}),
    State.CLOSED: frozenset({State.REOPENED}),
    State.REOPENED: frozenset({State.REVIEW, State.WAITING, State.READY, State.ASSIGNED}),
}
"""The steps of domain model 7.2. Back to ``waiting``: the pre-review was revised; back to ``received``: the slip was
sorted into a kind whose pre-review is not stated."""

LONG_HOLD_DAYS = 90
"""A hold longer than so many days is probably a mistyped date."""


def may_become(before: State, after: State) -> bool:
    """Tell whether the life cycle has a step from one state to the other."""
    if after is State.HOLD:
        return before in BEFORE_ARRIVAL
    if after is State.CANCELLED:
        return before in BEFORE_DONE
    if before is State.HOLD:
        return after in BEFORE_ARRIVAL
    return after in _FORWARD.get(before, frozenset())


def standing(order: Order) -> State:
    """Return where a slip stands in its life cycle; for one on hold, where it will stand after the hold."""
    if order.state is State.HOLD:
        return order.state_before_hold or State.RECEIVED
    return order.state


def moved(order: Order, state: State) -> Order:
    """Return the slip one step further; a slip on hold stays on hold and takes the step when the hold ends.

    Raises ValueError when the life cycle has no such step: the guard of the action let something through.
    """
    before = standing(order)
    if before is not state and not may_become(before, state):
        raise ValueError(f"no step from {before} to {state}")
    if order.state is State.HOLD:
        return replace(order, state_before_hold=state)
    return replace(order, state=state)


def state_word(state: State) -> str:
    """Return the state's name in the user's language."""
    return {
        State.RECEIVED: pgettext("state of a slip", "received"),
        State.REVIEW: pgettext("state of a slip", "in pre-review"),
        State.WAITING: pgettext("state of a slip", "waiting for material"),
        State.READY: pgettext("state of a slip", "ready"),
        State.ASSIGNED: pgettext("state of a slip", "assigned"),
        State.SENT: pgettext("state of a slip", "sent"),
        State.ACKED: pgettext("state of a slip", "acknowledged"),
        State.ARRIVED: pgettext("state of a slip", "arrived"),
        State.DONE: pgettext("state of a slip", "done"),
        State.CLOSED: pgettext("state of a slip", "closed"),
        State.HOLD: pgettext("state of a slip", "on hold"),
        State.IN_HOUSE: pgettext("state of a slip", "in house"),
        State.CANCELLED: pgettext("state of a slip", "cancelled"),
        State.REOPENED: pgettext("state of a slip", "reopened"),
    }[state]


def kind_word(kind: Kind) -> str:
    """Return the kind's name in the user's language."""
    return {
        Kind.INSTALL: pgettext("kind of slip", "installation"),
        Kind.REPAIR: pgettext("kind of slip", "repair"),
        Kind.REMOVAL: pgettext("kind of slip", "removal"),
        Kind.ENGINEERING: pgettext("kind of slip", "engineering"),
        Kind.UNSORTED: pgettext("kind of slip", "to be sorted"),
    }[kind]


def _block(code: str, text: str, article: str = "") -> Finding:
    return Finding(Level.BLOCK, code, text, article)


def not_in_state(order: Order, action: str) -> Finding:
    """Return the refusal of an action in the slip's state; ``action`` completes "it can't be …"."""
    return Finding(
        Level.BLOCK,
        "wrong-state",
        _("{no} is {state}; it can't be {action}.").format(
            no=order.no, state=state_word(order.state), action=action
        ),
        "S004 一.1",
        {"state": order.state.value},
    )


def _reason_missing(action: str) -> Finding:
    return _block(
        "reason-missing", _("Give a reason; without one a slip is not {action}.").format(action=action)
    )


def day_findings(
    day: date, *, working: bool, holiday: str | None, known: bool, next_day: date | None
) -> list[Finding]:
    """Say what is wrong with a day as the day of a visit: a holiday, a day off, or no holiday table (row A-13).

    A public holiday warns and must be forced with a reason; an ordinary day off is only noted.
    """
    if not known:
        return [
            Finding(
                Level.NOTE,
                "calendar-missing",
                _("There is no holiday table for {year}.").format(year=day.year),
                "",
                {"year": day.year},
            )
        ]
    if working:
        return []
    facts = {"day": day.isoformat(), "next": next_day.isoformat() if next_day else ""}
    if holiday:
        text = _("{day} is a holiday ({name}).").format(day=day.isoformat(), name=holiday)
        return [Finding(Level.WARN, "holiday", text, "row A-13", {**facts, "name": holiday})]
    return [Finding(Level.NOTE, "day-off", _("{day} is a day off.").format(day=day.isoformat()), "", facts)]


def may_hold(order: Order, until: date | None, reason: str, today: date) -> list[Finding]:
    """Guard of "hold": before the arrival only, with a reason and a day after today."""
    findings = []
    if order.state is State.HOLD:
        if order.hold_until == until and order.hold_reason == reason:
            findings.append(_block("no-change", _("{no} is held exactly so already.").format(no=order.no)))
        elif order.hold_until is not None:
            text = _("{no} is on hold until {day} already; this replaces it.").format(
                no=order.no, day=order.hold_until.isoformat()
            )
            findings.append(Finding(Level.NOTE, "held-already", text))
    elif order.state not in BEFORE_ARRIVAL:
        findings.append(not_in_state(order, pgettext("a slip can't be …", "put on hold")))
    if not reason.strip():
        findings.append(_reason_missing(pgettext("a slip can't be …", "put on hold")))
    if until is None:
        findings.append(_block("until-missing", _("Say until which day the slip is on hold.")))
    elif until <= today:
        text = _("A hold must end after today; {day} does not.").format(day=until.isoformat())
        findings.append(_block("until-past", text))
    elif (until - today).days > LONG_HOLD_DAYS:
        text = _("{day} is {n} days away.").format(day=until.isoformat(), n=(until - today).days)
        findings.append(Finding(Level.WARN, "until-far", text, "", {"days": (until - today).days}))
    if order.state in {State.SENT, State.ACKED}:
        findings.append(tell_point(order))
    return findings


def tell_point(order: Order) -> Finding:
    """Return the warning that a sent slip changes only together with a telephone call (row B-13)."""
    text = _("{no} has been sent; tell the network point by telephone.").format(no=order.no)
    return Finding(Level.WARN, "sent-already", text, "row B-13", {"point": order.point})


def may_resume(order: Order) -> list[Finding]:
    """Guard of "resume": only what is on hold."""
    if order.state is State.HOLD:
        return []
    text = _("{no} is not on hold; it is {state}.").format(no=order.no, state=state_word(order.state))
    return [_block("not-held", text)]


def may_cancel(order: Order, reason: str, asked_by: str) -> list[Finding]:
    """Guard of "cancel": not after the work is done; with a reason and the name of who asked."""
    findings = []
    if order.state is State.CANCELLED:
        findings.append(_block("no-change", _("{no} is cancelled already.").format(no=order.no)))
    elif order.state not in BEFORE_DONE:
        findings.append(not_in_state(order, pgettext("a slip can't be …", "cancelled")))
    if not reason.strip():
        findings.append(_reason_missing(pgettext("a slip can't be …", "cancelled")))
    if not asked_by.strip():
        findings.append(_block("asker-missing", _("Say who asked for the cancellation (by=…).")))
    if order.state in {State.SENT, State.ACKED}:
        findings.append(tell_point(order))
    return findings


def may_reappoint(
    order: Order, start: datetime | None, end: datetime | None, now: datetime, limit: int
) -> list[Finding]:
    """Guard of a new appointment: before the arrival, in the future, ending after it starts (row A-13)."""
    findings = []
    if order.state not in BEFORE_ARRIVAL | {State.HOLD}:
        findings.append(not_in_state(order, pgettext("a slip can't be …", "given a new appointment")))
    if start is None:
        findings.append(_block("appointment-missing", _("Say the day of the new appointment.")))
    elif start == order.required_from and end == order.required_to:
        findings.append(
            _block("no-change", _("{no} has exactly this appointment already.").format(no=order.no))
        )
    elif (end or start) <= now:
        findings.append(_block("appointment-past", _("The new appointment lies in the past.")))
    if start is not None and end is not None and end <= start:
        findings.append(_block("end-before-start", _("The appointment ends before it starts.")))
    changed = order.reappointed + 1
    if changed > limit:
        text = _("{no} gets new appointment number {n}; more than {limit} are flagged.").format(
            no=order.no, n=changed, limit=limit
        )
        findings.append(Finding(Level.NOTE, "reappointed-often", text, "row A-13", {"times": changed}))
    if order.state in {State.SENT, State.ACKED}:
        findings.append(tell_point(order))
    return findings


def may_correct(order: Order) -> list[Finding]:
    """Guard of corrections: a cancelled or closed slip stays as it is; a sent one needs a telephone call."""
    if order.state in {State.CANCELLED, State.CLOSED}:
        return [not_in_state(order, pgettext("a slip can't be …", "corrected"))]
    return [tell_point(order)] if order.state in {State.SENT, State.ACKED, State.ARRIVED} else []


def may_place(order: Order) -> list[Finding]:
    """Guard of placing: only slips that are still work of the room and not yet assigned for sending."""
    if order.state in PENDING_STATES or order.state is State.HOLD:
        return []
    return [not_in_state(order, pgettext("a slip can't be …", "given another network point"))]


def may_be_urgent(
    order: Order, required_from: datetime | None, required_to: datetime | None
) -> list[Finding]:
    """Guard of the urgent mark: it needs a required time (row A-06)."""
    if order.state not in BEFORE_ARRIVAL | {State.HOLD}:
        return [not_in_state(order, pgettext("a slip can't be …", "marked urgent"))]
    if order.urgent:
        return [_block("no-change", _("{no} is urgent already.").format(no=order.no))]
    if not (required_from or required_to):
        text = _("By when must {no} be done? An urgent slip needs a required time.").format(no=order.no)
        return [Finding(Level.BLOCK, "urgent-time-missing", text, "row A-06")]
    return []


def may_be_normal(order: Order, reason: str) -> list[Finding]:
    """Guard of taking the urgent mark away: never without a reason (row A-06)."""
    findings = []
    if not order.urgent:
        findings.append(_block("no-change", _("{no} is not urgent.").format(no=order.no)))
    if not reason.strip():
        text = _("The urgent mark is not taken away without a reason.")
        findings.append(Finding(Level.BLOCK, "reason-missing", text, "row A-06"))
    return findings


def may_sort(order: Order, kind: Kind) -> list[Finding]:
    """Guard of sorting a slip into another kind: while it is work of the room (row A-09)."""
    if order.kind is kind:
        text = _("{no} is sorted as {kind} already.").format(no=order.no, kind=kind_word(kind))
        return [_block("no-change", text)]
    if order.state in PENDING_STATES or order.state is State.HOLD:
        return []
    return [not_in_state(order, pgettext("a slip can't be …", "sorted anew"))]


def held(order: Order, until: date, reason: str) -> Order:
    """Return the slip put on hold; a slip that is on hold already keeps the state it will return to."""
    before = order.state_before_hold if order.state is State.HOLD else order.state
    return replace(
        order, state=State.HOLD, hold_until=until, hold_reason=reason.strip(), state_before_hold=before
    )


def resumed(order: Order, day: date, due_at: datetime | None) -> Order:
    """Return the slip back in the state it had before the hold, as work of ``day`` with our due time ``due_at``."""
    return replace(
        order,
        state=order.state_before_hold or State.RECEIVED,
        state_before_hold=None,
        hold_until=None,
        hold_reason="",
        day=day,
        due_at=due_at,
    )


def cancelled(order: Order, reason: str, asked_by: str) -> Order:
    """Return the cancelled slip; behind the reason stands who asked."""
    return replace(
        order,
        state=State.CANCELLED,
        cancel_reason=f"{reason.strip()} · {asked_by.strip()}",
        hold_until=None,
        state_before_hold=None,
    )
