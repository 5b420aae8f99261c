"""Typed reading of YAML tables: every wrong value is noted with file and line, and reading goes on."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import TypeVar

from dispatch_tui.domain.text import fold
from dispatch_tui.i18n import gettext as _
from dispatch_tui.settings.yaml_nodes import ListNode, Node, Notes, ScalarNode, TableNode

T = TypeVar("T")

LONGEST_TEXT = 500
"""No text of a configuration file is longer than this many characters."""
_YES = frozenset({"true", "yes", "on", "是", "y"})
_NO = frozenset({"false", "no", "off", "否", "n"})


class Section:
    """One table of a file. ``owner`` is how messages call it, like ``长宁一部``; empty for a file's top table."""

    def __init__(self, table: TableNode, file: str, notes: Notes, owner: str = "") -> None:
        self.table = table
        self.file = file
        self.notes = notes
        self.owner = owner
        self._read: set[str] = set()

    @property
    def line(self) -> int:
        """The line on which the table begins."""
        return self.table.line

    def problem(self, line: int, message: str) -> None:
        """Note a fault in this file."""
        self.notes.problem(self.file, line, message)

    def warning(self, line: int, message: str) -> None:
        """Note a doubt in this file."""
        self.notes.warning(self.file, line, message)

    def line_of(self, key: str) -> int:
        """Return the line of a key, or of the table when the key is absent."""
        found = self.table.entries.get(key)
        return found[0] if found else self.table.line

    def named(self, key: str) -> str:
        """Return ``key of owner`` for messages."""
        return _("{key} of {owner}").format(key=key, owner=self.owner) if self.owner else key

    def has(self, key: str) -> bool:
        """Return whether a key is given with a value."""
        found = self.table.entries.get(key)
        return found is not None and not (isinstance(found[1], ScalarNode) and found[1].empty)

    def node(self, key: str, *, required: bool = False) -> Node | None:
        """Return the value of a key, None when it is not given; note it when it is required."""
        self._read.add(key)
        if self.has(key):
            return self.table.entries[key][1]
        if required:
            self.problem(self.line_of(key), _("{what} is missing").format(what=self.named(key)))
        return None

    def text(self, key: str, default: str = "", *, required: bool = False) -> str:
        """Return a text; numbers count as text, exactly as they are written."""
        node = self.node(key, required=required)
        found = None if node is None else self.scalar(node, self.named(key))
        if found is None:
            return default
        if len(found) > LONGEST_TEXT:
            self.problem(
                self.line_of(key),
                _("{what} has {n} characters; at most {most} are allowed").format(
                    what=self.named(key), n=len(found), most=LONGEST_TEXT),
            )  # fmt: skip
            return default
        if required and not found:
            self.problem(self.line_of(key), _("{what} is empty").format(what=self.named(key)))
        return found

    def names(self, key: str = "name", *, required: bool = True) -> dict[str, str]:
        """Return a name by language code: ``name: 长宁一部`` or ``name: {zh: 长宁一部, en: Changning 1}``."""
        node = self.node(key, required=required)
        if node is None:
            return {}
        if isinstance(node, TableNode):
            part = Section(node, self.file, self.notes, self.owner)
            found = {code: part.text(code) for code in ("zh", "en")}
            part.finish()
            found = {code: text for code, text in found.items() if text}
            if not found:
                self.problem(self.line_of(key), _("{what} is empty").format(what=self.named(key)))
            return found
        found_text = self.text(key, required=required)
        return {"zh": found_text} if found_text else {}

    def integer(
        self, key: str, default: T, *, least: int = 0, most: int = 1_000_000, required: bool = False
    ) -> int | T:
        """Return a whole number within bounds."""
        node = self.node(key, required=required)
        if node is None:
            return default
        found = self.scalar(node, self.named(key))
        number = (
            None if found is None else self.number(found, self.line_of(key), self.named(key), least, most)
        )
        return default if number is None else number

    def number(self, text: str, line: int, what: str, least: int, most: int) -> int | None:
        """Return the whole number of a text, None with a note when it is none or out of bounds."""
        given = fold(text).strip().replace("_", "")
        digits = given.lstrip("+-")
        if not (digits.isascii() and digits.isdigit() and len(given) - len(digits) <= 1):
            self.problem(
                line,
                _("{what} is “{value}”; give a whole number from {least}").format(
                    what=what, value=text, least=least
                ),
            )
            return None
        if len(digits) > 12 or not least <= int(given) <= most:
            below = given.startswith("-") or (len(digits) <= 12 and int(given) < least)
            sentence = (
                _("{what} is {value}; give {least} or more")
                if below
                else _("{what} is {value}; give at most {most}")
            )
            self.problem(line, sentence.format(what=what, value=given[:20], least=least, most=most))
            return None
        return int(given)

    def decimal(self, key: str, least: float, most: float) -> float | None:
        """Return a number with decimals within bounds, None when it is not given."""
        node = self.node(key, required=True)
        found = None if node is None else self.scalar(node, self.named(key))
        if found is None:
            return None
        try:
            value = float(found)
            if not least <= value <= most:
                raise ValueError(found)
        except ValueError:
            self.problem(
                self.line_of(key),
                _("{what} is “{value}”; give a number from {least} to {most}").format(
                    what=self.named(key), value=found[:40], least=least, most=most),
            )  # fmt: skip
            return None
        return value

    def boolean(self, key: str, default: bool | None) -> bool | None:
        """Return yes or no."""
        node = self.node(key)
        found = None if node is None else self.scalar(node, self.named(key))
        if found is None:
            return default
        if found.casefold() in _YES or found.casefold() in _NO:
            return found.casefold() in _YES
        self.problem(
            self.line_of(key),
            _("{what} is “{value}”; give yes or no").format(what=self.named(key), value=found[:40]),
        )
        return default

    def choice(self, key: str, words: Mapping[str, T], default: T, *, required: bool = False) -> T:
        """Return what a word stands for; an unknown word is noted with the known ones."""
        node = self.node(key, required=required)
        found = None if node is None else self.scalar(node, self.named(key))
        if found is None:
            return default
        return self.word(found, self.line_of(key), self.named(key), words, default)

    def choices(self, key: str, words: Mapping[str, T]) -> list[T]:
        """Return what the words of a list (or a single word) stand for."""
        return [
            known
            for line, text in self.texts(key)
            if (known := self.word(text, line, self.named(key), words, None)) is not None
        ]

    def word(self, text: str, line: int, what: str, words: Mapping[str, T], default: T) -> T:
        """Return what a word stands for, or the default with a note."""
        given = text.casefold().replace("-", "_")
        if given in words:
            return words[given]
        self.problem(
            line,
            _("{what} is “{value}”; {hint}").format(
                what=what, value=text[:40], hint=known_words(text, words)
            ),
        )
        return default

    def parsed(self, key: str, parse: Callable[[str], T], default: T, *, required: bool = False) -> T:
        """Return a value read by a function that raises ValueError with a sentence."""
        node = self.node(key, required=required)
        found = None if node is None else self.scalar(node, self.named(key))
        if found is None:
            return default
        try:
            return parse(found)
        except ValueError as error:
            self.problem(self.line_of(key), _("{what}: {why}").format(what=self.named(key), why=error))
            return default

    def parsed_list(
        self, key: str, parse: Callable[[str], T], *, required: bool = False
    ) -> list[tuple[int, T]]:
        """Return line and value for every item of a list, read by a function that raises ValueError."""
        found = []
        for line, text in self.texts(key, required=required):
            try:
                found.append((line, parse(text)))
            except ValueError as error:
                self.problem(line, _("{what}: {why}").format(what=self.named(key), why=error))
        return found

    def texts(self, key: str, *, required: bool = False) -> list[tuple[int, str]]:
        """Return line and text for every item of a list; a single value counts as a list of one."""
        node = self.node(key, required=required)
        if node is None:
            return []
        if isinstance(node, ScalarNode):
            return [(node.line, node.text)]
        if isinstance(node, TableNode):
            self.problem(node.line, _("{what} has to be a list").format(what=self.named(key)))
            return []
        found = []
        for item in node.items:
            text = self.scalar(item, self.named(key))
            if text:
                found.append((item.line, text))
            elif text is not None:
                self.problem(item.line, _("{what} has an empty item").format(what=self.named(key)))
        return found

    def sections(self, key: str, *, required: bool = False) -> list[Section]:
        """Return the tables of a list."""
        node = self.node(key, required=required)
        if node is None:
            return []
        if not isinstance(node, ListNode):
            self.problem(
                node.line, _("{what} has to be a list (lines that begin with -)").format(what=self.named(key))
            )
            return []
        found = []
        for item in node.items:
            if isinstance(item, TableNode):
                found.append(Section(item, self.file, self.notes, self.owner))
            else:
                self.problem(
                    item.line,
                    _("every item of {what} has to be a table (key: value)").format(what=self.named(key)),
                )
        return found

    def section(self, key: str, *, required: bool = False, owner: str | None = None) -> Section | None:
        """Return the table under a key."""
        node = self.node(key, required=required)
        if node is None:
            return None
        if not isinstance(node, TableNode):
            self.problem(node.line, _("{what} has to be a table (key: value)").format(what=self.named(key)))
            return None
        return Section(node, self.file, self.notes, self.owner if owner is None else owner)

    def keyed(self, key: str, *, required: bool = False) -> list[tuple[str, Section]]:
        """Return the tables under a table's keys, each with its key as the owner."""
        part = self.section(key, required=required)
        if part is None:
            return []
        found = []
        for name in part.table.entries:
            inner = part.section(name, owner=name, required=True)
            if inner is not None:
                found.append((name, inner))
        return found

    def entries(self) -> list[tuple[str, int]]:
        """Return the keys of the table with their lines."""
        return [(key, line) for key, (line, _node) in self.table.entries.items()]

    def scalar(self, node: Node, what: str) -> str | None:
        """Return the text of a single value, None with a note when it is a list or table."""
        if isinstance(node, ScalarNode):
            return "" if node.empty else node.text.strip()
        self.problem(node.line, _("{what} has to be a single value").format(what=what))
        return None

    def finish(self, also: Iterable[str] = ()) -> None:
        """Note every key that was never asked for, with the one that was probably meant."""
        known = [*self._read, *also]
        for key, (line, _node) in self.table.entries.items():
            if key not in known:
                where = _("{key} of {owner}").format(key=key, owner=self.owner) if self.owner else f"“{key}”"
                self.problem(
                    line, _("{key} is not known; {hint}").format(key=where, hint=known_words(key, known))
                )


def known_words(given: str, known: Iterable[str]) -> str:
    """Return ``did you mean x?`` for a near miss, else the list of known words."""
    from difflib import get_close_matches

    words = list(dict.fromkeys(known))
    near = get_close_matches(given, words, 1, 0.6)
    if near:
        return _("did you mean {word}?").format(word=near[0])
    return _("known are {words}").format(words=", ".join(sorted(words)[:24]) or "-")


def shown_name(names: Mapping[str, str], code: str) -> str:
    """Return the name for messages: the Chinese one, which is how the room calls it, else another, else the code."""
    return names.get("zh") or next(iter(names.values()), "") or code


def top_section(node: Node | None, file: str, notes: Notes) -> Section | None:
    """Return a file's top table; an empty file or another form is noted."""
    if node is None or (isinstance(node, ScalarNode) and node.empty):
        if not any(problem.file == file for problem in notes.problems):
            notes.problem(file, 0, _("the file is empty; “dispatch-tui init DIR” writes a commented sample"))
        return None
    if not isinstance(node, TableNode):
        notes.problem(
            file, node.line, _("the file has to begin with a key, like “{key}:”").format(key="points")
        )
        return None
    return Section(node, file, notes)
