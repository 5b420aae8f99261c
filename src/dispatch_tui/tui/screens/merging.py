"""A correction that met a colleague's: what nobody else touched goes on by itself, the rest is asked field by field."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from dispatch_tui.domain.rules import Outcome, Result
from dispatch_tui.errors import NotFound
from dispatch_tui.i18n import gettext as _

if TYPE_CHECKING:
    from dispatch_tui.services.commands import Change, Command, Here
    from dispatch_tui.services.conflicts import Comparison
    from dispatch_tui.services.desk import Desk
    from dispatch_tui.tui.screens.commanding import Commanding


def correction_met(command: Command, results: Sequence[Result]) -> Change | None:
    """Return the command when it is a correction of one slip that somebody else changed meanwhile."""
    from dispatch_tui.services.commands import Change, Verb

    if not isinstance(command, Change) or command.verb is not Verb.CORRECT or len(results) != 1:
        return None
    return command if results[0].code == "conflict" else None


def merge(screen: Commanding, text: str, command: Change, no: str, here: Here, *, previewed: bool) -> None:
    """Hold a correction against the slip as it is now; ask about the fields that both changed.

    Without such a field a preview is shown again, against the slip as it is now; what was confirmed is saved.
    """
    versions = dict(command.selection.versions) if command.selection is not None else {}
    versions |= here.versions

    def work(desk: Desk) -> Comparison:
        from dispatch_tui.services import conflicts

        with desk.store.read() as reader:
            order = reader.order_by_no(no)
        if order is None:
            raise NotFound(_("There is no such slip."))
        return conflicts.compare(desk, order.id, versions.get(order.id, order.version), command.fields)

    def done(comparison: Comparison) -> None:
        kept = _("{no}: a colleague changed other fields meanwhile; both changes are kept.").format(
            no=comparison.order.no
        )
        if comparison.fields:
            _ask(screen, text, command, comparison)
        elif not comparison.free:
            screen.say(_("{no} says so already.").format(no=comparison.order.no), "good")
        elif previewed:
            known = {**here.versions, comparison.order.id: comparison.version}
            screen.enter_command(text, here=replace(here, versions=known))
            screen.say(kept, "good")
        else:
            _save(screen, text, command, comparison, kept)

    screen.read("merge", work, done)


def _ask(screen: Commanding, text: str, command: Change, comparison: Comparison) -> None:
    from dispatch_tui.tui.screens.conflict import ConflictScreen

    screen.app.push_screen(
        ConflictScreen(comparison, command.reason, lambda outcome: screen.stored(text, outcome))
    )


def _save(screen: Commanding, text: str, command: Change, comparison: Comparison, kept: str) -> None:
    def work(desk: Desk) -> Outcome:
        from dispatch_tui.services import conflicts

        return conflicts.resolve(
            desk,
            comparison.order.id,
            comparison.version,
            comparison.free,
            command.reason,
            force=command.force,
        )

    def done(outcome: Outcome) -> None:
        screen.stored(text, outcome)
        if outcome.done:
            screen.say(kept, "good")

    screen.write("merge", work, done)
