"""What keeps a database from working is told apart, from what each engine really raises."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import event
from sqlalchemy.exc import SQLAlchemyError

from storage.failure import Failure, failure_of
from storage.store import Store
from tests.conftest import NOW, TENANT
from tests.postgresql import Cluster


def met(store: Store, *statements: str) -> Failure | None:
    """What the store says about the error these statements end in."""
    with pytest.raises(SQLAlchemyError) as raised, store.system() as system:
        for statement in statements:
            system.connection.exec_driver_sql(statement)
    return failure_of(raised.value)


@pytest.mark.parametrize(
    ("state", "failure"),
    [
        ("53100", Failure.FULL),
        ("25006", Failure.READ_ONLY),
        ("58030", Failure.DISK),
        ("XX001", Failure.DAMAGED),
        ("57P01", Failure.SILENT),
        ("57P03", Failure.SILENT),
        ("53300", Failure.SILENT),
        ("55P03", Failure.SILENT),
        ("08006", Failure.SILENT),
        ("22012", None),
    ],
)
def test_postgresql_is_understood_by_its_states(
    postgresql: Cluster, state: str, failure: Failure | None
) -> None:
    store = Store.open(postgresql.url)
    assert met(store, f"DO $$ BEGIN RAISE EXCEPTION 'x' USING ERRCODE = '{state}'; END $$") is failure
    store.close()


def test_a_server_that_is_not_there_is_silent() -> None:
    store = Store.open("postgresql://nobody@127.0.0.1:9/none")
    assert met(store, "SELECT 1") is Failure.SILENT
    assert store.failure(NOW) is Failure.SILENT
    store.close()


def test_a_full_sqlite_is_full(lite: Store) -> None:
    event.listen(
        lite.engine, "begin", lambda connection: connection.exec_driver_sql("PRAGMA max_page_count=1")
    )
    with pytest.raises(SQLAlchemyError) as raised:
        for number in range(10_000):
            with lite.begin(TENANT) as tx:
                tx.audit.note("x" * 80, f"{number}", by="", at=NOW)
    assert failure_of(raised.value) is Failure.FULL
    assert lite.failure(NOW) is Failure.FULL


def test_a_sqlite_opened_for_reading_is_read_only(migrated_file: Path) -> None:
    store = Store.open(f"sqlite:///file:{migrated_file}?mode=ro&uri=true")
    assert store.failure(NOW) is Failure.READ_ONLY
    store.close()


def test_a_sqlite_that_another_program_holds_is_silent_and_then_well(lite: Store) -> None:
    with closing(sqlite3.connect(str(lite.url.database), isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        assert lite.failure(NOW) is Failure.SILENT
        other.execute("ROLLBACK")
    lite.look()


def test_a_file_that_is_no_database_is_damaged_and_one_that_cannot_be_opened_silent(tmp_path: Path) -> None:
    (tmp_path / "letter.db").write_text("Dear Mara, " * 1000)
    for name, failure in (("letter.db", Failure.DAMAGED), ("nowhere/d.db", Failure.SILENT)):
        store = Store.open(f"sqlite:///{tmp_path / name}")
        assert store.failure(NOW) is failure
        store.close()


def test_a_database_that_takes_rows_is_well_on_both_engines(store: Store) -> None:
    assert store.failure(NOW) is None


def test_what_is_wrong_with_a_statement_is_not_the_databases_fault(store: Store) -> None:
    assert met(store, "SELECT nonsense FROM nowhere") is None
