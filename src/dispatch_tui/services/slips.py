"""What a dispatcher does with slips besides sending them: each function is one transaction and one event group.

Every function takes the slips as pairs of id and version (None: whatever it is now), leaves out what the rules refuse
and returns the truth about each slip. Findings of level "warn" are accepted with ``force``, a reason that is kept.
All raise NotAllowed when the operator's role does not suffice.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import TYPE_CHECKING

from dispatch_tui.domain.filters import InStates
from dispatch_tui.domain.orders import Kind, State
from dispatch_tui.domain.rules import Outcome, Result
from dispatch_tui.errors import Unavailable
from dispatch_tui.services.carrying_out import Target, carry_out, work_at
from dispatch_tui.services.corrections import Correct
from dispatch_tui.services.desk import SYSTEM
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
    from dispatch_tui.storage.writing import Writer

Targets = Sequence[Target]


def hold(desk: Desk, targets: Targets, until: date | None, reason: str, *, force: str = "") -> Outcome:
    """Put slips on hold until a day of the branch (row B-13); a holiday as that day warns.

    Our service clock stands still for reasons that lie with the customer or the site (``domain.pauses``).
    """
    return carry_out(desk, Hold(reason, until), targets, force)


def resume(desk: Desk, targets: Targets, reason: str = "", *, force: str = "") -> Outcome:
    """Take slips off hold by hand; each returns to the state it had."""
    return carry_out(desk, Resume(reason), targets, force)


def cancel(desk: Desk, targets: Targets, reason: str, by: str, *, force: str = "") -> Outcome:
    """Cancel slips with a reason; ``by`` names who asked for it."""
    return carry_out(desk, Cancel(reason, by), targets, force)


def reappoint(
    desk: Desk,
    targets: Targets,
    start: datetime | None,
    end: datetime | None = None,
    reason: str = "",
    *,
    force: str = "",
) -> Outcome:
    """Give the slips themselves a new appointment, from and to as UTC instants (row A-13)."""
    return carry_out(desk, Reappoint(reason, start, end), targets, force)


def correct(
    desk: Desk, target: Target, changes: Mapping[str, str], reason: str = "", *, force: str = ""
) -> Outcome:
    """Correct fields of one slip; names are those of the programme contract, values are as typed.

    What somebody else changed since the version of ``target`` stays where it is another field; where it is the same
    one the correction is refused with code ``conflict`` (``services.conflicts`` compares field by field).
    """
    return carry_out(desk, Correct(changes, reason), [target], force)


def place(
    desk: Desk, targets: Targets, point: str, reason: str = "", *, remember: bool = False, force: str = ""
) -> Outcome:
    """Choose the network point by hand; ``remember`` teaches that the building belongs to it."""
    return carry_out(desk, Place(point, reason, remember), targets, force)


def propose(desk: Desk, targets: Targets, *, unpin: bool = False, force: str = "") -> Outcome:
    """Run the placer again; slips placed by hand stay where they are unless ``unpin``."""
    return carry_out(desk, Propose(unpin=unpin), targets, force)


def set_urgent(
    desk: Desk,
    targets: Targets,
    start: datetime | None = None,
    end: datetime | None = None,
    reason: str = "",
    *,
    force: str = "",
) -> Outcome:
    """Mark slips as urgent; a required time (UTC) is given or stands on the slip already (row A-06)."""
    return carry_out(desk, UrgentOn(reason, start, end), targets, force)


def clear_urgent(desk: Desk, targets: Targets, reason: str, *, force: str = "") -> Outcome:
    """Take the urgent mark away, never without a reason (row A-06)."""
    return carry_out(desk, UrgentOff(reason), targets, force)


def sort_kind(desk: Desk, targets: Targets, kind: Kind, reason: str = "", *, force: str = "") -> Outcome:
    """Sort slips into a kind (row A-09)."""
    return carry_out(desk, Sort(reason, kind), targets, force)


def note(desk: Desk, targets: Targets, text: str) -> Outcome:
    """Add an entry with time and name to the remarks."""
    return carry_out(desk, Note(text), targets)


def release_due(desk: Desk) -> Outcome:
    """Take the slips off hold whose day has come; the program does it by itself, and again does nothing more.

    Called when a session opens and when the day changes. Conflicts with somebody at work are left for the next call.
    """
    today = desk.today()
    with desk.store.read() as reader:
        held = reader.orders(reader.find_ids(InStates(frozenset({State.HOLD})), now=desk.now()))
    due = [order.id for order in held if order.hold_until is not None and order.hold_until <= today]
    if not due:
        return Outcome()
    act = desk.act("surface", actor=SYSTEM)

    def work(writer: Writer) -> list[Result]:
        surroundings = work_at(desk, writer)
        results = []
        pairs = []
        for order in writer.orders(due):
            if order.hold_until is None or order.hold_until > today:
                continue
            after, findings = Resume().plan(order, surroundings)
            if not findings:
                pairs.append((order, after))
        for (before, _after), stored in zip(pairs, writer.update_orders(pairs), strict=True):
            if not isinstance(stored, Exception):
                results.append(Result(before.no, True))
        return results

    results = desk.store.run(act, work)
    return Outcome(tuple(results), act.command_id if results else "")


class Surfacing:
    """Ends the holds whose day has come, once a day, for a session that stays open over midnight."""

    def __init__(self) -> None:
        self._day: date | None = None

    def __call__(self, desk: Desk) -> Outcome:
        """End the holds that are due when the day is another than at the last call; a busy database is left alone."""
        today = desk.today()
        if today == self._day:
            return Outcome()
        try:
            outcome = release_due(desk)
        except Unavailable:
            return Outcome()
        self._day = today
        return outcome
