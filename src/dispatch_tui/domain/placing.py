"""Which network point should take a slip (S004 一.1, rows B-01 and B-07): by area, capability and load.

A proposal is kept as facts (codes and numbers); ``word`` makes the sentence in the user's language when it is shown.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Protocol

from dispatch_tui.domain.addresses import AddressMatcher
from dispatch_tui.domain.addresses_folding import fold_address
from dispatch_tui.domain.addresses_match import AMBIGUOUS, CONTRADICTION, AddressMatch
from dispatch_tui.domain.gazetteer import kilometres
from dispatch_tui.domain.orders import Kind
from dispatch_tui.domain.placing_results import (
    COVERED,
    NO_ADDRESS,
    NO_AREA,
    NOT_CAPABLE,
    RANK_OF_LENGTH,
    UNCERTAIN,
    Candidate,
    Load,
    Placement,
    Rank,
)
from dispatch_tui.domain.rules import Level

__all__ = ["Candidate", "Load", "Placement", "Placer", "Rank"]

CANDIDATES = 5
"""How many network points a proposal names at most."""
_STREET_DIGITS = 9
_NEAR_KILOMETRES = 80.0
"""A network point further away is no suggestion."""


class CoverageLike(Protocol):
    """One area that a network point covers."""

    @property
    def division(self) -> str: ...
    @property
    def keyword(self) -> str: ...


class PointLike(Protocol):
    """What placing needs to know of a network point."""

    @property
    def code(self) -> str: ...
    @property
    def covers(self) -> Sequence[CoverageLike]: ...
    @property
    def kinds(self) -> frozenset[Kind]: ...
    @property
    def categories(self) -> frozenset[str]: ...
    @property
    def capacity(self) -> Mapping[Kind, int]: ...
    @property
    def capacity_total(self) -> int | None: ...
    @property
    def location(self) -> tuple[float, float] | None: ...
    @property
    def active(self) -> bool: ...


class Placer:
    """Proposes network points for one branch; build it once from the settings and keep it."""

    def __init__(self, matcher: AddressMatcher, points: Iterable[PointLike]) -> None:
        self.matcher = matcher
        self.points = {point.code: point for point in points}
        self._by_division: dict[str, tuple[str, ...]] = {}
        self._in_district: dict[str, tuple[str, ...]] = {}
        self._keywords: list[tuple[str, str, str]] = []
        self._cities: dict[str, frozenset[str]] = {}
        for code, point in self.points.items():
            for cover in point.covers:
                if cover.keyword:
                    self._keywords.append((fold_address(cover.keyword), cover.division, code))
                elif cover.division:
                    self._by_division[cover.division] = (*self._by_division.get(cover.division, ()), code)
                    self._note_part(cover.division, code)
            self._cities[code] = frozenset(cover.division[:4] for cover in point.covers if cover.division)

    def _note_part(self, division: str, code: str) -> None:
        """Remember which network points share a district by its streets."""
        sharing = self._in_district.get(division[:6], ())
        if len(division) == _STREET_DIGITS and code not in sharing:
            self._in_district[division[:6]] = (*sharing, code)

    def place(
        self, address: str, kind: Kind, category: str = "", load: Mapping[str, int] | Load | None = None
    ) -> Placement:
        """Read an address and propose the network point for it; never raises.

        ``load`` holds the slips of the day by network point (see ``Load``, which also counts by kind); without it
        nothing is said about how full a network point is.
        """
        return self.propose(self.matcher.match(address), kind, category, load)

    def propose(
        self,
        match: AddressMatch,
        kind: Kind,
        category: str = "",
        load: Mapping[str, int] | Load | None = None,
    ) -> Placement:
        """Propose the network point for an address that was already read."""
        if match.point in self.points:
            chosen = self._candidate(match.point, Rank.TAUGHT, kind, category, load)
            return Placement(match.point, COVERED, match, (chosen,), kind, category)
        ranks, keyword = self._covering(match)
        candidates = [self._candidate(code, rank, kind, category, load) for code, rank in ranks.items()]
        able = [candidate for candidate in candidates if candidate.level < Level.BLOCK]
        if able:
            able.sort(key=_preference)
            rest = sorted((other for other in candidates if other.level is Level.BLOCK), key=_preference)
            chosen = able[0]
            used = keyword if chosen.rank is Rank.KEYWORD else ""
            sharing = sum(one.rank is Rank.PART for one in able) if chosen.rank is Rank.PART else 0
            looked_at = tuple((able + rest)[:CANDIDATES])
            return Placement(chosen.point, COVERED, match, looked_at, kind, category, used, sharing=sharing)
        if candidates:
            candidates.sort(key=_preference)
            return Placement(None, NOT_CAPABLE, match, tuple(candidates[:CANDIDATES]), kind, category)
        if not match.text:
            return Placement(None, NO_ADDRESS, match, (), kind, category)
        code = NO_AREA if match.district else UNCERTAIN
        return Placement(None, code, match, self._near(match, kind, category, load), kind, category)

    def covering(self, match: AddressMatch) -> dict[str, Rank]:
        """Return every network point that covers a place, with the closest way in which it does; may be closed."""
        ranks, _keyword = self._covering(match)
        if match.point in self.points:
            ranks[match.point] = Rank.TAUGHT
        return ranks

    def _covering(self, match: AddressMatch) -> tuple[dict[str, Rank], str]:
        """Return the network points that cover a place with the closest way in which they do."""
        ranks: dict[str, Rank] = {}
        asked = match.reason_code in (AMBIGUOUS, CONTRADICTION)
        for division in (match.street, match.district, match.city, match.province):
            if division and not asked:
                for code in self._by_division.get(division, ()):
                    ranks.setdefault(code, RANK_OF_LENGTH[len(division)])
        if match.district and not match.street:
            # An address often gives a road but no street: the network points that share the district can all be
            # meant, and they lie nearer than one that covers the whole city.
            for code in self._in_district.get(match.district, ()):
                ranks[code] = max(ranks.get(code, Rank.NEAR), Rank.PART)
        found = ""
        text = match.text
        for keyword, division, code in self._keywords:
            if keyword in text and self._keyword_fits(match, division, code):
                ranks[code] = Rank.KEYWORD
                found = found or keyword
        return ranks, found

    def _keyword_fits(self, match: AddressMatch, division: str, code: str) -> bool:
        if division:
            return match.code.startswith(division) or not match.code
        cities = self._cities[code]
        return not match.city or not cities or match.city in cities or match.city == self.matcher.home_city

    def _candidate(
        self, code: str, rank: Rank, kind: Kind, category: str, load: Mapping[str, int] | Load | None
    ) -> Candidate:
        point = self.points[code]
        used, capacity = figures(point, kind, load)
        reasons = objections(point, kind, category)
        if reasons:
            return Candidate(code, rank, Level.BLOCK, reasons, used, capacity)
        if capacity is None:
            return Candidate(code, rank, Level.NOTE, ("capacity-unknown",), used, None)
        if used is not None and used >= capacity:
            return Candidate(code, rank, Level.WARN, ("over-capacity",), used, capacity)
        return Candidate(code, rank, Level.OK, (), used, capacity)

    def _near(
        self, match: AddressMatch, kind: Kind, category: str, load: Mapping[str, int] | Load | None
    ) -> tuple[Candidate, ...]:
        """Return the nearest capable network points to a district that nobody covers, or those of its candidates."""
        if not match.district:
            covering = dict.fromkeys(
                code for division in match.candidates for code in self._by_division.get(division, ())
            )
            found = [self._candidate(code, Rank.DISTRICT, kind, category, load) for code in covering]
            return tuple(found[:CANDIDATES])
        middle = self.matcher.gazetteer.place(match.district)
        if middle is None:
            return ()
        far = [
            (kilometres(middle, point.location), code)
            for code, point in self.points.items()
            if point.location is not None and point.active
        ]
        near = []
        for distance, code in sorted(far)[:3]:
            if distance > _NEAR_KILOMETRES:
                break
            seen = self._candidate(code, Rank.NEAR, kind, category, load)
            codes = ("not-covered", *seen.codes)
            near.append(Candidate(code, Rank.NEAR, Level.BLOCK, codes, seen.used, seen.capacity, distance))
        return tuple(near)


def objections(point: PointLike, kind: Kind, category: str) -> tuple[str, ...]:
    """Return why a network point can't do a slip: ``inactive``, ``kind``, ``category``; empty when it can."""
    reasons = []
    if not point.active:
        reasons.append("inactive")
    if kind is not Kind.UNSORTED and point.kinds and kind not in point.kinds:
        reasons.append("kind")
    if category and point.categories and category not in point.categories:
        reasons.append("category")
    return tuple(reasons)


def figures(
    point: PointLike, kind: Kind, load: Mapping[str, int] | Load | None
) -> tuple[int | None, int | None]:
    """Return the used and possible slips of the day: of the kind when its limit is the tighter one, else in all."""
    if load is None:
        return None, point.capacity_total
    totals = load.points if isinstance(load, Load) else load
    used, capacity = totals.get(point.code, 0), point.capacity_total
    own = point.capacity.get(kind)
    if own is not None and isinstance(load, Load):
        own_used = load.kinds.get((point.code, kind), 0)
        if capacity is None or own - own_used < capacity - used:
            return own_used, own
    return used, capacity


def _preference(candidate: Candidate) -> tuple[int, bool, int, float, str]:
    """Sort by closeness, then room left, most free first; unknown capacity after known room, full ones last."""
    free = candidate.free
    full = candidate.level is Level.WARN
    return (
        -candidate.rank,
        full,
        1 if free is None else 0,
        -free if free is not None else (candidate.used or 0),
        candidate.point,
    )
