"""What ``?`` says about the cell under the board's cursor, with the article of the standard behind it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dispatch_tui.domain import board as figures
from dispatch_tui.domain.board import Board, BoardRow, SlotHead, SlotStatus
from dispatch_tui.i18n import gettext as _
from dispatch_tui.i18n import mark as N_
from dispatch_tui.tui.board_columns import LOAD, OLDEST, column_title

if TYPE_CHECKING:
    from dispatch_tui.services.desk import Desk
    from dispatch_tui.tui.board_rows import BoardSource

_STATES = {
    SlotStatus.TO_COME: N_("It is to come."),
    SlotStatus.LATE: N_("It is late: call the information centre and note the call (key c on screen 3)."),
    SlotStatus.ARRIVED: N_("It has arrived and its count is right."),
    SlotStatus.OPEN: N_("It has arrived, but declared and entered counts differ and nobody has said why."),
    SlotStatus.ZERO: N_("It was recorded as bringing no slips."),
    SlotStatus.OFF: N_("It is not expected today."),
}
_COLUMNS = {
    figures.CARRY_OVER: (
        N_("Pending slips of earlier business days; they are dispatched first."),
        "S004 一.3",
    ),
    figures.REMOVAL: (N_("Slips for taking an appliance down and putting it up elsewhere."), "S004 一.1"),
    figures.ENGINEERING: (N_("Slips of engineering projects."), "S004 一.1"),
    figures.URGENT: (
        N_(
            "Urgent slips of every kind; they are counted in their own column too. They may be sent at any time."
        ),
        "S004 一.2",
    ),
    figures.UNSORTED: (
        N_("Slips whose kind nobody knows yet; sort them with the command sort."),
        "S004 一.1",
    ),
    LOAD: (N_("Slips placed here for today against what the network point can do in a day."), "S004 一.3"),
    OLDEST: (N_("How long the oldest pending slip has been in the room."), "S004 一.3"),
}


def cell_help(desk: Desk, board: Board, facts: BoardRow, column: str, source: BoardSource) -> list[str]:
    """Return the lines that explain a cell of the board."""
    cell = source.cell(facts, column)
    lines = [f"{facts.name} · {column_title(column)}"]
    lines.append(
        _("{n} pending slips, {overdue} overdue, {soon} due within {minutes} minutes.").format(
            n=cell.count,
            overdue=cell.overdue,
            soon=cell.due_soon,
            minutes=desk.settings.overdue.due_soon_minutes,
        )
    )
    known = _COLUMNS.get(column)
    if known is not None:
        lines.append(f"{_(known[0])} ({known[1]})")
    kind, colon, slot = column.partition(":")
    if colon:
        head = next((head for head in board.heads if head.kind.value == kind and head.slot == slot), None)
        lines += _batch(desk, head)
    if facts.point is None:
        lines.append(_("These slips have no network point yet; open them to see the candidates and why not."))
    if facts.capacity is None and facts.point is not None and column == LOAD:
        lines.append(_("No capacity is set for this network point in points.yaml; it is unknown, not zero."))
    return lines


def _batch(desk: Desk, head: SlotHead | None) -> list[str]:
    if head is None:
        return []
    due = desk.settings.local(head.due_at)
    differs = head.declared is not None and head.declared != head.entered
    explained = head.status is SlotStatus.ARRIVED and differs
    state = _("It has arrived; its difference was explained.") if explained else _(_STATES[head.status])
    lines = [_("The hand-over is due at {time}.").format(time=f"{due:%H:%M}") + " " + state + " (S004 一.1)"]
    if head.declared is not None:
        lines.append(
            _("Declared {declared}, entered {entered}.").format(declared=head.declared, entered=head.entered)
        )
    if head.chased:
        lines.append(_("Chased {n} times.").format(n=head.chased))
    return lines
