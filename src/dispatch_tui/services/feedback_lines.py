"""The lines of feedback sheets that belong to dispatches: expected when sent, filled when a worker is named."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from dispatch_tui.domain.dispatches import Dispatch, Mode
from dispatch_tui.domain.feedback import FeedbackLine, FeedbackSheet, LineState

if TYPE_CHECKING:
    from collections.abc import Mapping

    from dispatch_tui.services.carrying_out import Work
    from dispatch_tui.storage.reading import Reader
    from dispatch_tui.storage.writing import Writer


def name_worker(
    writer: Writer, work: Work, pairs: Sequence[tuple[Dispatch, str]], notes: Mapping[int, str] | None = None
) -> list[Dispatch]:
    """Keep the worker's name on each dispatch and on its line of the feedback sheet; return the dispatches as stored.

    A line that is not there yet is written; a name that differs from the one on the line replaces it, and the first
    one is kept beside it (row C-07). The sheet is made when it does not exist. An empty name writes the line without
    one. ``notes`` are remarks of the network point by id of the dispatch. Raises Conflict when somebody changed a
    dispatch or line since it was read.
    """
    placed = _on_sheets(writer, [dispatch for dispatch, _name in pairs])
    lines = _lines_of(writer, placed)
    names = [name.strip() for _dispatch, name in pairs]
    stored = writer.update_papers(
        [(dispatch, _with_worker(dispatch, name, work)) for dispatch, name in zip(placed, names, strict=True)]
    )
    changed, made = [], []
    for dispatch, worker in zip(stored, names, strict=True):
        note = (notes or {}).get(dispatch.id, "").strip()
        line = lines.get((dispatch.sheet_id, dispatch.order_no))
        if line is None:
            blank = _blank(writer, dispatch)
            made.append(
                replace(blank, worker=worker, note=note, typed_at=work.now, typed_by=work.desk.operator)
            )
        else:
            changed.append((line, _with_name(line, dispatch, worker, note, work)))
    writer.update_papers(changed)
    writer.insert_papers(made)
    return stored


def expect_lines(writer: Writer, work: Work, dispatches: Iterable[Dispatch]) -> list[Dispatch]:
    """Write the lines without a worker that temporary dispatches have on the sheet from the sending on (row B-03).

    Returns the dispatches with their sheets. A line that the sheet already has under the number, because it was
    typed before the sending was booked, becomes the dispatch's line.
    """
    return name_worker(writer, work, [(dispatch, "") for dispatch in dispatches])


def sheet_of(reader: Reader, dispatch: Dispatch) -> FeedbackSheet | None:
    """Return the sheet on which the line of a dispatch stands, None when it was never made."""
    if dispatch.sheet_id is not None:
        return reader.paper(FeedbackSheet, dispatch.sheet_id)
    found = reader.papers(
        FeedbackSheet, day=dispatch.day, point=sheet_point(dispatch), kind=dispatch.kind, mode=dispatch.mode
    )
    return found[0] if found else None


def sheet_point(dispatch: Dispatch) -> str:
    """Return the network point of the dispatch's sheet: its own, or none for the temporary sheet of the day."""
    return dispatch.point if dispatch.mode is Mode.NORMAL else ""


def _on_sheets(writer: Writer, dispatches: Sequence[Dispatch]) -> list[Dispatch]:
    """Return the dispatches with the sheets they belong to, making what does not exist."""
    made: dict[tuple[object, ...], int] = {}
    pairs = []
    for dispatch in dispatches:
        placed = dispatch
        if dispatch.sheet_id is None:
            key = (dispatch.day, sheet_point(dispatch), dispatch.kind, dispatch.mode)
            if key not in made:
                sheet = sheet_of(writer, dispatch) or writer.insert_paper(
                    FeedbackSheet(
                        writer.new_id(), dispatch.day, sheet_point(dispatch), dispatch.kind, dispatch.mode
                    )
                )
                made[key] = sheet.id
            placed = replace(dispatch, sheet_id=made[key])
        pairs.append((dispatch, placed))
    return writer.update_papers(pairs)


def _with_worker(dispatch: Dispatch, worker: str, work: Work) -> Dispatch:
    """Return the dispatch with the name reported now; the first time at which it was reported stays."""
    if not worker or (worker == dispatch.worker and dispatch.worker_at is not None):
        return dispatch
    return replace(dispatch, worker=worker, worker_at=work.at)


def _lines_of(reader: Reader, dispatches: Sequence[Dispatch]) -> dict[tuple[int | None, str], FeedbackLine]:
    """Return the lines that stand (not struck out) under the dispatches' numbers, by sheet and number."""
    sheets = {dispatch.sheet_id for dispatch in dispatches}
    numbers = {dispatch.order_no for dispatch in dispatches}
    lines = reader.papers(FeedbackLine, sheet_id=list(sheets), order_no=list(numbers))
    return {(line.sheet_id, line.order_no): line for line in lines if line.state is not LineState.STRUCK}


def _blank(writer: Writer, dispatch: Dispatch) -> FeedbackLine:
    assert dispatch.sheet_id is not None  # noqa: S101 - given by _on_sheets
    return FeedbackLine(
        writer.new_id(), dispatch.sheet_id, dispatch.order_no, dispatch.order_id, dispatch.point, ""
    )


def _with_name(line: FeedbackLine, dispatch: Dispatch, worker: str, note: str, work: Work) -> FeedbackLine:
    """Return a line with the name reported now; what stood there first is kept beside it."""
    named = replace(
        line,
        order_id=dispatch.order_id,
        point=dispatch.point,
        state=LineState.GOOD,
        note=note or line.note,
        worker=worker or line.worker,
    )
    if worker and line.worker and worker != line.worker:
        first = line.earlier_worker or line.worker
        named = replace(named, earlier_worker=line.worker if first == worker else first)
    if named == line:
        return line
    return replace(
        named, typed_at=work.now, typed_by=work.desk.operator,
        handed_at=line.handed_at if named.worker == line.worker else None,
    )  # fmt: skip
