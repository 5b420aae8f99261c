"""Whether the dispatching of a day made sense (派工合理性, row B-15): far points, capability, addresses, workers."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from dispatch_tui.domain.addresses_folding import fold_address
from dispatch_tui.domain.feedback_rules import listed
from dispatch_tui.domain.lifecycle import kind_word
from dispatch_tui.domain.orders import Kind, PlainJson
from dispatch_tui.domain.placing import PointLike
from dispatch_tui.domain.placing_results import Load
from dispatch_tui.domain.rules import Finding, Level
from dispatch_tui.i18n import gettext as _
from dispatch_tui.i18n import ngettext

ARTICLE = "row B-15"
_STREET = 9
_DISTRICT = 6
NOT_COVERED, WIDE, IN_DISTRICT, CLOSE = range(4)
"""How closely a network point covers an address: not at all; by city or province; by district or some of its streets;
by its street or a word of the address."""


@dataclass(frozen=True, slots=True)
class SentSlip:
    """What the review needs to know of a slip that was sent."""

    order_no: str
    point: str
    kind: Kind
    category: str
    """Category of the settings, empty when unknown."""
    address: str
    """Folded: the same place is the same text."""
    district: str = ""
    street: str = ""
    worker: str = ""
    candidates: tuple[str, ...] = ()
    """Codes of the network points that were looked at when it was placed."""


def reviewed(
    slips: Sequence[SentSlip], points: Mapping[str, PointLike], names: Mapping[str, str], worker_most: int
) -> list[Finding]:
    """Return what looks unreasonable about the slips sent on one day; each finding names its slips in ``facts``."""
    load = Load()
    for slip in slips:
        load.add(slip.point, slip.kind)
    found = [*_incapable(slips, points, names), *_far(slips, points, names, load)]
    found += [*_two_points(slips, names), *_busy_workers(slips, names, worker_most)]
    return found


def closeness(point: PointLike | None, slip: SentSlip) -> int:
    """Return how closely a network point covers the address of a slip."""
    best = NOT_COVERED
    for cover in point.covers if point is not None else ():
        place = slip.street or slip.district
        if cover.keyword and fold_address(cover.keyword) in slip.address:
            fits = not cover.division or not place or place.startswith(cover.division)
            best = max(best, CLOSE if fits else NOT_COVERED)
        elif cover.division and not cover.keyword and place:
            best = max(best, _by_division(cover.division, slip))
    return best


def _by_division(division: str, slip: SentSlip) -> int:
    if slip.street and division == slip.street:
        return CLOSE
    if len(division) == _STREET:
        # The address gives no street: every network point that has streets of the district can be meant.
        return IN_DISTRICT if not slip.street and division.startswith(slip.district) else NOT_COVERED
    if not slip.district.startswith(division):
        return NOT_COVERED
    return IN_DISTRICT if len(division) >= _DISTRICT else WIDE


def why_not_capable(point: PointLike | None, slip: SentSlip) -> str:
    """Return why a network point can't do a slip: ``unknown``, ``inactive``, ``kind``, ``category``; else empty."""
    if point is None:
        return "unknown"
    if not point.active:
        return "inactive"
    if point.kinds and slip.kind not in point.kinds:
        return "kind"
    if slip.category and point.categories and slip.category not in point.categories:
        return "category"
    return ""


def had_room(point: PointLike, kind: Kind, load: Load) -> bool:
    """Tell whether a network point could have taken one more slip; an unknown capacity is no room that is known."""
    total, own = point.capacity_total, point.capacity.get(kind)
    if total is None and own is None:
        return False
    fits = total is None or load.points.get(point.code, 0) < total
    return fits and (own is None or load.kinds.get((point.code, kind), 0) < own)


def _incapable(
    slips: Iterable[SentSlip], points: Mapping[str, PointLike], names: Mapping[str, str]
) -> Iterable[Finding]:
    groups: dict[tuple[str, str, Kind, str], list[str]] = {}
    for slip in slips:
        why = why_not_capable(points.get(slip.point), slip)
        if why:
            what = slip.category if why == "category" else ""
            groups.setdefault((slip.point, why, slip.kind, what), []).append(slip.order_no)
    for (point, why, kind, what), nos in groups.items():
        name = names.get(point, point)
        text = {
            "unknown": _("{point} is no network point of the settings; it got {nos}."),
            "inactive": _("{point} is not in service; it got {nos}."),
            "kind": _("{point} does not do this kind ({what}); it got {nos}."),
            "category": _("{point} does not do this category ({what}); it got {nos}."),
        }[why].format(point=name, nos=listed(nos), what=what or kind_word(kind))
        yield _finding("capability-missing", text, nos, point)


def _far(
    slips: Iterable[SentSlip], points: Mapping[str, PointLike], names: Mapping[str, str], load: Load
) -> Iterable[Finding]:
    """Find slips that went far while a capable network point nearer to the address had room."""
    groups: dict[tuple[str, str], list[str]] = {}
    for slip in slips:
        used = closeness(points.get(slip.point), slip)
        nearer = [
            (-closeness(points.get(code), slip), place, code)
            for place, code in enumerate(slip.candidates)
            if code != slip.point and _could_take(points.get(code), slip, used, load)
        ]
        if nearer:
            groups.setdefault((slip.point, min(nearer)[2]), []).append(slip.order_no)
    for (point, near), nos in groups.items():
        text = ngettext(
            "{n} slip went to {point} although {near} lies nearer and had room: {nos}.",
            "{n} slips went to {point} although {near} lies nearer and had room: {nos}.",
            len(nos),
        ).format(n=len(nos), point=names.get(point, point), near=names.get(near, near), nos=listed(nos))
        yield _finding("far-point", text, nos, point)


def _could_take(point: PointLike | None, slip: SentSlip, used: int, load: Load) -> bool:
    """Tell whether a network point lies nearer than the one used, can do the slip and had room for it."""
    if point is None or closeness(point, slip) <= used:
        return False
    return not why_not_capable(point, slip) and had_room(point, slip.kind, load)


def _two_points(slips: Iterable[SentSlip], names: Mapping[str, str]) -> Iterable[Finding]:
    groups: dict[str, list[SentSlip]] = {}
    for slip in slips:
        if slip.address:
            groups.setdefault(slip.address, []).append(slip)
    for same in groups.values():
        if len({slip.point for slip in same}) < 2:
            continue
        who = ", ".join(f"{slip.order_no} → {names.get(slip.point, slip.point)}" for slip in same)
        text = _("One address went to several network points on one day: {who}.").format(who=who)
        yield _finding("address-twice", text, [slip.order_no for slip in same], "")


def _busy_workers(slips: Iterable[SentSlip], names: Mapping[str, str], most: int) -> Iterable[Finding]:
    groups: dict[tuple[str, str], list[str]] = {}
    for slip in slips:
        if slip.worker:
            groups.setdefault((slip.point, slip.worker), []).append(slip.order_no)
    for (point, worker), nos in groups.items():
        if len(set(nos)) > most:
            text = _("{worker} of {point} has {n} slips on one day, more than {most}.").format(
                worker=worker, point=names.get(point, point), n=len(set(nos)), most=most
            )
            yield _finding("worker-many", text, nos, point)


def _finding(code: str, text: str, nos: Sequence[str], point: str) -> Finding:
    numbers: list[PlainJson] = []
    numbers += sorted(set(nos))
    return Finding(Level.WARN, code, text, ARTICLE, {"order_nos": numbers, "point": point})
