"""Told to end, sender and reaction worker finish the one call that is under way and give back what they have leased besides."""

import asyncio
from typing import Any

from scheduler.capture import ReactionWorker
from scheduler.delivery import Sender
from storage.delivery import Progress
from storage.rate_limit import CHANNEL_GAP
from storage.store import Store
from tests.conftest import NOW, TENANT
from tests.outbox import leased
from tests.scheduler.test_delivery import words

__all__ = ["words"]


class Gate:
    """A Slack that takes its time: nothing is answered until it is opened."""

    def __init__(self) -> None:
        self.asked = 0
        self.begun, self.open = asyncio.Event(), asyncio.Event()

    async def chat_postMessage(self, **_: object) -> dict[str, str]:  # noqa: N802 - Slack's name
        return await self._take()

    async def conversations_info(self, **_: object) -> dict[str, Any]:
        return {"channel": await self._take()}

    async def reactions_get(self, **_: object) -> dict[str, Any]:
        return {"message": await self._take()}

    async def _take(self) -> dict[str, str]:
        self.asked += 1
        self.begun.set()
        await self.open.wait()
        return {"id": "C1", "channel": "D1", "ts": "1.0001"}


async def until_ended(worker: Sender | ReactionWorker, slack: Gate) -> None:
    running = asyncio.create_task(worker.run())
    await slack.begun.wait()
    worker.stop()
    slack.open.set()
    await running


def test_what_is_leased_and_not_yet_said_is_given_back(store: Store, words: dict[str, str]) -> None:
    with store.begin(TENANT) as tx:
        for number in range(8):
            tx.deliveries.want("note", key=str(number), now=NOW, person=f"U{number}", subject_id=1)

    async def ended() -> None:
        slack = Gate()
        await until_ended(Sender(store, lambda _: slack, lambda: NOW), slack)  # type: ignore[arg-type, return-value]
        assert slack.asked == 1

    asyncio.run(asyncio.wait_for(ended(), 30))
    with store.read(TENANT) as reading:
        states = [each.state for each in reading.deliveries.of("note", 1)]
    assert sorted(states) == sorted([Progress.SENT, *[Progress.PENDING] * 7])
    assert len(leased(store, NOW + CHANNEL_GAP, owner="another")) == 7


def test_what_is_not_looked_at_yet_is_due_for_another_at_once(store: Store) -> None:
    with store.begin(TENANT) as tx:
        for number in range(8):
            tx.captures.want("C1", f"{number}.0", user="U1", now=NOW)

    async def ended() -> None:
        slack = Gate()
        await until_ended(ReactionWorker(store, lambda _: slack, lambda: NOW), slack)  # type: ignore[arg-type, return-value]
        assert slack.asked == 1

    asyncio.run(asyncio.wait_for(ended(), 30))
    with store.system() as system:
        assert len(system.captures.take(NOW, limit=9)) == 8
