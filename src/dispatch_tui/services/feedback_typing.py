"""Typing the lines of a feedback sheet: a worker for each slip, and what does not belong (B-08, B-09, C-04, C-07)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING

from dispatch_tui.domain.dispatches import Dispatch, Mode
from dispatch_tui.domain.feedback import FeedbackLine, FeedbackSheet, LineState, SheetState
from dispatch_tui.domain.following import LONGEST_NAME
from dispatch_tui.domain.lifecycle import kind_word
from dispatch_tui.domain.orders import Order, State
from dispatch_tui.domain.rules import Finding, Level, Outcome, Result, worst
from dispatch_tui.domain.text import clean, fold
from dispatch_tui.errors import Ambiguous, BadInput, NotFound, Refused
from dispatch_tui.i18n import gettext as _
from dispatch_tui.services import roles
from dispatch_tui.services.carrying_out import Work, work_at
from dispatch_tui.services.feedback_lines import name_worker
from dispatch_tui.services.feedback_views import required_sheet, why_not_here

if TYPE_CHECKING:
    from dispatch_tui.services.desk import Desk
    from dispatch_tui.storage.reading import Reader
    from dispatch_tui.storage.writing import Writer

_LONGEST_NUMBER = 40
_LONGEST_NOTE = 500
_SHORTEST_END = 3
"""Digits of a number that find a slip on other sheets of the day."""


def write_line(
    desk: Desk,
    sheet_id: int,
    order_no: str,
    worker: str,
    note: str = "",
    *,
    at: datetime | None = None,
    force: str = "",
    command_id: str | None = None,
) -> Outcome:
    """Type one line of a sheet: the slip's number (its end suffices on its own sheet), the worker, a remark.

    A slip of the sheet becomes acknowledged and keeps the name; a name that differs from the one reported first is
    shown and the first is kept beside it (C-07). An unknown number and a slip that was not sent with this sheet are
    kept as lines and told (C-04). A slip of another kind is refused (B-09), so is the same line twice. What speaks
    against a worker warns and is accepted with the reason ``force``. ``at`` is the true time of a catch-up entry.
    """
    roles.require(desk, "sheet_line")
    typed = clean(fold(order_no))
    if not typed or len(typed) > _LONGEST_NUMBER:
        raise BadInput(_("Give the slip's number as it stands on the sheet."), code="number-missing")
    name = clean(worker)
    if len(name) > LONGEST_NAME:
        raise BadInput(_("A worker's name has at most {n} characters.").format(n=LONGEST_NAME))
    if len(note) > _LONGEST_NOTE:
        raise BadInput(_("A remark on a line has at most {n} characters.").format(n=_LONGEST_NOTE))

    def work(writer: Writer) -> Outcome:
        sheet = required_sheet(writer, sheet_id)
        sent = writer.papers(Dispatch, sheet_id=sheet_id)
        number = number_meant(writer, typed, sheet, sent)
        order = writer.order_by_no(number)
        line = _standing(writer, sheet_id, number)
        mine = [each for each in sent if each.counts and order is not None and each.order_id == order.id]
        surroundings = work_at(desk, writer, at)
        if mine and order is not None:
            dispatch = max(mine, key=lambda each: (each.live, each.id))
            result = _write_known(writer, surroundings, dispatch, order, line, name, note, force)
        else:
            result = _write_strange(writer, surroundings, sheet, order, line, number, name, note)
        if result.ok:
            result = _sheet_after(writer, sheet_id, surroundings.at, result)
        return Outcome((result,), writer.group_id if result.ok else "")

    act = desk.act("sheet_line", at=at, reason=force.strip(), command_id=command_id)
    return desk.store.run(act, work)


def strike_line(desk: Desk, line_id: int, reason: str, *, command_id: str | None = None) -> Outcome:
    """Strike a line out that was typed by mistake, with a reason; the line is kept (row C-04).

    The name is taken back from the slip too: a slip that was acknowledged by it counts as sent again. On a temporary
    sheet the slip's line stands there without a name afterwards. Raises NotFound, and Refused for a line that is
    struck out already.
    """
    roles.require(desk, "sheet_line")
    if not reason.strip():
        raise BadInput(_("Give a reason; without one a line is not struck out."), code="reason-missing")

    def work(writer: Writer) -> Outcome:
        line = writer.paper(FeedbackLine, line_id)
        if line is None:
            raise NotFound(_("There is no such line."))
        if line.state is LineState.STRUCK:
            raise Refused(_("The line of {no} is struck out already.").format(no=line.order_no))
        writer.update_paper(line, line.taken_back())
        if line.state is LineState.GOOD:
            _take_name_back(writer, line)
        told = _("The line of {no} is struck out.").format(no=line.order_no)
        result = _sheet_after(writer, line.sheet_id, desk.now(), Result(line.order_no, True, message=told))
        return Outcome((result,), writer.group_id)

    return desk.store.run(desk.act("sheet_line", reason=reason.strip(), command_id=command_id), work)


def _write_known(
    writer: Writer,
    work: Work,
    dispatch: Dispatch,
    order: Order,
    line: FeedbackLine | None,
    name: str,
    note: str,
    force: str,
) -> Result:
    """Write the line of a slip that was sent with the sheet, and take the slip on by it."""
    from dispatch_tui.services.following import WorkerNamed

    known = line is not None and line.state is LineState.GOOD and dispatch.worker == name
    if line is not None and known and _says_the_same(line, name, note):
        return _twice(line)
    findings: list[Finding] = []
    if not name:
        text = _("The line of {no} has no worker.").format(no=order.no)
        findings.append(Finding(Level.NOTE, "worker-blank", text, "row C-04"))
    elif order.dispatch_id == dispatch.id:
        change = WorkerNamed(name)
        after, said = change.plan(order, work)
        findings += [each for each in said if each.code != "no-change"]
        refused = _refusal(order.no, findings, force)
        if refused is not None:
            return refused
        if not any(each.code == "no-change" for each in said):
            writer.update_order(order, after)
    earlier = line.worker if line is not None else ""
    if name and earlier and earlier != name:
        text = _("{no} was reported with {earlier} before; both names are kept.").format(
            no=order.no, earlier=earlier
        )
        findings.append(Finding(Level.NOTE, "worker-differs", text, "row C-07", {"earlier": earlier}))
    name_worker(writer, work, [(dispatch, name)], {dispatch.id: note})
    told = _("{no}: {name}.").format(no=order.no, name=name) if name else ""
    return _done(order.no, findings, told)


def _write_strange(
    writer: Writer,
    work: Work,
    sheet: FeedbackSheet,
    order: Order | None,
    line: FeedbackLine | None,
    number: str,
    name: str,
    note: str,
) -> Result:
    """Write a line that does not belong on the sheet, so that it is seen and asked about (row C-04)."""
    if line is not None:
        if _says_the_same(line, name, note):
            return _twice(line)
        changed = replace(
            line, worker=name, note=note.strip() or line.note, typed_at=work.now, typed_by=work.desk.operator
        )
        writer.update_paper(line, changed)
    elif order is not None and order.kind is not sheet.kind:
        text = _("{no} is of the kind {kind}, the sheet holds {other}; each kind has its own sheet.").format(
            no=order.no, kind=kind_word(order.kind), other=kind_word(sheet.kind)
        )
        return Result(order.no, False, Level.BLOCK, "line-kind", text)
    else:
        state = LineState.UNKNOWN if order is None else LineState.FOREIGN
        writer.insert_paper(
            FeedbackLine(
                writer.new_id(), sheet.id, number, order.id if order else None, sheet.point, name, note.strip(),
                state, work.now, work.desk.operator,
            )
        )  # fmt: skip
    told = _("{why} The line is kept as a doubt.").format(
        why=why_not_here(work.desk, writer, sheet, order, number)
    )
    code = "line-unknown" if order is None else "line-foreign"
    return Result(number, True, Level.NOTE, code, told)


def _sheet_after(writer: Writer, sheet_id: int, at: datetime, result: Result) -> Result:
    """Take the sheet along: a normal one that is typed in has come; one that was checked has to be checked again."""
    # Somebody may have received or checked it while the line was written.
    writer.settle()
    sheet = required_sheet(writer, sheet_id)
    if sheet.mode is Mode.NORMAL and sheet.state is SheetState.EXPECTED:
        after = replace(sheet, state=SheetState.RECEIVED, received_at=at)
        told = _("The sheet counts as received.")
    elif sheet.state is SheetState.CHECKED:
        after = replace(sheet, state=SheetState.RECEIVED)
        told = _("The sheet has to be checked again.")
        result = replace(result, level=max(result.level, Level.NOTE))
    else:
        return result
    writer.update_paper(sheet, after)
    return replace(result, message=f"{result.message} {told}".strip())


def number_meant(reader: Reader, typed: str, sheet: FeedbackSheet, sent: Sequence[Dispatch]) -> str:
    """Return the number meant: in full, or the end of one that the sheet expects, of one recalled, of one of that day.

    ``sent`` are the dispatches of the sheet. What fits nothing is returned as it was typed. Raises Ambiguous when
    several numbers of the sheet end like that.
    """
    if reader.order_by_no(typed) is not None:
        return typed
    ends = _ending(typed, [each for each in sent if each.counts]) or _ending(typed, sent)
    if not ends and len(typed) >= _SHORTEST_END:
        sent = reader.papers(Dispatch, day=sheet.day)
        elsewhere = _ending(typed, [each for each in sent if each.counts]) or _ending(typed, sent)
        ends = elsewhere if len(elsewhere) == 1 else []
    if len(ends) > 1:
        raise Ambiguous(
            _("{n} slips of the sheet end with {number}.").format(n=len(ends), number=typed),
            [(no, "") for no in ends],
            _("Give more digits."),
        )
    return ends[0] if ends else typed


def _ending(typed: str, dispatches: Sequence[Dispatch]) -> list[str]:
    return sorted(
        {each.order_no for each in dispatches if each.order_no.casefold().endswith(typed.casefold())}
    )


def _standing(reader: Reader, sheet_id: int, number: str) -> FeedbackLine | None:
    found = reader.papers(FeedbackLine, sheet_id=sheet_id, order_no=number)
    return next((line for line in found if line.state is not LineState.STRUCK), None)


def _says_the_same(line: FeedbackLine, name: str, note: str) -> bool:
    return line.worker == name and note.strip() in ("", line.note)


def _twice(line: FeedbackLine) -> Result:
    text = _("{no} stands on the sheet already ({name}).").format(no=line.order_no, name=line.worker or "-")
    return Result(line.order_no, False, Level.BLOCK, "line-twice", text)


def _refusal(no: str, findings: Sequence[Finding], force: str) -> Result | None:
    level = worst(findings)
    if level < Level.WARN or (level is Level.WARN and force.strip()):
        return None
    worst_one = max(findings, key=lambda each: each.level)
    message = " ".join(each.text for each in findings if each.level > Level.OK)
    if level is Level.WARN:
        message = _("{message} Give a reason to do it all the same (force=…).").format(message=message)
    return Result(no, False, level, worst_one.code, message)


def _done(no: str, findings: Sequence[Finding], told: str) -> Result:
    shown = [each for each in findings if each.level > Level.OK]
    message = " ".join(part for part in (told, *(each.text for each in shown)) if part)
    code = max(shown, key=lambda each: each.level).code if shown else "done"
    return Result(no, True, worst(findings), code, message)


def _take_name_back(writer: Writer, line: FeedbackLine) -> None:
    """Take a name away from the dispatch and the slip that got it by a line."""
    mine = [
        each
        for each in writer.papers(Dispatch, sheet_id=line.sheet_id, order_no=line.order_no)
        if each.counts
    ]
    if not mine:
        return
    dispatch = max(mine, key=lambda each: (each.live, each.id))
    if line.worker and dispatch.worker == line.worker:
        dispatch = writer.update_paper(dispatch, replace(dispatch, worker="", worker_at=None))
    if dispatch.mode is Mode.TEMPORARY:
        writer.insert_paper(
            FeedbackLine(
                writer.new_id(), line.sheet_id, line.order_no, line.order_id, line.point, "", line.note
            )
        )
    order = writer.order(dispatch.order_id)
    if order is None or order.dispatch_id != dispatch.id or not line.worker or order.worker != line.worker:
        return
    state = State.SENT if order.state is State.ACKED else order.state
    held = State.SENT if order.state_before_hold is State.ACKED else order.state_before_hold
    writer.update_order(order, replace(order, worker="", state=state, state_before_hold=held))
