"""Reads the arguments of a command one after the other: slips, days and times, options, the rest as typed."""

from __future__ import annotations

import re
from collections.abc import Container, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import TYPE_CHECKING

from dispatch_tui.errors import BadInput
from dispatch_tui.i18n import gettext as _
from dispatch_tui.services.commands.dates import (
    Bias,
    read_day,
    read_hours,
    read_times,
    read_true_time,
    split_day,
)
from dispatch_tui.services.commands.filter_words import parse_filter, unquote
from dispatch_tui.services.commands.forms import Change, Here, Selection
from dispatch_tui.services.commands.lexer import Line, Token, read_line
from dispatch_tui.services.commands.part_words import is_item
from dispatch_tui.services.commands.words import (
    ARTICLES,
    ASKED_BY,
    BY_TIME,
    OPTIONS,
    OPTIONS_OF,
    PARTIES,
    SPELLINGS,
    TO,
    UNTIL,
    WORD_OF,
    Verb,
    find_verb,
)
from dispatch_tui.services.windows import day_window, window

if TYPE_CHECKING:
    from dispatch_tui.services.desk import Desk

_OPTION = re.compile(r"(?:^|(?<=\s))(" + "|".join(sorted(OPTIONS, key=len, reverse=True)) + r")\s?=\s*", re.I)
_ON_FILTER = tuple(
    spelling for verb in (Verb.PLACE, Verb.ASSIGN, Verb.SEND) for spelling in WORD_OF[verb].chinese
)
"""Verbs that may be written behind a filter without a space; other verbs are words of filters too (@已完工)."""
_STATE_HEADS = ("已", "待", "未", "@", "&", "|", "!", "(", "=")
_PICKED = frozenset({"*", ".", "选中", "此单", "本单"})
_PLACED_INSIDE = re.compile(r"把?((?:[0-9][0-9A-Za-z,、~-]*)|@\S+?)$")
_PARTY = "|".join(PARTIES)
_PARTY_ASKS = re.compile(rf"(?:由({_PARTY})(?:要求|提出|申请)?|({_PARTY})(?:要求|提出|申请))")


@dataclass(slots=True)
class ArgumentReader:
    """Walks along the words of one command."""

    desk: Desk
    text: str
    line: Line
    verb: Verb
    options: Mapping[str, str]
    here: Here
    position: int = 1

    @property
    def left(self) -> tuple[Token, ...]:
        """The words not yet read."""
        return self.line.tokens[self.position :]

    def peek(self, ahead: int = 0) -> Token | None:
        """Return a word not yet read, None behind the end."""
        left = self.left
        return left[ahead] if ahead < len(left) else None

    def skip(self, words: frozenset[str]) -> bool:
        """Read over the next word when it is one of these, and tell whether it was."""
        token = self.peek()
        if token is not None and not token.quoted and token.key in words:
            self.position += 1
            return True
        return False

    def rest(self) -> str:
        """Return the text that is left as it was typed."""
        return self.line.rest(self.position) or self.options.get("reason", "")

    def end(self) -> None:
        """Raise BadInput when words are left that say nothing here."""
        token = self.peek()
        if token is not None:
            raise BadInput(_("“{word}” says nothing here.").format(word=token.text), self.form_hint())

    def form_hint(self) -> str:
        """Return how the command is written."""
        return _("Write it like: {form}").format(form=WORD_OF[self.verb].form)

    def starts_with(self, words: Container[str]) -> bool:
        """Tell whether the next word is one of these; it is not read over."""
        token = self.peek()
        return token is not None and not token.quoted and token.key in words

    def selection(self) -> Selection:
        """Return the slips named next, or those picked on the screen when none are named."""
        token = self.peek()
        if token is not None and not token.quoted:
            if token.key in _PICKED:
                self.position += 1
                return self._picked(token.text)
            if selects(token) and not self._is_argument(token):
                self.position += 1
                found = read_selection(token.text, self.desk)
                return replace(found, versions=self.here.versions)
        return self._picked("")

    def _is_argument(self, token: Token) -> bool:
        """Tell whether a word that could be slips is the day or time of a command on the picked slips."""
        if not (self.here.marked or self.here.current):
            return False
        if read_times(token.text) is not None:
            return True
        following = self.peek(1)
        if self.verb is Verb.PLACE:
            return following is None
        if self.verb in {Verb.ASSIGN, Verb.SEND}:
            return is_point_code(token.text, self.desk)
        if self.verb in {Verb.PARTS, Verb.REVIEW, Verb.ADD}:
            return is_item(token.text)
        if self.verb is Verb.APPROVE:
            return following is None and token.text.isdigit() and len(token.text) <= 2
        if self.verb not in {Verb.REAPPOINT, Verb.HOLD, Verb.URGENT}:
            return False
        today = self.desk.today()
        is_day = day_or_none(token.text, today) is not None
        next_is_day = following is not None and (
            following.key in UNTIL | TO or day_or_none(following.text, today) is not None
        )
        return is_day and not next_is_day

    def _picked(self, text: str) -> Selection:
        ids = self.here.marked or ((self.here.current,) if self.here.current else ())
        if text == ".":
            ids = (self.here.current,) if self.here.current else ()
        if not ids:
            raise BadInput(
                _("Which slips? “{text}” names none.").format(text=self.text.strip()),
                self.form_hint(),
            )
        return Selection(text or "*", ids=ids, versions=self.here.versions)

    def change(self, **values: object) -> Change:
        """Return the change with these arguments and the options of the line."""
        if "at" in self.options:
            desk = self.desk
            values["at"] = read_true_time(self.options["at"], desk.now(), desk.settings.branch.zone)
        return Change(self.text, self.verb, force=self.options.get("force", ""), **values)  # type: ignore[arg-type]


def is_point_code(text: str, desk: Desk) -> bool:
    """Tell whether a word with a digit is the code of a network point; bare digits always mean slips."""
    if text.isdigit():
        return False
    return any(point.code.casefold() == text.casefold() for point in desk.settings.points)


def selects(token: Token) -> bool:
    """Tell whether a word can name slips: a filter, or something with a digit."""
    if token.text.startswith(("@", "!")) or token.key in _PICKED:
        return True
    return any(char.isdigit() for char in token.text) and not token.text.startswith("+")


def read_selection(text: str, desk: Desk) -> Selection:
    """Parse the slips of a command: ``101-118,125``, a full number, or a filter like ``@ready&repair``."""
    if text.startswith(("@", "!")) and len(text) > 1:
        return Selection(text, filter=parse_filter(text, desk.settings, desk.language, desk.today()))
    pieces = tuple(piece for piece in re.split(r"[,、]", text) if piece.strip("@!"))
    if not pieces:
        raise BadInput(_("“{text}” names no slips.").format(text=text))
    return Selection(text, pieces)


def day_or_none(word: str, today: date, bias: Bias = Bias.FUTURE) -> date | None:
    """Return the day a word means, None when it is none or one that the calendar does not have."""
    try:
        return read_day(word, today, bias)
    except BadInput:
        return None


def read_when(reader: ArgumentReader, *, deadline: bool) -> tuple[datetime | None, datetime | None]:
    """Return the appointment written next: a day, a time or both; a lone time of a deadline is its end."""
    desk = reader.desk
    reader.skip(BY_TIME if deadline else TO)
    day = None
    times = None
    token = reader.peek()
    if token is not None and not token.quoted:
        word, clock = split_day(token.text)
        if clock and (joined := read_times(clock)) is not None:
            day = read_day(word, desk.today())
            times = joined if day is not None else None
        else:
            day = read_day(token.text, desk.today())
    if day is not None and times is None:
        reader.position += 1
        reader.skip(BY_TIME)
        token = reader.peek()
    if times is None and token is not None and not token.quoted:
        times = read_times(token.text) or (read_hours(token.text) if day is not None else None)
    if times is not None:
        reader.position += 1
        start, end = window(day or desk.today(), times, desk.settings.branch.zone)
        return (None, start) if deadline and end is None else (start, end)
    if day is None:
        return None, None
    return day_window(day, desk.settings.calendar)


def take_asker(reader: ArgumentReader, *, parties: bool = True) -> str:
    """Read who asked for it, in front of the reason: ``by store …``, ``由 商场 …``, ``客户要求 …``, ``by=store …``.

    ``parties`` lets words like 客户要求 name who asked.

    A reason has to follow; words that are all there is are the reason themselves ("cancel 104 by mistake"). Returns
    an empty string when nobody is named.
    """
    left = reader.left
    given = reader.options.get("by", "")
    if given:
        who, space, reason = given.partition(" ")
        if left or "reason" in reader.options or not space:
            return given
        reader.options = {**reader.options, "reason": reason.strip()}
        return who
    if not left or left[0].quoted:
        return ""
    more = "reason" in reader.options
    if left[0].key in ASKED_BY:
        words = 3 if len(left) > 1 and left[1].key in ARTICLES else 2
        if len(left) > words or (more and len(left) == words):
            who = reader.line.rest(reader.position + 1, reader.position + words)
            reader.position += words
            return who
        return ""
    found = _PARTY_ASKS.fullmatch(left[0].text) if parties else None
    if found is None or (len(left) == 1 and not more):
        return ""
    reader.position += 1
    return found[1] or found[2]


def take_options(line: Line, verb: Verb) -> tuple[dict[str, str], Line]:
    """Cut ``name=value`` options off the end of a line; a value runs to the next option or the end."""
    marks = [
        mark
        for mark in _OPTION.finditer(line.folded)
        if OPTIONS_OF.get(OPTIONS[mark[1].casefold()], verb) is verb
    ]
    if not marks:
        return {}, line
    options = {}
    for mark, following in zip(marks, [*marks[1:], None], strict=True):
        end = following.start() if following else len(line.verbatim)
        options[OPTIONS[mark[1].casefold()]] = unquote(line.verbatim[mark.end() : end].strip())
    return options, read_line(line.verbatim[: marks[0].start()])


def in_order(line: Line) -> Line:
    """Put the verb first: "104 挂起 …" and "把104派到cy" say the same as "挂起 104 …"; split "挂起104"."""
    first = line.tokens[0]
    if first.quoted:
        return line
    if len(line.tokens) > 1 and selects(first) and line.tokens[1].key in SPELLINGS:
        second = line.tokens[1]
        return read_line(f"{second.text} {first.text} {line.verbatim[second.end :]}")
    if first.text.isascii() or first.key in SPELLINGS:
        return line
    found = find_verb(first.text)
    if found is not None and found[1]:
        spelling = first.text[: -len(found[1])]
        return read_line(f"{spelling} {line.verbatim[first.start + len(spelling) :]}")
    if found is None:
        for spelling in sorted((s for s in SPELLINGS if not s.isascii()), key=len, reverse=True):
            before, inside, after = first.text.partition(spelling)
            if inside and (slips := _PLACED_INSIDE.fullmatch(before)) and _splits(before, spelling):
                return read_line(f"{spelling} {slips[1]} {after} {line.verbatim[first.end :]}")
    return line


def _splits(before: str, spelling: str) -> bool:
    """Tell whether a verb inside a word is one, and not a part of the filter written there."""
    if "@" not in before and "!" not in before:
        return True
    return spelling in _ON_FILTER and not before.endswith(_STATE_HEADS)
