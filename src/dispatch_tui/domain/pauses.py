"""The two clocks of a held slip: ours may pause while the customer's never does.

Only the kinds of reasons listed here pause our clock. A free reason that is none of them does not, so putting a slip
on hold can't hide lateness. When our clock has paused, the time that was left at the hold is counted again from the
resumption; the customer's due time is always the one that the policy gives without any pause.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from dispatch_tui.domain.calendar import WorkCalendar, to_minutes
from dispatch_tui.domain.due import APPOINTMENT, ClockKind, Policy, elapsed_due, working_due


@dataclass(frozen=True, slots=True)
class HoldCause:
    """A kind of reason for a hold, recognised by words in what was typed."""

    code: str
    names: Mapping[str, str]
    words: tuple[str, ...]
    pauses: bool
    """Whether our clock stands still: the cause lies with the customer or with the site."""


HOLD_CAUSES: tuple[HoldCause, ...] = (
    HoldCause(
        "customer_away", {"zh": "客户外出", "en": "customer away"},
        ("customer away", "not at home", "nobody home", "客户外出", "不在家", "客户不在", "无人", "出差", "外出"), True,
    ),
    HoldCause(
        "customer_asked", {"zh": "客户另约", "en": "customer asked for another day"},
        ("customer asked", "another day", "customer wants", "另约", "客户要求", "客户改期", "改期"), True,
    ),
    HoldCause(
        "site_not_ready", {"zh": "现场不具备条件", "en": "site not ready"},
        ("not ready", "renovation", "decorating", "no power", "装修", "不具备", "未通电", "没通电"), True,
    ),
    HoldCause(
        "unreachable", {"zh": "联系不上", "en": "customer can't be reached"},
        ("can't be reached", "no answer", "unreachable", "联系不上", "无人接听", "打不通", "关机"), False,
    ),
    HoldCause(
        "waiting_material", {"zh": "待料", "en": "waiting for material"},
        ("material", "part", "stock", "待料", "待件", "缺料", "缺件", "配件"), False,
    ),
)  # fmt: skip
"""The causes, the first that fits counts; waiting for our own material is our time."""


def cause_of(reason: str) -> HoldCause | None:
    """Return the kind of reason that the words of a hold's reason mean, None when they mean none of the known."""
    folded = reason.casefold()
    return next((cause for cause in HOLD_CAUSES if any(word in folded for word in cause.words)), None)


def pauses_clock(reason: str) -> bool:
    """Tell whether our clock stands still during a hold with this reason."""
    cause = cause_of(reason)
    return cause is not None and cause.pauses


@dataclass(frozen=True, slots=True)
class Pause:
    """One hold in a slip's history."""

    start: datetime
    end: datetime | None
    """None while the slip is still on hold."""
    reason: str
    counts: bool
    """Whether our clock stood still."""


def minutes_between(policy: Policy, start: datetime, end: datetime, calendar: WorkCalendar) -> int:
    """Return the minutes of the policy's clock from one instant to the other; 0 when the second is not later."""
    first, last = to_minutes(start), to_minutes(end)
    if policy.clock is ClockKind.ELAPSED or last <= first:
        return max(0, last - first)
    minutes = 0
    day, last_day = calendar.day_of(start), calendar.day_of(end)
    while day <= last_day:
        for begin, stop in calendar.spans(day):
            minutes += max(0, min(stop, last) - max(begin, first))
        day += timedelta(days=1)
    return minutes


def due_after_pause(
    due_at: datetime | None, policy: Policy | None, pause: Pause, calendar: WorkCalendar
) -> datetime | None:
    """Return our due time after a hold: what was left when it began, counted from its end.

    It stays as it is when the hold does not pause the clock, when the slip was overdue already, and for an
    appointment (which is moved by a new appointment only).
    """
    unmoved = (
        due_at is None
        or policy is None
        or not pause.counts
        or pause.end is None
        or policy.code == APPOINTMENT
    )
    if unmoved or due_at is None or policy is None or pause.end is None or due_at <= pause.start:
        return due_at
    left = minutes_between(policy, pause.start, due_at, calendar)
    if policy.clock is ClockKind.ELAPSED:
        return elapsed_due(policy.code, pause.end, left).due
    return working_due(policy.code, pause.end, left, calendar).due
