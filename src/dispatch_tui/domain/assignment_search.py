"""The cheapest way to take one slip more into an assignment, and going it (Dijkstra's algorithm by shadow prices)."""

from __future__ import annotations

from collections.abc import Mapping
from heapq import heappop, heappush

from dispatch_tui.domain.assignment import Wish
from dispatch_tui.domain.assignment_network import ENDLESS, NOWHERE, Network

_LIMITS = (100, 1000)
"""Most ways are short. They are looked for within these lengths first, so that what lies further is not touched."""


class Way:
    """The cheapest way for one slip: others may move on, to another network point, another kind's slot, or out.

    Nodes are the cells by their numbers, and behind them the network points. A way ends at a network point with a
    free slot, or with a slip that is left out. Every step costs nothing or more, so the search ends at the first node
    that lies further away than the way found.
    """

    __slots__ = ("came", "cells", "done", "end", "heap", "limit", "near", "network", "new", "nodes", "out")

    def __init__(self, network: Network, wish: Wish, options: Mapping[int, int], cheapest: int) -> None:
        self.network = network
        self.new = wish.id
        self.cells = len(network.price)
        self.nodes = self.cells + len(network.point_price)
        self.end = NOWHERE
        """The last node of the way; none when the new slip is left out."""
        self.out = NOWHERE
        """Who is left out at its end; nobody when it ends at a free slot."""
        self.came: dict[int, tuple[int, int]] = {}
        """The node before each node, and the slip that moves."""
        self.done: dict[int, int] = {}
        farthest = wish.left_out - cheapest
        for self.limit in (*(limit for limit in _LIMITS if limit < farthest), farthest):
            self._search(options, cheapest)
            if self.end != NOWHERE:
                break

    def _reach(self, node: int, away: int, before: int, id_: int) -> None:
        if away < self.limit and away < self.near[node]:
            self.near[node], self.came[node] = away, (before, id_)
            heappush(self.heap, away * self.nodes + node)

    def _search(self, options: Mapping[int, int], cheapest: int) -> None:
        """Look for a way shorter than ``limit``; what is found becomes the limit."""
        self.near = near = [ENDLESS] * self.nodes
        self.heap = heap = list[int]()
        self.done = done = dict[int, int]()
        prices, nodes, cells = self.network.price, self.nodes, self.cells
        for cell, price in options.items():
            self._reach(cell, price + prices[cell] - cheapest, NOWHERE, self.new)
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
        """Take a free slot, or one that a slip of any kind has."""
        network, point = self.network, node - self.cells
        base = network.point_price[point]
        if network.count[point] < network.space[point]:
            end = away + network.next_slot(point) - base
            if end < self.limit:
                self.limit, self.end, self.out = end, node, NOWHERE
        for cell in network.siblings[point]:
            if network.members[cell]:
                self._reach(cell, away + network.price[cell] - base, node, NOWHERE)

    def _from_cell(self, node: int, away: int) -> None:
        """Go to the network point when the kind has room there, or let a slip of the cell give way."""
        network, near, came, limit = self.network, self.near, self.came, self.limit
        if network.left[node]:
            self._reach(self.cells + network.point[node], away, node, NOWHERE)
        prices, base, heap, nodes = network.price, away - network.price[node], self.heap, self.nodes
        for least, step, cell, id_ in network.moves(node):
            if least + base >= limit:
                break
            step += base
            if cell == NOWHERE:
                self.limit, self.end, self.out = step, node, id_
                limit = step
                continue
            step += prices[cell]
            if step < near[cell] and step < limit:
                near[cell], came[cell] = step, (node, id_)
                heappush(heap, step * nodes + cell)

    def go(self) -> tuple[int, ...]:
        """Raise the prices and move the slips along the way; return those that moved besides the new one."""
        self._raise_prices()
        network, cells, node = self.network, self.cells, self.end
        steps: list[tuple[int, int, int]] = []
        if node == NOWHERE:
            steps.append((self.new, NOWHERE, NOWHERE))
        elif self.out != NOWHERE:
            steps.append((self.out, node, NOWHERE))
        if node >= cells:
            network.count[node - cells] += 1
        while node != NOWHERE:
            before, id_ = self.came[node]
            if node >= cells:
                network.left[before] -= 1
            elif before >= cells:
                network.left[node] += 1
            else:
                steps.append((id_, before, node))
            node = before
        for id_, was, _now in steps:
            if was != NOWHERE:
                network.leave(id_, was)
        for id_, _was, now in steps:
            network.join(id_, now)
        return tuple(id_ for id_, _was, _now in steps if id_ != self.new)

    def _raise_prices(self) -> None:
        """Raise the price of every node that lies nearer than the end of the way by what it is nearer."""
        network, cells, limit = self.network, self.cells, self.limit
        points = []
        for node, away in self.done.items():
            if away < limit:
                if node < cells:
                    network.price[node] += limit - away
                else:
                    network.point_price[node - cells] += limit - away
                    points.append(node - cells)
        for point in points:
            for cell in network.siblings[point]:
                # A cell without slips has room, so it costs what its network point costs.
                if not network.members[cell]:
                    network.price[cell] = network.point_price[point]
