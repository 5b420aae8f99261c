"""Database work off the event loop: one thread that reads, one that writes, one that thinks about large commands.

A screen asks with ``read`` or ``write`` and names what takes the result. Requests with the same name replace each
other: only the newest one's result arrives. Nothing here touches a widget; results come back as messages.
"""

from __future__ import annotations

import queue
import threading
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Protocol, TypeVar

from dispatch_tui.errors import DispatchError, Unavailable
from dispatch_tui.i18n import gettext as _
from dispatch_tui.tui.messages import WorkDone

if TYPE_CHECKING:
    from textual.message import Message

    from dispatch_tui.services.desk import Desk

Result = TypeVar("Result")


class Receiver(Protocol):
    """What takes messages: an application, a screen, a widget."""

    def post_message(self, message: Message) -> bool:
        """Take a message from any thread."""
        ...


class _Request:
    """One call waiting for its thread."""

    __slots__ = ("done", "failed", "function", "generation", "name", "receiver")

    def __init__(
        self,
        name: str,
        generation: int,
        function: Callable[[Desk], Any],
        receiver: Receiver,
        done: Callable[[Any], None],
        failed: Callable[[DispatchError], None] | None,
    ) -> None:
        self.name = name
        self.generation = generation
        self.function = function
        self.receiver = receiver
        self.done = done
        self.failed = failed


class Work:
    """The database threads of a session; ``before`` is called in the reading one before it opens the desk."""

    def __init__(self, open_desk: Callable[[], Desk], before: Callable[[], None] = lambda: None) -> None:
        self._open_desk = open_desk
        self._before = before
        self._desk: Desk | None = None
        self._failure: DispatchError | None = None
        self._opened = threading.Event()
        self._generations: dict[str, int] = {}
        self._reads: queue.SimpleQueue[_Request | None] = queue.SimpleQueue()
        self._writes: queue.SimpleQueue[_Request | None] = queue.SimpleQueue()
        self._thoughts: queue.SimpleQueue[_Request | None] | None = None
        self._threads = [
            threading.Thread(target=self._run, args=(self._reads, True), name="db-read", daemon=True),
            threading.Thread(target=self._run, args=(self._writes, False), name="db-write", daemon=True),
        ]

    def start(self, opened: Callable[[Desk | None, DispatchError | None], None]) -> None:
        """Start the threads; the reading one opens settings and database and calls ``opened`` from there."""
        self._tell_opened = opened
        for thread in self._threads:
            thread.start()

    def stop(self) -> None:
        """Let the threads end after what they are doing; they never hold up the end of the process."""
        for requests in (self._reads, self._writes, self._thoughts):
            if requests is not None:
                requests.put(None)

    def finish(self, seconds: float) -> None:
        """Wait at most so long until everything handed in is stored; to be called after ``stop``."""
        writing = self._threads[1]
        if writing.is_alive() and self._opened.is_set():
            writing.join(seconds)

    @property
    def desk(self) -> Desk | None:
        """The desk of this session, None until it is open."""
        return self._desk

    def wait_opened(self, timeout: float) -> Desk | None:
        """Wait in another thread until the desk is open and return it."""
        self._opened.wait(timeout)
        return self._desk

    def read(
        self,
        receiver: Receiver,
        name: str,
        function: Callable[[Desk], Result],
        done: Callable[[Result], None],
        failed: Callable[[DispatchError], None] | None = None,
    ) -> int:
        """Call ``function(desk)`` in the reading thread and ``done(result)`` on the event loop.

        A later ``read`` of the same name drops this one: unstarted ones aren't called, late results aren't shown.
        Returns the generation.
        """
        generation = self._next(name)
        self._reads.put(_Request(name, generation, function, receiver, done, failed))
        return generation

    def think(
        self,
        receiver: Receiver,
        name: str,
        function: Callable[[Desk], Result],
        done: Callable[[Result], None],
        failed: Callable[[DispatchError], None] | None = None,
    ) -> int:
        """Do what ``read`` does in a thread of its own, so that a long calculation never holds up a list.

        The thread begins with the first request.
        """
        if self._thoughts is None:
            self._thoughts = queue.SimpleQueue()
            threading.Thread(
                target=self._run, args=(self._thoughts, False), name="db-think", daemon=True
            ).start()
        generation = self._next(name)
        self._thoughts.put(_Request(name, generation, function, receiver, done, failed))
        return generation

    def write(
        self,
        receiver: Receiver,
        name: str,
        function: Callable[[Desk], Result],
        done: Callable[[Result], None],
        failed: Callable[[DispatchError], None] | None = None,
    ) -> int:
        """Call ``function(desk)`` in the writing thread; every write is carried out and its result shown."""
        generation = self._next(f"write:{name}")
        self._writes.put(_Request(f"write:{name}", generation, function, receiver, done, failed))
        return generation

    def forget(self, name: str) -> None:
        """Make results of earlier reads of this name stale."""
        self._next(name)

    def is_current(self, name: str, generation: int) -> bool:
        """Tell whether no later request of the name was made."""
        return name.startswith("write:") or self._generations.get(name) == generation

    def _next(self, name: str) -> int:
        generation = self._generations.get(name, 0) + 1
        self._generations[name] = generation
        return generation

    def _run(self, requests: queue.SimpleQueue[_Request | None], opens: bool) -> None:
        if opens:
            self._open()
        else:
            self._opened.wait()
        while (request := requests.get()) is not None:
            if self.is_current(request.name, request.generation):
                self._carry_out(request)

    def _open(self) -> None:
        self._before()
        try:
            self._desk = self._open_desk()
        except DispatchError as failure:
            self._failure = failure
        except Exception as failure:  # the sentence must reach the person whatever it was
            self._failure = unexpected(failure)
        self._opened.set()
        self._tell_opened(self._desk, self._failure)

    def _carry_out(self, request: _Request) -> None:
        result: Any = None
        error: DispatchError | None = None
        desk = self._desk
        if desk is None:
            error = self._failure or Unavailable(_("The database isn't open yet."))
        else:
            try:
                result = request.function(desk)
            except DispatchError as failure:
                error = failure
            except Exception as failure:  # one failed call must not end the thread
                error = unexpected(failure)
        request.receiver.post_message(
            WorkDone(
                key=request.name,
                generation=request.generation,
                result=result,
                error=error,
                done=request.done,
                failed=request.failed,
            )
        )


def unexpected(failure: Exception) -> DispatchError:
    """Return a failure that nobody foresaw as one sentence; its details go to the log, which the command line keeps."""
    import logging

    logging.getLogger("dispatch_tui").error("unexpected failure", exc_info=failure)
    return DispatchError(
        _("That did not work: {what}.").format(what=f"{type(failure).__name__}: {failure}"), code="unexpected"
    )
