"""The numbers people say: EV-12, D-7, P-3."""

from functools import cache
from typing import Any

from storage.tables import Counter
from storage.tenancy import TenantTable, insert_in


def next_number(scope: TenantTable, kind: str) -> int:
    """The tenant's next number of a kind; two transactions never get the same."""
    first = {"tenant": scope.tenant, "kind": kind, "value": 1}
    return int(scope.connection.execute(_counting(scope.connection.dialect.name), first).scalar_one())


@cache
def _counting(engine: str) -> Any:
    """A counter's first number or its next one, built once for each engine."""
    column = Counter.__table__.c.value
    first = insert_in(engine, Counter)
    counted = first.on_conflict_do_update(index_elements=["tenant", "kind"], set_={"value": column + 1})
    return counted.returning(column)


def at_least(scope: TenantTable, kind: str, value: int) -> None:
    """After an import, go on behind the numbers that came with it."""
    scope.add_new(Counter, ["kind"], kind=kind, value=value)
    column = Counter.__table__.c.value
    scope.connection.execute(
        scope.update(Counter).where(Counter.__table__.c.kind == kind, column < value).values(value=value)
    )
