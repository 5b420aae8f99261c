"""The thread that waits for changes of the database and turns them into messages.

The store's feed wakes it; it reads the board's figures anew, compares them with the last ones and posts what
changed. A timer reads them once a minute as well, because marks (due soon, overdue) change by time alone.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Hashable
from typing import TYPE_CHECKING

from dispatch_tui.domain.board import Board
from dispatch_tui.errors import DispatchError
from dispatch_tui.tui.messages import BoardLoaded, FeedFailed, StoreChanged
from dispatch_tui.tui.work import Receiver, unexpected

if TYPE_CHECKING:
    from dispatch_tui.services.desk import Desk

WAIT_SECONDS = 0.5
"""How long one wait for a change lasts at most; the end of the program is noticed after it."""
BY_TIME_SECONDS = 20.0
"""How often the figures are read again although nothing was written."""
LEAST_PAUSE_SECONDS = 0.1
"""Changes that follow each other faster are read together."""
BACK_OFF_SECONDS = (0.5, 1.0, 2.0, 5.0)
"""Pauses between tries while the database can't be read."""


class Feed(threading.Thread):
    """Watches the database for the whole session."""

    def __init__(self, desk: Desk, receiver: Receiver) -> None:
        super().__init__(name="feed", daemon=True)
        self._desk = desk
        self._receiver = receiver
        self._stopping = threading.Event()
        self._last_answer = time.monotonic()
        self._trouble = False
        self._board: Board | None = None

    def alive(self) -> bool:
        """Whether the database answered in the last seconds."""
        return not self._trouble and time.monotonic() - self._last_answer < 2 * WAIT_SECONDS + 1.0

    def stop(self) -> None:
        """End the thread at its next wait."""
        self._stopping.set()

    def run(self) -> None:
        """Read the figures first, then whenever something changed."""
        tries = 0
        while not self._stopping.is_set():
            try:
                self._watch()
            except DispatchError as failure:
                self._failed(failure)
            except Exception as failure:  # whatever it was, the screens must learn that figures grow old
                self._failed(unexpected(failure))
            else:
                return
            self._stopping.wait(BACK_OFF_SECONDS[min(tries, len(BACK_OFF_SECONDS) - 1)])
            tries += 1

    def _failed(self, failure: DispatchError) -> None:
        self._trouble = True
        self._receiver.post_message(FeedFailed(failure.sentence))

    def _watch(self) -> None:
        feed = self._desk.store.feed()
        seen = feed.seq()
        self._load()
        self._trouble = False
        read_at = time.monotonic()
        while not self._stopping.is_set():
            changed = feed.wait(WAIT_SECONDS)
            self._last_answer = time.monotonic()
            if changed:
                pause = LEAST_PAUSE_SECONDS - (time.monotonic() - read_at)
                if pause > 0:
                    self._stopping.wait(pause)
                changes = feed.changes(seen)
                seen = changes.seq
                self._load()
                read_at = time.monotonic()
                self._receiver.post_message(
                    StoreChanged(
                        seq=changes.seq,
                        order_ids=frozenset(changes.order_ids),
                        batches=bool(changes.batches_changed),
                    )
                )
            elif time.monotonic() - read_at > BY_TIME_SECONDS:
                self._load()
                read_at = time.monotonic()

    def _load(self) -> None:
        from dispatch_tui.services import board as boards

        board = boards.load(self._desk)
        before, self._board = self._board, board
        changed = frozenset() if before is None else changed_cells(before, board)
        self._last_answer = time.monotonic()
        if before is None or changed or before.heads != board.heads or before.today != board.today:
            self._receiver.post_message(BoardLoaded(board, changed, first=before is None))


def changed_cells(before: Board, after: Board) -> frozenset[tuple[Hashable, str]]:
    """Return the cells in which two boards differ, as (network point, column)."""
    old = {row.point: row for row in before.rows}
    changed: set[tuple[Hashable, str]] = set()
    for row in after.rows:
        was = old.get(row.point)
        if was is None:
            changed.update((row.point, column) for column in row.cells)
            continue
        if was == row:
            continue
        for column in was.cells.keys() | row.cells.keys():
            if was.cell(column) != row.cell(column):
                changed.add((row.point, column))
        if was.pending != row.pending:
            changed.add((row.point, "pending"))
        if (was.used, was.capacity) != (row.used, row.capacity):
            changed.add((row.point, "load"))
    return frozenset(changed)
