"""Hand-overs of slips from the information centre (派工信息获取, S004 一.1): batches and their chase log."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from dispatch_tui.domain.board import SlotStatus
from dispatch_tui.domain.orders import Kind


class Way(StrEnum):
    """How the slips came (row A-01)."""

    BROUGHT = "brought"
    """The intake clerk brought them."""
    FETCHED = "fetched"
    """We chased and fetched them."""


class BatchStatus(StrEnum):
    """Where a recorded hand-over stands."""

    OPEN = "open"
    """Declared and entered counts differ and nobody has explained it (row A-08)."""
    BALANCED = "balanced"
    EXPLAINED = "explained"
    """The difference was accepted with a reason."""
    ZERO = "zero"
    """Recorded as having brought no slips (row A-02)."""


@dataclass(frozen=True, slots=True)
class Batch:
    """One hand-over of slips of one kind at one slot of the day."""

    id: int
    day: date
    kind: Kind
    """INSTALL or REPAIR for slots; other kinds and urgent slips come with a batch whose slot is empty."""
    slot: str
    """"10:30", or empty for a hand-over outside the slots."""
    received_at: datetime
    entered_at: datetime
    entered_by: str
    clerk: str = ""
    """Intake clerk (信息受理员) who handed over."""
    way: Way = Way.BROUGHT
    declared: int | None = None
    """How many slips the clerk says there are; None when nobody said."""
    entered: int = 0
    status: BatchStatus = BatchStatus.BALANCED
    explanation: str = ""
    source: str = ""
    """File name, or empty when typed in."""
    version: int = 1

    @property
    def missing(self) -> int:
        """Declared minus entered count; negative when too many came, 0 when nothing was declared."""
        return 0 if self.declared is None else self.declared - self.entered


@dataclass(frozen=True, slots=True)
class Chase:
    """One entry of the chase log (催促): who called whom, the answer, the next try (row A-07)."""

    id: int
    subject: str
    """What is chased: ``batch:2026-07-01:install:10:30``."""
    at: datetime
    by: str
    whom: str
    way: str
    answer: str
    next_at: datetime | None = None


def slot_subject(day: date, kind: Kind, slot: str) -> str:
    """Return the chase log's name of a hand-over slot."""
    return f"batch:{day.isoformat()}:{kind.value}:{slot}"


def status_of_slot(
    due_at: datetime, now: datetime, late_minutes: int, received: tuple[Batch, ...], expected: bool = True
) -> SlotStatus:
    """Tell where a slot of the day stands from the hand-overs recorded for it.

    A slot on a day off is never late (row A-07); one recorded as bringing nothing is ``zero`` (row A-02); one with an
    unexplained difference stays ``open`` (row A-08).
    """
    if any(batch.status is BatchStatus.OPEN for batch in received):
        return SlotStatus.OPEN
    if received:
        all_zero = all(batch.status is BatchStatus.ZERO for batch in received)
        return SlotStatus.ZERO if all_zero else SlotStatus.ARRIVED
    if not expected:
        return SlotStatus.OFF
    late_by = (now - due_at).total_seconds() / 60
    return SlotStatus.LATE if late_by > late_minutes else SlotStatus.TO_COME


def settled_status(
    declared: int | None, entered: int, explanation: str = "", zero: bool = False
) -> BatchStatus:
    """Tell where a hand-over stands from its counts (rows A-02 and A-08).

    A difference stays open until it is explained; nothing declared and nothing entered is zero when it was said so.
    """
    if declared is not None and declared != entered:
        return BatchStatus.EXPLAINED if explanation.strip() else BatchStatus.OPEN
    if entered == 0 and (zero or declared == 0):
        return BatchStatus.ZERO
    return BatchStatus.BALANCED


def share_declared(declared: int | None, entered: Mapping[Kind, int]) -> dict[Kind, int | None]:
    """Divide the declared count of a file that brought several kinds among the kinds (row A-08).

    The kind with most slips carries the difference, so that it shows at one place; the others are declared as they
    were entered.
    """
    if declared is None or not entered:
        return dict.fromkeys(entered)
    main = max(entered, key=lambda kind: (entered[kind], -list(Kind).index(kind)))
    rest = sum(count for kind, count in entered.items() if kind is not main)
    shares: dict[Kind, int | None] = dict(entered)
    shares[main] = max(0, declared - rest)
    return shares


def choose_slot(
    slots: Sequence[tuple[str, datetime]], taken: Collection[str], kind: Kind, now: datetime
) -> str:
    """Return the slot of the day to which slips belong that come now without saying so.

    ``slots`` holds slots and their instants, earliest first; ``taken`` those whose hand-over is settled. Installation
    slips belong to the earliest slot that is due and not settled, otherwise to the next one to come. Repair slips are
    picked up all at once, so they belong to the latest pick-up that is due. After the last slot they belong to it.
    """
    if not slots:
        return ""
    due = [slot for slot, at in slots if at <= now]
    coming = [slot for slot, at in slots if at > now]
    if kind is Kind.REPAIR and due:
        return due[-1]
    open_ones = [slot for slot in due if slot not in taken]
    if open_ones:
        return open_ones[0]
    waiting = [slot for slot in coming if slot not in taken]
    return (waiting or coming or due[-1:])[0]
