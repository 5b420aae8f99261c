"""Reading a long list by its visible window: the ids are all there, the slips only where the eye is.

The list of ids may hold a hundred thousand numbers; of the slips only those near the window are kept. What is
missing is asked for in pages around the window, answers of an older list are dropped by generation, and slips that
were changed stay visible in their old form until the new one arrives.
"""

from __future__ import annotations

from array import array
from collections import OrderedDict
from collections.abc import Container, Iterable, Mapping, Sequence

from dispatch_tui.domain.orders import Order

KEPT_SLIPS = 3_000
"""So many slips stay in memory; the ones not looked at for longest go first."""
AHEAD_ROWS = 60
"""So many rows above and below the window are read with it, so that scrolling meets no gap."""


class SlipWindow:
    """The list of slips behind the table: ids in their order, slips as far as they were read."""

    def __init__(self, kept: int = KEPT_SLIPS, ahead: int = AHEAD_ROWS) -> None:
        self._kept = kept
        self._ahead = ahead
        self.ids: array[int] = array("q")
        """Slips in the order of the list."""
        self.generation = 0
        """Increases with every new list; an answer that carries an older one is dropped."""
        self._read: OrderedDict[int, Order] = OrderedDict()
        self._stale: set[int] = set()
        self._asked: set[int] = set()
        self._rows: Mapping[int, int] | None = None

    def __len__(self) -> int:
        """Return the number of rows."""
        return len(self.ids)

    def show(self, ids: Sequence[int], rows: Mapping[int, int] | None = None) -> int:
        """Take a new list and return its generation; slips that were read stay read.

        ``rows`` gives the row of each id when that was worked out already, away from the event loop.
        """
        self.ids = ids if isinstance(ids, array) else array("q", ids)
        self.generation += 1
        self._asked.clear()
        self._rows = rows
        return self.generation

    def id_at(self, row: int) -> int | None:
        """Return the slip id of a row, None outside the list."""
        return self.ids[row] if 0 <= row < len(self.ids) else None

    @property
    def rows(self) -> Mapping[int, int]:
        """Row of each slip of the list."""
        if self._rows is None:
            self._rows = {each: row for row, each in enumerate(self.ids)}
        return self._rows

    def row_of(self, order_id: int) -> int | None:
        """Return the row of a slip, None when it is not in the list."""
        return self.rows.get(order_id)

    def order(self, order_id: int) -> Order | None:
        """Return a slip as far as it was read."""
        return self._read.get(order_id)

    def at(self, row: int) -> Order | None:
        """Return the slip of a row as far as it was read."""
        order_id = self.id_at(row)
        return None if order_id is None else self._read.get(order_id)

    def wanted(self, first: int, last: int) -> list[int]:
        """Return the ids to read so that rows ``first`` to ``last`` (both included) and their neighbours are known.

        Rows of the window come before those around it. An id is asked for once until its answer comes or the list
        changes; nothing is asked when the whole window is known and fresh.
        """
        if not self._lacking(first, last):
            margin = self._ahead // 2
            if not self._lacking(first - margin, first) and not self._lacking(last, last + margin):
                return []
        window = self._lacking(first, last)
        around = self._lacking(first - self._ahead, first - 1) + self._lacking(last + 1, last + self._ahead)
        ids = [*window, *around]
        self._asked.update(ids)
        return ids

    def _lacking(self, first: int, last: int) -> list[int]:
        span = self.ids[max(0, first) : max(0, last + 1)]
        return [
            each
            for each in span
            if each not in self._asked and (each not in self._read or each in self._stale)
        ]

    def fill(self, generation: int, orders: Iterable[Order], asked: Iterable[int] = ()) -> list[int]:
        """Take slips that were read; return the ids whose slip is new or different from before.

        Slips of an older generation are taken too when they are newer than what is known, because a slip does not
        depend on the list it was asked for; only the note of what was asked belongs to the list.
        """
        different: list[int] = []
        for order in orders:
            known = self._read.get(order.id)
            if known is not None and known.version > order.version:
                continue
            self._read[order.id] = order
            self._read.move_to_end(order.id)
            self._stale.discard(order.id)
            if known != order:
                different.append(order.id)
        if generation == self.generation:
            self._asked.difference_update(asked)
        self._forget()
        return different

    def failed(self, generation: int, asked: Iterable[int]) -> None:
        """Give back ids whose reading failed, so that they are asked for again."""
        if generation == self.generation:
            self._asked.difference_update(asked)

    def outdated(self, order_ids: Iterable[int]) -> set[int]:
        """Note slips changed in the store; return those of them that are in memory and must be read anew."""
        touched = {each for each in order_ids if each in self._read}
        self._stale |= touched
        self._asked -= touched
        return touched

    def _forget(self) -> None:
        while len(self._read) > self._kept:
            gone, _order = self._read.popitem(last=False)
            self._stale.discard(gone)

    def touch(self, first: int, last: int) -> None:
        """Note that the rows are being looked at, so that they stay in memory longest."""
        for each in self.ids[max(0, first) : max(0, last + 1)]:
            if each in self._read:
                self._read.move_to_end(each)


def neighbour_of(old: Sequence[int], present: Container[int], order_id: int) -> int | None:
    """Return the slip on which the cursor comes to rest when its own has left the list.

    The same slip when it is still ``present``, else the next below it in the old list that is, else the next above;
    None when the new list shares nothing with the old one.
    """
    if order_id in present:
        return order_id
    try:
        row = old.index(order_id)
    except ValueError:
        return None
    below = (old[each] for each in range(row + 1, len(old)) if old[each] in present)
    above = (old[each] for each in range(row - 1, -1, -1) if old[each] in present)
    return next(below, next(above, None))
