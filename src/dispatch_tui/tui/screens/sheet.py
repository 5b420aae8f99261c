"""Typing in a feedback sheet: one line per slip, the worker by initials, every line stored as it is entered.

The cursor stands on the first slip without a name; initials and Enter store the line and go to the next one. A line
that was refused keeps what was typed. Nothing is kept back until the end: whoever hangs up loses at most the line in
the field (S004 一.1, rows C-02 and C-04).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.app import ComposeResult

from dispatch_tui.domain.dispatches import Mode
from dispatch_tui.domain.feedback import SheetState
from dispatch_tui.domain.rules import Level, Outcome
from dispatch_tui.errors import DispatchError
from dispatch_tui.i18n import gettext as _
from dispatch_tui.i18n import mark as N_
from dispatch_tui.i18n import ngettext
from dispatch_tui.tui.messages import StoreChanged
from dispatch_tui.tui.presentation.sheet_rows import (
    EntryRow,
    entry_cells,
    entry_rows,
    name_counts,
    next_nameless,
    sheet_head,
    worker_above,
)
from dispatch_tui.tui.presentation.sheet_typing import read_line, worker_choices
from dispatch_tui.tui.screens.row_lists import ListColumn, RowList
from dispatch_tui.tui.screens.sheet_actions import SheetActions
from dispatch_tui.tui.widgets.line_pane import LinePane
from dispatch_tui.tui.widgets.record_table import RecordTable
from dispatch_tui.tui.widgets.sheet_field import SheetTyping

if TYPE_CHECKING:
    from dispatch_tui.services.desk import Desk
    from dispatch_tui.services.feedback_views import SheetDetail

COLUMNS = (
    ListColumn("place", N_("No."), 3, 1, right=True),
    ListColumn("no", N_("Slip"), 12, 0),
    ListColumn("point", N_("Point"), 10, 4),
    ListColumn("customer", N_("Customer"), 8, 3, grow=1),
    ListColumn("address", N_("Address"), 14, 5, grow=4),
    ListColumn("worker", N_("Worker"), 10, 0, grow=1),
    ListColumn("doubt", N_("Note and doubts"), 20, 2, grow=4),
)


class SheetScreen(SheetActions):
    """One feedback sheet while it is typed in."""

    TITLE_TEXT = N_("Feedback sheet")
    CONTEXTS: ClassVar[tuple[str, ...]] = ("sheet",)
    AUTO_FOCUS = "#field-worker"
    DEFAULT_CSS = """
    SheetScreen #sheet-head { height: 1; }
    SheetScreen #sheet-table { height: 1fr; }
    """

    def __init__(self, sheet_id: int) -> None:
        super().__init__()
        self._sheet_id = sheet_id
        self._rows: RowList[EntryRow] = RowList(entry_cells)
        self._shown: SheetDetail | None = None
        self._storing: dict[str, str] = {}
        self._not_taken: dict[str, tuple[str, str, bool]] = {}
        """Lines that were not taken: what was typed, why, and whether a reason forces it."""
        self._last_worker = ""
        self._from_draft = False
        self._leaving = False
        """Whether it was told which lines are lost when the sheet is left."""

    def body(self) -> ComposeResult:
        """Lay out head, lines and the typed line."""
        yield LinePane(ground="head", id="sheet-head")
        yield RecordTable(self._rows, [column.shown() for column in COLUMNS], id="sheet-table")
        yield SheetTyping(id="sheet-typing")
        yield from self.asking()

    @property
    def typing_line(self) -> SheetTyping:
        """The line in which one types."""
        return self.query_one(SheetTyping)

    def to_table(self) -> None:
        """Give the keys back to the typed line: the table is moved from there."""
        self.set_focus(self.typing_line.field, scroll_visible=False)

    # -- reading --------------------------------------------------------------------------------------------------

    def opened(self, desk: Desk) -> None:
        """Read the sheet."""
        self.load()

    def load(self) -> None:
        """Read the sheet again."""
        from dispatch_tui.services import feedback

        sheet_id = self._sheet_id
        self.read("sheet", lambda desk: feedback.sheet(desk, sheet_id), self._loaded)

    def store_changed(self, change: StoreChanged) -> None:
        """Read the sheet again when its lines, its dispatches or the sheet itself changed."""
        if change.everything or change.papers & {"feedback_sheet", "feedback_line", "dispatch"}:
            self.load()

    def _loaded(self, shown: SheetDetail) -> None:
        first = self._shown is None
        self._shown = shown
        if first:
            self.relabel()
        self._show(first=first)

    def _show(self, *, first: bool = False) -> None:
        shown = self._shown
        if shown is None:
            return
        rows = entry_rows(
            shown, self._storing, {no: why for no, (_text, why, _force) in self._not_taken.items()}
        )
        before = [row.key for row in self._rows.records]
        changed = [row.key for row, old in zip(rows, self._rows.records, strict=False) if row != old]
        self._rows.show(rows)
        self.table.empty = _(
            "No slip was sent for this sheet. Type a number and a name for what stands on it."
        )
        if first and rows:
            start = next_nameless(rows, -1)
            self.table.cursor_key = rows[start or 0].key
        if [row.key for row in rows] == before:
            self.table.rows_changed_in_place(changed)
        else:
            self.table.rows_changed()
        self._words()

    def relabel(self) -> None:
        """Show everything in the language in use."""
        temporary = self._shown is not None and self._shown.sheet.mode is Mode.TEMPORARY
        columns = [column for column in COLUMNS if temporary or column.key != "point"]
        self.table.set_columns([column.shown() for column in columns])
        self._words()

    def on_resize(self) -> None:
        """Fill the head anew."""
        self.call_after_refresh(self._words)

    def _words(self) -> None:
        shown = self._shown
        if shown is None:
            return
        desk = self.desk
        if desk is None:
            return
        head = sheet_head(shown, self._rows.records, desk.today(), desk.settings.branch.zone)
        self.query_one("#sheet-head", LinePane).show_lines([head])
        row = self.row
        self.typing_line.label(row.order_no if row is not None else _("Number and worker"))
        if not self.typing_line.text:
            self._offer("")

    def contexts(self) -> tuple[str, ...]:
        """Return the contexts of the keys; the table is moved by the sheet's own."""
        return self.CONTEXTS

    def help_here(self) -> list[str]:
        """Say what can be typed."""
        row = self.row
        said = [row.order_no] if row is not None else []
        if row is not None and row.refused:
            said.append(row.refused)
        return [
            *said,
            _("Initials or a name, then Enter: the line is stored and the next slip without a name comes."),
            _(
                "Tab or the arrows to the side choose another worker; what nobody is called stands last, as typed."
            ),
            _("= takes the worker of the line above; Enter alone goes on without a name."),
            _("A number (or its end) and a name: a line for that slip, also one that does not belong here."),
            _("; and a text: a note, also without a name."),
        ]

    # -- cursor ---------------------------------------------------------------------------------------------------

    @property
    def row(self) -> EntryRow | None:
        """The line under the cursor."""
        return self._rows.get(self.table.cursor_key)

    @on(RecordTable.CursorMoved)
    def _moved(self) -> None:
        row = self.row
        if row is not None and row.key in self._not_taken:
            self.typing_line.fill(self._not_taken[row.key][0])
            self._from_draft = True
        elif self._from_draft:
            self.typing_line.fill("")
            self._from_draft = False
        self._words()

    @on(RecordTable.Opened)
    def _clicked(self) -> None:
        self.to_table()

    # -- typing ---------------------------------------------------------------------------------------------------

    def _workers(self) -> tuple[str, ...]:
        """Return the workers of the line's network point, else those of the sheet's."""
        desk, row, shown = self.desk, self.row, self._shown
        if desk is None or shown is None:
            return ()
        if row is not None and row.stored is not None and row.stored.workers:
            return row.stored.workers
        point = desk.settings.point(shown.sheet.point)
        return point.workers if point is not None else ()

    def _offer(self, text: str) -> None:
        typed = read_line(text)
        if typed.worker:
            counts = name_counts(self._rows.records)
            self.typing_line.offer(worker_choices(typed.worker, self._workers(), counts, list(counts)))
        elif typed.number:
            self.typing_line.offer(
                (), _("A line for {no}: the worker's name comes after it.").format(no=typed.number)
            )
        else:
            self.typing_line.offer((), self._advice())

    def _advice(self) -> str:
        row = self.row
        if row is not None and row.key in self._not_taken and self._not_taken[row.key][2]:
            return _("Ctrl+F takes this line all the same, with a reason; or type another name.")
        if next_nameless(self._rows.records, -1) is None and self._shown is not None:
            if self._shown.sheet.state in (SheetState.EXPECTED, SheetState.RECEIVED, SheetState.QUERIED):
                return _("Every slip has its worker: Ctrl+S books the sheet as received, then as checked.")
            return _("Every slip has its worker.")
        return _("Initials or name; = as above; number and name: another line; ; note; ? help")

    @on(SheetTyping.Changed)
    def _typed(self, event: SheetTyping.Changed) -> None:
        self._leaving = False
        self._offer(event.text)

    @on(SheetTyping.Same)
    def _same(self) -> None:
        row = self.row
        name = worker_above(self._rows.records, self.table.cursor_row, self._last_worker)
        if row is None or not name:
            self.say(_("No line above has a worker."), "soon")
            return
        self._store(row.order_no, name, "", "")

    @on(SheetTyping.Entered)
    def _line_entered(self, event: SheetTyping.Entered) -> None:
        typed = read_line(event.text)
        row = self.row
        number = typed.number or (row.order_no if row is not None else "")
        worker = (event.worker or typed.worker) if typed.worker else ""
        if not typed.number and not worker and not typed.note:
            self._go_on()
        elif not number:
            self.say(_("Type the slip's number in front of the name."), "soon")
        elif typed.number and not worker and not typed.note:
            self._store(number, "", "", event.text)
        else:
            kept = row.worker if row is not None and row.order_no == number else ""
            self._store(number, worker or kept, typed.note, event.text)

    @on(SheetTyping.Wanted)
    def _sign_typed(self, event: SheetTyping.Wanted) -> None:
        if event.sign == "?":
            self.room.act_help()
        else:
            self.act_prompt()

    def _show_hints(self) -> None:
        """Show the keys that work while one types, and the signs that work in the empty line."""
        actions = [action for action in self.shown_actions() if action.context == "sheet" and action.hint]
        everywhere = [action for action in self.shown_actions() if action.id in ("app.help", "app.prompt")]
        self.status.hints([*sorted(actions, key=lambda action: action.hint), *everywhere])

    def _store(self, number: str, worker: str, note: str, text: str, force: str = "") -> None:
        """Store a line at once and go on; the answer comes when it comes."""
        from dispatch_tui.services import feedback

        sheet_id = self._sheet_id
        known = self._rows.get(number)
        self._not_taken.pop(number, None)
        if known is not None and known.worker == worker and worker and not note:
            self.typing_line.fill("")  # it stands there already
            self._show()
            self._go_on()
            return
        self._storing[number] = worker or "…"
        self._last_worker = worker or self._last_worker

        def done(outcome: Outcome) -> None:
            self._storing.pop(number, None)
            if outcome.refused:
                first = next(result for result in outcome.results if not result.ok)
                refuse(first.message, first.level < Level.BLOCK)
                return
            self._tell_doubts(outcome)
            self.load()

        def failed(error: DispatchError) -> None:
            self._storing.pop(number, None)
            refuse(str(error), False)

        def refuse(why: str, forcible: bool) -> None:
            kept = text if read_line(text).number else f"{worker}; {note}" if note else worker
            self._last_worker = "" if self._last_worker == worker else self._last_worker
            self._not_taken[number] = (kept, why, forcible)
            self.say(f"{number}: {why}", "overdue")
            self._show()

        self.write(
            "line",
            lambda desk: feedback.write_line(desk, sheet_id, number, worker, note, force=force),
            done,
            failed,
        )
        self.typing_line.fill("")
        self._from_draft = False
        self._show()
        row = self.row
        if row is None or not row.wanted:
            self._go_on()

    def _tell_doubts(self, outcome: Outcome) -> None:
        doubts = [result for result in outcome.results if result.ok and result.level >= Level.NOTE]
        if doubts:
            role = "overdue" if max(result.level for result in doubts) >= Level.WARN else "soon"
            self.say(" ".join(result.message for result in doubts), role)

    def _go_on(self) -> None:
        at = next_nameless(self._rows.records, self.table.cursor_row)
        if at is None:
            self.say(self._advice(), "good")
        else:
            self.table.move_to(self._rows.records[at].key)

    def act_back(self) -> None:
        """Empty the typed line, then leave the sheet; lines that were not taken are told first."""
        if self.answers.display:
            self.answers.show([])
        elif self.typing_line.text:
            self.typing_line.fill("")
        elif self._not_taken and not self._leaving:
            self._leaving = True
            words = ngettext(
                "! {n} line was not taken: {nos}. Esc once more leaves without it.",
                "! {n} lines were not taken: {nos}. Esc once more leaves without them.",
                len(self._not_taken),
            )
            self.say(words.format(n=len(self._not_taken), nos=", ".join(self._not_taken)), "overdue")
        else:
            self.room.leave_screen()
