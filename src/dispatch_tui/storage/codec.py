"""Slips as database rows and as the JSON values of events, and back, without loss."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import fields, replace
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from enum import StrEnum
from functools import lru_cache
from hashlib import blake2b
from typing import Any, Final, TypeVar

from dispatch_tui.domain.filters import haystack
from dispatch_tui.domain.orders import PENDING_STATES, AreaClass, Incomplete, Kind, Order, PlainJson, State
from dispatch_tui.domain.text import unstorable
from dispatch_tui.errors import BadInput
from dispatch_tui.i18n import gettext as _

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_INT64 = 2**63 - 1
_CANONICAL = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), sort_keys=True).encode
_IN_ORDER = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode
_QUOTED = json.encoder.encode_basestring
_Code = TypeVar("_Code", bound=StrEnum)

ORDER_FIELDS: Final = tuple(field.name for field in fields(Order))
"""Names of the fields of a slip; columns of the same names hold them."""
INSTANTS: Final = frozenset(
    {
        "entered_at", "received_at", "called_at", "required_from", "required_to", "due_at", "dispatched_at",
        "arrived_at", "done_at", "closed_at",
    }
)  # fmt: skip
"""Fields that hold an instant: microseconds in rows, ISO 8601 in UTC in events."""
DAYS: Final = frozenset({"day", "hold_until"})
"""Fields that hold a calendar day: ISO 8601 text."""
_CODES: Final[Mapping[str, type[StrEnum]]] = {
    "kind": Kind, "state": State, "area": AreaClass, "state_before_hold": State,
}  # fmt: skip
_JSON: Final = frozenset({"placement", "extras", "review"})
_LISTS: Final = frozenset({"addenda"})
DERIVED: Final = ("pending", "cell", "no_digits", "category_folded", "folded")
"""Columns worked out from the fields, for searching."""
COLUMNS: Final = (*ORDER_FIELDS, *DERIVED)
"""All columns of ``orders`` but the branch, in the order of ``row_of``."""
TEXT_FIELDS: Final = frozenset(
    {"no", "phone", "phone_digits", "customer", "initials", "address", "model", "category", "remark"}
)
"""Fields that the text search looks into."""


def micros(instant: datetime) -> int:
    """Return an aware instant as microseconds since 1970 in UTC."""
    delta = instant - _EPOCH
    return (delta.days * 86400 + delta.seconds) * 1_000_000 + delta.microseconds


def micros_or_none(instant: datetime | None) -> int | None:
    """Return an instant as microseconds, None when there is none."""
    return None if instant is None else micros(instant)


def instant(value: int) -> datetime:
    """Return microseconds since 1970 as an aware UTC instant."""
    return _EPOCH + timedelta(microseconds=value)


def instant_or_none(value: int | None) -> datetime | None:
    """Return microseconds as an instant, None when there are none."""
    return None if value is None else _EPOCH + timedelta(microseconds=value)


def clamp(value: int) -> int:
    """Return a number of microseconds brought into the range that the database can compare."""
    return max(-_INT64, min(_INT64, value))


def dumps(value: Any) -> str:
    """Return a value as compact JSON with sorted keys, the one form used in rows and hashes."""
    return _CANONICAL(value)


@lru_cache(20_000)
def cell_number(point: str, day_text: str, kind: str, slot: str) -> int:
    """Return the number under which the board summary keeps a group of slips, the same in every process.

    64 bits of a hash: grouping by one number is several times quicker than by four texts.
    """
    text = "\x1f".join((point, day_text, kind, slot))
    return int.from_bytes(blake2b(text.encode(), digest_size=8).digest(), "big", signed=True)


def json_text(value: Mapping[str, Any]) -> str:
    """Return a mapping as a row keeps it: compact JSON in its own order."""
    return _IN_ORDER(dict(value)) if value else "{}"


def addenda_text(addenda: Sequence[Mapping[str, Any]]) -> str:
    """Return the on-site additions as a row keeps them: a JSON list, empty when there are none."""
    return _IN_ORDER([dict(each) for each in addenda]) if addenda else ""


def trailing_digits(no: str) -> int:
    """Return how many characters at the end of a slip number are digits."""
    if no.isdigit():
        return len(no)
    count = 0
    for char in reversed(no):
        if not char.isdigit():
            break
        count += 1
    return count


def row_of(order: Order) -> tuple[Any, ...]:
    """Return the row of a slip in the order of ``COLUMNS``.

    Raises BadInput when a text holds what no database can keep (NUL, half a character).
    """
    folded = haystack(order)
    placement, extras, review = json_text(order.placement), json_text(order.extras), json_text(order.review)
    addenda = addenda_text(order.addenda)
    row = (
        order.id, order.no, order.kind._value_, order.state._value_, order.customer, order.phone, order.address,
        micros(order.entered_at), micros(order.received_at), order.day.isoformat(), order.phone_digits,
        order.category, order.model, order.store, order.remark, micros_or_none(order.called_at),
        micros_or_none(order.required_from), micros_or_none(order.required_to), int(order.urgent),
        order.point or "", int(order.pinned), placement, order.district,
        order.street, order.area._value_, order.batch_id, order.slot, micros_or_none(order.due_at),
        order.due_policy, micros_or_none(order.dispatched_at),
        None if order.hold_until is None else order.hold_until.isoformat(), order.hold_reason,
        None if order.state_before_hold is None else order.state_before_hold.value, order.cancel_reason,
        order.repeat_of, order.reappointed, " ".join(order.incomplete), order.initials,
        extras, order.entered_by, order.version,
        review, order.dispatch_id, order.worker, micros_or_none(order.arrived_at),
        micros_or_none(order.done_at), int(order.signed), micros_or_none(order.closed_at),
        addenda, order.split_of, order.merged_into,
        int(order.state in PENDING_STATES),
        cell_number(order.point or "", order.day.isoformat(), order.kind._value_, order.slot),
        trailing_digits(order.no),
        order.category.casefold(), folded,
    )  # fmt: skip
    texts = (
        review, order.worker, addenda, order.split_of, order.merged_into,
        folded, order.store, order.slot, order.district, order.street, order.due_policy, order.hold_reason,
        order.cancel_reason, order.repeat_of, order.entered_by, order.point or "", placement, extras,
    )  # fmt: skip
    refuse_unstorable(order.no, row, "".join(texts))
    return row


def refuse_unstorable(no: str, row: Iterable[Any], texts: str) -> None:
    """Raise BadInput when the texts of a row, put together, hold what no database can keep."""
    try:
        texts.encode()
        if "\0" not in texts:
            return
    except UnicodeEncodeError:
        pass
    for value in row:
        if isinstance(value, str) and (found := unstorable(value)):
            raise BadInput(
                _("Slip {no} holds a character that can't be stored: {character}.").format(
                    no=no if not unstorable(no) else "?", character=found
                ),
                _("Take it out and enter the slip again."),
            )


_KINDS = {kind.value: kind for kind in Kind}
_STATES = {state.value: state for state in State}
_AREAS = {area.value: area for area in AreaClass}
_LACKS = {lack.value: lack for lack in Incomplete}
_days: dict[str, date] = {}


def day(text: str) -> date:
    """Return the calendar day of its ISO text."""
    found = _days.get(text)
    if found is None:
        if len(_days) > 4000:
            _days.clear()
        found = _days[text] = date.fromisoformat(text)
    return found


def day_bounds(day_: date, zone: tzinfo) -> tuple[int, int]:
    """Return the first microsecond of a local day and that of the next day."""
    first = datetime.combine(day_, time(), zone)
    return micros(first), micros(datetime.combine(day_ + timedelta(days=1), time(), zone))


def order_of(row: Iterable[Any]) -> Order:
    """Return the slip of a row that holds the columns ``ORDER_FIELDS`` in this order."""
    (
        id_, no, kind, state, customer, phone, address, entered_at, received_at, day_, phone_digits, category,
        model, store, remark, called_at, required_from, required_to, urgent, point, pinned, placement, district,
        street, area, batch_id, slot, due_at, due_policy, dispatched_at, hold_until, hold_reason,
        state_before_hold, cancel_reason, repeat_of, reappointed, incomplete, initials, extras, entered_by,
        version, review, dispatch_id, worker, arrived_at, done_at, signed, closed_at, addenda, split_of, merged_into,
    ) = row  # fmt: skip
    return Order(
        id_, no, _KINDS[kind], _STATES[state], customer, phone, address, instant(entered_at),
        instant(received_at), day(day_), phone_digits, category, model, store, remark,
        instant_or_none(called_at), instant_or_none(required_from), instant_or_none(required_to), bool(urgent),
        point or None, bool(pinned), {} if placement == "{}" else json.loads(placement), district, street,
        _AREAS[area], batch_id, slot, instant_or_none(due_at), due_policy, instant_or_none(dispatched_at),
        None if hold_until is None else day(hold_until), hold_reason,
        None if state_before_hold is None else _STATES[state_before_hold], cancel_reason, repeat_of, reappointed,
        tuple(_LACKS[word] for word in incomplete.split()) if incomplete else (), initials,
        {} if extras == "{}" else json.loads(extras), entered_by, version,
        {} if review == "{}" else json.loads(review), dispatch_id, worker, instant_or_none(arrived_at),
        instant_or_none(done_at), bool(signed), instant_or_none(closed_at),
        tuple(json.loads(addenda)) if addenda else (), split_of, merged_into,
    )  # fmt: skip


@lru_cache(256)
def instant_text(value: datetime) -> str:
    """Return an instant in the form that events keep: ISO 8601 in UTC, ending in Z."""
    return value.astimezone(UTC).isoformat()[:-6] + "Z"


def plain(name: str, value: Any) -> PlainJson:
    """Return the JSON value under which an event keeps a field of a slip."""
    if value is None:
        return None
    if name in INSTANTS:
        return instant_text(value)
    if name in DAYS:
        return str(value.isoformat())
    if name in _JSON:
        return dict(value)
    if name == "incomplete":
        return [str(lack.value) for lack in value]
    if name in _LISTS:
        return [dict(each) for each in value]
    if name in _CODES:
        return str(value.value)
    return value  # type: ignore[no-any-return]


def unplain(name: str, value: PlainJson) -> Any:
    """Return the field value of the JSON value that an event keeps."""
    if value is None:
        return None
    if name in INSTANTS:
        return datetime.fromisoformat(str(value))
    if name in DAYS:
        return date.fromisoformat(str(value))
    if name in _CODES:
        return _CODES[name](str(value))
    if name in _LISTS and isinstance(value, list):
        return tuple(value)
    if name == "incomplete" and isinstance(value, list):
        return tuple(_LACKS[str(word)] for word in value)
    return value


def difference(before: Order, after: Order) -> tuple[dict[str, PlainJson], dict[str, PlainJson]]:
    """Return the fields in which two states of a slip differ, as JSON values before and after.

    The version is left out: it counts the changes and is none itself.
    """
    old: dict[str, PlainJson] = {}
    new: dict[str, PlainJson] = {}
    for name in ORDER_FIELDS:
        was, is_ = getattr(before, name), getattr(after, name)
        if was is not is_ and was != is_ and name != "version":
            old[name] = plain(name, was)
            new[name] = plain(name, is_)
    return old, new


def with_fields(order: Order, values: Mapping[str, PlainJson]) -> Order:
    """Return the slip with the fields of an event's ``before`` or ``after`` put in; unknown names are left out.

    Undo and replay build on it.
    """
    known = {name: unplain(name, value) for name, value in values.items() if name in _NAMES}
    return replace(order, **known)


_NAMES = frozenset(ORDER_FIELDS)


def creation_text(order: Order) -> str:
    """Return the JSON text that the event of a new slip keeps of it, written out for speed.

    It holds what the board shows; the rest stands in the row, and later events keep what they replace. Fields that
    are empty or False are left out.
    """
    parts = [f'{{"day":"{order.day.isoformat()}"']
    if order.due_at is not None:
        parts.append(f'"due_at":"{instant_text(order.due_at)}"')
    parts.append(f'"kind":"{order.kind._value_}","no":{_QUOTED(order.no)}')
    if order.point:
        parts.append(f'"point":{_QUOTED(order.point)}')
    parts.append(f'"received_at":"{instant_text(order.received_at)}"')
    if order.slot:
        parts.append(f'"slot":{_QUOTED(order.slot)}')
    parts.append(f'"state":"{order.state._value_}"')
    if order.urgent:
        parts.append('"urgent":true')
    return ",".join(parts) + "}"
