"""From the content of a slip to the slip as it is kept: network point, division, due time, day and column."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any

from dispatch_tui.domain.batches import choose_slot
from dispatch_tui.domain.due import DueTime, OrderFacts, StartEvent
from dispatch_tui.domain.intake import Content
from dispatch_tui.domain.orders import BEFORE_DONE, AreaClass, Kind, Order, State
from dispatch_tui.domain.pinyin import initials
from dispatch_tui.domain.text import key
from dispatch_tui.services.batches import slots_of_day
from dispatch_tui.services.carrying_out import Work
from dispatch_tui.services.consequences import followed, point_is_open
from dispatch_tui.services.slip_facts import (
    area_of,
    load_of,
    surface_day,
)

if TYPE_CHECKING:
    from dispatch_tui.domain.addresses_match import AddressMatch
    from dispatch_tui.domain.placing import Placer
    from dispatch_tui.services.desk import Desk
    from dispatch_tui.settings.model import Settings
    from dispatch_tui.storage.reading import Reader

_MOST_REMEMBERED = 20_000


class PointNames:
    """Finds network points by code, name in any language, or the name without spaces and signs."""

    def __init__(self, settings: Settings) -> None:
        self._codes: dict[str, tuple[str, ...]] = {}
        for point in settings.points:
            for word in {key(point.code), *(key(name) for name in point.names.values())}:
                self._codes[word] = (*self._codes.get(word, ()), point.code)
        self._exact = {point.code: (point.code,) for point in settings.points}

    def __call__(self, word: str) -> tuple[str, ...]:
        """Return the codes of the network points that a word means."""
        return self._exact.get(word.strip()) or self._codes.get(key(word), ())


@dataclass(frozen=True, slots=True)
class ReadAddresses:
    """Addresses that were read before the transaction began, so that other writers wait less."""

    placer: Placer
    """Who read them; another one, with newly learned addresses, reads them again."""
    matches: Mapping[str, AddressMatch]


class SlipBuilder:
    """Builds slips of one hand-over; counts the load of the network points as it goes on.

    ``received_at`` is when the room got the slips (UTC); in a catch-up entry it lies before the present.
    """

    def __init__(
        self, desk: Desk, reader: Reader, received_at: datetime, addresses: ReadAddresses | None = None
    ) -> None:
        settings = desk.settings
        self._desk = desk
        self.settings = settings
        self.operator = desk.operator
        self.received_at = received_at
        self.entered_at = desk.now()
        self.day = settings.today(received_at)
        self.seasons = desk.seasons(reader)
        self._reader = reader
        self._placer = desk.placer(reader)
        known = addresses is not None and addresses.placer is self._placer
        self._matches = addresses.matches if addresses is not None and known else {}
        self._category_of = desk.category_of
        today = desk.today()
        self._today = today
        self._load = load_of(reader.tallies(), reader.sent_today(today, settings.branch.zone), today)
        self.repeats_since = received_at - timedelta(days=settings.branch.repeat_repair_days)
        """Slips received before this instant count no longer as the earlier ones of a repeat (row A-11)."""
        self._work = Work(
            desk, reader, self.entered_at, today, self.entered_at, _load=self._load, _placer=self._placer
        )
        self._known_phones: set[str] | None = None
        self._recent: dict[tuple[str, str], str] = {}
        self._policies: dict[tuple[Kind, AreaClass, bool, str], str | None] = {}
        self._dues: dict[tuple[str, datetime], DueTime] = {}
        self._first_slots: dict[tuple[date, Kind], str] = {}

    def default_slot(self, kind: Kind, taken: frozenset[str]) -> str:
        """Return the slot of the day for slips that come without saying which; empty for kinds without slots."""
        zone = self.settings.branch.zone
        slots = slots_of_day(self.seasons, self.day).get(kind, ())
        instants = [(slot, self.seasons.slot_instant(self.day, slot, zone)) for slot in slots]
        return choose_slot(instants, taken, kind, self.received_at)

    def expect(self, contents: Iterable[Content]) -> None:
        """Look up at once which telephones of the slips to come are known, which saves a look for each slip."""
        digits = (content.phone_digits for content in contents if content.kind is Kind.REPAIR)
        self._known_phones = self._reader.known_phones(digits, self.repeats_since)

    def build(self, content: Content, order_id: int, batch_id: int | None, slot: str) -> Order:
        """Return the slip for a content; ``slot`` is its column unless it surfaces on a later day (row A-13)."""
        appointed = content.required_from or content.required_to
        day = surface_day(self.day, appointed, self.settings)
        facts: dict[str, Any] = {
            "id": order_id,
            "no": content.no,
            "kind": content.kind,
            "state": State.RECEIVED,
            "customer": content.customer,
            "phone": content.phone,
            "address": content.address,
            "entered_at": self.entered_at,
            "received_at": self.received_at,
            "day": day,
            "phone_digits": content.phone_digits,
            "category": content.category,
            "model": content.model,
            "store": content.store,
            "remark": content.remark,
            "called_at": content.called_at,
            "required_from": content.required_from,
            "required_to": content.required_to,
            "urgent": content.urgent,
            "extras": content.extras,
            "batch_id": batch_id,
            "slot": slot if day == self.day else self._first_slot(day, content.kind),
            "repeat_of": self._repeat_of(content),
            "incomplete": content.incomplete,
            "initials": initials(content.customer[:200]),
            "entered_by": self.operator,
            **self._placed(content),
        }
        due = self._due(facts)
        order = Order(**facts, due_at=due.due, due_policy=due.policy) if due is not None else Order(**facts)
        if day <= self._today:
            self._load.add(order.point, order.kind)
        return order

    def _placed(self, content: Content) -> dict[str, Any]:
        category = self._category_of(content.category)
        match = self._matches.get(content.address) or self._placer.matcher.match(content.address)
        found = self._placer.propose(match, content.kind, category, self._load)
        return {
            "point": content.point or found.point,
            "pinned": bool(content.point),
            "placement": found.facts,
            "district": found.district,
            "street": found.street,
            "area": area_of(self.settings, found.district, found.street),
        }

    def _first_slot(self, day: date, kind: Kind) -> str:
        """Return the first slot of a later day, in the season of that day."""
        found = self._first_slots.get((day, kind))
        if found is None:
            slots = slots_of_day(self.seasons, day).get(kind, ())
            found = self._first_slots.setdefault((day, kind), slots[0] if slots else "")
        return found

    def _due(self, facts: Mapping[str, Any]) -> DueTime | None:
        """Return the due time of a slip by its fields; slips of one policy and one minute share the arithmetic."""
        category = self._category_of(facts["category"])
        policies = self.settings.policies
        if facts["required_from"] or facts["required_to"]:
            return policies.due_of(Order(**{**facts, "category": category}), self.settings.calendar)
        chosen = (facts["kind"], facts["area"], facts["urgent"], category)
        if chosen not in self._policies:
            self._policies[chosen] = policies.choose(OrderFacts(*chosen))
        code = self._policies[chosen]
        if code is None:
            return None
        start = self.received_at
        event = policies.policies[code].start
        if event is StartEvent.CALLED:
            start = facts["called_at"] or start
        elif event is StartEvent.ENTERED:
            start = self.entered_at
        found = self._dues.get((code, start))
        if found is None:
            found = policies.due(code, start, self.settings.calendar)
            if len(self._dues) < _MOST_REMEMBERED:
                self._dues[code, start] = found
        return found

    def _repeat_of(self, content: Content) -> str:
        """Return the number of an earlier slip of the same telephone and model, for a repair (row A-11)."""
        digits, model = content.phone_digits, content.model.casefold().strip()
        if not digits or not model:
            return ""
        same = (digits, model)
        earlier = self._recent.get(same, "")
        known = self._known_phones is None or digits in self._known_phones
        if content.kind is Kind.REPAIR and not earlier and known:
            found = self._reader.repeat_candidates(digits, content.model, self.repeats_since)
            earlier = next((order.no for order in found if order.no != content.no), "")
        if len(self._recent) < _MOST_REMEMBERED:
            self._recent[same] = content.no
        return earlier if content.kind is Kind.REPAIR else ""

    def changed(self, order: Order, content: Content, fields: tuple[str, ...]) -> Order:
        """Return a kept slip with the fields that came anew, and everything that follows from them worked out again."""
        values = {name: getattr(content, name) for name in fields if name not in ("point", "extras")}
        after = replace(order, **values)
        if "extras" in fields:
            after = replace(after, extras={**order.extras, **content.extras})
        if "phone" in fields:
            after = replace(after, phone_digits=content.phone_digits)
        if "point" in fields:
            after = replace(after, point=content.point, pinned=True)
        return followed(order, after, self._work)


def may_change(order: Order, fields: Collection[str]) -> bool:
    """Tell whether a file may change these fields of a slip.

    Nothing once the work is done or the slip is cancelled; not the network point or the kind once it is assigned:
    that is reassigning or recalling it.
    """
    if order.state not in BEFORE_DONE:
        return False
    return point_is_open(order) or not {"point", "kind"} & set(fields)
