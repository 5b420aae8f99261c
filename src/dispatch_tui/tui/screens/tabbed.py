"""Screens with several tables, one in view: tabs above, the table, and what is said about its row below."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from textual import on
from textual.app import ComposeResult

from dispatch_tui.i18n import gettext as _
from dispatch_tui.i18n import ngettext
from dispatch_tui.tui.presentation.pieces import Line, Piece, Tone, text_of
from dispatch_tui.tui.screens.list_page import ListPage, PageFacts, page_facts
from dispatch_tui.tui.screens.paper_card import CardActions
from dispatch_tui.tui.widgets.line_pane import LinePane
from dispatch_tui.tui.widgets.record_table import RecordTable

if TYPE_CHECKING:
    from dispatch_tui.services.desk import Desk

HELP_CELLS = 70
"""Width for which help words what is under the cursor."""
LOW = 16
"""On a lower terminal the table has the room of the lines under it."""


class TabPage(ListPage):
    """The table of one tab."""

    def title(self) -> str:
        """Return the name of the tab."""
        return ""

    def read(self, desk: Desk, day: date) -> Sequence[Any]:
        """Return the rows for a day; runs in a database thread."""
        return ()

    def span(self, day: date, today: date) -> str:
        """Say which days the rows are about."""
        return ""

    def step(self, day: date, by: int) -> date:
        """Return the day that many pages away."""
        return day + timedelta(days=by)

    def foot(self) -> Line:
        """Return the sums of all rows, shown above the row's own words."""
        return ()


Tab = TypeVar("Tab", bound=TabPage)


class TabbedScreen(CardActions, Generic[Tab]):
    """A screen with tabs; its actions are ``next_tab``, ``previous_tab``, ``earlier`` and ``later``."""

    DEFAULT_CSS = """
    TabbedScreen .tabs { height: 1; }
    TabbedScreen .below { height: 6; }
    TabbedScreen.-wide .below { height: 12; }
    TabbedScreen.-very-wide .below { height: 20; }
    """

    def __init__(self, pages: Mapping[str, Tab]) -> None:
        super().__init__()
        self.day: date | None = None
        self.pages = pages
        """The tabs by their code, in their order."""
        self.code = next(iter(self.pages))
        self._known: set[str] = set()

    def body(self) -> ComposeResult:
        """Lay out tabs, table and the lines under it."""
        yield LinePane(ground="head", id="tabs", classes="tabs")
        yield RecordTable(self.page.rows, self.page.columns(), id="tab-table")
        yield LinePane(ground="panel", id="tab-below", classes="below")
        yield from self.asking()

    @property
    def table(self) -> RecordTable:
        """The rows of the tab in view."""
        return self.query_one("#tab-table", RecordTable)

    @property
    def page(self) -> Tab:
        """The tab in view."""
        return self.pages[self.code]

    @property
    def row(self) -> Any:
        """The row under the cursor, None when there is none."""
        return self.page.rows.get(self.table.cursor_key)

    def chosen_rows(self) -> list[Any]:
        """Return the marked rows, else the one under the cursor."""
        keys = list(self.table.marked) or [self.table.cursor_key]
        return [row for row in map(self.page.rows.get, keys) if row is not None]

    # -- reading --------------------------------------------------------------------------------------------------

    def opened(self, desk: Desk) -> None:
        """Read the tab."""
        self.day = desk.today()
        self.show_tab(self.code)

    def load(self) -> None:
        """Read the tab in view."""
        day, code, page = self.day, self.code, self.page
        if day is None:
            return

        def work(desk: Desk) -> tuple[Sequence[Any], PageFacts]:
            return page.read(desk, day), page_facts(desk)

        def done(read: tuple[Sequence[Any], PageFacts]) -> None:
            if (day, code) == (self.day, self.code):
                self._loaded(*read)

        self.read("tab", work, done)

    def printed(self) -> None:
        """Read again how often papers were printed."""
        self.load()

    def _loaded(self, rows: Sequence[Any], facts: PageFacts) -> None:
        self._known.add(self.code)
        same = self.page.show(rows, facts)
        self.table.empty = self.page.empty
        self.table.marked.keep([row.key for row in rows])
        if same:
            self.table.repaint()
        else:
            self.table.rows_changed()
        self._words()

    def show_tab(self, code: str) -> None:
        """Show another tab."""
        self.page.cursor = self.table.cursor_key
        self.table.clear_marks()
        self.code = code
        page, table = self.page, self.table
        table.cursor_key, table.cursor_row, table.top = page.cursor, 0, 0
        table.set_columns(page.columns())
        table.empty = page.empty if code in self._known else _("reading…")
        table.set_source(page.rows)
        self._show_hints()
        self._words()
        self.load()

    def show_day(self, day: date, code: str = "") -> None:
        """Show the rows of another day, and another tab if named."""
        self.day = day
        self._known.clear()
        self.show_tab(code or self.code)

    # -- words ----------------------------------------------------------------------------------------------------

    def _show_hints(self) -> None:
        """Show the keys of the tab in view first, then the others."""
        actions = {action.name: action for action in self.shown_actions() if action.context != "app"}
        keys = ("open", "next_tab", *self.page.KEYS, "earlier", "mark")
        named = [actions[key] for key in keys if key in actions]
        everywhere = [action for action in self.shown_actions() if action.context == "app" and action.hint]
        self.status.hints([*named, *everywhere])

    def relabel(self) -> None:
        """Show everything in the language in use."""
        self.table.set_columns(self.page.columns())
        if self.desk is not None:
            self.load()

    def on_resize(self) -> None:
        """Give the lines their room."""
        self.call_after_refresh(self._words)

    def _words(self) -> None:
        desk = self.desk
        if desk is None or self.day is None:
            return
        tabs: list[Piece] = [Piece(" ")]
        for number, (code, page) in enumerate(self.pages.items(), 1):
            here = code == self.code
            name = f"{'>' if here else ' '}{number} {page.title()}"
            count = f" {len(page.rows):,}" if code in self._known else ""
            tabs.append(Piece(f"{name}{count}  ", Tone.STRONG if here else Tone.MUTED))
        tabs.append(Piece(self.page.span(self.day, desk.today()), Tone.HEAD))
        line_pane, below = self.query_one("#tabs", LinePane), self.query_one("#tab-below", LinePane)
        line_pane.show_lines([tuple(tabs)])
        for pane in (line_pane, below):
            pane.can_focus = False
        below.display = self.app.size.height >= LOW
        below.compose_lines(self._below, top=True)

    def _below(self, width: int) -> list[Line]:
        foot = self.page.foot()
        lines: list[Line] = [foot] if foot else []
        row = self.row
        return lines if row is None else [*lines, *self.page.below(row, width)]

    def help_here(self) -> list[str]:
        """Return what is said about the row under the cursor."""
        row = self.row
        said = [f"{self.page.title()} {self.page.span(self.day, self.page.facts.today)}"] if self.day else []
        return said if row is None else [*said, *(text_of(each) for each in self.page.below(row, HELP_CELLS))]

    @on(RecordTable.CursorMoved)
    def _moved(self) -> None:
        self.query_one("#tab-below", LinePane).compose_lines(self._below, top=True)

    @on(RecordTable.MarksChanged)
    def _marked(self) -> None:
        marks = len(self.table.marked)
        self.status.words(ngettext("{n} marked", "{n} marked", marks).format(n=marks) if marks else "")

    # -- actions --------------------------------------------------------------------------------------------------

    def _tab_by(self, step: int) -> None:
        codes = list(self.pages)
        self.show_tab(codes[(codes.index(self.code) + step) % len(codes)])

    def act_next_tab(self) -> None:
        """Show the next tab."""
        self._tab_by(1)

    def act_previous_tab(self) -> None:
        """Show the previous tab."""
        self._tab_by(-1)

    def _day_by(self, step: int) -> None:
        desk = self.desk
        if desk is None or self.day is None:
            return
        day = self.page.step(self.day, step)
        if day > desk.today():
            self.say(_("Nothing is there yet: this is the newest."), "soon")
            return
        self.show_day(day)

    def act_earlier(self) -> None:
        """Show what lies before."""
        self._day_by(-1)

    def act_later(self) -> None:
        """Show what lies after."""
        self._day_by(1)
