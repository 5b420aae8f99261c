"""points.yaml: the network points, what they cover, what they can do and how much (row B-01)."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

from dispatch_tui.domain.orders import Kind
from dispatch_tui.i18n import gettext as _
from dispatch_tui.i18n import ngettext
from dispatch_tui.settings.branch import read_code
from dispatch_tui.settings.fields import Section, shown_name
from dispatch_tui.settings.model import Coverage, NetworkPoint
from dispatch_tui.settings.policies import KINDS
from dispatch_tui.settings.yaml_nodes import ScalarNode

FILE = "points.yaml"
CAN_DO = {word: kind for word, kind in KINDS.items() if kind is not Kind.UNSORTED}
"""Words for the kinds that a network point can do."""
Divisions = Callable[[str], str]
"""Gives the name of a division code, empty when there is no such division."""


def read_points(
    top: Section, categories: Mapping[str, tuple[str, ...]], division: Divisions
) -> tuple[NetworkPoint, ...]:
    """Return the network points in the order of the file."""
    points: list[NetworkPoint] = []
    codes: dict[str, int] = {}
    names_seen: dict[str, int] = {}
    words = {word.casefold(): name for name, more in categories.items() for word in (name, *more)}
    for part in top.sections("points", required=True):
        point = _point(part, words, division)
        if point is None:
            continue
        key = point.code.casefold()
        if key in codes:
            part.problem(
                part.line_of("code"),
                _(
                    "network point {code} is given twice (first in line {first}); give every one its own code"
                ).format(code=point.code, first=codes[key]),
            )
            continue
        codes[key] = part.line_of("code")
        for name in set(point.names.values()):
            if name in names_seen:
                part.warning(
                    part.line_of("name"),
                    _("another network point is called {name} too (line {first})").format(
                        name=name, first=names_seen[name]
                    ),
                )
            names_seen.setdefault(name, part.line_of("name"))
        same = next((other for other in points if other.initials == point.initials), None)
        if same is not None:
            part.warning(
                part.line_of("initials"),
                _("{name} has the initials {initials} of {other}; give it others under initials").format(
                    name=part.owner, initials=point.initials, other=shown_name(same.names, same.code)
                ),
            )
        points.append(point)
    if top.has("points") and not points and not top.notes.problems:
        top.problem(top.line_of("points"), _("no network point is given; give at least one"))
    top.finish()
    return tuple(points)


def warn_of_gaps(top: Section, points: Iterable[NetworkPoint], home: str) -> None:
    """Warn when streets of the home city (or province) are covered by no network point for installing or repairing."""
    from dispatch_tui.settings.divisions import read_streets

    household = {Kind.INSTALL, Kind.REPAIR}
    covered = {
        cover.division
        for point in points
        if point.active and point.kinds & household
        for cover in point.covers
        if cover.division
    }
    streets = read_streets(home[:2]) if home else {}
    bare = [
        name
        for code, name in streets.items()
        if code.startswith(home) and covered.isdisjoint((code, code[:6], code[:4], code[:2]))
    ]
    if bare:
        top.warning(
            top.line_of("points"),
            ngettext(
                "{n} street is covered by no network point: {names}",
                "{n} streets are covered by no network point, like {names}",
                len(bare),
            ).format(n=len(bare), names=_(", ").join(bare[:3])),
        )


def _point(part: Section, words: Mapping[str, str], division: Divisions) -> NetworkPoint | None:
    code = read_code(part, "code")
    part.owner = code
    names = part.names()
    part.owner = shown_name(names, code)
    covers = _covers(part, division)
    kinds = frozenset(part.choices("kinds", CAN_DO))
    if not kinds:
        part.node("kinds", required=True)
    chosen = frozenset(part.choices("categories", words))
    capacity, total = _capacity(part)
    point = NetworkPoint(
        code=code,
        names=names,
        initials=_initials(part, names),
        covers=covers,
        kinds=kinds,
        categories=chosen,
        capacity=capacity,
        capacity_total=total,
        location=_location(part),
        telephone=part.text("telephone"),
        fax=part.text("fax"),
        active=part.boolean("active", True) is not False,
        workers=_workers(part),
    )
    part.finish()
    for kind in capacity:
        if kinds and kind not in kinds:
            part.warning(
                part.line_of("capacity"),
                _("{name} has a capacity for {kind} but {kind} is not among its kinds").format(
                    name=part.owner, kind=kind.value
                ),
            )
    return point if code and names else None


def _covers(part: Section, division: Divisions) -> tuple[Coverage, ...]:
    found: list[Coverage] = []
    seen: dict[Coverage, int] = {}
    listed = [(line, code, False) for line, code in part.texts("covers")]
    listed += [(line, word, True) for line, word in part.texts("keywords")]
    for line, text, is_word in listed:
        cover = Coverage(keyword=text) if is_word else Coverage(division=text)
        if not is_word and not _known_division(part, line, text, division):
            continue
        if cover in seen:
            part.problem(
                line,
                _("{name} covers {area} twice (first in line {first})").format(
                    name=part.owner, area=text, first=seen[cover]
                ),
            )
            continue
        seen[cover] = line
        found.append(cover)
    if not listed:
        part.warning(part.line, _("{name} covers nothing; no slip is proposed to it").format(name=part.owner))
    return tuple(found)


def _known_division(part: Section, line: int, code: str, division: Divisions) -> bool:
    if not (code.isascii() and code.isdigit() and len(code) in (2, 4, 6, 9)):
        part.problem(
            line,
            _(
                "{what}: “{code}” is not a division code; give 2, 4, 6 or 9 digits, or put a word under keywords"
            ).format(what=part.named("covers"), code=code[:40]),
        )
        return False
    if not division(code):
        parent = next((division(code[:n]) for n in (6, 4, 2) if n < len(code) and division(code[:n])), "")
        where = _(" in {parent}").format(parent=parent) if parent else ""
        part.problem(
            line,
            _("{what}: there is no division {code}{where}; look it up with “dispatch-tui locate”").format(
                what=part.named("covers"), code=code, where=where
            ),
        )
        return False
    return True


def _capacity(part: Section) -> tuple[dict[Kind, int], int | None]:
    """Return slips a day by kind and in all; ``capacity: 40`` gives the total only."""
    node = part.node("capacity")
    if node is None:
        return {}, None
    if isinstance(node, ScalarNode):
        return {}, part.integer("capacity", None, most=100_000)
    inner = part.section("capacity")
    if inner is None:
        return {}, None
    by_kind: dict[Kind, int] = {}
    total = None
    for key, _line in inner.entries():
        if key == "total":
            total = _slips(part, inner, key)
            continue
        kind = CAN_DO.get(key.casefold())
        if kind is None:
            continue
        number = _slips(part, inner, key)
        if number is not None:
            by_kind[kind] = number
    inner.finish(("total", *CAN_DO))
    most = sum(by_kind.values())
    if total is not None and by_kind and total > most and len(by_kind) > 1:
        part.warning(
            inner.line_of("total"),
            _("capacity of {name} is {total} in all, but its kinds add up to {most} only").format(
                name=part.owner, total=total, most=most
            ),
        )
    return by_kind, total


def _slips(part: Section, inner: Section, key: str) -> int | None:
    node = inner.node(key)
    text = None if node is None else inner.scalar(node, inner.named(key))
    if text is None:
        return None
    what = _("capacity of {name}").format(name=part.owner)
    if key != "total":
        what = _("capacity of {name} for {kind}").format(name=part.owner, kind=key)
    return inner.number(text, inner.line_of(key), what, 0, 100_000)


def _location(part: Section) -> tuple[float, float] | None:
    inner = part.section("location")
    if inner is None:
        return None
    longitude = inner.decimal("longitude", -180, 180)
    latitude = inner.decimal("latitude", -90, 90)
    inner.finish()
    return None if longitude is None or latitude is None else (longitude, latitude)


def _workers(part: Section) -> tuple[str, ...]:
    found: dict[str, int] = {}
    for line, name in part.texts("workers"):
        if name in found:
            part.problem(
                line,
                _("{name} has two workers called {worker}; tell them apart, like {worker}2").format(
                    name=part.owner, worker=name
                ),
            )
        found.setdefault(name, line)
    return tuple(found)


def _initials(part: Section, names: Mapping[str, str]) -> str:
    given = part.text("initials").casefold()
    if given:
        if not given.isalnum() or not given.isascii():
            part.problem(
                part.line_of("initials"),
                _("{what} is “{value}”; give letters and digits only").format(
                    what=part.named("initials"), value=given[:40]
                ),
            )
        return given
    from dispatch_tui.domain.pinyin import initials

    return initials(names.get("zh") or next(iter(names.values()), ""))
