"""Sending slips to network points (派工, S004 一.1): dispatches, their ways and states, and flow cards."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from dispatch_tui.domain.orders import Kind, PlainJson


class Mode(StrEnum):
    """Which of the two ways of dispatching it is (rows B-02, B-03)."""

    NORMAL = "normal"
    """Once a day before closing, by flow card with the network point's car (正常派工)."""
    TEMPORARY = "temporary"
    """At once, by fax or car, with a line on the feedback sheet (临时派工)."""


class Via(StrEnum):
    """What carries the slip to the network point."""

    CAR = "car"
    FAX = "fax"
    PICK_UP = "pick_up"
    """Somebody of the network point fetches it."""


class Delivery(StrEnum):
    """Whether the slip reached the network point."""

    SENT = "sent"
    """On its way; nobody has confirmed it yet."""
    FAILED = "failed"
    """Not received (fax failed, no answer): send again or telephone (row B-03)."""
    RECEIVED = "received"
    """The network point has it."""


class DispatchState(StrEnum):
    """Whether a dispatch is the slip's present one, and whether it counts."""

    LIVE = "live"
    ENDED = "ended"
    """Sent and over: the slip goes out again (a repeat repair, the re-install leg). The paper was really sent, so it
    counts on its day, on its card, sheet and ledger, like a live one."""
    WITHDRAWN = "withdrawn"
    """Recalled after a telephone confirmation, or voided with its card; does not count."""


COUNTED_STATES = frozenset({DispatchState.LIVE, DispatchState.ENDED})
"""States of dispatches that count as sent on their day (reconciliation, ledger, feedback expected)."""


@dataclass(frozen=True, slots=True)
class Dispatch:
    """One slip sent once to one network point; a slip has at most one live dispatch (domain model 7.2)."""

    id: int
    order_id: int
    order_no: str
    point: str
    kind: Kind
    mode: Mode
    via: Via
    day: date
    """The branch's day of the sending."""
    sent_at: datetime
    """True time in UTC."""
    sent_by: str
    """Staff number."""
    card_id: int | None = None
    """The flow card that carries it; temporary dispatches have none."""
    sheet_id: int | None = None
    """The feedback sheet on which its line is expected."""
    state: DispatchState = DispatchState.LIVE
    delivery: Delivery = Delivery.SENT
    tries: int = 1
    """How often it was faxed or sent."""
    worker: str = ""
    """Worker named for this dispatch; kept when the slip is sent elsewhere later."""
    worker_at: datetime | None = None
    """When the name became known."""
    withdrawn_at: datetime | None = None
    withdrawn_reason: str = ""
    """Reason, and who confirmed the recall on the telephone."""
    version: int = 1

    @property
    def live(self) -> bool:
        """Whether it is the slip's present dispatch."""
        return self.state is DispatchState.LIVE

    @property
    def counts(self) -> bool:
        """Whether it counts as sent on its day."""
        return self.state in COUNTED_STATES


class CardState(StrEnum):
    """Where a flow card stands; there is no open card, a card is made when it is closed."""

    CLOSED = "closed"
    """Written and handed to the run; its lines never change again."""
    SIGNED = "signed"
    """The network point signed the second copy."""
    VOID = "void"
    """Voided with a reason; keeps its number (row B-04)."""


@dataclass(frozen=True, slots=True)
class FlowCard:
    """A flow card (信息流转卡) of one network point and run, in two copies (S004 二.1, rows B-02 and B-04)."""

    id: int
    no: str
    """Like ``20261122-HP1-1``: day, network point, run."""
    day: date
    point: str
    run: int
    """1 for the first card of the day for the network point, 2 for slips added after it was closed."""
    closed_at: datetime
    closed_by: str
    lines: tuple[Mapping[str, PlainJson], ...]
    """What stands on the paper, one mapping a slip (``order_no``, ``kind``, ``customer``, ``phone``, ``address``,
    ``product``, ``appointment``, ``remark``, ``materials``), frozen when the card is closed."""
    via: Via = Via.CAR
    state: CardState = CardState.CLOSED
    signed_by: str = ""
    signed_at: datetime | None = None
    void_reason: str = ""
    version: int = 1


def card_number(day: date, point: str, run: int) -> str:
    """Return the number printed on a flow card."""
    return f"{day:%Y%m%d}-{point}-{run}"
