"""The database opened for one command, with the workspace it is about and a way to speak there."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime

from slack_sdk.web.async_client import AsyncWebClient

from bot.clock import Clock
from bot.identity import Identity, SlackSilent
from bot.settings import Settings
from bot.wiring import clock_of, outside, slack_client
from bot.workspace_choice import NOBODY, Unchosen, chosen
from storage.installation import Workspace
from storage.migrations import upgrade
from storage.store import Store


@dataclass(frozen=True, slots=True)
class Memory:
    """The database, and Slack."""

    settings: Settings
    store: Store
    slack: AsyncWebClient
    clock: Clock

    def known(self) -> list[Workspace]:
        """Every workspace in the database, stopped ones too."""
        with self.store.system() as system:
            return system.installations.every()

    async def workspaces(self) -> list[Workspace]:
        """The same; Slack is asked who we are where no start has done so yet."""
        known = self.known()
        if not known and self.settings.many:
            raise Unchosen(NOBODY.format(self.settings.public_url))
        return known or [(await self._identified())[1]]

    async def clients(self) -> Callable[[str], AsyncWebClient]:
        """Each workspace's own client: none speaks with the token of another, or without one."""
        if self.settings.many:
            await self.workspaces()
            from bot.authorize import Tenants
            from bot.vault import Vault

            return Tenants(self.store, Vault(self.settings.keys), self.slack, self.clock.now).client_for
        identity, _ = await self._identified()
        return identity.client_for

    async def _identified(self) -> tuple[Identity, Workspace]:
        """Whose token stands in the settings. Raises `SlackSilent` where Slack does not say and no start left word of it."""
        identity = Identity(self.settings, self.store, self.slack, self.clock.now)
        await identity.learn()
        if identity.workspace is None:
            raise SlackSilent(self.settings.slack_api_url)
        return identity, identity.workspace


@dataclass(frozen=True, slots=True)
class Opened:
    """What a command about one workspace works with."""

    memory: Memory
    store: Store
    workspace: Workspace
    now: datetime


@asynccontextmanager
async def remembered(settings: Settings) -> AsyncIterator[Memory]:
    """Open and migrate the database."""
    store = Store.open(settings.database_url)
    store.kept = settings.kept
    try:
        await asyncio.to_thread(upgrade, store)
        async with outside() as (session, http):
            yield Memory(settings, store, slack_client(settings, session), await clock_of(settings, http))
    finally:
        store.close()


@asynccontextmanager
async def opened(settings: Settings, named: str = "") -> AsyncIterator[Opened]:
    """The same, for the only workspace or the one that was named."""
    async with remembered(settings) as memory:
        workspace = chosen(await memory.workspaces(), named)
        yield Opened(memory, memory.store, workspace, memory.clock.now())
