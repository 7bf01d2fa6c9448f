"""The loop of everything the clock works off piece by piece: take what is due, do it, rest until there is more."""

import asyncio
import contextlib
import logging
import secrets
from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, ClassVar, Generic, TypeVar

from slack_sdk.web.async_client import AsyncWebClient

from scheduler.failure_log import FailureLog
from storage.store import Store

log = logging.getLogger(__name__)

# What is leased and not done when a process is killed must be found out about, so it is not many.
AT_ONCE = 8
HEARTBEAT_S = 5.0
# Nothing is looked for more often than this, however soon the next piece is due.
BREATH_S = 0.02
# What was done is written down after this at the latest, and what little room there is filled.
WRITTEN_S = 0.25
# What waited longer for its turn is given back: its call must end before its lease does.
STALE_S = 12.0

ClientFor = Callable[[str], AsyncWebClient]
Job = TypeVar("Job")
T = TypeVar("T")


@dataclass(slots=True)
class Worker(ABC, Generic[Job]):
    """Works off what lies in our tables. Any number of processes may run one each."""

    store: Store
    client_for: ClientFor
    now: Callable[[], datetime]
    owner: str = field(default_factory=lambda: secrets.token_hex(6), kw_only=True)
    # One thread: what one transaction wrote is there for the next.
    pool: ThreadPoolExecutor = field(default_factory=lambda: ThreadPoolExecutor(1, "worker"), kw_only=True)
    stopped: asyncio.Event = field(default_factory=asyncio.Event, kw_only=True)
    woken: dict[int, asyncio.Event] = field(default_factory=dict, kw_only=True)
    failure_log: FailureLog = field(default_factory=FailureLog, kw_only=True)

    # Each lane has room of its own, so that what fills one holds up nothing in another; and how much of it is free
    # before more is taken at once: a transaction for four costs little more than one for one.
    lanes: ClassVar[Mapping[int, int]] = {0: AT_ONCE // 2}

    @abstractmethod
    def take(self, lane: int, limit: int) -> list[Job]:
        """Lease what is due, and write down how what was done went; with no room (0) only that."""

    @abstractmethod
    def idle(self, lane: int) -> float:
        """After how many seconds something may be due, where nothing is now."""

    @abstractmethod
    async def work(self, job: Job) -> None:
        """Do one thing, come what may."""

    async def run(self) -> None:
        """Work until stopped; woken by every commit that left something to do."""
        await asyncio.gather(*(self._serve(lane) for lane in self.lanes))

    async def once(self) -> int:
        """One round of everything that is due. Tells how much there was."""
        jobs = [job for lane in self.lanes for job in await self.thread(self.take, lane, AT_ONCE)]
        await asyncio.gather(*(self._one(job) for job in jobs))
        await self.thread(self.take, next(iter(self.lanes)), 0)
        return len(jobs)

    def wake(self, loop: asyncio.AbstractEventLoop) -> None:
        """There is something to do. May be called from any thread."""
        loop.call_soon_threadsafe(self._wake)

    def stop(self) -> None:
        """End after what is under way."""
        self.stopped.set()
        self._wake()

    async def thread(self, work: Callable[..., T], *args: Any) -> T:
        """Do what asks the database where nobody waits for it."""
        return await asyncio.get_running_loop().run_in_executor(self.pool, work, *args)

    async def _serve(self, lane: int) -> None:
        """One lane: as many at once as there is room for, more as soon as enough of them are done."""
        running: set[asyncio.Task[None]] = set()
        woken = self.woken[lane] = asyncio.Event()
        time, looked, enough = asyncio.get_running_loop().time, 0.0, self.lanes[lane]

        def ended(task: asyncio.Task[None]) -> None:
            running.discard(task)
            if AT_ONCE - len(running) >= enough:
                woken.set()

        while not self.stopped.is_set():
            woken.clear()
            room = AT_ONCE - len(running)
            if room < enough and (soon := looked + WRITTEN_S - time()) > 0:
                await _rest(woken, soon)
                continue
            jobs, seconds = await self._next(lane, room)
            looked = time()
            for job in jobs:
                task = asyncio.create_task(self._one(job))
                running.add(task)
                task.add_done_callback(ended)
            if not jobs:
                await _rest(woken, seconds)
        if running:
            await asyncio.wait(running)
        await self._next(lane, 0)

    async def _next(self, lane: int, room: int) -> tuple[list[Job], float]:
        """What to do next; where there is nothing or no room, how long to wait."""
        with self.failure_log.watched(f"{type(self).__name__} {lane}", self.now()):
            if jobs := await self.thread(self.take, lane, room):
                return jobs, 0.0
            if not room:
                return [], WRITTEN_S
            return [], max(BREATH_S, min(HEARTBEAT_S, await self.thread(self.idle, lane)))
        return [], HEARTBEAT_S

    async def _one(self, job: Job) -> None:
        """One that breaks must not stop the others; its lease runs out, and then it is looked at again."""
        try:
            await self.work(job)
        except Exception:
            log.exception("%s could not finish something", type(self).__name__)

    def _wake(self) -> None:
        for event in self.woken.values():
            event.set()


async def _rest(woken: asyncio.Event, seconds: float) -> None:
    with contextlib.suppress(TimeoutError):
        await asyncio.wait_for(woken.wait(), seconds)
