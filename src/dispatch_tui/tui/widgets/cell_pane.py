"""The pane beside the board on very wide terminals: the slips of the cell under the cursor, worst first."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from dispatch_tui.domain.orders import Order
from dispatch_tui.i18n import gettext as _
from dispatch_tui.tui.text import age, fit
from dispatch_tui.tui.widgets.line_widget import LineWidget, Part, compose_line

if TYPE_CHECKING:
    from dispatch_tui.domain.filters import Condition
    from dispatch_tui.services.desk import Desk
    from dispatch_tui.services.slip_lists import FoundSlips
    from dispatch_tui.tui.screens.base import RoomScreen

LINES_PER_SLIP = 2


class CellPane(LineWidget):
    """Lists the slips of one cell in two lines each."""

    DEFAULT_CSS = "CellPane { height: 1fr; }"
    GROUND = "panel"

    def __init__(self) -> None:
        super().__init__(id="cell-pane")
        self._title = ""
        self._count = ""
        self._orders: Sequence[Order] = ()
        self._now: datetime | None = None
        self._desk: Desk | None = None

    def show(self, screen: RoomScreen, title: str, count: str, condition: Condition) -> None:
        """Read and show the slips of a condition."""

        def read(desk: Desk) -> tuple[FoundSlips, datetime]:
            from dispatch_tui.services.slip_lists import find

            return find(desk, condition), desk.now()

        def done(result: tuple[FoundSlips, datetime]) -> None:
            self._title, self._count = title, count
            self._orders, self._now = result[0].first, result[1]
            self._desk = screen.desk
            self.update_lines()

        screen.read("cell", read, done)

    def relabel(self) -> None:
        """Show the words anew."""
        self.update_lines()

    def parts(self, width: int) -> list[list[Part]]:
        """Return title, slips and, at the end, how many more there are."""
        height = max(1, self.size.height)
        head = [Part(" "), Part(self._title, "strong"), Part("  "), Part(self._count, "muted")]
        lines = [compose_line(head, [], width), compose_line([], [], width)]
        for order in self._orders:
            if len(lines) + LINES_PER_SLIP > height:
                break
            lines += self._slip(order, width)
        while len(lines) < height:
            lines.append(compose_line([], [], width))
        return lines[:height]

    def _slip(self, order: Order, width: int) -> list[list[Part]]:
        sign, role, due = self._due(order)
        urgent = _("urgent") + " " if order.urgent else ""
        first = [
            Part(f" {sign} ", role),
            Part(fit(order.no, 14), "text"),
            Part(" "),
            Part(urgent, "mark"),
            Part(order.customer or _("(no name)"), "strong" if order.customer else "muted"),
        ]
        second = [Part("   "), Part(order.address or _("(no address)"), "muted")]
        return [compose_line(first, [Part(f" {due} ", role)], width), compose_line(second, [], width)]

    def _due(self, order: Order) -> tuple[str, str, str]:
        if order.due_at is None or self._now is None or self._desk is None:
            return " ", "muted", ""
        minutes = int((order.due_at - self._now).total_seconds() // 60)
        if minutes < 0:
            return "!", "overdue", _("{age} over").format(age=age(-minutes))
        soon = minutes <= self._desk.settings.overdue.due_soon_minutes
        return (
            ("~", "soon", _("in {age}").format(age=age(minutes)))
            if soon
            else (
                " ",
                "muted",
                _("in {age}").format(age=age(minutes)),
            )
        )
