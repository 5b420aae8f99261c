"""Which encoding a text file is in: decided by the whole file, strictly."""

from __future__ import annotations

import codecs
import re
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from dispatch_tui.i18n import gettext as _
from dispatch_tui.services.readers.rows import unreadable

UTF_8, GB18030 = "utf-8", "gb18030"
LONGEST_LINE = 4_000_000
"""Bytes; a longer line is no line of a table."""
_CHUNK = 1 << 20
_MARKS = (
    (codecs.BOM_UTF8, UTF_8, 3),
    (codecs.BOM_UTF32_LE, "utf-32-le", 4),
    (codecs.BOM_UTF32_BE, "utf-32-be", 4),
    (codecs.BOM_UTF16_LE, "utf-16-le", 2),
    (codecs.BOM_UTF16_BE, "utf-16-be", 2),
)
_CHINESE = re.compile("[\u3000-\u303f\u4e00-\u9fff\uff01-\uff5e]")
_ZERO_SHARE = 12
"""A file in which one byte of so many is zero is no eight-bit text."""


@dataclass(frozen=True, slots=True)
class Encoding:
    """How the bytes of a file become text."""

    codec: str
    mark: int = 0
    """Bytes of the byte order mark at the start."""
    fallback: str = ""
    """Codec of single lines that are not in ``codec``; empty when all lines are."""
    mixed: bool = False
    """Some lines are certainly UTF-8 although the file is not."""


def detect(path: Path) -> Encoding:
    """Return the encoding of a text file: by its byte order mark, else UTF-8, else GB18030.

    A file that mixes UTF-8 and GB18030 is read in the encoding of most of its lines; the other lines are told one by
    one. Raises BadInput for UTF-16 without a mark and for files that are no text.
    """
    with path.open("rb") as file:
        head = file.read(4096)
    for mark, codec, length in _MARKS:
        if head.startswith(mark):
            return Encoding(codec, length)
    zeros = [position for position, byte in enumerate(head) if byte == 0]
    if len(zeros) > 1 and len(zeros) * _ZERO_SHARE >= len(head):
        raise unreadable(
            path.name,
            _("the file is UTF-16 without a byte order mark, or no text at all."),
            _("Save it as UTF-8 or as XLSX and import it again."),
        )
    if _is_all(path, UTF_8):
        return Encoding(UTF_8)
    return _by_lines(path)


def _is_all(path: Path, codec: str) -> bool:
    decoder = codecs.getincrementaldecoder(codec)()
    with path.open("rb") as file:
        try:
            while chunk := file.read(_CHUNK):
                decoder.decode(chunk)
            decoder.decode(b"", final=True)
        except UnicodeDecodeError:
            return False
    return True


def _by_lines(path: Path) -> Encoding:
    """Count the lines that are certainly UTF-8 (they give Chinese) and those that are nearer to GB18030."""
    certain = other = 0
    with path.open("rb") as file:
        while line := file.readline(LONGEST_LINE):
            if line.isascii():
                continue
            if _is_chinese_utf_8(line):
                certain += 1
            elif _damage(line, GB18030) <= _damage(line, UTF_8):
                other += 1
            else:
                certain += 1
    if other > certain:
        return Encoding(GB18030, fallback=UTF_8, mixed=certain > 0)
    return Encoding(UTF_8, fallback=GB18030)


def _is_chinese_utf_8(line: bytes) -> bool:
    try:
        return _CHINESE.search(line.decode(UTF_8)) is not None
    except UnicodeDecodeError:
        return False


def _damage(line: bytes, codec: str) -> int:
    return line.decode(codec, "replace").count("\ufffd")


class TextLines(Iterator[str]):
    """The lines of a text file, decoded one by one; damaged ones are reported in ``fault``.

    Lines can be given back, which is how a quotation mark that never closes costs one row and not the rest of the
    file. Line ends stay on the lines.
    """

    def __init__(self, path: Path, encoding: Encoding) -> None:
        self.number = 0
        """How many lines were handed out, less those given back."""
        self.taken: list[str] = []
        """Lines handed out since ``begin``."""
        self.fault = ""
        """Damage of one of the lines taken since ``begin``."""
        self._encoding = encoding
        self._name = path.name
        self._waiting: deque[str] = deque()
        self._file = path.open("rb")
        self._file.seek(encoding.mark)
        head = self._file.read(65536)
        self._file.seek(encoding.mark)
        self._returns = b"\r" in head and b"\n" not in head
        wide = encoding.codec not in (UTF_8, GB18030)
        self._source = self._wide() if wide else self._narrow()
        self._bad: dict[int, str] = {}

    def close(self) -> None:
        """Close the file."""
        self._file.close()

    def begin(self) -> None:
        """Start a new row: forget the lines taken for the one before."""
        self.taken.clear()
        self.fault = ""

    def give_back(self, lines: list[str]) -> None:
        """Put lines back, so that they are handed out again."""
        self._waiting.extendleft(reversed(lines))
        self.number -= len(lines)

    def __next__(self) -> str:
        line = self._waiting.popleft() if self._waiting else next(self._source)
        self.number += 1
        self.taken.append(line)
        if self._bad and self.number in self._bad:
            self.fault = self._bad[self.number]
        return line

    def _wide(self) -> Iterator[str]:
        decoder = codecs.getincrementaldecoder(self._encoding.codec)("surrogatepass")
        rest = ""
        while True:
            chunk = self._file.read(_CHUNK)
            try:
                rest += decoder.decode(chunk, final=not chunk)
            except UnicodeDecodeError:
                decoder.reset()
                rest += "\ufffd"
            lines = (rest.replace("\r", "\n") if self._returns else rest).split("\n")
            rest = lines.pop()
            yield from (line + "\n" for line in lines)
            self._check_length(len(rest))
            if not chunk:
                break
        if rest:
            yield rest

    def _narrow(self) -> Iterator[str]:
        codec = self._encoding.codec
        mixed = self._encoding.mixed
        for number, raw in enumerate(self._raw(), 1):
            if mixed and not raw.isascii() and _is_chinese_utf_8(raw):
                yield self._damaged(number, raw)
                continue
            try:
                yield raw.decode(codec)
            except UnicodeDecodeError:
                yield self._damaged(number, raw)

    def _raw(self) -> Iterator[bytes]:
        """Yield lines that end with LF or CRLF, or with CR alone in a file that has no other line ends."""
        if not self._returns:
            while line := self._file.readline(LONGEST_LINE):
                self._check_length(len(line))
                yield line
            return
        rest = b""
        while chunk := self._file.read(_CHUNK):
            lines = (rest + chunk).split(b"\r")
            rest = lines.pop()
            self._check_length(len(rest))
            yield from (line + b"\n" for line in lines)
        if rest:
            yield rest

    def _check_length(self, length: int) -> None:
        if length >= LONGEST_LINE:
            raise unreadable(
                self._name, _("line {n} is longer than any line of a table.").format(n=self.number + 1)
            )

    def _damaged(self, number: int, raw: bytes) -> str:
        names = {UTF_8: "UTF-8", GB18030: "GB18030"}
        codec, fallback = self._encoding.codec, self._encoding.fallback
        try:
            text = raw.decode(fallback) if fallback else raw.decode(codec, "replace")
        except UnicodeDecodeError:
            text, fallback = raw.decode(codec, "replace"), ""
        if fallback:
            why = _(
                "The line is in {other}, the rest of the file in {codec}; check the text and import it again."
            )
        else:
            why = _("The line has bytes that are not {codec}.")
        self._bad[number] = why.format(codec=names.get(codec, codec), other=names.get(fallback, fallback))
        return text
