"""The fields of the entry form, in the order of the telephone call."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum, auto

from dispatch_tui.domain.orders import Kind
from dispatch_tui.i18n import gettext as _
from dispatch_tui.i18n import mark as N_
from dispatch_tui.tui.presentation.words import field_word, kind_word


class FieldWay(Enum):
    """How a field is filled."""

    TEXT = auto()
    CHOICE = auto()
    """One of a few words; the left and right arrows and the first letters choose."""


@dataclass(frozen=True, slots=True)
class EntryField:
    """One field of the form."""

    key: str
    """Import name of the programme contract."""
    way: FieldWay = FieldWay.TEXT
    hint: str = ""
    """Message id of what to type; shown while the field is empty."""
    width: int = 0
    """Cells of the field; 0 takes the line."""


ENTRY_FIELDS = (
    EntryField("phone", hint=N_("number that calls; earlier customers appear below")),
    EntryField("customer"),
    EntryField("address", hint=N_("district, road, number, room")),
    EntryField("kind", FieldWay.CHOICE),
    EntryField("category"),
    EntryField("model"),
    EntryField("remark", hint=N_("what is wrong, what the customer wants")),
    EntryField("required_from", hint=N_("7-2 14:00, tomorrow 14:00, or empty"), width=40),
    EntryField("required_to", hint=N_("16:00"), width=40),
    EntryField("urgent", FieldWay.CHOICE),
    EntryField("called_at", hint=N_("time of the call; empty is now"), width=40),
    EntryField("point", hint=N_("empty takes the proposal")),
    EntryField("store"),
    EntryField("order_no", hint=N_("printed number; empty makes one"), width=40),
)
"""The telephone comes first because an earlier customer fills the rest; the number last because the caller has none."""

KIND_CHOICES = (Kind.REPAIR, Kind.INSTALL, Kind.REMOVAL, Kind.ENGINEERING)
"""Most calls are for a repair; installations come by batch."""

FILLED_FROM_EARLIER = ("customer", "phone", "address", "category", "model")
"""What an earlier slip of the same customer fills in; never the remark, the time or the urgency of another visit."""


def choices(key: str) -> tuple[tuple[str, str], ...]:
    """Return the values of a choice field and their words."""
    if key == "kind":
        return tuple((kind.value, kind_word(kind)) for kind in KIND_CHOICES)
    if key == "urgent":
        return (("", _("no")), ("1", _("URGENT")))
    return ()


def label(key: str) -> str:
    """Return the label of a field."""
    if key == "remark":
        return _("Complaint")
    return field_word(key)


def earlier_values(earlier: object, present: Mapping[str, str]) -> dict[str, str]:
    """Return the values an earlier slip or customer fills in; what is typed already stays, except the telephone."""
    values = {key: str(getattr(earlier, key)) for key in FILLED_FROM_EARLIER}
    return {
        key: value
        for key, value in values.items()
        if value and (key == "phone" or not present.get(key, "").strip())
    }


def is_empty(values: Mapping[str, str]) -> bool:
    """Tell whether nothing was typed; choices standing at their first word don't count."""
    return not any(value.strip() for key, value in values.items() if key not in ("kind", "urgent") and value)
