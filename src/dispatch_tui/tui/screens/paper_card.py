"""One flow card with its lines as they stand on the paper; they never change (rows B-02 and B-04)."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.app import ComposeResult

from dispatch_tui.domain.dispatches import CardState
from dispatch_tui.domain.printing import Paper
from dispatch_tui.i18n import gettext as _
from dispatch_tui.i18n import mark as N_
from dispatch_tui.tui.actions import REGISTRY, Action
from dispatch_tui.tui.messages import StoreChanged
from dispatch_tui.tui.presentation.paper_rows import CardLineRow, card_head, card_line_cells, card_line_rows
from dispatch_tui.tui.screens.printing import PrintingScreen
from dispatch_tui.tui.screens.row_lists import ListColumn, RowList
from dispatch_tui.tui.widgets.line_pane import LinePane
from dispatch_tui.tui.widgets.record_table import RecordTable

if TYPE_CHECKING:
    from dispatch_tui.services.cards import CardView
    from dispatch_tui.services.desk import Desk

COLUMNS = (
    ListColumn("place", N_("No."), 3, 1, right=True),
    ListColumn("no", N_("Slip"), 12, 0),
    ListColumn("recalled", N_("Recalled"), 8, 1),
    ListColumn("kind", N_("Kind"), 8, 2),
    ListColumn("customer", N_("Customer"), 8, 1, grow=1),
    ListColumn("phone", N_("Telephone"), 13, 3),
    ListColumn("address", N_("Address"), 16, 2, grow=5),
    ListColumn("product", N_("Product"), 10, 5, grow=1),
    ListColumn("appointment", N_("Appointment"), 11, 6),
    ListColumn("materials", N_("Materials"), 10, 7, grow=2),
    ListColumn("remark", N_("Remark"), 10, 8, grow=3),
)
ACTIONS = (
    Action("card.print", ("P",), N_("Print"),
           N_("Print the card; every further print is marked as a reprint."), hint=11),
    Action("card.sign", ("s",), N_("Signed"), N_("Note who signed the second copy."), hint=12, article="S004 二.1"),
    Action("card.void", ("v",), N_("Void"),
           N_("Void the card with a reason and who confirmed it on the telephone; its slips are ready again."),
           hint=13, danger=True, article="S004 二.1"),
)  # fmt: skip
REGISTRY.register(ACTIONS)


class CardActions(PrintingScreen):
    """A screen with a flow card under the keys."""

    def card_view(self) -> CardView | None:
        """Return the card that an action is about."""
        return None

    def _no_card(self) -> str:
        return "" if self.card_view() is not None else _("There is no flow card under the cursor.")

    why_not_print = _no_card

    def why_not_sign(self) -> str:
        """Say why the card can't be signed."""
        view = self.card_view()
        if view is None:
            return self._no_card()
        if view.card.state is CardState.VOID:
            return _("{no} is void.").format(no=view.card.no)
        return _("{no} is signed already.").format(no=view.card.no) if view.card.signed_by else ""

    def why_not_void(self) -> str:
        """Say why the card can't be voided."""
        view = self.card_view()
        if view is None:
            return self._no_card()
        return _("{no} is void already.").format(no=view.card.no) if view.card.state is CardState.VOID else ""

    def act_print(self) -> None:
        """Print the card."""
        view = self.card_view()
        if view is not None:
            self.print_papers(Paper.FLOW_CARD, [view.card.no])

    def act_sign(self) -> None:
        """Note who signed the second copy."""
        from dispatch_tui.services import cards

        view = self.card_view()
        if view is None:
            return
        no = view.card.no
        self.ask(
            _("{no}: who signed the second copy").format(no=no),
            lambda name: self.change("sign", lambda desk: cards.sign(desk, no, name)),
        )

    def act_void(self) -> None:
        """Void the card: first the reason, then who confirmed it on the telephone."""
        from dispatch_tui.services import cards

        view = self.card_view()
        if view is None:
            return
        no = view.card.no

        def confirmed(reason: str) -> None:
            if not reason:
                self.say(_("A flow card is voided only with a reason."), "soon")
                return
            self.ask(
                _("{no}: who at {point} confirmed it on the telephone").format(no=no, point=view.name),
                lambda name: self.change("void", lambda desk: cards.void(desk, no, reason, name)),
            )

        self.ask(_("{no}: why it is voided").format(no=no), confirmed)


class CardScreen(CardActions):
    """One flow card."""

    TITLE_TEXT = N_("Flow card")
    CONTEXTS: ClassVar[tuple[str, ...]] = ("card",)
    AUTO_FOCUS = "#card-table"
    DEFAULT_CSS = """
    CardScreen #card-head { height: 1; }
    """

    def __init__(self, no: str) -> None:
        super().__init__()
        self._no = no
        self._view: CardView | None = None
        self._rows: RowList[CardLineRow] = RowList(card_line_cells)

    def body(self) -> ComposeResult:
        """Lay out head and lines."""
        yield LinePane(ground="head", id="card-head")
        yield RecordTable(self._rows, [column.shown() for column in COLUMNS], id="card-table")
        yield from self.asking()

    @property
    def table(self) -> RecordTable:
        """The lines of the card."""
        return self.query_one("#card-table", RecordTable)

    def card_view(self) -> CardView | None:
        """Return the card."""
        return self._view

    def opened(self, desk: Desk) -> None:
        """Read the card."""
        self.load()

    def load(self) -> None:
        """Read the card again."""
        from dispatch_tui.services import cards

        no = self._no
        self.read("card", lambda desk: cards.card(desk, no), self._loaded)

    def printed(self) -> None:
        """Read again how often it was printed."""
        self.load()

    def store_changed(self, change: StoreChanged) -> None:
        """Read the card again when cards, dispatches or prints changed."""
        if change.everything or change.papers & {"flow_card", "dispatch", "printing"}:
            self.load_soon()

    def _loaded(self, view: CardView) -> None:
        self._view = view
        self._rows.show(card_line_rows(view))
        self.table.rows_changed()
        self._words()

    def relabel(self) -> None:
        """Show everything in the language in use."""
        self.table.set_columns([column.shown() for column in COLUMNS])
        self._words()

    def on_resize(self) -> None:
        """Fill the head anew."""
        self.call_after_refresh(self._words)

    def _words(self) -> None:
        desk, view = self.desk, self._view
        if desk is None or view is None:
            return
        person = desk.operator_name(view.card.closed_by)
        head = card_head(view, desk.settings.branch.zone, desk.today(), person)
        self.query_one("#card-head", LinePane).show_lines([head])

    @on(RecordTable.Opened)
    def _opened(self) -> None:
        row = self._rows.get(self.table.cursor_key)
        if row is None:
            return
        number = row.order_no

        def find(desk: Desk) -> int | None:
            with desk.store.read() as reader:
                order = reader.order_by_no(number)
                return None if order is None else order.id

        def done(order_id: int | None) -> None:
            from dispatch_tui.tui.screens.slip_detail import SlipScreen

            if order_id is None:
                self.say(_("No slip has the number {no}.").format(no=number), "soon")
            else:
                self.app.push_screen(SlipScreen(order_id))

        self.read("slip", find, done)
