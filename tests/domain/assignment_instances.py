"""Random assignments, and their lowest price by an independent solver (networkx); for tests and benchmarks."""

from __future__ import annotations

import math
import random
from collections.abc import Iterable, Sequence
from dataclasses import replace
from heapq import nsmallest

import networkx as nx

from dispatch_tui.domain.assignment import AssignWeights, Room, Wish, hash_of, seed_of, tie_break
from dispatch_tui.domain.orders import Kind

KINDS = {Kind.INSTALL: 0.55, Kind.REPAIR: 0.38, Kind.REMOVAL: 0.07}
"""Kinds and their shares of a day."""


def small(
    chance: random.Random, slips: int, points: int, *, tight: float = 1.0
) -> tuple[list[Room], list[Wish]]:
    """Return rooms and wishes of every sort: unknown and used-up capacities, limits by kind, pins, earlier points."""
    most = max(2, round(2 * slips / points / tight))
    rooms = []
    for number in range(points):
        capacity = chance.choice(
            [None, chance.randrange(most), *[chance.randrange(1, most) for _ in range(4)]]
        )
        used = 0 if capacity is None else chance.randrange(capacity + 1) // 2
        kinds = {}
        for kind in KINDS:
            if chance.random() < 0.4:
                limit = chance.randrange(most)
                kinds[kind] = (limit, chance.randrange(limit + 2) // 2)
        rooms.append(Room(f"p{number}", capacity, used, kinds))
    wishes = []
    for number in range(slips):
        near = chance.sample(range(points), chance.randrange(min(points, 9) + 1))
        options = [(f"p{place}", chance.randrange(4000)) for place in near]
        wishes.append(
            Wish(
                number,
                chance.choice(list(KINDS)),
                chance.choice([3000, 9000, 18000, 39000]),
                options,
                earlier=chance.choice(options)[0] if options and chance.random() < 0.2 else "",
                pinned=f"p{chance.randrange(points + 1)}" if chance.random() < 0.05 else "",
            )
        )
    return rooms, wishes


def day(
    chance: random.Random,
    slips: int,
    points: int,
    load: float,
    weights: AssignWeights | None = None,
    *,
    grown: bool = False,
) -> tuple[list[Room], list[Wish]]:
    """Return a day of a branch: uneven districts, network points partly full, ``load`` as demand by free capacity.

    A ``grown`` branch has its capacity where its customers are; otherwise some districts have far too little.
    """
    weights = weights or AssignWeights()
    count = max(8, points // 8)
    districts = [(chance.gauss(0, 14), chance.gauss(0, 14)) for _ in range(count)]
    people = [chance.lognormvariate(0, 0.8) for _ in range(count)]
    size = [chance.uniform(0.5, 1.5) for _ in range(points)]
    if grown:
        size = [each * people[number % count] for number, each in enumerate(size)]
    rooms, places = [], []
    for number in range(points):
        home = districts[number % count]
        places.append((home[0] + chance.gauss(0, 3), home[1] + chance.gauss(0, 3)))
        full = chance.random() * 0.8
        capacity = max(1, round(slips / load * size[number] / sum(size) / (1 - full)))
        kinds = {}
        for kind, share in KINDS.items():
            limit = max(1, round(capacity * (share * 1.2 + 0.1 if grown else share * 1.25)))
            kinds[kind] = (limit, round(limit * full))
        rooms.append(Room(f"p{number}", capacity, round(capacity * full), kinds))
    hashes = [hash_of(room.code) for room in rooms]
    near: dict[int, list[tuple[int, int]]] = {}
    for place, (x, y) in enumerate(districts):
        prices = []
        for number, (east, north) in enumerate(places):
            covered = number % count == place or chance.random() < 0.05
            way = math.hypot(x - east, y - north) * weights.detour_percent / 100 * weights.per_kilometre
            prices.append((round(way) + (0 if covered else weights.not_covered), number))
        near[place] = nsmallest(weights.candidates, prices)
    wishes = []
    for number in range(slips):
        seed = seed_of(number)
        options = [
            (rooms[point].code, price + tie_break(seed, hashes[point], weights.tie_break))
            for price, point in near[chance.choices(range(count), people)[0]]
        ]
        left_out = chance.choices([weights.today, weights.carried], [82, 18])[0]
        urgent = weights.urgent if chance.random() < 0.07 else 0
        kind = chance.choices(list(KINDS), list(KINDS.values()))[0]
        wishes.append(Wish(number, kind, left_out + urgent, options))
    return rooms, wishes


def optimum(rooms: Iterable[Room], wishes: Sequence[Wish], weights: AssignWeights | None = None) -> int:
    """Return the lowest total price by network simplex, pins left out of it as in ``Assignment.cost``."""
    weights = weights or AssignWeights()
    here = {room.code: room for room in rooms}
    for wish in wishes:
        room = here.get(wish.pinned)
        if room is not None:
            kinds = {kind: (most, used + (kind is wish.kind)) for kind, (most, used) in room.kinds.items()}
            here[room.code] = replace(room, used=room.used + 1, kinds=kinds)
    free = [wish for wish in wishes if not wish.pinned]
    graph = nx.MultiDiGraph()
    graph.add_node("sink", demand=len(free))
    for room in here.values():
        if room.capacity is None:
            graph.add_edge(room.code, "sink", capacity=len(free), weight=weights.unknown_load)
        for slot in range(room.used, room.capacity or 0):
            price = next(p for upto, p in weights.bands if 100 * slot < upto * (room.capacity or 0))
            graph.add_edge(room.code, "sink", capacity=1, weight=price)
        for kind in KINDS:
            most, used = room.kinds.get(kind, (len(free), 0))
            graph.add_edge((room.code, kind), room.code, capacity=max(0, most - used), weight=0)
    for wish in free:
        graph.add_node(wish.id, demand=-1)
        graph.add_edge(wish.id, "sink", capacity=1, weight=wish.left_out)
        for code, price in wish.options:
            bonus = weights.stay if code == wish.earlier else 0
            graph.add_edge(wish.id, (code, wish.kind), capacity=1, weight=price - bonus)
    cost, _flow = nx.network_simplex(graph)
    return int(cost)
