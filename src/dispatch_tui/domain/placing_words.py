"""The sentences about a proposed network point, made from the facts kept with the slip."""

from __future__ import annotations

from collections.abc import Mapping

from dispatch_tui.domain.addresses_match import OUTSIDE_TABLE
from dispatch_tui.domain.addresses_words import address_notes
from dispatch_tui.domain.orders import PlainJson
from dispatch_tui.domain.placing_results import ARTICLE, COVERED, NO_ADDRESS, NO_AREA, NOT_CAPABLE
from dispatch_tui.domain.rules import Finding, Level
from dispatch_tui.i18n import gettext as _
from dispatch_tui.i18n import mark as N_

_KINDS = {
    "install": N_("installations"),
    "repair": N_("repairs"),
    "removal": N_("removals"),
    "engineering": N_("engineering work"),
    "unsorted": N_("slips without a kind"),
}


def word(
    facts: Mapping[str, PlainJson], names: Mapping[str, str], load: Mapping[str, int] | None = None
) -> str:
    """Return one line about a proposal: ``长宁区 · 新华路街道: covered by 长宁一部; 12 of 40 used``.

    ``names`` gives the network points' names by code; ``load`` the slips of now instead of those at the proposal.
    An empty mapping of facts gives an empty line.
    """
    if not facts:
        return ""
    place = str(facts.get("place") or "")
    chosen = candidates_of(facts)[:1]
    notes = address_notes(facts)
    code = facts.get("code")
    if code == COVERED and chosen:
        text = _covered(facts, chosen[0], names, load)
    elif code == NO_ADDRESS:
        text, notes = _("There is no address."), ()
    elif code == NO_AREA:
        text = _("No network point covers it.")
    elif code == NOT_CAPABLE:
        text = _("No network point that covers it can do it.")
    else:
        text, notes = (notes[0], notes[1:]) if notes else (_("The address does not say where it lies."), ())
        if facts.get("reason") == OUTSIDE_TABLE:
            place = ""
    line = _("{place}: {text}").format(place=place, text=text) if place and text else (text or place)
    return " ".join(part for part in (line, *notes) if part)


def _covered(
    facts: Mapping[str, PlainJson],
    candidate: Mapping[str, PlainJson],
    names: Mapping[str, str],
    load: Mapping[str, int] | None,
) -> str:
    point = str(candidate.get("point"))
    name = names.get(point, point)
    keyword = facts.get("keyword")
    rank = candidate.get("rank")
    if rank == "taught":
        head = _("taught to belong to {name}").format(name=name)
    elif keyword and rank == "keyword":
        head = _("“{keyword}” is covered by {name}").format(keyword=keyword, name=name)
    elif rank == "part":
        head = _part(facts, name)
    else:
        head = _("covered by {name}").format(name=name)
    if load is None and candidate.get("used") is None:
        return _("{head}.").format(head=head)
    return _("{head}; {load}").format(head=head, load=load_words(candidate, load))


def _part(facts: Mapping[str, PlainJson], name: str) -> str:
    sharing = facts.get("sharing")
    if isinstance(sharing, int) and sharing > 1:
        return _("street not named; guessed {name}, which has most room of the {n} in the district").format(
            name=name, n=sharing
        )
    return _("street not named; {name} is the only one in the district").format(name=name)


def load_words(candidate: Mapping[str, PlainJson], load: Mapping[str, int] | None = None) -> str:
    """Return the load of a candidate in words: ``12 of 40 used``; an unknown capacity is said to be unknown."""
    used, capacity = candidate.get("used"), candidate.get("capacity")
    if load is not None:
        used = load.get(str(candidate.get("point")), 0)
    if used is None and isinstance(capacity, int):
        return _("capacity {capacity} a day").format(capacity=capacity)
    used = used if isinstance(used, int) else 0
    if not isinstance(capacity, int):
        return _("{used} used, capacity unknown").format(used=used)
    if used >= capacity:
        return _("{used} of {capacity} used, full").format(used=used, capacity=capacity)
    return _("{used} of {capacity} used").format(used=used, capacity=capacity)


def candidates_of(facts: Mapping[str, PlainJson]) -> list[Mapping[str, PlainJson]]:
    """Return the candidates kept with a proposal, the chosen one first."""
    found = facts.get("candidates")
    return [one for one in found if isinstance(one, dict)] if isinstance(found, list) else []


def findings(
    candidate: Mapping[str, PlainJson], facts: Mapping[str, PlainJson], name: str
) -> tuple[Finding, ...]:
    """Return what speaks for or against one candidate (S004 一.1), in the user's language."""
    codes = candidate.get("codes")
    kind = _(_KINDS.get(str(facts.get("kind")), "slips without a kind"))
    sentences = {
        "inactive": _("{name} is not in service.").format(name=name),
        "kind": _("{name} does not do {kind}.").format(name=name, kind=kind),
        "category": _("{name} does not do {category}.").format(name=name, category=facts.get("category", "")),
        "over-capacity": _("{name} is full: {load}.").format(name=name, load=load_words(candidate)),
        "capacity-unknown": _("The capacity of {name} is unknown: {used} used.").format(
            name=name, used=candidate.get("used") or 0
        ),
        "not-covered": _("{name} does not cover it; it is {km} km away.").format(
            name=name, km=candidate.get("km", "?")
        ),
    }
    levels = {"over-capacity": Level.WARN, "capacity-unknown": Level.NOTE}
    told = [
        Finding(
            levels.get(str(code), Level.BLOCK),
            f"point-{code}",
            sentences[str(code)],
            ARTICLE,
            dict(candidate),
        )
        for code in (codes if isinstance(codes, list) else [])
        if code in sentences
    ]
    if not told:
        text = _("{name} covers it: {load}.").format(name=name, load=load_words(candidate))
        told = [Finding(Level.OK, "point-covers", text, ARTICLE, dict(candidate))]
    return tuple(told)
