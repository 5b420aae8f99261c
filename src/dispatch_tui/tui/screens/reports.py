"""Screen 7, the reports: the ledger with its corrections, the month, the look back at the dispatching, the chases."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING, ClassVar

from textual import on

from dispatch_tui.domain.filters import OneOf
from dispatch_tui.domain.printing import Paper
from dispatch_tui.i18n import gettext as _
from dispatch_tui.i18n import mark as N_
from dispatch_tui.tui.actions import REGISTRY, Action
from dispatch_tui.tui.messages import StoreChanged
from dispatch_tui.tui.presentation.ledger_rows import LedgerLine
from dispatch_tui.tui.presentation.ledger_typing import read_correction
from dispatch_tui.tui.screens.report_pages import (
    ChasesReport,
    LedgerReport,
    MonthReport,
    ReportPage,
    ReviewReport,
)
from dispatch_tui.tui.screens.tabbed import TabbedScreen
from dispatch_tui.tui.widgets.record_table import RecordTable

if TYPE_CHECKING:
    from dispatch_tui.services.desk import Desk

ACTIONS = (
    Action("reports.next_tab", ("n", "tab"), N_("Next report"), N_("Show the next report."), hint=11),
    Action("reports.previous_tab", ("p", "shift+tab"), N_("Report before"), N_("Show the report before.")),
    Action("reports.earlier", ("[",), N_("Earlier"), N_("Show the day or the month before."), hint=12),
    Action("reports.later", ("]",), N_("Later"), N_("Show the day or the month after.")),
    Action("reports.correct", ("c",), N_("Correct"),
           N_("Correct the ledger by a further entry: -number takes a slip away, +number adds one; with a reason."),
           hint=13, article="S004 一.1"),
    Action("reports.print", ("P",), N_("Print"), N_("Print the page of the ledger of this day."), hint=14),
)  # fmt: skip
REGISTRY.register(ACTIONS)


class ReportsScreen(TabbedScreen[ReportPage]):
    """The reports of the room."""

    TITLE_TEXT = N_("7 Reports")
    CONTEXTS: ClassVar[tuple[str, ...]] = ("reports",)
    AUTO_FOCUS = "#tab-table"

    def __init__(self) -> None:
        super().__init__(
            {
                "ledger": LedgerReport(),
                "month": MonthReport(),
                "review": ReviewReport(),
                "chases": ChasesReport(),
            }
        )

    def go_to(self, day: date) -> None:
        """Show the ledger of a day."""
        if self.day is None:
            self.day, self.code = day, "ledger"
        else:
            self.show_day(day, "ledger")

    def opened(self, desk: Desk) -> None:
        """Read the report; a day that was asked for before is kept."""
        self.day = self.day or desk.today()
        self.show_tab(self.code)

    def store_changed(self, change: StoreChanged) -> None:
        """Read again when what the report in view counts changed."""
        wanted = {
            "ledger": {"ledger_entry"},
            "month": {"ledger_entry"},
            "review": {"dispatch"},
            "chases": {"chase"},
        }[self.code]
        if change.everything or change.papers & wanted:
            self.load_soon()

    @on(RecordTable.Opened)
    def _opened(self) -> None:
        if self.row is not None:
            self.page.open(self, self.row)

    def open_numbers(self, numbers: Sequence[str], heading: str) -> None:
        """Open the slips with these numbers as a list."""

        def find(desk: Desk) -> frozenset[int]:
            with desk.store.read() as reader:
                return frozenset(order.id for order in reader.orders_by_no(numbers).values())

        def done(ids: frozenset[int]) -> None:
            if ids:
                self.room.open_slips(OneOf(ids), heading)
            else:
                self.say(_("There are no slips behind this row."), "soon")

        self.read("numbers", find, done)

    # -- the ledger -----------------------------------------------------------------------------------------------

    def why_not_correct(self) -> str:
        """Say why nothing can be corrected."""
        return (
            "" if isinstance(self.row, LedgerLine) else _("There is no row of the ledger under the cursor.")
        )

    def act_correct(self) -> None:
        """Correct the row: first the slips, then the reason."""
        row = self.row
        if not isinstance(row, LedgerLine):
            return
        entry_id = row.row.entries[0].id
        what = row.row.point_name

        def slips(text: str) -> None:
            removed, added = read_correction(text)
            if not removed and not added:
                self.say(_("Write -number for a slip too many, +number for one that lacks."), "soon")
                return
            self.ask(
                _("{what}: why the ledger is corrected").format(what=what),
                lambda reason: self._correct(entry_id, removed, added, reason),
                key="correct.reason",
            )

        self.ask(
            _("{what}: -number takes away, +number adds").format(what=what), slips, key=f"correct.{row.key}"
        )

    def _correct(self, entry_id: int, removed: tuple[str, ...], added: tuple[str, ...], reason: str) -> None:
        from dispatch_tui.services import ledger

        self.change("correct", lambda desk: ledger.correct(desk, entry_id, removed, added, reason))

    def why_not_print(self) -> str:
        """Say that only the ledger is printed."""
        return "" if self.code == "ledger" else _("Only the page of the ledger is printed; n goes there.")

    def act_print(self) -> None:
        """Print the page of the ledger of the day in view."""
        if self.day is not None:
            self.print_papers(Paper.LEDGER_PAGE, [self.day.isoformat()])
