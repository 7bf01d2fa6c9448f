"""A list given to a statement as one value.

`IN (?, ?, …)` with hundreds of values is planned as hundreds of comparisons a row where PostgreSQL keeps the plan of a
statement it has seen before, or knows nothing of a table yet: 80 ms a look instead of two. Nor is there a limit to it.
"""

from typing import Any

from sqlalchemy import JSON, ColumnElement, bindparam
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.functions import FunctionElement


class listed(FunctionElement[Any]):  # noqa: N801 - it reads as the function it is
    """The words of a list, as a table of one column."""

    inherit_cache = True
    name = "listed"


class numbered(FunctionElement[Any]):  # noqa: N801 - it reads as the function it is
    """The whole numbers of a list, as a table of one column."""

    inherit_cache = True
    name = "numbered"


@compiles(listed)
@compiles(numbered)
def _in_sqlite(element: FunctionElement[Any], compiler: Any, **options: Any) -> str:
    return f"(SELECT value FROM json_each({_given(element, compiler, options)}))"  # noqa: S608 - nothing here was given by anybody


@compiles(listed, "postgresql")
def _words_in_postgresql(element: listed, compiler: Any, **options: Any) -> str:
    return f"(SELECT value FROM json_array_elements_text({_given(element, compiler, options)}))"  # noqa: S608 - nothing here was given by anybody


@compiles(numbered, "postgresql")
def _numbers_in_postgresql(element: numbered, compiler: Any, **options: Any) -> str:
    return f"(SELECT value::bigint FROM json_array_elements_text({_given(element, compiler, options)}))"  # noqa: S608 - nothing here was given by anybody


def is_among(column: Any, name: str) -> ColumnElement[bool]:
    """Whether a text is one of those that the parameter of this name lists."""
    found: ColumnElement[bool] = column.op("IN", is_comparison=True)(listed(bindparam(name, type_=JSON)))
    return found


def is_one_of(column: Any, name: str) -> ColumnElement[bool]:
    """Whether a number is one of those that the parameter of this name lists."""
    found: ColumnElement[bool] = column.op("IN", is_comparison=True)(numbered(bindparam(name, type_=JSON)))
    return found


def _given(element: FunctionElement[Any], compiler: Any, options: dict[str, Any]) -> str:
    return str(compiler.process(element.clauses, **options))
