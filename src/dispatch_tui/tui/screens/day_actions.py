"""The keys of the guided runs: steps, sheets, chases, acceptance and sign-off."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

from dispatch_tui.domain.day_runs import RunKind
from dispatch_tui.domain.dispatches import Mode
from dispatch_tui.domain.feedback import SheetState, worker_subject
from dispatch_tui.domain.feedback_words import way_word
from dispatch_tui.domain.filters import OneOf
from dispatch_tui.domain.printing import Paper
from dispatch_tui.domain.rules import Level, Outcome, Result
from dispatch_tui.errors import DispatchError
from dispatch_tui.i18n import gettext as _
from dispatch_tui.i18n import language
from dispatch_tui.i18n import mark as N_
from dispatch_tui.tui.actions import REGISTRY, Action
from dispatch_tui.tui.presentation.paper_rows import CardRow
from dispatch_tui.tui.presentation.paper_words import run_word
from dispatch_tui.tui.presentation.phrases import phrase, targets_of
from dispatch_tui.tui.presentation.pieces import Piece, line
from dispatch_tui.tui.presentation.sheet_rows import way_choices
from dispatch_tui.tui.presentation.sheet_views import SheetListRow
from dispatch_tui.tui.presentation.times import day_text
from dispatch_tui.tui.screens.day_close_pages import NamelessRow
from dispatch_tui.tui.screens.day_open_pages import ChaseRow
from dispatch_tui.tui.screens.printing import PrintingScreen
from dispatch_tui.tui.text import phone
from dispatch_tui.tui.widgets.list_prompt import Choice
from dispatch_tui.tui.widgets.record_table import RecordTable

if TYPE_CHECKING:
    from dispatch_tui.services.day_runs import RunView
    from dispatch_tui.services.desk import Desk
    from dispatch_tui.tui.screens.day_page import StepPage

ACTIONS = (
    Action("day.next_step", ("n", "tab"), N_("Next step"), N_("Go to the next step of the run."), hint=11),
    Action("day.previous_step", ("p", "shift+tab"), N_("Previous step"), N_("Go to the previous step of the run.")),
    Action("day.next_open", ("o",), N_("Next open"),
           N_("Go to the next row that somebody still has to look at, in the next step that has one."), hint=12),
    Action("day.other_run", ("m",), N_("Open/close"),
           N_("Change between the run that opens the day and the one that closes it."), hint=19),
    Action("day.handovers", ("b",), N_("Hand-overs"),
           N_("Open today's hand-overs of slips: declared, entered, late."), hint=20),
    Action("day.earlier", ("[",), N_("Day before"), N_("Show the run of the day before.")),
    Action("day.later", ("]",), N_("Day after"), N_("Show the run of the day after.")),
    Action("day.receive", ("r",), N_("Came back"),
           N_("Book the sheet, or the marked ones, as received: fax, car, telephone."), hint=13, article="S004 一.1"),
    Action("day.chase", ("c",), N_("Chase"),
           N_("Log a try of the chase ladder: the way, whom, the answer; the next try follows."),
           hint=14, article="S004 一.1"),
    Action("day.query", ("q",), N_("Doubt"),
           N_("Write a doubt that was telephoned to the network point, or its answer, on the sheet.")),
    Action("day.check", ("v",), N_("Checked"),
           N_("Call the sheet, or the marked ones, checked against the slips sent."), hint=15),
    Action("day.hand_over", ("x",), N_("Hand over"),
           N_("Hand the marked sheets to the information centre; without marks the whole normal set of the "
              "day, or the temporary sheet."), hint=16, article="S004 一.1"),
    Action("day.entered", ("e",), N_("Typed in"),
           N_("Note that the information centre has typed the sheet, or the marked ones, in.")),
    Action("day.copy_back", ("y",), N_("Copied back"),
           N_("Note that the names stand in the network point's original sheets (supervisor)."), hint=17),
    Action("day.worker", ("w",), N_("Worker"), N_("Name the worker of a temporary dispatch."), hint=18),
    Action("day.accept", ("a",), N_("Accept"),
           N_("Accept the difference with a reason; it stays visible (supervisor)."), hint=21, article="S004 一.1"),
    Action("day.print", ("P",), N_("Print"),
           N_("Print the flow cards or sheets that are marked, else the one under the cursor.")),
    Action("day.sign_off", ("S",), N_("Sign off"),
           N_("Sign the run off; what is open is told, an unexplained difference forbids it (supervisor)."), hint=22),
)  # fmt: skip
REGISTRY.register(ACTIONS)


class DayActions(PrintingScreen):
    """The part of the day's screen that the keys reach."""

    kind: RunKind
    day: date | None
    view: RunView | None

    # -- what the screen itself gives -----------------------------------------------------------------------------

    @property
    def table(self) -> RecordTable:
        """The rows of the step in view."""
        raise NotImplementedError

    @property
    def page(self) -> StepPage:
        """The step in view."""
        raise NotImplementedError

    @property
    def row(self) -> Any:
        """The row under the cursor."""

    def chosen_rows(self) -> list[Any]:
        """Return the marked rows, else the one under the cursor."""
        return []

    def load(self) -> None:
        """Read the run again."""

    def step_by(self, step: int) -> None:
        """Go so many steps on."""

    def show_step(self, code: str) -> None:
        """Show another step."""

    def show_run(self, kind: RunKind) -> None:
        """Show the other run."""

    def show_day(self, step: int) -> None:
        """Show another day."""

    def current_code(self) -> str:
        """Return the code of the step in view."""
        return ""

    # -- going about ----------------------------------------------------------------------------------------------

    def act_next_step(self) -> None:
        """Go to the next step."""
        self.step_by(1)

    def act_previous_step(self) -> None:
        """Go to the previous step."""
        self.step_by(-1)

    def act_other_run(self) -> None:
        """Change between the two runs."""
        self.show_run(RunKind.CLOSE if self.kind is RunKind.OPEN else RunKind.OPEN)

    def act_handovers(self) -> None:
        """Open the hand-overs of today."""
        self.room.open_side("handovers")

    def act_earlier(self) -> None:
        """Show the day before."""
        self.show_day(-1)

    def act_later(self) -> None:
        """Show the day after."""
        self.show_day(1)

    def act_next_open(self) -> None:
        """Go to the next row that needs somebody, else to the next step that has one."""
        rows, table = self.page.rows.records, self.table
        for row in rows[table.cursor_row + 1 :]:
            if self.page.pressing(row):
                table.move_to(row.key)
                return
        steps = self.view.steps if self.view is not None else ()
        codes = [step.code for step in steps]
        if self.current_code() not in codes:
            return
        at = codes.index(self.current_code())
        for step in (*steps[at + 1 :], *steps[:at]):
            if step.open:
                self.show_step(step.code)
                return
        first = next((row for row in rows if self.page.pressing(row)), None)
        if first is not None:
            table.move_to(first.key)
        else:
            self.say(_("Nothing is open in this run."), "good")

    def open_numbers(self, numbers: Sequence[str], heading: str) -> None:
        """Open the slips with these numbers: one as itself, several as a list."""

        def find(desk: Desk) -> list[int]:
            with desk.store.read() as reader:
                return [order.id for order in reader.orders_by_no(numbers).values()]

        def done(ids: list[int]) -> None:
            from dispatch_tui.tui.screens.slip_detail import SlipScreen

            if not ids:
                self.say(_("No slip has one of these numbers: {nos}.").format(nos=", ".join(numbers)), "soon")
            elif len(ids) == 1:
                self.app.push_screen(SlipScreen(ids[0], ids))
            else:
                self.room.open_slips(OneOf(frozenset(ids)), heading)

        self.read("numbers", find, done)

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

    # -- acceptance and sign-off ----------------------------------------------------------------------------------

    def _accept_key(self) -> str:
        row, view = self.row, self.view
        return "" if row is None or view is None else self.page.accept_key(row, view)

    def why_not_accept(self) -> str:
        """Say why there is nothing to accept."""
        if not self._accept_key():
            return _("No open difference is under the cursor.")
        return self._not_allowed("accept")

    def act_accept(self) -> None:
        """Accept a difference with a reason."""
        from dispatch_tui.services import day_runs

        key, day, kind = self._accept_key(), self.day, self.kind
        if day is None:
            return
        self.ask(
            _("Reason why the difference is accepted"),
            lambda reason: self.change("accept", lambda desk: day_runs.accept(desk, day, kind, key, reason)),
            key=f"accept.{key}",
        )

    def why_not_sign_off(self) -> str:
        """Say what keeps the run from being signed off."""
        if self.view is None:
            return _("reading…")
        return "" if self.view.may_sign else self.view.why_not

    def act_sign_off(self) -> None:
        """Ask once and sign the run off."""
        from dispatch_tui.services import day_runs

        day, kind, desk = self.day, self.kind, self.desk
        if day is None or desk is None:
            return
        name = f"{run_word(kind)} {day_text(day, desk.today())}"
        words = _("sign off: {run}").format(run=name)
        self.pick(
            name,
            [Choice("sign", line(Piece(words)), (words,))],
            lambda _key: self.change("sign_off", lambda desk: day_runs.sign_off(desk, day, kind)),
        )

    def _not_allowed(self, action: str) -> str:
        from dispatch_tui.services import roles

        desk = self.desk
        if desk is None or roles.may(desk, action):
            return ""
        return _("Only a supervisor may do this.")

    # -- printing -------------------------------------------------------------------------------------------------

    def act_print(self) -> None:
        """Print the chosen flow cards or sheets."""
        rows = self.chosen_rows()
        cards = [row.view.card.no for row in rows if isinstance(row, CardRow)]
        if cards:
            self.print_papers(Paper.FLOW_CARD, cards)
        elif self._sheets():
            self.print_papers(Paper.FEEDBACK_SHEET, [row.view.subject for row in self._sheets()])
        elif self.day is not None:
            self.print_papers(Paper.LEDGER_PAGE, [self.day.isoformat()])

    def printed(self) -> None:
        """Read again how often the cards were printed."""
        self.load()
