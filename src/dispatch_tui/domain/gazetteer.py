"""The table of administrative divisions: provinces, cities, districts and streets (行政区划), by code.

Codes have 2 digits for a province, 4 for a city, 6 for a district and 9 for a street, each the beginning of the next.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from dispatch_tui.domain.addresses_names import MUNICIPALITIES, NameIndex
from dispatch_tui.domain.addresses_scanner import Scanner
from dispatch_tui.domain.addresses_street_names import StreetIndex

OUTSIDE = {"71": "台湾省", "81": "香港特别行政区", "82": "澳门特别行政区"}
"""Provinces whose divisions the table does not hold."""


@dataclass(frozen=True, slots=True)
class Former:
    """An abolished or renamed division."""

    name: str
    parent: str
    """Code of the city or province it lay in."""
    now: tuple[str, ...]
    """Codes of the divisions that it lies in today; several when it was divided."""


@dataclass(frozen=True, slots=True)
class Zone:
    """A functional zone (开发区, 高新区, 新区) that has no code of its own."""

    name: str
    parent: str
    """Code of the city it lies in; empty when the name alone says it."""
    now: tuple[str, ...]
    """Codes of the districts that it lies in."""


@dataclass(frozen=True, slots=True)
class Road:
    """A part of a main road, or a well-known place, and the district it lies in."""

    district: str
    first: int = 0
    """Lowest house number of the part."""
    last: int = 0
    """Highest house number; 0 when the part has no numbers of its own."""


@dataclass(frozen=True, slots=True)
class DivisionTable:
    """The rows that a gazetteer is made of."""

    names: Mapping[str, str]
    """Name of each province, city and district by code."""
    points: Mapping[str, tuple[float, float]]
    """Longitude and latitude in degrees by district code."""
    streets: Callable[[str], Mapping[str, str]]
    """Street names by code of one province; asked for when they are needed."""
    formers: tuple[Former, ...] = ()
    zones: tuple[Zone, ...] = ()
    roads: Mapping[str, tuple[Road, ...]] | None = None
    """Well-known roads and places by name."""


class Gazetteer:
    """Names, codes and places of divisions, with the streets of a province read on first use."""

    def __init__(self, table: DivisionTable) -> None:
        self._names = table.names
        self._points = table.points
        self._source = table.streets
        self.formers = table.formers
        self.zones = table.zones
        self.roads: Scanner[tuple[Road, ...]] = Scanner()
        for name, parts in (table.roads or {}).items():
            self.roads.add(name, parts)
        self.roads.finish()
        self._streets: dict[str, Mapping[str, str]] = {}
        self._street_indexes: dict[str, StreetIndex] = {}
        self._index: NameIndex | None = None
        self._everywhere: Mapping[str, tuple[str, ...]] | None = None

    @property
    def index(self) -> NameIndex:
        """The names of provinces, cities and districts, ready for scanning."""
        if self._index is None:
            self._index = NameIndex(self._names, self.formers, self.zones, OUTSIDE)
        return self._index

    def codes(self) -> Iterable[str]:
        """Return the codes of all provinces, cities and districts."""
        return self._names.keys()

    def provinces(self) -> tuple[str, ...]:
        """Return the codes of the provinces in the table."""
        return tuple(code for code in self._names if len(code) == 2)

    def streets(self, province: str) -> Mapping[str, str]:
        """Return street names by code of a province (2 digits), empty for one that the table does not hold."""
        known = self._streets.get(province)
        if known is None:
            known = self._source(province) if province in self._names else {}
            self._streets[province] = known
        return known

    def street_index(self, province: str) -> StreetIndex:
        """Return the street names of a province, ready for scanning."""
        index = self._street_indexes.get(province)
        if index is None:
            index = self._street_indexes[province] = StreetIndex(self.streets(province))
        return index

    def streets_named(self, name: str) -> tuple[str, ...]:
        """Return the codes of all streets of the country with exactly this name; reads every province once."""
        if self._everywhere is None:
            found: dict[str, tuple[str, ...]] = {}
            for province in self.provinces():
                for code, street in self._source(province).items():
                    found[street] = (*found.get(street, ()), code)
            self._everywhere = found
        return self._everywhere.get(name, ())

    def known(self, code: str) -> bool:
        """Tell whether a code stands in the table."""
        return bool(self.name(code))

    def name(self, code: str) -> str:
        """Return the name of a division, empty when the code is unknown.

        The city of a municipality bears the municipality's name.
        """
        if len(code) == 9:
            return self.streets(code[:2]).get(code, "")
        if len(code) == 4 and code[:2] in MUNICIPALITIES and code in self._names:
            return self._names[code[:2]]
        return self._names.get(code) or OUTSIDE.get(code, "")

    def path(self, code: str) -> tuple[str, str, str, str]:
        """Return the codes of province, city, district and street of a division; empty below its own level."""
        return (
            code[:2],
            code[:4] if len(code) >= 4 else "",
            code[:6] if len(code) >= 6 else "",
            code if len(code) == 9 else "",
        )

    def names_of(self, code: str) -> tuple[str, str, str, str]:
        """Return the names of province, city, district and street of a division.

        The city of a county that stands directly under its province is the county itself.
        """
        province, city, district, street = (self.name(part) if part else "" for part in self.path(code))
        if city.endswith("行政区划"):
            city = district
        return province, city, district, street

    def is_zone(self, code: str) -> bool:
        """Tell whether a district code of the table is a functional zone of the statistics office."""
        return len(code) >= 6 and "71" <= code[4:6] <= "79" and not self.name(code[:6]).endswith(("县", "市"))

    def place(self, code: str) -> tuple[float, float] | None:
        """Return longitude and latitude in degrees of the district that a code lies in, None when unknown."""
        return self._points.get(code[:6])

    def lookup(self, name: str, within: str = "") -> tuple[str, ...]:
        """Return the codes of the divisions with this full name inside a division; for configuration files.

        Streets are looked for in the province of ``within`` when it is given.
        """
        found = [code for code, known in self._names.items() if known == name and code.startswith(within)]
        if within:
            found += [
                code
                for code, known in self.streets(within[:2]).items()
                if known == name and code.startswith(within)
            ]
        return tuple(found)


def kilometres(first: tuple[float, float], second: tuple[float, float]) -> float:
    """Return the distance of two points (longitude, latitude in degrees) along the great circle."""
    lon1, lat1, lon2, lat2 = map(math.radians, (*first, *second))
    half = (
        math.sin((lat2 - lat1) / 2) ** 2 + math.cos(lat1) * math.cos(lat2) * math.sin((lon2 - lon1) / 2) ** 2
    )
    return 12742.0 * math.asin(math.sqrt(half))
