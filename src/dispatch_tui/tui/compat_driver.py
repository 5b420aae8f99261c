"""The terminal driver: Textual's own for Linux, with a writer that never blocks and an input thread that sleeps.

* ``linux_driver.WriterThread`` blocks the event loop when a terminal stops reading; ``Writer`` keeps what waits and
  tells how much that is.
* ``LinuxDriver.run_input_thread`` wakes ten times a second; here it sleeps until a key comes.
* A lost terminal (end of file, I/O error) is told to ``lifecycle`` instead of being ignored.
"""

from __future__ import annotations

import os
import select
import threading
from codecs import getincrementaldecoder
from collections import deque
from collections.abc import Callable
from typing import IO, TYPE_CHECKING, Any

from textual._parser import ParseError
from textual._xterm_parser import XTermParser
from textual.drivers import linux_driver
from textual.drivers.linux_driver import LinuxDriver

from dispatch_tui.tui import lifecycle

if TYPE_CHECKING:
    from textual.message import Message

ESCAPE_WAIT_SECONDS = 0.05
"""How often an unfinished escape sequence is looked at."""
STOP_SECONDS = 0.5
"""How long the end of the program waits for a terminal that doesn't read."""


class Writer(threading.Thread):
    """Writes to the terminal in the background; ``write`` never blocks."""

    def __init__(self, file: IO[str]) -> None:
        super().__init__(daemon=True, name="terminal-output")
        self._file = file
        self._waiting: deque[str] = deque()
        self._wake = threading.Event()
        self._stopping = False
        self._broken = False
        self._size = 0
        self._lock = threading.Lock()
        self.drained: Callable[[], None] | None = None
        """Called in this thread whenever everything has been written."""

    @property
    def backlog(self) -> int:
        """How many characters wait to be written."""
        return self._size

    def write(self, text: str) -> None:
        """Add text to what waits."""
        if self._broken or not text:
            return
        with self._lock:
            self._waiting.append(text)
            self._size += len(text)
        self._wake.set()

    def isatty(self) -> bool:
        """Say that this is a terminal."""
        return True

    def fileno(self) -> int:
        """Return the terminal's file number."""
        return self._file.fileno()

    def flush(self) -> None:
        """Do nothing; the thread flushes."""

    def run(self) -> None:
        """Write what waits until stopped."""
        number = self._file.fileno()
        while True:
            self._wake.wait()
            self._wake.clear()
            with self._lock:
                text = "".join(self._waiting)
                self._waiting.clear()
            if text and not self._send(number, text.encode("utf-8", "replace")):
                return
            with self._lock:
                self._size -= len(text)
                empty = not self._waiting
            if empty and self._stopping:
                return
            if empty and self.drained is not None:
                self.drained()

    def _send(self, number: int, octets: bytes) -> bool:
        sent = 0
        while sent < len(octets):
            try:
                sent += os.write(number, octets[sent : sent + 8192])
            except BlockingIOError:
                select.select([], [number], [], 1.0)
            except OSError:
                self._broken = True
                lifecycle.terminal_lost()
                return False
        return True

    def stop(self) -> None:
        """Stop when everything is written, or after half a second."""
        self._stopping = True
        self._wake.set()
        self.join(STOP_SECONDS)


class TerminalDriver(LinuxDriver):
    """The driver of the program."""

    def __init__(self, *arguments: Any, **settings: Any) -> None:
        super().__init__(*arguments, **settings)
        self._wake_read, self._wake_write = os.pipe()

    @property
    def backlog(self) -> int:
        """How many characters the terminal has not read yet."""
        writer = self._writer_thread
        return writer.backlog if isinstance(writer, Writer) else 0

    def start_application_mode(self) -> None:
        """Take over the terminal."""
        linux_driver.__dict__["WriterThread"] = Writer
        super().start_application_mode()  # type: ignore[no-untyped-call]
        writer = self._writer_thread
        if isinstance(writer, Writer):
            writer.drained = self._drained

    def _drained(self) -> None:
        from dispatch_tui.tui.compat import FrameApp

        app = self._app
        if isinstance(app, FrameApp) and app._frame_waits and not self._loop.is_closed():
            self._loop.call_soon_threadsafe(app.terminal_caught_up)

    def send_message(self, message: Message) -> None:
        """Hand a message from the input thread to the application without a task of its own."""
        if not self._loop.is_closed():
            self._loop.call_soon_threadsafe(self._app.post_message, message)

    def disable_input(self) -> None:
        """Wake the input thread, so that it can end, and end it."""
        if not self.exit_event.is_set():
            os.write(self._wake_write, b"x")
        super().disable_input()

    def run_input_thread(self) -> None:
        """Turn what the terminal sends into messages until the program ends or the terminal is lost."""
        parser = XTermParser(self._debug)
        decode = getincrementaldecoder("utf-8")(errors="replace").decode
        number = self.fileno
        poll = select.poll()
        poll.register(number, select.POLLIN | select.POLLHUP | select.POLLERR)
        poll.register(self._wake_read, select.POLLIN)
        try:
            while not self.exit_event.is_set():
                waiting = parser._timeout_time is not None
                ready = dict(poll.poll(int(ESCAPE_WAIT_SECONDS * 1000) if waiting else None))
                if number in ready and not self._take(number, parser, decode):
                    return
                for event in parser.tick():
                    self.process_message(event)
        finally:
            try:
                for _event in parser.feed(""):
                    pass
            except (EOFError, ParseError):
                pass

    def _take(self, number: int, parser: XTermParser, decode: Callable[[bytes], str]) -> bool:
        """Read once; returns False when the terminal is gone."""
        try:
            octets = os.read(number, 4096)
        except OSError:
            octets = b""
        if not octets:
            lifecycle.terminal_lost()
            return False
        text = decode(octets)
        if text:
            for event in parser.feed(text):
                self.process_message(event)
        return True
