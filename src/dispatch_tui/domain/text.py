"""Text as people type it: full-width characters, control characters, telephone numbers (row A-10)."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from enum import StrEnum

_FULL_WIDTH = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)}
_FULL_WIDTH |= {0x3000: 0x20, 0x00A0: 0x20, 0x2007: 0x20, 0x202F: 0x20, 0x3002: 0x2E, 0xFE63: 0x2D}
_FULL_WIDTH |= dict.fromkeys((0x2010, 0x2011, 0x2012, 0x2013, 0x2014, 0x2015, 0x2212), 0x2D)
_CONTROL = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff]"
)
_ANY_CONTROL = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029]")
_UNSTORABLE = re.compile("[\x00\ud800-\udfff]")
_SPACES = re.compile(r"\s+")


def fold(text: str) -> str:
    """Return the text with full-width letters, digits, signs and spaces made half-width (row A-10).

    Dashes of every length become ``-`` and the ideographic full stop becomes ``.``. Chinese characters stay as they
    are; nothing is trimmed.
    """
    return text if text.isascii() else text.translate(_FULL_WIDTH)


def clean(text: str) -> str:
    """Return the text on one line without control and direction characters, spaces joined and trimmed.

    For names in sentences and for comparing; what a customer's field holds is kept as it was given.
    """
    if text.isascii() and text.isprintable():
        return _SPACES.sub(" ", text).strip()
    return _SPACES.sub(" ", _CONTROL.sub("", text)).strip()


def has_control(text: str) -> bool:
    """Tell whether the text holds a control character or a line end; a slip number must not."""
    return not text.isprintable() and _ANY_CONTROL.search(text) is not None


def unstorable(text: str) -> str:
    """Return what no database can hold: ``NUL``, half a character (``U+D800``), or an empty string."""
    if text.isprintable():
        return ""
    found = _UNSTORABLE.search(text)
    if found is None:
        return ""
    return "NUL" if found[0] == "\x00" else f"U+{ord(found[0]):04X}"


def key(text: str) -> str:
    """Return the text for comparing words: folded, lower case, letters and digits of any script only."""
    if text.isascii() and text.isalnum():
        return text.lower()
    return "".join(char for char in fold(text).casefold() if char.isalnum())


class PhoneProblem(StrEnum):
    """Why a telephone number can't be used for calling."""

    MISSING = "missing"
    LETTERS = "letters"
    """Letters or signs stand in the number."""
    LENGTH = "length"
    """Too few or too many digits."""


@dataclass(frozen=True, slots=True)
class PhoneReading:
    """What a telephone field says; several numbers in one field are read by the first usable one."""

    digits: str
    """Digits of the first usable number without the country code 86, else all digits of the field."""
    extension: str = ""
    problem: PhoneProblem | None = None
    others: tuple[str, ...] = ()
    """Further usable numbers of the field, digits only."""


_LONGEST = 20
_PLAIN = re.compile(r"1[3-9][0-9]{9}\Z")
_NUMBER = re.compile(r"\+?\(?[0-9](?:[0-9 .()-]*[0-9])?")
_EXTENSION = re.compile(r"\s*(?:转|轉|分机|ext\.?|x|#|p)\s*:?\s*([0-9]{1,6})(?![0-9])", re.IGNORECASE)
_NOTHING = frozenset(
    {"", "无", "無", "没有", "暂无", "未知", "空", "none", "null", "nil", "na", "nan", "unknown"}
)
_AREA_AND_EXTENSION = re.compile(r"(\+?(?:0[0-9]{2,3}[ -])?[0-9]{7,8})-([0-9]{1,6})\Z")


def phone_digits(text: str) -> PhoneReading:
    """Read a telephone field: mobile, fixed line with or without area code, 400 numbers, +86, extensions (row A-10).

    Full-width digits are folded. The digits of a field with a problem are returned all the same, so that the slip
    can be searched by what there is.
    """
    if _PLAIN.match(text):
        return PhoneReading(text)
    folded = _decimal(fold(text)).strip()
    if key(folded) in _NOTHING:
        return PhoneReading("", problem=PhoneProblem.MISSING)
    usable: list[tuple[str, str]] = []
    position = 0
    while (found := _NUMBER.search(folded, position)) is not None:
        position = found.end()
        extension = _EXTENSION.match(folded, position)
        if extension is not None:
            position = extension.end()
        if _touches_letter(folded, found.start() - 1) or _touches_letter(folded, position):
            continue
        for number, inner in _numbers_in(found[0]):
            usable.append((number, inner or (extension[1] if extension is not None else "")))
    if usable:
        first, extension_digits = usable[0]
        return PhoneReading(first, extension_digits, None, tuple(number for number, _ in usable[1:]))
    digits = "".join(char for char in folded if "0" <= char <= "9")[:_LONGEST]
    strange = any(not (char.isdigit() or char in " +-.()/,;") for char in folded)
    return PhoneReading(digits, problem=PhoneProblem.LETTERS if strange else PhoneProblem.LENGTH)


def _decimal(text: str) -> str:
    """Return the text with the decimal digits of every script as 0 to 9."""
    if text.isascii():
        return text
    return "".join(
        str(unicodedata.decimal(char)) if char.isdecimal() and not char.isascii() else char for char in text
    )


def _touches_letter(text: str, position: int) -> bool:
    """Tell whether a Latin letter or a mask sign stands at the position."""
    if not 0 <= position < len(text):
        return False
    char = text[position]
    return char in "*_" or (char.isascii() and char.isalpha())


def _numbers_in(run: str) -> list[tuple[str, str]]:
    """Return the usable numbers (digits, extension) of a run of digits, spaces and dashes."""
    whole = _as_number(run)
    if whole:
        return [(whole, "")]
    with_extension = _AREA_AND_EXTENSION.match(run.replace("(", "").replace(")", "-").strip())
    if with_extension is not None:
        number = _as_number(with_extension[1])
        if number:
            return [(number, with_extension[2])]
    parts = [_as_number(part) for part in run.split()]
    return [(part, "") for part in parts if part] if len(parts) > 1 and all(parts) else []


def _as_number(run: str) -> str:
    """Return the digits when they have the form of a telephone number, else an empty string."""
    digits = "".join(char for char in run if char.isdigit())
    abroad = run.startswith("+") and not digits.startswith("86")
    if run.startswith("+86"):
        digits = digits[2:]
    elif digits.startswith("0086"):
        digits = digits[4:]
    elif len(digits) == 13 and digits.startswith("861"):
        digits = digits[2:]
    if abroad:
        return digits if 7 <= len(digits) <= 15 else ""
    first = digits[:1]
    match len(digits):
        case 7 | 8:
            fits = first not in "01"
        case 10:
            fits = first != "1"
        case 11:
            fits = first == "0" or (first == "1" and digits[1] in "3456789")
        case 12:
            fits = first == "0"
        case _:
            fits = False
    return digits if fits else ""
