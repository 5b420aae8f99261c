"""The filter language: ``@ready&repair``, ``urgent|!overdue``, ``due<2h``, ``batch=12:30``, ``text~"…"``.

Words of both languages mean the same; ``&`` binds before ``|``, ``!`` before both, round brackets group.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

from dispatch_tui.domain.calendar import wall_instant
from dispatch_tui.domain.filters import (
    And,
    AtPoint,
    Condition,
    DueWithin,
    Everything,
    HasText,
    HasWorker,
    InCategory,
    InDivision,
    InSlot,
    InStates,
    IsKind,
    Not,
    OnDay,
    Or,
    SentBetween,
)
from dispatch_tui.domain.orders import State
from dispatch_tui.errors import Ambiguous, BadInput
from dispatch_tui.i18n import gettext as _
from dispatch_tui.services.commands.dates import Bias, read_day, read_span, read_time
from dispatch_tui.services.commands.filter_terms import (
    CHINESE_FILTER_WORDS,
    FILTER_WORDS,
    NAMELESS,
    OVERDUE,
    SIMPLE,
)
from dispatch_tui.services.commands.names import (
    KINDS,
    STATES,
    find_point,
    find_worker,
    point_candidates,
    points_like,
)

if TYPE_CHECKING:
    from dispatch_tui.settings.model import Settings

__all__ = [
    "CHINESE_FILTER_WORDS", "FILTER_WORDS", "OVERDUE", "Filter", "parse_filter", "speaks_of_sending", "unquote",
    "within",
]  # fmt: skip

MOST_WORDS = 120
"""Words and signs of one filter; nested conditions have to fit the stack and one SQL statement."""
_FIELD = re.compile(r"([^\s=<>~&|!()]+?)\s*(<=|=|<|~)\s*(.+)", re.DOTALL)
_TOKEN = re.compile(
    r"""\s*(?:(?P<sign>[&|!()])|(?P<word>(?:"[^"]*"|“[^”]*”|「[^」]*」|'[^']*'|[^&|!()\s"“「'])+|["'“「]))"""
)


@dataclass(frozen=True, slots=True)
class Filter:
    """A parsed filter."""

    condition: Condition
    text: str

    @property
    def names_state(self) -> bool:
        """Whether the filter itself limits the states; otherwise the command limits it to those that suit it."""
        return _limits_states(self.condition)


def _limits_states(condition: Condition) -> bool:
    match condition:
        case InStates():
            return True
        case And(parts):
            return any(_limits_states(part) for part in parts)
        case Or(parts):
            return all(_limits_states(part) for part in parts)
        case _:
            return False


@dataclass(slots=True)
class _Parser:
    """Recursive descent over the words of one filter."""

    words: list[str]
    settings: Settings
    language: str
    today: date
    text: str
    position: int = 0

    def parse(self) -> Condition:
        found = self._either()
        if self.position < len(self.words):
            raise _unreadable(self.text, self.words[self.position])
        return found

    def _next(self) -> str:
        return self.words[self.position] if self.position < len(self.words) else ""

    def _joined(self, sign: str, part: Callable[[], Condition], whole: type[And] | type[Or]) -> Condition:
        parts = [part()]
        while self._next() == sign:
            self.position += 1
            parts.append(part())
        return parts[0] if len(parts) == 1 else whole(tuple(parts))

    def _either(self) -> Condition:
        return self._joined("|", self._all, Or)

    def _all(self) -> Condition:
        return self._joined("&", self._single, And)

    def _single(self) -> Condition:
        word = self._next()
        if not word or word in "&|)":
            raise _unreadable(self.text, word or _("its end"))
        self.position += 1
        if word == "!":
            return self._negated()
        if word == "(":
            inner = self._either()
            if self._next() != ")":
                raise BadInput(_("A bracket is not closed in “{text}”.").format(text=self.text))
            self.position += 1
            return inner
        return self._atom(word)

    def _negated(self) -> Condition:
        """Read what stands behind a ``!``; a second one takes the first back."""
        turned = True
        while self._next() == "!":
            self.position += 1
            turned = not turned
        inner = self._single()
        return Not(inner) if turned else inner

    def _atom(self, word: str) -> Condition:
        word = word.lstrip("@")
        folded = word.casefold()
        if folded in SIMPLE:
            return SIMPLE[folded]
        if folded in STATES:
            return InStates(frozenset({STATES[folded]}))
        if folded in KINDS:
            return IsKind(frozenset({KINDS[folded]}))
        if (by_day := self._day_word(folded)) is not None:
            return by_day
        found = _FIELD.fullmatch(word)
        if found:
            return self._field(found[1].casefold(), found[2], unquote(found[3].strip()), word)
        return self._place_or_category(unquote(word))

    def _day_word(self, word: str) -> Condition | None:
        if word in {"carry", "carried", "carry_over", "carry-over", "结转", "遗留"}:
            return OnDay(None, self.today - timedelta(days=1))
        if word in {"today", "今天", "今日"}:
            return OnDay(self.today, self.today)
        if word in {"appointed", "预约", "待到期"}:
            return OnDay(self.today + timedelta(days=1), None)
        return None

    def _field(self, name: str, sign: str, value: str, word: str) -> Condition:
        if name in {"due", "到期"} and sign in {"<", "<="}:
            span = read_span(value)
            if span is None:
                raise BadInput(
                    _("“{value}” is not a length of time.").format(value=value), _("Give 30m, 2h or 1d.")
                )
            return DueWithin(span)
        if name in {"text", "文字", "含"} and sign in {"~", "="}:
            return HasText(value)
        readers: dict[str, Callable[[str], Condition]] = {
            "batch": self._slot, "slot": self._slot, "批次": self._slot,
            "point": self._point, "网点": self._point,
            "category": InCategory, "品类": InCategory,
            "area": self._area, "district": self._area, "区": self._area, "区域": self._area,
            "day": self._day, "日": self._day, "日期": self._day,
            "sent": self._sent, "派送": self._sent, "派送日": self._sent, "派工日": self._sent,
            "worker": self._worker, "作业者": self._worker, "师傅": self._worker,
            "state": self._state, "状态": self._state,
            "kind": self._kind, "类型": self._kind,
        }  # fmt: skip
        if name not in readers or sign not in {"=", "~"}:
            raise _unreadable(self.text, word)
        return readers[name](value)

    def _slot(self, value: str) -> Condition:
        clock = read_time(value)
        if clock is None:
            raise BadInput(
                _("“{word}” is not the time of a hand-over.").format(word=value), _("Give one like 12:30.")
            )
        return And((InSlot(clock.strftime("%H:%M")), OnDay(self.today, self.today)))

    def _point(self, value: str) -> Condition:
        return AtPoint(find_point(value, self.settings, self.language).code)

    def _area(self, value: str) -> Condition:
        if not (value.isdigit() and 2 <= len(value) <= 9):
            return HasText(value)
        return InDivision(value)

    def _day(self, value: str) -> Condition:
        return OnDay(*self._days(value))

    def _sent(self, value: str) -> Condition:
        first, last = self._days(value)
        zone = self.settings.branch.zone
        return SentBetween(wall_instant(first, 0, zone), wall_instant(last + timedelta(days=1), 0, zone))

    def _worker(self, value: str) -> Condition:
        if value.casefold() in {"none", "无", "空", ""}:
            return NAMELESS
        return HasWorker(find_worker(value, self.settings))

    def _days(self, value: str) -> tuple[date, date]:
        first_word, _found, last_word = value.partition("..")
        first = read_day(first_word, self.today, Bias.PAST)
        last = read_day(last_word, self.today, Bias.PAST) if last_word else first
        if first is None or last is None:
            raise BadInput(_("“{word}” is not a day.").format(word=value), _("Give one like 11-25 or today."))
        return first, last

    def _state(self, value: str) -> Condition:
        state = STATES.get(value.casefold())
        if state is None:
            raise BadInput(_("“{word}” is not a state of a slip.").format(word=value))
        return InStates(frozenset({state}))

    def _kind(self, value: str) -> Condition:
        kind = KINDS.get(value.casefold())
        if kind is None:
            raise BadInput(_("“{word}” is not a kind of slip.").format(word=value))
        return IsKind(frozenset({kind}))

    def _place_or_category(self, word: str) -> Condition:
        points = points_like(word, self.settings)
        categories = [
            name
            for name, words in self.settings.categories.items()
            if word.casefold() in {name.casefold(), *(other.casefold() for other in words)}
        ]
        if len(points) == 1 and not categories:
            return AtPoint(points[0].code)
        if len(categories) == 1 and not points:
            return InCategory(categories[0])
        if points or categories:
            raise Ambiguous(
                _("“{word}” fits several things.").format(word=word),
                [
                    (f"point={code}", what)
                    for code, what in point_candidates(points, self.settings, self.language)
                ]
                + [(f"category={name}", name) for name in categories],
                _("Pick one."),
            )
        raise BadInput(
            _("“{word}” is not a state, kind, network point or category.").format(word=word),
            _('Filters look like @ready&repair, @cy, urgent, due<2h, batch=12:30, text~"…".'),
        )


def parse_filter(text: str, settings: Settings, language: str, today: date) -> Filter:
    """Parse a filter, with or without the leading ``@``; an empty one means every slip.

    Raises BadInput that names the word not understood, or Ambiguous with candidates.
    """
    words = _split(text)
    if not words:
        return Filter(Everything(), text)
    if len(words) > MOST_WORDS:
        raise BadInput(
            _("The filter has {n} words and signs; at most {most} are read.").format(
                n=len(words), most=MOST_WORDS
            )
        )
    parser = _Parser(words, settings, language, today, text)
    condition = parser.parse()
    return Filter(condition, text)


def _split(text: str) -> list[str]:
    words: list[str] = []
    position = 0
    stripped = text.strip().removeprefix("@")
    while position < len(stripped):
        found = _TOKEN.match(stripped, position)
        if found is None or found.end() == position:
            break
        sign, word = found["sign"], found["word"]
        if word is not None and words and words[-1] not in "&|!(":
            raise _unreadable(text, word)  # two words side by side, without a sign between them
        words.append(sign or word)
        position = found.end()
    return words


def unquote(text: str) -> str:
    """Return the text without quotes around it."""
    for opening, closing in (('"', '"'), ("“", "”"), ("「", "」"), ("'", "'")):
        if len(text) >= 2 and text.startswith(opening) and text.endswith(closing):
            return text[1:-1]
    return text


def _unreadable(text: str, word: str) -> BadInput:
    return BadInput(
        _("The filter “{text}” can't be read at “{word}”.").format(text=text, word=word),
        _("Join words with & (and), | (or), ! (not)."),
    )


def within(filter_: Filter, states: frozenset[State]) -> Condition:
    """Return the filter's condition, restricted to the states when it speaks of none itself."""
    if filter_.names_state:
        return filter_.condition
    if isinstance(filter_.condition, Everything):
        return InStates(states)
    return And((InStates(states), filter_.condition))


def speaks_of_sending(condition: Condition) -> bool:
    """Tell whether a condition asks when slips were sent or who works on them; such slips may be done long ago."""
    match condition:
        case SentBetween() | HasWorker():
            return True
        case And(parts) | Or(parts):
            return any(speaks_of_sending(part) for part in parts)
        case _:
            return False
