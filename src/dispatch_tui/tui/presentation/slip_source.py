"""The slips behind a table: cells from memory at once, what is not in memory asked for around the window."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import replace

from dispatch_tui.domain.orders import Order
from dispatch_tui.i18n import gettext as _
from dispatch_tui.tui.presentation.slip_rows import (
    SLIP_COLUMNS,
    RowFacts,
    kind_cells,
    sign_of,
    slip_row,
    state_cells,
)
from dispatch_tui.tui.presentation.window import SlipWindow
from dispatch_tui.tui.widgets.columns import CellText, Column

Reading = Callable[[int, list[int]], None]
"""Asks for slips: takes the generation and the ids, answers later through ``filled``."""


def slip_columns() -> tuple[Column, ...]:
    """Return the columns of the list with their headings in the user's language.

    Kind and state are as wide as their words.
    """
    kind, state = kind_cells(), state_cells()
    widths = {"kind": (kind, kind), "state": (state, state)}
    return tuple(
        Column(
            key=column.key,
            label=_(column.title),
            width=widths.get(column.key, (column.width, column.least))[0],
            importance=column.importance,
            align="right" if column.right else "left",
            least=widths.get(column.key, (column.width, column.least))[1],
            grow=column.grow,
        )
        for column in SLIP_COLUMNS
    )


class SlipSource:
    """Rows of slips for a record table, keyed by slip id."""

    def __init__(self, facts: RowFacts, reading: Reading, window: SlipWindow | None = None) -> None:
        self.facts = facts
        self.window = window or SlipWindow()
        self._reading = reading
        self._view = (0, -1)

    def __len__(self) -> int:
        """Return the number of rows."""
        return len(self.window)

    def key_at(self, row: int) -> Hashable:
        """Return the slip id of a row."""
        return self.window.id_at(row)

    def row_of(self, key: Hashable) -> int | None:
        """Return the row of a slip."""
        return self.window.row_of(key) if isinstance(key, int) else None

    def cells_at(self, row: int, columns: Sequence[str]) -> Sequence[CellText] | None:
        """Return the cells of a row, None while the slip is not read."""
        order = self.window.at(row)
        if order is None:
            return None
        cells = slip_row(order, self.facts, columns)
        return [CellText(cells[key].text, cells[key].tone.value) for key in columns]

    def sign_at(self, row: int) -> CellText:
        """Return the sign before a row."""
        order = self.window.at(row)
        if order is None:
            return CellText(" ")
        sign = sign_of(order, self.facts)
        return CellText(sign.text, sign.tone.value)

    def visible(self, first: int, last: int) -> None:
        """Ask for what is missing around the rows in view."""
        self._view = (first, last)
        self.window.touch(first, last)
        self._ask()

    def _ask(self) -> None:
        wanted = self.window.wanted(*self._view)
        if wanted:
            self._reading(self.window.generation, wanted)

    def show(self, ids: Sequence[int], rows: Mapping[int, int] | None = None) -> None:
        """Take a new list."""
        self.window.show(ids, rows)

    def filled(self, generation: int, orders: Iterable[Order], asked: Iterable[int]) -> list[int]:
        """Take slips that were read; return the ids that look different now."""
        return self.window.fill(generation, orders, asked)

    def changed(self, order_ids: Iterable[int]) -> bool:
        """Read changed slips anew when they are in memory; return whether any of them is."""
        touched = self.window.outdated(order_ids)
        if touched:
            self._ask()
        return bool(touched)

    def mark_changed(self, order_ids: Iterable[int], changed: bool) -> list[int]:
        """Set or take away the sign of a colleague's change; return the ids whose sign is another one now."""
        before = self.facts.changed
        after = before | frozenset(order_ids) if changed else before - frozenset(order_ids)
        self.facts = replace(self.facts, changed=after)
        return list(before ^ after)


class _NoRows:
    """The rows of a list that is not read yet."""

    def __len__(self) -> int:
        return 0

    def key_at(self, row: int) -> Hashable:
        return None

    def row_of(self, key: Hashable) -> int | None:
        return None

    def cells_at(self, row: int, columns: Sequence[str]) -> Sequence[CellText] | None:
        return None

    def sign_at(self, row: int) -> CellText:
        return CellText(" ")

    def visible(self, first: int, last: int) -> None:
        return None


NO_ROWS = _NoRows()
"""What a table shows before its list is read."""
