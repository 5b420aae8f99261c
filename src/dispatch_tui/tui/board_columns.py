"""Which columns the board shows at a width, with their headings and the state of the batches under them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from dispatch_tui.domain import board as figures
from dispatch_tui.domain.board import Board, SlotHead, SlotStatus
from dispatch_tui.domain.orders import Kind
from dispatch_tui.i18n import gettext as _
from dispatch_tui.tui.text import age, cells
from dispatch_tui.tui.widgets.columns import Column

NAME = "name"
LOAD = "load"
OLDEST = "oldest"
OLDER_REPAIRS = "repair<"
"""Prefix of the column that sums repair pick-ups before a time."""
REPAIR_CELLS = 4
"""Width of the column of one repair pick-up."""
WIDE = 118
"""From this width on names and batch columns are wider and engineering has its column."""


def columns_of(board: Board, width: int, now: datetime) -> tuple[Column, ...]:
    """Return the columns for a table of ``width`` cells; ``now`` is the branch's local time.

    Repair pick-ups take what the other columns leave; the older ones are summed in the first of them.
    """
    wide = width >= WIDE
    before = [_name(board, wide), _count(figures.CARRY_OVER, _("carry"), 1, 5), *_installs(board, now, wide)]
    after = [_count(figures.REMOVAL, _("rem."), 3, 4)]
    if wide or board.totals.cell(figures.ENGINEERING).count:
        after.append(_count(figures.ENGINEERING, _("eng."), 8, 4))
    after += _strangers(board)
    after += [
        _count(figures.URGENT, _("urg."), 2, 4),
        _count(figures.PENDING_COLUMN, _("total"), 0, 5),
        Column(LOAD, _("load"), 10 if wide else 8, 3, "left", least=6),
        Column(OLDEST, _("oldest"), 6, 4, "right"),
    ]
    room = width - 3 - sum((column.least or column.width) + 1 for column in (*before, *after))
    return (*before, *_repairs(board, now, room), *after)


def _name(board: Board, wide: bool) -> Column:
    longest = max((cells(row.name) for row in board.rows), default=8)
    return Column(NAME, _("point"), max(8, min(longest, 18 if wide else 12)), 0, least=8 if not wide else 0)


def _count(key: str, label: str, importance: int, width: int) -> Column:
    return Column(key, label, max(width, cells(label)), importance, "right")


def _installs(board: Board, now: datetime, wide: bool) -> list[Column]:
    heads = {head.slot: head for head in board.heads if head.kind is Kind.INSTALL}
    width = 7 if wide else 6
    found = []
    for slot in board.slots:
        text, role = slot_state(heads.get(slot), now, width)
        found.append(
            Column(
                figures.install_column(slot),
                slot,
                width,
                1,
                "right",
                least=0 if wide else 5,
                sub=text or " ",
                sub_role=role,
            )
        )
    return found


def slot_state(head: SlotHead | None, now: datetime, width: int) -> tuple[str, str]:
    """Return the state of a hand-over in at most ``width`` cells, and its colour role."""
    if head is None:
        return "", "muted"
    match head.status:
        case SlotStatus.TO_COME:
            minutes = int((head.due_at - now).total_seconds() // 60)
            return (age(minutes), "muted") if minutes > 0 else (_("now"), "soon")
        case SlotStatus.LATE:
            return _("late!"), "overdue"
        case SlotStatus.ZERO:
            return _("zero"), "text"
        case SlotStatus.OFF:
            return _("off"), "muted"
        case SlotStatus.OPEN:
            both = f"{head.entered}/{head.declared}!"
            difference = (head.entered - head.declared) if head.declared is not None else 0
            return (both if len(both) <= width else f"{difference:+d}!"), "overdue"
        case SlotStatus.ARRIVED:
            both = f"{head.entered}/{head.declared}"
            return (both if head.declared is not None and len(both) <= width else f"{head.entered}"), "good"


def _strangers(board: Board) -> list[Column]:
    """Return columns for slips that have no column of their own today: unsorted ones, slots of another season."""
    found = []
    if board.totals.cell(figures.UNSORTED).count:
        found.append(_count(figures.UNSORTED, _("sort?"), 2, 5))
    known = {figures.install_column(slot) for slot in board.slots}
    known |= {figures.repair_column(slot) for slot in board.repair_slots}
    for key in sorted(board.totals.cells):
        if ":" in key and key not in known and not key.startswith("repair:"):
            found.append(_count(key, key.partition(":")[2] or _("other"), 2, 5))
    return found


def repair_slots(board: Board) -> list[str]:
    """Return the repair pick-ups of the day and those of other seasons that still hold slips, in order."""
    extra = {key.partition(":")[2] for key in board.totals.cells if key.startswith("repair:")}
    return sorted(extra | set(board.repair_slots))


def _repairs(board: Board, now: datetime, room: int) -> list[Column]:
    """Return as many pick-ups as fit: the newest ones singly, the older ones summed in front of them."""
    clock = f"{now:%H:%M}"
    slots = repair_slots(board)
    begun = [slot for slot in slots if slot <= clock or board.totals.cell(figures.repair_column(slot)).count]
    coming = [slot for slot in slots if slot not in begun]
    shown = begun or coming[:1]
    fitting = max(1, room // (REPAIR_CELLS + 1))
    if len(shown) <= fitting:
        shown = shown + coming[: fitting - len(shown)] if begun else shown
        return [_repair(slot) for slot in shown]
    single = shown[len(shown) - (fitting - 1) :] if fitting > 1 else []
    edge = single[0] if single else ""
    label = _("R<{hour}").format(hour=edge[:2]) if edge else _("rep.")
    older = Column(OLDER_REPAIRS + edge, label, 5, 1, "right")
    return [older, *(_repair(slot) for slot in single)]


def _repair(slot: str) -> Column:
    hour = slot[:2] if slot.endswith(":00") else slot
    label = _("R{hour}").format(hour=hour) if slot else _("R?")
    return Column(figures.repair_column(slot), label, max(REPAIR_CELLS, cells(label)), 4, "right")


def column_title(key: str) -> str:
    """Return the name of a column in full, for help and for the list that Enter opens."""
    names = {
        figures.CARRY_OVER: _("carried over from earlier days"),
        figures.REMOVAL: _("removal"),
        figures.ENGINEERING: _("engineering"),
        figures.URGENT: _("urgent"),
        figures.UNSORTED: _("to be sorted"),
        figures.PENDING_COLUMN: _("all pending"),
        NAME: _("all pending"),
        LOAD: _("all pending"),
        OLDEST: _("all pending"),
    }
    if key in names:
        return names[key]
    if key.startswith(OLDER_REPAIRS):
        edge = key[len(OLDER_REPAIRS) :]
        return _("repair pick-ups before {time}").format(time=edge) if edge else _("repair pick-ups")
    kind, _colon, slot = key.partition(":")
    if kind == Kind.INSTALL.value:
        return _("installation batch {time}").format(time=slot)
    if kind == Kind.REPAIR.value:
        return _("repair pick-up {time}").format(time=slot)
    return key


def summed_columns(board: Board, key: str) -> Sequence[str]:
    """Return the board's columns behind a column of the screen: one, or the older repair pick-ups."""
    if key.startswith(OLDER_REPAIRS):
        edge = key[len(OLDER_REPAIRS) :]
        return [figures.repair_column(slot) for slot in repair_slots(board) if not edge or slot < edge]
    if key in (NAME, LOAD, OLDEST):
        return [figures.PENDING_COLUMN]
    return [key]
