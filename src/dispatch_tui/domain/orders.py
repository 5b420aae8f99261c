"""Work slips (作业单): what a slip is, its states and what belongs to it (S004 一.1)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum

PlainJson = str | int | float | bool | None | list["PlainJson"] | dict[str, "PlainJson"]
"""A value that JSON can hold."""


class Kind(StrEnum):
    """The class of a slip (派工分类)."""

    INSTALL = "install"
    REPAIR = "repair"
    REMOVAL = "removal"
    ENGINEERING = "engineering"
    UNSORTED = "unsorted"
    """The class given on the slip is unknown; it waits in the tray to be sorted (row A-09)."""


class State(StrEnum):
    """Where a slip stands in its life cycle."""

    RECEIVED = "received"
    REVIEW = "review"
    WAITING = "waiting"
    READY = "ready"
    ASSIGNED = "assigned"
    SENT = "sent"
    ACKED = "acked"
    ARRIVED = "arrived"
    DONE = "done"
    CLOSED = "closed"
    HOLD = "hold"
    IN_HOUSE = "in_house"
    CANCELLED = "cancelled"
    REOPENED = "reopened"


PENDING_STATES = frozenset(
    {State.RECEIVED, State.REVIEW, State.WAITING, State.READY, State.ASSIGNED, State.REOPENED}
)
"""States in which the slip is work of the dispatch room: not yet sent to a network point."""

BEFORE_ARRIVAL = PENDING_STATES | {State.SENT, State.ACKED}
"""States in which a slip may be put on hold."""

BEFORE_DONE = BEFORE_ARRIVAL | {State.HOLD, State.ARRIVED, State.IN_HOUSE}
"""States in which a slip may be cancelled."""


class AreaClass(StrEnum):
    """How far the customer lives; decides the service policy (S000 4.3.1)."""

    URBAN = "urban"
    SUBURBAN = "suburban"
    OUTLYING = "outlying"
    UNKNOWN = "unknown"


class Incomplete(StrEnum):
    """What a slip lacks; an incomplete slip can be kept but not dispatched (row A-10)."""

    CUSTOMER = "customer"
    PHONE = "phone"
    ADDRESS = "address"
    CATEGORY = "category"
    KIND = "kind"
    URGENT_TIME = "urgent_time"


@dataclass(frozen=True, slots=True)
class Order:
    """One work slip as it stands now. All instants are aware UTC datetimes."""

    id: int
    """Made by the application: 63 bits, rising with time."""
    no: str
    """Slip number (作业单号), unique in the branch, as printed on the slip."""
    kind: Kind
    state: State
    customer: str
    phone: str
    """Telephone as it was given; ``phone_digits`` is what is searched."""
    address: str
    entered_at: datetime
    """When it was typed or imported."""
    received_at: datetime
    """When the room got it (the true time of the hand-over)."""
    day: date
    """The business day on which the slip is work for the room: the day received, or the day it surfaces (row A-13)."""
    phone_digits: str = ""
    """Digits only, full-width digits folded, extension left out."""
    category: str = ""
    model: str = ""
    store: str = ""
    """Source store (商场)."""
    remark: str = ""
    called_at: datetime | None = None
    """When the customer asked for the service (叫修时间); the service clock starts here."""
    required_from: datetime | None = None
    required_to: datetime | None = None
    urgent: bool = False
    point: str | None = None
    """Code of the network point: proposed while pending, real once assigned."""
    pinned: bool = False
    """The network point was given by hand or by the file; proposals leave it alone."""
    placement: Mapping[str, PlainJson] = field(default_factory=dict)
    """Facts of the proposal: code, district, street, guessed, candidates; worded when shown."""
    district: str = ""
    """Division code of the district (6 digits), empty when unknown."""
    street: str = ""
    """Division code of the street (9 digits), empty when unknown."""
    area: AreaClass = AreaClass.UNKNOWN
    batch_id: int | None = None
    """The hand-over that brought it."""
    slot: str = ""
    """Column of the board within its day: "10:30" for an installation batch, "09:00" for a repair pick-up."""
    due_at: datetime | None = None
    due_policy: str = ""
    """Code of the service policy behind ``due_at``."""
    dispatched_at: datetime | None = None
    """When it was sent to its network point (派工); None while it has not been."""
    hold_until: date | None = None
    hold_reason: str = ""
    state_before_hold: State | None = None
    cancel_reason: str = ""
    repeat_of: str = ""
    """Slip number of an earlier slip with the same phone and model (row A-11)."""
    reappointed: int = 0
    """How often the appointment was changed."""
    incomplete: tuple[Incomplete, ...] = ()
    initials: str = ""
    """Pinyin initials of the customer's name, lower case, for searching."""
    extras: Mapping[str, str] = field(default_factory=dict)
    """Columns of the import file that have no place of their own, by heading."""
    entered_by: str = ""
    version: int = 1
    """Increases with every change."""
    review: Mapping[str, PlainJson] = field(default_factory=dict)
    """The pre-review (预审) as facts; ``pre_review.review_of`` reads them. Empty while nothing is stated."""
    dispatch_id: int | None = None
    """The one live dispatch (派工): set from sending to recall, and kept when the work is done."""
    worker: str = ""
    """Name of the worker (作业者) once it is known (row B-08)."""
    arrived_at: datetime | None = None
    """When the worker arrived; our clock stops there (S000 4.3.1)."""
    done_at: datetime | None = None
    """When the work was done."""
    signed: bool = False
    """Whether the customer signed the voucher (服务凭证)."""
    closed_at: datetime | None = None
    """When the voucher came back and the slip was struck out (销单, row C-10)."""
    addenda: tuple[Mapping[str, PlainJson], ...] = ()
    """On-site additions (现场增补, row B-10), oldest first; ``addenda.additions_of`` reads them."""
    split_of: str = ""
    """Number of the slip from which this one was split."""
    merged_into: str = ""
    """Number of the slip into which this one was merged; it is cancelled then."""

    @property
    def pending(self) -> bool:
        """Whether the slip is still work of the dispatch room."""
        return self.state in PENDING_STATES

    @property
    def phone_tail(self) -> str:
        """The last four digits of the telephone, or fewer when there are fewer."""
        return self.phone_digits[-4:]
