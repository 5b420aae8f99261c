"""Commands on hand-overs and on the season: previewed in words, carried out by their services."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dispatch_tui.domain.batches import Way, slot_subject
from dispatch_tui.domain.lifecycle import kind_word
from dispatch_tui.domain.rules import Outcome
from dispatch_tui.errors import BadInput
from dispatch_tui.i18n import gettext as _
from dispatch_tui.services import batches, roles, season
from dispatch_tui.services.commands.forms import Change, HandOver
from dispatch_tui.services.commands.words import Verb

if TYPE_CHECKING:
    from dispatch_tui.services.desk import Desk


def preview(desk: Desk, command: Change) -> tuple[str, list[str]]:
    """Return the title and further lines of what the command would do; raises what carrying out would raise."""
    if command.verb is Verb.SEASON:
        return _season_preview(desk, command)
    hand_over = _hand_over(command)
    name = f"{kind_word(hand_over.kind)} {hand_over.slot}"
    if command.verb is Verb.CHASE:
        roles.require(desk, "chase")
        with desk.store.read() as reader:
            log = reader.chases(slot_subject(desk.today(), hand_over.kind, hand_over.slot))
        lines = [_("chased {n} times before").format(n=len(log))] if log else []
        return _("Log a chase of {batch}: {answer}").format(batch=name, answer=_answer(command)), lines
    roles.require(desk, "batch")
    with desk.store.read() as reader:
        found = batches.open_batch(reader, desk.today(), hand_over.kind, hand_over.slot)
    batches.check_counts(found, hand_over.declared, zero=hand_over.zero)
    if hand_over.zero:
        return _("Record {batch} as zero: no slips").format(batch=name), []
    lines = []
    if hand_over.declared is not None:
        lines.append(_("declared: {n}").format(n=hand_over.declared))
    if hand_over.clerk:
        lines.append(_("clerk: {name}").format(name=hand_over.clerk))
    if hand_over.way is Way.FETCHED:
        lines.append(_("fetched by us"))
    if found is not None:
        lines.append(_("entered so far: {n}").format(n=found.entered))
    if hand_over.explanation:
        lines.append(_("difference explained: {reason}").format(reason=hand_over.explanation))
    return _("Record the hand-over {batch}").format(batch=name), lines


def _season_preview(desk: Desk, command: Change) -> tuple[str, list[str]]:
    with desk.store.read() as reader:
        present, wanted = season.check_switch(desk, reader, command.season, command.reason)
    names = [desk.settings.name(each.names, desk.language) for each in (present, wanted)]
    title = _("Switch the season from {old} to {new} from today on").format(old=names[0], new=names[1])
    return title, [
        _("installation hand-overs: {slots}").format(slots=", ".join(wanted.install_slots)),
        _("reason: {reason}").format(reason=command.reason),
    ]


def run(desk: Desk, command: Change, *, command_id: str | None = None) -> Outcome:
    """Carry the command out; ``command_id`` lets a repeated call be recognised."""
    if command.verb is Verb.SEASON:
        return season.switch(desk, command.season, command.reason, command_id=command_id)
    hand_over = _hand_over(command)
    if command.verb is Verb.CHASE:
        return batches.chase(
            desk,
            hand_over.kind,
            hand_over.slot,
            answer=_answer(command),
            whom=command.whom,
            way=command.way or "phone",
            next_at=command.start,
            command_id=command_id,
        )
    return batches.record(
        desk,
        hand_over.kind,
        hand_over.slot,
        declared=hand_over.declared,
        clerk=hand_over.clerk,
        way=hand_over.way,
        zero=hand_over.zero,
        explanation=hand_over.explanation,
        received_at=command.at,
        command_id=command_id,
    )


def _hand_over(command: Change) -> HandOver:
    assert command.hand_over is not None  # noqa: S101 - the grammar gives one to these verbs
    return command.hand_over


def _answer(command: Change) -> str:
    if not command.reason.strip():
        raise BadInput(
            _("What did they answer?"), _("Write it behind the time; “no answer” is an answer too.")
        )
    return command.reason.strip()
