"""Screen 3, the day: two guided runs, day-open and day-close, step by step until they can be signed off (S004 一.1).

What stands in the steps comes from the services; a step with an unexplained difference keeps the run from being
signed, and the line under the table says so.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any, ClassVar

from textual import on
from textual.app import ComposeResult
from textual.containers import Container, Vertical

from dispatch_tui.domain.day_runs import RunKind
from dispatch_tui.i18n import gettext as _
from dispatch_tui.i18n import mark as N_
from dispatch_tui.i18n import ngettext
from dispatch_tui.tui.messages import StoreChanged
from dispatch_tui.tui.presentation.day_words import block_line, head_pieces, shown_steps
from dispatch_tui.tui.presentation.pieces import Line, text_of
from dispatch_tui.tui.presentation.wrapping import wrapped
from dispatch_tui.tui.screens.day_actions import DayActions
from dispatch_tui.tui.screens.list_page import PageFacts, page_facts
from dispatch_tui.tui.widgets.line_pane import LinePane
from dispatch_tui.tui.widgets.record_table import RecordTable
from dispatch_tui.tui.widgets.step_list import StepList

if TYPE_CHECKING:
    from dispatch_tui.services.day_runs import RunView
    from dispatch_tui.services.desk import Desk

CLOCK_STEP = 30.0
"""Seconds after which the run looks at the clock again."""
NOON = 12
"""From this hour on the screen opens in the run that closes the day."""
WIDE = 120
"""From so many columns the steps stand beside the table."""
HELP_CELLS = 70
"""Width for which help words what is under the cursor."""
LOW = 16
"""On a lower terminal the table has the room of the lines under it."""


@dataclass(frozen=True, slots=True)
class DayRead:
    """One run as it was read, with the rows of the step in view."""

    view: RunView
    code: str
    rows: Sequence[Any]
    facts: PageFacts


class DayScreen(DayActions):
    """The guided runs of a day."""

    TITLE_TEXT = N_("3 The day")
    CONTEXTS: ClassVar[tuple[str, ...]] = ("day",)
    AUTO_FOCUS = "#day-table"
    DEFAULT_CSS = """
    DayScreen #day-head { height: 1; }
    DayScreen #day-parts { height: 1fr; layout: vertical; }
    DayScreen #day-right { height: 1fr; width: 1fr; }
    DayScreen #day-below { height: 3; }
    DayScreen.-wide #day-parts, DayScreen.-very-wide #day-parts { layout: horizontal; }
    DayScreen.-wide #day-steps, DayScreen.-very-wide #day-steps { width: 32; height: 100%; }
    DayScreen.-wide #day-below { height: 8; }
    DayScreen.-very-wide #day-below { height: 12; }
    """

    def body(self) -> ComposeResult:
        """Lay out head, steps, table and what is said under it."""
        yield LinePane(ground="head", id="day-head")
        with Container(id="day-parts"):
            yield StepList(id="day-steps")
            with Vertical(id="day-right"):
                yield RecordTable(self.page.rows, self.page.columns(), id="day-table")
                yield LinePane(ground="panel", id="day-below")
        yield from self.asking()

    # -- reading --------------------------------------------------------------------------------------------------

    def opened(self, desk: Desk) -> None:
        """Open the run that the clock asks for and read it."""
        self.query_one(StepList).can_focus = False
        self.set_interval(CLOCK_STEP, self._clock)
        self._show_today(desk)

    def _show_today(self, desk: Desk) -> None:
        now = desk.settings.local(desk.now())
        self.kind = RunKind.OPEN if now.hour < NOON else RunKind.CLOSE
        self.day = self._today = desk.today()
        self.view = None
        self._known.clear()
        self.show_step(self._codes[self.kind])

    def load(self) -> None:
        """Read the run and the rows of the step in view."""
        from dispatch_tui.services import day_runs

        day, kind, code = self.day, self.kind, self._codes[self.kind]
        page = self.page
        if day is None:
            return

        def work(desk: Desk) -> DayRead:
            view = day_runs.view(desk, day, kind)
            return DayRead(view, code, page.read(desk, view), page_facts(desk))

        def done(read: DayRead) -> None:
            if (day, kind, code) == (self.day, self.kind, self._codes[self.kind]):
                self._loaded(read)

        self.read("run", work, done)

    def store_changed(self, change: StoreChanged) -> None:
        """Read again what a change concerns: slips and papers of dispatching."""
        if change.everything or change.papers or change.order_ids or change.batches:
            self.load_soon()

    def _clock(self) -> None:
        desk = self.desk
        if desk is None or self.typing or self.asked or self.app.screen is not self:
            return
        if self._today is not None and self._today < desk.today() and not self._told:
            self._told = True
            self.say(_("A new day has begun; ] shows it."), "soon")
        self.load()

    def on_screen_resume(self) -> None:
        """Show the new day when the one in view was today when the screen was last come to."""
        super().on_screen_resume()
        desk = self.desk
        if desk is None or self._today is None or self._today == desk.today():
            return
        if self.day == self._today and not self.asked:
            self._show_today(desk)
        self._today, self._told = desk.today(), False

    def _loaded(self, read: DayRead) -> None:
        self.view = read.view
        page = self.page
        self._known.add((self.kind, read.code))
        same = page.show(read.rows, read.facts)
        self.table.empty = page.empty
        self.table.marked.keep([row.key for row in page.rows.records])
        if same:
            self.table.repaint()
        else:
            self.table.rows_changed()
        self._words()

    # -- steps ----------------------------------------------------------------------------------------------------

    def show_step(self, code: str) -> None:
        """Show another step of the run."""
        self.page.cursor = self.table.cursor_key
        self.table.clear_marks()
        self._codes[self.kind] = code
        page, table = self.page, self.table
        table.cursor_key, table.cursor_row, table.top = page.cursor, 0, 0
        table.set_columns(page.columns())
        table.empty = page.empty if (self.kind, code) in self._known else _("reading…")
        table.set_source(page.rows)
        self._show_hints()
        self._words()
        self.load()

    def step_by(self, step: int) -> None:
        """Go so many steps on, round and round."""
        codes = list(self._pages[self.kind])
        at = codes.index(self._codes[self.kind])
        self.show_step(codes[(at + step) % len(codes)])

    def show_run(self, kind: RunKind) -> None:
        """Show the other run."""
        self.page.cursor = self.table.cursor_key
        self.kind, self.view = kind, None
        self.show_step(self._codes[kind])

    def show_day(self, step: int) -> None:
        """Show the run of another day; no day after today."""
        desk = self.desk
        if desk is None or self.day is None:
            return
        day = self.day + timedelta(days=step)
        if day > desk.today():
            self.say(_("This is today; no later day has begun."), "soon")
            return
        self.day, self.view = day, None
        self._known.clear()
        self.show_step(self._codes[self.kind])

    # -- words ----------------------------------------------------------------------------------------------------

    def _show_hints(self) -> None:
        """Show the keys of the step in view first, then those of every step."""
        actions = {action.name: action for action in self.shown_actions() if action.context != "app"}
        keys = (
            "open",
            "next_step",
            *self.page.KEYS,
            "next_open",
            "sign_off",
            "other_run",
            "handovers",
            "mark",
        )
        named = [actions[key] for key in keys if key in actions]
        self.status.hints(
            [*named, *(action for action in self.shown_actions() if action.context == "app" and action.hint)]
        )

    def relabel(self) -> None:
        """Show everything in the language in use."""
        self.table.set_columns(self.page.columns())
        if self.desk is not None:
            self.load()

    def on_resize(self) -> None:
        """Give steps and lines their room."""
        self.call_after_refresh(self._words)

    def _words(self) -> None:
        desk, view = self.desk, self.view
        if desk is None or self.day is None:
            return
        size = self.app.size
        steps, below = self.query_one(StepList), self.query_one("#day-below", LinePane)
        below.display = size.height >= LOW
        below.can_focus = False
        steps.notes = (
            ("n p", _("next, previous step")),
            ("m", _("the other run")),
            ("b", _("hand-overs of today")),
            ("S", _("sign off")),
        )
        shown = shown_steps(view) if view is not None else ()
        steps.steps = tuple(shown)
        wanted = steps.lines_for(size.width) if size.width < WIDE else None
        steps.styles.height = wanted if wanted is not None else "100%"
        steps.show(shown, self._codes[self.kind])
        head = head_pieces(
            self.kind, self.day, desk.today(), view, desk.settings.branch.zone, desk.operator_name
        )
        self.query_one("#day-head", LinePane).show_lines([head])
        below.compose_lines(self._below, top=True)

    def _below(self, width: int) -> list[Line]:
        lines: list[Line] = []
        if self.view is not None:
            lines += wrapped(block_line(self.view), width)
        row = self.row
        if row is not None:
            lines += self.page.below(row, width)
        return lines

    def help_here(self) -> list[str]:
        """Say what the step is for and what keeps the run from being signed."""
        view = self.view
        if view is None:
            return []
        step = next((each for each in view.steps if each.code == self._codes[self.kind]), None)
        said = [step.title] if step is not None else []
        if view.why_not:
            said.append(view.why_not)
        row = self.row
        if row is not None:
            said += [text_of(each) for each in self.page.below(row, HELP_CELLS)]
        return said

    @on(RecordTable.CursorMoved)
    def _moved(self) -> None:
        self.query_one("#day-below", LinePane).compose_lines(self._below, top=True)

    @on(RecordTable.MarksChanged)
    def _marked(self) -> None:
        marks = len(self.table.marked)
        self.status.words(ngettext("{n} marked", "{n} marked", marks).format(n=marks) if marks else "")

    @on(RecordTable.Opened)
    def _opened(self) -> None:
        row = self.row
        if row is not None:
            self.page.open(self, row)
