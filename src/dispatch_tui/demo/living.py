"""The process that lives the demonstration day beside the screens: ``python -m dispatch_tui.demo.living FOLDER``.

It lays out the branch, says so on stdout (one JSON object a line), and goes on playing until its stdin is closed. That
happens when the session ends in whatever way, so no process and no scratch folder is ever left behind.
"""

from __future__ import annotations

import json
import os
import sys
import threading
import time
from pathlib import Path

from dispatch_tui.clock import ShiftedClock
from dispatch_tui.demo.scratch import Scratch
from dispatch_tui.errors import DispatchError
from dispatch_tui.i18n import set_language

GRACE_SECONDS = 2.0
"""How long a stuck step may hold up the end."""


def main(folder: str) -> int:
    """Lay out and live the demonstration in a scratch folder; return 0 unless the laying out fails."""
    scratch = Scratch(Path(folder))
    script = scratch.read_script()
    set_language(script.language)
    stop = threading.Event()
    threading.Thread(target=_wait_for_the_end, args=(scratch, script.keep, stop), daemon=True).start()
    try:
        _play(scratch, stop)
    except DispatchError as error:
        _tell({"failed": str(error)})
        return error.exit_code
    finally:
        if not script.keep:
            scratch.remove()
    return 0


def _play(scratch: Scratch, stop: threading.Event) -> None:
    from dispatch_tui.demo.room import Room

    script = scratch.read_script()
    room = Room(scratch, script, lambda done, total: _tell({"done": done, "total": total}))
    room.lay_out(stop)
    start = room.start
    clock = ShiftedClock(start, anchor=time.time(), speed=script.speed)
    _tell({"anchor": clock.anchor, "start": start.isoformat(), "operator": room.own_operator})
    room.live(clock, stop)
    room.close()


def _wait_for_the_end(scratch: Scratch, keep: bool, stop: threading.Event) -> None:
    sys.stdin.buffer.read()
    stop.set()
    time.sleep(GRACE_SECONDS)
    if not keep:
        scratch.remove()
    os._exit(0)


def _tell(message: dict[str, object]) -> None:
    try:
        sys.stdout.write(json.dumps(message) + "\n")
        sys.stdout.flush()
    except OSError:
        # Nobody listens any more; the end of stdin says the same.
        return


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
