"""Why a database does not do what is asked of it: told from its driver's error, here alone, for both engines."""

import sqlite3
import time
from enum import Enum, auto

from sqlalchemy.exc import DBAPIError, IntegrityError, InterfaceError, OperationalError, SQLAlchemyError
from sqlalchemy.exc import TimeoutError as NoneFree


class Failure(Enum):
    """What keeps a database from answering. SILENT: gone, shutting down, locked, or too slow.

    NEWER, OLDER: its schema is another release's, after an upgrade beside us or from a restored backup.
    """

    FULL = auto()
    READ_ONLY = auto()
    DISK = auto()
    DAMAGED = auto()
    SILENT = auto()
    NEWER = auto()
    OLDER = auto()


class SchemaMismatch(SQLAlchemyError):
    """The schema is another release's: nothing is written to it."""

    def __init__(self, failure: Failure, revision: str) -> None:
        super().__init__(f"the schema is {revision or 'missing'}")
        self.failure = failure


SQLITE = {
    sqlite3.SQLITE_FULL: Failure.FULL,
    sqlite3.SQLITE_READONLY: Failure.READ_ONLY,
    sqlite3.SQLITE_PERM: Failure.READ_ONLY,
    sqlite3.SQLITE_IOERR: Failure.DISK,
    sqlite3.SQLITE_CORRUPT: Failure.DAMAGED,
    sqlite3.SQLITE_NOTADB: Failure.DAMAGED,
    sqlite3.SQLITE_BUSY: Failure.SILENT,
    sqlite3.SQLITE_LOCKED: Failure.SILENT,
    sqlite3.SQLITE_PROTOCOL: Failure.SILENT,
    sqlite3.SQLITE_CANTOPEN: Failure.SILENT,
}
# The low byte is what happened; what is above it only says where.
PRIMARY = 0xFF
# disk_full, read_only_sql_transaction, io_error, data_corrupted, index_corrupted
POSTGRESQL = {
    "53100": Failure.FULL,
    "25006": Failure.READ_ONLY,
    "58030": Failure.DISK,
    "XX001": Failure.DAMAGED,
    "XX002": Failure.DAMAGED,
}
# connection lost, no resources, canceled or shutting down, lock not available
POSTGRESQL_SILENT = ("08", "53", "57", "55P03")
# serialization_failure, deadlock_detected
CROSSED = frozenset({"40001", "40P01"})
# As long a failure that was met, or a write that went well, is taken for how things stand.
KNOWN_S = 2.0


def failure_of(error: BaseException) -> Failure | None:
    """What is the matter with the database; None where the database is not to blame."""
    if isinstance(error, NoneFree):
        return Failure.SILENT
    if isinstance(error, SchemaMismatch):
        return error.failure
    if not isinstance(error, DBAPIError):
        return None
    number = getattr(error.orig, "sqlite_errorcode", None)
    if number is not None:
        return SQLITE.get(number & PRIMARY)
    state = getattr(error.orig, "sqlstate", None) or ""
    if state in POSTGRESQL:
        return POSTGRESQL[state]
    lost = error.connection_invalidated or (
        not state and isinstance(error, OperationalError | InterfaceError)
    )
    return Failure.SILENT if lost or state.startswith(POSTGRESQL_SILENT) else None


def is_unopened(error: SQLAlchemyError) -> bool:
    """Whether there is a file that can't be opened, rather than a server that does not answer."""
    number = getattr(getattr(error, "orig", None), "sqlite_errorcode", 0)
    return bool(number & PRIMARY == sqlite3.SQLITE_CANTOPEN)


class Health:
    """How the last write went, as far as it is known. Shared between threads: each change is one assignment."""

    def __init__(self) -> None:
        self._last: tuple[float, Failure | None] = (0.0, None)

    @property
    def failure(self) -> Failure | None:
        """What the last write that is known of met."""
        return self._last[1]

    @property
    def is_known(self) -> bool:
        """Whether that was so lately that nobody needs to try."""
        return time.monotonic() < self._last[0]

    def met(self, failure: Failure | None) -> None:
        """A write ended like this now."""
        self._last = (time.monotonic() + KNOWN_S, failure)


def is_conflict(error: DBAPIError) -> bool:
    """Whether two acts came across each other: both took the same key, or each waited for the other."""
    return isinstance(error, IntegrityError) or getattr(error.orig, "sqlstate", None) in CROSSED
