"""What storage takes and gives besides slips: acts, events, changes, aliases, drafts, sort orders and ids."""

from __future__ import annotations

import os
import socket
import threading
import time
import uuid
import zlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum

from dispatch_tui.domain.board import Tally
from dispatch_tui.domain.orders import PlainJson
from dispatch_tui.errors import DispatchError

ORDER = "order"
BATCH = "batch"
CHASE = "chase"
ALIAS = "alias"
SEASON_SWITCH = "season_switch"
DISPATCH = "dispatch"
FLOW_CARD = "flow_card"
FEEDBACK_SHEET = "feedback_sheet"
FEEDBACK_LINE = "feedback_line"
LEDGER_ENTRY = "ledger_entry"
DAY_RUN = "day_run"
PRINTING = "printing"
PAPERS = frozenset({DISPATCH, FLOW_CARD, FEEDBACK_SHEET, FEEDBACK_LINE, LEDGER_ENTRY, DAY_RUN, PRINTING})
"""Records of dispatching beside the slips themselves."""


class Sort(StrEnum):
    """The orders in which slips are listed; equal ones follow one another by id."""

    WORST_FIRST = "worst_first"
    """By due time, earliest first; slips without a due time last."""
    NEWEST = "newest"
    """Last stored first."""
    NUMBER = "number"
    """By slip number, character by character."""
    RECEIVED = "received"
    """By the instant at which the room received them."""
    POINT = "point"
    """By code of the network point, unplaced first, then worst first."""


def new_command_id() -> str:
    """Return a fresh idempotency key for one command."""
    return uuid.uuid4().hex


@dataclass(frozen=True, slots=True)
class Act:
    """One action of one person: everything it changes becomes one event group in one transaction."""

    actor: str
    """Number of the operator, or the name of the machine that acts (``import``, ``demo``)."""
    action: str
    """Code of the action, like ``hold`` or ``import``."""
    at: datetime
    """When it happened (the true time)."""
    entered_at: datetime
    """When it was entered; differs from ``at`` in a catch-up entry after an outage."""
    command_id: str = field(default_factory=new_command_id)
    """Key by which a repeated command is recognised; also the id of the event group."""
    session: str = ""
    reason: str = ""
    undoes: str = ""
    """Id of the event group that this one takes back."""


@dataclass(frozen=True, slots=True)
class EventGroup:
    """One action as it stands in the history."""

    id: str
    """The command id of its act; what ``undo`` takes."""
    seq_first: int
    seq_last: int
    at: datetime
    entered_at: datetime
    actor: str
    action: str
    session: str = ""
    reason: str = ""
    undoes: str = ""
    undone_by: str = ""
    """Id of the group that took this one back and was not taken back itself; empty when there is none."""

    @property
    def count(self) -> int:
        """How many events it wrote."""
        return self.seq_last - self.seq_first + 1


@dataclass(frozen=True, slots=True)
class Event:
    """One change of one record, never changed or deleted afterwards.

    ``before`` and ``after`` hold the changed fields only, as JSON values (``codec`` turns them back): ``before`` is
    None when the record was created.
    """

    seq: int
    """Counts up by one in the branch, in the order of the commits, without gaps."""
    group: str
    at: datetime
    entered_at: datetime
    actor: str
    action: str
    entity: str
    """``order``, ``batch``, ``chase``, ``alias``, ``season_switch`` or one of ``PAPERS``."""
    entity_id: int
    before: Mapping[str, PlainJson] | None
    after: Mapping[str, PlainJson]
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Changes:
    """What changed since a change number, read in one snapshot."""

    seq: int
    """The number to ask from next time."""
    order_ids: tuple[int, ...] = ()
    """Slips that were stored or changed, in the order of their first change."""
    tallies: tuple[Tally, ...] = ()
    """Groups of the board that changed, with their present figures; a count of 0 means the group is empty now."""
    batches_changed: bool = False
    """Hand-overs or their chase log changed."""
    papers_changed: frozenset[str] = frozenset()
    """Which records of dispatching changed: names of ``PAPERS`` (and ``chase`` when the chase log did)."""
    settings_changed: bool = False
    """Season switches or learned addresses changed."""
    groups: tuple[EventGroup, ...] = ()
    """The actions themselves (the last 200 at most), oldest first."""
    reset: bool = False
    """The history is not the one seen before (a restored copy, a fail-over): everything has to be read again."""


@dataclass(frozen=True, slots=True)
class Alias:
    """A learned reading of an address: a word of addresses and what it stands for."""

    id: int
    text: str
    """The word as it stands in addresses, folded."""
    meaning: Mapping[str, PlainJson]
    """What it stands for, like ``{"point": "cn1"}`` or ``{"street": "310105001"}``; empty means forgotten."""
    by: str = ""
    version: int = 1


@dataclass(frozen=True, slots=True)
class Draft:
    """Something typed and not finished, kept so that nothing typed is lost."""

    id: int
    operator: str
    screen: str
    """Where it was typed, like ``entry``."""
    saved_at: datetime
    fields: Mapping[str, PlainJson]


@dataclass(frozen=True, slots=True)
class StoredSwitch:
    """A season switch as it is stored (``domain.seasons.SeasonSwitch`` with its id and instant)."""

    id: int
    day_from: date
    season: str
    reason: str
    by: str
    entered_at: datetime


class AlreadyDone(DispatchError):
    """The command was carried out before; nothing is done twice. ``group`` tells what it did."""

    code = "already-done"

    def __init__(self, sentence: str, group: EventGroup, hint: str = "") -> None:
        super().__init__(sentence, hint)
        self.group = group


_EPOCH_MICROSECONDS = 1_577_836_800_000_000
"""2020-01-01 UTC in microseconds since 1970."""
_TAG_BITS = 12
_host = zlib.crc32(socket.gethostname().encode("utf-8", "replace"))
_last = 0
_lock = threading.Lock()


def new_id() -> int:
    """Return a new id: 51 bits of microseconds since 2020 and 12 bits of host and process, rising with time.

    Two processes of one host differ in their 12 bits (unless their process numbers differ by a multiple of 4096), and
    within a process no microsecond is used twice; ids serve until the year 2091.
    """
    return take_ids(1)


def take_ids(count: int) -> int:
    """Reserve ``count`` ids and return the first; the others follow in steps of ``ID_STEP``."""
    global _last
    now = time.time_ns() // 1000 - _EPOCH_MICROSECONDS
    with _lock:
        first = max(now, _last + 1)
        _last = first + count - 1
    return first << _TAG_BITS | (_host ^ os.getpid()) & (1 << _TAG_BITS) - 1


ID_STEP = 1 << _TAG_BITS
"""Distance between the ids that one process makes in one go."""
