"""Whose token: one row per tenant, remembered for a moment. Slack is never asked in the path of a request."""

import asyncio
import logging
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from slack_bolt.authorization import AuthorizeResult
from slack_bolt.context.async_context import AsyncBoltContext
from slack_sdk.web.async_client import AsyncWebClient
from slack_sdk.web.async_slack_response import AsyncSlackResponse

from bot.client import WorkspaceClient
from bot.foreign_tenant import AWAY, GONE, refused
from bot.vault import Unreadable, Vault
from scheduler.slack_error import TokenRevoked
from storage.installation import Stopped, Workspace
from storage.store import Store

log = logging.getLogger(__name__)

# Looking a token up comes before everything else, and a person waits 2.5 s at most for both.
LOOK_UP_S = 0.5

# How long another process may still use the token of a workspace that was just stopped. To look again costs a row.
REMEMBERED_S = 3.0
REMEMBERED_MOST = 5000
PAUSED = (
    "%s (%s) is paused: none of ENCRYPTION_KEYS opens its token. "
    "Put its key back and start again, or have it installed again."
)


class Unanswered(RuntimeError):
    """The database did not say in time whose token to use."""


@dataclass(frozen=True, slots=True)
class Known:
    """A workspace and its token."""

    workspace: Workspace
    token: str = field(repr=False)


@dataclass(slots=True)
class Tenants:
    """The tokens of many workspaces. `client` lends its session, address and timeout to each one's own."""

    store: Store
    vault: Vault
    client: AsyncWebClient
    now: Callable[[], datetime]
    _known: dict[str, tuple[float, Known]] = field(default_factory=dict)
    _clients: dict[str, AsyncWebClient] = field(default_factory=dict)
    _reading: dict[tuple[str, int], asyncio.Task[Known | None]] = field(default_factory=dict)
    _age: int = 0

    async def authorize(
        self, context: AsyncBoltContext, enterprise_id: str | None, team_id: str | None
    ) -> AuthorizeResult | None:
        """Bolt's question: on whose behalf we answer. None where the app is not installed, stopped or paused.

        Raises `Unanswered` where the database takes longer than a person would wait.
        """
        tenant = (enterprise_id if context.is_enterprise_install else team_id) or ""
        try:
            known = await asyncio.wait_for(asyncio.shield(self._one_look(tenant)), LOOK_UP_S)
        except TimeoutError as late:
            raise Unanswered(tenant) from late
        if known is None:
            # Bolt would say it over the network and break where that fails; it then says it in the answer.
            context["response_url"] = None
            return None
        return AuthorizeResult(
            enterprise_id=enterprise_id,
            team_id=team_id,
            bot_token=known.token,
            bot_id=known.workspace.bot_id,
            bot_user_id=known.workspace.bot_user,
        )

    def _one_look(self, tenant: str) -> "asyncio.Task[Known | None]":
        """One look at a time for a tenant, however many ask: each may hang. After a change another begins."""
        key = (tenant, self._age)
        if key not in self._reading:
            self._reading[key] = asyncio.create_task(self.known(tenant))
            self._reading[key].add_done_callback(lambda _: self._reading.pop(key, None))
        return self._reading[key]

    async def known(self, tenant: str) -> Known | None:
        """The workspace with its token, from memory or one row."""
        time = asyncio.get_running_loop().time()
        until, known = self._known.get(tenant, (0.0, None))
        if known and time < until:
            return known
        age = self._age
        known = await asyncio.to_thread(self._read, tenant)
        # What was read before a change was committed must not be remembered after it.
        if known and age == self._age:
            if len(self._known) >= REMEMBERED_MOST:
                self._known.clear()
            self._known[tenant] = (time + REMEMBERED_S, known)
        return known

    async def newer(self, refused: Known) -> Known | None:
        """The token that took the place of one Slack refused: installed again meanwhile, nothing has ended."""
        tenant = refused.workspace.tenant
        self._known.pop(tenant, None)
        found = await self.known(tenant)
        return found if found and found.token != refused.token else None

    def client_for(self, tenant: str) -> AsyncWebClient:
        """The tenant's own client; it looks for its token at every call."""
        if tenant not in self._clients:
            self._clients[tenant] = TenantClient(self, tenant)
        return self._clients[tenant]

    def forget(self) -> None:
        """An installation changed. May be called from any thread."""
        self._age += 1
        self._known.clear()

    def examine(self) -> list[str]:
        """At the start: pause and name each workspace whose token no key opens, and let go on whose key is back."""
        with self.store.system() as system:
            workspaces = system.installations.sealed()
            lost = {each.tenant for each in workspaces if not self._opens(each)}
            for workspace in workspaces:
                if workspace.tenant in lost:
                    system.installations.pause(workspace.tenant, at=self.now())
                    log.error(PAUSED, workspace.name or "a workspace", workspace.tenant)
                elif workspace.stopped_why == Stopped.UNREADABLE:
                    system.installations.resume(workspace.tenant)
        return sorted(lost)

    def row(self, tenant: str) -> Workspace | None:
        """The workspace as it stands in its row."""
        with self.store.read(tenant) as reading:
            return reading.installation.get()

    def _read(self, tenant: str) -> Known | None:
        workspace = self.row(tenant)
        paused = workspace is not None and workspace.stopped_why == Stopped.UNREADABLE
        if workspace is None or not workspace.sealed or (workspace.stopped_at and not paused):
            return None
        if not self._opens(workspace):
            if not paused:
                self._pause(workspace)
            return None
        if paused:
            # Another process has not heard of the newest key yet.
            with self.store.system() as system:
                system.installations.resume(tenant)
        return Known(workspace, self.vault.opened(tenant, workspace.sealed))

    def _pause(self, workspace: Workspace) -> None:
        log.error(PAUSED, workspace.name or "a workspace", workspace.tenant)
        with self.store.system() as system:
            system.installations.pause(workspace.tenant, at=self.now())

    def _opens(self, workspace: Workspace) -> bool:
        try:
            self.vault.opened(workspace.tenant, workspace.sealed)
        except Unreadable:
            return False
        return True


class TenantClient(WorkspaceClient):
    """A Web client that finds the current token of its tenant before every call."""

    def __init__(self, tenants: Tenants, tenant: str) -> None:
        super().__init__(tenants.client, tenants.store, tenants.now, tenant=tenant)
        self._tenants = tenants

    async def api_call(self, api_method: str, **options: Any) -> AsyncSlackResponse:
        """As ever, with the tenant's token or the one that took its place; where it was stopped, there is no call at all."""
        known = await self._known(api_method)
        while True:
            self.token = known.token
            try:
                return await self._called(api_method, options, sealed=known.workspace.sealed)
            except TokenRevoked as revoked:
                newer = await self._tenants.newer(known)
                if newer is None:
                    await self._stop(revoked)
                    raise
                known = newer

    async def _known(self, method: str) -> Known:
        """The workspace and its token. One that is installed again while we look goes on."""
        for _ in range(2):
            if known := await self._tenants.known(self._tenant):
                return known
            workspace = await asyncio.to_thread(self._tenants.row, self._tenant)
            if workspace is None or (workspace.stopped_at and workspace.stopped_why != Stopped.UNREADABLE):
                raise TokenRevoked(refused(self, method, GONE), workspace.sealed if workspace else "")
        raise refused(self, method, AWAY)
