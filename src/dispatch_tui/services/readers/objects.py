"""JSON: a list of objects, an object that holds one, or one object a line; read as a stream."""

from __future__ import annotations

import json
import re
from collections.abc import Generator, Iterator
from pathlib import Path

from dispatch_tui.errors import BadInput
from dispatch_tui.i18n import gettext as _
from dispatch_tui.services.readers.encodings import Encoding, detect
from dispatch_tui.services.readers.rows import Row, Score, Source, no_headings, tidy_headings, unreadable

_CHUNK = 1 << 18
LONGEST_OBJECT = 8_000_000
"""Characters of one slip; a longer one is no slip."""
DEEPEST_LIST = 4
"""Levels of objects around the list of slips."""
_SPACE = re.compile(r"[ \t\r\n\ufeff]*")
_PLAIN = re.compile(r"[ \t\r\n,]*")
_OBJECT_LIST = re.compile(r"\[[ \t\r\n]*\{")
_SAMPLE = 5
_AHEAD = 200


class _Pairs(list[tuple[str, object]]):
    """The members of an object in their order, names that stand twice included."""


_LARGEST_WHOLE = 10**15


def _whole(text: str) -> str:
    """Return a number as text; whole ones without the fraction that tables of numbers add (13800138000.0)."""
    value = float(text)
    return str(int(value)) if value.is_integer() and abs(value) < _LARGEST_WHOLE else text


_DECODER = json.JSONDecoder(object_pairs_hook=_Pairs, parse_int=str, parse_float=_whole, parse_constant=str)


def open_objects(path: Path, score: Score) -> Source:
    """Open a JSON file of slips. Numbers are kept as they are written.

    Raises BadInput when the file is no JSON or its objects have no known names.
    """
    encoding = detect(path)
    empty = True
    rows = _rows(path, encoding)
    try:
        for number, row in enumerate(rows):
            empty = False
            if not row.fault and score(row.headings):
                return Source(_rows(path, encoding), "json", encoding.codec)
            if number >= _SAMPLE:
                break
    finally:
        rows.close()
    if empty:
        return Source(iter(()), "json", encoding.codec)
    raise no_headings(path.name)


def _rows(path: Path, encoding: Encoding) -> Generator[Row, None, None]:
    known: dict[tuple[str, ...], tuple[str, ...]] = {}
    text = _Text(path, encoding)
    try:
        for line, value, fault in _values(text):
            if not isinstance(value, _Pairs):
                shown = str(value) if fault else json.dumps(_plain(value), ensure_ascii=False)[:200]
                yield Row(line, ("#1",), [shown], fault or _("The entry is no object with names and values."))
                continue
            names = tuple(name for name, _value in value)
            headings = known.get(names)
            if headings is None:
                headings = known.setdefault(names, tidy_headings(names))
            yield Row(
                line, headings, [item if type(item) is str else _cell(item) for _name, item in value], fault
            )
    finally:
        text.close()


def _cell(value: object) -> str:
    match value:
        case None:
            return ""
        case bool():
            return "true" if value else "false"
        case str():
            return value
        case _:
            return json.dumps(_plain(value), ensure_ascii=False)


def _plain(value: object) -> object:
    if isinstance(value, _Pairs):
        return {name: _plain(item) for name, item in value}
    return [_plain(item) for item in value] if isinstance(value, list) else value


class _Text:
    """The text of a file as a moving window, with the line at which it stands."""

    def __init__(self, path: Path, encoding: Encoding) -> None:
        self.name = path.name
        self.window = ""
        self.at = 0
        self.line = 1
        self.ended = False
        self._counted = 0
        self._file = path.open(encoding=encoding.codec, errors="surrogateescape", newline="")

    def close(self) -> None:
        """Close the file."""
        self._file.close()

    def more(self) -> bool:
        """Read on; return whether there was anything."""
        chunk = self._file.read(_CHUNK)
        if not chunk:
            self.ended = True
            return False
        self.line_here()
        self.window = self.window[self.at :] + chunk
        self.at = self._counted = 0
        return True

    def skip(self, pattern: re.Pattern[str] = _SPACE) -> str:
        """Pass over white space and return the next character, an empty string at the end."""
        while True:
            found = pattern.match(self.window, self.at)
            self.at = found.end() if found else self.at
            if self.at < len(self.window):
                return self.window[self.at]
            if self.ended or not self.more():
                return ""

    def line_here(self) -> int:
        """Return the number of the line at which the window stands."""
        self.line += self.window.count("\n", self._counted, self.at)
        self._counted = self.at
        return self.line

    def value(self) -> object:
        """Read one whole value. Raises BadInput when it is broken, too long or too deep."""
        while True:
            try:
                value, end = _DECODER.raw_decode(self.window, self.at)
            except (ValueError, RecursionError) as error:
                deep = isinstance(error, RecursionError)
                if deep or len(self.window) - self.at > LONGEST_OBJECT or self.ended or not self.more():
                    raise self.broken() from error
                continue
            if end == len(self.window) and not self.ended and self.more():
                continue
            self.at = end
            return value

    def broken(self) -> BadInput:
        """Return the failure for JSON that breaks off or is written wrongly here."""
        return unreadable(
            self.name,
            _("the JSON breaks in the value that starts on line {line}.").format(line=self.line_here()),
            _("Nothing of it is taken; write the file anew, completely."),
        )

    def rest_of_line(self) -> str:
        """Return the text up to the end of the line and stand behind it."""
        while (end := self.window.find("\n", self.at)) < 0:
            if self.ended or not self.more():
                end = len(self.window)
                break
        text = self.window[self.at : end]
        self.at = min(end + 1, len(self.window))
        return text


def _values(text: _Text) -> Iterator[tuple[int, object, str]]:
    """Yield line, value and fault of each slip."""
    first = text.skip()
    if first == "[":
        yield from _list(text)
    elif first == "{" and _one_a_line(text):
        yield from _each_line(text)
    else:
        while text.skip() == "{":
            line = text.line_here()
            found, members = yield from _object(text, 1)
            if members and not found:
                yield line, members, ""
    if not first or text.skip():
        raise text.broken()


def _one_a_line(text: _Text) -> bool:
    """Tell whether the first line is a whole object and another one follows on the next line."""
    end = text.window.find("\n", text.at)
    if end < 0:
        return False
    try:
        _value, stop = _DECODER.raw_decode(text.window, text.at)
    except (ValueError, RecursionError):
        following = text.window[end:].lstrip()
        return text.window[text.at : end].rstrip().endswith("}") and following.startswith("{")
    return stop <= end and text.window[stop:].lstrip()[:1] == "{"


def _each_line(text: _Text) -> Iterator[tuple[int, object, str]]:
    while text.skip():
        line = text.line_here()
        written = text.rest_of_line().strip()
        try:
            value, end = _DECODER.raw_decode(written)
            if written[end:].strip(" ,\r\t"):
                raise ValueError
        except (ValueError, RecursionError):
            yield line, written[:2000], _("The line is no complete JSON object.")
            continue
        yield line, value, ""


def _list(text: _Text) -> Iterator[tuple[int, object, str]]:
    """Yield the entries of the list that starts here."""
    text.at += 1
    while (sign := text.skip(_PLAIN)) != "]":
        if not sign:
            raise text.broken()
        line = text.line_here()
        yield line, text.value(), ""
    text.at += 1


def _object(text: _Text, depth: int) -> Generator[tuple[int, object, str], None, tuple[bool, _Pairs]]:
    """Yield the entries of the first list of objects inside the object.

    Returns whether there was one, and the other members of the object.
    """
    members = _Pairs()
    found = False
    text.at += 1
    while (sign := text.skip(_PLAIN)) != "}":
        if sign != '"':
            raise text.broken()
        name = str(text.value())
        if text.skip() != ":":
            raise text.broken()
        text.at += 1
        opening = text.skip()
        if not found and opening == "[" and _holds_objects(text):
            found = True
            yield from _list(text)
        elif not found and opening == "{" and depth < DEEPEST_LIST:
            found, inner = yield from _object(text, depth + 1)
            members.append((name, inner))
        else:
            members.append((name, text.value()))
    text.at += 1
    return found, members


def _holds_objects(text: _Text) -> bool:
    while len(text.window) - text.at < _AHEAD and not text.ended:
        text.more()
    return _OBJECT_LIST.match(text.window, text.at) is not None
