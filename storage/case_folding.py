"""Words are compared without case, as Unicode means it, on both engines: "ärger" finds "Ärger", "strasse" "Straße"."""

from typing import Any

from sqlalchemy import ColumnElement, Connection, Text, literal, text
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.functions import FunctionElement

# What SQLite is taught under this name, on every connection (storage/engine.py).
CASEFOLD = "casefold"
COLLATION = "und-x-icu"
# PostgreSQL's own lower() folds only what its locale knows, in the C locale nothing but A to Z.
_POSTGRESQL = f"replace(lower(upper({{0}} COLLATE \"{COLLATION}\")), 'ς', 'σ')"


class folded(FunctionElement[str]):  # noqa: N801 - it reads as the function it is
    """A text without case. Both sides of a comparison are folded by the same engine."""

    inherit_cache = True
    name = "folded"
    type = Text()


@compiles(folded, "sqlite")
def _in_sqlite(element: folded, compiler: Any, **options: Any) -> str:
    return f"{CASEFOLD}({compiler.process(element.clauses, **options)})"


@compiles(folded, "postgresql")
def _in_postgresql(element: folded, compiler: Any, **options: Any) -> str:
    return _POSTGRESQL.format(compiler.process(element.clauses, **options))


def casefold(words: str | None) -> str | None:
    """What SQLite is taught."""
    return None if words is None else words.casefold()


def contains(column: Any, word: str) -> ColumnElement[bool]:
    """Whether a text holds a word, without case; what LIKE would read as a sign is a letter."""
    plain = word.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
    return folded(column).like(folded(literal(f"%{plain}%", Text())), escape="\\")


def folds(connection: Connection) -> bool:
    """Whether this database can compare words without case: a PostgreSQL made without ICU can't."""
    if connection.dialect.name != "postgresql":
        return True
    known = text("SELECT count(*) FROM pg_collation WHERE collname = :name AND pg_collation_is_visible(oid)")
    return bool(connection.execute(known, {"name": COLLATION}).scalar_one())
