"""The network behind an assignment: cells (slips of one kind at one network point), network points, their prices."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from dispatch_tui.domain.assignment import AssignWeights, Room, Wish
from dispatch_tui.domain.orders import Kind

NOWHERE = -1
"""In place of a cell: the slip is left out."""
ENDLESS = 1 << 60


class Network:
    """Who is where, what is free, and the shadow price of every cell and network point.

    The prices make every step that is possible cost nothing or more, and every step that is in use nothing: that is
    what keeps the assignment the cheapest one. A cell with room costs what its network point costs; a network point
    with room costs no more than its next free slot.
    """

    def __init__(self, rooms: Iterable[Room], weights: AssignWeights) -> None:
        self.weights = weights
        self.rooms = list(rooms)
        self.number = {room.code: number for number, room in enumerate(self.rooms)}
        self.slots: list[list[int]] = []
        """Price of each free slot of a network point, in the order in which they are taken."""
        self.space: list[int] = []
        """How many slips of the batch each network point can take."""
        self.count = [0] * len(self.rooms)
        """How many slips of the batch it has."""
        self.point_price: list[int] = []
        for room in self.rooms:
            slots = self._slot_prices(room)
            self.slots.append(slots)
            self.space.append(ENDLESS if room.capacity is None else len(slots))
            self.point_price.append(slots[0] if slots else 0)
        self.cells: dict[tuple[str, Kind], int] = {}
        """Number of each cell; NOWHERE for one that can take nothing."""
        self.keys: list[tuple[str, Kind]] = []
        self.point: list[int] = []
        """Number of the network point of each cell."""
        self.left: list[int] = []
        """Slots of its kind that each cell has left."""
        self.price: list[int] = []
        """Shadow price of a slot in each cell, that of its network point included."""
        self.members: list[set[int]] = []
        self.siblings: list[list[int]] = [[] for _room in self.rooms]
        self._moves: list[dict[int, tuple[int, int]] | None] = []
        self._sorted: list[list[tuple[int, int, int, int]] | None] = []
        self.wishes: dict[int, Wish] = {}
        self.options: dict[int, dict[int, int]] = {}
        """Price by cell of each slip."""
        self.at: dict[int, int] = {}
        """Cell of each slip, NOWHERE for one that is left out."""

    def _slot_prices(self, room: Room) -> list[int]:
        weights = self.weights
        if room.capacity is None:
            return [weights.unknown_load]
        dearest = weights.bands[-1][1] if weights.bands else 0
        return [
            next((price for upto, price in weights.bands if 100 * slot < upto * room.capacity), dearest)
            for slot in range(max(0, room.used), room.capacity)
        ]

    def take(self, code: str, kind: Kind) -> None:
        """Take a slot of a network point for good, even one that is not there."""
        point = self.number.get(code)
        if point is None:
            return
        room = self.rooms[point]
        kinds = {each: (most, used + (each is kind)) for each, (most, used) in room.kinds.items()}
        self.rooms[point] = room = Room(room.code, room.capacity, room.used + 1, kinds)
        self.slots[point] = slots = self._slot_prices(room)
        self.space[point] = ENDLESS if room.capacity is None else len(slots)
        self.point_price[point] = slots[0] if slots else 0

    def cell(self, code: str, kind: Kind) -> int:
        """Return the number of a cell, NOWHERE when the network point is unknown or has nothing left for the kind."""
        found = self.cells.get((code, kind))
        if found is not None:
            return found
        point = self.number.get(code, NOWHERE)
        most, used = self.rooms[point].kinds.get(kind, (None, 0)) if point != NOWHERE else (0, 0)
        left = ENDLESS if most is None else max(0, most - max(0, used))
        if not left or not self.space[point]:
            self.cells[code, kind] = NOWHERE
            return NOWHERE
        cell = self.cells[code, kind] = len(self.keys)
        self.keys.append((code, kind))
        self.point.append(point)
        self.left.append(left)
        self.price.append(self.point_price[point])
        self.members.append(set())
        self.siblings[point].append(cell)
        self._moves.append({})
        self._sorted.append(None)
        return cell

    def next_slot(self, point: int) -> int:
        """Return the price of the network point's next slot; there must be one."""
        slots, count = self.slots[point], self.count[point]
        return slots[count] if count < len(slots) else slots[-1]

    def free(self, cell: int) -> bool:
        """Tell whether a cell has a slot at its present price, so that a slip can come in and nothing else changes."""
        point = self.point[cell]
        return not self.full(cell) and self.next_slot(point) == self.point_price[point]

    def full(self, cell: int) -> bool:
        """Tell whether a slip can come into a cell only when another one gives way."""
        point = self.point[cell]
        return self.left[cell] <= 0 or self.count[point] >= self.space[point]

    def join(self, id_: int, cell: int) -> None:
        """Put a slip into a cell; the slots are counted by whoever calls."""
        self.at[id_] = cell
        if cell != NOWHERE:
            self.members[cell].add(id_)
            moves = self._moves[cell]
            if moves is not None:
                self._note_moves(id_, cell, moves)
            self._sorted[cell] = None

    def leave(self, id_: int, cell: int) -> None:
        """Take a slip out of a cell; the slots are counted by whoever calls."""
        self.members[cell].discard(id_)
        self._moves[cell] = self._sorted[cell] = None

    def lower(self, id_: int, by: int) -> None:
        """Make the cell cheaper that a slip is in; that keeps the assignment the cheapest one."""
        cell = self.at[id_]
        if cell != NOWHERE:
            self.options[id_][cell] -= by
            self._moves[cell] = self._sorted[cell] = None

    def moves(self, cell: int) -> Sequence[tuple[int, int, int, int]]:
        """Return the cheapest move from a cell to each other cell (or to NOWHERE).

        Each is the least it costs by shadow prices, sorted by that, what it costs without them, where it goes, and
        which slip goes. Shadow prices only rise, so the first figure stays the least when they changed since.
        """
        found = self._sorted[cell]
        if found is None:
            moves = self._moves[cell]
            if moves is None:
                moves = self._moves[cell] = {}
                for id_ in sorted(self.members[cell]):
                    self._note_moves(id_, cell, moves)
            price = self.price
            found = self._sorted[cell] = sorted(
                (step if other == NOWHERE else step + price[other], step, other, id_)
                for other, (step, id_) in moves.items()
            )
        return found

    def _note_moves(self, id_: int, cell: int, moves: dict[int, tuple[int, int]]) -> None:
        options = self.options[id_]
        here = options[cell]
        for other, price in options.items():
            known = moves.get(other)
            if known is None or price - here < known[0]:
                moves[other] = (price - here, id_)
        out = self.wishes[id_].left_out - here
        known = moves.get(NOWHERE)
        if known is None or out < known[0]:
            moves[NOWHERE] = (out, id_)
