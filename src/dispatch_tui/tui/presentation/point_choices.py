"""Network points to pick from for a slip: load against capacity, and what speaks for or against each."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from dispatch_tui.domain.orders import Order
from dispatch_tui.domain.placing_words import candidates_of, findings
from dispatch_tui.domain.rules import Level, worst
from dispatch_tui.i18n import gettext as _
from dispatch_tui.tui.presentation.pieces import Piece, Tone, line
from dispatch_tui.tui.text import cells, fit
from dispatch_tui.tui.widgets.list_prompt import Choice

if TYPE_CHECKING:
    from dispatch_tui.services.desk import Desk
    from dispatch_tui.settings.model import NetworkPoint

NAME_CELLS = 18
_SIGNS = {Level.OK: (" ", Tone.PLAIN), Level.NOTE: (" ", Tone.PLAIN), Level.WARN: ("~", Tone.SOON),
          Level.BLOCK: ("!", Tone.OVERDUE)}  # fmt: skip


def point_choices(desk: Desk, orders: Sequence[Order]) -> list[Choice]:
    """Return the active network points, the candidates of the first slip first; runs in a database thread.

    Load is what each network point has today at the moment of asking.
    """
    from dispatch_tui.services.carrying_out import work_at

    order = orders[0]
    with desk.store.read() as reader:
        load = work_at(desk, reader).load.points
    ranks = {str(each.get("point")): number for number, each in enumerate(candidates_of(order.placement))}
    why = {str(each.get("point")): each for each in candidates_of(order.placement)}
    points = [point for point in desk.settings.points if point.active]
    points.sort(key=lambda point: ranks.get(point.code, len(ranks)))
    found = []
    for point in points:
        name = desk.name_of(point)
        told = findings(why[point.code], order.placement, name) if point.code in why else ()
        used, here = load.get(point.code, 0), point.code == order.point
        found.append(point_choice(point, name, used, told_text(told), worst(told), here=here))
    return found


def told_text(told: tuple[object, ...]) -> str:
    """Return the sentences of findings in one."""
    return " ".join(str(getattr(each, "text", "")) for each in told)


def point_choice(point: NetworkPoint, name: str, used: int, text: str, level: Level, *, here: bool) -> Choice:
    """Return a network point to pick: sign, name, initials, load of capacity, what speaks for or against it."""
    capacity = point.capacity_total
    load = f"{used}/{capacity}" if capacity is not None else _("{used}/unknown").format(used=used)
    full = capacity is not None and used >= capacity
    if full and level < Level.WARN:
        level = Level.WARN
    sign, tone = _SIGNS[level]
    words = line(
        Piece(f"{sign} ", tone),
        Piece(fit(name, max(NAME_CELLS, min(cells(name), NAME_CELLS))), Tone.STRONG if here else Tone.PLAIN),
        Piece(" " + fit(point.initials, 6), Tone.MUTED),
        Piece(" " + fit(load, 9, "right"), tone if full else Tone.PLAIN),
        Piece("  " + text, Tone.MUTED),
    )
    return Choice(point.code, words, (point.code, point.initials, name, *point.names.values()))
