"""A slip's history as sentences: who did what and when, with the old and the new values."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from dispatch_tui.domain.addenda import addition_words, additions_from
from dispatch_tui.domain.lifecycle import kind_word, state_word
from dispatch_tui.domain.orders import Kind, PlainJson, State
from dispatch_tui.domain.pre_review import review_of
from dispatch_tui.domain.reviewing import review_words
from dispatch_tui.i18n import gettext as _
from dispatch_tui.i18n import pgettext
from dispatch_tui.services.desk import SYSTEM
from dispatch_tui.services.roles import action_word

if TYPE_CHECKING:
    from dispatch_tui.services.desk import Desk
    from dispatch_tui.storage.records import Event

SHOWN_FIELDS = (
    "no",
    "kind",
    "state",
    "customer",
    "phone",
    "address",
    "category",
    "model",
    "store",
    "remark",
    "called_at",
    "required_from",
    "required_to",
    "urgent",
    "point",
    "due_at",
    "day",
    "slot",
    "hold_until",
    "hold_reason",
    "cancel_reason",
    "reappointed",
    "review",
    "worker",
    "arrived_at",
    "addenda",
    "done_at",
    "signed",
    "closed_at",
    "split_of",
    "merged_into",
)
"""Fields that a history shows, in this order; others follow from them."""
_INSTANTS = frozenset(
    {"called_at", "required_from", "required_to", "due_at", "arrived_at", "done_at", "closed_at"}
)
_LONGEST = 60
_MINUTE = 60.0


@dataclass(frozen=True, slots=True)
class HistoryLine:
    """One entry of a history."""

    at: datetime
    """When it happened (UTC)."""
    entered_at: datetime
    """When it was entered (UTC)."""
    who: str
    """Name of the operator, or what acted by itself."""
    action: str
    """What was done, in the user's language."""
    changes: tuple[str, ...]
    """``telephone: 138 → 139`` for each field."""
    reason: str
    group: str
    """Id of the event group; ``undo`` takes it."""
    late: bool
    """Entered so much later than it happened that it is a catch-up entry (补录)."""

    def sentence(self, desk: Desk) -> str:
        """Return the entry on one line, with times of the branch."""
        time = desk.settings.local(self.at).strftime("%m-%d %H:%M")
        parts = [f"{time} {self.who}: {self.action}"]
        if self.late:
            entered = desk.settings.local(self.entered_at).strftime("%m-%d %H:%M")
            parts.append(_("entered {time}").format(time=entered))
        if self.changes:
            parts.append("; ".join(self.changes))
        if self.reason:
            parts.append(f"“{self.reason}”")
        return " · ".join(parts)


def history(desk: Desk, events: Iterable[Event]) -> tuple[HistoryLine, ...]:
    """Return the history of a slip from its events, earliest first."""
    return tuple(_line(desk, event) for event in events)


def _line(desk: Desk, event: Event) -> HistoryLine:
    allowed = desk.settings.dispatching.catch_up_minutes * _MINUTE
    late = (event.entered_at - event.at).total_seconds() > allowed
    who = _("the program") if event.actor == SYSTEM else desk.operator_name(event.actor)
    changes: tuple[str, ...] = ()
    if event.before is not None and event.action != "note":  # a remark's text is its reason
        changes = tuple(
            _("{field}: {old} → {new}").format(
                field=field_word(name),
                old=shown(desk, name, event.before.get(name)),
                new=shown(desk, name, event.after[name]),
            )
            for name in SHOWN_FIELDS
            if name in event.after
        )
    return HistoryLine(
        event.at, event.entered_at, who, action_word(event.action), changes, event.reason, event.group, late
    )


def shown(desk: Desk, name: str, value: PlainJson) -> str:
    """Return the value of a field as people read it."""
    if value is None or value in ("", [], {}):
        return "–"
    if name == "review" and isinstance(value, dict):
        return _short(review_words(review_of(value)))
    if name == "addenda" and isinstance(value, list):
        kept = additions_from([each for each in value if isinstance(each, dict)])
        return _short(_(", ").join(addition_words(each) for each in kept))
    if name == "state":
        return state_word(State(str(value)))
    if name == "kind":
        return kind_word(Kind(str(value)))
    if name == "point":
        return desk.point_name(str(value))
    if name in _INSTANTS:
        return desk.settings.local(datetime.fromisoformat(str(value))).strftime("%m-%d %H:%M")
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    return _short(" ".join(str(value).split()))


def _short(text: str) -> str:
    return text if len(text) <= _LONGEST else text[: _LONGEST - 1] + "…"


def field_word(name: str) -> str:
    """Return what a field of a slip is called in the user's language, its name when a history never shows it."""
    return {
        "no": pgettext("field of a slip", "number"),
        "kind": pgettext("field of a slip", "kind"),
        "state": pgettext("field of a slip", "state"),
        "customer": pgettext("field of a slip", "customer"),
        "phone": pgettext("field of a slip", "telephone"),
        "address": pgettext("field of a slip", "address"),
        "category": pgettext("field of a slip", "category"),
        "model": pgettext("field of a slip", "model"),
        "store": pgettext("field of a slip", "store"),
        "remark": pgettext("field of a slip", "remark"),
        "called_at": pgettext("field of a slip", "call time"),
        "required_from": pgettext("field of a slip", "appointed from"),
        "required_to": pgettext("field of a slip", "appointed to"),
        "urgent": pgettext("field of a slip", "urgent"),
        "point": pgettext("field of a slip", "network point"),
        "due_at": pgettext("field of a slip", "due"),
        "day": pgettext("field of a slip", "day"),
        "slot": pgettext("field of a slip", "hand-over"),
        "hold_until": pgettext("field of a slip", "on hold until"),
        "hold_reason": pgettext("field of a slip", "reason of the hold"),
        "cancel_reason": pgettext("field of a slip", "reason of the cancellation"),
        "reappointed": pgettext("field of a slip", "appointments changed"),
        "review": pgettext("field of a slip", "pre-review"),
        "addenda": pgettext("field of a slip", "additions on site"),
        "worker": pgettext("field of a slip", "worker"),
        "arrived_at": pgettext("field of a slip", "arrived"),
        "done_at": pgettext("field of a slip", "done"),
        "signed": pgettext("field of a slip", "signed"),
        "closed_at": pgettext("field of a slip", "closed"),
        "split_of": pgettext("field of a slip", "split from"),
        "merged_into": pgettext("field of a slip", "merged into"),
    }.get(name, name)
