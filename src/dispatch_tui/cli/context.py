"""What a command needs from outside: folder, database, operator, clock and language, each found when first asked."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from dispatch_tui.clock import Clock, ShiftedClock, SystemClock
from dispatch_tui.errors import BadInput, DispatchError, NotFound
from dispatch_tui.i18n import gettext as _
from dispatch_tui.i18n import mark as N_
from dispatch_tui.i18n import set_language

if TYPE_CHECKING:
    from dispatch_tui.domain.orders import PlainJson
    from dispatch_tui.services.desk import Desk
    from dispatch_tui.settings.model import Settings

GLOBAL_OPTIONS: Mapping[str, tuple[str, str]] = {
    "--config": (N_("FOLDER"), N_("folder of the configuration (environment: DISPATCH_CONFIG)")),
    "--database": (N_("URL"), N_("sqlite:///FILE or postgresql://... (environment: DISPATCH_DATABASE_URL)")),
    "--as": (N_("OPERATOR"), N_("staff number of the one who acts (environment: DISPATCH_OPERATOR)")),
    "--lang": (N_("LANGUAGE"), N_("zh, en or auto (environment: DISPATCH_LANG)")),
}
"""Options every command takes: the word for their value and the line that help shows."""

_FIRST_YEAR, _LAST_YEAR = 1970, 2199
"""Years in which the clock can be started."""
DATABASE_FILE = "dispatch.sqlite3"
"""The embedded database, beside the configuration, when no other is named."""


class Context:
    """The surroundings of one run of the program."""

    def __init__(self, environment: Mapping[str, str] | None = None) -> None:
        self.environment = os.environ if environment is None else environment
        self.options: dict[str, str] = {}
        """Values of the options every command takes, by option."""
        self._desk: Desk | None = None

    def _given(self, option: str, variable: str) -> str:
        return self.options.get(option) or self.environment.get(variable, "")

    def choose_language(self, configured: str = "") -> str:
        """Choose the language: option, then DISPATCH_LANG, then the configuration, then the terminal's locale."""
        wanted = self._given("--lang", "DISPATCH_LANG") or configured or "auto"
        if wanted not in ("zh", "en", "auto"):
            set_language("auto")
            raise BadInput(_("There is no language “{name}”; give zh, en or auto.").format(name=wanted))
        return set_language(wanted)

    @cached_property
    def config_folder(self) -> Path:
        """The folder of the configuration: option, environment, ``./config``, the folder one is in, the user's own.

        Raises NotFound with what to do when there is none.
        """
        given = self._given("--config", "DISPATCH_CONFIG")
        if given:
            folder = Path(given).expanduser()
            if not (folder / "branch.yaml").is_file():
                raise NotFound(
                    _("There is no branch.yaml in {folder}.").format(folder=folder),
                    _("Write a configuration with “dispatch-tui init {folder}”.").format(folder=folder),
                )
            return folder
        from platformdirs import user_config_path

        own = user_config_path("dispatch-tui", appauthor=False)
        for folder in (Path("config"), Path(), own):
            if (folder / "branch.yaml").is_file():
                return folder
        raise NotFound(
            _("There is no configuration: neither ., ./config nor {own} holds a branch.yaml.").format(
                own=own
            ),
            _(
                "See a sample branch with “dispatch-tui demo”, or start your own with “dispatch-tui init DIR”."
            ),
        )

    def require_folder(self) -> None:
        """Raise NotFound at once when there is no configuration."""
        _found = self.config_folder

    @cached_property
    def database_url(self) -> str:
        """The database: option, environment, or the embedded one beside the configuration."""
        given = self._given("--database", "DISPATCH_DATABASE_URL")
        if given:
            return given
        return sqlite_url(self.config_folder / DATABASE_FILE)

    @cached_property
    def settings(self) -> Settings:
        """The settings of the branch; raises ConfigError with every problem."""
        from dispatch_tui.settings.load import load_settings

        settings = load_settings(self.config_folder)
        self.choose_language(settings.branch.language)
        return settings

    @cached_property
    def clock(self) -> Clock:
        """The clock: the machine's, or one that starts at DISPATCH_NOW."""
        given = self.environment.get("DISPATCH_NOW", "").strip()
        return parse_clock(given, self) if given else SystemClock()

    @cached_property
    def operator(self) -> str:
        """The staff number of the one who acts: option, environment, or the first of operators.yaml.

        Raises NotFound when the settings don't know the number.
        """
        given = self._given("--as", "DISPATCH_OPERATOR")
        operators = self.settings.operators
        if not given:
            if not operators:
                raise NotFound(
                    _("operators.yaml names nobody."),
                    _("Add at least one operator with a number and a role."),
                )
            return operators[0].number
        if self.settings.operator(given) is None:
            known = ", ".join(f"{person.number} {person.name}" for person in operators[:5])
            raise NotFound(
                _("There is no operator {number} in operators.yaml.").format(number=given),
                _("Known are {known} …").format(known=known) if known else "",
            )
        return given

    @property
    def desk(self) -> Desk:
        """The desk of this run: settings, database, clock and operator in one; opened once, closed at the end."""
        if self._desk is None:
            from dispatch_tui.services.desk import open_desk

            self._desk = open_desk(
                self.config_folder, self.database_url, self.operator, self.clock, settings=self.settings
            )
        return self._desk

    def close(self) -> None:
        """Close what was opened."""
        desk, self._desk = self._desk, None
        if desk is not None:
            desk.store.close()

    def print_json(self, document: PlainJson) -> None:
        """Print one JSON document on stdout: Chinese as it is, escaped where the output can't show it."""
        import json

        unicode = (sys.stdout.encoding or "").lower().startswith("utf")
        print(json.dumps(document, ensure_ascii=not unicode, indent=None))

    def say(self, text: str) -> None:
        """Print a message for the person on stderr; stdout stays for the result."""
        print(text, file=sys.stderr)


def sqlite_url(path: Path) -> str:
    """Return the database URL of a file."""
    from urllib.parse import quote

    return f"sqlite:///{quote(str(path.resolve()))}"


def take_global_options(argv: list[str], context: Context) -> list[str]:
    """Put the options every command takes into the context, wherever they stand, and return the other arguments.

    What follows ``--`` is left alone. Raises BadInput when a value is missing.
    """
    rest: list[str] = []
    position = 0
    while position < len(argv):
        word = argv[position]
        position += 1
        if word == "--":
            return [*rest, word, *argv[position:]]
        option, equals, value = word.partition("=")
        if option not in GLOBAL_OPTIONS:
            rest.append(word)
            continue
        if not equals:
            if position >= len(argv):
                raise _missing_value(option)
            value = argv[position]
            position += 1
        context.options[option] = value
    return rest


def _missing_value(option: str) -> DispatchError:
    return BadInput(_("{option} needs a value after it.").format(option=option))


def parse_clock(text: str, context: Context) -> Clock:
    """Return the clock that DISPATCH_NOW describes: ``INSTANT [xSPEED] [@ANCHOR]``.

    The clock starts at the instant when the program starts; without an offset the instant is in the branch's zone.
    ``x10`` lets it run ten times as fast. ``@1700000000.0`` (seconds since 1970) is when the instant was shown,
    so that several programs read the same time. Raises BadInput for anything else.
    """
    from datetime import datetime

    instant, *more = text.replace(" x", "\n").replace(" @", "\n@").split("\n")
    speed, anchor = 1.0, None
    try:
        start = datetime.fromisoformat(instant.strip())
        for part in more:
            if part.startswith("@"):
                anchor = float(part[1:])
            else:
                speed = float(part)
        if not 0 < speed <= 3600 or not _FIRST_YEAR <= start.year <= _LAST_YEAR:
            raise ValueError(instant)
    except ValueError:
        raise BadInput(
            _("DISPATCH_NOW is “{text}”, which is not an instant.").format(text=text),
            _(
                "Give it like 2026-07-15T10:20 or 2026-07-15T10:20+08:00, and x10 after it to run ten times as fast."
            ),
        ) from None
    if start.tzinfo is None:
        start = start.replace(tzinfo=context.settings.branch.zone)
    return ShiftedClock(start, anchor=anchor, speed=speed)
