"""The desk: who acts, on which branch, by which clock; the first argument of every service function."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import uuid4

from dispatch_tui import i18n
from dispatch_tui.clock import Clock, SystemClock
from dispatch_tui.errors import BadInput
from dispatch_tui.i18n import gettext as _

if TYPE_CHECKING:
    from dispatch_tui.domain.categories import Categories
    from dispatch_tui.domain.orders import PlainJson
    from dispatch_tui.domain.placing import Placer
    from dispatch_tui.domain.seasons import Seasons, SeasonSwitch
    from dispatch_tui.settings.model import NetworkPoint, Settings
    from dispatch_tui.storage.reading import Reader
    from dispatch_tui.storage.records import Act
    from dispatch_tui.storage.store import Store

SYSTEM = "system"
"""The actor of what the program does by itself (a held slip that surfaces on its day)."""

_PRESENT = timedelta(minutes=1)
"""An instant so little ago still counts as the present: reading takes time, and a training clock runs fast."""


@dataclass(slots=True)
class Desk:
    """A place to work at: settings, store, clock and the operator who sits there."""

    settings: Settings
    store: Store
    clock: Clock
    operator: str = ""
    """Staff number of the operator; empty when nobody signed in (reading only)."""
    session: str = field(default_factory=lambda: uuid4().hex[:12])
    """Tells the sessions of one operator apart in the event log."""
    chosen_language: str = ""
    """``zh`` or ``en``; empty follows the language of the process."""
    _placer: Placer | None = field(default=None, repr=False)
    _categories: Categories | None = field(default=None, repr=False)
    _learned: dict[str, str] = field(default_factory=dict, repr=False)
    _switches: tuple[SeasonSwitch, ...] = field(default=(), repr=False)
    _seasons: Seasons | None = field(default=None, repr=False)

    @property
    def language(self) -> str:
        """The language in which names are shown: ``zh`` or ``en``."""
        return self.chosen_language or i18n.language()

    def now(self) -> datetime:
        """Return the desk's present instant in UTC."""
        return self.clock.now()

    def today(self) -> date:
        """Return the branch's date of today."""
        return self.settings.today(self.now())

    def operator_name(self, number: str | None = None) -> str:
        """Return an operator's name by staff number (this desk's own by default), or the number when unknown."""
        number = self.operator if number is None else number
        person = self.settings.operator(number)
        return person.name if person else number

    def point_name(self, code: str | None) -> str:
        """Return a network point's name in the user's language, its code when the settings don't know it."""
        point = self.settings.point(code) if code else None
        return self.name_of(point) if point else (code or "")

    def name_of(self, point: NetworkPoint) -> str:
        """Return the network point's name in the user's language."""
        return self.settings.name(point.names, self.language)

    def seasons(self, reader: Reader, at: datetime | None = None) -> Seasons:
        """Return the seasons with the manual switches of the branch, those made up to an instant if one is given."""
        switches = tuple(reader.season_switches(at))
        if at is not None and at < self.now() - _PRESENT:
            # A look at the past says nothing about the present that the header counts by.
            return self.settings.seasons.with_switches(switches)
        if switches != self._switches or self._seasons is None:
            seasons = self.settings.seasons
            self._seasons = seasons.with_switches(switches) if switches else seasons
            self._switches = switches
        return self._seasons

    @property
    def known_seasons(self) -> Seasons:
        """The seasons with the manual switches as they were last read; the settings' own before the first reading."""
        return self._seasons or self.settings.seasons

    def act(
        self,
        action: str,
        *,
        at: datetime | None = None,
        reason: str = "",
        undoes: str = "",
        command_id: str | None = None,
        actor: str | None = None,
    ) -> Act:
        """Return the head of an event group: this operator does ``action`` now (or truly did it ``at``).

        Raises BadInput for a true time in the future.
        """
        from dispatch_tui.storage.records import Act

        entered_at = self.now()
        if at is not None and at > entered_at:
            raise BadInput(
                _("The true time lies in the future."), _("Give the time at which it really happened.")
            )
        return Act(
            actor=self.operator if actor is None else actor,
            action=action,
            at=at or entered_at,
            entered_at=entered_at,
            command_id=command_id or str(uuid4()),
            session=self.session,
            reason=reason,
            undoes=undoes,
        )

    def category_of(self, text: str) -> str:
        """Return the product category of the settings that a slip's words mean; empty when they mean none."""
        if self._categories is None:
            from dispatch_tui.domain.categories import Categories

            self._categories = Categories(self.settings.categories)
        return self._categories.of(text)

    def placer(self, reader: Reader | None = None) -> Placer:
        """Return the branch's placer with the learned addresses; built at its first use and after something new.

        The division table takes a moment to read, so it is left alone until an address has to be placed.
        """
        if reader is None:
            with self.store.read() as own:
                return self.placer(own)
        learned = learned_codes(reader.aliases())
        if self._placer is None or learned != self._learned:
            from dispatch_tui.settings.divisions import placer_for

            self._placer = placer_for(self.settings, learned)
            self._learned = learned
        return self._placer

    def close(self) -> None:
        """Close the store behind the desk."""
        self.store.close()


def learned_codes(aliases: Mapping[str, Mapping[str, PlainJson]]) -> dict[str, str]:
    """Return the code of the network point or division that each learned phrase of an address stands for."""
    found = {}
    for phrase, meaning in aliases.items():
        code = meaning.get("point") or meaning.get("street") or meaning.get("district")
        if isinstance(code, str):
            found[phrase] = code
    return found


def open_desk(
    config: Path,
    url: str,
    operator: str = "",
    clock: Clock | None = None,
    *,
    settings: Settings | None = None,
    migrate: bool = True,
) -> Desk:
    """Read the settings (unless they are given), open the database and return a desk for the operator.

    ``migrate`` brings the database to this version's schema; it is created when it does not exist. Raises
    ConfigError for faulty settings and Unavailable when the database can't be opened.
    """
    from dispatch_tui.storage.store import open_store

    if settings is None:
        from dispatch_tui.settings.load import load_settings

        settings = load_settings(config)
    store = open_store(url, settings.branch.code)
    if migrate:
        store.migrate()
    return Desk(settings, store, clock or SystemClock(), operator)
