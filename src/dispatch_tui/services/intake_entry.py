"""Entering a slip by keyboard: findings field by field, earlier customers, numbers made on the spot, drafts (A-11)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING

from dispatch_tui.domain.batches import Batch, BatchStatus, settled_status
from dispatch_tui.domain.intake import (
    Content,
    FieldFinding,
    ReadingRules,
    read_content,
)
from dispatch_tui.domain.intake_dates import Moment, read_moment
from dispatch_tui.domain.orders import Kind, Order, PlainJson
from dispatch_tui.domain.rules import Level, Outcome, Result
from dispatch_tui.domain.text import phone_digits
from dispatch_tui.errors import BadInput, Conflict, DispatchError, NotFound
from dispatch_tui.i18n import gettext as _
from dispatch_tui.services import roles
from dispatch_tui.services.batches import label
from dispatch_tui.services.intake_building import PointNames, SlipBuilder
from dispatch_tui.services.intake_hand_over import SLOTTED

if TYPE_CHECKING:
    from dispatch_tui.services.desk import Desk
    from dispatch_tui.storage.reading import Reader
    from dispatch_tui.storage.records import Draft
    from dispatch_tui.storage.writing import Writer

SCREEN = "entry"
"""Name under which drafts of the entry form are kept."""
SHORTEST_TAIL = 4
"""Digits of a telephone from which earlier customers are looked for."""
_LOOKED_AT = 60
_MOST_NUMBERS = 9_999
_TRIES = 5


@dataclass(frozen=True, slots=True)
class SlipForm:
    """An entry form as it was typed; all fields are text by their import names."""

    order_no: str = ""
    """Printed number of the slip; empty lets the program make one."""
    kind: str = ""
    customer: str = ""
    phone: str = ""
    address: str = ""
    category: str = ""
    model: str = ""
    called_at: str = ""
    """Empty means now: the customer is calling."""
    required_from: str = ""
    required_to: str = ""
    urgent: str = ""
    store: str = ""
    point: str = ""
    remark: str = ""
    extras: Mapping[str, str] = field(default_factory=dict)
    batch_id: int | None = None
    """Hand-over to which the slip belongs; None adds it to one that still misses slips of its kind, if there is one."""
    received_at: datetime | None = None
    """True time of the hand-over (UTC) in a catch-up entry; None is now."""
    draft_id: int | None = None
    """Draft that is finished with this slip."""

    @classmethod
    def of(cls, values: Mapping[str, str]) -> SlipForm:
        """Return the form with the values of fields by import name; unknown names become extras."""
        known = {name: text for name, text in values.items() if name in _NAMES}
        extras = {name: text for name, text in values.items() if name not in _NAMES}
        return cls(**known, extras=extras)  # type: ignore[arg-type]

    def values(self) -> dict[str, str]:
        """Return the filled fields by import name."""
        return {name: text for name in _NAMES if (text := getattr(self, name))}


_NAMES = (
    "order_no", "kind", "customer", "phone", "address", "category", "model", "called_at", "required_from",
    "required_to", "urgent", "store", "point", "remark",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Entry:
    """What came of an entry form."""

    outcome: Outcome
    findings: tuple[FieldFinding, ...] = ()
    order: Order | None = None
    """The slip as it was stored; None when it was refused."""
    existing: Order | None = None
    """The slip that has the number already."""
    repeats: tuple[Order, ...] = ()
    """Earlier slips of the same telephone and model (row A-11)."""


@dataclass(frozen=True, slots=True)
class EarlierCustomer:
    """A customer who called before, found by telephone."""

    customer: str
    phone: str
    address: str
    category: str
    model: str
    slips: tuple[Order, ...]
    """The last slips at this address, newest first."""


def check_form(desk: Desk, form: SlipForm) -> tuple[FieldFinding, ...]:
    """Return what is doubtful about a form so far, without storing anything; the same rules as ``enter``."""
    with desk.store.read() as reader:
        _content, findings, _existing = _read(desk, reader, form)
    return tuple(findings)


@dataclass(frozen=True, slots=True)
class Looked:
    """What a form would come to if it were stored as it stands."""

    order: Order | None
    """The slip with its network point and due time; its id and number mean nothing yet. None when it can't be one."""
    findings: tuple[FieldFinding, ...] = ()


def look_at(desk: Desk, form: SlipForm) -> Looked:
    """Return what a form would come to, without storing anything; for showing it while it is typed."""
    with desk.store.read() as reader:
        content, findings, _existing = _read(desk, reader, form)
        order = None
        if content is not None:
            received_at = form.received_at or desk.now()
            if content.called_at is None:
                content.called_at = received_at
            builder = SlipBuilder(desk, reader, received_at)
            slot = builder.default_slot(content.kind, frozenset())
            order = builder.build(content, 0, None, slot)
    return Looked(order, tuple(findings))


def enter(desk: Desk, form: SlipForm) -> Entry:
    """Store a typed slip. Missing fields are told and kept as incomplete; only what can't be a slip is refused.

    A slip without a number gets the next one of the day. A number that exists is refused, and the slip that has it is
    handed back. Raises NotAllowed when the operator may not enter slips.
    """
    roles.require(desk, "enter")
    command = desk.act("enter", at=form.received_at)
    for attempt in range(_TRIES):
        try:
            return desk.store.run(command, lambda writer: _enter(desk, writer, form))
        except _NotTaken as refused:
            return refused.entry
        except Conflict:
            # Another desk took the number that was just made.
            if form.order_no.strip() or attempt == _TRIES - 1:
                raise
    raise AssertionError("unreachable")


class _NotTaken(Exception):
    """Carries the answer out of a transaction that stores nothing."""

    def __init__(self, entry: Entry) -> None:
        super().__init__()
        self.entry = entry


def _enter(desk: Desk, writer: Writer, form: SlipForm) -> Entry:
    content, findings, existing = _read(desk, writer, form)
    if content is None or existing is not None:
        refused = [finding for finding in findings if finding.level is Level.BLOCK]
        first = refused[0]
        message = " ".join(finding.text for finding in refused)
        outcome = Outcome((Result(form.order_no.strip(), False, Level.BLOCK, first.code, message),))
        raise _NotTaken(Entry(outcome, tuple(findings), None, existing))
    received_at = form.received_at or desk.now()
    builder = SlipBuilder(desk, writer, received_at)
    if content.called_at is None:
        content.called_at = received_at
    if not content.no:
        content.no = next_number(writer, builder.day)
    batch = _batch_for(writer, content, form, builder)
    slot = batch.slot if batch is not None and batch.slot else builder.default_slot(content.kind, frozenset())
    order = builder.build(content, writer.new_id(), batch.id if batch else None, slot)
    repeats = _repeats(writer, order, builder)
    if repeats and order.kind is Kind.REPAIR and not order.repeat_of:
        order = replace(order, repeat_of=repeats[0].no)
    writer.insert_orders([order])
    if batch is not None:
        _count_in(writer, batch)
    if form.draft_id is not None:
        writer.delete_draft(form.draft_id)
    told = [finding.text for finding in findings if finding.level >= Level.WARN]
    level = max((finding.level for finding in findings), default=Level.OK)
    message = " ".join([_("Slip {no} is taken.").format(no=order.no), *told])
    outcome = Outcome((Result(order.no, True, level, "done", message),), writer.group_id)
    return Entry(outcome, tuple(findings), order, None, repeats)


def _read(
    desk: Desk, reader: Reader, form: SlipForm
) -> tuple[Content | None, list[FieldFinding], Order | None]:
    """Return content, findings and the slip that has the number already."""
    settings = desk.settings
    now = desk.now()
    values = form.values()
    if called := values.get("called_at"):
        values["called_at"] = _with_year(called, now, desk, future=False)
    rules = ReadingRules(
        settings.branch.zone,
        now,
        points=PointNames(settings),
        moment=lambda text: _typed_moment(text, now, desk),
        number_needed=False,
    )
    findings: list[FieldFinding] = []
    content = read_content(values, dict(form.extras), rules, findings)
    existing = reader.order_by_no(content.no) if content is not None and content.no else None
    if existing is not None:
        sentence = _("Slip {no} is here already: {customer}, {address}.").format(
            no=existing.no, customer=existing.customer, address=existing.address
        )
        findings.insert(0, FieldFinding(Level.BLOCK, "order_no", "number-exists", sentence))
    return content, findings, existing


def _typed_moment(text: str, now: datetime, desk: Desk) -> Moment:
    """Read a date as it is typed during a call: ``7-2 14:00`` and ``tomorrow 14:00`` lie ahead."""
    found = read_moment(text)
    if found.problem is None:
        return found
    typed = _with_year(text, now, desk, future=True)
    return found if typed == text else read_moment(typed)


def _with_year(text: str, now: datetime, desk: Desk, *, future: bool) -> str:
    """Return a date that was typed in short as a whole one, the text itself when it is no such date."""
    from dispatch_tui.services.commands.dates import Bias, read_day, read_instant

    if not text.strip() or read_moment(text).problem is None:
        return text
    zone = desk.settings.branch.zone
    bias = Bias.FUTURE if future else Bias.PAST
    try:
        day = read_day(text.strip(), now.astimezone(zone).date(), bias)
        if day is not None:
            return day.isoformat()
        instant = read_instant(text, now, zone, bias)
    except DispatchError:
        return text
    return instant.astimezone(zone).strftime("%Y-%m-%d %H:%M")


def _batch_for(writer: Writer, content: Content, form: SlipForm, builder: SlipBuilder) -> Batch | None:
    """Return the hand-over to which a typed slip belongs (row A-08)."""
    if form.batch_id is not None:
        batch = writer.batch(form.batch_id)
        if batch is None:
            raise NotFound(_("There is no such hand-over."))
        if batch.kind is not content.kind:
            raise BadInput(
                _("{batch} brings slips of another kind.").format(batch=label(batch)),
                _("Choose the hand-over of this kind, or none."),
            )
        return batch
    if content.kind not in SLOTTED:
        return None
    waiting = [
        batch
        for batch in writer.batches(builder.day)
        if batch.kind is content.kind and batch.status is BatchStatus.OPEN and batch.missing > 0
    ]
    return max(waiting, key=lambda batch: batch.id, default=None)


def _count_in(writer: Writer, batch: Batch) -> None:
    entered = batch.entered + 1
    status = settled_status(batch.declared, entered, batch.explanation)
    writer.update_batch(batch, replace(batch, entered=entered, status=status))


def _repeats(writer: Writer, order: Order, builder: SlipBuilder) -> tuple[Order, ...]:
    if not order.phone_digits or not order.model.strip():
        return ()
    found = writer.repeat_candidates(order.phone_digits, order.model, builder.repeats_since)
    return tuple(earlier for earlier in found if earlier.no != order.no)


def next_number(reader: Reader, day: date) -> str:
    """Return the next slip number of a day's own series, like ``K260701-0007``.

    Inside a write transaction the number stays free until the slip is stored.
    """
    low, high = 0, 1
    while high <= _MOST_NUMBERS and _is_used(reader, day, high):
        low, high = high, high * 2
    while low + 1 < high:
        middle = (low + high) // 2
        if _is_used(reader, day, middle):
            low = middle
        else:
            high = middle
    return _number(day, high)


def _number(day: date, place: int) -> str:
    return f"K{day:%y%m%d}-{place:04d}"


def _is_used(reader: Reader, day: date, place: int) -> bool:
    return reader.order_by_no(_number(day, place)) is not None


def type_ahead(desk: Desk, phone: str, limit: int = 8) -> tuple[EarlierCustomer, ...]:
    """Return earlier customers by a telephone or its last four digits, the latest first (row A-11).

    Fewer than four digits find nobody.
    """
    digits = phone_digits(phone).digits
    if len(digits) < SHORTEST_TAIL:
        return ()
    with desk.store.read() as reader:
        orders = reader.by_phone(digits, _LOOKED_AT)
    grouped: dict[tuple[str, str, str], list[Order]] = {}
    for order in orders:
        grouped.setdefault((order.customer, order.phone_digits, order.address), []).append(order)
    return tuple(_customer(slips) for slips in list(grouped.values())[:limit])


def _customer(slips: Sequence[Order]) -> EarlierCustomer:
    last = slips[0]
    return EarlierCustomer(
        last.customer, last.phone, last.address, last.category, last.model, tuple(slips[:5])
    )


def save_draft(
    desk: Desk, values: Mapping[str, str], draft_id: int | None = None, screen: str = SCREEN
) -> int:
    """Keep a form that is not finished, so that a closed terminal loses nothing; returns the draft's id."""
    from dispatch_tui.storage.records import Draft, new_id

    fields: dict[str, PlainJson] = dict(values)
    draft = Draft(draft_id or new_id(), desk.operator, screen, desk.now().astimezone(UTC), fields)
    desk.store.run(desk.act("draft"), lambda writer: writer.save_draft(draft))
    return draft.id


def load_drafts(desk: Desk, screen: str = SCREEN) -> tuple[Draft, ...]:
    """Return the operator's unfinished forms, the latest first."""
    with desk.store.read() as reader:
        found = [draft for draft in reader.drafts(desk.operator) if draft.screen == screen]
    return tuple(sorted(found, key=lambda draft: draft.saved_at, reverse=True))


def drop_draft(desk: Desk, draft_id: int) -> None:
    """Throw an unfinished form away."""
    desk.store.run(desk.act("draft"), lambda writer: writer.delete_draft(draft_id))
