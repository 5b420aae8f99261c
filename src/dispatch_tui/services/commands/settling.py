"""What a command leaves open until its slips are known: the worker behind initials, the network points of a batch."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from threading import Event
from typing import TYPE_CHECKING

from dispatch_tui.domain.rules import Level, Result
from dispatch_tui.errors import Refused
from dispatch_tui.i18n import gettext as _
from dispatch_tui.services.commands.forms import Change, Selection
from dispatch_tui.services.commands.names import find_worker
from dispatch_tui.services.commands.targets import Found
from dispatch_tui.services.commands.verbs import Verb

if TYPE_CHECKING:
    from dispatch_tui.services.carrying_out import Target
    from dispatch_tui.services.desk import Desk

Progress = Callable[[int, int], None]


def settled(
    desk: Desk, command: Change, found: Found, progress: Progress | None = None, cancel: Event | None = None
) -> Change:
    """Return the command with what could only be known from its slips.

    Raises Ambiguous for initials of several workers, Refused when the proposal was stopped.
    """
    if command.verb is Verb.WORKER:
        return replace(command, worker=_worker(desk, command.worker, found.targets))
    if command.auto and command.proposal is None and command.verb in (Verb.ASSIGN, Verb.SEND):
        return _proposed(desk, command, found, progress, cancel)
    return command


def _worker(desk: Desk, word: str, targets: Sequence[Target]) -> str:
    with desk.store.read() as reader:
        points = {order.point for order in reader.orders([id_ for id_, _version in targets])}
    return find_worker(word, desk.settings, frozenset(code for code in points if code))


def _proposed(
    desk: Desk, command: Change, found: Found, progress: Progress | None, cancel: Event | None
) -> Change:
    from dispatch_tui.services.proposing import propose

    proposal = propose(desk, found.targets, progress=progress, cancel=cancel)
    if proposal.cancelled:
        raise Refused(_("The proposal was stopped; nothing is changed."), code="cancelled")
    refused = tuple(
        Result(line.order_no, False, Level.BLOCK, "not-proposed", line.reason)
        for line in proposal.lines
        if not line.point
    )
    # What is assigned there already needs no assignment, but is sent with the others.
    ids = tuple(proposal.versions if command.verb is Verb.ASSIGN else proposal.points)
    selection = Selection(
        command.selection.text if command.selection else "",
        ids=ids,
        versions=proposal.versions,
        missing=(*found.missing, *refused),
    )
    return replace(command, proposal=proposal, selection=selection)


def frozen(command: Change, found: Found, versions: Mapping[int, int]) -> Change:
    """Return the command about exactly the slips found, in the versions that the preview saw."""
    assert command.selection is not None  # noqa: S101 - commands on slips have one
    return replace(
        command,
        selection=replace(
            command.selection,
            pieces=(),
            filter=None,
            ids=tuple(id_ for id_, _version in found.targets),
            versions=versions,
            missing=tuple(found.missing),
        ),
    )
