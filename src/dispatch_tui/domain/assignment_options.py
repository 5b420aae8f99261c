"""Which network points a slip may go to, and what each costs: coverage, capability, kilometres (row B-01).

An address is known down to its district at best, so kilometres are counted from the middle of the district and are
good for comparing, not for travelling. Slips of one place, kind and category share their candidates.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from heapq import nsmallest

from dispatch_tui.domain.addresses_match import AMBIGUOUS, CONTRADICTION, AddressMatch
from dispatch_tui.domain.assignment import AssignWeights, Room, hash_of, seed_of, tie_break
from dispatch_tui.domain.gazetteer import kilometres
from dispatch_tui.domain.orders import Kind
from dispatch_tui.domain.placing import Placer, PointLike, objections
from dispatch_tui.domain.placing_results import Rank


class Quality(StrEnum):
    """How the kilometres of a candidate are known."""

    POINT = "point"
    """From the middle of the district to where the network point is."""
    AREA = "area"
    """From the middle of the district to the middle of the nearest district that the network point covers."""
    COVERAGE = "coverage"
    """Not at all; only who covers the place is known."""


@dataclass(frozen=True, slots=True)
class Option:
    """One network point that could do a slip."""

    code: str
    rank: Rank
    kilometres: float | None
    """On the road, about."""
    quality: Quality
    distance: int
    """Price of the kilometres."""
    coverage: int
    """Price of how loosely it covers the place."""

    @property
    def price(self) -> int:
        """Both prices together."""
        return self.distance + self.coverage


@dataclass(frozen=True, slots=True)
class Offer:
    """The candidates of a place, kind and category, cheapest first, and which of those that cover it drop out."""

    options: tuple[Option, ...] = ()
    refused: tuple[tuple[str, str], ...] = ()
    """Codes of network points that cover the place, and why not: ``inactive``, ``kind``, ``category``, ``full``."""


class Offers:
    """Finds and keeps the candidates of one batch."""

    def __init__(self, placer: Placer, rooms: Mapping[str, Room], weights: AssignWeights) -> None:
        self._placer = placer
        self._rooms = rooms
        self._weights = weights
        self._place = placer.matcher.gazetteer.place
        self._kept: dict[tuple[object, ...], Offer] = {}
        self._far: dict[str, dict[str, tuple[float, Quality]]] = {}
        self._areas = {code: self._middles(point) for code, point in placer.points.items()}
        self._hashes = {code: hash_of(code) for code in placer.points}

    def _middles(self, point: PointLike) -> tuple[tuple[float, float], ...]:
        """Return the middles of the districts that a network point covers."""
        codes = dict.fromkeys(cover.division[:6] for cover in point.covers if len(cover.division) >= 6)
        found = (self._place(code) for code in codes)
        return tuple(middle for middle in found if middle is not None)

    def of(self, match: AddressMatch, kind: Kind, category: str = "") -> Offer:
        """Return the candidates for an address that was read."""
        ranks = self._placer.covering(match)
        sure = match.reason_code not in (AMBIGUOUS, CONTRADICTION)
        district = match.district if sure else ""
        key = (district, kind, category, *ranks.items())
        found = self._kept.get(key)
        if found is None:
            found = self._kept[key] = self._offer(ranks, district, kind, category)
        return found

    def priced(self, offer: Offer, order_id: int) -> list[tuple[str, int]]:
        """Return the candidates with their prices for one slip, the tie-break included."""
        seed, hashes, below = seed_of(order_id), self._hashes, self._weights.tie_break
        return [
            (option.code, option.price + tie_break(seed, hashes[option.code], below))
            for option in offer.options
        ]

    def with_earlier(self, offer: Offer, code: str, kind: Kind, category: str, match: AddressMatch) -> Offer:
        """Return the candidates with the slip's earlier network point among them, when it can do the slip."""
        point = self._placer.points.get(code)
        known = point is None or any(option.code == code for option in offer.options)
        if known or point is None or objections(point, kind, category):
            return offer
        rank = self._placer.covering(match).get(code, Rank.NEAR)
        far = self._distances(match.district).get(code)
        return Offer((*offer.options, self._option(code, rank, far, taught=False)), offer.refused)

    def _offer(self, ranks: Mapping[str, Rank], district: str, kind: Kind, category: str) -> Offer:
        weights, distances = self._weights, self._distances(district)
        taught = Rank.TAUGHT in ranks.values()
        refused: list[tuple[str, str]] = []
        options: list[Option] = []
        for code, point in self._placer.points.items():
            rank, far = ranks.get(code), distances.get(code)
            if rank is None and (far is None or far[0] > weights.far_kilometres):
                continue
            why = objections(point, kind, category) or (("full",) if self._full(code, kind) else ())
            if why:
                if rank is not None:
                    refused.append((code, why[0]))
                continue
            options.append(self._option(code, rank or Rank.NEAR, far, taught=taught))
        best = nsmallest(weights.candidates, options, key=lambda option: (option.price, option.code))
        return Offer(tuple(best), tuple(refused))

    def _option(self, code: str, rank: Rank, far: tuple[float, Quality] | None, *, taught: bool) -> Option:
        weights = self._weights
        coverage = weights.coverage.get(rank.name.lower(), weights.not_covered)
        if taught and rank is not Rank.TAUGHT:
            # A clerk has said where the address belongs; everybody else is as good as outside.
            coverage = max(coverage, weights.not_covered)
        if far is None:
            return Option(code, rank, None, Quality.COVERAGE, 0, coverage)
        road = far[0] * weights.detour_percent / 100
        price = road * weights.per_kilometre
        if rank is Rank.PART:
            price *= weights.unsure_percent / 100
        return Option(code, rank, road, far[1], round(price), coverage)

    def _full(self, code: str, kind: Kind) -> bool:
        room = self._rooms.get(code)
        if room is None:
            return False
        most, used = room.kinds.get(kind, (None, 0))
        return (room.capacity is not None and room.used >= room.capacity) or (
            most is not None and used >= most
        )

    def _distances(self, district: str) -> dict[str, tuple[float, Quality]]:
        """Return the kilometres as the crow flies from the middle of a district, by network point where known."""
        found = self._far.get(district)
        if found is None:
            middle = self._place(district) if district else None
            found = self._far[district] = dict(self._measure(middle)) if middle else {}
        return found

    def _measure(self, middle: tuple[float, float]) -> Iterator[tuple[str, tuple[float, Quality]]]:
        for code, point in self._placer.points.items():
            if point.location is not None:
                yield code, (kilometres(middle, point.location), Quality.POINT)
            elif areas := self._areas[code]:
                nearest = min(kilometres(middle, area) for area in areas)
                yield code, (nearest or self._inside(middle), Quality.AREA)

    def _inside(self, middle: tuple[float, float]) -> float:
        """Return the way inside a district: half of that to the middle of the nearest one."""
        others: Iterable[float] = (
            kilometres(middle, area) for areas in self._areas.values() for area in areas if area != middle
        )
        return min(others, default=0.0) / 2
