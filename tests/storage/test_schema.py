"""Bringing the schema up to date, by many at once, and refusing what does not fit."""

from __future__ import annotations

import multiprocessing
import stat
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from dispatch_tui.errors import DispatchError, Unavailable
from dispatch_tui.storage import guards, sqlite
from dispatch_tui.storage.dialect import INDEXES, TABLES, triggers
from dispatch_tui.storage.migrations import SCHEMA_VERSION, STEPS
from dispatch_tui.storage.models import MODELS, column_names
from dispatch_tui.storage.store import Store, open_store
from tests.storage.samples import act, slip

OpenBranch = Callable[[], Store]


def _migrate(url: str, results: Any) -> None:
    try:
        results.put(open_store(url, "sh").migrate())
    except DispatchError as error:
        results.put(str(error))


def test_of_many_starters_one_migrates_and_none_fails(url: str) -> None:
    spawn = multiprocessing.get_context("spawn")
    results = spawn.Queue()
    processes = [spawn.Process(target=_migrate, args=(url, results)) for _ in range(8)]
    for process in processes:
        process.start()
    found = [results.get(timeout=120) for _ in processes]
    for process in processes:
        process.join(30)
    assert sorted(map(len, found)) == [0] * 7 + [len(STEPS)]
    assert all(isinstance(result, list) for result in found)


def test_models_describe_the_tables(store: Store) -> None:
    with store.read() as reader:
        for model in MODELS:
            cursor = reader.engine.execute(f"SELECT * FROM {model._meta.table_name}")
            present = {column[0] for column in cursor.description} - {"words"}
            assert set(column_names(model)) == present


def test_everything_asserted_at_start_exists(store: Store) -> None:
    with store.read() as reader:
        assert set(TABLES) <= reader.engine.table_names()
        assert set(INDEXES) <= reader.engine.index_names()
        assert set(triggers()) <= reader.engine.trigger_names()


def test_a_second_migration_finds_nothing_to_do(store: Store, open_branch: OpenBranch) -> None:
    assert open_branch().migrate() == []


def test_an_empty_database_is_refused_with_what_to_do(url: str, tmp_path: Path) -> None:
    store = open_store(url, "sh")
    if store.engine == "sqlite":
        (tmp_path / "dispatch.db").touch(mode=0o660)
    with pytest.raises(Unavailable, match="migrate"), store.read():
        pass
    store.close()


def test_a_missing_database_is_not_made_by_reading(tmp_path: Path) -> None:
    store = open_store(f"sqlite:///{tmp_path / 'none.db'}", "sh")
    with pytest.raises(Unavailable, match="migrate"), store.read():
        pass
    assert list(tmp_path.iterdir()) == []


def _spoil(store: Store, *statements: str) -> None:
    with store.write(act()) as writer:
        for statement in statements:
            writer.engine.execute(statement)


def test_a_newer_schema_is_refused(store: Store, open_branch: OpenBranch) -> None:
    _spoil(store, f"INSERT INTO schema_step VALUES ({SCHEMA_VERSION + 1}, 'future', 0)")
    newer = open_branch()
    with pytest.raises(Unavailable, match="newer"), newer.read():
        pass
    with pytest.raises(Unavailable, match="newer"):
        newer.migrate()


def test_a_missing_trigger_is_refused_and_cured_by_migrate(store: Store, open_branch: OpenBranch) -> None:
    on_table = " ON event" if store.engine == "postgresql" else ""
    _spoil(store, f"DROP TRIGGER event_no_update{on_table}")
    other = open_branch()
    with pytest.raises(Unavailable, match="event_no_update"), other.write(act()):
        pass
    other.migrate()
    with other.write(act()) as writer:
        writer.insert_orders([slip()])


def test_a_missing_index_is_refused_and_cured_by_migrate(store: Store, open_branch: OpenBranch) -> None:
    _spoil(store, "DROP INDEX orders_pending_due")
    other = open_branch()
    with pytest.raises(Unavailable, match="orders_pending_due"), other.read():
        pass
    other.migrate()
    with other.read() as reader:
        assert reader.seq() == 0


def test_the_file_may_be_written_by_the_group(tmp_path: Path) -> None:
    store = open_store(f"sqlite:///{tmp_path / 'deep' / 'dispatch.db'}", "sh")
    store.migrate()
    with store.write(act()) as writer:
        writer.insert_orders([slip()])
    modes = {stat.S_IMODE(path.stat().st_mode) for path in (tmp_path / "deep").iterdir()}
    assert modes == {0o660}
    store.close()


@pytest.mark.parametrize(
    ("version", "is_affected"),
    [
        ((3, 40, 1), True), ((3, 44, 5), True), ((3, 44, 6), False), ((3, 45, 0), True), ((3, 50, 6), True),
        ((3, 50, 7), False), ((3, 51, 2), True), ((3, 51, 3), False), ((3, 53, 4), False), ((3, 6, 23), False),
    ],
)  # fmt: skip
def test_affected_versions_are_known(version: tuple[int, ...], is_affected: bool) -> None:
    assert guards.affected(version) is is_affected


def test_an_affected_library_refuses_the_fast_journal(
    sqlite_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = open_store(sqlite_url, "sh")
    store.migrate()
    with store.write(act()) as writer:
        writer.insert_orders([slip()])
    store.close()
    monkeypatch.setattr(sqlite, "library_version", lambda: (3, 40, 1))
    other = open_store(sqlite_url, "sh")
    with pytest.raises(Unavailable, match="pysqlite3"), other.read():
        pass


def test_an_affected_library_makes_a_new_database_with_the_slow_journal(
    sqlite_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sqlite, "library_version", lambda: (3, 40, 1))
    store = open_store(sqlite_url, "sh")
    store.migrate()
    with store.write(act()) as writer:
        writer.insert_orders([slip()])
    with store.read() as reader:
        assert reader.engine.execute("PRAGMA journal_mode").fetchone()[0] == "delete"
        assert reader.pending_count() == 1
    store.close()


MOUNTS = """22 1 254:1 / / rw - ext4 /dev/vda1 rw
30 22 0:40 / /srv/room rw - nfs4 server:/room rw
31 22 0:41 / /srv/room/local\\040disk rw - xfs /dev/vdb rw
"""


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("/srv/room/x.db", "nfs4"),
        ("/srv/roommate/x.db", "ext4"),
        ("/srv/room/local disk/x.db", "xfs"),
        ("/x", "ext4"),
    ],
)
def test_the_file_system_of_a_path_is_found(path: str, kind: str) -> None:
    assert guards.file_system(Path(path), MOUNTS) == kind


def test_a_network_file_system_is_refused() -> None:
    with pytest.raises(Unavailable, match="nfs4"):
        guards.refuse_network(Path("/srv/room/x.db"), "nfs4")
    guards.refuse_network(Path("/x"), "ext4")


def test_a_foreign_file_is_refused_with_a_sentence(tmp_path: Path) -> None:
    path = tmp_path / "letter.txt"
    path.write_text("Dear Sir or Madam, " * 100)
    store = open_store(f"sqlite:///{path}", "sh")
    with pytest.raises(Unavailable, match="damaged"), store.read():
        pass
