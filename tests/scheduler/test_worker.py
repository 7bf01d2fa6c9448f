"""The loop of sender and reaction worker: what hangs in a lane holds up nothing behind it."""

import asyncio
from dataclasses import dataclass, field

from slack_sdk.web.async_client import AsyncWebClient

from scheduler.worker import AT_ONCE, Worker
from storage.store import Store
from tests.conftest import NOW

PATIENCE_S = 30.0


def nobody(tenant: str) -> AsyncWebClient:
    raise AssertionError(f"nothing is said in {tenant} here")


@dataclass(slots=True)
class Errands(Worker[int]):
    """Works off numbers; those below `hanging` never come to an end by themselves."""

    waiting: list[int] = field(default_factory=list)
    hanging: int = 0
    done: asyncio.Queue[int] = field(default_factory=asyncio.Queue)

    def take(self, lane: int, limit: int) -> list[int]:
        taken, self.waiting = self.waiting[:limit], self.waiting[limit:]
        return taken

    def idle(self, lane: int) -> float:
        return float("inf")

    async def work(self, job: int) -> None:
        if job < self.hanging:
            await self.stopped.wait()
        self.done.put_nowait(job)


def test_calls_that_hang_leave_the_rest_of_the_lane_to_others(lite: Store) -> None:
    hanging, all_ = AT_ONCE - 2, 2 * AT_ONCE

    async def worked() -> list[int]:
        errands = Errands(lite, nobody, lambda: NOW, waiting=list(range(all_)), hanging=hanging)
        running = asyncio.create_task(errands.run())
        async with asyncio.timeout(PATIENCE_S):
            done = [await errands.done.get() for _ in range(all_ - hanging)]
        errands.stop()
        await running
        return done

    assert asyncio.run(worked()) == list(range(hanging, all_))
