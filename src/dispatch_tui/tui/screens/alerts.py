"""Screen 8, alerts: what needs a person now, worst first; Enter goes there."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.app import ComposeResult

from dispatch_tui.domain.filters import (
    PENDING,
    And,
    AtPoint,
    Condition,
    DueWithin,
    IncompleteSlip,
    InStates,
    IsKind,
    OneOf,
    Or,
)
from dispatch_tui.domain.orders import PENDING_STATES, Kind, Order, State
from dispatch_tui.i18n import gettext as _
from dispatch_tui.i18n import mark as N_
from dispatch_tui.tui.actions import REGISTRY, Action
from dispatch_tui.tui.messages import StoreChanged
from dispatch_tui.tui.presentation.alert_rows import (
    Alert,
    Concern,
    alert_cells,
    alert_summary,
    batch_alerts,
    concern_word,
    slip_alerts,
    sorted_alerts,
)
from dispatch_tui.tui.presentation.alert_sent import (
    carried_alerts,
    material_alerts,
    nameless_alerts,
    sheet_alerts,
    unconfirmed_alerts,
)
from dispatch_tui.tui.presentation.pieces import Line, Piece, Tone
from dispatch_tui.tui.screens.dispatch_actions import DispatchActions
from dispatch_tui.tui.screens.handovers import HandoversScreen, read_day
from dispatch_tui.tui.screens.row_lists import ListColumn, RowList
from dispatch_tui.tui.widgets.line_pane import LinePane
from dispatch_tui.tui.widgets.record_table import RecordTable

if TYPE_CHECKING:
    from dispatch_tui.services.desk import Desk

MOST_SLIPS = 500
"""So many slips are listed; the summary counts them all."""
CLOCK_STEP = 20.0
"""Seconds after which the list looks at the clock again."""
OVERDUE: Condition = And((InStates(PENDING_STATES | {State.SENT, State.ACKED}), DueWithin(timedelta(0))))
"""Slips whose due time is past and whose visit has not begun."""
UNCLEAR: Condition = And((PENDING, Or((IncompleteSlip(), IsKind(frozenset({Kind.UNSORTED})), AtPoint(None)))))
"""Pending slips that can't be dispatched as they are."""

COLUMNS = (
    ListColumn("concern", N_("Alert"), 14, 0),
    ListColumn("what", N_("Slip or slot"), 12, 0),
    ListColumn("who", N_("Kind and customer"), 15, 2, grow=2),
    ListColumn("where", N_("Point"), 10, 3, grow=1),
    ListColumn("text", N_("What is up"), 18, 0, grow=6),
)
ACTIONS = (
    Action("alerts.only", ("o",), N_("One kind"), N_("Show only alerts of the kind under the cursor, or all again."),
           hint=11),
    Action("alerts.next", ("n",), N_("Next kind"), N_("Go to the first alert of the next kind."), hint=12),
    Action("alerts.chase", ("c",), N_("Chase"),
           N_("Write the command that logs who was called, by what way, and the answer."), hint=14,
           article="S004 一.1"),
    Action("alerts.slips", ("s",), N_("As list"), N_("Open the slips of this kind of alert as a list."), hint=13),
)  # fmt: skip
REGISTRY.register(ACTIONS)


@dataclass(frozen=True, slots=True)
class AlertsRead:
    """The alerts as they were read."""

    alerts: tuple[Alert, ...]
    orders: tuple[Order, ...]
    unlisted: int = 0
    """Overdue or unclear slips beyond those listed."""


def read_alerts(desk: Desk) -> AlertsRead:
    """Return everything that needs a person now; runs in a database thread."""
    from dispatch_tui.services import sending_lists
    from dispatch_tui.services.chasing import due_chases
    from dispatch_tui.services.reviewing import materials_list

    now = desk.now()
    names = {point.code: desk.name_of(point) for point in desk.settings.points}
    with desk.store.read() as reader:
        found: dict[int, Order] = {}
        unlisted = 0
        for condition in (OVERDUE, UNCLEAR):
            ids = reader.find_ids(condition, now=now)
            unlisted += max(0, len(ids) - MOST_SLIPS)
            found.update((order.id, order) for order in reader.orders(list(ids[:MOST_SLIPS])))
    rules, zone = desk.settings.dispatching, desk.settings.branch.zone
    nameless, unconfirmed = sending_lists.nameless(desk), sending_lists.unconfirmed(desk)
    materials = materials_list(desk)
    carried = [each for each in sending_lists.carried(desk, limit=MOST_SLIPS) if each.escalated]
    further = [each.order for listed in (nameless, unconfirmed, materials, carried) for each in listed]
    found.update((order.id, order) for order in further)
    slips = slip_alerts(found.values(), now, names)
    known = {alert.order_id for alert in slips}
    kept_back = [*material_alerts(materials, desk.today(), zone, names), *carried_alerts(carried, names)]
    dispatched = [
        *nameless_alerts(nameless, now, names),
        *unconfirmed_alerts(unconfirmed, rules.worker_minutes, names),
        *sheet_alerts(due_chases(desk), names, zone),
        *(alert for alert in kept_back if alert.order_id not in known),
    ]
    again = timedelta(minutes=desk.settings.overdue.chase_again_minutes)
    batches = batch_alerts(read_day(desk), now, desk.settings.branch.zone, again)
    alerts = sorted_alerts([*batches, *slips, *dispatched])
    return AlertsRead(tuple(alerts), tuple(found.values()), unlisted)


class AlertsScreen(DispatchActions):
    """Everything that needs a person now."""

    TITLE_TEXT = N_("8 Alerts")
    CONTEXTS: ClassVar[tuple[str, ...]] = ("alerts", "dispatch", "slip")
    AUTO_FOCUS = "#alerts-table"
    DEFAULT_CSS = """
    AlertsScreen #alerts-head { height: 1; }
    """

    def __init__(self) -> None:
        super().__init__()
        self._rows: RowList[Alert] = RowList(alert_cells)
        self._read_alerts = AlertsRead((), ())
        self._orders: dict[int, Order] = {}
        self._only: Concern | None = None
        self._known = False

    def body(self) -> ComposeResult:
        """Lay out summary and list."""
        yield LinePane(ground="head", id="alerts-head")
        yield RecordTable(self._rows, [column.shown() for column in COLUMNS], id="alerts-table")
        yield self.picker

    @property
    def table(self) -> RecordTable:
        """The list of alerts."""
        return self.query_one("#alerts-table", RecordTable)

    def opened(self, desk: Desk) -> None:
        """Read the alerts."""
        self.set_interval(CLOCK_STEP, self._clock)
        self.load()

    def load(self) -> None:
        """Read the alerts again; rows keep their records under the cursor."""
        self.read("alerts", read_alerts, self._loaded)

    def store_changed(self, change: StoreChanged) -> None:
        """Read the alerts again."""
        self.load()

    def _clock(self) -> None:
        if not self.typing and self.app.screen is self:
            self.load()

    def _loaded(self, read: AlertsRead) -> None:
        self._known = True
        self._read_alerts = read
        self._orders = {order.id: order for order in read.orders}
        self._show()

    def _show(self) -> None:
        shown = [alert for alert in self._read_alerts.alerts if self._only in (None, alert.concern)]
        self._rows.show(shown)
        self.table.empty = _("Nothing needs you now.") if self._known else _("reading…")
        self.table.rows_changed()
        self._words()
        self.hints_follow()

    def _words(self) -> None:
        alerts = self._read_alerts.alerts
        parts: Line = (Piece(" "), *alert_summary(alerts))
        if self._read_alerts.unlisted:
            more = _("  and {n} more slips").format(n=f"{self._read_alerts.unlisted:,}")
            parts = (*parts, Piece(more, Tone.MUTED))
        if self._only is not None:
            parts = (*parts, Piece(f"   [{concern_word(self._only)}]", Tone.HEAD))
        if self._known and not alerts:
            parts = (Piece(" " + _("Nothing needs you now."), Tone.GOOD),)
        self.query_one("#alerts-head", LinePane).show_lines([parts])

    def relabel(self) -> None:
        """Show everything in the language in use."""
        self.table.set_columns([column.shown() for column in COLUMNS])
        if self.desk is not None:
            self.load()

    def on_resize(self) -> None:
        """Fill the head anew."""
        self.call_after_refresh(self._words)

    @property
    def alert(self) -> Alert | None:
        """The alert under the cursor."""
        return self._rows.get(self.table.cursor_key)

    def chosen(self) -> Sequence[Order]:
        """Return the slips of the marked alerts, else the slip of the alert under the cursor."""
        keys = list(self.table.marked) or [self.table.cursor_key]
        alerts = (self._rows.get(key) for key in keys)
        found = (self._orders.get(alert.order_id) for alert in alerts if alert is not None and alert.order_id)
        return [order for order in found if order is not None]

    @on(RecordTable.Opened)
    def _opened(self) -> None:
        alert = self.alert
        if alert is None:
            return
        if alert.order_id is not None:
            from dispatch_tui.tui.screens.slip_detail import SlipScreen

            self.app.push_screen(SlipScreen(alert.order_id))
            return
        if alert.sheet_id is not None:
            from dispatch_tui.tui.screens.sheet import SheetScreen

            self.app.push_screen(SheetScreen(alert.sheet_id))
            return
        screen = self.room.open_side("handovers")
        if isinstance(screen, HandoversScreen):
            self.call_after_refresh(screen.go_to, alert.subject)

    @on(RecordTable.CursorMoved)
    def _moved(self) -> None:
        self.hints_follow()

    def act_chase(self) -> None:
        """Write the command that chases what the alert is about."""
        alert = self.alert
        if alert is not None:
            self.prompt.open(alert.chase)

    def why_not_chase(self) -> str:
        """Say that nobody is to be chased."""
        alert = self.alert
        return "" if alert is not None and alert.chase else _("There is nobody to chase for this alert.")

    def act_only(self) -> None:
        """Show one kind of alert, or all again."""
        alert = self.alert
        self._only = None if self._only is not None or alert is None else alert.concern
        self._show()

    def act_next(self) -> None:
        """Go to the first alert of the next kind."""
        alert = self.alert
        later = [each for each in self._rows.records if alert is None or each.concern > alert.concern]
        target = later[0] if later else next(iter(self._rows.records), None)
        if target is not None:
            self.table.move_to(target.key)

    def act_slips(self) -> None:
        """Open the slips of this kind of alert as a list."""
        alert = self.alert
        if alert is None or alert.order_id is None:
            self.say(_("There are no slips behind this alert yet."), "soon")
            return
        conditions: dict[Concern, Condition] = {
            Concern.OVERDUE: OVERDUE,
            Concern.UNSORTED: And((PENDING, IsKind(frozenset({Kind.UNSORTED})))),
            Concern.UNPLACED: And((PENDING, AtPoint(None))),
        }
        conditions[Concern.INCOMPLETE] = conditions[Concern.URGENT_TIME] = And((PENDING, IncompleteSlip()))
        alike = [each for each in self._read_alerts.alerts if each.concern is alert.concern]
        ids = frozenset(each.order_id for each in alike if each.order_id is not None)
        condition = conditions.get(alert.concern) or OneOf(ids)
        self.room.open_slips(condition, concern_word(alert.concern))
