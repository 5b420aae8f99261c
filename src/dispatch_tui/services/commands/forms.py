"""What a typed line comes to: a change to preview and confirm, or a view to go to."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import TYPE_CHECKING

from dispatch_tui.domain.batches import Way
from dispatch_tui.domain.day_runs import RunKind
from dispatch_tui.domain.dispatches import Mode, Via
from dispatch_tui.domain.filters import Condition
from dispatch_tui.domain.orders import Kind
from dispatch_tui.domain.pre_review import ReviewLine
from dispatch_tui.domain.rules import Result
from dispatch_tui.services.commands.filter_words import Filter
from dispatch_tui.services.commands.verbs import Verb

if TYPE_CHECKING:
    from dispatch_tui.services.proposing import BatchProposal


@dataclass(frozen=True, slots=True)
class Here:
    """What the screen offers when a command names no slips: the marked ones, else the one under the cursor."""

    current: int | None = None
    """Id of the slip under the cursor."""
    marked: tuple[int, ...] = ()
    """Ids of the marked slips, in the order shown."""
    versions: Mapping[int, int] = field(default_factory=dict)
    """Versions as the screen read them, so that a colleague's change in between is noticed."""


@dataclass(frozen=True, slots=True)
class Selection:
    """Which slips a command is about: numbers and ranges, a filter, or slips picked on the screen."""

    text: str
    pieces: tuple[str, ...] = ()
    """Numbers, ends of numbers and ranges, as typed."""
    filter: Filter | None = None
    ids: tuple[int, ...] = ()
    versions: Mapping[int, int] = field(default_factory=dict)
    missing: tuple[Result, ...] = ()
    """Lines about what was named and does not exist, when the slips were looked up before."""


@dataclass(frozen=True, slots=True)
class HandOver:
    """Which hand-over a command is about, and what is said of it."""

    kind: Kind
    slot: str
    declared: int | None = None
    clerk: str = ""
    way: Way = Way.BROUGHT
    zero: bool = False
    explanation: str = ""


@dataclass(frozen=True, slots=True)
class Sheets:
    """Which feedback sheets a command is about; what is None is left open."""

    text: str
    """As typed, for sentences."""
    mode: Mode | None = None
    point: str | None = None
    """Code of the network point."""
    kind: Kind | None = None
    day: date | None = None
    """Day of the dispatch."""
    every: bool = False
    """All that fit are meant, not one of them."""


@dataclass(frozen=True, slots=True)
class Change:
    """A command that writes; which fields are filled depends on the verb."""

    text: str
    """The line as typed."""
    verb: Verb
    selection: Selection | None = None
    reason: str = ""
    """Reason, remark or answer, verbatim."""
    force: str = ""
    """Why warnings are accepted; empty when they are not."""
    day: date | None = None
    start: datetime | None = None
    """UTC."""
    end: datetime | None = None
    """UTC."""
    point: str = ""
    """Code of the network point; empty with ``auto``."""
    auto: bool = False
    remember: bool = False
    kind: Kind | None = None
    fields: Mapping[str, str] = field(default_factory=dict)
    asked_by: str = ""
    hand_over: HandOver | None = None
    season: str = ""
    group: str = ""
    """Id of an event group to take back or do again; empty means the last one."""
    whom: str = ""
    way: str = ""
    at: datetime | None = None
    """The true time in UTC of a catch-up entry (补录); None is now."""
    none: bool = False
    """The pre-review is stated in the same command: nothing is needed."""
    mode: Mode | None = None
    via: Via | None = None
    lines: tuple[ReviewLine, ...] = ()
    """Materials or parts, in the order typed."""
    make: bool = False
    worker: str = ""
    """A name, or initials that ``settling`` turns into one."""
    signed: bool = False
    nth: int = 0
    """Which one, counted from 1; 0 when it is not said."""
    step: str = ""
    """What is done with a card, sheet, run or ledger entry: ``void``, ``sign``, ``received`` ..."""
    card: str = ""
    sheets: Sheets | None = None
    run: RunKind | None = None
    key: str = ""
    """Which difference of a run is accepted."""
    proposal: BatchProposal | None = None
    """What was shown; carrying out commits exactly this, by the versions it was made with."""


@dataclass(frozen=True, slots=True)
class View:
    """A command that only shows something."""

    text: str
    verb: Verb
    at: datetime | None = None
    """Instant of the board in UTC; None goes back to the present."""
    query: str = ""
    """Words to look for, or the number of the slip to open."""
    condition: Condition | None = None
    """Filter to look with."""
    run: RunKind | None = None
    """The guided run to show; None is the one that the clock asks for."""
    day: date | None = None
    """The day to show; None is today."""
    paper: str = ""
    """What is printed: ``work_slip``, ``flow_card``, ``feedback_sheet``, ``ledger_page``, ``materials_list``."""
    selection: Selection | None = None
    """The slips whose papers are printed."""
    sheets: Sheets | None = None
    subjects: tuple[str, ...] = ()
    """Numbers of flow cards, as typed."""
    target: str = ""
    """Where it is printed: the name of a printer, or a file; empty leaves it to the settings."""


Command = Change | View
