"""What the keys of dispatching offer to pick from: network points, workers, outcomes of a pre-review or a sending."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from dispatch_tui.domain.addenda import additions_of
from dispatch_tui.domain.orders import Order, State
from dispatch_tui.domain.pinyin import initials
from dispatch_tui.domain.rules import Level, worst
from dispatch_tui.i18n import gettext as _
from dispatch_tui.i18n import ngettext
from dispatch_tui.tui.presentation.pieces import Piece, Tone, line
from dispatch_tui.tui.presentation.point_choices import NAME_CELLS, point_choice
from dispatch_tui.tui.text import cells, fit
from dispatch_tui.tui.widgets.list_prompt import Choice

if TYPE_CHECKING:
    from dispatch_tui.domain.placing_results import Load
    from dispatch_tui.services.carrying_out import Work
    from dispatch_tui.services.desk import Desk
    from dispatch_tui.settings.model import NetworkPoint

MOST_JUDGED = 300
"""Of so many slips at most it is worked out which of them a network point can't take."""


def assign_choices(desk: Desk, orders: Sequence[Order]) -> list[Choice]:
    """Return the active network points with load and capability, the proposed one first; runs in a database thread.

    For several slips each network point says how many of them it can't take.
    """
    from dispatch_tui.services.assigning import committed
    from dispatch_tui.services.carrying_out import work_at

    judged = list(orders[:MOST_JUDGED])
    proposed = [order.point for order in orders if order.point]
    wanted = max(set(proposed), key=proposed.count) if proposed else None
    with desk.store.read() as reader:
        work = work_at(desk, reader)
        load = committed(work)
        found = [_judged(point, judged, work, load) for point in desk.settings.points if point.active]
    order = {level: place for place, level in enumerate(Level)}
    found.sort(key=lambda each: (each[1].key != wanted, order[each[0]]))
    return [choice for _level, choice in found]


def _judged(point: NetworkPoint, orders: Sequence[Order], work: Work, load: Load) -> tuple[Level, Choice]:
    from dispatch_tui.services.placing import capability_findings

    name, used = work.desk.name_of(point), load.points.get(point.code, 0)
    told = [capability_findings(order, point, work, load) for order in orders]
    refused = [findings for findings in told if worst(findings) >= Level.WARN]
    level = Level.WARN if refused else Level.OK
    text = ""
    if len(orders) == 1:
        text = " ".join(finding.text for finding in told[0])
    elif refused:
        text = ngettext(
            "{n} of them only with a reason: {why}", "{n} of them only with a reason: {why}", len(refused)
        ).format(n=len(refused), why=max(refused[0], key=lambda finding: finding.level).text)
    here = sum(order.point == point.code for order in orders)
    if here:
        proposed = _("proposed") if len(orders) == 1 else _("proposed for {n}").format(n=here)
        text = "  ".join(part for part in (proposed, text) if part)
    return level, point_choice(point, name, used, text, level, here=bool(here))


def review_choices(orders: Sequence[Order]) -> list[Choice]:
    """Return what a pre-review may come to, what fits the first slip first."""
    waiting = bool(orders) and orders[0].state is State.WAITING
    known = (
        (
            "parts",
            _("Parts or materials to prepare"),
            _("name, quantity and unit, like 支架x2个"),
            ("pj", "bl"),
        ),
        (
            "make",
            _("Materials to make"),
            _("the same, to be made by the materials department"),
            ("zz", "make"),
        ),
        ("none", _("Nothing is needed"), "", ("w", "wl", "none")),
        ("review", _("Take up for review"), _("the decision follows"), ("ys", "review")),
    )
    further = (
        ("materials_ready", _("Materials are ready"), "", ("q", "ready")),
        ("waive", _("Go without them"), _("dispatched without waiting, with a reason"), ("ms", "waive")),
    )
    return [_choice(*each) for each in ((*further, *known) if waiting else (*known, *further))]


def delivery_choices() -> list[Choice]:
    """Return what may become of a sending."""
    return [
        _choice("delivered", _("It arrived"), _("the network point has it"), ("sd", "received")),
        _choice("not_delivered", _("It did not arrive"), _("with the reason"), ("wsd", "failed")),
        _choice("resend_fax", _("Again by fax"), "", ("cf", "cz", "fax")),
        _choice("resend_car", _("Again by car"), "", ("che", "car")),
    ]


def addition_choices(order: Order) -> list[Choice]:
    """Return what may be done about additions on site: the open ones to approve, and another one to add."""
    found = [_choice("addendum", _("Add something"), _("like 吊栏x1"), ("zb", "add"))]
    for number, each in enumerate(additions_of(order), start=1):
        if not each.approved:
            about = f"{each.text} {each.quantity}{each.unit}"
            found.append(
                _choice(str(number), _("Approve {n}").format(n=number), about, ("hz", "approve", each.text))
            )
    return found


def _choice(key: str, name: str, about: str, found_by: tuple[str, ...]) -> Choice:
    words = line(Piece(name, Tone.STRONG), Piece(f"  {about}" if about else "", Tone.MUTED))
    return Choice(key, words, (name, initials(name), *found_by))


def worker_choices(desk: Desk, code: str) -> list[Choice]:
    """Return the workers of a network point with the slips each has today; runs in a database thread."""
    from dispatch_tui.domain.dispatches import Dispatch, DispatchState

    counting = [state for state in DispatchState if state is not DispatchState.WITHDRAWN]
    point = desk.settings.point(code)
    today = desk.today()
    with desk.store.read() as reader:
        counted = reader.count_papers(Dispatch, by=("worker",), state=counting, day_from=today, day_to=today)
    load = {str(key[0]): count for key, count in counted.items()}
    names = point.workers if point is not None else ()
    most = desk.settings.dispatching.worker_most
    found = []
    for name in names:
        used = load.get(name, 0)
        told = ngettext("{n} slip today", "{n} slips today", used).format(n=used)
        letters = initials(name)
        words = line(
            Piece(fit(name, max(NAME_CELLS, cells(name))), Tone.STRONG),
            Piece(" " + fit(letters, 6), Tone.MUTED),
            Piece(f" {told}", Tone.SOON if used >= most else Tone.PLAIN),
        )
        found.append(Choice(name, words, (name, letters)))
    return found
