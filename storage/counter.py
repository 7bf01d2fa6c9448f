"""The numbers people say: EV-12, D-7, P-3."""

from storage.tables import Counter
from storage.tenancy import TenantTable


def next_number(scope: TenantTable, kind: str) -> int:
    """The tenant's next number of a kind; two transactions never get the same."""
    column = Counter.__table__.c.value
    statement = (
        scope.insert(Counter)
        .values(tenant=scope.tenant, kind=kind, value=1)
        .on_conflict_do_update(index_elements=["tenant", "kind"], set_={"value": column + 1})
        .returning(column)
    )
    return int(scope.connection.execute(statement).scalar_one())


def at_least(scope: TenantTable, kind: str, value: int) -> None:
    """After an import, go on behind the numbers that came with it."""
    scope.add_new(Counter, ["kind"], kind=kind, value=value)
    column = Counter.__table__.c.value
    scope.connection.execute(
        scope.update(Counter).where(Counter.__table__.c.kind == kind, column < value).values(value=value)
    )
