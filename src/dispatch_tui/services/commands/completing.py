"""Completion of what is being typed: verbs, slips, filters, network points, kinds, fields; fast at every key."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from dispatch_tui.domain.lifecycle import kind_word, state_word
from dispatch_tui.domain.orders import Kind, State
from dispatch_tui.domain.text import fold, key
from dispatch_tui.errors import DispatchError
from dispatch_tui.i18n import gettext as _
from dispatch_tui.services.commands.fields import FIELD_NAMES
from dispatch_tui.services.commands.filter_words import CHINESE_FILTER_WORDS, FILTER_WORDS
from dispatch_tui.services.commands.lexer import read_line
from dispatch_tui.services.commands.targets import line_of, states_of
from dispatch_tui.services.commands.words import (
    BATCH_WORDS,
    WORD_OF,
    WORDS,
    Verb,
    Word,
    find_verb,
    shown,
)

if TYPE_CHECKING:
    from dispatch_tui.services.desk import Desk
    from dispatch_tui.settings.model import NetworkPoint

MOST = 20
"""So many completions are offered at most."""
MOST_SLIPS = 8


@dataclass(frozen=True, slots=True)
class Completion:
    """One way to go on."""

    text: str
    """The whole line as it would be."""
    label: str
    """The word that is put in."""
    about: str = ""
    """What it is."""


_TAKES_SLIPS = frozenset(
    {Verb.HOLD, Verb.RESUME, Verb.CANCEL, Verb.REAPPOINT, Verb.CORRECT, Verb.PLACE, Verb.URGENT, Verb.NORMAL,
     Verb.SORT, Verb.NOTE, Verb.SHOW, Verb.REVIEW, Verb.PARTS, Verb.MATERIALS, Verb.WAIVE, Verb.ASSIGN,
     Verb.UNASSIGN, Verb.SEND, Verb.RECALL, Verb.RESEND, Verb.RECEIVED, Verb.FAILED, Verb.WORKER, Verb.ARRIVED,
     Verb.IN_HOUSE, Verb.REPAIRED, Verb.DONE, Verb.SIGNED, Verb.CLOSE, Verb.REOPEN, Verb.ADD, Verb.APPROVE,
     Verb.SPLIT, Verb.MERGE}
)  # fmt: skip
_TAKES_HAND_OVER = frozenset({Verb.BATCH, Verb.ZERO})


def complete(desk: Desk, text: str) -> list[Completion]:
    """Return how the typed text may go on, likeliest first; never raises for what is typed so far."""
    line = read_line(text)
    ends_with_space = not text or text[-1].isspace()
    words = [token.text for token in line.tokens]
    partial = "" if ends_with_space or not words else words[-1]
    done = words if ends_with_space else words[:-1]
    stem = text[: len(text) - len(line.verbatim) + line.tokens[-1].start] if partial else text
    try:
        found = list(_following(desk, done, partial))
    except DispatchError:
        return []
    return [Completion(stem + label, label, about) for label, about in found[:MOST]]


def _following(desk: Desk, done: list[str], partial: str) -> Iterator[tuple[str, str]]:
    if not done:
        if partial.startswith(("@", "!")):
            yield from _filters(desk, partial)
        else:
            yield from _verbs(desk, partial)
            if partial.isdigit():
                yield from _slips(desk, partial, Verb.SHOW)
        return
    known = find_verb(done[0])
    verb = known[0] if known else None
    if verb in _TAKES_SLIPS and len(done) == 1:
        assert verb is not None  # noqa: S101 - it is one of those that take slips
        yield from _filters(desk, partial) if partial.startswith(("@", "!")) else _slips(desk, partial, verb)
    elif verb is Verb.FIND and partial.startswith(("@", "!")):
        yield from _filters(desk, partial)
    elif verb is Verb.PLACE and len(done) == 2:
        auto = "自动" if desk.language == "zh" else "auto"
        if auto.startswith(partial.casefold()):
            yield auto, _("by proposal from the address")
        yield from _points(desk, partial)
    elif verb is Verb.CHASE and any(word.casefold() in BATCH_WORDS for word in done[1:]):
        yield from _slots(desk, partial)
    else:
        yield from _words(desk, verb, done, partial)
        if verb is not None:
            from dispatch_tui.services.commands import completing_dispatch

            yield from completing_dispatch.following(
                desk, verb, done, partial, lambda word: _points(desk, word, for_good=True)
            )


def _words(desk: Desk, verb: Verb | None, done: list[str], partial: str) -> Iterator[tuple[str, str]]:
    """Yield the words that follow the slips of a command, or a verb that takes no slips."""
    if verb is Verb.SORT and len(done) == 2:
        yield from (
            (kind.value, kind_word(kind)) for kind in Kind if _begins((kind.value, kind_word(kind)), partial)
        )
    elif verb is Verb.CORRECT and len(done) >= 2:
        from dispatch_tui.domain.pinyin import initials

        chinese = desk.language == "zh"
        for name in dict.fromkeys(FIELD_NAMES.values()):
            words = [word for word, field in FIELD_NAMES.items() if field == name]
            if _begins((*words, *map(initials, words)), partial):
                yield f"{next((word for word in words if word.isascii() is not chinese), name)}=", ""
    elif verb is Verb.HOLD and len(done) == 2 and _begins(("until", "到"), partial):
        yield "到" if desk.language == "zh" else "until", WORD_OF[Verb.HOLD].form
    elif verb is Verb.SEASON and len(done) == 1:
        for season in desk.settings.seasons.seasons:
            name = desk.settings.name(season.names, desk.language)
            if _begins((season.code, name), partial):
                yield season.code, name
    elif verb in _TAKES_HAND_OVER:
        yield from _slots(desk, partial)


def _begins(names: Iterable[str], partial: str) -> bool:
    folded = key(partial)
    return not folded or any(key(name).startswith(folded) for name in names)


def _verbs(desk: Desk, partial: str) -> Iterator[tuple[str, str]]:
    folded = fold(partial).casefold()
    ranked: list[tuple[int, int, Word]] = []
    for place, word in enumerate(WORDS):
        names = (*word.english, *word.chinese, *word.pinyin)
        if folded in names:
            ranked.append((0, place, word))
        elif any(name.startswith(folded) for name in names):
            ranked.append((1, place, word))
    for _rank, _place, word in sorted(ranked, key=lambda each: each[:2]):
        yield shown(word, desk.language), f"{_(word.does)} · {word.form}"


def _slips(desk: Desk, partial: str, verb: Verb) -> Iterator[tuple[str, str]]:
    """Yield the slips that suit the verb and fit the number written last; those before a comma stay."""
    from dispatch_tui.domain.filters import And, InStates, NumberRange

    cut = max(partial.rfind(sign) for sign in ",、") + 1
    before, last = partial[:cut], partial[cut:]
    if not last or not last[-1].isdigit():
        return
    now = desk.now()
    with desk.store.read() as reader:
        condition = And((InStates(states_of(verb)), NumberRange(last, last)))
        orders = reader.orders(list(reader.find_ids(condition, now=now, limit=MOST_SLIPS)))
        if len(orders) < MOST_SLIPS and not before:
            known = {order.id for order in orders}
            found = reader.orders(list(reader.search_ids(last, now, MOST_SLIPS)))
            orders += [order for order in found if order.id not in known]
    for order in orders[:MOST_SLIPS]:
        yield before + order.no, line_of(order)


def _filters(desk: Desk, partial: str) -> Iterator[tuple[str, str]]:
    cut = max(partial.rfind(sign) for sign in "@&|!(") + 1
    stem, last = partial[:cut], partial[cut:]
    chinese = desk.language == "zh"
    names = [(state.value, state_word(state)) for state in State]
    names += [(kind.value, kind_word(kind)) for kind in Kind]
    for code, word in names:
        if _begins((code, word), last):
            yield stem + (word if chinese else code), word
    for word in CHINESE_FILTER_WORDS if chinese else FILTER_WORDS:
        if word.startswith(last.casefold()):
            yield stem + word, ""
    for code, about in _points(desk, last):
        yield stem + code, about


def _points(desk: Desk, partial: str, *, for_good: bool = False) -> Iterator[tuple[str, str]]:
    """Yield network points with their slips of today: those proposed too, or only those assigned and sent."""
    folded = key(partial)
    load = _load(desk, for_good)
    fitting: list[tuple[int, NetworkPoint]] = []
    for point in desk.settings.points:
        names = [key(name) for name in point.names.values()]
        if not point.active and folded != key(point.code):
            continue
        if key(point.code).startswith(folded) or point.initials.startswith(folded):
            fitting.append((0, point))
        elif any(folded in name for name in names):
            fitting.append((1, point))
    for _rank, point in sorted(fitting, key=lambda each: each[0]):
        capacity = "?" if point.capacity_total is None else point.capacity_total
        yield point.code, f"{desk.name_of(point)} {point.initials} {load.get(point.code, 0)}/{capacity}"


def _load(desk: Desk, for_good: bool) -> Mapping[str, int]:
    from dispatch_tui.services.slip_facts import load_of

    today = desk.today()
    with desk.store.read() as reader:
        if for_good:
            return reader.committed_load(today, desk.settings.branch.zone).points
        sent = reader.sent_today(today, desk.settings.branch.zone)
        return load_of(reader.tallies(), sent, today).points


def _slots(desk: Desk, partial: str) -> Iterator[tuple[str, str]]:
    with desk.store.read() as reader:
        seasons = desk.seasons(reader)
    today = desk.today()
    for kind, slots in (
        (Kind.INSTALL, seasons.install_slots(today)),
        (Kind.REPAIR, seasons.repair_slots(today)),
    ):
        yield from ((slot, kind_word(kind)) for slot in slots if slot.startswith(partial))
