"""Reads the commands on cards, feedback sheets, the guided runs, the ledger and on printing."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace

from dispatch_tui.domain.dispatches import Mode
from dispatch_tui.errors import BadInput
from dispatch_tui.i18n import gettext as _
from dispatch_tui.services.commands.arguments import (
    ArgumentReader,
    day_or_none,
    read_selection,
    selects,
    take_asker,
)
from dispatch_tui.services.commands.dates import Bias, read_day, read_instant, read_times
from dispatch_tui.services.commands.dispatching_grammar import read_numbers
from dispatch_tui.services.commands.forms import Change, Command, HandOver, Sheets, View
from dispatch_tui.services.commands.hand_over_words import read_slot
from dispatch_tui.services.commands.names import KIND_INITIALS, KINDS, find_point
from dispatch_tui.services.commands.small_words import (
    ALL,
    CHASE_WAYS,
    INCREASE,
    NORMAL,
    PAPERS,
    REMOVE,
    RUNS,
    SHEET_STEPS,
    SIGN,
    TEMPORARY,
    VIAS,
    VOID,
)
from dispatch_tui.services.commands.verbs import Verb
from dispatch_tui.services.commands.words import BATCH_WORDS, TO


def _sheets(reader: ArgumentReader, stop: frozenset[str]) -> Sheets:
    """Read which sheets are meant, up to a word of ``stop``: mode, network point, kind and day in any order."""
    desk = reader.desk
    first = reader.position
    found = Sheets("")
    while (token := reader.peek()) is not None and (token.quoted or token.key not in stop):
        if not token.quoted and token.key in NORMAL | TEMPORARY:
            found = replace(found, mode=Mode.NORMAL if token.key in NORMAL else Mode.TEMPORARY)
        elif not token.quoted and token.key in KINDS:
            found = replace(found, kind=KINDS[token.key])
        elif not token.quoted and (day := read_day(token.text, desk.today(), Bias.PAST)) is not None:
            found = replace(found, day=day)
        elif found.kind is None and token.key in KIND_INITIALS:
            found = replace(found, kind=KIND_INITIALS[token.key])
        elif not token.quoted and token.key in ALL:
            found = replace(found, every=True)
        else:
            if found.point is not None:
                raise BadInput(_("“{word}” says nothing here.").format(word=token.text), reader.form_hint())
            found = replace(found, point=find_point(token.text, desk.settings, desk.language).code)
        reader.position += 1
    return replace(found, text=reader.line.rest(first, reader.position))


def _sheet(reader: ArgumentReader) -> Command:
    sheets = _sheets(reader, frozenset(SHEET_STEPS))
    token = reader.peek()
    if token is None:
        return View(reader.text, Verb.SHEET, query=sheets.text, day=sheets.day, sheets=sheets)
    step = SHEET_STEPS[token.key]
    reader.position += 1
    if step == "line":
        number = reader.peek()
        if number is None:
            raise BadInput(_("Which slip?"), reader.form_hint())
        reader.position += 1
        return reader.change(sheets=sheets, step=step, key=number.text, worker=reader.rest())
    if step == "received":
        way = reader.peek()
        told = way.key if way is not None else ""
        if way is not None:
            reader.position += 1
        reader.end()
        via = VIAS.get(told)
        return reader.change(
            sheets=sheets, step=step, way=via.value if via else CHASE_WAYS.get(told, told or "fax")
        )
    if step in ("query", "answer"):
        if not reader.rest():
            raise BadInput(_("What is doubtful?"), reader.form_hint())
        return reader.change(sheets=sheets, step=step, reason=reader.rest())
    reason = reader.rest() or reader.options.get("gap", "")
    return reader.change(sheets=sheets, step=step, reason=reason)


def _card(reader: ArgumentReader) -> Command:
    token = reader.peek()
    if token is None:
        return View(reader.text, Verb.PAPERS)
    reader.position += 1
    if reader.skip(VOID):
        confirmed_by = take_asker(reader, parties=False)
        return reader.change(card=token.text, step="void", reason=reader.rest(), asked_by=confirmed_by)
    if reader.skip(SIGN):
        return reader.change(card=token.text, step="sign", whom=reader.rest() or reader.options.get("by", ""))
    reader.end()
    day = None if token.quoted else day_or_none(token.text, reader.desk.today(), Bias.PAST)
    if day is not None:
        return View(reader.text, Verb.PAPERS, day=day)
    return View(reader.text, Verb.CARD, query=token.text)


def _day(reader: ArgumentReader) -> Command:
    run = RUNS.get(reader.line.tokens[0].key)
    day = None
    sign = False
    while (token := reader.peek()) is not None:
        if not token.quoted and token.key in RUNS and run is None:
            run = RUNS[token.key]
        elif not token.quoted and token.key in SIGN:
            sign = True
        elif not token.quoted and (found := read_day(token.text, reader.desk.today(), Bias.PAST)) is not None:
            day = found
        else:
            raise BadInput(_("“{word}” says nothing here.").format(word=token.text), reader.form_hint())
        reader.position += 1
    if not sign:
        return View(reader.text, Verb.DAY, run=run, day=day)
    if run is None:
        raise BadInput(_("Which run is signed off?"), reader.form_hint())
    return reader.change(run=run, day=day, step="sign")


def _accept(reader: ArgumentReader) -> Change:
    token = reader.peek()
    run = RUNS.get(token.key) if token is not None and not token.quoted else None
    if run is None:
        raise BadInput(_("A difference of which run?"), reader.form_hint())
    reader.position += 1
    which = reader.peek()
    day = None
    if which is not None and not which.quoted and not which.text.isdecimal():
        day = read_day(which.text, reader.desk.today(), Bias.PAST)
    if day is not None:
        reader.position += 1
        which = reader.peek()
    if which is None:
        raise BadInput(_("Which difference?"), reader.form_hint())
    reader.position += 1
    nth = int(which.text) if which.text.isdecimal() and len(which.text) <= 3 else 0
    return reader.change(run=run, day=day, key=which.text, nth=nth, reason=reader.rest())


def _ledger(reader: ArgumentReader) -> Command:
    sheets = _sheets(reader, REMOVE | INCREASE)
    token = reader.peek()
    if token is None:
        return View(reader.text, Verb.LEDGER, query=sheets.text, day=sheets.day, sheets=sheets)
    step = "remove" if token.key in REMOVE else "add"
    reader.position += 1
    slips = reader.peek()
    if slips is None or not selects(slips):
        raise BadInput(_("Which slips?"), reader.form_hint())
    selection = read_numbers(reader)
    return reader.change(sheets=sheets, step=step, selection=selection, reason=reader.rest())


def _print(reader: ArgumentReader) -> Command:
    token = reader.peek()
    if token is None:
        return View(reader.text, Verb.PAPERS)
    paper = PAPERS.get(token.key) if not token.quoted else None
    if paper is not None:
        reader.position += 1
    elif selects(token):
        paper = "work_slip"
    else:
        raise BadInput(
            _("“{word}” is no paper.").format(word=token.text),
            _("Papers are slip, card, sheet, ledger, materials."),
        )
    selection, subjects, sheets = None, list[str](), None
    if paper == "work_slip":
        selection = read_numbers(reader)
    elif paper in ("feedback_sheet", "ledger_page"):
        sheets = _sheets(reader, TO)
    while (word := reader.peek()) is not None and (word.quoted or word.key not in TO):
        subjects += [each for each in word.text.replace("、", ",").split(",") if each]
        reader.position += 1
    reader.skip(TO)
    target = reader.rest() or reader.options.get("target", "")
    return View(
        reader.text,
        Verb.PRINT,
        day=sheets.day if sheets else None,
        paper=paper,
        selection=selection,
        sheets=sheets,
        subjects=tuple(subjects),
        target=target,
    )


def _chase(reader: ArgumentReader) -> Change:
    desk = reader.desk
    named = reader.skip(BATCH_WORDS)
    token = reader.peek()
    next_try = reader.options.get("next", "")
    start = read_instant(next_try, desk.now(), desk.settings.branch.zone, Bias.FUTURE) if next_try else None
    values: dict[str, object] = {"start": start, "whom": reader.options.get("whom", "")}
    if named or (token is not None and not token.quoted and read_times(token.text)):
        kind, slot, reader.position = read_slot(reader.line, reader.position, desk)
        values["hand_over"] = HandOver(kind, slot)
    elif token is None:
        raise BadInput(_("Chase whom?"), reader.form_hint())
    elif selects(token) and not _is_point(token.text, reader):
        reader.position += 1
        values["selection"] = read_selection(token.text, desk)
    else:
        values["sheets"] = _chased_sheets(reader)
    way = reader.peek()
    if way is not None and not way.quoted and way.key in CHASE_WAYS:
        values["way"] = CHASE_WAYS[way.key]
        reader.position += 1
    elif reader.options.get("way"):
        told = reader.options["way"]
        values["way"] = CHASE_WAYS.get(told.casefold(), told)
    return reader.change(reason=reader.rest(), **values)


def _is_point(text: str, reader: ArgumentReader) -> bool:
    return any(point.code.casefold() == text.casefold() for point in reader.desk.settings.points)


def _chased_sheets(reader: ArgumentReader) -> Sheets:
    """Read the network point whose sheets are chased, and the kind and day that may stand behind it."""
    desk = reader.desk
    token = reader.peek()
    assert token is not None  # noqa: S101 - asked before
    reader.position += 1
    if token.key in TEMPORARY:
        found = Sheets(token.text, mode=Mode.TEMPORARY)
    else:
        found = Sheets(token.text, Mode.NORMAL, find_point(token.text, desk.settings, desk.language).code)
    while (token := reader.peek()) is not None and not token.quoted:
        day = read_day(token.text, desk.today(), Bias.PAST)
        if token.key in KINDS:
            found = replace(found, kind=KINDS[token.key])
        elif day is not None:
            found = replace(found, day=day)
        else:
            break
        reader.position += 1
    return found


DAY_COMMANDS: Mapping[Verb, Callable[[ArgumentReader], Command]] = {
    Verb.CARD: _card,
    Verb.SHEET: _sheet,
    Verb.DAY: _day,
    Verb.ACCEPT: _accept,
    Verb.LEDGER: _ledger,
    Verb.PRINT: _print,
    Verb.CHASE: _chase,
}
"""How each command on papers and runs is read."""
