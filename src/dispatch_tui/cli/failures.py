"""How failures are told: one sentence on stderr with what to do, and an exit code (see docs/exit-codes.md)."""

from __future__ import annotations

import contextlib
import sys
from collections.abc import Sequence
from pathlib import Path

from dispatch_tui.errors import EXIT_UNEXPECTED, Ambiguous, ConfigError, DispatchError
from dispatch_tui.i18n import gettext as _

EXIT_INTERRUPTED = 130
"""Stopped by Ctrl+C."""
EXIT_BROKEN_PIPE = 141
"""Whoever read the output went away."""


def report(error: DispatchError) -> int:
    """Print a failure on stderr and return its exit code."""
    if isinstance(error, ConfigError):
        for problem in error.problems:
            _say(str(problem))
        return error.exit_code
    _say(f"dispatch-tui: {error}")
    if error.code == "unexpected":
        _say("  " + _("Its details are in {path}.").format(path=log_path()))
        return EXIT_UNEXPECTED
    if isinstance(error, Ambiguous):
        for key, what in error.candidates:
            _say(f"  {key}  {what}")
    return error.exit_code


def report_unexpected(error: BaseException, argv: Sequence[str]) -> int:
    """Write the traceback to the log file, print one sentence naming the file, and return the exit code."""
    path = log_path()
    try:
        _append_traceback(path, error, argv)
    except OSError:
        import tempfile

        path = Path(tempfile.gettempdir()) / "dispatch-tui-errors.log"
        with contextlib.suppress(OSError):
            _append_traceback(path, error, argv)
    _say(
        _("dispatch-tui: an unexpected failure ({name}); its details are in {path}.").format(
            name=type(error).__name__, path=path
        )
    )
    return EXIT_UNEXPECTED


def log_path() -> Path:
    """Return the file that keeps the details of unexpected failures, in the platform's folder for logs."""
    from platformdirs import user_log_path

    return user_log_path("dispatch-tui", appauthor=False) / "errors.log"


def log_to_file() -> None:
    """Let what the screens log about faults go into the log file; it is made when there is something to write."""
    import logging

    path = log_path()
    with contextlib.suppress(OSError):
        path.parent.mkdir(parents=True, exist_ok=True)
        handler = logging.FileHandler(path, encoding="utf-8", errors="backslashreplace", delay=True)
        handler.setFormatter(logging.Formatter("--- %(asctime)s %(levelname)s %(message)s"))
        logger = logging.getLogger("dispatch_tui")
        logger.handlers = [handler]
        logger.propagate = False


def _append_traceback(path: Path, error: BaseException, argv: Sequence[str]) -> None:
    import traceback

    from dispatch_tui import __version__
    from dispatch_tui.clock import SystemClock

    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("a", encoding="utf-8", errors="backslashreplace") as log:
        log.write(f"--- {SystemClock().now().isoformat()} dispatch-tui {__version__} {list(argv)!r}\n")
        log.write("".join(traceback.format_exception(error)))


def _say(text: str) -> None:
    encoding = sys.stderr.encoding or "utf-8"
    sys.stderr.write(text.encode(encoding, "backslashreplace").decode(encoding) + "\n")
