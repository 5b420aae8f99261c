"""Several processes on one database: one winner, nothing half done, nothing lost."""

from __future__ import annotations

import multiprocessing
import os
import signal
import time
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from dispatch_tui.domain.filters import Everything
from dispatch_tui.domain.orders import State
from dispatch_tui.errors import Conflict
from dispatch_tui.storage.records import new_id
from dispatch_tui.storage.store import Store, open_store
from tests.storage.samples import NOW, act, slip

OpenBranch = Callable[[], Store]
SPAWN = multiprocessing.get_context("spawn")


def _race(url: str, name: str, rounds: int, gate: Any, results: Any) -> None:
    store = open_store(url, "sh")
    for number in range(rounds):
        with store.read() as reader:
            order = reader.order_by_no(str(number))
        assert order is not None
        gate.wait(60)
        try:
            with store.write(act("send", actor=name)) as writer:
                writer.update_order(order, replace(order, state=State.SENT, point=name))
            results.put((number, name, "", None))
        except Conflict as error:
            results.put((number, name, error.by, error.at))
        gate.wait(60)
    store.close()


def test_of_racing_writers_exactly_one_wins_and_the_others_learn_who(store: Store, url: str) -> None:
    rounds, names = 6, ("1001", "1002", "1003")
    with store.write(act()) as writer:
        writer.insert_orders([slip(str(number)) for number in range(rounds)])
    gate, results = SPAWN.Barrier(len(names)), SPAWN.Queue()
    racers = [SPAWN.Process(target=_race, args=(url, name, rounds, gate, results)) for name in names]
    for racer in racers:
        racer.start()
    found = [results.get(timeout=120) for _ in range(rounds * len(names))]
    for racer in racers:
        racer.join(30)
    for number in range(rounds):
        told = [result[1:] for result in found if result[0] == number]
        winners = [name for name, by, _at in told if not by]
        assert len(winners) == 1
        assert all((by, at) == (winners[0], NOW) for _name, by, at in told if by)
        with store.read() as reader:
            order = reader.order_by_no(str(number))
        assert order is not None
        assert (order.point, order.version) == (winners[0], 2)
    assert store.verify().ok


def _write_until_killed(url: str, acknowledged: str) -> None:
    store = open_store(url, "sh")
    with open(acknowledged, "a", encoding="ascii", buffering=1) as log:
        while True:
            orders = [slip(str(new_id()), point="cn1") for _ in range(5)]
            with store.write(act(actor=str(os.getpid()))) as writer:
                writer.insert_orders(orders)
                writer.settle()
                writer.update_order(orders[0], replace(orders[0], state=State.SENT))
            log.write("".join(f"{order.id}\n" for order in orders))


def test_killed_writers_leave_nothing_half_done_and_lose_nothing(
    store: Store, url: str, tmp_path: Any
) -> None:
    logs = [tmp_path / f"acknowledged-{number}" for number in range(6)]
    for start in range(0, 6, 2):
        processes = [
            SPAWN.Process(target=_write_until_killed, args=(url, str(log))) for log in logs[start : start + 2]
        ]
        for process in processes:
            process.start()
        deadline = time.monotonic() + 60
        while not all(log.exists() and log.stat().st_size for log in logs[start : start + 2]):
            assert time.monotonic() < deadline
            time.sleep(0.02)
        time.sleep(0.1 + 0.013 * start)
        for process in processes:
            assert process.pid is not None
            os.kill(process.pid, signal.SIGKILL)
            process.join(30)
    acknowledged = {int(line) for log in logs for line in log.read_text().split() if len(line) >= 18}
    assert acknowledged
    assert store.verify().problems == ()
    with store.read() as reader:
        stored = set(reader.find_ids(Everything(), now=NOW))
        assert acknowledged <= stored
        assert len(stored) % 5 == 0
        assert reader.pending_count() == len(stored) * 4 // 5


def _make_ids(results: Any) -> None:
    results.put([new_id() for _ in range(2000)])


def test_ids_of_processes_differ() -> None:
    results = SPAWN.Queue()
    processes = [SPAWN.Process(target=_make_ids, args=(results,)) for _ in range(4)]
    for process in processes:
        process.start()
    ids = [id_ for _ in processes for id_ in results.get(timeout=60)]
    for process in processes:
        process.join(30)
    assert len(set(ids)) == 8000
