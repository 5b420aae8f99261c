"""peewee models of the tables; the migrations make the tables, a test compares both.

The models are bound to no database: queries are handed to the engine that runs them, so several stores may be open in
one process.
"""

from __future__ import annotations

from typing import Any

from dispatch_tui.storage.model_base import Int as _Int
from dispatch_tui.storage.model_base import Micros as _Micros
from dispatch_tui.storage.model_base import Row as _Row
from dispatch_tui.storage.model_base import Text as _Text
from dispatch_tui.storage.orm import peewee
from dispatch_tui.storage.paper_models import (
    CardRow,
    DayRunRow,
    DispatchRow,
    LedgerRow,
    LineRow,
    PrintingRow,
    SheetRow,
)


class OrderRow(_Row):
    """A work slip with the columns that searching needs; JSON only for what is never searched."""

    id = _Micros(primary_key=True)
    no = _Text()
    kind = _Text()
    state = _Text()
    customer = _Text()
    phone = _Text()
    address = _Text()
    entered_at = _Micros()
    received_at = _Micros()
    day = _Text()
    phone_digits = _Text()
    category = _Text()
    model = _Text()
    store = _Text()
    remark = _Text()
    called_at = _Micros(null=True)
    required_from = _Micros(null=True)
    required_to = _Micros(null=True)
    urgent = peewee.SmallIntegerField()
    point = _Text()
    """Empty while unplaced."""
    pinned = peewee.SmallIntegerField()
    placement = _Text()
    district = _Text()
    street = _Text()
    area = _Text()
    batch_id = _Micros(null=True)
    slot = _Text()
    due_at = _Micros(null=True)
    due_policy = _Text()
    dispatched_at = _Micros(null=True)
    hold_until = _Text(null=True)
    hold_reason = _Text()
    state_before_hold = _Text(null=True)
    cancel_reason = _Text()
    repeat_of = _Text()
    reappointed = _Int()
    incomplete = _Text()
    initials = _Text()
    extras = _Text()
    entered_by = _Text()
    version = _Int()
    review = _Text()
    dispatch_id = _Micros(null=True)
    worker = _Text()
    arrived_at = _Micros(null=True)
    done_at = _Micros(null=True)
    signed = peewee.SmallIntegerField()
    closed_at = _Micros(null=True)
    addenda = _Text()
    """A JSON list, empty text when there are none."""
    split_of = _Text()
    merged_into = _Text()
    pending = peewee.SmallIntegerField()
    """1 while the slip is work of the room: the partial indexes stand on ``pending = 1``."""
    cell = _Micros()
    """Number of its group on the board (``codec.cell_number``)."""
    no_digits = _Int()
    """How many characters at the end of the number are digits."""
    category_folded = _Text()
    folded = _Text()
    """The text that the text filter looks into."""

    class Meta:
        table_name = "orders"


class EventRow(_Row):
    """One change; append-only."""

    seq = _Micros()
    grp = _Micros()
    entity = _Text()
    entity_id = _Micros()
    before = _Text(null=True)
    after = _Text()
    prev_hash = peewee.BlobField()

    class Meta:
        table_name = "event"
        primary_key = peewee.CompositeKey("branch", "seq")


class GroupRow(_Row):
    """One action: who, when, why; append-only. Its id is the number of its first event."""

    id = _Micros()
    seq_last = _Micros()
    command_id = _Text()
    at = _Micros()
    entered_at = _Micros()
    actor = _Text()
    action = _Text()
    session = _Text()
    reason = _Text()
    undoes = _Text()

    class Meta:
        table_name = "event_group"
        primary_key = peewee.CompositeKey("branch", "id")


class HeadRow(_Row):
    """The last change number of the branch and the hash of that event."""

    branch = _Text(primary_key=True)
    seq = _Micros()
    hash = peewee.BlobField()

    class Meta:
        table_name = "feed_head"


class CellRow(_Row):
    """Pending slips of one network point, day, kind and slot, with the change number of the last change."""

    point = _Text()
    day = _Text()
    kind = _Text()
    slot = _Text()
    cell = _Micros()
    count = _Int()
    urgent = _Int()
    seq = _Micros()

    class Meta:
        table_name = "board_cell"
        primary_key = peewee.CompositeKey("branch", "point", "day", "kind", "slot")


class BatchRow(_Row):
    """One hand-over."""

    id = _Micros()
    day = _Text()
    kind = _Text()
    slot = _Text()
    received_at = _Micros()
    entered_at = _Micros()
    entered_by = _Text()
    clerk = _Text()
    way = _Text()
    declared = _Int(null=True)
    entered = _Int()
    status = _Text()
    explanation = _Text()
    source = _Text()
    version = _Int()

    class Meta:
        table_name = "batch"
        primary_key = peewee.CompositeKey("branch", "id")


class ChaseRow(_Row):
    """One entry of the chase log."""

    id = _Micros()
    subject = _Text()
    at = _Micros()
    caller = _Text()
    whom = _Text()
    way = _Text()
    answer = _Text()
    next_at = _Micros(null=True)

    class Meta:
        table_name = "chase"
        primary_key = peewee.CompositeKey("branch", "id")


class AliasRow(_Row):
    """A learned word of addresses."""

    id = _Micros()
    text = _Text()
    meaning = _Text()
    taught_by = _Text()
    version = _Int()

    class Meta:
        table_name = "alias"
        primary_key = peewee.CompositeKey("branch", "id")


class DraftRow(_Row):
    """Something typed and not finished."""

    id = _Micros()
    operator = _Text()
    screen = _Text()
    saved_at = _Micros()
    fields = _Text()

    class Meta:
        table_name = "draft"
        primary_key = peewee.CompositeKey("branch", "id")


class SwitchRow(_Row):
    """A season switch; append-only."""

    id = _Micros()
    day_from = _Text()
    season = _Text()
    reason = _Text()
    switched_by = _Text()
    entered_at = _Micros()

    class Meta:
        table_name = "season_switch"
        primary_key = peewee.CompositeKey("branch", "id")


MODELS = (
    OrderRow, EventRow, GroupRow, HeadRow, CellRow, BatchRow, ChaseRow, AliasRow, DraftRow, SwitchRow,
    DispatchRow, CardRow, SheetRow, LineRow, LedgerRow, DayRunRow, PrintingRow,
)  # fmt: skip
"""Every model, for comparing with the tables."""


def column_names(model: Any) -> tuple[str, ...]:
    """Return the column names of a model in the order of their declaration."""
    return tuple(field.column_name for field in model._meta.sorted_fields)
