"""The hand-overs of the day, under b on screen 3: what came, what is late, what differs, who was chased (S004 一.1)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.app import ComposeResult

from dispatch_tui.domain.batches import BatchStatus
from dispatch_tui.domain.board import SlotStatus
from dispatch_tui.domain.filters import And, Condition, InBatch, InSlot, IsKind, OnDay
from dispatch_tui.domain.rules import Outcome
from dispatch_tui.i18n import gettext as _
from dispatch_tui.i18n import language, ngettext
from dispatch_tui.i18n import mark as N_
from dispatch_tui.tui.actions import REGISTRY, Action
from dispatch_tui.tui.messages import StoreChanged
from dispatch_tui.tui.presentation.batch_rows import (
    HandoverRow,
    chase_lines,
    day_rows,
    day_summary,
    difference_text,
    handover_cells,
    outside_condition,
    outside_lines,
)
from dispatch_tui.tui.presentation.phrases import slot_phrase
from dispatch_tui.tui.presentation.pieces import Line, Piece, Tone, line
from dispatch_tui.tui.presentation.times import day_text
from dispatch_tui.tui.presentation.words import kind_word
from dispatch_tui.tui.presentation.wrapping import head_line, wrapped
from dispatch_tui.tui.screens.base import RoomScreen
from dispatch_tui.tui.screens.row_lists import ListColumn, RowList
from dispatch_tui.tui.widgets.line_pane import LinePane
from dispatch_tui.tui.widgets.list_prompt import AskLine
from dispatch_tui.tui.widgets.record_table import RecordTable

if TYPE_CHECKING:
    from dispatch_tui.services.desk import Desk

LOG_LINES = 16
"""On a lower terminal the list has the room of the log, too."""
CLOCK_STEP = 20.0
"""Seconds after which the list looks at the clock again."""

COLUMNS = (
    ListColumn("time", N_("Time"), 5, 0),
    ListColumn("kind", N_("Kind"), 11, 0),
    ListColumn("status", N_("Status"), 18, 0, grow=1),
    ListColumn("declared", N_("Declared"), 8, 1, right=True),
    ListColumn("entered", N_("Entered"), 7, 1, right=True),
    ListColumn("difference", N_("Diff."), 5, 4, right=True),
    ListColumn("clerk", N_("Clerk"), 8, 3, grow=1),
    ListColumn("way", N_("Way"), 7, 5),
    ListColumn("received", N_("Came in"), 8, 2),
    ListColumn("chased", N_("Chased"), 13, 2, grow=1),
    ListColumn("note", N_("Note"), 16, 6, grow=4),
)
ACTIONS = (
    Action("handovers.record", ("d",), N_("Record"),
           N_("Record the hand-over: declared count, clerk, brought or fetched."), hint=11, article="S004 一.1"),
    Action("handovers.zero", ("z",), N_("Zero"), N_("Record that it brings no slips."), hint=12),
    Action("handovers.explain", ("e",), N_("Explain"),
           N_("Accept a difference between declared and entered count with a reason."), hint=13),
    Action("handovers.chase", ("c",), N_("Chase"),
           N_("Log who was called about a late hand-over, and the answer."), hint=14, article="S004 一.1"),
    Action("handovers.late", ("o",), N_("Next late"), N_("Go to the next late or open hand-over."), hint=15),
)  # fmt: skip
REGISTRY.register(ACTIONS)


def read_day(desk: Desk) -> list[HandoverRow]:
    """Return the hand-overs of today with their chase log; runs in a database thread."""
    from dispatch_tui.services import batches

    now, day = desk.now(), desk.today()
    with desk.store.read() as reader:
        heads = batches.heads(desk, reader, now)
        chases = reader.chases_on(day, desk.settings.branch.zone)
        return day_rows(day, heads, reader.batches(day), chases)


class HandoversScreen(RoomScreen):
    """The hand-overs of the day."""

    TITLE_TEXT = N_("Hand-overs")
    CONTEXTS: ClassVar[tuple[str, ...]] = ("handovers",)
    AUTO_FOCUS = "#handovers-table"
    DEFAULT_CSS = """
    HandoversScreen #handovers-head { height: 1; }
    HandoversScreen #handovers-log { height: 5; }
    HandoversScreen.-wide #handovers-log, HandoversScreen.-very-wide #handovers-log { height: 12; }
    """

    def __init__(self) -> None:
        super().__init__()
        self._rows: RowList[HandoverRow] = RowList(self._cells)
        self._wanted = ""

    def body(self) -> ComposeResult:
        """Lay out summary, list and chase log."""
        yield LinePane(ground="head", id="handovers-head")
        columns = [column.shown() for column in COLUMNS]
        yield RecordTable(self._rows, columns, id="handovers-table")
        yield LinePane(ground="panel", id="handovers-log")
        yield AskLine(id="handovers-ask")

    @property
    def table(self) -> RecordTable:
        """The list of the day."""
        return self.query_one("#handovers-table", RecordTable)

    def _cells(self, row: HandoverRow) -> dict[str, Piece]:
        desk = self.desk
        assert desk is not None  # noqa: S101 - rows are shown only after they were read
        return handover_cells(row, desk.now(), desk.settings.branch.zone)

    def opened(self, desk: Desk) -> None:
        """Read the day."""
        self.set_interval(CLOCK_STEP, self._clock)
        self.load()

    def load(self) -> None:
        """Read the day again."""
        self.read("day", read_day, self._loaded)

    def store_changed(self, change: StoreChanged) -> None:
        """Read the day again when hand-overs changed, or slips that came with one."""
        if change.batches or change.everything:
            self.load()

    def _clock(self) -> None:
        if not self.typing and self.app.screen is self:
            self.load()

    def go_to(self, subject: str) -> None:
        """Put the cursor on a slot by its name in the chase log."""
        self._wanted = subject
        if self._rows.row_of(subject) is not None:
            self.table.move_to(subject)
            self._wanted = ""

    def _loaded(self, rows: list[HandoverRow]) -> None:
        first = not len(self._rows)
        self._rows.show(rows)
        self.table.empty = _("No hand-over is due today and none has come.")
        if first and self.table.cursor_key is None and not self._wanted:
            self._wanted = next((row.key for row in rows if _pressing(row)), "")
        self.table.rows_changed()
        if self._wanted:
            self.go_to(self._wanted)
        self._words()

    def relabel(self) -> None:
        """Show everything in the language in use."""
        self.table.set_columns([column.shown() for column in COLUMNS])
        self._words()

    def on_resize(self) -> None:
        """Fill the lines anew."""
        self.query_one("#handovers-log", LinePane).display = self.app.size.height >= LOG_LINES
        self.call_after_refresh(self._words)

    # -- words ----------------------------------------------------------------------------------------------------

    @property
    def row(self) -> HandoverRow | None:
        """The hand-over under the cursor."""
        return self._rows.get(self.table.cursor_key)

    def _words(self) -> None:
        desk = self.desk
        if desk is None:
            return
        today = desk.today()
        head: Line = (Piece(f" {day_text(today, today)}   ", Tone.STRONG), *day_summary(self._rows.records))
        self.query_one("#handovers-head", LinePane).show_lines([head])
        self.query_one("#handovers-log", LinePane).compose_lines(self._log)

    def _log(self, width: int) -> list[Line]:
        row, desk = self.row, self.desk
        if row is None or desk is None:
            return []
        now, zone = desk.now(), desk.settings.branch.zone
        name = " ".join(part for part in (row.slot, kind_word(row.kind)) if part)
        lines = [head_line(name, width)]
        if row.others:
            return lines + [part for each in outside_lines(row, zone) for part in wrapped(each, width)]
        if row.batch is not None:
            batch = row.batch
            entered = _("entered by {who} at {time}").format(
                who=desk.operator_name(batch.entered_by), time=f"{batch.entered_at.astimezone(zone):%H:%M}"
            )
            said = [entered, batch.source]
            if batch.declared is not None and batch.missing:
                counts = _("declared {declared}, entered {entered}").format(
                    declared=batch.declared, entered=batch.entered
                )
                said.insert(0, f"{counts}: {difference_text(batch.missing).removeprefix('~ ')}")
            if batch.explanation:
                said.append(_("explained: {reason}").format(reason=batch.explanation))
            lines += wrapped(line("  ".join(part for part in said if part)), width)
        log = chase_lines(row.chases, zone, desk.today(), now, desk.operator_name)
        if row.status is SlotStatus.LATE and not log:
            lines.append(line(Piece(_("! Not chased yet: c writes a call into the log."), Tone.OVERDUE)))
        return [*lines, *(part for each in log for part in wrapped(each, width))]

    @on(RecordTable.CursorMoved)
    def _moved(self) -> None:
        self.query_one("#handovers-log", LinePane).compose_lines(self._log, top=True)

    # -- actions --------------------------------------------------------------------------------------------------

    @on(RecordTable.Opened)
    def _opened(self) -> None:
        row, desk = self.row, self.desk
        if row is None or desk is None:
            return
        condition: Condition
        if row.others:
            condition = outside_condition(row)
        elif row.batch is not None and not row.slot:
            condition = InBatch(row.batch.id)
        else:
            today = desk.today()
            condition = And((IsKind(frozenset({row.kind})), OnDay(today, today), InSlot(row.slot)))
        self.room.open_slips(condition, f"{kind_word(row.kind)} {row.slot}".strip())

    def _slot_missing(self) -> str:
        if self.row is None:
            return _("There is no hand-over under the cursor.")
        return "" if self.row.slot else _("This hand-over stands outside the slots.")

    def _phrase(self, action: str) -> None:
        row = self.row
        if row is not None:
            self.prompt.open(slot_phrase(action, row.kind, row.slot, language()).text)

    why_not_record = _slot_missing
    why_not_chase = _slot_missing

    def act_record(self) -> None:
        """Record the hand-over."""
        self._phrase("declared")

    def act_zero(self) -> None:
        """Record that it brings no slips."""
        self._phrase("zero")
        self.prompt.take_key("enter")

    def why_not_zero(self) -> str:
        """Say why it can't be zero."""
        row = self.row
        if row is not None and row.batch is not None and row.batch.entered:
            return ngettext("It brought {n} slip.", "It brought {n} slips.", row.batch.entered).format(
                n=row.batch.entered
            )
        return self._slot_missing()

    def act_explain(self) -> None:
        """Explain a difference."""
        title = _("Reason of the difference")
        self.query_one(AskLine).ask(title)

    def why_not_explain(self) -> str:
        """Say that there is nothing to explain."""
        row = self.row
        if row is None or row.batch is None or not row.batch.missing:
            return _("There is no difference to explain here.")
        return ""

    @on(AskLine.Answered)
    def _explained(self, event: AskLine.Answered) -> None:
        from dispatch_tui.services import batches

        row = self.row
        if row is None or row.batch is None:
            return
        batch_id, reason = row.batch.id, event.text

        def done(outcome: Outcome) -> None:
            self.query_one(AskLine).close()
            self.set_focus(self.table, scroll_visible=False)
            self.say(" ".join(result.message for result in outcome.results), "good")

        self.write("explain", lambda desk: batches.explain(desk, batch_id, reason), done)

    def _field_keys(self) -> Sequence[str]:
        asking = self.focused is not None and self.query_one(AskLine) in self.focused.ancestors
        return ("escape",) if asking else super()._field_keys()

    @on(AskLine.Left)
    def _unexplained(self) -> None:
        self.set_focus(self.table, scroll_visible=False)

    def act_chase(self) -> None:
        """Write into the chase log."""
        self._phrase("chase")

    def act_late(self) -> None:
        """Go to the next late or open hand-over, round and round."""
        rows = self._rows.records
        at = self._rows.row_of(self.table.cursor_key) or 0
        after = [row for row in (*rows[at + 1 :], *rows[: at + 1]) if _pressing(row)]
        if after:
            self.table.move_to(after[0].key)
            self._moved()
        else:
            self.say(_("Nothing is late and nothing differs."), "good")


def _pressing(row: HandoverRow) -> bool:
    differs = row.batch is not None and row.batch.status is BatchStatus.OPEN
    return row.status is SlotStatus.LATE or differs
