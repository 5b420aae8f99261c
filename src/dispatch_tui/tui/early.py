"""The first figures of the board, made by a second process while this one is still loading the screens.

Settings and storage take about as long to load as Textual does; on a machine with two cores both go on at the same
time. The second process reads the board once, hands it over through a pipe and ends. When it fails for any reason the
session simply opens its database itself, a moment later.
"""

from __future__ import annotations

import os
import select
from collections.abc import Callable
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from dispatch_tui.domain.board import Board, Cell
    from dispatch_tui.services.desk import Desk
    from dispatch_tui.tui.header_facts import HeaderFacts

WAIT_SECONDS = 3.0
"""How long the session waits for the second process before it goes on without it."""


class FirstLook(NamedTuple):
    """What the second process found."""

    board: Board
    facts: HeaderFacts
    language: str
    """Language in which the names are."""


class EarlyLook:
    """The second process and the pipe from it."""

    def __init__(self, number: int, process: int) -> None:
        self._pipe = number
        self._process = process

    @classmethod
    def start(cls, open_desk: Callable[[], Desk]) -> EarlyLook | None:
        """Start the second process; to be called while this process has one thread. None where it can't be."""
        if not hasattr(os, "fork"):
            return None
        reading, writing = os.pipe()
        try:
            process = os.fork()
        except OSError:
            os.close(reading)
            os.close(writing)
            return None
        if process:
            os.close(writing)
            return cls(reading, process)
        os.close(reading)
        code = 1
        try:
            _look(open_desk, writing)
            code = 0
        finally:
            # Nothing of the first process (its terminal, its buffers) may be touched on the way out.
            os._exit(code)

    def result(self) -> FirstLook | None:
        """Wait for the figures and return them; None when the second process failed."""
        import pickle

        octets = bytearray()
        try:
            while select.select([self._pipe], [], [], WAIT_SECONDS)[0]:
                part = os.read(self._pipe, 1 << 16)
                if not part:
                    break
                octets += part
        finally:
            os.close(self._pipe)
        try:
            # The pipe's other end is this program itself.
            look = pickle.loads(bytes(octets))  # noqa: S301
        except (pickle.UnpicklingError, EOFError, AttributeError, IndexError):
            look = None
        self._reap()
        return look if isinstance(look, FirstLook) else None

    def _reap(self) -> None:
        import contextlib
        import signal

        with contextlib.suppress(ProcessLookupError, ChildProcessError):
            if os.waitpid(self._process, os.WNOHANG) == (0, 0):
                os.kill(self._process, signal.SIGKILL)
                os.waitpid(self._process, 0)


def _look(open_desk: Callable[[], Desk], pipe: int) -> None:
    import pickle
    from datetime import timedelta, timezone

    from dispatch_tui import i18n
    from dispatch_tui.services import board as boards
    from dispatch_tui.tui.header_facts import header_facts

    desk = open_desk()
    board = boards.load(desk)
    facts = header_facts(desk, board)
    if facts.now is not None:
        # The distance to UTC is enough for the first picture; the zone itself would load its tables before it.
        facts = facts._replace(now=facts.now.astimezone(timezone(facts.now.utcoffset() or timedelta())))
    look = FirstLook(_shared(board), facts, i18n.language())
    octets = pickle.dumps(look, protocol=pickle.HIGHEST_PROTOCOL)
    while octets:
        octets = octets[os.write(pipe, octets) :]


def _shared(board: Board) -> Board:
    """Return the same board with one object for equal cells and for equal keys: it is read in a quarter of the time."""
    import sys
    from dataclasses import replace

    cells: dict[Cell, Cell] = {}
    rows = tuple(
        replace(row, cells={sys.intern(key): cells.setdefault(cell, cell) for key, cell in row.cells.items()})
        for row in board.rows
    )
    return replace(board, rows=rows)
