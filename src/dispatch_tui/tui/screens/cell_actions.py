"""The keys of dispatching on cells of the board: all slips of the cell, or of its column in the marked rows."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from dispatch_tui.i18n import gettext as _
from dispatch_tui.tui.actions import Action
from dispatch_tui.tui.board_columns import summed_columns
from dispatch_tui.tui.board_rows import BoardSource, point_of
from dispatch_tui.tui.presentation.slip_targets import targets_of
from dispatch_tui.tui.screens.dispatch_bulk import DispatchBulk
from dispatch_tui.tui.screens.slip_commands import WithSlips
from dispatch_tui.tui.widgets.record_table import RecordTable

if TYPE_CHECKING:
    from dispatch_tui.domain.board import Board
    from dispatch_tui.domain.filters import Condition
    from dispatch_tui.domain.orders import Order
    from dispatch_tui.services.commands.forms import Here
    from dispatch_tui.services.desk import Desk


def cell_slips(desk: Desk, condition: Condition) -> list[Order]:
    """Return every slip of a cell, worst first; runs in a database thread."""
    from dispatch_tui.services import slip_lists

    return slip_lists.read(desk, slip_lists.find(desk, condition).ids)


class CellActions(DispatchBulk):
    """A board whose cells are cleared by keys."""

    source: BoardSource
    table: RecordTable
    shown_at: datetime | None = None
    """Instant of the board shown instead of the present one."""

    def condition(self, board: Board, key: object, column: str) -> Condition:
        """Return the condition of exactly the slips counted in a cell of the screen."""
        from dispatch_tui.domain.filters import Or
        from dispatch_tui.services.board import cell_condition

        point = point_of(str(key))
        parts = tuple(cell_condition(board, point, each) for each in summed_columns(board, column))
        return parts[0] if len(parts) == 1 else Or(parts)

    def _cell(self) -> Condition | None:
        """Return the condition of the slips under the keys: of the cell, or of its column in the marked rows."""
        from dispatch_tui.domain.filters import Or

        board, column = self.source.board, self.table.cursor_column
        keys = [*self.table.marked] or [self.table.cursor_key]
        if board is None or any(self.source.row(key) is None for key in keys):
            return None
        parts = tuple(self.condition(board, key, column) for key in keys)
        return parts[0] if len(parts) == 1 else Or(parts)

    def hinted_actions(self) -> list[Action]:
        """Name the keys that send a cell right after those that open it and go on."""
        actions = super().hinted_actions()
        sending = [each for each in actions if each.id in ("dispatch.send", "dispatch.send_normal")]
        first = [each for each in actions if each.id in ("table.open", "board.next_overdue")]
        return [*first, *sending, *(each for each in actions if each not in (*first, *sending))]

    def with_slips(self, go_on: WithSlips) -> None:
        """Read the slips of the cell under the cursor, note their versions, and go on with them."""
        if self.shown_at is not None:
            self.say(_("The board shows the past; Esc returns to the present."), "soon")
            return
        condition = self._cell()
        if condition is None:
            return

        def done(orders: list[Order]) -> None:
            self.captured = targets_of(orders)
            if orders:
                go_on(orders)
            else:
                self.say(_("There are no slips in this cell."), "soon")

        self.read("cell_slips", lambda desk: cell_slips(desk, condition), done)

    def here(self) -> Here:
        """Return the slips of the cell on which a key was pressed."""
        from dispatch_tui.services.commands.forms import Here

        ids = tuple(target.id for target in self.captured)
        versions = {target.id: target.version for target in self.captured}
        return Here(current=ids[0] if len(ids) == 1 else None, marked=ids, versions=versions)
