"""Commands of the command language, prefilled for the slips that a key was pressed on.

A screen never changes a slip by itself: it writes the command into the prompt line, the person completes it, sees the
preview and commits. ``{}`` in the text marks where the cursor goes.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from dispatch_tui.domain.orders import Kind
from dispatch_tui.services.commands.words import WORD_OF, Verb, shown
from dispatch_tui.tui.presentation.slip_targets import Target as Target
from dispatch_tui.tui.presentation.slip_targets import targets_of as targets_of
from dispatch_tui.tui.presentation.words import kind_word

NAMED_PARTS = 3
"""A command names at most so many numbers and ranges."""


@dataclass(frozen=True, slots=True)
class Phrase:
    """A command line with the place where the person goes on typing."""

    text: str
    cursor: int

    @classmethod
    def of(cls, template: str) -> Phrase:
        """Return the phrase of a template in which ``{}`` marks the cursor; without one it stands at the end."""
        at = template.find("{}")
        if at < 0:
            return cls(template, len(template))
        return cls(template[:at] + template[at + 2 :], at)


MARKED, CURRENT = "*", "."
"""How the command language calls the marked slips and the one under the cursor."""
_PLAIN = re.compile(r"[A-Za-z0-9][A-Za-z0-9_./-]*")


def numbers(targets: Sequence[Target]) -> str:
    """Return slips as the command language takes them: by number, runs of equal length as ranges.

    ``2607010101,2607010102,2607010103`` is written ``2607010101-2607010103``. Many slips, and numbers that hold
    signs of the language itself, are called the marked ones (``*``) or the one under the cursor (``.``).
    """
    picked = CURRENT if len(targets) == 1 else MARKED
    runs: list[tuple[str, str]] = []
    for no in sorted({target.no for target in targets}, key=lambda no: (len(no), no)):
        if not (_PLAIN.fullmatch(no) and any(each.isdigit() for each in no)):
            return picked
        if runs and _follows(runs[-1][1], no):
            runs[-1] = (runs[-1][0], no)
        else:
            runs.append((no, no))
    parts: list[str] = []
    for first, last in runs:
        if first == last or _follows(first, last):
            parts += [first] if first == last else [first, last]
        else:
            parts.append(f"{first}-{last}")
    return ",".join(parts) if len(parts) <= NAMED_PARTS else picked


def _follows(before: str, after: str) -> bool:
    plain = before.isascii() and before.isdigit() and after.isascii() and after.isdigit()
    return plain and len(before) == len(after) and int(after) == int(before) + 1


NONE_WORDS = {"en": "none", "zh": "无料"}
"""After ``assign`` and ``send``: nothing is needed, the pre-review is stated with it."""

_PHRASES: Mapping[str, tuple[Verb, str, str]] = {
    "hold": (Verb.HOLD, "{nos} until {{}}", "{nos} 到 {{}}"),
    "resume": (Verb.RESUME, "{nos}", "{nos}"),
    "cancel": (Verb.CANCEL, "{nos} {{}}", "{nos} {{}}"),
    "reappoint": (Verb.REAPPOINT, "{nos} {{}}", "{nos} {{}}"),
    "correct": (Verb.CORRECT, "{nos} {{}}", "{nos} {{}}"),
    "place": (Verb.PLACE, "{nos} {{}}", "{nos} {{}}"),
    "propose": (Verb.PLACE, "{nos} auto", "{nos} 自动"),
    "urgent": (Verb.URGENT, "{nos} {{}}", "{nos} {{}}"),
    "normal": (Verb.NORMAL, "{nos} {{}}", "{nos} {{}}"),
    "sort": (Verb.SORT, "{nos} {{}}", "{nos} {{}}"),
    "review": (Verb.REVIEW, "{nos}", "{nos}"),
    "none": (Verb.PARTS, "{nos} none", "{nos} 无"),
    "parts": (Verb.PARTS, "{nos} {{}}", "{nos} {{}}"),
    "make": (Verb.PARTS, "{nos} {{}} make", "{nos} {{}} 制作"),
    "materials_ready": (Verb.MATERIALS, "{nos} ready", "{nos} 齐"),
    "waive": (Verb.WAIVE, "{nos} {{}}", "{nos} {{}}"),
    "assign": (Verb.ASSIGN, "{nos} {{}}", "{nos} {{}}"),
    "assign_auto": (Verb.ASSIGN, "{nos} auto", "{nos} 自动"),
    "unassign": (Verb.UNASSIGN, "{nos} {{}}", "{nos} {{}}"),
    "send": (Verb.SEND, "{nos} fax", "{nos} 传真"),
    "send_car": (Verb.SEND, "{nos} car", "{nos} 车"),
    "send_normal": (Verb.SEND, "{nos} normal", "{nos} 正常"),
    "recall": (Verb.RECALL, "{nos} {{}} by=", "{nos} {{}} 由="),
    "resend_fax": (Verb.RESEND, "{nos} fax", "{nos} 传真"),
    "resend_car": (Verb.RESEND, "{nos} car", "{nos} 车"),
    "delivered": (Verb.RECEIVED, "{nos}", "{nos}"),
    "not_delivered": (Verb.FAILED, "{nos} {{}}", "{nos} {{}}"),
    "worker": (Verb.WORKER, "{nos} {{}}", "{nos} {{}}"),
    "arrived": (Verb.ARRIVED, "{nos}", "{nos}"),
    "in_house": (Verb.IN_HOUSE, "{nos} {{}}", "{nos} {{}}"),
    "repaired": (Verb.REPAIRED, "{nos}", "{nos}"),
    "done": (Verb.DONE, "{nos}", "{nos}"),
    "signed": (Verb.SIGNED, "{nos}", "{nos}"),
    "close": (Verb.CLOSE, "{nos}", "{nos}"),
    "reopen": (Verb.REOPEN, "{nos} {{}}", "{nos} {{}}"),
    "addendum": (Verb.ADD, "{nos} {{}}", "{nos} {{}}"),
    "approve": (Verb.APPROVE, "{nos} {{}}", "{nos} {{}}"),
    "split": (Verb.SPLIT, "{nos} {{}}", "{nos} {{}}"),
    "merge": (Verb.MERGE, "{nos} {{}}", "{nos} {{}}"),
    "print": (Verb.PRINT, "slip {nos} {{}}", "作业单 {nos} {{}}"),
    "note": (Verb.NOTE, "{nos} {{}}", "{nos} {{}}"),
    "declared": (Verb.BATCH, "{where} declared {{}}", "{where} 申报 {{}}"),
    "zero": (Verb.ZERO, "{where}", "{where}"),
    "explain": (Verb.BATCH, "{where} explained {{}}", "{where} 说明 {{}}"),
    "chase_slip": (Verb.CHASE, "{nos} {{}}", "{nos} {{}}"),
    "chase_sheet": (Verb.CHASE, "{where} {{}}", "{where} {{}}"),
    "chase": (Verb.CHASE, "batch {where} {{}}", "批次 {where} {{}}"),
}
"""Verb and further words of each action, in English and in Chinese; typed text is not translated by catalogue."""


def _phrase(action: str, language: str, **words: str) -> Phrase:
    verb, english, chinese = _PHRASES[action]
    template = (chinese if language == "zh" else english).format(**words)
    return Phrase.of(" ".join(f"{shown(WORD_OF[verb], language)} {template}".split(" ")).replace("  ", " "))


def phrase(action: str, targets: Sequence[Target], language: str, *, marked: bool = False) -> Phrase:
    """Return the command line of an action on slips; ``marked`` calls them the marked ones in any case."""
    return _phrase(action, language, nos=MARKED if marked else numbers(targets))


def slot_phrase(action: str, kind: Kind, slot: str, language: str) -> Phrase:
    """Return the command line about a hand-over slot: ``declared``, ``zero``, ``explain`` or ``chase``."""
    word = kind_word(kind) if language == "zh" else kind.value
    return _phrase(action, language, where=f"{word} {slot}")


def undo_text(language: str) -> str:
    """Return the command that takes back a sending, up to the name of who confirmed it on the telephone."""
    return f"{shown(WORD_OF[Verb.UNDO], language)} {'强制' if language == 'zh' else 'force'}="


def chase_text(
    language: str, *, no: str = "", point: str = "", kind: Kind | None = None, day: date | None = None
) -> str:
    """Return the beginning of the command that chases a slip's worker, or a sheet (the temporary one without point)."""
    if no:
        return _phrase("chase_slip", language, nos=no).text
    word = "" if kind is None else kind_word(kind) if language == "zh" else kind.value
    head = point or ("临时" if language == "zh" else "temporary")
    when = "" if day is None else f"{day:%m-%d}"
    return _phrase("chase_sheet", language, where=" ".join(part for part in (head, word, when) if part)).text
