"""What a batch proposal says about each slip: why this network point, what else, why none (row B-01)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from dispatch_tui.domain import lifecycle
from dispatch_tui.domain.assignment import AssignWeights, Choice, Room, Status
from dispatch_tui.domain.assignment_flow import Assignment
from dispatch_tui.domain.assignment_options import Offer, Option, Quality
from dispatch_tui.domain.orders import Kind, Order
from dispatch_tui.domain.placing_results import Rank
from dispatch_tui.i18n import gettext as _
from dispatch_tui.i18n import pgettext
from dispatch_tui.services.placing import placement_word

if TYPE_CHECKING:
    from dispatch_tui.domain.addresses_match import AddressMatch
    from dispatch_tui.domain.placing import Placer
    from dispatch_tui.services.desk import Desk

_MOST = 3
_QUALITIES = (Quality.POINT, Quality.AREA, Quality.COVERAGE)
"""From the best to the worst."""


def quality_word(quality: Quality) -> str:
    """Return how kilometres are known, as a sentence."""
    return {
        Quality.POINT: _("Kilometres are about: from the middle of the district to the network point."),
        Quality.AREA: _(
            "Kilometres are rough: from the middle of the district to that of the network point's district."
        ),
        Quality.COVERAGE: _("Some kilometres are unknown; there the area covered decides."),
    }[quality]


class Words:
    """The sentences of one proposal; names and loads are looked up once."""

    def __init__(
        self,
        desk: Desk,
        placer: Placer,
        rooms: Mapping[str, Room],
        flow: Assignment,
        weights: AssignWeights,
    ) -> None:
        self._desk = desk
        self._placer = placer
        self._rooms = rooms
        self._flow = flow
        self._weights = weights
        self._names = {point.code: desk.name_of(point) for point in desk.settings.points}
        added = flow.added()
        self._used = {code: room.used + added.get(code, 0) for code, room in rooms.items()}
        self._heads: dict[tuple[str, Rank, float | None], str] = {}
        self._loads: dict[str, str] = {}

    def name(self, code: str) -> str:
        """Return a network point's name."""
        return self._names.get(code, code)

    def load(self, code: str) -> str:
        """Return the load of a network point with the batch: ``12 of 40``."""
        found = self._loads.get(code)
        if found is None:
            room = self._rooms.get(code)
            used = self._used.get(code, 0)
            if room is None or room.capacity is None:
                found = _("{used} slips, capacity unknown").format(used=used)
            else:
                found = pgettext("load", "{used} of {capacity}").format(used=used, capacity=room.capacity)
            self._loads[code] = found
        return found

    def worse(self, quality: Quality | None, offer: Offer | None, point: str) -> Quality | None:
        """Return the worse of a quality and that of the chosen candidate."""
        option = _option(offer, point) if offer is not None else None
        if option is None:
            return quality
        if quality is None or _QUALITIES.index(option.quality) > _QUALITIES.index(quality):
            return option.quality
        return quality

    def pinned(self, order: Order, note: str) -> str:
        """Return why a slip placed by hand stays, and what speaks against it."""
        code = order.point or ""
        text = _("placed by hand at {name}, stays there; {load}.").format(
            name=self.name(code), load=self.load(code)
        )
        return " ".join(part for part in (text, self._objection(order, code), note) if part)

    def _objection(self, order: Order, code: str) -> str:
        from dispatch_tui.domain.placing import objections

        point = self._placer.points.get(code)
        against = (
            objections(point, order.kind, self._desk.category_of(order.category)) if point is not None else ()
        )
        if against:
            return self._why_not(order, code, against[0])
        room = self._rooms.get(code)
        if room is not None and room.capacity is not None and self._used[code] > room.capacity:
            return self._why_not(order, code, "full")
        return ""

    def _why_not(self, order: Order, code: str, why: str) -> str:
        name = self.name(code)
        if why == "inactive":
            return _("{name} is not in service.").format(name=name)
        if why == "kind":
            kind = lifecycle.kind_word(order.kind)
            return _("{name} does not do this kind: {kind}.").format(name=name, kind=kind)
        if why == "category":
            return _("{name} does not do this category: {category}.").format(
                name=name, category=order.category
            )
        return self._told_full(code, order.kind)

    def _told_full(self, code: str, kind: Kind) -> str:
        used, capacity = self._flow.tightest(code, kind)
        if capacity == self._rooms[code].capacity:
            return _("{name} is full: {used} of {capacity}.").format(
                name=self.name(code), used=used, capacity=capacity
            )
        return _("{name} is full for this kind ({kind}): {used} of {capacity}.").format(
            name=self.name(code), kind=lifecycle.kind_word(kind), used=used, capacity=capacity
        )

    def chosen(self, kind: Kind, offer: Offer, point: str, earlier: str | None, note: str) -> str:
        """Return why a slip goes to a network point: who covers it, how far, how full."""
        option = _option(offer, point)
        if option is None:
            return note
        key = (point, option.rank, option.kilometres)
        head = self._heads.get(key)
        if head is None:
            head = self._heads[key] = self._head(option)
        parts = [head]
        if earlier and earlier != point:
            parts.append(_("It was at {name}.").format(name=self.name(earlier)))
        used, capacity = self._flow.tightest(point, kind)
        too_full = capacity is not None and used > capacity
        nearer = self._told_full(point, kind) if too_full else self._nearer(kind, offer, option)
        if nearer:
            parts.append(nearer)
        if note:
            parts.append(note)
        return " ".join(parts)

    def _head(self, option: Option) -> str:
        name, load = self.name(option.code), self.load(option.code)
        head = {
            Rank.TAUGHT: _("taught to belong to {name}"),
            Rank.KEYWORD: _("{name} covers it by a word of the address"),
            Rank.STREET: _("{name} covers the street"),
            Rank.DISTRICT: _("{name} covers the district"),
            Rank.PART: _("street not named; {name} covers streets of the district"),
            Rank.CITY: _("{name} covers the city"),
            Rank.PROVINCE: _("{name} covers the province"),
            Rank.NEAR: _("{name} does not cover it, but can take it"),
        }[option.rank].format(name=name)
        if option.kilometres is None:
            return _("{head}; {load}.").format(head=head, load=load)
        return _("{head}; about {km} km; {load}.").format(
            head=head, km=max(1, round(option.kilometres)), load=load
        )

    def _nearer(self, kind: Kind, offer: Offer, option: Option) -> str:
        """Return which better network point is full, when that is why another one was chosen."""
        for other in offer.options:
            if other.price >= option.price:
                break
            if self._flow.full(other.code, kind):
                return self._told_full(other.code, kind)
        if option.rank is Rank.NEAR:
            for code, why in offer.refused:
                if why == "full":
                    return self._told_full(code, kind)
        return ""

    def terms(self, offer: Offer, point: str, status: Status) -> tuple[tuple[str, int], ...]:
        """Return what the choice costs, part by part; the load is the price of the network point's last slot taken."""
        option = _option(offer, point)
        if option is None:
            return ()
        room = self._rooms[point]
        if room.capacity is None:
            load = self._weights.unknown_load
        else:
            share = 100 * (self._used[point] - 1)
            load = next((p for upto, p in self._weights.bands if share < upto * room.capacity), 0)
        found = [("distance", option.distance), ("coverage", option.coverage), ("load", load)]
        if status is Status.KEPT:
            found.append(("stay", -self._weights.stay))
        return tuple(found)

    def alternatives(
        self, order: Order, offer: Offer, choices: Sequence[Choice], point: str | None
    ) -> tuple[tuple[str, str, str], ...]:
        """Return up to three other network points, with what each costs more or why it can't be."""
        found = [
            (choice.point, self.name(choice.point), self._other(choice, order.kind, point))
            for choice in choices[:_MOST]
        ]
        for code, why in offer.refused[: _MOST - len(found)]:
            found.append((code, self.name(code), self._why_not(order, code, why)))
        return tuple(found)

    def _other(self, choice: Choice, kind: Kind, point: str | None) -> str:
        if point is None:
            if choice.full:
                return self._told_full(choice.point, kind)
            return _("has room, but lies too far away.")
        km = f"{choice.extra / self._weights.per_kilometre:.1f}"
        if choice.full:
            return _("full; others would have to move, as dear as {km} km more.").format(km=km)
        return _("as dear as {km} km more; {load}.").format(km=km, load=self.load(choice.point))

    def left_out(self, order: Order, offer: Offer, match: AddressMatch, earlier: str | None) -> str:
        """Return why a slip gets no network point: address unclear, nobody near, nobody able, all full."""
        kind = order.kind
        full = [code for code, why in offer.refused if why == "full"]
        full += [option.code for option in offer.options if self._flow.full(option.code, kind)]
        free = next((option for option in offer.options if option.code not in full), None)
        if free is not None and free.kilometres is not None:
            text = _("Left out: the nearest network point with room is {name}, about {km} km away.").format(
                name=self.name(free.code), km=max(1, round(free.kilometres))
            )
        elif full:
            told = " ".join(self._told_full(code, kind) for code in full[:_MOST])
            text = _("Left out. {why}").format(why=told)
            if not order.urgent:
                text += " " + _("Urgent slips and those carried over go first.")
        elif offer.refused:
            text = " ".join(self._why_not(order, code, why) for code, why in offer.refused[:_MOST])
        else:
            placed = self._placer.propose(match, kind, self._desk.category_of(order.category))
            text = placement_word(placed.facts, self._desk)
        if earlier:
            text = _("{text} It was at {name}.").format(text=text, name=self.name(earlier))
        return text


def _option(offer: Offer, point: str) -> Option | None:
    return next((option for option in offer.options if option.code == point), None)
