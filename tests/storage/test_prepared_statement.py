"""A prepared select answers what SQLAlchemy answers, and fails as SQLAlchemy fails."""

from datetime import UTC, datetime
from typing import Any

import pytest
from sqlalchemy import bindparam, select, text
from sqlalchemy.exc import DBAPIError, MultipleResultsFound, NoResultFound

from personas.people import Person
from storage import consequence, prepared_statement, tables
from storage.changes import Changed
from storage.failure import Failure, failure_of
from storage.prepared_statement import prepare
from storage.store import Reading, Store
from storage.tenancy import prepared
from tests.conftest import NOW, TENANT
from tests.large import fill
from tests.postgresql import Cluster

_E, _P = tables.Evidence.__table__.c, tables.Person.__table__.c
_PIECES = prepared(tables.Evidence).where(_E.happened_at >= bindparam("since")).order_by(_E.id)
_PEOPLE = prepared(tables.Person).order_by(_P.user)
_TOO_LONG = select(text("pg_sleep(10)"))


@pytest.fixture
def filled(store: Store) -> Store:
    fill(store, personas=2, pieces=40, decisions=4)
    return store


def run(reading: Reading, statement: Any, **values: Any) -> Any:
    return prepared_statement.run(reading.connection, statement, {"tenant": TENANT, **values})


def test_rows_and_their_types_are_those_that_sqlalchemy_reads(filled: Store) -> None:
    asked = {"tenant": TENANT, "since": datetime(2026, 11, 1, tzinfo=UTC)}
    with filled.read(TENANT) as reading:
        through = reading.connection.execute(_PIECES, asked).all()
        rows = run(reading, _PIECES, since=asked["since"])
    assert len(rows) == 40
    assert [tuple(row) for row in rows] == [tuple(row) for row in through]
    assert (rows[0].happened_at.tzinfo, rows[0].own_words, rows[0].ts) == (UTC, True, None)


def test_a_naive_time_is_refused(filled: Store) -> None:
    with filled.read(TENANT) as reading, pytest.raises(ValueError, match="naive"):
        run(reading, _PIECES, since=datetime(2026, 11, 1))


def test_rows_are_asked_for_one_and_refuse_where_there_are_more(filled: Store) -> None:
    with filled.begin(TENANT) as tx:
        tx.people.mirror(Person("U0JO", "Jo"), NOW)
    with filled.read(TENANT) as reading:
        rows = run(reading, _PEOPLE)
        with pytest.raises(MultipleResultsFound):
            rows.one_or_none()
        assert reading.personas.run(_PIECES, since=NOW.replace(year=2030)).one_or_none() is None
        with pytest.raises(NoResultFound):
            reading.personas.run(_PIECES, since=NOW.replace(year=2030)).one()
        assert rows.scalars() == [TENANT, TENANT]


def test_a_snapshot_begins_with_the_first_prepared_select(filled: Store) -> None:
    with filled.read(TENANT) as reading:
        before = run(reading, _PEOPLE)
        with filled.begin(TENANT) as tx:
            tx.people.mirror(Person("U0JO", "Jo"), NOW)
        assert run(reading, _PEOPLE) == before
    with filled.read(TENANT) as reading:
        assert len(run(reading, _PEOPLE)) == len(before) + 1


def test_what_was_written_is_seen_in_the_same_transaction(filled: Store) -> None:
    with filled.begin(TENANT) as tx:
        tx.people.mirror(Person("U0JO", "Jo"), NOW)
        assert "Jo" in {row.name for row in run(tx, _PEOPLE)}


def test_what_follows_from_changes_is_one_prepared_select(filled: Store) -> None:
    everything = consequence._union(frozenset(Changed))
    assert prepare(everything, filled.url.get_backend_name())


def test_a_broken_database_is_told_as_through_sqlalchemy(lite: Store) -> None:
    with lite.begin(TENANT) as tx:
        tx.connection.execute(text("ALTER TABLE person RENAME TO gone"))
        with pytest.raises(DBAPIError) as raised:
            run(tx, _PEOPLE)
        tx.connection.execute(text("ALTER TABLE gone RENAME TO person"))
    assert (failure_of(raised.value), raised.value.connection_invalidated) == (None, False)


def test_a_statement_that_takes_too_long_is_a_silent_database(postgresql: Cluster) -> None:
    store = Store.open(postgresql.emptied())
    with store.read(TENANT) as reading, pytest.raises(DBAPIError) as raised:
        reading.connection.execute(text("SET statement_timeout = 50"))
        prepared_statement.run(reading.connection, _TOO_LONG, {})
    assert failure_of(raised.value) is Failure.SILENT
    store.close()


def test_a_lost_connection_is_given_up_and_the_next_one_answers(postgresql: Cluster) -> None:
    store = Store.open(postgresql.emptied())
    with store.read(TENANT) as reading, store.system() as system, pytest.raises(DBAPIError) as raised:
        pid = reading.connection.execute(text("SELECT pg_backend_pid()")).scalar_one()
        system.connection.execute(text("SELECT pg_terminate_backend(:pid, 1000)"), {"pid": pid})
        run(reading, _PEOPLE)
    assert (raised.value.connection_invalidated, failure_of(raised.value)) == (True, Failure.SILENT)
    with store.read(TENANT) as reading:
        assert run(reading, _PEOPLE) == []
    store.close()
