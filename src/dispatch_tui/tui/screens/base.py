"""What every screen has: header, prompt line, status line, keys from the register, database work off the loop.

A screen of the program::

    class SlipsScreen(RoomScreen):
        TITLE_TEXT = N_("Slips")
        CONTEXTS = ("slips",)              # contexts of the action register, besides "table" and "app"

        def body(self) -> ComposeResult: yield RecordTable(...)
        def opened(self, desk): ...        # settings and database are there; also called when the screen comes later
        def store_changed(self, change): ...
        def relabel(self): ...             # language or theme switched: give tables new columns and so on
        def act_mark_urgent(self): ...     # actions "slips.mark_urgent"
        def why_not_mark_urgent(self) -> str: ...   # a sentence when it isn't possible now, else ""
        def help_here(self) -> list[str]: ...       # what is under the cursor, for "?"

``self.read(name, function, done)`` and ``self.write(name, function, done)`` call ``function(desk)`` in a database
thread and ``done(result)`` here; ``self.say(sentence, role)`` shows a sentence in the status line.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any, ClassVar, TypeVar

from textual import on
from textual.app import ComposeResult
from textual.containers import Container
from textual.events import Key
from textual.widget import Widget
from textual.widgets import Input

from dispatch_tui.errors import DispatchError
from dispatch_tui.i18n import gettext as _
from dispatch_tui.tui.actions import REGISTRY, Action, key_of
from dispatch_tui.tui.messages import StoreChanged, WorkDone
from dispatch_tui.tui.screens.commanding import Commanding
from dispatch_tui.tui.text import cells, plain
from dispatch_tui.tui.widgets.header import Header
from dispatch_tui.tui.widgets.prompt_line import Answer, Answers, PromptLine
from dispatch_tui.tui.widgets.record_table import RecordTable
from dispatch_tui.tui.widgets.status_line import StatusLine

if TYPE_CHECKING:
    from dispatch_tui.services.commands import View
    from dispatch_tui.services.desk import Desk
    from dispatch_tui.tui.app import DispatchApp

Result = TypeVar("Result")


BREAKPOINTS = [(0, "-normal"), (120, "-wide"), (180, "-very-wide")]
"""Widths from which a screen has the class."""


PROMPT_DRAFT = "prompt"
"""Name under which an unfinished command is kept among the drafts."""


class Body(Container):
    """The part of a screen between header and prompt line."""

    DEFAULT_CSS = "Body { height: 1fr; width: 1fr; layout: vertical; }"


class RoomScreen(Commanding):
    """Base of the screens of the program."""

    TITLE_TEXT: ClassVar[str] = ""
    """Name of the screen, marked with ``N_``."""
    CONTEXTS: ClassVar[tuple[str, ...]] = ()
    """Contexts of the action register that this screen offers, besides ``table`` and ``app``."""
    DEFAULT_CSS = """
    RoomScreen { layers: base above; background: $background; color: $foreground; }
    RoomScreen.-wide Header, RoomScreen.-very-wide Header { height: 2; }
    """
    BINDINGS: ClassVar = []
    AUTO_FOCUS: ClassVar[str | None] = ""
    HORIZONTAL_BREAKPOINTS = BREAKPOINTS

    def __init__(self) -> None:
        super().__init__()
        self.header = Header()
        self.status = StatusLine()
        self.prompt = PromptLine()
        self.answers = Answers()
        self._desk_seen = False
        self._marks_before = 0
        """How many rows were marked when it was told last."""

    def compose(self) -> ComposeResult:
        """Lay out the screen around its body."""
        yield self.header
        with Body():
            yield from self.body()
        yield self.status
        yield self.prompt
        yield self.answers

    # -- for the screens to fill ----------------------------------------------------------------------------------

    def body(self) -> ComposeResult:
        """Lay out what the screen shows between header and prompt line."""
        yield from ()

    def opened(self, desk: Desk) -> None:
        """Ask for contents: settings and database are open."""

    def store_changed(self, change: StoreChanged) -> None:
        """Read again what changed in the database."""

    def relabel(self) -> None:
        """Show all words anew in the language in use."""

    def session_ends(self) -> None:
        """Keep what was typed: the program ends, whoever or whatever ended it."""

    def keep_prompt(self) -> None:
        """Keep a command that was typed and not carried out; the next start finds it in the line."""
        text = self.prompt.text.strip()
        if not text or self.desk is None:
            return
        from dispatch_tui.services import intake

        self.write(
            "draft",
            lambda desk: intake.save_draft(desk, {"text": text}, screen=PROMPT_DRAFT),
            lambda draft_id: None,
        )

    def take_up_prompt(self) -> None:
        """Put a command that was left unfinished back into the line."""
        from dispatch_tui.services import intake

        def work(desk: Desk) -> str:
            drafts = intake.load_drafts(desk, PROMPT_DRAFT)
            for draft in drafts:
                intake.drop_draft(desk, draft.id)
            return str(drafts[0].fields.get("text", "")) if drafts else ""

        def done(text: str) -> None:
            if text and not self.prompt.text:
                self.prompt.text = text

        self.write("draft", work, done)

    def help_here(self) -> list[str]:
        """Return lines that explain what is under the cursor."""
        return []

    def main_table(self) -> RecordTable | None:
        """Return the table that gets the table keys: the focused one, else the first one shown."""
        focused = self.focused
        if isinstance(focused, RecordTable):
            return focused
        return next((table for table in self.query(RecordTable) if table.display), None)

    # -- services for the screens ---------------------------------------------------------------------------------

    @property
    def room(self) -> DispatchApp:
        """The application."""
        from dispatch_tui.tui.app import DispatchApp

        app = self.app
        assert isinstance(app, DispatchApp)  # noqa: S101 - screens exist in this application only
        return app

    @property
    def desk(self) -> Desk | None:
        """The desk of this session, None until it is open."""
        return self.room.work.desk

    def read(
        self,
        name: str,
        function: Callable[[Desk], Result],
        done: Callable[[Result], None],
        failed: Callable[[DispatchError], None] | None = None,
    ) -> int:
        """Read in the database thread; a later read of the same name of this screen replaces this one."""
        return self.room.work.read(self, f"{type(self).__name__}.{name}", function, done, failed)

    def think(
        self,
        name: str,
        function: Callable[[Desk], Result],
        done: Callable[[Result], None],
        failed: Callable[[DispatchError], None] | None = None,
    ) -> int:
        """Read what may take long, in a thread of its own; a later one of the same name replaces this one."""
        return self.room.work.think(self, f"{type(self).__name__}.{name}", function, done, failed)

    def write(
        self,
        name: str,
        function: Callable[[Desk], Result],
        done: Callable[[Result], None],
        failed: Callable[[DispatchError], None] | None = None,
    ) -> int:
        """Write in the database thread; every write is carried out."""
        return self.room.work.write(self, f"{type(self).__name__}.{name}", function, done, failed)

    def say(self, sentence: str, role: str = "text") -> None:
        """Show a sentence in the status line until the next key that does something."""
        self.status.say(sentence, role)

    def fail(self, error: DispatchError) -> None:
        """Show why something did not work; what is too long for the status line stands above the prompt."""
        whole = str(error)
        if cells(whole) < self.app.size.width or not error.hint:
            self.say(whole, "overdue")
            return
        self.say(error.sentence, "overdue")
        self.answers.show([Answer(error.hint)])

    def _forget(self, name: str) -> None:
        self.room.work.forget(f"{type(self).__name__}.{name}")

    def run_view(self, view: View) -> None:
        """Show what a command only shows: the board at a time, a search, a slip."""
        from dispatch_tui.tui.views import run_view

        run_view(self, view)

    # -- messages -------------------------------------------------------------------------------------------------

    def on_mount(self) -> None:
        """Fill in what is known already."""
        self.header.title_text = _(self.TITLE_TEXT)
        self.header.show(self.room.header_facts)
        self._show_hints()
        self._see_desk()

    def on_screen_resume(self) -> None:
        """Bring the header up to date and read what changed while another screen was on top."""
        self.header.show(self.room.header_facts)
        self.room.feed_state.show_in(self.status)
        table = self.main_table()
        if self.focused is None and table is not None:
            table.focus(scroll_visible=False)

    def on_desk_opened(self) -> None:
        """Start reading: settings and database are there."""
        self._see_desk()

    def _see_desk(self) -> None:
        desk = self.desk
        if desk is not None and not self._desk_seen:
            self._desk_seen = True
            self.opened(desk)

    def on_store_changed(self, message: StoreChanged) -> None:
        """Hand a change of the database to the screen."""
        if self._desk_seen:
            self.store_changed(message)

    def on_language_switched(self) -> None:
        """Show every word anew."""
        self.header.title_text = _(self.TITLE_TEXT)
        self.header.show(self.room.header_facts)
        self._show_hints()
        self.relabel()
        for table in self.query(RecordTable):
            table.repaint()
        self.refresh()

    def on_work_done(self, message: WorkDone) -> None:
        """Hand a result to what asked for it, unless a later request replaced it."""
        message.stop()
        if not self.room.work.is_current(message.key, message.generation):
            return
        if message.error is None:
            message.done(message.result)
        elif message.failed is not None:
            message.failed(message.error)
        else:
            self.fail(message.error)

    # -- keys -----------------------------------------------------------------------------------------------------

    @property
    def typing(self) -> bool:
        """Whether text is being typed, so that letters and digits are not commands.

        A widget other than Textual's Input says so with ``TAKES_TEXT = True``.
        """
        focused = self.focused
        return isinstance(focused, Input) or bool(getattr(focused, "TAKES_TEXT", False))

    def contexts(self) -> tuple[str, ...]:
        """Return the contexts in which a key is looked up, nearest first."""
        return (*self.CONTEXTS, "table") if self.main_table() is not None else self.CONTEXTS

    def take_key(self, event: Key) -> bool:
        """Carry out the action of a key; returns False when it means nothing here (a text field may want it)."""
        key = key_of(event.key, event.character)
        if self.typing:
            if event.is_printable or (isinstance(self.focused, Widget) and key in self._field_keys()):
                return False
            action = REGISTRY.find(self.CONTEXTS, key)
            if action is None or not action.typing:
                return self.room.change_screen_key(key) if len(key) > 1 else False
        elif self.room.change_screen_key(key) or self._scroll_answers(key):
            return True
        else:
            action = REGISTRY.find(self.contexts(), key)
        taken = action is not None and self.run_action_of(action)
        if not taken and not self.typing and event.is_printable:
            self.say(_("{key} does nothing here; ? lists the keys.").format(key=plain(key)), "soon")
        return taken

    @on(RecordTable.MarksChanged)
    def _marks_told(self, event: RecordTable.MarksChanged) -> None:
        """Say that marks which stayed from before are gone: the same key marks all rows and none."""
        if self._marks_before and not event.count:
            self.say(_("No row is marked any more."), "soon")
        self._marks_before = event.count

    def _scroll_answers(self, key: str) -> bool:
        """Scroll a long answer that stands above the prompt; returns False when the key means something else."""
        pages = {"pageup": -1, "pagedown": 1}.get(key)
        return pages is not None and self.answers.display and self.answers.scroll_lines(pages)

    def _field_keys(self) -> Sequence[str]:
        """Return keys that the focused field wants for itself."""
        return ("escape",) if self.focused is self.prompt.field else ()

    def run_action_of(self, action: Action) -> bool:
        """Carry out an action, or say why it isn't possible now; returns False when nobody knows it."""
        for target in self._targets(action.context):
            method = getattr(target, f"act_{action.name}", None)
            if method is None:
                continue
            reason = getattr(target, f"why_not_{action.name}", None)
            sentence = reason() if reason is not None else ""
            if sentence:
                self.say(sentence, "soon")
            else:
                if self.status.message:
                    self.status.say("")
                method()
            return True
        return False

    def _targets(self, context: str) -> list[Any]:
        table = self.main_table()
        if context == "table" and table is not None:
            return [table]
        return [self, self.room]

    def shown_actions(self) -> list[Action]:
        """Return every action of this screen's contexts that somebody here can carry out."""
        found: list[Action] = []
        for context in (*self.contexts(), "app"):
            targets = self._targets(context)
            for action in REGISTRY.in_context(context):
                if any(hasattr(target, f"act_{action.name}") for target in targets):
                    found.append(action)
        return found

    def hinted_actions(self) -> list[Action]:
        """Return the actions of the hint line, the ones that matter most first."""
        contexts = self.contexts()
        actions = [action for action in self.shown_actions() if action.hint]
        # A key means what the nearest context says; what stands behind it is not named.
        meant = [action for action in actions if REGISTRY.find(contexts, action.keys[0]) is action]
        return sorted(meant, key=lambda action: action.hint)

    def _show_hints(self) -> None:
        self.status.hints(self.hinted_actions())

    def on_descendant_focus(self) -> None:
        """Name the keys of the line in which one types, or of the list from which one picks."""
        from dispatch_tui.tui.widgets.typing_hints import typing_hints

        self.status.hints_while_typing(typing_hints(self.focused) if self.focused is not None else ())

    def on_descendant_blur(self) -> None:
        """Name the keys of the screen again; it may come after the next field has the focus."""
        self.on_descendant_focus()

    def act_back(self) -> None:
        """Go one step back: unmark, then leave a screen that was opened on top."""
        table = self.main_table()
        if self.answers.display:
            self.answers.show([])
        elif table is not None and table.clear_marks():
            pass
        elif len(self.app.screen_stack) > 1:
            self.room.leave_screen()
