"""F14: two tenants with the same ids everywhere; every statement carries its tenant, and nothing of the other is seen."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from sqlalchemy import Alias, BindParameter, Column, Connection, Insert, Table, event, select
from sqlalchemy.sql import operators, visitors
from sqlalchemy.sql.elements import BinaryExpression

from bot.demo import sample
from handlers import vocabulary
from personas.backup import Backup
from personas.people import Person
from storage.columns import Row
from storage.installation import Workspace
from storage.store import Store, System
from tests.conftest import NOW
from tests.faults.conftest import Figures
from tests.faults.walking import PEOPLE, TABLES, clock, submit, walk

MINE, THEIRS, MARK = "T1", "T2", "ZWEI"
SPOKEN = {"text", "one_line", "question", "changed_from", "changed_to", "because", "notes", "account"}


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
            for user in PEOPLE:
                tx.people.mirror(Person(user, f"{user} of {tenant}", team=tenant, admin=True), NOW)
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
    both: Store, monkeypatch: pytest.MonkeyPatch, figures: Figures
) -> None:
    theirs = dump(both, THEIRS)
    with captured(both, monkeypatch) as ran:
        said, went = walk(both, MINE, THEIRS)
    loose = [(found, str(statement)) for statement, _ in ran if (found := unbound(statement))]
    other = [str(statement) for statement, values in ran if THEIRS in repr(values)]
    seen = [each for each in said if MARK in each]
    figures("F14", answers=len(said), forms=len(went), statements=len(ran), loose=len(loose), seen=len(seen))
    assert len(said) > 50
    assert len(ran) > 500
    assert went == set(vocabulary.SUBMISSIONS)
    assert (loose, other, seen) == ([], [], [])
    assert dump(both, THEIRS) == theirs


def test_the_clock_goes_from_tenant_to_tenant_and_holds_one_at_a_time(
    both: Store, monkeypatch: pytest.MonkeyPatch, figures: Figures
) -> None:
    submit(both, MINE, MINE)
    with captured(both, monkeypatch) as ran:
        said = clock(both, MINE)
    loose = [(found, str(statement)) for statement, _ in ran if (found := unbound(statement))]
    mixed = [str(statement) for statement, values in ran if len(_tenants(statement, values)) != 1]
    figures("F14", said=len(said), statements=len(ran), loose=len(loose), mixed=len(mixed))
    assert len(ran) > 200
    assert len(said) > 20
    assert (loose, mixed) == ([], [])
    assert not [each for each in said if MARK in each]


def _tenants(statement: Any, values: Any) -> set[str]:
    """Every tenant a statement was run for, or a lock was named by."""
    told = [*statement.compile().params.values(), *(each for row in values for each in row.values())]
    # The name of a lock begins with its tenant.
    return {str(each).partition(":")[0] for each in told} & {MINE, THEIRS}


def test_the_look_at_statements_notices_one_without_its_tenant() -> None:
    persona, claim = Row.metadata.tables["persona"], Row.metadata.tables["claim"]
    assert unbound(select(persona.c.name)) == ["persona"]
    half = select(persona.c.name, claim.c.text).where(persona.c.tenant == "T1")
    assert unbound(half) == ["claim"]
    assert unbound(half.where(claim.c.tenant == persona.c.tenant)) == []
