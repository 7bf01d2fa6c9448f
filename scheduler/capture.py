"""Looks again at messages whose reactions changed: asks Slack what stands there now, then settles it in one go."""

import asyncio
import contextlib
import logging
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, TypeVar

import aiohttp
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from personas.filing import PLACE_KNOWN_FOR, Found, found
from personas.people import Place
from personas.refusal import refusal
from scheduler import evidence
from storage.capture import Look
from storage.store import Store

log = logging.getLogger(__name__)

AT_ONCE = 8
HEARTBEAT_S = 5.0
ATTEMPTS_MAX = 10
BACKOFF_S = 2.0
BACKOFF_MAX_S = 600.0
# Nothing is left to look at; what was filed stays as it was filed.
MESSAGE_GONE = frozenset({"message_not_found", "thread_not_found"})
UNREADABLE = frozenset(
    {"not_in_channel", "channel_not_found", "missing_scope", "is_archived", "no_permission"}
)

T = TypeVar("T")


@dataclass(slots=True)
class Looker:
    """Looks at what a reaction event left behind. Any number of processes may run one each."""

    store: Store
    client_for: Callable[[str], AsyncWebClient]
    now: Callable[[], datetime]
    pool: ThreadPoolExecutor = field(default_factory=lambda: ThreadPoolExecutor(1, "looker"))
    woken: asyncio.Event = field(default_factory=asyncio.Event)
    stopping: bool = False

    async def run(self) -> None:
        """Look until stopped; woken by every commit that left something to look at."""
        while not self.stopping:
            try:
                while await self.look_due():
                    pass
            except Exception:
                log.exception("the looker stumbled; it goes on at the next heartbeat")
            await self._sleep()

    async def look_due(self) -> int:
        """One round: what is due, then what Slack says, then what follows. Tells how many there were."""
        due = await self._thread(self._due)
        await asyncio.gather(*(self.look(look) for look in due))
        return len(due)

    async def look(self, look: Look) -> None:
        """Look at one message. Whatever goes wrong, it stays due until it was settled or given up."""
        try:
            message, place = await self._ask(look)
            await self._thread(self._settle, look, message, place)
        except Exception as error:  # noqa: BLE001 - whatever it was, the look stays due or is given up with its error logged
            await self._thread(self._unseen, look, error)

    def wake(self, loop: asyncio.AbstractEventLoop) -> None:
        """There is something to look at. May be called from any thread."""
        loop.call_soon_threadsafe(self.woken.set)

    def stop(self) -> None:
        """End after the round under way."""
        self.stopping = True
        self.woken.set()

    async def _ask(self, look: Look) -> tuple[Found, Place | None]:
        client = self.client_for(look.tenant)
        place = await self._place(look, client)
        answer = await client.reactions_get(channel=look.channel, timestamp=look.ts, full=True)
        return found(answer.get("message") or {}, channel=look.channel), place

    async def _place(self, look: Look, client: AsyncWebClient) -> Place | None:
        """What kind of channel it is: asked once a day. One we may not ask about files nothing, like a shared one."""
        if not await self._thread(self._is_unknown, look):
            return None
        try:
            channel = (await client.conversations_info(channel=look.channel))["channel"]
        except SlackApiError as error:
            if _code(error) in UNREADABLE:
                return Place(look.channel, private=True, shared=True)
            raise
        private = any(channel.get(key) for key in ("is_private", "is_im", "is_mpim"))
        shared = any(channel.get(key) for key in ("is_ext_shared", "is_pending_ext_shared"))
        return Place(look.channel, str(channel.get("name") or ""), private, shared, known=True)

    def _due(self) -> list[Look]:
        with self.store.system() as system:
            return system.captures.due(self.now(), limit=AT_ONCE)

    def _is_unknown(self, look: Look) -> bool:
        with self.store.read(look.tenant) as reading:
            asked = reading.channels.checked_at(look.channel)
        return asked is None or self.now() - asked >= PLACE_KNOWN_FOR

    def _settle(self, look: Look, message: Found, place: Place | None) -> None:
        now = self.now()
        with self.store.begin(look.tenant) as tx:
            if not tx.captures.held(look):
                return
            if place:
                tx.channels.describe(
                    place.channel, name=place.name, private=place.private, shared=place.shared, at=now
                )
            evidence.settle(tx, message, user=look.user, now=now)
            tx.captures.looked(look)

    def _unseen(self, look: Look, error: Exception) -> None:
        """Slack would not show the message: for good, or for a while."""
        code, now = _code(error), self.now()
        with self.store.begin(look.tenant) as tx:
            if code in MESSAGE_GONE:
                tx.captures.looked(look)
            elif code in UNREADABLE:
                evidence.unreadable(tx, look.channel, user=look.user, now=now)
                tx.captures.looked(look)
            elif look.attempts < ATTEMPTS_MAX:
                bug = None if _is_outside(error) else error
                log.warning("a message could not be looked at yet: %s", code, exc_info=bug)
                tx.captures.later(look, now=now, wait=_wait(error, look.attempts))
            else:
                log.error("a message was given up after %s attempts: %s", look.attempts, code, exc_info=error)
                tx.captures.looked(look)

    async def _sleep(self) -> None:
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(self.woken.wait(), HEARTBEAT_S)
        self.woken.clear()

    async def _thread(self, work: Callable[..., T], *args: Any) -> T:
        return await asyncio.get_running_loop().run_in_executor(self.pool, work, *args)


def _is_outside(error: Exception) -> bool:
    return isinstance(error, SlackApiError | aiohttp.ClientError | OSError | TimeoutError)


def _wait(error: Exception, attempts: int) -> timedelta:
    if isinstance(error, SlackApiError) and (told := error.response.headers.get("Retry-After")):
        return timedelta(seconds=float(told))
    return timedelta(seconds=min(BACKOFF_S * 2**attempts, BACKOFF_MAX_S))


def _code(error: Exception) -> str:
    """Slack's word for what went wrong; where its answer is no JSON (a proxy's page), the status."""
    if isinstance(error, SlackApiError):
        return refusal(error.response.data, error.response.status_code)
    return type(error).__name__
