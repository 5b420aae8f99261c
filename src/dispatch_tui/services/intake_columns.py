"""From the columns of a file to the fields of a slip: headings in two languages, mappings, divided fields."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import TYPE_CHECKING

from dispatch_tui.domain.intake_dates import (
    FIRST_YEAR,
    LAST_YEAR,
    Moment,
    MomentProblem,
    looks_like_hours,
    read_moment,
)
from dispatch_tui.domain.intake_words import (
    RECORD_COLUMNS,
    field_of_heading,
    heading_score,
    is_own_export,
    is_own_file,
    is_refused_column,
    unescaped_formula,
)
from dispatch_tui.domain.text import key
from dispatch_tui.errors import BadInput, NotFound
from dispatch_tui.i18n import gettext as _

if TYPE_CHECKING:
    from collections.abc import Callable

    from dispatch_tui.settings.model import ColumnMapping, Settings

_ADDRESS_PARTS = ("address_province", "address_city", "address_district", "address_street")

Bound = tuple[dict[str, str], dict[str, str]]
"""Texts by import name, and the other filled columns by heading."""


def find_mapping(settings: Settings, name: str) -> ColumnMapping | None:
    """Return the column mapping of a name, None for no name. Raises NotFound with the names that there are."""
    if not name:
        return None
    found = settings.mappings.get(name)
    if found is None:
        known = ", ".join(settings.mappings)
        raise NotFound(
            _("There is no column mapping “{name}” in mappings.yaml.").format(name=name),
            _("Known mappings: {names}.").format(names=known) if known else "",
        )
    return found


def score_with(mapping: ColumnMapping | None) -> Callable[[Sequence[str]], int]:
    """Return the function that tells how many known columns a line of headings names."""
    if mapping is None:
        return heading_score
    wanted = {key(heading) for headings in mapping.columns.values() for heading in headings}

    def score(cells: Sequence[str]) -> int:
        return max(len({key(cell) for cell in cells} & wanted), heading_score(cells))

    return score


def moment_reader(mapping: ColumnMapping | None, epoch_1904: bool) -> Callable[[str], Moment]:
    """Return the function that reads the dates of a file: the mapping's form first, then the common ones."""
    form = mapping.date_format if mapping is not None else ""

    def plain(text: str) -> Moment:
        return read_moment(text, epoch_1904)

    if not form:
        return plain

    import arrow

    @lru_cache(maxsize=16384)
    def formed(text: str) -> Moment:
        if not text.strip():
            return Moment()
        try:
            found = arrow.get(text.strip(), form)
        except (ValueError, TypeError, OverflowError, AttributeError):
            return read_moment(text, epoch_1904)
        zoned = "Z" in form
        start = found.datetime if zoned else found.naive
        if not FIRST_YEAR <= start.year <= LAST_YEAR:
            return Moment(problem=MomentProblem.OUT_OF_RANGE)
        return Moment(start)

    return formed


class Columns:
    """How the cells of rows with the same headings become fields.

    ``escaped`` says that this program's own files of this form have apostrophes before formulas (CSV and XLSX do).
    """

    def __init__(
        self, headings: tuple[str, ...], mapping: ColumnMapping | None, name: str, *, escaped: bool = True
    ) -> None:
        self._escaped = escaped and is_own_file(headings)
        self.own_file = is_own_file(headings)
        """This program wrote the file."""
        self.own_export = is_own_export(headings)
        self._constants = dict(mapping.constants) if mapping is not None else {}
        self._join = mapping.join if mapping is not None else " "
        self._joined = mapping.joined if mapping is not None else frozenset()
        sources = _sources(headings, mapping)
        if "order_no" not in sources and "order_no" not in self._constants:
            raise BadInput(
                _("{name}: no column gives the slip number.").format(name=name),
                _("Name one 作业单号 or order_no; found: {headings}.").format(
                    headings=", ".join(headings[:20])
                ),
                code="no-number-column",
            )
        self._single = [(places[0], field) for field, places in sources.items() if len(places) == 1]
        self._several = [(field, places) for field, places in sources.items() if len(places) > 1]
        used = {place for places in sources.values() for place in places}
        self._extras = [
            (place, heading)
            for place, heading in enumerate(headings)
            if place not in used and not self._is_of_the_program(heading)
        ]
        self._headings = headings
        self._divided = any(field.startswith(("address_", "required_d")) for field in sources) or (
            "required_time" in sources
        )
        self._kept = headings.index("extras") if self.own_export and "extras" in headings else -1

    def _is_of_the_program(self, heading: str) -> bool:
        return is_refused_column(heading) or (self.own_export and heading in RECORD_COLUMNS)

    def bind(self, cells: Sequence[str]) -> Bound:
        """Return the filled fields by import name, and the other filled columns by heading."""
        if self._escaped:
            cells = [unescaped_formula(cell) for cell in cells]
        count = len(cells)
        values = {field: cells[place] for place, field in self._single if place < count and cells[place]}
        extras = {heading: cells[place] for place, heading in self._extras if place < count and cells[place]}
        for field, places in self._several:
            self._choose(
                field, [place for place in places if place < count and cells[place]], cells, values, extras
            )
        if self._divided:
            _put_together(values, extras)
        for field, text in self._constants.items():
            values.setdefault(field, text)
        if 0 <= self._kept < count and cells[self._kept]:
            extras.update(_kept_extras(cells[self._kept]))
        return values, extras

    def _choose(
        self,
        field: str,
        places: list[int],
        cells: Sequence[str],
        values: dict[str, str],
        extras: dict[str, str],
    ) -> None:
        """Take the first filled column of a field, or all of them joined; others that differ are kept as extras."""
        if not places:
            return
        if field in self._joined:
            values[field] = self._join.join(cells[place] for place in places)
            return
        values[field] = cells[places[0]]
        for place in places[1:]:
            if cells[place].strip() and cells[place] != cells[places[0]]:
                extras[self._headings[place]] = cells[place]


def _sources(headings: tuple[str, ...], mapping: ColumnMapping | None) -> dict[str, list[int]]:
    """Return the columns of each field; a field that the mapping names is looked for nowhere else."""
    sources: dict[str, list[int]] = {}
    keys = [key(heading) for heading in headings]
    used: set[int] = set()
    mapped: Mapping[str, Sequence[str]] = mapping.columns if mapping is not None else {}
    for field, names in mapped.items():
        for name in names:
            wanted = key(name)
            places = [place for place, found in enumerate(keys) if found == wanted]
            if places:
                sources.setdefault(field, []).extend(places)
                used.update(places)
    given = set(mapped) | (set(mapping.constants) if mapping is not None else set())
    covered = {"address": "address_", "required_from": "required_"}
    for place, heading in enumerate(headings):
        # A repeated heading carries a number: "电话 (2)" is a telephone too.
        field = field_of_heading(heading)
        hidden = any(name in given and field.startswith(prefix) for name, prefix in covered.items())
        if field and place not in used and field not in given and not hidden:
            sources.setdefault(field, []).append(place)
    return sources


def _put_together(values: dict[str, str], extras: dict[str, str]) -> None:
    """Make one field of the day and the hours of an appointment, and of the divisions and the rest of an address."""
    day, hours = values.pop("required_date", ""), values.pop("required_time", "")
    if day or hours:
        if day and hours and looks_like_hours(hours):
            text = f"{day.strip()} {hours.strip()}"
        else:
            text = hours if hours and (not day or read_moment(hours).problem is None) else day
            if day and hours and text != hours:
                extras["required_time"] = hours
        if "required_from" in values:
            extras["required_time"] = text
        else:
            values["required_from"] = text
    address = values.get("address", "")
    before = ""
    for part in _ADDRESS_PARTS:
        name = values.pop(part, "").strip()
        if name and name not in address and name not in before:
            before += name
    if before:
        values["address"] = before + address


def _kept_extras(text: str) -> dict[str, str]:
    """Return the extra columns that an export keeps as one JSON object."""
    import json

    try:
        found = json.loads(text)
    except ValueError:
        return {"extras": text}
    if not isinstance(found, dict):
        return {"extras": text}
    return {
        str(name): value if isinstance(value, str) else json.dumps(value)
        for name, value in found.items()
        if value
    }
