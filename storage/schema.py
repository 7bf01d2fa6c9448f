"""Which release's schema a database has, held against the one this program was written for."""

from functools import cache
from pathlib import Path

from sqlalchemy import Connection, inspect
from sqlalchemy.exc import DBAPIError

from storage.failure import Failure, SchemaMismatch, failure_of

VERSIONS = Path(__file__).parent / "migrations" / "versions"
_REVISION = "SELECT version_num FROM alembic_version"


@cache
def revisions() -> frozenset[str]:
    """Every revision this program knows, by the names of the files."""
    return frozenset(path.stem[1:5] for path in VERSIONS.glob("r[0-9]*.py"))


@cache
def head() -> str:
    """The newest of them: the one this program was written for."""
    return max(revisions())


def revision_of(connection: Connection) -> str:
    """The database's own; empty where there is none."""
    if not inspect(connection).has_table("alembic_version"):
        return ""
    return str(connection.exec_driver_sql(_REVISION).scalar() or "")


def is_newer(revision: str) -> bool:
    """Whether a newer release wrote it: then this one may not touch it."""
    return bool(revision) and revision not in revisions()


def require_current(connection: Connection) -> None:
    """Raises `SchemaMismatch` where another release's schema stands there by now."""
    try:
        revision = str(connection.exec_driver_sql(_REVISION).scalar() or "")
    except DBAPIError as error:
        if failure_of(error):
            raise
        # No table at all: a backup is being restored.
        revision = ""
    refuse_mismatch(revision)


def refuse_mismatch(revision: str) -> None:
    """The same for a revision that was read before."""
    if revision != head():
        raise SchemaMismatch(Failure.NEWER if is_newer(revision) else Failure.OLDER, revision)
