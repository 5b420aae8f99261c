"""The reports: ledger of a day, sums of a month, the look back at the dispatching, chases by network point."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, ClassVar

from dispatch_tui.domain.feedback_words import way_word
from dispatch_tui.domain.rules import Finding, Level
from dispatch_tui.i18n import gettext as _
from dispatch_tui.i18n import mark as N_
from dispatch_tui.i18n import ngettext
from dispatch_tui.tui.presentation.ledger_rows import (
    LedgerLine,
    MonthLine,
    entry_lines,
    ledger_cells,
    ledger_sums,
    month_cells,
    month_sums,
)
from dispatch_tui.tui.presentation.pieces import Line, Piece, Tone, line
from dispatch_tui.tui.presentation.times import day_text, moment_text
from dispatch_tui.tui.presentation.wrapping import wrapped
from dispatch_tui.tui.screens.row_lists import ListColumn
from dispatch_tui.tui.screens.tabbed import TabPage

if TYPE_CHECKING:
    from dispatch_tui.services.chase_reports import PointChases
    from dispatch_tui.services.desk import Desk
    from dispatch_tui.tui.screens.reports import ReportsScreen


class ReportPage(TabPage):
    """One report."""

    def open(self, screen: ReportsScreen, row: object) -> None:
        """Do what Enter does on a row."""


class MonthPage(ReportPage):
    """A report of a whole month."""

    def span(self, day: date, today: date) -> str:
        """Say which month it is."""
        return f"{day:%Y-%m}"

    def step(self, day: date, by: int) -> date:
        """Return the first day of the month that many months away."""
        months = day.year * 12 + day.month - 1 + by
        return date(months // 12, months % 12 + 1, 1)


class LedgerReport(ReportPage):
    """The page of the ledger of a day (row C-08)."""

    COLUMNS = (
        ListColumn("point", N_("Point"), 12, 0, grow=2),
        ListColumn("kind", N_("Kind"), 8, 0),
        ListColumn("mode", N_("Mode"), 9, 0),
        ListColumn("sent", N_("Entered"), 7, 2, right=True),
        ListColumn("corrected", N_("Corrected"), 9, 1, right=True),
        ListColumn("net", N_("Slips"), 6, 0, right=True),
        ListColumn("cards", N_("Flow card"), 16, 3, grow=1),
        ListColumn("slips", N_("Numbers"), 12, 4, grow=5),
    )
    KEYS: ClassVar[tuple[str, ...]] = ("correct", "print")

    def title(self) -> str:
        """Return the name of the tab."""
        return _("Ledger")

    @property
    def empty(self) -> str:
        """Sentence shown when there are no rows."""
        return _("Nothing was sent on this day. [ goes back a day.")

    def span(self, day: date, today: date) -> str:
        """Say which day it is."""
        return day_text(day, today)

    def read(self, desk: Desk, day: date) -> Sequence[LedgerLine]:
        """Return the page of the day."""
        from dispatch_tui.services import ledger

        return [LedgerLine(row) for row in ledger.page(desk, day).rows]

    def cells(self, row: LedgerLine) -> dict[str, Piece]:
        """Return the cells of a row."""
        return ledger_cells(row, self.facts.today)

    def foot(self) -> Line:
        """Return the sums of the page."""
        return ledger_sums(self.rows.records) if len(self.rows) else ()

    def below(self, row: LedgerLine, width: int) -> list[Line]:
        """Return the entries behind the row."""
        said = entry_lines(row.row.entries, self.facts.zone, self.facts.today, self.person)
        return [part for each in said for part in wrapped(each, width)]

    def open(self, screen: ReportsScreen, row: object) -> None:
        """Open the slips that count."""
        if isinstance(row, LedgerLine):
            screen.open_numbers(row.row.order_nos, row.row.point_name)


class MonthReport(MonthPage):
    """The ledger of a month, summed by network point (row L-05)."""

    COLUMNS = (
        ListColumn("point", N_("Point"), 12, 0, grow=2),
        ListColumn("install_normal", N_("Inst. n."), 8, 1, right=True),
        ListColumn("install_temporary", N_("Inst. t."), 8, 1, right=True),
        ListColumn("repair_normal", N_("Rep. n."), 8, 1, right=True),
        ListColumn("repair_temporary", N_("Rep. t."), 8, 1, right=True),
        ListColumn("removal_normal", N_("Rem. n."), 8, 3, right=True),
        ListColumn("removal_temporary", N_("Rem. t."), 8, 3, right=True),
        ListColumn("engineering_normal", N_("Eng. n."), 8, 4, right=True),
        ListColumn("engineering_temporary", N_("Eng. t."), 8, 4, right=True),
        ListColumn("corrected", N_("Corrected"), 9, 2, right=True),
        ListColumn("total", N_("Total"), 7, 0, right=True),
    )

    def title(self) -> str:
        """Return the name of the tab."""
        return _("Month")

    @property
    def empty(self) -> str:
        """Sentence shown when there are no rows."""
        return _("Nothing was sent in this month.")

    def read(self, desk: Desk, day: date) -> Sequence[MonthLine]:
        """Return the sums of the month by network point."""
        from dispatch_tui.services import ledger

        return [MonthLine(row) for row in ledger.monthly(desk, day.year, day.month).rows]

    def cells(self, row: MonthLine) -> dict[str, Piece]:
        """Return the cells of a network point."""
        return month_cells(row)

    def foot(self) -> Line:
        """Return the sums of the month."""
        return month_sums(self.rows.records) if len(self.rows) else ()


@dataclass(frozen=True, slots=True)
class FindingRow:
    """One thing that looks unreasonable."""

    number: int
    finding: Finding

    @property
    def key(self) -> str:
        """The finding with its slips."""
        return f"{self.finding.code}:{self.number}"

    @property
    def order_nos(self) -> tuple[str, ...]:
        """The very slips."""
        numbers = self.finding.facts.get("order_nos")
        return tuple(str(each) for each in numbers) if isinstance(numbers, list | tuple) else ()


class ReviewReport(ReportPage):
    """Whether the dispatching of a day made sense (row B-15)."""

    COLUMNS = (
        ListColumn("text", N_("What is up"), 40, 0, grow=5),
        ListColumn("count", N_("Slips"), 6, 1, right=True),
        ListColumn("nos", N_("Numbers"), 14, 2, grow=2),
    )

    def title(self) -> str:
        """Return the name of the tab."""
        return _("Reasonable?")

    @property
    def empty(self) -> str:
        """Sentence shown when there are no rows."""
        return _("Nothing about this day's dispatching looks unreasonable.")

    def span(self, day: date, today: date) -> str:
        """Say which day it is."""
        return day_text(day, today)

    def read(self, desk: Desk, day: date) -> Sequence[FindingRow]:
        """Return what looks unreasonable."""
        from dispatch_tui.services import reasonableness

        return [FindingRow(number, each) for number, each in enumerate(reasonableness.review(desk, day))]

    def cells(self, row: FindingRow) -> dict[str, Piece]:
        """Return the cells of a finding."""
        bad = row.finding.level >= Level.WARN
        return {
            "sign": Piece("!" if bad else "~", Tone.OVERDUE if bad else Tone.SOON),
            "text": Piece(row.finding.text, Tone.OVERDUE if bad else Tone.PLAIN),
            "count": Piece(str(len(row.order_nos)), Tone.STRONG),
            "nos": Piece(" ".join(row.order_nos), Tone.MUTED),
        }

    def below(self, row: FindingRow, width: int) -> list[Line]:
        """Return the whole sentence and the slips."""
        said = [line(row.finding.text), line(Piece(" ".join(row.order_nos), Tone.MUTED))]
        return [part for each in said for part in wrapped(each, width)]

    def open(self, screen: ReportsScreen, row: object) -> None:
        """Open the slips."""
        if isinstance(row, FindingRow):
            screen.open_numbers(row.order_nos, row.finding.text)


@dataclass(frozen=True, slots=True)
class ChasesRow:
    """One network point that was chased."""

    chases: PointChases

    @property
    def key(self) -> str:
        """The network point's code."""
        return f"point:{self.chases.point}"


class ChasesReport(MonthPage):
    """How often each network point was chased in a month (rows C-03 and B-08)."""

    COLUMNS = (
        ListColumn("point", N_("Point"), 12, 0, grow=2),
        ListColumn("tries", N_("Tries"), 6, 0, right=True),
        ListColumn("sheets", N_("For sheets"), 10, 1, right=True),
        ListColumn("workers", N_("For names"), 10, 1, right=True),
        ListColumn("batches", N_("Hand-overs"), 10, 2, right=True),
        ListColumn("escalated", N_("Superv."), 8, 0, right=True),
        ListColumn("last", N_("Last"), 18, 3, grow=4),
    )

    def title(self) -> str:
        """Return the name of the tab."""
        return _("Chases")

    @property
    def empty(self) -> str:
        """Sentence shown when there are no rows."""
        return _("Nobody had to be chased in this month.")

    def read(self, desk: Desk, day: date) -> Sequence[ChasesRow]:
        """Return the network points, the most often chased first."""
        from dispatch_tui.services import chase_reports

        return [ChasesRow(each) for each in chase_reports.monthly(desk, day.year, day.month)]

    def cells(self, row: ChasesRow) -> dict[str, Piece]:
        """Return the cells of a network point."""
        one = row.chases

        def number(value: int, tone: Tone = Tone.PLAIN, sign: str = "") -> Piece:
            return Piece(f"{sign}{value:,}" if value else "", tone)

        last = one.last
        words = ""
        if last is not None:
            words = f"{moment_text(last.at, self.facts.zone, self.facts.today)} {way_word(last.way)} {last.answer}"
        return {
            "sign": Piece("!", Tone.OVERDUE) if one.escalated else Piece(" "),
            "point": Piece(one.name or _("no single point"), Tone.STRONG if one.point else Tone.MUTED),
            "tries": number(one.tries, Tone.STRONG),
            "sheets": number(one.sheets),
            "workers": number(one.workers),
            "batches": number(one.batches),
            "escalated": number(one.escalated, Tone.OVERDUE, "!"),
            "last": Piece(words, Tone.MUTED),
        }

    def foot(self) -> Line:
        """Return the sums of the month."""
        rows = [each.chases for each in self.rows.records]
        if not rows:
            return ()
        tries = sum(row.tries for row in rows)
        things = sum(len(row.subjects) for row in rows)
        words = ngettext("{n} try", "{n} tries", tries).format(n=f"{tries:,}")
        return line(Piece(f" {words}", Tone.STRONG), "  " + _("for {n} things").format(n=f"{things:,}"))
