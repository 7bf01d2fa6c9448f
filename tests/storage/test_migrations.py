"""The schema: migrated equals declared, twice changes nothing, a newer one is refused, two starts wait for each other."""

import subprocess
import sys
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import create_engine, text

from storage import tables  # noqa: F401 - fills the metadata
from storage.columns import Row
from storage.failure import SchemaMismatch
from storage.migrations import is_current, upgrade
from storage.schema import head
from storage.store import Store

ROOT = Path(__file__).parents[2]
START = "import sys; from storage.store import Store; from storage.migrations import upgrade; upgrade(Store.open(sys.argv[1]))"


def test_the_migrated_schema_is_the_declared_one(empty: str) -> None:
    store = Store.open(empty)
    assert not is_current(store)
    upgrade(store)
    assert is_current(store)
    with store.engine.connect() as connection:
        assert compare_metadata(MigrationContext.configure(connection), Row.metadata) == []
    store.close()


def test_the_newest_revision_is_the_end_of_the_chain() -> None:
    script = ScriptDirectory(str(ROOT / "storage" / "migrations"))
    assert head() == script.get_current_head()


def test_migrating_twice_changes_nothing(empty: str) -> None:
    store = Store.open(empty)
    for _ in range(2):
        upgrade(store)
    assert is_current(store)
    store.close()


def test_a_database_of_a_newer_version_is_refused(empty: str) -> None:
    store = Store.open(empty)
    upgrade(store)
    with create_engine(store.engine.url).begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(SchemaMismatch):
        upgrade(store)
    store.close()


@pytest.mark.slow
def test_two_processes_that_start_together_migrate_once(empty: str) -> None:
    started = [
        subprocess.Popen([sys.executable, "-c", START, empty], cwd=ROOT, stderr=subprocess.PIPE)
        for _ in range(3)
    ]
    said = [process.communicate(timeout=60)[1] for process in started]
    assert [(process.returncode, words) for process, words in zip(started, said, strict=True)] == [
        (0, b"")
    ] * 3
