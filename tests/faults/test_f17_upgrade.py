"""F17: a database of an earlier release, with rows in every table, comes up to date whole, and its waves go on."""

from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from time import perf_counter
from typing import Any

import pytest
from alembic import command
from sqlalchemy import (
    Boolean,
    Connection,
    Date,
    DateTime,
    Integer,
    MetaData,
    Table,
    func,
    inspect,
    select,
    update,
)
from sqlalchemy.sql.sqltypes import JSON, BigInteger

from scheduler.pulse import run_due
from storage import tables
from storage.delivery import Progress
from storage.migrations import _config, _locked, is_current, upgrade
from storage.schema import VERSIONS
from storage.store import Store
from tests.conftest import NOW, TENANT
from tests.faults.conftest import Figures
from tests.faults.wave import wanted, wave

EARLIER = sorted(path.stem[1:5] for path in VERSIONS.glob("r[0-9]*.py"))[:-1]
FIRST = EARLIER[0]
ROWS = 3
# From this one on the directory's names are kept.
NAMES_KEPT = "0009"
WHEN = datetime(2026, 11, 24, 10, 0, tzinfo=UTC)


@pytest.fixture
def database_url(empty: str) -> str:
    """Where a release before this one is put up."""
    return empty


@pytest.fixture
def today(database_url: str, request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Store]:
    """A database of this release beside it, on the same engine."""
    if database_url.startswith("sqlite"):
        store = Store.open(f"sqlite:///{tmp_path}/today.db")
    else:
        store = Store.open(request.getfixturevalue("postgresql").created("today"))
    upgrade(store)
    yield store
    store.close()


@pytest.mark.parametrize("revision", EARLIER)
def test_every_row_and_every_link_of_an_earlier_release_is_there_after_the_upgrade(
    database_url: str, revision: str, long: bool, figures: Figures
) -> None:
    store, rows = Store.open(database_url), 2000 if long else ROWS
    with _locked(store) as connection, connection.begin():
        command.upgrade(_config(connection), revision)
        before = _filled(connection, rows)
    for each in before["installation"]:
        # Names that are masked come with the next reading of the directory: it is due at once.
        each.pop("directory_due", None)
    assert not is_current(store)
    start = perf_counter()
    upgrade(store)
    took = perf_counter() - start
    assert is_current(store)
    with store.engine.connect() as connection:
        after = {name: _rows(connection, name, list(each[0])) for name, each in before.items()}
        installed = _rows(connection, "installation", ["installed_at", "renewed_at", "directory_due"])
        if connection.dialect.name == "sqlite":
            assert connection.exec_driver_sql("PRAGMA foreign_key_check").first() is None
    lost = sum(row not in after[name] for name, each in before.items() for row in each)
    figures(
        "F17",
        revision=revision,
        tables=len(before),
        rows=sum(map(len, before.values())),
        lost=lost,
        seconds=took,
    )
    assert lost == 0
    assert revision >= NAMES_KEPT or all(each["directory_due"] is None for each in installed)
    assert all(len(each) == rows for each in before.values())
    if "renewed_at" not in before["installation"][0]:
        assert all(each["renewed_at"] == each["installed_at"] for each in installed)
    with store.read(TENANT) as reading:
        assert len(reading.personas.refs(retired=True)) == rows
    with store.begin(TENANT) as tx:
        tx.audit.note("tested", "x", by="", at=WHEN)
    store.close()


def test_a_wave_goes_on_where_an_earlier_release_left_it(
    database_url: str, today: Store, long: bool, figures: Figures
) -> None:
    people = 200 if long else 20
    pulse = wanted(today, people)
    run_due(today, NOW)
    held = {Progress.SENT: people // 4, Progress.SENDING: people // 10}
    said, in_doubt = _left(today, held)
    store = Store.open(database_url)
    with _locked(store) as connection, connection.begin(), today.engine.connect() as now:
        command.upgrade(_config(connection), FIRST)
        _copied(now, connection)
    upgrade(store)
    store.close()
    with wave(database_url, people=people, known=pulse) as here:
        here.work(2)
        here.slack.until(here.settled, seconds=120)
        times, states = {who: many for (_, who), many in here.said().items()}, here.states()
        heard = set(times)
        again = (heard & said) | {who for who, many in times.items() if many > 1}
    figures(
        "F17",
        revision=FIRST,
        people=people,
        said_before=len(said),
        lost=people - len(heard | said),
        doubled=len(again),
    )
    assert (len(heard | said), again) == (people, set())
    assert in_doubt <= heard
    assert set(states) == {Progress.SENT}


def _left(store: Store, held: dict[Progress, int]) -> tuple[set[str], set[str]]:
    """Some were said already, and some were being said when the process ended; tells who."""
    delivery = tables.Delivery.__table__
    with store.engine.begin() as connection:
        rows = connection.execute(select(delivery.c.id, delivery.c.person).order_by(delivery.c.id)).all()
        some = rows[: held[Progress.SENT]], rows[held[Progress.SENT] :][: held[Progress.SENDING]]
        stood = {"state": "sent", "ts": "1.1", "posted_channel": "D1", "shown": 1}
        under_way = {"state": "sending", "owner": "gone", "lease_until": NOW, "sending": 1}
        for each, values in zip(some, (stood, under_way), strict=True):
            ids = [row.id for row in each]
            connection.execute(update(delivery).where(delivery.c.id.in_(ids)).values(**values))
    return {row.person for row in some[0]}, {row.person for row in some[1]}


def _copied(now: Connection, then: Connection) -> None:
    """Every row of today's database, as far as the earlier release had a place for it."""
    known = MetaData()
    known.reflect(then)
    for table in known.sorted_tables:
        rows = _rows(now, table.name, [column.name for column in table.c])
        if rows and table.name != "alembic_version":
            _written(then, table, rows)


def _written(connection: Connection, table: Table, rows: list[dict[str, Any]]) -> None:
    """Rows with ids of their own; the next one the database gives is another."""
    connection.execute(table.insert(), rows)
    if connection.dialect.name == "postgresql" and "id" in table.c:
        next_ = func.pg_get_serial_sequence(table.name, "id")
        connection.execute(select(func.setval(next_, select(func.max(table.c.id)).scalar_subquery())))


def _filled(connection: Connection, rows: int) -> dict[str, list[dict[str, Any]]]:
    """The same number of rows in every table of the first schema, each linked to its own parents."""
    known = MetaData()
    known.reflect(connection)
    tables = [table for table in known.sorted_tables if table.name != "alembic_version"]
    for table in tables:
        made = [{column.name: _value(column, turn) for column in table.c} for turn in range(1, rows + 1)]
        _written(connection, table, [{**each, **_own(table)} for each in made])
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
