"""The embedded engine: one SQLite file in WAL mode, a turnstile before every write, deadlines by interruption."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from operator import itemgetter
from pathlib import Path
from typing import Any

from dispatch_tui.errors import Unavailable
from dispatch_tui.i18n import gettext as _
from dispatch_tui.storage import guards
from dispatch_tui.storage.connections import ThreadConnections
from dispatch_tui.storage.dialect import SQLITE
from dispatch_tui.storage.engine import Engine, Params, busy
from dispatch_tui.storage.models import OrderRow
from dispatch_tui.storage.orm import peewee, sqlite3
from dispatch_tui.storage.sqlite_feed import SqliteWaiter
from dispatch_tui.storage.turnstile import Turnstile, make_shared
from dispatch_tui.storage.words import match_sqlite, words_of

APPLICATION_ID = 0x44545549
"""Mark in the file's header by which ``file`` and this program know it ("DTUI")."""
_WAIT_SECONDS = 30
_STEPS_BETWEEN_CHECKS = 20_000
"""Steps of SQLite's machine between two looks at the deadline, about a millisecond."""
_BULK = 100
"""New slips from which a statement of their own is worth its making."""
_EMPTY = {None: "NULL", "": "''", "{}": "'{}'", 0: "0"}
"""How SQL writes the values that most new slips share."""
_PRAGMAS = (
    ("synchronous", "FULL"), ("busy_timeout", _WAIT_SECONDS * 1000), ("foreign_keys", "ON"),
    ("cache_size", -16000), ("temp_store", "MEMORY"), ("journal_size_limit", 64 * 1024 * 1024), ("mmap_size", 0),
)  # fmt: skip


def library_version() -> tuple[int, ...]:
    """Return the version of the SQLite library in use."""
    return tuple(int(part) for part in str(sqlite3.sqlite_version).split("."))


class SqliteEngine(Engine):
    """One file, any number of processes and threads of this host."""

    dialect = SQLITE

    def __init__(self, path: Path) -> None:
        self.path = path
        self.turnstile = Turnstile(path.with_name(path.name + ".turn"))
        self.database = peewee.SqliteDatabase(None, autoconnect=False)
        self.version = library_version()
        self._connections = ThreadConnections(self.open_connection, _interrupt, _close)
        self._files = threading.local()

    def open_connection(self) -> Any:
        """Return a new connection of its own, for the caller to close."""
        inode = self.inode()
        connection = sqlite3.connect(
            f"{self.path.absolute().as_uri()}?mode=rw", timeout=_WAIT_SECONDS, isolation_level=None,
            check_same_thread=False, uri=True, cached_statements=256,
        )  # fmt: skip
        for name, value in _PRAGMAS:
            connection.execute(f"PRAGMA {name} = {value}")
        self._files.inode = inode
        return connection

    def inode(self) -> int:
        """Return the number by which the file system knows the file; raises Unavailable when there is none."""
        try:
            return self.path.stat().st_ino
        except OSError as error:
            raise Unavailable(
                _("There is no database at {path}.").format(path=self.path),
                _("Make it with: dispatch-tui migrate"),
            ) from error

    @property
    def connection(self) -> Any:
        """This thread's connection, opened on first use."""
        return self._connections.get()

    def execute(self, sql: str, params: Params = ()) -> Any:
        return self.connection.execute(sql, params)

    def executemany(self, sql: str, rows: Iterable[Params]) -> None:
        self.connection.executemany(sql, rows)

    def follow_file(self) -> None:
        """Open the file anew when another one stands in its place (a backup was put back)."""
        if self._connections.present() is None:
            return
        try:
            inode = self.path.stat().st_ino
        except OSError:
            inode = 0
        if inode != self._files.inode:
            self.close_thread()

    def _set_deadline(self, seconds: float) -> None:
        deadline = time.monotonic() + seconds
        self.connection.set_progress_handler(lambda: time.monotonic() > deadline, _STEPS_BETWEEN_CHECKS)

    def begin_read(self, seconds: float) -> None:
        self.follow_file()
        self._set_deadline(seconds)
        self._connections.begin()
        self.execute("BEGIN")

    def begin_write(self, seconds: float) -> None:
        self.follow_file()
        connection = self.connection
        started = time.monotonic()
        if not self.turnstile.enter(seconds):
            raise busy()
        try:
            self._set_deadline(max(1.0, seconds - (time.monotonic() - started)))
            self._connections.begin()
            connection.execute("BEGIN IMMEDIATE")
        except BaseException:
            self.turnstile.leave()
            raise

    def commit(self) -> None:
        # A commit is never interrupted: its outcome must be known.
        self.connection.set_progress_handler(None, 0)
        self.execute("COMMIT")
        self.turnstile.leave()
        self._connections.end()

    def rollback(self) -> None:
        connection = self._connections.present()
        try:
            if connection is not None:
                connection.set_progress_handler(None, 0)
                if connection.in_transaction:
                    connection.execute("ROLLBACK")
        except sqlite3.Error:
            self.close_thread()
        finally:
            self.turnstile.leave()
            self._connections.end()

    def id_list(self, ids: Sequence[int]) -> tuple[str, Any]:
        return "IN (SELECT value FROM json_each(?))", f"[{','.join(map(str, ids))}]"

    def contains(self, column: peewee.Node, text: str) -> peewee.Expression:
        return peewee.fn.INSTR(column, text) > 0

    def has_words(self, exact: Iterable[str], starts: Iterable[str] = ()) -> peewee.Node:
        return OrderRow.id.in_(
            peewee.SQL(
                "(SELECT rowid FROM orders_words WHERE orders_words MATCH ?)", (match_sqlite(exact, starts),)
            )
        )

    def word_ids(self, branch: str, exact: Iterable[str], starts: Iterable[str], limit: int) -> list[int]:
        rows = self.execute(
            "SELECT orders.id FROM orders_words CROSS JOIN orders ON orders.id = orders_words.rowid "
            "WHERE orders_words MATCH ? AND orders.branch = ? ORDER BY orders_words.rowid DESC LIMIT ?",
            (match_sqlite(exact, starts), branch, limit),
        )
        return [row[0] for row in rows.fetchall()]

    def insert_orders(self, branch: str, columns: Sequence[str], rows: Sequence[Params]) -> None:
        folded, id_ = columns.index("folded"), columns.index("id")
        values, given = _written_out(rows)
        pick = itemgetter(*given)
        self.executemany(
            f"INSERT INTO orders ({','.join(columns)},branch) VALUES ({','.join(values)},?)",  # noqa: S608
            [(*pick(row), branch) for row in rows],
        )
        self.executemany(
            "INSERT INTO orders_words (rowid, words) VALUES (?, ?)",
            [(row[id_], " ".join(words_of(row[folded]))) for row in rows],
        )

    def insert_rows(self, table: str, columns: Sequence[str], rows: Sequence[Params]) -> None:
        marks = ",".join("?" * len(columns))
        self.executemany(f"INSERT INTO {table} ({','.join(columns)}) VALUES ({marks})", rows)  # noqa: S608

    def update_rows(
        self, table: str, branch: str, columns: Sequence[str], rows: Sequence[Params]
    ) -> set[tuple[int, int]]:
        sql = (
            f"UPDATE {table} SET {', '.join(f'{name} = ?' for name in columns)}, version = version + 1 "  # noqa: S608
            "WHERE branch = ? AND id = ? AND version = ?"
        )
        execute = self.connection.execute
        return {
            (id_, version)
            for id_, version, *values in rows
            if execute(sql, (*values, branch, id_, version)).rowcount == 1
        }

    def index_words(self, branch: str, order_id: int, old: str, new: str) -> None:
        self.execute(
            "INSERT INTO orders_words (orders_words, rowid, words) VALUES ('delete', ?, ?)",
            (order_id, " ".join(words_of(old))),
        )
        self.execute(
            "INSERT INTO orders_words (rowid, words) VALUES (?, ?)", (order_id, " ".join(words_of(new)))
        )

    def lock_orders(self, branch: str, ids: Sequence[int]) -> dict[int, int]:
        """Nothing to do: the transaction holds the whole file."""
        return {}

    def notify(self, branch: str) -> None:
        """Nothing to do: sessions look at the file's change counter."""

    def waiter(self, branch: str) -> SqliteWaiter:
        return SqliteWaiter(self.open_connection, self.inode, branch)

    def may_repeat(self, error: BaseException | None) -> bool:
        """Never: writers wait for their turn, there is nothing to repeat."""
        return False

    def prepare_storage(self) -> None:
        try:
            # One folder is made, not a whole path: a mistyped path must not look like an empty room.
            self.path.parent.mkdir(exist_ok=True)
            make_shared(self.path)
            make_shared(self.turnstile.path)
        except OSError as error:
            raise Unavailable(
                _("The database {path} can't be made: {error}.").format(path=self.path, error=error.strerror),
                _("Check the folder and its rights."),
            ) from error
        guards.refuse_network(self.path)
        guards.refuse_affected_wal(self.path, self.version)
        if self.execute("PRAGMA application_id").fetchone()[0] == 0:
            self.execute(f"PRAGMA application_id = {APPLICATION_ID}")
        if guards.affected(self.version):
            # The emergency mode: slower, readers wait for writers, but nothing is lost.
            self.execute("PRAGMA journal_mode = DELETE").fetchone()
        else:
            self.execute("PRAGMA journal_mode = WAL").fetchone()

    @contextmanager
    def migration_lock(self, seconds: float) -> Iterator[None]:
        if not self.turnstile.enter(seconds):
            raise busy()
        try:
            yield
        finally:
            self.turnstile.leave()

    def _names(self, kind: str) -> set[str]:
        rows = self.execute("SELECT name FROM sqlite_master WHERE type = ?", (kind,))
        return {name for (name,) in rows.fetchall()}

    def table_names(self) -> set[str]:
        return self._names("table")

    def index_names(self) -> set[str]:
        return self._names("index")

    def trigger_names(self) -> set[str]:
        return self._names("trigger")

    def check_start(self) -> None:
        if self.path.exists():
            guards.refuse_closed(self.path)
            guards.refuse_network(self.path)
            guards.refuse_affected_wal(self.path, self.version)

    def close_thread(self) -> None:
        self._connections.drop()

    def close(self) -> None:
        self._connections.close_all()


def _written_out(rows: Sequence[Params]) -> tuple[list[str], list[int]]:
    """Return the text of each value in an INSERT, and the places of the columns that are bound to it.

    Most columns of a new slip are empty. In a bulk that shares an empty value it is written into the statement, which
    spares binding it row by row: a third of the time of the whole INSERT.
    """
    values = ["?"] * len(rows[0])
    if len(rows) >= _BULK:
        for place, column in enumerate(zip(*rows, strict=True)):
            written = _EMPTY.get(column[0])
            if written is not None and column.count(column[0]) == len(column):
                values[place] = written
    return values, [place for place, value in enumerate(values) if value == "?"]


def _interrupt(connection: Any) -> None:
    connection.interrupt()


def _close(connection: Any) -> None:
    connection.close()
