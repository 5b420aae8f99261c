"""Correcting fields of a slip (更正): what follows from them is worked out anew, the old values stay in the history."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime

from dispatch_tui.domain import lifecycle
from dispatch_tui.domain.intake import number_problem, tidy_number
from dispatch_tui.domain.intake_dates import read_moment, to_utc
from dispatch_tui.domain.orders import Order
from dispatch_tui.domain.rules import Finding, Level, worst
from dispatch_tui.domain.text import PhoneProblem, clean, phone_digits
from dispatch_tui.i18n import gettext as _
from dispatch_tui.services.carrying_out import PlainChange, Work
from dispatch_tui.services.consequences import followed


@dataclass(frozen=True, slots=True)
class Correct(PlainChange):
    """Set fields, given as text by the names of the programme contract; an empty text empties the field."""

    changes: Mapping[str, str] = field(default_factory=dict)
    reason: str = ""
    seen: int | None = None
    """Version in which the operator saw the slip; ``carry_out`` takes it from the target. What somebody else changed
    since is refused with code ``conflict`` where it is the same field, and left as it is where it is another one."""
    action: str = "correct"

    def seen_in(self, version: int) -> Correct:
        """Return the correction by an operator who saw the slip in this version."""
        return replace(self, seen=version)

    def plan(self, order: Order, work: Work) -> tuple[Order, list[Finding]]:
        """Guard and change; due time, gaps, initials and proposal follow the new values."""
        findings = lifecycle.may_correct(order)
        if worst(findings) is Level.BLOCK:
            return order, findings
        changes = self.changes
        if self.seen is not None and self.seen != order.version:
            changes, told = _merged(order, self.seen, changes, work)
            findings += told
            if worst(findings) is Level.BLOCK:
                return order, findings
        changed = order
        for name, text in changes.items():
            changed, more = read_field(changed, name, text, work)
            findings += more
            if any(finding.code == "no-field" for finding in more):
                return order, findings
        if worst(findings) is Level.BLOCK:
            return order, findings
        if changed == order:
            text = _("{no} says so already.").format(no=order.no)
            return order, [*findings, Finding(Level.BLOCK, "no-change", text)]
        return followed(order, changed, work), findings


def _merged(
    order: Order, seen: int, changes: Mapping[str, str], work: Work
) -> tuple[Mapping[str, str], list[Finding]]:
    """Return the fields that can be put in, and a refusal for each that somebody else changed to something else."""
    from dispatch_tui.services import conflicts

    comparison = conflicts.compared(order, seen, changes, work)
    if comparison.fields:
        return changes, conflicts.findings_of(comparison, work)
    last = work.events(order)[-1]
    if last.actor == work.desk.operator:
        return comparison.free, []
    text = _("{who} changed {no} in the meantime; both changes are kept.").format(
        who=work.desk.operator_name(last.actor), no=order.no
    )
    return comparison.free, [Finding(Level.NOTE, "merged", text)]


def read_field(order: Order, name: str, text: str, work: Work) -> tuple[Order, list[Finding]]:
    """Return the slip with one field put in as it was typed, by its name of the programme contract."""
    reader = _READERS.get(name)
    if reader is None:
        told = _("A slip has no field “{field}” to correct.").format(field=name)
        return order, [Finding(Level.BLOCK, "no-field", told)]
    return reader(order, text, work)


_Reading = tuple[Order, list[Finding]]


def _order_no(order: Order, text: str, work: Work) -> _Reading:
    number = tidy_number(text)
    problem = number_problem(number)
    if problem is not None:
        return order, [Finding(Level.BLOCK, problem.code, problem.text)]
    if order.dispatch_id is not None and number != order.no:
        told = _(
            "{no} stands under this number on papers that were sent; recall it before you change the number."
        )
        return order, [Finding(Level.BLOCK, "number-on-paper", told.format(no=order.no), "S004 一.1")]
    other = work.reader.order_by_no(number)
    if other is not None and other.id != order.id:
        told = _("There is a slip {no} already.").format(no=number)
        return order, [Finding(Level.BLOCK, "number-taken", told, "row A-01")]
    return replace(order, no=number), []


def _phone(order: Order, text: str, _work: Work) -> _Reading:
    reading = phone_digits(text)
    changed = replace(order, phone=text.strip(), phone_digits=reading.digits)
    if reading.problem is None or reading.problem is PhoneProblem.MISSING:
        return changed, []
    told = _("“{phone}” is not a telephone number; the slip counts as incomplete.").format(phone=text.strip())
    return changed, [Finding(Level.NOTE, "bad-phone", told, "row A-10")]


def _text_reader(name: str) -> Callable[[Order, str, Work], _Reading]:
    def read(order: Order, text: str, _work: Work) -> _Reading:
        return replace(order, **{name: text.strip()}), []  # type: ignore[arg-type]

    return read


def _category(order: Order, text: str, work: Work) -> _Reading:
    word = clean(text)
    for name, words in work.desk.settings.categories.items():
        if word.casefold() in {name.casefold(), *(other.casefold() for other in words)}:
            return replace(order, category=name), []
    told = _("“{category}” is a category that the settings don't know.").format(category=word)
    return replace(order, category=word), [Finding(Level.NOTE, "category-unknown", told)] if word else []


def _instant_reader(name: str) -> Callable[[Order, str, Work], _Reading]:
    def read(order: Order, text: str, work: Work) -> _Reading:
        instant, told = _instant(text, work)
        if told:
            return order, [Finding(Level.BLOCK, "bad-time", told)]
        if name == "called_at" and instant is not None and instant > work.now:
            told = _("The call can't be in the future.")
            return order, [Finding(Level.BLOCK, "call-in-future", told, "row A-10")]
        changed = replace(order, **{name: instant})  # type: ignore[arg-type]
        start, end = changed.required_from, changed.required_to
        if start is not None and end is not None and end <= start:
            told = _("The appointment ends before it starts.")
            return order, [Finding(Level.BLOCK, "end-before-start", told)]
        return changed, []

    return read


def _instant(text: str, work: Work) -> tuple[datetime | None, str]:
    """Return the instant of a typed time and an empty sentence, or the sentence why it can't be read."""
    if not text.strip():
        return None, ""
    zone = work.desk.settings.branch.zone
    found = read_moment(text)
    if found.problem is None and found.start is not None:
        return to_utc(found.start, zone), ""
    from dispatch_tui.errors import BadInput
    from dispatch_tui.services.commands.dates import read_instant

    try:
        return read_instant(text, work.now, zone), ""
    except BadInput as error:
        return None, str(error)


_READERS: Mapping[str, Callable[[Order, str, Work], _Reading]] = {
    "order_no": _order_no,
    "phone": _phone,
    "category": _category,
    **{name: _text_reader(name) for name in ("customer", "address", "model", "store", "remark")},
    **{name: _instant_reader(name) for name in ("called_at", "required_from", "required_to")},
}
"""By field names of the programme contract; kind, urgent and point have actions of their own."""
