"""Rule levels: every rule answers with a level, a code, a sentence and the facts (domain model 7.7)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import IntEnum

from dispatch_tui.domain.orders import PlainJson


class Level(IntEnum):
    """How serious a finding is."""

    OK = 0
    NOTE = 1
    WARN = 2
    """May be forced, with a reason that is kept."""
    BLOCK = 3
    """Can't be forced."""

    @property
    def word(self) -> str:
        """Return the name used in machine output: ok, note, warn, block."""
        return self.name.lower()


@dataclass(frozen=True, slots=True)
class Finding:
    """What one rule says about one thing."""

    level: Level
    code: str
    """Stable name of the rule's answer, like ``point-over-capacity``."""
    text: str
    """One sentence in the user's language."""
    article: str = ""
    """Article of the standard behind the rule, like ``S004 一.1``."""
    facts: Mapping[str, PlainJson] = field(default_factory=dict)


def worst(findings: Iterable[Finding]) -> Level:
    """Return the highest level among the findings, OK when there are none."""
    return max((finding.level for finding in findings), default=Level.OK)


@dataclass(frozen=True, slots=True)
class Result:
    """What happened to one thing of a bulk action; nothing is done silently."""

    id: str
    """Slip number (or other key) that the user knows."""
    ok: bool
    level: Level = Level.OK
    code: str = "done"
    message: str = ""


@dataclass(frozen=True, slots=True)
class Outcome:
    """The truth about an action: a result for each thing it was asked to change."""

    results: tuple[Result, ...] = ()
    group: str = ""
    """Id of the event group written, empty when nothing was changed; ``undo`` takes it."""

    @property
    def done(self) -> int:
        """How many were really changed."""
        return sum(result.ok for result in self.results)

    @property
    def refused(self) -> int:
        """How many were not changed."""
        return len(self.results) - self.done
