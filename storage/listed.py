"""A list given to a statement as one value.

`IN (?, ?, …)` with hundreds of values is planned as hundreds of comparisons a row where PostgreSQL keeps the plan of a
statement it has seen before, or knows nothing of a table yet: 80 ms a look instead of two. Nor is there a limit to it.
"""

from typing import Any

from sqlalchemy import (
    ARRAY,
    JSON,
    BigInteger,
    Boolean,
    ColumnElement,
    Dialect,
    TypeDecorator,
    bindparam,
    cast,
)
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.functions import FunctionElement


class listed(FunctionElement[Any]):  # noqa: N801 - it reads as the function it is
    """The words of a list, as a table of one column."""

    inherit_cache = True
    name = "listed"


@compiles(listed)
def _in_sqlite(element: FunctionElement[Any], compiler: Any, **options: Any) -> str:
    return f"(SELECT value FROM json_each({_given(element, compiler, options)}))"  # noqa: S608 - nothing here was given by anybody


@compiles(listed, "postgresql")
def _words_in_postgresql(element: listed, compiler: Any, **options: Any) -> str:
    return f"(SELECT value FROM json_array_elements_text({_given(element, compiler, options)}))"  # noqa: S608 - nothing here was given by anybody


def is_among(column: Any, name: str) -> ColumnElement[bool]:
    """Whether a text is one of those that the parameter of this name lists."""
    found: ColumnElement[bool] = column.op("IN", is_comparison=True)(listed(bindparam(name, type_=JSON)))
    return found


class Numbers(TypeDecorator[list[int]]):
    """A list of numbers as one value: of a list PostgreSQL knows as such, it counts on a few."""

    impl = JSON
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> Any:
        """An array where there are arrays."""
        return dialect.type_descriptor(ARRAY(BigInteger()) if dialect.name == "postgresql" else JSON())


class one_of(FunctionElement[bool]):  # noqa: N801 - it reads as the function it is
    """Whether a number is in a list."""

    inherit_cache = True
    name = "one_of"
    type = Boolean()

    def self_group(self, against: Any = None) -> Any:
        """A comparison already: an engine without booleans need not compare it once more."""
        return self


@compiles(one_of)
def _one_of_in_sqlite(element: one_of, compiler: Any, **options: Any) -> str:
    column, numbers = (str(compiler.process(each, **options)) for each in element.clauses)
    return f"{column} IN (SELECT value FROM json_each({numbers}))"  # noqa: S608 - nothing here was given by anybody


@compiles(one_of, "postgresql")
def _one_of_in_postgresql(element: one_of, compiler: Any, **options: Any) -> str:
    column, numbers = (str(compiler.process(each, **options)) for each in element.clauses)
    return f"{column} = ANY ({numbers})"


def is_number_among(column: Any, name: str) -> ColumnElement[bool]:
    """Whether a number is one of those that the parameter of this name lists."""
    return one_of(column, bindparam(name, type_=Numbers))


class rows_of(FunctionElement[Any]):  # noqa: N801 - it reads as the function it is
    """The elements of a list as rows, to be joined: of a list it looks in, SQLite makes a table each time."""

    inherit_cache = True
    name = "rows_of"


@compiles(rows_of)
def _rows_in_sqlite(element: rows_of, compiler: Any, **options: Any) -> str:
    return f"json_each({_given(element, compiler, options)})"


@compiles(rows_of, "postgresql")
def _rows_in_postgresql(element: rows_of, compiler: Any, **options: Any) -> str:
    return f"json_array_elements_text({_given(element, compiler, options)})"


def word_of(name: str) -> ColumnElement[Any]:
    """Each text that the parameter of this name lists: as a column of a table that is joined by naming it."""
    return rows_of(bindparam(name, type_=JSON)).table_valued("value").c.value


def number_of(name: str) -> ColumnElement[Any]:
    """Each number that the parameter of this name lists."""
    return cast(word_of(name), BigInteger)


def _given(element: FunctionElement[Any], compiler: Any, options: dict[str, Any]) -> str:
    return str(compiler.process(element.clauses, **options))
