"""Compiled settings kept between runs, so that an unchanged folder costs no YAML reading.

The file holds the names, sizes and change times of everything the settings were made from, and the settings
themselves, with a checksum. It is only ever an aid: whatever is wrong with it, the YAML is read again. Only the
classes of the settings can come out of it, so a file put there by somebody else can't run anything.
"""

from __future__ import annotations

import contextlib
import os
import sys
from collections.abc import Iterable
from pathlib import Path
from zoneinfo import ZoneInfo

from dispatch_tui import __version__
from dispatch_tui.settings.model import Settings

_MAGIC = b"dispatch-tui settings 1\n"
_DIGEST_BYTES = 32
_LARGEST = 20_000_000
_SETTLED_NS = 50_000_000
"""A file changed less than this before the compiled one was written may have changed again unnoticed."""
_OWN_MODULES = ("dispatch_tui.settings.model", "dispatch_tui.domain.")
_RECONSTRUCTOR = ("copyreg", "_reconstructor")
_OTHERS = frozenset(
    {
        _RECONSTRUCTOR,
        ("builtins", "frozenset"),
        ("builtins", "object"),
        ("datetime", "date"),
        ("pathlib", "PosixPath"),
        ("pathlib", "WindowsPath"),
    }
)
_SCRATCH = ("/tmp", "/var/tmp", "/dev/shm")  # noqa: S108 - nothing is made there, only recognised
_State = tuple[tuple[str, int, int], ...]


def recall(folder: Path) -> Settings | None:
    """Return the settings of a folder when nothing they were made from has changed since, else None."""
    try:
        path = cache_path(folder)
        with path.open("rb") as file:
            status = os.fstat(file.fileno())
            if status.st_size > _LARGEST or not _ours(status):
                return None
            raw = file.read()
    except (OSError, RuntimeError):
        return None
    return _read(raw, folder, status.st_mtime_ns)


def keep(settings: Settings, files: Iterable[Path]) -> None:
    """Keep settings that were made from these files (absent ones count too); a failure is no matter."""
    import hashlib

    state = state_of(settings.folder, files)
    if state is None:
        return
    with contextlib.suppress(OSError, RuntimeError):
        payload = _pickled((_stamp(settings.folder), state, settings))
        path = cache_path(settings.folder)
        temporary = path.with_name(f"{path.name}.{os.getpid()}")
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        try:
            temporary.write_bytes(_MAGIC + hashlib.sha256(payload).digest() + payload)
            temporary.chmod(0o600)
            os.replace(temporary, path)
        finally:
            temporary.unlink(missing_ok=True)


def cache_path(folder: Path) -> Path:
    """Return the compiled file of a folder.

    It stands in the user's cache folder; for a scratch folder it stands inside, so that it goes away with it.
    """
    import hashlib

    where = folder.resolve()
    if any(where.is_relative_to(root) for root in _scratch_roots()):
        return where / ".settings.cache"
    name = hashlib.sha256(os.fsencode(where)).hexdigest()[:24]
    return _user_cache() / f"settings-{name}"


def state_of(folder: Path, files: Iterable[Path]) -> _State | None:
    """Return name, size and change time of files, -1 for an absent one; None when that can't be told."""
    found = []
    for path in files:
        try:
            status = path.stat()
            found.append((os.path.relpath(path, folder), status.st_size, status.st_mtime_ns))
        except (FileNotFoundError, NotADirectoryError):
            found.append((os.path.relpath(path, folder), -1, -1))
        except OSError:
            return None
    return tuple(found)


def _read(raw: bytes, folder: Path, written_ns: int) -> Settings | None:
    import hashlib

    payload = raw[len(_MAGIC) + _DIGEST_BYTES :]
    if not raw.startswith(_MAGIC):
        return None
    if hashlib.sha256(payload).digest() != raw[len(_MAGIC) : len(_MAGIC) + _DIGEST_BYTES]:
        return None
    try:
        stamp, state, settings = _unpickled(payload)
        if stamp != _stamp(folder) or not isinstance(settings, Settings):
            return None
        if state_of(folder, [folder / name for name, _size, _changed in state]) != state:
            return None
        newest = max((changed for _name, _size, changed in state), default=0)
    except Exception:
        # The payload comes from outside: whatever is wrong with it, the YAML is read instead.
        return None
    return settings if written_ns - newest >= _SETTLED_NS else None


def _pickled(content: object) -> bytes:
    import io
    import pickle

    class Writer(pickle.Pickler):
        """Writes time zones by their names."""

        def persistent_id(self, thing: object) -> str | None:
            return thing.key if isinstance(thing, ZoneInfo) else None

    target = io.BytesIO()
    Writer(target, protocol=5).dump(content)
    return target.getvalue()


def _unpickled(payload: bytes) -> tuple[object, _State, object]:
    import io
    import pickle

    class Reader(pickle.Unpickler):
        """Lets nothing come out but the classes of the settings."""

        def find_class(self, module: str, name: str) -> object:
            if (module.startswith(_OWN_MODULES) and "." not in name) or (module, name) in _OTHERS:
                found: object = super().find_class(module, name)
                if isinstance(found, type) or (module, name) == _RECONSTRUCTOR:
                    return found
            raise pickle.UnpicklingError(f"{module}.{name}")

        def persistent_load(self, key: str) -> ZoneInfo:
            return ZoneInfo(key)

    found: tuple[object, _State, object] = Reader(io.BytesIO(payload)).load()
    return found


def _stamp(config: Path) -> tuple[object, ...]:
    """Return what besides the YAML decides about the settings: this program, its tables and this Python."""
    here = Path(__file__).parent
    # The classes inside the compiled settings come from both floors; a changed class can't take up old content.
    folders = (here, here.parent / "domain")
    entries = (entry for folder in folders for entry in os.scandir(folder) if entry.is_file())
    own = [status.st_mtime_ns for status in (entry.stat() for entry in entries)]
    tables = (here.parent / "divisions").stat().st_mtime_ns
    return (__version__, sys.version_info[:3], str(config), max(own), len(own), tables)


def _scratch_roots() -> set[Path]:
    named = (os.environ.get(name, "") for name in ("TMPDIR", "TEMP", "TMP"))
    return {Path(name).resolve() for name in (*named, *_SCRATCH) if name}


def _user_cache() -> Path:
    if sys.platform == "linux":
        # What platformdirs answers here, without the time it takes to import.
        given = os.environ.get("XDG_CACHE_HOME", "").strip()
        return Path(given or "~/.cache").expanduser() / "dispatch-tui"
    from platformdirs import user_cache_path

    return user_cache_path("dispatch-tui", appauthor=False)


def _ours(status: os.stat_result) -> bool:
    """Return whether a file belongs to this user and nobody else may write it."""
    if not hasattr(os, "getuid"):
        return True
    return status.st_uid == os.getuid() and not status.st_mode & 0o022
