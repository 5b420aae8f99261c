"""Typing a slip in while the customer is on the telephone: nothing typed is lost, nothing moves while one types."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any, ClassVar

from textual import on
from textual.app import ComposeResult
from textual.containers import Container, Vertical
from textual.events import Key

from dispatch_tui.domain.orders import Incomplete
from dispatch_tui.domain.placing_words import word
from dispatch_tui.domain.rules import Level
from dispatch_tui.i18n import gettext as _
from dispatch_tui.i18n import mark as N_
from dispatch_tui.tui.presentation.entry_fields import ENTRY_FIELDS, choices, earlier_values, is_empty
from dispatch_tui.tui.presentation.entry_lines import (
    earlier_choices,
    finding_lines,
    levels_of,
    proposal_lines,
)
from dispatch_tui.tui.presentation.pieces import Line, Piece, Tone
from dispatch_tui.tui.presentation.times import clock_text
from dispatch_tui.tui.presentation.wrapping import wrapped
from dispatch_tui.tui.screens.base import RoomScreen
from dispatch_tui.tui.screens.entry_form import Pauses, form_rows
from dispatch_tui.tui.widgets.form import Form
from dispatch_tui.tui.widgets.line_pane import LinePane
from dispatch_tui.tui.widgets.list_prompt import PickList

if TYPE_CHECKING:
    from dispatch_tui.services.desk import Desk
    from dispatch_tui.services.intake import EarlierCustomer, Entry
    from dispatch_tui.services.intake_entry import Looked

LOOK_PAUSE = 0.2
"""Seconds without a key before the form is looked through."""
DRAFT_PAUSE = 1.0
"""Seconds after a key at which the draft is kept; with the writing itself it is never two seconds old."""
AHEAD_DIGITS = 4
"""Digits of a telephone from which on earlier customers are looked for."""


class EntryScreen(RoomScreen):
    """The form for a slip."""

    TITLE_TEXT = N_("New slip")
    CONTEXTS: ClassVar[tuple[str, ...]] = ("entry",)
    AUTO_FOCUS = ""
    DEFAULT_CSS = """
    EntryScreen #entry-head { height: 1; }
    EntryScreen #entry-main { height: 1fr; layout: vertical; }
    EntryScreen #entry-side { height: 1fr; width: 1fr; }
    EntryScreen #entry-earlier { height: 3; display: none; }
    EntryScreen #entry-notes { height: 1fr; padding: 0 0 0 1; }
    EntryScreen.-wide #entry-main, EntryScreen.-very-wide #entry-main { layout: horizontal; }
    EntryScreen.-wide Form, EntryScreen.-very-wide Form { width: 64; }
    EntryScreen.-very-wide Form { width: 100; }
    EntryScreen.-wide #entry-earlier, EntryScreen.-very-wide #entry-earlier { height: 10; }
    """

    def __init__(self) -> None:
        super().__init__()
        self._pauses = Pauses(self)
        self._touched: set[str] = set()
        self._earlier: dict[str, EarlierCustomer] = {}
        self._looked: Looked | None = None
        self._draft_id: int | None = None
        self._draft_at = ""
        self._kept: dict[str, str] = {}
        self._asked = False
        self._clear_asked = False
        self._round = 0
        self._early = ""

    def body(self) -> ComposeResult:
        """Lay out head, form and what the program says to it."""
        yield LinePane(ground="head", id="entry-head")
        with Container(id="entry-main"):
            yield Form(form_rows(), id="entry-form")
            with Vertical(id="entry-side"):
                yield PickList(numbered=True, id="entry-earlier")
                yield LinePane(ground="panel", id="entry-notes")

    @property
    def form(self) -> Form:
        """The form."""
        return self.query_one(Form)

    @property
    def picks(self) -> PickList:
        """Earlier customers of the telephone."""
        return self.query_one(PickList)

    def on_mount(self) -> None:
        """Begin with the telephone; digits typed while the form was being laid out stand in it."""
        for pane in self.query(LinePane):
            pane.can_focus = False
        self.form.focus_field("phone")
        early, self._early = self._early, ""
        if early:
            self.form.fill({"phone": early})
            self.post_message(Form.Changed("phone", early))

    def take_key(self, event: Key) -> bool:
        """Keep what is typed before the form stands; a fast typist loses nothing."""
        if self.focused is None and event.is_printable and event.character:
            self._early += event.character
            return True
        return super().take_key(event)

    def opened(self, desk: Desk) -> None:
        """Take up the draft that was left."""
        from dispatch_tui.services import intake

        self.relabel()
        self.read("draft", intake.load_drafts, self._found_drafts)

    def _found_drafts(self, drafts: Sequence[Any]) -> None:
        if not drafts or not is_empty(self.form.values):
            return
        newest = drafts[0]
        values = {key: str(value) for key, value in newest.fields.items()}
        self._draft_id = newest.id
        self._kept = {**self.form.values, **values}
        self.form.fill(values)
        self._touched = {key for key, value in values.items() if value}
        self.say(_("The slip you left unfinished is here again."), "good")
        self._look()
        self._look_back()

    def relabel(self) -> None:
        """Show everything in the language in use."""
        self.form.rename(form_rows())
        self._head()
        self._notes()

    def on_resize(self) -> None:
        """Fill the lines anew."""
        self.call_after_refresh(self._notes)

    # -- while one types ------------------------------------------------------------------------------------------

    def _field_keys(self) -> Sequence[str]:
        if self.focused is self.prompt.field:
            return super()._field_keys()
        return ("up", "down", "enter", "left", "right", "pageup", "pagedown", "tab", "shift+tab")

    @on(Form.Changed)
    def _changed(self, event: Form.Changed) -> None:
        self._touched.add(event.key)
        self._asked = self._clear_asked = False
        self._pauses.after("look", LOOK_PAUSE, self._look)
        if event.key == "phone":
            self._pauses.after("ahead", LOOK_PAUSE, self._look_back)
        if "draft" not in self._pauses:
            self._pauses.after("draft", DRAFT_PAUSE, self._keep)

    @on(Form.Passed)
    def _passed(self, event: Form.Passed) -> None:
        self._touched.add(event.key)
        if event.key == ENTRY_FIELDS[-1].key:
            self.act_save()
        else:
            self._look()

    def _look(self) -> None:
        from dispatch_tui.services.intake_entry import SlipForm, look_at

        form = SlipForm.of(self.form.values)
        self.read("look", lambda desk: look_at(desk, form), self._seen)

    def _seen(self, looked: Looked) -> None:
        self._looked = looked
        self.form.mark(levels_of(looked.findings, frozenset(self._touched)))
        self._notes()

    def _look_back(self) -> None:
        from dispatch_tui.services import intake

        phone = self.form.values["phone"]
        if sum(each.isdigit() for each in phone) < AHEAD_DIGITS:
            self._show_earlier(())
            return
        self.read("ahead", lambda desk: intake.type_ahead(desk, phone), self._show_earlier)

    def _show_earlier(self, customers: Sequence[EarlierCustomer]) -> None:
        desk = self.desk
        if desk is None:
            return
        self._earlier = {str(number): customer for number, customer in enumerate(customers)}
        self.picks.show(earlier_choices(customers, desk.settings.branch.zone, desk.today()))
        self.picks.display = bool(customers)
        self._head()

    def on_key(self, event: Key) -> None:
        """Leave the list of earlier customers upwards or with Escape."""
        if self.focused is self.picks and event.key in ("up", "left", "tab"):
            event.stop()
            self.form.focus_field("phone")

    @on(PickList.Picked)
    def _take_earlier(self, event: PickList.Picked) -> None:
        customer = self._earlier.get(event.choice.key)
        if customer is None:
            return
        values = earlier_values(customer, self.form.values)
        self.form.fill(values)
        self._touched |= set(values)
        self.form.focus_field("kind" if self.form.values["address"] else "address")
        self._look()
        self._pauses.after("draft", DRAFT_PAUSE, self._keep)

    def act_earlier(self) -> None:
        """Go to the earlier customers."""
        if self.picks.display:
            self.set_focus(self.picks, scroll_visible=False)
        else:
            self.say(_("No earlier customer has this telephone."), "soon")

    # -- drafts ---------------------------------------------------------------------------------------------------

    def _keep(self) -> None:
        from dispatch_tui.services import intake

        values = self.form.values
        if values == self._kept:
            return
        self._kept = values
        known = self._draft_id
        if is_empty(values):
            if known is not None:
                self._draft_id = None
                self.write("draft", lambda desk: intake.drop_draft(desk, known), lambda done: None)
            return
        round_ = self._round
        self.write(
            "draft",
            lambda desk: intake.save_draft(desk, values, self._draft_id),
            lambda draft_id: self._drafted(draft_id, round_),
        )

    def _drafted(self, draft_id: int, round_: int) -> None:
        desk = self.desk
        if desk is None:
            return
        if round_ != self._round:
            from dispatch_tui.services import intake

            self.write("draft", lambda desk: intake.drop_draft(desk, draft_id), lambda done: None)
            return
        self._draft_id = draft_id
        self._draft_at = clock_text(desk.now(), desk.settings.branch.zone)
        self._head()

    def on_screen_suspend(self) -> None:
        """Keep what was typed when another screen comes on top, whatever key brought it."""
        if self.query(Form):
            self._keep()

    def session_ends(self) -> None:
        """Keep what was typed as a draft."""
        if self.query(Form):
            self._keep()

    def on_unmount(self) -> None:
        """Stop waiting; leaving the screen has kept what was typed."""
        self._pauses.stop()

    def act_back(self) -> None:
        """Go back to the form, or leave the screen; what was typed stays as a draft."""
        if self.focused is self.picks:
            self.form.focus_field("phone")
            return
        if self.answers.display or self.focused is self.prompt.field:
            super().act_back()
            self.form.focus_field("phone")
            return
        self._keep()
        self.room.leave_screen()

    # -- saving ---------------------------------------------------------------------------------------------------

    def act_save(self) -> None:
        """Store the slip and begin the next one."""
        from dispatch_tui.services.intake_entry import SlipForm, enter

        values = self.form.values
        if is_empty(values):
            self.say(_("The form is empty."), "soon")
            return
        if self._needs_time() and not self._asked:
            self._asked = True
            self.say(_("Urgent: when must somebody be there? F10 again stores it without a time."), "soon")
            self.form.focus_field("required_from")
            return
        form = replace(SlipForm.of(values), draft_id=self._draft_id)
        self.write("save", lambda desk: enter(desk, form), self._saved)

    def _needs_time(self) -> bool:
        values = self.form.values
        times = values["required_from"].strip() or values["required_to"].strip()
        return bool(values["urgent"]) and not times

    def _saved(self, entry: Entry) -> None:
        from dispatch_tui.services.intake_entry import Looked

        told = " ".join(result.message for result in entry.outcome.results)
        if entry.order is None:
            self.say(told, "overdue")
            self._touched |= {finding.field for finding in entry.findings}
            order = self._looked.order if self._looked is not None else None
            self._seen(Looked(order, entry.findings))
            blocked = [each.field for each in entry.findings if each.level is Level.BLOCK]
            if blocked and blocked[0] in self.form.keys:
                self.form.focus_field(blocked[0])
            return
        desk = self.desk
        if entry.order.point and desk is not None:
            told = f"{told} → {desk.point_name(entry.order.point)}"
        self._empty()
        self.say(told, "good")
        self._head()

    def _empty(self) -> None:
        self._pauses.stop()
        self.form.fill(
            {field.key: choices(field.key)[0][0] if choices(field.key) else "" for field in ENTRY_FIELDS}
        )
        self.form.mark({})
        self._touched.clear()
        self._earlier.clear()
        self.picks.display = False
        self._looked, self._draft_id, self._draft_at, self._asked = None, None, "", False
        self._kept = {}
        self._round += 1
        self.form.focus_field("phone")
        self._notes()

    def act_clear(self) -> None:
        """Empty the form when asked twice."""
        if not self._clear_asked:
            self._clear_asked = True
            self.say(_("Press Ctrl+X again to throw away what is typed here."), "soon")
            return
        from dispatch_tui.services import intake

        known = self._draft_id
        self._clear_asked = False
        self._empty()
        if known is not None:
            self.write("draft", lambda desk: intake.drop_draft(desk, known), lambda done: None)
        self._head()

    # -- words ----------------------------------------------------------------------------------------------------

    def _head(self) -> None:
        parts = [Piece(" " + _("New slip"), Tone.STRONG)]
        if self._draft_at:
            parts.append(Piece("   " + _("draft kept {time}").format(time=self._draft_at), Tone.MUTED))
        if self.picks.display:
            parts.append(Piece("   " + _("F11: earlier customers"), Tone.HEAD))
        self.query_one("#entry-head", LinePane).show_lines([tuple(parts)])

    def _notes(self) -> None:
        self.query_one("#entry-notes", LinePane).compose_lines(self._note_lines)

    def _note_lines(self, width: int) -> list[Line]:
        desk, looked = self.desk, self._looked
        if desk is None or looked is None:
            return []
        settings = desk.settings
        order = looked.order
        policies = settings.policies
        names = {point.code: desk.name_of(point) for point in settings.points}
        lines = proposal_lines(
            order,
            word(order.placement, names) if order is not None else "",
            policies.name(order.due_policy, desk.language) if order is not None and order.due_policy else "",
            names,
            desk.now(),
            settings.overdue.due_soon_minutes,
            settings.branch.zone,
        )
        lines += finding_lines(looked.findings, frozenset(self._touched))
        if order is not None and Incomplete.URGENT_TIME in order.incomplete:
            lines.append((Piece(_("~ Urgent without a time: ask when."), Tone.SOON),))
        return [part for each in lines for part in wrapped(each, width)]
