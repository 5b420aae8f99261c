"""Feedback sheets (派工信息反馈表): receive, query, check, hand over, entered, copied back (S004 一.1, C-01 to C-07).

The lines of a sheet are typed in ``feedback_typing``; what a sheet looks like is in ``feedback_views``. Both are
offered here too, so that callers need one module.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from datetime import date, datetime
from typing import TYPE_CHECKING

from dispatch_tui.domain import feedback_rules
from dispatch_tui.domain.dispatches import Mode
from dispatch_tui.domain.feedback import FeedbackLine, FeedbackSheet, LineState, SheetState
from dispatch_tui.domain.feedback_words import sheet_title, way_word
from dispatch_tui.domain.rules import Finding, Level, Outcome, Result, worst
from dispatch_tui.errors import BadInput
from dispatch_tui.i18n import gettext as _
from dispatch_tui.services import roles
from dispatch_tui.services.feedback_typing import strike_line, write_line
from dispatch_tui.services.feedback_views import (
    RowState,
    SheetDetail,
    SheetRow,
    SheetView,
    counts_of,
    find_sheet,
    marks_of,
    required_sheet,
    sheet,
    sheets,
    sheets_of,
)

if TYPE_CHECKING:
    from dispatch_tui.services.desk import Desk
    from dispatch_tui.storage.reading import Reader
    from dispatch_tui.storage.writing import Writer

__all__ = [
    "RowState", "SheetDetail", "SheetRow", "SheetView", "check", "copy_back", "entered", "find_sheet", "hand_over",
    "query", "receive", "sheet", "sheets", "strike_line", "write_line",
]  # fmt: skip

MOST_NAMED = 4
"""So many missing sheets are named one by one."""
_Step = Callable[["Writer", FeedbackSheet], tuple[FeedbackSheet, list[Finding], str]]


def receive(
    desk: Desk,
    sheet_id: int | Sequence[int],
    way: str,
    *,
    at: datetime | None = None,
    command_id: str | None = None,
) -> Outcome:
    """Note that a sheet, or several, came back, by what way (``fax``, ``car``, ``phone``) and when (true time, C-01).

    A sheet that is here already is refused with when and how it came (row C-02). Raises BadInput for a time in the
    future or before the day of the dispatches, NotFound for an unknown sheet.
    """
    when = at or desk.now()

    def step(writer: Writer, found: FeedbackSheet) -> tuple[FeedbackSheet, list[Finding], str]:
        if desk.settings.today(when) < found.day:
            raise BadInput(
                _("The sheet can't have come before the slips were sent on {day}.").format(
                    day=f"{found.day:%m-%d}"
                )
            )
        findings = feedback_rules.may_receive(found, counts(writer, found), came(desk, found))
        after = replace(found, state=SheetState.RECEIVED, received_at=when, way=way.strip())
        return (
            after,
            findings,
            _("{sheet} has come ({way}).").format(sheet=title(desk, found), way=way_word(way.strip())),
        )

    return _many(desk, "sheet", _ids(sheet_id), step, at=at, command_id=command_id)


def query(
    desk: Desk, sheet_id: int, text: str, *, answered: bool = False, command_id: str | None = None
) -> Outcome:
    """Note a doubt that was telephoned to the network point, or its answer (row C-04); both stay on the sheet."""

    def step(_writer: Writer, found: FeedbackSheet) -> tuple[FeedbackSheet, list[Finding], str]:
        findings = feedback_rules.may_query(found, text)
        state = found.state
        if state in (SheetState.RECEIVED, SheetState.QUERIED, SheetState.CHECKED):
            state = SheetState.RECEIVED if answered else SheetState.QUERIED
        after = replace(found, state=state, query=_noted(desk, found, ("= " if answered else "? ") + text))
        told = _("The answer is noted on {sheet}.") if answered else _("The question is noted on {sheet}.")
        return after, findings, told.format(sheet=title(desk, found))

    return _many(desk, "sheet", [sheet_id], step, command_id=command_id)


def check(
    desk: Desk, sheet_id: int | Sequence[int], force: str = "", *, command_id: str | None = None
) -> Outcome:
    """Call a sheet, or several, checked: the lines were held against the slips sent (row C-04).

    What is doubtful warns and is accepted with the reason ``force``, which is noted on the sheet.
    """

    def step(writer: Writer, found: FeedbackSheet) -> tuple[FeedbackSheet, list[Finding], str]:
        findings = feedback_rules.may_check(found, counts(writer, found))
        noted = _noted(desk, found, "! " + force) if force.strip() and worst(findings) >= Level.WARN else ""
        after = replace(
            found,
            state=SheetState.CHECKED,
            query=noted or found.query,
            received_at=found.received_at or desk.now(),
        )
        return after, findings, _("{sheet} is checked.").format(sheet=title(desk, found))

    return _many(desk, "sheet", _ids(sheet_id), step, force=force, command_id=command_id)


def hand_over(
    desk: Desk, sheet_ids: Sequence[int], gap: str = "", *, command_id: str | None = None
) -> Outcome:
    """Hand sheets to the information centre.

    Normal sheets go as the complete set of a day (row C-05): while a sheet of the day is not checked, or a checked one
    is not named, all are refused, unless ``gap`` says why; the reason stays on the sheets that went and on those left
    out. Temporary sheets go one by one with the lines that have a worker and did not go before (row C-06). A sheet
    that went before goes again with the names that came since.
    """
    roles.require(desk, "hand_over")
    wanted = list(dict.fromkeys(sheet_ids))
    if not wanted:
        raise BadInput(_("No sheet was named to hand over."))

    def work(writer: Writer) -> Outcome:
        writer.take_turn()
        found = [required_sheet(writer, sheet_id) for sheet_id in wanted]
        left = _left_out(desk, writer, found)
        results = []
        for each in found:
            here = counts(writer, each)
            findings = feedback_rules.may_hand(each, here)
            missing = left.get(each.day, []) if each.mode is Mode.NORMAL else []
            if missing and each.state not in feedback_rules.GONE:
                text = _("The set of {day} is not complete; missing: {sheets}.").format(
                    day=f"{each.day:%m-%d}", sheets=_named(desk, missing)
                )
                facts = {"sheets": [one.id for one in missing]}
                findings.append(Finding(Level.WARN, "set-incomplete", text, "row C-05", facts))  # type: ignore[arg-type]
            result = _result(title(desk, each), findings, gap, _handed_word(desk, each, here.to_hand))
            results.append(result)
            if result.ok:
                _hand(desk, writer, each, here.to_hand, gap if missing else "")
        handed = {each.day for each, result in zip(found, results, strict=True) if result.ok}
        for one in (one for day in handed for one in left.get(day, []) if gap.strip()):
            writer.update_paper(one, replace(one, gap=gap.strip(), handed_by=desk.operator))
        return Outcome(tuple(results), writer.group_id if any(result.ok for result in results) else "")

    return desk.store.run(desk.act("hand_over", reason=gap.strip(), command_id=command_id), work)


def entered(desk: Desk, sheet_ids: Sequence[int], *, command_id: str | None = None) -> Outcome:
    """Note that the information centre typed sheets in."""

    def step(_writer: Writer, found: FeedbackSheet) -> tuple[FeedbackSheet, list[Finding], str]:
        after = replace(found, state=SheetState.ENTERED, entered_at=desk.now())
        told = _("{sheet} is entered at the information centre.").format(sheet=title(desk, found))
        return after, feedback_rules.may_enter(found), told

    return _many(desk, "hand_over", sheet_ids, step, command_id=command_id)


def copy_back(
    desk: Desk, sheet_ids: Sequence[int], force: str = "", *, command_id: str | None = None
) -> Outcome:
    """Note that the supervisor filled the names into the network point's original sheets (row C-07)."""

    def step(_writer: Writer, found: FeedbackSheet) -> tuple[FeedbackSheet, list[Finding], str]:
        after = replace(found, state=SheetState.COPIED_BACK, copied_at=desk.now(), copied_by=desk.operator)
        told = _("{sheet} is copied back.").format(sheet=title(desk, found))
        return after, feedback_rules.may_copy_back(found, desk.operator), told

    return _many(desk, "copy_back", sheet_ids, step, force=force, command_id=command_id)


def title(desk: Desk, found: FeedbackSheet) -> str:
    """Return what a sheet is called in sentences."""
    return sheet_title(found.day, desk.point_name(found.point), found.kind, found.mode)


def came(desk: Desk, found: FeedbackSheet) -> str:
    """Return when and how a sheet came, for sentences."""
    if found.received_at is None:
        return "-"
    when = desk.settings.local(found.received_at).strftime("%m-%d %H:%M")
    return f"{when} {way_word(found.way)}".strip()


def counts(reader: Reader, found: FeedbackSheet) -> feedback_rules.SheetCounts:
    """Return a sheet's lines held against the slips sent with it."""
    sent, lines = marks_of(reader, [found.id])
    return counts_of(sent.get(found.id, ()), lines.get(found.id, ()))


def unfinished_normal(desk: Desk, reader: Reader, day: date) -> list[FeedbackSheet]:
    """Return the normal sheets of a day on which something is expected and that have not been handed over."""
    present = reader.papers(FeedbackSheet, day=day, mode=Mode.NORMAL)
    return [
        view.sheet
        for view in sheets_of(desk, reader, [one for one in present if one.state not in feedback_rules.GONE])
        if view.wanted
    ]


def _left_out(desk: Desk, reader: Reader, found: Iterable[FeedbackSheet]) -> dict[date, list[FeedbackSheet]]:
    """Return, by day, the sheets of the normal set that would stay behind: not checked, or not named."""
    here = list(found)
    going = {each.id for each in here if each.state is SheetState.CHECKED}
    days = {each.day for each in here if each.mode is Mode.NORMAL}
    return {day: [one for one in unfinished_normal(desk, reader, day) if one.id not in going] for day in days}


def _named(desk: Desk, missing: Sequence[FeedbackSheet]) -> str:
    """Return the missing sheets by name, the first ones only when there are many."""
    names = ", ".join(title(desk, one) for one in missing[:MOST_NAMED])
    rest = len(missing) - MOST_NAMED
    return names if rest <= 0 else _("{names} and {n} more").format(names=names, n=rest)


def _hand(desk: Desk, writer: Writer, found: FeedbackSheet, numbers: Sequence[str], gap: str) -> None:
    now = desk.now()
    going = set(numbers)
    lines = writer.papers(FeedbackLine, sheet_id=found.id, state=LineState.GOOD)
    writer.update_papers([(line, replace(line, handed_at=now)) for line in lines if line.order_no in going])
    writer.update_paper(
        found,
        replace(
            found, state=SheetState.HANDED, handed_at=now, handed_by=desk.operator,
            gap=gap.strip() or ("" if found.state is SheetState.CHECKED else found.gap),
        ),
    )  # fmt: skip


def _handed_word(desk: Desk, found: FeedbackSheet, numbers: Sequence[str]) -> str:
    return _("{sheet} is handed over with {n} names.").format(sheet=title(desk, found), n=len(numbers))


def _noted(desk: Desk, found: FeedbackSheet, text: str) -> str:
    """Return the sheet's question log with one more line: time, name, text."""
    stamp = desk.settings.local(desk.now()).strftime("%m-%d %H:%M")
    line = f"{stamp} {desk.operator_name()} {' '.join(text.split())}"
    return f"{found.query}\n{line}" if found.query else line


def _result(name: str, findings: Sequence[Finding], force: str, told: str) -> Result:
    """Return the line about one sheet: done or refused, with everything that the rules say."""
    level = worst(findings)
    goes = level < Level.WARN or (level is Level.WARN and bool(force.strip()))
    shown = sorted((each for each in findings if each.level > Level.OK), key=lambda each: -each.level)
    words = [each.text for each in shown]
    if goes:
        words.insert(0, told)
    elif level is Level.WARN:
        words.append(_("Give a reason to do it all the same (force=…)."))
    return Result(name, goes, level, shown[0].code if shown else "done", " ".join(words))


def _ids(given: int | Sequence[int]) -> Sequence[int]:
    return [given] if isinstance(given, int) else given


def _many(
    desk: Desk,
    action: str,
    sheet_ids: Sequence[int],
    step: _Step,
    *,
    at: datetime | None = None,
    force: str = "",
    command_id: str | None = None,
) -> Outcome:
    """Take sheets one step on in one transaction; one that is refused does not stop the rest."""
    roles.require(desk, action)
    if not sheet_ids:
        raise BadInput(_("No sheet was named."))

    def work(writer: Writer) -> Outcome:
        writer.take_turn()
        results = []
        for sheet_id in dict.fromkeys(sheet_ids):
            found = required_sheet(writer, sheet_id)
            after, findings, told = step(writer, found)
            result = _result(title(desk, found), findings, force, told)
            results.append(result)
            if result.ok:
                writer.update_paper(found, after)
        return Outcome(tuple(results), writer.group_id if any(result.ok for result in results) else "")

    return desk.store.run(desk.act(action, at=at, reason=force.strip(), command_id=command_id), work)
