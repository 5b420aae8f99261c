"""Reconciling the four counts of a day: slips dispatched = card lines = feedback lines = ledger (row C-09)."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from dispatch_tui.domain.dispatches import COUNTED_STATES, CardState, Dispatch, FlowCard, Mode
from dispatch_tui.domain.feedback import FeedbackLine, FeedbackSheet, LineState
from dispatch_tui.domain.ledger_entries import LedgerEntry
from dispatch_tui.domain.orders import Kind
from dispatch_tui.domain.reconciling import Count, Counted, Difference, Group, Heading, grouped, totals

if TYPE_CHECKING:
    from dispatch_tui.services.desk import Desk
    from dispatch_tui.storage.reading import Reader

__all__ = ["Count", "Difference", "Group", "Heading", "Reconciliation", "reconcile", "reconciled"]


@dataclass(frozen=True, slots=True)
class Reconciliation:
    """The four counts of a day by network point, kind and mode."""

    day: date
    groups: tuple[Group, ...]
    """By network point in the settings' order, then kind, normal before temporary."""

    @property
    def differences(self) -> tuple[Difference, ...]:
        """Every difference of the day."""
        return tuple(difference for group in self.groups for difference in group.differences)

    @property
    def equal(self) -> bool:
        """Whether the four counts agree everywhere."""
        return not self.differences

    @property
    def totals(self) -> Mapping[Mode, tuple[int, int, int, int]]:
        """The four counts of the day by mode."""
        return totals(self.groups)


def reconcile(desk: Desk, day: date, *, feedback: bool = True) -> Reconciliation:
    """Compare the four counts of a day; ``feedback=False`` leaves the feedback sheets out, which come next morning."""
    with desk.store.read() as reader:
        return reconciled(desk, reader, day, feedback=feedback)


def reconciled(desk: Desk, reader: Reader, day: date, *, feedback: bool = True) -> Reconciliation:
    """Compare the four counts of a day in a reader's snapshot; one query for each kind of record."""
    found: _Found = {}
    withdrawn = _dispatches(reader, day, found)
    _cards(reader, day, found, withdrawn)
    _lines(reader, day, found)
    _ledger(reader, day, found)
    leave_out: Collection[Count] = () if feedback else (Count.FEEDBACK,)
    places = {point.code: place for place, point in enumerate(desk.settings.points)}
    kinds = list(Kind)
    counted = {
        Heading(day, point, Kind(kind), Mode(mode)): here for (point, kind, mode), here in found.items()
    }
    ordered = sorted(
        counted,
        key=lambda each: (
            places.get(each.point, len(places)), each.point, kinds.index(each.kind), each.mode is Mode.TEMPORARY,
        ),
    )  # fmt: skip
    return Reconciliation(
        day, tuple(grouped(each, counted[each], desk.point_name(each.point), leave_out) for each in ordered)
    )


_Found = dict[tuple[str, str, str], Counted]
"""What was counted by network point, kind and mode, as the rows have them: thousands of rows, few of these."""


def _counted(found: _Found, point: str, kind: str, mode: str) -> Counted:
    here = found.get((point, kind, mode))
    if here is None:
        here = found[point, kind, mode] = Counted()
    return here


def _dispatches(reader: Reader, day: date, found: _Found) -> dict[int, set[str]]:
    """Count the dispatches; return the slips withdrawn from each flow card."""
    withdrawn: dict[int, set[str]] = {}
    kept: dict[int, set[str]] = {}
    counts = {state.value for state in COUNTED_STATES}
    for point, kind, mode, state, no, card in reader.paper_rows(
        Dispatch, ("point", "kind", "mode", "state", "order_no", "card_id"), day=day
    ):
        if state in counts:
            _counted(found, point, kind, mode).dispatched[no] += 1
            kept.setdefault(card, set()).add(no)
        else:
            withdrawn.setdefault(card, set()).add(no)
    return {card: nos - kept.get(card, set()) for card, nos in withdrawn.items()}


def _cards(reader: Reader, day: date, found: _Found, withdrawn: Mapping[int, set[str]]) -> None:
    for card in reader.papers(FlowCard, day=day):
        if card.state is CardState.VOID:
            continue
        gone = withdrawn.get(card.id, set())
        for line in card.lines:
            no = str(line.get("order_no", ""))
            here = _counted(found, card.point, str(line.get("kind")), Mode.NORMAL.value)
            (here.recalled if no in gone else here.cards).add(no)


def _lines(reader: Reader, day: date, found: _Found) -> None:
    sheets = {sheet.id: sheet for sheet in reader.papers(FeedbackSheet, day=day)}
    good, struck = LineState.GOOD.value, LineState.STRUCK.value
    for sheet_id, point, state, no in reader.paper_rows(
        FeedbackLine, ("sheet_id", "point", "state", "order_no"), sheet_id=list(sheets)
    ):
        if state == struck:
            continue
        sheet = sheets[sheet_id]
        here = _counted(found, point or sheet.point, sheet.kind.value, sheet.mode.value)
        (here.feedback if state == good else here.strange).add(no)


def _ledger(reader: Reader, day: date, found: _Found) -> None:
    for entry in reader.papers(LedgerEntry, day=day):
        net = _counted(found, entry.point, entry.kind.value, entry.mode.value).ledger
        for no in entry.order_nos:
            net[no] += 1 if entry.count > 0 else -1
            if not net[no]:
                del net[no]
