"""Bringing a database to the schema of this program, one process at a time, and checking it at start."""

from __future__ import annotations

import time

from dispatch_tui.errors import Unavailable
from dispatch_tui.i18n import gettext as _
from dispatch_tui.storage.dialect import INDEXES, TABLES, trigger_statements, triggers
from dispatch_tui.storage.engine import Engine
from dispatch_tui.storage.migrations import SCHEMA_VERSION, STEPS

LOCK_SECONDS = 120.0
"""How long a starter waits for another one that is changing the schema."""
_STATEMENT_SECONDS = 3600.0


def version(engine: Engine) -> int:
    """Return the number of the last step that this database has, 0 when it is empty."""
    if "schema_step" not in engine.table_names():
        return 0
    return int(engine.execute("SELECT COALESCE(MAX(version), 0) FROM schema_step").fetchone()[0])


def migrate(engine: Engine) -> list[str]:
    """Run the steps that are missing and return their names; raises Unavailable when the schema is newer.

    Any number of processes may start it at once: one works, the others wait and find nothing left to do. Each step is
    one transaction. Triggers and indexes that somebody dropped are made anew.
    """
    engine.prepare_storage()
    done = []
    with engine.migration_lock(LOCK_SECONDS):
        present = version(engine)
        if present > SCHEMA_VERSION:
            raise newer(present)
        for number, name, statements in STEPS:
            if number <= present:
                continue
            run_step(engine, number, name, list(statements(engine.dialect)))
            done.append(name)
        if set(triggers()) - engine.trigger_names():
            _in_transaction(engine, trigger_statements(engine.dialect))
        lost = [_indexes(engine)[name] for name in sorted(set(INDEXES) - engine.index_names())]
        if lost:
            _in_transaction(engine, lost)
    # The planner reads its statistics when a connection is opened.
    engine.close_thread()
    return done


def _indexes(engine: Engine) -> dict[str, str]:
    """Return the statement that makes each index, by its name; of several steps the last counts."""
    found = {}
    for _number, _name, statements in STEPS:
        for statement in statements(engine.dialect):
            words = statement.replace("CREATE UNIQUE INDEX", "CREATE INDEX").split()
            if words[:2] == ["CREATE", "INDEX"]:
                found[words[2]] = statement
    return found


def run_step(engine: Engine, number: int, name: str, statements: list[str]) -> None:
    """Run one step and note it, in one transaction; the caller holds the migration lock."""
    text = engine.dialect.text
    note = (
        f"CREATE TABLE IF NOT EXISTS schema_step (version INTEGER NOT NULL PRIMARY KEY, "
        f"name {text} NOT NULL, applied_at BIGINT NOT NULL)"
    )
    row = f"INSERT INTO schema_step VALUES ({int(number)}, '{name}', {int(time.time() * 1e6)})"  # noqa: S608
    # The triggers stand on tables of every step, so they come with the last one.
    last = trigger_statements(engine.dialect) if number == SCHEMA_VERSION else []
    _in_transaction(engine, [note, *statements, *last, row])


def _in_transaction(engine: Engine, statements: list[str]) -> None:
    engine.execute("BEGIN IMMEDIATE" if engine.dialect.name == "sqlite" else "BEGIN")
    try:
        for statement in statements:
            engine.execute(statement)
        engine.execute("COMMIT")
    except BaseException:
        engine.execute("ROLLBACK")
        raise


def check(engine: Engine) -> None:
    """Refuse a database that does not fit this program; raises Unavailable with what to do.

    Looks at the schema version and at the names of tables, triggers and indexes, nothing else: it takes a millisecond.
    """
    engine.check_start()
    present = version(engine)
    if present > SCHEMA_VERSION:
        raise newer(present)
    if present < SCHEMA_VERSION:
        raise Unavailable(
            _("The database has schema {present}, this program needs {wanted}.").format(
                present=present, wanted=SCHEMA_VERSION
            )
            if present
            else _("The database has no tables yet."),
            _("Bring it up to date with: dispatch-tui migrate"),
        )
    missing = (set(TABLES) - engine.table_names()) | (set(INDEXES) - engine.index_names())
    missing |= set(triggers()) - engine.trigger_names()
    if missing:
        raise Unavailable(
            _("The database lacks {names}; its history would not be safe.").format(
                names=", ".join(sorted(missing))
            ),
            _("Restore it with: dispatch-tui migrate, or from a backup."),
        )


def newer(present: int) -> Unavailable:
    """Return the refusal of a database that a newer program has changed."""
    return Unavailable(
        _("The database has schema {present}, newer than this program's {known}.").format(
            present=present, known=SCHEMA_VERSION
        ),
        _("Start the newer version of the program."),
    )
