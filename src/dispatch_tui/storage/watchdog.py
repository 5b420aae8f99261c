"""Ends waits on a server that has stopped answering: a frozen host keeps the connection open for ever."""

from __future__ import annotations

import os
import socket
import threading
import time
from contextlib import suppress


class Watchdog:
    """Shuts the socket of a connection down when its transaction is not over at its deadline.

    The waiting thread then gets an ordinary "connection lost". One sleeping thread serves all connections of a store.
    """

    def __init__(self) -> None:
        self._deadlines: dict[int, float] = {}
        self._changed = threading.Condition()
        self._thread: threading.Thread | None = None
        self._closed = False

    def watch(self, handle: int, seconds: float) -> None:
        """Guard the connection with this file descriptor for so many seconds."""
        with self._changed:
            self._deadlines[handle] = time.monotonic() + seconds
            if self._thread is None or not self._thread.is_alive():
                self._closed = False
                self._thread = threading.Thread(target=self._run, name="db-watchdog", daemon=True)
                self._thread.start()
            self._changed.notify()

    def release(self, handle: int) -> None:
        """Stop guarding the connection; called before its descriptor may be closed."""
        with self._changed:
            self._deadlines.pop(handle, None)

    def close(self) -> None:
        """End the watching thread."""
        with self._changed:
            self._closed = True
            self._changed.notify()

    def _run(self) -> None:
        with self._changed:
            while not self._closed:
                now = time.monotonic()
                for handle in [each for each, deadline in self._deadlines.items() if deadline <= now]:
                    # Still under the lock: nobody can have closed and reused the descriptor meanwhile.
                    del self._deadlines[handle]
                    shut_down(handle)
                wait = min(self._deadlines.values(), default=now + 60.0) - now
                self._changed.wait(max(0.01, wait))


def shut_down(handle: int) -> None:
    """Shut a socket down in both directions, which wakes whoever waits on it; the descriptor stays open."""
    with suppress(OSError), socket.socket(fileno=os.dup(handle)) as connection:
        connection.shutdown(socket.SHUT_RDWR)
