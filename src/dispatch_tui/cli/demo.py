"""``dispatch-tui demo``: a complete sample branch in a scratch folder, with a living day."""

from __future__ import annotations

import argparse
import contextlib
import json
import re
import subprocess
import sys
import time
from typing import TYPE_CHECKING, Any

from dispatch_tui.cli.failures import log_to_file
from dispatch_tui.errors import BadInput, Unavailable
from dispatch_tui.i18n import gettext as _
from dispatch_tui.i18n import language

if TYPE_CHECKING:
    from dispatch_tui.cli.context import Context
    from dispatch_tui.cli.parsing import Subparsers
    from dispatch_tui.demo.scratch import Scratch
    from dispatch_tui.services.desk import Desk

START_DAYS = {"peak": "2026-07-15", "off-peak": "2026-11-18"}
"""A Wednesday in each season."""
START_TIME = "11:20"
"""Late enough for a hand-over that is late, one that is short and one with nothing to stand on the board."""
LEAVE_SECONDS = 4.0


def add(subparsers: Subparsers) -> None:
    """Add the command to the parser."""
    parser = subparsers.add_parser(
        "demo",
        help=_("a complete sample branch in a scratch folder, with a living day"),
        description=_(
            "Open the screens on a sample branch in Shanghai while its day goes on: slips arrive, colleagues act, one "
            "hand-over is late. Nothing is left behind."
        ),
    )
    parser.add_argument(
        "--season", choices=sorted(START_DAYS), default="peak", help=_("season of the day (peak)")
    )
    parser.add_argument(
        "--speed", type=float, default=10.0, metavar="N", help=_("how fast the day goes (10)")
    )
    parser.add_argument(
        "--at", default=START_TIME, metavar="HH:MM", help=_("time of day at the start (11:20)")
    )
    parser.add_argument("--seed", type=int, default=1, metavar="N", help=_("another seed, other slips (1)"))
    parser.add_argument("--keep", action="store_true", help=_("keep the scratch folder and tell its path"))
    parser.add_argument(
        "--headless-seconds", type=float, metavar="N", help=_("live the day for N seconds without screens")
    )


def run(args: argparse.Namespace, context: Context) -> int:
    """Lay out the branch, open the screens, and clear everything away afterwards."""
    from dispatch_tui.demo.scratch import Scratch, Script

    if not re.fullmatch(r"([01]\d|2[0-3]):[0-5]\d", args.at):
        raise BadInput(_("“{text}” is not a time of day.").format(text=args.at), _("Give it like 11:20."))
    if not 0.1 <= args.speed <= 600:
        raise BadInput(_("The speed is {n}; give 0.1 to 600.").format(n=args.speed))
    headless = args.headless_seconds
    if headless is None:
        from dispatch_tui.cli.opening import need_terminal

        need_terminal()
        log_to_file()
    script = Script(
        args.season, f"{START_DAYS[args.season]}T{args.at}", args.speed, args.seed, language(), args.keep
    )
    scratch = Scratch.make()
    player = None
    try:
        scratch.write_script(script)
        player = _start_player(scratch)
        if headless is None:
            # While the other process lays out the branch, this one loads the screens.
            import dispatch_tui.tui.app  # noqa: F401
        ready = _wait_until_laid_out(player)
        return _play(context, scratch, ready, args.speed, headless)
    finally:
        _clear_away(player, scratch, args.keep, context)


def _start_player(scratch: Scratch) -> subprocess.Popen[str]:
    log = (scratch.folder / "player.log").open("w", encoding="utf-8")
    with log:
        return subprocess.Popen(  # noqa: S603 - this interpreter and a module of this program
            [sys.executable, "-m", "dispatch_tui.demo.living", str(scratch.folder)],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=log, text=True, start_new_session=True,
        )  # fmt: skip


def _wait_until_laid_out(player: subprocess.Popen[str]) -> dict[str, Any]:
    """Show how far the laying out is; return the message that ends it. Raises Unavailable when it fails."""
    assert player.stdout is not None  # noqa: S101 - it was asked for as a pipe
    shown = sys.stderr.isatty()
    for line in player.stdout:
        message: dict[str, Any] = json.loads(line)
        if "failed" in message:
            raise Unavailable(message["failed"])
        if "anchor" in message:
            if shown:
                print("\r\x1b[K", end="", file=sys.stderr, flush=True)
            return message
        if shown:
            text = _("Laying out the sample branch: {done} of {total} slips …").format(**message)
            print(f"\r\x1b[K{text}", end="", file=sys.stderr, flush=True)
    raise Unavailable(
        _("The sample branch could not be laid out."), _("“dispatch-tui demo --keep” keeps its log.")
    )


def _play(
    context: Context, scratch: Scratch, ready: dict[str, Any], speed: float, headless: float | None
) -> int:
    from datetime import datetime

    from dispatch_tui.clock import ShiftedClock
    from dispatch_tui.services.desk import open_desk

    scratch.write_join(f"{ready['start']} x{speed:g} @{ready['anchor']}")
    if headless is not None:
        context.say(_("The day is on in {folder}.").format(folder=scratch.folder))
        time.sleep(headless)
        return 0
    clock = ShiftedClock(datetime.fromisoformat(ready["start"]), anchor=ready["anchor"], speed=speed)
    desks: list[Desk] = []

    def opened() -> Desk:
        desk = open_desk(scratch.config, scratch.database_url, ready["operator"], clock, migrate=False)
        desks.append(desk)
        return desk

    try:
        from dispatch_tui.tui.app import run_app

        return run_app(opened)
    finally:
        for desk in desks:
            desk.close()


def _clear_away(player: subprocess.Popen[str] | None, scratch: Scratch, keep: bool, context: Context) -> None:
    if player is not None:
        with contextlib.suppress(OSError):
            if player.stdin is not None:
                player.stdin.close()
        try:
            player.wait(LEAVE_SECONDS)
        except subprocess.TimeoutExpired:
            player.kill()
            player.wait()
        if player.stdout is not None:
            player.stdout.close()
    if keep:
        context.say(_("The demonstration stays in {folder}.").format(folder=scratch.folder))
    else:
        scratch.remove()
