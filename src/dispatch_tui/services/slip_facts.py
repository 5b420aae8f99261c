"""Facts of a slip that follow from its other facts: what it lacks, its area, its due time, its day and column."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from dispatch_tui.domain.orders import AreaClass, Incomplete, Kind, Order, State
from dispatch_tui.domain.pauses import Pause, due_after_pause, pauses_clock
from dispatch_tui.domain.text import phone_digits

if TYPE_CHECKING:
    from dispatch_tui.domain.board import Tally
    from dispatch_tui.domain.due import DueTime
    from dispatch_tui.domain.placing import Load
    from dispatch_tui.domain.seasons import Seasons
    from dispatch_tui.services.desk import Desk
    from dispatch_tui.settings.model import Settings
    from dispatch_tui.storage.records import Event


def incomplete_of(order: Order) -> tuple[Incomplete, ...]:
    """Return what the slip lacks for being dispatched (row A-10)."""
    lacking = []
    if not order.customer.strip():
        lacking.append(Incomplete.CUSTOMER)
    if not order.phone_digits or phone_digits(order.phone).problem is not None:
        lacking.append(Incomplete.PHONE)
    if not order.address.strip():
        lacking.append(Incomplete.ADDRESS)
    if order.kind is Kind.UNSORTED:
        lacking.append(Incomplete.KIND)
    if order.urgent and not (order.required_from or order.required_to):
        lacking.append(Incomplete.URGENT_TIME)
    return tuple(lacking)


def area_of(settings: Settings, district: str, street: str) -> AreaClass:
    """Return the area class of a division; the longest code that the settings know counts."""
    for code in (street, district):
        if code and code in settings.areas:
            return settings.areas[code]
    return AreaClass.UNKNOWN


def surface_day(received: date, appointed: datetime | None, settings: Settings) -> date:
    """Return the day on which a slip becomes work for the room (row A-13).

    That is the day it was received, or some days before its appointment when that is later.
    """
    if appointed is None:
        return received
    day = settings.today(appointed) - timedelta(days=settings.branch.surface_days_before)
    return max(received, day)


def slot_for(kind: Kind, received_at: datetime, day: date, seasons: Seasons, settings: Settings) -> str:
    """Return the column of a slip that came outside a hand-over: the last slot of its day up to then, else the first.

    Removal, engineering and unsorted slips have no slots.
    """
    if kind is Kind.INSTALL:
        slots = seasons.install_slots(day)
    elif kind is Kind.REPAIR:
        slots = seasons.repair_slots(day)
    else:
        return ""
    passed = [slot for slot in slots if seasons.slot_instant(day, slot, settings.branch.zone) <= received_at]
    return passed[-1] if passed else (slots[0] if slots else "")


CLOCK_RESTARTS = frozenset({"reopen", "repaired"})
"""Actions from which a slip's service clock runs anew: it goes out a second time."""


def pauses_of(events: Iterable[Event]) -> list[Pause]:
    """Return the holds in a slip's history since its clock began to run; one taken back counts as never made."""
    found: list[Pause] = []
    for event in events:
        if event.action in CLOCK_RESTARTS:
            found.clear()
        before, after = event.before or {}, event.after
        if "state" not in after:
            if after.get("hold_reason") and found and found[-1].end is None:
                reason = str(after["hold_reason"])
                found[-1] = Pause(found[-1].start, None, reason, found[-1].counts and pauses_clock(reason))
            continue
        taken_back = event.action in {"undo", "redo"}
        if before.get("state") == State.HOLD.value and found and found[-1].end is None:
            last = found.pop()
            if not taken_back:
                found.append(Pause(last.start, event.at, last.reason, last.counts))
        elif after["state"] == State.HOLD.value:
            if taken_back and found and found[-1].end is not None:
                found[-1] = Pause(found[-1].start, None, found[-1].reason, found[-1].counts)
            else:
                reason = str(after.get("hold_reason", ""))
                found.append(Pause(event.at, None, reason, pauses_clock(reason)))
    return found


def policy_due(order: Order, desk: Desk) -> DueTime | None:
    """Return when a slip is due by the clock that never stands still, None when no policy speaks about it.

    The words of its category count as the category of the settings that they mean.
    """
    same_words = replace(order, category=desk.category_of(order.category))
    return desk.settings.policies.due_of(same_words, desk.settings.calendar)


def with_due(order: Order, desk: Desk, pauses: Iterable[Pause] = ()) -> Order:
    """Return the slip with its due time and policy worked out anew.

    ``due_at`` is by our clock, which stands still during the pauses that count. The customer's due time, by the
    clock that never stands still, is what ``policy_due`` gives.
    """
    settings = desk.settings
    found = policy_due(order, desk)
    if found is None:
        return replace(order, due_at=None, due_policy="")
    due: datetime | None = found.due
    policy = settings.policies.policies.get(found.policy)
    for pause in pauses:
        due = due_after_pause(due, policy, pause, settings.calendar)
    return replace(order, due_at=due, due_policy=found.policy)


def load_of(tallies: Iterable[Tally], sent: Mapping[str, int], today: date) -> Load:
    """Return the slips of today by network point: pending ones up to today, and those sent today (all kinds)."""
    from dispatch_tui.domain.placing import Load

    load = Load(dict(sent))
    for tally in tallies:
        if tally.point and tally.day <= today and tally.kind is not Kind.UNSORTED:
            load.add(tally.point, tally.kind, tally.count)
    return load
