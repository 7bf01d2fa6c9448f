"""The reaction worker: rereads messages whose reactions changed, and brings the record to what Slack shows now."""

import asyncio
import logging
from dataclasses import dataclass, field
from datetime import datetime
from time import monotonic

from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from personas.filing import Found, found
from personas.people import Place, place_of
from scheduler import people
from scheduler.pause import pause_for
from scheduler.slack_error import PASSING, PASSING_ATTEMPTS, SlackFailure, classify, code_of, wait_for
from scheduler.worker import STALE_S, Worker
from storage import filing
from storage.capture import CapturedMessage
from storage.rate_limit import GET, INFO, LOOKUP_RATE_LIMITS, WHO

log = logging.getLogger(__name__)

ATTEMPTS_MAX = 10
# Nothing is left to look at; what was filed stays as it was filed, and says that its source is gone.
MESSAGE_GONE = frozenset({"message_not_found", "thread_not_found"})
UNREADABLE = frozenset(
    {"not_in_channel", "channel_not_found", "missing_scope", "is_archived", "no_permission"}
)


class NotNow(Exception):
    """Slack is not asked now: it wants silence, or what it allows is used up."""

    def __init__(self, until: datetime) -> None:
        self.until = until


@dataclass(frozen=True, slots=True)
class Leased:
    """A message to look at, and since when it is ours."""

    look: CapturedMessage
    since: float


@dataclass(slots=True)
class ReactionWorker(Worker[Leased]):
    """Looks at what a reaction event left behind."""

    _last: str = ""
    _gates: dict[str, asyncio.Lock] = field(default_factory=dict)

    def take(self, lane: int, limit: int) -> list[Leased]:
        """What is due, kept from other processes for a while."""
        if not limit:
            return []
        with self.store.system() as system:
            taken = system.captures.take(self.now(), limit=limit, after=self._last)
            self._last = system.captures.last
        return [Leased(look, monotonic()) for look in taken]

    def idle(self, lane: int) -> float:
        """Until the next message comes due, or Slack allows more."""
        now = self.now()
        with self.store.system() as system:
            soonest = [system.captures.next_at(now), system.limits.next_at(now, LOOKUP_RATE_LIMITS)]
        return min(((each - now).total_seconds() for each in soonest if each), default=float("inf"))

    async def work(self, job: Leased) -> None:
        """Look at one message; a workspace is asked one thing at a time, so that a refusal is heard before the next.

        Whatever goes wrong, the message stays due until it was settled or given up.
        """
        look, asked = job.look, GET
        try:
            async with self._gates.setdefault(look.tenant, asyncio.Lock()):
                await self.thread(self._may_ask, job)
                client, asked = self.client_for(look.tenant), INFO
                place = await self._place(look, client)
                # That took its time: the lease must last for the next call, and silence may have begun.
                await self.thread(self._may_ask, job)
                asked = GET
                answer = await client.reactions_get(channel=look.channel, timestamp=look.ts, full=True)
                message, asked = found(answer.get("message") or {}, channel=look.channel), WHO
                await self._meet(look, message, client)
            await self.thread(self._settle, look, message, place)
        except NotNow as wait:
            await self.thread(self._wait, look, wait.until)
        except Exception as error:  # noqa: BLE001 - whatever it was, the look stays due or is given up with its error logged
            await self.thread(self._unseen, look, asked, error)

    async def _place(self, look: CapturedMessage, client: AsyncWebClient) -> Place:
        """What kind of channel it is now: Slack tells nobody when one is closed or shared. One we may not ask about
        files nothing."""
        await self.thread(self._spend, look, INFO)
        try:
            answer = await client.conversations_info(channel=look.channel)
        except SlackApiError as error:
            if code_of(error) in UNREADABLE:
                return Place(look.channel, private=True, shared=True)
            raise
        return place_of(answer["channel"])

    async def _meet(self, look: CapturedMessage, message: Found, client: AsyncWebClient) -> None:
        """Ask who they are whose emoji would file something, and of whom we know nothing: members alone file."""
        for user in await self.thread(self._unmet, look, message):
            await self.thread(self._spend, look, WHO)
            asked = self.now()
            if person := await people.asked_about(client, user, tenant=look.tenant):
                await self.thread(people.keep, self.store, look.tenant, [person], asked, self.now())

    def _unmet(self, look: CapturedMessage, message: Found) -> tuple[str, ...]:
        with self.store.read(look.tenant) as reading:
            return filing.unmet(reading, message, user=look.user, asked_at=look.asked_at)

    def _spend(self, look: CapturedMessage, method: str) -> None:
        """One call of a method, unless what Slack allows of it is used up."""
        with self.store.system() as system:
            until = system.limits.spend(look.tenant, method, LOOKUP_RATE_LIMITS[method], self.now())
        if until:
            raise NotNow(until)

    def _may_ask(self, job: Leased) -> None:
        """Unless any process learned meanwhile that Slack wants silence, or its turn came late."""
        now, tenant = self.now(), job.look.tenant
        with self.store.read(tenant) as reading:
            stopped, blocked = reading.limits.paused_until(now)
        if stopped or self.stopped.is_set() or monotonic() - job.since > STALE_S:
            raise NotNow(now)
        if until := blocked.get(GET):
            raise NotNow(until)

    def _settle(self, look: CapturedMessage, message: Found, place: Place) -> None:
        now = self.now()
        with self.store.begin(look.tenant, now=now) as tx:
            if not tx.captures.locked(look):
                return
            tx.channels.describe(
                place.channel,
                name=place.name,
                private=place.private,
                shared=place.shared,
                at=now,
                sure=place.known,
            )
            filing.settle(tx, message, user=look.user, now=now, asked_at=look.asked_at)
            tx.captures.looked(look)

    def _wait(self, look: CapturedMessage, until: datetime) -> None:
        with self.store.begin(look.tenant) as tx:
            tx.captures.wait(look, until=until)

    def _unseen(self, look: CapturedMessage, method: str, error: Exception) -> None:
        """Slack would not show the message: for good, or for a while."""
        code, now = code_of(error), self.now()
        with self.store.system() as system:
            until = pause_for(system, look.tenant, method, error, now=now)
        with self.store.begin(look.tenant) as tx:
            if code in MESSAGE_GONE:
                filing.gone(tx, look.channel, look.ts, now=now)
                tx.captures.looked(look)
            elif code in UNREADABLE:
                if look.user:
                    filing.unreadable(tx, look.channel, user=look.user, now=now)
                tx.captures.looked(look)
            elif until:
                tx.captures.wait(look, until=until)
            elif look.attempts < (PASSING_ATTEMPTS if classify(error) in PASSING else ATTEMPTS_MAX):
                bug = (
                    error
                    if classify(error) is SlackFailure.BROKEN and not isinstance(error, SlackApiError)
                    else None
                )
                log.warning("a message could not be looked at yet: %s", code, exc_info=bug)
                tx.captures.later(look, now=now, wait=wait_for(error, look.attempts))
            else:
                log.error("a message was given up after %s attempts: %s", look.attempts, code, exc_info=error)
                tx.captures.looked(look)
