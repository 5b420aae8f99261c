"""Waiting for changes on SQLite: a look at the file's change counter, many times a second."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from typing import Any

from dispatch_tui.storage.engine import Waiter

POLL_SECONDS = 0.12
"""Seconds between two looks of a waiting session at the change counter."""


class SqliteWaiter(Waiter):
    """Looks at the file's change counter every 80 ms: a few microseconds each time, and never a lock."""

    def __init__(self, connect: Callable[[], Any], inode: Callable[[], int], branch: str) -> None:
        self._connect = connect
        self._file = inode
        self._branch = branch
        self._cancelled = threading.Event()
        self._connection: Any = None
        self._inode = 0
        self._seen = -1

    def _look(self) -> int:
        """Return the change counter; a file put in the place of the old one counts as a change."""
        inode = self._file()
        if self._connection is None or inode != self._inode:
            self.close()
            self._connection = self._connect()
            self._inode = inode
            self._seen = -1
        return int(self._connection.execute("PRAGMA data_version").fetchone()[0])

    def wait(self, seconds: float) -> bool:
        deadline = time.monotonic() + seconds
        while not self._cancelled.is_set():
            present = self._look()
            if present != self._seen:
                self._seen = present
                return True
            left = deadline - time.monotonic()
            if left <= 0 or self._cancelled.wait(min(POLL_SECONDS, left)):
                return False
        return False

    def head(self) -> tuple[int, bytes]:
        self._look()
        row = self._connection.execute(
            "SELECT seq, hash FROM feed_head WHERE branch = ?", (self._branch,)
        ).fetchone()
        return (0, b"") if row is None else (int(row[0]), bytes(row[1]))

    def cancel(self) -> None:
        self._cancelled.set()

    def close(self) -> None:
        if self._connection is not None:
            self._connection.close()
            self._connection = None
