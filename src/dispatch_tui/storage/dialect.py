"""Words of the schema in which SQLite and PostgreSQL differ, and the triggers that both must have."""

from __future__ import annotations

from dataclasses import dataclass

TABLES = (
    "orders", "event", "event_group", "feed_head", "board_cell", "batch", "chase", "alias", "draft",
    "season_switch", "schema_step", "dispatch", "flow_card", "feedback_sheet", "feedback_line", "ledger_entry",
    "day_run", "printing",
)  # fmt: skip
"""Tables that every database of the program has."""

KEPT = (
    "orders", "event", "event_group", "batch", "chase", "season_switch", "dispatch", "flow_card", "feedback_sheet",
    "feedback_line", "ledger_entry", "day_run", "printing",
)  # fmt: skip
"""Tables from which nothing is ever deleted."""
UNCHANGED = ("event", "event_group", "season_switch", "ledger_entry", "printing")
"""Tables in which a row is never changed."""


@dataclass(frozen=True, slots=True)
class Dialect:
    """How one engine says the same thing."""

    name: str
    """``sqlite`` or ``postgresql``."""
    text: str
    """Type of text; compared by code points on both engines."""
    blob: str
    order_key: str
    """Primary key of ``orders``: SQLite clusters by the id alone, which is unique in all branches."""
    with_id: str
    """What an index adds to be ordered by id within equal keys; SQLite's indexes do so by themselves."""
    clustered: str
    """Table option that stores rows in the order of the primary key."""
    orders_by_id: str
    """``orders`` in a FROM clause where the primary key has to be used and no other index."""


SQLITE = Dialect("sqlite", "TEXT", "BLOB", "PRIMARY KEY (id)", "", " WITHOUT ROWID", "orders NOT INDEXED")
POSTGRESQL = Dialect(
    "postgresql", 'TEXT COLLATE "C"', "BYTEA", "PRIMARY KEY (branch, id)", ", id", "", "orders"
)


def triggers() -> tuple[str, ...]:
    """Return the names of the triggers that keep history unchangeable."""
    return tuple(f"{table}_no_delete" for table in KEPT) + tuple(f"{table}_no_update" for table in UNCHANGED)


def trigger_statements(dialect: Dialect) -> list[str]:
    """Return the statements that make every trigger anew; run after the last migration step.

    Rebuilding a table drops its triggers silently, so they are never taken for granted.
    """
    statements = []
    if dialect is POSTGRESQL:
        statements.append(
            "CREATE OR REPLACE FUNCTION dispatch_refuse() RETURNS trigger LANGUAGE plpgsql AS "
            "$$ BEGIN RAISE EXCEPTION 'append-only: %', TG_TABLE_NAME; END $$"
        )
    for verb, tables in (("delete", KEPT), ("update", UNCHANGED)):
        for table in tables:
            name = f"{table}_no_{verb}"
            if dialect is SQLITE:
                statements.append(f"DROP TRIGGER IF EXISTS {name}")
                statements.append(
                    f"CREATE TRIGGER {name} BEFORE {verb.upper()} ON {table} "
                    f"BEGIN SELECT RAISE(ABORT, 'append-only: {table}'); END"
                )
            else:
                statements.append(f"DROP TRIGGER IF EXISTS {name} ON {table}")
                statements.append(
                    f"CREATE TRIGGER {name} BEFORE {verb.upper()} ON {table} "
                    "FOR EACH ROW EXECUTE FUNCTION dispatch_refuse()"
                )
    return statements


INDEXES = (
    "orders_no", "orders_phone", "orders_day", "orders_batch", "orders_dispatched", "orders_pending_point",
    "orders_pending_due", "orders_pending_no", "event_entity", "event_group_command", "event_group_entered",
    "event_group_actor", "event_group_undoes", "board_cell_seq", "board_cell_live", "batch_day", "chase_subject",
    "chase_at", "alias_text", "draft_operator", "orders_running", "orders_assigned", "dispatch_live",
    "dispatch_order", "dispatch_day", "dispatch_card", "dispatch_sheet", "flow_card_no", "flow_card_day",
    "feedback_sheet_day", "feedback_sheet_state", "feedback_line_sheet", "feedback_line_number", "feedback_line_order",
    "ledger_day", "day_run_day", "printing_subject",
)  # fmt: skip
"""Indexes without which a screen would be slow or a rule would be broken."""
