"""Records of dispatching as rows and as JSON values of events: one description for each kind of record.

A shelf holds frozen dataclasses whose field names are column names, with ``id`` and ``version``. What a field holds
follows from its annotation: instants are microseconds, days and codes are text, tuples and mappings are JSON.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Mapping
from dataclasses import MISSING, dataclass, fields, replace
from datetime import date, datetime
from enum import StrEnum
from types import NoneType, UnionType
from typing import Any, Protocol, TypeVar, Union, get_args, get_origin, get_type_hints

from dispatch_tui.domain.day_runs import DayRun
from dispatch_tui.domain.dispatches import Dispatch, FlowCard
from dispatch_tui.domain.feedback import FeedbackLine, FeedbackSheet
from dispatch_tui.domain.ledger_entries import LedgerEntry
from dispatch_tui.domain.orders import PlainJson
from dispatch_tui.domain.printing import Printing
from dispatch_tui.domain.text import unstorable
from dispatch_tui.errors import BadInput
from dispatch_tui.i18n import gettext as _
from dispatch_tui.storage.codec import day, dumps, instant, instant_text, micros
from dispatch_tui.storage.records import (
    DAY_RUN,
    DISPATCH,
    FEEDBACK_LINE,
    FEEDBACK_SHEET,
    FLOW_CARD,
    LEDGER_ENTRY,
    PRINTING,
)


class Record(Protocol):
    """What every record of a shelf has."""

    @property
    def id(self) -> int: ...
    @property
    def version(self) -> int: ...


Kept = TypeVar("Kept", bound=Record)

ENTITIES: Mapping[type[Any], tuple[str, str]] = {
    Dispatch: (DISPATCH, "dispatch"),
    FlowCard: (FLOW_CARD, "flow_card"),
    FeedbackSheet: (FEEDBACK_SHEET, "feedback_sheet"),
    FeedbackLine: (FEEDBACK_LINE, "feedback_line"),
    LedgerEntry: (LEDGER_ENTRY, "ledger_entry"),
    DayRun: (DAY_RUN, "day_run"),
    Printing: (PRINTING, "printing"),
}
"""Name in events, and table, of each kind of record."""


@dataclass(frozen=True, slots=True)
class _Field:
    """How one field is kept."""

    name: str
    to_row: Callable[[Any], Any]
    from_row: Callable[[Any], Any]
    to_event: Callable[[Any], PlainJson]
    from_event: Callable[[Any], Any]
    default: Any


@dataclass(frozen=True, slots=True)
class Shelf:
    """The description of one kind of record."""

    record: type[Any]
    entity: str
    table: str
    parts: tuple[_Field, ...]

    @property
    def columns(self) -> tuple[str, ...]:
        """Column names in the order of the fields."""
        return tuple(part.name for part in self.parts)

    def row_of(self, record: Any) -> tuple[Any, ...]:
        """Return the row of a record; raises BadInput when a text holds what no database can keep."""
        return _storable(tuple([part.to_row(getattr(record, part.name)) for part in self.parts]))

    def values(self, record: Any, names: Collection[str]) -> tuple[Any, ...]:
        """Return some fields of a record as their columns keep them, in the order of the columns.

        Raises BadInput when a text holds what no database can keep.
        """
        return _storable(
            tuple([part.to_row(getattr(record, part.name)) for part in self.parts if part.name in names])
        )

    def record_of(self, row: Any) -> Any:
        """Return the record of a row that holds ``columns`` in their order."""
        return self.record(*(part.from_row(value) for part, value in zip(self.parts, row, strict=True)))

    def value(self, name: str, value: Any) -> Any:
        """Return a field's value as its column keeps it."""
        return next(part for part in self.parts if part.name == name).to_row(value)

    def created(self, record: Any) -> dict[str, PlainJson]:
        """Return what the event of a new record keeps: the fields that differ from their defaults."""
        return {
            part.name: part.to_event(getattr(record, part.name))
            for part in self.parts
            if part.name not in ("id", "version") and getattr(record, part.name) != part.default
        }

    def difference(self, before: Any, after: Any) -> tuple[dict[str, PlainJson], dict[str, PlainJson]]:
        """Return the fields in which two states of a record differ, without the version."""
        old: dict[str, PlainJson] = {}
        new: dict[str, PlainJson] = {}
        for part in self.parts:
            was, is_ = getattr(before, part.name), getattr(after, part.name)
            if was != is_ and part.name not in ("id", "version"):
                old[part.name], new[part.name] = part.to_event(was), part.to_event(is_)
        return old, new

    def with_fields(self, record: Any, values: Mapping[str, PlainJson]) -> Any:
        """Return the record with the fields of an event put in; unknown names are left out."""
        known = {
            part.name: None if values[part.name] is None else part.from_event(values[part.name])
            for part in self.parts
            if part.name in values
        }
        return replace(record, **known)


_shelves: dict[type[Any], Shelf] = {}


def shelf(record: type[Any]) -> Shelf:
    """Return the shelf of a kind of record."""
    found = _shelves.get(record)
    if found is None:
        entity, table = ENTITIES[record]
        hints = get_type_hints(record)
        parts = tuple(_field(each, hints[each.name]) for each in fields(record))
        found = _shelves[record] = Shelf(record, entity, table, parts)
    return found


def shelf_of_entity(entity: str) -> Shelf | None:
    """Return the shelf whose events have this name, None for other records."""
    return next((shelf(record) for record, (name, _table) in ENTITIES.items() if name == entity), None)


def _field(each: Any, hint: Any) -> _Field:
    if get_origin(hint) in (Union, UnionType):
        hint = next(part for part in get_args(hint) if part is not NoneType)
    default = each.default_factory() if each.default_factory is not MISSING else each.default
    to_row, from_row, to_event, from_event = _conversion(hint)
    return _Field(each.name, _or_none(to_row), _or_none(from_row), _or_none(to_event), from_event, default)


def _storable(row: tuple[Any, ...]) -> tuple[Any, ...]:
    texts = "".join([value for value in row if isinstance(value, str)])
    if sign := unstorable(texts):
        raise BadInput(_("The text contains {sign}, which can't be stored.").format(sign=sign))
    return row


def _or_none(convert: Callable[[Any], Any]) -> Callable[[Any], Any]:
    if convert is _same:
        return _same
    return lambda value: None if value is None else convert(value)


def _same(value: Any) -> Any:
    return value


def _conversion(hint: Any) -> tuple[Callable[[Any], Any], ...]:
    """Return the four conversions of a field: to and from a row, to and from an event."""
    if hint is datetime:
        return micros, instant, instant_text, datetime.fromisoformat
    if hint is date:
        return date.isoformat, day, date.isoformat, date.fromisoformat
    if isinstance(hint, type) and issubclass(hint, StrEnum):
        return _code, hint, _code, hint
    if get_origin(hint) is tuple:
        return (
            lambda value: dumps(_plain_list(value)),
            lambda text: tuple(json.loads(text)),
            _plain_list,
            tuple,
        )
    if hint is bool:
        return int, bool, bool, bool
    return _same, _same, _same, _same


def _code(value: StrEnum) -> str:
    return str(value.value)


def _plain_list(value: tuple[Any, ...]) -> list[PlainJson]:
    return [dict(each) if isinstance(each, Mapping) else each for each in value]
