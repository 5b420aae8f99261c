"""What goes with an action on slips, told in its preview: flow cards, telephone calls, load of the network points."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from dispatch_tui.domain.dispatches import Dispatch, FlowCard, Mode, Via, card_number
from dispatch_tui.domain.orders import State
from dispatch_tui.i18n import gettext as _
from dispatch_tui.i18n import ngettext
from dispatch_tui.services.commands.forms import Change
from dispatch_tui.services.commands.previews import MOST_LINES, Load, capacity_of
from dispatch_tui.services.commands.verbs import Verb

if TYPE_CHECKING:
    from dispatch_tui.services.carrying_out import Planned
    from dispatch_tui.services.desk import Desk

NAMED = 6
"""So many slips are named in one line."""
TAKES_PLACE = frozenset({Verb.ASSIGN, Verb.SEND, Verb.UNASSIGN})
"""Verbs that change what network points have for good."""


def facts_of(desk: Desk, command: Change, planned: Sequence[Planned]) -> list[str]:
    """Return the lines about what goes with an action; ``planned`` are the slips that would be changed."""
    return _proposal(desk, command) + _of_verb(desk, command, planned)


def _proposal(desk: Desk, command: Change) -> list[str]:
    """Return what a proposal has to say besides its slips: which stay, how far is known, where room is short."""
    proposal = command.proposal
    if proposal is None:
        return []
    lines = []
    kept = sum(line.status == "kept" for line in proposal.lines)
    if kept and command.verb is Verb.ASSIGN:
        lines.append(
            ngettext(
                "{n} slip stays where it is assigned.", "{n} slips stay where they are assigned.", kept
            ).format(n=kept)
        )
    if proposal.quality:
        lines.append(proposal.quality)
    return lines


def _of_verb(desk: Desk, command: Change, planned: Sequence[Planned]) -> list[str]:
    if command.verb is Verb.SEND and command.mode is Mode.NORMAL:
        return _short(_cards(desk, command, planned))
    if command.verb is Verb.SEND:
        return _short(_by_point(desk, command, planned))
    if command.verb in (Verb.RECALL, Verb.FAILED) or (command.verb is Verb.ASSIGN and command.asked_by):
        return _short(_to_telephone(desk, planned))
    return []


def load_of(desk: Desk, command: Change, planned: Sequence[Planned]) -> Load:
    """Return slips before and after, and capacity, of the network points whose load for good changes."""
    if command.verb not in TAKES_PLACE:
        return ()
    steps: Counter[str] = Counter()
    for each in planned:
        if each.before.state is State.ASSIGNED and each.before.point:
            steps[each.before.point] -= 1
        if command.verb is not Verb.UNASSIGN and each.after.point:
            steps[each.after.point] += 1
    with desk.store.read() as reader:
        before = reader.committed_load(desk.today(), desk.settings.branch.zone).points
    return tuple(
        (code, before.get(code, 0), before.get(code, 0) + step, capacity_of(desk, code))
        for code, step in sorted(steps.items())
        if step
    )


def _cards(desk: Desk, command: Change, planned: Sequence[Planned]) -> Iterable[str]:
    """Yield the flow cards that would be closed, with the number each would get."""
    counts = Counter(each.after.point or "" for each in planned)
    if not counts:
        return
    day = desk.settings.today(command.at or desk.now())
    with desk.store.read() as reader:
        runs = reader.count_papers(FlowCard, by=("point",), day=day)
    yield ngettext(
        "{n} flow card would be closed; it can't be changed afterwards.",
        "{n} flow cards would be closed; they can't be changed afterwards.",
        len(counts),
    ).format(n=len(counts))
    for code, count in sorted(counts.items(), key=lambda each: (-each[1], each[0])):
        slips = ngettext("{n} slip", "{n} slips", count).format(n=count)
        yield f"{card_number(day, code, runs.get((code,), 0) + 1)}  {desk.point_name(code)}: {slips}"


def _by_point(desk: Desk, command: Change, planned: Sequence[Planned]) -> Iterable[str]:
    """Yield the network points that would get slips at once, with the number to fax to."""
    for code, numbers in _numbers(planned).items():
        point = desk.settings.point(code)
        how = ""
        if point is not None and command.via is Via.FAX and point.fax:
            how = _("fax {number}").format(number=point.fax)
        elif point is not None and point.telephone:
            how = _("telephone {number}").format(number=point.telephone)
        yield "  ".join(part for part in (f"{desk.point_name(code)}: {numbers}", how) if part)


def _to_telephone(desk: Desk, planned: Sequence[Planned]) -> Iterable[str]:
    """Yield whom to telephone about the slips."""
    ids = [each.before.dispatch_id for each in planned if each.before.dispatch_id is not None]
    with desk.store.read() as reader:
        points = {paper.order_id: paper.point for paper in reader.papers(Dispatch, id=ids)} if ids else {}
    for code, numbers in _numbers(planned, points).items():
        point = desk.settings.point(code)
        yield _("Telephone {name} {number}: {slips}").format(
            name=desk.point_name(code), number=point.telephone if point else "", slips=numbers
        )


def _numbers(planned: Sequence[Planned], points: dict[int, str] | None = None) -> dict[str, str]:
    """Return the slips by network point in words."""
    found: dict[str, list[str]] = {}
    for each in planned:
        code = (points or {}).get(each.before.id) or each.after.point or ""
        found.setdefault(code, []).append(each.before.no)
    return {
        code: ", ".join(nos[:NAMED]) + (f" … ({len(nos)})" if len(nos) > NAMED else "")
        for code, nos in sorted(found.items())
    }


def _short(lines: Iterable[str]) -> list[str]:
    found = list(lines)
    if len(found) <= MOST_LINES + 1:
        return found
    return [*found[:MOST_LINES], _("… and {n} more").format(n=len(found) - MOST_LINES)]
