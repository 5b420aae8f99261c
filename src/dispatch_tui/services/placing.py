"""Placing slips: the proposal from the address, and the choice by hand with what speaks against it (row B-01)."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from dispatch_tui.domain import lifecycle
from dispatch_tui.domain.orders import Order, PlainJson, State
from dispatch_tui.domain.rules import Finding, Level, worst
from dispatch_tui.i18n import gettext as _
from dispatch_tui.services.carrying_out import PlainChange, Work
from dispatch_tui.services.slip_facts import area_of, with_due

if TYPE_CHECKING:
    from dispatch_tui.domain.placing_results import Load
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


def capability_findings(
    order: Order, point: NetworkPoint, work: Work, load: Load | None = None
) -> list[Finding]:
    """Return what speaks against a network point for a slip: not in service, kind, category, load (row B-07).

    Each warns and can be forced with a reason. A capacity that was never set is unknown, not 0. ``load`` is what the
    network point has without this slip; by default what is proposed, assigned and sent for today.
    """
    return ability_findings(order, point, work) + load_findings(order, point, work, load)


def ability_findings(order: Order, point: NetworkPoint, work: Work) -> list[Finding]:
    """Return why a network point can't do a slip, whatever its load: not in service, kind, category (row B-07)."""
    from dispatch_tui.domain.placing import objections

    name = work.desk.name_of(point)
    found = []
    for code in objections(point, order.kind, work.desk.category_of(order.category)):
        if code == "inactive":
            text, article = _("{name} is not in service.").format(name=name), "S004 一.1"
        elif code == "kind":
            kind = lifecycle.kind_word(order.kind)
            text, article = (
                _("{name} does not do this kind: {kind}.").format(name=name, kind=kind),
                "row B-07",
            )
        else:
            text, article = (
                _("{name} does not do this category: {category}.").format(name=name, category=order.category),
                "row B-07",
            )
        found.append(Finding(Level.WARN, f"point-{code}", text, article))
    return found


def load_findings(order: Order, point: NetworkPoint, work: Work, load: Load | None = None) -> list[Finding]:
    """Return whether this slip goes over the network point's capacity of today, with the numbers (row B-07)."""
    from dispatch_tui.domain.placing import figures

    if load is None and (not order.pending or order.day > work.today):
        return []
    own = 1 if load is not None or order.point != point.code else 0
    used, capacity = figures(point, order.kind, work.load if load is None else load)
    name, used = work.desk.name_of(point), (used or 0) + own
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
        if order.state is State.ASSIGNED and not self.unpin:
            text = _("{no} is assigned to {name} and stays there.").format(
                no=order.no, name=work.desk.point_name(order.point)
            )
            return order, [Finding(Level.BLOCK, "assigned", text)]
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
