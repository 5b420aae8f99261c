"""The end of a session: hang-up, SIGTERM and a lost terminal end the process within three seconds, whatever it does.

A thread of its own takes the signals (``sigwait``), so they are seen even while the event loop is stuck. It asks the
application to leave in order and ends the process the hard way when that takes more than two seconds.
"""

from __future__ import annotations

import contextlib
import os
import signal
import threading
from collections.abc import Callable

WATCHDOG_SECONDS = 2.0
"""How long an orderly end may take after the terminal is gone or the process was told to end."""
SIGNALS = (signal.SIGHUP, signal.SIGTERM)
"""Signals that end the session."""


class _Session:
    """What the watching thread needs to know of the running session."""

    def __init__(self) -> None:
        self.leave: Callable[[], None] | None = None
        self.ending = threading.Event()
        self.finished = threading.Event()
        self.code = 0


_session = _Session()


def watch(leave: Callable[[], None]) -> None:
    """Watch over the session; ``leave`` asks the application to end and is called from another thread.

    To be called in the main thread before any other thread is started, so that all of them leave the signals alone.
    """
    _session.leave = leave
    _session.ending.clear()
    _session.finished.clear()
    _session.code = 0
    for number in SIGNALS:
        # An ignored signal (nohup) would be dropped; with a handler of its own it is kept for sigwait.
        signal.signal(number, lambda _number, _frame: None)
    signal.pthread_sigmask(signal.SIG_BLOCK, SIGNALS)
    threading.Thread(target=_wait_for_signal, name="signals", daemon=True).start()
    threading.Thread(target=_guard, name="watchdog", daemon=True).start()


def _wait_for_signal() -> None:
    number = signal.sigwait(SIGNALS)
    end(128 + int(number))


def _guard() -> None:
    _session.ending.wait()
    if not _session.finished.wait(WATCHDOG_SECONDS):
        os._exit(_session.code)


def terminal_lost() -> None:
    """Note that the terminal is gone; called by the threads that read and write it."""
    end(128 + int(signal.SIGHUP))


def end(code: int) -> None:
    """End the session with an exit code: in order if possible, within two seconds in any case."""
    if _session.ending.is_set():
        return
    _session.code = code
    _session.ending.set()
    if _session.leave is not None:
        with contextlib.suppress(RuntimeError):
            _session.leave()


def leaving() -> None:
    """Start the watchdog for an end that the user asked for, so that a stuck database call can't hold it up."""
    if not _session.ending.is_set():
        _session.code = 0
        _session.ending.set()


def finished() -> int:
    """Note that the session has ended in order; returns the exit code wanted by a signal, 0 without one."""
    _session.finished.set()
    return _session.code
