"""Two who write down Slack's silence, or hold what it is about, never stay in each other's way."""

import time
from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import text

from scheduler.failure_policy import FailurePolicy
from scheduler.pause import pause_for
from storage.delivery import PROMPT, Delivery, Progress
from storage.outbox import Throttle
from storage.rate_limit import RATE_LIMITS
from storage.store import Store, System
from tests.conftest import NOW, TENANT
from tests.postgresql import Cluster
from tests.refusing import refused
from tests.scheduler.test_delivery import row, want, words

__all__ = ["words"]
PAUSED = refused("org_login_required")
WAITS = text("SELECT count(*) FROM pg_locks WHERE NOT granted")


@pytest.fixture
def pg(postgresql: Cluster) -> Store:
    return Store.open(postgresql.emptied())


def shut(store: Store) -> None:
    with store.system() as system:
        pause_for(system, TENANT, "chat.update", PAUSED, now=NOW)


def until_it_waits(system: System) -> None:
    """Until another connection waits for what ours holds."""
    end = time.monotonic() + 30
    while not system.connection.execute(WAITS).scalar_one():
        assert time.monotonic() < end, "nobody waits"
        time.sleep(0.01)


def test_a_workspace_is_shut_in_the_order_in_which_every_lease_holds_its_methods(pg: Store) -> None:
    with pg.system() as system:
        system.limits.buckets([TENANT], RATE_LIMITS, NOW)
    first, *others = sorted(RATE_LIMITS)
    with ThreadPoolExecutor(1) as thread:
        with pg.system() as system:
            system.limits.buckets([TENANT], {first: RATE_LIMITS[first]}, NOW)
            shutting = thread.submit(shut, pg)
            until_it_waits(system)
            system.connection.execute(text("SET LOCAL lock_timeout = '1s'"))
            system.limits.buckets([TENANT], {method: RATE_LIMITS[method] for method in others}, NOW)
        shutting.result(timeout=30)
    with pg.read(TENANT) as reading:
        assert set(RATE_LIMITS) <= set(reading.limits.blocked(NOW))
    pg.close()


def test_what_another_act_undid_is_written_down_once_more(pg: Store, words: dict[str, str]) -> None:
    """The clock shuts a workspace while somebody holds its methods the other way round: the database ends one of them."""
    want(pg)
    with pg.system() as system:
        system.limits.buckets([TENANT], RATE_LIMITS, NOW)
        [leased] = system.deliveries.take(NOW, owner="me", limit=8, lane=PROMPT, throttle=Throttle())
    with ThreadPoolExecutor(1) as thread:
        with pg.system() as system:
            # Only the other one looks for a deadlock in time, so that it is the one to be ended.
            system.connection.execute(text("SET LOCAL deadlock_timeout = '60s'"))
            last = max(RATE_LIMITS)
            system.limits.buckets([TENANT], {last: RATE_LIMITS[last]}, NOW)
            writing = thread.submit(_afterwards, pg, leased)
            until_it_waits(system)
            first = min(RATE_LIMITS)
            system.limits.buckets([TENANT], {first: RATE_LIMITS[first]}, NOW)
        writing.result(timeout=30)
    assert (row(pg).state, row(pg).error) == (Progress.PENDING, "org_login_required")
    pg.close()


def _afterwards(store: Store, delivery: Delivery) -> None:
    FailurePolicy(store, lambda: NOW).of(delivery, "chat.update", PAUSED)
