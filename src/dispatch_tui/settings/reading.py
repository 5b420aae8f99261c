"""The YAML files of a config folder read as a whole, with every cross-reference and every problem."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TypeVar

from dispatch_tui.domain.orders import AreaClass
from dispatch_tui.errors import Problem
from dispatch_tui.i18n import gettext as _
from dispatch_tui.settings import (
    branch,
    calendar,
    categories,
    dispatching,
    mappings,
    operators,
    points,
    policies,
    printing,
    seasons,
)
from dispatch_tui.settings.fields import Section, known_words, top_section
from dispatch_tui.settings.model import Branch, ColumnMapping, DispatchRules, PrintRules, Settings
from dispatch_tui.settings.yaml_nodes import Notes, ScalarNode, read_yaml

_T = TypeVar("_T")

REQUIRED = (branch.FILE, calendar.FILE, seasons.FILE, policies.FILE, points.FILE, operators.FILE)
"""Files that every config folder has."""
OPTIONAL = (categories.FILE, categories.AREAS_FILE, mappings.FILE, dispatching.FILE, printing.FILE)
"""Files that may be left out."""


@dataclass(frozen=True, slots=True)
class Examination:
    """What was found in a config folder."""

    settings: Settings | None
    """None when there is a problem."""
    problems: tuple[Problem, ...]
    warnings: tuple[Problem, ...]
    """Things that work but are probably not meant."""
    files: tuple[Path, ...] = ()
    """Every file that has a say, whether it is there or not."""


def read_folder(folder: Path) -> Examination:
    """Read a folder from its files and return the settings with problems and warnings, by file and line."""
    notes = Notes()
    if not folder.is_dir():
        notes.problem(str(folder), 0, _("there is no such folder; “dispatch-tui init DIR” writes one"))
        return Examination(None, tuple(notes.problems), ())
    reading = _Reading(folder, notes)
    settings = reading.settings()
    order = {name: n for n, name in enumerate((*REQUIRED, *OPTIONAL))}
    ranked = [
        tuple(sorted(found, key=lambda each: (order.get(each.file, len(order)), each.file, each.line)))
        for found in (notes.problems, notes.warnings)
    ]
    return Examination(None if ranked[0] else settings, ranked[0], ranked[1], tuple(reading.files))


class _Reading:
    """One reading of a folder."""

    def __init__(self, folder: Path, notes: Notes) -> None:
        self.folder = folder
        self.notes = notes
        self.files: list[Path] = []

    def settings(self) -> Settings | None:
        home: Branch | None = None
        served: tuple[str, ...] = ()
        top = self._top(branch.FILE)
        if top is not None:
            home, served = branch.read_branch(top, self.folder)
        division = division_namer()
        kinds: dict[str, tuple[str, ...]] = self._optional(categories.FILE, categories.read_categories, {})
        areas: dict[str, AreaClass] = self._optional(
            categories.AREAS_FILE, lambda part: categories.read_areas(part, division), {}
        )
        columns: dict[str, ColumnMapping] = self._optional(mappings.FILE, mappings.read_mappings, {})
        prints = self._optional(
            printing.FILE, lambda part: printing.read_printing(part, self.folder), PrintRules()
        )
        rules = self._optional(dispatching.FILE, dispatching.read_dispatching, DispatchRules())
        top = self._top(calendar.FILE)
        work = calendar.read_calendar(top, self.folder, home.zone if home else None) if top else None
        self.files += [self.folder / name for _line, name in top.texts("holidays")] if top else []
        top = self._top(seasons.FILE)
        year = seasons.read_seasons(top, work) if top else None
        top = self._top(policies.FILE)
        promises = policies.read_policies(top, kinds) if top else None
        top = self._top(points.FILE)
        workshops = points.read_points(top, kinds, division) if top else ()
        if top and home and workshops:
            points.warn_of_gaps(top, workshops, home.city or home.province)
        top = self._top(operators.FILE)
        people = operators.read_operators(top) if top else ()
        self._strange_files()
        if home is None or work is None or year is None or promises is None:
            return None
        return Settings(
            folder=self.folder,
            branch=home,
            calendar=work,
            seasons=year,
            policies=promises[0],
            overdue=promises[1],
            points=workshops,
            operators=people,
            mappings=columns,
            areas=areas,
            categories=kinds,
            provinces=served,
            printing=prints,
            dispatching=rules,
        )

    def _top(self, file: str) -> Section | None:
        self.files.append(self.folder / file)
        return top_section(read_yaml(self.folder / file, file, self.notes), file, self.notes)

    def _optional(self, file: str, read: Callable[[Section], _T], default: _T) -> _T:
        path = self.folder / file
        self.files.append(path)
        if not path.exists():
            return default
        node = read_yaml(path, file, self.notes)
        if isinstance(node, ScalarNode) and node.empty:
            return default
        top = top_section(node, file, self.notes) if node is not None else None
        return read(top) if top is not None else default

    def _strange_files(self) -> None:
        """Warn about YAML files that nothing reads, because a misspelt name would be silent."""
        known = (*REQUIRED, *OPTIONAL)
        try:
            found = sorted(self.folder.iterdir())
        except OSError as error:
            self.notes.problem(
                str(self.folder), 0, _("the folder can't be read ({why})").format(why=error.strerror or error)
            )
            return
        for path in found:
            if (
                path.suffix.casefold() in (".yaml", ".yml")
                and path.name not in known
                and not path.name.startswith(".")
            ):
                self.notes.warning(
                    path.name,
                    0,
                    _("nothing reads this file; {hint}").format(hint=known_words(path.name, known)),
                )


def division_namer() -> Callable[[str], str]:
    """Return a function that gives the name of a division code, empty when there is none.

    The tables are read when the first code is asked for, and the streets of a province when one of its codes is.
    """

    @lru_cache(maxsize=1)
    def districts() -> dict[str, str]:
        from dispatch_tui.settings.divisions import read_table

        return dict(read_table().names)

    @lru_cache(maxsize=40)
    def streets(province: str) -> dict[str, str]:
        from dispatch_tui.settings.divisions import read_streets

        return dict(read_streets(province))

    def name(code: str) -> str:
        return streets(code[:2]).get(code, "") if len(code) == 9 else districts().get(code, "")

    return name
