"""Drives the real program in a real pseudo terminal: press keys, wait for text, count bytes, hang up.

The screen is kept by pyte. Wide characters take two cells there, the second of them empty.
"""

from __future__ import annotations

import fcntl
import os
import pty
import re
import select
import signal
import struct
import sys
import termios
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from types import TracebackType

import pyte

KEYS: Mapping[str, bytes] = {
    "enter": b"\r", "escape": b"\x1b", "tab": b"\t", "backspace": b"\x7f", "space": b" ",
    "up": b"\x1b[A", "down": b"\x1b[B", "right": b"\x1b[C", "left": b"\x1b[D",
    "home": b"\x1b[H", "end": b"\x1b[F", "pageup": b"\x1b[5~", "pagedown": b"\x1b[6~",
    "f1": b"\x1bOP", "f2": b"\x1bOQ", "f3": b"\x1bOR", "f4": b"\x1bOS", "f5": b"\x1b[15~",
    "f8": b"\x1b[19~", "f10": b"\x1b[21~", "ctrl+p": b"\x10", "ctrl+c": b"\x03", "ctrl+s": b"\x13",
    "ctrl+q": b"\x11", "shift+tab": b"\x1b[Z",
}  # fmt: skip
"""Key names and what a terminal sends for them."""

# pyte prints what it doesn't know; these sequences are taken out before it sees them.
UNKNOWN_TO_PYTE = re.compile(
    rb"\x1b\[[<>=][0-9;:]*[ -/]*[@-~]"  # private sequences: key protocols
    rb"|\x1b\[\?[0-9;]*\$p"  # questions about modes
    rb"|\x1b[P_^X][^\x1b]*\x1b\\"  # device control and application strings
    rb"|\x1b\][^\x07\x1b]*(?:\x07|\x1b\\)"  # titles, clipboard
)
_UNFINISHED = re.compile(rb"\x1b(?:\[[0-?]*[ -/]*|[\]P_^X][^\x07\x1b]{0,4096}\x1b?)?\Z")
_SCROLL = re.compile(rb"\x1b\[(\d*)([ST])")


class Screen(pyte.Screen):
    """A pyte screen that also scrolls by SU and SD, which pyte leaves out."""

    def scroll_lines(self, count: int, up: bool) -> None:
        """Scroll the scrolling region by some lines."""
        top, bottom = self.margins or (0, self.lines - 1)
        saved = self.cursor.x, self.cursor.y
        for _number in range(count):
            self.cursor.y = bottom if up else top
            if up:
                self.index()
            else:
                self.reverse_index()
        self.cursor.x, self.cursor.y = saved


class Terminal:
    """One run of a program in a pseudo terminal of its own."""

    def __init__(
        self,
        command: Sequence[str],
        *,
        size: tuple[int, int] = (80, 24),
        environment: Mapping[str, str] | None = None,
        folder: Path | None = None,
    ) -> None:
        """Start a program; ``size`` is columns and lines, ``environment`` is added to a clean one."""
        self.columns, self.lines = size
        self.screen = Screen(self.columns, self.lines)
        self._stream = pyte.ByteStream(self.screen)
        self._held = b""
        self.received = 0
        """Bytes the program has written so far."""
        self.raw = bytearray()
        """Everything the program has written since ``forget``."""
        self.status: int | None = None
        """Exit code, or minus the signal, once the program has ended."""
        clean = {
            name: os.environ[name] for name in ("PATH", "HOME", "TMPDIR", "PYTHONPATH") if name in os.environ
        }
        clean |= {"TERM": "xterm-256color", "COLORTERM": "truecolor", "LANG": "C.UTF-8"} | dict(
            environment or {}
        )
        self.pid, self.fd = pty.fork()
        if self.pid == 0:  # pragma: no cover - the child becomes the program
            try:
                if folder is not None:
                    os.chdir(folder)
                os.execvpe(command[0], list(command), clean)
            finally:
                os._exit(127)
        self._set_size()
        os.set_blocking(self.fd, False)

    def __enter__(self) -> Terminal:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    def _set_size(self) -> None:
        fcntl.ioctl(self.fd, termios.TIOCSWINSZ, struct.pack("HHHH", self.lines, self.columns, 0, 0))

    def resize(self, columns: int, lines: int) -> None:
        """Give the terminal another size."""
        self.columns, self.lines = columns, lines
        self.screen.resize(lines, columns)
        self._set_size()
        os.kill(self.pid, signal.SIGWINCH)

    def read(self, seconds: float) -> int:
        """Take what the program writes within some seconds; return after the first chunk with its length."""
        try:
            ready, _, _ = select.select([self.fd], [], [], seconds)
            if not ready:
                return 0
            chunk = os.read(self.fd, 1 << 16)
        except (OSError, ValueError):
            time.sleep(min(seconds, 0.01))
            return 0
        self.received += len(chunk)
        self.raw += chunk
        self._feed(chunk)
        return len(chunk)

    def _feed(self, chunk: bytes) -> None:
        text = self._held + chunk
        self._held = b""
        unfinished = _UNFINISHED.search(text, max(0, len(text) - 4100))
        if unfinished:
            self._held, text = text[unfinished.start() :], text[: unfinished.start()]
        text = UNKNOWN_TO_PYTE.sub(b"", text)
        position = 0
        for scroll in _SCROLL.finditer(text):
            self._stream.feed(text[position : scroll.start()])
            self.screen.scroll_lines(int(scroll[1] or b"1"), scroll[2] == b"S")
            position = scroll.end()
        self._stream.feed(text[position:])

    def settle(self, quiet: float = 0.25, limit: float = 5.0) -> int:
        """Read until the program has been silent for ``quiet`` seconds; return how many bytes came."""
        before, end = self.received, time.monotonic() + limit
        while self.read(quiet) and time.monotonic() < end:
            continue
        return self.received - before

    def rows(self) -> list[str]:
        """Return the lines of the screen as text."""
        return [row.rstrip() for row in self.screen.display]

    def text(self) -> str:
        """Return the whole screen as text."""
        return "\n".join(self.rows())

    def wait_for(self, wanted: str | re.Pattern[str], seconds: float = 20.0) -> str:
        """Read until the text (or pattern) stands on the screen and return the screen; fail with the screen shown."""
        end = time.monotonic() + seconds
        while True:
            text = self.text()
            if wanted.search(text) if isinstance(wanted, re.Pattern) else wanted in text:
                return text
            if time.monotonic() > end or (self.ended() and not self.read(0.05)):
                raise AssertionError(f"{wanted!r} never came; exit {self.status}; the screen:\n{text}")
            self.read(0.05)

    def wait_gone(self, unwanted: str, seconds: float = 10.0) -> None:
        """Read until the text no longer stands on the screen."""
        end = time.monotonic() + seconds
        while unwanted in self.text():
            if time.monotonic() > end:
                raise AssertionError(f"{unwanted!r} stays on the screen:\n{self.text()}")
            self.read(0.05)

    def press(self, *keys: str, settle: float = 0.15) -> int:
        """Press keys by name (or single characters); return the bytes the program answered with."""
        before = self.received
        for key in keys:
            self.write(KEYS.get(key, key.encode()))
            self.settle(settle)
        return self.received - before

    def type(self, text: str, settle: float = 0.15) -> int:
        """Type text as one piece; return the bytes the program answered with."""
        before = self.received
        self.write(text.encode())
        self.settle(settle)
        return self.received - before

    def write(self, data: bytes) -> None:
        """Send raw bytes as the keyboard would."""
        os.set_blocking(self.fd, True)
        try:
            os.write(self.fd, data)
        finally:
            os.set_blocking(self.fd, False)

    def forget(self) -> None:
        """Forget the raw bytes read so far."""
        self.raw.clear()

    def ended(self) -> bool:
        """Tell whether the program has ended, and keep its exit code."""
        if self.status is None:
            pid, status = os.waitpid(self.pid, os.WNOHANG)
            if pid:
                self.status = os.waitstatus_to_exitcode(status)
        return self.status is not None

    def wait_end(self, seconds: float = 10.0) -> int:
        """Read until the program ends and return its exit code, or minus the signal that ended it."""
        end = time.monotonic() + seconds
        while not self.ended():
            if time.monotonic() > end:
                raise AssertionError(f"the program is still there; the screen:\n{self.text()}")
            self.read(0.02)
        while self.read(0.02):
            continue
        assert self.status is not None
        return self.status

    def signal(self, number: signal.Signals) -> None:
        """Send the program a signal."""
        os.kill(self.pid, number)

    def hang_up(self) -> None:
        """Close the terminal as a lost connection does."""
        os.close(self.fd)
        self.fd = -1

    def stop(self) -> None:
        """End the program, politely at first, and close the terminal."""
        for number in (signal.SIGTERM, signal.SIGKILL):
            if self.ended():
                break
            os.kill(self.pid, number)
            end = time.monotonic() + 5
            while not self.ended() and time.monotonic() < end:
                if self.fd >= 0:
                    self.read(0.02)
                else:
                    time.sleep(0.02)
        if self.fd >= 0:
            os.close(self.fd)
            self.fd = -1


def dispatch(*arguments: str) -> list[str]:
    """Return the command that runs the program under test with some arguments."""
    return [sys.executable, "-m", "dispatch_tui", *arguments]
