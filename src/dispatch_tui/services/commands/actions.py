"""The action on slips behind each command; preview and write use the same one."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from dispatch_tui.domain.dispatches import Mode, Via
from dispatch_tui.domain.orders import Kind
from dispatch_tui.services import addenda, assigning, following, reassigning, reviewing, sending, slip_changes
from dispatch_tui.services.carrying_out import SlipChange
from dispatch_tui.services.commands.forms import Change
from dispatch_tui.services.commands.verbs import Verb
from dispatch_tui.services.corrections import Correct
from dispatch_tui.services.placing import Place, Propose

_Maker = Callable[[Change], SlipChange]


def action_of(command: Change) -> SlipChange:
    """Return the action on slips that a command means."""
    return _ACTIONS[command.verb](command)


def changes_slips(verb: Verb) -> bool:
    """Tell whether a verb is one action on each of the slips it names."""
    return verb in _ACTIONS


def _place(command: Change) -> SlipChange:
    if command.auto:
        return Propose(command.reason)
    return Place(command.point, command.reason, command.remember)


def _reviewed(command: Change) -> SlipChange:
    if command.none:
        return reviewing.ReviewNone()
    if command.lines:
        return reviewing.ReviewLines(command.lines, command.make)
    return reviewing.TakeUp()


def _assign(command: Change) -> SlipChange:
    if command.asked_by:
        return reassigning.Reassign(command.point, command.asked_by, command.reason)
    points = command.proposal.points if command.proposal is not None else {}
    return assigning.Assign(command.point, command.reason, command.none, points)


def _send(command: Change) -> SlipChange:
    points = command.proposal.points if command.proposal is not None else {}
    if command.mode is Mode.NORMAL:
        return sending.SendNormal(command.point, command.reason, command.none, points)
    return sending.SendTemporary(command.via or Via.FAX, command.point, command.reason, command.none, points)


def _addition(command: Change) -> SlipChange:
    line = command.lines[0]
    return addenda.AddAddendum(line.name, line.quantity, line.unit, command.reason)


_ACTIONS: Mapping[Verb, _Maker] = {
    Verb.HOLD: lambda c: slip_changes.Hold(c.reason, c.day),
    Verb.RESUME: lambda c: slip_changes.Resume(c.reason),
    Verb.CANCEL: lambda c: slip_changes.Cancel(c.reason, c.asked_by),
    Verb.REAPPOINT: lambda c: slip_changes.Reappoint(c.reason, c.start, c.end),
    Verb.CORRECT: lambda c: Correct(c.fields, c.reason),
    Verb.PLACE: _place,
    Verb.URGENT: lambda c: slip_changes.UrgentOn(c.reason, c.start, c.end),
    Verb.NORMAL: lambda c: slip_changes.UrgentOff(c.reason),
    Verb.SORT: lambda c: slip_changes.Sort(c.reason, c.kind or Kind.UNSORTED),
    Verb.NOTE: lambda c: slip_changes.Note(c.reason),
    Verb.REVIEW: _reviewed,
    Verb.PARTS: _reviewed,
    Verb.MATERIALS: lambda _c: reviewing.MaterialsReady(),
    Verb.WAIVE: lambda c: reviewing.Waive(c.reason),
    Verb.ASSIGN: _assign,
    Verb.UNASSIGN: lambda c: assigning.Unassign(c.reason),
    Verb.SEND: _send,
    Verb.RECALL: lambda c: sending.Recall(c.asked_by, c.reason),
    Verb.RESEND: lambda c: sending.Resend(c.via),
    Verb.RECEIVED: lambda _c: sending.Delivered(),
    Verb.FAILED: lambda c: sending.NotDelivered(c.reason),
    Verb.WORKER: lambda c: following.WorkerNamed(c.worker),
    Verb.ARRIVED: lambda _c: following.Arrived(),
    Verb.IN_HOUSE: lambda c: following.InHouse(c.reason),
    Verb.REPAIRED: lambda _c: following.Repaired(),
    Verb.DONE: lambda c: following.WorkDone(c.signed),
    Verb.SIGNED: lambda _c: following.Signed(),
    Verb.CLOSE: lambda c: following.Close(c.reason),
    Verb.REOPEN: lambda c: following.Reopen(c.reason),
    Verb.ADD: _addition,
    Verb.APPROVE: lambda c: addenda.ApproveAddendum(c.nth),
}
