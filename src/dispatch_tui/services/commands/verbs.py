"""The verbs of the command language, and what is known of each word for one."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from dispatch_tui.i18n import language


class Verb(StrEnum):
    """What a command does."""

    HOLD = "hold"
    RESUME = "resume"
    CANCEL = "cancel"
    REAPPOINT = "reappoint"
    CORRECT = "correct"
    PLACE = "place"
    URGENT = "urgent"
    NORMAL = "normal"
    SORT = "sort"
    NOTE = "note"
    BATCH = "batch"
    ZERO = "zero"
    CHASE = "chase"
    SEASON = "season"
    UNDO = "undo"
    REDO = "redo"
    AT = "at"
    FIND = "find"
    SHOW = "show"
    BOARD = "board"
    REVIEW = "review"
    PARTS = "parts"
    MATERIALS = "materials"
    WAIVE = "waive"
    ASSIGN = "assign"
    UNASSIGN = "unassign"
    SEND = "send"
    RECALL = "recall"
    RESEND = "resend"
    RECEIVED = "received"
    FAILED = "failed"
    WORKER = "worker"
    ARRIVED = "arrived"
    IN_HOUSE = "inhouse"
    REPAIRED = "repaired"
    DONE = "done"
    SIGNED = "signed"
    CLOSE = "close"
    REOPEN = "reopen"
    ADD = "add"
    APPROVE = "approve"
    SPLIT = "split"
    MERGE = "merge"
    CARD = "card"
    SHEET = "sheet"
    DAY = "day"
    ACCEPT = "accept"
    LEDGER = "ledger"
    PRINT = "print"
    PAPERS = "papers"
    REPORTS = "reports"
    LATER = "later"
    """A word of vehicles or complaints, which this version does not do."""


@dataclass(frozen=True, slots=True)
class Word:
    """One verb with its names."""

    verb: Verb
    english: tuple[str, ...]
    """The first is the one shown."""
    chinese: tuple[str, ...]
    pinyin: tuple[str, ...]
    english_form: str
    """How it is written, shown by completion and in errors."""
    chinese_form: str
    does: str
    """What it does, to be translated when shown."""

    @property
    def form(self) -> str:
        """How it is written, in the user's language."""
        return self.chinese_form if language() == "zh" else self.english_form
