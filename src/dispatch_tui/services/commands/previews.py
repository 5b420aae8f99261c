"""The preview of a command: what it would do, in a title, figures and lines, before anything is done."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from dispatch_tui.domain.dispatches import Mode
from dispatch_tui.domain.rules import Finding, Result
from dispatch_tui.i18n import gettext as _
from dispatch_tui.i18n import ngettext
from dispatch_tui.services import roles
from dispatch_tui.services.commands.forms import Change, Command
from dispatch_tui.services.commands.part_words import item_words
from dispatch_tui.services.commands.verbs import Verb
from dispatch_tui.services.histories import field_word

if TYPE_CHECKING:
    from dispatch_tui.services.desk import Desk
    from dispatch_tui.services.proposing import BatchProposal

Load = tuple[tuple[str, int, int, int | None], ...]
"""(code of the network point, slips before, after, capacity) for each that changes."""
MOST_LINES = 12
"""So many lines of one sort are listed one by one in a preview."""


@dataclass(frozen=True, slots=True)
class Preview:
    """What a command would do, before anything is done."""

    command: Command
    """The command as it was understood: names resolved, slips with the versions that were seen. Carrying out this one
    does exactly what the preview shows."""
    title: str
    """One line: the action and how many slips."""
    lines: tuple[str, ...] = ()
    """Further lines: exceptions, load before and after, what to add."""
    done: int = 0
    """How many would be changed."""
    refused: int = 0
    results: tuple[Result, ...] = ()
    findings: tuple[Finding, ...] = ()
    load: Load = ()
    forceable: int = 0
    """How many of the refused would go with a reason (force=…)."""
    proposal: BatchProposal | None = None
    """The network points proposed for a batch, with the reason for each slip."""
    facts: tuple[str, ...] = ()
    """What goes with the action: flow cards that would be closed, whom to telephone."""

    @property
    def goes(self) -> bool:
        """Whether confirming would change anything."""
        return self.done > 0


def title_of(desk: Desk, command: Change, action: str, count: int) -> str:
    """Return the first line of the preview of an action on slips."""
    slips = ngettext("{n} slip", "{n} slips", count).format(n=count)
    parts = [f"{roles.action_word(action)}: {slips}"]
    if command.verb is Verb.SEND:
        parts.append(_way_words(command))
    if command.point:
        parts.append(desk.point_name(command.point))
    if command.none:
        parts.append(_("pre-review: none"))
    if command.lines:
        parts.append(item_words(command.lines))
    if command.make:
        parts.append(_("to be made"))
    if command.worker:
        parts.append(command.worker)
    if command.signed:
        parts.append(_("signed by the customer"))
    if command.day is not None:
        parts.append(_("until {day}").format(day=command.day.isoformat()))
    if command.start is not None or command.end is not None:
        times = [
            desk.settings.local(each).strftime("%m-%d %H:%M") for each in (command.start, command.end) if each
        ]
        parts.append(" – ".join(times))
    for name, value in command.fields.items():
        parts.append(f"{field_word('no' if name == 'order_no' else name)}={value}")
    if command.asked_by:
        told = command.verb in (Verb.RECALL, Verb.ASSIGN)
        word = _("confirmed by {who}") if told else _("asked by {who}")
        parts.append(word.format(who=command.asked_by))
    if command.reason:
        parts.append(f"“{command.reason}”")
    if command.at is not None:
        parts.append(true_time(desk, command))
    return " · ".join(parts)


def true_time(desk: Desk, command: Change) -> str:
    """Return the true time of a catch-up entry in words."""
    assert command.at is not None  # noqa: S101 - asked for only then
    at = desk.settings.local(command.at).strftime("%m-%d %H:%M")
    late = (desk.now() - command.at).total_seconds() / 60
    if late <= desk.settings.dispatching.catch_up_minutes:
        return _("at {time}").format(time=at)
    return _("truly at {time} (catch-up entry)").format(time=at)


def _way_words(command: Change) -> str:
    from dispatch_tui.domain.sending import via_word

    if command.mode is Mode.NORMAL:
        return _("normal, by flow card")
    assert command.via is not None  # noqa: S101 - the grammar gives one
    return _("temporary, by {way}").format(way=via_word(command.via))


def lines_of(desk: Desk, result: Preview) -> list[str]:
    """Return the further lines of a preview: facts, load, what is refused, what is noted, what to add."""
    lines = list(result.facts)
    shown = result.load[:MOST_LINES]
    for code, before, after, capacity in shown:
        lines.append(
            _("{name}: {before} → {after} of {capacity}").format(
                name=desk.point_name(code),
                before=before,
                after=after,
                capacity="?" if capacity is None else capacity,
            )
        )
    if len(result.load) > len(shown):
        lines.append(_("… and {n} more").format(n=len(result.load) - len(shown)))
    refused = [each for each in result.results if not each.ok]
    noted = [each for each in result.results if each.ok and each.message]
    if refused:
        lines.append(ngettext("{n} refused:", "{n} refused:", len(refused)).format(n=len(refused)))
    lines += _listed(refused)
    lines += _listed(noted)
    command = result.command
    if (
        isinstance(command, Change)
        and command.verb is Verb.PLACE
        and command.point
        and not command.remember
        and result.done == 1
    ):
        lines.append(_("Add “remember” to place this building so from now on."))
    if result.forceable:
        text = ngettext(
            "{n} would go with a reason: add force=…",
            "{n} would go with a reason: add force=…",
            result.forceable,
        )
        lines.append(text.format(n=result.forceable))
    return lines


def _listed(results: Sequence[Result]) -> list[str]:
    shown = [
        each.message if each.id in each.message else f"{each.id}: {each.message}"
        for each in results[:MOST_LINES]
    ]
    if len(results) > MOST_LINES:
        shown.append(_("… and {n} more").format(n=len(results) - MOST_LINES))
    return shown


def capacity_of(desk: Desk, code: str) -> int | None:
    """Return how many slips a day a network point takes, None when it is unknown."""
    point = desk.settings.point(code)
    return point.capacity_total if point else None
