"""One connection for every thread, and a way to close them all that never pulls one away from under a query."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any


class ThreadConnections:
    """The connections of a store, each used by the thread that opened it.

    Closing from another thread waits for nobody: a connection in the middle of a transaction is cut (its query ends
    with an error) and closed by its own thread; the others are closed at once.
    """

    def __init__(
        self, make: Callable[[], Any], cut: Callable[[Any], None], dispose: Callable[[Any], None]
    ) -> None:
        self._make = make
        self._cut = cut
        self._dispose = dispose
        self._local = threading.local()
        self._lock = threading.Lock()
        self._open: dict[int, tuple[threading.Thread, Any]] = {}
        self._busy: set[int] = set()
        self._doomed: set[int] = set()

    def present(self) -> Any:
        """Return this thread's connection, None when it has none."""
        return getattr(self._local, "connection", None)

    def get(self) -> Any:
        """Return this thread's connection, opened on first use."""
        found = self.present()
        if found is None or id(found) not in self._open:
            found = self._local.connection = self._make()
            with self._lock:
                self._open[id(found)] = (threading.current_thread(), found)
                orphans = [key for key, (thread, _each) in self._open.items() if not thread.is_alive()]
                ended = [self._open.pop(key)[1] for key in orphans]
            for connection in ended:
                self._dispose(connection)
        return found

    def begin(self) -> None:
        """Note that this thread's connection is in a transaction from now on."""
        with self._lock:
            self._busy.add(id(self.present()))

    def end(self) -> None:
        """Note that the transaction is over; closes the connection when that was asked for meanwhile."""
        connection = self.present()
        with self._lock:
            self._busy.discard(id(connection))
            doomed = id(connection) in self._doomed
        if doomed:
            self.drop()

    def drop(self) -> None:
        """Close this thread's connection; the next use opens a new one."""
        connection = self.present()
        if connection is None:
            return
        self._local.connection = None
        with self._lock:
            known = self._open.pop(id(connection), None) is not None
            known |= id(connection) in self._doomed
            self._busy.discard(id(connection))
            self._doomed.discard(id(connection))
        if known:
            self._dispose(connection)

    def close_all(self) -> None:
        """Close every connection, those in a transaction as soon as it has ended."""
        with self._lock:
            found = [connection for _thread, connection in self._open.values()]
            busy = [each for each in found if id(each) in self._busy]
            self._doomed |= {id(each) for each in busy}
            self._open.clear()
        for connection in found:
            if any(connection is each for each in busy):
                self._cut(connection)
            else:
                self._dispose(connection)
