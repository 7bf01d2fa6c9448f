"""The database opened for one command, with the workspace it belongs to."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime

from slack_sdk.web.async_client import AsyncWebClient

from bot.settings import Settings
from bot.wiring import clock_of, outside, slack_client, who_we_are
from storage.installation import Workspace
from storage.migrations import upgrade
from storage.store import Store


@dataclass(frozen=True, slots=True)
class Opened:
    """What a command on the command line works with."""

    store: Store
    workspace: Workspace
    client: AsyncWebClient
    now: datetime


@asynccontextmanager
async def opened(settings: Settings) -> AsyncIterator[Opened]:
    """Open and migrate the database. Slack is asked who we are only where no start has done so yet."""
    store = Store.open(settings.database_url)
    try:
        await asyncio.to_thread(upgrade, store)
        async with outside() as (session, http):
            client = slack_client(settings, session)
            clock = await clock_of(settings, http)
            with store.system() as system:
                known = system.installations.all()
            workspace = known[0] if known else await who_we_are(settings, store, client, clock)
            yield Opened(store, workspace, client, clock.now())
    finally:
        store.close()
