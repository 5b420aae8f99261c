"""How often a slip was sent, by which paper, and what became of it: newest first (rows B-02, B-03, B-13)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from dispatch_tui.domain.dispatches import COUNTED_STATES, Dispatch, DispatchState, FlowCard, Mode

if TYPE_CHECKING:
    from dispatch_tui.services.desk import Desk
    from dispatch_tui.storage.reading import Reader


@dataclass(frozen=True, slots=True)
class SentSlip:
    """One sending of a slip."""

    dispatch: Dispatch
    card_no: str = ""
    """Number of the flow card that carries it; temporary dispatches have none."""


def sent_slips(reader: Reader, order_id: int) -> tuple[SentSlip, ...]:
    """Return every sending of a slip, the newest first; recalled ones count too."""
    sent = reader.papers(Dispatch, order_id=order_id)
    ids = sorted({dispatch.card_id for dispatch in sent if dispatch.card_id is not None})
    numbers = {card.id: card.no for card in reader.papers(FlowCard, id=ids)} if ids else {}
    found = [SentSlip(dispatch, numbers.get(dispatch.card_id or 0, "")) for dispatch in sent]
    return tuple(sorted(found, key=lambda each: (each.dispatch.sent_at, each.dispatch.id), reverse=True))


@dataclass(frozen=True, slots=True)
class SentToday:
    """What was sent today, for the board."""

    sent: int
    """Dispatches that count."""
    nameless: int
    """Temporary ones of today whose worker is not known."""


def sent_today(desk: Desk) -> SentToday:
    """Return how much was sent today and for how many temporary dispatches the worker is not known."""
    today = desk.today()
    with desk.store.read() as reader:
        sent = reader.count_papers(Dispatch, day=today, state=list(COUNTED_STATES))
        nameless = reader.count_papers(
            Dispatch, day=today, state=DispatchState.LIVE, mode=Mode.TEMPORARY, worker=""
        )
    return SentToday(sent.get((), 0), nameless.get((), 0))
