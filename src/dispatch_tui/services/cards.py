"""Flow cards (信息流转卡): which there are, voiding one with a reason, the signature on the second copy (row B-04)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import TYPE_CHECKING

from dispatch_tui.domain.cards import may_be_signed, may_be_voided
from dispatch_tui.domain.dispatches import CardState, Delivery, Dispatch, FlowCard
from dispatch_tui.domain.printing import Paper, Printing
from dispatch_tui.domain.rules import Level, Outcome, Result, worst
from dispatch_tui.domain.sending import recalled
from dispatch_tui.errors import BadInput, Conflict, NotFound, Refused
from dispatch_tui.i18n import gettext as _
from dispatch_tui.i18n import ngettext
from dispatch_tui.services import roles
from dispatch_tui.services.carrying_out import work_at
from dispatch_tui.services.sending_papers import confirmed, take_back

if TYPE_CHECKING:
    from collections.abc import Iterable

    from dispatch_tui.domain.orders import Order
    from dispatch_tui.domain.rules import Finding
    from dispatch_tui.services.desk import Desk
    from dispatch_tui.storage.reading import Reader
    from dispatch_tui.storage.writing import Writer


@dataclass(frozen=True, slots=True)
class CardView:
    """A flow card and what became of it."""

    card: FlowCard
    name: str
    """The network point's name in the user's language."""
    prints: int
    """How often it was printed; 0 while it still has to be."""
    live: tuple[str, ...]
    """Numbers of the slips that count on it."""
    recalled: tuple[str, ...]
    """Numbers of the slips recalled since; they stay on the paper."""


def cards(desk: Desk, day: date | None = None, point: str | None = None) -> list[CardView]:
    """Return the flow cards of a day (today by default), of one network point or of all, by number."""
    with desk.store.read() as reader:
        found = reader.papers(FlowCard, day=day or desk.today())
        wanted = [each for each in found if point is None or each.point == point]
        return _views(desk, reader, sorted(wanted, key=lambda each: (each.point, each.run)))


def card(desk: Desk, no: str) -> CardView:
    """Return a flow card by its number, or by network point and run for one of today; raises NotFound."""
    with desk.store.read() as reader:
        return _views(desk, reader, [_found(desk, reader, no)])[0]


def _found(desk: Desk, reader: Reader, no: str) -> FlowCard:
    given = no.strip()
    found = reader.papers(FlowCard, no=given)
    if not found:
        today = reader.papers(FlowCard, day=desk.today())
        found = [
            each
            for each in today
            if given.casefold() in {each.no.casefold(), f"{each.point}-{each.run}".casefold()}
        ]
    if not found:
        raise NotFound(
            _("There is no flow card {no}.").format(no=given or "–"),
            _("Flow cards are numbered by day, network point and run, like 20261122-HP1-1."),
        )
    return found[0]


def _views(desk: Desk, reader: Reader, found: Sequence[FlowCard]) -> list[CardView]:
    prints = reader.count_papers(
        Printing, by=("subject",), paper=Paper.FLOW_CARD.value, subject=[each.no for each in found]
    )
    live: dict[int, list[str]] = {}
    gone: dict[int, list[str]] = {}
    for dispatch in reader.papers(Dispatch, card_id=[each.id for each in found]):
        if dispatch.card_id is not None:
            (live if dispatch.counts else gone).setdefault(dispatch.card_id, []).append(dispatch.order_no)
    return [
        CardView(
            each,
            desk.point_name(each.point),
            prints.get((each.no,), 0),
            tuple(live.get(each.id, ())),
            tuple(gone.get(each.id, ())),
        )
        for each in found
    ]


def void(
    desk: Desk,
    no: str,
    reason: str,
    confirmed_by: str,
    *,
    at: datetime | None = None,
    command_id: str | None = None,
) -> Outcome:
    """Void a flow card: its slips are recalled and ready again, the card keeps its number and its lines (row B-04).

    All of it or nothing: raises Refused when the work on one of its slips has begun, or when it is void already;
    BadInput without a reason or without the name of who confirmed it on the telephone; NotFound. ``at`` is the true
    time of a catch-up entry.
    """
    roles.require(desk, "void_card")
    _require_words(reason, confirmed_by)

    def work(writer: Writer) -> Outcome:
        found = _found(desk, writer, no)
        dispatches = [each for each in writer.papers(Dispatch, card_id=found.id) if each.counts]
        out = writer.orders([each.order_id for each in dispatches])
        _refuse(may_be_voided(found, out, {each.id for each in dispatches}))
        _store(writer, [(slip, recalled(slip)) for slip in out])
        take_back(out, work_at(desk, writer, at), writer, confirmed(reason, confirmed_by))
        writer.update_paper(
            found, replace(found, state=CardState.VOID, void_reason=confirmed(reason, confirmed_by))
        )
        text = ngettext(
            "{no} is void; {n} slip is ready again.", "{no} is void; {n} slips are ready again.", len(out)
        ).format(no=found.no, n=len(out))
        results = (Result(found.no, True, Level.OK, "void", text), *(Result(slip.no, True) for slip in out))
        return Outcome(results, writer.group_id)

    act = desk.act("void_card", at=at, reason=confirmed(reason, confirmed_by), command_id=command_id)
    return desk.store.run(act, work)


def sign(
    desk: Desk, no: str, signed_by: str, *, at: datetime | None = None, command_id: str | None = None
) -> Outcome:
    """Note that the network point signed the second copy; its slips have been received with it (row B-04).

    Raises Refused for a void card and for one signed already, BadInput without a name, NotFound.
    """
    roles.require(desk, "sign_card")
    if not signed_by.strip():
        raise BadInput(
            _("Say who signed the second copy."),
            _("Write the name that stands on it."),
            code="signer-missing",
        )

    def work(writer: Writer) -> Outcome:
        found = _found(desk, writer, no)
        _refuse(may_be_signed(found))
        writer.update_paper(
            found,
            replace(found, state=CardState.SIGNED, signed_by=signed_by.strip(), signed_at=at or desk.now()),
        )
        writer.update_papers(
            [
                (dispatch, replace(dispatch, delivery=Delivery.RECEIVED))
                for dispatch in writer.papers(Dispatch, card_id=found.id)
                if dispatch.live
            ]
        )
        text = _("{no} is signed by {name}.").format(no=found.no, name=signed_by.strip())
        return Outcome((Result(found.no, True, Level.OK, "signed", text),), writer.group_id)

    return desk.store.run(desk.act("sign_card", at=at, command_id=command_id), work)


def _require_words(reason: str, confirmed_by: str) -> None:
    if not reason.strip():
        raise BadInput(
            _("A flow card is not voided without a reason."), _("Write why."), code="reason-missing"
        )
    if not confirmed_by.strip():
        raise BadInput(
            _("Say who at the network point confirmed it on the telephone."),
            _("The paper has left; without a call somebody may drive to the customer."),
            code="confirmer-missing",
        )


def _refuse(findings: Sequence[Finding]) -> None:
    """Raise Refused with everything that forbids an action."""
    if worst(findings) is Level.BLOCK:
        told = " ".join(finding.text for finding in findings if finding.level is Level.BLOCK)
        raise Refused(told, code=findings[0].code)


def _store(writer: Writer, pairs: Iterable[tuple[Order, Order]]) -> None:
    """Store slips that only go together; raises Conflict when one of them was changed meanwhile."""
    for stored in writer.update_orders(list(pairs)):
        if isinstance(stored, Conflict):
            raise stored
