"""``dispatch-tui doctor``: look over versions, paths, database, terminal and clock, and say what is wrong."""

from __future__ import annotations

import argparse
import os
import platform
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import unquote, urlsplit

from dispatch_tui import __version__
from dispatch_tui.cli.migrating import without_password
from dispatch_tui.errors import EXIT_NOTHING_DONE, ConfigError, DispatchError
from dispatch_tui.i18n import gettext as _

if TYPE_CHECKING:
    from dispatch_tui.cli.context import Context
    from dispatch_tui.cli.parsing import Subparsers

RULER_CELLS = 40
"""Width in terminal cells of every line of the ruler."""
OLDEST_SQLITE = (3, 35)
SMALLEST_TERMINAL = (80, 24)


@dataclass(frozen=True, slots=True)
class Answer:
    """What the doctor says about one thing."""

    name: str
    """Stable name for machines."""
    label: str
    value: str
    advice: str = ""
    """What to do; empty when all is well."""


def add(subparsers: Subparsers) -> None:
    """Add the command to the parser."""
    parser = subparsers.add_parser(
        "doctor",
        help=_("look over versions, paths, database, terminal and clock"),
        description=_(
            "Look over what the program stands on. The exit code is 2 when something needs to be mended."
        ),
    )
    parser.add_argument("--json", action="store_true", help=_("one JSON document on stdout"))


def run(args: argparse.Namespace, context: Context) -> int:
    """Print what was found; return 2 when something needs to be mended."""
    answers = [*_machine(), *_paths(context), *_database(context), *_terminal(), *_clock(context)]
    sick = any(answer.advice for answer in answers)
    if args.json:
        context.print_json(
            [{"name": each.name, "value": each.value, "advice": each.advice} for each in answers]
        )
    else:
        for answer in answers:
            print(f"{answer.label}: {answer.value}")
            if answer.advice:
                print(f"  → {answer.advice}")
        print()
        print(_("Width ruler: every line below must end at the same column, under the last digit."))
        for line in ruler():
            print(line)
    return EXIT_NOTHING_DONE if sick else 0


def ruler() -> tuple[str, ...]:
    """Return lines of equal width, 40 cells each: digits, Chinese, full-width forms, signs and lines."""
    return (
        "1234567890" * 4,
        "派工单网点安装维修拆装工程加急挂起另约待",
        "１２３４５６７８９０，。：；！？（）《》",
        "─│┌┐└┘├┤┬┴" * 4,
        "！a派b工c作d业e单f——网点12.5%▁▂▃▄▅▆▇█!~*",
    )


def _machine() -> Iterator[Answer]:
    from importlib.metadata import version

    yield Answer("version", _("dispatch_tui"), __version__)
    yield Answer("python", _("Python"), f"{platform.python_version()} ({sys.executable})")
    parts = ", ".join(
        f"{name} {version(name)}" for name in ("textual", "peewee", "arrow", "openpyxl", "pypinyin")
    )
    yield Answer("libraries", _("Libraries"), parts)


def _paths(context: Context) -> Iterator[Answer]:
    from dispatch_tui.cli.failures import log_path

    try:
        folder = str(context.config_folder)
    except DispatchError as error:
        yield Answer("config", _("Configuration"), _("none"), str(error))
    else:
        try:
            settings = context.settings
        except ConfigError as error:
            yield Answer(
                "config", _("Configuration"), folder,
                _("{n} faults; “dispatch-tui check” lists them.").format(n=len(error.problems)),
            )  # fmt: skip
        else:
            found = _("{points} network points, {operators} operators").format(
                points=len(settings.points), operators=len(settings.operators)
            )
            yield Answer("config", _("Configuration"), f"{folder} · {found}")
    yield Answer("log", _("Details of unexpected failures"), str(log_path()))


def _database(context: Context) -> Iterator[Answer]:
    try:
        import pysqlite3 as sqlite
    except ImportError:
        import sqlite3 as sqlite
    found = tuple(int(part) for part in sqlite.sqlite_version.split("."))
    yield Answer(
        "sqlite", _("SQLite"), sqlite.sqlite_version,
        "" if found >= OLDEST_SQLITE else _("SQLite 3.35 or newer is needed; install a newer Python or pysqlite3."),
    )  # fmt: skip
    try:
        url = context.database_url
        shown = without_password(url)
    except DispatchError:
        yield Answer("database", _("Database"), _("none"))
        return
    if url.startswith("sqlite:///") and not os.path.exists(unquote(urlsplit(url).path)[1:]):
        yield Answer(
            "database", _("Database"), shown + " · " + _("not made yet; it will be at the first use")
        )
        return
    try:
        desk = context.desk
        with desk.store.read() as reader:
            yield Answer(
                "database", _("Database"),
                shown + " · " + _("{n} slips pending, change {seq}").format(n=reader.pending_count(), seq=reader.seq()),
            )  # fmt: skip
    except DispatchError as error:
        yield Answer("database", _("Database"), shown, str(error))


def _terminal() -> Iterator[Answer]:
    encoding = sys.stdout.encoding or "?"
    yield Answer(
        "encoding", _("Output encoding"), encoding,
        "" if encoding.lower().replace("-", "") in ("utf8", "gb18030", "gbk")
        else _("Chinese can't be shown; set LANG to a UTF-8 locale, like C.UTF-8."),
    )  # fmt: skip
    term = os.environ.get("TERM", "")
    yield Answer(
        "term", _("Terminal type"), term or _("none"),
        "" if term not in ("", "dumb") else _("Set TERM, for example to xterm-256color."),
    )  # fmt: skip
    try:
        columns, lines = os.get_terminal_size(sys.stderr.fileno())
    except (OSError, ValueError):
        yield Answer("size", _("Terminal size"), _("not a terminal"))
        return
    small = columns < SMALLEST_TERMINAL[0] or lines < SMALLEST_TERMINAL[1]
    yield Answer(
        "size", _("Terminal size"), f"{columns}x{lines}",
        _("The screens are made for 80x24 and larger.") if small else "",
    )  # fmt: skip


def _clock(context: Context) -> Iterator[Answer]:
    from dispatch_tui.clock import SystemClock

    try:
        now = context.clock.now()
        zone = context.settings.branch.zone
    except DispatchError:
        yield Answer("clock", _("Clock"), SystemClock().now().isoformat(timespec="seconds"))
        return
    local = now.astimezone(zone).isoformat(timespec="seconds")
    shifted = " · " + _("started by DISPATCH_NOW") if context.environment.get("DISPATCH_NOW") else ""
    yield Answer("clock", _("Clock"), f"{local} ({zone.key}){shifted}")
