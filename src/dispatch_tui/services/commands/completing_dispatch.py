"""Completion of the commands of dispatching: network points with their load, workers, parts, cards, sheets, papers."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from dispatch_tui.domain.dispatches import CardState, FlowCard, Mode
from dispatch_tui.domain.feedback import FeedbackSheet, SheetState
from dispatch_tui.domain.feedback_words import mode_word, sheet_state_word, way_word
from dispatch_tui.domain.lifecycle import kind_word
from dispatch_tui.domain.orders import Kind, Order
from dispatch_tui.domain.text import key
from dispatch_tui.i18n import gettext as _
from dispatch_tui.i18n import ngettext
from dispatch_tui.services.commands.arguments import read_selection, selects
from dispatch_tui.services.commands.lexer import Token
from dispatch_tui.services.commands.names import workers_like
from dispatch_tui.services.commands.paper_choice import LOOK_BACK
from dispatch_tui.services.commands.small_words import CHASE_WAYS, RUNS, SHEET_STEPS
from dispatch_tui.services.commands.targets import resolve
from dispatch_tui.services.commands.verbs import Verb

if TYPE_CHECKING:
    from dispatch_tui.services.desk import Desk

Words = Iterator[tuple[str, str]]
MOST_SLIPS = 200
"""Workers and additions are looked up for at most so many slips while typing."""

_FIXED: Mapping[Verb, tuple[tuple[str, str], ...]] = {
    Verb.MATERIALS: (("ready", "齐"),),
    Verb.RESEND: (("fax", "传真"), ("car", "车"), ("pickup", "自取")),
    Verb.SEND: (
        ("fax", "传真"), ("car", "车"), ("pickup", "自取"), ("normal", "正常"), ("auto", "自动"), ("none", "无料"),
    ),
    Verb.DONE: (("signed", "已签"),),
    Verb.RECALL: (("by=", "由="),),
}  # fmt: skip
"""Small words behind the slips, in English and Chinese."""
_OPTIONS = (("at=", "时间="), ("force=", "强制="), ("reason=", "理由="))
_STEPS = (
    ("received", "收到"), ("query", "询问"), ("answer", "答复"), ("check", "核对"), ("line", "行"), ("hand", "交"),
    ("entered", "已录入"), ("copied", "抄回"),
)  # fmt: skip
_PAPERS = (
    ("slip", "作业单"), ("card", "流转卡"), ("sheet", "反馈表"), ("ledger", "台帐"), ("materials", "备料单"),
)  # fmt: skip


def following(
    desk: Desk, verb: Verb, done: Sequence[str], partial: str, points: Callable[[str], Words]
) -> Words:
    """Yield how a command of dispatching goes on behind the words ``done``; ``points`` completes network points."""
    special = _SPECIAL.get(verb)
    if special is not None:
        yield from special(desk, done, partial, points)
    elif len(done) >= 2:
        yield from _fixed(desk, verb, done, partial)
    if len(done) >= 2 and partial:
        yield from _fitting(desk, _OPTIONS, partial)


def _fitting(desk: Desk, words: Iterable[tuple[str, str]], partial: str, taken: Sequence[str] = ()) -> Words:
    chinese = desk.language == "zh"
    folded = key(partial)
    for english, han in words:
        if (
            english not in taken
            and han not in taken
            and (key(english).startswith(folded) or han.startswith(partial))
        ):
            yield (han, "") if chinese else (english, "")


def _fixed(desk: Desk, verb: Verb, done: Sequence[str], partial: str) -> Words:
    yield from _fitting(desk, _FIXED.get(verb, ()), partial, done)


def _assign(desk: Desk, done: Sequence[str], partial: str, points: Callable[[str], Words]) -> Words:
    if len(done) == 2:
        for word, _about in _fitting(desk, (("auto", "自动"),), partial):
            yield word, _("by proposal for the whole batch")
        yield from points(partial)
    elif len(done) == 3:
        yield from _fitting(desk, (("none", "无料"),), partial)


def _send(desk: Desk, done: Sequence[str], partial: str, points: Callable[[str], Words]) -> Words:
    if len(done) < 2:
        return
    yield from _fitting(desk, _FIXED[Verb.SEND], partial, done)
    if partial:
        yield from points(partial)


def _worker(desk: Desk, done: Sequence[str], partial: str, _points: Callable[[str], Words]) -> Words:
    if len(done) != 2:
        return
    from dispatch_tui.domain.pinyin import initials

    codes = {order.point for order in _slips(desk, done[1], Verb.WORKER)}
    names = [
        name for point in desk.settings.points if not codes or point.code in codes for name in point.workers
    ]
    for name in workers_like(partial, names) if partial else dict.fromkeys(names):
        yield name, initials(name)


def _parts(desk: Desk, done: Sequence[str], partial: str, _points: Callable[[str], Words]) -> Words:
    if len(done) < 2:
        return
    from dispatch_tui.domain.pinyin import initials

    if len(done) == 2:
        yield from _fitting(desk, (("none", "无"),), partial)
    else:
        yield from _fitting(desk, (("make", "制作"),), partial, done)
    folded = key(partial)
    for name in desk.settings.dispatching.parts:
        if not folded or key(name).startswith(folded) or initials(name).startswith(folded):
            yield (f'"{name}"x1' if " " in name else f"{name}x1"), ""


def _add(desk: Desk, done: Sequence[str], partial: str, points: Callable[[str], Words]) -> Words:
    if len(done) == 2:
        yield from (each for each in _parts(desk, done, partial, points) if each[0].endswith("x1"))


def _approve(desk: Desk, done: Sequence[str], partial: str, _points: Callable[[str], Words]) -> Words:
    from dispatch_tui.domain.addenda import additions_of

    if len(done) != 2:
        return
    for order in _slips(desk, done[1], Verb.APPROVE)[:1]:
        for place, each in enumerate(additions_of(order), start=1):
            if not each.approved and str(place).startswith(partial):
                yield str(place), f"{each.text} ×{each.quantity} {each.unit}"


def _slips(desk: Desk, text: str, verb: Verb) -> list[Order]:
    """Return the slips that a word names so far; empty for a word that names none."""
    if not selects(Token(text, 0, len(text))):
        return []
    with desk.store.read() as reader:
        found = resolve(reader, read_selection(text, desk), verb, desk.now())
        return reader.orders([id_ for id_, _version in found.targets[:MOST_SLIPS]])


def _card(desk: Desk, done: Sequence[str], partial: str, _points: Callable[[str], Words]) -> Words:
    if len(done) == 1:
        yield from _cards(desk, partial)
    elif len(done) == 2:
        yield from _fitting(desk, (("sign", "签收"), ("void", "作废")), partial)


def _cards(desk: Desk, partial: str) -> Words:
    folded = key(partial)
    with desk.store.read() as reader:
        found = reader.papers(FlowCard, day=desk.today(), order_by="no")
    for card in found:
        point = desk.settings.point(card.point)
        fits = (folded in key(card.no), point is not None and point.initials.startswith(folded))
        if card.state is not CardState.VOID and (not folded or any(fits)):
            slips = ngettext("{n} slip", "{n} slips", len(card.lines)).format(n=len(card.lines))
            yield card.no, f"{desk.point_name(card.point)} {slips}"


def _sheet(desk: Desk, done: Sequence[str], partial: str, _points: Callable[[str], Words]) -> Words:
    if any(word.casefold() in SHEET_STEPS for word in done[1:]):
        if done[-1].casefold() in SHEET_STEPS and SHEET_STEPS[done[-1].casefold()] == "received":
            yield from _fitting(desk, (("fax", "传真"), ("car", "车"), ("phone", "电话")), partial)
        return
    if len(done) > 1:
        yield from _fitting(desk, _STEPS, partial)
    yield from _which_sheets(desk, done, partial)


def _which_sheets(desk: Desk, done: Sequence[str], partial: str) -> Words:
    """Yield network points with sheets of the last weeks that are not finished; then their kinds and days."""
    folded, chinese = key(partial), desk.language == "zh"
    with desk.store.read() as reader:
        sheets = reader.papers(FeedbackSheet, day_from=desk.today() - LOOK_BACK)
    waiting = [sheet for sheet in sheets if sheet.state is not SheetState.COPIED_BACK]
    if len(done) == 1:
        yield from _fitting(desk, (("temporary", "临时"), ("all", "全部")), partial)
        for point in desk.settings.points:
            mine = [sheet for sheet in waiting if sheet.point == point.code]
            names = (key(point.code), point.initials, *(key(name) for name in point.names.values()))
            if mine and (not folded or any(name.startswith(folded) for name in names)):
                states = ", ".join(dict.fromkeys(sheet_state_word(sheet.state) for sheet in mine))
                yield point.code, f"{desk.name_of(point)} {states}"
        return
    seen = set(done)
    for kind in dict.fromkeys(sheet.kind for sheet in waiting):
        word = kind_word(kind) if chinese else kind.value
        if word not in seen and (not folded or key(word).startswith(folded)):
            yield word, kind_word(kind)
    for day in sorted({sheet.day for sheet in waiting}, reverse=True):
        if f"{day:%m-%d}".startswith(partial):
            yield f"{day:%m-%d}", ""


def _day(desk: Desk, done: Sequence[str], partial: str, _points: Callable[[str], Words]) -> Words:
    named = any(word.casefold() in RUNS for word in done)
    if not named:
        yield from _fitting(desk, (("open", "开工"), ("close", "收工")), partial)
    else:
        yield from _fitting(desk, (("sign", "签收"),), partial, done)


def _accept(desk: Desk, done: Sequence[str], partial: str, _points: Callable[[str], Words]) -> Words:
    if len(done) == 1:
        yield from _fitting(desk, (("open", "开工"), ("close", "收工")), partial)
    elif len(done) == 2 and done[1].casefold() in RUNS:
        from dispatch_tui.services import day_runs
        from dispatch_tui.services.commands.run_choice import differences

        view = day_runs.view(desk, desk.today(), RUNS[done[1].casefold()])
        for place, line in enumerate(differences(view), start=1):
            if str(place).startswith(partial):
                yield str(place), line.text


def _ledger(desk: Desk, done: Sequence[str], partial: str, points: Callable[[str], Words]) -> Words:
    if len(done) == 1:
        yield from points(partial)
        return
    chinese = desk.language == "zh"
    for kind in Kind:
        word = kind_word(kind) if chinese else kind.value
        if kind is not Kind.UNSORTED and word not in done and key(word).startswith(key(partial)):
            yield word, kind_word(kind)
    for mode in Mode:
        word = mode_word(mode) if chinese else mode.value
        if word not in done and key(word).startswith(key(partial)):
            yield word, ""
    yield from _fitting(desk, (("remove", "减"), ("add", "加")), partial, done)


def _print(desk: Desk, done: Sequence[str], partial: str, _points: Callable[[str], Words]) -> Words:
    if done[-1].casefold() in ("to", "到"):
        yield from (
            (name, real) for name, real in desk.settings.printing.printers.items() if name.startswith(partial)
        )
    elif len(done) == 1:
        yield from _fitting(desk, _PAPERS, partial)
    elif done[1].casefold() in ("card", "流转卡"):
        yield from _cards(desk, partial)
    elif done[1].casefold() in ("sheet", "反馈表"):
        yield from _which_sheets(desk, done[1:], partial)


def _chase(desk: Desk, done: Sequence[str], partial: str, _points: Callable[[str], Words]) -> Words:
    """Yield what has to be chased now, then the ways of the ladder."""
    if len(done) >= 2:
        for way in dict.fromkeys(CHASE_WAYS.values()):
            if way.startswith(partial.casefold()) or way_word(way).startswith(partial):
                yield (way_word(way) if desk.language == "zh" else way), way_word(way)
        return
    from dispatch_tui.services.chasing import due_chases

    yield from _fitting(desk, (("batch", "批次"),), partial)
    seen = set()
    for each in due_chases(desk, soon=True):
        label = each.order_no or each.point
        point = desk.settings.point(each.point)
        names = (key(label), point.initials if point else "", key(desk.point_name(each.point)))
        if label and label not in seen and any(name.startswith(key(partial)) for name in names):
            seen.add(label)
            yield label, each.title


_SPECIAL: Mapping[Verb, Callable[[Desk, Sequence[str], str, Callable[[str], Words]], Words]] = {
    Verb.ASSIGN: _assign,
    Verb.SEND: _send,
    Verb.WORKER: _worker,
    Verb.PARTS: _parts,
    Verb.REVIEW: _parts,
    Verb.ADD: _add,
    Verb.APPROVE: _approve,
    Verb.CARD: _card,
    Verb.SHEET: _sheet,
    Verb.DAY: _day,
    Verb.ACCEPT: _accept,
    Verb.LEDGER: _ledger,
    Verb.PRINT: _print,
    Verb.CHASE: _chase,
}
