"""What the steps of the guided runs share: the run in view, its step, the rows under the keys."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

from dispatch_tui.domain.day_runs import RunKind
from dispatch_tui.domain.filters import OneOf
from dispatch_tui.i18n import gettext as _
from dispatch_tui.tui.screens.day_pages import pages_of
from dispatch_tui.tui.screens.printing import PrintingScreen
from dispatch_tui.tui.widgets.record_table import RecordTable

if TYPE_CHECKING:
    from dispatch_tui.services.day_runs import RunView
    from dispatch_tui.services.desk import Desk
    from dispatch_tui.tui.screens.day_page import StepPage


class DayBase(PrintingScreen):
    """A guided run with one of its steps in view."""

    def __init__(self) -> None:
        super().__init__()
        self.kind = RunKind.OPEN
        self.day: date | None = None
        self.view: RunView | None = None
        self._pages: Mapping[RunKind, Mapping[str, StepPage]] = {kind: pages_of(kind) for kind in RunKind}
        self._codes: dict[RunKind, str] = {kind: next(iter(self._pages[kind])) for kind in RunKind}
        self._known: set[tuple[RunKind, str]] = set()
        self._today: date | None = None
        """The day that was today when the screen was come to."""
        self._told = False
        """Whether it was told that a new day has begun."""

    @property
    def table(self) -> RecordTable:
        """The rows of the step in view."""
        return self.query_one("#day-table", RecordTable)

    @property
    def page(self) -> StepPage:
        """The step in view."""
        return self._pages[self.kind][self._codes[self.kind]]

    @property
    def row(self) -> Any:
        """The row under the cursor, None when there is none."""
        return self.page.rows.get(self.table.cursor_key)

    def current_code(self) -> str:
        """Return the code of the step in view."""
        return self._codes[self.kind]

    def chosen_rows(self) -> list[Any]:
        """Return the marked rows, else the one under the cursor."""
        keys = list(self.table.marked) or [self.table.cursor_key]
        return [row for row in map(self.page.rows.get, keys) if row is not None]

    def show_step(self, code: str) -> None:
        """Show another step."""

    def step_by(self, step: int) -> None:
        """Go so many steps on."""

    def show_run(self, kind: RunKind) -> None:
        """Show the other run."""

    def show_day(self, step: int) -> None:
        """Show another day."""

    def open_numbers(self, numbers: Sequence[str], heading: str) -> None:
        """Open the slips with these numbers: one as itself, several as a list."""

        def find(desk: Desk) -> list[int]:
            with desk.store.read() as reader:
                return [order.id for order in reader.orders_by_no(numbers).values()]

        def done(ids: list[int]) -> None:
            from dispatch_tui.tui.screens.slip_detail import SlipScreen

            if not ids:
                self.say(_("No slip has one of these numbers: {nos}.").format(nos=", ".join(numbers)), "soon")
            elif len(ids) == 1:
                self.app.push_screen(SlipScreen(ids[0], ids))
            else:
                self.room.open_slips(OneOf(frozenset(ids)), heading)

        self.read("numbers", find, done)
