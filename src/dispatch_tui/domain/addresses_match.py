"""What an address says about where it lies, and the reasons for it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from dispatch_tui.domain.orders import PlainJson

NAMED = "named"
"""The address names the district."""
BY_STREET = "street"
"""The address names no district; the street or town lies in one only."""
BY_ALIAS = "alias"
"""A phrase that a clerk has taught."""
BY_ROAD = "road"
"""Guessed from a well-known road or place."""
ONLY_CITY = "only-city"
ONLY_PROVINCE = "only-province"
AMBIGUOUS = "ambiguous"
CONTRADICTION = "contradiction"
OUTSIDE_TABLE = "outside"
UNKNOWN = "unknown"
EMPTY = "empty"


@dataclass(frozen=True, slots=True)
class AddressMatch:
    """What an address says about where it lies; codes are empty where it says nothing."""

    province: str = ""
    city: str = ""
    district: str = ""
    street: str = ""
    names: tuple[str, str, str, str] = ("", "", "", "")
    """Names of province, city, district and street."""
    certain: bool = False
    """The district is sure; a person need not look."""
    guessed: tuple[str, ...] = ()
    """Levels that were concluded, not read: ``city``, ``district``, ``street``."""
    reason_code: str = UNKNOWN
    facts: Mapping[str, PlainJson] = field(default_factory=dict)
    """What the sentence needs: ``old`` and ``now`` of a former name, ``phrase``, ``found`` names that disagree."""
    candidates: tuple[str, ...] = ()
    """Codes of divisions to choose from when it is not certain."""
    point: str = ""
    """Code of the network point that a learned phrase names."""
    text: str = ""
    """The folded address that was read."""

    @property
    def code(self) -> str:
        """The deepest code known, empty when nothing is."""
        return self.street or self.district or self.city or self.province

    @property
    def place(self) -> str:
        """District and street as shown to people: ``长宁区 · 新华路街道``; the city when there is no district."""
        parts = [name for name in self.names[2:] if name]
        return " · ".join(parts) if parts else (self.names[1] or self.names[0])
