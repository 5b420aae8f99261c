"""Resolves what people type for a network point, a state, a kind, a season: one matcher, never a guess."""

from __future__ import annotations

from collections.abc import Callable, Container, Iterable, Mapping
from typing import TYPE_CHECKING

from dispatch_tui.domain.intake_words import kind_of_word
from dispatch_tui.domain.orders import Kind, State
from dispatch_tui.domain.text import key
from dispatch_tui.errors import Ambiguous, BadInput, NotFound
from dispatch_tui.i18n import gettext as _

if TYPE_CHECKING:
    from dispatch_tui.domain.seasons import Season, Seasons
    from dispatch_tui.settings.model import NetworkPoint, Settings

STATES: Mapping[str, State] = {
    "received": State.RECEIVED, "已受理": State.RECEIVED, "受理": State.RECEIVED,
    "review": State.REVIEW, "预审": State.REVIEW, "预审中": State.REVIEW,
    "waiting": State.WAITING, "待料": State.WAITING, "待件": State.WAITING,
    "ready": State.READY, "待派工": State.READY, "待派": State.READY,
    "assigned": State.ASSIGNED, "已分派": State.ASSIGNED, "已派工": State.ASSIGNED,
    "sent": State.SENT, "已派送": State.SENT, "已派": State.SENT,
    "acked": State.ACKED, "已反馈": State.ACKED, "已知作业者": State.ACKED,
    "arrived": State.ARRIVED, "已到达": State.ARRIVED, "到达": State.ARRIVED,
    "done": State.DONE, "已完工": State.DONE, "完工": State.DONE,
    "closed": State.CLOSED, "已销单": State.CLOSED, "销单": State.CLOSED,
    "hold": State.HOLD, "held": State.HOLD, "挂起": State.HOLD,
    "in_house": State.IN_HOUSE, "inhouse": State.IN_HOUSE, "携回": State.IN_HOUSE,
    "内修": State.IN_HOUSE, "携回内修": State.IN_HOUSE,
    "cancelled": State.CANCELLED, "canceled": State.CANCELLED, "取消": State.CANCELLED, "已取消": State.CANCELLED,
    "reopened": State.REOPENED, "返修": State.REOPENED, "已返修": State.REOPENED,
}  # fmt: skip
"""Words for states, in both languages."""

LONGEST_INITIALS = 4
"""So many small letters alone are read as initials of a worker's name, not as a name."""

KINDS: Mapping[str, Kind] = {
    "install": Kind.INSTALL, "installation": Kind.INSTALL, "安装": Kind.INSTALL, "装机": Kind.INSTALL,
    "repair": Kind.REPAIR, "维修": Kind.REPAIR, "修理": Kind.REPAIR,
    "removal": Kind.REMOVAL, "拆装": Kind.REMOVAL, "拆机": Kind.REMOVAL, "移机": Kind.REMOVAL,
    "engineering": Kind.ENGINEERING, "工程": Kind.ENGINEERING,
    "unsorted": Kind.UNSORTED, "未分类": Kind.UNSORTED, "待分类": Kind.UNSORTED,
}  # fmt: skip
"""Words for kinds, in both languages."""


KIND_INITIALS: Mapping[str, Kind] = {
    "az": Kind.INSTALL, "wx": Kind.REPAIR, "cz": Kind.REMOVAL, "gc": Kind.ENGINEERING,
}  # fmt: skip


def find_kind(word: str) -> Kind:
    """Return the kind a word means; initials and beginnings of the English words count too. Raises BadInput."""
    folded = word.casefold()
    kind = KINDS.get(folded) or KIND_INITIALS.get(folded)
    if kind is None and len(folded) > 1 and folded.isascii():
        kind = next((kind for kind in Kind if kind.value.startswith(folded)), None)
    if kind is None:
        meant = kind_of_word(word)
        kind = None if meant is Kind.UNSORTED else meant
    if kind is None:
        raise BadInput(
            _("“{word}” is not a kind of slip.").format(word=word),
            _("Kinds are install, repair, removal, engineering."),
        )
    return kind


def points_like(word: str, settings: Settings) -> list[NetworkPoint]:
    """Return the network points that a word fits best: exact code, exact initials, exact name, then parts of names.

    Closed points count too, so that their slips can be found. The best kind of fit that has any result wins; several
    results mean that the word is ambiguous.
    """
    folded = key(word)
    if not folded:
        return []
    exact = [point for point in settings.points if key(point.code) == folded]
    if exact:
        return exact
    tests: tuple[Callable[[NetworkPoint], bool], ...] = (
        lambda point: point.initials == folded,
        lambda point: any(key(name) == folded for name in point.names.values()),
        lambda point: any(key(name).startswith(folded) for name in point.names.values()),
        lambda point: len(folded) > 1 and any(folded in key(name) for name in point.names.values()),
        lambda point: (
            len(folded) > 1 and (point.initials.startswith(folded) or key(point.code).startswith(folded))
        ),
    )
    for test in tests:
        found = [point for point in settings.points if test(point)]
        if found:
            return found
    return []


def find_point(word: str, settings: Settings, language: str) -> NetworkPoint:
    """Return the one network point a word means. Raises NotFound, or Ambiguous with the candidates."""
    found = points_like(word, settings)
    if len(found) == 1:
        return found[0]
    if not found:
        raise NotFound(
            _("There is no network point “{word}”.").format(word=word),
            _("Give its code, a part of its name, or its initials."),
        )
    raise Ambiguous(
        _("“{word}” fits {n} network points.").format(word=word, n=len(found)),
        point_candidates(found, settings, language),
        _("Pick one by its code."),
    )


def point_candidates(
    points: Iterable[NetworkPoint], settings: Settings, language: str
) -> list[tuple[str, str]]:
    """Return pairs of code and "name initials" for a list to pick from."""
    return [
        (point.code, f"{settings.name(point.names, language)} {point.initials}".strip()) for point in points
    ]


def workers_like(word: str, names: Iterable[str]) -> list[str]:
    """Return the workers a word fits best: the exact name, exact initials, else beginnings of names and initials."""
    from dispatch_tui.domain.pinyin import initials

    folded = key(word)
    if not folded:
        return []
    known = list(dict.fromkeys(names))
    tests: tuple[Callable[[str], bool], ...] = (
        lambda name: key(name) == folded,
        lambda name: initials(name) == folded,
        lambda name: key(name).startswith(folded) or initials(name).startswith(folded),
    )
    for test in tests:
        found = [name for name in known if test(name)]
        if found:
            return found
    return []


def find_worker(word: str, settings: Settings, points: Container[str] | None = None) -> str:
    """Return the name of a worker that a word means among the workers of network points, of all when None.

    A name that the settings don't know is taken as it is written; initials that fit nobody are not. Raises Ambiguous
    with the candidates, NotFound for initials.
    """
    homes: dict[str, list[str]] = {}
    for point in settings.points:
        if points is None or point.code in points:
            for name in point.workers:
                homes.setdefault(name, []).append(point.code)
    found = workers_like(word, homes)
    if len(found) == 1:
        return found[0]
    if len(found) > 1:
        raise Ambiguous(
            _("“{word}” fits {n} workers.").format(word=word, n=len(found)),
            [(name, ", ".join(homes[name])) for name in found],
            _("Write the name in full."),
        )
    if word.isascii() and word.islower() and word.isalpha() and len(word) <= LONGEST_INITIALS:
        raise NotFound(
            _("No worker of the network point has the initials “{word}”.").format(word=word),
            _("Write the name in full."),
        )
    return word.strip()


def find_season(word: str, seasons: Seasons) -> Season:
    """Return the season of a code or a name in any language. Raises NotFound with the known ones."""
    folded = key(word)
    for season in seasons.seasons:
        if key(season.code) == folded or any(key(name) == folded for name in season.names.values()):
            return season
    known = ", ".join(season.code for season in seasons.seasons)
    raise NotFound(
        _("There is no season “{word}”.").format(word=word), _("Seasons are {names}.").format(names=known)
    )
