"""The sender: leases what is due, renders current values, says it, marks how it went."""

import asyncio
import contextlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from operator import attrgetter
from time import monotonic
from typing import ClassVar

from scheduler import reconcile
from scheduler.delivery_kind import KINDS
from scheduler.failure_policy import FailurePolicy
from scheduler.outgoing import Drop, Outgoing, Wait
from scheduler.send import say
from scheduler.worker import AT_ONCE, STALE_S, Worker
from storage.delivery import PROMPT, WAVE, Delivery, lane_of
from storage.outbox import DueDeliveries, SentMessage, Throttle, kept_free
from storage.rate_limit import RATE_LIMITS, RateLimit
from storage.store import Reading

RECOVERY_S = 1.0
# Older words are rendered again before they are said: a silence that another process was told of, a closed pulse.
FRESH_S = 0.05
STOPPED = "the workspace is stopped"
LATE = "its turn came late"
PATIENCE = "Slack asked for patience"
NEVER = float("-inf")
ALIKE = attrgetter("tenant", "kind")


@dataclass(frozen=True, slots=True)
class Ready:
    """One thing to say, and its words as they were at a moment, or what went wrong with them."""

    delivery: Delivery
    words: Outgoing | Exception
    leased: float
    rendered: float


@dataclass(slots=True)
class Sender(Worker[Ready]):
    """Says what the outbox holds."""

    lanes: ClassVar[Mapping[int, int]] = {PROMPT: AT_ONCE // 2, WAVE: AT_ONCE * 3 // 4}

    rate_limits: Mapping[str, RateLimit] = field(default_factory=lambda: RATE_LIMITS)
    # What we leased and have not marked yet; of that, what stands in Slack already.
    under_way: set[int] = field(default_factory=set)
    said: list[SentMessage] = field(default_factory=list)
    _last: dict[int, str] = field(default_factory=dict)
    _gates: dict[tuple[str, str, int], asyncio.Lock] = field(default_factory=dict)
    # When Slack last refused us something in a workspace: words rendered before that are looked at again.
    _refused: dict[str, float] = field(default_factory=dict)

    async def run(self) -> None:
        """Send until stopped, and find out every second about what is in doubt."""
        await asyncio.gather(self._recover(), Worker.run(self))

    async def send_due(self) -> int:
        """One round: find out what is in doubt, then lease, say, mark. Tells how many there were."""
        await self.recover()
        return await self.once()

    def take(self, lane: int, limit: int) -> list[Ready]:
        """Mark what was said and lease what comes next, both in one transaction; then render that."""
        said = self.said[:]
        if not said and not limit:
            return []
        leased = self.store.retry_on_conflict(lambda: self._marked(said, lane, limit))
        self.under_way |= {each.id for each in leased}
        self.under_way -= {each.delivery.id for each in said}
        del self.said[: len(said)]
        return self._rendered(leased, monotonic())

    def idle(self, lane: int) -> float:
        """How long nothing is due: until the next row, the next token or the end of a block."""
        now = self.now()
        with self.store.system() as system:
            opens = system.limits.next_at(now, self.rate_limits, kept_free=kept_free(lane))
            soonest = [system.deliveries.next_at(now), opens]
        return min(((each - now).total_seconds() for each in soonest if each), default=float("inf"))

    async def work(self, job: Ready) -> None:
        """Say one thing. `sending` is committed already: a crash from here on is seen.

        One call of a method per workspace and lane at a time: the first refusal is heard before the next call.
        """
        delivery = job.delivery
        method = self._throttle().method(delivery)
        gate = (delivery.tenant, method, lane_of(delivery.kind))
        try:
            async with self._gates.setdefault(gate, asyncio.Lock()):
                said = await self._send(await self._current(job), method)
        except BaseException:
            self.under_way.discard(delivery.id)
            raise
        if said:
            self.said.append(said)
        else:
            self.under_way.discard(delivery.id)

    async def recover(self) -> None:
        """What was `sending` when its owner vanished, or what Slack would not be clear about: find out."""
        for delivery in await self.thread(self._lost):
            # What is not come to before the process ends is looked up by whoever finds its lease over.
            if not self.stopped.is_set():
                with self.failure_log.watched(f"finding out about {delivery.kind} {delivery.id}", self.now()):
                    await self._find_out(delivery)

    async def _find_out(self, delivery: Delivery) -> None:
        if reconcile.repeatable(delivery):
            await self.thread(self._repeat, delivery)
        else:
            client = self.client_for(delivery.tenant)
            await self.thread(await reconcile.reconcile(delivery, client, self.store, self.now))

    async def _recover(self) -> None:
        while not self.stopped.is_set():
            with self.failure_log.watched("finding out what is in doubt", self.now()):
                await self.recover()
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self.stopped.wait(), RECOVERY_S)

    async def _current(self, job: Ready) -> Ready:
        """The job with words that still hold."""
        now, refused = monotonic(), self._refused.get(job.delivery.tenant, 0.0)
        if self.stopped.is_set() or now - job.leased > STALE_S:
            # Given back, another process says it at once; left leased, it would be in doubt.
            return Ready(job.delivery, Wait(self.now(), LATE), job.leased, now)
        if now - job.rendered <= FRESH_S and job.rendered > refused:
            return job
        return (await self.thread(self._rendered, [job.delivery], job.leased))[0]

    async def _send(self, job: Ready, method: str) -> SentMessage | None:
        """Say it, or write down why not."""
        delivery, then = job.delivery, FailurePolicy(self.store, self.now)
        match job.words:
            case Drop(reason):
                await self.thread(then.dropped, delivery, reason)
            case Wait(until, reason):
                await self.thread(then.waits, delivery, until, reason)
            case Exception() as error:
                await self.thread(then.of, delivery, method, error)
            case words:
                try:
                    return await say(self.client_for(delivery.tenant), delivery, words)
                except Exception as error:  # noqa: BLE001 - one bad row must not stop the others; it is marked and logged
                    self._refused[delivery.tenant] = monotonic()
                    await self.thread(then.of, delivery, method, error)
        return None

    def _throttle(self) -> Throttle:
        return Throttle({name: kind.method for name, kind in KINDS.items()}, self.rate_limits)

    def _marked(self, said: Sequence[SentMessage], lane: int, limit: int) -> list[Delivery]:
        """Undone by another act, as by the close of a pulse that changes what is marked, it is done once more."""
        with self.store.system() as system:
            system.deliveries.sent_all(said)
            return self._lease(system.deliveries, lane, limit) if limit else []

    def _lease(self, deliveries: DueDeliveries, lane: int, limit: int) -> list[Delivery]:
        taken = deliveries.take(
            self.now(), owner=self.owner, limit=limit, lane=lane, throttle=self._throttle(),
            after=self._last.get(lane, ""),
        )  # fmt: skip
        self._last[lane] = deliveries.last
        return taken

    def _rendered(self, deliveries: Iterable[Delivery], leased: float) -> list[Ready]:
        """Their words as things stand now: one look for what is of one kind in one workspace.

        Where a look breaks, each is looked at alone before it is said: one bad row must not stop the others.
        """
        ready: list[Ready] = []
        for (tenant, kind), rows in groupby(sorted(deliveries, key=ALIKE), ALIKE):
            some, moment = list(rows), monotonic()
            try:
                with self.store.read(tenant) as reading:
                    pauses = self._pauses(reading)
                    words: Sequence[Outgoing | Exception] = KINDS[kind].words(reading, some, self.now())
            except Exception as error:  # noqa: BLE001 - each row is marked and logged when its turn comes
                moment = moment if len(some) == 1 else NEVER
                pauses, words = {}, [error] * len(some)
            throttle = self._throttle()
            ready += [
                Ready(each, pauses.get(throttle.method(each)) or said, leased, moment)
                for each, said in zip(some, words, strict=True)
            ]
        return ready

    def _pauses(self, reading: Reading) -> dict[str, Wait]:
        """Methods that Slack will not have here now, as any process learned."""
        now = self.now()
        stopped, blocked = reading.limits.paused_until(now)
        if stopped:
            return dict.fromkeys(self.rate_limits, Wait(now, STOPPED))
        return {method: Wait(until, PATIENCE) for method, until in blocked.items()}

    def _lost(self) -> list[Delivery]:
        now = self.now()
        with self.store.system() as system:
            system.limits.forget(now)
            return system.deliveries.lost(now, owner=self.owner, besides=self.under_way)

    def _repeat(self, delivery: Delivery) -> None:
        with self.store.system() as system:
            system.deliveries.later(delivery, at=self.now(), error="repeated after a restart")
