"""peewee models of the records of dispatching: dispatches, cards, sheets, lines, ledger, day runs, prints."""

from __future__ import annotations

from dispatch_tui.storage.model_base import Int as _Int
from dispatch_tui.storage.model_base import Micros as _Micros
from dispatch_tui.storage.model_base import Row as _Row
from dispatch_tui.storage.model_base import Text as _Text
from dispatch_tui.storage.orm import peewee


class DispatchRow(_Row):
    """One slip sent once; at most one live one a slip, which a unique index enforces."""

    id = _Micros()
    order_id = _Micros()
    order_no = _Text()
    point = _Text()
    kind = _Text()
    mode = _Text()
    via = _Text()
    day = _Text()
    sent_at = _Micros()
    sent_by = _Text()
    card_id = _Micros(null=True)
    sheet_id = _Micros(null=True)
    state = _Text()
    delivery = _Text()
    tries = _Int()
    worker = _Text()
    worker_at = _Micros(null=True)
    withdrawn_at = _Micros(null=True)
    withdrawn_reason = _Text()
    version = _Int()

    class Meta:
        table_name = "dispatch"
        primary_key = peewee.CompositeKey("branch", "id")


class CardRow(_Row):
    """One flow card with its lines as they were printed."""

    id = _Micros()
    no = _Text()
    day = _Text()
    point = _Text()
    run = _Int()
    closed_at = _Micros()
    closed_by = _Text()
    lines = _Text()
    via = _Text()
    state = _Text()
    signed_by = _Text()
    signed_at = _Micros(null=True)
    void_reason = _Text()
    version = _Int()

    class Meta:
        table_name = "flow_card"
        primary_key = peewee.CompositeKey("branch", "id")


class SheetRow(_Row):
    """One feedback sheet."""

    id = _Micros()
    day = _Text()
    point = _Text()
    kind = _Text()
    mode = _Text()
    state = _Text()
    received_at = _Micros(null=True)
    way = _Text()
    query = _Text()
    handed_at = _Micros(null=True)
    handed_by = _Text()
    gap = _Text()
    entered_at = _Micros(null=True)
    copied_at = _Micros(null=True)
    copied_by = _Text()
    version = _Int()

    class Meta:
        table_name = "feedback_sheet"
        primary_key = peewee.CompositeKey("branch", "id")


class LineRow(_Row):
    """One line of a feedback sheet."""

    id = _Micros()
    sheet_id = _Micros()
    order_no = _Text()
    order_id = _Micros(null=True)
    point = _Text()
    worker = _Text()
    note = _Text()
    state = _Text()
    typed_at = _Micros(null=True)
    typed_by = _Text()
    earlier_worker = _Text()
    handed_at = _Micros(null=True)
    version = _Int()

    class Meta:
        table_name = "feedback_line"
        primary_key = peewee.CompositeKey("branch", "id")


class LedgerRow(_Row):
    """One entry of the ledger; append-only."""

    id = _Micros()
    day = _Text()
    point = _Text()
    kind = _Text()
    mode = _Text()
    count = _Int()
    order_nos = _Text()
    made_at = _Micros()
    made_by = _Text()
    ref = _Text()
    correction_of = _Micros(null=True)
    reason = _Text()
    version = _Int()

    class Meta:
        table_name = "ledger_entry"
        primary_key = peewee.CompositeKey("branch", "id")


class DayRunRow(_Row):
    """One day-open or day-close."""

    id = _Micros()
    day = _Text()
    kind = _Text()
    begun_at = _Micros()
    begun_by = _Text()
    accepted = _Text()
    signed_at = _Micros(null=True)
    signed_by = _Text()
    version = _Int()

    class Meta:
        table_name = "day_run"
        primary_key = peewee.CompositeKey("branch", "id")


class PrintingRow(_Row):
    """One print of one paper; append-only."""

    id = _Micros()
    paper = _Text()
    subject = _Text()
    printed_at = _Micros()
    printed_by = _Text()
    target = _Text()
    nth = _Int()
    version = _Int()

    class Meta:
        table_name = "printing"
        primary_key = peewee.CompositeKey("branch", "id")
