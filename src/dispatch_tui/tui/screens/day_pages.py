"""The steps of both runs, by the codes that the services give them."""

from __future__ import annotations

from collections.abc import Mapping

from dispatch_tui.domain.day_runs import RunKind
from dispatch_tui.tui.screens.day_close_pages import (
    CardsPage,
    LedgerPage,
    LinesPage,
    NamelessPage,
    UnsentPage,
)
from dispatch_tui.tui.screens.day_open_pages import (
    CarryOverPage,
    ChasesPage,
    CopyBackPage,
    CountsPage,
    HandOverPage,
    SheetsPage,
    TemporaryPage,
)
from dispatch_tui.tui.screens.day_page import StepPage


def pages_of(kind: RunKind) -> Mapping[str, StepPage]:
    """Return the pages of a run by the code of their step, in the order of the steps."""
    if kind is RunKind.OPEN:
        return {
            "carry_over": CarryOverPage(),
            "sheets": SheetsPage(),
            "chases": ChasesPage(),
            "reconciliation": CountsPage(),
            "hand_over": HandOverPage(),
            "temporary": TemporaryPage(),
            "copy_back": CopyBackPage(),
        }
    return {
        "unsent": UnsentPage(),
        "cards": CardsPage(),
        "nameless": NamelessPage(),
        "plan": LinesPage("plan"),
        "ledger": LedgerPage(),
    }
