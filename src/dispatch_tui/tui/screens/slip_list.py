"""The list behind screen 2: which slips, in which order, what changed since, and where the cursor rests."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from textual import on
from textual.widgets import Input

from dispatch_tui.domain.filters import Condition
from dispatch_tui.domain.orders import Order
from dispatch_tui.i18n import gettext as _
from dispatch_tui.i18n import ngettext
from dispatch_tui.services import slip_lists
from dispatch_tui.services.detail import SlipDetail, slip_detail
from dispatch_tui.tui.messages import StoreChanged
from dispatch_tui.tui.presentation.chips import PENDING_CHIP, Filters, condition_words, filters_of
from dispatch_tui.tui.presentation.detail_lines import pane_sections
from dispatch_tui.tui.presentation.filter_choices import SORTS, sort_word
from dispatch_tui.tui.presentation.slip_lines import FactsOf
from dispatch_tui.tui.presentation.slip_rows import RowFacts
from dispatch_tui.tui.presentation.slip_source import SlipSource, slip_columns
from dispatch_tui.tui.presentation.window import neighbour_of
from dispatch_tui.tui.screens.dispatch_actions import DispatchActions
from dispatch_tui.tui.widgets.chips import ChipsLine, ChipsShown
from dispatch_tui.tui.widgets.form import TextField
from dispatch_tui.tui.widgets.record_table import RecordTable
from dispatch_tui.tui.widgets.slip_pane import SlipPane, placement_sentence

if TYPE_CHECKING:
    from textual.timer import Timer

    from dispatch_tui.services.commands.forms import Here
    from dispatch_tui.services.desk import Desk

TYPING_PAUSE = 0.08
"""Seconds without a key before a search is asked for; an older question is dropped anyway."""
CHANGED_SHOWN = 6.0
"""Seconds for which a colleague's change carries its sign."""
PANE_PAUSE = 0.25
"""Seconds without a key before the pane follows the cursor, so that moving costs the list alone."""
CLOCK_STEP = 20.0
"""Seconds after which due times and signs are looked at again."""


class SlipList(DispatchActions):
    """A screen with a list of slips, its chips, its search field and the slip under the cursor."""

    def __init__(self) -> None:
        super().__init__()
        self.filters = Filters((PENDING_CHIP,))
        self.sort = SORTS[0]
        self.heading = ""
        """Words of the board's cell from which the list was opened."""
        self.coming: set[int] = set()
        """Slips that fit and wait to be let in."""
        self.leaving: set[int] = set()
        """Slips shown that don't fit any more."""
        self._source: SlipSource | None = None
        self._known = False
        self._elsewhere = 0
        self._first_text = ""
        self._top = 0
        self._detail: SlipDetail | None = None
        self._typing: Timer | None = None
        self._following: Timer | None = None
        self._cursor_wanted: Hashable = None
        self._policies: dict[str, str] = {}

    @property
    def table(self) -> RecordTable:
        """The list."""
        return self.query_one("#slips-table", RecordTable)

    @property
    def find_field(self) -> TextField:
        """The field in which one searches."""
        return self.query_one("#field-find", TextField)

    @property
    def text(self) -> str:
        """What is searched for."""
        return self.find_field.value

    @property
    def pane(self) -> SlipPane:
        """The pane in view: at the right of a wide terminal, else the two lines under the list."""
        wide = self.query_one("#slips-pane", SlipPane)
        return wide if wide.display else self.query_one("#slips-foot", SlipPane)

    # -- reading --------------------------------------------------------------------------------------------------

    def opened(self, desk: Desk) -> None:
        """Read the list."""
        if self._first_text:
            with self.prevent(Input.Changed):
                self.find_field.value = self._first_text
        self._source = SlipSource(self._row_facts(desk), self._ask)
        self.table.set_source(self._source)
        self.set_interval(CLOCK_STEP, self._clock)
        self.relabel()
        self.load()

    def _row_facts(self, desk: Desk) -> RowFacts:
        settings = desk.settings
        names = {point.code: desk.name_of(point) for point in settings.points}
        soon = settings.overdue.due_soon_minutes
        return RowFacts(desk.now(), settings.branch.zone, soon, names, settings.branch.city)

    def relabel(self) -> None:
        """Show headings, chips and pane in the language in use."""
        desk = self.desk
        if desk is not None and self._source is not None:
            self._source.facts = replace(self._row_facts(desk), changed=self._source.facts.changed)
            policies = desk.settings.policies
            codes = [*policies.policies, "appointment"]
            self._policies = {code: policies.name(code, desk.language) for code in codes}
            self._detail = None  # its history is written in the language of before
        self.table.set_columns(slip_columns())
        self.table.empty = self._nothing()
        self.show_chips()
        self.show_pane()

    def open_with(self, condition: Condition, heading: str = "", *, text: str = "") -> None:
        """Show exactly the slips of a condition, like those of a board's cell; ``heading`` says which cell."""
        self.filters = filters_of(condition)
        self.heading = heading
        self._first_text = text
        if self.is_mounted:
            with self.prevent(Input.Changed):
                self.find_field.value = text
            self.table.clear_marks()
            if self._source is not None:
                self.load(keep=False)

    def load(self, *, keep: bool = True) -> None:
        """Ask for the list; ``keep`` holds the cursor on its slip when it is still there."""
        condition, text, sort = self.filters.condition, self.text, self.sort
        self.show_chips(reading=True)

        def done(found: slip_lists.FoundSlips) -> None:
            self._loaded(found, keep)

        self.read("list", lambda desk: slip_lists.find(desk, condition, text, sort), done)

    def _loaded(self, found: slip_lists.FoundSlips, keep: bool) -> None:
        source, table = self._source, self.table
        if source is None:
            return
        old, key = source.window.ids, table.cursor_key
        source.show(found.ids, found.rows)
        source.filled(source.window.generation, found.first, ())
        self.coming.clear()
        self.leaving.clear()
        self._known, self._elsewhere = True, found.elsewhere
        if self._cursor_wanted is not None:
            key, self._cursor_wanted = self._cursor_wanted, None
        if not keep:
            table.cursor_key, table.cursor_row, table.top = None, 0, 0
        elif isinstance(key, int):
            table.cursor_key = key if source.row_of(key) is not None else neighbour_of(old, found.rows, key)
        if len(table.marked):
            table.marked.keep(found.rows)
        table.empty = self._nothing()
        table.rows_changed()
        self.show_chips()
        self.show_pane()

    def _nothing(self) -> str:
        if not self._known:
            return _("reading…")
        text = self.text.strip() if self.is_mounted else ""
        if not text:
            return _("No slip fits. X takes the filters away, N types one in.")
        if self._elsewhere:
            return ngettext(
                "“{text}” is not in here; {n} slip outside the filters has it. X takes the filters away.",
                "“{text}” is not in here; {n} slips outside the filters have it. X takes the filters away.",
                self._elsewhere,
            ).format(text=text, n=self._elsewhere)
        return _("No slip contains “{text}”. Esc takes the text away.").format(text=text)

    def _ask(self, generation: int, ids: list[int]) -> None:
        def done(orders: list[Order]) -> None:
            if self._source is None:
                return
            different = self._source.filled(generation, orders, ids)
            self.table.rows_changed_in_place(different)
            if self.table.cursor_key in different:
                self.show_pane()

        name = f"rows.{generation}.{ids[0]}.{len(ids)}"
        self.read(name, lambda desk: slip_lists.read(desk, ids), done)

    # -- live changes ---------------------------------------------------------------------------------------------

    def store_changed(self, change: StoreChanged) -> None:
        """Read changed slips anew; new ones are counted and come in when the person lets them."""
        source = self._source
        if source is None or not self._known:
            return
        if change.everything:
            self.load()
            return
        if not change.order_ids:
            return
        condition, text = self.filters.condition, self.text
        looked_at = change.order_ids | frozenset(self.coming)
        listed = frozenset(each for each in looked_at if source.row_of(each) is not None)
        self.read(
            f"judge.{change.seq}",
            lambda desk: slip_lists.judge(desk, condition, text, looked_at, listed),
            self._judged,
        )

    def _judged(self, change: slip_lists.ListChange) -> None:
        source = self._source
        if source is None:
            return
        if change.own & (change.coming | change.leaving):
            self.load()
            return
        different = source.filled(source.window.generation, change.orders, ())
        self.coming = {each for each in change.coming if source.row_of(each) is None}
        self.leaving = (self.leaving - {order.id for order in change.orders}) | set(change.leaving)
        shown = change.colleagues & {order.id for order in change.orders}
        signs = source.mark_changed(shown, True)
        if shown:
            self.set_timer(CHANGED_SHOWN, lambda: self._unsign(shown))
        self.table.rows_changed_in_place([*different, *signs])
        self.show_chips()
        if self.table.cursor_key in different:
            self.show_pane()
        if not len(source) and self.coming and not self.typing:
            self.load()

    def renewed(self, orders: Sequence[Order]) -> None:
        """Show slips as a command of one's own left them, before the feed tells of it."""
        super().renewed(orders)
        source = self._source
        if source is not None:
            different = source.filled(source.window.generation, orders, ())
            self.table.rows_changed_in_place(different)
            if self.table.cursor_key in different:
                self.hints_follow()
                self.show_pane()

    def _unsign(self, ids: frozenset[int]) -> None:
        if self._source is not None:
            self.table.rows_changed_in_place(self._source.mark_changed(ids, False))

    def _clock(self) -> None:
        """Look at due times again, never while somebody types."""
        if self._source is None or self.desk is None or self.typing or self.app.screen is not self:
            return
        self._source.facts = replace(self._source.facts, now=self.desk.now())
        self.table.repaint()

    # -- words ----------------------------------------------------------------------------------------------------

    def show_chips(self, *, reading: bool = False) -> None:
        """Show the count, the filters, the order and what waits to be let in."""
        desk, source = self.desk, self._source
        if desk is None or source is None:
            return
        count = len(source)
        words = ngettext("{n} slip", "{n} slips", count).format(n=f"{count:,}") if self._known else ""
        badge = []
        if self.coming:
            badge.append(ngettext("{n} new: n", "{n} new: n", len(self.coming)).format(n=len(self.coming)))
        if self.leaving:
            badge.append(
                ngettext("{n} done: n", "{n} done: n", len(self.leaving)).format(n=len(self.leaving))
            )
        names, today = source.facts.point_names, desk.today()
        shown = ChipsShown(
            count=f" {self.heading}: {words}" if self.heading else f" {words}",
            chips=[condition_words(chip.condition, names, today) for chip in self.filters.chips],
            order=_("reading…") if reading else sort_word(self.sort),
            badge=_(", ").join(badge),
        )
        self.query_one(ChipsLine).show(shown)
        self.hints_follow()
        marks = len(self.table.marked)
        self.status.words(ngettext("{n} marked", "{n} marked", marks).format(n=marks) if marks else "")

    def follow(self) -> None:
        """Show the slip under the cursor in the pane as soon as the cursor rests.

        While the list scrolls, a pane beside it stands empty: what is not there need not be painted again when the
        terminal moves its lines.
        """
        if self.table.top != self._top:
            self._top = self.table.top
            if not self.pane.short:
                self.pane.show(None, self.pane_facts())
        self.hints_follow()
        if self._following is not None:
            self._following.stop()
        self._following = self.set_timer(PANE_PAUSE, self.show_pane)

    def show_pane(self) -> None:
        """Show the slip under the cursor, beside a wide list with its history."""
        source, key = self._source, self.table.cursor_key
        if source is None:
            return
        order = source.window.order(key) if isinstance(key, int) else None
        facts, pane = self.pane_facts(), self.pane
        if order is None:
            pane.show(None, facts)
            return
        facts = replace(facts, placement=placement_sentence(order, facts))
        known = self._detail
        if pane.short or (known is not None and known.order == order):
            pane.show(order, facts, () if pane.short or known is None else pane_sections(known, facts))
            return
        only_facts = facts
        self.read(
            "pane",
            lambda desk: slip_detail(desk, order.id),
            self._detailed,
            lambda error: pane.show(order, only_facts),
        )

    def _detailed(self, detail: SlipDetail) -> None:
        self._detail = detail
        if detail.order.id == self.table.cursor_key and not self.pane.short:
            facts = self.pane_facts()
            facts = replace(facts, placement=detail.placement)
            self.pane.show(detail.order, facts, pane_sections(detail, facts))

    def pane_facts(self) -> FactsOf:
        """Return what the pane needs to know besides the slip."""
        assert self._source is not None  # noqa: S101 - asked only after the settings are open
        facts = self._source.facts
        person = self.desk.operator_name if self.desk is not None else str
        return FactsOf(
            facts.now, facts.zone, facts.soon_minutes, facts.point_names, self._policies, person=person
        )

    def chosen(self) -> Sequence[Order]:
        """Return the marked slips as far as they were read, else the slip under the cursor."""
        if self._source is None:
            return ()
        keys = list(self.table.marked) or [self.table.cursor_key]
        orders = (self._source.window.order(key) for key in keys if isinstance(key, int))
        return [order for order in orders if order is not None]

    def unread(self) -> int:
        """Return how many marked slips were not read yet."""
        marks = len(self.table.marked)
        return marks - len(self.chosen()) if marks else 0

    def here(self) -> Here:
        """Return what a command that names no slips is about: every marked slip, read or not, else the cursor's."""
        from dispatch_tui.services.commands.forms import Here

        source = self._source
        if source is None:
            return Here()
        marked = tuple(each for each in self.table.marked if isinstance(each, int))
        key = self.table.cursor_key
        known = {order.id: order.version for order in self.chosen()}
        known |= {target.id: target.version for target in self.captured}
        return Here(current=key if isinstance(key, int) else None, marked=marked, versions=known)

    @on(Input.Changed, "#field-find")
    def _typed(self, event: Input.Changed) -> None:
        event.stop()
        if self._typing is not None:
            self._typing.stop()
        self._typing = self.set_timer(TYPING_PAUSE, lambda: self.load(keep=False))

    @on(RecordTable.MarksChanged)
    def _marks(self) -> None:
        self.show_chips()
