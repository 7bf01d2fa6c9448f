"""What a remembered answer is held against, read by one prepared statement on a connection of its own.

The driver is asked directly: through SQLAlchemy the same statement costs several times as much.
"""

import sqlite3
import threading
from typing import Any, Protocol

from sqlalchemy import URL, bindparam, select
from sqlalchemy.engine import Dialect

from personas.people import Person
from storage import tables
from storage.engine import PATIENCE_MS
from storage.version import NOTHING, Current, select_current

_P = tables.Person.__table__.c
_I = tables.Installation.__table__
# Nothing is found where the app was removed: nothing is said there.
_STATEMENT = select_current(_P.mirrored_at.is_not(None), _P.deleted, _P.guest, _P.stranger, _P.admin).where(
    select(_I.c.tenant).where(_I.c.tenant == bindparam("tenant"), _I.c.stopped_at.is_(None)).exists()
)


class Glance(Protocol):
    """Reads versions and asker at the moment it is called; None where that can't be had quickly."""

    # Whether it may be called where nothing must ever wait.
    at_once: bool

    def current(self, tenant: str, user: str, persona_id: int) -> Current | None:
        """The asker as Slack told of them, and both versions."""


def glance_of(url: URL) -> Glance:
    """For SQLite one connection of the event loop's thread; for PostgreSQL one in each thread that asks."""
    return SqliteGlance(url) if url.get_backend_name() == "sqlite" else PostgresqlGlance(url)


class SqliteGlance:
    """Reads at once or not at all: no lock is waited for. To be called from one thread."""

    at_once = True

    def __init__(self, url: URL) -> None:
        self._url, self._dialect = url, url.get_dialect()()
        compiled = _compiled(self._dialect)
        self._statement, self._fixed, self._order = str(compiled), compiled.params, compiled.positiontup or []
        self._connection: sqlite3.Connection | None = None

    def current(self, tenant: str, user: str, persona_id: int) -> Current | None:
        """The asker and both versions."""
        values = {**self._fixed, "tenant": tenant, "user_id": user, "persona_id": persona_id}
        try:
            if self._connection is None:
                self._connection = self._opened()
            row = self._connection.execute(self._statement, [values[name] for name in self._order]).fetchone()
        except sqlite3.Error:
            return None
        return _current(row, user)

    def _opened(self) -> sqlite3.Connection:
        arguments, options = self._dialect.create_connect_args(self._url)
        # Never waited for: whoever finds it locked asks the ordinary way, in a thread.
        connection = sqlite3.connect(
            arguments[0], timeout=0, isolation_level=None, uri=bool(options.get("uri"))
        )
        connection.execute("PRAGMA query_only=ON")
        return connection


class PostgresqlGlance:
    """Reads over the network, outside any transaction; to be called where threads may wait."""

    at_once = False

    def __init__(self, url: URL) -> None:
        self._url = url.set(drivername="postgresql+psycopg")
        self._dialect = self._url.get_dialect()()
        compiled = _compiled(self._dialect)
        self._statement, self._fixed = str(compiled), compiled.params
        self._own = threading.local()

    def current(self, tenant: str, user: str, persona_id: int) -> Current | None:
        """The asker and both versions."""
        import psycopg

        values = {**self._fixed, "tenant": tenant, "user_id": user, "persona_id": persona_id}
        try:
            row = self._connection().execute(self._statement, values).fetchone()
        except psycopg.Error:
            self._own.connection = None
            return None
        return _current(row, user)

    def _connection(self) -> Any:
        """This thread's own."""
        import psycopg

        if getattr(self._own, "connection", None) is None:
            arguments, options = self._dialect.create_connect_args(self._url)
            given: dict[str, Any] = {
                **options,
                "options": f"-c statement_timeout={PATIENCE_MS}",
                "connect_timeout": 2,
            }
            self._own.connection = psycopg.connect(*arguments, **given, autocommit=True)
        return self._own.connection


def _compiled(dialect: Dialect) -> Any:
    """The statement as text for the driver; what is fixed in it is among its parameters."""
    return _STATEMENT.compile(dialect=dialect)


def _current(row: Any, user: str) -> Current:
    if row is None:
        return NOTHING
    names, persona, is_met, deleted, guest, stranger, admin = row
    if not is_met:
        return Current(None, persona, names)
    person = Person(
        user, "", deleted=bool(deleted), guest=bool(guest), stranger=bool(stranger), admin=bool(admin)
    )
    return Current(person, persona, names)
