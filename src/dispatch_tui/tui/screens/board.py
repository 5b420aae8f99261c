"""Screen 1: the board of the dispatch room, scanned all day (design: rows by network point, the worst mark first)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.timer import Timer

from dispatch_tui.domain import board as figures
from dispatch_tui.domain.board import Board
from dispatch_tui.i18n import gettext as _
from dispatch_tui.i18n import mark as N_
from dispatch_tui.i18n import ngettext
from dispatch_tui.tui.actions import REGISTRY, Action
from dispatch_tui.tui.board_columns import LOAD, NAME, OLDEST, column_title, columns_of
from dispatch_tui.tui.board_help import cell_help
from dispatch_tui.tui.board_rows import BoardSource, row_key
from dispatch_tui.tui.messages import BoardLoaded, StoreChanged
from dispatch_tui.tui.screens.cell_actions import CellActions
from dispatch_tui.tui.screens.row_filter import RowFilter
from dispatch_tui.tui.widgets.cell_pane import CellPane
from dispatch_tui.tui.widgets.columns import Column
from dispatch_tui.tui.widgets.record_table import RecordTable

if TYPE_CHECKING:
    from dispatch_tui.services.desk import Desk
    from dispatch_tui.services.sent_slips import SentToday

REGISTRY.register(
    (
        Action("board.next_overdue", ("o",), N_("Next overdue"),
               N_("Go to the next cell with overdue slips, round and round."), hint=20, article="S004 一.3"),
        Action("board.overdue_list", ("O",), N_("Overdue list"),
               N_("Show everything overdue, worst first."), hint=30, article="S004 一.3"),
        Action("board.filter", ("f",), N_("Filter rows"),
               N_("Show only network points whose name or initials fit what you type."), hint=50),
        Action("board.pause", ("p",), N_("Hold still"), N_("Hold the picture still; press again to go on.")),
        Action("board.at_time", ("@",), N_("As it was"), N_("Show the board as it was at a time of the day.")),
    )
)  # fmt: skip

WIDE = 120
"""From so many cells on the status line also tells what was sent today."""
PANE_PAUSE = 0.15
"""Seconds for which the cursor rests before the pane reads the slips of its cell."""
_NOT_COUNTS = (NAME, LOAD, OLDEST, figures.PENDING_COLUMN, figures.URGENT)
"""Columns that repeat what other columns hold; the overdue scan passes over them."""


class BoardScreen(RowFilter, CellActions):
    """The board."""

    TITLE_TEXT = N_("1 Board")
    CONTEXTS: ClassVar[tuple[str, ...]] = ("board", "dispatch")
    DEFAULT_CSS = """
    BoardScreen CellPane { display: none; width: 60; }
    BoardScreen.-very-wide CellPane { display: block; }
    """

    def __init__(self) -> None:
        super().__init__()
        self.source = BoardSource()
        self.table = RecordTable(
            self.source, cell_cursor=True, id="board", empty=_("Reading…"), foot=self.source.totals
        )
        self.table.column_maker = self._columns
        self.pane = CellPane()
        self.paused = False
        self.shown_at: datetime | None = None
        """Instant of the board shown instead of the present one."""
        self._waiting: BoardLoaded | None = None
        self._told: Board | None = None
        self._resting: Timer | None = None
        self._sent: SentToday | None = None

    def body(self) -> ComposeResult:
        """Lay out the board and, on very wide terminals, the slips of the cell under the cursor."""
        with Horizontal():
            yield self.table
            yield self.pane
        yield self.picker

    # -- figures --------------------------------------------------------------------------------------------------

    def opened(self, desk: Desk) -> None:
        """Take the sign of a change away after a while; read what was sent today."""
        self.set_interval(1.0, self._expire)
        self._count_sent()
        self.take_up_prompt()

    def _count_sent(self) -> None:
        from dispatch_tui.services.sent_slips import sent_today

        def done(counts: SentToday) -> None:
            self._sent = counts
            self.show_words()

        self.read("sent", sent_today, done)

    def on_mount(self) -> None:
        """Show the figures that are there already."""
        if self.room.board is not None:
            self._take(self.room.board)

    def on_board_loaded(self, message: BoardLoaded) -> None:
        """Show new figures, unless the picture is held still or a past one is shown."""
        if self.paused or self.shown_at is not None:
            self._waiting = message
        else:
            self._take(message)

    def _take(self, message: BoardLoaded) -> None:
        before = self.source.board
        touched = self.source.note_changes(message.changed) if before is not None else set()
        rows = message.rows if before is self._told else None
        self._told = message.board
        self._show(message.board, touched, rows)

    def _show(self, board: Board, touched: set[object], rows: frozenset[str | None] | None = None) -> None:
        before = self.source.board
        other_rows = self.source.show(board)
        columns = self._columns(self.table.size.width)
        self.table.heads_changed(columns)
        if before is None or other_rows:
            self.table.rows_changed()
        else:
            touched |= self._differing(before, board, rows)
            self.table.rows_changed_in_place(list(touched))
            self.table.foot_changed()
        self.show_words()
        self._show_pane()

    def _differing(self, before: Board, board: Board, rows: frozenset[str | None] | None) -> set[object]:
        """Return the keys of rows whose figures or ages differ; ``rows`` names them when they are known."""
        if before.at.replace(second=0, microsecond=0) != board.at.replace(second=0, microsecond=0):
            return {self.source.key_at(row) for row in range(len(self.source))}
        if rows is not None:
            return {row_key(point) for point in rows}
        old = {row.point: row for row in before.rows}
        return {
            self.source.key_at(at)
            for at in range(len(self.source))
            if (row := self.source.row(self.source.key_at(at))) is not None and old.get(row.point) != row
        }

    def _columns(self, width: int) -> Sequence[Column]:
        board, now = self.source.board, self.room.header_facts.now
        if board is None or now is None:
            return (Column(NAME, _("point"), 16, 0),)
        return columns_of(board, width, board.at.astimezone(now.tzinfo))

    def _expire(self) -> None:
        gone = self.source.expire_changes()
        if gone:
            self.table.rows_changed_in_place(list(gone))

    def show_words(self) -> None:
        """Show counts, filter and whether the picture is held still in the status line."""
        board = self.source.board
        if board is None:
            return
        totals = board.totals
        words = [_("{n} pending").format(n=totals.pending)]
        if totals.overdue:
            words.append(_("! {n} overdue").format(n=totals.overdue))
        sent = self._sent
        roomy = self.app.size.width >= WIDE
        if sent is not None and sent.sent and self.shown_at is None and roomy:
            words.append(_("{n} sent").format(n=sent.sent))
            if sent.nameless:
                words.append(_("~ {n} without worker").format(n=sent.nameless))
        marks = len(self.table.marked)
        if marks:
            words.insert(0, ngettext("{n} marked", "{n} marked", marks).format(n=marks))
        if self.filtering or self.source.filter_text:
            words.insert(
                0, _("filter: {text}").format(text=self.source.filter_text + ("_" if self.filtering else ""))
            )
        if self.paused:
            words.insert(0, _("held still (p)"))
        self.status.words("  ".join(words))

    @on(RecordTable.MarksChanged)
    def _marked(self) -> None:
        self.show_words()

    def relabel(self) -> None:
        """Show headings and names in the other language; names come with the next figures."""
        self.table.empty = _("Reading…")
        self.table.set_columns(self._columns(self.table.size.width))
        self.show_words()
        self.pane.relabel()
        if self.desk is not None and self.room.feed is not None:
            self.room.feed.again()

    # -- actions --------------------------------------------------------------------------------------------------

    def act_next_overdue(self) -> None:
        """Put the cursor on the next overdue cell, row by row."""
        columns = [key for key in self.table.column_keys() if key not in _NOT_COUNTS]
        cells = [(self.source.key_at(row), column) for row in range(len(self.source)) for column in columns]
        here = (self.table.cursor_key, self.table.cursor_column)
        start = cells.index(here) + 1 if here in cells else self._after_row(len(columns))
        for key, column in [*cells[start:], *cells[:start]]:
            if self.source.has_overdue(key, column):
                self.table.move_to(key, column)
                self.say(self._cell_words())
                return
        self.say(_("Nothing is overdue."), "good")

    def _after_row(self, columns: int) -> int:
        return self.table.cursor_row * columns

    def _cell_words(self) -> str:
        facts = self.source.row(self.table.cursor_key)
        if facts is None:
            return ""
        cell = self.source.cell(facts, self.table.cursor_column)
        return _("{point}, {column}: {n} slips, {overdue} overdue").format(
            point=facts.name,
            column=column_title(self.table.cursor_column),
            n=cell.count,
            overdue=cell.overdue,
        )

    def act_overdue_list(self) -> None:
        """Open the list of everything overdue, worst first."""
        board = self.source.board
        if board is None:
            return
        from dispatch_tui.services.board import cell_condition

        self.room.open_slips(
            cell_condition(board, None, "overdue", every_point=True), _("Overdue, worst first")
        )

    def act_pause(self) -> None:
        """Hold the picture still, or let it go on with the newest figures."""
        self.paused = not self.paused
        if not self.paused:
            self._go_on()
        self.show_words()

    def _go_on(self) -> None:
        waiting, self._waiting = self._waiting, None
        if waiting is None:
            waiting = self.room.board
        if waiting is not None:
            self._take(waiting)

    def act_at_time(self) -> None:
        """Go to the prompt line with the beginning of the command ``at``."""
        self.prompt.open("at ")

    def show_present(self) -> None:
        """Show the present board again."""
        if self.shown_at is not None:
            self.shown_at = None
            self.header.banner = ""
            self.header.update_lines()
            self._go_on()

    def show_at(self, instant: datetime) -> None:
        """Show the board as it was at an instant (UTC)."""
        from dispatch_tui.services.board import load

        self.read("at", lambda desk: load(desk, instant), self._show_past)

    def _show_past(self, board: Board) -> None:
        self.shown_at = board.at
        desk = self.desk
        when = desk.settings.local(board.at) if desk is not None else board.at
        self.header.banner = _("AS IT WAS at {time} — Esc returns to the present").format(
            time=f"{when:%m-%d %H:%M}"
        )
        self.header.update_lines()
        self._show(board, {self.source.key_at(row) for row in range(len(self.source))})

    def act_back(self) -> None:
        """Leave the past, the filter or the marks, one after the other."""
        if self.answers.display:
            self.answers.show([])
        elif self.shown_at is not None:
            self.show_present()
        elif self.source.filter_text:
            self.filter_rows("")
        else:
            super().act_back()

    # -- the cell under the cursor --------------------------------------------------------------------------------

    def on_table_cursor_opened(self, message: RecordTable.Opened) -> None:
        """Open exactly the slips of the cell."""
        message.stop()
        board, facts = self.source.board, self.source.row(message.key)
        if board is None or facts is None:
            return
        title = f"{facts.name} · {column_title(message.column)}"
        self.room.open_slips(self.condition(board, message.key, message.column), title)

    def on_table_cursor_cursor_moved(self, message: RecordTable.CursorMoved) -> None:
        """Show the slips of the other cell in the pane once the cursor rests; until then it tells of the last one."""
        message.stop()
        if self._resting is not None:
            self._resting.stop()
        if self.pane.display:
            self._resting = self.set_timer(PANE_PAUSE, self._show_pane)

    def store_changed(self, change: StoreChanged) -> None:
        """Read the pane's slips again, and what was sent."""
        self._show_pane()
        if change.everything or "dispatch" in change.papers:
            self._count_sent()

    def _show_pane(self) -> None:
        board = self.source.board
        facts = self.source.row(self.table.cursor_key)
        if not self.pane.display or not self.pane.size.width or not board or not facts or self.desk is None:
            return
        condition = self.condition(board, self.table.cursor_key, self.table.cursor_column)
        title = f"{facts.name} · {column_title(self.table.cursor_column)}"
        count = self.source.cell(facts, self.table.cursor_column).count
        self.pane.show(self, title, ngettext("{n} slip", "{n} slips", count).format(n=count), condition)

    def help_here(self) -> list[str]:
        """Explain the cell under the cursor."""
        facts = self.source.row(self.table.cursor_key)
        if facts is None or self.source.board is None or self.desk is None:
            return []
        return cell_help(self.desk, self.source.board, facts, self.table.cursor_column, self.source)
