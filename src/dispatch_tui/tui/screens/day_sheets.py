"""The keys of the guided runs that handle feedback sheets and the chase ladder (S004 一.1, rows C-01 to C-07)."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from dispatch_tui.domain.dispatches import Mode
from dispatch_tui.domain.feedback import SheetState, worker_subject
from dispatch_tui.domain.feedback_words import way_word
from dispatch_tui.domain.rules import Level, Outcome, Result
from dispatch_tui.errors import DispatchError
from dispatch_tui.i18n import gettext as _
from dispatch_tui.i18n import language
from dispatch_tui.tui.presentation.phrases import phrase, targets_of
from dispatch_tui.tui.presentation.sheet_rows import way_choices
from dispatch_tui.tui.presentation.sheet_views import SheetListRow
from dispatch_tui.tui.screens.day_base import DayBase
from dispatch_tui.tui.screens.day_close_pages import NamelessRow
from dispatch_tui.tui.screens.day_open_pages import ChaseRow
from dispatch_tui.tui.text import phone

if TYPE_CHECKING:
    from dispatch_tui.services.desk import Desk


class DaySheets(DayBase):
    """The part of the day's screen that handles sheets and chases."""

    # -- feedback sheets ------------------------------------------------------------------------------------------

    def _sheets(self) -> list[SheetListRow]:
        return [row for row in self.chosen_rows() if isinstance(row, SheetListRow)]

    def _no_sheet(self) -> str:
        return "" if self._sheets() else _("There is no feedback sheet under the cursor.")

    why_not_query = _no_sheet
    why_not_entered = _no_sheet
    why_not_copy_back = _no_sheet
    why_not_check = _no_sheet
    why_not_hand_over = _no_sheet
    why_not_receive = _no_sheet

    def _each(self, name: str, function: Callable[[Desk, int, str], Outcome]) -> None:
        """Do something to every chosen sheet, each in its own transaction, and tell it as one."""
        sheets = [(row.view.sheet.id, row.view.title) for row in self._sheets()]

        def work(desk: Desk, force: str) -> Outcome:
            results: list[Result] = []
            for sheet_id, title in sheets:
                try:
                    results += function(desk, sheet_id, force).results
                except DispatchError as error:
                    results.append(Result(title, False, Level.BLOCK, error.code, str(error)))
            return Outcome(tuple(results))

        self.change_or_ask(name, work)

    def act_receive(self) -> None:
        """Book sheets as received."""
        from dispatch_tui.services import feedback

        rows = self._sheets()
        what = rows[0].view.title if len(rows) == 1 else _("{n} sheets").format(n=len(rows))
        self.pick(
            _("How it came: {sheet}").format(sheet=what),
            way_choices(),
            lambda way: self._each(
                "receive", lambda desk, sheet_id, _force: feedback.receive(desk, sheet_id, way)
            ),
        )

    def act_check(self) -> None:
        """Call sheets checked."""
        from dispatch_tui.services import feedback

        self._each("check", feedback.check)

    def act_query(self) -> None:
        """Write a doubt or its answer."""
        from dispatch_tui.services import feedback

        row = self._sheets()[0]
        sheet_id, answered = row.view.sheet.id, row.view.sheet.state is SheetState.QUERIED
        question = _("{sheet}: what the network point answered") if answered else _("{sheet}: what was asked")
        self.ask(
            question.format(sheet=row.view.title),
            lambda text: self.change(
                "query", lambda desk: feedback.query(desk, sheet_id, text, answered=answered)
            ),
        )

    def act_hand_over(self) -> None:
        """Hand sheets to the information centre: those marked, else the normal set of the row's day."""
        from dispatch_tui.services import feedback

        ids = [row.view.sheet.id for row in self._sheets()]
        first = self._sheets()[0].view.sheet
        if not len(self.table.marked) and first.mode is Mode.NORMAL:
            rows = [row for row in self.page.rows.records if isinstance(row, SheetListRow)]
            same = [row.view.sheet for row in rows if row.view.sheet.day == first.day and row.view.wanted]
            ids = [sheet.id for sheet in same if sheet.state is SheetState.CHECKED] or ids
        self.change_or_ask("hand_over", lambda desk, gap: feedback.hand_over(desk, ids, gap))

    def act_entered(self) -> None:
        """Note that the information centre typed sheets in."""
        from dispatch_tui.services import feedback

        ids = [row.view.sheet.id for row in self._sheets()]
        self.change("entered", lambda desk: feedback.entered(desk, ids))

    def act_copy_back(self) -> None:
        """Note that the names were copied back."""
        from dispatch_tui.services import feedback

        ids = [row.view.sheet.id for row in self._sheets()]
        self.change_or_ask("copy_back", lambda desk, force: feedback.copy_back(desk, ids, force))

    # -- chasing --------------------------------------------------------------------------------------------------

    def _chased(self) -> tuple[str, str, str, str] | None:
        """Return subject, title, way and number of what is chased from the row under the cursor."""
        row, desk = self.row, self.desk
        if desk is None:
            return None
        if isinstance(row, SheetListRow):
            view = row.view
            point = desk.settings.point(view.sheet.point)
            way = view.step.way if view.step is not None else ""
            number = (point.fax if way == "fax" else point.telephone) if point is not None else ""
            return view.subject, view.title, way, number
        if isinstance(row, ChaseRow):
            due = row.due
            return due.subject, due.title, due.step.way, due.fax if due.step.way == "fax" else due.telephone
        if isinstance(row, NamelessRow):
            point = desk.settings.point(row.nameless.dispatch.point)
            number = point.telephone if point is not None else ""
            return (
                worker_subject(row.nameless.order.no),
                row.nameless.order.no,
                row.nameless.next_step.way,
                number,
            )
        return None

    def why_not_chase(self) -> str:
        """Say that nothing here is chased."""
        return "" if self._chased() is not None else _("There is nothing to chase under the cursor.")

    def act_chase(self) -> None:
        """Log a try: the way of the ladder, the number to call, the answer."""
        from dispatch_tui.services import chasing

        chased = self._chased()
        if chased is None:
            return
        subject, title, way, number = chased
        by = " ".join(part for part in (way_word(way), phone(number)) if part)
        question = (
            _("{what}, {by}: answer").format(what=title, by=by)
            if by
            else _("{what}: answer").format(what=title)
        )
        self.ask(
            question,
            lambda text: self.change("chase", lambda desk: chasing.chase(desk, subject, text)),
            key=f"chase.{subject}",
        )

    def why_not_worker(self) -> str:
        """Say that no dispatch without a worker is under the cursor."""
        if isinstance(self.row, NamelessRow):
            return ""
        return _(
            "This key names the worker of a temporary dispatch; on a sheet Enter opens it to be typed in."
        )

    def act_worker(self) -> None:
        """Write the command that names the worker."""
        if isinstance(self.row, NamelessRow):
            self.prompt.open(phrase("worker", targets_of([self.row.nameless.order]), language()).text)
