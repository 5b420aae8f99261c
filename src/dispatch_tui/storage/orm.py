"""The one place that imports peewee, without the PostgreSQL driver that it would pull in for nothing.

peewee imports psycopg when it is installed, which costs more time than peewee itself; a session on the embedded
database never needs it. ``postgres`` imports the driver when a URL asks for it.
"""

from __future__ import annotations

import sys
from typing import Any

_DRIVERS = ("psycopg", "psycopg2", "psycopg2cffi", "pymysql", "MySQLdb")
_hidden = [name for name in _DRIVERS if name not in sys.modules]
for _name in _hidden:
    sys.modules[_name] = None  # type: ignore[assignment]
try:
    import peewee
finally:
    for _name in _hidden:
        del sys.modules[_name]

sqlite3: Any = peewee.sqlite3  # type: ignore[attr-defined]
"""The SQLite driver that peewee chose: pysqlite3 when it is there and not older than the one of Python."""

__all__ = ["peewee", "sqlite3"]
