"""Reads the commands from the pre-review to the sending, and what follows on the way of a slip (S004 一.1)."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import replace

from dispatch_tui.domain.dispatches import Mode, Via
from dispatch_tui.errors import BadInput
from dispatch_tui.i18n import gettext as _
from dispatch_tui.services.commands.arguments import (
    ArgumentReader,
    is_point_code,
    read_selection,
    selects,
    take_asker,
)
from dispatch_tui.services.commands.dates import read_true_time
from dispatch_tui.services.commands.forms import Change, Command, Selection, View
from dispatch_tui.services.commands.names import KINDS, find_point, points_like
from dispatch_tui.services.commands.part_words import read_items
from dispatch_tui.services.commands.small_words import (
    LIST,
    MAKE,
    NONE,
    NORMAL,
    PREPARE,
    READY,
    SIGNED,
    TEMPORARY,
    VIAS,
)
from dispatch_tui.services.commands.verbs import Verb
from dispatch_tui.services.commands.words import AUTO, BY_TIME, TO

_FURTHER = re.compile(r"[0-9][0-9,、~-]*[0-9]|[A-Za-z]{1,3}[0-9]{6}[0-9A-Za-z,、~-]*[0-9]")
"""A further number or range written behind a space; with letters in front only a whole number."""


def read_numbers(reader: ArgumentReader) -> Selection:
    """Return the slips, also when their numbers are written with spaces between ("101 102 cy")."""
    found = reader.selection()
    if not found.pieces:
        return found
    pieces = list(found.pieces)
    while (token := reader.peek()) is not None and not token.quoted and _FURTHER.fullmatch(token.text):
        pieces += read_selection(token.text, reader.desk).pieces
        reader.position += 1
    return replace(found, pieces=tuple(pieces), text=",".join(pieces))


def _review(reader: ArgumentReader) -> Change:
    selection = reader.selection()
    if reader.peek() is None:
        return reader.change(selection=selection)
    return _parts_of(reader, selection)


def _parts(reader: ArgumentReader) -> Change:
    selection = reader.selection()
    if reader.peek() is None:
        raise BadInput(
            _("Which parts? Say “none” when nothing is needed."),
            reader.form_hint(),
        )
    return _parts_of(reader, selection)


def _parts_of(reader: ArgumentReader, selection: Selection) -> Change:
    if reader.skip(NONE):
        reader.end()
        return reader.change(selection=selection, none=True)
    words, make = [], False
    while (token := reader.peek()) is not None:
        reader.position += 1
        if not token.quoted and token.key in MAKE:
            make = True
        elif token.quoted or token.key not in PREPARE:
            words.append(token)
    lines = read_items(words, reader.desk.settings.dispatching.units)
    if not lines:
        raise BadInput(_("Which parts? Say “none” when nothing is needed."), reader.form_hint())
    return reader.change(selection=selection, lines=lines, make=make)


def _materials(reader: ArgumentReader) -> Command:
    if reader.peek() is None or reader.starts_with(LIST):
        return View(reader.text, Verb.MATERIALS)
    selection = read_numbers(reader)
    if not reader.skip(READY):
        raise BadInput(_("What about the materials?"), reader.form_hint())
    reader.end()
    return reader.change(selection=selection)


def _assign(reader: ArgumentReader) -> Change:
    selection, swapped = _point_first(reader)
    if selection is None:
        selection = read_numbers(reader)
    none = reader.skip(NONE)
    point, auto = swapped, False
    token = reader.peek()
    if not swapped and token is not None and not reader.skip(NONE):
        reader.skip(TO)
        token = reader.peek()
        auto = token is not None and not token.quoted and token.key in AUTO
        if token is not None and not auto:
            point = find_point(token.text, reader.desk.settings, reader.desk.language).code
        reader.position += 1
    none = reader.skip(NONE) or none
    # Who confirmed on the telephone: a slip that was sent is recalled and assigned anew in one step.
    confirmed_by = take_asker(reader, parties=False) if "by" in reader.options else ""
    return reader.change(
        selection=selection, point=point, auto=auto, none=none, reason=reader.rest(), asked_by=confirmed_by
    )


def _point_first(reader: ArgumentReader) -> tuple[Selection | None, str]:
    """Read "分派 城一 101-118": the network point, or “auto”, in front of the slips."""
    token, following = reader.peek(), reader.peek(1)
    if token is None or following is None or token.quoted or not selects(following):
        return None, ""
    if selects(token) and not is_point_code(token.text, reader.desk):
        return None, ""
    if token.key in AUTO | TO:
        return None, ""
    point = find_point(token.text, reader.desk.settings, reader.desk.language).code
    reader.position += 1
    return read_numbers(reader), point


def _send(reader: ArgumentReader) -> Change:
    selection, point = _point_first(reader) if not _is_way(reader) else (None, "")
    mode, via, none, auto = None, None, False, False
    if selection is None:
        while _is_way(reader) and (second := reader.peek(1)) is not None and selects(second):
            mode, via = _way(reader, mode, via)  # "派送 传真 104": the way comes first
        selection = read_numbers(reader)
    while (token := reader.peek()) is not None and not token.quoted:
        if _is_way(reader):
            mode, via = _way(reader, mode, via)
        elif reader.skip(NONE):
            none = True
        elif not point and not auto and reader.skip(AUTO):
            auto = True
        elif not point and not auto and (reader.skip(TO) or points_like(token.text, reader.desk.settings)):
            point = _point_here(reader)
        else:
            break
    if mode is Mode.NORMAL and via not in (None, Via.CAR):
        raise BadInput(
            _("Normal dispatch goes with the network point's car."),
            _("Leave “normal” out to send at once by fax."),
        )
    mode = mode or Mode.TEMPORARY
    if mode is Mode.TEMPORARY:
        via = via or Via.FAX
    return reader.change(
        selection=selection, point=point, auto=auto, mode=mode, via=via, none=none, reason=reader.rest()
    )


def _is_way(reader: ArgumentReader) -> bool:
    return any(reader.starts_with(words) for words in (NORMAL, TEMPORARY, VIAS))


def _way(reader: ArgumentReader, mode: Mode | None, via: Via | None) -> tuple[Mode | None, Via | None]:
    if reader.skip(NORMAL):
        return Mode.NORMAL, via
    if reader.skip(TEMPORARY):
        return Mode.TEMPORARY, via
    token = reader.peek()
    reader.position += 1
    return mode, VIAS[token.key] if token is not None else via


def _point_here(reader: ArgumentReader) -> str:
    token = reader.peek()
    if token is None:
        raise BadInput(_("Which network point?"), reader.form_hint())
    reader.position += 1
    return find_point(token.text, reader.desk.settings, reader.desk.language).code


def _recall(reader: ArgumentReader) -> Change:
    selection = read_numbers(reader)
    confirmed_by = take_asker(reader, parties=False)
    return reader.change(selection=selection, reason=reader.rest(), asked_by=confirmed_by)


def _resend(reader: ArgumentReader) -> Change:
    selection = read_numbers(reader)
    via = None
    if _is_way(reader):
        _mode, via = _way(reader, None, None)
    reader.end()
    return reader.change(selection=selection, via=via)


def _with_reason(reader: ArgumentReader) -> Change:
    return reader.change(selection=read_numbers(reader), reason=reader.rest())


def _bare(reader: ArgumentReader) -> Change:
    selection = read_numbers(reader)
    reader.end()
    return reader.change(selection=selection)


def _worker(reader: ArgumentReader) -> Change:
    selection = reader.selection()
    name = reader.rest()
    if not name:
        raise BadInput(_("What is the worker's name?"), reader.form_hint())
    return reader.change(selection=selection, worker=name)


def _split(reader: ArgumentReader) -> Change:
    selection = reader.selection()
    token = reader.peek()
    kind = None
    if token is not None and not token.quoted and token.key in KINDS:
        kind = KINDS[token.key]
        reader.position += 1
    return reader.change(selection=selection, kind=kind, reason=reader.rest())


def _arrived(reader: ArgumentReader) -> Change:
    selection = reader.selection()
    reader.skip(BY_TIME)
    words = reader.rest()
    desk = reader.desk
    if not words:
        return reader.change(selection=selection)
    at = read_true_time(words, desk.now(), desk.settings.branch.zone)
    return reader.change(selection=selection, at=at)


def _done(reader: ArgumentReader) -> Change:
    selection = read_numbers(reader)
    signed = reader.skip(SIGNED)
    reader.end()
    return reader.change(selection=selection, signed=signed)


def _add(reader: ArgumentReader) -> Change:
    selection = reader.selection()
    lines = read_items(reader.left, reader.desk.settings.dispatching.units)
    if len(lines) != 1:
        raise BadInput(
            _("What was added?") if not lines else _("One addition at a time, please."), reader.form_hint()
        )
    return reader.change(selection=selection, lines=lines)


def _approve(reader: ArgumentReader) -> Change:
    selection = reader.selection()
    token = reader.peek()
    nth = 0
    if token is not None:
        text = token.text.lstrip("第").rstrip("项条")
        if not text.isdecimal() or not 1 <= len(text) <= 2 or not int(text):
            raise BadInput(_("“{word}” says nothing here.").format(word=token.text), reader.form_hint())
        nth = int(text)
        reader.position += 1
    reader.end()
    return reader.change(selection=selection, nth=nth)


DISPATCHING: Mapping[Verb, Callable[[ArgumentReader], Command]] = {
    Verb.REVIEW: _review,
    Verb.PARTS: _parts,
    Verb.MATERIALS: _materials,
    Verb.WAIVE: _with_reason,
    Verb.ASSIGN: _assign,
    Verb.UNASSIGN: _with_reason,
    Verb.SEND: _send,
    Verb.RECALL: _recall,
    Verb.RESEND: _resend,
    Verb.RECEIVED: _bare,
    Verb.FAILED: _with_reason,
    Verb.WORKER: _worker,
    Verb.ARRIVED: _arrived,
    Verb.IN_HOUSE: _with_reason,
    Verb.REPAIRED: _bare,
    Verb.DONE: _done,
    Verb.SIGNED: _bare,
    Verb.CLOSE: _with_reason,
    Verb.REOPEN: _with_reason,
    Verb.ADD: _add,
    Verb.APPROVE: _approve,
    Verb.SPLIT: _split,
    Verb.MERGE: _with_reason,
}
"""How each command on slips is read."""
