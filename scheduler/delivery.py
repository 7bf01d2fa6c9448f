"""The async file of this room: leases what is due, renders current values, says it, marks how it went."""

import asyncio
import contextlib
import logging
import secrets
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, TypeVar

import aiohttp
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from personas.refusal import SERVER_TROUBLE, refusal
from scheduler.kinds import KINDS
from scheduler.outgoing import Drop, Home, Marks, Outgoing, Post, Wait, Whisper
from storage.delivery import Delivery, Progress
from storage.store import Store

log = logging.getLogger(__name__)

AT_ONCE = 8
HEARTBEAT_S = 5.0
ATTEMPTS_MAX = 8
BACKOFF_S = 2.0
BACKOFF_MAX_S = 300.0
# Slack may have done it before it said one of these, or before the line went dead.
AMBIGUOUS = frozenset({"fatal_error", "internal_error", "service_unavailable", "request_timeout"})
SLOW_DOWN = frozenset({"ratelimited", "rate_limited", "message_limit_exceeded"})
# What we wanted to say is said already, or there is nothing left to say it about.
SETTLED = frozenset({"already_reacted", "no_reaction"})

ClientFor = Callable[[str], AsyncWebClient]
T = TypeVar("T")


@dataclass(slots=True)
class Sender:
    """Says what the outbox holds. Any number of processes may run one each."""

    store: Store
    client_for: ClientFor
    now: Callable[[], datetime]
    owner: str = field(default_factory=lambda: secrets.token_hex(6))
    pool: ThreadPoolExecutor = field(default_factory=lambda: ThreadPoolExecutor(1, "sender"))
    woken: asyncio.Event = field(default_factory=asyncio.Event)
    stopping: bool = False

    async def run(self) -> None:
        """Send until stopped; woken by every commit that left something to say."""
        while not self.stopping:
            try:
                while await self.send_due():
                    pass
            except Exception:
                log.exception("the sender stumbled; it goes on at the next heartbeat")
            await self._sleep()

    async def send_due(self) -> int:
        """One round: lease, say, mark. Tells how many there were."""
        await self._thread(self._reconcile)
        due = await self._thread(self._lease)
        await asyncio.gather(*(self.send(delivery) for delivery in due))
        return len(due)

    async def send(self, delivery: Delivery) -> None:
        """Say one thing. `sending` is committed already: a crash from here on is seen."""
        try:
            outgoing = await self._thread(self._render, delivery)
            if isinstance(outgoing, Drop):
                await self._end(delivery, Progress.CANCELLED, outgoing.reason)
                return
            if isinstance(outgoing, Wait):
                await self._thread(self._waiting, delivery, outgoing)
                return
            said = await self._say(delivery, outgoing)
        except Exception as error:  # noqa: BLE001 - one bad row must not stop the others; it is marked and logged
            await self._failed(delivery, error)
        else:
            await self._thread(self._sent, delivery, said)

    def wake(self, loop: asyncio.AbstractEventLoop) -> None:
        """There is something to send. May be called from any thread."""
        loop.call_soon_threadsafe(self.woken.set)

    def stop(self) -> None:
        """End after the round under way."""
        self.stopping = True
        self.woken.set()

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
            metadata={"event_type": "dramatis", "event_payload": {"delivery": str(delivery.id)}},
            **quiet,
        )
        return str(answer["channel"]), str(answer["ts"])

    async def _failed(self, delivery: Delivery, error: Exception) -> None:
        code = _code(error)
        if code in SETTLED:
            await self._thread(self._sent, delivery, (delivery.posted_channel, delivery.ts))
        elif _is_unclear(error, code) and _says_something_new(delivery):
            log.warning("nobody knows whether %s %s was said: %s", delivery.kind, delivery.id, code)
            await self._end(delivery, Progress.UNCERTAIN, code)
        elif (_is_unclear(error, code) or _is_passing(error, code)) and delivery.attempts < ATTEMPTS_MAX:
            await self._thread(self._later, delivery, _wait(error, delivery.attempts), code)
        else:
            log.warning("%s %s was not said: %s", delivery.kind, delivery.id, code, exc_info=_bug(error))
            await self._thread(self._instead, delivery)
            await self._end(delivery, Progress.FAILED, code)

    def _render(self, delivery: Delivery) -> Outgoing:
        with self.store.read(delivery.tenant) as reading:
            return KINDS[delivery.kind].render(reading, delivery, self.now())

    def _reconcile(self) -> None:
        """What was `sending` when its owner vanished: repeat what is harmless, own up to the rest."""
        with self.store.system() as system:
            for delivery in system.deliveries.lost(self.now()):
                if _says_something_new(delivery):
                    system.deliveries.ended(
                        delivery, Progress.UNCERTAIN, error="the process ended while it was sent"
                    )
                else:
                    system.deliveries.later(delivery, at=self.now(), error="repeated after a restart")

    def _lease(self) -> list[Delivery]:
        with self.store.system() as system:
            return system.deliveries.lease(self.now(), owner=self.owner, limit=AT_ONCE)

    def _sent(self, delivery: Delivery, said: tuple[str, str]) -> None:
        with self.store.system() as system:
            system.deliveries.sent(delivery, channel=said[0], ts=said[1], note=delivery.note)

    def _later(self, delivery: Delivery, wait: timedelta, code: str) -> None:
        with self.store.system() as system:
            system.deliveries.later(delivery, at=self.now() + wait, error=code)

    def _waiting(self, delivery: Delivery, wait: Wait) -> None:
        with self.store.system() as system:
            system.deliveries.wait(delivery, until=wait.until, reason=wait.reason)

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

    async def _sleep(self) -> None:
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(self.woken.wait(), HEARTBEAT_S)
        self.woken.clear()

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
            if _code(error) not in SETTLED:
                raise
    delivery.note["stands"] = sorted(wanted)


def _says_something_new(delivery: Delivery) -> bool:
    """A first post or a whisper cannot be repeated without being said twice; edits and reactions can."""
    return not delivery.ts and not KINDS[delivery.kind].repeatable


def _is_unclear(error: Exception, code: str) -> bool:
    if isinstance(error, aiohttp.ClientConnectorError):
        return False
    lost = isinstance(error, aiohttp.ClientError | TimeoutError | OSError)
    return (
        lost
        or code in AMBIGUOUS
        or (isinstance(error, SlackApiError) and error.response.status_code >= SERVER_TROUBLE)
    )


def _is_passing(error: Exception, code: str) -> bool:
    return code in SLOW_DOWN or isinstance(error, aiohttp.ClientConnectorError)


def _wait(error: Exception, attempts: int) -> timedelta:
    if isinstance(error, SlackApiError) and (told := error.response.headers.get("Retry-After")):
        return timedelta(seconds=float(told))
    return timedelta(seconds=min(BACKOFF_S * 2**attempts, BACKOFF_MAX_S))


def _code(error: Exception) -> str:
    if isinstance(error, SlackApiError):
        return refusal(error.response.data, error.response.status_code)
    return type(error).__name__


def _bug(error: Exception) -> Exception | None:
    return None if isinstance(error, SlackApiError) else error
