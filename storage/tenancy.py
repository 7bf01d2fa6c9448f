"""One tenant's part of a table: every statement built here carries the tenant."""

from collections.abc import Mapping, Sequence
from functools import cache, cached_property
from typing import Any, ClassVar

from sqlalchemy import (
    ColumnElement,
    Connection,
    Delete,
    FromClause,
    Select,
    Update,
    bindparam,
    delete,
    func,
    insert,
    select,
    update,
)
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.sql.elements import KeyedColumnElement

from personas.permission import PUBLIC
from storage import prepared_statement
from storage.changes import MARKS, Changed, Changes, columns_of
from storage.columns import Row
from storage.listed import is_number_among
from storage.prepared_statement import Rows, Statement

# Where a transaction's connection keeps what was changed in it.
CHANGES = "changes"


class TenantTable:
    """Statements on one tenant's rows. Subclasses say what can be asked in the product's words."""

    tenant_column: ClassVar[str] = "tenant"

    def __init__(self, connection: Connection, tenant: str) -> None:
        self.connection = connection
        self.tenant = tenant

    def select(self, table: type[Row], *columns: Any) -> Select[Any]:
        """Rows of the table that belong to the tenant; all columns unless some are named."""
        chosen = columns or tuple(table.__table__.columns)
        return select(*chosen).where(self.mine(table))

    def run(self, statement: Statement, **values: Any) -> Rows:
        """Run a select built once, at import, for what is asked on every call: `prepared` gave it the tenant."""
        return prepared_statement.run(self.connection, statement, {"tenant": self.tenant, **values})

    def update(self, table: type[Row]) -> Update:
        """An update of the tenant's rows."""
        return update(table).where(self.mine(table))

    def delete(self, table: type[Row]) -> Delete:
        """A removal of the tenant's rows."""
        return delete(table).where(self.mine(table))

    def mine(self, table: type[Row]) -> Any:
        """The predicate that keeps a table to the tenant."""
        return table.__table__.c.tenant == self.tenant

    def add(self, table: type[Row], **values: Any) -> int:
        """Insert one row and hand back its id."""
        inserted = self.connection.execute(_inserting(table), {"tenant": self.tenant, **values})
        row_id = int(inserted.scalar_one())
        self.note_rows(table.__table__, [{"id": row_id, **values}])
        return row_id

    def put(self, table: type[Row], keys: Mapping[str, Any], **values: Any) -> None:
        """Insert the row with this key, or bring it up to date."""
        statement = _upserting(self.connection.dialect.name, table, tuple(keys), tuple(values))
        self._note_written(statement, {"tenant": self.tenant, **keys, **values})

    def add_new(self, table: type[Row], unique: Sequence[str], **values: Any) -> bool:
        """Insert the row unless its key is taken; tell whether it was new."""
        statement = self.insert(table).values(tenant=self.tenant, **values)
        # Asked for its tenant, a new row answers; the row count is not told where the key is a serial.
        fresh = statement.on_conflict_do_nothing(index_elements=[self.tenant_column, *unique])
        row = self.connection.execute(fresh.returning(table.__table__.c.tenant)).first()
        if row is not None:
            self.note_rows(table.__table__, [values])
        return row is not None

    def write(self, statement: Any) -> int:
        """Run an insert, update or delete built here, and note what its rows are about; tells how many there were."""
        return self._note_written(_returning(statement))

    def _note_written(self, statement: Any, values: Mapping[str, Any] | None = None) -> int:
        done = self.connection.execute(statement, values)
        if not done.returns_rows:
            return int(done.rowcount)
        rows = done.mappings().all()
        self.note_rows(statement.table, rows)
        return len(rows)

    def write_all(self, statement: Any, rows: Sequence[Mapping[Any, Any]]) -> None:
        """Run one insert, update or delete for many rows; they name what they are about as the table's columns do."""
        if rows:
            self.connection.execute(statement, rows)
            self.note_rows(statement.table, rows)

    def changed(self, subject: Changed, *ids: Any) -> None:
        """Something changed that no row names: what follows from it is applied when the transaction ends."""
        self.changes.note(subject, ids or ((),))

    @cached_property
    def changes(self) -> Changes:
        """What this transaction changed so far."""
        found: Changes | None = self.connection.get_execution_options().get(CHANGES)
        if found is None:
            raise RuntimeError("rows of a tenant are written in Store.begin alone")
        return found

    def note_rows(self, table: FromClause, rows: Sequence[Mapping[Any, Any]]) -> None:
        """Note what some rows of a table are about, where they were written in another way."""
        if marks := MARKS.get(table):
            self.changes.note_rows(marks, rows)

    def insert(self, table: type[Row]) -> Any:
        """An insert that knows ON CONFLICT, in the engine's own words."""
        return insert_for(self.connection, table)


def alone(scope: TenantTable, what: str) -> None:
    """Wait until nobody else of the tenant is at this, and keep them waiting until the transaction ends.

    For what no row stands for yet, as a name that is about to be taken. On SQLite whoever writes is alone already.
    """
    if scope.connection.dialect.name == "postgresql":
        key = func.hashtextextended(f"{scope.tenant}:{what}", 0)
        scope.connection.execute(select(func.pg_advisory_xact_lock(key)))


@cache
def _inserting(table: type[Row]) -> Any:
    """An insert of one row that hands back its id, built once for each table."""
    return insert(table).returning(table.__table__.c.id)


def _returning(statement: Any) -> Any:
    """The same, handing back what its rows are about."""
    columns = [statement.table.c[name] for name in columns_of(statement.table)]
    return statement.returning(*columns) if columns else statement


@cache
def _upserting(engine: str, table: type[Row], keys: tuple[str, ...], values: tuple[str, ...]) -> Any:
    """An insert of one row that brings the row of its key up to date, built once for these columns."""
    fresh, index = insert_in(engine, table), ["tenant", *keys]
    if not values:
        return _returning(fresh.on_conflict_do_nothing(index_elements=index))
    given = {name: fresh.excluded[name] for name in values}
    return _returning(fresh.on_conflict_do_update(index_elements=index, set_=given))


def prepared(table: type[Row], *columns: Any) -> Select[Any]:
    """A select for `TenantTable.run`: building one anew costs more than running it."""
    chosen = columns or tuple(table.__table__.columns)
    return select(*chosen).where(table.__table__.c.tenant == bindparam("tenant"))


def prepared_by_ids(column: KeyedColumnElement[Any], *columns: Any) -> Select[Any]:
    """The same for rows with one of `ids` in a column."""
    its_table: Any = column.table
    statement = select(*(columns or its_table.c)).where(its_table.c.tenant == bindparam("tenant"))
    return statement.where(is_number_among(column, "ids"))


def is_seen_from_channel(visibility: Any) -> ColumnElement[bool]:
    """Whether what has this visibility is read in the channel that a prepared statement is given as `channel`."""
    seen: ColumnElement[bool] = visibility.in_((PUBLIC, bindparam("channel")))
    return seen


def wipe(connection: Connection, tenant: str) -> int:
    """Take every row of a tenant away, what hangs on a row before the row; tells how many there were."""
    take_time(connection)
    return sum(
        int(connection.execute(delete(table).where(table.c.tenant == tenant)).rowcount)
        for table in reversed(Row.metadata.sorted_tables)
        if "tenant" in table.c
    )


def take_time(connection: Connection) -> None:
    """Nobody waits for this transaction: it may take longer than people do, on an engine that counts."""
    if connection.dialect.name == "postgresql":
        connection.exec_driver_sql("SET LOCAL statement_timeout = 0")


def insert_for(connection: Connection, table: type[Row]) -> Any:
    """SQLAlchemy keeps ON CONFLICT per dialect; both of ours spell it alike."""
    return insert_in(connection.dialect.name, table)


def insert_in(dialect: str, table: type[Row]) -> Any:
    """The same where only the engine's name is known."""
    return (sqlite if dialect == "sqlite" else postgresql).insert(table)
