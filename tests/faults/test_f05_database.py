"""F5: the database goes away in the middle of a wave and comes back; people are told, and nothing is lost or doubled."""

import sqlite3
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import closing, contextmanager

import pytest

from storage.migrations import upgrade
from storage.store import Store
from tests.conversations.harness import MARA, Team, team
from tests.faults.conftest import Figures
from tests.faults.pulsing import USERS, ask, clock, mirrored, persona_of
from tests.postgresql import Cluster, cluster


@pytest.fixture
def own_cluster() -> Iterator[Cluster]:
    """A server that nobody else uses, so that it may be restarted."""
    with cluster() as running:
        yield running


def test_a_restarted_postgresql_loses_nothing_of_a_wave(
    own_cluster: Cluster, long: bool, figures: Figures
) -> None:
    with team(own_cluster.url, mode="http") as here:
        store = Store.open(own_cluster.url)
        pulses = _sent(here, store, 10 if long else 1)
        recovery = 0.0
        for _ in range(3 if long else 1):
            own_cluster.restart()
            start = time.monotonic()
            here.until(lambda: "persona" in here.asks(MARA, "/persona list").casefold(), seconds=30)
            recovery = max(recovery, time.monotonic() - start)
        _settled(here, store, pulses, "postgresql", figures, recovery)


def test_a_foreign_lock_on_sqlite_loses_nothing_of_a_wave(
    tmp_path: object, long: bool, figures: Figures
) -> None:
    url = f"sqlite:///{tmp_path}/dramatis.db"
    upgrade(Store.open(url))
    with team(url, mode="http") as here:
        store = Store.open(url)
        pulses = _sent(here, store, 10 if long else 1)
        with _locked(f"{tmp_path}/dramatis.db"):
            start = time.monotonic()
            said = here.asks(MARA, "/persona start")
            slowest = time.monotonic() - start
            time.sleep(10 if long else 1)
        assert slowest < 3
        assert "locked" not in said
        start = time.monotonic()
        assert "Three" in here.asks(MARA, "/persona start")
        _settled(here, store, pulses, "sqlite", figures, time.monotonic() - start)


def _sent(here: Team, store: Store, pulses: int) -> int:
    tenant = mirrored(here, store)
    now = clock(here)
    about = persona_of(store, tenant, now)
    for _ in range(pulses):
        ask(store, tenant, about, now)
    return pulses


def _settled(here: Team, store: Store, pulses: int, engine: str, figures: Figures, recovery: float) -> None:
    """Everybody has each question once; whatever is not certain is said to be so."""
    wanted = pulses * len(USERS)
    with store.system() as system:
        tenant = system.installations.all()[0].tenant

    def states() -> Counter[str]:
        with store.read(tenant) as reading:
            return Counter(reading.deliveries.states())

    def over() -> bool:
        with store.read(tenant) as reading:
            rows = [row for number in range(1, pulses + 1) for row in reading.deliveries.of("ask", number)]
        return len(rows) == wanted and all(row.state.value not in {"pending", "sending"} for row in rows)

    here.until(over, seconds=120)
    posts = Counter(
        user
        for user in USERS
        for each in here.seen(user, here.dm(user))
        if "Ten seconds" in str(each["blocks"])
    )
    uncertain = states()["uncertain"]
    lost = sum(max(pulses - posts[user], 0) for user in USERS)
    doubled = sum(max(posts[user] - pulses, 0) for user in USERS)
    figures(
        "F5", engine=engine, wanted=wanted, lost=lost, doubled=doubled, uncertain=uncertain, recovery=recovery
    )
    assert lost <= uncertain
    assert doubled == 0
    assert recovery <= 30
    store.close()


@contextmanager
def _locked(path: str) -> Iterator[None]:
    with closing(sqlite3.connect(path, isolation_level=None)) as foreign:
        foreign.execute("BEGIN IMMEDIATE")
        yield
        foreign.execute("ROLLBACK")
