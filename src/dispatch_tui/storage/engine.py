"""What storage needs of an engine: connections per thread, transactions with a deadline, errors as sentences."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterable, Sequence
from typing import Any, Protocol

from dispatch_tui.errors import BadInput, Conflict, DispatchError, Refused, Unavailable
from dispatch_tui.i18n import gettext as _
from dispatch_tui.storage.dialect import Dialect
from dispatch_tui.storage.orm import peewee

Params = Sequence[Any]


class Overtaken(Conflict):
    """Somebody else changed a record between its reading and its writing; repeating the transaction cures it."""


class Waiter(Protocol):
    """Waits for a hint that something changed; the truth is read afterwards."""

    def wait(self, seconds: float) -> bool:
        """Wait and return True when something may have changed, False after the time or when cancelled."""
        ...

    def head(self) -> tuple[int, bytes]:
        """Return the last change number and the hash of that event."""
        ...

    def cancel(self) -> None:
        """End a wait of another thread at once, and every later one."""
        ...

    def close(self) -> None:
        """Give the connection back."""
        ...


class Engine(ABC):
    """One database; every thread has its own connection, and a connection has at most one transaction.

    SQL is written with ``?`` for values on both engines and never contains a literal ``?`` or ``%``.
    """

    dialect: Dialect
    database: peewee.Database
    """Used to word peewee's queries for this engine and to hold the connections."""

    @abstractmethod
    def execute(self, sql: str, params: Params = ()) -> Any:
        """Run one statement on this thread's connection and return the cursor."""

    @abstractmethod
    def executemany(self, sql: str, rows: Iterable[Params]) -> None:
        """Run one statement for many rows."""

    @abstractmethod
    def begin_read(self, seconds: float) -> None:
        """Begin a transaction that sees one snapshot; statements running past the deadline are ended."""

    @abstractmethod
    def begin_write(self, seconds: float) -> None:
        """Begin a transaction that writes; raises Unavailable when the turn does not come in time."""

    @abstractmethod
    def commit(self) -> None:
        """Make the transaction durable; returns only after that."""

    @abstractmethod
    def rollback(self) -> None:
        """End the transaction without a trace; never raises."""

    @abstractmethod
    def id_list(self, ids: Sequence[int]) -> tuple[str, Any]:
        """Return the right side of ``id IN …`` and its one parameter."""

    @abstractmethod
    def contains(self, column: peewee.Node, text: str) -> peewee.Expression:
        """Return the condition that a column contains the text, character by character."""

    @abstractmethod
    def has_words(self, exact: Iterable[str], starts: Iterable[str] = ()) -> peewee.Node:
        """Return the condition that the slip has all the search words."""

    @abstractmethod
    def word_ids(self, branch: str, exact: Iterable[str], starts: Iterable[str], limit: int) -> list[int]:
        """Return the newest slips that have all the search words, newest first."""

    @abstractmethod
    def insert_orders(self, branch: str, columns: Sequence[str], rows: Sequence[Params]) -> None:
        """Store many new slips with their search words."""

    @abstractmethod
    def insert_rows(self, table: str, columns: Sequence[str], rows: Sequence[Params]) -> None:
        """Store new rows of any table but ``orders``; an existing key fails as in any INSERT."""

    @abstractmethod
    def update_rows(
        self, table: str, branch: str, columns: Sequence[str], rows: Sequence[Params]
    ) -> set[tuple[int, int]]:
        """Change the rows that still have the version they were read in, which goes up by one.

        A row is its id, the version it was read in, and the values of the columns; none is given twice. Returns id and
        version (as read) of those that were changed: the others are gone or were changed by somebody else.
        """

    @abstractmethod
    def index_words(self, branch: str, order_id: int, old: str, new: str) -> None:
        """Replace the search words of a slip whose folded text changed."""

    @abstractmethod
    def lock_orders(self, branch: str, ids: Sequence[int]) -> dict[int, int]:
        """Lock slips against other writers, in the one order that can't deadlock; return their versions by id.

        Empty where a writer is alone from its beginning.
        """

    @abstractmethod
    def notify(self, branch: str) -> None:
        """Wake the sessions when the transaction commits (a hint only)."""

    @abstractmethod
    def waiter(self, branch: str) -> Waiter:
        """Return what waits for changes made by anybody, on a connection of its own."""

    @abstractmethod
    def may_repeat(self, error: BaseException | None) -> bool:
        """Tell whether an error goes away when the transaction is repeated (deadlock, lost connection)."""

    @abstractmethod
    def prepare_storage(self) -> None:
        """Make the empty database where that is the program's task."""

    @abstractmethod
    def migration_lock(self, seconds: float) -> Any:
        """Return a context manager that lets one process at a time change the schema."""

    @abstractmethod
    def table_names(self) -> set[str]:
        """Return the names of the tables that exist."""

    @abstractmethod
    def index_names(self) -> set[str]:
        """Return the names of the indexes that exist."""

    @abstractmethod
    def trigger_names(self) -> set[str]:
        """Return the names of the triggers that exist and are active."""

    @abstractmethod
    def check_start(self) -> None:
        """Refuse what can't be trusted (library, file system, file mode); raises Unavailable."""

    @abstractmethod
    def close_thread(self) -> None:
        """Close this thread's connection."""

    @abstractmethod
    def close(self) -> None:
        """Close every connection of every thread."""

    def query(self, query: Any) -> Any:
        """Run a peewee query and return the cursor with plain rows."""
        context: Any = self.database.get_sql_context()
        sql, params = context.sql(query).query()
        return self.execute(sql, params)


def translate(error: BaseException) -> DispatchError | None:
    """Return the sentence for an error of a database driver, None for any other error."""
    names = {kind.__name__ for kind in type(error).__mro__}
    if not names & {"DatabaseError", "InterfaceError", "PeeweeException"}:
        return None
    text = str(error)
    lower = text.lower()
    if "IntegrityError" in names:
        return _integrity(lower)
    if "append-only" in lower:
        return Refused(_("The history can't be changed or deleted."), code="append-only")
    if "locked" in lower or "busy" in lower:
        return busy()
    if "interrupted" in lower or "statement timeout" in lower or "QueryCanceled" in names:
        return Unavailable(
            _("The database took too long to answer."),
            _("Try again; if it stays slow, tell the administrator."),
        )
    if "disk is full" in lower or "DiskFull" in names:
        return Unavailable(
            _("The disk of the database is full; nothing was stored."), _("Free space, then try again.")
        )
    if "disk i/o error" in lower:
        return Unavailable(
            _("The disk of the database is full or faulty; nothing was stored."),
            _("Free space and look whether the disk is well, then try again."),
        )
    if "unable to open" in lower:
        return Unavailable(
            _("The database file can't be opened."),
            _("This user needs the right to write in its folder; check the folder and its rights."),
        )
    if "readonly" in lower or "read-only" in lower:
        return Unavailable(
            _("The database can be read but not written by this user."),
            _("Check the rights of its file and folder."),
        )
    if "malformed" in lower or "not a database" in lower:
        return Unavailable(
            _("The database file is damaged: {error}.").format(error=text),
            _("Stop working with it and restore the last backup."),
        )
    if "DataError" in names:
        return BadInput(_("The database can't hold a value: {error}.").format(error=text.splitlines()[0]))
    first = text.splitlines()[0] if text else type(error).__name__
    return Unavailable(_("The database can't be used now: {error}.").format(error=first), _("Try again."))


def busy() -> Unavailable:
    """Return the failure of a writer whose turn did not come in time."""
    return Unavailable(
        _("Other sessions are writing; the turn did not come in time and nothing was stored."),
        _("Try again."),
    )


def _integrity(lower: str) -> DispatchError:
    if "append-only" in lower:
        return Refused(_("The history can't be changed or deleted."), code="append-only")
    if "orders.no" in lower or "orders_no" in lower:
        return Conflict(
            _("A slip with this number was stored by somebody else meanwhile."),
            _("Read it again before storing."),
        )
    if "dispatch_live" in lower or "dispatch.order_id" in lower:
        return Conflict(
            _("The slip was sent by somebody else meanwhile; it is not sent twice."),
            _("Look at it again."),
        )
    if "command" in lower:
        return Conflict(_("This command is being carried out by another session."), _("Look at its result."))
    return Conflict(_("The record exists already or is not complete; nothing was stored."), _("Try again."))
