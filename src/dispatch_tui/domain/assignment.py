"""Slips to network points, a batch weighed together (S004 一.1, row B-01): what is wanted, what there is, prices.

The prices are integers without a unit; 30 of them are one kilometre, see ``AssignWeights``. ``assignment_flow`` finds
the cheapest assignment exactly, ``assignment_options`` gives each slip its candidates.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from zlib import crc32

from dispatch_tui.domain.orders import Kind


@dataclass(frozen=True, slots=True)
class AssignWeights:
    """What the batch proposal weighs against what; every figure is a price, 30 of them are one kilometre."""

    per_kilometre: int = 30
    """Price of a kilometre on the road between the slip and the network point."""
    detour_percent: int = 135
    """Kilometres on the road for a hundred as the crow flies."""
    unsure_percent: int = 30
    """How much of that price counts among those that share a district, when the address names no street."""
    coverage: Mapping[str, int] = field(
        default_factory=lambda: {
            "taught": 0, "keyword": 0, "street": 0, "district": 120, "part": 120, "city": 450, "province": 750,
        }
    )  # fmt: skip
    """Price of how loosely a network point covers the address, by name of the rank."""
    not_covered: int = 1500
    """Price of a network point that does not cover the address: 50 km."""
    bands: tuple[tuple[int, int], ...] = ((20, 0), (40, 30), (60, 60), (80, 120), (100, 240))
    """Price of a slot by how full the network point is: up to so many per cent of its capacity, so much.

    It rises, so slips are spread: the last slots are worth a way that is 8 km longer.
    """
    unknown_load: int = 60
    """Price of a slot where the capacity is unknown; such a network point is never full."""
    later: int = 3000
    """Price of leaving a slip out whose day is still to come."""
    today: int = 9000
    """Price of leaving out a slip of today."""
    carried: int = 18000
    """Price of leaving out a slip carried over from an earlier day."""
    urgent: int = 30000
    """Added for an urgent slip."""
    assigned: int = 100_000
    """Added for a slip that is assigned already: it may move on, but nobody pushes it out."""
    stay: int = 150
    """How much dearer another network point may be before a slip leaves the one it has: 5 km."""
    settled: int = 900
    """The same while slips come one by one after a batch: what was shown moves only for a way that is 30 km shorter."""
    tie_break: int = 16
    """Equal choices are told apart by a fixed figure below this, so that they don't flip from run to run."""
    candidates: int = 25
    """So many of the cheapest capable network points are looked at for each slip."""
    far_kilometres: int = 80
    """A network point that does not cover the address and lies further away is no candidate."""

    def price_left_out(self, day: date, today: date, *, urgent: bool) -> int:
        """Return the price of leaving a slip without a network point: carry-over and urgent ones go first."""
        base = self.carried if day < today else self.today if day == today else self.later
        return base + (self.urgent if urgent else 0)


@dataclass(frozen=True, slots=True)
class Room:
    """How much a network point can take on a day. A capacity of None is unknown, never 0: it has no limit here."""

    code: str
    capacity: int | None = None
    used: int = 0
    """Slips of the day outside of the batch."""
    kinds: Mapping[Kind, tuple[int, int]] = field(default_factory=dict)
    """Capacity and used slips of the kinds that have a limit of their own."""


@dataclass(frozen=True, slots=True)
class Wish:
    """One slip that wants a network point."""

    id: int
    kind: Kind
    left_out: int
    """Price of being left without one."""
    options: Sequence[tuple[str, int]] = ()
    """Codes of the candidates with their prices, each code once."""
    earlier: str = ""
    """The network point that it has already; leaving it costs the stay bonus."""
    pinned: str = ""
    """The network point chosen by hand; it takes a slot there even when there is none."""


class Status(StrEnum):
    """What became of a slip in a proposal."""

    PINNED = "pinned"
    """Stays where it was placed by hand."""
    KEPT = "kept"
    """Stays at the network point that it had."""
    NEW = "new"
    MOVED = "moved"
    """Gets another network point than it had."""
    UNASSIGNED = "unassigned"


@dataclass(frozen=True, slots=True)
class Choice:
    """Another network point for a slip, and what it would cost more, the others moving as suits best."""

    point: str
    extra: int
    full: bool
    """Whether somebody else would have to give way."""


def tie_break(seed: int, code_hash: int, below: int) -> int:
    """Return the fixed figure of a slip (``seed_of``) and a network point (``hash_of``), from 0 to ``below`` - 1."""
    return ((seed ^ code_hash) * 2654435761 & 0xFFFFFFFF) % 65521 % below


def seed_of(order_id: int) -> int:
    """Return the slip's part of the tie-break."""
    return crc32(order_id.to_bytes(16, "little", signed=True))


def hash_of(code: str) -> int:
    """Return the network point's part of the tie-break."""
    return crc32(code.encode())
