"""A kernel file lock taken before writing: fair among processes, where SQLite's own waiting is not."""

from __future__ import annotations

import os
import random
import threading
import time
from pathlib import Path

from dispatch_tui.errors import Unavailable
from dispatch_tui.i18n import gettext as _

try:
    import fcntl
except ImportError:  # a system without flock: SQLite's own waiting has to do
    fcntl = None  # type: ignore[assignment]

_SHORTEST, _LONGEST = 0.0005, 0.003
"""Seconds between two tries; random in between, so that nobody follows a rhythm and starves."""


class Turnstile:
    """One lock file beside the database; each thread passes through on its own, one holder at a time."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._held = threading.local()

    def enter(self, seconds: float) -> bool:
        """Wait for the turn; returns False when it does not come in time.

        A holder that is stopped (Ctrl-Z, a debugger) is waited for until the deadline only.
        """
        if fcntl is None:
            return True
        try:
            handle = os.open(self.path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o660)
        except OSError as error:
            raise Unavailable(
                _("The lock file {path} can't be opened: {error}.").format(
                    path=self.path, error=error.strerror
                ),
                _("Check the rights of the folder of the database."),
            ) from error
        deadline = time.monotonic() + seconds
        while True:
            try:
                fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except OSError:
                if time.monotonic() >= deadline:
                    os.close(handle)
                    return False
                time.sleep(random.uniform(_SHORTEST, _LONGEST))  # noqa: S311 - not for secrets
                continue
            self._held.handle = handle
            return True

    def leave(self) -> None:
        """Let the next one through; harmless when the turn was not held."""
        handle = getattr(self._held, "handle", None)
        if handle is not None:
            self._held.handle = None
            os.close(handle)


def make_shared(path: Path) -> None:
    """Create a file that the group may write, whatever the umask; does nothing when it exists.

    SQLite would create it readable only for the group, and its own side files copy the mode.
    """
    try:
        handle = os.open(path, os.O_RDWR | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o660)
    except FileExistsError:
        return
    try:
        os.fchmod(handle, 0o660)
    finally:
        os.close(handle)
