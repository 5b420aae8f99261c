"""The server engine: PostgreSQL through psycopg 3, for many hosts."""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from functools import lru_cache
from operator import itemgetter
from typing import Any

from dispatch_tui.errors import Unavailable
from dispatch_tui.i18n import gettext as _
from dispatch_tui.storage.connections import ThreadConnections
from dispatch_tui.storage.dialect import POSTGRESQL
from dispatch_tui.storage.engine import Engine, Params, busy
from dispatch_tui.storage.orm import peewee
from dispatch_tui.storage.postgres_feed import PostgresWaiter
from dispatch_tui.storage.watchdog import Watchdog, shut_down
from dispatch_tui.storage.words import match_postgresql, vector_text, words_of

CHANNEL = "dispatch_feed"
"""Name under which commits are announced; the payload is the branch."""
_MIGRATION_KEY = 0x44545549
"""Key of the advisory lock that one migrating process holds."""
_REPEATABLE = frozenset({"40001", "40P01"})
"""Serialisation failure and deadlock: the transaction was undone and may be repeated."""
_DUPLICATE = "23505"
_MADE_AT_ONCE = frozenset(
    {"feedback_sheet_day", "feedback_line_sheet", "flow_card_no", "day_run_day", "printing_subject"}
)
"""Unique indexes of records that two people may make in the same moment; the second finds the first one's."""
_GONE = frozenset({"57P01", "57P02", "57P03"})
"""The server is going down or coming up."""
_GRACE_SECONDS = 3.0
"""What the server gets beyond a statement's deadline before its socket is shut down."""
_CONNECT_SECONDS = 10
_COPIED = 10
"""Rows from which a COPY is quicker than an INSERT for each."""
_TYPES = {"BIGINT": "bigint", "INT": "integer", "SMALLINT": "smallint", "TEXT": "text"}


@lru_cache(512)
def _marks(sql: str) -> str:
    return sql.replace("?", "%s")


@lru_cache(32)
def _column_types(table: str) -> dict[str, str]:
    """Return the types of a table's columns in the words of the server."""
    from dispatch_tui.storage.models import MODELS

    (model,) = (model for model in MODELS if model._meta.table_name == table)
    return {field.column_name: _TYPES[field.field_type] for field in model._meta.sorted_fields}


class PostgresEngine(Engine):
    """One server (or several hosts in the URL, of which the writable one is used)."""

    dialect = POSTGRESQL

    def __init__(self, url: str) -> None:
        try:
            import psycopg
        except ImportError as error:
            raise Unavailable(
                _("The driver for PostgreSQL is not installed."), _("Install dispatch-tui[postgres].")
            ) from error
        self.psycopg = psycopg
        self.url = url
        self.database = peewee.PostgresqlDatabase(None, autoconnect=False)
        self.watchdog = Watchdog()
        self._connections = ThreadConnections(self.open_connection, _cut, self._close)

    def open_connection(self) -> Any:
        """Return a new connection of its own in autocommit mode, for the caller to close."""
        wanted = {"connect_timeout": _CONNECT_SECONDS, "application_name": "dispatch-tui"}
        given = self.psycopg.conninfo.conninfo_to_dict(self.url)
        extra: dict[str, Any] = {name: value for name, value in wanted.items() if name not in given}
        return self.psycopg.connect(self.url, autocommit=True, **extra)

    @property
    def connection(self) -> Any:
        """This thread's connection, opened on first use and again after it was lost."""
        found = self._connections.get()
        if found.closed:
            self.close_thread()
            found = self._connections.get()
        return found

    def execute(self, sql: str, params: Params = ()) -> Any:
        return self.connection.execute(_marks(sql), params or None)

    def executemany(self, sql: str, rows: Iterable[Params]) -> None:
        with self.connection.cursor() as cursor:
            cursor.executemany(_marks(sql), list(rows))

    def _begin(self, how: str, seconds: float) -> None:
        milliseconds = max(1, int(seconds * 1000))
        text = f"BEGIN {how}; SET LOCAL statement_timeout = {milliseconds}; SET LOCAL lock_timeout = {milliseconds}"
        for fresh in (False, True):
            connection = self.connection
            self._connections.begin()
            self.watchdog.watch(connection.fileno(), seconds + _GRACE_SECONDS)
            try:
                connection.execute(text, prepare=False)
            except self.psycopg.OperationalError:
                # The server was restarted since the last use; nothing was sent yet, so a new connection is safe.
                self.close_thread()
                if fresh:
                    raise
                continue
            return

    def begin_read(self, seconds: float) -> None:
        self._begin("ISOLATION LEVEL REPEATABLE READ READ ONLY", seconds)

    def begin_write(self, seconds: float) -> None:
        self._begin("ISOLATION LEVEL READ COMMITTED", seconds)

    def commit(self) -> None:
        connection = self.connection
        status = connection.execute("COMMIT", prepare=False).statusmessage
        self.watchdog.release(connection.fileno())
        if status != "COMMIT":
            raise self.psycopg.OperationalError("the transaction was rolled back by the server")
        self._connections.end()

    def rollback(self) -> None:
        connection = self._connections.present()
        if connection is None:
            return
        try:
            if connection.closed:
                self.close_thread()
                return
            if connection.info.transaction_status != self.psycopg.pq.TransactionStatus.IDLE:
                connection.rollback()
            self.watchdog.release(connection.fileno())
            self._connections.end()
        except self.psycopg.Error:
            self.close_thread()

    def id_list(self, ids: Sequence[int]) -> tuple[str, Any]:
        return "= ANY(CAST(? AS bigint[]))", list(ids)

    def contains(self, column: peewee.Node, text: str) -> peewee.Expression:
        return peewee.fn.STRPOS(column, text) > 0

    def has_words(self, exact: Iterable[str], starts: Iterable[str] = ()) -> peewee.Node:
        return peewee.SQL("(words @@ CAST(? AS tsquery))", (match_postgresql(exact, starts),))

    def word_ids(self, branch: str, exact: Iterable[str], starts: Iterable[str], limit: int) -> list[int]:
        rows = self.execute(
            "SELECT id FROM orders WHERE branch = ? AND words @@ CAST(? AS tsquery) ORDER BY id DESC LIMIT ?",
            (branch, match_postgresql(exact, starts), limit),
        )
        return [row[0] for row in rows.fetchall()]

    def insert_orders(self, branch: str, columns: Sequence[str], rows: Sequence[Params]) -> None:
        folded = columns.index("folded")
        sql = f"COPY orders ({','.join(columns)},branch,words) FROM STDIN"
        with self.connection.cursor() as cursor, cursor.copy(sql) as copy:
            for row in rows:
                copy.write_row((*row, branch, vector_text(words_of(row[folded]))))

    def insert_rows(self, table: str, columns: Sequence[str], rows: Sequence[Params]) -> None:
        if len(rows) < _COPIED:
            marks = ",".join("?" * len(columns))
            self.executemany(f"INSERT INTO {table} ({','.join(columns)}) VALUES ({marks})", rows)  # noqa: S608
            return
        sql = f"COPY {table} ({','.join(columns)}) FROM STDIN"
        with self.connection.cursor() as cursor, cursor.copy(sql) as copy:
            for row in rows:
                copy.write_row(row)

    def update_rows(
        self, table: str, branch: str, columns: Sequence[str], rows: Sequence[Params]
    ) -> set[tuple[int, int]]:
        types = _column_types(table)
        arrays = ", ".join(
            f"CAST(? AS {kind}[])" for kind in ("bigint", "integer", *(types[name] for name in columns))
        )
        cursor = self.execute(
            f"UPDATE {table} SET {', '.join(f'{name} = fresh.{name}' for name in columns)}, "  # noqa: S608
            f"version = {table}.version + 1 FROM unnest({arrays}) AS fresh (id, read, {', '.join(columns)}) "
            f"WHERE {table}.branch = ? AND {table}.id = fresh.id AND {table}.version = fresh.read "
            "RETURNING fresh.id, fresh.read",
            (*map(list, zip(*sorted(rows, key=itemgetter(0)), strict=True)), branch),
        )
        return set(cursor.fetchall())

    def index_words(self, branch: str, order_id: int, old: str, new: str) -> None:
        self.execute(
            "UPDATE orders SET words = CAST(? AS tsvector) WHERE branch = ? AND id = ?",
            (vector_text(words_of(new)), branch, order_id),
        )

    def lock_orders(self, branch: str, ids: Sequence[int]) -> dict[int, int]:
        rows = self.execute(
            "SELECT id, version FROM orders WHERE branch = ? AND id = ANY(CAST(? AS bigint[])) ORDER BY id FOR UPDATE",
            (branch, list(ids)),
        )
        return dict(rows.fetchall())

    def notify(self, branch: str) -> None:
        self.execute(f"SELECT pg_notify('{CHANNEL}', ?)", (branch,))

    def waiter(self, branch: str) -> PostgresWaiter:
        return PostgresWaiter(self.open_connection, CHANNEL, branch)

    def may_repeat(self, error: BaseException | None) -> bool:
        if not isinstance(error, self.psycopg.Error):
            return False
        state = error.sqlstate
        if state in _REPEATABLE or state in _GONE:
            return True
        if state == _DUPLICATE:
            return error.diag.constraint_name in _MADE_AT_ONCE
        lost = isinstance(error, self.psycopg.OperationalError | self.psycopg.InterfaceError)
        return lost and (state is None or state.startswith("08"))

    def prepare_storage(self) -> None:
        """Nothing to make: the database is made by the server's administrator."""

    @contextmanager
    def migration_lock(self, seconds: float) -> Iterator[None]:
        deadline = time.monotonic() + seconds
        while not self.execute("SELECT pg_try_advisory_lock(?)", (_MIGRATION_KEY,)).fetchone()[0]:
            if time.monotonic() > deadline:
                raise busy()
            time.sleep(0.05)
        try:
            yield
        finally:
            self.execute("SELECT pg_advisory_unlock(?)", (_MIGRATION_KEY,))

    def _names(self, sql: str) -> set[str]:
        return {name for (name,) in self.execute(sql).fetchall()}

    def table_names(self) -> set[str]:
        return self._names("SELECT tablename FROM pg_tables WHERE schemaname = current_schema()")

    def index_names(self) -> set[str]:
        return self._names(
            "SELECT relname FROM pg_class JOIN pg_index ON indexrelid = pg_class.oid AND indisvalid "
            "WHERE relnamespace = CAST(current_schema() AS regnamespace)"
        )

    def trigger_names(self) -> set[str]:
        return self._names(
            "SELECT tgname FROM pg_trigger JOIN pg_class ON pg_class.oid = tgrelid WHERE NOT tgisinternal "
            "AND tgenabled <> 'D' AND relnamespace = CAST(current_schema() AS regnamespace)"
        )

    def check_start(self) -> None:
        encoding = self.execute("SHOW server_encoding").fetchone()[0]
        if encoding != "UTF8":
            raise Unavailable(
                _("The database stores text as {encoding}; Chinese names need UTF8.").format(
                    encoding=encoding
                ),
                _("Make the database with ENCODING 'UTF8'."),
            )

    def close_thread(self) -> None:
        self._connections.drop()

    def _close(self, connection: Any) -> None:
        with suppress(self.psycopg.Error):
            self.watchdog.release(connection.fileno())
        connection.close()

    def close(self) -> None:
        self._connections.close_all()
        self.watchdog.close()


def _cut(connection: Any) -> None:
    with suppress(Exception):
        shut_down(connection.fileno())
