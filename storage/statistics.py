"""What the query planner takes the tables for: how many rows they hold, and how many share the columns of an index.

SQLite is told once what a busy database looks like, instead of counting (https://sqlite.org/optoverview.html#manctrl):
untold it takes a workspace for ten rows and reads all of it where another index leads to two, and what it counted in an
empty database is wrong an hour later. So plans are the same from the first row to the millionth, and tests hold them.
"""

from collections.abc import Iterator

from sqlalchemy import Boolean, Column, Connection, String, Table, text

from storage.columns import Row
from storage.tenancy import take_time

ROWS, WORKSPACES = 1_000_000, 20
# How many different values a column is taken to have in a workspace: ids, people and times, or a few words and flags.
MANY, FEW = 500, 3
_SHORT = 80


def refresh(connection: Connection) -> None:
    """Tell SQLite, for connections opened from now on; have PostgreSQL count, where many rows may have come."""
    if connection.dialect.name == "postgresql":
        take_time(connection)
        connection.execute(text("ANALYZE"))
        return
    connection.exec_driver_sql("ANALYZE sqlite_schema")
    connection.exec_driver_sql("DELETE FROM sqlite_stat1")
    told = [row for table in Row.metadata.sorted_tables for row in _told(connection, table)]
    connection.execute(text("INSERT INTO sqlite_stat1 (tbl, idx, stat) VALUES (:tbl, :idx, :stat)"), told)


def _told(connection: Connection, table: Table) -> Iterator[dict[str, str]]:
    for _, name, unique, *_ in connection.exec_driver_sql(f"PRAGMA index_list('{table.name}')").all():
        columns = [table.c[row.name] for row in connection.exec_driver_sql(f"PRAGMA index_info('{name}')")]
        shared = " ".join(map(str, _sharing(columns, unique=bool(unique))))
        yield {"tbl": table.name, "idx": name, "stat": shared}


def _sharing(columns: list[Column[object]], *, unique: bool) -> list[int]:
    """How many rows there are, then how many share the first column of an index, the first two, and so on."""
    sharing, left = [ROWS], float(ROWS)
    for column in columns:
        left = max(1, left / _different(column))
        sharing.append(round(left))
    return [*sharing[:-1], 1] if unique else sharing


def _different(column: Column[object]) -> int:
    if column.name == "tenant":
        return WORKSPACES
    is_word = isinstance(column.type, String) and column.type.length == _SHORT
    return FEW if is_word or isinstance(column.type, Boolean) else MANY
