"""A form of labelled fields: one line each, arrows and Enter walk through it, nothing ticks while one types."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import ClassVar

from rich.highlighter import Highlighter
from rich.text import Text
from textual import on
from textual.app import ComposeResult
from textual.containers import Horizontal, VerticalScroll
from textual.events import Key, Paste
from textual.message import Message
from textual.strip import Strip
from textual.widget import Widget
from textual.widgets import Input

from dispatch_tui.domain.rules import Level
from dispatch_tui.tui.presentation.pieces import Piece, Tone
from dispatch_tui.tui.text import cells, fit, plain
from dispatch_tui.tui.themes import palette_of
from dispatch_tui.tui.widgets.line_pane import strip_of

LABEL_CELLS = 17
"""Width of the label column, the sign included."""
LONGEST_VALUE = 20_000
"""More characters than this are not taken by one field."""


class FieldLabel(Widget):
    """The label of a field, with the sign of what is wrong in it."""

    DEFAULT_CSS = f"FieldLabel {{ width: {LABEL_CELLS}; height: 1; }}"
    _SIGNS: ClassVar[Mapping[Level, tuple[str, Tone]]] = {
        Level.OK: (" ", Tone.MUTED),
        Level.NOTE: ("·", Tone.MUTED),
        Level.WARN: ("~", Tone.SOON),
        Level.BLOCK: ("!", Tone.OVERDUE),
    }

    def __init__(self, text: str) -> None:
        super().__init__()
        self._text = text
        self._level = Level.OK

    def show(self, text: str, level: Level) -> None:
        """Show another text or level."""
        if (text, level) != (self._text, self._level):
            self._text, self._level = text, level
            self.refresh()

    @property
    def level(self) -> Level:
        """How serious what is wrong with the field is."""
        return self._level

    def render_line(self, y: int) -> Strip:
        """Return the label."""
        sign, tone = self._SIGNS[self._level]
        words = fit(self._text, self.size.width - 3)
        return strip_of((Piece(f"{sign} ", tone), Piece(words, tone)), self.size.width, palette_of(self))


class _Harmless(Highlighter):
    """Shows characters that would move the terminal's cursor as one visible sign each; the value stays as it is."""

    def highlight(self, text: Text) -> None:
        """Change nothing; the signs are put in by the call itself."""

    def __call__(self, text: str | Text) -> Text:
        """Return the text with a sign in the place of each harmful character, character for character."""
        shown = "".join(_sign(each) for each in str(text))
        return Text(shown, no_wrap=True, overflow="ignore", end="")


def _sign(character: str) -> str:
    if " " <= character <= "~":
        return character
    made = plain(character)
    return made if len(made) == 1 else "·"


class TextField(Input):
    """A line of text; what is typed is kept verbatim."""

    DEFAULT_CSS = """
    TextField { height: 1; border: none; padding: 0; width: 1fr; background: $panel; }
    TextField:focus { background: $row; border: none; }
    """

    def __init__(self, key: str, hint: str = "", width: int = 0) -> None:
        super().__init__(
            placeholder=hint,
            compact=True,
            highlighter=_Harmless(),
            max_length=LONGEST_VALUE,
            select_on_focus=False,
            id=f"field-{key}",
        )
        self.key = key
        self.cursor_blink = False
        if width:
            self.styles.width = width

    def on_paste(self, event: Paste) -> None:
        """Take every line of what is pasted, joined by spaces."""
        lines = event.text.splitlines()
        if len(lines) > 1:
            event.stop()
            event.prevent_default()
            self.insert_text_at_cursor(" ".join(each.strip() for each in lines if each.strip()))


class ChoiceField(Widget, can_focus=True):
    """One of a few words: arrows, digits and first letters choose."""

    DEFAULT_CSS = "ChoiceField { height: 1; width: 1fr; }"
    TAKES_TEXT = True
    """Letters and digits choose a word here; they are no commands."""

    @dataclass
    class Changed(Message):
        """Another word was chosen."""

        field: ChoiceField

    def __init__(self, key: str, choices: Sequence[tuple[str, str]], initials: Mapping[str, str]) -> None:
        super().__init__(id=f"field-{key}")
        self.key = key
        self._choices = tuple(choices)
        self._initials = initials
        self._row = 0

    @property
    def value(self) -> str:
        """The value chosen."""
        return self._choices[self._row][0]

    @value.setter
    def value(self, value: str) -> None:
        values = [each for each, _words in self._choices]
        self._choose(values.index(value) if value in values else 0)

    def name_choices(self, choices: Sequence[tuple[str, str]]) -> None:
        """Show the same values in other words."""
        self._choices = tuple(choices)
        self.refresh()

    def _choose(self, row: int) -> None:
        if row != self._row:
            self._row = row
            self.refresh()
            self.post_message(self.Changed(self))

    def on_key(self, event: Key) -> None:
        """Choose."""
        count = len(self._choices)
        typed = (event.character or "").casefold()
        if event.key in ("left", "right", "space"):
            self._choose((self._row + (-1 if event.key == "left" else 1)) % count)
        elif typed.isdigit() and 1 <= int(typed) <= count:
            self._choose(int(typed) - 1)
        elif typed and (row := self._row_of(typed)) is not None:
            self._choose(row)
        else:
            return
        event.stop()
        event.prevent_default()

    def _row_of(self, letter: str) -> int | None:
        for row, (value, words) in enumerate(self._choices):
            if letter in (words[:1].casefold(), value[:1], self._initials.get(value, "")[:1]):
                return row
        return None

    def on_focus(self) -> None:
        """Show that the field is the one to fill."""
        self.refresh()

    def on_blur(self) -> None:
        """Show that the field is left."""
        self.refresh()

    def render_line(self, y: int) -> Strip:
        """Return the words with the chosen one in brackets."""
        pieces: list[Piece] = []
        for row, (_value, words) in enumerate(self._choices):
            chosen = row == self._row
            text = f"[{words}]" if chosen else f" {words} "
            pieces.append(Piece(text + " ", Tone.STRONG if chosen else Tone.MUTED))
        ground = "row" if self.has_focus else "head"
        return strip_of(tuple(pieces), self.size.width, palette_of(self), ground)


Field = TextField | ChoiceField


@dataclass(frozen=True, slots=True)
class FieldRow:
    """What the form is told about one field."""

    key: str
    label: str
    hint: str = ""
    choices: Sequence[tuple[str, str]] = ()
    initials: Mapping[str, str] | None = None
    width: int = 0


class Form(VerticalScroll, can_focus=False):
    """Fields under each other; Enter, Tab and the arrows go on, nothing typed is ever lost."""

    DEFAULT_CSS = """
    Form { height: auto; scrollbar-size: 0 1; overflow-x: hidden; }
    Form > Horizontal { height: 1; }
    """

    @dataclass
    class Changed(Message):
        """The value of a field changed by the person's hand."""

        key: str
        value: str

    @dataclass
    class Passed(Message):
        """A field was left by Enter."""

        key: str

    def __init__(self, rows: Sequence[FieldRow], *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._rows = tuple(rows)
        self._filling = False

    def compose(self) -> ComposeResult:
        """Lay out the labels and fields."""
        for row in self._rows:
            with Horizontal():
                yield FieldLabel(row.label)
                if row.choices:
                    yield ChoiceField(row.key, row.choices, row.initials or {})
                else:
                    yield TextField(row.key, row.hint, row.width)

    def rename(self, rows: Sequence[FieldRow]) -> None:
        """Show labels, hints and choices in other words; the values stay."""
        self._rows = tuple(rows)
        for row, label in zip(rows, self.query(FieldLabel), strict=True):
            label.show(row.label, label.level)
            field = self.field(row.key)
            if isinstance(field, ChoiceField):
                field.name_choices(row.choices)
            else:
                field.placeholder = row.hint

    def field(self, key: str) -> Field:
        """Return a field by its key."""
        found = self.query_one(f"#field-{key}")
        assert isinstance(found, TextField | ChoiceField)  # noqa: S101 - the form made it itself
        return found

    @property
    def keys(self) -> tuple[str, ...]:
        """Keys of the fields in their order."""
        return tuple(row.key for row in self._rows)

    @property
    def values(self) -> dict[str, str]:
        """What stands in the fields, verbatim."""
        return {key: self.field(key).value for key in self.keys}

    @property
    def current(self) -> str | None:
        """Key of the field that has the focus."""
        focused = self.screen.focused
        return focused.key if isinstance(focused, TextField | ChoiceField) else None

    def fill(self, values: Mapping[str, str]) -> None:
        """Set fields without telling anybody; fields not named stay as they are."""
        self._filling = True
        try:
            for key, value in values.items():
                if key in self.keys:
                    field = self.field(key)
                    field.value = value
                    if isinstance(field, TextField):
                        field.cursor_position = len(value)
        finally:
            self.call_after_refresh(self._filled)

    def _filled(self) -> None:
        self._filling = False

    def mark(self, levels: Mapping[str, Level]) -> None:
        """Show at the labels how serious the findings of each field are."""
        for row, label in zip(self._rows, self.query(FieldLabel), strict=True):
            label.show(row.label, levels.get(row.key, Level.OK))

    def focus_field(self, key: str) -> None:
        """Go to a field."""
        self.screen.set_focus(self.field(key), scroll_visible=False)

    def step(self, by: int) -> bool:
        """Go so many fields on; return False at the ends."""
        if self.current is None:
            return False
        at = self.keys.index(self.current) + by
        if not 0 <= at < len(self.keys):
            return False
        self.focus_field(self.keys[at])
        return True

    def on_key(self, event: Key) -> None:
        """Walk through the fields."""
        steps = {"up": -1, "down": 1, "enter": 1}
        if event.key not in steps or self.current is None:
            return
        if event.key == "enter":
            self.post_message(self.Passed(self.current))
        if self.step(steps[event.key]) or event.key == "up":
            event.stop()
            event.prevent_default()

    @on(Input.Changed)
    def _typed(self, event: Input.Changed) -> None:
        event.stop()
        if not self._filling and isinstance(event.input, TextField):
            self.post_message(self.Changed(event.input.key, event.value))

    @on(ChoiceField.Changed)
    def _chosen(self, event: ChoiceField.Changed) -> None:
        event.stop()
        if not self._filling:
            self.post_message(self.Changed(event.field.key, event.field.value))

    @on(Input.Submitted)
    def _submitted(self, event: Input.Submitted) -> None:
        event.stop()
        if isinstance(event.input, TextField):
            self.post_message(self.Passed(event.input.key))
            self.step(1)


def label_cells(rows: Iterable[FieldRow]) -> int:
    """Return the cells of the longest label."""
    return max((cells(row.label) for row in rows), default=0)
