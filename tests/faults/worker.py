"""One process that asks and sends: the real clock's work and the real sender, at an agreed time that a test may move on.

Leases and timeouts are much shorter than the real ones unless a test wants it in earnest, and a page of a wave is ten
people.
"""

import asyncio
import time
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from multiprocessing.connection import Connection
from typing import Any

import aiohttp
from slack_sdk.web.async_client import AsyncWebClient

from scheduler import delivery, pulse, reconcile, slack_error, worker
from scheduler.delivery import Sender
from storage import ask, outbox
from storage.rate_limit import EDIT, POST, RateLimit
from storage.store import Store

TICK_S = 0.1


@dataclass(frozen=True)
class Tuning:
    """How patient a process is, and how fast it may post in each workspace."""

    lease_s: float = 4.0
    stale_s: float = 1.2
    timeout_s: int = 2
    settling_s: float = 1.0
    backoff_s: float = 0.2
    posts_a_minute: int = 60_000
    burst: int = 10_000


EARNEST = Tuning(lease_s=30.0, stale_s=12.0, timeout_s=10, settling_s=5.0, backoff_s=2.0)


def run(
    url: str, database_url: str, tokens: Mapping[str, str], ahead: Any, tuning: Tuning, standing: Connection
) -> None:
    """Until it is killed. `ahead`: the seconds by which the agreed time is ahead of the machine's."""
    outbox.LEASE, delivery.STALE_S = timedelta(seconds=tuning.lease_s), tuning.stale_s
    worker.HEARTBEAT_S = delivery.RECOVERY_S = 0.2
    reconcile.SETTLING, slack_error.BACKOFF_S = timedelta(seconds=tuning.settling_s), tuning.backoff_s
    ask.PAGE = 10
    asyncio.run(_work(url, Store.open(database_url), tokens, ahead, tuning, standing))


async def _work(
    url: str, store: Store, tokens: Mapping[str, str], ahead: Any, tuning: Tuning, standing: Connection
) -> None:
    def now() -> datetime:
        return datetime.fromtimestamp(time.time() + ahead.value, UTC)

    patience = aiohttp.ClientTimeout(total=tuning.timeout_s)
    async with aiohttp.ClientSession(timeout=patience) as session:
        clients = {
            tenant: AsyncWebClient(
                token=token,
                base_url=f"{url}/api/",
                timeout=tuning.timeout_s,
                session=session,
                retry_handlers=[],
            )
            for tenant, token in tokens.items()
        }
        rate_limit = RateLimit(tuning.posts_a_minute, tuning.burst)
        sender = Sender(store, clients.__getitem__, now, {POST: rate_limit, EDIT: rate_limit})
        loop = asyncio.get_running_loop()
        store.after_commit(lambda: sender.wake(loop))
        sending = asyncio.create_task(sender.run())
        standing.send("at work")
        while not sending.done():
            await asyncio.to_thread(pulse.run_due, store, now())
            await asyncio.sleep(TICK_S)
