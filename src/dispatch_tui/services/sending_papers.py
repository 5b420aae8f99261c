"""What goes with sending slips and with taking them back: dispatches, flow cards, sheets, lines, ledger.

Everything is read once for a whole bulk and written in few statements; it runs inside the transaction that stores
the slips.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

from dispatch_tui.domain.cards import card_line
from dispatch_tui.domain.dispatches import (
    COUNTED_STATES,
    Dispatch,
    DispatchState,
    FlowCard,
    Mode,
    Via,
    card_number,
)
from dispatch_tui.domain.feedback import FeedbackLine, FeedbackSheet, LineState
from dispatch_tui.domain.ledger_entries import LedgerEntry
from dispatch_tui.domain.orders import Kind, Order

if TYPE_CHECKING:
    from dispatch_tui.services.carrying_out import Work
    from dispatch_tui.storage.writing import Writer

_SheetKey = tuple[str, Kind]


def store_sent(
    changed: Sequence[tuple[Order, Order]], work: Work, writer: Writer, mode: Mode, via: Via
) -> list[Dispatch]:
    """Store everything that goes with slips sent just now, and return their dispatches."""
    # Locks the head of the branch, so that two sessions can't make the same card or sheet at once.
    writer.settle()
    orders = [after for _before, after in changed]
    day = work.desk.settings.today(work.at)
    sheets = _sheets(orders, day, mode, writer)
    cards = _cards(orders, day, work, writer) if mode is Mode.NORMAL else {}
    dispatches = [
        Dispatch(
            id=order.dispatch_id or 0,
            order_id=order.id,
            order_no=order.no,
            point=order.point or "",
            kind=order.kind,
            mode=mode,
            via=via,
            day=day,
            sent_at=work.at,
            sent_by=work.desk.operator,
            card_id=cards[order.point or ""].id if cards else None,
            sheet_id=sheets[_sheet_point(order, mode), order.kind],
        )
        for order in orders
    ]
    writer.insert_papers(dispatches)
    writer.insert_papers(_entries(orders, day, mode, cards, work, writer))
    if mode is Mode.TEMPORARY:
        from dispatch_tui.services.feedback_lines import expect_lines

        expect_lines(writer, work, dispatches)
    return dispatches


def _sheet_point(order: Order, mode: Mode) -> str:
    """Return the network point of a slip's sheet: its own, or none for the temporary sheet of the day."""
    return (order.point or "") if mode is Mode.NORMAL else ""


def _sheets(orders: Iterable[Order], day: date, mode: Mode, writer: Writer) -> dict[_SheetKey, int]:
    """Return the ids of the feedback sheets that the slips stand on; missing ones are made as expected."""
    known = {
        (sheet.point, sheet.kind): sheet.id for sheet in writer.papers(FeedbackSheet, day=day, mode=mode)
    }
    made = []
    for order in orders:
        key = (_sheet_point(order, mode), order.kind)
        if key not in known:
            sheet = FeedbackSheet(writer.new_id(), day, key[0], order.kind, mode)
            known[key] = sheet.id
            made.append(sheet)
    writer.insert_papers(made)
    return known


def _cards(orders: Iterable[Order], day: date, work: Work, writer: Writer) -> dict[str, FlowCard]:
    """Close one flow card per network point, the next of its day, and return them by network point (row B-02)."""
    by_point: dict[str, list[Order]] = {}
    for order in orders:
        by_point.setdefault(order.point or "", []).append(order)
    earlier = writer.count_papers(FlowCard, by=("point",), day=day)
    local = work.desk.settings.local
    cards = {}
    for point in sorted(by_point):
        run = earlier.get((point,), 0) + 1
        cards[point] = FlowCard(
            id=writer.new_id(),
            no=card_number(day, point, run),
            day=day,
            point=point,
            run=run,
            closed_at=work.at,
            closed_by=work.desk.operator,
            lines=tuple(card_line(order, local) for order in by_point[point]),
        )
    writer.insert_papers(list(cards.values()))
    return cards


def _entries(
    orders: Iterable[Order], day: date, mode: Mode, cards: Mapping[str, FlowCard], work: Work, writer: Writer
) -> list[LedgerEntry]:
    """Return the entries of the ledger, one per network point and kind (row C-08)."""
    numbers: dict[_SheetKey, list[str]] = {}
    for order in orders:
        numbers.setdefault((order.point or "", order.kind), []).append(order.no)
    return [
        LedgerEntry(
            id=writer.new_id(),
            day=day,
            point=point,
            kind=kind,
            mode=mode,
            count=len(nos),
            order_nos=tuple(nos),
            made_at=work.at,
            made_by=work.desk.operator,
            ref=cards[point].no if point in cards else "",
        )
        for (point, kind), nos in sorted(numbers.items())
    ]


def confirmed(reason: str, confirmed_by: str) -> str:
    """Return a reason with the name of who confirmed on the telephone behind it."""
    return f"{reason.strip()} · {confirmed_by.strip()}"


def take_back(orders: Sequence[Order], work: Work, writer: Writer, reason: str) -> list[Dispatch]:
    """Withdraw the dispatches of slips as they were before; return the withdrawn dispatches.

    The ledger gets an entry of correction for each entry that named the slips, lines of feedback sheets are struck
    out, and flow cards keep their lines. ``reason`` names who confirmed on the telephone.
    """
    writer.settle()
    wanted = [order.dispatch_id for order in orders if order.dispatch_id is not None]
    found = [dispatch for dispatch in writer.papers(Dispatch, id=wanted) if dispatch.counts]
    withdrawn = writer.update_papers(
        [
            (
                dispatch,
                replace(
                    dispatch, state=DispatchState.WITHDRAWN, withdrawn_at=work.at, withdrawn_reason=reason
                ),
            )
            for dispatch in found
        ]
    )
    writer.insert_papers(_corrections(found, work, writer, reason))
    _strike(found, writer)
    return withdrawn


def _corrections(
    dispatches: Sequence[Dispatch], work: Work, writer: Writer, reason: str
) -> list[LedgerEntry]:
    """Return the corrections of the ledger: each entry that named the slips loses them, on the day of the dispatch."""
    entries = writer.papers(
        LedgerEntry, day={dispatch.day for dispatch in dispatches}, point={each.point for each in dispatches}
    )
    naming: dict[tuple[date, str, Kind, Mode, str], LedgerEntry] = {}
    for entry in entries:
        if entry.count > 0:
            for no in entry.order_nos:
                naming[entry.day, entry.point, entry.kind, entry.mode, no] = entry
    lost: dict[tuple[date, str, Kind, Mode, int | None, str], list[str]] = {}
    for each in dispatches:
        entry_of = naming.get((each.day, each.point, each.kind, each.mode, each.order_no))
        key = (
            each.day, each.point, each.kind, each.mode,
            entry_of.id if entry_of else None, entry_of.ref if entry_of else "",
        )  # fmt: skip
        lost.setdefault(key, []).append(each.order_no)
    return [
        LedgerEntry(
            id=writer.new_id(),
            day=day,
            point=point,
            kind=kind,
            mode=mode,
            count=-len(nos),
            order_nos=tuple(nos),
            made_at=work.at,
            made_by=work.desk.operator,
            ref=ref,
            correction_of=entry_id,
            reason=reason,
        )
        for (day, point, kind, mode, entry_id, ref), nos in lost.items()
    ]


def _strike(dispatches: Sequence[Dispatch], writer: Writer) -> None:
    """Strike the lines that stand for dispatches which no longer count.

    A line stays when the slip went out twice on one day and the other sending counts: the sheet has one line for both.
    """
    on_sheet = {(each.sheet_id, each.order_no) for each in dispatches if each.sheet_id is not None}
    if not on_sheet:
        return
    others = writer.papers(Dispatch, order_id=[each.order_id for each in dispatches], state=COUNTED_STATES)
    on_sheet -= {(each.sheet_id, each.order_no) for each in others}
    lines = writer.papers(
        FeedbackLine, sheet_id={sheet for sheet, _no in on_sheet}, order_no={no for _sheet, no in on_sheet}
    )
    writer.update_papers(
        [
            (line, replace(line, state=LineState.STRUCK))
            for line in lines
            if (line.sheet_id, line.order_no) in on_sheet and line.state is not LineState.STRUCK
        ]
    )
