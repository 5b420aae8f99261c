"""The thread that waits for changes of the database and turns them into messages.

The store's feed wakes it; it reads the board's figures anew, compares them with the last ones and posts what
changed. A timer reads them once a minute as well, because marks (due soon, overdue) change by time alone.
"""

from __future__ import annotations

import threading
import time
from typing import TYPE_CHECKING

from dispatch_tui.errors import DispatchError
from dispatch_tui.tui.messages import BoardLoaded, FeedFailed, StoreChanged
from dispatch_tui.tui.work import Receiver, unexpected

if TYPE_CHECKING:
    from dispatch_tui.services.desk import Desk

WAIT_SECONDS = 0.5
"""How long one wait for a change lasts at most; the end of the program is noticed after it."""
BY_TIME_SECONDS = 20.0
"""How often the figures are read again although nothing was written."""
LEAST_PAUSE_SECONDS = 0.15
"""Changes that follow each other faster are read together; a single one is read at once."""
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
        self._anew = threading.Event()

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

    def again(self) -> None:
        """Read the figures again at the next occasion, with names in the language in use."""
        self._anew.set()

    def _watch(self) -> None:
        from dispatch_tui.services.board import BoardWatcher
        from dispatch_tui.services.slips import Surfacing

        surface = Surfacing()
        feed = self._desk.store.feed()
        seen = feed.seq()
        watcher = BoardWatcher(self._desk)
        self._last_answer = time.monotonic()
        self._trouble = False
        self._receiver.post_message(BoardLoaded(watcher.board, first=True))
        read_at = time.monotonic()
        while not self._stopping.is_set():
            surface(self._desk)
            changed = feed.wait(WAIT_SECONDS)
            self._last_answer = time.monotonic()
            anew = self._anew.is_set()
            if changed or anew or self._last_answer - read_at > BY_TIME_SECONDS:
                if changed:
                    self._stopping.wait(max(0.0, LEAST_PAUSE_SECONDS - (time.monotonic() - read_at)))
                self._anew.clear()
                read_at = time.monotonic()
                changes = feed.changes(seen) if changed else None
                if changes is not None and changes.reset:
                    watcher.reset()
                delta = watcher.refresh(None if anew else changes)
                if anew or not delta.empty:
                    rows = None if anew or delta.reshaped else delta.rows
                    self._receiver.post_message(BoardLoaded(watcher.board, delta.cells, rows=rows))
                if changes is not None:
                    seen = changes.seq
                    self._receiver.post_message(
                        StoreChanged(
                            seq=seen,
                            order_ids=frozenset(changes.order_ids),
                            batches=changes.batches_changed,
                            papers=changes.papers_changed,
                            everything=changes.reset,
                        )
                    )
