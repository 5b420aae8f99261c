"""Undo and redo of any action as one stored group, after a restart too (issue "one door", design 2).

An undo puts back the values from before the action, slip by slip; what was changed since, by whomever, is left alone
and listed. An undo is a group of its own, so it can be taken back, which is what redo does. A paper that left the
room is not taken back by old values: taking back a sending is a recall, confirmed on the telephone (row B-13).
"""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING

from dispatch_tui.domain.feedback import LineState
from dispatch_tui.domain.rules import Level, Outcome, Result
from dispatch_tui.errors import Conflict, NotFound, Refused
from dispatch_tui.i18n import gettext as _
from dispatch_tui.services import roles
from dispatch_tui.services.undo_restoring import Restoration, restoration, slip_of, unchanged_slips

if TYPE_CHECKING:
    from dispatch_tui.services.desk import Desk
    from dispatch_tui.storage.reading import Reader
    from dispatch_tui.storage.records import EventGroup
    from dispatch_tui.storage.writing import Writer

__all__ = ["Restoration", "look_ahead", "redo", "undo"]

_SEND = "send"


def undo(desk: Desk, group: str | None = None, *, force: str = "", command_id: str | None = None) -> Outcome:
    """Take back an action, the operator's last one when no group is named.

    ``force`` names who at the network point confirmed a recall on the telephone; only a sending needs it. Raises
    NotFound when there is nothing to take back, Refused for what can't be taken back (imports, hand-overs, chases,
    recalls, prints, sign-offs …) with what to do instead, NotAllowed when the action itself is not allowed to the
    operator.
    """
    return _restore(desk, group, redo=False, force=force, command_id=command_id)


def redo(desk: Desk, group: str | None = None, *, force: str = "", command_id: str | None = None) -> Outcome:
    """Do again what the operator took back last; nothing else must have been done in between."""
    return _restore(desk, group, redo=True, force=force, command_id=command_id)


def look_ahead(desk: Desk, group: str | None = None, *, redo: bool = False, force: str = "") -> Restoration:
    """Return what undo or redo would do, without doing anything."""
    roles.require(desk, "redo" if redo else "undo")
    with desk.store.read() as reader:
        chosen = _chosen(desk, reader, group, redo=redo)
        if chosen.action != _SEND:
            return restoration(desk, reader, chosen)
        return _recall_ahead(desk, reader, chosen, force)


def _restore(desk: Desk, group: str | None, *, redo: bool, force: str, command_id: str | None) -> Outcome:
    action = "redo" if redo else "undo"
    roles.require(desk, action)
    with desk.store.read() as reader:
        chosen = _chosen(desk, reader, group, redo=redo)
    if chosen.action == _SEND:
        return _recall(desk, chosen, force, command_id)
    act = desk.act(action, undoes=chosen.id, command_id=command_id)

    def work(writer: Writer) -> list[Result]:
        found = restoration(desk, writer, writer.group(chosen.id) or chosen)
        results = list(found.left)
        stays: set[int | None] = set()
        for (before, _after), stored in zip(found.pairs, writer.update_orders(found.pairs), strict=True):
            if isinstance(stored, Conflict):
                results.append(Result(before.no, False, Level.BLOCK, stored.code, str(stored)))
                stays.add(before.id)
            else:
                results.append(Result(before.no, True))
        free = [pair for pair in found.papers if slip_of(pair[0]) not in stays]
        # Lines that are struck out come first and go alone: they make room for others of the same number.
        for _alike, pairs in groupby(
            free, lambda pair: (type(pair[0]), getattr(pair[1], "state", None) is LineState.STRUCK)
        ):
            writer.update_papers(list(pairs))
        results += [Result(name, True) for name in found.named]
        for text, meaning in found.aliases:
            writer.save_alias(text, meaning)
        return results

    results = desk.store.run(act, work)
    done = any(result.ok for result in results)
    return Outcome(tuple(results), act.command_id if done else "")


def _recall_ahead(desk: Desk, reader: Reader, group: EventGroup, force: str) -> Restoration:
    """Return what the recall of a sending would do."""
    from dispatch_tui.services.carrying_out import look_ahead as look_at_change
    from dispatch_tui.services.sending import Recall

    same, left = unchanged_slips(desk, reader, group)
    found = Restoration(group, left=left, recall=True, needs="" if force.strip() else _confirmation())
    change = Recall(force.strip() or "…", _reason())
    prospect = look_at_change(desk, change, [(order.id, order.version) for order in same])
    for planned in prospect.planned:
        if planned.level < Level.WARN:
            found.pairs.append((planned.before, planned.after))
    found.left += [result for result in prospect.results("") if not result.ok]
    return found


def _recall(desk: Desk, group: EventGroup, force: str, command_id: str | None) -> Outcome:
    """Recall the slips of a sending that are as it left them."""
    from dispatch_tui.services.carrying_out import carry_out
    from dispatch_tui.services.sending import Recall

    if not force.strip():
        raise Refused(_confirmation(), _("Name the person, like force=“张师傅”."), code="confirmer-missing")
    with desk.store.read() as reader:
        same, left = unchanged_slips(desk, reader, group)
    return carry_out(
        desk,
        Recall(force.strip(), _reason()),
        [(order.id, order.version) for order in same],
        command_id=command_id,
        extra=left,
        undoes=group.id,
    )


def _confirmation() -> str:
    return _("Taking back a sending is a recall; say who at the network point confirmed it on the telephone.")


def _reason() -> str:
    return _("taken back")


def _chosen(desk: Desk, reader: Reader, group: str | None, *, redo: bool) -> EventGroup:
    """Return the group to take back, checked for being one that can be."""
    if group:
        found = reader.group(group)
        if found is None:
            raise NotFound(_("There is no action {group}.").format(group=group))
    else:
        last = reader.last_redoable(desk.operator) if redo else reader.last_undoable(desk.operator)
        if last is None:
            raise NotFound(
                _("There is nothing to do again.") if redo else _("There is nothing of yours to take back.")
            )
        found = last
    if redo and not found.undoes:
        raise Refused(_("This action was not an undo; there is nothing to do again."))
    if found.undone_by:
        raise Refused(_("This action was taken back already."))
    _check_kind(reader, found)
    roles.require(desk, _original(reader, found).action)
    return found


def _original(reader: Reader, group: EventGroup) -> EventGroup:
    """Return the action at the bottom of a chain of undos."""
    for _step in range(100):
        before = reader.group(group.undoes) if group.undoes else None
        if before is None:
            break
        group = before
    return group


def _check_kind(reader: Reader, group: EventGroup) -> None:
    """Refuse what is not taken back by putting old values in, and say what to do instead."""
    instead = {
        "import": _("Cancel the slips with a reason, or import a corrected file: it changes what differs."),
        "enter": _("Cancel the slip with a reason."),
        "batch": _("Record the hand-over again with the right figures."),
        "chase": _("Log another chase; the log is never changed."),
        "season": _("Switch the season again."),
        "recall": _("The network point was told on the telephone; send the slips again."),
        "resend": _("The paper went out once more; note whether the network point has it."),
        "void_card": _("The number stays void; send the slips again, they get a new card."),
        "print": _("The print is counted; print again what is needed."),
        "hand_over": _("The information centre has the sheets; hand them over again with what changed."),
        "ledger": _("Entries of the ledger are never changed; enter another correction."),
        "day_run": _("A run that was begun stays; it need not be signed off."),
        "sign_off": _("The run is signed; correct what is wrong itself, by the ledger or the sheets."),
        "surface": _("Hold the slip again."),
    }
    if group.action == "hand_over" and _only_entered(reader, group):
        return
    if group.action in instead:
        raise Refused(
            _("This can't be taken back: {action}.").format(action=roles.action_word(group.action)),
            instead[group.action],
            code="not-undoable",
        )


def _only_entered(reader: Reader, group: EventGroup) -> bool:
    """Tell whether a hand-over only notes that the information centre has typed sheets in; no paper moved."""
    from dispatch_tui.domain.feedback import SheetState

    events = [event for event in reader.group_events(group) if event.group == group.id]
    return bool(events) and all(event.after.get("state") == SheetState.ENTERED.value for event in events)
