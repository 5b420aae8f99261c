"""``dispatch-tui due POLICY INSTANT``: a due time with its arithmetic (design 4)."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from dispatch_tui.i18n import gettext as _
from dispatch_tui.i18n import language

if TYPE_CHECKING:
    from dispatch_tui.cli.context import Context
    from dispatch_tui.cli.parsing import Subparsers
    from dispatch_tui.domain.calendar import WorkCalendar
    from dispatch_tui.domain.due import DueTime, Policy
    from dispatch_tui.domain.orders import PlainJson


def add(subparsers: Subparsers) -> None:
    """Add the command to the parser."""
    parser = subparsers.add_parser(
        "due",
        help=_("work out a due time and show its arithmetic"),
        description=_(
            "Work out when a service policy that starts at an instant ends, and show which minutes count. An instant "
            "without an offset is in the branch's time zone."
        ),
    )
    parser.add_argument("policy", metavar=_("POLICY"), help=_("code or name of a policy in policies.yaml"))
    parser.add_argument(
        "instant", metavar=_("INSTANT"), nargs="+", help=_("like “2026-09-21 09:00”, 09:00 (today) or now")
    )
    parser.add_argument("--json", action="store_true", help=_("one JSON document on stdout"))


def run(args: argparse.Namespace, context: Context) -> int:
    """Print the due time; raises NotFound for an unknown policy and BadInput for what is no instant."""
    from dispatch_tui.domain.due_words import missing_words
    from dispatch_tui.domain.instants import read_instant

    settings = context.settings
    policy = settings.policies.find(args.policy)
    calendar = settings.calendar
    instant = read_instant(" ".join(args.instant), context.clock.now(), calendar.zone)
    due = settings.policies.due(policy.code, instant, calendar)
    if args.json:
        context.print_json(due_json(due, calendar))
    else:
        for line in due_text(due, policy, calendar):
            print(line)
    if due.calendar_missing:
        context.say(missing_words(due))
    return 0


def due_json(due: DueTime, calendar: WorkCalendar) -> PlainJson:
    """Return a due time in the programme contract's form; times carry the branch's offset.

    ``calendar_missing`` with the years is added only when a holiday table is missing.
    """
    steps: list[PlainJson] = [
        {
            "from": step.start.astimezone(calendar.zone).isoformat(),
            "to": step.end.astimezone(calendar.zone).isoformat(),
            "minutes": step.minutes,
            "why": str(step.why),
        }
        for step in due.steps
    ]
    found: dict[str, PlainJson] = {
        "policy": due.policy,
        "from": due.start.astimezone(calendar.zone).isoformat(),
        "due": due.due.astimezone(calendar.zone).isoformat(),
        "steps": steps,
    }
    if due.calendar_missing:
        found["calendar_missing"] = list(due.missing_years)
    return found


def due_text(due: DueTime, policy: Policy, calendar: WorkCalendar) -> list[str]:
    """Return the lines for a person: the promise, every stretch with its minutes, and the due time."""
    from dispatch_tui.domain.due_words import length_words, moment_words, promise_words, stretches

    lines = [
        promise_words(policy, language()),
        _("Start  {when}").format(when=moment_words(due.start, calendar)),
    ]
    counted = 0
    for part in stretches(due, calendar):
        counted += part.minutes
        span = f"{moment_words(part.start, calendar)} - {moment_words(part.end, calendar)}"
        if calendar.day_of(part.start) == calendar.day_of(part.end):
            span = f"{moment_words(part.start, calendar)} - {part.end.astimezone(calendar.zone):%H:%M}"
        sum_words = f"+{length_words(part.minutes)} = {length_words(counted)}  " if part.minutes else ""
        lines.append(f"  {span}  {sum_words}{part.words}")
    mark = _("  (holiday table missing)") if due.calendar_missing else ""
    lines.append(_("Due    {when}").format(when=moment_words(due.due, calendar)) + mark)
    return lines
