"""Previews commands and carries them out; both go through the same plan of the same action."""

from __future__ import annotations

from dataclasses import replace
from threading import Event
from typing import TYPE_CHECKING

from dispatch_tui.domain.rules import Level, Outcome, Result
from dispatch_tui.errors import BadInput, Refused
from dispatch_tui.i18n import gettext as _
from dispatch_tui.i18n import ngettext
from dispatch_tui.services.commands.forms import Change, Command, View
from dispatch_tui.services.commands.previews import Load, Preview, capacity_of, lines_of, title_of
from dispatch_tui.services.commands.settling import Progress, frozen, settled
from dispatch_tui.services.commands.targets import Found, resolve, suiting
from dispatch_tui.services.commands.verbs import Verb

if TYPE_CHECKING:
    from collections.abc import Sequence

    from dispatch_tui.services.carrying_out import Planned, Prospect
    from dispatch_tui.services.desk import Desk

_HAND_OVER = frozenset({Verb.BATCH, Verb.ZERO, Verb.SEASON})
_UNDO = frozenset({Verb.UNDO, Verb.REDO})
_PRESENT_ONLY = _UNDO | {Verb.SEASON, Verb.CHASE, Verb.CARD, Verb.DAY, Verb.ACCEPT, Verb.LEDGER, Verb.PRINT}
"""Commands that happen when they are entered; they take no true time."""


def preview(
    desk: Desk, command: Command, progress: Progress | None = None, cancel: Event | None = None
) -> Preview:
    """Return what the command would do; nothing is written.

    ``progress`` is told how far the proposal of a batch is, ``cancel`` stops it. Raises what ``run`` would raise:
    NotFound, Ambiguous, NotAllowed, Refused.
    """
    if isinstance(command, View):
        return Preview(command, command.text.strip())
    _check_time(command)
    if _is_hand_over(command):
        from dispatch_tui.services.commands import hand_overs

        title, lines = hand_overs.preview(desk, command)
        return Preview(command, title, tuple(lines), done=1)
    if command.verb in _UNDO:
        return _undo_preview(desk, command)
    from dispatch_tui.services.commands import actions

    if not actions.changes_slips(command.verb):
        from dispatch_tui.services.commands import paper_commands

        return paper_commands.preview(desk, command)
    return _slips_preview(desk, command, progress, cancel)


def _slips_preview(desk: Desk, command: Change, progress: Progress | None, cancel: Event | None) -> Preview:
    from dispatch_tui.services import carrying_out
    from dispatch_tui.services.commands import actions, preview_facts

    found = _targets(desk, command)
    command = settled(desk, command, found, progress, cancel)
    if command.proposal is not None:
        found = _targets(desk, command)
    action = actions.action_of(command)
    prospect = carrying_out.look_ahead(desk, action, found.targets, command.force, at=command.at)
    going = [each for each in prospect.planned if each.goes(command.force)]
    results = found.missing + _with_reasons(desk, command, prospect)
    done = sum(each.ok for each in results)
    versions = {each.before.id: each.before.version for each in prospect.planned}
    result = Preview(
        frozen(command, found, {**dict(_versions(found)), **versions}),
        title_of(desk, command, action.action, done),
        done=done,
        refused=len(results) - done,
        results=tuple(results),
        findings=tuple(finding for planned in prospect.planned for finding in planned.findings),
        load=_load_shown(desk, command, prospect, going),
        forceable=sum(not planned.goes("") and planned.goes("x") for planned in prospect.planned)
        if not command.force
        else 0,
        proposal=command.proposal,
        facts=tuple(preview_facts.facts_of(desk, command, going)),
    )
    return replace(result, lines=tuple(lines_of(desk, result)))


def _versions(found: Found) -> list[tuple[int, int]]:
    return [(id_, version) for id_, version in found.targets if version is not None]


def _with_reasons(desk: Desk, command: Change, prospect: Prospect) -> list[Result]:
    """Return what would be said about each slip; the proposal's reason stands with those that it assigns."""
    results = prospect.results(command.force)
    if command.proposal is None:
        return results
    reasons = {
        line.order_no: f"{desk.point_name(line.point)} · {line.reason}"
        for line in command.proposal.lines
        if line.point
    }
    return [
        replace(each, message=" ".join(part for part in (reasons.get(each.id, ""), each.message) if part))
        if each.ok
        else each
        for each in results
    ]


def _load_shown(desk: Desk, command: Change, prospect: Prospect, going: Sequence[Planned]) -> Load:
    """Return the load before and after: for good when slips are assigned or sent, else as it is proposed."""
    from dispatch_tui.services.commands import preview_facts

    if command.verb in preview_facts.TAKES_PLACE:
        return preview_facts.load_of(desk, command, going)
    return tuple(
        (code, prospect.load_before[code], prospect.load_after[code], capacity_of(desk, code))
        for code in sorted(prospect.load_after)
    )


def run(
    desk: Desk,
    command: Command,
    confirmed: bool = False,
    *,
    command_id: str | None = None,
    progress: Progress | None = None,
    cancel: Event | None = None,
) -> Outcome:
    """Carry out a change; without ``confirmed`` nothing is written and the results are those of the preview.

    The command of a preview is carried out as it was shown, by the versions that were seen. A view changes nothing and
    has no results. ``command_id`` lets a repeated call be recognised (AlreadyDone).
    """
    if isinstance(command, View):
        return Outcome()
    if not confirmed:
        return Outcome(preview(desk, command, progress, cancel).results)
    _check_time(command)
    if _is_hand_over(command):
        from dispatch_tui.services.commands import hand_overs

        return hand_overs.run(desk, command, command_id=command_id)
    if command.verb in _UNDO:
        return _undo_run(desk, command, command_id)
    from dispatch_tui.services import carrying_out
    from dispatch_tui.services.commands import actions

    if not actions.changes_slips(command.verb):
        from dispatch_tui.services.commands import paper_commands

        return paper_commands.run(desk, command, command_id=command_id)
    found = _targets(desk, command)
    command = settled(desk, command, found, progress, cancel)
    if command.proposal is not None:
        found = _targets(desk, command)
    return carrying_out.carry_out(
        desk,
        actions.action_of(command),
        found.targets,
        command.force,
        at=command.at,
        command_id=command_id,
        extra=found.missing,
    )


def _is_hand_over(command: Change) -> bool:
    return command.verb in _HAND_OVER or command.hand_over is not None


def _check_time(command: Change) -> None:
    """Refuse a true time for what happens when it is entered."""
    if command.at is not None and command.verb in _PRESENT_ONLY:
        raise BadInput(
            _("This command takes no true time; it counts when it is entered."), _("Leave at=… out.")
        )


def _targets(desk: Desk, command: Change) -> Found:
    assert command.selection is not None  # noqa: S101 - every command on slips has one
    with desk.store.read() as reader:
        found = resolve(reader, command.selection, command.verb, desk.now(), suiting(command))
    if "order_no" in command.fields and len(found.targets) > 1:
        raise Refused(_("A slip number belongs to one slip; {n} are named.").format(n=len(found.targets)))
    return found


def _undo_run(desk: Desk, command: Change, command_id: str | None) -> Outcome:
    from dispatch_tui.services import undo

    act = undo.redo if command.verb is Verb.REDO else undo.undo
    return act(desk, command.group or None, force=command.force, command_id=command_id)


def _undo_preview(desk: Desk, command: Change) -> Preview:
    from dispatch_tui.services import roles, undo

    redo = command.verb is Verb.REDO
    found = undo.look_ahead(desk, command.group or None, redo=redo, force=command.force)
    group = found.group
    title = _("{verb}: {action} by {who} at {time}, {slips}").format(
        verb=_("Do again") if redo else _("Undo"),
        action=roles.action_word(group.action),
        who=desk.operator_name(group.actor),
        time=desk.settings.local(group.entered_at).strftime("%m-%d %H:%M"),
        slips=ngettext("{n} slip", "{n} slips", len(found.pairs)).format(n=len(found.pairs)),
    )
    results = found.results
    if found.needs:
        results = (Result("", False, Level.WARN, "confirmer-missing", found.needs), *results)
    result = Preview(
        replace(command, group=group.id),
        title,
        done=0 if found.needs else len(found.pairs) + len(found.named) + len(found.aliases),
        refused=len(found.left),
        results=results,
    )
    return replace(result, lines=tuple(lines_of(desk, result)))
