"""Workspaces and organisations the app is installed in: their tokens, sealed, and the end of each."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, Update, case, delete, or_, select, update

from storage.erasure import begin_anew
from storage.tables import Installation, InstallState
from storage.tenancy import TenantTable, insert_for, prepared, wipe

# Clocks differ a little, and Slack tells whole seconds; nobody installs again so soon.
CLOCKS_DIFFER = timedelta(seconds=5)

_I = Installation.__table__.c


class Stopped(StrEnum):
    """Why nothing is said or answered in a workspace."""

    UNINSTALLED = "uninstalled"
    REVOKED = "revoked"
    UNREADABLE = "unreadable"


@dataclass(frozen=True, slots=True)
class Workspace:
    """One installation: who the bot is there, and who brought it. `sealed` is its token as it is kept."""

    tenant: str
    name: str
    bot_user: str
    bot_id: str
    installer: str
    scopes: frozenset[str]
    installed_at: datetime
    stopped_at: datetime | None = None
    stopped_why: str = ""
    delete_after: datetime | None = None
    enterprise: str = ""
    is_enterprise: bool = False
    app_id: str = ""
    sealed: str = field(default="", repr=False)

    @property
    def add_page(self) -> str:
        """Where an organisation's admin lets the app into workspaces: until then it is in none of them."""
        return f"https://app.slack.com/manage/{self.tenant}/integrations/profile/{self.app_id}/workspaces/add"


_MINE = prepared(Installation)


class Installations(TenantTable):
    """The installation of one tenant."""

    def get(self) -> Workspace | None:
        """The workspace, or None before the first start."""
        row = self.run(_MINE).one_or_none()
        return _workspace(row) if row else None

    def is_part_of(self, organisation: str) -> bool:
        """Whether a workspace is one of this organisation: Slack names some of its people by that alone."""
        found = self.get()
        return bool(found and found.enterprise == organisation)

    def read_directory(self) -> None:
        """Who is here changed as a whole: the clock reads the directory at its next look."""
        self.connection.execute(self.update(Installation).values(directory_due=None))

    def stop(self, why: Stopped, *, at: datetime, kept: timedelta, told: datetime | None = None) -> None:
        """Slack said that we are no longer there: nothing is said any more, and all of it will be deleted.

        `told` is when that happened: Slack says it again minutes later, and it may have been installed again since.
        """
        late = (told or at) + CLOCKS_DIFFER
        ended = self.update(Installation).where(or_(_I.renewed_at.is_(None), _I.renewed_at <= late))
        self.connection.execute(ended.values(stopped_why=why.value, **_end(at, kept)))


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

    def every(self) -> list[Workspace]:
        """Every workspace, stopped or not, by name."""
        rows = self.connection.execute(select(Installation.__table__).order_by(_I.name, _I.tenant))
        return [_workspace(row) for row in rows]

    def sealed(self) -> list[Workspace]:
        """Every workspace whose token we keep, stopped or not."""
        rows = self.connection.execute(
            select(Installation.__table__).where(_I.token != "").order_by(_I.tenant)
        )
        return [_workspace(row) for row in rows]

    def save(self, workspace: Workspace) -> None:
        """Remember a workspace; the first installer and date stay. One that had ended goes on."""
        known = {
            "name": workspace.name,
            "bot_user": workspace.bot_user,
            "bot_id": workspace.bot_id,
            "app_id": workspace.app_id,
            "scopes": ",".join(sorted(workspace.scopes)),
            "stopped_at": None,
            "stopped_why": "",
            "delete_after": None,
            "enterprise": workspace.enterprise,
            "is_enterprise": workspace.is_enterprise,
            "token": workspace.sealed,
            "directory_due": None,
            "renewed_at": workspace.installed_at,
        }
        statement = insert_for(self.connection, Installation).values(
            tenant=workspace.tenant,
            installer=workspace.installer,
            installed_at=workspace.installed_at,
            **known,
        )
        self.connection.execute(statement.on_conflict_do_update(index_elements=["tenant"], set_=known))
        begin_anew(self.connection, workspace.tenant)

    def name_installer(self, tenant: str, user: str) -> None:
        """Who to turn to when nobody else is responsible; set once, when it is first known."""
        unnamed = update(Installation).where(Installation.tenant == tenant, Installation.installer == "")
        self.connection.execute(unnamed.values(installer=user))

    def stop(
        self, tenant: str, why: Stopped, *, at: datetime, kept: timedelta, sealed: str | None = None
    ) -> bool:
        """Slack no longer takes the token, as it is `sealed`; where another took its place meanwhile, it goes on.

        Only the first refusal ends it, and only that is told: a later one neither renames the end nor puts it
        off. A token from the environment may only have been mistyped: nothing is deleted.
        """
        ended = _end(at, kept)
        ended["delete_after"] = case((_I.token != "", ended["delete_after"]), else_=_I.delete_after)
        refused = _of(tenant).where(_I.stopped_at.is_(None))
        if sealed is not None:
            refused = refused.where(_I.token == sealed)
        return self.connection.execute(refused.values(stopped_why=why.value, **ended)).rowcount == 1

    def pause(self, tenant: str, *, at: datetime) -> None:
        """No key of ours opens its token: it waits, and keeps everything."""
        running = _of(tenant).where(_I.stopped_at.is_(None))
        self.connection.execute(running.values(stopped_at=at, stopped_why=Stopped.UNREADABLE.value))

    def resume(self, tenant: str) -> None:
        """Its key is back."""
        waiting = _of(tenant).where(_I.stopped_why == Stopped.UNREADABLE.value)
        self.connection.execute(waiting.values(stopped_at=None, stopped_why=""))

    def reseal(self, workspace: Workspace, sealed: str) -> bool:
        """Keep the token under another key, unless a re-install brought a new one meanwhile."""
        same = _of(workspace.tenant).where(_I.token == workspace.sealed)
        return self.connection.execute(same.values(token=sealed)).rowcount == 1

    def directories_due(self, now: datetime) -> list[str]:
        """Tenants whose directory is to be read now."""
        due = select(_I.tenant).where(_I.stopped_at.is_(None), _is_due(now)).order_by(_I.tenant)
        return list(self.connection.execute(due).scalars())

    def take_directory(self, tenant: str, *, now: datetime, again: datetime) -> bool:
        """Whether it is ours to read: nobody else does before `again`."""
        taken = _of(tenant).where(_is_due(now)).values(directory_due=again)
        return self.connection.execute(taken).rowcount == 1

    def directory_read(self, tenant: str, *, taken: datetime, due: datetime) -> None:
        """Read so far, or to its end; where somebody asked for it again meanwhile, it stays due."""
        self.connection.execute(_of(tenant).where(_I.directory_due == taken).values(directory_due=due))

    def to_purge(self, now: datetime) -> list[str]:
        """Tenants whose time to come back is over."""
        over = select(_I.tenant).where(_I.delete_after <= now).order_by(_I.tenant)
        return list(self.connection.execute(over).scalars())

    def purge(self, tenant: str, *, now: datetime) -> int:
        """Delete every row of a tenant that ended; tells how many. One that came back meanwhile stays."""
        gone = delete(Installation).where(_I.tenant == tenant, _I.delete_after <= now)
        rows = self.connection.execute(gone).rowcount
        if not rows:
            return 0
        return int(rows) + wipe(self.connection, tenant)

    def redeem(self, state: str, browser: str, *, ends: datetime, now: datetime) -> bool:
        """Somebody came back with a state of ours. True once, until it ends; those that ended go."""
        self.connection.execute(delete(InstallState).where(InstallState.ends_at <= now))
        new = insert_for(self.connection, InstallState).values(state=state, browser=browser, ends_at=ends)
        first = new.on_conflict_do_nothing(index_elements=["state"]).returning(InstallState.state)
        return self.connection.execute(first).first() is not None


def _is_due(now: datetime) -> ColumnElement[bool]:
    return or_(_I.directory_due.is_(None), _I.directory_due <= now)


def _of(tenant: str) -> Update:
    return update(Installation).where(_I.tenant == tenant)


def _end(at: datetime, kept: timedelta) -> dict[str, Any]:
    """The first word of an end counts: Slack often says it twice, in any order."""
    running = or_(_I.stopped_at.is_(None), _I.stopped_why == Stopped.UNREADABLE.value)
    return {
        "stopped_at": case((running, at), else_=_I.stopped_at),
        "delete_after": case((_I.delete_after.is_(None), at + kept), else_=_I.delete_after),
    }


def _workspace(row: Row[Any]) -> Workspace:
    return Workspace(
        row.tenant,
        row.name,
        row.bot_user,
        row.bot_id,
        row.installer,
        frozenset(filter(None, row.scopes.split(","))),
        row.installed_at,
        stopped_at=row.stopped_at,
        stopped_why=row.stopped_why,
        delete_after=row.delete_after,
        enterprise=row.enterprise,
        is_enterprise=row.is_enterprise,
        app_id=row.app_id,
        sealed=row.token,
    )
