"""F17: a database of the release before, with rows in every table, comes up to date whole."""

from datetime import UTC, date, datetime
from pathlib import Path
from time import perf_counter
from typing import Any

import pytest
from alembic import command
from sqlalchemy import Boolean, Connection, Date, DateTime, Integer, MetaData, Table, inspect, select
from sqlalchemy.sql.sqltypes import JSON, BigInteger

from storage.migrations import _config, _locked, is_current, upgrade
from storage.store import Store
from tests.conftest import TENANT
from tests.faults.conftest import Figures
from tests.postgresql import Cluster

FIRST = "0001"
ROWS = 3
WHEN = datetime(2026, 11, 24, 10, 0, tzinfo=UTC)


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path}/first.db"
    running: Cluster = request.getfixturevalue("postgresql")
    return running.created("first")


def test_every_row_and_every_link_of_the_first_release_is_there_after_the_upgrade(
    database_url: str, long: bool, figures: Figures
) -> None:
    store, rows = Store.open(database_url), 2000 if long else ROWS
    with _locked(store) as connection, connection.begin():
        command.upgrade(_config(connection), FIRST)
        before = _filled(connection, rows)
    assert not is_current(store)
    start = perf_counter()
    upgrade(store)
    took = perf_counter() - start
    assert is_current(store)
    with store.engine.connect() as connection:
        after = {name: _rows(connection, name, list(each[0])) for name, each in before.items()}
        installed = _rows(connection, "installation", ["installed_at", "renewed_at"])
        if connection.dialect.name == "sqlite":
            assert connection.exec_driver_sql("PRAGMA foreign_key_check").first() is None
    lost = sum(row not in after[name] for name, each in before.items() for row in each)
    figures("F17", tables=len(before), rows=sum(map(len, before.values())), lost=lost, seconds=took)
    assert lost == 0
    assert all(len(each) == rows for each in before.values())
    assert all(each["renewed_at"] == each["installed_at"] for each in installed)
    with store.read(TENANT) as reading:
        assert len(reading.personas.refs(retired=True)) == rows
    with store.begin(TENANT) as tx:
        tx.audit.note("tested", "x", by="", at=WHEN)
    store.close()


def _filled(connection: Connection, rows: int) -> dict[str, list[dict[str, Any]]]:
    """The same number of rows in every table of the first schema, each linked to its own parents."""
    known = MetaData()
    known.reflect(connection)
    tables = [table for table in known.sorted_tables if table.name != "alembic_version"]
    for table in tables:
        made = [{column.name: _value(column, turn) for column in table.c} for turn in range(1, rows + 1)]
        connection.execute(table.insert(), [{**each, **_own(table)} for each in made])
    return {table.name: _rows(connection, table.name, [c.name for c in table.c]) for table in tables}


def _own(table: Table) -> dict[str, Any]:
    """One workspace owns all; where it is the key alone, it is one each."""
    return {} if [column.name for column in table.primary_key] == ["tenant"] else {"tenant": TENANT}


def _value(column: Any, turn: int) -> Any:
    kind = column.type
    if isinstance(kind, JSON):
        return []
    if isinstance(kind, DateTime):
        return WHEN
    if isinstance(kind, Date):
        return date(2026, 11, turn % 28 + 1) if turn < 28 else date.fromordinal(740_000 + turn)
    if isinstance(kind, Boolean):
        return False
    if isinstance(kind, Integer | BigInteger):
        return turn
    return {"type": "user", "facet": "stuck"}.get(column.name, f"{column.name[:6]}{turn}")


def _rows(connection: Connection, name: str, columns: list[str]) -> list[dict[str, Any]]:
    assert name in inspect(connection).get_table_names()
    table = Table(name, MetaData(), autoload_with=connection)
    return [dict(row._mapping) for row in connection.execute(select(*(table.c[each] for each in columns)))]
