"""Erasures: who was taken out and when, as a hash, so that what began before does not bring them back."""

import hashlib
from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import Connection, delete

from storage import tables
from storage.listed import is_among
from storage.tenancy import TenantTable, insert_for, prepared

# Stands for the whole workspace, until it is installed or started anew.
EVERYBODY = ""

_X = tables.Erasure.__table__.c
_ERASED = prepared(tables.Erasure).where(is_among(_X.who, "whom"))


class WorkspaceErased(Exception):
    """Everything of the workspace was erased while the process was running: nothing is written there."""

    def __init__(self, at: datetime) -> None:
        self.at = at


class Erasures(TenantTable):
    """One tenant's erasures."""

    def note(self, user: str, *, at: datetime) -> None:
        """A person was erased now."""
        self.put(tables.Erasure, {"who": self._hash(user)}, at=at)

    def of(self, users: Iterable[str]) -> dict[str, datetime]:
        """Which of these people were erased, and when last."""
        by_hash = {self._hash(user): user for user in users}
        rows = self.run(_ERASED, whom=list(by_hash)) if by_hash else ()
        return {by_hash[row.who]: row.at for row in rows}

    def guard(self, user: str, began: datetime | None) -> bool:
        """Whether what somebody began may still be written; raises `WorkspaceErased` where nothing may."""
        mine = self._hash(user) if user else EVERYBODY
        at = {row.who: row.at for row in self.run(_ERASED, whom=[EVERYBODY, mine])}
        if EVERYBODY in at:
            raise WorkspaceErased(at[EVERYBODY])
        return began is None or mine not in at or began > at[mine]

    def _hash(self, user: str) -> str:
        return hashlib.sha256(f"{self.tenant}:{user}".encode()).hexdigest()


def mark_erased(connection: Connection, tenant: str, at: datetime) -> None:
    """Nothing is written in the workspace until it is installed or started anew."""
    connection.execute(insert_for(connection, tables.Erasure).values(tenant=tenant, who=EVERYBODY, at=at))


def begin_anew(connection: Connection, tenant: str) -> None:
    """The workspace is installed, or the app is started there: it may be written in again."""
    here = (_X.tenant == tenant, _X.who == EVERYBODY)
    connection.execute(delete(tables.Erasure).where(*here))
