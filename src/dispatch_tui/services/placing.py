"""Placing slips: the proposal from the address, and the choice by hand with what speaks against it (row B-01)."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from dispatch_tui.domain import lifecycle
from dispatch_tui.domain.orders import Kind, Order, PlainJson
from dispatch_tui.domain.rules import Finding, Level, worst
from dispatch_tui.i18n import gettext as _
from dispatch_tui.services.carrying_out import PlainChange, Work
from dispatch_tui.services.slip_facts import area_of, with_due

if TYPE_CHECKING:
    from dispatch_tui.services.desk import Desk
    from dispatch_tui.settings.model import NetworkPoint
    from dispatch_tui.storage.writing import Writer

_BUILDING = re.compile(r".*?[0-9]+(?:号|弄|巷|栋|幢|座)")


def with_placement(order: Order, work: Work) -> Order:
    """Return the slip with the point, division and area that its address gives, and its due time after them.

    A slip whose network point was given by hand keeps it; only the facts of the address are worked out anew.
    """
    settings = work.desk.settings
    category = work.desk.category_of(order.category)
    found = work.placer.place(order.address, order.kind, category, work.load)
    placed = replace(
        order,
        point=order.point if order.pinned else found.point,
        placement=found.facts,
        district=found.district,
        street=found.street,
        area=area_of(settings, found.district, found.street),
    )
    if placed.area is order.area and placed.kind is order.kind:
        return placed
    return with_due(placed, work.desk, work.pauses(order))


def capability_findings(order: Order, point: NetworkPoint, work: Work) -> list[Finding]:
    """Return what speaks against a network point for a slip: not in service, kind, category, load (row B-07).

    Each warns and can be forced with a reason. A capacity that was never set is unknown, not 0.
    """
    name = work.desk.name_of(point)
    found = []
    if not point.active:
        text = _("{name} is not in service.").format(name=name)
        found.append(Finding(Level.WARN, "point-inactive", text, "S004 一.1"))
    if order.kind is not Kind.UNSORTED and point.kinds and order.kind not in point.kinds:
        text = _("{name} does not do this kind: {kind}.").format(
            name=name, kind=lifecycle.kind_word(order.kind)
        )
        found.append(Finding(Level.WARN, "point-kind", text, "row B-07"))
    category = work.desk.category_of(order.category)
    if category and point.categories and category not in point.categories:
        text = _("{name} does not do this category: {category}.").format(name=name, category=order.category)
        found.append(Finding(Level.WARN, "point-category", text, "row B-07"))
    found += load_findings(order, point, work)
    return found


def load_findings(order: Order, point: NetworkPoint, work: Work) -> list[Finding]:
    """Return whether one more slip goes over the network point's capacity of today, with the numbers (row B-07)."""
    if not order.pending or order.day > work.today:
        return []
    name, load = work.desk.name_of(point), work.load
    used = load.points.get(point.code, 0) + (0 if order.point == point.code else 1)
    capacity = point.capacity_total
    own = point.capacity.get(order.kind)
    if own is not None:
        own_used = load.kinds.get((point.code, order.kind), 0) + (0 if order.point == point.code else 1)
        if capacity is None or own - own_used < capacity - used:
            used, capacity = own_used, own
    if capacity is None:
        text = _("The capacity of {name} is unknown; it has {used} slips with this one.").format(
            name=name, used=used
        )
        return [Finding(Level.NOTE, "capacity-unknown", text, "row B-07", {"used": used})]
    if used > capacity:
        text = _("{name} would have {used} slips of {capacity} a day.").format(
            name=name, used=used, capacity=capacity
        )
        return [Finding(Level.WARN, "over-capacity", text, "row B-07", {"used": used, "capacity": capacity})]
    return []


@dataclass(frozen=True, slots=True)
class Place:
    """Choose the network point by hand (派到); later proposals leave it alone."""

    point: str
    reason: str = ""
    remember: bool = False
    """Learn that addresses in this building belong to the network point."""
    action: str = "place"

    def plan(self, order: Order, work: Work) -> tuple[Order, list[Finding]]:
        """Guard and change."""
        findings = lifecycle.may_place(order)
        point = work.desk.settings.point(self.point)
        if point is None:
            text = _("There is no network point with the code {code}.").format(code=self.point)
            findings.append(Finding(Level.BLOCK, "point-unknown", text))
        elif order.point == self.point and order.pinned and not self.remember:
            text = _("{no} is at {name} already.").format(no=order.no, name=work.desk.name_of(point))
            findings.append(Finding(Level.BLOCK, "no-change", text))
        if point is None or worst(findings) is Level.BLOCK:
            return order, findings
        findings += capability_findings(order, point, work)
        covering = order.placement.get("point")
        if covering and covering != self.point:
            text = _("{name} covers the address.").format(name=work.desk.point_name(str(covering)))
            findings.append(Finding(Level.NOTE, "other-covers", text, "row B-01", {"point": covering}))
        return replace(order, point=self.point, pinned=True), findings

    def finish(self, changed: Sequence[tuple[Order, Order]], work: Work, writer: Writer) -> None:
        """Store the learned addresses when asked."""
        for _before, order in changed if self.remember else ():
            phrase = phrase_of(order.address)
            if phrase:
                writer.save_alias(phrase, {"point": self.point})


@dataclass(frozen=True, slots=True)
class Propose(PlainChange):
    """Run the placer again (自动), for a slip or many; ``unpin`` lets it decide about slips placed by hand too."""

    reason: str = ""
    unpin: bool = False
    action: str = "propose"

    def plan(self, order: Order, work: Work) -> tuple[Order, list[Finding]]:
        """Guard and change; a slip that can't be placed is refused with the reason, and goes to the first row."""
        findings = lifecycle.may_place(order)
        if worst(findings) is Level.BLOCK:
            return order, findings
        if order.pinned and not self.unpin:
            text = _("{no} was placed by hand at {name} and stays there.").format(
                no=order.no, name=work.desk.point_name(order.point)
            )
            return order, [Finding(Level.BLOCK, "pinned", text)]
        placed = with_placement(replace(order, pinned=False), work)
        sentence = placement_word(placed.placement, work.desk)
        if placed.point is None and order.point is None:
            return placed, [Finding(Level.BLOCK, "not-placed", sentence, "row B-01")]
        if replace(placed, placement=order.placement) == order:
            return order, [Finding(Level.BLOCK, "no-change", sentence)]
        return placed, [Finding(Level.NOTE, "placed", sentence, "row B-01")]


def phrase_of(address: str) -> str:
    """Return the part of an address that names the building, or the whole address when no number tells it."""
    from dispatch_tui.domain.addresses_folding import fold_address

    folded = fold_address(address)
    found = _BUILDING.match(folded)
    return found[0] if found else folded


def placement_word(facts: Mapping[str, PlainJson], desk: Desk, load: Mapping[str, int] | None = None) -> str:
    """Return the sentence about a proposal in the user's language."""
    from dispatch_tui.domain.placing_words import candidates_of, word

    codes = {str(candidate.get("point")) for candidate in candidates_of(facts)}
    return word(facts, {code: desk.point_name(code) for code in codes}, load)
