"""Service policies and due times (rows I-01 to I-07): how long the house has, counted interval by interval."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from enum import StrEnum

from dispatch_tui.domain.calendar import WorkCalendar, from_minutes, span_at, to_minutes
from dispatch_tui.domain.orders import AreaClass, Kind, Order
from dispatch_tui.errors import NotFound
from dispatch_tui.i18n import gettext as _

APPOINTMENT = "appointment"
"""Code that stands for the customer's own appointment in place of a policy (row I-05)."""
LONGEST_LIMIT = 366 * 24 * 60
"""A policy's limit is at most this many minutes."""

_AREAS = (AreaClass.URBAN, AreaClass.SUBURBAN, AreaClass.OUTLYING)
_MOST_CHOICES = 4096


class ClockKind(StrEnum):
    """Which minutes count."""

    WORKING = "working"
    """Only minutes inside the shifts of the work calendar."""
    ELAPSED = "elapsed"
    """Every minute, day and night."""


class StartEvent(StrEnum):
    """What starts a policy's clock."""

    CALLED = "called"
    """The customer's call; the hand-over when the slip gives no call time."""
    RECEIVED = "received"
    """The hand-over to the room."""
    ENTERED = "entered"
    """The moment it was typed or imported."""


class StopEvent(StrEnum):
    """What stops a policy's clock."""

    SENT = "sent"
    ARRIVED = "arrived"
    DONE = "done"
    ANSWERED = "answered"


class Why(StrEnum):
    """Why the minutes of a step count."""

    WORKING_HOURS = "working-hours"
    MAKEUP_DAY = "make-up-day"
    ELAPSED_TIME = "elapsed-time"


@dataclass(frozen=True, slots=True)
class Policy:
    """One promise about time."""

    code: str
    names: Mapping[str, str]
    """Name by language code."""
    clock: ClockKind
    limit_minutes: int
    start: StartEvent = StartEvent.CALLED
    stop: StopEvent = StopEvent.ARRIVED
    article: str = ""
    """Article of the standard behind it, like ``S000 4.3.1``."""


@dataclass(frozen=True, slots=True)
class Step:
    """A stretch of time that counts, ``start`` to ``end`` as UTC instants."""

    start: datetime
    end: datetime
    minutes: int
    why: str
    """A member of Why."""


@dataclass(frozen=True, slots=True)
class DueTime:
    """A due time and how it comes about. All instants are UTC."""

    policy: str
    """Code of the policy, or ``appointment``."""
    start: datetime
    due: datetime
    steps: tuple[Step, ...] = ()
    """The minutes of the steps add up to the limit; empty for an appointment."""
    calendar_missing: bool = False
    """A year on the way has no holiday table, so holidays may be missing from the count (Q2)."""
    missing_years: tuple[int, ...] = ()
    """The years without a holiday table."""
    area_assumed: bool = False
    """The customer's area is unknown, so the shorter of the possible limits is taken (row I-02)."""


@dataclass(frozen=True, slots=True)
class OrderFacts:
    """What the choice of a policy looks at."""

    kind: Kind
    area: AreaClass = AreaClass.UNKNOWN
    urgent: bool = False
    category: str = ""


@dataclass(frozen=True, slots=True)
class PolicyRule:
    """One row of the ordered table that chooses a policy; an empty set means any."""

    policy: str
    kinds: frozenset[Kind] = frozenset()
    areas: frozenset[AreaClass] = frozenset()
    urgent: bool | None = None
    categories: frozenset[str] = frozenset()

    def fits(self, facts: OrderFacts) -> bool:
        """Return whether the row speaks about such a slip."""
        return (
            (not self.kinds or facts.kind in self.kinds)
            and (not self.areas or facts.area in self.areas)
            and (self.urgent is None or self.urgent is facts.urgent)
            and (not self.categories or facts.category in self.categories)
        )


@dataclass(frozen=True, slots=True)
class DuePolicies:
    """The policies and the ordered rows that choose one for a slip."""

    policies: Mapping[str, Policy]
    rules: tuple[PolicyRule, ...] = ()
    appointment_counts: bool = True
    """Whether a customer's appointment replaces the policy's limit (row I-05)."""
    _words: dict[str, str] = field(default_factory=dict, repr=False, compare=False)
    _choices: dict[OrderFacts, tuple[str | None, bool]] = field(
        default_factory=dict, repr=False, compare=False
    )

    def __post_init__(self) -> None:
        for policy in self.policies.values():
            for word in (policy.code, *policy.names.values()):
                self._words.setdefault(_plain(word), policy.code)

    def find(self, word: str) -> Policy:
        """Return the policy of a code or a name in any language; NotFound lists the known ones."""
        code = self._words.get(_plain(word))
        if code is None:
            known = ", ".join(self.policies)
            raise NotFound(
                _("There is no service policy “{name}”.").format(name=" ".join(word.split())[:40]),
                _("Known policies: {names}.").format(names=known),
            )
        return self.policies[code]

    def due(self, policy_code: str, instant: datetime, calendar: WorkCalendar) -> DueTime:
        """Return when a policy that starts at an instant ends. Raises NotFound for an unknown policy."""
        policy = self.policies.get(policy_code) or self.find(policy_code)
        if policy.clock is ClockKind.ELAPSED:
            return elapsed_due(policy.code, instant, policy.limit_minutes)
        return working_due(policy.code, instant, policy.limit_minutes, calendar)

    def choose(self, facts: OrderFacts) -> str | None:
        """Return the code of the policy for such a slip, or None when no row fits.

        When the area is unknown and no row names ``unknown``, the shortest limit among the areas is taken (I-02).
        """
        return self._choice(facts)[0]

    def due_of(self, order: Order, calendar: WorkCalendar) -> DueTime | None:
        """Return when a slip is due, None when no policy speaks about it.

        An appointment counts by its end, or by its start when it has no end; an urgent slip keeps its policy when
        that ends earlier.
        """
        facts = OrderFacts(order.kind, order.area, order.urgent, order.category)
        appointed = (order.required_to or order.required_from) if self.appointment_counts else None
        if appointed is not None and not order.urgent:
            return _appointed(order, appointed)
        code, assumed = self._choice(facts)
        by_policy = None
        if code is not None:
            by_policy = self.due(code, _started(order, self.policies[code].start), calendar)
            if assumed:
                by_policy = replace(by_policy, area_assumed=True)
        if appointed is not None and (by_policy is None or appointed <= by_policy.due):
            return _appointed(order, appointed)
        return by_policy

    def name(self, code: str, language: str) -> str:
        """Return a policy's name in a language; the code itself when the policy is no longer known."""
        policy = self.policies.get(code)
        if policy is None:
            return _("Appointment") if code == APPOINTMENT else code
        return policy.names.get(language) or next(iter(policy.names.values()), code)

    def _first(self, facts: OrderFacts) -> PolicyRule | None:
        return next((rule for rule in self.rules if rule.fits(facts)), None)

    def _choice(self, facts: OrderFacts) -> tuple[str | None, bool]:
        """Return the policy's code, and whether the area was assumed for it; remembered by facts."""
        known = self._choices.get(facts)
        if known is None:
            if len(self._choices) >= _MOST_CHOICES:
                self._choices.clear()
            known = self._choices[facts] = self._work_out(facts)
        return known

    def _work_out(self, facts: OrderFacts) -> tuple[str | None, bool]:
        rule = self._first(facts)
        if facts.area is not AreaClass.UNKNOWN or (rule is not None and AreaClass.UNKNOWN in rule.areas):
            return (rule.policy if rule else None), False
        found = [self._first(replace(facts, area=area)) for area in _AREAS]
        codes = [rule.policy for rule in found if rule is not None]
        shortest = min(codes, key=lambda code: self.policies[code].limit_minutes, default=None)
        return shortest, len({rule.policy if rule else None for rule in found}) > 1


def elapsed_due(policy: str, instant: datetime, limit_minutes: int) -> DueTime:
    """Return the due time of a limit that runs day and night."""
    start = instant.astimezone(UTC)
    due = start + timedelta(minutes=limit_minutes)
    step = Step(start, due, limit_minutes, Why.ELAPSED_TIME)
    return DueTime(policy, start, due, (step,) if limit_minutes else ())


def working_due(policy: str, instant: datetime, limit_minutes: int, calendar: WorkCalendar) -> DueTime:
    """Return the due time of a limit in working minutes, counted shift by shift from the full minute of the instant.

    A limit that is used up exactly when a shift ends is due at that end, not at the next shift's beginning (T6).
    """
    start = instant.astimezone(UTC)
    minute = to_minutes(start)
    left = limit_minutes
    day = calendar.day_of(start)
    first_year = day.year
    steps: list[Step] = []
    while True:
        spans = calendar.spans(day)
        for begin, end in spans[span_at(spans, minute) :]:
            minute = max(minute, begin)
            counted = min(left, end - minute)
            if counted:
                why = Why.MAKEUP_DAY if calendar.is_makeup(day) else Why.WORKING_HOURS
                steps.append(Step(from_minutes(minute), from_minutes(minute + counted), counted, why))
            minute += counted
            left -= counted
            if not left:
                missing = tuple(year for year in range(first_year, day.year + 1) if not calendar.knows(year))
                return DueTime(policy, start, from_minutes(minute), tuple(steps), bool(missing), missing)
        day = calendar.next_working_day(day)


def _appointed(order: Order, appointed: datetime) -> DueTime:
    start = order.called_at or order.received_at
    return DueTime(APPOINTMENT, start.astimezone(UTC), appointed.astimezone(UTC))


def _started(order: Order, event: StartEvent) -> datetime:
    if event is StartEvent.ENTERED:
        return order.entered_at
    if event is StartEvent.CALLED and order.called_at is not None:
        return order.called_at
    return order.received_at


def _plain(word: str) -> str:
    return "".join(word.split()).casefold().replace("-", "_")
