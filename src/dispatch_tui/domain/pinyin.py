"""Pinyin initials of names, so that the room works without an input method."""

from __future__ import annotations

from functools import lru_cache

from dispatch_tui.domain.pinyin_letters import letter

_SURNAMES = {
    "单": "s", "曾": "z", "解": "x", "仇": "q", "朴": "p", "查": "z", "盖": "g", "区": "o", "种": "c", "翟": "z",
    "乐": "y", "员": "y", "繁": "p", "缪": "m", "冼": "x", "折": "s", "覃": "q", "尉": "w", "召": "s", "祭": "z",
    "曲": "q", "朝": "c", "长": "c", "重": "c", "都": "d", "柏": "b", "华": "h", "任": "r", "宁": "n", "能": "n",
    "单于": "cy", "尉迟": "yc", "万俟": "mq", "澹台": "tt", "长孙": "zs", "呼延": "hy", "令狐": "lh", "贾": "j",
}  # fmt: skip
"""Surnames whose reading differs from the usual reading of the character."""
_LONGEST_NAME = 4


@lru_cache(maxsize=65536)
def initials(text: str) -> str:
    """Return the initials of a name in lower case: ``城东网点`` gives ``cdwd``, ``单雄信`` gives ``sxx``.

    Letters and digits among Chinese characters stay; a name without any Chinese character gives the first letter of
    each word (``Zhang San`` gives ``zs``). Signs are left out. The pinyin table is
    loaded when a character has several readings.
    """
    if not any(_is_han(char) for char in text):
        words = "".join(char if char.isalnum() else " " for char in text).split()
        return "".join(word[0] for word in words).casefold()
    if len(text) <= _LONGEST_NAME:
        for length in (2, 1):
            read = _SURNAMES.get(text[:length])
            if read is not None and all(_is_han(char) for char in text):
                return read + _phrase(text[length:])
    return _phrase(text)


def _is_han(char: str) -> bool:
    return "\u3400" <= char <= "\u9fff" or "\U00020000" <= char <= "\U0003ffff"


def _phrase(text: str) -> str:
    """Return the initials of a text, character by character; known words decide between readings."""
    if len(text) == 1 and _is_han(text):
        return _character(text)
    runs: list[str] = []
    han = ""
    for char in text:
        if _is_han(char):
            han += char
            continue
        runs += [_word(han), char.casefold() if char.isalnum() else ""]
        han = ""
    runs.append(_word(han))
    return "".join(runs)


def _word(han: str) -> str:
    if not han:
        return ""
    letters = [letter(char) for char in han]
    if all(letters):
        return "".join(letters)
    from pypinyin import Style, lazy_pinyin

    return "".join(part[:1] for part in lazy_pinyin(han, style=Style.FIRST_LETTER) if part)


@lru_cache(maxsize=32768)
def _character(char: str) -> str:
    return _word(char)
