"""The steps of the run that opens the day: carry-over, feedback sheets, four counts, hand-over, copy-back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from dispatch_tui.domain.dispatches import Mode
from dispatch_tui.domain.feedback import FeedbackSheet, SheetState
from dispatch_tui.domain.feedback_rules import GONE
from dispatch_tui.domain.feedback_words import way_word
from dispatch_tui.i18n import gettext as _
from dispatch_tui.i18n import mark as N_
from dispatch_tui.tui.presentation.count_rows import CountRow, count_cells, count_lines, count_rows
from dispatch_tui.tui.presentation.pieces import Line, Piece, Tone, line
from dispatch_tui.tui.presentation.sheet_views import SheetListRow, sheet_cells, sheet_lines
from dispatch_tui.tui.presentation.slip_rows import point_text
from dispatch_tui.tui.presentation.times import due_cell, moment_text, span_text
from dispatch_tui.tui.presentation.words import list_kind_word, list_state_word
from dispatch_tui.tui.presentation.wrapping import wrapped
from dispatch_tui.tui.screens.day_page import StepPage
from dispatch_tui.tui.screens.row_lists import ListColumn
from dispatch_tui.tui.text import phone

if TYPE_CHECKING:
    from dispatch_tui.domain.reconciling import Group
    from dispatch_tui.services.chasing import DueChase
    from dispatch_tui.services.day_runs import RunView
    from dispatch_tui.services.desk import Desk
    from dispatch_tui.services.sending_lists import CarriedSlip
    from dispatch_tui.tui.screens.day import DayScreen


@dataclass(frozen=True, slots=True)
class CarriedRow:
    """One slip that was carried over."""

    carried: CarriedSlip

    @property
    def key(self) -> str:
        """The slip's id."""
        return f"order:{self.carried.order.id}"


class CarryOverPage(StepPage):
    """Slips that were not sent on their day: first of all in the morning (row B-11)."""

    COLUMNS = (
        ListColumn("no", N_("Slip"), 12, 0),
        ListColumn("times", N_("Carried"), 7, 1, right=True),
        ListColumn("kind", N_("Kind"), 8, 3),
        ListColumn("state", N_("State"), 8, 2),
        ListColumn("point", N_("Point"), 10, 2, grow=1),
        ListColumn("customer", N_("Customer"), 8, 4, grow=1),
        ListColumn("due", N_("Due"), 6, 3, right=True),
        ListColumn("address", N_("Address"), 14, 5, grow=5),
    )

    @property
    def empty(self) -> str:
        """Sentence shown when nothing is open here."""
        return _("Nothing was carried over.")

    def read(self, desk: Desk, view: RunView) -> Sequence[CarriedRow]:
        """Return the slips carried over, oldest first."""
        from dispatch_tui.services import sending_lists

        return [CarriedRow(each) for each in sending_lists.carried(desk)]

    def cells(self, row: CarriedRow) -> dict[str, Piece]:
        """Return the cells of a slip."""
        facts, order = self.facts, row.carried.order
        bad = row.carried.escalated
        times = str(row.carried.times)
        return {
            "sign": Piece("!", Tone.OVERDUE) if bad else Piece("~", Tone.SOON),
            "no": Piece(order.no, Tone.STRONG),
            "times": Piece(f"!{times}" if bad else times, Tone.OVERDUE if bad else Tone.SOON),
            "kind": Piece(list_kind_word(order.kind), Tone.URGENT if order.urgent else Tone.PLAIN),
            "state": Piece(list_state_word(order.state)),
            "point": point_text(order, facts.names),
            "customer": Piece(order.customer),
            "due": due_cell(order.due_at, facts.now, facts.soon_minutes, facts.zone),
            "address": Piece(order.address, Tone.MUTED),
        }

    def below(self, row: CarriedRow, width: int) -> list[Line]:
        """Say that a slip carried over too often goes to the supervisor."""
        if not row.carried.escalated:
            return []
        words = _("! Carried over {n} times: tell the supervisor.").format(n=row.carried.times)
        return wrapped(line(Piece(words, Tone.OVERDUE)), width)

    def open(self, screen: DayScreen, row: CarriedRow) -> None:
        """Open the slip among the others that were carried over."""
        from dispatch_tui.tui.screens.slip_detail import SlipScreen

        ids = [each.carried.order.id for each in self.rows.records]
        screen.app.push_screen(SlipScreen(row.carried.order.id, ids))


class SheetsPage(StepPage):
    """The feedback sheets of the dispatches of a day, and what is missing on each (rows C-01 and C-03)."""

    COLUMNS = (
        ListColumn("day", N_("Day"), 5, 5),
        ListColumn("point", N_("Point"), 11, 0, grow=2),
        ListColumn("kind", N_("Kind"), 8, 0),
        ListColumn("mode", N_("Mode"), 9, 6),
        ListColumn("expected", N_("Exp."), 4, 1, right=True),
        ListColumn("received", N_("In"), 4, 1, right=True),
        ListColumn("missing", N_("Miss."), 5, 1, right=True),
        ListColumn("state", N_("State"), 12, 0),
        ListColumn("came", N_("Came in"), 11, 7),
        ListColumn("chased", N_("Chased"), 13, 3, grow=1),
        ListColumn("next", N_("Next try"), 16, 2, grow=1),
        ListColumn("note", N_("Note"), 12, 8, grow=3),
    )
    KEYS: ClassVar[tuple[str, ...]] = ("receive", "chase", "query", "check")

    @property
    def empty(self) -> str:
        """Sentence shown when nothing is open here."""
        return _("No feedback sheet is expected: nothing was sent.")

    def read(self, desk: Desk, view: RunView) -> Sequence[SheetListRow]:
        """Return the sheets of the days that the run is about, and older ones that are not finished."""
        from dispatch_tui.services.feedback_views import sheets_of

        named = {line.sheet_id for step in view.steps for line in step.lines if line.sheet_id is not None}
        with desk.store.read() as reader:
            found = {sheet.id: sheet for sheet in reader.papers(FeedbackSheet, day=list(view.days))}
            older = list(named - set(found))
            found |= {sheet.id: sheet for sheet in reader.papers(FeedbackSheet, id=older)} if older else {}
            wanted = [sheet for sheet in found.values() if self.shows(sheet)]
            return [SheetListRow(each) for each in sheets_of(desk, reader, wanted)]

    def shows(self, sheet: FeedbackSheet) -> bool:
        """Tell whether a sheet belongs to this step."""
        return sheet.mode is Mode.NORMAL

    def cells(self, row: SheetListRow) -> dict[str, Piece]:
        """Return the cells of a sheet."""
        return sheet_cells(row, self.facts.now, self.facts.zone, self.facts.today)

    def below(self, row: SheetListRow, width: int) -> list[Line]:
        """Return the next try, the last one, doubts and answers."""
        people = self.facts.people
        said = sheet_lines(row, self.facts.now, self.facts.zone, lambda number: people.get(number, number))
        return [part for each in said for part in wrapped(each, width)]

    def open(self, screen: DayScreen, row: SheetListRow) -> None:
        """Type the sheet in."""
        from dispatch_tui.tui.screens.sheet import SheetScreen

        screen.app.push_screen(SheetScreen(row.view.sheet.id))

    def pressing(self, row: SheetListRow) -> bool:
        """Tell whether somebody still has to do something about the sheet."""
        return row.open


class HandOverPage(SheetsPage):
    """The normal set, which goes to the information centre as a whole (row C-05)."""

    KEYS: ClassVar[tuple[str, ...]] = ("hand_over", "check", "entered", "accept")

    @property
    def empty(self) -> str:
        """Sentence shown when nothing is open here."""
        return _("No normal sheet waits for the information centre.")

    def pressing(self, row: SheetListRow) -> bool:
        """Tell whether the sheet still has to go."""
        return row.view.wanted and row.view.sheet.state not in GONE and not row.view.sheet.gap

    def accept_key(self, row: SheetListRow, view: RunView) -> str:
        """Return the line of the run that speaks of the sheet's day."""
        step = next((step for step in view.steps if step.code == "hand_over"), None)
        lines = step.lines if step is not None else ()
        return next((line.key for line in lines if line.blocks and line.day == row.view.sheet.day), "")


class TemporaryPage(SheetsPage):
    """Temporary sheets, handed over one by one as the names come (row C-06)."""

    KEYS: ClassVar[tuple[str, ...]] = ("hand_over", "receive", "chase", "entered")

    @property
    def empty(self) -> str:
        """Sentence shown when nothing is open here."""
        return _("No temporary dispatch was sent.")

    def shows(self, sheet: FeedbackSheet) -> bool:
        """Tell whether a sheet belongs to this step."""
        return sheet.mode is Mode.TEMPORARY

    def pressing(self, row: SheetListRow) -> bool:
        """Tell whether names are missing or still have to go."""
        return bool(row.view.missing or row.view.counts.to_hand)


class CopyBackPage(SheetsPage):
    """Sheets at the information centre, whose names the supervisor copies back (row C-07)."""

    KEYS: ClassVar[tuple[str, ...]] = ("entered", "copy_back")

    @property
    def empty(self) -> str:
        """Sentence shown when nothing is open here."""
        return _("The information centre has no sheet.")

    def shows(self, sheet: FeedbackSheet) -> bool:
        """Tell whether a sheet belongs to this step."""
        return sheet.state in GONE

    def pressing(self, row: SheetListRow) -> bool:
        """Tell whether the names still have to be copied back."""
        return row.view.sheet.state is not SheetState.COPIED_BACK


@dataclass(frozen=True, slots=True)
class ChaseRow:
    """One thing that has to be chased now."""

    due: DueChase

    @property
    def key(self) -> str:
        """Its name in the chase log."""
        return self.due.subject


class ChasesPage(StepPage):
    """What has to be chased now: sheets, workers' names, late hand-overs (rows A-07, B-08, C-03)."""

    COLUMNS = (
        ListColumn("title", N_("What"), 30, 0, grow=4),
        ListColumn("way", N_("By"), 10, 0),
        ListColumn("late", N_("Late"), 5, 1, right=True),
        ListColumn("tries", N_("Tries"), 5, 2, right=True),
        ListColumn("number", N_("Number"), 14, 2),
        ListColumn("last", N_("Last answer"), 16, 3, grow=3),
    )
    KEYS: ClassVar[tuple[str, ...]] = ("chase",)

    @property
    def empty(self) -> str:
        """Sentence shown when nothing is open here."""
        return _("Nothing has to be chased now.")

    def read(self, desk: Desk, view: RunView) -> Sequence[ChaseRow]:
        """Return what is due, the longest overdue first."""
        from dispatch_tui.services import chasing

        return [ChaseRow(each) for each in chasing.due_chases(desk)]

    def cells(self, row: ChaseRow) -> dict[str, Piece]:
        """Return the cells of a chase."""
        due = row.due
        tone = Tone.OVERDUE if due.step.escalated else Tone.SOON
        last = ""
        if due.last is not None:
            last = f"{moment_text(due.last.at, self.facts.zone, self.facts.today)} {due.last.answer}"
        return {
            "sign": Piece("!" if due.step.escalated else "~", tone),
            "title": Piece(due.title, Tone.STRONG),
            "way": Piece(way_word(due.step.way), tone),
            "late": Piece(span_text(due.minutes), tone),
            "tries": Piece(str(due.tries) if due.tries else ""),
            "number": Piece(due.fax if due.step.way == "fax" else phone(due.telephone), Tone.STRONG),
            "last": Piece(last, Tone.MUTED),
        }

    def below(self, row: ChaseRow, width: int) -> list[Line]:
        """Return the whole last entry of the chase log."""
        last = row.due.last
        if last is None:
            return wrapped(line(Piece(_("Not chased yet: c writes a try into the log."), Tone.MUTED)), width)
        who = self.facts.people.get(last.by, last.by)
        words = f"{moment_text(last.at, self.facts.zone, self.facts.today)}  {who} → {last.whom or '-'}"
        return wrapped(line(Piece(words, Tone.MUTED), f" ({way_word(last.way)}): {last.answer}"), width)

    def open(self, screen: DayScreen, row: ChaseRow) -> None:
        """Open the sheet, the slip or the hand-overs."""
        from dispatch_tui.tui.screens.handovers import HandoversScreen
        from dispatch_tui.tui.screens.sheet import SheetScreen

        if row.due.sheet_id is not None:
            screen.app.push_screen(SheetScreen(row.due.sheet_id))
        elif row.due.order_no:
            screen.open_numbers((row.due.order_no,), row.due.title)
        else:
            handovers = screen.room.open_side("handovers")
            if isinstance(handovers, HandoversScreen):
                screen.call_after_refresh(handovers.go_to, row.due.subject)


class CountsPage(StepPage):
    """The four counts of a day, which must be equal, and the very slips that differ (row C-09)."""

    FEEDBACK: ClassVar[bool] = True
    """Whether the feedback sheets are compared too; in the evening they are still out."""
    COLUMNS = (
        ListColumn("point", N_("Point"), 12, 0, grow=2),
        ListColumn("kind", N_("Kind"), 8, 0),
        ListColumn("mode", N_("Mode"), 9, 3),
        ListColumn("dispatched", N_("Sent"), 6, 1, right=True),
        ListColumn("cards", N_("Cards"), 5, 1, right=True),
        ListColumn("feedback", N_("Sheets"), 6, 1, right=True),
        ListColumn("ledger", N_("Ledger"), 6, 1, right=True),
        ListColumn("difference", N_("Difference"), 20, 0, grow=6),
        ListColumn("accepted", N_("Accepted"), 12, 4, grow=3),
    )
    KEYS: ClassVar[tuple[str, ...]] = ("accept",)

    @property
    def empty(self) -> str:
        """Sentence shown when nothing is open here."""
        return _("Nothing was sent, so there is nothing to compare.")

    def read(self, desk: Desk, view: RunView) -> Sequence[CountRow]:
        """Return a row per difference, then per network point and kind whose counts are equal."""
        from dispatch_tui.services import reconciliation

        accepted = {line.key: line.accepted for step in view.steps for line in step.lines if line.accepted}
        groups: list[Group] = []
        for day in view.days:
            groups += reconciliation.reconcile(desk, day, feedback=self.FEEDBACK).groups
        return count_rows(groups, accepted)

    def cells(self, row: CountRow) -> dict[str, Piece]:
        """Return the cells of a comparison."""
        return count_cells(row)

    def below(self, row: CountRow, width: int) -> list[Line]:
        """Name the slips that differ."""
        return [part for each in count_lines(row) for part in wrapped(each, width)]

    def open(self, screen: DayScreen, row: CountRow) -> None:
        """Open the very slips that differ, else all slips of the comparison."""
        if row.order_nos:
            screen.open_numbers(row.order_nos, row.title)
        else:
            screen.say(_("The counts are equal here."), "good")

    def accept_key(self, row: CountRow, view: RunView) -> str:
        """Return the difference that can be accepted."""
        return row.key if row.open else ""

    def pressing(self, row: CountRow) -> bool:
        """Tell whether the difference is neither settled nor accepted."""
        return row.open
