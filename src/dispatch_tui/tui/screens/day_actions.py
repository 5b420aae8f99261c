"""The keys of the guided runs: steps, acceptance, sign-off, prints."""

from __future__ import annotations

from dispatch_tui.domain.day_runs import RunKind
from dispatch_tui.domain.printing import Paper
from dispatch_tui.i18n import gettext as _
from dispatch_tui.i18n import mark as N_
from dispatch_tui.tui.actions import REGISTRY, Action
from dispatch_tui.tui.presentation.day_words import left_words
from dispatch_tui.tui.presentation.paper_rows import CardRow
from dispatch_tui.tui.presentation.paper_words import run_word
from dispatch_tui.tui.presentation.pieces import Piece, line
from dispatch_tui.tui.presentation.times import day_text
from dispatch_tui.tui.screens.day_sheets import DaySheets
from dispatch_tui.tui.widgets.list_prompt import Choice

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


class DayActions(DaySheets):
    """The part of the day's screen that the keys reach."""

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
            [left_words(self.view, cards=True)] if self.view is not None and self.view.left else (),
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
