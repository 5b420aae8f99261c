"""What a guided run of a day is about, and what its steps are made of (S004 一.1, rows B-11, C-01 to C-09)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import TYPE_CHECKING

from dispatch_tui.domain.day_runs import DayRun, RunKind
from dispatch_tui.domain.dispatches import COUNTED_STATES, Dispatch
from dispatch_tui.domain.reconciling import Difference
from dispatch_tui.domain.rules import Level

if TYPE_CHECKING:
    from dispatch_tui.services.desk import Desk
    from dispatch_tui.storage.reading import Reader

LOOK_BACK = timedelta(days=92)
"""How far back days that were never signed off are looked for."""


@dataclass(frozen=True, slots=True)
class RunLine:
    """One thing in a step of a run."""

    key: str
    """Name of the line, which carries its content; ``accept`` takes it."""
    text: str
    """A sentence in the user's language."""
    level: Level = Level.NOTE
    blocks: bool = False
    """Whether it keeps the run from being signed off until it is settled or accepted."""
    day: date | None = None
    point: str = ""
    order_nos: tuple[str, ...] = ()
    """The very slips."""
    sheet_id: int | None = None
    card_no: str = ""
    subject: str = ""
    """Name in the chase log, when it is chased."""
    accepted: str = ""
    """Why it was accepted and by whom; it stays visible (row C-09)."""
    covers: tuple[str, ...] = ()
    """The names under which its parts are accepted."""


@dataclass(frozen=True, slots=True)
class RunStep:
    """One step of a guided run."""

    code: str
    """open: ``carry_over``, ``sheets``, ``chases``, ``reconciliation``, ``hand_over``, ``temporary``, ``copy_back``;
    close: ``unsent``, ``cards``, ``nameless``, ``plan``, ``ledger``."""
    title: str
    open: int
    """How much is left to do in it."""
    done: int
    """How much of it is done."""
    lines: tuple[RunLine, ...] = ()
    blocks: int = 0
    """How many lines keep the run from being signed off."""


@dataclass(slots=True)
class Surroundings:
    """What the steps of one run are worked out from; one snapshot of the database."""

    desk: Desk
    reader: Reader
    day: date
    """The day of the run."""
    kind: RunKind
    days: tuple[date, ...]
    """The days of dispatches that the run is about."""
    accepted: Mapping[str, str]
    """What was accepted: reason and name by the line's name."""
    never_closed: tuple[date, ...] = ()
    """Days of dispatches whose day-close was not signed off."""


def surroundings(desk: Desk, reader: Reader, day: date, kind: RunKind) -> tuple[Surroundings, DayRun | None]:
    """Return what a run is about, and the run as it is stored.

    The day-open looks at every day of dispatches since the one whose day-open was signed off last, so that a day never
    signed off is not skipped; the day-close looks at its own day.
    """
    runs = reader.papers(DayRun, day_from=day - LOOK_BACK, day_to=day)
    mine = next((run for run in runs if run.day == day and run.kind is kind), None)
    signed = [run.day for run in runs if run.kind is RunKind.OPEN and run.signed and run.day < day]
    since = max(signed, default=day - LOOK_BACK)
    days: tuple[date, ...] = (day,)
    if kind is RunKind.OPEN:
        sent = reader.count_papers(
            Dispatch, by=("day",), state=COUNTED_STATES, day_from=since, day_to=day - timedelta(days=1)
        )
        days = tuple(sorted(date.fromisoformat(text) for (text,) in sent))
    accepted = {}
    for run in (run for run in runs if run.day >= since):
        for entry in run.accepted:
            covers = entry.get("covers")
            why = f"{entry.get('reason')} · {desk.operator_name(str(entry.get('by', '')))}"
            for key in covers if isinstance(covers, list) else [entry.get("key")]:
                accepted[str(key)] = why
    closed = {run.day for run in runs if run.kind is RunKind.CLOSE and run.signed}
    never = tuple(each for each in days if each not in closed) if kind is RunKind.OPEN else ()
    return Surroundings(desk, reader, day, kind, days, accepted, never), mine


def step(at: Surroundings, code: str, title: str, lines: Iterable[RunLine], done: int) -> RunStep:
    """Return a step; its lines that were accepted carry the reason and don't block."""
    shown = []
    for line in lines:
        covers = line.covers or (line.key,)
        reasons = [at.accepted[key] for key in covers if key in at.accepted]
        settled = line.blocks and len(reasons) == len(covers)
        shown.append(
            replace(line, covers=covers, accepted="; ".join(dict.fromkeys(reasons)) if settled else "")
        )
    left = [line for line in shown if not line.accepted]
    return RunStep(
        code, title, len(left), done + len(shown) - len(left), tuple(shown), sum(line.blocks for line in left)
    )


def difference_lines(differences: Iterable[Difference]) -> list[RunLine]:
    """Return differences of the four counts as lines that block until they are settled or accepted."""
    return [
        RunLine(
            each.key, each.text, Level.WARN, True, each.heading.day, each.heading.point, each.order_nos,
            covers=each.slip_keys,
        )
        for each in differences
    ]  # fmt: skip
