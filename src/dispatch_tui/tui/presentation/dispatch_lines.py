"""What became of a slip since it was pre-reviewed, as lines: materials, sendings, worker, arrival, end, additions."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, datetime, tzinfo
from typing import TYPE_CHECKING

from dispatch_tui.domain.addenda import Addition, additions_of
from dispatch_tui.domain.dispatches import Delivery, DispatchState, Mode, Via
from dispatch_tui.domain.orders import Order, State
from dispatch_tui.domain.pre_review import Review, ReviewStatus, review_of
from dispatch_tui.domain.reviewing import line_words
from dispatch_tui.i18n import gettext as _
from dispatch_tui.i18n import ngettext
from dispatch_tui.tui.presentation.pieces import Line, Piece, Tone, line
from dispatch_tui.tui.presentation.times import moment_text

if TYPE_CHECKING:
    from dispatch_tui.services.sent_slips import SentSlip
    from dispatch_tui.tui.presentation.slip_lines import FactsOf


def doing_piece(order: Order, zone: tzinfo, today: date) -> Piece:
    """Return what a slip waits for or who works on it, in a few cells: materials, time of sending, worker."""
    if order.state is State.WAITING:
        review = review_of(order.review)
        names = [line_words(each) for each in review.lines] if review is not None else []
        return Piece(_(", ").join(names), Tone.SOON)
    if order.worker:
        return Piece(order.worker)
    if order.state is State.SENT and order.dispatched_at is not None:
        return Piece(moment_text(order.dispatched_at, zone, today), Tone.MUTED)
    return Piece("")


def via_word(via: Via) -> str:
    """Return what carries a slip to its network point."""
    return {Via.CAR: _("by car"), Via.FAX: _("by fax"), Via.PICK_UP: _("fetched")}[via]


def mode_word(mode: Mode) -> str:
    """Return which way of dispatching it is."""
    return {Mode.NORMAL: _("normal"), Mode.TEMPORARY: _("temporary")}[mode]


def delivery_piece(delivery: Delivery) -> Piece:
    """Return whether the network point has the paper."""
    return {
        Delivery.SENT: Piece(_("not confirmed yet"), Tone.MUTED),
        Delivery.FAILED: Piece(_("~ not received"), Tone.SOON),
        Delivery.RECEIVED: Piece(_("received"), Tone.GOOD),
    }[delivery]


def review_line(order: Order, facts: FactsOf) -> Line:
    """Return the pre-review: nothing needed, or what, for whom it waits and since when it is ready."""
    review = review_of(order.review)
    if review is None:
        return ()
    who = "  ".join(part for part in (_when(review.at, facts), _person(review.by, facts)) if part)
    parts: list[str | Piece] = [Piece(_review_word(review), _REVIEW_TONES.get(review.status, Tone.PLAIN))]
    if review.lines:
        parts.append("  " + _(", ").join(line_words(each) for each in review.lines))
    parts.append(Piece(f"  {who}" if who else "", Tone.MUTED))
    if review.ready_at is not None:
        ready = _("ready {time} {who}").format(
            time=_when(review.ready_at, facts), who=_person(review.ready_by, facts)
        )
        parts.append(Piece(f"  {ready.rstrip()}", Tone.GOOD))
    if review.reason:
        parts.append(Piece(f"  “{review.reason}”", Tone.MUTED))
    return line(*parts)


_REVIEW_TONES = {ReviewStatus.REQUESTED: Tone.SOON, ReviewStatus.READY: Tone.GOOD}


def _review_word(review: Review) -> str:
    if review.status is ReviewStatus.NONE:
        return _("nothing needed")
    if review.status is ReviewStatus.WAIVED:
        return _("without waiting")
    return _("to be made") if review.make else _("to be prepared")


def sent_line(sent: SentSlip, facts: FactsOf) -> Line:
    """Return one sending: when, where to, how, by which card, whether it arrived, who works, who recalled it."""
    dispatch = sent.dispatch
    how = [mode_word(dispatch.mode), via_word(dispatch.via)]
    if dispatch.tries > 1:
        how.append(ngettext("{n} try", "{n} tries", dispatch.tries).format(n=dispatch.tries))
    parts: list[str | Piece] = [
        Piece(f"{_when(dispatch.sent_at, facts)}  {_person(dispatch.sent_by, facts)} → ", Tone.MUTED),
        Piece(facts.point_names.get(dispatch.point, dispatch.point), Tone.STRONG),
        f"  {' '.join(how)}",
        Piece(f"  {sent.card_no}" if sent.card_no else ""),
    ]
    if dispatch.state is DispatchState.WITHDRAWN:
        told = _("recalled {time}").format(time=_when(dispatch.withdrawn_at, facts))
        parts += [Piece(f"  {told}", Tone.SOON), Piece(f"  {dispatch.withdrawn_reason}", Tone.MUTED)]
    elif dispatch.mode is Mode.TEMPORARY:
        state = delivery_piece(dispatch.delivery)
        parts.append(Piece(f"  {state.text}", state.tone))
    if dispatch.worker:
        named = _("worker {name} {time}").format(name=dispatch.worker, time=_when(dispatch.worker_at, facts))
        parts.append(f"  {named.rstrip(' -')}")
    return line(*parts)


def sent_lines(sent: Sequence[SentSlip], facts: FactsOf) -> list[Line]:
    """Return every sending, the newest first."""
    return [sent_line(each, facts) for each in sent]


def visit_line(order: Order, facts: FactsOf) -> Line:
    """Return arrival, completion, signature and closing, as far as they are known."""
    steps = [
        (_("arrived {time}"), order.arrived_at),
        (_("done {time}"), order.done_at),
        (_("closed {time}"), order.closed_at),
    ]
    parts = [text.format(time=_when(at, facts)) for text, at in steps if at is not None]
    if order.done_at is not None:
        parts.insert(
            -1 if order.closed_at else len(parts), _("signed") if order.signed else _("not signed yet")
        )
    return line("  ".join(parts))


def addition_lines(order: Order, facts: FactsOf) -> list[Line]:
    """Return the additions made on site with who agreed to them, numbered as ``approve`` takes them."""
    return [
        line(Piece(f"{number} ", Tone.MUTED), *_addition(each, facts))
        for number, each in enumerate(additions_of(order), start=1)
    ]


def _addition(addition: Addition, facts: FactsOf) -> list[str | Piece]:
    parts: list[str | Piece] = [f"{addition.text} {addition.quantity}{addition.unit}"]
    parts.append(Piece(f"  {_when(addition.at, facts)}  {_person(addition.by, facts)}", Tone.MUTED))
    if addition.approved:
        told = _("approved by {who}").format(who=_person(addition.approved_by, facts))
        parts.append(Piece(f"  {told}", Tone.GOOD))
    else:
        parts.append(Piece("  " + _("~ not approved yet"), Tone.SOON))
    if addition.correction:
        parts.append(Piece("  " + _("taken down after closing"), Tone.MUTED))
    return parts


def _when(instant: datetime | None, facts: FactsOf) -> str:
    return "" if instant is None else moment_text(instant, facts.zone, facts.today)


def _person(number: str, facts: FactsOf) -> str:
    person: Callable[[str], str] = facts.person
    return person(number) if number else ""
