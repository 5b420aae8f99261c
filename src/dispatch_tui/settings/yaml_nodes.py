"""YAML read into nodes that know their lines; everything wrong with a file is told with its line number.

Only plain YAML is read: tables, lists and values. Anchors, aliases, tags and several documents in one file are
refused, and so are duplicate keys, so that a file can't mean anything else than what it shows.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from dispatch_tui.errors import Problem
from dispatch_tui.i18n import gettext as _
from dispatch_tui.i18n import mark as N_

if TYPE_CHECKING:
    from yaml import YAMLError

LARGEST_FILE = 4_000_000
"""A configuration file of more bytes than this is refused."""
DEEPEST = 20
"""Tables and lists stand inside one another at most this deep."""


@dataclass(slots=True)
class ScalarNode:
    """A single value, as it stands in the file."""

    line: int
    text: str
    plain: bool
    """Written without quotation marks."""

    @property
    def empty(self) -> bool:
        """Whether nothing is given: ``key:`` or ``null``."""
        return self.plain and self.text in ("", "~", "null", "Null", "NULL")


@dataclass(slots=True)
class ListNode:
    """A list."""

    line: int
    items: list[Node] = field(default_factory=list)


@dataclass(slots=True)
class TableNode:
    """A table of keys and values, in the order of the file."""

    line: int
    entries: dict[str, tuple[int, Node]] = field(default_factory=dict)
    """By key: the key's line and the value."""


Node = ScalarNode | ListNode | TableNode


class Notes:
    """Collects what is wrong and what is doubtful in a folder of files."""

    def __init__(self) -> None:
        self.problems: list[Problem] = []
        self.warnings: list[Problem] = []

    def problem(self, file: str, line: int, message: str) -> None:
        """Note a fault that forbids using the configuration."""
        self.problems.append(Problem(file, line, message))

    def warning(self, file: str, line: int, message: str) -> None:
        """Note something that works but is probably not meant."""
        self.warnings.append(Problem(file, line, message))


def read_yaml(path: Path, file: str, notes: Notes) -> Node | None:
    """Read a YAML file; on any fault note it under the name ``file`` and return None.

    Duplicate keys are noted too, but the file is still read (the first one counts), so that later faults are found.
    """
    text = _read_text(path, file, notes)
    return None if text is None else parse_yaml(text, file, notes)


def parse_yaml(text: str, file: str, notes: Notes) -> Node | None:
    """Turn YAML text into nodes; on any fault note it and return None."""
    import yaml

    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    try:
        return _build(yaml.parse(text, Loader=loader), file, notes)
    except yaml.YAMLError as error:
        line, message = _explain(error, text)
        notes.problem(file, line, message)
        return None


def _read_text(path: Path, file: str, notes: Notes) -> str | None:
    try:
        if path.stat().st_size > LARGEST_FILE:
            notes.problem(
                file, 0,
                _("the file has {size} bytes; a configuration file has at most {most}").format(
                    size=path.stat().st_size, most=LARGEST_FILE),
            )  # fmt: skip
            return None
        raw = path.read_bytes()
    except FileNotFoundError:
        notes.problem(file, 0, _("the file is missing; “dispatch-tui init DIR” writes a complete set"))
        return None
    except IsADirectoryError:
        notes.problem(file, 0, _("this is a folder, not a file"))
        return None
    except OSError as error:
        notes.problem(file, 0, _("the file can't be read ({why})").format(why=error.strerror or error))
        return None
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        notes.problem(
            file, line,
            _("the file is not UTF-8 text (it looks like {encoding}); save it as UTF-8").format(
                encoding=_guess_encoding(raw)),
        )  # fmt: skip
        return None


def _guess_encoding(raw: bytes) -> str:
    if raw[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return "UTF-16"
    try:
        raw.decode("gb18030")
    except UnicodeDecodeError:
        return _("binary data")
    return "GB18030"


class _Refused(Exception):
    """The file uses what is not read; carries the line and the sentence."""


def _build(events: Iterable[Any], file: str, notes: Notes) -> Node | None:
    """Put events together without recursion, so that no file can exhaust the stack."""
    try:
        return _Builder(file, notes).build(events)
    except _Refused as refused:
        line, message = refused.args
        notes.problem(file, line, message)
        return None


class _Builder:
    def __init__(self, file: str, notes: Notes) -> None:
        self.file = file
        self.notes = notes
        self.open: list[ListNode | TableNode] = []
        self.keys: list[tuple[str, int] | None] = []
        self.root: Node | None = None

    def build(self, events: Iterable[Any]) -> Node | None:
        documents = 0
        for event in events:
            name = type(event).__name__
            if name == "ScalarEvent":
                self._refuse_decoration(event)
                line = event.start_mark.line + 1
                self._add(ScalarNode(line, event.value, event.implicit[0]))
            elif name in ("MappingStartEvent", "SequenceStartEvent"):
                self._refuse_decoration(event)
                self._enter(event, name == "MappingStartEvent")
            elif name in ("MappingEndEvent", "SequenceEndEvent"):
                self.open.pop()
                self.keys.pop()
            elif name == "AliasEvent":
                raise _Refused(
                    event.start_mark.line + 1, _("aliases (*name) are not read; write the value out")
                )
            elif name == "DocumentStartEvent":
                documents += 1
                if documents > 1:
                    raise _Refused(
                        event.start_mark.line + 1,
                        _("a second document (---) begins here; keep one in each file"),
                    )
        return self.root

    def _enter(self, event: Any, is_table: bool) -> None:
        line = event.start_mark.line + 1
        if len(self.open) >= DEEPEST:
            raise _Refused(
                line, _("lists or tables stand more than {n} deep in one another").format(n=DEEPEST)
            )
        node: ListNode | TableNode = TableNode(line) if is_table else ListNode(line)
        self._add(node)
        self.open.append(node)
        self.keys.append(None)

    def _add(self, node: Node) -> None:
        if not self.open:
            self.root = node
            return
        parent = self.open[-1]
        if isinstance(parent, ListNode):
            parent.items.append(node)
            return
        key = self.keys[-1]
        if key is None:
            if not isinstance(node, ScalarNode):
                raise _Refused(node.line, _("a key has to be a single word or number"))
            self.keys[-1] = (node.text, node.line)
            return
        self.keys[-1] = None
        name, line = key
        if name in parent.entries:
            self.notes.problem(
                self.file, line,
                _("“{key}” is given twice (first in line {first}); keep one of them").format(
                    key=name, first=parent.entries[name][0]),
            )  # fmt: skip
            return
        parent.entries[name] = (line, node)

    def _refuse_decoration(self, event: Any) -> None:
        if event.anchor is not None:
            raise _Refused(event.start_mark.line + 1, _("anchors (&name) are not read; write the value out"))
        if event.tag is not None and event.tag != "!":
            raise _Refused(event.start_mark.line + 1, _("tags (!name) are not read; write a plain value"))


_EXPLANATIONS: tuple[tuple[str, str], ...] = (
    ("tab", N_("a tab stands where spaces are needed; indent with spaces only")),
    ("mapping values are not allowed",
     N_("a colon stands where none may be; check the indentation, or quote the text")),
    ("block sequence entries are not allowed",
     N_("a list item (-) stands where none may be; begin lists on a new line")),
    ("unexpected end of stream", N_("a quotation mark is opened here and never closed")),
    ("could not find expected ':'", N_("a key without a colon; write “key: value”")),
    ("cannot start any token", N_("a value can't begin with this sign; put it in quotation marks")),
    ("did not find expected ',' or", N_("a bracket is opened here and never closed, or a comma is missing")),
    ("did not find expected '-'", N_("this line is indented like the list before it but is no list item (-)")),
    ("did not find expected key",
     N_("the indentation does not fit the lines above, or a quotation mark is misplaced")),
    ("escape", N_("a backslash in double quotation marks begins an unknown escape; use single ones")),
)  # fmt: skip
"""Words of the YAML reader, and what they mean to the person who edits the file."""
_TOLD_AT_OPENING = ("unexpected end of stream", "did not find expected ',' or")


def _explain(error: YAMLError, text: str) -> tuple[int, str]:
    """Return line and sentence for a fault of the YAML reader."""
    problem = str(getattr(error, "problem", "") or "")
    mark = getattr(error, "problem_mark", None)
    opening = getattr(error, "context_mark", None)
    if mark is None:
        line, char = _unprintable(text)
        if line:
            return line, _("the sign U+{code} can't stand in a configuration file").format(code=f"{char:04X}")
        return 0, _("the file can't be read as YAML ({why})").format(why=" ".join(str(error).split())[:120])
    if "tab" not in problem and "cannot start" in problem and _at(text, mark.line, mark.column) == "\t":
        problem = "tab"
    for words, sentence in _EXPLANATIONS:
        if words in problem:
            told = opening if opening is not None and words in _TOLD_AT_OPENING else mark
            return told.line + 1, _(sentence)
    return mark.line + 1, _("this can't be read as YAML ({why})").format(why=problem)


def _at(text: str, line: int, column: int) -> str:
    lines = text.split("\n")
    return lines[line][column : column + 1] if line < len(lines) else ""


def _unprintable(text: str) -> tuple[int, int]:
    """Return line and code of the first sign that YAML forbids, (0, 0) when there is none."""
    line = 1
    for char in text:
        code = ord(char)
        if char == "\n":
            line += 1
        elif (
            (code < 0x20 and char not in "\t\r") or code in (0x7F, 0xFFFE, 0xFFFF) or 0xD800 <= code < 0xE000
        ):
            return line, code
    return 0, 0
