"""What the terminal shows, cell by cell, and the shortest way to turn it into what it should show.

Textual sends every region that might have changed. Here the wanted picture (``put``) is compared with the picture
that was sent last (``flush``), so that only cells that differ go over the wire. A scrolled region is moved by the
terminal itself. Nothing of Textual is used here.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from typing import TypeVar

from rich.cells import cell_len
from rich.color import ColorSystem
from rich.segment import Segment
from rich.style import Style

from dispatch_tui.tui.sgr import OFF, PLAIN, SEEN_ON_BLANK, Sgr, sgr_of

Cell = TypeVar("Cell")

GAP = 3
"""So many unchanged cells between two changes are sent again rather than jumped over."""
_SURE = (
    ("\x20", "\x7e"), ("\u2e80", "\u303e"), ("\u3041", "\ua4cf"), ("\uac00", "\ud7a3"), ("\uf900", "\ufaff"),
    ("\uff01", "\uff60"), ("\uffe0", "\uffe6"),
)  # fmt: skip
"""Characters whose width every terminal agrees about, from and to; the cursor is placed anew after each other one.

They are looked up one by one and remembered: compiling an expression of such ranges takes milliseconds of the start.
"""


@cache
def _is_sure(character: str) -> bool:
    return any(first <= character <= last for first, last in _SURE)


class Frame:
    """The wanted and the sent picture of one terminal."""

    def __init__(self, system: ColorSystem | None) -> None:
        self._system = system
        self.width = 0
        self.height = 0
        self._styles: dict[Style | None, int] = {None: 0}
        self._sgr: list[Sgr] = [PLAIN]
        self._grounds: list[int] = [0]
        """By style: the style with which its blank cells are kept."""
        self._changes: dict[tuple[int, int], str] = {}
        self._text: list[list[str]] = []
        self._style: list[list[int]] = []
        self._sent_text: list[list[str]] = []
        self._sent_style: list[list[int]] = []
        self._dirty: set[int] = set()
        self._scrolls: list[tuple[int, int, int]] = []

    def resize(self, width: int, height: int) -> None:
        """Set the size of the terminal; everything is sent again after a change."""
        if (width, height) == (self.width, self.height):
            return
        self.width, self.height = width, height
        self._text = [[" "] * width for _ in range(height)]
        self._style = [[0] * width for _ in range(height)]
        self.forget()

    def forget(self) -> None:
        """Assume that the terminal shows nothing that is known; the next flush sends everything."""
        self._sent_text = [[""] * self.width for _ in range(self.height)]
        self._sent_style = [[-1] * self.width for _ in range(self.height)]
        self._dirty = set(range(self.height))
        self._scrolls.clear()

    def put(self, y: int, x: int, segments: Iterable[Segment]) -> int:
        """Write segments into the wanted picture from a cell on; returns the cell after them."""
        if not 0 <= y < self.height:
            return x
        texts: list[str] = []
        styles: list[int] = []
        known = self._styles
        for text, style, control in segments:
            if control or not text:
                continue
            number = known.get(style)
            if number is None:
                number = self._new_style(style)
            if text.isascii():
                # A blank cell shows its ground only, so that its ink never makes a difference.
                bare = text.strip(" ")
                ground = self._grounds[number]
                if ground == number or len(bare) == len(text):
                    styles.extend([number] * len(text))
                else:
                    lead = text.index(bare) if bare else len(text)
                    styles.extend([ground] * lead)
                    styles.extend([number] * len(bare))
                    styles.extend([ground] * (len(text) - lead - len(bare)))
                texts.extend(text)
            else:
                for character in text:
                    size = 1 if character < "\x7f" else cell_len(character)
                    if size == 0:
                        if texts:
                            last = -2 if texts[-1] == "" and len(texts) > 1 else -1
                            texts[last] += character
                        continue
                    texts.append(character)
                    styles.append(number)
                    if size == 2:
                        texts.append("")
                        styles.append(number)
        end = x + len(texts)
        if end > self.width:
            del texts[self.width - x :], styles[self.width - x :]
            end = self.width
        self._text[y][x:end] = texts
        self._style[y][x:end] = styles
        self._dirty.add(y)
        return end

    def scroll(self, first: int, last: int, lines: int, x: int = 0, width: int | None = None) -> None:
        """Move lines ``first``..``last`` (inclusive) of the wanted picture up by ``lines``, down when negative.

        Only the cells from ``x`` on move, ``width`` of them. Lines that come in keep their old contents until they are
        put. The flush lets the terminal move the lines itself where that is shorter.
        """
        if not (0 < abs(lines) <= last - first and 0 <= first < last < self.height):
            return
        end = self.width if width is None else min(self.width, x + width)
        _slide(self._text, first, last, lines, x, end)
        _slide(self._style, first, last, lines, x, end)
        self._dirty.update(range(first, last + 1))
        self._scrolls.append((first, last, lines))

    def _new_style(self, style: Style | None) -> int:
        number = len(self._sgr)
        codes = PLAIN if style is None else sgr_of(style, self._system)
        self._styles[style] = number
        self._sgr.append(codes)
        self._grounds.append(number)
        if codes.attributes & SEEN_ON_BLANK:
            return number
        bare = Sgr(frozenset(), PLAIN.ink, codes.ground)
        if codes != bare:
            try:
                self._grounds[number] = self._sgr.index(bare)
            except ValueError:
                self._grounds[number] = len(self._sgr)
                self._grounds.append(len(self._sgr))
                self._sgr.append(bare)
        return number

    def _change(self, old: int, new: int) -> str:
        """Return the escape code that turns one style into another (-1 is the terminal's plain state)."""
        key = (old, new)
        known = self._changes.get(key)
        if known is not None:
            return known
        before = PLAIN if old < 0 else self._sgr[old]
        after = self._sgr[new]
        codes = sorted({OFF[code] for code in before.attributes - after.attributes})
        kept = frozenset(code for code in before.attributes if OFF[code] not in codes)
        codes += sorted(after.attributes - kept)
        if after.ink != before.ink:
            codes.append(after.ink)
        if after.ground != before.ground:
            codes.append(after.ground)
        shown = self._changes[key] = f"\x1b[{';'.join(codes)}m" if codes else ""
        return shown

    def _blank_fits(self, style: int, number: int) -> bool:
        """Tell whether blank cells of one style look the same in the style the terminal is in."""
        if style < 0 or self._grounds[number] != number:
            return False
        now, wanted = self._sgr[style], self._sgr[number]
        return now.ground == wanted.ground and not (now.attributes | wanted.attributes) & SEEN_ON_BLANK

    def flush(self) -> str:
        """Return the escape codes that bring the terminal to the wanted picture; empty when it shows it already."""
        if not self._scrolls:
            return self._flush("")
        scrolls, dirty = self._scrolls, set(self._dirty)
        self._scrolls = []
        before = [row.copy() for row in self._sent_text], [row.copy() for row in self._sent_style]
        without = self._flush("")
        after = self._sent_text, self._sent_style
        self._sent_text, self._sent_style = before
        self._dirty = dirty
        moved = self._flush("".join(self._moved(*scroll) for scroll in scrolls))
        if len(without) < len(moved):
            self._sent_text, self._sent_style = after
            return without
        return moved

    def _flush(self, lead: str) -> str:
        """Return the codes for every line that differs, after codes that go first."""
        out: list[str] = [lead]
        style = -1
        for y in sorted(self._dirty):
            if self._text[y] != self._sent_text[y] or self._style[y] != self._sent_style[y]:
                style = self._row(y, style, out)
        self._dirty.clear()
        if style > 0:
            out.append("\x1b[m")
        return "".join(out)

    def _moved(self, first: int, last: int, lines: int) -> str:
        """Move lines of the sent picture and return the codes with which the terminal does the same."""
        _shift(self._sent_text, first, last, lines, [""] * self.width)
        _shift(self._sent_style, first, last, lines, [-1] * self.width)
        self._dirty.update(range(first, last + 1))
        # The region ends at its own bottom line, where a line feed moves it up; ESC M at its top moves it down.
        if lines > 0:
            return f"\x1b[{first + 1};{last + 1}r\x1b[{last + 1};1H" + "\n" * lines + "\x1b[r"
        return f"\x1b[{first + 1};{last + 1}r\x1b[{first + 1};1H" + "\x1bM" * -lines + "\x1b[r"

    def _row(self, y: int, style: int, out: list[str]) -> int:
        """Append the codes for the cells of one line that differ; returns the style the terminal is left in."""
        text, styles = self._text[y], self._style[y]
        old_text, old_styles = self._sent_text[y], self._sent_style[y]
        differing = [
            x for x in range(self.width) if text[x] != old_text[x] or styles[x] != old_styles[x]
        ]  # fmt: skip
        at = -1
        index = 0
        while index < len(differing):
            start = differing[index]
            if text[start] == "" and start:
                start -= 1
            end = differing[index] + 1
            while index + 1 < len(differing) and differing[index + 1] - end <= GAP:
                index += 1
                end = differing[index] + 1
            index += 1
            while end < self.width and text[end] == "":
                end += 1
            out.append(
                f"\x1b[{y + 1};{start + 1}H" if at < 0 else f"\x1b[{start - at}C" if start > at else ""
            )
            style = self._run(y, start, end, style, out)
            at = end
        self._sent_text[y] = text.copy()
        self._sent_style[y] = styles.copy()
        return style

    def _run(self, y: int, start: int, end: int, style: int, out: list[str]) -> int:
        """Append the text of cells ``start``..``end`` with the style changes between them."""
        text, styles = self._text[y], self._style[y]
        x = start
        while x < end:
            number = styles[x]
            stop = x + 1
            while stop < end and styles[stop] == number:
                stop += 1
            shown = "".join(text[x:stop])
            if number != style and not (shown.isspace() and self._blank_fits(style, number)):
                out.append(self._change(style, number))
                style = number
            if shown.isascii() or all(map(_is_sure, shown)):
                out.append(shown)
            else:
                self._careful(y, x, stop, end, out)
            x = stop
        return style

    def _careful(self, y: int, start: int, stop: int, end: int, out: list[str]) -> None:
        """Append text with characters of unsure width, placing the cursor after each of them."""
        text = self._text[y]
        for x in range(start, stop):
            out.append(text[x])
            if not all(map(_is_sure, text[x])):
                after = x + 2 if x + 1 < self.width and text[x + 1] == "" else x + 1
                if after < self.width:
                    out.append(f"\x1b[{after + 1}G")


def _shift(rows: list[list[Cell]], first: int, last: int, lines: int, unknown: list[Cell]) -> None:
    """Move rows ``first``..``last`` up by ``lines``, or down when negative; rows that come in are unknown."""
    gone = [unknown.copy() for _ in range(abs(lines))]
    part = rows[first : last + 1]
    rows[first : last + 1] = part[lines:] + gone if lines > 0 else gone + part[:lines]


def _slide(rows: list[list[Cell]], first: int, last: int, lines: int, x: int, end: int) -> None:
    """Move the cells ``x``..``end`` of rows up by ``lines``, or down when negative."""
    order = range(first, last + 1 - lines) if lines > 0 else range(last, first - 1 - lines, -1)
    for y in order:
        rows[y][x:end] = rows[y + lines][x:end]
