"""Two people corrected the same field of a slip: keep mine or take theirs, field by field; nothing typed is lost."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING, ClassVar

from textual.app import ComposeResult

from dispatch_tui.domain.rules import Outcome
from dispatch_tui.i18n import gettext as _
from dispatch_tui.i18n import mark as N_
from dispatch_tui.i18n import ngettext
from dispatch_tui.tui.actions import REGISTRY, Action
from dispatch_tui.tui.presentation.conflict_rows import COLUMNS, ConflictRow, conflict_cells
from dispatch_tui.tui.presentation.pieces import Line, Piece, Tone
from dispatch_tui.tui.presentation.words import field_word
from dispatch_tui.tui.screens.base import RoomScreen
from dispatch_tui.tui.screens.row_lists import RowList
from dispatch_tui.tui.widgets.line_pane import LinePane
from dispatch_tui.tui.widgets.record_table import RecordTable

if TYPE_CHECKING:
    from dispatch_tui.services.conflicts import Comparison
    from dispatch_tui.services.desk import Desk

ACTIONS = (
    Action("conflict.mine", ("m",), N_("Keep mine"), N_("Keep what you typed for this field."), hint=11),
    Action("conflict.theirs", ("t",), N_("Take theirs"), N_("Take what your colleague put in."), hint=12),
    Action("conflict.save", ("enter",), N_("Save"), N_("Save, when every field is decided."), hint=10),
)  # fmt: skip
REGISTRY.register(ACTIONS)


class ConflictScreen(RoomScreen):
    """The fields of one slip that two people changed to different things."""

    TITLE_TEXT = N_("Changed by both")
    CONTEXTS: ClassVar[tuple[str, ...]] = ("conflict",)
    AUTO_FOCUS = "#conflict-table"
    DEFAULT_CSS = """
    ConflictScreen #conflict-head { height: 2; }
    """

    def __init__(self, comparison: Comparison, reason: str, saved: Callable[[Outcome], None]) -> None:
        super().__init__()
        self._comparison = comparison
        self._reason = reason
        self._saved = saved
        self._rows: RowList[ConflictRow] = RowList(conflict_cells)

    def body(self) -> ComposeResult:
        """Lay out what it is about and the fields."""
        yield LinePane(ground="head", id="conflict-head")
        yield RecordTable(self._rows, [column.shown() for column in COLUMNS], id="conflict-table")

    @property
    def table(self) -> RecordTable:
        """The fields."""
        return self.query_one("#conflict-table", RecordTable)

    def opened(self, desk: Desk) -> None:
        """Show the fields."""
        self._show(self._comparison)

    def _show(self, comparison: Comparison) -> None:
        self._comparison = comparison
        desk = self.desk
        if desk is None:
            return
        known = {row.key: row for row in self._rows.records}
        rows = []
        for difference in comparison.fields:
            before = known.get(difference.name)
            decided = before.mine if before is not None and before.difference == difference else None
            rows.append(ConflictRow(difference, desk.settings.branch.zone, decided))
        self._rows.show(rows)
        self.table.rows_changed()
        self._words()

    def _words(self) -> None:
        comparison = self._comparison
        count = len(comparison.fields)
        told = ngettext(
            "{no}: {n} field was changed by a colleague while you typed.",
            "{no}: {n} fields were changed by a colleague while you typed.",
            count,
        ).format(no=comparison.order.no, n=count)
        lines: list[Line] = [(Piece(f" {told}", Tone.STRONG),)]
        if comparison.free:
            kept = _("Saved with it, nobody else touched it: {fields}").format(
                fields=_(", ").join(f"{field_word(name)}={text}" for name, text in comparison.free.items())
            )
            lines.append((Piece(f" {kept}", Tone.MUTED),))
        self.query_one("#conflict-head", LinePane).show_lines(lines)

    def relabel(self) -> None:
        """Show everything in the language in use."""
        self.table.set_columns([column.shown() for column in COLUMNS])
        self._words()

    def on_resize(self) -> None:
        """Fill the head anew."""
        self.call_after_refresh(self._words)

    # -- deciding -------------------------------------------------------------------------------------------------

    def _decide(self, mine: bool) -> None:
        key = self.table.cursor_key
        rows = [replace(row, mine=mine) if row.key == key else row for row in self._rows.records]
        self._rows.show(rows)
        self.table.rows_changed()
        self._to_open()

    def _to_open(self) -> bool:
        """Go to the next field that is not decided; returns False when there is none."""
        undecided = [row.key for row in self._rows.records if row.mine is None]
        if undecided:
            self.table.move_to(undecided[0])
        return bool(undecided)

    def act_mine(self) -> None:
        """Keep mine."""
        self._decide(True)

    def act_theirs(self) -> None:
        """Take theirs."""
        self._decide(False)

    def act_save(self) -> None:
        """Save what was decided."""
        if self._to_open():
            self.say(_("Decide each field first: m keeps yours, t takes theirs."), "soon")
            return
        from dispatch_tui.services import conflicts

        comparison, reason = self._comparison, self._reason
        rows = self._rows.records
        choices = dict(comparison.free)
        choices |= {row.key: row.difference.mine if row.mine else row.difference.theirs for row in rows}
        typed = dict(comparison.free) | {row.key: row.difference.mine for row in rows}

        def work(desk: Desk) -> tuple[Outcome, Comparison | None]:
            order, version = comparison.order.id, comparison.version
            outcome = conflicts.resolve(desk, order, version, choices, reason)
            again = any(result.code == "conflict" for result in outcome.results)
            return outcome, conflicts.compare(desk, order, version, typed) if again else None

        self.write("conflict", work, self._resolved)

    def _resolved(self, result: tuple[Outcome, Comparison | None]) -> None:
        outcome, again = result
        if again is not None:
            self._show(again)
            self.say(_("It was changed once more; decide again."), "soon")
        elif outcome.refused:
            self.show_outcome(outcome)
        else:
            self.room.leave_screen()
            self._saved(outcome)
