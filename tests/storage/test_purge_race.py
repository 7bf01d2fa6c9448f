"""What somebody takes up again while the purge comes for it stays."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from sqlalchemy import update

from scheduler.retention import purge
from storage import tables
from storage.delivery import Progress
from storage.store import Store
from tests.conftest import NOW, TENANT
from tests.postgresql import Cluster
from tests.scheduler.test_silence import until_it_waits

LATER = NOW + timedelta(days=40)


@pytest.fixture
def pg(postgresql: Cluster) -> Store:
    return Store.open(postgresql.emptied())


def test_a_reaction_that_comes_while_the_purge_takes_its_message_is_looked_at(pg: Store) -> None:
    with pg.begin(TENANT) as tx:
        tx.captures.want("C1", "1.0", user="U1", now=NOW)
    with pg.system() as system:
        [look] = system.captures.take(NOW, limit=1)
    with pg.begin(TENANT) as tx:
        tx.captures.looked(look)
    with ThreadPoolExecutor(1) as thread:
        with pg.begin(TENANT) as tx:
            tx.captures.want("C1", "1.0", user="U1", now=LATER)
            purging = thread.submit(purge, pg, LATER)
            with pg.system() as system:
                until_it_waits(system)
        purging.result(timeout=30)
    with pg.system() as system:
        assert len(system.captures.take(LATER, limit=9)) == 1
    pg.close()


def test_what_is_to_be_said_again_while_the_purge_takes_it_is_said(pg: Store) -> None:
    with pg.begin(TENANT) as tx:
        tx.deliveries.want("evidence_saved", key="k", now=NOW, person="U1", channel="C1")
    with pg.system() as system:
        said = update(tables.Delivery).values(state=Progress.SENT.value, shown=1)
        system.connection.execute(said)
    with ThreadPoolExecutor(1) as thread:
        with pg.begin(TENANT) as tx:
            tx.deliveries.want("evidence_saved", key="k", now=LATER, person="U1", channel="C1")
            purging = thread.submit(purge, pg, LATER)
            with pg.system() as system:
                until_it_waits(system)
        purging.result(timeout=30)
    with pg.read(TENANT) as reading:
        assert reading.deliveries.states() == {"pending": 1}
    pg.close()
