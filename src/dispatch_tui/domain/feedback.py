"""Feedback sheets (派工信息反馈表) and their lines (S004 一.1, rows C-01 to C-07; domain model 7.3)."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum

from dispatch_tui.domain.dispatches import Mode
from dispatch_tui.domain.orders import Kind


class SheetState(StrEnum):
    """Where a feedback sheet stands."""

    EXPECTED = "expected"
    RECEIVED = "received"
    QUERIED = "queried"
    """A doubt was telephoned to the network point; the answer is awaited (row C-04)."""
    CHECKED = "checked"
    HANDED = "handed"
    """Handed to the information centre (rows C-05 and C-06)."""
    ENTERED = "entered"
    """The information centre has typed it in."""
    COPIED_BACK = "copied_back"
    """The supervisor filled the workers' names into the network point's original sheet (row C-07)."""


@dataclass(frozen=True, slots=True)
class FeedbackSheet:
    """One sheet: of a network point, day and kind for normal dispatches; of a day and kind for temporary ones.

    A temporary sheet may hold several network points, each line names its own; installation and repair never share a
    sheet (row B-09). A sheet is expected as soon as something was sent, and unique by day, point, kind and mode.
    """

    id: int
    day: date
    """Day of the dispatch."""
    point: str
    """Code of the network point; empty for the temporary sheet of the day."""
    kind: Kind
    mode: Mode
    state: SheetState = SheetState.EXPECTED
    received_at: datetime | None = None
    way: str = ""
    """How it came: fax, car, telephone."""
    query: str = ""
    """The doubt and the network point's answer, one a line."""
    handed_at: datetime | None = None
    handed_by: str = ""
    gap: str = ""
    """Why it was handed over, or left out, with something missing; signed by ``handed_by``."""
    entered_at: datetime | None = None
    copied_at: datetime | None = None
    copied_by: str = ""
    version: int = 1


class LineState(StrEnum):
    """What a line of a feedback sheet turned out to be (row C-04)."""

    GOOD = "good"
    UNKNOWN = "unknown"
    """No slip has the number."""
    FOREIGN = "foreign"
    """The slip was not sent to this network point, or on another day, kind or mode."""
    STRUCK = "struck"
    """Typed by mistake and struck out; kept for the history."""


@dataclass(frozen=True, slots=True)
class FeedbackLine:
    """One line of a feedback sheet as the network point wrote it."""

    id: int
    sheet_id: int
    order_no: str
    """As it stands on the sheet."""
    order_id: int | None
    """None when no slip has the number."""
    point: str
    worker: str
    """Name of the worker; empty when the network point left it blank."""
    note: str = ""
    state: LineState = LineState.GOOD
    typed_at: datetime | None = None
    typed_by: str = ""
    earlier_worker: str = ""
    """The name first reported when a later report differs (row C-07)."""
    handed_at: datetime | None = None
    """When the line of a temporary sheet went to the information centre; a later name goes again (row C-06)."""
    version: int = 1

    def taken_back(self) -> FeedbackLine:
        """Return the line as it stands after its entry was undone."""
        return replace(self, state=LineState.STRUCK)


def sheet_subject(day: date, point: str, kind: Kind, mode: Mode) -> str:
    """Return the chase log's name of a sheet."""
    return f"sheet:{day.isoformat()}:{point or '*'}:{kind.value}:{mode.value}"


def worker_subject(order_no: str) -> str:
    """Return the chase log's name of the worker's name of a temporary dispatch (row B-08)."""
    return f"worker:{order_no}"
