"""The board for programs: the JSON document of the programme contract (design 4)."""

from __future__ import annotations

from datetime import datetime, tzinfo

from dispatch_tui.domain import board as figures
from dispatch_tui.domain.board import Board, BoardRow, SlotHead
from dispatch_tui.domain.orders import PlainJson


def as_json(board: Board, zone: tzinfo | None = None) -> dict[str, PlainJson]:
    """Return the board as the programme contract gives it; every slot of the day is there, 0 when empty.

    Instants are ISO 8601 with the offset of ``zone`` (UTC when none is given). Slips in a slot that the day does not
    have stand under that slot, so that ``carry_over + install + repair + removal + engineering = pending``.
    """
    return {
        "at": _iso(board.at, zone),
        "season": board.season,
        "slots": list(board.slots),
        "rows": [_row(board, row) for row in board.rows],
        "totals": _row(board, board.totals),
        "today": board.today.isoformat(),
        "repair_slots": list(board.repair_slots),
        "heads": [_head(head, zone) for head in board.heads],
        "seq": board.seq,
    }


def _row(board: Board, row: BoardRow) -> dict[str, PlainJson]:
    return {
        "point": row.point,
        "name": row.name,
        "cells": {
            "carry_over": row.cell(figures.CARRY_OVER).count,
            "install": _by_slot(row, "install", board.slots),
            "repair": _by_slot(row, "repair", board.repair_slots),
            "removal": row.cell(figures.REMOVAL).count,
            "engineering": row.cell(figures.ENGINEERING).count,
            "urgent": row.cell(figures.URGENT).count,
        },
        "pending": row.pending,
        "overdue": row.overdue,
        "due_soon": row.due_soon,
        "load": {"used": row.used, "capacity": row.capacity},
        "oldest_minutes": row.oldest_minutes(board.at),
        "unsorted": row.cell(figures.UNSORTED).count,
        "appointed": row.cell(figures.APPOINTED).count,
    }


def _by_slot(row: BoardRow, kind: str, slots: tuple[str, ...]) -> dict[str, PlainJson]:
    found: dict[str, PlainJson] = {slot: row.cell(f"{kind}:{slot}").count for slot in slots}
    for column, cell in row.cells.items():
        name, colon, slot = column.partition(":")
        if colon and name == kind and slot not in found:
            found[slot] = cell.count
    return found


def _head(head: SlotHead, zone: tzinfo | None) -> dict[str, PlainJson]:
    return {
        "kind": head.kind.value,
        "slot": head.slot,
        "due_at": _iso(head.due_at, zone),
        "status": head.status.value,
        "declared": head.declared,
        "entered": head.entered,
        "chased": head.chased,
    }


def _iso(instant: datetime, zone: tzinfo | None) -> str:
    return (instant.astimezone(zone) if zone else instant).isoformat(timespec="seconds")
