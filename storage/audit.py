"""The audit log: who changed what, and when. It is only ever added to, and never holds what somebody said.

Erasing a person gives their lines a pseudonym (storage/privacy.py); time takes lines away (storage/retention.py).
"""

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement

from storage import tables
from storage.columns import Row
from storage.tenancy import TenantTable

# Enough to see whether two records are the same, too little to be taken for the record.
DIGITS = 16
_A = tables.Audit.__table__.c


@dataclass(frozen=True, slots=True)
class Entry:
    """One line. `before` and `after` are fingerprints; an empty one says there was nothing to compare."""

    at: datetime
    who: str
    what: str
    subject: str
    before: str = ""
    after: str = ""


class Audit(TenantTable):
    """One tenant's log: it can be added to and read."""

    def note(self, what: str, subject: str, *, by: str, at: datetime) -> None:
        """Write a line; `by` is empty where the clock did it."""
        note(self, what, subject, by=by, at=at)

    def newest(self, limit: int = 100) -> list[Entry]:
        """The last lines, the newest first."""
        rows = self.connection.execute(self.select(tables.Audit).order_by(_A.id.desc()).limit(limit))
        return [Entry(row.at, row.who, row.what, row.subject, row.before, row.after) for row in rows]


def note(
    scope: TenantTable, what: str, subject: str, *, by: str, at: datetime, before: str = "", after: str = ""
) -> None:
    """Write a line, in the transaction that changes the record."""
    scope.add(tables.Audit, at=at, who=by, what=what, subject=subject, before=before, after=after)


@contextmanager
def changing(
    scope: TenantTable,
    table: type[Row],
    where: ColumnElement[bool],
    what: str,
    subject: str,
    *,
    by: str,
    at: datetime,
) -> Iterator[None]:
    """Write a line about what happens to one row in the block: its fingerprint before and after."""
    before = _fingerprint(scope, table, where)
    yield
    note(scope, what, subject, by=by, at=at, before=before, after=_fingerprint(scope, table, where))


def _fingerprint(scope: TenantTable, table: type[Row], where: ColumnElement[bool]) -> str:
    row: Any = scope.connection.execute(scope.select(table).where(where)).first()
    return hashlib.sha256(repr(tuple(row)).encode()).hexdigest()[:DIGITS] if row else ""
