"""Waiting for changes on PostgreSQL: LISTEN wakes, a look every second makes sure."""

from __future__ import annotations

import os
import select
import time
from collections.abc import Callable
from contextlib import suppress
from typing import Any

from dispatch_tui.storage.engine import Waiter

POLL_SECONDS = 1.0
"""A wake-up may be lost (a pooler, a fail-over): the head is looked at this often anyway."""


class PostgresWaiter(Waiter):
    """One listening connection; a pipe lets another thread end the wait at once."""

    def __init__(self, connect: Callable[[], Any], channel: str, branch: str) -> None:
        self._connect = connect
        self._channel = channel
        self._branch = branch
        self._connection: Any = None
        self._wake_read, self._wake_write = os.pipe()
        self._cancelled = False

    def _ready(self) -> Any:
        if self._connection is None or self._connection.closed:
            self._connection = self._connect()
            self._connection.execute(f"LISTEN {self._channel}")
        return self._connection

    def wait(self, seconds: float) -> bool:
        deadline = time.monotonic() + min(seconds, POLL_SECONDS)
        while not self._cancelled:
            left = deadline - time.monotonic()
            connection = self._ready()
            if any(notice.payload == self._branch for notice in connection.notifies(timeout=0)):
                return True
            if left <= 0:
                # The time of one look is over; the caller compares the head.
                return seconds > POLL_SECONDS
            ready, _write, _error = select.select([connection.fileno(), self._wake_read], [], [], left)
            if self._wake_read in ready:
                return False
        return False

    def head(self) -> tuple[int, bytes]:
        try:
            row = (
                self._ready()
                .execute("SELECT seq, hash FROM feed_head WHERE branch = %s", (self._branch,))
                .fetchone()
            )
        except Exception:
            self._drop()
            raise
        return (0, b"") if row is None else (int(row[0]), bytes(row[1]))

    def cancel(self) -> None:
        self._cancelled = True
        with suppress(OSError):
            os.write(self._wake_write, b"x")

    def _drop(self) -> None:
        if self._connection is not None:
            with suppress(Exception):
                self._connection.close()
            self._connection = None

    def close(self) -> None:
        self._drop()
        for handle in (self._wake_read, self._wake_write):
            with suppress(OSError):
                os.close(handle)
