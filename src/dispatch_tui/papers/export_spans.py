"""What an export is limited to, and how its values are written."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from dispatch_tui.domain.dispatches import Mode
from dispatch_tui.domain.orders import PlainJson

if TYPE_CHECKING:
    from dispatch_tui.services.desk import Desk
    from dispatch_tui.storage.reading import Reader

Record = dict[str, PlainJson]


@dataclass(frozen=True, slots=True)
class Span:
    """Days from which to export, both included; None is open."""

    first: date | None = None
    last: date | None = None
    mode: Mode | None = None
    """Normal or temporary dispatches only; exports that know no mode take no notice."""

    def holds(self, day: date) -> bool:
        """Tell whether a day lies in the span."""
        return (self.first is None or self.first <= day) and (self.last is None or day <= self.last)

    def wanted(self) -> dict[str, object]:
        """Return the span as what ``Reader.papers`` takes."""
        bounds = {"day_from": self.first, "day_to": self.last, "mode": self.mode}
        return {name: value for name, value in bounds.items() if value is not None}


@dataclass(frozen=True, slots=True)
class Export:
    """One thing that can be exported: its columns, and how its records are read."""

    columns: tuple[str, ...]
    read: Callable[[Desk, Reader, Span], Iterator[Record]]
    modes: bool = False
    """Whether it can be limited to normal or temporary dispatches."""


def time_text(instant: datetime | None, zone: ZoneInfo) -> str | None:
    """Return an instant as ISO 8601 with the branch's offset, None for none."""
    return None if instant is None else instant.astimezone(zone).isoformat()


def plain(facts: Mapping[str, PlainJson]) -> PlainJson:
    """Return kept facts as a JSON value, None when there are none."""
    return dict(facts) if facts else None


def point_name(desk: Desk, code: str) -> str:
    """Return a network point's Chinese name, whatever the screens speak, so that files are alike everywhere."""
    point = desk.settings.point(code)
    return desk.settings.name(point.names, "zh") if point else code
