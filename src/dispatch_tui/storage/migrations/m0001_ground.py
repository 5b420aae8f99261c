"""Ground floor: slips, hand-overs, chase log, events, board summary, aliases, drafts, season switches."""

from __future__ import annotations

from collections.abc import Sequence

from dispatch_tui.storage.dialect import SQLITE, Dialect

NAME = "ground"

_ORDER_COLUMNS = """
    branch {text} NOT NULL, id BIGINT NOT NULL, no {text} NOT NULL, kind {text} NOT NULL, state {text} NOT NULL,
    customer {text} NOT NULL, phone {text} NOT NULL, address {text} NOT NULL,
    entered_at BIGINT NOT NULL, received_at BIGINT NOT NULL, day {text} NOT NULL,
    phone_digits {text} NOT NULL, category {text} NOT NULL, model {text} NOT NULL, store {text} NOT NULL,
    remark {text} NOT NULL, called_at BIGINT, required_from BIGINT, required_to BIGINT,
    urgent SMALLINT NOT NULL, point {text} NOT NULL, pinned SMALLINT NOT NULL, placement {text} NOT NULL,
    district {text} NOT NULL, street {text} NOT NULL, area {text} NOT NULL, batch_id BIGINT, slot {text} NOT NULL,
    due_at BIGINT, due_policy {text} NOT NULL, dispatched_at BIGINT, hold_until {text}, hold_reason {text} NOT NULL,
    state_before_hold {text}, cancel_reason {text} NOT NULL, repeat_of {text} NOT NULL,
    reappointed INTEGER NOT NULL, incomplete {text} NOT NULL, initials {text} NOT NULL, extras {text} NOT NULL,
    entered_by {text} NOT NULL, version INTEGER NOT NULL,
    pending SMALLINT NOT NULL, cell BIGINT NOT NULL, no_digits INTEGER NOT NULL,
    category_folded {text} NOT NULL, folded {text} NOT NULL"""

_TABLES = (
    "CREATE TABLE feed_head (branch {text} NOT NULL PRIMARY KEY, seq BIGINT NOT NULL, hash {blob} NOT NULL)",
    "CREATE TABLE event_group (branch {text} NOT NULL, id BIGINT NOT NULL, seq_last BIGINT NOT NULL, "
    "command_id {text} NOT NULL, at BIGINT NOT NULL, entered_at BIGINT NOT NULL, actor {text} NOT NULL, "
    "action {text} NOT NULL, session {text} NOT NULL, reason {text} NOT NULL, undoes {text} NOT NULL, "
    "PRIMARY KEY (branch, id)){clustered}",
    "CREATE TABLE event (branch {text} NOT NULL, seq BIGINT NOT NULL, grp BIGINT NOT NULL, "
    "entity {text} NOT NULL, entity_id BIGINT NOT NULL, before {text}, after {text} NOT NULL, "
    "prev_hash {blob} NOT NULL, PRIMARY KEY (branch, seq)){clustered}",
    "CREATE TABLE board_cell (branch {text} NOT NULL, point {text} NOT NULL, day {text} NOT NULL, "
    "kind {text} NOT NULL, slot {text} NOT NULL, cell BIGINT NOT NULL, count INTEGER NOT NULL, "
    "urgent INTEGER NOT NULL, seq BIGINT NOT NULL, PRIMARY KEY (branch, point, day, kind, slot)){clustered}",
    "CREATE TABLE batch (branch {text} NOT NULL, id BIGINT NOT NULL, day {text} NOT NULL, kind {text} NOT NULL, "
    "slot {text} NOT NULL, received_at BIGINT NOT NULL, entered_at BIGINT NOT NULL, entered_by {text} NOT NULL, "
    "clerk {text} NOT NULL, way {text} NOT NULL, declared INTEGER, entered INTEGER NOT NULL, "
    "status {text} NOT NULL, explanation {text} NOT NULL, source {text} NOT NULL, version INTEGER NOT NULL, "
    "PRIMARY KEY (branch, id)){clustered}",
    "CREATE TABLE chase (branch {text} NOT NULL, id BIGINT NOT NULL, subject {text} NOT NULL, at BIGINT NOT NULL, "
    "caller {text} NOT NULL, whom {text} NOT NULL, way {text} NOT NULL, answer {text} NOT NULL, next_at BIGINT, "
    "PRIMARY KEY (branch, id)){clustered}",
    "CREATE TABLE alias (branch {text} NOT NULL, id BIGINT NOT NULL, text {text} NOT NULL, "
    "meaning {text} NOT NULL, taught_by {text} NOT NULL, version INTEGER NOT NULL, "
    "PRIMARY KEY (branch, id)){clustered}",
    "CREATE TABLE draft (branch {text} NOT NULL, id BIGINT NOT NULL, operator {text} NOT NULL, "
    "screen {text} NOT NULL, saved_at BIGINT NOT NULL, fields {text} NOT NULL, "
    "PRIMARY KEY (branch, id)){clustered}",
    "CREATE TABLE season_switch (branch {text} NOT NULL, id BIGINT NOT NULL, day_from {text} NOT NULL, "
    "season {text} NOT NULL, reason {text} NOT NULL, switched_by {text} NOT NULL, entered_at BIGINT NOT NULL, "
    "PRIMARY KEY (branch, id)){clustered}",
)

_INDEXES = (
    "CREATE UNIQUE INDEX orders_no ON orders (branch, no)",
    "CREATE INDEX orders_phone ON orders (branch, phone_digits{with_id})",
    "CREATE INDEX orders_day ON orders (branch, day{with_id})",
    "CREATE INDEX orders_batch ON orders (branch, batch_id{with_id}) WHERE batch_id IS NOT NULL",
    "CREATE INDEX orders_dispatched ON orders (branch, dispatched_at, point) WHERE dispatched_at IS NOT NULL",
    "CREATE INDEX orders_pending_point ON orders (branch, point, received_at, day, kind, slot, urgent) "
    "WHERE pending = 1",
    "CREATE INDEX orders_pending_due ON orders (branch, due_at, cell, urgent) WHERE pending = 1",
    "CREATE INDEX orders_pending_no ON orders (branch, no, no_digits, due_at) WHERE pending = 1",
    "CREATE INDEX event_entity ON event (branch, entity, entity_id, seq)",
    "CREATE UNIQUE INDEX event_group_command ON event_group (branch, command_id)",
    "CREATE INDEX event_group_entered ON event_group (branch, entered_at, seq_last)",
    "CREATE INDEX event_group_actor ON event_group (branch, actor, id)",
    "CREATE INDEX event_group_undoes ON event_group (branch, undoes) WHERE undoes <> ''",
    "CREATE INDEX board_cell_seq ON board_cell (branch, seq)",
    "CREATE INDEX board_cell_live ON board_cell (branch, point, cell, count, urgent) WHERE count > 0",
    "CREATE INDEX batch_day ON batch (branch, day, kind, slot)",
    "CREATE INDEX chase_subject ON chase (branch, subject, at)",
    "CREATE INDEX chase_at ON chase (branch, at)",
    "CREATE UNIQUE INDEX alias_text ON alias (branch, text)",
    "CREATE INDEX draft_operator ON draft (branch, operator, saved_at)",
)

_STATISTICS = (
    ("orders", "orders_no", "5000000 5000000 1"),
    ("orders", "orders_phone", "5000000 5000000 3"),
    ("orders", "orders_day", "5000000 5000000 2500"),
    ("orders", "orders_batch", "5000000 5000000 40"),
    ("orders", "orders_dispatched", "5000000 5000000 2 1"),
    ("orders", "orders_pending_point", "20000 20000 200 2 2 2 2 1"),
    ("orders", "orders_pending_due", "20000 20000 20 2 1"),
    ("orders", "orders_pending_no", "20000 20000 1 1 1"),
    ("event", "event", "8000000 8000000 1"),
    ("event", "event_entity", "8000000 8000000 7000000 2 1"),
    ("event_group", "event_group", "2000000 2000000 1"),
    ("event_group", "event_group_command", "2000000 2000000 1"),
    ("event_group", "event_group_entered", "2000000 2000000 2 1"),
    ("event_group", "event_group_actor", "2000000 2000000 50000 1"),
    ("event_group", "event_group_undoes", "20000 20000 1"),
    ("board_cell", "board_cell", "300000 300000 5000 200 50 1"),
    ("board_cell", "board_cell_seq", "300000 300000 1"),
    ("board_cell", "board_cell_live", "2000 2000 30 1 1 1"),
)
"""What SQLite's planner is told of a branch with years of history, from the first day on.

Without it the planner takes the branch, with which every index begins, for a narrow choice, and may walk through the
whole history where a partial index holds the few slips that are asked for. PostgreSQL gathers such figures itself.
"""


def statements(dialect: Dialect) -> Sequence[str]:
    """Return the statements of this step in the words of the engine."""
    words = {
        "text": dialect.text, "blob": dialect.blob, "with_id": dialect.with_id, "clustered": dialect.clustered,
    }  # fmt: skip
    columns = _ORDER_COLUMNS.format(**words)
    if dialect is SQLITE:
        columns = columns.replace("id BIGINT NOT NULL, no", "id INTEGER NOT NULL, no", 1)
    made = [f"CREATE TABLE orders ({columns}, {dialect.order_key})"]
    made += [table.format(**words) for table in _TABLES]
    made += [index.format(**words) for index in _INDEXES]
    if dialect is SQLITE:
        made.append(
            "CREATE VIRTUAL TABLE orders_words USING fts5("
            "words, content='', detail=none, columnsize=0, tokenize='ascii')"
        )
        made += ["ANALYZE", "DELETE FROM sqlite_stat1"]
        for table, index, rows in _STATISTICS:
            made.append(f"INSERT INTO sqlite_stat1 VALUES ('{table}', '{index}', '{rows}')")  # noqa: S608
    else:
        made.append("ALTER TABLE orders ADD COLUMN words tsvector")
        made.append("CREATE INDEX orders_words ON orders USING gin (words)")
    return made
