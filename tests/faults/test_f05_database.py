"""F5: the database goes away in the middle of a wave and comes back; people are told, and nothing is lost or doubled."""

import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest

from storage.migrations import upgrade
from storage.outbox import LEASE
from storage.store import Store
from tests.conversations.harness import MARA, ONBOARDING, Team, team, words
from tests.faults.conftest import Figures
from tests.faults.load import Load, kept, load, taken
from tests.faults.pulsing import USERS, asked, outcome
from tests.faults.signed import file_by_emoji
from tests.postgresql import Cluster, cluster

# Requests are answered within three seconds whatever the database does; sending goes on within thirty.
ACK_S, RECOVERY_S = 3.0, 30.0
# Longer than anybody waits for a lock.
LOCK_LONG_S, LOCK_SHORT_S = 10.0, 2.5
# So many events go well between one restart and the next.
BETWEEN = 100
RETRIES_S = (1.0, 4.0, 20.0)
SILENT = "My database does not answer, so nothing was saved."


@pytest.fixture
def own_cluster() -> Iterator[Cluster]:
    """A server that nobody else uses, so that it may be restarted."""
    with cluster() as running:
        yield running


def test_a_restarted_postgresql_loses_nothing_of_a_wave(
    own_cluster: Cluster, long: bool, figures: Figures
) -> None:
    def restart(_: Team) -> None:
        own_cluster.restart()

    found = _hurt(own_cluster.url, restart, times=3 if long else 1, long=long)
    figures("F5", engine="postgresql", **found)


def test_a_foreign_lock_on_sqlite_loses_nothing_of_a_wave(
    tmp_path: Path, long: bool, figures: Figures
) -> None:
    path = tmp_path / "dramatis.db"
    upgrade(Store.open(f"sqlite:///{path}"))

    def lock(here: Team) -> None:
        with closing(sqlite3.connect(path, isolation_level=None)) as foreign:
            foreign.execute("BEGIN IMMEDIATE")
            end = time.monotonic() + (LOCK_LONG_S if long else LOCK_SHORT_S)
            here.say(MARA, "/persona start")
            here.until(lambda: SILENT in words(here.seen(MARA, ONBOARDING)), seconds=30)
            time.sleep(max(0.0, end - time.monotonic()))
            foreign.execute("ROLLBACK")

    found = _hurt(f"sqlite:///{path}", lock, times=1, long=long)
    figures("F5", engine="sqlite", **found)
    # What came while nothing could be written was not acknowledged; no event but those is told again.
    assert not long or found["refused"] > 0


def _hurt(url: str, outage: Callable[[Team], None], *, times: int, long: bool) -> dict[str, float]:
    """Take the database away during a wave, events and look-ups; what it did to them."""
    pulses, recovery, sending = (10 if long else 2), 0.0, 0.0
    store = Store.open(url)
    with team(url, mode="http") as here:
        file_by_emoji(url)
        here.post("retries", {"waits": list(RETRIES_S)})
        tenant = asked(here, store, pulses)
        with load(here, events=20, commands=4) as told:
            here.until(lambda: told.events >= 10 and _said(here), seconds=60)
            for _ in range(times):
                outage(here)
                start, said = time.monotonic(), _said(here)
                recovery = max(recovery, _resumed(here, told))
                here.until(
                    lambda said=said: _said(here) > said or _said(here) == pulses * len(USERS), seconds=90
                )
                sending = max(sending, time.monotonic() - start)
                if long:
                    here.until(lambda at=told.events: told.events >= at + BETWEEN, seconds=60)
                else:
                    # What was under way when it broke waits for the end of its lease; that is looked at in the long form.
                    here.post("clock", {"advance": LEASE.total_seconds()})
        here.until(lambda: len(kept(store)) >= told.events, seconds=90)
        unkept, more = taken(here) - set(kept(store)), sum(times > 1 for times in kept(store).values())
        events = [each for each in here.get("deliveries")["deliveries"] if each["kind"] == "events_api"]
        read = words(here.seen(MARA, ONBOARDING)).casefold()
        found = outcome(here, store, tenant, pulses)
    store.close()
    slowest = max(each["ms"] for each in events if each["status"] != "connection_failed") / 1000
    refused = sum(each["status"] != "ok" for each in events)
    assert "database is locked" not in read
    assert "operationalerror" not in read
    assert (unkept, more, found["doubled"]) == (set(), 0, 0)
    assert found["lost"] <= found["uncertain"]
    assert slowest < ACK_S + (0 if long else 1)
    assert max(recovery, sending) <= RECOVERY_S
    return {
        **found, "events": told.events, "acked_but_lost": len(unkept), "refused": refused, "slowest": slowest,
        "recovery": recovery, "sending_again": sending,
    }  # fmt: skip


def _said(here: Team) -> int:
    """How many questions Slack has taken."""
    return sum(each["method"] == "chat.postMessage" and each["ok"] for each in here.get("calls")["calls"])


def _resumed(here: Team, told: Load) -> float:
    """Seconds until an event is taken in again that was told after now."""
    start, since = time.monotonic(), told.events
    here.until(lambda: any(float(ts) >= since for ts in taken(here)), seconds=2 * RECOVERY_S)
    return time.monotonic() - start
