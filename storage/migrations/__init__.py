"""Bringing the schema up to date: linear, under a lock, before anybody listens."""

from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import Connection, create_engine, event, inspect, text
from sqlalchemy.pool import NullPool

from storage import statistics
from storage.store import Store

if TYPE_CHECKING:
    from alembic.config import Config

# Any fixed number does; every process of ours asks for the same one.
MIGRATION_LOCK = 7_261_530
VERSIONS = Path(__file__).parent / "versions"


class NewerSchema(RuntimeError):
    """The database was migrated by a newer version of the program."""


def upgrade(store: Store) -> None:
    """Apply what is missing. Other processes that start meanwhile wait at the lock."""
    # Alembic takes longer to import than anything else at a start that finds nothing to do.
    if is_current(store):
        return
    from alembic import command

    with _locked(store) as connection, connection.begin():
        if connection.dialect.name == "postgresql":
            connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": MIGRATION_LOCK})
        config = _config(connection)
        _refuse_newer(config, connection)
        command.upgrade(config, "head")
        if (
            connection.dialect.name == "sqlite"
            and connection.exec_driver_sql("PRAGMA foreign_key_check").first()
        ):
            raise RuntimeError("the migrated database has links that lead nowhere")
        statistics.refresh(connection)


def is_current(store: Store) -> bool:
    """Whether the schema is the one this program was written for."""
    return _revision(store) == head()


def is_newer(store: Store) -> bool:
    """Whether a newer program wrote it: then this one may not touch it."""
    now = _revision(store)
    return bool(now) and now not in _revisions()


def head() -> str:
    """The newest revision there is, by the names of the files."""
    return max(_revisions())


def _revision(store: Store) -> str:
    """The schema's own; empty where there is none."""
    with store.engine.connect() as connection:
        if not inspect(connection).has_table("alembic_version"):
            return ""
        return str(connection.execute(text("SELECT version_num FROM alembic_version")).scalar() or "")


def _revisions() -> set[str]:
    return {path.stem[1:5] for path in VERSIONS.glob("r[0-9]*.py")}


def _refuse_newer(config: "Config", connection: Connection) -> None:
    from alembic.runtime.migration import MigrationContext
    from alembic.script import ScriptDirectory

    now = MigrationContext.configure(connection).get_current_revision()
    known = {script.revision for script in ScriptDirectory.from_config(config).walk_revisions()}
    if now and now not in known:
        raise NewerSchema(now)


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
