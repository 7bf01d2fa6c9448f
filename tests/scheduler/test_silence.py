"""Two who write down Slack's silence, or hold what it is about, never stay in each other's way."""

import time
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from sqlalchemy import text

from scheduler.aftermath import Aftermath
from scheduler.silence import silenced
from storage.delivery import PROMPT, Delivery, Progress
from storage.limit import PACES
from storage.outbox import Pacer
from storage.store import Store, System
from tests.conftest import NOW, TENANT
from tests.postgresql import Cluster
from tests.refusing import refused
from tests.scheduler.test_delivery import row, want, words

__all__ = ["words"]
PAUSED, HOUR = refused("org_login_required"), timedelta(hours=1)
WAITS = text("SELECT count(*) FROM pg_locks WHERE NOT granted")


@pytest.fixture
def pg(postgresql: Cluster) -> Store:
    return Store.open(postgresql.emptied())


def shut(store: Store) -> None:
    with store.system() as system:
        silenced(system, TENANT, "chat.update", PAUSED, now=NOW, kept=HOUR)


def until_it_waits(system: System) -> None:
    """Until another connection waits for what ours holds."""
    end = time.monotonic() + 30
    while not system.connection.execute(WAITS).scalar_one():
        assert time.monotonic() < end, "nobody waits"
        time.sleep(0.01)


def test_a_workspace_is_shut_in_the_order_in_which_every_lease_holds_its_methods(pg: Store) -> None:
    with pg.system() as system:
        system.limits.meters([TENANT], PACES, NOW)
    first, *others = sorted(PACES)
    with ThreadPoolExecutor(1) as thread:
        with pg.system() as system:
            system.limits.meters([TENANT], {first: PACES[first]}, NOW)
            shutting = thread.submit(shut, pg)
            until_it_waits(system)
            system.connection.execute(text("SET LOCAL lock_timeout = '1s'"))
            system.limits.meters([TENANT], {method: PACES[method] for method in others}, NOW)
        shutting.result(timeout=30)
    with pg.read(TENANT) as reading:
        assert set(PACES) <= set(reading.limits.blocked(NOW))
    pg.close()


def test_what_another_act_undid_is_written_down_once_more(pg: Store, words: dict[str, str]) -> None:
    """The clock shuts a workspace while somebody holds its methods the other way round: the database ends one of them."""
    want(pg)
    with pg.system() as system:
        system.limits.meters([TENANT], PACES, NOW)
        [leased] = system.deliveries.take(NOW, owner="me", limit=8, lane=PROMPT, pacer=Pacer())
    with ThreadPoolExecutor(1) as thread:
        with pg.system() as system:
            # Only the other one looks for a deadlock in time, so that it is the one to be ended.
            system.connection.execute(text("SET LOCAL deadlock_timeout = '60s'"))
            last = max(PACES)
            system.limits.meters([TENANT], {last: PACES[last]}, NOW)
            writing = thread.submit(_afterwards, pg, leased)
            until_it_waits(system)
            first = min(PACES)
            system.limits.meters([TENANT], {first: PACES[first]}, NOW)
        writing.result(timeout=30)
    assert (row(pg).state, row(pg).error) == (Progress.PENDING, "org_login_required")
    pg.close()


def _afterwards(store: Store, delivery: Delivery) -> None:
    Aftermath(store, lambda: NOW).of(delivery, "chat.update", PAUSED)
