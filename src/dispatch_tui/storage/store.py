"""The door to the database: ``open_store``, one snapshot to read, one transaction to write.

Importing this module is cheap; peewee is imported by ``open_store``.
"""

from __future__ import annotations

import random
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar
from urllib.parse import unquote, urlsplit

from dispatch_tui.errors import BadInput, DispatchError
from dispatch_tui.i18n import gettext as _
from dispatch_tui.storage.records import Act, AlreadyDone

if TYPE_CHECKING:
    from dispatch_tui.storage.engine import Engine
    from dispatch_tui.storage.feed import Feed
    from dispatch_tui.storage.reading import Reader
    from dispatch_tui.storage.verify import Verification
    from dispatch_tui.storage.writing import Writer

READ_SECONDS = 20.0
"""Deadline of one reading transaction's statements."""
WRITE_SECONDS = 30.0
"""How long a writer waits for its turn, and its statements may run."""
VERIFY_SECONDS = 3600.0
_TRIES = 6
_Result = TypeVar("_Result")


def open_store(url: str, branch: str) -> Store:
    """Return the store of a branch on ``sqlite:///path`` or ``postgresql://…``; connects on first use.

    ``sqlite:///relative.db`` is relative to the working folder, ``sqlite:////absolute.db`` is absolute. Raises BadInput
    for any other URL.
    """
    scheme = url.partition(":")[0]
    engine: Engine
    if scheme == "sqlite":
        from dispatch_tui.storage.sqlite import SqliteEngine

        engine = SqliteEngine(_sqlite_path(url))
    elif scheme in ("postgresql", "postgres"):
        from dispatch_tui.storage.postgres import PostgresEngine

        engine = PostgresEngine("postgresql" + url[len(scheme) :])
    else:
        raise BadInput(
            _("The database URL “{url}” can't be used.").format(url=scheme + ":…"),
            _("Give sqlite:///path/to/file.db or postgresql://user@host/name."),
        )
    return Store(engine, branch)


def _sqlite_path(url: str) -> Path:
    parts = urlsplit(url)
    path = unquote(parts.path)[1:]
    if parts.netloc or not path:
        raise BadInput(
            _("The database URL “{url}” names no file.").format(url=url),
            _("Give sqlite:///path/to/file.db; an absolute path has four slashes."),
        )
    return Path(path).expanduser()


class Store:
    """One branch in one database; usable from any thread, each with its own connection and transaction."""

    def __init__(self, engine: Engine, branch: str) -> None:
        self._engine = engine
        self.branch = branch
        self._checked = False
        self._open = threading.local()

    @property
    def engine(self) -> str:
        """Name of the engine: ``sqlite`` or ``postgresql``."""
        return self._engine.dialect.name

    def migrate(self) -> list[str]:
        """Create the database or bring its schema up to date; returns the names of the steps that were run.

        Safe when many processes do it at once. Raises Unavailable when the database is newer than this program.
        """
        from dispatch_tui.storage import schema

        with self.sentences():
            done = schema.migrate(self._engine)
            schema.check(self._engine)
        self._checked = True
        return done

    def check(self) -> None:
        """Refuse a database that does not fit; done by itself before the first transaction."""
        if not self._checked:
            from dispatch_tui.storage import schema

            with self.sentences():
                schema.check(self._engine)
            self._checked = True

    @contextmanager
    def read(self, seconds: float = READ_SECONDS) -> Iterator[Reader]:
        """Open a snapshot for reading; inside an open transaction of this thread the same one is handed out.

        Raises Unavailable when the database can't be reached or does not answer in time. Never keep it open while a
        person thinks: it would keep the log of a busy file growing.
        """
        from dispatch_tui.storage.reading import Reader

        present = getattr(self._open, "reader", None)
        if present is not None:
            yield present
            return
        self.check()
        with self.sentences():
            try:
                self._engine.begin_read(seconds)
                self._open.reader = reader = Reader(self._engine, self.branch)
                yield reader
            finally:
                self._open.reader = None
                self._engine.rollback()

    @contextmanager
    def write(self, act: Act, seconds: float = WRITE_SECONDS) -> Iterator[Writer]:
        """Open the transaction of one act; everything in it becomes one event group, or nothing at all.

        Leaving the block stores it durably; an exception takes everything back. Raises AlreadyDone when the act's
        command id was carried out before, Unavailable when the turn does not come in time.
        """
        from dispatch_tui.storage.writing import Writer

        if getattr(self._open, "reader", None) is not None:
            raise RuntimeError("a transaction of this thread is open; writes begin by themselves")
        self.check()
        with self.sentences():
            try:
                self._engine.begin_write(seconds)
                writer = Writer(self._engine, self.branch, act)
                done = writer.group(act.command_id)
                if done is not None:
                    raise AlreadyDone(_("This command was carried out before; nothing is done twice."), done)
                self._open.reader = writer
                yield writer
                writer.ledger.close()
                self._engine.commit()
            except BaseException:
                self._engine.rollback()
                raise
            finally:
                self._open.reader = None

    def run(self, act: Act, work: Callable[[Writer], _Result], *, seconds: float = WRITE_SECONDS) -> _Result:
        """Carry out ``work`` in a write transaction, again when it was overtaken or the connection was lost.

        ``work`` may be called several times; only the last call's changes are stored. When a connection was lost while
        storing, the command id tells whether it was stored, so nothing is done twice.
        """
        from dispatch_tui.storage.engine import Overtaken

        deadline = time.monotonic() + seconds
        results: list[_Result] = []
        for attempt in range(_TRIES):
            try:
                with self.write(act, max(1.0, deadline - time.monotonic())) as writer:
                    results.append(work(writer))
                return results[-1]
            except AlreadyDone:
                if results:
                    return results[-1]
                raise
            except DispatchError as error:
                last = attempt == _TRIES - 1 or time.monotonic() > deadline
                overtaken = isinstance(error, Overtaken) or self._engine.may_repeat(error.__cause__)
                if last or not overtaken:
                    raise
            time.sleep(random.uniform(0.01, 0.05) * 2**attempt)  # noqa: S311 - not for secrets
        raise AssertionError("unreachable")

    def feed(self) -> Feed:
        """Return a feed that tells of changes; it has a connection of its own and serves one thread."""
        from dispatch_tui.storage.feed import Feed

        self.check()
        with self.sentences():
            return Feed(self, self._engine.waiter(self.branch))

    def verify(self, progress: Callable[[int], None] | None = None) -> Verification:
        """Check the whole history and everything kept beside it, without changing anything; takes a while."""
        from dispatch_tui.storage.verify import verify

        with self.read(seconds=VERIFY_SECONDS) as reader:
            return verify(reader, progress)

    def close(self) -> None:
        """Close the connections of all threads."""
        self._engine.close()

    @contextmanager
    def sentences(self) -> Iterator[None]:
        """Turn errors of the database driver inside the block into failures with a sentence."""
        try:
            yield
        except DispatchError:
            raise
        except Exception as error:
            from dispatch_tui.storage.engine import translate

            told = translate(error)
            if told is None:
                raise
            raise told from error
