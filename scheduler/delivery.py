"""The async file of this room: leases what is due, renders current values, says it, marks how it went."""

import asyncio
import contextlib
import logging
import secrets
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, TypeVar

from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from scheduler import reconcile
from scheduler.kinds import KINDS
from scheduler.outgoing import Drop, Home, Marks, Outgoing, Post, Wait, Whisper
from scheduler.trouble import SETTLED, Trouble, code_of, trouble, wait_for
from storage.delivery import Delivery, Progress, lane_of
from storage.installation import Stopped
from storage.limit import PACES, Pace
from storage.outbox import LANES, Pacer, kept_free
from storage.store import Store

log = logging.getLogger(__name__)

AT_ONCE = 8
# Leased again once half of them are done: a transaction for four costs what one for one does.
ENOUGH_ROOM = AT_ONCE // 2
HEARTBEAT_S = 5.0
RECOVERY_S = 1.0
# Nothing is looked for more often than this, however soon the next row is due.
BREATH_S = 0.02
ATTEMPTS_MAX = 8
# A row that waited longer for its turn is given back: its call must end before its lease does.
STALE_S = 12.0
PAUSE = timedelta(minutes=10)
STOPPED = "the workspace is stopped"

ClientFor = Callable[[str], AsyncWebClient]
T = TypeVar("T")


@dataclass(slots=True)
class Sender:
    """Says what the outbox holds. Any number of processes may run one each."""

    store: Store
    client_for: ClientFor
    now: Callable[[], datetime]
    paces: Mapping[str, Pace] = field(default_factory=lambda: PACES)
    owner: str = field(default_factory=lambda: secrets.token_hex(6))
    pool: ThreadPoolExecutor = field(default_factory=lambda: ThreadPoolExecutor(1, "sender"))
    woken: dict[int, asyncio.Event] = field(default_factory=lambda: {lane: asyncio.Event() for lane in LANES})
    stopped: asyncio.Event = field(default_factory=asyncio.Event)
    under_way: set[int] = field(default_factory=set)
    _last: dict[int, str] = field(default_factory=dict)
    _gates: dict[tuple[str, str, int], asyncio.Lock] = field(default_factory=dict)

    async def run(self) -> None:
        """Send until stopped; woken by every commit that left something to say."""
        await asyncio.gather(self._recover(), *(self._serve(lane) for lane in LANES))

    async def send_due(self) -> int:
        """One round: find out what is in doubt, then lease, say, mark. Tells how many there were."""
        await self.recover()
        due = [delivery for lane in LANES for delivery in await self._thread(self._lease, lane, AT_ONCE)]
        await asyncio.gather(*(self.send(delivery) for delivery in due))
        return len(due)

    async def send(self, delivery: Delivery) -> None:
        """Say one thing. `sending` is committed already: a crash from here on is seen.

        One call of a method per workspace and lane at a time: the first refusal is heard before the next call.
        """
        loop = asyncio.get_running_loop()
        leased, method = loop.time(), self._pacer().method(delivery)
        gate = (delivery.tenant, method, lane_of(delivery.kind))
        self.under_way.add(delivery.id)
        try:
            async with self._gates.setdefault(gate, asyncio.Lock()):
                if loop.time() - leased > STALE_S:
                    await self._thread(self._waiting, delivery, Wait(self.now(), "its turn came late"))
                else:
                    await self._send(delivery, method)
        finally:
            self.under_way.discard(delivery.id)

    async def recover(self) -> None:
        """What was `sending` when its owner vanished, or what Slack would not be clear about: find out."""
        for delivery in await self._thread(self._lost):
            if reconcile.repeatable(delivery):
                await self._thread(self._repeat, delivery)
            else:
                client = self.client_for(delivery.tenant)
                await self._thread(await reconcile.reconcile(delivery, client, self.store, self.now))

    def wake(self, loop: asyncio.AbstractEventLoop) -> None:
        """There is something to send. May be called from any thread."""
        for event in self.woken.values():
            loop.call_soon_threadsafe(event.set)

    def stop(self) -> None:
        """End after what is under way."""
        self.stopped.set()
        for event in self.woken.values():
            event.set()

    async def _serve(self, lane: int) -> None:
        """One lane: as many at once as there is room for, the next as soon as some are done."""
        tasks: set[asyncio.Task[None]] = set()
        while not self.stopped.is_set():
            self.woken[lane].clear()
            leased, seconds = [], HEARTBEAT_S
            try:
                if AT_ONCE - len(tasks) >= ENOUGH_ROOM:
                    leased = await self._thread(self._lease, lane, AT_ONCE - len(tasks))
                    seconds = HEARTBEAT_S if leased else await self._thread(self._idle, lane)
            except Exception:
                log.exception("the sender stumbled; it goes on at the next heartbeat")
            tasks |= {asyncio.create_task(self.send(delivery)) for delivery in leased}
            if not leased:
                await self._rest(lane, tasks, seconds)
            tasks = {task for task in tasks if not task.done()}
        if tasks:
            await asyncio.wait(tasks)

    async def _rest(self, lane: int, tasks: set[asyncio.Task[None]], seconds: float) -> None:
        """Until something is done, new or due; where there is no room, until there is some."""
        woken = asyncio.create_task(self.woken[lane].wait())
        await asyncio.wait({woken, *tasks}, timeout=seconds, return_when=asyncio.FIRST_COMPLETED)
        woken.cancel()

    async def _recover(self) -> None:
        while not self.stopped.is_set():
            try:
                await self.recover()
            except Exception:
                log.exception("what is in doubt could not be looked up; tried again at the next heartbeat")
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self.stopped.wait(), RECOVERY_S)

    async def _send(self, delivery: Delivery, method: str) -> None:
        try:
            outgoing = await self._thread(self._render, delivery, method)
            if isinstance(outgoing, Drop):
                await self._end(delivery, Progress.CANCELLED, outgoing.reason)
                return
            if isinstance(outgoing, Wait):
                await self._thread(self._waiting, delivery, outgoing)
                return
            said = await self._say(delivery, outgoing)
        except Exception as error:  # noqa: BLE001 - one bad row must not stop the others; it is marked and logged
            await self._failed(delivery, method, error)
        else:
            await self._thread(self._sent, delivery, said)

    async def _say(self, delivery: Delivery, outgoing: Outgoing) -> tuple[str, str]:
        client = self.client_for(delivery.tenant)
        match outgoing:
            case Post(blocks, text):
                return await self._post(client, delivery, blocks, text)
            case Whisper(blocks, text):
                thread = delivery.thread_ts or None
                await client.chat_postEphemeral(
                    channel=delivery.channel, user=delivery.person, thread_ts=thread, blocks=blocks, text=text
                )
            case Marks(wanted, ours):
                await _mark(client, delivery, wanted, ours)
            case Home(view):
                await client.views_publish(user_id=delivery.person, view=view)
            case Drop() | Wait():
                pass
        return delivery.posted_channel or delivery.channel, delivery.ts

    async def _post(
        self, client: AsyncWebClient, delivery: Delivery, blocks: list[dict[str, Any]], text: str
    ) -> tuple[str, str]:
        quiet: dict[str, Any] = {"unfurl_links": False, "unfurl_media": False}
        if delivery.ts:
            await client.chat_update(
                channel=delivery.posted_channel, ts=delivery.ts, blocks=blocks, text=text, **quiet
            )
            return delivery.posted_channel, delivery.ts
        answer = await client.chat_postMessage(
            channel=delivery.channel or delivery.person,
            thread_ts=delivery.thread_ts or None,
            blocks=blocks,
            text=text,
            metadata=reconcile.stamp(delivery),
            **quiet,
        )
        return str(answer["channel"]), str(answer["ts"])

    async def _failed(self, delivery: Delivery, method: str, error: Exception) -> None:
        """What follows from an error. Told to slow down or never reached, a row has lost nothing but time."""
        code, wait = code_of(error), wait_for(error, delivery.attempts)
        repeatable = reconcile.repeatable(delivery)
        match trouble(error):
            case Trouble.SETTLED:
                await self._thread(self._sent, delivery, (delivery.posted_channel, delivery.ts))
            case Trouble.SLOW:
                await self._thread(self._blocked, delivery, [method], wait, code)
            case Trouble.PAUSED:
                await self._thread(self._blocked, delivery, list(self.paces), PAUSE, code)
            case Trouble.ENDED:
                await self._thread(self._stop_tenant, delivery, code)
            case Trouble.UNREACHED:
                await self._thread(self._later, delivery, wait, code)
            case Trouble.UNCLEAR if repeatable and delivery.attempts < ATTEMPTS_MAX:
                await self._thread(self._later, delivery, wait, code)
            case Trouble.UNCLEAR if not repeatable:
                await self._thread(self._doubted, delivery, code)
            case kind:
                log.warning("%s %s was not said: %s", delivery.kind, delivery.id, code, exc_info=_bug(error))
                await self._thread(self._instead, delivery)
                ended = Progress.CANCELLED if kind is Trouble.PERMANENT else Progress.FAILED
                await self._end(delivery, ended, code)

    def _pacer(self) -> Pacer:
        return Pacer({name: kind.method for name, kind in KINDS.items()}, self.paces)

    def _render(self, delivery: Delivery, method: str) -> Outgoing:
        """Its words as things stand now, unless another process learned meanwhile that Slack will not have them."""
        now = self.now()
        with self.store.read(delivery.tenant) as reading:
            if reading.limits.stopped():
                return Wait(now, STOPPED)
            if until := reading.limits.blocked(method, now):
                return Wait(until, "Slack asked for patience")
            return KINDS[delivery.kind].render(reading, delivery, now)

    def _lease(self, lane: int, limit: int) -> list[Delivery]:
        with self.store.system() as system:
            taken = system.deliveries.take(
                self.now(), owner=self.owner, limit=limit, lane=lane, pacer=self._pacer(),
                after=self._last.get(lane, ""),
            )  # fmt: skip
        if taken:
            self._last[lane] = taken[-1].tenant
        return taken

    def _idle(self, lane: int) -> float:
        """How long nothing is due: until the next row, the next token or the end of a block."""
        now = self.now()
        with self.store.system() as system:
            opens = system.limits.next_at(now, self.paces, kept_free=kept_free(lane))
            soonest = [system.deliveries.next_at(now), opens]
        ahead = [(each - now).total_seconds() for each in soonest if each]
        return min([HEARTBEAT_S, *(max(BREATH_S, seconds) for seconds in ahead)])

    def _lost(self) -> list[Delivery]:
        now = self.now()
        with self.store.system() as system:
            system.limits.forget(now)
            return system.deliveries.lost(now, owner=self.owner, besides=self.under_way)

    def _repeat(self, delivery: Delivery) -> None:
        with self.store.system() as system:
            system.deliveries.later(delivery, at=self.now(), error="repeated after a restart")

    def _sent(self, delivery: Delivery, said: tuple[str, str]) -> None:
        with self.store.system() as system:
            system.deliveries.sent(delivery, channel=said[0], ts=said[1], note=delivery.note)

    def _later(self, delivery: Delivery, wait: timedelta, code: str) -> None:
        with self.store.system() as system:
            system.deliveries.later(delivery, at=self.now() + wait, error=code)

    def _waiting(self, delivery: Delivery, wait: Wait) -> None:
        with self.store.system() as system:
            system.deliveries.wait(delivery, until=wait.until, reason=wait.reason)

    def _blocked(self, delivery: Delivery, methods: list[str], wait: timedelta, code: str) -> None:
        """Slack wants silence for a while: every process keeps it, for these methods in this workspace."""
        now = self.now()
        with self.store.system() as system:
            for method in methods:
                system.limits.block(delivery.tenant, method, until=now + wait, now=now)
            system.deliveries.wait(delivery, until=now + wait, reason=code)

    def _stop_tenant(self, delivery: Delivery, code: str) -> None:
        """Slack will take nothing from us in this workspace; what is to be said there waits for a new install."""
        log.error("the workspace %s is stopped: %s", delivery.tenant, code)
        now = self.now()
        with self.store.system() as system:
            system.installations.stop(delivery.tenant, Stopped.REVOKED, at=now)
            system.deliveries.wait(delivery, until=now, reason=code)

    def _doubted(self, delivery: Delivery, code: str) -> None:
        reconcile.doubted(self.store, delivery, code, now=self.now())

    def _instead(self, delivery: Delivery) -> None:
        """What the kind wants said where the first post was refused; before it ends, so that it can't be lost."""
        not_said = KINDS[delivery.kind].not_said if delivery.kind in KINDS else None
        if not_said and not delivery.ts:
            with self.store.begin(delivery.tenant) as tx:
                not_said(tx, delivery, self.now())

    async def _end(self, delivery: Delivery, progress: Progress, error: str) -> None:
        await self._thread(self._ended, delivery, progress, error)

    def _ended(self, delivery: Delivery, progress: Progress, error: str) -> None:
        with self.store.system() as system:
            system.deliveries.ended(delivery, progress, error=error)

    async def _thread(self, work: Callable[..., T], *args: Any) -> T:
        return await asyncio.get_running_loop().run_in_executor(self.pool, work, *args)


async def _mark(
    client: AsyncWebClient, delivery: Delivery, wanted: frozenset[str], ours: frozenset[str]
) -> None:
    """Make exactly the wanted reactions of ours stand there; what the note says stands already is left alone."""
    stamp = str(delivery.note.get("ts", ""))
    stands = set(delivery.note.get("stands", ours if delivery.shown else ()))
    for name in sorted(wanted ^ (stands & ours)):
        change = client.reactions_add if name in wanted else client.reactions_remove
        try:
            await change(channel=delivery.channel, timestamp=stamp, name=name)
        except SlackApiError as error:
            if code_of(error) not in SETTLED:
                raise
    delivery.note["stands"] = sorted(wanted)


def _bug(error: Exception) -> Exception | None:
    return None if isinstance(error, SlackApiError) else error
