"""The ways into the store: reading never writes, a transaction is whole or undone, tenants never meet."""

import threading
from concurrent.futures import ThreadPoolExecutor, wait
from datetime import UTC, datetime

import pytest
from sqlalchemy.exc import DBAPIError, IntegrityError, StatementError

from personas.persona import Claim, Facet, Persona, Type
from storage.engine import UnknownDatabase
from storage.store import Store
from tests.conftest import NOW, TENANT

WRITERS, WRITES = 16, 20
OPS = Persona(
    0, "ops-admin", "Ops admin", Type.USER, claims=(Claim(0, 0, Facet.STUCK, "the integration step"),)
)


def test_reading_cannot_write(store: Store) -> None:
    with store.read(TENANT) as reading, pytest.raises(DBAPIError):
        reading.personas.create(OPS, by="U1", at=NOW)


def test_within_a_snapshot_it_is_read_from_until_something_is_written(store: Store) -> None:
    with store.read(TENANT) as snapshot:
        inside = store.within(snapshot)
        with inside.read(TENANT) as again, inside.read("another") as elsewhere:
            assert again is snapshot
            assert elsewhere is not snapshot
        with inside.begin(TENANT) as tx:
            tx.personas.create(OPS, by="U1", at=NOW)
        with inside.read(TENANT) as after:
            assert [ref.name for ref in after.personas.refs()] == ["Ops admin"]


def test_a_transaction_that_raises_leaves_nothing(store: Store) -> None:
    with pytest.raises(RuntimeError), store.begin(TENANT) as tx:
        tx.personas.create(OPS, by="U1", at=NOW)
        raise RuntimeError
    with store.read(TENANT) as reading:
        assert reading.personas.refs() == []


def test_two_tenants_with_the_same_names_never_meet(store: Store) -> None:
    for tenant in ("T1", "T2"):
        with store.begin(tenant) as tx:
            tx.personas.create(OPS, by="U1", at=NOW)
    with store.read("T1") as one, store.read("T2") as two:
        (mine,), (theirs,) = one.personas.refs(), two.personas.refs()
        assert mine.id != theirs.id
        assert one.personas.get(theirs.id) is None


def test_a_link_to_another_tenants_row_cannot_be_stored(store: Store) -> None:
    with store.begin("T1") as tx:
        persona_id = tx.personas.create(OPS, by="U1", at=NOW)
    with pytest.raises(IntegrityError), store.begin("T2") as tx:
        tx.personas.state(persona_id, Claim(0, 0, Facet.RISK, "x"), by="U1", at=NOW, position=0)


def test_times_come_back_aware_and_in_utc(store: Store) -> None:
    with store.begin(TENANT) as tx:
        persona_id = tx.personas.create(OPS, by="U1", at=NOW)
    with store.read(TENANT) as reading:
        persona = reading.personas.get(persona_id)
    assert persona is not None
    assert persona.created_at == NOW
    assert persona.created_at.tzinfo is UTC


def test_a_time_without_a_zone_is_refused(store: Store) -> None:
    with pytest.raises(StatementError), store.begin(TENANT) as tx:
        tx.personas.create(OPS, by="U1", at=datetime(2026, 11, 24, 10))


def test_numbers_are_given_out_once_to_writers_at_the_same_time(store: Store) -> None:
    from storage.counter import next_number

    given: list[int] = []

    def take() -> None:
        for _ in range(10):
            with store.begin(TENANT) as tx:
                given.append(next_number(tx.idempotency_keys, "decision"))

    writers = [threading.Thread(target=take) for _ in range(4)]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()
    assert sorted(given) == list(range(1, 41))


def test_what_was_heard_once_is_not_heard_again(store: Store) -> None:
    with store.begin(TENANT) as tx:
        assert tx.idempotency_keys.claim("view:1", NOW)
        assert not tx.idempotency_keys.claim("view:1", NOW)
    with store.begin("T2") as tx:
        assert tx.idempotency_keys.claim("view:1", NOW)


@pytest.mark.parametrize("address", ["mysql://x/y", "nonsense", ""])
def test_an_address_of_no_database_of_ours_is_refused(address: str) -> None:
    with pytest.raises(UnknownDatabase):
        Store.open(address)


def test_a_crowd_of_writers_gets_its_turns(store: Store) -> None:
    def write(number: int) -> None:
        for line in range(WRITES):
            with store.begin(TENANT) as tx:
                for part in range(4):
                    tx.audit.note("crowd", f"{number}.{line}.{part}", by="U1", at=NOW)

    with ThreadPoolExecutor(WRITERS) as crowd:
        list(crowd.map(write, range(WRITERS)))
    with store.read(TENANT) as reading:
        assert len(reading.audit.newest(10_000)) == WRITERS * WRITES * 4


def test_who_waits_for_a_turn_takes_no_connection_from_others(lite: Store) -> None:
    with ThreadPoolExecutor(WRITERS) as crowd:
        with lite.begin(TENANT) as tx:
            tx.audit.note("first", "1", by="U1", at=NOW)
            waiting = [crowd.submit(_note_one, lite, "next") for _ in range(WRITERS)]
            assert not wait(waiting, timeout=0.3).done
            taken = lite.engine.pool.checkedout()
        assert taken == 1
        for each in waiting:
            each.result()


def test_who_waits_too_long_for_a_turn_is_told_and_loses_nothing(lite: Store) -> None:
    with lite.begin(TENANT) as tx, ThreadPoolExecutor(1) as other:
        tx.audit.note("first", "1", by="U1", at=NOW)
        waiting = other.submit(_note_one, lite, "second")
        with pytest.raises(DBAPIError, match="locked"):
            waiting.result()
    _note_one(lite, "third")
    with lite.read(TENANT) as reading:
        assert [line.what for line in reading.audit.newest()] == ["third", "first"]


def _note_one(store: Store, what: str) -> None:
    with store.begin(TENANT) as tx:
        tx.audit.note(what, "1", by="U1", at=NOW)
