"""The field's words for kinds, states, fields and actions, in the user's language."""

from __future__ import annotations

from collections.abc import Iterable

from dispatch_tui.domain.batches import BatchStatus, Way
from dispatch_tui.domain.board import SlotStatus
from dispatch_tui.domain.orders import AreaClass, Incomplete, Kind, State
from dispatch_tui.i18n import gettext as _
from dispatch_tui.i18n import mark as N_

_KINDS = {
    Kind.INSTALL: N_("Install"),
    Kind.REPAIR: N_("Repair"),
    Kind.REMOVAL: N_("Removal"),
    Kind.ENGINEERING: N_("Engineering"),
    Kind.UNSORTED: N_("To sort"),
}
_SHORT_KINDS = {
    Kind.INSTALL: N_("Inst"),
    Kind.REPAIR: N_("Rep"),
    Kind.REMOVAL: N_("Rem"),
    Kind.ENGINEERING: N_("Eng"),
    Kind.UNSORTED: N_("Sort"),
}
_LIST_KINDS = _KINDS | {Kind.ENGINEERING: N_("Engin.")}
_STATES = {
    State.RECEIVED: N_("Received"),
    State.REVIEW: N_("In review"),
    State.WAITING: N_("Waiting"),
    State.READY: N_("Ready"),
    State.ASSIGNED: N_("Assigned"),
    State.SENT: N_("Sent"),
    State.ACKED: N_("Acked"),
    State.ARRIVED: N_("Arrived"),
    State.DONE: N_("Done"),
    State.CLOSED: N_("Closed"),
    State.HOLD: N_("On hold"),
    State.IN_HOUSE: N_("In-house"),
    State.CANCELLED: N_("Cancelled"),
    State.REOPENED: N_("Reopened"),
}
_LIST_STATES = _STATES | {State.REVIEW: N_("Review"), State.CANCELLED: N_("Cancel.")}
_AREAS = {
    AreaClass.URBAN: N_("Urban"),
    AreaClass.SUBURBAN: N_("Suburban"),
    AreaClass.OUTLYING: N_("Outlying"),
    AreaClass.UNKNOWN: N_("Area unknown"),
}
_MISSING = {
    Incomplete.CUSTOMER: N_("customer"),
    Incomplete.PHONE: N_("telephone"),
    Incomplete.ADDRESS: N_("address"),
    Incomplete.CATEGORY: N_("category"),
    Incomplete.KIND: N_("kind"),
    Incomplete.URGENT_TIME: N_("time of the urgent visit"),
}
_FIELDS = {
    "no": N_("Slip no."),
    "order_no": N_("Slip no."),
    "kind": N_("Kind"),
    "state": N_("State"),
    "customer": N_("Customer"),
    "phone": N_("Telephone"),
    "phone_digits": N_("Telephone digits"),
    "address": N_("Address"),
    "category": N_("Category"),
    "model": N_("Model"),
    "store": N_("Store"),
    "remark": N_("Remark"),
    "called_at": N_("Called"),
    "required_from": N_("Appointed from"),
    "required_to": N_("Appointed to"),
    "urgent": N_("Urgent"),
    "point": N_("Network point"),
    "pinned": N_("Set by hand"),
    "district": N_("District"),
    "street": N_("Street"),
    "area": N_("Area"),
    "batch_id": N_("Batch"),
    "slot": N_("Slot"),
    "day": N_("Day"),
    "due_at": N_("Due"),
    "due_policy": N_("Service policy"),
    "hold_until": N_("Held until"),
    "hold_reason": N_("Reason of hold"),
    "cancel_reason": N_("Reason of cancelling"),
    "reappointed": N_("Re-appointed"),
    "repeat_of": N_("Repeat of"),
    "incomplete": N_("Missing"),
    "received_at": N_("Received"),
    "entered_at": N_("Entered"),
    "entered_by": N_("Entered by"),
    "declared": N_("Declared"),
    "entered": N_("Entered"),
    "clerk": N_("Intake clerk"),
    "way": N_("Way"),
    "status": N_("Status"),
    "explanation": N_("Explanation"),
    "initials": N_("Initials"),
    "placement": N_("Placement"),
    "extras": N_("Further columns"),
    "state_before_hold": N_("State before hold"),
}
_ACTIONS = {
    "import": N_("taken in"),
    "enter": N_("entered"),
    "hold": N_("put on hold"),
    "resume": N_("resumed"),
    "cancel": N_("cancelled"),
    "reappoint": N_("re-appointed"),
    "correct": N_("corrected"),
    "place": N_("placed"),
    "propose": N_("proposed"),
    "urgent": N_("made urgent"),
    "normal": N_("urgent withdrawn"),
    "sort": N_("sorted"),
    "note": N_("note"),
    "undo": N_("undone"),
    "redo": N_("redone"),
    "batch": N_("hand-over recorded"),
    "handover": N_("hand-over recorded"),
    "explain": N_("difference explained"),
    "chase": N_("chased"),
    "surface": N_("day has come"),
    "zero": N_("recorded as zero"),
}
_WAYS = {Way.BROUGHT: N_("brought"), Way.FETCHED: N_("fetched")}
_SLOTS = {
    SlotStatus.TO_COME: N_("to come"),
    SlotStatus.LATE: N_("late"),
    SlotStatus.ARRIVED: N_("arrived"),
    SlotStatus.OPEN: N_("open"),
    SlotStatus.ZERO: N_("zero"),
    SlotStatus.OFF: N_("day off"),
}
_BATCHES = {
    BatchStatus.OPEN: N_("open"),
    BatchStatus.BALANCED: N_("balanced"),
    BatchStatus.EXPLAINED: N_("explained"),
    BatchStatus.ZERO: N_("zero"),
}
_WEEKDAYS = (N_("Mon"), N_("Tue"), N_("Wed"), N_("Thu"), N_("Fri"), N_("Sat"), N_("Sun"))


def kind_word(kind: Kind) -> str:
    """Return the name of a class of slips."""
    return _(_KINDS[kind])


def short_kind_word(kind: Kind) -> str:
    """Return the name of a class of slips in at most four cells."""
    return _(_SHORT_KINDS[kind])


def list_kind_word(kind: Kind) -> str:
    """Return the name of a class of slips in at most eight cells, for lists."""
    return _(_LIST_KINDS[kind])


def state_word(state: State) -> str:
    """Return the name of a state."""
    return _(_STATES[state])


def list_state_word(state: State) -> str:
    """Return the name of a state in at most eight cells, for lists."""
    return _(_LIST_STATES[state])


def area_word(area: AreaClass) -> str:
    """Return the name of an area class."""
    return _(_AREAS[area])


def field_word(name: str) -> str:
    """Return the label of a slip's field; a name that is not known is returned as it is."""
    return _(_FIELDS[name]) if name in _FIELDS else name


def action_word(action: str) -> str:
    """Return what an event did; ``order.hold`` and ``hold`` are the same word."""
    short = action.rsplit(".", 1)[-1]
    return _(_ACTIONS[short]) if short in _ACTIONS else short


def missing_words(missing: Iterable[Incomplete]) -> str:
    """Return the list of what a slip lacks."""
    return _(", ").join(_(_MISSING[each]) for each in missing)


def way_word(way: Way) -> str:
    """Return how the slips came."""
    return _(_WAYS[way])


def slot_word(status: SlotStatus) -> str:
    """Return where a hand-over slot stands."""
    return _(_SLOTS[status])


def batch_word(status: BatchStatus) -> str:
    """Return where a recorded hand-over stands."""
    return _(_BATCHES[status])


def weekday_word(number: int) -> str:
    """Return the short name of a weekday, 0 is Monday."""
    return _(_WEEKDAYS[number])
