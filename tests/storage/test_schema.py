"""A store whose schema becomes another release's, newer or older, writes nothing and says which; put back, it goes on."""

from collections.abc import Callable, Iterator

import pytest
from sqlalchemy import text

from storage.failure import Failure, SchemaMismatch
from storage.migrations import upgrade
from storage.schema import head
from storage.store import Store
from tests.conftest import NOW, TENANT

NEWER = "UPDATE alembic_version SET version_num = '0999'"
OLDER = "UPDATE alembic_version SET version_num = '0001'"
NONE = "DELETE FROM alembic_version"
# While a backup is restored, tables come one after the other.
RESTORING = "DROP TABLE alembic_version"


@pytest.fixture
def store(empty: str) -> Iterator[Store]:
    """A database of the test's own."""
    opened = Store.open(empty)
    upgrade(opened)
    yield opened
    opened.close()


def run(store: Store, statement: str) -> None:
    with store.engine.begin() as connection:
        connection.execute(text(statement))


def note(store: Store) -> None:
    with store.begin(TENANT) as tx:
        tx.audit.note("tested", "x", by="", at=NOW)


def drop(store: Store) -> None:
    with store.system() as system:
        system.captures.take(NOW, limit=1)


@pytest.mark.parametrize("write", [note, drop])
@pytest.mark.parametrize(
    ("change", "failure"),
    [
        (NEWER, Failure.NEWER),
        (OLDER, Failure.OLDER),
        (NONE, Failure.OLDER),
        (RESTORING, Failure.OLDER),
    ],
)
def test_nothing_is_written_to_another_releases_schema(
    store: Store, write: Callable[[Store], None], change: str, failure: Failure
) -> None:
    told: list[Failure] = []
    store.after_upgrade(lambda: told.append(Failure.NEWER))
    note(store)
    run(store, change)
    with pytest.raises(SchemaMismatch) as raised:
        write(store)
    assert raised.value.failure is failure
    assert store.failure(NOW) is failure
    assert bool(told) == (failure is Failure.NEWER)
    with store.engine.connect() as connection:
        assert connection.execute(text("SELECT count(*) FROM audit")).scalar_one() == 1


def test_a_schema_that_is_put_back_is_written_to_again(store: Store) -> None:
    run(store, OLDER)
    assert store.failure(NOW) is Failure.OLDER
    run(store, f"UPDATE alembic_version SET version_num = '{head()}'")
    note(store)


def test_what_can_not_be_read_any_more_is_told_by_its_release(store: Store) -> None:
    run(store, OLDER)
    run(store, "DROP TABLE search_posting")
    with pytest.raises(SchemaMismatch), store.read(TENANT) as reading:
        reading.connection.execute(text("SELECT * FROM search_posting"))
