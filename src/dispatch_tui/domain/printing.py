"""Papers that were printed: every print is counted, every further one is a reprint (补打, row B-04)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Paper(StrEnum):
    """The paper forms of the dispatch room (S004 二)."""

    WORK_SLIP = "work_slip"
    """作业单; its subject is the slip number."""
    FLOW_CARD = "flow_card"
    """信息流转卡; its subject is the card number."""
    FEEDBACK_SHEET = "feedback_sheet"
    """派工信息反馈表; its subject is ``feedback.sheet_subject`` of the sheet."""
    LEDGER_PAGE = "ledger_page"
    """台帐; its subject is a day, or ``DAY..DAY``."""
    MATERIALS_LIST = "materials_list"
    """备料单; its subject is the day on which it lists everything awaited, or a slip number."""


@dataclass(frozen=True, slots=True)
class Printing:
    """One print of one paper; never changed afterwards."""

    id: int
    paper: str
    """``work_slip``, ``flow_card``, ``feedback_sheet``, ``ledger_page``, ``materials_list``."""
    subject: str
    """What was printed: a slip number, a card number, a sheet or ledger subject."""
    printed_at: datetime
    printed_by: str
    target: str = ""
    """File, printer or fax folder."""
    nth: int = 1
    """1 for the first print, more for a reprint."""
    version: int = 1
