"""The figures of the header, from the settings, the clock and the newest board."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from dispatch_tui.domain.board import Board
    from dispatch_tui.services.desk import Desk


class HeaderFacts(NamedTuple):
    """What the header tells; times are in the branch's zone, empty strings are left out."""

    branch: str = ""
    now: datetime | None = None
    season: str = ""
    install_slot: str = ""
    install_minutes: int | None = None
    repair_slot: str = ""
    repair_minutes: int | None = None
    plan_time: str = ""
    plan_minutes: int | None = None
    """Minutes to the vehicle plan; negative when it is over."""
    late_slots: tuple[str, ...] = ()
    """Hand-overs that are late."""
    alerts: int = 0
    operator: str = ""


def header_facts(desk: Desk, board: Board | None) -> HeaderFacts:
    """Return what the header tells at the desk's present instant."""
    from dispatch_tui.domain.board import SlotStatus
    from dispatch_tui.domain.calendar import clock_text

    settings = desk.settings
    now = desk.now()
    local = settings.local(now)
    zone = settings.branch.zone
    seasons = desk.known_seasons
    install = seasons.next_install(now, zone, settings.calendar)
    repair = seasons.next_repair(now, zone, settings.calendar)
    season = seasons.on(local.date())
    plan_time = clock_text(settings.branch.plan_minute)
    plan = seasons.slot_instant(local.date(), plan_time, zone)
    heads = board.heads if board is not None else ()
    return HeaderFacts(
        branch=settings.name(settings.branch.names, desk.language),
        now=local,
        season=settings.name(season.names, desk.language),
        install_slot=install[0] if install else "",
        install_minutes=_minutes(now, install[1]) if install else None,
        repair_slot=repair[0] if repair else "",
        repair_minutes=_minutes(now, repair[1]) if repair else None,
        plan_time=plan_time,
        plan_minutes=_minutes(now, plan) if settings.calendar.is_working(local.date()) else None,
        late_slots=tuple(dict.fromkeys(head.slot for head in heads if head.status is SlotStatus.LATE)),
        alerts=sum(head.status in (SlotStatus.LATE, SlotStatus.OPEN) for head in heads),
        operator=desk.operator_name(),
    )


def _minutes(now: datetime, then: datetime) -> int:
    return int((then - now).total_seconds() // 60)
