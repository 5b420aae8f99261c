"""Reading and writing the records of dispatching: dispatches, cards, sheets, lines, ledger, day runs, prints."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace
from typing import Any

from dispatch_tui.i18n import gettext as _
from dispatch_tui.storage.codec import dumps
from dispatch_tui.storage.engine import Engine, Overtaken
from dispatch_tui.storage.ledger import Ledger
from dispatch_tui.storage.shelves import Kept, Shelf, shelf

_SPAN = {"_from": ">=", "_to": "<="}
_CHUNK = 500


class PaperReads:
    """Reading of records of dispatching; a part of ``Reader``.

    ``wanted`` names fields: a value must be equal, a list, tuple, set or frozenset means one of them, None means that
    there is none; ``day_from=`` and ``day_to=`` (any field with ``_from``, ``_to``) bound a field, both included.
    """

    engine: Engine
    branch: str

    def paper(self, record: type[Kept], id_: int) -> Kept | None:
        """Return a record by its id."""
        return next(iter(self.papers(record, id=id_)), None)

    def papers(
        self, record: type[Kept], *, order_by: str = "id", newest: bool = False, limit: int | None = None, **wanted: Any
    ) -> list[Kept]:  # fmt: skip
        """Return the records that fulfil what is wanted, oldest first or newest first."""
        found: list[Kept] = []
        one = shelf(record)
        for part in _parts(wanted):
            where, params = self._wanted(one, part)
            direction = " DESC" if newest else ""
            # The sign keeps the engine from walking the whole table in the order of ids instead of using an index;
            # with a limit it is to walk it.
            sign = "+" if limit is None and order_by == "id" else ""
            sql = (
                f"SELECT {','.join(one.columns)} FROM {one.table} WHERE {where} "  # noqa: S608
                f"ORDER BY {sign}{_known(one, order_by)}{direction}, {sign}id{direction}"
            )
            if limit is not None:
                sql, params = f"{sql} LIMIT ?", [*params, limit]
            found += [one.record_of(row) for row in self.engine.execute(sql, params).fetchall()]
        return found

    def paper_rows(
        self, record: type[Any], names: Sequence[str], *, order_by: str = "id", **wanted: Any
    ) -> list[tuple[Any, ...]]:
        """Return some fields of the records that fulfil what is wanted, in the rows' own form, oldest first.

        For figures over many records, which don't need the records themselves.
        """
        one = shelf(record)
        found: list[tuple[Any, ...]] = []
        for part in _parts(wanted):
            where, params = self._wanted(one, part)
            sql = (
                f"SELECT {','.join(_known(one, name) for name in names)} FROM {one.table} "  # noqa: S608
                f"WHERE {where} ORDER BY {_known(one, order_by)}, id"
            )
            found += [tuple(row) for row in self.engine.execute(sql, params).fetchall()]
        return found

    def count_papers(
        self, record: type[Any], by: Sequence[str] = (), **wanted: Any
    ) -> dict[tuple[Any, ...], int]:
        """Return how many records fulfil what is wanted, by the values of some fields (rows' own form).

        Without ``by`` the one key is the empty tuple, and it is absent when there are none.
        """
        one = shelf(record)
        counts: dict[tuple[Any, ...], int] = {}
        for part in _parts(wanted):
            where, params = self._wanted(one, part)
            names = [_known(one, name) for name in by]
            grouped = f" GROUP BY {','.join(names)}" if names else ""
            sql = f"SELECT {','.join([*names, 'COUNT(*)'])} FROM {one.table} WHERE {where}{grouped}"  # noqa: S608
            for *key, count in self.engine.execute(sql, params).fetchall():
                if count:
                    counts[tuple(key)] = counts.get(tuple(key), 0) + int(count)
        return counts

    def _wanted(self, one: Shelf, wanted: dict[str, Any]) -> tuple[str, list[Any]]:
        terms, params = ["branch = ?"], [self.branch]
        for name, value in wanted.items():
            field, sign = name, "="
            for ending, span in _SPAN.items():
                if name.endswith(ending) and name not in one.columns:
                    field, sign = name.removesuffix(ending), span
            _known(one, field)
            if value is None:
                if sign == "=":
                    terms.append(f"{field} IS NULL")
            elif isinstance(value, list | tuple | set | frozenset):
                values = [one.value(field, each) for each in value]
                terms.append(f"{field} IN ({','.join('?' * len(values))})" if values else "1 = 0")
                params += values
            elif one.table == "dispatch" and field == "state" and sign == "=" and value == "live":
                # Literal, so that the partial index of live dispatches is used.
                terms.append("state = 'live'")
            else:
                terms.append(f"{field} {sign} ?")
                params.append(one.value(field, value))
        return " AND ".join(terms), params


def _known(one: Shelf, name: str) -> str:
    if name not in one.columns:
        raise ValueError(f"{one.table} has no field {name}")
    return name


def _parts(wanted: dict[str, Any]) -> Iterable[dict[str, Any]]:
    """Yield what is wanted in parts whose lists are short enough for one statement."""
    long = [n for n, v in wanted.items() if isinstance(v, list | tuple | set | frozenset) and len(v) > _CHUNK]
    if not long:
        yield wanted
        return
    values: Collection[Any] = list(wanted[long[0]])
    for start in range(0, len(values), _CHUNK):
        yield from _parts({**wanted, long[0]: list(values)[start : start + _CHUNK]})


class DispatchWrites:
    """Writing of records of dispatching; a part of ``Writer``."""

    engine: Engine
    branch: str
    ledger: Ledger

    def insert_papers(self, records: Sequence[Any]) -> None:
        """Store new records of one kind, with their events.

        Raises Conflict when a unique one exists already: a live dispatch of the slip, a card number, a sheet.
        """
        if not records:
            return
        one = shelf(type(records[0]))
        self.engine.insert_rows(
            one.table, (*one.columns, "branch"), [(*one.row_of(record), self.branch) for record in records]
        )
        for record in records:
            self.ledger.note(one.entity, record.id, None, dumps(one.created(record)))

    def insert_paper(self, record: Kept) -> Kept:
        """Store a new record and return it."""
        self.insert_papers([record])
        return record

    def update_paper(self, before: Kept, after: Kept) -> Kept:
        """Store a changed record and return it with its new version; an unchanged one writes nothing.

        Raises Overtaken when somebody else changed it since ``before`` was read.
        """
        return self.update_papers([(before, after)])[0]

    def update_papers(self, pairs: Sequence[tuple[Kept, Kept]]) -> list[Kept]:
        """Store changed records of one kind and return them with their new versions; unchanged ones write nothing.

        Raises Overtaken when somebody else changed one of them since it was read.
        """
        if not pairs:
            return []
        one = shelf(type(pairs[0][0]))
        results: list[Kept] = []
        events: list[tuple[int, str, str]] = []
        groups: dict[tuple[str, ...], list[tuple[Any, ...]]] = {}
        for before, after in pairs:
            old, new = one.difference(before, after)
            if not new:
                results.append(before)
                continue
            results.append(replace(after, id=before.id, version=before.version + 1))  # type: ignore[type-var]
            groups.setdefault(tuple(new), []).append((before.id, before.version, *one.values(after, new)))
            events.append((before.id, dumps(old), dumps(new)))
        for names, rows in groups.items():
            if len(self.engine.update_rows(one.table, self.branch, names, rows)) != len(rows):
                raise Overtaken(
                    _("The record was changed by somebody else in the meantime."),
                    _("Look at it again, then repeat the action."),
                    fields=names,
                )
        for id_, old_text, new_text in events:
            self.ledger.note(one.entity, id_, old_text, new_text)
        return results
