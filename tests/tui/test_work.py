"""Database work: off the loop, newest answer only, failures as sentences."""

from __future__ import annotations

import threading
from pathlib import Path
from typing import Any

import pytest

from dispatch_tui.errors import BadInput, DispatchError
from dispatch_tui.tui.messages import WorkDone
from dispatch_tui.tui.work import Work
from tests.tui.branch_room import add, make_desk, room, until
from tests.tui.making import slip


class Receiver:
    """Collects messages."""

    def __init__(self) -> None:
        self.got: list[WorkDone] = []
        self.came = threading.Condition()

    def post_message(self, message: Any) -> bool:
        with self.came:
            self.got.append(message)
            self.came.notify_all()
        return True

    def wait_for(self, count: int) -> None:
        with self.came:
            assert self.came.wait_for(lambda: len(self.got) >= count, 5)


@pytest.fixture
def work() -> Any:
    made = Work(lambda: object())  # type: ignore[arg-type, return-value]
    made.start(lambda desk, error: None)
    made.wait_opened(5)
    yield made
    made.stop()


def test_only_the_newest_answer_counts(work: Work) -> None:
    receiver, gate, started = Receiver(), threading.Event(), threading.Event()

    def slow(_desk: Any) -> bool:
        started.set()
        return gate.wait(5)

    first = work.read(receiver, "list", slow, print)
    assert started.wait(5)
    second = work.read(receiver, "list", lambda _desk: 2, print)
    third = work.read(receiver, "list", lambda _desk: 3, print)
    gate.set()
    receiver.wait_for(2)
    assert [message.generation for message in receiver.got] == [first, third]
    assert [work.is_current("list", message.generation) for message in receiver.got] == [False, True]
    assert not work.is_current("list", second)


def test_failures_come_as_sentences(work: Work) -> None:
    receiver = Receiver()

    def refuse(_desk: Any) -> None:
        raise BadInput("No such thing.")

    def break_down(_desk: Any) -> None:
        raise ZeroDivisionError("oops")

    work.read(receiver, "a", refuse, print)
    work.write(receiver, "b", break_down, print)
    receiver.wait_for(2)
    errors = {message.key: message.error for message in receiver.got}
    assert str(errors["a"]) == "No such thing."
    assert isinstance(errors["write:b"], DispatchError)


def test_a_desk_that_does_not_open_is_told() -> None:
    told: list[Any] = []
    came = threading.Event()

    def fail() -> Any:
        raise BadInput("There is no such folder.")

    def opened(desk: Any, error: Any) -> None:
        told.append((desk, error))
        came.set()

    made = Work(fail)
    made.start(opened)
    assert came.wait(5)
    assert told[0][0] is None
    assert "folder" in str(told[0][1])
    made.stop()


async def test_no_database_call_ever_happens_on_the_event_loop(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from dispatch_tui.storage.store import Store

    desk = make_desk(tmp_path)
    loop_thread = threading.get_ident()
    allowed = False
    calls: list[str] = []
    for name in ("read", "write", "run", "feed"):
        original = getattr(Store, name)

        def guarded(
            self: Store, *args: Any, _original: Any = original, _name: str = name, **named: Any
        ) -> Any:
            if threading.get_ident() == loop_thread and not allowed:
                raise AssertionError(f"Store.{_name} on the event loop")
            calls.append(_name)
            return _original(self, *args, **named)

        monkeypatch.setattr(Store, name, guarded)
    async with room(tmp_path, (200, 60), desk) as pilot:
        await pilot.press("down", "right", "o", "O")
        await until(pilot, lambda: type(pilot.app.screen).__name__ == "SlipsScreen")
        await pilot.press("down", "enter")
        await pilot.pause(0.2)
        await pilot.press("escape", "escape", "3")
        await pilot.pause(0.2)
        await pilot.press("8")
        await pilot.pause(0.2)
        await pilot.press("1", "/", *"find 1", "enter")
        await pilot.pause(0.3)
        allowed = True
        add(desk, [slip(99, id=5, no="X99", point="HP1")])
        allowed = False
        await pilot.pause(0.5)
    assert "read" in calls
