"""Proposals of network points: what was chosen, what else was looked at, and why (S004 一.1)."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import IntEnum

from dispatch_tui.domain.addresses_match import AddressMatch
from dispatch_tui.domain.orders import Kind, PlainJson
from dispatch_tui.domain.rules import Level

ARTICLE = "S004 一.1"
"""Article of the standard: the network point is chosen by address, total work and capability."""
COVERED = "covered"
NO_ADDRESS = "no-address"
NO_AREA = "no-area"
"""No network point covers the place."""
NOT_CAPABLE = "not-capable"
"""Network points cover the place, none can do the slip."""
UNCERTAIN = "uncertain"
"""The address does not say where it lies."""


class Rank(IntEnum):
    """How closely a network point covers a place; the closer one is asked first."""

    NEAR = 0
    """Does not cover it; only close by."""
    PROVINCE = 1
    CITY = 2
    PART = 3
    """The street is not known, and it covers streets of the district."""
    DISTRICT = 4
    STREET = 5
    KEYWORD = 6
    TAUGHT = 7
    """A clerk has taught that the phrase belongs to this network point."""


RANK_OF_LENGTH = {2: Rank.PROVINCE, 4: Rank.CITY, 6: Rank.DISTRICT, 9: Rank.STREET}
"""By the length of a division code."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A network point that was looked at, and what speaks for or against it."""

    point: str
    rank: Rank
    level: Level
    """OK, NOTE (capacity unknown), WARN (over capacity) or BLOCK (can't do the slip)."""
    codes: tuple[str, ...]
    """Why: ``inactive``, ``kind``, ``category``, ``over-capacity``, ``capacity-unknown``, ``not-covered``."""
    used: int | None = 0
    """Slips it has for the day; None when nobody has counted."""
    capacity: int | None = None
    """Slips a day; None is unknown, never 0."""
    kilometres: float | None = None
    """Distance to the middle of the district, for network points that don't cover it."""

    @property
    def free(self) -> int | None:
        """Slips it can still take; None when its capacity is unknown."""
        return None if self.capacity is None else self.capacity - (self.used or 0)

    def as_json(self) -> dict[str, PlainJson]:
        """Return the candidate as facts for keeping."""
        facts: dict[str, PlainJson] = {
            "point": self.point, "rank": self.rank.name.lower(), "level": self.level.word, "used": self.used,
            "capacity": self.capacity,
        }  # fmt: skip
        if self.codes:
            facts["codes"] = list(self.codes)
        if self.kilometres is not None:
            facts["km"] = round(self.kilometres, 1)
        return facts


@dataclass(frozen=True, slots=True)
class Placement:
    """What the placer proposes for one slip."""

    point: str | None
    """Code of the network point; None when the slip can't be placed."""
    code: str
    match: AddressMatch
    candidates: tuple[Candidate, ...] = ()
    """The chosen one first; for a slip that can't be placed those that come closest."""
    kind: Kind = Kind.UNSORTED
    category: str = ""
    keyword: str = ""
    """The word of the address by which the chosen network point covers it."""
    sharing: int = 0
    """How many capable network points share the district, when the street is not known and one of them is taken."""

    @property
    def district(self) -> str:
        """Division code of the district, empty when unknown."""
        return self.match.district

    @property
    def street(self) -> str:
        """Division code of the street, empty when unknown."""
        return self.match.street

    @property
    def facts(self) -> dict[str, PlainJson]:
        """What is kept with the slip (``Order.placement``); ``word`` reads it."""
        match = self.match
        facts: dict[str, PlainJson] = {
            "code": self.code, "point": self.point, "place": match.place, "district": match.district,
            "street": match.street, "certain": match.certain, "reason": match.reason_code, "kind": self.kind.value,
        }  # fmt: skip
        if match.guessed:
            facts["guessed"] = list(match.guessed)
        if match.facts:
            facts["address"] = dict(match.facts)
        if match.candidates:
            facts["divisions"] = list(match.candidates)
        if self.category:
            facts["category"] = self.category
        if self.keyword:
            facts["keyword"] = self.keyword
        if self.sharing:
            facts["sharing"] = self.sharing
        if self.candidates:
            facts["candidates"] = [candidate.as_json() for candidate in self.candidates]
        return facts


@dataclass(slots=True)
class Load:
    """Slips of the day by network point, and by network point and kind; grows as a batch is placed."""

    points: dict[str, int] = field(default_factory=dict)
    kinds: dict[tuple[str, Kind], int] = field(default_factory=dict)

    def add(self, point: str | None, kind: Kind, count: int = 1) -> None:
        """Count slips that were placed (or, negative, taken away)."""
        if point is not None:
            self.points[point] = self.points.get(point, 0) + count
            self.kinds[point, kind] = self.kinds.get((point, kind), 0) + count
