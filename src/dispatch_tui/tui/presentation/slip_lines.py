"""A slip as the lines of its detail: where it stands, who and where, why this network point, what happened."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, tzinfo

from dispatch_tui.domain.orders import Order, State
from dispatch_tui.i18n import gettext as _
from dispatch_tui.i18n import ngettext
from dispatch_tui.tui.presentation.dispatch_lines import review_line, visit_line
from dispatch_tui.tui.presentation.pieces import Line, Piece, Tone, line
from dispatch_tui.tui.presentation.slip_rows import is_open, missing_piece, point_text
from dispatch_tui.tui.presentation.times import due_sentence, moment_text, window_text
from dispatch_tui.tui.presentation.words import area_word, field_word, kind_word, state_word
from dispatch_tui.tui.text import phone


@dataclass(frozen=True, slots=True)
class Fact:
    """One labelled fact of a slip; the value may be long and is wrapped by the screen."""

    label: str
    value: Line
    key: str = ""
    """Field name, for the cursor and for ``?``."""


@dataclass(frozen=True, slots=True)
class FactsOf:
    """What the detail needs besides the slip."""

    now: datetime
    zone: tzinfo
    soon_minutes: int
    point_names: Mapping[str, str]
    policy_names: Mapping[str, str]
    placement: str = ""
    """Sentence of the placement, in the user's language."""
    batch: str = ""
    """Sentence of the hand-over, empty when none is known."""
    sent: Line = ()
    """The present sending, empty when the slip is not out or it is not read yet."""
    person: Callable[[str], str] = str
    """Turns a staff number into the person's name."""

    @property
    def today(self) -> date:
        """The branch's date."""
        return self.now.astimezone(self.zone).date()


def title_line(order: Order) -> Line:
    """Return what the slip is and where it stands: number, kind, urgent, state."""
    parts = [Piece(order.no, Tone.STRONG), Piece(" · "), Piece(kind_word(order.kind))]
    if order.urgent:
        parts += [Piece(" · "), Piece(_("URGENT"), Tone.URGENT)]
    parts += [Piece(" · "), Piece(state_word(order.state), Tone.STRONG)]
    return tuple(parts)


def due_line(order: Order, facts: FactsOf) -> Line:
    """Return the due time with its sign and the policy behind it."""
    if order.state is State.HOLD:
        until = order.hold_until.isoformat() if order.hold_until else _("no date")
        return line(
            Piece(_("on hold until {day}").format(day=until), Tone.SOON),
            Piece(f"  {order.hold_reason}" if order.hold_reason else ""),
        )
    if order.state is State.CANCELLED:
        return line(Piece(_("cancelled: {reason}").format(reason=order.cancel_reason), Tone.MUTED))
    if not is_open(order):
        when = moment_text(order.due_at, facts.zone, facts.today)
        return line(Piece(_("was due {when}").format(when=when), Tone.MUTED)) if order.due_at else ()
    sentence = due_sentence(order.due_at, facts.now, facts.soon_minutes, facts.zone)
    policy = facts.policy_names.get(order.due_policy, order.due_policy)
    return line(sentence, Piece(f"  ({policy})" if policy and order.due_at else "", Tone.MUTED))


def slip_facts(order: Order, facts: FactsOf) -> list[Fact]:
    """Return the facts of a slip in the order in which they are asked for; empty ones are left out."""
    zone, today = facts.zone, facts.today
    rows: list[Fact] = [
        Fact(_("Due"), due_line(order, facts), "due_at"),
        Fact(_("Missing"), line(missing_piece(order)), "incomplete"),
        Fact(field_word("customer"), line(order.customer), "customer"),
        Fact(field_word("phone"), line(phone(order.phone)), "phone"),
        Fact(field_word("address"), line(order.address), "address"),
        Fact(field_word("point"), _point_line(order, facts), "point"),
        Fact(_("Because"), line(Piece(facts.placement, Tone.MUTED)), "placement"),
        Fact(_("Product"), line("  ".join(part for part in (order.category, order.model) if part)), "model"),
        Fact(_("Appointed"), _appointment_line(order, facts), "required_from"),
        Fact(field_word("remark"), line(order.remark), "remark"),
        Fact(field_word("called_at"), line(_moment(order.called_at, zone, today)), "called_at"),
        Fact(_("Pre-review"), review_line(order, facts), "review"),
        Fact(_("Sent"), facts.sent, "dispatch_id"),
        Fact(_("Worker"), line(order.worker), "worker"),
        Fact(_("Visit"), visit_line(order, facts), "arrived_at"),
        Fact(_("Split from"), line(order.split_of), "split_of"),
        Fact(_("Merged into"), line(order.merged_into), "merged_into"),
        Fact(_("Batch"), line(facts.batch or order.slot), "slot"),
        Fact(field_word("store"), line(order.store), "store"),
        Fact(field_word("repeat_of"), line(order.repeat_of), "repeat_of"),
        Fact(_("Came in"), line(_received(order, facts)), "received_at"),
    ]
    rows += [Fact(label, line(str(value)), f"extras.{label}") for label, value in order.extras.items()]
    return [row for row in rows if row.value]


def _point_line(order: Order, facts: FactsOf) -> Line:
    area = area_word(order.area)
    how = _("set by hand") if order.pinned else _("proposed") if order.pending and order.point else ""
    tail = "  ".join(part for part in (area, how) if part)
    return line(point_text(order, facts.point_names), Piece(f"  {tail}" if tail else "", Tone.MUTED))


def _appointment_line(order: Order, facts: FactsOf) -> Line:
    window = window_text(order.required_from, order.required_to, facts.zone, facts.today)
    times = ""
    if order.reappointed:
        times = "  " + ngettext("changed once", "changed {n} times", order.reappointed).format(
            n=order.reappointed
        )
    return line(window, Piece(times, Tone.MUTED))


def _moment(instant: datetime | None, zone: tzinfo, today: date) -> str:
    return "" if instant is None else moment_text(instant, zone, today)


def _received(order: Order, facts: FactsOf) -> str:
    received = moment_text(order.received_at, facts.zone, facts.today)
    entered = moment_text(order.entered_at, facts.zone, facts.today)
    told = (
        received
        if received == entered
        else _("{received}, entered {entered}").format(received=received, entered=entered)
    )
    return f"{told}  {facts.person(order.entered_by)}" if order.entered_by else told


def foot_lines(order: Order, facts: FactsOf) -> tuple[Line, Line]:
    """Return the two lines under a narrow list: telephone and address in full, and the reason or what is missing."""
    address = Piece(order.address) if order.address.strip() else Piece(_("(address missing)"), Tone.SOON)
    first = line(Piece(f"{phone(order.phone)}  " if order.phone else "", Tone.STRONG), address)
    if order.remark:
        first = (*first, Piece("  " + order.remark.replace("\n", " "), Tone.MUTED))
    missing = missing_piece(order)
    second = line(missing, Piece("  " if missing.text and facts.placement else ""), facts.placement)
    if order.state in (State.HOLD, State.CANCELLED):
        second = due_line(order, facts)
    return first, second
