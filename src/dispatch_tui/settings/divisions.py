"""The packaged table of administrative divisions, read on first use."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from dispatch_tui.domain.gazetteer import DivisionTable, Former, Gazetteer, Road, Zone

if TYPE_CHECKING:
    from dispatch_tui.domain.addresses import AddressMatcher
    from dispatch_tui.domain.placing import Placer
    from dispatch_tui.settings.model import Settings

FOLDER = Path(__file__).parent.parent / "divisions"
"""The tables; ``LICENCE.txt`` beside them names their sources."""


def read_streets(province: str) -> Mapping[str, str]:
    """Return street names by 9-digit code of one province (2 digits); empty when there is no such table."""
    file = FOLDER / "streets" / f"{province}.txt"
    if not (province.isdigit() and file.exists()):
        return {}
    streets: dict[str, str] = {}
    for line in file.read_text(encoding="utf-8").splitlines():
        district, *names = line.split("\t")
        for name in names:
            streets[district + name[:3]] = name[3:]
    return streets


def read_table() -> DivisionTable:
    """Return the packaged table of the whole country down to the district; streets come when asked for."""
    names: dict[str, str] = {}
    points: dict[str, tuple[float, float]] = {}
    for line in (FOLDER / "districts.txt").read_text(encoding="utf-8").splitlines():
        code, name, *where = line.split("\t")
        names[code] = name
        if where:
            points[code] = (float(where[0]), float(where[1]))
    return DivisionTable(
        names=names,
        points=points,
        streets=read_streets,
        formers=tuple(Former(name, parent, now) for name, parent, now in _curated("formers.txt")),
        zones=tuple(Zone(name, parent, now) for name, parent, now in _curated("zones.txt")),
        roads=_roads(),
    )


def _roads() -> Mapping[str, tuple[Road, ...]]:
    """Read ``310101 road road`` and ``road 310101:1-479,310106:480-`` rows; ``#`` starts a comment."""
    roads: dict[str, tuple[Road, ...]] = {}
    for line in (FOLDER / "roads.txt").read_text(encoding="utf-8").splitlines():
        first, *rest = line.partition("#")[0].split() or [""]
        if first.isdigit():
            for name in rest:
                roads[name] = (*roads.get(name, ()), Road(first))
        elif rest:
            roads[first] = (*roads.get(first, ()), *map(_road, rest[0].split(",")))
    return roads


def _curated(file: str) -> list[tuple[str, str, tuple[str, ...]]]:
    """Read ``name parent code,code`` rows; ``#`` starts a comment, ``-`` stands for no parent."""
    rows = []
    for line in (FOLDER / file).read_text(encoding="utf-8").splitlines():
        words = line.partition("#")[0].split()
        if len(words) == 3:
            rows.append((words[0], "" if words[1] == "-" else words[1], tuple(words[2].split(","))))
    return rows


def _road(part: str) -> Road:
    """Read ``310101:1-479``: a district and the house numbers that lie in it; open numbers are ``480-``."""
    district, colon, numbers = part.partition(":")
    if not colon:
        return Road(district)
    first, _dash, last = numbers.partition("-")
    return Road(district, int(first), int(last or 99999))


@lru_cache(maxsize=1)
def gazetteer() -> Gazetteer:
    """Return the gazetteer of the packaged table; read once per process."""
    return Gazetteer(read_table())


def matcher_for(settings: Settings, aliases: Mapping[str, str] | None = None) -> AddressMatcher:
    """Return the address matcher of a branch; ``aliases`` are learned phrases with the code they mean."""
    from dispatch_tui.domain.addresses import AddressMatcher

    return AddressMatcher(
        gazetteer(),
        home_province=settings.branch.province,
        home_city=settings.branch.city,
        provinces=settings.provinces,
        aliases=aliases,
    )


def placer_for(settings: Settings, aliases: Mapping[str, str] | None = None) -> Placer:
    """Return the placer of a branch: its matcher and its network points; build it once and keep it."""
    from dispatch_tui.domain.placing import Placer

    return Placer(matcher_for(settings, aliases), settings.points)
