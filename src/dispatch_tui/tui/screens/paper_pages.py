"""The papers of the room: flow cards, feedback sheets, the materials list and the pages of the ledger."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, ClassVar

from dispatch_tui.domain.dispatches import Mode
from dispatch_tui.domain.printing import Paper
from dispatch_tui.i18n import gettext as _
from dispatch_tui.i18n import mark as N_
from dispatch_tui.i18n import pgettext
from dispatch_tui.tui.presentation.paper_rows import CardRow, card_cells, card_lines, prints_piece
from dispatch_tui.tui.presentation.paper_words import short_day
from dispatch_tui.tui.presentation.pieces import Line, Piece, Tone, line
from dispatch_tui.tui.presentation.sheet_views import SheetListRow, sheet_cells, sheet_lines
from dispatch_tui.tui.presentation.times import day_text
from dispatch_tui.tui.presentation.words import list_kind_word
from dispatch_tui.tui.presentation.wrapping import wrapped
from dispatch_tui.tui.screens.row_lists import ListColumn
from dispatch_tui.tui.screens.tabbed import TabPage
from dispatch_tui.tui.text import age

if TYPE_CHECKING:
    from dispatch_tui.services.desk import Desk
    from dispatch_tui.services.reviewing import MaterialSlip
    from dispatch_tui.tui.screens.papers import PapersScreen

LEDGER_DAYS = 31
"""So many days of the ledger are listed."""


class PaperPage(TabPage):
    """One kind of paper."""

    PAPER: ClassVar[Paper]

    def subjects(self, rows: Sequence[object]) -> list[str]:
        """Return what is printed for some rows."""
        return []

    def open(self, screen: PapersScreen, row: object) -> None:
        """Do what Enter does on a row."""


class CardsTab(PaperPage):
    """The flow cards of a day and of the day before."""

    PAPER = Paper.FLOW_CARD
    COLUMNS = (
        ListColumn("no", N_("Card"), 16, 0),
        ListColumn("point", N_("Point"), 12, 1, grow=3),
        ListColumn("run", N_("Run"), 4, 4, right=True),
        ListColumn("slips", N_("Slips"), 6, 1, right=True),
        ListColumn("closed", N_("Closed at"), 11, 5),
        ListColumn("state", N_("State"), 8, 0),
        ListColumn("prints", N_("Printed"), 9, 0),
        ListColumn("recalled", N_("Recalled"), 8, 3, right=True),
        ListColumn("signed", N_("Signed by, or why void"), 14, 2, grow=4),
    )
    KEYS: ClassVar[tuple[str, ...]] = ("print", "sign", "void")

    def title(self) -> str:
        """Return the name of the tab."""
        return _("Flow cards")

    @property
    def empty(self) -> str:
        """Sentence shown when there are no rows."""
        return _("No flow card on these two days. [ goes back a day.")

    def span(self, day: date, today: date) -> str:
        """Say which days the rows are about."""
        return f"{short_day(day - timedelta(days=1), today)} – {day_text(day, today)}"

    def read(self, desk: Desk, day: date) -> Sequence[CardRow]:
        """Return the cards of the day, then those of the day before."""
        from dispatch_tui.services import cards

        return [CardRow(view) for each in (day, day - timedelta(days=1)) for view in cards.cards(desk, each)]

    def cells(self, row: CardRow) -> dict[str, Piece]:
        """Return the cells of a card."""
        return card_cells(row, self.facts.zone, self.facts.today)

    def below(self, row: CardRow, width: int) -> list[Line]:
        """Return the card's lines as they stand on the paper."""
        return card_lines(row, width)

    def subjects(self, rows: Sequence[object]) -> list[str]:
        """Return the numbers of the cards."""
        return [row.view.card.no for row in rows if isinstance(row, CardRow)]

    def open(self, screen: PapersScreen, row: object) -> None:
        """Open the card."""
        from dispatch_tui.tui.screens.paper_card import CardScreen

        if isinstance(row, CardRow):
            screen.app.push_screen(CardScreen(row.view.card.no))


@dataclass(frozen=True, slots=True)
class PrintedSheetRow(SheetListRow):
    """A feedback sheet and how often it was printed."""

    prints: int = 0


class SheetsTab(PaperPage):
    """The feedback sheets of a day and of the day before."""

    PAPER = Paper.FEEDBACK_SHEET
    COLUMNS = (
        ListColumn("day", N_("Day"), 5, 0),
        ListColumn("point", N_("Point"), 11, 0, grow=3),
        ListColumn("kind", N_("Kind"), 8, 0),
        ListColumn("mode", N_("Mode"), 9, 4),
        ListColumn("expected", N_("Exp."), 4, 1, right=True),
        ListColumn("received", N_("In"), 4, 1, right=True),
        ListColumn("state", N_("State"), 12, 0),
        ListColumn("prints", N_("Printed"), 9, 0),
        ListColumn("came", N_("Came in"), 11, 3),
        ListColumn("note", N_("Note"), 12, 5, grow=4),
    )
    KEYS: ClassVar[tuple[str, ...]] = ("print",)

    def title(self) -> str:
        """Return the name of the tab."""
        return _("Sheets")

    @property
    def empty(self) -> str:
        """Sentence shown when there are no rows."""
        return _("Nothing was sent on these two days. [ goes back a day.")

    def span(self, day: date, today: date) -> str:
        """Say which days the rows are about."""
        return f"{short_day(day - timedelta(days=1), today)} – {day_text(day, today)}"

    def read(self, desk: Desk, day: date) -> Sequence[PrintedSheetRow]:
        """Return the sheets of the day, then those of the day before."""
        from dispatch_tui.services import feedback, printing

        views = [view for each in (day, day - timedelta(days=1)) for view in feedback.sheets(desk, each)]
        with desk.store.read() as reader:
            counts = printing.counts(reader, self.PAPER, [view.subject for view in views])
        return [PrintedSheetRow(view, counts.get(view.subject, 0)) for view in views]

    def cells(self, row: PrintedSheetRow) -> dict[str, Piece]:
        """Return the cells of a sheet."""
        cells = sheet_cells(row, self.facts.now, self.facts.zone, self.facts.today)
        return cells | {"prints": prints_piece(row.prints, wanted=False)}

    def below(self, row: PrintedSheetRow, width: int) -> list[Line]:
        """Return the chase, the doubts and the answers."""
        said = sheet_lines(row, self.facts.now, self.facts.zone, self.person)
        return [part for each in said for part in wrapped(each, width)]

    def subjects(self, rows: Sequence[object]) -> list[str]:
        """Return the names of the sheets."""
        return [row.view.subject for row in rows if isinstance(row, SheetListRow)]

    def open(self, screen: PapersScreen, row: object) -> None:
        """Open the sheet."""
        from dispatch_tui.tui.screens.sheet import SheetScreen

        if isinstance(row, SheetListRow):
            screen.app.push_screen(SheetScreen(row.view.sheet.id))


@dataclass(frozen=True, slots=True)
class MaterialRow:
    """A slip on the materials list."""

    slip: MaterialSlip

    @property
    def key(self) -> str:
        """The slip's id, with what was added on site apart."""
        return f"order:{self.slip.order.id}:{int(self.slip.added)}"


class MaterialsTab(PaperPage):
    """What the materials department has to prepare or make."""

    PAPER = Paper.MATERIALS_LIST
    COLUMNS = (
        ListColumn("no", N_("Slip"), 12, 0),
        ListColumn("kind", N_("Kind"), 8, 3),
        ListColumn("what", N_("Materials and parts"), 20, 0, grow=6),
        ListColumn("make", N_("Make"), 8, 2),
        ListColumn("age", N_("Known"), 6, 1, right=True),
        ListColumn("by", N_("Signed by"), 8, 4, grow=1),
        ListColumn("point", N_("Point"), 11, 5, grow=1),
        ListColumn("customer", N_("Customer"), 8, 6, grow=1),
    )
    KEYS: ClassVar[tuple[str, ...]] = ("print",)

    def title(self) -> str:
        """Return the name of the tab."""
        return _("Materials")

    @property
    def empty(self) -> str:
        """Sentence shown when there are no rows."""
        return _("The materials department has nothing to prepare.")

    def read(self, desk: Desk, day: date) -> Sequence[MaterialRow]:
        """Return the slips that wait for material, the oldest first."""
        from dispatch_tui.services import reviewing

        return [MaterialRow(each) for each in reviewing.materials_list(desk)]

    def cells(self, row: MaterialRow) -> dict[str, Piece]:
        """Return the cells of a slip."""
        slip, order = row.slip, row.slip.order
        words = _(", ").join(f"{each.name} {each.quantity}{each.unit}" for each in slip.review.lines)
        make = (
            pgettext("materials", "on site")
            if slip.added
            else _("make")
            if slip.review.make
            else _("prepare")
        )
        return {
            "sign": Piece("~", Tone.SOON),
            "no": Piece(order.no, Tone.STRONG),
            "kind": Piece(list_kind_word(order.kind), Tone.URGENT if order.urgent else Tone.PLAIN),
            "what": Piece(words, Tone.STRONG),
            "make": Piece(make, Tone.SOON if slip.review.make else Tone.PLAIN),
            "age": Piece(age(slip.minutes), Tone.MUTED),
            "by": Piece(self.person(slip.review.by)),
            "point": Piece(self.facts.point(order.point), Tone.MUTED),
            "customer": Piece(order.customer),
        }

    def subjects(self, rows: Sequence[object]) -> list[str]:
        """Return the day whose list is printed."""
        return [self.facts.today.isoformat()]

    def open(self, screen: PapersScreen, row: object) -> None:
        """Open the slip."""
        from dispatch_tui.tui.screens.slip_detail import SlipScreen

        if isinstance(row, MaterialRow):
            ids = list(dict.fromkeys(each.slip.order.id for each in self.rows.records))
            screen.app.push_screen(SlipScreen(row.slip.order.id, ids))


@dataclass(frozen=True, slots=True)
class LedgerDayRow:
    """One day of the ledger."""

    day: date
    normal: int
    temporary: int
    corrected: int
    points: int
    prints: int

    @property
    def key(self) -> str:
        """The day."""
        return self.day.isoformat()


class LedgerTab(PaperPage):
    """The pages of the ledger, one a day."""

    PAPER = Paper.LEDGER_PAGE
    COLUMNS = (
        ListColumn("day", N_("Day"), 12, 0, grow=1),
        ListColumn("points", N_("Points"), 6, 2, right=True),
        ListColumn("normal", N_("Normal"), 8, 0, right=True),
        ListColumn("temporary", N_("Temporary"), 9, 0, right=True),
        ListColumn("total", N_("Total"), 8, 0, right=True),
        ListColumn("corrected", N_("Corrected"), 9, 1, right=True),
        ListColumn("prints", N_("Printed"), 9, 1),
    )
    KEYS: ClassVar[tuple[str, ...]] = ("print",)

    def title(self) -> str:
        """Return the name of the tab."""
        return _("Ledger")

    @property
    def empty(self) -> str:
        """Sentence shown when there are no rows."""
        return _("Nothing was sent in these days.")

    def span(self, day: date, today: date) -> str:
        """Say which days the rows are about."""
        return f"{short_day(day - timedelta(days=LEDGER_DAYS - 1), today)} – {short_day(day, today)}"

    def step(self, day: date, by: int) -> date:
        """Return the last day of the pages before or after."""
        return day + timedelta(days=by * LEDGER_DAYS)

    def read(self, desk: Desk, day: date) -> Sequence[LedgerDayRow]:
        """Return the days on which something was sent, the newest first."""
        from dispatch_tui.services import ledger, printing

        page = ledger.page(desk, day - timedelta(days=LEDGER_DAYS - 1), day)
        with desk.store.read() as reader:
            prints = printing.counts(reader, self.PAPER, [each.isoformat() for each in page.by_day])
        found = []
        for each in sorted(page.by_day, reverse=True):
            rows = [row for row in page.rows if row.day == each]
            sums = {mode: sum(row.net for row in rows if row.mode is mode) for mode in Mode}
            found.append(
                LedgerDayRow(
                    each, sums[Mode.NORMAL], sums[Mode.TEMPORARY], sum(row.corrected for row in rows),
                    len({row.point for row in rows}), prints.get(each.isoformat(), 0),
                )
            )  # fmt: skip
        return found

    def cells(self, row: LedgerDayRow) -> dict[str, Piece]:
        """Return the cells of a day."""
        return {
            "sign": Piece(" "),
            "day": Piece(day_text(row.day, self.facts.today), Tone.STRONG),
            "points": Piece(str(row.points), Tone.MUTED),
            "normal": Piece(f"{row.normal:,}"),
            "temporary": Piece(f"{row.temporary:,}"),
            "total": Piece(f"{row.normal + row.temporary:,}", Tone.STRONG),
            "corrected": Piece(f"{row.corrected:+,}" if row.corrected else "", Tone.SOON),
            "prints": prints_piece(row.prints, wanted=False),
        }

    def below(self, row: LedgerDayRow, width: int) -> list[Line]:
        """Say where the page can be read."""
        return [line(Piece(_("Enter shows the page of this day on screen 7."), Tone.MUTED))]

    def subjects(self, rows: Sequence[object]) -> list[str]:
        """Return the days."""
        return [row.key for row in rows if isinstance(row, LedgerDayRow)]

    def open(self, screen: PapersScreen, row: object) -> None:
        """Show the page on the reports' screen."""
        from dispatch_tui.tui.screens.reports import ReportsScreen

        reports = screen.room.show_room("7")
        if isinstance(row, LedgerDayRow) and isinstance(reports, ReportsScreen):
            reports.go_to(row.day)
