"""The cheapest assignment of slips to network points, exact and slip by slip: a minimum-cost flow.

Successive shortest paths with shadow prices. After each ``add`` the slips added so far are assigned at the lowest
total price, whatever their order was; so the work can be told, stopped and taken up at any slip.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

from dispatch_tui.domain.assignment import AssignWeights, Choice, Room, Wish
from dispatch_tui.domain.assignment_network import NOWHERE, Network
from dispatch_tui.domain.assignment_search import Way
from dispatch_tui.domain.orders import Kind

_EVERY = 32
"""Progress is told once for so many slips."""


class Assignment:
    """Slips assigned to network points; grows by ``add`` and is the cheapest possible at every moment."""

    def __init__(self, rooms: Iterable[Room], weights: AssignWeights | None = None) -> None:
        self.weights = weights or AssignWeights()
        self._network = Network(rooms, self.weights)
        self._pinned: dict[int, str] = {}
        self._keeps = False

    def solve(
        self,
        wishes: Iterable[Wish],
        progress: Callable[[int, int], None] | None = None,
        cancelled: Callable[[], bool] | None = None,
    ) -> bool:
        """Pin what is pinned and add the rest; False when it was cancelled between two slips.

        Slips that have a network point come first, then the dearest to leave out. What was added until a cancel is
        assigned at the lowest price. ``progress`` gets slips done and slips in all.
        """
        everything = list(wishes)
        for wish in everything:
            if wish.pinned:
                self.pin(wish.id, wish.pinned, wish.kind)
        free = [wish for wish in everything if not wish.pinned]
        free.sort(key=lambda wish: (not wish.earlier, -wish.left_out, wish.id))
        total = len(everything)
        for number, wish in enumerate(free, total - len(free)):
            if cancelled is not None and cancelled():
                return False
            if progress is not None and number % _EVERY == 0:
                progress(number, total)
            self.add(wish)
        if progress is not None:
            progress(total, total)
        return True

    def pin(self, order_id: int, code: str, kind: Kind) -> None:
        """Let a slip take a slot of a network point, even one that is not there; only before the first ``add``."""
        if self._network.at:
            raise ValueError("pins come before the slips that are assigned around them")
        self._pinned[order_id] = code
        self._network.take(code, kind)

    def add(self, wish: Wish) -> tuple[int, ...]:
        """Add one slip and return the other slips that got another network point by it, or lost theirs."""
        network = self._network
        options: dict[int, int] = {}
        cells, prices = network.cells, network.price
        best, cheapest = NOWHERE, wish.left_out
        for code, price in wish.options:
            cell = cells.get((code, wish.kind))
            if cell is None:
                cell = network.cell(code, wish.kind)
            if cell != NOWHERE:
                if code == wish.earlier:
                    price -= self.weights.stay
                options[cell] = price
                price += prices[cell]
                if price < cheapest:
                    best, cheapest = cell, price
        network.wishes[wish.id], network.options[wish.id] = wish, options
        moved: tuple[int, ...] = ()
        if best == NOWHERE:
            network.join(wish.id, NOWHERE)
        elif network.free(best):
            network.left[best] -= 1
            network.count[network.point[best]] += 1
            network.join(wish.id, best)
        else:
            moved = Way(network, wish, options, cheapest).go()
        if self._keeps:
            network.lower(wish.id, self.weights.settled)
        return moved

    def keep(self) -> None:
        """Give every slip a bonus at the network point that it has, and each further one as soon as it has one.

        Further slips move few others then (``AssignWeights.settled``). The assignment stays the cheapest one
        for these prices.
        """
        for id_ in [] if self._keeps else self._network.at:
            self._network.lower(id_, self.weights.settled)
        self._keeps = True

    def knows(self, order_id: int) -> bool:
        """Tell whether a slip was added or pinned."""
        return order_id in self._network.at or order_id in self._pinned

    def point_of(self, order_id: int) -> str | None:
        """Return the code of the slip's network point, None when it was left out or never added."""
        pinned = self._pinned.get(order_id)
        if pinned is not None:
            return pinned
        cell = self._network.at.get(order_id, NOWHERE)
        return None if cell == NOWHERE else self._network.keys[cell][0]

    @property
    def cost(self) -> int:
        """The total price: of the candidates taken, of the slots behind them and of what was left out; no pins."""
        network = self._network
        total = sum(
            network.wishes[id_].left_out if cell == NOWHERE else network.options[id_][cell]
            for id_, cell in network.at.items()
        )
        for slots, count in zip(network.slots, network.count, strict=True):
            total += sum(slots[:count]) + max(0, count - len(slots)) * (slots[-1] if slots else 0)
        return total

    def added(self) -> dict[str, int]:
        """Return how many slips of the batch each network point has, pins included."""
        network = self._network
        found = {room.code: count for room, count in zip(network.rooms, network.count, strict=True)}
        for code in self._pinned.values():
            found[code] = found.get(code, 0) + 1
        return found

    def full(self, code: str, kind: Kind) -> bool:
        """Tell whether a network point has nothing left for a kind, the batch counted in."""
        used, capacity = self.tightest(code, kind)
        return capacity is not None and used >= capacity

    def tightest(self, code: str, kind: Kind) -> tuple[int, int | None]:
        """Return used and possible slips of a network point, the batch counted in: of the kind or in all.

        It is the limit that has less left; None is a capacity that nobody knows.
        """
        network = self._network
        point = network.number.get(code)
        if point is None:
            return 0, None
        room = network.rooms[point]
        used, capacity = room.used + network.count[point], room.capacity
        most, of_kind = room.kinds.get(kind, (None, 0))
        if most is not None:
            cell = network.cells.get((code, kind), NOWHERE)
            of_kind += len(network.members[cell]) if cell != NOWHERE else 0
            if capacity is None or most - of_kind < capacity - used:
                return of_kind, most
        return used, capacity

    def shadow_prices(self) -> dict[str, int]:
        """Return what one more slot of each network point that the batch filled up would save, at most."""
        network = self._network
        found = {}
        for number, room in enumerate(network.rooms):
            if 0 < network.space[number] <= network.count[number]:
                found[room.code] = max(0, network.point_price[number] - network.slots[number][-1])
        return found

    def choices(self, order_id: int, most: int = 3) -> list[Choice]:
        """Return the next best network points of a slip, cheapest first, and what each would cost more in all.

        The price takes in that others give way as suits best; for a full network point it is the least it can be.
        """
        network = self._network
        at = network.at.get(order_id)
        if at is None:
            return []
        options, prices = network.options[order_id], network.price
        here = network.wishes[order_id].left_out if at == NOWHERE else options[at] + prices[at]
        found = sorted((price + prices[cell] - here, cell) for cell, price in options.items() if cell != at)
        return [Choice(network.keys[cell][0], extra, network.full(cell)) for extra, cell in found[:most]]
