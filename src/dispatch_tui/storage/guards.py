"""What a database must not stand on: an affected SQLite in WAL mode, a network file system, a closed folder."""

from __future__ import annotations

import os
from pathlib import Path

from dispatch_tui.errors import Unavailable
from dispatch_tui.i18n import gettext as _

NETWORK_FILE_SYSTEMS = frozenset(
    {
        "nfs", "nfs4", "cifs", "smb3", "smbfs", "ncpfs", "afs", "ceph", "glusterfs", "fuse.glusterfs", "lustre",
        "fuse.sshfs", "fuse.s3fs", "fuse.rclone", "davfs", "fuse.davfs2", "beegfs", "orangefs", "ocfs2", "gfs2",
    }
)  # fmt: skip
"""File systems on which locks or shared memory don't hold between hosts."""


def affected(version: tuple[int, ...]) -> bool:
    """Tell whether this SQLite can lose committed transactions in WAL mode (fixed in 3.51.3, 3.50.7 and 3.44.6)."""
    if version >= (3, 51, 3) or version < (3, 7, 0):
        return False
    fixed = {(3, 50): 7, (3, 44): 6}.get((version[0], version[1]))
    return fixed is None or version[2] < fixed


def uses_wal(path: Path) -> bool:
    """Tell whether the header of a database file says WAL mode."""
    try:
        with path.open("rb") as file:
            header = file.read(20)
    except OSError:
        return False
    return len(header) == 20 and header[18:20] == b"\x02\x02"


def file_system(path: Path, mounts: str | None = None) -> str:
    """Return the type of the file system that holds a path, empty when the system doesn't tell.

    ``mounts`` is the text of ``/proc/self/mountinfo``.
    """
    if mounts is None:
        try:
            mounts = Path("/proc/self/mountinfo").read_text("utf-8", "replace")
        except OSError:
            return ""
    real = os.path.realpath(path)
    best, kind = "", ""
    for line in mounts.splitlines():
        left, separator, right = line.partition(" - ")
        parts = left.split()
        if not separator or len(parts) < 5:
            continue
        point = parts[4].replace("\\040", " ")
        inside = point == "/" or real == point or real.startswith(point + "/")
        if inside and len(point) >= len(best):
            best, kind = point, right.split()[0]
    return kind


def refuse_network(path: Path, kind: str | None = None) -> None:
    """Raise Unavailable when the database would stand on a network file system."""
    kind = file_system(path) if kind is None else kind
    if kind in NETWORK_FILE_SYSTEMS:
        raise Unavailable(
            _("The database {path} stands on a network file system ({kind}), where locks don't hold.").format(
                path=path, kind=kind
            ),
            _("Move it to a local disk, or use PostgreSQL for several hosts."),
        )


def refuse_affected_wal(path: Path, version: tuple[int, ...]) -> None:
    """Raise Unavailable when the database is in WAL mode and the SQLite in use may lose data in it."""
    if affected(version) and uses_wal(path):
        raise Unavailable(
            _("SQLite {version} can lose stored slips when several sessions write to {path}.").format(
                version=".".join(map(str, version)), path=path
            ),
            _("Install the package pysqlite3 (or a Python with SQLite 3.51.3 or newer)."),
        )


def refuse_closed(path: Path) -> None:
    """Raise Unavailable when the file or its folder can't be read and written by this user."""
    for place, name in ((path, path), (path.parent, path.parent)):
        if not os.access(place, os.R_OK | os.W_OK):
            raise Unavailable(
                _("This user may not read and write {path}.").format(path=name),
                _("Put the user into the group of the database, or ask the administrator."),
            )
