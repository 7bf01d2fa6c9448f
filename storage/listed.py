"""A list given to a statement as one value.

`IN (?, ?, …)` with hundreds of values is planned as hundreds of comparisons a row where PostgreSQL keeps the plan of a
statement it has seen before, or knows nothing of a table yet: 80 ms a look instead of two.
"""

from typing import Any

from sqlalchemy import JSON, ColumnElement, bindparam
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.functions import FunctionElement


class listed(FunctionElement[Any]):  # noqa: N801 - it reads as the function it is
    """The values of a list, as a table of one column."""

    inherit_cache = True
    name = "listed"


@compiles(listed)
def _in_sqlite(element: listed, compiler: Any, **options: Any) -> str:
    return _one_column("json_each", element, compiler, options)


@compiles(listed, "postgresql")
def _in_postgresql(element: listed, compiler: Any, **options: Any) -> str:
    return _one_column("json_array_elements_text", element, compiler, options)


def is_among(column: Any, name: str) -> ColumnElement[bool]:
    """Whether a text is one of those the parameter of this name lists."""
    found: ColumnElement[bool] = column.op("IN", is_comparison=True)(listed(bindparam(name, type_=JSON)))
    return found


def _one_column(function: str, element: listed, compiler: Any, options: dict[str, Any]) -> str:
    given = compiler.process(element.clauses, **options)
    return f"(SELECT value FROM {function}({given}))"  # noqa: S608 - nothing here was given by anybody
