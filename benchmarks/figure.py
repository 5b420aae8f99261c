"""One measured figure and its budget."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Figure:
    """What was measured, against what is allowed."""

    name: str
    value: float
    unit: str = ""
    budget: float | None = None
    """None when the figure is for information only."""
    at_least: bool = False
    """The budget is the smallest value allowed instead of the largest."""
    note: str = ""

    @property
    def sign(self) -> str:
        """Return how value and budget should compare."""
        return "≥" if self.at_least else "≤"

    @property
    def within(self) -> bool:
        """Return whether the budget is kept."""
        if self.budget is None:
            return True
        return self.value >= self.budget if self.at_least else self.value <= self.budget


def percentile(values: Sequence[float], share: float) -> float:
    """Return the value below which a share (0 to 1) of the values lies, by the nearest rank."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, max(0, round(share * len(ordered) + 0.5) - 1))]


def median(values: Sequence[float]) -> float:
    """Return the middle value."""
    return percentile(values, 0.5)
