"""Text for the terminal: user text made harmless, cut to cells, ages and telephone numbers written briefly.

Nothing that a user typed or a file brought is ever read as markup: widgets get ``Content`` or plain segments.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import TYPE_CHECKING, Literal

from rich.cells import cell_len as _cell_len

from dispatch_tui.i18n import gettext as _

if TYPE_CHECKING:
    from textual.content import Content

Align = Literal["left", "right", "center"]
"""Where the text of a field stands when it is shorter than the field."""

ELLIPSIS = "…"
"""Sign for text that was cut off; one cell."""

_NUMBERED = re.compile(r"[A-Za-z][A-Za-z' -]{3,24}( [0-9]{1,2})")
LEAST_NUMBERED = 7
"""In fewer cells the number of a name is cut off like anything else."""

_HARMFUL = re.compile(
    "[\x00-\x1f\x7f-\x9f\u00ad\u061c\u115f\u1160\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\u3164"
    "\ufe00-\ufe0f\ufeff\uffa0\ufff9-\uffff\ud800-\udfff\U000e0000-\U000e0fff]"
)
_PICTURES = {"\n": "↵", "\r": "␍", "\t": " ", "\u3164": " ", "\uffa0": " ", "\u2028": "↵", "\u2029": "↵"}
_UNSEEN = frozenset("\u00ad\u200b\u2060\ufeff")


def _picture(match: re.Match[str]) -> str:
    character = match.group()
    known = _PICTURES.get(character)
    if known is not None:
        return known
    code = ord(character)
    if code < 0x20:
        return chr(0x2400 + code)
    if code == 0x7F:
        return "␡"
    if character in _UNSEEN or 0xFE00 <= code <= 0xFE0F:
        return ""
    return f"<{code:04X}>"


def plain(text: object) -> str:
    """Return the text on one line with control and direction characters made visible.

    Line ends become ``↵``, control characters their pictures (``␛``), direction marks their code (``<202E>``).
    Characters without any width are left out; the stored text stays as it is.
    """
    shown = text if isinstance(text, str) else str(text)
    if shown.isascii() and shown.isprintable():
        return shown
    return _HARMFUL.sub(_picture, shown)


def plain_lines(text: object) -> list[str]:
    """Return the lines of a longer text, each made harmless by ``plain``."""
    shown = text if isinstance(text, str) else str(text)
    return [plain(line) for line in shown.replace("\r\n", "\n").replace("\r", "\n").split("\n")]


def content(text: object) -> Content:
    """Return the text as Textual content that is never parsed as markup."""
    from textual.content import Content

    return Content("\n".join(plain_lines(text)))


def cells(text: str) -> int:
    """Return how many terminal cells a text takes."""
    return len(text) if text.isascii() else _cell_len(text)


@lru_cache(maxsize=16384)
def fit(text: str, width: int, align: Align = "left") -> str:
    """Return the text in exactly ``width`` cells: cut with an ellipsis when too long, padded when too short.

    A wide character that would stand half outside is left out and its place filled. The text is made harmless.
    """
    if width <= 0:
        return ""
    shown = plain(text)
    size = cells(shown)
    if size > width:
        return cut(shown, width)
    gap = width - size
    if align == "left":
        return shown + " " * gap
    if align == "right":
        return " " * gap + shown
    return " " * (gap // 2) + shown + " " * (gap - gap // 2)


def cut(text: str, width: int) -> str:
    """Return the first ``width`` cells of a harmless text, the last one an ellipsis when something is left out.

    A name that ends with a number keeps it: ``Changning 2`` becomes ``Chang… 2``, not ``Changni…``.
    """
    if cells(text) <= width:
        return text
    if width <= 0:
        return ""
    numbered = _NUMBERED.fullmatch(text) if width >= LEAST_NUMBERED else None
    if numbered is not None:
        return text[: width - 1 - len(numbered[1])] + ELLIPSIS + numbered[1]
    kept, used = [], 0
    for character in text:
        size = 1 if " " <= character <= "~" else _cell_len(character)
        if used + size > width - 1:
            break
        kept.append(character)
        used += size
    shown = "".join(kept)
    used = _cell_len(shown)
    return shown + ELLIPSIS + " " * (width - 1 - used)


def wrap(text: str, width: int) -> list[str]:
    """Return the text broken into lines of at most ``width`` cells; Latin words stay whole where they can."""
    lines: list[str] = []
    for paragraph in plain_lines(text):
        line, used = "", 0
        for piece in re.findall(r"[!-~]+|\s|[^!-~\s]", paragraph):
            size = cells(piece)
            if used + size > width and line:
                lines.append(line.rstrip())
                line, used = "", 0
                if piece.isspace():
                    continue
            while size > width:
                lines.append(piece[:width])
                piece = piece[width:]
                size = cells(piece)
            line += piece
            used += size
        lines.append(line.rstrip())
    return lines


def age(minutes: int | None) -> str:
    """Return a length of time in at most six cells: ``45m``, ``3h05``, ``2d03`` (days and hours)."""
    if minutes is None:
        return ""
    if minutes < 60:
        return _("{m}m").format(m=minutes)
    if minutes < 24 * 60:
        return _("{h}h{m:02d}").format(h=minutes // 60, m=minutes % 60)
    days, rest = divmod(minutes, 24 * 60)
    if days < 100:
        return _("{d}d{h:02d}").format(d=days, h=rest // 60)
    return _("{d}d").format(d=days)


def phone(given: str) -> str:
    """Return a telephone number with its digits grouped for reading aloud (138 0013 8000)."""
    shown = plain(given)
    if re.fullmatch(r"1\d{10}", shown):
        return f"{shown[:3]} {shown[3:7]} {shown[7:]}"
    if re.fullmatch(r"\d{7,8}", shown):
        return f"{shown[:-4]} {shown[-4:]}"
    return shown


_IME_SIGNS = {
    "。": ".",
    "、": "/",
    "·": "`",
    "￥": "$",
    "【": "[",
    "】": "]",
    "《": "<",
    "》": ">",
    "　": " ",
}


def half_width(character: str) -> str:
    """Return the ASCII sign meant by a key typed while a Chinese input method is on (``？`` is ``?``)."""
    if len(character) != 1 or character.isascii():
        return character
    folded = _IME_SIGNS.get(character)
    if folded is not None:
        return folded
    if "\uff01" <= character <= "\uff5e":
        return unicodedata.normalize("NFKC", character)
    return character
