"""What PostgreSQL reads to find what is due: what it takes, not all that waits or was done long ago."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import Connection, event, insert, text

from storage import tables
from storage.delivery import WAVE
from storage.outbox import Throttle
from storage.store import Store
from tests.conftest import NOW, TENANT
from tests.postgresql import Cluster

MANY, TAKEN = 3000, 8
# A look may read some rows more than it takes: limits, tenants, a page of an index.
READ_MOST = 10 * TAKEN


@pytest.fixture
def served(postgresql: Cluster) -> Iterator[Store]:
    """A store on PostgreSQL alone: SQLite ends each index with the row's number."""
    opened = Store.open(postgresql.emptied())
    yield opened
    opened.close()


def test_a_lease_reads_what_it_takes_of_a_wave(served: Store) -> None:
    rows = [
        {
            "tenant": TENANT, "key": f"ask:{number}", "kind": "ask", "lane": WAVE, "state": "pending",
            "person": f"U{number}", "not_before": NOW, "created_at": NOW,
        }
        for number in range(MANY)
    ]  # fmt: skip
    _filled(served, tables.Delivery, rows)
    with served.system() as system, _plans(system.connection) as plans:
        leased = system.deliveries.take(NOW, owner="me", limit=TAKEN, lane=WAVE, throttle=Throttle())
    assert len(leased) == TAKEN
    assert _most(plans) <= READ_MOST


def test_a_look_for_messages_reads_none_that_were_settled(served: Store) -> None:
    rows = [
        {
            "tenant": TENANT, "channel": "C1", "ts": f"{number}.1", "user": "U1", "wanted": 1,
            "done": int(number >= TAKEN), "not_before": NOW - timedelta(days=number),
        }
        for number in range(MANY)
    ]  # fmt: skip
    _filled(served, tables.Capture, rows)
    with served.system() as system, _plans(system.connection) as plans:
        taken = system.captures.take(NOW, limit=TAKEN)
        system.captures.next_at(NOW)
    assert len(taken) == TAKEN
    assert _most(plans) <= READ_MOST


def _filled(store: Store, table: Any, rows: list[dict[str, Any]]) -> None:
    """With what PostgreSQL knows of its tables a minute after they were filled."""
    with store.system() as system:
        system.connection.execute(insert(table), rows)
    with store.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text("ANALYZE"))


@contextmanager
def _plans(connection: Connection) -> Iterator[list[dict[str, Any]]]:
    """Explains every statement with its own values just before it is run."""
    plans: list[dict[str, Any]] = []

    def explain(of: Connection, cursor: Any, statement: str, values: Any, context: Any, many: bool) -> None:
        if not many and statement.startswith(("SELECT", "UPDATE", "WITH")):
            with of.connection.driver_connection.cursor() as other:
                other.execute("SAVEPOINT before")
                other.execute(f"EXPLAIN (ANALYZE, FORMAT JSON) {statement}", values)
                plans.append(other.fetchone()[0][0]["Plan"])
                other.execute("ROLLBACK TO SAVEPOINT before")

    event.listen(connection, "before_cursor_execute", explain)
    yield plans


def _most(plans: list[dict[str, Any]]) -> int:
    """The most rows that one step of a plan read."""
    return max(_read(plan) for plan in plans)


def _read(plan: dict[str, Any]) -> int:
    read = plan["Actual Rows"] + plan.get("Rows Removed by Filter", 0)
    return max([read * plan["Actual Loops"], *map(_read, plan.get("Plans", ()))])
