"""Failures that a person can do something about: one clear sentence, and a hint."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

EXIT_OK = 0
EXIT_UNEXPECTED = 1
EXIT_NOTHING_DONE = 2
EXIT_PARTLY_DONE = 3
EXIT_REFUSED = 4
EXIT_UNAVAILABLE = 5


class DispatchError(Exception):
    """A failure told to the user as one sentence, never as a traceback.

    ``sentence`` says what is wrong and where, ``hint`` what to do; both are already in the user's language.
    """

    code = "error"
    """Stable name of the failure, for machines."""
    exit_code = EXIT_NOTHING_DONE
    """What the command line returns."""

    def __init__(self, sentence: str, hint: str = "", *, code: str | None = None) -> None:
        super().__init__(sentence)
        self.sentence = sentence
        self.hint = hint
        if code is not None:
            self.code = code

    def __str__(self) -> str:
        return f"{self.sentence} {self.hint}".strip()


@dataclass(frozen=True, slots=True)
class Problem:
    """One fault in a configuration file."""

    file: str
    """Name of the file inside the config folder."""
    line: int
    """Line number, counted from 1; 0 when the fault has no line (a missing file)."""
    message: str
    """One sentence: what is wrong and what to give instead."""

    def __str__(self) -> str:
        where = f"{self.file}:{self.line}" if self.line else self.file
        return f"{where}: {self.message}"


class ConfigError(DispatchError):
    """The configuration can't be used; carries every problem found, not only the first."""

    code = "config"

    def __init__(self, problems: Sequence[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(str(problem) for problem in problems))


class BadInput(DispatchError):
    """What was typed or given can't be understood or accepted."""

    code = "bad-input"


class NotFound(DispatchError):
    """Something named by the user does not exist."""

    code = "not-found"


class Ambiguous(DispatchError):
    """A name fits several things; ``candidates`` lists them to pick from."""

    code = "ambiguous"

    def __init__(self, sentence: str, candidates: Sequence[tuple[str, str]], hint: str = "") -> None:
        super().__init__(sentence, hint)
        self.candidates = tuple(candidates)
        """Pairs of (key to type, what it is)."""


class Refused(DispatchError):
    """A rule forbids the action."""

    code = "refused"
    exit_code = EXIT_REFUSED


class NotAllowed(Refused):
    """The operator's roles don't include this action."""

    code = "not-allowed"


class Conflict(Refused):
    """Somebody else changed the record since it was read."""

    code = "conflict"

    def __init__(
        self,
        sentence: str,
        hint: str = "",
        *,
        by: str = "",
        at: datetime | None = None,
        fields: Sequence[str] = (),
    ) -> None:
        super().__init__(sentence, hint)
        self.by = by
        self.at = at
        self.fields = tuple(fields)


class Unavailable(DispatchError):
    """The database, a file or another service can't be reached now; trying again may help."""

    code = "unavailable"
    exit_code = EXIT_UNAVAILABLE
