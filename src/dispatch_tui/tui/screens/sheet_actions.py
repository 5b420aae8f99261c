"""The keys of a feedback sheet while it is typed in: received, checked, doubts, lines struck out or taken anyway."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dispatch_tui.domain.feedback import SheetState
from dispatch_tui.i18n import gettext as _
from dispatch_tui.i18n import mark as N_
from dispatch_tui.tui.actions import REGISTRY, Action
from dispatch_tui.tui.presentation.sheet_rows import EntryRow, way_choices
from dispatch_tui.tui.presentation.sheet_typing import read_line
from dispatch_tui.tui.screens.asking import AskingScreen
from dispatch_tui.tui.widgets.prompt_line import Answer
from dispatch_tui.tui.widgets.record_table import RecordTable

if TYPE_CHECKING:
    from dispatch_tui.services.feedback_views import SheetDetail

ACTIONS = (
    Action("sheet.next_stage", ("ctrl+s",), N_("Received, checked"),
           N_("Book the sheet as received; when it is, as checked."),
           typing=True, hint=11, article="S004 一.1"),
    Action("sheet.query", ("ctrl+t",), N_("Doubt"),
           N_("Write down a doubt that was telephoned to the network point, and its answer."), typing=True, hint=13),
    Action("sheet.strike", ("ctrl+x",), N_("Strike"),
           N_("Strike out the line under the cursor, typed by mistake, with a reason."), typing=True, hint=14),
    Action("sheet.force", ("ctrl+f",), N_("Take it"),
           N_("Take a refused line although something speaks against it, with a reason."), typing=True, hint=15),
    Action("sheet.take_back", ("ctrl+z",), N_("Take back"),
           N_("Take back your last line; what a colleague changed since stays."), typing=True, hint=17),
    Action("sheet.up", ("up",), N_("Up"), N_("Go to the line above."), typing=True),
    Action("sheet.down", ("down",), N_("Down"), N_("Go to the line below."), typing=True),
    Action("sheet.page_up", ("pageup",), N_("Page up"), typing=True),
    Action("sheet.page_down", ("pagedown",), N_("Page down"), typing=True),
    Action("sheet.slip", ("ctrl+o",), N_("Slip"), N_("Open the slip under the cursor."), typing=True, hint=16),
)  # fmt: skip
REGISTRY.register(ACTIONS)


class SheetActions(AskingScreen):
    """The part of the sheet's screen that the keys reach."""

    _sheet_id: int
    _shown: SheetDetail | None
    _not_taken: dict[str, tuple[str, str, bool]]

    # -- what the screen itself gives -----------------------------------------------------------------------------

    @property
    def table(self) -> RecordTable:
        """The lines of the sheet."""
        return self.query_one("#sheet-table", RecordTable)

    @property
    def row(self) -> EntryRow | None:
        """The line under the cursor."""
        return None

    def _store(self, number: str, worker: str, note: str, text: str, force: str = "") -> None:
        """Store a line at once."""

    # -- moving ---------------------------------------------------------------------------------------------------

    def _move(self, act: str) -> None:
        getattr(self.table, act)()

    def act_up(self) -> None:
        """Go to the line above."""
        self._move("act_up")

    def act_down(self) -> None:
        """Go to the line below."""
        self._move("act_down")

    def act_page_up(self) -> None:
        """Go one page up."""
        self._move("act_page_up")

    def act_page_down(self) -> None:
        """Go one page down."""
        self._move("act_page_down")

    # -- actions --------------------------------------------------------------------------------------------------

    def act_next_stage(self) -> None:
        """Book the sheet as received, or as checked when it is."""
        from dispatch_tui.services import feedback

        shown, sheet_id = self._shown, self._sheet_id
        if shown is None:
            return
        if shown.sheet.state is SheetState.EXPECTED:
            self.pick(
                _("How the sheet came: {sheet}").format(sheet=shown.view.title),
                way_choices(),
                lambda way: self.change("stage", lambda desk: feedback.receive(desk, sheet_id, way)),
            )
        else:
            self.change_or_ask("stage", lambda desk, force: feedback.check(desk, sheet_id, force))

    def why_not_next_stage(self) -> str:
        """Say why the sheet goes no further here."""
        if self._shown is None:
            return _("reading…")
        if self._shown.sheet.state in (SheetState.EXPECTED, SheetState.RECEIVED, SheetState.QUERIED):
            return ""
        return _("The sheet is checked already; it is handed over on screen 3.")

    def act_query(self) -> None:
        """Write down a doubt, or the answer to the one that is open."""
        from dispatch_tui.services import feedback

        sheet_id = self._sheet_id
        answered = self._shown is not None and self._shown.sheet.state is SheetState.QUERIED
        question = _("What the network point answered") if answered else _("What was asked on the telephone")
        self.ask(
            question,
            lambda text: self.change(
                "query", lambda desk: feedback.query(desk, sheet_id, text, answered=answered)
            ),
        )

    def why_not_strike(self) -> str:
        """Say why nothing can be struck out."""
        row = self.row
        if row is None:
            return _("There is no line under the cursor.")
        return (
            ""
            if row.stored is not None and row.stored.line is not None
            else _("Nothing is typed for {no} yet.").format(no=row.order_no)
        )

    def act_strike(self) -> None:
        """Strike out the line under the cursor."""
        from dispatch_tui.services import feedback

        row = self.row
        if row is None or row.stored is None or row.stored.line is None:
            return
        line_id = row.stored.line.id
        self.ask(
            _("Why the line of {no} is struck out").format(no=row.order_no),
            lambda reason: self.change("strike", lambda desk: feedback.strike_line(desk, line_id, reason)),
            key=f"strike.{line_id}",
        )

    def _to_force(self) -> str:
        """Return the number of the refused line that is meant: the one under the cursor, else the last one."""
        row = self.row
        if row is not None and row.key in self._not_taken:
            return row.key
        return next(reversed(self._not_taken), "")

    def why_not_force(self) -> str:
        """Say why there is nothing to force."""
        number = self._to_force()
        if not number:
            return _("No line was refused.")
        _text, why, forcible = self._not_taken[number]
        return "" if forcible else _("This can't be taken: {why}").format(why=why)

    def act_force(self) -> None:
        """Take a refused line with a reason."""
        number = self._to_force()
        text, why, _forcible = self._not_taken[number]
        typed = read_line(text)

        def then(reason: str) -> None:
            if not reason:
                self.say(_("Without a reason the line is not taken."), "soon")
                return
            self.close_question()
            self._store(number, typed.worker, typed.note, text, reason)

        self.answers.show([Answer(f"~ {number}: {why}", "soon")])
        self.ask(_("{no}: why it is taken all the same").format(no=number), then, key=f"force.{number}")

    def act_take_back(self) -> None:
        """Take back the last line."""
        self.act_undo()

    def act_slip(self) -> None:
        """Open the slip under the cursor."""
        from dispatch_tui.tui.screens.slip_detail import SlipScreen

        row = self.row
        order = row.stored.order if row is not None and row.stored is not None else None
        if order is None:
            self.say(_("No slip has this number."), "soon")
        else:
            self.app.push_screen(SlipScreen(order.id))
