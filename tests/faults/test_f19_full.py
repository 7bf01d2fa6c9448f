"""F19: the disk is full, or nothing may be written: Slack is told so, people too, and nothing is damaged."""

import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from time import perf_counter

import pytest
from sqlalchemy import Connection, event

from storage.store import DatabaseFailed, Store
from tests.conftest import NOW, TENANT
from tests.faults.conftest import Figures


@pytest.fixture
def full(migrated_file: Path, tmp_path: Path) -> Iterator[Store]:
    """A database that may not grow by another page: what SQLite says of a full disk."""
    path = tmp_path / "full.db"
    shutil.copy(migrated_file, path)
    store = Store.open(f"sqlite:///{path}")
    event.listen(store.engine, "begin", _no_more)
    yield store
    store.close()


def _no_more(connection: Connection) -> None:
    connection.exec_driver_sql("PRAGMA max_page_count=1")


def test_a_full_disk_keeps_what_was_there_and_takes_nothing_half(full: Store, figures: Figures) -> None:
    kept, start = 0, perf_counter()
    with pytest.raises(DatabaseFailed, match="full"):
        while True:
            with full.begin(TENANT) as tx:
                for part in "ab":
                    tx.audit.note("x" * 80, f"{part}{kept}", by="", at=NOW)
            kept += 1
    with full.read(TENANT) as reading:
        lines = reading.audit.newest(10_000)
    assert {sum(line.subject[0] == part for line in lines) for part in "ab"} == {kept}
    full.look()
    ok = _integrity(full)
    figures("F19", kept=kept, half=len(lines) - 2 * kept, integrity=ok, seconds=perf_counter() - start)
    assert ok == "ok"


def test_a_database_that_became_read_only_still_answers_and_says_that_it_cannot_write(
    migrated_file: Path, tmp_path: Path
) -> None:
    path = tmp_path / "ro.db"
    shutil.copy(migrated_file, path)
    store = Store.open(f"sqlite:///{path}")
    with store.begin(TENANT) as tx:
        tx.audit.note("before", "x", by="", at=NOW)
    event.listen(store.engine, "begin", lambda connection: connection.exec_driver_sql("PRAGMA query_only=ON"))
    with pytest.raises(DatabaseFailed, match="readonly"), store.begin(TENANT) as tx:
        tx.audit.note("after", "x", by="", at=NOW)
    with store.read(TENANT) as reading:
        assert [line.what for line in reading.audit.newest()] == ["before"]
    assert _integrity(store) == "ok"
    store.close()


def _integrity(store: Store) -> str:
    with closing(sqlite3.connect(str(store.url.database))) as raw:
        return str(raw.execute("PRAGMA integrity_check").fetchone()[0])
