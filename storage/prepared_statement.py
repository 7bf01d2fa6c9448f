"""Runs a select that was built at import on the driver's own cursor, compiled once for each engine.

Through SQLAlchemy such a statement costs several times what the database takes for it, and a card is made of eight.
"""

from collections import namedtuple
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from sqlalchemy import URL, CompoundSelect, Connection, Dialect, Select
from sqlalchemy.exc import DBAPIError, MultipleResultsFound, NoResultFound
from sqlalchemy.types import TypeEngine

Statement = Select[Any] | CompoundSelect[Any]
Processor = Callable[[Any], Any]
DRIVERS = {"sqlite": "sqlite", "postgresql": "postgresql+psycopg"}
# There are about a hundred; one that is built anew for each call does not belong here.
STATEMENTS_MOST = 500
# What SQLAlchemy tells who listens: a statement is run once, not for many rows.
ONE = False


class Rows(list[Any]):
    """Rows with their columns as attributes, asked in the words of SQLAlchemy's results."""

    def all(self) -> "Rows":
        """Every row."""
        return self

    def first(self) -> Any:
        """The first row, or None."""
        return self[0] if self else None

    def one_or_none(self) -> Any:
        """The only row, or None. Raises `MultipleResultsFound`."""
        if len(self) > 1:
            raise MultipleResultsFound(f"{len(self)} rows where one was expected")
        return self.first()

    def one(self) -> Any:
        """The only row. Raises `NoResultFound` and `MultipleResultsFound`."""
        if not self:
            raise NoResultFound("no row where one was expected")
        return self.one_or_none()

    def scalars(self) -> list[Any]:
        """The first column of every row."""
        return [row[0] for row in self]

    def scalar_one(self) -> Any:
        """The first column of the only row."""
        return self.one()[0]


@dataclass(frozen=True, slots=True)
class PreparedStatement:
    """A select as a driver takes it: its text, what is fixed in it, and how values go in and come out."""

    text: str
    fixed: Mapping[str, Any]
    order: tuple[str, ...]
    bound: Mapping[str, Processor]
    read: tuple[tuple[int, Processor], ...]
    row: Callable[[Any], Any]

    def parameters(self, values: dict[str, Any]) -> Any:
        """Values for the driver: by position or by name, as it asks for them."""
        given = {**self.fixed, **values}
        for name, convert in self.bound.items():
            given[name] = convert(given[name])
        return [given[name] for name in self.order] if self.order else given

    def rows(self, found: Sequence[Any]) -> Rows:
        """The driver's rows as ours."""
        return Rows(map(self.row, map(self._converted, found) if self.read else found))

    def _converted(self, row: Any) -> list[Any]:
        values = list(row)
        for place, convert in self.read:
            values[place] = convert(values[place])
        return values


def run(connection: Connection, statement: Statement, values: dict[str, Any]) -> Rows:
    """Run a select in the connection's transaction; raises what SQLAlchemy raises.

    One whose text depends on how many values a list of it has is left to SQLAlchemy.
    """
    prepared = prepare(statement, connection.dialect.name)
    if prepared is None:
        return Rows(connection.execute(statement, values))
    if not connection.in_transaction():
        connection.begin()
    return _run(connection, prepared, prepared.parameters(values))


def _run(connection: Connection, prepared: PreparedStatement, parameters: Any) -> Rows:
    cursor = connection.connection.cursor()
    for hear in connection.dispatch.before_cursor_execute:
        hear(connection, cursor, prepared.text, parameters, None, ONE)
    try:
        cursor.execute(prepared.text, parameters)
        return prepared.rows(cursor.fetchall())
    except connection.dialect.loaded_dbapi.Error as error:
        raise _raised(connection, prepared.text, error) from error
    finally:
        cursor.close()


@lru_cache(STATEMENTS_MOST)
def prepare(statement: Statement, engine: str) -> PreparedStatement | None:
    """Compiles a select for an engine; None where its text depends on how many values a list of it has."""
    dialect = URL.create(DRIVERS[engine]).get_dialect()()
    compiled: Any = statement.compile(dialect=dialect)
    if compiled.post_compile_params:
        return None
    columns = statement.selected_columns
    row: Any = namedtuple("Row", [str(column.key) for column in columns], rename=True)  # type: ignore[misc]  # noqa: PYI024
    return PreparedStatement(
        text=str(compiled),
        fixed=compiled.params,
        order=tuple(compiled.positiontup or ()),
        bound=_bound({name: compiled.binds[name].type for name in compiled.params}, dialect),
        read=_read([column.type for column in columns], dialect),
        row=row._make,
    )


def _bound(types: Mapping[str, TypeEngine[Any]], dialect: Dialect) -> dict[str, Processor]:
    found = ((name, each.dialect_impl(dialect).bind_processor(dialect)) for name, each in types.items())
    return {name: convert for name, convert in found if convert}


def _read(types: list[TypeEngine[Any]], dialect: Dialect) -> tuple[tuple[int, Processor], ...]:
    found = (each.dialect_impl(dialect).result_processor(dialect, None) for each in types)
    return tuple((place, convert) for place, convert in enumerate(found) if convert)


def _raised(connection: Connection, text: str, error: Any) -> BaseException:
    """A driver's error as SQLAlchemy raises it; a connection that was lost is given up."""
    dialect = connection.dialect
    is_lost = dialect.is_disconnect(error, connection.connection.dbapi_connection, None)
    if is_lost:
        connection.invalidate(error)
    raised: BaseException = DBAPIError.instance(
        text, None, error, dialect.loaded_dbapi.Error, hide_parameters=True, connection_invalidated=is_lost,
        dialect=dialect,
    )  # fmt: skip
    return raised
