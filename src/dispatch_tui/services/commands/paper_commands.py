"""Commands on cards, sheets, runs and the ledger, and on several slips together: previewed and carried out.

Their previews carry the change out and take it back at once, so that they tell exactly what would happen.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

from dispatch_tui.domain.feedback import sheet_subject, worker_subject
from dispatch_tui.domain.rules import Outcome, Result
from dispatch_tui.errors import BadInput, Refused
from dispatch_tui.i18n import gettext as _
from dispatch_tui.services import roles
from dispatch_tui.services.commands.forms import Change, Sheets
from dispatch_tui.services.commands.names import find_worker
from dispatch_tui.services.commands.paper_choice import (
    card_meant,
    entry_meant,
    points_of_line,
    sheets_meant,
    slip_of_sheet,
)
from dispatch_tui.services.commands.previews import Preview, lines_of
from dispatch_tui.services.commands.rehearsal import rehearsed
from dispatch_tui.services.commands.targets import Found, resolve, suiting
from dispatch_tui.services.commands.verbs import Verb

if TYPE_CHECKING:
    from dispatch_tui.services.carrying_out import Target
    from dispatch_tui.services.desk import Desk

_TIMED_STEPS = frozenset({"received", "line"})
"""Steps of a sheet that may be entered later than they happened."""
_Run = Callable[["Desk", Change, "str | None"], Outcome]


def preview(desk: Desk, command: Change) -> Preview:
    """Return what the command would do: the change is carried out and taken back; raises what it raises."""
    command = _named(desk, command)
    outcome = rehearsed(desk, lambda rehearsing: run(rehearsing, command))
    told = [result for result in outcome.results if result.ok]
    what = told[0] if told else outcome.results[0] if outcome.results else Result("", False)
    title = f"{roles.action_word(_action_of(command))}: {what.message or what.id}"
    others = tuple(result for result in outcome.results if result is not what)
    result = Preview(
        command,
        title,
        done=outcome.done,
        refused=outcome.refused,
        results=outcome.results,
        facts=tuple(_facts(desk, command, outcome)),
    )
    lines = lines_of(desk, replace(result, results=others))
    if not what.ok and what.message not in title:
        lines.insert(0, what.message)
    return replace(result, lines=tuple(lines))


def _facts(desk: Desk, command: Change, outcome: Outcome) -> Iterator[str]:
    """Yield what goes with the command: whom to telephone about a card, which slips are taken over."""
    if command.verb is Verb.CARD and command.step == "void":
        from dispatch_tui.services import cards

        shown = cards.card(desk, command.card)
        point = desk.settings.point(shown.card.point)
        yield _("Telephone {name} {number}: {slips}").format(
            name=shown.name, number=point.telephone if point else "", slips=shown.card.no
        )
    elif command.verb is Verb.MERGE:
        kept, *gone = [result.id for result in outcome.results if result.ok] or [""]
        if gone:
            yield _("{no} takes over {others}.").format(no=kept, others=", ".join(gone))


def run(desk: Desk, command: Change, *, command_id: str | None = None) -> Outcome:
    """Carry the command out; what was refused for several things is listed in the outcome."""
    return _RUNS[command.verb](desk, _named(desk, command), command_id)


def _action_of(command: Change) -> str:
    actions: Mapping[tuple[Verb, str], str] = {
        (Verb.CARD, "void"): "void_card", (Verb.CARD, "sign"): "sign_card", (Verb.SHEET, "line"): "sheet_line",
        (Verb.SHEET, "hand"): "hand_over", (Verb.SHEET, "entered"): "hand_over",
        (Verb.SHEET, "copied"): "copy_back", (Verb.DAY, "sign"): "sign_off",
    }  # fmt: skip
    return actions.get((command.verb, command.step), command.verb.value)


def _named(desk: Desk, command: Change) -> Change:
    """Return the command with the number of the card that it means."""
    return replace(command, card=card_meant(desk, command.card)) if command.card else command


def _found(desk: Desk, command: Change) -> Found:
    assert command.selection is not None  # noqa: S101 - the grammar gives one to these verbs
    with desk.store.read() as reader:
        return resolve(reader, command.selection, command.verb, desk.now(), suiting(command))


def _numbers(desk: Desk, targets: list[Target]) -> list[str]:
    with desk.store.read() as reader:
        known = {order.id: order.no for order in reader.orders([id_ for id_, _version in targets])}
    return [known[id_] for id_, _version in targets if id_ in known]


def _split(desk: Desk, command: Change, command_id: str | None) -> Outcome:
    from dispatch_tui.services import splitting

    found = _found(desk, command)
    if len(found.targets) != 1:
        raise Refused(_("One slip is split at a time; {n} are named.").format(n=len(found.targets)))
    return splitting.split(
        desk, found.targets[0], command.reason, kind=command.kind, force=command.force, at=command.at,
        command_id=command_id,
    )  # fmt: skip


def _merge(desk: Desk, command: Change, command_id: str | None) -> Outcome:
    from dispatch_tui.services import splitting

    found = _found(desk, command)
    if len(found.targets) < 2:
        raise BadInput(_("Slips are merged from two on."), _("The first one named stays."))
    outcome = splitting.merge(
        desk, found.targets, command.reason, force=command.force, at=command.at, command_id=command_id
    )
    return Outcome((*found.missing, *outcome.results), outcome.group)


def _card(desk: Desk, command: Change, command_id: str | None) -> Outcome:
    from dispatch_tui.services import cards

    if command.step == "void":
        return cards.void(desk, command.card, command.reason, command.asked_by, command_id=command_id)
    return cards.sign(desk, command.card, command.whom, command_id=command_id)


def _sheet(desk: Desk, command: Change, command_id: str | None) -> Outcome:
    from dispatch_tui.services import feedback

    assert command.sheets is not None  # noqa: S101 - the grammar gives them to this verb
    if command.at is not None and command.step not in _TIMED_STEPS:
        raise BadInput(
            _("This command takes no true time; it counts when it is entered."), _("Leave at=… out.")
        )
    found = sheets_meant(desk, command.sheets, command.step)
    ids = [sheet.id for sheet in found]
    match command.step:
        case "hand":
            return feedback.hand_over(desk, ids, command.reason or command.force, command_id=command_id)
        case "entered":
            return feedback.entered(desk, ids, command_id=command_id)
        case "copied":
            return feedback.copy_back(desk, ids, command.force or command.reason, command_id=command_id)
        case "line":
            number = slip_of_sheet(desk, found[0], command.key)
            points = points_of_line(desk, found[0], number)
            name = find_worker(command.worker, desk.settings, points) if command.worker else ""
            return feedback.write_line(
                desk, ids[0], number, name, at=command.at, force=command.force, command_id=command_id
            )
        case "query" | "answer":
            answered = command.step == "answer"
            return feedback.query(desk, ids[0], command.reason, answered=answered, command_id=command_id)
        case "received":
            return feedback.receive(desk, ids, command.way, at=command.at, command_id=command_id)
    return feedback.check(desk, ids, command.force or command.reason, command_id=command_id)


def _chase(desk: Desk, command: Change, command_id: str | None) -> Outcome:
    from dispatch_tui.services import chasing

    if not command.reason.strip():
        raise BadInput(
            _("What did they answer?"), _("Write it behind the name; “no answer” is an answer too.")
        )
    return chasing.chase_all(
        desk, _subjects(desk, command), command.reason, way=command.way, whom=command.whom,
        next_at=command.start, command_id=command_id,
    )  # fmt: skip


def _subjects(desk: Desk, command: Change) -> list[str]:
    """Return the names in the chase log: workers' names of slips, or all sheets that a network point owes."""
    if command.selection is not None:
        return [worker_subject(number) for number in _numbers(desk, _found(desk, command).targets)]
    assert command.sheets is not None  # noqa: S101 - the grammar gives slips or sheets
    return [
        sheet_subject(sheet.day, sheet.point, sheet.kind, sheet.mode)
        for sheet in sheets_meant(desk, command.sheets, "chase")
    ]


def _day(desk: Desk, command: Change, command_id: str | None) -> Outcome:
    from dispatch_tui.services import day_runs

    assert command.run is not None  # noqa: S101 - the grammar gives one
    return day_runs.sign_off(desk, command.day or desk.today(), command.run, command_id=command_id)


def _accept(desk: Desk, command: Change, command_id: str | None) -> Outcome:
    from dispatch_tui.services import day_runs
    from dispatch_tui.services.commands.run_choice import difference_meant

    assert command.run is not None  # noqa: S101 - the grammar gives one
    day = command.day or desk.today()
    key = difference_meant(desk, day, command.run, command.key, command.nth)
    return day_runs.accept(desk, day, command.run, key, command.reason, command_id=command_id)


def _ledger(desk: Desk, command: Change, command_id: str | None) -> Outcome:
    from dispatch_tui.services import ledger

    sheets = command.sheets or Sheets("")
    numbers = _numbers(desk, _found(desk, command).targets)
    remove = command.step == "remove"
    entries = {number: entry_meant(desk, sheets, number, counts=remove) for number in numbers}
    base = {entry.id for entry in entries.values()}
    if len(base) > 1 and not remove:
        raise Refused(_("The slips belong to several lines of the ledger; correct one at a time."))
    changes = []
    for entry_id in sorted(base):
        here = [number for number, entry in entries.items() if entry.id == entry_id]
        changes.append((entry_id, here if remove else (), () if remove else here))
    return ledger.correct_all(desk, changes, command.reason, command_id=command_id)


_RUNS: Mapping[Verb, _Run] = {
    Verb.SPLIT: _split,
    Verb.MERGE: _merge,
    Verb.CARD: _card,
    Verb.SHEET: _sheet,
    Verb.CHASE: _chase,
    Verb.DAY: _day,
    Verb.ACCEPT: _accept,
    Verb.LEDGER: _ledger,
}
