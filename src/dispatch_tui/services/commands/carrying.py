"""Previews commands and carries them out; both go through the same plan of the same action."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from dispatch_tui.domain.orders import Kind
from dispatch_tui.domain.rules import Finding, Outcome, Result
from dispatch_tui.errors import Refused
from dispatch_tui.i18n import gettext as _
from dispatch_tui.i18n import ngettext
from dispatch_tui.services import carrying_out, roles, undo
from dispatch_tui.services.carrying_out import SlipChange
from dispatch_tui.services.commands import hand_overs
from dispatch_tui.services.commands.forms import Change, Command, View
from dispatch_tui.services.commands.targets import Found, resolve
from dispatch_tui.services.commands.words import Verb, not_yet
from dispatch_tui.services.corrections import Correct
from dispatch_tui.services.placing import Place, Propose
from dispatch_tui.services.slip_changes import (
    Cancel,
    Hold,
    Note,
    Reappoint,
    Resume,
    Sort,
    UrgentOff,
    UrgentOn,
)

if TYPE_CHECKING:
    from dispatch_tui.services.desk import Desk

MOST_LINES = 12
"""So many refused slips are listed one by one in a preview."""


@dataclass(frozen=True, slots=True)
class Preview:
    """What a command would do, before anything is done."""

    command: Command
    title: str
    """One line: the action and how many slips."""
    lines: tuple[str, ...] = ()
    """Further lines: exceptions, load before and after, what to add."""
    done: int = 0
    """How many would be changed."""
    refused: int = 0
    results: tuple[Result, ...] = ()
    findings: tuple[Finding, ...] = ()
    load: tuple[tuple[str, int, int, int | None], ...] = ()
    """(code of the network point, slips before, after, capacity) for each that changes."""
    forceable: int = 0
    """How many of the refused would go with a reason (force=…)."""

    @property
    def goes(self) -> bool:
        """Whether confirming would change anything."""
        return self.done > 0


_HAND_OVER = frozenset({Verb.BATCH, Verb.ZERO, Verb.CHASE, Verb.SEASON})
_UNDO = frozenset({Verb.UNDO, Verb.REDO})


def action_of(command: Change) -> SlipChange:
    """Return the action on slips that a command means."""
    match command.verb:
        case Verb.HOLD:
            return Hold(command.reason, command.day)
        case Verb.RESUME:
            return Resume(command.reason)
        case Verb.CANCEL:
            return Cancel(command.reason, command.asked_by)
        case Verb.REAPPOINT:
            return Reappoint(command.reason, command.start, command.end)
        case Verb.CORRECT:
            return Correct(command.fields, command.reason)
        case Verb.PLACE if command.auto:
            return Propose(command.reason)
        case Verb.PLACE:
            return Place(command.point, command.reason, command.remember)
        case Verb.URGENT:
            return UrgentOn(command.reason, command.start, command.end)
        case Verb.NORMAL:
            return UrgentOff(command.reason)
        case Verb.SORT:
            return Sort(command.reason, command.kind or Kind.UNSORTED)
        case Verb.NOTE:
            return Note(command.reason)
    raise not_yet(command.verb.value)


def preview(desk: Desk, command: Command) -> Preview:
    """Return what the command would do; nothing is written.

    Raises what ``run`` would raise: NotFound, Ambiguous, NotAllowed, Refused.
    """
    if isinstance(command, View):
        return Preview(command, command.text.strip())
    if command.verb in _HAND_OVER:
        title, lines = hand_overs.preview(desk, command)
        return Preview(command, title, tuple(lines), done=1)
    if command.verb in _UNDO:
        return _undo_preview(desk, command)
    action = action_of(command)
    found = _targets(desk, command)
    prospect = carrying_out.look_ahead(desk, action, found.targets, command.force)
    results = found.missing + prospect.results(command.force)
    load = tuple(
        (code, prospect.load_before[code], prospect.load_after[code], _capacity(desk, code))
        for code in sorted(prospect.load_after)
    )
    result = Preview(
        command,
        _title(desk, command, action.action, sum(each.ok for each in results)),
        done=sum(each.ok for each in results),
        refused=sum(not each.ok for each in results),
        results=tuple(results),
        findings=tuple(finding for planned in prospect.planned for finding in planned.findings),
        load=load,
        forceable=sum(not planned.goes("") and planned.goes("x") for planned in prospect.planned)
        if not command.force
        else 0,
    )
    return replace(result, lines=tuple(_lines(desk, result)))


def run(desk: Desk, command: Command, confirmed: bool = False, *, command_id: str | None = None) -> Outcome:
    """Carry out a change; without ``confirmed`` nothing is written and the results are those of the preview.

    A view changes nothing and has no results. ``command_id`` lets a repeated call be recognised (AlreadyDone).
    """
    if isinstance(command, View):
        return Outcome()
    if not confirmed:
        return Outcome(preview(desk, command).results)
    if command.verb in _HAND_OVER:
        return hand_overs.run(desk, command)
    if command.verb is Verb.UNDO:
        return undo.undo(desk, command.group or None, command_id=command_id)
    if command.verb is Verb.REDO:
        return undo.redo(desk, command.group or None, command_id=command_id)
    found = _targets(desk, command)
    return carrying_out.carry_out(
        desk,
        action_of(command),
        found.targets,
        command.force,
        command_id=command_id,
        extra=found.missing,
    )


def _targets(desk: Desk, command: Change) -> Found:
    assert command.selection is not None  # noqa: S101 - every command on slips has one
    with desk.store.read() as reader:
        found = resolve(reader, command.selection, command.verb, desk.now())
    if "order_no" in command.fields and len(found.targets) > 1:
        raise Refused(_("A slip number belongs to one slip; {n} are named.").format(n=len(found.targets)))
    return found


def _undo_preview(desk: Desk, command: Change) -> Preview:
    redo = command.verb is Verb.REDO
    found = undo.look_ahead(desk, command.group or None, redo=redo)
    group = found.group
    title = _("{verb}: {action} by {who} at {time}, {n} slips").format(
        verb=_("Do again") if redo else _("Take back"),
        action=roles.action_word(group.action),
        who=desk.operator_name(group.actor),
        time=desk.settings.local(group.entered_at).strftime("%m-%d %H:%M"),
        n=len(found.pairs),
    )
    results = [Result(before.no, True) for before, _after in found.pairs] + found.left
    result = Preview(
        command,
        title,
        done=len(found.pairs) + len(found.aliases),
        refused=len(found.left),
        results=tuple(results),
    )
    return replace(result, lines=tuple(_lines(desk, result)))


def _title(desk: Desk, command: Change, action: str, count: int) -> str:
    slips = ngettext("{n} slip", "{n} slips", count).format(n=count)
    parts = [f"{roles.action_word(action)}: {slips}"]
    if command.point:
        parts.append(desk.point_name(command.point))
    if command.day is not None:
        parts.append(_("until {day}").format(day=command.day.isoformat()))
    if command.start is not None or command.end is not None:
        times = [
            desk.settings.local(each).strftime("%m-%d %H:%M") for each in (command.start, command.end) if each
        ]
        parts.append(" – ".join(times))
    parts += [f"{name}={value}" for name, value in command.fields.items()]
    if command.asked_by:
        parts.append(_("asked by {who}").format(who=command.asked_by))
    if command.reason:
        parts.append(f"“{command.reason}”")
    return " · ".join(parts)


def _lines(desk: Desk, result: Preview) -> list[str]:
    lines = []
    for code, before, after, capacity in result.load:
        lines.append(
            _("{name}: {before} → {after} of {capacity}").format(
                name=desk.point_name(code),
                before=before,
                after=after,
                capacity="?" if capacity is None else capacity,
            )
        )
    refused = [each for each in result.results if not each.ok]
    noted = [each for each in result.results if each.ok and each.message]
    if refused:
        lines.append(ngettext("{n} refused:", "{n} refused:", len(refused)).format(n=len(refused)))
    lines += _listed(refused)
    lines += _listed(noted)
    command = result.command
    if isinstance(command, Change) and command.point and not command.remember and result.done == 1:
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


def _capacity(desk: Desk, code: str) -> int | None:
    point = desk.settings.point(code)
    return point.capacity_total if point else None
