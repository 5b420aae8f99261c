"""One step of a guided run: the rows that are open in it, and what Enter opens."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from dispatch_tui.tui.screens.list_page import ListPage

if TYPE_CHECKING:
    from dispatch_tui.services.day_runs import RunView
    from dispatch_tui.services.desk import Desk
    from dispatch_tui.tui.screens.day import DayScreen


class StepPage(ListPage):
    """The table of one step."""

    def read(self, desk: Desk, view: RunView) -> Sequence[Any]:
        """Return the rows for a run as it stands; runs in a database thread."""
        return ()

    def open(self, screen: DayScreen, row: Any) -> None:
        """Do what Enter does on a row."""

    def accept_key(self, row: Any, view: RunView) -> str:
        """Return the name of the difference that can be accepted on a row; empty when there is none."""
        return ""

    def pressing(self, row: Any) -> bool:
        """Tell whether the row is one that still needs somebody."""
        return True
