"""The steps of the day-close: slips not sent, cards, names, what came after the plan, ledger (S004 一.1)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from dispatch_tui.domain.calendar import clock_text, wall_instant
from dispatch_tui.domain.dispatches import COUNTED_STATES, CardState, Dispatch, FlowCard, Mode, Via
from dispatch_tui.domain.printing import Paper, Printing
from dispatch_tui.domain.rules import Level
from dispatch_tui.i18n import gettext as _
from dispatch_tui.i18n import ngettext, pgettext
from dispatch_tui.services.chasing import nameless_dispatches
from dispatch_tui.services.day_steps import RunLine, RunStep, Surroundings, difference_lines, step
from dispatch_tui.services.reconciliation import reconciled


def close_steps(at: Surroundings) -> tuple[RunStep, ...]:
    """Return the steps of the day-close in their order."""
    return (_unsent(at), _cards(at), _nameless(at), _after_plan(at), _ledger(at))


def _unsent(at: Surroundings) -> RunStep:
    """One line for each network point with slips that are still here; they are carried over by themselves (B-11).

    After the hour at which normal dispatching is done (row B-02) each of them warns.
    """
    desk = at.desk
    settings = desk.settings
    late = desk.now() >= wall_instant(at.day, settings.dispatching.close_minute, settings.branch.zone)
    sums: dict[str, list[int]] = {}
    for tally in at.reader.tallies():
        if tally.day <= at.day and tally.count:
            here = sums.setdefault(tally.point or "", [0, 0, 0])
            for place, more in enumerate(
                (tally.count, tally.urgent, tally.count if tally.day < at.day else 0)
            ):
                here[place] += more
    lines = []
    for point, (count, urgent, carried) in sorted(sums.items(), key=lambda item: (-item[1][0], item[0])):
        name = desk.point_name(point) or _("not placed")
        text = ngettext(
            "{point}: {n} slip not sent, {urgent} urgent, {carried} carried over.",
            "{point}: {n} slips not sent, {urgent} urgent, {carried} carried over.",
            count,
        ).format(point=name, n=count, urgent=urgent, carried=carried)
        level = Level.WARN if urgent or late else Level.NOTE
        lines.append(RunLine(f"unsent:{point}:{count}", text, level, day=at.day, point=point))
    done = sum(at.reader.count_papers(Dispatch, day=at.day, state=COUNTED_STATES).values())
    found = step(at, "unsent", pgettext("step of a run", "slips not sent"), lines, done)
    return replace(found, open=sum(sums_of[0] for sums_of in sums.values()))


def _cards(at: Surroundings) -> RunStep:
    cards = _counting_cards(at)
    numbers = [card.no for card in cards]
    printed = {
        each.subject for each in at.reader.papers(Printing, paper=Paper.FLOW_CARD.value, subject=numbers)
    }
    lines = []
    for card in cards:
        if card.no in printed:
            continue
        text = ngettext(
            "Flow card {no} ({point}, {n} slip) is not printed.",
            "Flow card {no} ({point}, {n} slips) is not printed.",
            len(card.lines),
        ).format(no=card.no, point=at.desk.point_name(card.point), n=len(card.lines))
        lines.append(_card_line(card, "print", text))
    return step(at, "cards", pgettext("step of a run", "cards to print"), lines, len(printed))


def _nameless(at: Surroundings) -> RunStep:
    lines = []
    for order, dispatch in nameless_dispatches(at.reader, at.day):
        if dispatch.day != at.day:
            continue
        text = _("{no} at {point} since {time}: no worker yet.").format(
            no=order.no, point=at.desk.point_name(dispatch.point),
            time=at.desk.settings.local(dispatch.sent_at).strftime("%H:%M"),
        )  # fmt: skip
        lines.append(
            RunLine(f"nameless:{order.no}", text, day=at.day, point=dispatch.point, order_nos=(order.no,))
        )
    sent = at.reader.count_papers(Dispatch, day=at.day, mode=Mode.TEMPORARY, state=COUNTED_STATES)
    title = pgettext("step of a run", "worker missing")
    return step(at, "nameless", title, lines, max(0, sum(sent.values()) - len(lines)))


def _after_plan(at: Surroundings) -> RunStep:
    """One line for each card that was closed after the next day's vehicle plan was due (reading notes Q3, Q4)."""
    branch = at.desk.settings.branch
    due = wall_instant(at.day, branch.plan_minute, branch.zone)
    cards = [card for card in _counting_cards(at) if card.via is Via.CAR]
    lines = []
    for card in cards:
        if card.closed_at <= due:
            continue
        text = _("Flow card {no} was closed at {time}, after the plan of {plan}: it is not in the plan.").format(
            no=card.no, time=at.desk.settings.local(card.closed_at).strftime("%H:%M"),
            plan=clock_text(branch.plan_minute),
        )  # fmt: skip
        lines.append(_card_line(card, "plan", text))
    title = pgettext("step of a run", "after the plan")
    return step(at, "plan", title, lines, len(cards) - len(lines))


def _ledger(at: Surroundings) -> RunStep:
    """The day's differences of dispatches, flow cards and ledger; the feedback comes the next morning."""
    compared = reconciled(at.desk, at.reader, at.day, feedback=False)
    lines = difference_lines(compared.differences)
    equal = sum(group.equal for group in compared.groups)
    return step(at, "ledger", pgettext("step of a run", "day's ledger"), lines, equal)


def _counting_cards(at: Surroundings) -> Sequence[FlowCard]:
    found = at.reader.papers(FlowCard, day=at.day, order_by="no")
    return [card for card in found if card.state is not CardState.VOID]


def _card_line(card: FlowCard, what: str, text: str) -> RunLine:
    numbers = tuple(str(line.get("order_no", "")) for line in card.lines)
    return RunLine(
        f"card:{card.no}:{what}", text, day=card.day, point=card.point, order_nos=numbers, card_no=card.no
    )
