"""A unit of work is done again when its connection was lost before the commit, and never when nobody knows."""

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import URL, create_engine, event, text
from sqlalchemy.exc import DBAPIError

from storage.changes import Changed
from storage.store import Store, Writing
from storage.unit_of_work import Saved
from tests.conftest import NOW, TENANT
from tests.postgresql import Cluster


@pytest.fixture
def pg(postgresql: Cluster) -> Store:
    return Store.open(postgresql.emptied())


def test_a_connection_lost_before_the_commit_costs_nothing(pg: Store) -> None:
    store, tries = pg.for_user("U0MARA", NOW, idempotency_key="press:1"), []

    def unit() -> str:
        with store.begin(TENANT) as tx:
            tries.append(len(tries))
            tx.audit.note("tested", "x", by="", at=NOW)
            if len(tries) == 1:
                _cut(tx)
            tx.audit.note("tested", "y", by="", at=NOW)
        return "done"

    assert store.retry_if_unsaved(unit) == "done"
    assert (len(tries), _lines(pg)) == (2, 2)
    pg.close()


def test_a_connection_lost_twice_is_an_error_and_nothing_was_saved(pg: Store) -> None:
    store, tries = pg.for_user("U0MARA", NOW, idempotency_key="press:1"), []

    def unit() -> None:
        with store.begin(TENANT) as tx:
            tries.append(1)
            _cut(tx)
            tx.audit.note("tested", "x", by="", at=NOW)

    with pytest.raises(DBAPIError):
        store.retry_if_unsaved(unit)
    assert (len(tries), store.saved, _lines(pg)) == (2, Saved.NOTHING, 0)
    pg.close()


def test_a_connection_lost_during_the_commit_is_never_tried_again(pg: Store) -> None:
    store, tries = pg.for_user("U0MARA", NOW, idempotency_key="press:1"), []

    def lose(connection: object) -> None:
        if tries and not gone:
            gone.append(1)
            _end(pg.engine.url, pid[0])

    pid: list[int] = []
    gone: list[int] = []
    event.listen(pg.engine, "commit", lose)

    def unit() -> None:
        with store.begin(TENANT) as tx:
            tries.append(1)
            pid.append(tx.audit.connection.execute(text("SELECT pg_backend_pid()")).scalar_one())
            tx.audit.note("tested", "x", by="", at=NOW)

    with pytest.raises(DBAPIError):
        store.retry_if_unsaved(unit)
    assert (len(tries), store.saved) == (1, Saved.UNKNOWN)
    pg.close()


def test_what_one_did_before_is_not_done_again_for_what_broke_after_it(pg: Store) -> None:
    store, tries = pg.for_user("U0MARA", NOW, idempotency_key="press:1"), []

    def unit() -> None:
        tries.append(1)
        with store.begin(TENANT) as tx:
            tx.audit.note("tested", "x", by="", at=NOW)
        with store.begin(TENANT) as tx:
            _cut(tx)
            tx.audit.note("tested", "y", by="", at=NOW)

    with pytest.raises(DBAPIError):
        store.retry_if_unsaved(unit)
    assert (len(tries), _lines(pg)) == (1, 1)
    pg.close()


def test_two_who_change_each_others_homes_at_once_need_not_try_again(pg: Store) -> None:
    people, between = ("U0MARA", "U0SAM"), threading.Barrier(2, timeout=20)
    with pg.begin(TENANT) as tx:
        for user in people:
            tx.deliveries.live("home", key=f"home:{user}", now=NOW, person=user)

    def change(user: str, other: str) -> None:
        with pg.for_user(user, NOW, idempotency_key=f"press:{user}").begin(TENANT) as tx:
            tx.deliveries.changed(Changed.HOME, other)
            between.wait()

    with ThreadPoolExecutor(2) as threads:
        list(threads.map(change, people, reversed(people)))
    with pg.read(TENANT) as reading:
        assert [each.wanted for each in reading.deliveries.of("home", 0)] == [3, 3]
    pg.close()


def _cut(tx: Writing) -> None:
    """The server ends this connection, as a restart does."""
    connection = tx.audit.connection
    _end(connection.engine.url, connection.execute(text("SELECT pg_backend_pid()")).scalar_one())


def _end(url: URL, pid: int) -> None:
    engine = create_engine(url)
    with engine.begin() as other:
        other.execute(text("SELECT pg_terminate_backend(:pid)"), {"pid": pid})
    engine.dispose()


def _lines(store: Store) -> int:
    with store.read(TENANT) as reading:
        return len(reading.audit.newest())
