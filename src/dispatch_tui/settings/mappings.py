"""mappings.yaml: how the columns of foreign files become the fields of a slip."""

from __future__ import annotations

from dispatch_tui.domain.intake_words import FIELDS
from dispatch_tui.domain.orders import Kind
from dispatch_tui.i18n import gettext as _
from dispatch_tui.settings.branch import read_zone
from dispatch_tui.settings.fields import Section, known_words
from dispatch_tui.settings.model import ColumnMapping
from dispatch_tui.settings.policies import KINDS
from dispatch_tui.settings.yaml_nodes import ScalarNode, TableNode

FILE = "mappings.yaml"


def read_mappings(top: Section) -> dict[str, ColumnMapping]:
    """Return the column mappings by name."""
    found = {name: _mapping(name, part) for name, part in top.keyed("mappings")}
    top.finish()
    return found


def _mapping(name: str, part: Section) -> ColumnMapping:
    part.text("about")
    columns: dict[str, tuple[str, ...]] = {}
    joined: set[str] = set()
    listed = part.section("columns", required=True)
    for field, line in listed.entries() if listed is not None else ():
        if listed is None or not _known_field(part, field, line):
            continue
        if isinstance(listed.table.entries[field][1], TableNode):
            table = listed.section(field)
            headings = table.texts("join", required=True) if table is not None else []
            if table is not None:
                table.finish()
            joined.add(field)
        else:
            headings = listed.texts(field, required=True)
        columns[field] = tuple(text for _line, text in headings)
    constants: dict[str, str] = {}
    given = part.section("constants")
    for field, line in given.entries() if given is not None else ():
        if given is not None and _known_field(part, field, line):
            constants[field] = given.text(field)
            if field in columns:
                part.problem(
                    line,
                    _("{what} is given under columns and under constants; keep one of them").format(
                        what=part.named(field)
                    ),
                )
    words: dict[str, Kind] = {}
    kinds = part.section("kinds")
    for word, _line in kinds.entries() if kinds is not None else ():
        kind = kinds.choice(word, KINDS, None) if kinds is not None else None
        if kind is not None:
            words[word] = kind
    mapping = ColumnMapping(
        name=name,
        columns=columns,
        kinds=words,
        constants=constants,
        join=_join(part),
        joined=frozenset(joined),
        date_format=part.text("date_format"),
        zone=read_zone(part, "time_zone"),
    )
    part.finish()
    return mapping


def _join(part: Section) -> str:
    """Return what joins columns; unlike other texts its spaces count."""
    node = part.node("join")
    if node is None:
        return " "
    return node.text if isinstance(node, ScalarNode) else " "


def _known_field(part: Section, field: str, line: int) -> bool:
    if field in FIELDS:
        return True
    part.problem(
        line,
        _("{what} is not a field of a slip; {hint}").format(
            what=part.named(field), hint=known_words(field, FIELDS)
        ),
    )
    return False
