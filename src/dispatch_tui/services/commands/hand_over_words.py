"""The words after ``batch``, ``zero`` and ``chase batch``: which hand-over, and what is said of it."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from dispatch_tui.domain.batches import Way
from dispatch_tui.domain.lifecycle import kind_word
from dispatch_tui.domain.orders import Kind
from dispatch_tui.errors import Ambiguous, BadInput
from dispatch_tui.i18n import gettext as _
from dispatch_tui.services.batches import no_such_slot, slots_of_day
from dispatch_tui.services.commands.dates import read_time
from dispatch_tui.services.commands.forms import HandOver
from dispatch_tui.services.commands.lexer import Line
from dispatch_tui.services.commands.names import KINDS
from dispatch_tui.services.commands.words import (
    BROUGHT,
    CLERK,
    DECLARED,
    EXPLAINED,
    FETCHED,
    WORD_OF,
    ZERO,
    Verb,
)

if TYPE_CHECKING:
    from dispatch_tui.services.desk import Desk


def read_slot(line: Line, position: int, desk: Desk) -> tuple[Kind, str, int]:
    """Return kind and slot of the hand-over written at a word, and the position after it.

    ``[install|repair] 12:30``; without a kind the slot must belong to one kind only. Raises Ambiguous when it
    belongs to both, BadInput with the slots of the day when it belongs to none.
    """
    words = line.tokens[position:]
    kind = KINDS.get(words[0].key) if words else None
    if kind is not None:
        position += 1
        words = words[1:]
    clock = read_time(words[0].text) if words else None
    if clock is None:
        raise BadInput(
            _("Which hand-over?"), _("Write it like: {form}").format(form=WORD_OF[Verb.BATCH].form)
        )
    slot = clock.strftime("%H:%M")
    with desk.store.read() as reader:
        slots = slots_of_day(desk.seasons(reader), desk.today())
    fitting = [each for each, times in slots.items() if slot in times and kind in (None, each)]
    if not fitting:
        raise no_such_slot(slot, slots)
    if len(fitting) > 1:
        raise Ambiguous(
            _("At {slot} both installation and repair slips are handed over.").format(slot=slot),
            [(f"install {slot}", kind_word(Kind.INSTALL)), (f"repair {slot}", kind_word(Kind.REPAIR))],
            _("Write the kind before the time."),
        )
    return fitting[0], slot, position + 1


def read_hand_over(line: Line, position: int, desk: Desk, *, zero: bool) -> HandOver:
    """Return the hand-over written from a word on: slot, then declared N, clerk NAME, fetched, zero, explained TEXT."""
    kind, slot, position = read_slot(line, position, desk)
    found = HandOver(kind, slot, zero=zero)
    words = line.tokens
    while position < len(words):
        word = words[position].key
        following = words[position + 1] if position + 1 < len(words) else None
        if word in DECLARED and following is not None:
            found = replace(found, declared=_count(following.text))
            position += 2
        elif word in CLERK and following is not None:
            found = replace(found, clerk=line.rest(position + 1, position + 2))
            position += 2
        elif word in FETCHED | BROUGHT:
            found = replace(found, way=Way.FETCHED if word in FETCHED else Way.BROUGHT)
            position += 1
        elif word in ZERO:
            found = replace(found, zero=True)
            position += 1
        elif word in EXPLAINED:
            return replace(found, explanation=line.rest(position + 1))
        elif word.isdigit() and found.declared is None:
            found = replace(found, declared=_count(word))
            position += 1
        else:
            raise BadInput(
                _("“{word}” says nothing about a hand-over.").format(word=words[position].text),
                _("Write it like: {form}").format(form=WORD_OF[Verb.BATCH].form),
            )
    return found


def _count(word: str) -> int:
    if not word.isdigit() or len(word) > 6:
        raise BadInput(_("“{word}” is not a number of slips.").format(word=word), _("Give 0 or more."))
    return int(word)
