"""The sentences about what an address says, made from its facts."""

from __future__ import annotations

from collections.abc import Mapping

from dispatch_tui.domain.addresses_match import (
    AMBIGUOUS,
    BY_ALIAS,
    BY_ROAD,
    BY_STREET,
    CONTRADICTION,
    EMPTY,
    NAMED,
    ONLY_CITY,
    ONLY_PROVINCE,
    OUTSIDE_TABLE,
    AddressMatch,
)
from dispatch_tui.domain.orders import PlainJson
from dispatch_tui.i18n import gettext as _


def word(match: AddressMatch) -> str:
    """Return one line about where an address lies and how that is known, in the user's language."""
    facts: dict[str, PlainJson] = {
        "reason": match.reason_code,
        "guessed": list(match.guessed),
        "address": dict(match.facts),
        "certain": match.certain,
    }
    line = match.place
    if match.reason_code == NAMED and match.certain and line:
        line = _("{place}.").format(place=line)
    elif line:
        line = _("{place}:").format(place=line) if address_notes(facts) else _("{place}.").format(place=line)
    return " ".join(part for part in (line, *address_notes(facts)) if part)


def address_notes(facts: Mapping[str, PlainJson]) -> tuple[str, ...]:
    """Return the sentences about former names, guesses and contradictions of an address.

    ``facts`` are those kept with a proposal: ``reason``, ``guessed``, ``certain`` and ``address``.
    """
    detail = facts.get("address")
    found = detail if isinstance(detail, dict) else {}
    guessed = facts.get("guessed")
    levels = guessed if isinstance(guessed, list) else []
    notes = [_reason(str(facts.get("reason") or ""), found)]
    if "old" in found:
        notes.append(_("Former name: {old}, now {now}.").format(old=found["old"], now=found.get("now", "")))
    if "once" in found:
        notes.append(_("It once belonged to {name}.").format(name=found["once"]))
    if "zone" in found:
        notes.append(_("{zone} is a functional zone.").format(zone=found["zone"]))
    if "district" in levels:
        notes.append(_("The district is guessed."))
    elif "street" in levels:
        notes.append(_("The street is guessed."))
    elif "city" in levels:
        notes.append(_("The city is taken from the branch."))
    return tuple(note for note in notes if note)


def _reason(code: str, facts: Mapping[str, PlainJson]) -> str:
    if code == BY_STREET:
        return _("The district follows from {street}.").format(street=facts.get("street", ""))
    if code == BY_ALIAS:
        return _("“{phrase}” was taught.").format(phrase=facts.get("phrase", ""))
    if code == BY_ROAD:
        return _("The district follows from {road}.").format(road=facts.get("road", ""))
    if code == CONTRADICTION:
        names = _listed(facts.get("found"))
        return _("The address contradicts itself: {names} can't be one place.").format(names=names)
    if code == AMBIGUOUS:
        return _("Several places bear this name: {names}.").format(names=_listed(facts.get("among")))
    if code == OUTSIDE_TABLE:
        return _("{name} is outside the table of divisions.").format(name=facts.get("name", ""))
    if code == ONLY_CITY:
        return _("The address names no district.")
    if code == ONLY_PROVINCE:
        return _("The address names no city.")
    if code == EMPTY:
        return _("There is no address.")
    return "" if code == NAMED else _("The address does not say where it lies.")


def _listed(names: PlainJson) -> str:
    return _(", ").join(str(name) for name in names) if isinstance(names, list) else ""
