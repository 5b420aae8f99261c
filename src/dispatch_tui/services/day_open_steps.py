"""The steps of the day-open: carry-over, feedback, chases, four counts, hand-over, copying back (S004 一.1)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

from dispatch_tui.domain.calendar import wall_instant
from dispatch_tui.domain.dispatches import Mode
from dispatch_tui.domain.feedback import FeedbackSheet, SheetState
from dispatch_tui.domain.feedback_rules import GONE
from dispatch_tui.domain.feedback_words import sheet_state_word, way_word
from dispatch_tui.domain.filters import PENDING, And, OnDay, SentBetween
from dispatch_tui.domain.lifecycle import state_word
from dispatch_tui.domain.rules import Level
from dispatch_tui.i18n import gettext as _
from dispatch_tui.i18n import ngettext, pgettext
from dispatch_tui.services.chasing import due_chases
from dispatch_tui.services.day_steps import RunLine, RunStep, Surroundings, difference_lines, step
from dispatch_tui.services.feedback_views import SheetView, sheets_of
from dispatch_tui.services.reconciliation import reconciled
from dispatch_tui.services.sending_lists import carried_over

_RECENT = timedelta(days=31)
_OPEN_STATES = (SheetState.EXPECTED, SheetState.RECEIVED, SheetState.QUERIED, SheetState.CHECKED)


def open_steps(at: Surroundings) -> tuple[RunStep, ...]:
    """Return the steps of the day-open in their order."""
    views = _views(at)
    return (
        _carry_over(at), _sheets(at, views), _chases(at), _reconciliation(at), _hand_over(at, views),
        _temporary(at, views), _copy_back(at, views),
    )  # fmt: skip


def _views(at: Surroundings) -> list[SheetView]:
    """Return the sheets of the run's days, and older ones of the last weeks that are not finished."""
    found = {sheet.id: sheet for sheet in at.reader.papers(FeedbackSheet, day=list(at.days))}
    for sheet in at.reader.papers(
        FeedbackSheet, state=[*_OPEN_STATES, SheetState.HANDED, SheetState.ENTERED],
        day_from=at.day - _RECENT, day_to=at.day - timedelta(days=1),
    ):  # fmt: skip
        found[sheet.id] = sheet
    return [view for view in sheets_of(at.desk, at.reader, list(found.values())) if view.wanted]


def _carry_over(at: Surroundings) -> RunStep:
    desk, reader = at.desk, at.reader
    before = OnDay(None, at.day - timedelta(days=1))
    now = desk.now()
    zone = desk.settings.branch.zone
    ids = reader.find_ids(And((PENDING, before)), now=now)
    most = desk.settings.dispatching.carry_over_most
    lines = []
    for order in reader.orders(list(ids)):
        times = max(1, carried_over(desk, order.day, at.day))
        escalated = times >= most
        place = desk.point_name(order.point) or _("not placed")
        text = ngettext(
            "{no} ({point}, {state}) is carried over for the first time.",
            "{no} ({point}, {state}) is carried over, {n} times by now.",
            times,
        ).format(no=order.no, point=place, state=state_word(order.state), n=times)
        if escalated:
            text = _("{text} The supervisor has to step in.").format(text=text)
        level = Level.WARN if escalated or order.urgent else Level.NOTE
        lines.append(
            RunLine(f"carry:{order.no}:{times}", text, level, point=order.point or "", order_nos=(order.no,))
        )
    lines.sort(key=lambda line: -line.level)
    today = (wall_instant(at.day, 0, zone), wall_instant(at.day + timedelta(days=1), 0, zone))
    done = reader.count(And((before, SentBetween(*today))), now)
    return step(at, "carry_over", pgettext("step of a run", "carry-over"), lines, done)


def _sheets(at: Surroundings, views: Sequence[SheetView]) -> RunStep:
    lines = []
    normal = [view for view in views if view.sheet.mode is Mode.NORMAL]
    for view in normal:
        if view.sheet.state not in (SheetState.EXPECTED, SheetState.RECEIVED, SheetState.QUERIED):
            continue
        text = _("{sheet}: {state}, {received} of {expected} slips.").format(
            sheet=view.title, state=sheet_state_word(view.sheet.state), received=view.received,
            expected=view.expected,
        )  # fmt: skip
        if view.tries:
            text = ngettext("{text} Chased {n} time.", "{text} Chased {n} times.", view.tries).format(
                text=text, n=view.tries
            )
        if view.note:
            text = f"{text} {view.note}"
        lines.append(
            RunLine(
                f"sheet:{view.sheet.id}", text, Level.WARN if view.overdue else Level.NOTE, day=view.sheet.day,
                point=view.sheet.point, order_nos=view.counts.missing, sheet_id=view.sheet.id, subject=view.subject,
            )
        )  # fmt: skip
    return step(at, "sheets", pgettext("step of a run", "feedback sheets"), lines, len(normal) - len(lines))


def _chases(at: Surroundings) -> RunStep:
    lines = []
    for each in (due for due in due_chases(at.desk) if due.sort != "batch"):
        text = _("{what}: {way}, try {n}.").format(
            what=each.title, way=way_word(each.step.way), n=each.step.nth
        )
        numbers = (each.order_no,) if each.order_no else ()
        level = Level.WARN if each.step.escalated else Level.NOTE
        lines.append(
            RunLine(
                f"chase:{each.subject}:{each.tries}", text, level, point=each.point, order_nos=numbers,
                sheet_id=each.sheet_id, subject=each.subject,
            )
        )  # fmt: skip
    chased = len({each.subject for each in at.reader.chases_on(at.day, at.desk.settings.branch.zone)})
    return step(at, "chases", pgettext("step of a run", "chases due"), lines, chased)


def _reconciliation(at: Surroundings) -> RunStep:
    lines, equal = [], 0
    for day in at.days:
        compared = reconciled(at.desk, at.reader, day)
        lines += difference_lines(compared.differences)
        equal += sum(group.equal for group in compared.groups)
    return step(at, "reconciliation", pgettext("step of a run", "four counts"), lines, equal)


def _hand_over(at: Surroundings, views: Sequence[SheetView]) -> RunStep:
    """One line for each day whose normal set has not gone to the information centre as a whole (row C-05)."""
    lines, done = [], 0
    for day in at.days:
        normal = [view for view in views if view.sheet.day == day and view.sheet.mode is Mode.NORMAL]
        here = [view for view in normal if view.sheet.state not in GONE]
        done += len(normal) - len(here)
        left = [view for view in here if not view.sheet.gap]
        for view in here:
            if view.sheet.gap:
                text = _("{sheet} was left out of the set: {reason}").format(
                    sheet=view.title, reason=view.sheet.gap
                )
                lines.append(_sheet_line(view, "gap", text, Level.NOTE))
        if not left:
            continue
        ready = sum(view.sheet.state is SheetState.CHECKED for view in left)
        text = ngettext(
            "The set of {day} has not gone to the information centre: {n} sheet, {ready} checked.",
            "The set of {day} has not gone to the information centre: {n} sheets, {ready} checked.",
            len(left),
        ).format(day=f"{day:%m-%d}", n=len(left), ready=ready)
        key = f"set:{day.isoformat()}:{'+'.join(str(view.sheet.id) for view in left)}"
        covers = tuple(f"set:{day.isoformat()}:{view.sheet.id}" for view in left)
        lines.append(RunLine(key, text, Level.WARN, True, day, covers=covers))
    return step(at, "hand_over", pgettext("step of a run", "normal hand-over"), lines, done)


def _temporary(at: Surroundings, views: Sequence[SheetView]) -> RunStep:
    temporary = [view for view in views if view.sheet.mode is Mode.TEMPORARY]
    lines = []
    for view in temporary:
        to_hand, missing = len(view.counts.to_hand), view.missing
        if not to_hand and not missing:
            continue
        text = _("{sheet}: {to_hand} names to hand over, {missing} without a name.").format(
            sheet=view.title, to_hand=to_hand, missing=missing
        )
        line = _sheet_line(view, f"temporary:{to_hand}:{missing}", text, Level.NOTE)
        lines.append(replace(line, order_nos=(*view.counts.blank, *view.counts.missing)))
    title = pgettext("step of a run", "temporary sheets")
    return step(at, "temporary", title, lines, len(temporary) - len(lines))


def _copy_back(at: Surroundings, views: Sequence[SheetView]) -> RunStep:
    lines = []
    for view in views:
        if view.sheet.state is SheetState.HANDED:
            text = _("{sheet} is at the information centre.").format(sheet=view.title)
        elif view.sheet.state is SheetState.ENTERED:
            text = _("{sheet} is entered and waits for the supervisor.").format(sheet=view.title)
        else:
            continue
        lines.append(_sheet_line(view, view.sheet.state.value, text, Level.NOTE))
    done = sum(view.sheet.state is SheetState.COPIED_BACK for view in views)
    return step(at, "copy_back", pgettext("step of a run", "copying back"), lines, done)


def _sheet_line(view: SheetView, what: str, text: str, level: Level) -> RunLine:
    return RunLine(
        f"sheet:{view.sheet.id}:{what}", text, level, day=view.sheet.day, point=view.sheet.point,
        sheet_id=view.sheet.id, subject=view.subject,
    )  # fmt: skip
