"""Which hand-over the slips of a file belong to, and its counts when they are in (rows A-01 to A-08)."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from dispatch_tui.domain.batches import Batch, BatchStatus, settled_status, share_declared
from dispatch_tui.domain.intake import Content
from dispatch_tui.domain.intake_dates import read_moment
from dispatch_tui.domain.intake_words import kind_of_word, yes_or_no
from dispatch_tui.domain.orders import Kind
from dispatch_tui.domain.text import fold
from dispatch_tui.errors import BadInput
from dispatch_tui.i18n import gettext as _
from dispatch_tui.services.batches import no_such_slot, open_batch, slots_of_day

if TYPE_CHECKING:
    from dispatch_tui.services.intake_building import SlipBuilder
    from dispatch_tui.services.intake_import import ImportOptions
    from dispatch_tui.storage.reading import Reader
    from dispatch_tui.storage.writing import Writer

SLOTTED = (Kind.INSTALL, Kind.REPAIR)
"""Kinds that are handed over at times of the day; the others come whenever they come."""


@dataclass(frozen=True, slots=True)
class WantedSlot:
    """The hand-over that was named: a time, a kind, both, or "outside the slots"."""

    slot: str = ""
    kind: Kind | None = None
    outside: bool = False
    """A hand-over outside the slots, as urgent slips come."""

    @classmethod
    def read(cls, text: str | None) -> WantedSlot:
        """Read ``12:30``, ``repair 9:00``, ``安装 12:30``, ``urgent``; raises BadInput for anything else."""
        found = cls()
        for word in fold(text or "").split():
            kind = kind_of_word(word)
            if ":" in word or (word.isdigit() and len(word) == 4):
                found = replace(found, slot=read_slot(word))
            elif kind is not Kind.UNSORTED:
                found = replace(found, kind=kind)
            elif yes_or_no(word):
                found = replace(found, outside=True)
            else:
                raise _no_slot(text or "")
        return found


def read_slot(text: str) -> str:
    """Return a time of the day as ``HH:MM``; raises BadInput when it is none."""
    digits = text.replace(":", "")
    hours, minutes = [*text.split(":"), ""][:2] if ":" in text else (digits[:2], digits[2:])
    if not (hours.isdigit() and minutes.isdigit() and len(minutes) == 2):
        raise _no_slot(text)
    if read_moment(f"2000-01-01 {hours.zfill(2)}:{minutes}").problem is not None:
        raise _no_slot(text)
    return f"{int(hours):02d}:{minutes}"


def _no_slot(text: str) -> BadInput:
    return BadInput(
        _("“{text}” is no time of a hand-over.").format(text=text),
        _("Write it like 12:30, or “repair 09:00”."),
    )


@dataclass(slots=True)
class _Open:
    """A hand-over while its slips come in."""

    id: int
    kind: Kind
    slot: str
    column: str
    """Column of the board for its slips."""
    before: Batch | None = None
    """The recorded hand-over that these slips are added to."""
    came: int = 0


class HandOvers:
    """Gives each slip of a file its hand-over; one for each kind.

    A wanted slot counts for the kinds that have it, other kinds get their usual one. Slips that were missing from a
    recorded hand-over are added to it when no more of them come than are missing.
    """

    def __init__(
        self,
        builder: SlipBuilder,
        reader: Reader,
        wanted: WantedSlot,
        options: ImportOptions,
        kinds: Mapping[Kind, int] | None,
        not_urgent: Collection[Kind] | None,
    ) -> None:
        self._builder = builder
        self._reader = reader
        self._wanted = wanted
        self._options = options
        self._kinds = kinds
        self._not_urgent = not_urgent
        self._open: dict[Kind, _Open] = {}
        self._next_id = 0
        self._ids_left = 0
        self._slots = slots_of_day(builder.seasons, builder.day)
        if wanted.slot:
            fitting = [
                kind for kind in SLOTTED if wanted.slot in self._slots[kind] and wanted.kind in (None, kind)
            ]
            if not fitting:
                shown = (
                    self._slots if wanted.kind is None else {wanted.kind: self._slots.get(wanted.kind, ())}
                )
                raise no_such_slot(wanted.slot, dict(shown))

    def new_id(self) -> int:
        """Return a fresh id, taken from a reserve."""
        from dispatch_tui.storage.records import ID_STEP, take_ids

        if not self._ids_left:
            self._next_id, self._ids_left = take_ids(1000), 1000
        found = self._next_id
        self._next_id += ID_STEP
        self._ids_left -= 1
        return found

    def place(self, content: Content) -> tuple[int, str]:
        """Return the hand-over and the column of a new slip, and count it."""
        found = self._open.get(content.kind)
        if found is None:
            found = self._open[content.kind] = self._begin(content.kind)
        found.came += 1
        return found.id, found.column

    def _begin(self, kind: Kind) -> _Open:
        if kind not in SLOTTED:
            return self._recorded(kind, "", "")
        wanted = self._wanted
        if wanted.slot and wanted.slot in self._slots[kind] and wanted.kind in (None, kind):
            return self._recorded(kind, wanted.slot, wanted.slot)
        column = self._builder.default_slot(kind, self._taken(kind))
        all_urgent = self._not_urgent is not None and kind not in self._not_urgent
        if wanted.outside or (all_urgent and not wanted.slot):
            return self._recorded(kind, "", column)
        return self._recorded(kind, column, column)

    def _taken(self, kind: Kind) -> frozenset[str]:
        """Return the slots of the day whose hand-over has come and lacks nothing that may come now."""
        coming = self._kinds.get(kind, 0) if self._kinds is not None else 0
        taken = set()
        for batch in self._reader.batches(self._builder.day):
            lacking = batch.status is BatchStatus.OPEN and 0 < coming <= batch.missing
            if batch.kind is kind and not lacking:
                taken.add(batch.slot)
        return frozenset(taken)

    def _recorded(self, kind: Kind, slot: str, column: str) -> _Open:
        before = open_batch(self._reader, self._builder.day, kind, slot)
        coming = self._kinds.get(kind, 0) if self._kinds is not None else 0
        awaited = before is not None and before.status is BatchStatus.OPEN and before.missing > 0
        if before is None or not awaited or not (0 < coming <= before.missing or before.entered == 0):
            return _Open(self.new_id(), kind, slot, column)
        return _Open(before.id, kind, slot, column, before)

    def settle(
        self, writer: Writer | None, source: str, refused: int, came_again: Mapping[int, int]
    ) -> list[Batch]:
        """Store the hand-overs with their counts; returns them, the named one first, then the one with most slips.

        A file with refused rows has declared more slips than it brought, unless the count was given.
        """
        counts = {kind: found.came for kind, found in self._open.items()}
        declared = self._options.declared
        if declared is None and refused and counts:
            declared = sum(counts.values()) + refused
        shares = share_declared(declared, counts)
        batches = []
        named = self._wanted.slot
        by_size = sorted(
            self._open.items(), key=lambda item: (not named or item[1].slot != named, -item[1].came)
        )
        for kind, found in by_size:
            batches.append(self._settled(found, shares[kind], writer, source))
        if writer is not None:
            for batch_id in came_again:
                self._again(writer, batch_id, source)
        return batches

    def _settled(self, found: _Open, declared: int | None, writer: Writer | None, source: str) -> Batch:
        options = self._options
        before = found.before
        if before is None:
            batch = Batch(
                found.id, self._builder.day, found.kind, found.slot, self._builder.received_at,
                self._builder.entered_at, self._builder.operator, options.clerk, options.way, declared, found.came,
                settled_status(declared, found.came), "", source,
            )  # fmt: skip
            return batch if writer is None else writer.insert_batch(batch)
        entered = before.entered + found.came
        known = declared if before.declared is None else before.declared
        after = replace(
            before,
            entered=entered,
            declared=known,
            clerk=before.clerk or options.clerk,
            source=before.source or source,
            status=settled_status(known, entered, before.explanation),
        )
        return after if writer is None else writer.update_batch(before, after)

    def _again(self, writer: Writer, batch_id: int, source: str) -> None:
        """Log that slips of a hand-over came a second time by another file or another way (row A-01)."""
        batch = writer.batch(batch_id)
        if batch is None:
            return
        way = self._options.way
        sign = f"{source} ({way.value})"
        if sign in batch.source or (batch.source == source and batch.way is way):
            return
        writer.update_batch(batch, replace(batch, source=f"{batch.source}; {sign}" if batch.source else sign))
