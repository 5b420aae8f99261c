"""Parses a line of the command language (design 3): verb, slips, arguments, reason, options ``name=value``."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from dispatch_tui.domain.text import unstorable
from dispatch_tui.errors import BadInput
from dispatch_tui.i18n import gettext as _
from dispatch_tui.services.commands import hand_over_words
from dispatch_tui.services.commands.arguments import (
    ArgumentReader,
    in_order,
    is_point_code,
    read_selection,
    read_when,
    selects,
    take_asker,
    take_options,
)
from dispatch_tui.services.commands.dates import read_day, read_instant, read_times
from dispatch_tui.services.commands.day_grammar import DAY_COMMANDS
from dispatch_tui.services.commands.dispatching_grammar import DISPATCHING
from dispatch_tui.services.commands.fields import read_fields
from dispatch_tui.services.commands.filter_words import parse_filter, speaks_of_sending, within
from dispatch_tui.services.commands.forms import Change, Command, Here, View
from dispatch_tui.services.commands.lexer import Line, read_line
from dispatch_tui.services.commands.names import find_kind, find_point, find_season
from dispatch_tui.services.commands.words import (
    AUTO,
    BATCH_WORDS,
    REMEMBER,
    TO,
    UNTIL,
    WORD_OF,
    Verb,
    find_verb,
    not_understood,
    not_yet,
)

if TYPE_CHECKING:
    from dispatch_tui.services.desk import Desk


def parse(text: str, desk: Desk, here: Here | None = None) -> Command:
    """Parse one typed line into a change or a view.

    ``here`` says what is marked on the screen. Raises BadInput for what can't be understood (with the form to write),
    Ambiguous with candidates for a name that fits several things, NotFound for one that fits none.
    """
    if sign := unstorable(text):
        raise BadInput(_("The command contains {sign}, which can't be stored.").format(sign=sign))
    line = read_line(text)
    if not line.tokens:
        raise BadInput(
            _("Nothing was typed."), _("Type a command like: {form}").format(form=WORD_OF[Verb.HOLD].form)
        )
    line = in_order(line)
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
    options, main = take_options(line, verb) if verb is not Verb.CORRECT else ({}, line)
    return _CHANGES[verb](ArgumentReader(desk, text, main, verb, options, here or Here()))


def _bare(text: str, line: Line, desk: Desk) -> View:
    """Read a line without a verb: a number opens the slip, a filter finds slips."""
    first = line.tokens[0]
    if first.text.startswith(("@", "!")):
        return _find(text, line, desk, 0)
    if len(line.tokens) == 1 and any(char.isdigit() for char in first.text):
        return View(text, Verb.SHOW, query=line.rest(0))
    raise not_understood(first.text)


def _hold(reader: ArgumentReader) -> Change:
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
                _("“{word}” is not a day.").format(word=token.text),
                _("Give one like 11-25, tomorrow, fri or +2d."),
            )
    return reader.change(selection=selection, day=until, reason=reader.rest())


def _with_reason(reader: ArgumentReader) -> Change:
    return reader.change(selection=reader.selection(), reason=reader.rest())


def _cancel(reader: ArgumentReader) -> Change:
    selection = reader.selection()
    asked_by = take_asker(reader)
    return reader.change(selection=selection, reason=reader.rest(), asked_by=asked_by or _("customer"))


def _reappoint(reader: ArgumentReader) -> Change:
    selection = reader.selection()
    start, end = read_when(reader, deadline=False)
    return reader.change(selection=selection, start=start, end=end, reason=reader.rest())


def _urgent(reader: ArgumentReader) -> Change:
    selection = reader.selection()
    start, end = read_when(reader, deadline=True)
    return reader.change(selection=selection, start=start, end=end, reason=reader.rest())


def _place(reader: ArgumentReader) -> Change:
    following = reader.peek(1)
    token = reader.peek()
    swapped = False
    point_first = token is not None and (not selects(token) or is_point_code(token.text, reader.desk))
    if point_first and following is not None and selects(following):
        swapped = True  # "派到 城一 101-118": the network point comes first
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
    return reader.change(selection=selection, point=point, auto=auto, remember=remember, reason=reader.rest())


def _sort(reader: ArgumentReader) -> Change:
    selection = reader.selection()
    reader.skip(TO)
    token = reader.peek()
    if token is None:
        raise BadInput(_("Which kind?"), _("Kinds are install, repair, removal, engineering."))
    kind = find_kind(token.text)
    reader.position += 1
    return reader.change(selection=selection, kind=kind, reason=reader.rest())


def _correct(reader: ArgumentReader) -> Change:
    selection = reader.selection()
    token = reader.peek()
    values = read_fields(reader.line, token.start if token else len(reader.line.folded))
    reason, force = values.pop("reason", ""), values.pop("force", "")
    if not values:
        raise BadInput(_("Which field?"), _("Write it like: {form}").format(form=WORD_OF[Verb.CORRECT].form))
    return Change(reader.text, reader.verb, selection=selection, fields=values, reason=reason, force=force)


def _batch(reader: ArgumentReader) -> Change:
    hand_over = hand_over_words.read_hand_over(reader.line, reader.position, reader.desk, zero=False)
    return reader.change(hand_over=hand_over)


def _zero(reader: ArgumentReader) -> Change:
    reader.skip(BATCH_WORDS)
    hand_over = hand_over_words.read_hand_over(reader.line, reader.position, reader.desk, zero=True)
    return reader.change(hand_over=hand_over)


def _season(reader: ArgumentReader) -> Change:
    token = reader.peek()
    if token is None:
        raise BadInput(_("Which season?"), _("Write it like: {form}").format(form=WORD_OF[Verb.SEASON].form))
    season = find_season(token.text, reader.desk.settings.seasons)
    reader.position += 1
    return reader.change(season=season.code, reason=reader.rest())


def _group(reader: ArgumentReader) -> Change:
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
    from dispatch_tui.domain.orders import BEFORE_DONE, State

    if len(line.tokens) <= first:
        raise BadInput(_("Find what?"), _("Write it like: {form}").format(form=WORD_OF[Verb.FIND].form))
    token = line.tokens[first]
    if not token.quoted and token.text.startswith(("@", "!")):
        parsed = parse_filter(token.text, desk.settings, desk.language, desk.today())
        states = frozenset(State) if speaks_of_sending(parsed.condition) else BEFORE_DONE
        return View(text, Verb.FIND, query=line.rest(first + 1), condition=within(parsed, states))
    return View(text, Verb.FIND, query=line.rest(first))


def _show(text: str, line: Line, _desk: Desk) -> View:
    number = line.rest(1)
    if not number:
        raise BadInput(_("Which slip?"), _("Write it like: {form}").format(form=WORD_OF[Verb.SHOW].form))
    return View(text, Verb.SHOW, query=number)


def _board(text: str, _line: Line, _desk: Desk) -> View:
    return View(text, Verb.BOARD)


def _papers(text: str, _line: Line, _desk: Desk) -> View:
    return View(text, Verb.PAPERS)


def _reports(text: str, _line: Line, _desk: Desk) -> View:
    return View(text, Verb.REPORTS)


_VIEWS: Mapping[Verb, Callable[[str, Line, Desk], View]] = {
    Verb.AT: _at,
    Verb.FIND: _find_verb,
    Verb.SHOW: _show,
    Verb.BOARD: _board,
    Verb.PAPERS: _papers,
    Verb.REPORTS: _reports,
}
_CHANGES: Mapping[Verb, Callable[[ArgumentReader], Command]] = {
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
    Verb.SEASON: _season,
    Verb.UNDO: _group,
    Verb.REDO: _group,
    **DISPATCHING,
    **DAY_COMMANDS,
}
