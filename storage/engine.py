"""How a database is connected to: what each engine is told on every connection, to write and to read."""

from typing import Any

from sqlalchemy import URL, Connection, Engine, create_engine, event, make_url
from sqlalchemy.exc import ArgumentError

from storage.case_folding import CASEFOLD, casefold

# Nobody in Slack waits longer than three seconds: a lock or a slow statement gives up before that.
PATIENCE_MS = 2000
POOL_SIZE = 8
ENGINES = frozenset({"sqlite", "postgresql"})


class UnknownDatabase(ValueError):
    """The address is not one of a database we can use; the text is the engine it names, empty where it is no address."""


def parse_url(address: str) -> URL:
    """Parses the address of a database. Raises `UnknownDatabase`."""
    try:
        url = make_url(address)
    except ArgumentError as error:
        raise UnknownDatabase from error
    if url.get_backend_name() not in ENGINES:
        raise UnknownDatabase(url.get_backend_name())
    return url


def engine_of(url: URL, *, writes: bool) -> Engine:
    """A pool of connections to write, or to read alone."""
    return (
        _sqlite(url, writes=writes) if url.get_backend_name() == "sqlite" else _postgresql(url, writes=writes)
    )


def _sqlite(url: URL, *, writes: bool) -> Engine:
    # Answers are statement parameters: an error in the log must not repeat them.
    engine = create_engine(
        url, pool_size=POOL_SIZE, hide_parameters=True, connect_args={"timeout": PATIENCE_MS / 1000}
    )
    event.listen(engine, "connect", _prepare_writer if writes else _prepare_reader)
    event.listen(engine, "begin", _begin_writing if writes else _begin_reading)
    return engine


def _begin_writing(connection: Connection) -> None:
    # IMMEDIATE: a read lock cannot be upgraded while somebody else writes.
    connection.exec_driver_sql("BEGIN IMMEDIATE")


def _begin_reading(connection: Connection) -> None:
    # Straight to the driver: it touches no file, and through SQLAlchemy this one word costs what a statement does.
    dbapi: Any = connection.connection.dbapi_connection
    dbapi.execute("BEGIN DEFERRED")


def _prepare_writer(dbapi: Any, _record: object) -> None:
    dbapi.isolation_level = None
    dbapi.create_function(CASEFOLD, 1, casefold, deterministic=True)
    # secure_delete: what was destroyed (a pulse's secret, its answers) is overwritten, not just unlinked.
    for pragma in ("journal_mode=WAL", "synchronous=NORMAL", "foreign_keys=ON", "secure_delete=ON"):
        dbapi.execute(f"PRAGMA {pragma}")


def _prepare_reader(dbapi: Any, record: object) -> None:
    _prepare_writer(dbapi, record)
    dbapi.execute("PRAGMA query_only=ON")


def _postgresql(url: URL, *, writes: bool) -> Engine:
    patience = f"-c statement_timeout={PATIENCE_MS} -c lock_timeout={PATIENCE_MS}"
    # Only reading is asked for: who asks for READ WRITE overrules a server that was made read-only.
    # A reader keeps to what it saw first, as on SQLite: two statements of one look-up never disagree.
    options = {} if writes else {"postgresql_readonly": True, "isolation_level": "REPEATABLE READ"}
    return create_engine(
        url.set(drivername="postgresql+psycopg"),
        pool_size=POOL_SIZE,
        pool_pre_ping=True,
        hide_parameters=True,
        connect_args={"options": patience, "connect_timeout": 2},
        execution_options=options,
    )
