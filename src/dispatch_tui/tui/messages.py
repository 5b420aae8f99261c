"""Messages between the threads, the application and the screens, each named for what happened."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from dataclasses import dataclass, field
from typing import Any

from textual.message import Message

from dispatch_tui.errors import DispatchError


@dataclass(repr=False, eq=False)
class WorkDone(Message, bubble=False):
    """A database call asked for by a screen has finished; the base screen hands the result to its callback."""

    key: str
    """Name of the request; a later request of the same name makes this one stale."""
    generation: int
    """Number of the request within its name."""
    result: Any
    """What the call returned; None when it failed."""
    error: DispatchError | None
    """Why it failed, as a sentence; None when it worked."""
    done: Callable[[Any], None]
    """What takes the result, on the event loop."""
    failed: Callable[[DispatchError], None] | None = None
    """What takes the failure; None shows it in the status line."""


@dataclass(repr=False, eq=False)
class Thinking(Message, bubble=False):
    """A preview is being worked out: so many of so many slips are done."""

    text: str
    """The command."""
    done: int
    total: int


@dataclass(repr=False, eq=False)
class StoreChanged(Message, bubble=False):
    """The database changed, by this process or another one."""

    seq: int
    """Change number up to which everything has been seen."""
    order_ids: frozenset[int] = frozenset()
    """Slips that changed; empty with ``everything`` set when too many did."""
    batches: bool = False
    """Whether hand-overs or the chase log changed."""
    papers: frozenset[str] = frozenset()
    """Which records of dispatching changed: ``dispatch``, ``flow_card``, ``feedback_sheet``, ``feedback_line``,
    ``ledger_entry``, ``day_run``, ``printing``, ``chase``."""
    everything: bool = False
    """Whether to read everything anew."""


@dataclass(repr=False, eq=False)
class BoardLoaded(Message, bubble=False):
    """New figures of the board are there."""

    board: Any
    """The whole ``domain.board.Board``, frozen."""
    changed: frozenset[tuple[Hashable, str]] = field(default_factory=frozenset)
    """Cells that differ from the figures before, as (network point, column)."""
    first: bool = False
    """Whether these are the first figures after the start."""
    rows: frozenset[str | None] | None = None
    """Network points whose rows differ from the figures before; None when that has to be found out."""


@dataclass(repr=False, eq=False)
class FirstFigures(Message, bubble=False):
    """The board as a second process read it while the screens were loading."""

    look: Any
    """The ``early.FirstLook``."""


@dataclass(repr=False, eq=False)
class FeedFailed(Message, bubble=False):
    """The database can't be read now; the feed goes on trying."""

    sentence: str
    """What is wrong, for the status line."""


@dataclass(repr=False, eq=False)
class DeskOpened(Message, bubble=False):
    """Settings and database are open; the screens can ask for their contents."""

    desk: Any
    """The ``services.desk.Desk`` of this session."""


@dataclass(repr=False, eq=False)
class DeskFailed(Message, bubble=False):
    """Settings or database could not be opened; the program ends with this sentence."""

    error: DispatchError
    """Why."""


@dataclass(repr=False, eq=False)
class LanguageSwitched(Message, bubble=False):
    """The language changed; every screen and widget shows its words anew."""
