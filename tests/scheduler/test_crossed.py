"""Marking what was said comes across somebody who changes the same messages: it is written down all the same, at once."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import Connection, event

from scheduler.delivery import Sender
from storage.outbox import SentMessage
from storage.store import Store, Writing
from tests import outbox
from tests.conftest import NOW, TENANT
from tests.outbox import leased
from tests.postgresql import Cluster
from tests.scheduler.test_delivery import words
from tests.scheduler.test_silence import until_it_waits

__all__ = ["words"]


@pytest.fixture
def pg(postgresql: Cluster) -> Store:
    return Store.open(postgresql.emptied())


def waits_for(connection: Connection, long: str) -> None:
    for setting in (f"deadlock_timeout = '{long}'", "statement_timeout = 0", "lock_timeout = 0"):
        connection.exec_driver_sql(f"SET LOCAL {setting}")


def change(tx: Writing, person: str) -> None:
    assert outbox.change(tx, "note", 1, now=NOW, person=person) == 1


def test_what_was_said_is_marked_though_another_act_undid_the_marking(
    pg: Store, words: dict[str, str]
) -> None:
    with pg.begin(TENANT) as tx:
        for person in ("U1", "U2"):
            tx.deliveries.want("note", key=person, now=NOW, person=person, subject_id=1)
    ours = Sender(pg, lambda _: None, lambda: NOW)  # type: ignore[arg-type, return-value]
    ours.said = [SentMessage(each, f"D{each.person}", "1.0") for each in leased(pg, NOW, owner=ours.owner)]
    with ThreadPoolExecutor(1) as thread:
        with pg.begin(TENANT) as tx:
            # The sender looks for a deadlock, once, when there is one by then; the other never does.
            waits_for(tx.connection, "600s")
            change(tx, "U2")
            event.listen(pg.engine, "begin", lambda connection: waits_for(connection, "3s"))
            marking = thread.submit(ours.take, 0, 0)
            with pg.system() as system:
                until_it_waits(system)
            change(tx, "U1")
        assert marking.result(timeout=30) == []
    with pg.read(TENANT) as reading:
        found = reading.deliveries.of("note", 1)
    assert [(each.posted_channel, each.state, each.wanted) for each in found] == [
        ("DU1", "pending", 2),
        ("DU2", "pending", 2),
    ]
    assert ours.said == []
    pg.close()
