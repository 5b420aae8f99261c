"""policies.yaml: service policies, the rows that choose one, and when a slip counts as due soon or late."""

from __future__ import annotations

from collections.abc import Iterable

from dispatch_tui.domain.due import (
    APPOINTMENT,
    LONGEST_LIMIT,
    ClockKind,
    DuePolicies,
    Policy,
    PolicyRule,
    StartEvent,
    StopEvent,
)
from dispatch_tui.domain.orders import AreaClass, Kind
from dispatch_tui.i18n import gettext as _
from dispatch_tui.settings.fields import Section, shown_name
from dispatch_tui.settings.model import OverdueRules
from dispatch_tui.settings.values import length_minutes

FILE = "policies.yaml"
CLOCKS = {each.value: each for each in ClockKind} | {
    "工作时间": ClockKind.WORKING,
    "自然时间": ClockKind.ELAPSED,
}
STARTS = {each.value: each for each in StartEvent}
STOPS = {each.value: each for each in StopEvent}
KINDS = {each.value: each for each in Kind} | {
    "安装": Kind.INSTALL, "维修": Kind.REPAIR, "拆装": Kind.REMOVAL, "工程": Kind.ENGINEERING,
}  # fmt: skip
"""Words for the kinds of slips in every file."""
AREAS = {each.value: each for each in AreaClass} | {
    "市区": AreaClass.URBAN, "郊区": AreaClass.SUBURBAN, "外围": AreaClass.OUTLYING,
}  # fmt: skip
"""Words for how far the customer lives."""
_NO_MINUTES = -1


def read_policies(top: Section, categories: Iterable[str]) -> tuple[DuePolicies, OverdueRules]:
    """Return the policies with their rules, and the marks for due soon and late."""
    policies: dict[str, Policy] = {}
    codes: list[str] = []  # also those with a fault of their own: the rows that name them are in order
    for code, part in top.keyed("policies", required=True):
        codes.append(code)
        found = _policy(code, part)
        if found is not None:
            policies[code] = found
    known = dict.fromkeys(categories)
    rules = [_rule(part, codes, known) for part in top.sections("rules", required=True)]
    counts = top.boolean("appointment_counts", True)
    overdue = _overdue(top.section("marks", owner="marks"))
    _check_reachable(top, [rule for rule in rules if rule is not None])
    top.finish()
    kept = tuple(rule for rule in rules if rule is not None)
    return DuePolicies(policies, kept, bool(counts)), overdue


def _policy(code: str, part: Section) -> Policy | None:
    names = part.names()
    part.owner = shown_name(names, code)
    clock = part.choice("clock", CLOCKS, None, required=True)
    limit = part.parsed("limit", length_minutes, _NO_MINUTES, required=True)
    start = part.choice("starts", STARTS, StartEvent.CALLED)
    stop = part.choice("stops", STOPS, StopEvent.ARRIVED)
    article = part.text("article")
    part.finish()
    if code == APPOINTMENT:
        part.problem(
            part.line,
            _("the code “{code}” stands for the customer's appointment; choose another").format(code=code),
        )
        return None
    if limit == 0 or limit > LONGEST_LIMIT:
        part.problem(
            part.line_of("limit"),
            _("{what} is {n} min; give 1 min to {most} days").format(
                what=part.named("limit"), n=limit, most=LONGEST_LIMIT // 1440
            ),
        )
        return None
    if clock is None or limit < 0 or not names:
        return None
    return Policy(code, names, clock, limit, start, stop, article)


def _rule(part: Section, policies: Iterable[str], categories: dict[str, None]) -> PolicyRule | None:
    kinds = part.choices("kind", KINDS)
    areas = part.choices("area", AREAS)
    urgent = part.boolean("urgent", None)
    chosen = part.choices("category", {name.casefold(): name for name in categories})
    code = part.choice(
        "policy", {name.casefold().replace("-", "_"): name for name in policies}, "", required=True
    )
    part.finish()
    if not code:
        return None
    return PolicyRule(code, frozenset(kinds), frozenset(areas), urgent, frozenset(chosen))


def _overdue(part: Section | None) -> OverdueRules:
    usual = OverdueRules()
    if part is None:
        return usual
    found = OverdueRules(
        due_soon_minutes=part.parsed("due_soon", length_minutes, usual.due_soon_minutes),
        batch_late_minutes=part.parsed("batch_late", length_minutes, usual.batch_late_minutes),
        chase_again_minutes=part.parsed("chase_again", length_minutes, usual.chase_again_minutes),
    )
    part.finish()
    return found


def _check_reachable(top: Section, rules: list[PolicyRule]) -> None:
    """Warn about rows that can never be reached because an earlier row takes every slip."""
    everything = next(
        (n for n, rule in enumerate(rules)
         if not rule.kinds and not rule.areas and rule.urgent is None and not rule.categories),
        None,
    )  # fmt: skip
    if everything is not None and everything < len(rules) - 1:
        top.warning(
            top.line_of("rules"),
            _("row {n} of the rules fits every slip, so the {rest} rows after it are never used").format(
                n=everything + 1, rest=len(rules) - 1 - everything
            ),
        )
