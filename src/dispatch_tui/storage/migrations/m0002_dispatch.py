"""Dispatching: pre-review, worker and end of a slip, dispatches, flow cards, feedback, ledger, day runs, prints."""

from __future__ import annotations

from collections.abc import Sequence

from dispatch_tui.storage.dialect import SQLITE, Dialect

NAME = "dispatch"

_ORDER_COLUMNS = (
    "review {text} NOT NULL DEFAULT '{{}}'",
    "dispatch_id BIGINT",
    "worker {text} NOT NULL DEFAULT ''",
    "arrived_at BIGINT",
    "done_at BIGINT",
    "signed SMALLINT NOT NULL DEFAULT 0",
    "closed_at BIGINT",
    "addenda {text} NOT NULL DEFAULT ''",
    "split_of {text} NOT NULL DEFAULT ''",
    "merged_into {text} NOT NULL DEFAULT ''",
)

_TABLES = (
    "CREATE TABLE dispatch (branch {text} NOT NULL, id BIGINT NOT NULL, order_id BIGINT NOT NULL, "
    "order_no {text} NOT NULL, point {text} NOT NULL, kind {text} NOT NULL, mode {text} NOT NULL, "
    "via {text} NOT NULL, day {text} NOT NULL, sent_at BIGINT NOT NULL, sent_by {text} NOT NULL, card_id BIGINT, "
    "sheet_id BIGINT, state {text} NOT NULL, delivery {text} NOT NULL, tries INTEGER NOT NULL, "
    "worker {text} NOT NULL, worker_at BIGINT, withdrawn_at BIGINT, withdrawn_reason {text} NOT NULL, "
    "version INTEGER NOT NULL, PRIMARY KEY (branch, id)){clustered}",
    "CREATE TABLE flow_card (branch {text} NOT NULL, id BIGINT NOT NULL, no {text} NOT NULL, day {text} NOT NULL, "
    "point {text} NOT NULL, run INTEGER NOT NULL, closed_at BIGINT NOT NULL, closed_by {text} NOT NULL, "
    "lines {text} NOT NULL, via {text} NOT NULL, state {text} NOT NULL, signed_by {text} NOT NULL, "
    "signed_at BIGINT, void_reason {text} NOT NULL, version INTEGER NOT NULL, "
    "PRIMARY KEY (branch, id)){clustered}",
    "CREATE TABLE feedback_sheet (branch {text} NOT NULL, id BIGINT NOT NULL, day {text} NOT NULL, "
    "point {text} NOT NULL, kind {text} NOT NULL, mode {text} NOT NULL, state {text} NOT NULL, received_at BIGINT, "
    "way {text} NOT NULL, query {text} NOT NULL, handed_at BIGINT, handed_by {text} NOT NULL, gap {text} NOT NULL, "
    "entered_at BIGINT, copied_at BIGINT, copied_by {text} NOT NULL, version INTEGER NOT NULL, "
    "PRIMARY KEY (branch, id)){clustered}",
    "CREATE TABLE feedback_line (branch {text} NOT NULL, id BIGINT NOT NULL, sheet_id BIGINT NOT NULL, "
    "order_no {text} NOT NULL, order_id BIGINT, point {text} NOT NULL, worker {text} NOT NULL, note {text} NOT NULL, "
    "state {text} NOT NULL, typed_at BIGINT, typed_by {text} NOT NULL, earlier_worker {text} NOT NULL, "
    "handed_at BIGINT, version INTEGER NOT NULL, PRIMARY KEY (branch, id)){clustered}",
    "CREATE TABLE ledger_entry (branch {text} NOT NULL, id BIGINT NOT NULL, day {text} NOT NULL, "
    "point {text} NOT NULL, kind {text} NOT NULL, mode {text} NOT NULL, count INTEGER NOT NULL, "
    "order_nos {text} NOT NULL, made_at BIGINT NOT NULL, made_by {text} NOT NULL, ref {text} NOT NULL, "
    "correction_of BIGINT, reason {text} NOT NULL, version INTEGER NOT NULL, "
    "PRIMARY KEY (branch, id)){clustered}",
    "CREATE TABLE day_run (branch {text} NOT NULL, id BIGINT NOT NULL, day {text} NOT NULL, kind {text} NOT NULL, "
    "begun_at BIGINT NOT NULL, begun_by {text} NOT NULL, accepted {text} NOT NULL, signed_at BIGINT, "
    "signed_by {text} NOT NULL, version INTEGER NOT NULL, PRIMARY KEY (branch, id)){clustered}",
    "CREATE TABLE printing (branch {text} NOT NULL, id BIGINT NOT NULL, paper {text} NOT NULL, "
    "subject {text} NOT NULL, printed_at BIGINT NOT NULL, printed_by {text} NOT NULL, target {text} NOT NULL, "
    "nth INTEGER NOT NULL, version INTEGER NOT NULL, PRIMARY KEY (branch, id)){clustered}",
)

_RUNNING = "('sent', 'acked', 'arrived', 'in_house', 'done', 'hold')"

_INDEXES = (
    f"CREATE INDEX orders_running ON orders (branch, state, day{{with_id}}) WHERE state IN {_RUNNING}",
    "CREATE INDEX orders_assigned ON orders (branch, point, kind, day) WHERE state = 'assigned'",
    "CREATE UNIQUE INDEX dispatch_live ON dispatch (branch, order_id) WHERE state = 'live'",
    "CREATE INDEX dispatch_order ON dispatch (branch, order_id)",
    "CREATE INDEX dispatch_day ON dispatch (branch, day, mode, point, kind)",
    "CREATE INDEX dispatch_card ON dispatch (branch, card_id) WHERE card_id IS NOT NULL",
    "CREATE INDEX dispatch_sheet ON dispatch (branch, sheet_id) WHERE sheet_id IS NOT NULL",
    "CREATE UNIQUE INDEX flow_card_no ON flow_card (branch, no)",
    "CREATE INDEX flow_card_day ON flow_card (branch, day, point)",
    "CREATE UNIQUE INDEX feedback_sheet_day ON feedback_sheet (branch, day, point, kind, mode)",
    "CREATE INDEX feedback_sheet_state ON feedback_sheet (branch, state, day)",
    "CREATE UNIQUE INDEX feedback_line_sheet ON feedback_line (branch, sheet_id, order_no) WHERE state <> 'struck'",
    "CREATE INDEX feedback_line_number ON feedback_line (branch, sheet_id, order_no)",
    "CREATE INDEX feedback_line_order ON feedback_line (branch, order_id) WHERE order_id IS NOT NULL",
    "CREATE INDEX ledger_day ON ledger_entry (branch, day, point)",
    "CREATE UNIQUE INDEX day_run_day ON day_run (branch, day, kind)",
    "CREATE UNIQUE INDEX printing_subject ON printing (branch, paper, subject, nth)",
)

_STATISTICS = (
    ("orders", "orders_running", "50000 50000 10000 500"),
    ("orders", "orders_assigned", "20000 20000 100 50 20"),
    ("chase", "chase", "500000 500000 1"),
    ("chase", "chase_subject", "500000 500000 3 1"),
    ("chase", "chase_at", "500000 500000 1"),
    ("dispatch", "dispatch", "5000000 5000000 1"),
    ("dispatch", "dispatch_live", "4900000 4900000 1"),
    ("dispatch", "dispatch_order", "5000000 5000000 2"),
    ("dispatch", "dispatch_day", "5000000 5000000 2500 1200 12 4"),
    ("dispatch", "dispatch_card", "2500000 2500000 12"),
    ("dispatch", "dispatch_sheet", "5000000 5000000 12"),
    ("flow_card", "flow_card", "500000 500000 1"),
    ("flow_card", "flow_card_no", "500000 500000 1"),
    ("flow_card", "flow_card_day", "500000 500000 200 1"),
    ("feedback_sheet", "feedback_sheet", "800000 800000 1"),
    ("feedback_sheet", "feedback_sheet_day", "800000 800000 320 2 1 1"),
    ("feedback_sheet", "feedback_sheet_state", "800000 800000 100000 320"),
    ("feedback_line", "feedback_line", "5000000 5000000 1"),
    ("feedback_line", "feedback_line_sheet", "5000000 5000000 7 1"),
    ("feedback_line", "feedback_line_number", "5000000 5000000 7 2"),
    ("feedback_line", "feedback_line_order", "5000000 5000000 1"),
    ("ledger_entry", "ledger_entry", "900000 900000 1"),
    ("ledger_entry", "ledger_day", "900000 900000 360 2"),
    ("day_run", "day_run", "4000 4000 1"),
    ("day_run", "day_run_day", "4000 4000 2 1"),
    ("printing", "printing", "900000 900000 1"),
    ("printing", "printing_subject", "900000 900000 200000 1 1"),
)


def statements(dialect: Dialect) -> Sequence[str]:
    """Return the statements of this step in the words of the engine."""
    words = {"text": dialect.text, "with_id": dialect.with_id, "clustered": dialect.clustered}
    made = [f"ALTER TABLE orders ADD COLUMN {column.format(**words)}" for column in _ORDER_COLUMNS]
    made += [table.format(**words) for table in _TABLES]
    made += [index.format(**words) for index in _INDEXES]
    if dialect is SQLITE:
        for table, index, rows in _STATISTICS:
            made.append(f"INSERT INTO sqlite_stat1 VALUES ('{table}', '{index}', '{rows}')")  # noqa: S608
    return made
