"""Slips and instants for the tests of the screens."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from dispatch_tui.domain.orders import Kind, Order, State

ZONE = ZoneInfo("Asia/Shanghai")
NOW = datetime(2026, 7, 1, 2, 42, tzinfo=UTC)
"""10:42 in Shanghai on Wednesday, 1 July 2026."""
TODAY = date(2026, 7, 1)
POINTS = {"CN1": "长宁一部", "XZ": "莘庄"}


def slip(number: int = 1, **changes: Any) -> Order:
    """Return a complete slip that came ten minutes ago, with changes."""
    order = Order(
        id=1000 + number,
        no=f"26070101{number:02d}",
        kind=Kind.INSTALL,
        state=State.READY,
        customer="张晓明",
        phone="13812341234",
        phone_digits="13812341234",
        address="长宁区法华镇路525弄12号303室",
        entered_at=NOW - timedelta(minutes=8),
        received_at=NOW - timedelta(minutes=10),
        day=TODAY,
        point="CN1",
        slot="10:30",
        due_at=NOW + timedelta(hours=4),
        due_policy="urban",
        category="空调",
        model="KFR-35GW",
    )
    return replace(order, **changes)
