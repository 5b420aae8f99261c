"""Writing hand-overs, the chase log, learned addresses, drafts and season switches."""

from __future__ import annotations

from dataclasses import fields, replace
from datetime import date, datetime
from enum import Enum
from typing import Any

from dispatch_tui.domain.batches import Batch, Chase
from dispatch_tui.domain.orders import PlainJson
from dispatch_tui.domain.seasons import SeasonSwitch
from dispatch_tui.errors import Conflict
from dispatch_tui.i18n import gettext as _
from dispatch_tui.storage.codec import dumps, micros, micros_or_none
from dispatch_tui.storage.engine import Engine
from dispatch_tui.storage.ledger import Ledger
from dispatch_tui.storage.models import AliasRow, BatchRow, ChaseRow, DraftRow, SwitchRow
from dispatch_tui.storage.records import ALIAS, BATCH, CHASE, SEASON_SWITCH, Act, Alias, Draft, new_id


class PaperWrites:
    """Writing of everything that is not a slip; a part of ``Writer``."""

    engine: Engine
    branch: str
    act: Act
    ledger: Ledger

    def insert_batch(self, batch: Batch) -> Batch:
        """Store a new hand-over (row A-01)."""
        self.engine.query(BatchRow.insert(branch=self.branch, **_batch_values(batch)))
        self._note(BATCH, batch.id, None, _plain(batch))
        return batch

    def update_batch(self, before: Batch, after: Batch) -> Batch:
        """Store a changed hand-over and return it with its new version.

        Raises Conflict when somebody else changed it since ``before`` was read.
        """
        old, new = _plain(before), _plain(after)
        names = [name for name in new if new[name] != old[name] and name != "version"]
        if not names:
            return before
        stored = replace(after, id=before.id, version=before.version + 1)
        values = _batch_values(stored)
        changed = {getattr(BatchRow, name): values[name] for name in (*names, "version")}
        same = (
            (BatchRow.branch == self.branch)
            & (BatchRow.id == before.id)
            & (BatchRow.version == before.version)
        )
        if self.engine.query(BatchRow.update(changed).where(same)).rowcount != 1:
            raise Conflict(
                _("The hand-over was changed by somebody else in the meantime."),
                _("Look at it again, then repeat the action."),
                fields=tuple(names),
            )
        self._note(BATCH, before.id, {name: old[name] for name in names}, {name: new[name] for name in names})
        return stored

    def insert_chase(self, chase: Chase) -> Chase:
        """Store an entry of the chase log (row A-07)."""
        self.engine.query(
            ChaseRow.insert(
                branch=self.branch, id=chase.id, subject=chase.subject, at=micros(chase.at), caller=chase.by,
                whom=chase.whom, way=chase.way, answer=chase.answer, next_at=micros_or_none(chase.next_at),
            )
        )  # fmt: skip
        self._note(CHASE, chase.id, None, _plain(chase))
        return chase

    def save_alias(self, text: str, meaning: dict[str, PlainJson]) -> Alias:
        """Learn what a word of addresses stands for, or forget it with an empty meaning.

        The person who acts is kept as the teacher; the history keeps every earlier meaning.
        """
        mine = (AliasRow.branch == self.branch) & (AliasRow.text == text)
        row = self.engine.query(
            AliasRow.select(AliasRow.id, AliasRow.meaning, AliasRow.version).where(mine)
        ).fetchone()
        now = dumps(meaning)
        if row is None:
            alias = Alias(new_id(), text, meaning, self.act.actor)
            self.engine.query(
                AliasRow.insert(
                    branch=self.branch, id=alias.id, text=text, meaning=now, taught_by=alias.by, version=1
                )
            )
            self.ledger.note(ALIAS, alias.id, None, dumps({"text": text, "meaning": meaning}))
            return alias
        alias = Alias(row[0], text, meaning, self.act.actor, row[2] + 1)
        if row[1] == now:
            return replace(alias, version=row[2])
        changed = {AliasRow.meaning: now, AliasRow.taught_by: alias.by, AliasRow.version: alias.version}
        self.engine.query(AliasRow.update(changed).where(mine))
        self.ledger.note(ALIAS, alias.id, f'{{"meaning":{row[1]}}}', f'{{"meaning":{now}}}')
        return alias

    def insert_season_switch(self, switch: SeasonSwitch) -> int:
        """Store a season switch and return its id; switches are never changed, a later one overrides (row A-05)."""
        id_ = new_id()
        self.engine.query(
            SwitchRow.insert(
                branch=self.branch, id=id_, day_from=switch.day_from.isoformat(), season=switch.season,
                reason=switch.reason, switched_by=switch.by, entered_at=micros(self.act.entered_at),
            )
        )  # fmt: skip
        self._note(SEASON_SWITCH, id_, None, _plain(switch))
        return id_

    def save_draft(self, draft: Draft) -> Draft:
        """Keep something typed and not finished; replaces the draft of the same id.

        Drafts are nobody else's business: they write no event.
        """
        values = {
            "operator": draft.operator, "screen": draft.screen, "saved_at": micros(draft.saved_at),
            "fields": dumps(dict(draft.fields)),
        }  # fmt: skip
        self.engine.query(
            DraftRow.insert(branch=self.branch, id=draft.id, **values).on_conflict(
                conflict_target=[DraftRow.branch, DraftRow.id],
                update={getattr(DraftRow, name): value for name, value in values.items()},
            )
        )
        return draft

    def delete_draft(self, draft_id: int) -> None:
        """Drop a draft: it was finished or thrown away by its operator."""
        self.engine.query(
            DraftRow.delete().where((DraftRow.branch == self.branch) & (DraftRow.id == draft_id))
        )

    def _note(
        self, entity: str, id_: int, before: dict[str, PlainJson] | None, after: dict[str, PlainJson]
    ) -> None:
        self.ledger.note(entity, id_, None if before is None else dumps(before), dumps(after))


def _batch_values(batch: Batch) -> dict[str, Any]:
    return {
        "id": batch.id, "day": batch.day.isoformat(), "kind": batch.kind.value, "slot": batch.slot,
        "received_at": micros(batch.received_at), "entered_at": micros(batch.entered_at),
        "entered_by": batch.entered_by, "clerk": batch.clerk, "way": batch.way.value, "declared": batch.declared,
        "entered": batch.entered, "status": batch.status.value, "explanation": batch.explanation,
        "source": batch.source, "version": batch.version,
    }  # fmt: skip


def _plain(record: Any) -> dict[str, PlainJson]:
    """Return the fields of a record as JSON values, without the id, which the event carries itself."""
    return {field.name: _value(getattr(record, field.name)) for field in fields(record) if field.name != "id"}


def _value(value: Any) -> PlainJson:
    if isinstance(value, datetime | date):
        return value.isoformat().replace("+00:00", "Z")
    plain: PlainJson = value.value if isinstance(value, Enum) else value
    return plain
