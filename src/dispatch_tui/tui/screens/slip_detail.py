"""One slip in full: where it stands, why, what happened to it, and the arithmetic of its due time."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, ClassVar

from textual.app import ComposeResult
from textual.containers import Horizontal

from dispatch_tui.domain.filters import HasText
from dispatch_tui.domain.orders import Order
from dispatch_tui.errors import DispatchError
from dispatch_tui.i18n import gettext as _
from dispatch_tui.i18n import mark as N_
from dispatch_tui.services.detail import SlipDetail, slip_detail
from dispatch_tui.tui.actions import REGISTRY, Action
from dispatch_tui.tui.messages import StoreChanged
from dispatch_tui.tui.presentation.detail_lines import Section, facts_section, section_lines, sections
from dispatch_tui.tui.presentation.due_lines import due_lines
from dispatch_tui.tui.presentation.pieces import Line, Piece, Tone
from dispatch_tui.tui.presentation.slip_lines import FactsOf
from dispatch_tui.tui.screens.dispatch_actions import DispatchActions
from dispatch_tui.tui.widgets.line_pane import LinePane

if TYPE_CHECKING:
    from dispatch_tui.services.desk import Desk

ACTIONS = (
    Action("slip_detail.arithmetic", ("?", "d"), N_("Due time"),
           N_("Print how the due time comes about, interval by interval; ? again opens the help."), hint=11),
    Action("slip_detail.next", (".", "n"), N_("Next"), N_("Go to the next slip of the list."), hint=12),
    Action("slip_detail.previous", (",", "b"), N_("Before"), N_("Go to the slip before it in the list."), hint=13),
    Action("slip_detail.down", ("j",), N_("Down"), N_("Scroll down.")),
    Action("slip_detail.up", ("k",), N_("Up"), N_("Scroll up.")),
)  # fmt: skip
REGISTRY.register(ACTIONS)


class SlipScreen(DispatchActions):
    """The detail of a slip."""

    TITLE_TEXT = N_("Slip")
    CONTEXTS: ClassVar[tuple[str, ...]] = ("slip_detail", "dispatch", "slip")
    AUTO_FOCUS = "#slip-facts"
    DEFAULT_CSS = """
    SlipScreen #slip-middle { height: 1fr; }
    SlipScreen #slip-facts { width: 1fr; height: 1fr; padding: 0 0 0 1; }
    SlipScreen #slip-more { display: none; width: 1fr; height: 1fr; padding: 0 0 0 1; }
    SlipScreen.-wide #slip-more, SlipScreen.-very-wide #slip-more { display: block; }
    """

    def __init__(self, order_id: int, ids: Sequence[int] = (), *, arithmetic: bool = False) -> None:
        super().__init__()
        self.order_id = order_id
        self._ids = ids
        self._arithmetic = arithmetic
        self._detail: SlipDetail | None = None
        self._missing = ""

    def body(self) -> ComposeResult:
        """Lay out the facts and what belongs to them."""
        with Horizontal(id="slip-middle"):
            yield LinePane(id="slip-facts")
            yield LinePane(ground="panel", id="slip-more")
        yield self.picker

    @property
    def facts_pane(self) -> LinePane:
        """The pane with the facts; on a narrow terminal it holds everything."""
        return self.query_one("#slip-facts", LinePane)

    @property
    def more_pane(self) -> LinePane:
        """The pane at the right of a wide terminal."""
        return self.query_one("#slip-more", LinePane)

    # -- reading --------------------------------------------------------------------------------------------------

    def opened(self, desk: Desk) -> None:
        """Read the slip."""
        self.load()

    def load(self) -> None:
        """Read the slip again."""
        order_id = self.order_id
        self.read("slip", lambda desk: slip_detail(desk, order_id), self._loaded, self._failed)

    def store_changed(self, change: StoreChanged) -> None:
        """Read the slip again when it changed."""
        if change.everything or self.order_id in change.order_ids:
            self.load()

    def _loaded(self, detail: SlipDetail) -> None:
        before = self._detail
        self._detail = detail
        self.hints_follow()
        self._show(top=before is None or before.order.id != detail.order.id)
        if before is not None and before.order.id == detail.order.id:
            last = detail.history[-1] if detail.history else None
            desk = self.desk
            if last is not None and desk is not None and before.order.version < detail.order.version:
                told = _("Changed just now: {who}, {what}").format(who=last.who, what=last.action)
                if last.who != desk.operator_name():  # of one's own change the command has told already
                    self.say(f"* {told}", "changed")

    def renewed(self, orders: Sequence[Order]) -> None:
        """Read the slip again after a command of one's own, before the feed tells of it."""
        super().renewed(orders)
        self.load()

    def _failed(self, error: DispatchError) -> None:
        self._missing = str(error)
        self._show()

    def relabel(self) -> None:
        """Show everything in the language in use."""
        if self._detail is not None:
            self.load()

    def on_resize(self) -> None:
        """Lay the sections out for the new width."""
        self.call_after_refresh(self._show)

    # -- words ----------------------------------------------------------------------------------------------------

    def _facts(self, detail: SlipDetail, desk: Desk) -> FactsOf:
        settings = desk.settings
        policies = settings.policies
        return FactsOf(
            now=desk.now(),
            zone=settings.branch.zone,
            soon_minutes=settings.overdue.due_soon_minutes,
            point_names={point.code: desk.name_of(point) for point in settings.points},
            policy_names={
                code: policies.name(code, desk.language) for code in (*policies.policies, "appointment")
            },
            placement=detail.placement,
            person=desk.operator_name,
        )

    def _show(self, *, top: bool = False) -> None:
        detail, desk = self._detail, self.desk
        if desk is None or not self.is_mounted:
            return
        if detail is None:
            text = self._missing or _("reading…")
            self.facts_pane.show_lines([(Piece(text, Tone.MUTED),)])
            return
        facts = self._facts(detail, desk)
        wide = bool(self.more_pane.display)
        parts = sections(detail, facts, arithmetic=self._arithmetic and not wide)

        def facts_lines(width: int) -> list[Line]:
            below = _left(parts) if wide else parts
            return [*facts_section(detail, facts, width), (), *section_lines(below, width)]

        def more_lines(width: int) -> list[Line]:
            due = Section(_("How the due time comes about"), due_lines(detail.due, facts.zone))
            return section_lines([due, *_right(parts)], width)

        self.facts_pane.compose_lines(facts_lines, top=top)
        if wide:
            self.more_pane.compose_lines(more_lines, top=top)

    # -- what the person does -------------------------------------------------------------------------------------

    def to_table(self) -> None:
        """Give the keys back to the facts."""
        self.set_focus(self.facts_pane, scroll_visible=False)

    def chosen(self) -> Sequence[Order]:
        """Return the slip as it is shown."""
        return () if self._detail is None else (self._detail.order,)

    def act_arithmetic(self) -> None:
        """Print the arithmetic of the due time, then the help."""
        if self._arithmetic or self.more_pane.display:
            self.room.act_help()
            return
        self._arithmetic = True
        self._show(top=True)
        detail, desk = self._detail, self.desk
        if detail is not None and desk is not None:
            width = self.facts_pane.scrollable_content_region.width
            row = len(facts_section(detail, self._facts(detail, desk), width)) + 1
            self.facts_pane.scroll_to(y=row, animate=False)

    def _go(self, step: int) -> None:
        ids = list(self._ids)
        at = ids.index(self.order_id) + step if self.order_id in ids else -1
        if not 0 <= at < len(ids):
            self.say(_("There is no further slip in the list."), "soon")
            return
        self.order_id = ids[at]
        self.load()

    def act_next(self) -> None:
        """Go to the next slip of the list."""
        self._go(1)

    def act_previous(self) -> None:
        """Go to the slip before it."""
        self._go(-1)

    def act_down(self) -> None:
        """Scroll down."""
        self.facts_pane.scroll_relative(y=1, animate=False)

    def act_up(self) -> None:
        """Scroll up."""
        self.facts_pane.scroll_relative(y=-1, animate=False)

    def act_customer(self) -> None:
        """List every slip with this telephone."""
        order = self.chosen()[0]
        self.room.open_slips(HasText(order.phone_digits), order.customer or order.phone)


def _left(parts: Sequence[Section]) -> list[Section]:
    """Return the sections that stay beside the facts on a wide terminal: what was looked at, and earlier slips."""
    return [part for part in parts if part.title != _("History")]


def _right(parts: Sequence[Section]) -> list[Section]:
    return [part for part in parts if part.title == _("History")]
