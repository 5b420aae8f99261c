"""Screen 6, the papers: flow cards, feedback sheets, materials list, ledger pages; printed, signed, voided."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual import on

from dispatch_tui.i18n import gettext as _
from dispatch_tui.i18n import mark as N_
from dispatch_tui.tui.actions import REGISTRY, Action
from dispatch_tui.tui.messages import StoreChanged
from dispatch_tui.tui.presentation.paper_rows import CardRow
from dispatch_tui.tui.screens.paper_pages import CardsTab, LedgerTab, MaterialsTab, PaperPage, SheetsTab
from dispatch_tui.tui.screens.tabbed import TabbedScreen
from dispatch_tui.tui.widgets.record_table import RecordTable

if TYPE_CHECKING:
    from dispatch_tui.services.cards import CardView

ACTIONS = (
    Action("papers.next_tab", ("n", "tab"), N_("Next papers"), N_("Show the next kind of paper."), hint=11),
    Action("papers.previous_tab", ("p", "shift+tab"), N_("Papers before"), N_("Show the kind of paper before.")),
    Action("papers.print", ("P",), N_("Print"),
           N_("Print what is marked, else what is under the cursor: file, printer or fax; reprints are marked."),
           hint=12),
    Action("papers.sign", ("s",), N_("Signed"), N_("Note who signed the second copy of the flow card."), hint=13,
           article="S004 二.1"),
    Action("papers.void", ("v",), N_("Void"),
           N_("Void the flow card with a reason and who confirmed it on the telephone; its slips are ready again."),
           hint=14, danger=True, article="S004 二.1"),
    Action("papers.unprinted", ("o",), N_("Next unprinted"), N_("Go to the next flow card that was never printed."),
           hint=15),
    Action("papers.earlier", ("[",), N_("Day before"), N_("Show the papers of the day before."), hint=16),
    Action("papers.later", ("]",), N_("Day after"), N_("Show the papers of the day after.")),
)  # fmt: skip
REGISTRY.register(ACTIONS)


class PapersScreen(TabbedScreen[PaperPage]):
    """The papers of the room."""

    TITLE_TEXT = N_("6 Papers")
    CONTEXTS: ClassVar[tuple[str, ...]] = ("papers",)
    AUTO_FOCUS = "#tab-table"

    def __init__(self) -> None:
        super().__init__(
            {
                "cards": CardsTab(),
                "sheets": SheetsTab(),
                "materials": MaterialsTab(),
                "ledger": LedgerTab(),
            }
        )

    def store_changed(self, change: StoreChanged) -> None:
        """Read again when papers changed, or slips that stand on the materials list."""
        if change.everything or change.papers or (change.order_ids and self.code == "materials"):
            self.load_soon()

    def card_view(self) -> CardView | None:
        """Return the flow card under the cursor."""
        row = self.row
        return row.view if isinstance(row, CardRow) else None

    @on(RecordTable.Opened)
    def _opened(self) -> None:
        if self.row is not None:
            self.page.open(self, self.row)

    def why_not_print(self) -> str:
        """Say that there is nothing to print."""
        return "" if self.page.subjects(self.chosen_rows()) else _("There is nothing to print here.")

    def act_print(self) -> None:
        """Print what is marked, else what is under the cursor."""
        self.print_papers(self.page.PAPER, self.page.subjects(self.chosen_rows()))

    def act_unprinted(self) -> None:
        """Go to the next flow card that was never printed."""
        rows = self.page.rows.records
        at = self.table.cursor_row
        for row in (*rows[at + 1 :], *rows[: at + 1]):
            if isinstance(row, CardRow) and row.to_print:
                self.table.move_to(row.key)
                return
        self.say(_("Every flow card was printed."), "good")
