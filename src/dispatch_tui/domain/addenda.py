"""Additions made on site (现场增补): another bracket, an extra part, asked for during the work (row B-10)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal

from dispatch_tui.domain.lifecycle import not_in_state
from dispatch_tui.domain.orders import Order, PlainJson, State
from dispatch_tui.domain.pre_review import ReviewLine, review_of
from dispatch_tui.domain.reviewing import line_words, quantity_of, quantity_text
from dispatch_tui.domain.rules import Finding, Level
from dispatch_tui.i18n import gettext as _
from dispatch_tui.i18n import pgettext

DURING_WORK = frozenset({State.SENT, State.ACKED, State.ARRIVED, State.IN_HOUSE, State.DONE})
"""States in which something is added on site."""


@dataclass(frozen=True, slots=True)
class Addition:
    """One addition made on site."""

    text: str
    """Name of the material or part."""
    quantity: str
    unit: str
    by: str
    """Staff number of who took it down."""
    at: datetime
    """When it was asked for (UTC)."""
    approved_by: str = ""
    approved_at: datetime | None = None
    correction: bool = False
    """Taken down after the slip was closed: an entry that corrects the figures, nothing is fetched for it."""

    @property
    def approved(self) -> bool:
        """Whether somebody else has agreed to it."""
        return bool(self.approved_by)


def additions_of(order: Order) -> tuple[Addition, ...]:
    """Return the additions kept on a slip, oldest first."""
    return additions_from(order.addenda)


def additions_from(kept: Sequence[Mapping[str, PlainJson]]) -> tuple[Addition, ...]:
    """Return additions from the facts of a slip or of its history."""
    return tuple(_addition(facts) for facts in kept)


def _addition(facts: Mapping[str, PlainJson]) -> Addition:
    approved_at = facts.get("approved_at")
    return Addition(
        text=str(facts.get("text", "")),
        quantity=str(facts.get("quantity", "1")),
        unit=str(facts.get("unit", "")),
        by=str(facts.get("by", "")),
        at=datetime.fromisoformat(str(facts["at"])),
        approved_by=str(facts.get("approved_by", "")),
        approved_at=datetime.fromisoformat(approved_at) if isinstance(approved_at, str) else None,
        correction=bool(facts.get("correction")),
    )


def facts_of(addition: Addition) -> dict[str, PlainJson]:
    """Return an addition as the facts that a slip keeps."""
    facts: dict[str, PlainJson] = {
        "text": addition.text, "quantity": addition.quantity, "unit": addition.unit, "by": addition.by,
        "at": addition.at.isoformat(),
    }  # fmt: skip
    if addition.approved_by:
        facts["approved_by"] = addition.approved_by
    if addition.approved_at is not None:
        facts["approved_at"] = addition.approved_at.isoformat()
    if addition.correction:
        facts["correction"] = True
    return facts


def with_additions(order: Order, additions: tuple[Addition, ...]) -> Order:
    """Return the slip with these additions."""
    return replace(order, addenda=tuple(facts_of(addition) for addition in additions))


def may_add(order: Order) -> list[Finding]:
    """Guard of an addition: during the work; after closing only as a correction entry, with a reason (row B-10)."""
    if order.state in DURING_WORK:
        return []
    if order.state is State.CLOSED:
        text = _("{no} is closed; the addition is kept as a correction entry.").format(no=order.no)
        return [Finding(Level.WARN, "correction-entry", text, "row B-10")]
    if order.pending:
        text = _("{no} has not been sent; put what it needs into its pre-review.").format(no=order.no)
        return [Finding(Level.BLOCK, "not-sent", text, "row B-10")]
    return [not_in_state(order, pgettext("a slip can't be …", "given an addition"))]


def may_approve(order: Order, nth: int, operator: str, operator_name: str) -> list[Finding]:
    """Guard of an approval: the addition exists, is not approved yet, and somebody else took it down.

    ``nth`` counts from 1; 0 means every addition that waits and that the operator may approve.
    """
    additions = additions_of(order)
    if not additions:
        text = _("{no} has no additions.").format(no=order.no)
        return [Finding(Level.BLOCK, "no-addition", text, "row B-10")]
    if not 0 <= nth <= len(additions):
        text = _("{no} has no addition number {n}; it has {m}.").format(no=order.no, n=nth, m=len(additions))
        return [Finding(Level.BLOCK, "no-addition", text, "row B-10")]
    asked = [additions[nth - 1]] if nth else [each for each in additions if not each.approved]
    if not asked or asked[0].approved:
        text = _("Nothing of {no} waits for approval.").format(no=order.no)
        return [Finding(Level.BLOCK, "no-change", text)]
    if all(each.by == operator for each in asked):
        text = _("{name} took the addition down; somebody else approves it.").format(name=operator_name)
        return [Finding(Level.BLOCK, "own-addition", text, "row B-10")]
    return []


def approved(order: Order, nth: int, operator: str, at: datetime) -> Order:
    """Return the slip with one addition approved, or all that wait and that somebody else took down (``nth`` 0)."""
    return with_additions(
        order,
        tuple(
            replace(each, approved_by=operator, approved_at=at)
            if not each.approved and each.by != operator and nth in (0, place)
            else each
            for place, each in enumerate(additions_of(order), start=1)
        ),
    )


def addition_words(addition: Addition) -> str:
    """Return an addition as people write it, with a sign while nobody has approved it."""
    words = line_words(ReviewLine(addition.text, addition.quantity, addition.unit))
    return words if addition.approved else _("{addition} (not approved)").format(addition=words)


def waiting(order: Order) -> tuple[Addition, ...]:
    """Return the additions that nobody has approved yet."""
    return tuple(each for each in additions_of(order) if not each.approved)


def materials_of(order: Order) -> tuple[ReviewLine, ...]:
    """Return what a slip needed in all: the lines of its pre-review and its approved additions, summed (row B-10)."""
    review = review_of(order.review)
    lines = list(review.lines) if review is not None else []
    lines += [
        ReviewLine(each.text, each.quantity, each.unit) for each in additions_of(order) if each.approved
    ]
    quantities: dict[tuple[str, str], Decimal] = {}
    for line in lines:
        key = (line.name, line.unit)
        quantities[key] = quantities.get(key, Decimal(0)) + (quantity_of(line.quantity) or Decimal(0))
    return tuple(ReviewLine(name, quantity_text(total), unit) for (name, unit), total in quantities.items())
