"""Pre-review (预审) before dispatch: materials for installations, parts for repairs (S004 一.1, rows B-05, B-06)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from dispatch_tui.domain.orders import Kind, PlainJson

REVIEWED_KINDS = frozenset({Kind.INSTALL, Kind.REPAIR})
"""Kinds whose slips are pre-reviewed; removal and engineering slips go to dispatch without (domain model 7.2)."""


class ReviewStatus(StrEnum):
    """Where a pre-review stands."""

    NONE = "none"
    """Stated: nothing is needed. Never the same as not reviewed."""
    REQUESTED = "requested"
    """Lines were signed and sent to the materials department."""
    READY = "ready"
    """The materials department has everything ready."""
    WAIVED = "waived"
    """Dispatched without waiting, with a name and a reason."""


@dataclass(frozen=True, slots=True)
class ReviewLine:
    """One material or part."""

    name: str
    quantity: str
    """A positive decimal number as text, like ``2`` or ``3.5``."""
    unit: str


@dataclass(frozen=True, slots=True)
class Review:
    """A stated pre-review."""

    status: ReviewStatus
    lines: tuple[ReviewLine, ...] = ()
    make: bool = False
    """True when the materials department has to make something, False when it has to prepare from stock."""
    by: str = ""
    """Staff number of who signed the lines."""
    at: datetime | None = None
    ready_by: str = ""
    ready_at: datetime | None = None
    reason: str = ""
    """Why it was waived."""


def review_of(facts: Mapping[str, PlainJson]) -> Review | None:
    """Return the pre-review kept on a slip, None while nothing is stated."""
    if not facts:
        return None
    lines = facts.get("lines")
    return Review(
        status=ReviewStatus(str(facts["status"])),
        lines=tuple(
            ReviewLine(str(line.get("name", "")), str(line.get("quantity", "1")), str(line.get("unit", "")))
            for line in (lines if isinstance(lines, list) else [])
            if isinstance(line, dict)
        ),
        make=bool(facts.get("make")),
        by=str(facts.get("by", "")),
        at=_instant(facts.get("at")),
        ready_by=str(facts.get("ready_by", "")),
        ready_at=_instant(facts.get("ready_at")),
        reason=str(facts.get("reason", "")),
    )


def facts_of(review: Review) -> dict[str, PlainJson]:
    """Return a pre-review as the facts that a slip keeps."""
    facts: dict[str, PlainJson] = {"status": review.status.value}
    if review.lines:
        facts["lines"] = [
            {"name": line.name, "quantity": line.quantity, "unit": line.unit} for line in review.lines
        ]
    if review.make:
        facts["make"] = True
    for name, value in (
        ("by", review.by), ("ready_by", review.ready_by), ("reason", review.reason),
    ):  # fmt: skip
        if value:
            facts[name] = value
    for name, instant in (("at", review.at), ("ready_at", review.ready_at)):
        if instant is not None:
            facts[name] = instant.isoformat()
    return facts


def _instant(value: PlainJson) -> datetime | None:
    return datetime.fromisoformat(value) if isinstance(value, str) and value else None
