"""Alerts: what needs a person now, worst first, and where Enter goes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta, tzinfo
from enum import IntEnum

from dispatch_tui.domain.board import SlotStatus
from dispatch_tui.domain.orders import Incomplete, Kind, Order
from dispatch_tui.i18n import gettext as _
from dispatch_tui.i18n import language, ngettext
from dispatch_tui.i18n import mark as N_
from dispatch_tui.tui.presentation.batch_rows import HandoverRow, difference_text, late_minutes
from dispatch_tui.tui.presentation.phrases import slot_phrase
from dispatch_tui.tui.presentation.pieces import Line, Piece, Tone
from dispatch_tui.tui.presentation.slip_rows import is_open, point_text
from dispatch_tui.tui.presentation.times import clock_text, span_text, whole_minutes
from dispatch_tui.tui.presentation.words import kind_word, missing_words, state_word


class Concern(IntEnum):
    """What an alert is about, in the order in which a room clears them.

    Hand-overs come before slips: they are few, and many slips hang on each of them.
    """

    LATE_BATCH = 0
    DIFFERENCE = 1
    OVERDUE = 2
    NAMELESS = 3
    UNCONFIRMED = 4
    CHASE = 5
    URGENT_TIME = 6
    UNPLACED = 7
    UNSORTED = 8
    INCOMPLETE = 9
    MATERIALS = 10
    CARRIED = 11


_NAMES = {
    Concern.LATE_BATCH: N_("Late batch"),
    Concern.DIFFERENCE: N_("Difference"),
    Concern.OVERDUE: N_("Overdue"),
    Concern.NAMELESS: N_("No worker"),
    Concern.UNCONFIRMED: N_("Fax"),
    Concern.CHASE: N_("Chase"),
    Concern.URGENT_TIME: N_("Urgent, no time"),
    Concern.UNPLACED: N_("Unplaced"),
    Concern.UNSORTED: N_("To sort"),
    Concern.INCOMPLETE: N_("Incomplete"),
    Concern.MATERIALS: N_("Materials"),
    Concern.CARRIED: N_("Carried over"),
}
_TONES = {
    Concern.OVERDUE: Tone.OVERDUE,
    Concern.LATE_BATCH: Tone.OVERDUE,
    Concern.DIFFERENCE: Tone.SOON,
    Concern.NAMELESS: Tone.SOON,
    Concern.UNCONFIRMED: Tone.SOON,
    Concern.CHASE: Tone.SOON,
    Concern.URGENT_TIME: Tone.URGENT,
    Concern.CARRIED: Tone.SOON,
}


def concern_word(concern: Concern) -> str:
    """Return the name of a concern."""
    return _(_NAMES[concern])


@dataclass(frozen=True, slots=True)
class Alert:
    """One thing that needs a person."""

    key: str
    concern: Concern
    weight: float
    """Within a concern, what weighs more comes first (minutes late)."""
    what: str
    """The slip's number or the slot."""
    who: str = ""
    """Kind and customer, or kind of the batch."""
    where: str = ""
    text: str = ""
    """What is wrong, in words."""
    order_id: int | None = None
    subject: str = ""
    """Hand-over to go to."""
    sheet_id: int | None = None
    """Feedback sheet to go to."""
    chase: str = ""
    """Beginning of the command that chases it, empty when nobody is to be chased."""


def slip_alerts(orders: Iterable[Order], now: datetime, names: Mapping[str, str]) -> list[Alert]:
    """Return the alert of each slip that needs one: only its worst, so that a slip stands once in the list."""
    alerts = []
    for order in orders:
        concern = worst_concern(order, now)
        if concern is not None:
            alerts.append(_slip_alert(order, concern, now, names))
    return alerts


def worst_concern(order: Order, now: datetime) -> Concern | None:
    """Return the most pressing concern about a slip, None when nothing is wrong."""
    if order.due_at is not None and order.due_at <= now and is_open(order):
        return Concern.OVERDUE
    if not order.pending:
        return None
    if order.urgent and Incomplete.URGENT_TIME in order.incomplete:
        return Concern.URGENT_TIME
    if order.kind is Kind.UNSORTED:
        return Concern.UNSORTED
    if order.incomplete:
        return Concern.INCOMPLETE
    return Concern.UNPLACED if order.point is None else None


def _slip_alert(order: Order, concern: Concern, now: datetime, names: Mapping[str, str]) -> Alert:
    weight = (now - order.received_at).total_seconds() / 60
    text = ""
    if concern is Concern.OVERDUE and order.due_at is not None:
        weight = (now - order.due_at).total_seconds() / 60
        late = span_text(whole_minutes(now - order.due_at))
        text = _("late by {span}, {state}").format(span=late, state=state_word(order.state))
    elif concern is Concern.URGENT_TIME:
        text = _("ask the customer when")
    elif concern is Concern.UNPLACED:
        text = order.address
    elif concern is Concern.UNSORTED:
        text = order.remark or order.address
    else:
        text = missing_words(order.incomplete)
    return Alert(
        key=f"order:{order.id}",
        concern=concern,
        weight=weight,
        what=order.no,
        who="  ".join(part for part in (kind_word(order.kind), order.customer) if part),
        where=point_text(order, names).text,
        text=text,
        order_id=order.id,
    )


def batch_alerts(rows: Sequence[HandoverRow], now: datetime, zone: tzinfo, soon: timedelta) -> list[Alert]:
    """Return the alerts of late slots and unexplained differences; ``soon`` is how long one chase lasts."""
    alerts = []
    for row in rows:
        who = kind_word(row.kind)
        if row.status is SlotStatus.LATE:
            late = late_minutes(row, now)
            alerts.append(
                Alert(row.key, Concern.LATE_BATCH, late, row.slot, who, "", _late_text(row, now, zone, soon),
                      subject=row.key, chase=slot_phrase("chase", row.kind, row.slot, language()).text)
            )  # fmt: skip
        elif row.status is SlotStatus.OPEN and row.batch is not None:
            text = _("declared {declared}, entered {entered}: {difference}").format(
                declared=row.batch.declared,
                entered=row.batch.entered,
                difference=difference_text(row.missing).removeprefix("~ "),
            )
            weight = float(abs(row.missing))
            alerts.append(
                Alert(f"open:{row.batch.id}", Concern.DIFFERENCE, weight, row.slot or "-", who, row.batch.clerk,
                      text, subject=row.key)
            )  # fmt: skip
    return alerts


def _late_text(row: HandoverRow, now: datetime, zone: tzinfo, soon: timedelta) -> str:
    late = _("late by {span}").format(span=span_text(late_minutes(row, now)))
    if not row.chases:
        return late + _("; not chased yet")
    last = row.chases[-1]
    again = last.next_at or last.at + soon
    times = ngettext("; chased once", "; chased {n} times", len(row.chases)).format(n=len(row.chases))
    return late + times + _("; again at {time}").format(time=clock_text(again, zone))


def sorted_alerts(alerts: Iterable[Alert]) -> list[Alert]:
    """Return alerts worst first: by concern, then by weight."""
    return sorted(alerts, key=lambda alert: (alert.concern, -alert.weight, alert.key))


def alert_cells(alert: Alert) -> dict[str, Piece]:
    """Return the cells of an alert by column key."""
    tone = _TONES.get(alert.concern, Tone.PLAIN)
    sign = "!" if tone is Tone.OVERDUE else "~" if tone in (Tone.SOON, Tone.URGENT) else " "
    return {
        "sign": Piece(sign, tone),
        "concern": Piece(concern_word(alert.concern), tone),
        "what": Piece(alert.what, Tone.STRONG),
        "who": Piece(alert.who),
        "where": Piece(alert.where, Tone.MUTED),
        "text": Piece(alert.text, tone if tone is Tone.OVERDUE else Tone.PLAIN),
    }


def alert_summary(alerts: Sequence[Alert]) -> Line:
    """Return how many alerts there are of each concern."""
    pieces: list[Piece] = []
    for concern in Concern:
        count = sum(alert.concern is concern for alert in alerts)
        if count:
            text = f"{concern_word(concern)} {count:,}"
            pieces.append(Piece(("  " if pieces else "") + text, _TONES.get(concern, Tone.PLAIN)))
    return tuple(pieces)
