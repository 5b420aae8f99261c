"""Screen 2, the list of slips: search as one types, filters as chips, marks and ranges, actions on many at once."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.widgets import Input

from dispatch_tui.domain.filters import HasText
from dispatch_tui.i18n import gettext as _
from dispatch_tui.i18n import mark as N_
from dispatch_tui.tui.actions import REGISTRY, Action
from dispatch_tui.tui.presentation.chips import Filters
from dispatch_tui.tui.presentation.filter_choices import OVERDUE_CHIP, SORTS, filter_choices, toggled
from dispatch_tui.tui.presentation.slip_source import NO_ROWS, slip_columns
from dispatch_tui.tui.screens.slip_list import SlipList
from dispatch_tui.tui.widgets.chips import ChipsLine
from dispatch_tui.tui.widgets.form import FieldLabel, TextField
from dispatch_tui.tui.widgets.record_table import RecordTable
from dispatch_tui.tui.widgets.slip_pane import SlipPane

SLIPS_ACTIONS = (
    Action("slips.find", ("f", "ctrl+f"), N_("Find"),
           N_("Search by number, last four of the telephone, name, address or initials."), typing=True, hint=12),
    Action("slips.filter", ("c",), N_("Filters"), N_("Put a filter on the list, or take one away."), hint=13),
    Action("slips.less", ("backspace",), N_("Less"), N_("Take the last filter away.")),
    Action("slips.all", ("X",), N_("All"), N_("Take every filter and the search text away.")),
    Action("slips.overdue", ("o",), N_("Overdue"), N_("Show overdue slips only, or all again."), hint=14),
    Action("slips.order", ("s",), N_("Order"), N_("Go on to the next order of the list.")),
    Action("slips.let_in", ("n", "f5"), N_("Let in"), N_("Let new slips in and sort the list again."), hint=15),
    Action("slips.extend", ("v",), N_("Extend"), N_("Mark every row the cursor passes; again to stop.")),
    Action("slips.pane", ("tab",), N_("Pane"), N_("Go to the pane at the right and back.")),
)  # fmt: skip
REGISTRY.register(SLIPS_ACTIONS)


class SlipsScreen(SlipList):
    """The list of slips."""

    TITLE_TEXT = N_("2 Slips")
    CONTEXTS: ClassVar[tuple[str, ...]] = ("slips", "dispatch", "slip")
    AUTO_FOCUS = "#slips-table"
    DEFAULT_CSS = """
    SlipsScreen #slips-find { height: 1; }
    SlipsScreen #slips-find FieldLabel { width: 8; }
    SlipsScreen #slips-middle { height: 1fr; }
    SlipsScreen #slips-pane { display: none; width: 40; padding: 0 1; }
    SlipsScreen.-wide #slips-pane { display: block; }
    SlipsScreen.-very-wide #slips-pane { display: block; width: 62; }
    SlipsScreen #slips-foot { height: 2; }
    SlipsScreen.-wide #slips-foot, SlipsScreen.-very-wide #slips-foot { display: none; }
    """

    def __init__(self) -> None:
        super().__init__()
        self._extending = False

    # -- layout ---------------------------------------------------------------------------------------------------

    def body(self) -> ComposeResult:
        """Lay out chips, search field, list and pane."""
        yield ChipsLine(id="slips-chips")
        with Horizontal(id="slips-find"):
            yield FieldLabel(_("Find"))
            yield TextField("find")
        with Horizontal(id="slips-middle"):
            yield RecordTable(NO_ROWS, slip_columns(), cell_cursor=True, id="slips-table")
            yield SlipPane(id="slips-pane")
        yield SlipPane(short=True, id="slips-foot")
        yield self.picker

    def relabel(self) -> None:
        """Show everything in the language in use."""
        label = self.query_one(FieldLabel)
        label.show(_("Find"), label.level)
        self.find_field.placeholder = _("number, last four of the telephone, name, address, initials")
        super().relabel()

    def on_resize(self) -> None:
        """Fill the pane that the new size shows."""
        self.call_after_refresh(self.show_pane)

    def _field_keys(self) -> Sequence[str]:
        return () if self.focused is self.find_field else super()._field_keys()

    # -- the list -------------------------------------------------------------------------------------------------

    @on(RecordTable.CursorMoved)
    def _moved(self, event: RecordTable.CursorMoved) -> None:
        if self._extending and event.key not in self.table.marked:
            self.table.marked.add([event.key])
            self.table.row_changed(event.key)
            self.show_chips()
        self.follow()

    @on(RecordTable.Opened)
    def _opened(self, event: RecordTable.Opened) -> None:
        if isinstance(event.key, int):
            self.open_slip(event.key)

    @on(Input.Submitted, "#field-find")
    def _searched(self, event: Input.Submitted) -> None:
        event.stop()
        self.set_focus(self.table, scroll_visible=False)

    def act_find(self) -> None:
        """Go to the search field."""
        self.set_focus(self.find_field, scroll_visible=False)

    def act_back(self) -> None:
        """Go one step back: out of the search, unmark, take the text away, then leave the screen."""
        if self.focused is self.find_field:
            self.set_focus(self.table, scroll_visible=False)
        elif self._extending:
            self.act_extend()
        elif len(self.table.marked) or not self.text or self.answers.display:
            super().act_back()
        else:
            self.find_field.value = ""

    def act_order(self) -> None:
        """Go on to the next order."""
        self.sort = SORTS[(SORTS.index(self.sort) + 1) % len(SORTS)]
        # Who stands at the top wants to see what is at the top now; elsewhere the cursor stays on its slip.
        self.load(keep=self.table.cursor_row > 0)

    def act_let_in(self) -> None:
        """Let new slips in and sort again; the cursor stays on its slip."""
        self.load()

    def act_extend(self) -> None:
        """Begin or end marking what the cursor passes."""
        self._extending = not self._extending
        key = self.table.cursor_key
        if self._extending and key is not None:
            self.table.marked.add([key])
            self.table.row_changed(key)
            self.say(_("Every row the cursor passes is marked; v stops."), "mark")
        else:
            self.say("")
        self.show_chips()

    def act_pane(self) -> None:
        """Go to the pane and back."""
        pane = self.query_one("#slips-pane", SlipPane)
        self.set_focus(self.table if self.focused is pane or not pane.display else pane, scroll_visible=False)

    # -- filters --------------------------------------------------------------------------------------------------

    def filter_by(self, filters: Filters) -> None:
        """Show the slips of other filters."""
        self.filters = filters
        self.heading = ""
        self.load()

    def act_overdue(self) -> None:
        """Show overdue slips only, or all again."""
        self.filter_by(toggled(self.filters, OVERDUE_CHIP))

    def act_less(self) -> None:
        """Take the last filter away."""
        self.filter_by(self.filters.without_last())

    def why_not_less(self) -> str:
        """Say that there is no filter."""
        return "" if self.filters.chips else _("There is no filter.")

    def act_all(self) -> None:
        """Take every filter and the text away."""
        with self.prevent(Input.Changed):
            self.find_field.value = ""
        self.filter_by(Filters())

    def act_filter(self) -> None:
        """Pick a filter."""
        desk, source = self.desk, self._source
        if desk is None or source is None:
            return
        settings = desk.settings
        names = dict(source.facts.point_names)
        found = filter_choices(self.filters, settings.points, names, settings.categories, desk.today())
        chips = {choice.key: chip for choice, chip in found}
        self.pick(
            _("Filter: state, kind, network point, initials …"),
            [choice for choice, _chip in found],
            lambda key, typed: self.filter_by(toggled(self.filters, chips[key])),
        )

    # -- further --------------------------------------------------------------------------------------------------

    def act_customer(self) -> None:
        """List every slip with the telephone of this one."""
        order = self.chosen()[0]
        self.open_with(HasText(order.phone_digits), order.customer or order.phone)

    def open_slip(self, order_id: int, *, arithmetic: bool = False) -> None:
        """Open the detail of a slip; ``arithmetic`` prints how its due time comes about."""
        from dispatch_tui.tui.screens.slip_detail import SlipScreen

        ids = self._source.window.ids if self._source is not None else ()
        self.app.push_screen(SlipScreen(order_id, ids, arithmetic=arithmetic))

    def act_help(self) -> None:
        """On a due time print its arithmetic, on a network point its reasons; elsewhere open the help."""
        key, column = self.table.cursor_key, self.table.cursor_column
        if column in ("due", "point") and isinstance(key, int):
            self.open_slip(key, arithmetic=column == "due")
        else:
            self.room.act_help()
