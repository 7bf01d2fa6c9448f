"""F14: two tenants with the same ids everywhere; every statement carries its tenant, and nothing of the other is seen."""

import json
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any

import pytest
from sqlalchemy import Alias, BindParameter, Column, Connection, Insert, Table, event, select
from sqlalchemy.sql import operators, visitors
from sqlalchemy.sql.elements import BinaryExpression

from bot.demo import sample
from handlers import vocabulary
from handlers.call import Call
from handlers.commands import COMMANDS
from personas.backup import Backup
from storage.columns import Row
from storage.installation import Workspace
from storage.store import Store, System
from tests.conftest import NOW

MINE, THEIRS, MARK = "T1", "T2", "ZWEI"
TABLES = [table for table in Row.metadata.sorted_tables if "tenant" in table.c]
SPOKEN = {"text", "one_line", "question", "changed_from", "changed_to", "because", "notes", "account"}
WORDS = [
    "", "ops-admin", "ops-admin stuck", "ops-admin evidence", "ops-admin decisions", "what should this user see first",
    "first", "list", "EV-1", "EV-2", "D-1", "P-1", "compare ops-admin new-teammate", "proof", "inbox", "pulses", "settings",
    "ops-admin edit", "ops-admin edit stuck", "ops-admin add", "decide ops-admin", "pulse ops-admin", "mute 2w", "unmute",
    "my data", "new", "help", "ops-admin retire", "because ops-admin: two paths instead of one",
]  # fmt: skip


def marked(told: Any) -> Any:
    """The same record, with a mark on everything that is said."""
    if isinstance(told, dict):
        return {
            key: f"{value} {MARK}" if key in SPOKEN and isinstance(value, str) and value else marked(value)
            for key, value in told.items()
        }
    return [marked(each) for each in told] if isinstance(told, list) else told


@pytest.fixture
def both(store: Store) -> Store:
    record = json.loads(sample(NOW).dump())
    for tenant, told in ((MINE, record), (THEIRS, marked(record))):
        with store.system() as system:
            system.installations.save(Workspace(tenant, "N", "U0BOT", "B0", "U0SAM", frozenset(), NOW))
        with store.begin(tenant) as tx:
            tx.backups.restore(Backup.model_validate(told))
    return store


@contextmanager
def captured(store: Store, monkeypatch: pytest.MonkeyPatch) -> Iterator[list[Any]]:
    """Every statement on a tenant's table that ran outside `store.system()`."""
    ran: list[Any] = []
    exempt: dict[int, Connection] = {}  # kept alive, so that no other gets its id
    born = System.__init__

    def named(self: System, connection: Connection) -> None:
        exempt[id(connection)] = connection
        born(self, connection)

    def hear(
        conn: Connection, clauseelement: Any, multiparams: Any, params: Any, execution_options: Any
    ) -> None:
        if id(conn) not in exempt:
            ran.append((clauseelement, multiparams or [params]))

    monkeypatch.setattr(System, "__init__", named)
    engines = (store.engine, store._reader)
    for engine in engines:
        event.listen(engine, "before_execute", hear)
    yield ran
    for engine in engines:
        event.remove(engine, "before_execute", hear)


def walk(store: Store) -> list[str]:
    """Every command, every button, every type-ahead and every event, by Mara of the first tenant; what she read."""
    said, clicks = [], 0
    for kind, table in {
        "command": COMMANDS, "press": vocabulary.ACTIONS, "typed": vocabulary.OPTIONS, "event": vocabulary.EVENTS,
    }.items():  # fmt: skip
        for name, handler in table.items():
            if name in {"app_uninstalled", "tokens_revoked"}:
                continue
            for word in WORDS if kind == "command" else rows_of(store):
                clicks += 1
                call = Call(
                    MINE, "U0MARA", NOW, text=word, value=word, channel="C0ONBOARD", action=name,
                    once=f"trigger:{clicks}", trigger=str(clicks), form={},
                )  # fmt: skip
                # What a handler makes of a value that is none of its own is not the point here.
                with suppress(Exception):
                    said.append(repr(handler(call, store.acting("U0MARA", NOW))))
    return said


def rows_of(store: Store) -> list[str]:
    """Ids of the other tenant's rows, as a button could carry them."""
    with store.engine.connect() as connection:
        found = [
            connection.execute(select(table.c.id).where(table.c.tenant == THEIRS).limit(2)).scalars()
            for table in TABLES
            if "id" in table.c
        ]
        return sorted({str(each) for ids in found for each in ids})


def dump(store: Store, tenant: str) -> dict[str, list[str]]:
    with store.engine.connect() as connection:
        return {
            table.name: sorted(map(repr, connection.execute(table.select().where(table.c.tenant == tenant))))
            for table in TABLES
        }


def unbound(statement: Any) -> list[str]:
    """The tables of a statement that no predicate ties to a tenant."""
    if isinstance(statement, Insert) and "tenant" in statement.compile().params:
        return []
    owners: set[Any] = set()
    ties: list[tuple[Any, Any]] = []
    for element in visitors.iterate(statement):
        if isinstance(element, Column) and _is_tenants(element.table):
            owners.add(element.table)
        if isinstance(element, BinaryExpression) and element.operator is operators.eq:
            sides = [_side(element.left), _side(element.right)]
            if None not in sides:
                ties.append((sides[0], sides[1]))
    bound: set[Any] = {"value"}
    for _ in range(len(ties) + 1):
        for one, other in ties:
            if one in bound or other in bound:
                bound |= {one, other}
    return [str(owner) for owner in owners if owner not in bound]


def _is_tenants(owner: Any) -> bool:
    return isinstance(owner, Table | Alias) and "tenant" in owner.c


def _side(part: Any) -> Any:
    """A tenant column's table, or the value it is held to."""
    if isinstance(part, BindParameter):
        return "value" if "tenant" in str(part.key) else None
    return part.table if getattr(part, "name", "") == "tenant" else None


def test_every_statement_carries_its_tenant_and_nothing_of_the_other_is_seen_or_changed(
    both: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    theirs = dump(both, THEIRS)
    with captured(both, monkeypatch) as ran:
        said = walk(both)
    assert len(said) > 50
    assert len(ran) > 500
    assert [(loose, str(statement)) for statement, _ in ran if (loose := unbound(statement))] == []
    assert [str(statement) for statement, values in ran if THEIRS in repr(values)] == []
    assert not [each for each in said if MARK in each]
    assert dump(both, THEIRS) == theirs


def test_the_look_at_statements_notices_one_without_its_tenant() -> None:
    persona, claim = Row.metadata.tables["persona"], Row.metadata.tables["claim"]
    assert unbound(select(persona.c.name)) == ["persona"]
    half = select(persona.c.name, claim.c.text).where(persona.c.tenant == "T1")
    assert unbound(half) == ["claim"]
    assert unbound(half.where(claim.c.tenant == persona.c.tenant)) == []
