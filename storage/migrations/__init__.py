"""Bringing the schema up to date: linear, under a lock, before anybody listens."""

import logging
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import Connection, create_engine, event, text
from sqlalchemy.pool import NullPool

from storage import schema, statistics
from storage.failure import Failure, SchemaMismatch
from storage.store import Store

if TYPE_CHECKING:
    from alembic.config import Config

# Any fixed number does; every process of ours asks for the same one.
MIGRATION_LOCK = 7_261_530

log = logging.getLogger(__name__)


def upgrade(store: Store) -> None:
    """Apply what is missing. Other processes that start meanwhile wait at the lock.

    Raises `SchemaMismatch` where a newer release wrote the database.
    """
    # Alembic takes longer to import than anything else at a start that finds nothing to do.
    if is_current(store):
        return
    from alembic import command

    with _locked(store) as connection, connection.begin():
        if connection.dialect.name == "postgresql":
            connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": MIGRATION_LOCK})
        before = schema.revision_of(connection)
        if schema.is_newer(before):
            raise SchemaMismatch(Failure.NEWER, before)
        command.upgrade(_config(connection), "head")
        if (
            connection.dialect.name == "sqlite"
            and connection.exec_driver_sql("PRAGMA foreign_key_check").first()
        ):
            raise RuntimeError("the migrated database has links that lead nowhere")
        statistics.refresh(connection)
    if before and before != schema.head():
        log.info(
            "the database was of an earlier release (%s); it is of this one now (%s)", before, schema.head()
        )


def is_current(store: Store) -> bool:
    """Whether the schema is the one this program was written for."""
    return _revision(store) == schema.head()


def is_newer(store: Store) -> bool:
    """Whether a newer program wrote it: then this one may not touch it."""
    return schema.is_newer(_revision(store))


def _revision(store: Store) -> str:
    with store.engine.connect() as connection:
        return schema.revision_of(connection)


def _config(connection: Connection) -> "Config":
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent))
    config.attributes["connection"] = connection
    return config


def _locked(store: Store) -> Connection:
    """A connection of its own: without foreign keys on SQLite, where recreating a table would delete its children."""
    engine = create_engine(store.engine.url, poolclass=NullPool)
    if engine.dialect.name == "sqlite":
        event.listen(engine, "connect", _without_foreign_keys)
        event.listen(engine, "begin", lambda connection: connection.exec_driver_sql("BEGIN IMMEDIATE"))
    return engine.connect()


def _without_foreign_keys(dbapi: object, _record: object) -> None:
    dbapi.isolation_level = None  # type: ignore[attr-defined]
    for pragma in ("busy_timeout=60000", "journal_mode=WAL", "foreign_keys=OFF"):
        dbapi.execute(f"PRAGMA {pragma}")  # type: ignore[attr-defined]
