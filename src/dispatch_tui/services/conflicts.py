"""Two people correct one slip: what nobody else touched is saved, what both changed is shown field by field.

Nobody's typed text is lost because somebody else was faster: for each field in question the operator sees the value
before, the own one and the other's, with name and time, and keeps one of them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, fields
from datetime import datetime
from typing import TYPE_CHECKING

from dispatch_tui.domain.orders import Order, PlainJson
from dispatch_tui.domain.rules import Finding, Level, Outcome
from dispatch_tui.errors import NotFound
from dispatch_tui.i18n import gettext as _
from dispatch_tui.services.carrying_out import Work, carry_out, work_at
from dispatch_tui.services.histories import field_word

if TYPE_CHECKING:
    from dispatch_tui.services.desk import Desk
    from dispatch_tui.storage.records import Event

COLUMNS: Mapping[str, str] = {"order_no": "no"}
"""Fields of the programme contract that a slip keeps under another name."""


@dataclass(frozen=True, slots=True)
class FieldDifference:
    """A field that somebody else changed to something else while it was being typed."""

    name: str
    """By the programme contract, as ``Correct`` takes it."""
    label: str
    """In the user's language."""
    before: str
    """What it was when the operator looked at the slip; all values are texts as people type them."""
    mine: str
    theirs: str
    who: str
    """Name of who changed it last."""
    at: datetime
    """When that was entered (UTC)."""


@dataclass(frozen=True, slots=True)
class Comparison:
    """What was typed held against the slip as it is now."""

    order: Order
    """The slip as it is now; its version is the one for ``resolve``."""
    fields: tuple[FieldDifference, ...] = ()
    """What has to be decided."""
    free: Mapping[str, str] = field(default_factory=dict)
    """Typed fields that can be saved: nobody else touched them, or they say the same. What was typed as it stood before
    is no change of one's own, so it is neither here nor in ``fields``."""

    @property
    def version(self) -> int:
        """The version that the comparison was made with."""
        return self.order.version


def compare(desk: Desk, order_id: int, seen_version: int, typed: Mapping[str, str]) -> Comparison:
    """Hold typed fields of a slip, seen in an earlier version, against the slip as it is now; raises NotFound."""
    with desk.store.read() as reader:
        order = reader.order(order_id)
        if order is None:
            raise NotFound(_("There is no such slip."))
        return compared(order, seen_version, typed, work_at(desk, reader))


def resolve(
    desk: Desk,
    order_id: int,
    version_now: int,
    choices: Mapping[str, str],
    reason: str = "",
    *,
    force: str = "",
    command_id: str | None = None,
) -> Outcome:
    """Save what the operator decided: for each field the text to keep.

    A field whose other value is kept is left out, or given with it. ``version_now`` is the version of the comparison:
    what changed once more since then is refused with code ``conflict`` and can be compared again. Nothing left to save
    is an empty outcome.
    """
    from dispatch_tui.services.corrections import Correct

    with desk.store.read() as reader:
        order = reader.order(order_id)
        if order is None:
            raise NotFound(_("There is no such slip."))
        work = work_at(desk, reader)
        kept = {
            name: text
            for name, text in choices.items()
            if _meaning(order, name, text, work) != _now(order, name)
        }
    if not kept:
        return Outcome()
    return carry_out(desk, Correct(kept, reason), [(order_id, version_now)], force, command_id=command_id)


def compared(order: Order, seen_version: int, typed: Mapping[str, str], work: Work) -> Comparison:
    """Hold typed fields against the slip as it is in the snapshot of ``work``."""
    since = changes_since(work.events(order), order.version - seen_version)
    free: dict[str, str] = {}
    found = []
    for name, text in typed.items():
        column = COLUMNS.get(name, name)
        theirs = [event for event in since if column in event.after]
        if not theirs:
            free[name] = text
            continue
        mine = _meaning(order, name, text, work)
        first = (theirs[0].before or {}).get(column)
        if mine == _value(first, column):  # a form that hands in what was there already
            continue
        if mine == _now(order, name) or first == theirs[-1].after.get(column):
            free[name] = text
            continue
        last = theirs[-1]
        now = _value(last.after.get(column), column)
        found.append(
            FieldDifference(
                name=name,
                label=field_word(column),
                before=_shown(_value(first, column), work.desk),
                mine=text,
                theirs=_shown(now, work.desk),
                who=work.desk.operator_name(last.actor),
                at=last.entered_at,
            )
        )
    return Comparison(order, tuple(found), free)


def changes_since(events: Sequence[Event], steps: int) -> list[Event]:
    """Return the last changes of a slip, one for each version; its creation is none."""
    changed = [event for event in events if event.before is not None]
    return changed[-steps:] if steps > 0 else []


def findings_of(comparison: Comparison, work: Work) -> list[Finding]:
    """Return a refusal for each field in question, naming it, the other's value, who changed it and when."""
    return [
        Finding(
            Level.BLOCK,
            "conflict",
            _("{no}: {who} changed “{field}” to “{theirs}” at {time}.").format(
                no=comparison.order.no,
                who=each.who,
                field=each.label,
                theirs=each.theirs or "–",
                time=work.desk.settings.local(each.at).strftime("%H:%M:%S"),
            ),
            "",
            {"field": each.name, "theirs": each.theirs, "who": each.who, "at": each.at.isoformat()},
        )
        for each in comparison.fields
    ]


def _now(order: Order, name: str) -> object:
    column = COLUMNS.get(name, name)
    return getattr(order, column) if column in _NAMES else None


def _meaning(order: Order, name: str, text: str, work: Work) -> object:
    """Return what the slip would hold after the text was put in; the text itself when it can't be read."""
    from dispatch_tui.services.corrections import read_field

    changed, findings = read_field(order, name, text, work)
    if any(finding.level is Level.BLOCK for finding in findings):
        return text
    return _now(changed, name)


def _value(value: PlainJson, column: str) -> object:
    """Return a value of an event as the slip holds it."""
    if column in _INSTANTS:
        return datetime.fromisoformat(value) if isinstance(value, str) else None
    return value


def _shown(value: object, desk: Desk) -> str:
    if isinstance(value, datetime):
        return desk.settings.local(value).strftime("%Y-%m-%d %H:%M")
    return "" if value is None else str(value)


_NAMES = frozenset(each.name for each in fields(Order))
_INSTANTS = frozenset({"called_at", "required_from", "required_to"})
