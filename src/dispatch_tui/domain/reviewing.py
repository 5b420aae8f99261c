"""Rules of the pre-review (预审): which slips, which lines, which step follows (S004 一.1, rows B-05 and B-06).

A pre-review is stated, never guessed: "nothing is needed" is a statement of its own, with a name and a time.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime
from decimal import Decimal

from dispatch_tui.domain.lifecycle import kind_word, moved, not_in_state, standing
from dispatch_tui.domain.orders import PENDING_STATES, Kind, Order, State
from dispatch_tui.domain.pre_review import (
    REVIEWED_KINDS,
    Review,
    ReviewLine,
    ReviewStatus,
    facts_of,
    review_of,
)
from dispatch_tui.domain.rules import Finding, Level, worst
from dispatch_tui.domain.text import clean, fold, key
from dispatch_tui.i18n import gettext as _
from dispatch_tui.i18n import pgettext

LONGEST_NAME = 60
"""Characters that the name of a part may have."""
MOST_LINES = 50
"""Lines that one pre-review may have."""
_QUANTITY = re.compile(r"\d{1,6}(?:\.\d{1,3})?")


def quantity_of(text: str) -> Decimal | None:
    """Return a quantity as people type it, full-width digits too; None unless it is a positive number.

    At most six digits before and three behind the point.
    """
    given = fold(text).strip()
    if not _QUANTITY.fullmatch(given) or not given.isascii():
        return None
    quantity = Decimal(given)
    return quantity if quantity > 0 else None


def quantity_text(quantity: Decimal) -> str:
    """Return a quantity in its shortest form: ``2``, ``3.5``."""
    text = f"{quantity:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def checked_line(
    line: ReviewLine, units: Sequence[str], parts: Sequence[str] = ()
) -> tuple[ReviewLine, list[Finding]]:
    """Return a material or part as it is kept, and what is wrong with it (row B-06).

    The first unit is taken when none is given. ``parts`` are the names known; without any every name is taken.
    """
    findings = []
    name, unit = clean(fold(line.name)), clean(fold(line.unit))
    known = {key(part): part for part in parts}
    if not name:
        findings.append(_block("part-missing", _("Say which material or part is needed.")))
    elif len(name) > LONGEST_NAME:
        told = _("The name of a part has at most {n} characters.").format(n=LONGEST_NAME)
        findings.append(_block("part-long", told))
    elif known and key(name) not in known:
        told = _("The part “{part}” is not on the list of parts in the settings.").format(part=name)
        findings.append(_block("part-unknown", told))
    name = known.get(key(name), name)
    quantity = quantity_of(line.quantity)
    if quantity is None:
        told = _("“{quantity}” is not a quantity of {part}; give a number above 0.").format(
            quantity=clean(line.quantity)[:20], part=name[:LONGEST_NAME] or "?"
        )
        findings.append(_block("bad-quantity", told))
    if not unit:
        unit = units[0] if units else ""
    if not unit:
        findings.append(_block("unit-missing", _("Give the unit of {part}.").format(part=name)))
    elif unit not in units:
        told = _("“{unit}” is not a unit of the settings ({units}).").format(
            unit=unit[:20], units=" ".join(units)
        )
        findings.append(_block("unit-unknown", told))
    text = line.quantity if quantity is None else quantity_text(quantity)
    return ReviewLine(name, text, unit), findings


def checked_lines(
    lines: Iterable[ReviewLine], units: Sequence[str], parts: Sequence[str] = ()
) -> tuple[tuple[ReviewLine, ...], list[Finding]]:
    """Return the lines of a pre-review as they are kept, and what is wrong with them (row B-06)."""
    kept: list[ReviewLine] = []
    findings: list[Finding] = []
    for line in lines:
        tidy, wrong = checked_line(line, units, parts)
        if any(other.name == tidy.name and other.unit == tidy.unit for other in kept) and not wrong:
            told = _("{part} stands there twice; give it once with the whole quantity.").format(
                part=tidy.name
            )
            wrong = [_block("part-twice", told)]
        kept.append(tidy)
        findings += wrong
    if not kept:
        told = _("Say what is needed, or state that nothing is needed (“none”).")
        findings.append(_block("lines-missing", told))
    if len(kept) > MOST_LINES:
        told = _("A pre-review has at most {n} lines.").format(n=MOST_LINES)
        findings.append(_block("lines-many", told))
    return tuple(kept), findings


def _block(code: str, text: str) -> Finding:
    return Finding(Level.BLOCK, code, text, "row B-06")


_OPEN = PENDING_STATES | {State.HOLD}


def may_review(order: Order, *, lines: bool) -> list[Finding]:
    """Guard of stating or revising a pre-review: of a sorted slip that has not been sent.

    ``lines`` tells whether something is needed. Removal and engineering slips go to dispatch without a pre-review;
    materials for them warn.
    """
    if order.kind is Kind.UNSORTED:
        text = _("{no} has no kind; sort it first.").format(no=order.no)
        return [Finding(Level.BLOCK, "unsorted", text, "row A-09")]
    if order.state not in _OPEN or (order.state is State.HOLD and standing(order) not in PENDING_STATES):
        action = pgettext("a slip can't be …", "pre-reviewed")
        return [not_in_state(order, action)]
    if lines and order.kind not in REVIEWED_KINDS:
        text = _("Slips of this kind are dispatched without a pre-review: {kind}.").format(
            kind=kind_word(order.kind)
        )
        return [Finding(Level.WARN, "not-reviewed", text, "S004 一.1")]
    return []


def may_take_up(order: Order) -> list[Finding]:
    """Guard of taking a slip up for its pre-review: received or reopened, of a kind that is pre-reviewed."""
    findings = may_review(order, lines=True)
    if worst(findings) is Level.BLOCK:
        return findings
    if standing(order) is State.REVIEW:
        text = _("{no} is in pre-review already.").format(no=order.no)
        return [Finding(Level.BLOCK, "no-change", text)]
    if standing(order) not in {State.RECEIVED, State.REOPENED}:
        return [not_in_state(order, pgettext("a slip can't be …", "taken up for pre-review"))]
    return findings


def may_be_ready(order: Order) -> list[Finding]:
    """Guard of "materials ready": only what waits for them."""
    if standing(order) is State.WAITING:
        return []
    if standing(order) is State.READY:
        text = _("{no} is ready already.").format(no=order.no)
        return [Finding(Level.BLOCK, "no-change", text)]
    text = _("{no} does not wait for material.").format(no=order.no)
    return [Finding(Level.BLOCK, "not-waiting", text, "row B-05")]


def may_waive(order: Order, reason: str) -> list[Finding]:
    """Guard of going on without what a slip waits for: with a reason, before it is ready (row B-05)."""
    findings = may_review(order, lines=False)
    ready = standing(order) in {State.READY, State.ASSIGNED, State.REOPENED}
    if not findings and ready:
        text = _("{no} waits for nothing.").format(no=order.no)
        findings = [Finding(Level.BLOCK, "no-change", text)]
    if not reason.strip():
        text = _("Give a reason for going on without waiting.")
        findings.append(Finding(Level.BLOCK, "reason-missing", text, "row B-05"))
    return findings


def taken_up(order: Order) -> Order:
    """Return the slip in pre-review."""
    return moved(order, State.REVIEW)


def none_needed(order: Order, by: str, at: datetime) -> Order:
    """Return the slip with the statement that nothing is needed; an assigned slip stays assigned."""
    review = Review(ReviewStatus.NONE, by=by, at=at)
    after = State.ASSIGNED if standing(order) is State.ASSIGNED else State.READY
    return replace(moved(order, after), review=facts_of(review))


def requested(order: Order, lines: Sequence[ReviewLine], make: bool, by: str, at: datetime) -> Order:
    """Return the slip that waits for materials, its lines signed by name and time."""
    review = Review(ReviewStatus.REQUESTED, tuple(lines), make, by, at)
    return replace(moved(order, State.WAITING), review=facts_of(review))


def materials_ready(order: Order, by: str, at: datetime) -> Order:
    """Return the slip whose materials are ready, with who said so."""
    stated = review_of(order.review) or Review(ReviewStatus.NONE)
    review = replace(stated, status=ReviewStatus.READY, ready_by=by, ready_at=at)
    return replace(moved(order, State.READY), review=facts_of(review))


def waived(order: Order, by: str, at: datetime, reason: str) -> Order:
    """Return the slip that goes on without waiting; its lines stay, ``ready_by`` and ``ready_at`` say who waived."""
    stated = review_of(order.review) or Review(ReviewStatus.NONE, by=by, at=at)
    review = replace(stated, status=ReviewStatus.WAIVED, ready_by=by, ready_at=at, reason=reason.strip())
    return replace(moved(order, State.READY), review=facts_of(review))


def line_words(line: ReviewLine) -> str:
    """Return a material or part as people write it: ``支架 2 个``."""
    return f"{line.name} {line.quantity} {line.unit}".strip()


def lines_words(lines: Iterable[ReviewLine]) -> str:
    """Return materials or parts on one line."""
    return _(", ").join(line_words(line) for line in lines)


def review_words(review: Review | None) -> str:
    """Return what a pre-review says on one line, empty while nothing is stated."""
    if review is None:
        return ""
    lines = lines_words(review.lines)
    status = {
        ReviewStatus.NONE: pgettext("pre-review", "nothing needed"),
        ReviewStatus.REQUESTED: pgettext("pre-review", "requested"),
        ReviewStatus.READY: pgettext("pre-review", "ready"),
        ReviewStatus.WAIVED: pgettext("pre-review", "waived"),
    }[review.status]
    return f"{status}: {lines}" if lines else status


def waiting_for(order: Order) -> str:
    """Return what the slip waits for before it can be dispatched, in the user's language; empty when for nothing."""
    state = standing(order)
    if state is State.WAITING:
        review = review_of(order.review)
        if review is None or not review.lines:
            return _("waiting for material")
        lines = lines_words(review.lines)
        if review.make:
            return _("waiting for material to be made: {lines}").format(lines=lines)
        return _("waiting for material: {lines}").format(lines=lines)
    if state is State.REVIEW:
        return _("in pre-review; its result is not stated yet")
    if state is State.RECEIVED and order.kind in REVIEWED_KINDS:
        return _("the pre-review is not stated yet")
    return ""
