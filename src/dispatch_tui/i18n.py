"""The user's language: gettext catalogues, one per floor of the house, read as one.

The message ids are English sentences; the catalogues stand in ``locale/<lang>/LC_MESSAGES/<floor>.mo``.
Sentences are translated when they are shown, so switching the language inside the program shows everything anew.
"""

from __future__ import annotations

import gettext as _gettext
import os
from collections.abc import Mapping, Sequence
from functools import cached_property
from pathlib import Path

LANGUAGES: Mapping[str, str] = {"zh": "zh_CN", "en": "en"}
"""Language code in settings and on the command line, and the folder of its catalogues."""
FLOORS = ("base", "tui", "domain", "services", "settings", "storage", "papers", "cli", "demo")
"""The gettext domains: one catalogue per floor, in the order in which a message is looked for."""
LOCALE_FOLDER = Path(__file__).parent / "locale"


class _Floors(_gettext.NullTranslations):
    """The catalogues of some floors; each is read when a message is in none of those before it.

    Reading all nine takes longer than everything else that happens before the screens are loaded.
    """

    def __init__(self, code: str, floors: Sequence[str]) -> None:
        super().__init__()
        self._code = code
        self._floors = floors

    @cached_property
    def _read(self) -> _gettext.NullTranslations:
        folder = LANGUAGES[self._code]
        found = _gettext.translation(self._floors[0], LOCALE_FOLDER, languages=[folder], fallback=True)
        if len(self._floors) > 1:
            found.add_fallback(_Floors(self._code, self._floors[1:]))
        return found

    def gettext(self, message: str) -> str:
        return self._read.gettext(message)

    def ngettext(self, msgid1: str, msgid2: str, n: int) -> str:
        return self._read.ngettext(msgid1, msgid2, n)

    def pgettext(self, context: str, message: str) -> str:
        return self._read.pgettext(context, message)


class _Chosen:
    """The language that this process speaks."""

    def __init__(self) -> None:
        self.code = "en"
        self.catalogue: _gettext.NullTranslations = _gettext.NullTranslations()


_chosen = _Chosen()


def resolve(wanted: str, environment: Mapping[str, str] | None = None) -> str:
    """Return ``zh`` or ``en`` for a setting of ``auto``, ``zh`` or ``en``.

    ``auto`` follows LC_ALL, LC_MESSAGES and LANG; a locale that names neither language gives ``zh``, the language
    of the room.
    """
    if wanted in LANGUAGES:
        return wanted
    environment = os.environ if environment is None else environment
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        value = environment.get(name, "")
        if value:
            return "en" if value.lower().startswith("en") else "zh"
    return "zh"


def set_language(wanted: str) -> str:
    """Choose the language of this process and return its code (``zh`` or ``en``)."""
    code = resolve(wanted)
    _chosen.code = code
    _chosen.catalogue = _Floors(code, FLOORS)
    return code


def language() -> str:
    """Return the code of the language in use: ``zh`` or ``en``."""
    return _chosen.code


def gettext(message: str) -> str:
    """Return the message in the user's language; imported as ``_`` everywhere."""
    return _chosen.catalogue.gettext(message) if message else ""


def ngettext(one: str, many: str, count: int) -> str:
    """Return the singular or plural form for a count in the user's language."""
    return _chosen.catalogue.ngettext(one, many, count)


def pgettext(context: str, message: str) -> str:
    """Return the message in the user's language for words that mean different things in different places."""
    return _chosen.catalogue.pgettext(context, message)


def mark(message: str) -> str:
    """Mark a message for extraction without translating it now; imported as ``N_``."""
    return message
