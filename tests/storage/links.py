"""Rows of any table, made from its columns alone: for proofs that must hold for tables not yet written."""

import itertools
from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy import Connection, ForeignKeyConstraint, Table, insert

from storage.columns import Utc

NUMBERS = itertools.count(1_000_000)


def links(table: Table) -> list[ForeignKeyConstraint]:
    """The links of a table, in a settled order."""
    return sorted(table.foreign_key_constraints, key=lambda link: str(link.name))


def planted(connection: Connection, table: Table, tenant: str, **given: Any) -> dict[str, Any]:
    """One row of a tenant, with every parent it needs unless `given`; tells its values."""
    values: dict[str, Any] = {"tenant": tenant, **given}
    for link in links(table):
        names = [name for name in link.column_keys if name != "tenant"]
        if not set(names) <= set(values):
            parent = planted(connection, link.referred_table, tenant)
            values |= {
                own.parent.name: parent[own.column.name]
                for own in link.elements
                if own.parent.name not in values
            }
    for column in table.columns:
        if column.name not in values and not column.nullable:
            values[column.name] = _some(datetime if isinstance(column.type, Utc) else column.type.python_type)
    connection.execute(insert(table).values(values))
    return values


def _some(kind: type) -> Any:
    number = next(NUMBERS)
    told = {
        datetime: datetime(2026, 11, 24, tzinfo=UTC),
        date: date(2026, 11, 24),
        bool: False,
        dict: {},
        list: [],
    }
    return told.get(kind, number if kind is int else f"x{number}")
