"""Parses a line of the command language (design 3): verb, slips, arguments, reason, options ``name=value``."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from dispatch_tui.errors import BadInput
from dispatch_tui.i18n import gettext as _
from dispatch_tui.services.commands import hand_over_words
from dispatch_tui.services.commands.dates import Bias, read_day, read_instant, read_times
from dispatch_tui.services.commands.fields import read_fields
from dispatch_tui.services.commands.filter_words import parse_filter, unquote, within
from dispatch_tui.services.commands.forms import Change, Command, Here, Selection, View
from dispatch_tui.services.commands.lexer import Line, Token, read_line
from dispatch_tui.services.commands.names import find_kind, find_point, find_season
from dispatch_tui.services.commands.words import (
    AUTO,
    BATCH_WORDS,
    BY_TIME,
    OPTIONS,
    REMEMBER,
    SPELLINGS,
    TO,
    UNTIL,
    WORD_OF,
    Verb,
    find_verb,
    not_understood,
    not_yet,
)
from dispatch_tui.services.windows import day_window, window

if TYPE_CHECKING:
    from dispatch_tui.services.desk import Desk

_OPTION = re.compile(r"(?:^|(?<=\s))(" + "|".join(sorted(OPTIONS, key=len, reverse=True)) + r")\s?=\s*", re.I)
_PICKED = frozenset({"*", ".", "选中", "此单", "本单"})
_PLACED_INSIDE = re.compile(r"把?((?:[0-9][0-9A-Za-z,、~-]*)|@\S+?)$")


@dataclass(slots=True)
class _Reader:
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
        return self.line.tokens[self.position :]

    def peek(self, ahead: int = 0) -> Token | None:
        left = self.left
        return left[ahead] if ahead < len(left) else None

    def skip(self, words: frozenset[str]) -> bool:
        token = self.peek()
        if token is not None and not token.quoted and token.key in words:
            self.position += 1
            return True
        return False

    def rest(self) -> str:
        """Return the text that is left as it was typed."""
        return self.line.rest(self.position) or self.options.get("reason", "")

    def selection(self) -> Selection:
        """Return the slips named next, or those picked on the screen when none are named."""
        token = self.peek()
        if token is not None and not token.quoted:
            if token.key in _PICKED:
                self.position += 1
                return self._picked(token.text)
            if _selects(token) and not self._is_argument(token):
                self.position += 1
                return read_selection(token.text, self.desk)
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
        if self.verb not in {Verb.REAPPOINT, Verb.HOLD, Verb.URGENT}:
            return False
        today = self.desk.today()
        is_day = _day_or_none(token.text, today) is not None
        next_is_day = following is not None and (
            following.key in UNTIL | TO or _day_or_none(following.text, today) is not None
        )
        return is_day and not next_is_day

    def _picked(self, text: str) -> Selection:
        ids = self.here.marked or ((self.here.current,) if self.here.current else ())
        if text == ".":
            ids = (self.here.current,) if self.here.current else ()
        if not ids:
            raise BadInput(
                _("Which slips? “{text}” names none").format(text=self.text.strip()),
                _("Write it like: {form}").format(form=WORD_OF[self.verb].form),
            )
        return Selection(text or "*", ids=ids, versions=self.here.versions)

    def change(self, **values: object) -> Change:
        return Change(self.text, self.verb, force=self.options.get("force", ""), **values)  # type: ignore[arg-type]


def parse(text: str, desk: Desk, here: Here | None = None) -> Command:
    """Parse one typed line into a change or a view.

    ``here`` says what is marked on the screen. Raises BadInput for what can't be understood (with the form to write),
    Ambiguous with candidates for a name that fits several things, NotFound for one that fits none.
    """
    line = read_line(text)
    if not line.tokens:
        raise BadInput(_("Nothing was typed"), _("Type a command like: hold 104 until 11-25 customer away"))
    line = _in_order(line)
    first = line.tokens[0]
    found = None if first.quoted else find_verb(first.text)
    if found is None:
        return _bare(text, line, desk)
    verb = found[0]
    if verb is Verb.LATER:
        raise not_yet(first.text)
    if verb is Verb.SHOW and len(line.tokens) == 2 and read_times(line.tokens[1].text):
        verb = Verb.AT
    if verb in _VIEWS:
        return _VIEWS[verb](text, line, desk)
    options, main = _take_options(line) if verb is not Verb.CORRECT else ({}, line)
    return _CHANGES[verb](_Reader(desk, text, main, verb, options, here or Here()))


def _bare(text: str, line: Line, desk: Desk) -> View:
    """Read a line without a verb: a number opens the slip, a filter finds slips."""
    first = line.tokens[0]
    if first.text.startswith(("@", "!")):
        return _find(text, line, desk, 0)
    if len(line.tokens) == 1 and any(char.isdigit() for char in first.text):
        return View(text, Verb.SHOW, query=line.rest(0))
    raise not_understood(first.text)


def _in_order(line: Line) -> Line:
    """Put the verb first: "104 挂起 …" and "把104派到cy" say the same as "挂起 104 …"; split "挂起104"."""
    first = line.tokens[0]
    if first.quoted:
        return line
    if len(line.tokens) > 1 and _selects(first) and line.tokens[1].key in SPELLINGS:
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
            if inside and (slips := _PLACED_INSIDE.fullmatch(before)):
                return read_line(f"{spelling} {slips[1]} {after} {line.verbatim[first.end :]}")
    return line


def _take_options(line: Line) -> tuple[dict[str, str], Line]:
    """Cut ``name=value`` options off the end of a line; a value runs to the next option or the end."""
    marks = list(_OPTION.finditer(line.folded))
    if not marks:
        return {}, line
    options = {}
    for mark, following in zip(marks, [*marks[1:], None], strict=True):
        end = following.start() if following else len(line.verbatim)
        options[OPTIONS[mark[1].casefold()]] = unquote(line.verbatim[mark.end() : end].strip())
    return options, read_line(line.verbatim[: marks[0].start()])


def _selects(token: Token) -> bool:
    """Tell whether a word can name slips: a filter, or something with a digit."""
    if token.text.startswith(("@", "!")) or token.key in _PICKED:
        return True
    return any(char.isdigit() for char in token.text) and not token.text.startswith("+")


def read_selection(text: str, desk: Desk) -> Selection:
    """Parse the slips of a command: ``101-118,125``, a full number, or a filter like ``@ready&repair``."""
    if text.startswith(("@", "!")):
        return Selection(text, filter=parse_filter(text, desk.settings, desk.language, desk.today()))
    pieces = tuple(piece for piece in re.split(r"[,、]", text) if piece)
    if not pieces:
        raise BadInput(_("“{text}” names no slips").format(text=text))
    return Selection(text, pieces)


def _day_or_none(word: str, today: object) -> object:
    try:
        return read_day(word, today)  # type: ignore[arg-type]
    except BadInput:
        return None


def _hold(reader: _Reader) -> Change:
    selection = reader.selection()
    until = None
    named = reader.skip(UNTIL)
    token = reader.peek()
    if token is not None and not token.quoted:
        until = read_day(token.text, reader.desk.today())
        if until is not None:
            reader.position += 1
        elif named:
            raise BadInput(
                _("“{word}” is not a day").format(word=token.text),
                _("Give one like 11-25, tomorrow, fri or +2d."),
            )
    return reader.change(selection=selection, day=until, reason=reader.rest())


def _with_reason(reader: _Reader) -> Change:
    return reader.change(selection=reader.selection(), reason=reader.rest())


def _cancel(reader: _Reader) -> Change:
    selection = reader.selection()
    asked_by = reader.options.get("by") or _("customer")
    return reader.change(selection=selection, reason=reader.rest(), asked_by=asked_by)


def _read_when(reader: _Reader, *, deadline: bool) -> tuple[datetime | None, datetime | None]:
    """Return the appointment written next: a day, a time or both; a lone time of a deadline is its end."""
    desk = reader.desk
    reader.skip(BY_TIME if deadline else TO)
    day = None
    token = reader.peek()
    if token is not None and not token.quoted and (day := read_day(token.text, desk.today())) is not None:
        reader.position += 1
        reader.skip(BY_TIME)
    token = reader.peek()
    times = read_times(token.text) if token is not None and not token.quoted else None
    if times is not None:
        reader.position += 1
        start, end = window(day or desk.today(), times, desk.settings.branch.zone)
        return (None, start) if deadline and end is None else (start, end)
    if day is None:
        return None, None
    return day_window(day, desk.settings.calendar)


def _reappoint(reader: _Reader) -> Change:
    selection = reader.selection()
    start, end = _read_when(reader, deadline=False)
    return reader.change(selection=selection, start=start, end=end, reason=reader.rest())


def _urgent(reader: _Reader) -> Change:
    selection = reader.selection()
    start, end = _read_when(reader, deadline=True)
    return reader.change(selection=selection, start=start, end=end, reason=reader.rest())


def _place(reader: _Reader) -> Change:
    following = reader.peek(1)
    token = reader.peek()
    swapped = token is not None and following is not None and not _selects(token) and _selects(following)
    if swapped and following is not None:  # "派到 城一 101-118": the network point comes first
        selection = read_selection(following.text, reader.desk)
    else:
        selection = reader.selection()
    token = reader.peek()
    if token is None:
        raise BadInput(
            _("Which network point?"), _("Write it like: {form}").format(form=WORD_OF[Verb.PLACE].form)
        )
    reader.position += 2 if swapped else 1
    auto = token.key in AUTO and not token.quoted
    point = "" if auto else find_point(token.text, reader.desk.settings, reader.desk.language).code
    remember = not auto and reader.skip(REMEMBER)
    return reader.change(
        selection=selection, point=point, auto=auto, remember=remember, reason=reader.rest()
    )


def _sort(reader: _Reader) -> Change:
    selection = reader.selection()
    reader.skip(TO)
    token = reader.peek()
    if token is None:
        raise BadInput(_("Which kind?"), _("Kinds are install, repair, removal, engineering."))
    kind = find_kind(token.text)
    reader.position += 1
    return reader.change(selection=selection, kind=kind, reason=reader.rest())


def _correct(reader: _Reader) -> Change:
    selection = reader.selection()
    token = reader.peek()
    values = read_fields(reader.line, token.start if token else len(reader.line.folded))
    reason, force = values.pop("reason", ""), values.pop("force", "")
    if not values:
        raise BadInput(
            _("Which field?"), _("Write it like: {form}").format(form=WORD_OF[Verb.CORRECT].form)
        )
    return Change(
        reader.text, reader.verb, selection=selection, fields=values, reason=reason, force=force
    )


def _batch(reader: _Reader) -> Change:
    hand_over = hand_over_words.read_hand_over(reader.line, reader.position, reader.desk, zero=False)
    return reader.change(hand_over=hand_over)


def _zero(reader: _Reader) -> Change:
    reader.skip(BATCH_WORDS)
    hand_over = hand_over_words.read_hand_over(reader.line, reader.position, reader.desk, zero=True)
    return reader.change(hand_over=hand_over)


def _chase(reader: _Reader) -> Change:
    desk = reader.desk
    named = reader.skip(BATCH_WORDS)
    token = reader.peek()
    if not named and (token is None or read_times(token.text) is None):
        raise not_yet(reader.line.rest(0, 2))
    kind, slot, reader.position = hand_over_words.read_slot(reader.line, reader.position, desk)
    next_try = reader.options.get("next", "")
    start = read_instant(next_try, desk.now(), desk.settings.branch.zone, Bias.FUTURE) if next_try else None
    return reader.change(
        hand_over=hand_over_words.HandOver(kind, slot),
        reason=reader.rest(),
        start=start,
        whom=reader.options.get("whom", ""),
        way=reader.options.get("way", ""),
    )


def _season(reader: _Reader) -> Change:
    token = reader.peek()
    if token is None:
        raise BadInput(_("Which season?"), _("Write it like: {form}").format(form=WORD_OF[Verb.SEASON].form))
    season = find_season(token.text, reader.desk.settings.seasons)
    reader.position += 1
    return reader.change(season=season.code, reason=reader.rest())


def _group(reader: _Reader) -> Change:
    return reader.change(group=reader.rest())


def _at(text: str, line: Line, desk: Desk) -> View:
    wanted = line.rest(1)
    if not wanted:
        raise BadInput(_("At what time?"), _("Write it like: {form}").format(form=WORD_OF[Verb.AT].form))
    now = desk.now()
    at = read_instant(line.folded[line.tokens[1].start :].strip(), now, desk.settings.branch.zone)
    return View(text, Verb.AT, at=None if at == now else at)


def _find_verb(text: str, line: Line, desk: Desk) -> View:
    return _find(text, line, desk, 1)


def _find(text: str, line: Line, desk: Desk, first: int) -> View:
    from dispatch_tui.domain.orders import BEFORE_DONE

    if len(line.tokens) <= first:
        raise BadInput(_("Find what?"), _("Write it like: {form}").format(form=WORD_OF[Verb.FIND].form))
    token = line.tokens[first]
    if not token.quoted and token.text.startswith(("@", "!")):
        parsed = parse_filter(token.text, desk.settings, desk.language, desk.today())
        return View(text, Verb.FIND, query=line.rest(first + 1), condition=within(parsed, BEFORE_DONE))
    return View(text, Verb.FIND, query=line.rest(first))


def _show(text: str, line: Line, _desk: Desk) -> View:
    number = line.rest(1)
    if not number:
        raise BadInput(_("Which slip?"), _("Write it like: {form}").format(form=WORD_OF[Verb.SHOW].form))
    return View(text, Verb.SHOW, query=number)


def _board(text: str, _line: Line, _desk: Desk) -> View:
    return View(text, Verb.BOARD)


_VIEWS: Mapping[Verb, Callable[[str, Line, Desk], View]] = {
    Verb.AT: _at,
    Verb.FIND: _find_verb,
    Verb.SHOW: _show,
    Verb.BOARD: _board,
}
_CHANGES: Mapping[Verb, Callable[[_Reader], Change]] = {
    Verb.HOLD: _hold,
    Verb.RESUME: _with_reason,
    Verb.CANCEL: _cancel,
    Verb.REAPPOINT: _reappoint,
    Verb.CORRECT: _correct,
    Verb.PLACE: _place,
    Verb.URGENT: _urgent,
    Verb.NORMAL: _with_reason,
    Verb.SORT: _sort,
    Verb.NOTE: _with_reason,
    Verb.BATCH: _batch,
    Verb.ZERO: _zero,
    Verb.CHASE: _chase,
    Verb.SEASON: _season,
    Verb.UNDO: _group,
    Verb.REDO: _group,
}
