"""The cheapest assignment of slips to network points, exact and slip by slip: a minimum-cost flow.

Successive shortest paths over cells (the slips of one kind at one network point) and network points. Every cell and
network point has a price, its shadow price; with them no way through the network is cheaper than nothing, so the
search for the next slip stops at the first way out. After each ``add`` the slips added so far are assigned at the
lowest total price, whatever their order was.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from heapq import heappop, heappush

from dispatch_tui.domain.assignment import AssignWeights, Choice, Room, Wish
from dispatch_tui.domain.orders import Kind

_NOWHERE = -1
_ENDLESS = 1 << 60
_EVERY = 32
"""Progress is told once for so many slips."""


class Assignment:
    """Slips assigned to network points; grows by ``add`` and is the cheapest possible at every moment."""

    def __init__(self, rooms: Iterable[Room], weights: AssignWeights | None = None) -> None:
        self.weights = weights or AssignWeights()
        self._rooms = list(rooms)
        self._number = {room.code: number for number, room in enumerate(self._rooms)}
        self._slots = [self._slot_prices(room) for room in self._rooms]
        self._room = [_ENDLESS if room.capacity is None else len(slots) for room, slots in self._each()]
        """Slots that each network point has left for this batch."""
        self._count = [0] * len(self._rooms)
        self._price = [slots[0] if slots else 0 for slots in self._slots]
        """Shadow price of a slot at each network point."""
        self._cells: dict[tuple[str, Kind], int] = {}
        self._cell_keys: list[tuple[str, Kind]] = []
        self._cell_point: list[int] = []
        self._cell_room: list[int] = []
        self._cell_price: list[int] = []
        """Shadow price of a slot in each cell, that of its network point included."""
        self._members: list[set[int]] = []
        self._siblings: list[list[int]] = [[] for _room in self._rooms]
        self._moves: list[dict[int, tuple[int, int]] | None] = []
        """By cell: the cheapest move to each other cell, and who would make it; None when it has to be looked up."""
        self._wishes: dict[int, Wish] = {}
        self._options: dict[int, dict[int, int]] = {}
        """By slip: price by cell."""
        self._at: dict[int, int] = {}
        self._pinned: dict[int, str] = {}

    def _each(self) -> Iterable[tuple[Room, list[int]]]:
        return zip(self._rooms, self._slots, strict=True)

    def _slot_prices(self, room: Room) -> list[int]:
        """Return the price of each slot that is free, in the order in which they are taken."""
        if room.capacity is None:
            return [self.weights.unknown_load]
        prices = []
        for slot in range(max(0, room.used), room.capacity):
            share = 100 * slot
            prices.append(
                next(
                    (price for upto, price in self.weights.bands if share < upto * room.capacity),
                    self.weights.bands[-1][1] if self.weights.bands else 0,
                )
            )
        return prices

    def _next_price(self, point: int) -> int:
        slots, count = self._slots[point], self._count[point]
        return slots[count] if count < len(slots) else slots[-1]

    def _cell(self, code: str, kind: Kind) -> int:
        """Return the number of a cell, _NOWHERE when the network point is unknown or has nothing left of the kind."""
        found = self._cells.get((code, kind))
        if found is not None:
            return found
        point = self._number.get(code)
        if point is None:
            return _NOWHERE
        capacity, used = self._rooms[point].kinds.get(kind, (None, 0))
        room = _ENDLESS if capacity is None else max(0, capacity - max(0, used))
        if not room or not self._room[point]:
            self._cells[code, kind] = _NOWHERE
            return _NOWHERE
        cell = self._cells[code, kind] = len(self._cell_point)
        self._cell_keys.append((code, kind))
        self._cell_point.append(point)
        self._cell_room.append(room)
        self._cell_price.append(self._price[point])
        self._members.append(set())
        self._moves.append({})
        self._siblings[point].append(cell)
        return cell

    # -- what is asked ------------------------------------------------------------------------------------------

    def point_of(self, order_id: int) -> str | None:
        """Return the code of the slip's network point, None when it was left out or never added."""
        pinned = self._pinned.get(order_id)
        if pinned is not None:
            return pinned
        cell = self._at.get(order_id, _NOWHERE)
        return None if cell == _NOWHERE else self._cell_keys[cell][0]

    @property
    def cost(self) -> int:
        """The total price of the slips added so far, pins left out: candidates, slots and what was left out."""
        total = sum(
            self._wishes[id_].left_out if cell == _NOWHERE else self._options[id_][cell]
            for id_, cell in self._at.items()
        )
        for point, count in enumerate(self._count):
            slots = self._slots[point]
            total += sum(slots[:count]) + max(0, count - len(slots)) * (slots[-1] if slots else 0)
        return total

    def added(self) -> dict[str, int]:
        """Return how many slips of the batch each network point has, pins included."""
        found = {room.code: self._count[number] for number, room in enumerate(self._rooms)}
        for code in self._pinned.values():
            found[code] = found.get(code, 0) + 1
        return found

    def shadow_prices(self) -> dict[str, int]:
        """Return what one more slot would save at most at each full network point."""
        found = {}
        for number, room in enumerate(self._rooms):
            if room.capacity is not None and self._count[number] >= self._room[number]:
                last = self._slots[number][-1] if self._slots[number] else 0
                found[room.code] = max(0, self._price[number] - last)
        return found

    def choices(self, order_id: int, most: int = 3) -> list[Choice]:
        """Return the next best network points for a slip, cheapest first, with what each would cost more."""
        at = self._at.get(order_id)
        if at is None:
            return []
        options = self._options[order_id]
        prices = self._cell_price
        here = self._wishes[order_id].left_out if at == _NOWHERE else options[at] + prices[at]
        found = sorted((price + prices[cell] - here, cell) for cell, price in options.items() if cell != at)
        return [Choice(self._cell_keys[cell][0], extra, self._full(cell)) for extra, cell in found[:most]]

    def _full(self, cell: int) -> bool:
        point = self._cell_point[cell]
        return self._cell_room[cell] <= 0 or self._count[point] >= self._room[point]

    # -- what is done -------------------------------------------------------------------------------------------

    def pin(self, order_id: int, code: str, kind: Kind) -> None:
        """Let a slip take a slot of a network point, even one that is not there; before the first ``add`` only."""
        if self._at:
            raise ValueError("pins come before the slips that are assigned around them")
        self._pinned[order_id] = code
        point = self._number.get(code)
        if point is None:
            return
        room = self._rooms[point]
        kinds = dict(room.kinds)
        if kind in kinds:
            kinds[kind] = (kinds[kind][0], kinds[kind][1] + 1)
        self._rooms[point] = room = Room(room.code, room.capacity, room.used + 1, kinds)
        self._slots[point] = self._slot_prices(room)
        if room.capacity is not None:
            self._room[point] = len(self._slots[point])
        self._price[point] = self._slots[point][0] if self._slots[point] else 0

    def solve(
        self,
        wishes: Iterable[Wish],
        progress: Callable[[int, int], None] | None = None,
        cancelled: Callable[[], bool] | None = None,
    ) -> bool:
        """Pin what is pinned and add the rest, the dearest to leave out first; False when it was cancelled between.

        What was added until then is assigned at the lowest price.
        """
        everything = list(wishes)
        for wish in everything:
            if wish.pinned:
                self.pin(wish.id, wish.pinned, wish.kind)
        free = sorted(
            (wish for wish in everything if not wish.pinned), key=lambda wish: (-wish.left_out, wish.id)
        )
        total, before = len(everything), len(everything) - len(free)
        for number, wish in enumerate(free, before):
            if cancelled is not None and cancelled():
                return False
            if progress is not None and number % _EVERY == 0:
                progress(number, total)
            self.add(wish)
        if progress is not None:
            progress(total, total)
        return True

    def add(self, wish: Wish) -> tuple[int, ...]:
        """Add one slip and return the slips that got another network point for it, or lost theirs."""
        stay = self.weights.stay
        options: dict[int, int] = {}
        prices = self._cell_price
        best, cheapest = _NOWHERE, wish.left_out
        for code, price in wish.options:
            cell = self._cells.get((code, wish.kind))
            if cell is None:
                cell = self._cell(code, wish.kind)
            if cell != _NOWHERE:
                if code == wish.earlier:
                    price -= stay
                options[cell] = price
                price += prices[cell]
                if price < cheapest:
                    best, cheapest = cell, price
        self._wishes[wish.id], self._options[wish.id] = wish, options
        if best == _NOWHERE:
            self._at[wish.id] = _NOWHERE
            return ()
        point = self._cell_point[best]
        free = self._cell_room[best] and self._room[point] > self._count[point]
        if free and self._next_price(point) == self._price[point]:
            self._enter(wish.id, best)
            return ()
        way = _Way(self, wish, options, cheapest)
        self._raise(way)
        return self._go(wish.id, way)

    def keep(self) -> None:
        """Make every slip's present network point cheaper by the stay bonus, so that further slips move few."""
        stay = self.weights.stay
        for id_, cell in self._at.items():
            if cell != _NOWHERE:
                self._options[id_][cell] -= stay
        self._moves = [None] * len(self._moves)

    def _enter(self, id_: int, cell: int) -> None:
        """Put a slip into a cell with room, taking a slot of its network point."""
        self._cell_room[cell] -= 1
        self._count[self._cell_point[cell]] += 1
        self._join(id_, cell)

    def _join(self, id_: int, cell: int) -> None:
        self._at[id_] = cell
        self._members[cell].add(id_)
        moves = self._moves[cell]
        if moves is not None:
            self._note_moves(id_, cell, moves)

    def _note_moves(self, id_: int, cell: int, moves: dict[int, tuple[int, int]]) -> None:
        options = self._options[id_]
        here = options[cell]
        for other, price in options.items():
            known = moves.get(other)
            if known is None or price - here < known[0]:
                moves[other] = (price - here, id_)
        out = self._wishes[id_].left_out - here
        known = moves.get(_NOWHERE)
        if known is None or out < known[0]:
            moves[_NOWHERE] = (out, id_)

    def _moves_of(self, cell: int) -> dict[int, tuple[int, int]]:
        moves = self._moves[cell]
        if moves is None:
            moves = self._moves[cell] = {}
            for id_ in sorted(self._members[cell]):
                self._note_moves(id_, cell, moves)
        return moves

    def _raise(self, way: _Way) -> None:
        """Raise the price of every node that lies nearer than the way out by what it is nearer."""
        cells, limit = way.cells, way.limit
        points = []
        for node, away in way.done.items():
            if away < limit:
                if node < cells:
                    self._cell_price[node] += limit - away
                else:
                    self._price[node - cells] += limit - away
                    points.append(node - cells)
        for point in points:
            for cell in self._siblings[point]:
                # A cell without slips has room, so it costs what its network point costs.
                if not self._members[cell]:
                    self._cell_price[cell] = self._price[point]

    def _go(self, new: int, way: _Way) -> tuple[int, ...]:
        """Move the slips along the way; return those that moved besides the new one."""
        steps: list[tuple[int, int, int]] = []
        node, cells = way.end, way.cells
        if node == _NOWHERE:
            steps.append((new, _NOWHERE, _NOWHERE))
        elif way.out != _NOWHERE:
            steps.append((way.out, node, _NOWHERE))
        if node >= cells:
            self._count[node - cells] += 1
        while node != _NOWHERE:
            before, id_ = way.came[node]
            if node >= cells:
                self._cell_room[before] -= 1
            elif id_ == _NOWHERE:
                self._cell_room[node] += 1
            else:
                steps.append((id_, before, node))
            node = before
        for id_, was, _is in steps:
            if was != _NOWHERE:
                self._members[was].discard(id_)
                self._moves[was] = None
        for id_, _was, now in steps:
            if now == _NOWHERE:
                self._at[id_] = _NOWHERE
            else:
                self._join(id_, now)
        return tuple(id_ for id_, _was, _now in steps if id_ != new)


class _Way:
    """The search for the cheapest way to take one slip more, in distances by shadow prices (Dijkstra's algorithm).

    Nodes are the cells by their numbers, and behind them the network points. A way ends at a network point with a
    free slot, or with a slip that is left out.
    """

    __slots__ = ("came", "cells", "done", "end", "flow", "heap", "limit", "near", "nodes", "out")

    def __init__(self, flow: Assignment, wish: Wish, options: Mapping[int, int], cheapest: int) -> None:
        self.flow = flow
        self.cells = len(flow._cell_price)
        self.nodes = self.cells + len(flow._price)
        self.limit = wish.left_out - cheapest
        """Length of the shortest way found so far; leaving out the new slip is the first."""
        self.end = _NOWHERE
        """Its last node."""
        self.out = _NOWHERE
        """Who is left out at its end; nobody when it ends at a free slot."""
        self.near: dict[int, int] = {}
        self.came: dict[int, tuple[int, int]] = {}
        """The node before each node, and the slip that moves."""
        self.done: dict[int, int] = {}
        self.heap: list[int] = []
        prices = flow._cell_price
        for cell, price in options.items():
            self._reach(cell, price + prices[cell] - cheapest, _NOWHERE, wish.id)
        self._run()

    def _reach(self, node: int, away: int, before: int, id_: int) -> None:
        if away < self.limit and away < self.near.get(node, _ENDLESS):
            self.near[node], self.came[node] = away, (before, id_)
            heappush(self.heap, away * self.nodes + node)

    def _run(self) -> None:
        heap, done, near, nodes, cells = self.heap, self.done, self.near, self.nodes, self.cells
        while heap:
            away, node = divmod(heappop(heap), nodes)
            if away >= self.limit:
                break
            if near[node] == away and node not in done:
                done[node] = away
                if node < cells:
                    self._from_cell(node, away)
                else:
                    self._from_point(node, away)

    def _from_point(self, node: int, away: int) -> None:
        """Take a free slot, or one that another kind of slip has."""
        flow, point = self.flow, node - self.cells
        base = flow._price[point]
        if flow._count[point] < flow._room[point]:
            end = away + flow._next_price(point) - base
            if end < self.limit:
                self.limit, self.end, self.out = end, node, _NOWHERE
        for cell in flow._siblings[point]:
            if cell not in self.done and flow._members[cell]:
                self._reach(cell, away + flow._cell_price[cell] - base, node, _NOWHERE)

    def _from_cell(self, node: int, away: int) -> None:
        """Go to the network point when the kind has room there, or let a slip of the cell give way."""
        flow, done, near, came, limit = self.flow, self.done, self.near, self.came, self.limit
        if flow._cell_room[node]:
            point = self.cells + flow._cell_point[node]
            if point not in done:
                self._reach(point, away, node, _NOWHERE)
        prices, base = flow._cell_price, away - flow._cell_price[node]
        for cell, (step, id_) in flow._moves_of(node).items():
            step += base
            if cell == _NOWHERE:
                if step < limit:
                    self.limit, self.end, self.out = step, node, id_
                    limit = step
            elif cell not in done:
                step += prices[cell]
                if step < limit and step < near.get(cell, _ENDLESS):
                    near[cell], came[cell] = step, (node, id_)
                    heappush(self.heap, step * self.nodes + cell)
