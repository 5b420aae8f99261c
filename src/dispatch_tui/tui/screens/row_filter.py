"""The board's row filter: letters typed after ``f`` choose network points by name, initials or code."""

from __future__ import annotations

from textual.events import Key

from dispatch_tui.tui.board_rows import BoardSource
from dispatch_tui.tui.screens.base import RoomScreen
from dispatch_tui.tui.text import half_width
from dispatch_tui.tui.widgets.record_table import RecordTable


class RowFilter(RoomScreen):
    """A screen whose rows of network points are filtered by letters."""

    source: BoardSource
    table: RecordTable
    filtering = False
    """Whether letters belong to the filter now."""

    def show_words(self) -> None:
        """Show the filter in the status line."""

    def act_filter(self) -> None:
        """Take letters for the row filter until Enter or Esc."""
        self.filtering = True
        self.show_words()

    def filter_rows(self, text: str) -> None:
        """Show only the rows that fit a text; the unplaced row always stays."""
        self.source.filter(text)
        self.table.rows_changed()
        self.show_words()

    @property
    def typing(self) -> bool:
        """Letters belong to the filter while it is open."""
        return self.filtering or super().typing

    def take_key(self, event: Key) -> bool:
        """Give letters to the filter while it is open."""
        if not self.filtering or super().typing:
            return super().take_key(event)
        text = self.source.filter_text
        if event.key in ("enter", "escape", "up", "down"):
            self.filtering = False
            self.filter_rows("" if event.key == "escape" else text)
            return event.key in ("enter", "escape") or super().take_key(event)
        if event.key == "backspace":
            self.filter_rows(text[:-1])
        elif event.is_printable and event.character:
            self.filter_rows(text + half_width(event.character))
        else:
            return super().take_key(event)
        return True
