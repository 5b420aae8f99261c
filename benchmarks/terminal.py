"""Measures a full-screen program from outside, through a pseudo terminal.

A process of its own does nothing but read the terminal and note when each piece came, so that keeping the screen
never delays a time. The paint of a key is over when the last piece before a quiet span has come.
"""

from __future__ import annotations

import contextlib
import fcntl
import multiprocessing
import os
import pty
import random
import signal
import struct
import termios
import time
from collections.abc import Mapping, Sequence
from multiprocessing.connection import Connection
from types import TracebackType

import pyte

QUIET = 0.06
"""Seconds of silence that end a paint."""


def _pump(terminal: int, out: Connection) -> None:
    with contextlib.suppress(OSError, BrokenPipeError):
        while True:
            chunk = os.read(terminal, 1 << 16)
            out.send((time.monotonic(), chunk))
    with contextlib.suppress(OSError, BrokenPipeError):
        out.send((time.monotonic(), b""))


class Probe:
    """A running program under measurement."""

    def __init__(
        self,
        command: Sequence[str],
        size: tuple[int, int] = (120, 40),
        environment: Mapping[str, str] | None = None,
    ) -> None:
        self.screen = pyte.Screen(*size)
        self._stream = pyte.ByteStream(self.screen)
        self.received = 0
        self.started = time.monotonic()
        variables = {
            **{name: os.environ[name] for name in ("PATH", "HOME", "PYTHONPATH") if name in os.environ},
            "TERM": "xterm-256color", "COLORTERM": "truecolor", "LANG": "C.UTF-8", **(environment or {}),
        }  # fmt: skip
        self.pid, self.fd = pty.fork()
        if self.pid == 0:
            os.execvpe(command[0], list(command), variables)
        fcntl.ioctl(self.fd, termios.TIOCSWINSZ, struct.pack("HHHH", size[1], size[0], 0, 0))
        self._pieces, theirs = multiprocessing.Pipe(duplex=False)
        self._pump = multiprocessing.get_context("fork").Process(
            target=_pump, args=(self.fd, theirs), daemon=True
        )
        self._pump.start()
        theirs.close()
        self.ended = False

    def __enter__(self) -> Probe:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for number in (signal.SIGTERM, signal.SIGKILL):
            with contextlib.suppress(ProcessLookupError, ChildProcessError):
                os.kill(self.pid, number)
                end = time.monotonic() + 4
                while time.monotonic() < end and os.waitpid(self.pid, os.WNOHANG) == (0, 0):
                    time.sleep(0.02)
        self._pump.kill()
        self._pump.join()
        os.close(self.fd)

    def piece(self, seconds: float) -> tuple[float, int] | None:
        """Return when the next piece came and its length; None when none comes in time."""
        if self.ended or not self._pieces.poll(seconds):
            return None
        try:
            at, chunk = self._pieces.recv()
        except EOFError:
            chunk, at = b"", time.monotonic()
        if not chunk:
            self.ended = True
            return None
        self.received += len(chunk)
        self._stream.feed(_plain(chunk))
        return at, len(chunk)

    def wait_for(self, text: str, seconds: float = 30) -> float:
        """Return the milliseconds from the start of the program until a text stood on the screen."""
        end = time.monotonic() + seconds
        at = self.started
        while not any(text in line for line in self.screen.display):
            got = self.piece(0.2)
            if got is not None:
                at = got[0]
            elif self.ended or time.monotonic() > end:
                shown = "\n".join(line.rstrip() for line in self.screen.display)
                raise RuntimeError(f"{text!r} never came:\n{shown}")
        return (at - self.started) * 1000

    def settle(self, quiet: float = 0.4) -> None:
        """Wait until the program is silent."""
        while self.piece(quiet) is not None:
            continue

    def key(self, data: bytes, quiet: float = QUIET) -> tuple[float, int]:
        """Press a key; return milliseconds to the last piece of its paint, and the bytes of it."""
        while self.piece(0) is not None:
            continue
        before, pressed = self.received, time.monotonic()
        os.write(self.fd, data)
        last = pressed
        wait = 1.0
        while (got := self.piece(wait)) is not None:
            last, wait = got[0], quiet
        return (last - pressed) * 1000, self.received - before

    def keys(self, data: bytes, count: int) -> tuple[list[float], list[int]]:
        """Press a key many times with a person's pauses; return milliseconds and bytes of each that answered."""
        times, sizes = [], []
        for _number in range(count):
            time.sleep(random.uniform(0.03, 0.09))
            took, size = self.key(data)
            if size:
                times.append(took)
                sizes.append(size)
        return times, sizes

    def idle(self, seconds: float) -> tuple[float, float]:
        """Leave the program alone; return bytes a second, and percent of a core."""
        before, busy = self.received, self.cpu_seconds()
        end = time.monotonic() + seconds
        while (left := end - time.monotonic()) > 0:
            self.piece(left)
        return (self.received - before) / seconds, (self.cpu_seconds() - busy) / seconds * 100

    def cpu_seconds(self) -> float:
        """Return the processor time the program has used, all threads together."""
        with open(f"/proc/{self.pid}/stat", encoding="ascii") as file:
            fields = file.read().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    def memory_mb(self) -> float:
        """Return the program's share of memory (PSS) in megabytes."""
        with open(f"/proc/{self.pid}/smaps_rollup", encoding="ascii") as file:
            return next(int(line.split()[1]) for line in file if line.startswith("Pss:")) / 1000


def _plain(chunk: bytes) -> bytes:
    from tests.terminal.pty_driver import UNKNOWN_TO_PYTE

    return UNKNOWN_TO_PYTE.sub(b"", chunk)
