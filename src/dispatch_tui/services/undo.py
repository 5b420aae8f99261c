"""Undo and redo of any action as one stored group, after a restart too (issue "one door", design 2).

An undo puts back the values from before the action, slip by slip; a slip that was changed since, by whomever, is left
alone and listed. An undo is a group of its own, so it can be taken back, which is what redo does.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from dispatch_tui.domain.rules import Level, Outcome, Result
from dispatch_tui.errors import Conflict, NotFound, Refused
from dispatch_tui.i18n import gettext as _
from dispatch_tui.services import roles

if TYPE_CHECKING:
    from dispatch_tui.domain.orders import Order, PlainJson
    from dispatch_tui.services.desk import Desk
    from dispatch_tui.storage.reading import Reader
    from dispatch_tui.storage.records import Event, EventGroup
    from dispatch_tui.storage.writing import Writer


@dataclass(slots=True)
class Restoration:
    """What taking back an action would do."""

    group: EventGroup
    pairs: list[tuple[Order, Order]] = field(default_factory=list)
    """Slips as they are, and as they would be."""
    left: list[Result] = field(default_factory=list)
    """What is left alone, and why."""
    aliases: list[tuple[str, dict[str, PlainJson]]] = field(default_factory=list)
    """Learned addresses with the meaning they had before."""


def undo(desk: Desk, group: str | None = None, *, command_id: str | None = None) -> Outcome:
    """Take back an action, the operator's last one when no group is named.

    Raises NotFound when there is nothing to take back, Refused for what can't be taken back (imports, hand-overs,
    chases, season switches) with what to do instead, NotAllowed when the action itself is not allowed to the operator.
    """
    return _restore(desk, group, redo=False, command_id=command_id)


def redo(desk: Desk, group: str | None = None, *, command_id: str | None = None) -> Outcome:
    """Do again what the operator took back last; nothing else must have been done in between."""
    return _restore(desk, group, redo=True, command_id=command_id)


def look_ahead(desk: Desk, group: str | None = None, *, redo: bool = False) -> Restoration:
    """Return what undo or redo would do, without doing anything."""
    roles.require(desk, "redo" if redo else "undo")
    with desk.store.read() as reader:
        return _restoration(desk, reader, _chosen(desk, reader, group, redo=redo))


def _restore(desk: Desk, group: str | None, *, redo: bool, command_id: str | None) -> Outcome:
    action = "redo" if redo else "undo"
    roles.require(desk, action)
    with desk.store.read() as reader:
        chosen = _chosen(desk, reader, group, redo=redo)
    act = desk.act(action, undoes=chosen.id, command_id=command_id)

    def work(writer: Writer) -> list[Result]:
        found = _restoration(desk, writer, writer.group(chosen.id) or chosen)
        results = list(found.left)
        for (before, _after), stored in zip(found.pairs, writer.update_orders(found.pairs), strict=True):
            if isinstance(stored, Conflict):
                results.append(Result(before.no, False, Level.BLOCK, stored.code, str(stored)))
            else:
                results.append(Result(before.no, True))
        for text, meaning in found.aliases:
            writer.save_alias(text, meaning)
        return results

    results = desk.store.run(act, work)
    done = any(result.ok for result in results)
    return Outcome(tuple(results), act.command_id if done else "")


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
    _check_kind(found)
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


def _check_kind(group: EventGroup) -> None:
    """Refuse what is not taken back by putting old values in, and say what to do instead."""
    instead = {
        "import": _("Cancel the slips with a reason, or import a corrected file: it changes what differs."),
        "enter": _("Cancel the slip with a reason."),
        "batch": _("Record the hand-over again with the right figures."),
        "chase": _("Log another chase; the log is never changed."),
        "season": _("Switch the season again."),
    }
    if group.action in instead:
        raise Refused(
            _("This can't be taken back: {action}.").format(action=roles.action_word(group.action)),
            instead[group.action],
            code="not-undoable",
        )


def _restoration(desk: Desk, reader: Reader, group: EventGroup) -> Restoration:
    from dispatch_tui.storage.codec import with_fields
    from dispatch_tui.storage.records import ALIAS, ORDER

    found = Restoration(group)
    events = [event for event in reader.group_events(group) if event.group == group.id]
    by_order: dict[int, list[Event]] = {}
    for event in events:
        if event.entity == ORDER and event.before is not None:
            by_order.setdefault(event.entity_id, []).append(event)
        elif event.entity == ALIAS:
            found.aliases += _alias(reader, event)
    for order in reader.orders(list(by_order)):
        mine = by_order[order.id]
        since = _changed_since(reader, order, group)
        if since is not None:
            found.left.append(_left(desk, order, since))
            continue
        before: dict[str, PlainJson] = {}
        for event in reversed(mine):
            before.update(event.before or {})
        restored = with_fields(order, before)
        if restored == order:
            text = _("{no} is so already.").format(no=order.no)
            found.left.append(Result(order.no, False, Level.NOTE, "no-change", text))
        else:
            found.pairs.append((order, restored))
    return found


def _changed_since(reader: Reader, order: Order, group: EventGroup) -> Event | None:
    """Return the last change of a slip after the group, leaving out what was taken back again since."""
    from dispatch_tui.storage.records import ORDER

    later = [event for event in reader.events(ORDER, order.id) if event.seq > group.seq_last]
    if not later:
        return None
    groups = {event.group: reader.group(event.group) for event in later}
    neutral = _cancelled_out([each for each in groups.values() if each is not None])
    left = [event for event in later if event.group not in neutral]
    return left[-1] if left else None


def _cancelled_out(groups: Sequence[EventGroup]) -> set[str]:
    """Return the ids of actions and undos that cancel each other out."""
    ids = {group.id for group in groups}
    neutral: set[str] = set()
    for group in groups:
        if group.undone_by in ids and group.undone_by:
            neutral |= {group.id, group.undone_by}
    return neutral


def _left(desk: Desk, order: Order, since: Event) -> Result:
    text = _("{no} is left alone: {who} changed it at {time} ({action}).").format(
        no=order.no,
        who=desk.operator_name(since.actor),
        time=desk.settings.local(since.entered_at).strftime("%m-%d %H:%M"),
        action=roles.action_word(since.action),
    )
    return Result(order.no, False, Level.BLOCK, "changed-since", text)


def _alias(reader: Reader, event: Event) -> list[tuple[str, dict[str, PlainJson]]]:
    """Return the learned address with the meaning it had before, unless it was taught anew since."""
    rows = {alias.id: alias for alias in reader.alias_rows()}
    alias = rows.get(event.entity_id)
    if alias is None or dict(alias.meaning) != event.after.get("meaning"):
        return []
    before = (event.before or {}).get("meaning")
    return [(alias.text, dict(before) if isinstance(before, dict) else {})]
