"""Where the time comes from: nothing else in the program asks the machine for the time of day."""

from __future__ import annotations

import time
from datetime import UTC, datetime, timedelta
from typing import Protocol


class Clock(Protocol):
    """The time of day as an aware UTC datetime."""

    def now(self) -> datetime:
        """Return the present instant in UTC."""
        ...


class SystemClock:
    """The machine's own clock."""

    def now(self) -> datetime:
        """Return the machine's present instant in UTC."""
        return datetime.now(UTC)


class ShiftedClock:
    """A clock that starts at a given instant and may run faster than real time.

    Several processes given the same ``start``, ``anchor`` and ``speed`` read the same time. Used for training,
    tests (``DISPATCH_NOW``) and the demonstration day.
    """

    def __init__(self, start: datetime, *, anchor: float | None = None, speed: float = 1.0) -> None:
        self.start = start.astimezone(UTC)
        """The instant shown at the anchor."""
        self.anchor = time.time() if anchor is None else anchor
        """Machine time (seconds since 1970) at which ``start`` is shown."""
        self.speed = speed
        """Shown seconds per real second."""

    def now(self) -> datetime:
        """Return the shifted instant in UTC."""
        return self.start + timedelta(seconds=(time.time() - self.anchor) * self.speed)


class FixedClock:
    """A clock that stands still until it is moved; for tests."""

    def __init__(self, at: datetime) -> None:
        self.at = at.astimezone(UTC)

    def now(self) -> datetime:
        """Return the instant the clock stands at."""
        return self.at

    def move(self, **delta: float) -> datetime:
        """Move the clock by a timedelta given by keywords and return the new instant."""
        self.at += timedelta(**delta)
        return self.at
