"""Workspaces the app is installed in."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, select, update

from storage.tables import Installation
from storage.tenancy import Shelf, insert_for


@dataclass(frozen=True, slots=True)
class Workspace:
    """One installation: who the bot is there, and who brought it."""

    tenant: str
    name: str
    bot_user: str
    bot_id: str
    installer: str
    scopes: frozenset[str]
    installed_at: datetime
    stopped_at: datetime | None = None


class Installations(Shelf):
    """The installation of one tenant."""

    def get(self) -> Workspace | None:
        """The workspace, or None before the first start."""
        row = self.connection.execute(self.select(Installation)).one_or_none()
        return _workspace(row) if row else None


class AllInstallations:
    """Installations across tenants: start-up, authorisation, the clock."""

    def __init__(self, connection: Connection) -> None:
        self.connection = connection

    def all(self) -> list[Workspace]:
        """Every workspace that has not been stopped."""
        rows = self.connection.execute(
            select(Installation.__table__).where(Installation.stopped_at.is_(None))
        )
        return [_workspace(row) for row in rows]

    def save(self, workspace: Workspace, *, app_id: str = "") -> None:
        """Remember a workspace; the first installer and date stay."""
        known = {
            "name": workspace.name,
            "bot_user": workspace.bot_user,
            "bot_id": workspace.bot_id,
            "app_id": app_id,
            "scopes": ",".join(sorted(workspace.scopes)),
            "stopped_at": None,
        }
        statement = insert_for(self.connection, Installation).values(
            tenant=workspace.tenant,
            installer=workspace.installer,
            installed_at=workspace.installed_at,
            **known,
        )
        self.connection.execute(statement.on_conflict_do_update(index_elements=["tenant"], set_=known))

    def name_installer(self, tenant: str, user: str) -> None:
        """Who to turn to when nobody else is responsible; set once, when it is first known."""
        unnamed = update(Installation).where(Installation.tenant == tenant, Installation.installer == "")
        self.connection.execute(unnamed.values(installer=user))


def _workspace(row: Row[Any]) -> Workspace:
    scopes = frozenset(filter(None, row.scopes.split(",")))
    return Workspace(
        row.tenant,
        row.name,
        row.bot_user,
        row.bot_id,
        row.installer,
        scopes,
        row.installed_at,
        row.stopped_at,
    )
