"""One process that asks and sends: the real clock's work and the real sender, with short leases and an agreed time.

Usage: python -m tests.faults.worker SLACK_URL DATABASE_URL AHEAD, the seconds by which the agreed time is ahead of
the machine's. Leases and timeouts are a tenth of the real ones, and a page of a wave is ten people.
"""

import asyncio
import sys
import time
from datetime import UTC, datetime, timedelta

import aiohttp
from slack_sdk.web.async_client import AsyncWebClient

from scheduler import delivery, pulse, reconcile, worker
from scheduler.delivery import Sender
from storage import ask, outbox
from storage.limit import Pace
from storage.store import Store

LEASE_S, TIMEOUT_S = 3.0, 1
TICK_S = 0.1


async def work(url: str, database_url: str, ahead: float) -> None:
    """Until it is killed."""
    outbox.LEASE, delivery.STALE_S = timedelta(seconds=LEASE_S), 1.2
    worker.HEARTBEAT_S = delivery.RECOVERY_S = 0.2
    reconcile.SETTLING = timedelta(seconds=0.5)
    ask.PAGE = 10
    store = Store.open(database_url)

    def now() -> datetime:
        return datetime.fromtimestamp(time.time() + ahead, UTC)

    async with aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=TIMEOUT_S)) as session:
        client = AsyncWebClient(
            token="xoxb-playground", base_url=f"{url}/api/", timeout=TIMEOUT_S, session=session, retry_handlers=[]
        )  # fmt: skip
        fast = {method: Pace(60_000, 10_000) for method in ("chat.postMessage", "chat.update")}
        sender = Sender(store, lambda _: client, now, fast)
        loop = asyncio.get_running_loop()
        store.after_commit(lambda: sender.wake(loop))
        sending = asyncio.create_task(sender.run())
        print("at work", flush=True)
        while not sending.done():
            await asyncio.to_thread(pulse.run_due, store, now())
            await asyncio.sleep(TICK_S)


if __name__ == "__main__":
    asyncio.run(work(sys.argv[1], sys.argv[2], float(sys.argv[3])))
