"""The figures of the header, from the settings, the clock and the newest board."""

from __future__ import annotations

from datetime import datetime, time
from typing import TYPE_CHECKING

from dispatch_tui.domain.board import Board, SlotStatus
from dispatch_tui.tui.widgets.header import HeaderFacts

if TYPE_CHECKING:
    from dispatch_tui.services.desk import Desk

PLAN_TIME = time(17, 30)
"""When the next day's vehicle plan is due, branch time."""
ALERT_STATES = (SlotStatus.LATE, SlotStatus.OPEN)
"""States of a hand-over that count as an alert."""


def header_facts(desk: Desk, board: Board | None) -> HeaderFacts:
    """Return what the header tells at the desk's present instant."""
    settings = desk.settings
    now = desk.now()
    local = settings.local(now)
    zone = settings.branch.zone
    seasons = settings.seasons
    install = seasons.next_install(now, zone, settings.calendar)
    repair = seasons.next_repair(now, zone, settings.calendar)
    season = seasons.on(local.date())
    plan = datetime.combine(local.date(), PLAN_TIME, tzinfo=zone)
    heads = board.heads if board is not None else ()
    return HeaderFacts(
        branch=settings.name(settings.branch.names, desk.language),
        now=local,
        season=settings.name(season.names, desk.language),
        install_slot=install[0] if install else "",
        install_minutes=_minutes(now, install[1]) if install else None,
        repair_slot=repair[0] if repair else "",
        repair_minutes=_minutes(now, repair[1]) if repair else None,
        plan_time=f"{PLAN_TIME:%H:%M}",
        plan_minutes=_minutes(now, plan) if settings.calendar.is_working(local.date()) else None,
        late_slots=tuple(dict.fromkeys(head.slot for head in heads if head.status is SlotStatus.LATE)),
        alerts=sum(head.status in ALERT_STATES for head in heads),
        operator=desk.operator_name(),
    )


def _minutes(now: datetime, then: datetime) -> int:
    return int((then - now).total_seconds() // 60)
